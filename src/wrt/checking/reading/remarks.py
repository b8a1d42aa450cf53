r"""Remarks behind a formula: `\nabla f = 2Ax \quad \text{if $A$ is symmetric}` is a formula and the words that go on.

What the words say is read as the words of the text are.  A remark that nothing could be made of, such as a case of
indices, stays with its formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wrt.checking.reading.declared import FACT, MEMBER, ORDER, declared_names, name_of
from wrt.syntax.brackets import closing

TEXT = re.compile(r"\\(?:text|textrm|textnormal|textit|mbox)\s*(?=\{)")
OPENING = r"(?:where|with|if|when(?:ever)?|for|since|because|as|assuming|given|provided|using|by)"
OPENS = re.compile(rf"[\s(,;.]*(?:(?:and|here|only)\s+)?{OPENING}\b", re.IGNORECASE)
SAYS = re.compile(rf"[\s,]*(?:(?:is|are|has|have|being|square)\b|(?:{FACT})\b)", re.IGNORECASE)
SAYS_FACT = re.compile(rf"\b(?:(?:{FACT})|symmetry|square)\b", re.IGNORECASE)
MARK_BEHIND = re.compile(r"\s*\\(?:tag\*?|label)\s*\{[^{}]*\}\s*\Z")
SEPARATOR = re.compile(r"(?:,|;|\\q?quad(?![A-Za-z])|\()(?P<names>[^,;()]*(?:,[^,;()=]*)*)\Z")
LISTED = 200  # characters of names that words may speak of
AROUND_IT = 3  # brackets at most that set a formula apart
AROUND = r"(?:\s|[&~,;.]|\\[,;:! ]|\\q?quad(?![A-Za-z]))"
EDGES = re.compile(rf"\A{AROUND}+|{AROUND}+\Z")
UNEQUAL = r"\\(?:neq?|leq?|geq?)(?![A-Za-z])|[<>≤≥≠]"
EQUATION = re.compile(rf"(?:(?!{UNEQUAL}|=).)+=(?:(?!{UNEQUAL}).)+", re.DOTALL)
CASE = re.compile(rf"\s*[i-lpq]\s*(?:=|{UNEQUAL})")
RELATION = re.compile(rf"{UNEQUAL}|\\(?:in|succeq?|preceq?)(?![A-Za-z])|[=∈≻⪰]")


class Part(NamedTuple):
    """A part of a remark: words, or a formula in them, and where it stands."""

    kind: str
    text: str
    offset: int


class Remarked(NamedTuple):
    """A formula, and the parts of the remark behind it."""

    formula: str
    remark: tuple[Part, ...] = ()


def remarked(row: str) -> Remarked:
    r"""A row taken apart.

    >>> [part.text for part in remarked(r"f = x^T A x \quad \text{where $A$ is symmetric}").remark]
    ['where', 'A', 'is symmetric']
    """
    start = _beginning(row)
    if start < 0:
        return Remarked(row)
    behind = MARK_BEHIND.search(row, start)
    remark = tuple(_parts(row, start, behind.start() if behind else len(row)))
    formulas = [part.text for part in remark if part.kind == "inline"]
    said = " ".join(part.text for part in remark if part.kind == "words")
    if not (all(map(_can_be_said, formulas)) and (formulas or SAYS_FACT.search(said))):
        return Remarked(row)
    return Remarked(EDGES.sub("", row[:start]) + (behind.group() if behind else ""), remark)


class Words(NamedTuple):
    r"""A `\text{..}`: where it begins, and where what is in it does and ends."""

    start: int
    begin: int
    end: int


def _words(row: str, at: int = 0) -> list[Words] | None:
    """The outermost words of a row, from a place on; None where a bracket stays open."""
    found: list[Words] = []
    while text := TEXT.search(row, at):
        end = closing(row, text.end())
        if end < 0:
            return None
        found.append(Words(text.start(), text.end() + 1, end))
        at = end + 1
    return found


def _beginning(row: str) -> int:
    """Where the remark begins; -1 where there is none, or a bracket stays open."""
    depth, at = 0, 0
    for words in _words(row) or ():
        depth, at = depth + _opened(row[at : words.start]), words.end + 1
        if depth > 0:
            continue
        inside = row[words.begin : words.end]
        if OPENS.match(inside):
            return words.start if RELATION.search(row, 0, words.start) else -1
        named = SEPARATOR.search(row[max(0, words.start - LISTED) : words.start]) if SAYS.match(inside) else None
        if named and _names_only(named["names"]):
            start = words.start - len(named.group())
            return start if RELATION.search(row, 0, start) else -1
    return -1


def _opened(text: str) -> int:
    r"""How many braces open that do not close; `\{` is none."""
    return text.count("{") - text.count(r"\{") - text.count("}") + text.count(r"\}")


def _names_only(listed: str) -> bool:
    return bool(declared_names(listed)) and all(name_of(part) for part in _bare(listed).split(","))


def _can_be_said(formula: str) -> bool:
    """Whether a formula in a remark is a name, or says what is known of one."""
    if CASE.match(formula) or "dots" in formula:
        return False
    if not RELATION.search(formula):
        return bool(declared_names(formula))
    return bool(MEMBER.match(formula) or ORDER.match(formula) or EQUATION.fullmatch(formula))


def _parts(row: str, start: int, end: int) -> Iterator[Part]:
    at = start
    for words in _words(row, start) or ():
        yield from _formula(row[at : words.start], at)
        at = words.end + 1
        offset = words.begin
        for number, part in enumerate(row[words.begin : words.end].split("$")):
            if number % 2:
                yield from _formula(part, offset)
            elif part.strip(" ()"):
                yield Part("words", part.strip(" ()"), offset)
            offset += len(part) + 1
    yield from _formula(row[at:end], at)


def _formula(written: str, offset: int) -> Iterator[Part]:
    formula = _bare(written)
    if formula:
        yield Part("inline", formula, offset + written.index(formula))


def _bare(written: str) -> str:
    """What stands between words, without spaces, commas and brackets that only set it apart."""
    formula = EDGES.sub("", written)
    open_ = formula.count("(") - formula.count(")")
    for _ in range(min(abs(open_), AROUND_IT)):
        if open_ > 0 and formula.startswith("("):
            formula = EDGES.sub("", formula[1:])
        elif open_ < 0 and formula.endswith(")"):
            formula = EDGES.sub("", formula[:-1])
    return formula
