"""Proofs told line by line: theorems with their rule applications become chains of equations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

from wrt import rulebook
from wrt.derivation import Derivation, Line, Part, Use
from wrt.emit.text import text
from wrt.expr.node import Node, free_symbols, make, postorder, rewritten
from wrt.prove.contexts import fill
from wrt.prove.match import instantiate, sized
from wrt.prove.strategy import Theorem
from wrt.prove.words import TooLong, is_ones, multiplied_out, poly, product_of
from wrt.work.conditions import describe

TWO = 2
MULTIPLIED = "multiplied out"
NORMS = "definition of the norm"
COLLECTED = "collected"
TURNED = "the same products and traces"
ENTRIES = "equal entry by entry"


def tell(theorems: Sequence[Theorem]) -> Derivation:
    """The whole proof, the claim last."""
    parts: list[Part] = []
    for place, theorem in enumerate(theorems):
        parts += _theorem(place, theorem, theorems)
    return Derivation(tuple(parts))


def _theorem(place: int, theorem: Theorem, theorems: Sequence[Theorem]) -> Iterator[Part]:
    if theorem.way == "multiply":
        yield Part(_closing(theorem), ("Multiplying by the inverse gives",))
    else:
        yield from _chains(theorem, _reason(place, theorems) if place + 1 < len(theorems) else (), theorems)


def _reason(place: int, theorems: Sequence[Theorem]) -> tuple[str | Node, ...]:
    """Why an auxiliary equation is enough."""
    follower = theorems[place + 1]
    if follower.way != "multiply":
        return ("First,",)
    cited = next(i for i, use in enumerate(follower.uses) if use.rule == f"theorem {place}")
    inverse = follower.uses[cited - 1].instance[0][1]  # a = inv(M)*M*a stands before the theorem about M*a
    return ("It is enough to show the equation multiplied by ", inverse, ", which is invertible.")


def _closing(theorem: Theorem) -> tuple[Line, ...]:
    return (Line(theorem.right, theorem.left, "multiplied by the inverse", uses=theorem.uses),)


def _chains(theorem: Theorem, say: tuple[str | Node, ...], theorems: Sequence[Theorem]) -> Iterator[Part]:
    """One chain where the right side is reached by rules from the left; else both sides to a common form."""
    forward = [use for use in theorem.uses if not use.backwards]
    if theorem.uses[: len(forward)] != tuple(forward) or len(forward) == len(theorem.uses):
        yield Part(tuple(_closed(list(_lines(theorem.left, theorem.uses, theorems)), theorem)), say)
        return
    back = theorem.uses[len(forward) :]
    again = tuple([Use(u.rule, u.instance, u.context) for u in reversed(back)])
    if not forward:
        lines = list(_lines(theorem.right, again, theorems))
        yield Part(tuple(_closed(lines, Theorem(theorem.right, theorem.left, again))), say)
        return
    first = (*say, " The left side is") if say else ("The left side is",)
    yield Part(tuple(_lines(theorem.left, tuple(forward), theorems)), first)
    yield Part(tuple(_lines(theorem.right, again, theorems)), ("The right side comes to the same,",))


def _closed(lines: list[Line], theorem: Theorem) -> list[Line]:
    """The chain with the right side as its end."""
    if not lines:
        turned = poly(theorem.left).same(poly(theorem.right))
        return [Line(theorem.right, theorem.left, TURNED if turned else ENTRIES)]
    if lines[-1].right is not theorem.right:
        lines.append(Line(theorem.right, rule=COLLECTED))
    return lines


def _lines(start: Node, uses: Sequence[Use], theorems: Sequence[Theorem]) -> Iterator[Line]:
    """From an expression through the applications of rules; those of one rule in a row make one line."""
    current = start
    opened = with_products(start)
    first: list[Line] = []
    if opened is not start:
        first.append(Line(opened, rule=NORMS))
        current = opened
    expanded = _expanded(current)
    if expanded is not current and (uses or expanded.size != current.size):
        first.append(Line(expanded, rule=MULTIPLIED))
        current = expanded
    pending: list[Line] = first
    for (rule, backwards, _), group in groupby(uses, key=_alike):
        applied = tuple(group)
        after = _expanded(filled(applied[-1], theorems)[1])
        if after is current:
            continue
        pending.append(_line(rule, backwards, applied, after))
        current = after
    if pending:
        yield replace(pending[0], left=start)
        yield from pending[1:]


def _alike(use: Use) -> tuple[str, bool, object]:
    """What makes one line: a fact of whatever symbols, another rule for one instance."""
    fact = not use.rule.startswith("theorem") and rulebook.find(use.rule).kind == "fact"
    return use.rule, use.backwards, None if fact else use.instance


def _line(rule: str, backwards: bool, applied: tuple[Use, ...], after: Node) -> Line:
    if rule.startswith("theorem"):
        return Line(after, rule="shown above", uses=applied)
    found = rulebook.find(rule)
    return Line(after, rule=rule, statement=found.statement, conditions=conditions_of(applied), uses=applied)


def conditions_of(uses: Sequence[Use], wanted: Callable[..., bool] | None = None) -> tuple[str, ...]:
    """What the rules that were used ask for, as sentences; with `wanted` only of the facts that it picks."""
    found = [
        f"{' and '.join(map(text, about))} commute"
        if fact == "commute"
        else describe(str(fact), text(about[0]), about[0].is_scalar)
        for use in uses
        for fact, *about in asked(use)
        if wanted is None or wanted(fact, *about)
    ]
    return tuple(dict.fromkeys(found))


def asked(use: Use) -> list[tuple[Any, ...]]:
    """The conditions of a rule where it was used: a fact and the expressions that it is asked of."""
    if use.rule.startswith("theorem"):
        return []
    left, right, conditions = rulebook.sides(rulebook.find(use.rule))
    instance = sized(_symbols(left, right), dict(use.instance))
    return [(fact, *[instantiate(node, instance) for node in about]) for fact, *about in conditions]


def filled(use: Use, theorems: Sequence[Theorem] = ()) -> tuple[Node, Node]:
    """The expression before and after a use of a rule, or of one of the theorems."""
    if use.rule.startswith("theorem"):
        cited = theorems[int(use.rule.split()[1])]
        sides = [cited.left, cited.right]
    else:
        left, right, _ = rulebook.sides(rulebook.find(use.rule))
        instance = sized(_symbols(left, right), dict(use.instance))
        sides = [instantiate(side, instance) for side in (left, right)]
    before, after = (fill(use.context, side) for side in sides)
    return (after, before) if use.backwards else (before, after)


@cache
def symbols_of(rule: str) -> frozenset[str]:
    """The names of the symbols of a rule."""
    left, right, conditions = rulebook.sides(rulebook.find(rule))
    return frozenset(free_symbols(left, right, *[node for _, *about in conditions for node in about]))


def _symbols(*sides: Node) -> list[Node]:
    return [node for node in postorder(*sides) if node.op == "sym"]


def _expanded(node: Node) -> Node:
    try:
        return rewritten(multiplied_out(node), _as_sum)
    except TooLong:
        return node


def _as_sum(node: Node) -> Node:
    """1'*X*1 as sum(X), x'*1 as sum(x)."""
    if node.op != "mul" or not node.is_scalar or not is_ones(node.args[-1]):
        return node
    factors = [factor for factor in node.args if not factor.is_scalar]
    scalars = [factor for factor in node.args if factor.is_scalar]
    inner = factors[1:-1] if is_ones(factors[0]) else factors[:-1] if len(factors) == TWO else []
    if not inner or len(factors) + len(scalars) != len(node.args):
        return node
    whole = product_of(inner, inner[0].rows, inner[-1].cols)
    whole = whole.args[0] if whole.op == "T" else whole
    total = make("sum", (whole,), None, 1, 1)
    return product_of([*scalars, total], 1, 1)


def with_products(root: Node) -> Node:
    """Squares of norms written as products: norm2(x)^2 as x'*x."""
    return rewritten(root, _as_product)


def _as_product(node: Node) -> Node:
    base, *exponent = node.args or (node,)
    if node.op != "pow" or base.op not in ("norm2", "normF") or exponent[0].op != "num" or exponent[0].value != 2:
        return node
    (x,) = base.args
    flipped = make("T", (x,), None, x.cols, x.rows)
    factors, size = ((flipped, x), x.cols) if x.rows != 1 else ((x, flipped), 1)
    inside = make("mul", factors, None, size, size)
    return inside if inside.is_scalar else make("tr", (inside,), None, 1, 1)
