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
AROUND = r"(?:\s|[&~,;.]|\\[,;:! ]|\\q?quad(?![A-Za-z]))"
EDGES = re.compile(rf"\A{AROUND}+|{AROUND}+\Z")
UNEQUAL = r"\\(?:neq?|leq?|geq?)(?![A-Za-z])|[<>≤≥≠]"
EQUATION = re.compile(rf"(?:(?!{UNEQUAL}|=).)+=(?:(?!{UNEQUAL}).)+", re.DOTALL)
CASE = re.compile(r"\s*[i-lpq]\s*(?:=|\\neq?|<|>|\\leq?|\\geq?|≠)")
RELATION = re.compile(r"\\(?:neq?|leq?|geq?|in|succeq?|preceq?)(?![A-Za-z])|[=<>≤≥≠∈≻⪰]")


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


def _beginning(row: str) -> int:
    """Where the remark begins; -1 where there is none."""
    for text in TEXT.finditer(row):
        before = row[: text.start()]
        if before.count("{") - before.count(r"\{") > before.count("}") - before.count(r"\}"):
            continue
        end = closing(row, text.end())
        inside = row[text.end() + 1 : end]
        if end < 0:
            return -1
        if OPENS.match(inside):
            return text.start() if RELATION.search(before) else -1
        named = SEPARATOR.search(before)
        if SAYS.match(inside) and named and _names_only(named["names"]):
            return named.start() if RELATION.search(before[: named.start()]) else -1
    return -1


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
    for text in [*TEXT.finditer(row, start, end), None]:
        yield from _formula(row[at : text.start() if text else end], at)
        if text is None:
            return
        at = closing(row, text.end()) + 1
        if not at:
            return
        inside, offset = row[text.end() + 1 : at - 1], text.end() + 1
        for number, part in enumerate(inside.split("$")):
            if number % 2:
                yield from _formula(part, offset)
            elif part.strip(" ()"):
                yield Part("words", part.strip(" ()"), offset)
            offset += len(part) + 1


def _formula(written: str, offset: int) -> Iterator[Part]:
    formula = _bare(written)
    if formula:
        yield Part("inline", formula, offset + written.index(formula))


def _bare(written: str) -> str:
    """What stands between words, without spaces, commas and brackets that only set it apart."""
    formula = EDGES.sub("", written)
    open_ = formula.count("(") - formula.count(")")
    if open_ > 0 and formula.startswith("("):
        return _bare(formula[1:])
    return _bare(formula[:-1]) if open_ < 0 and formula.endswith(")") else formula
