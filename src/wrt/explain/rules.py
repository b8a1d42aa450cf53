"""The telling by rules: the function expanded where that helps, the shortcuts used, like terms collected.

Each line is an expression in which D(f, x) stands for a derivative that is still to be taken, and follows from the line
before by one rule, applied wherever it fits; that a derivative is linear needs no line of its own before a shortcut.
Where no rule of the book fits a part, its derivative is taken by differentials, which are told inside the step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wrt.certificate import inlined
from wrt.derivation import Derivation, Line, Part
from wrt.emit.text import text
from wrt.explain.moves import BY_DIFFERENTIALS, LINEAR, OUT, Detail, Move, Mover, Shower, turns
from wrt.explain.tidying import common_number, doubled, tidy, without_zeros
from wrt.expr import build as b
from wrt.expr.node import Node, postorder, rename
from wrt.prove.known import Known
from wrt.work.normal import normal

__all__ = ["by_rules", "turns"]

MAX_LINES = 24
LONG = 10
MIDDLE = 6
FAR = 1.5
ROOM = 4  # expressions that are written alike may be grouped in other ways
SHORT = 4
COLLECTED = "collected"


def by_rules(derived: Node, answer: Node, known: Known, show: Shower, detail: Detail,
             whole: Callable[[], Derivation]) -> Derivation:  # fmt: skip
    """The derivation of a first derivative; `derived` is D(f, x) as laid out, `answer` the derivative as written.

    `detail` tells the derivative of a part by differentials, `whole` that of the function.
    """
    mover = Mover(known, show, detail)
    if mover.by_the_book(derived) is None:
        return whole()
    lines = Telling(mover).lines(derived, answer)
    if len(lines) > LONG:  # fewer and bigger steps
        lines = Telling(Mover(known, show, detail, chains=False)).lines(derived, answer)
    rules = [line.rule for line in lines]
    by_the_book = [rule for rule in rules if rule not in (BY_DIFFERENTIALS, LINEAR, OUT, COLLECTED)]
    if len(lines) <= MIDDLE and BY_DIFFERENTIALS not in rules:
        return Derivation((Part(tuple(lines)),))
    other = whole()  # where the rules say little or too much, the differentials say it
    if (BY_DIFFERENTIALS in rules and len(by_the_book) < 2) or _burden(lines) > FAR * _burden(list(other.lines)):
        return Derivation(other.parts)
    return Derivation((Part(tuple(lines)),))


def _burden(lines: list[Line]) -> int:
    """How much there is to read."""
    return sum(line.right.size for line in lines if isinstance(line.right, Node))


class Telling:
    """One derivation by rules."""

    def __init__(self, mover: Mover) -> None:
        self.mover = mover

    def lines(self, start: Node, answer: Node) -> list[Line]:
        """From the derivative to the answer."""
        current = start
        found: list[Line] = []
        while len(found) < MAX_LINES:
            step = self._step(current)
            if step is None:
                break
            current, move = step
            found.append(move.line(current, None if found else start))
        return self._ended(found, start, current, answer)

    def _step(self, current: Node) -> tuple[Node, Move] | None:
        """The next line; linearity and the shortcut that follows it are one."""
        first = self._applied(current)
        if first is None:
            return None
        between, move = first
        second = self._applied(between) if move.rule == LINEAR else None
        if second is None:
            return first
        after, shortcut = second
        before, now = [sum(node.op == "D" for node in postorder(root)) for root in (current, between)]
        if not shortcut.statement or (shortcut.rule.startswith("chain") and now > before):
            return first
        inner = self.mover.later((move.line(between, current), shortcut.line(after, None)))
        return after, shortcut._replace(inner=inner, place=move.place)

    def _applied(self, current: Node) -> tuple[Node, Move] | None:
        """The rule of the first derivative, applied wherever it fits."""
        nodes = list(postorder(current))
        pending = [node for node in nodes if node.op == "D"]
        if not pending:
            return None
        moves = {node: self.mover.move(node) for node in pending}
        rule = moves[_first(current, pending)].rule
        chosen = {node: move for node, move in moves.items() if move.rule == rule}
        after = tidy(rename(current, {node: move.result for node, move in chosen.items()}))
        if rule == LINEAR or any(b.is_zero(node) for node in (*nodes, *[move.result for move in chosen.values()])):
            after = without_zeros(after, keep_first=True)
        return after, next(iter(chosen.values()))

    def _ended(self, found: list[Line], start: Node, current: Node, answer: Node) -> list[Line]:
        """The lines after the last derivative: what is symmetric, a common number, the answer."""
        if not found:
            return [Line(answer, start)]
        twice = doubled(current)
        if twice is not None:
            current, about = twice
            found.append(Line(current, None, "add_transpose_of_symmetric", "A + A' = 2*A",
                              (f"{text(about)} is symmetric",)))  # fmt: skip
            led = common_number(current) if len(found) <= SHORT else None
            if led is not None and not _alike(led[0], answer):
                current = led[0]
                found.append(Line(current, None, f"{led[1]} in front"))
        last = found[-1]
        if _alike(current, answer) or (current.size == answer.size and self._equal(current, answer)):
            found[-1] = replace(last, right=answer)
        else:
            found.append(Line(answer, rule=COLLECTED))
        return found

    def _equal(self, one: Node, other: Node) -> bool:
        """Whether only the order differs."""
        memo = self.mover.known.memo
        return normal(one, memo) is normal(inlined(other), memo)


def _alike(one: Node, other: Node) -> bool:
    return one is other or (abs(one.size - other.size) < ROOM and text(one) == text(other))


def _first(current: Node, pending: list[Node]) -> Node:
    """The derivative that is written first."""
    stack = [current]
    wanted = set(pending)
    while stack:
        node = stack.pop()
        if node in wanted:
            return node
        stack += reversed(node.args)
    return pending[0]
