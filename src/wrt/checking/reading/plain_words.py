"""Declarations in lines of plain text: "A, B symmetric", "x in R^n", "X is an n x p matrix", "c is a scalar"."""

from __future__ import annotations

import re

from wrt.checking.reading.declared import AFTER, Declared, name_of, read_formula, read_words
from wrt.emit.names import GREEK_LETTERS

NAME = rf"(?:[A-Za-z]\d{{0,2}}|[A-Za-z]_\w{{1,4}}|lambda|lam|{'|'.join(sorted(GREEK_LETTERS))})(?!\w)"
NAMES = rf"(?P<names>{NAME}(?:\s*(?:,\s*and|,|and)\s*{NAME})*)"
LEAD = re.compile(r"(?:(?:let|where|with|suppose|assume|here|given|for)\b(?:\s+that\b)?[\s,:]*)+", re.IGNORECASE)
BE = r"\s+(?:is|are|be|being)\s+(?:an?\s+|both\s+|all\s+)?"
SIZE = r"(?P<rows>\w+)\s*(?:x|by|×)\s*(?P<cols>\w+)"
MATRIX = re.compile(
    rf"{NAMES}(?:{BE}|\s+an?\s+)(?:matri(?:x|ces)\s*(?:of size\s*|,\s*|\()?\s*)?{SIZE}\s*(?:matri(?:x|ces))?\)?"
)
SHAPED = re.compile(rf"{NAMES}(?:{BE}|\s+)(?:an?\s+)?(?P<said>(?:[a-z-]+\s+)+?){SIZE}\s*(?:matri(?:x|ces))?")
LENGTH = r"(?:of\s+(?:length|size|dimension)|in|with)\s+(?P<size>\w+)(?:\s+entries)?"
VECTOR = re.compile(rf"{NAMES}{BE}(?:column\s+)?vectors?\s+{LENGTH}")
SCALAR = re.compile(rf"{NAMES}{BE}(?P<kind>(?:positive |nonnegative |real )*)(?:scalars?|numbers?|constants?)")
MEMBER = re.compile(
    rf"{NAMES}\s+(?:be\s+an?\s+(?:column\s+)?(?:vector|matrix)\s+)?in\s+(?P<space>R(?:\s*\^\s*(?:\w+|\([^()]*\)|\{{[^{{}}]*\}}))?)"
)
FACT = re.compile(rf"{NAMES}(?P<said>\s+.*)")
PARTS = re.compile(rf";|\.(?:\s|\Z)|,|\band\b(?=\s+{NAME}\s+(?:in|is|be|has|an?)\b)")
LEADS = (
    r"(?:if|suppose|supposing|assume|assuming|given|provided|since|because|as|when|where|with|let|for|denote|define)"
    r"(?:\s+that)?\b[\s:,]*"
)
THEN = r"[,.;:]?\s*\b(?:then|so|hence|thus|therefore|we\s+(?:have|get|obtain)|it\s+follows\s+that)\b[\s,:]*"
LONGEST = 1000  # characters of a line in which declarations beside a formula are looked for
BEHIND = re.compile(r"[,;]\s|\s\(?(?=(?:where|with|for|if)\s)|\s{2,}")
IF = re.compile(r"\A\s*(?:if|when|since|as|because)\s+", re.IGNORECASE)
CONDITION = re.compile(rf"(?P<lead>{LEADS})(?P<what>.+?)(?:(?P<then>{THEN})(?P<rest>.*)|[.,;:]?)", re.IGNORECASE)
ONE_NAME = re.compile(rf"(?:and\s+)?{NAME}")


def condition(line: str) -> re.Match[str] | None:
    """The parts of "If A' = A then B = C": `lead`, `what`, and where it goes on `then` and `rest`."""
    found = CONDITION.fullmatch(line)
    return found if found and "=" in found["what"] and not declared_beside(line)[1] else None


def declared_beside(line: str) -> tuple[str, str]:
    """A formula and what is declared before or behind it, "f(x) = x'Ax, A symmetric"; empty where nothing is.

    >>> declared_beside("f(x) = x'Ax + b'x, where A symmetric, x in R^n")
    ("f(x) = x'Ax + b'x", 'where A symmetric, x in R^n')
    """
    for comma in BEHIND.finditer(line) if len(line) <= LONGEST else ():
        said = line[comma.end() :].strip(" ()")
        if "=" in line[: comma.start()] and "=" not in said and read_plain(said, Declared()):
            return line[: comma.start()].strip(), said
        first = IF.sub("", line[: comma.start()]).strip()
        if "=" not in first and "=" in said and read_plain(first, Declared()):
            return said, first
    return line, ""


def read_plain(line: str, found: Declared) -> bool:
    """What a line of plain text declares; whether it does and says nothing else."""
    parts = [LEAD.sub("", part, count=1).strip() for part in _parts(line)]
    known: list[tuple[re.Pattern[str], re.Match[str]]] = []
    for part in filter(None, parts):
        said_of = f"{known[-1][1]['names']} {part}" if known else ""  # "A is n x n, symmetric"
        reader = _reader(part) or _reader(said_of)
        if reader is None:
            return False
        known.append(reader)
    for pattern, match in known:
        _put(pattern, match, found)
    return bool(known)


def _parts(line: str) -> list[str]:
    """What stands between commas and stops; names alone belong to what comes after them."""
    found: list[str] = []
    waiting = ""
    for part in map(str.strip, PARTS.split(line)):
        bare = LEAD.sub("", part, count=1).strip()
        if ONE_NAME.fullmatch(bare):
            waiting += f"{bare}, "
        elif part:
            found.append(waiting + bare if waiting else part)
            waiting = ""
    return [*found, waiting.rstrip(", ")] if waiting else found


def _reader(part: str) -> tuple[re.Pattern[str], re.Match[str]] | None:
    for pattern in (MEMBER, MATRIX, VECTOR, SCALAR, SHAPED):
        match = pattern.fullmatch(part)
        said = match is not None and (pattern is not SHAPED or AFTER.match(f"{match['said']} "))
        if match and said and _names(match["names"]):
            return pattern, match
    match = FACT.fullmatch(part)
    if match and _names(match["names"]):
        fact = AFTER.match(match["said"])
        if fact and not re.sub(r"[\s,.]|matri(?:x|ces)|vectors?", "", match["said"][fact.end() :]):
            return FACT, match
    return None


def _names(written: str) -> list[str]:
    names = [name_of(part) for part in re.split(r"\s*(?:,\s*and\b|,|\band\b)\s*", written)]
    return names if all(names) else []


def _put(pattern: re.Pattern[str], match: re.Match[str], found: Declared) -> None:
    names = _names(match["names"])
    if pattern is MEMBER:
        space = re.sub(r"\((.*)\)", r"{\1}", match["space"]).replace(" by ", " x ")
        sizes = re.sub(r"\s*(?:x|×)\s*", r" \\times ", space)
        read_formula(f"{', '.join(names)} \\in {sizes.replace('R', chr(92) + 'mathbb{R}', 1)}", found)
    elif pattern is FACT:
        read_words("", [", ".join(names)], match["said"], found)
    else:
        if pattern is SHAPED:
            read_words("", [", ".join(names)], f" {match['said']}", found)
        shape = (
            f"{match['rows']} {match['cols']}"
            if pattern in (MATRIX, SHAPED)
            else match["size"]
            if pattern is VECTOR
            else ""
        )
        for name in names:
            found.shapes[name] = shape
            for fact in ("positive", "nonnegative") if pattern is SCALAR else ():
                if re.search(rf"\b{fact}\b", match["kind"]):
                    found.add_fact(name, fact)
