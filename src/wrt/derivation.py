"""A derivation as data: lines, each of which follows from the one before by a named rule.  No mathematics here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from wrt.expr.node import Node


@dataclass(frozen=True, slots=True)
class Written:
    """A formula that is no expression (entries with named indices, sums over them), in each notation."""

    text: str
    latex: str
    unicode: str


Shown: TypeAlias = Node | Written


@dataclass(frozen=True, slots=True)
class Use:
    """One application of a rule: `context` is an expression with a hole, in which left and right were exchanged.

    `instance` says what the symbols of the rule stand for.  `rule` names a rule, or is "theorem 2" for an equation
    that the same derivation proved before.  `backwards`: from right to left.
    """

    rule: str
    instance: tuple[tuple[str, Node], ...]
    context: Node
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`left = right`; without `left` the line goes on from the one above.

    `rule` names why it follows ("" for what was given), `statement` states that rule in the text syntax, `place` is
    the part of the line above to which it was applied, `inner` tells the same step in more detail.
    """

    right: Shown
    left: Shown | None = None
    rule: str = ""
    statement: str = ""
    conditions: tuple[str, ...] = ()
    place: Node | None = None
    uses: tuple[Use, ...] = ()
    inner: Derivation | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a sentence (words and formulas in turn); no sentence: ()."""

    lines: tuple[Line, ...]
    say: tuple[str | Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """The whole: parts in the order in which they are read."""

    parts: tuple[Part, ...]

    @property
    def lines(self) -> Iterator[Line]:
        return (line for part in self.parts for line in part.lines)


class Later(Derivation):
    """A derivation that is only worked out when somebody reads it."""

    def __init__(self, tell: Callable[[], Derivation]) -> None:
        self.__dict__["tell"] = tell  # a frozen dataclass takes nothing by assignment

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return self.tell().parts  # type: ignore[no-any-return, attr-defined]
