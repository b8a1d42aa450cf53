"""What whole sentences declare: "X is n × d", "a scalar c", "an n-vector b", and "where A is symmetric" without marks.

A sentence is read with its inline formulas in their places: names and sizes may be marked as mathematics or not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import combinations

from wrt.checking.reading.declared import AFTER, Declared, declared_names, name_of, read_formula, read_words, size_of
from wrt.checking.reading.pieces import Piece
from wrt.checking.reading.sentence import MARK, PUT, mark, written

LETTER = r"(?<![\w\\'’-])[A-Za-z](?![\w'’-]|\.\w)"
NAMES = rf"(?P<names>(?:{MARK}|{LETTER})(?:\s*(?:,\s*and\b|,|\band\b|&)\s*(?:{MARK}|{LETTER})){{0,40}})"
BE = r"(?:\s*,)?\s+(?:(?:is|are|be|being|denotes?|has|have)\s+)?(?:(?:an?|the|both|all|some)\s+)?"
ADJECTIVES = (
    r"(?:(?:(?:real|square|symmetric|invertible|positive|definite|constant),"
    r"|(?!(?:not|never|if|when|whose|and|or|then|is|are|of)\b)[a-z-]+)\s+){0,4}?"
)
COUNT = rf"(?:{MARK}|\b[A-Za-z](?!\w)|\b\d+)"
SIZES = rf"(?P<rows>{COUNT})(?:(?:\s*×\s*|\s+x\s+|[\s-]*by[\s-]*)(?P<cols>{COUNT}))?"
OF_SIZE = r"(?:(?:of\s+)?(?:size|shape|dimensions?|order)\s+)?"
OTHER = r"\b(?!\s*-?\s*(?:valued|functions?|fields?|spaces?|norms?|products?|multiples?|equations?|derivatives?))"
LONG = rf"(?P<row>row[- ])?(?:column[- ])?vectors?\s+(?:of|with)\s+(?:(?:length|size|dimension)\s+)?(?P<rows>{COUNT})"
NUMBER = rf"(?:scalars?|(?:real|positive|nonnegative|non-negative)\s+numbers?){OTHER}"
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{NAMES}{BE}{ADJECTIVES}{NUMBER}",
        rf"\b(?:scalars?|(?:real|positive|nonnegative|non-negative)\s+numbers?)\s+{NAMES}",
        rf"{NAMES}(?:{BE}|\s*[:(]\s*){ADJECTIVES}(?:matri(?:x|ces)\s+|vectors?\s+)?{OF_SIZE}{SIZES}(?![\w-])",
        rf"{SIZES}[\s-]+{ADJECTIVES}(?:matri(?:x|ces)|vectors?)\s+{NAMES}",
        rf"{NAMES}{BE}{ADJECTIVES}{LONG}(?![\w-])",
        rf"{NAMES}{BE}(?P<rows>{COUNT})\s*-(?:dimensional\s+)?{ADJECTIVES}(?P<row>row[- ])?(?:column[- ])?vectors?\b",
        rf"(?P<rows>{COUNT})\s*-(?:dimensional\s+)?{ADJECTIVES}(?P<row>row[- ])?(?:column[- ])?vectors?\s+{NAMES}",
    )
)
MEMBER = re.compile(
    rf"(?P<first>{MARK})(?:\s+(?:is|are|be|lies?))?(?:\s+(?:an?\s+)?{ADJECTIVES}(?:vectors?|matri(?:x|ces)|points?))?\s+(?:in|from)\s+"
    rf"(?P<second>{MARK})"
)
KINDS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{NAMES}{BE}{ADJECTIVES}(?:column[- ])?(?P<kind>vector|matrix|matrices)s?{OTHER}",
        rf"(?<!row )(?<!row-)\b(?P<kind>vector|matrix|matrices)s?\s+{NAMES}",
    )
)
"""Sentences that say a vector or a matrix, not how large."""
ALL_ONES = re.compile(
    rf"{NAMES}{BE}(?:all[- ]ones?|ones?|(?:(?:column )?vector|column) (?:of|with) (?:all )?(?:ones|1s|1's))\b"
    rf"(?:[- ]vector)?(?:\s+(?:of (?:length|size|dimension)|with)\s+(?P<length>{COUNT}))?",
    re.IGNORECASE,
)
COMMUTE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{NAMES}{BE}?(?:{ADJECTIVES}matrices\s+)?(?:(?:that|which|both)\s+)*commut(?:e|ing)\b",
        rf"\bcommuting\s+{ADJECTIVES}matrices\s+{NAMES}",
    )
)
ABOUT_ANOTHER = re.compile(
    r"\b(?:length|size|dimension|of|to|by|in|at|over|from|than|respect to|wrt|w\.r\.t\.)\s*\Z", re.IGNORECASE
)
SIZE = re.compile(rf"(?P<first>{MARK})(?:\s*(?:×|x|by)\s*(?P<second>{MARK}))?")
REACH = 1000  # characters before and behind a name in which something may be said of it
SIZE_OF = re.compile(r"\b(?:length|size|dimension)\s*\Z")
SAMPLE = re.compile(r"_[ijkln]\Z")
NEGATED = re.compile(r"\b(?:not|never|neither|unless)\b[^.;:]*\Z", re.IGNORECASE)
ARTICLE = re.compile(r"(?:\A|[.;:!?]\s+|\b(?:is|be|as|are|has|that)\s+)\Z")
PRODUCT = re.compile(r"\s*(?:\\times(?![a-z])|×|\bx\b)\s*")


def read_sentences(pieces: Sequence[Piece], formulas: str, defined: Collection[str], found: Declared) -> None:
    """What a run of words with inline formulas declares.

    `formulas` is all mathematics around it: a letter in the words that does not occur there is no name. Of what is
    `defined` by a formula nothing is declared.
    """
    text = " ".join(mark(k) if piece.kind == "inline" else piece.text for k, piece in enumerate(pieces))
    for match in (match for pattern in PATTERNS for match in _matches(pattern, text)):
        shape = _shape(match, pieces)
        for name in _names(match["names"], pieces, formulas) if shape is not None else ():
            if name not in defined:
                found.shapes.setdefault(name, shape or "")
    for match in (match for pattern in KINDS for match in _matches(pattern, text)):
        kind = "vector" if match["kind"] == "vector" else "matrix"
        several = [name for name in _names(match["names"], pieces, formulas) if not SAMPLE.search(name)]
        for name in several if len(several) == 1 else _of_kind(several, kind):
            if name not in defined:
                found.kinds.setdefault(name, "vector" if kind == "vector" else "array")
    for match in (match for pattern in COMMUTE for match in _matches(pattern, text)):
        names = list(_names(match["names"], pieces, formulas))
        found.equations += [f"{a} {b} = {b} {a}" for a, b in combinations(names, 2)]
    for match in ALL_ONES.finditer(text):
        listed = [written(part, pieces) for part in re.findall(rf"{MARK}|{LETTER}", match["names"])]
        found.ones |= {part for part in listed if name_of(part)}
        found.length = size_of(written(match["length"], pieces)) if match["length"] else found.length
    for member in MEMBER.finditer(text):
        first, second = [written(member[part], pieces) for part in ("first", "second")]
        if not ABOUT_ANOTHER.search(text[: member.start()]) and name_of(first) not in defined:
            read_formula(rf"{first} \in {second}", found)
    for said in re.finditer(rf"{MARK}|{LETTER}", text):
        before = text[max(0, said.start() - REACH) : said.start()]
        after = SIZE.sub(partial(_unsized, pieces), text[said.end() : said.end() + REACH])
        marked = said.group().startswith(PUT)
        if (
            (marked or (said.group() in formulas and _is_name(said, text)))
            and AFTER.match(after)
            and (not ABOUT_ANOTHER.search(before))
        ):
            for name in _names(said.group(), pieces, formulas):
                read_words(before, [name], after, found)


def _unsized(pieces: Sequence[Piece], found: re.Match[str]) -> str:
    """Nothing for a size in a sentence; what is a name stays."""
    one = not found["second"] and name_of(written(found["first"], pieces))
    return found.group() if one else ""


def _of_kind(names: Sequence[str], kind: str) -> list[str]:
    """Of a list such as "S, x and y" those whose letters are usual for a kind."""
    return [name for name in names if name[0].isupper() == (kind == "matrix")]


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What says something of the names that it has, not of the gradient of one; of n and c in "of length n and c"."""
    at = 0
    while match := pattern.search(text, at):
        before = text[: match.start()]
        at = match.end()
        if SIZE_OF.search(before) and (cut := re.search(r",\s*and\b|,|\band\b", match["names"])):
            at = match.start("names") + cut.end()
        elif not ABOUT_ANOTHER.search(before) and not NEGATED.search(text[: match.end()]):
            yield match


