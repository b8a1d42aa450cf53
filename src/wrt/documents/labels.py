"""What stands beside a line, as words and formulas in turn: the rule by which it follows, and its conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from wrt.derivation import Line, Shown, Written
from wrt.documents.statements import formula, statement
from wrt.emit.names import GREEK_LETTERS
from wrt.expr.declare import Shape

Sentence: TypeAlias = tuple[str | Shown, ...]

CONDITION = re.compile(
    r"(every entry of |no entry of )?(.+?) ((?:is|are|has|have|commutes?|lies|invertible|nonzero|symmetric|skew"
    r"|diagonal|orthogonal|idempotent|positive|full|square|spd|psd|unit)\b.*)"
)
WORD = re.compile("[a-z]{2,}")  # a condition that is a sentence
CLOSING = tuple(",.;:!?)]}")


def label(line: Line) -> Sentence:
    """`by AB = BA (A, B commute)`; the rule's name in words where it has no statement."""
    words: list[str | Shown] = []
    if line.statement:
        words += [*(["chain rule, by"] if line.rule.startswith("chain rule") else ["by"]), stated(line)]
    elif line.rule:
        words.append(line.rule.replace("_", " "))
    if line.conditions:
        words.append("(")
        for condition in line.conditions:
            words += [*condition_words(condition), ","]
        words[-1] = ")"
    return tuple(words)


def stated(line: Line) -> str | Written:
    """The statement of the line's rule as formulas; as it stands where it is none."""
    return statement(line.statement, _shapes(line)) or line.statement


def _shapes(line: Line) -> dict[str, Shape]:
    """The shapes of the rule's symbols, as far as its use says what they stand for."""
    uses = [use for use in line.uses if use.rule == line.rule]
    return {name: (node.rows, node.cols) for name, node in uses[0].instance} if uses else {}


def condition_words(condition: str) -> Sentence:
    """`X'*X is invertible` as a formula and words.

    >>> condition_words("every entry of x is positive")[::2]
    ('every entry of', 'is positive')
    """
    found = CONDITION.fullmatch(condition)
    if found is None:
        return (condition,)
    names: list[str | Shown] = []
    for part in found[2].split(", ") if "[" not in found[2] else [found[2]]:
        shown = None if WORD.fullmatch(part) and part not in GREEK_LETTERS else formula(part)
        if shown is None:
            return (condition,)
        names += [shown, ","]
    return (*([found[1].strip()] if found[1] else []), *names[:-1], found[3])


def joined(
    sentence: Iterable[str | Shown], words: Callable[[str], str], shown: Callable[[Shown], str], space: str = " "
) -> str:
    """A sentence spelled: spaces between its parts, none before a comma or inside brackets."""
    text, glued = "", True
    for part in sentence:
        if part == "":
            continue
        spelled = words(part) if isinstance(part, str) else shown(part)
        close = isinstance(part, str) and part.startswith((*CLOSING, " "))
        text += spelled if glued or close else space + spelled
        glued = isinstance(part, str) and part.endswith(("(", "[", " "))
    return text