def _is_name(letter: re.Match[str], text: str) -> bool:
    """Whether a letter in a sentence is a name, and neither an article nor "I"."""
    if letter.group() not in ("a", "A", "I"):
        return True
    said = re.match(r"\s*(?:,|and\b|is\b|are\b|be\b)", text[letter.end() :])
    return bool(said) or (letter.group() == "A" and not ARTICLE.search(text[: letter.start()]))


def _names(listed: str, pieces: Sequence[Piece], formulas: str) -> Iterator[str]:
    for part in re.findall(rf"{MARK}|{LETTER}", listed):
        if part.startswith(PUT):
            yield from declared_names(written(part, pieces))
        elif part in formulas and part not in ("a", "I"):
            yield part


def _shape(match: re.Match[str], pieces: Sequence[Piece]) -> str | None:
    """The shape that a sentence says; None where it says none."""
    said = match.groupdict()
    if "rows" not in said:
        return ""
    sizes = [size for part in (said["rows"], said.get("cols")) if part for size in _sizes(part, pieces)]
    if not all(re.fullmatch(r"\w+", size) for size in sizes) or len(sizes) > 2:
        return None
    if len(sizes) == 1:
        return f"1 {sizes[0]}" if said.get("row") else sizes[0] if "row" in said else None
    return sizes[0] if sizes[1:] == ["1"] else " ".join(sizes)


def _sizes(part: str, pieces: Sequence[Piece]) -> list[str]:
    return [size_of(size) for size in PRODUCT.split(written(part, pieces).strip())]
