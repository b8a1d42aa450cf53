"""Whether an objective falls without bound along a ray: terms c*t^p*log(t)^q there, decided by the leading one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wrt.emit.text import text
from wrt.emit.writers import shown
from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols
from wrt.minimise.problem import Problem
from wrt.solve.affine import occurs
from wrt.work.expand import expanded
from wrt.work.normal import normal, substitute
from wrt.work.simplify import simplify
from wrt.work.terms import take_apart

ONE_SIDED = frozenset(("positive", "nonnegative", "spd", "psd"))
RANKS = frozenset(("full_column_rank", "full_row_rank"))


class Term(NamedTuple):
    """coefficient * t^power * log(t)^logs."""

    power: b.Rational
    logs: int
    coefficient: Node


def falls_on_a_ray(problem: Problem, facts: Facts) -> str:
    """In words where the objective falls without bound as one unknown is scaled; empty where that is not seen.

    The others stay where they are, wherever that is: the sign of the leading term must be known from facts alone.
    """
    whole = problem.whole
    if whole.constraints:
        return ""
    objective = normal(whole.objective)
    for unknown in whole.unknowns:
        t = _scale(whole)
        for direction in _directions(unknown):
            along = b.mul(t, direction)
            terms = _terms(simplify(substitute(objective, {unknown: along})), t, facts)
            for end in ("infinity", "0") if terms else ():
                if _falls(terms or [], facts, at_zero=end == "0"):
                    name = unknown.value[0]
                    return f"it falls without bound along {name} = {text(shown(along, along))} as t goes to {end}"
    return ""


def _scale(problem: Problem) -> Node:
    taken = free_symbols(problem.lagrangian)
    return b.sym(next(name for name in ("t", *(f"t{i}" for i in range(len(taken) + 1))) if name not in taken),
                 1, 1, ("positive",))  # fmt: skip


def _directions(unknown: Node) -> Iterator[Node]:
    known = unknown.value[1]
    square = unknown.rows == unknown.cols and unknown.axes
    if "probability" in known or (not square and not RANKS.isdisjoint(known)):
        return
    direction = b.eye(unknown.rows) if square else b.ones(unknown.rows, unknown.cols) if unknown.axes else b.ONE
    yield direction
    if ONE_SIDED.isdisjoint(known):
        yield b.neg(direction)


def _terms(value: Node, t: Node, facts: Facts) -> list[Term] | None:
    """The terms of a sum; None where one has another form."""
    number, kernel = b.split(expanded(value) or value)
    found: dict[tuple[b.Rational, int], list[Node]] = {}
    for term in kernel.args if kernel.op == "add" else (kernel,):
        parts = _parts(b.scale(number, term), t, facts)
        if parts is None:
            return None
        for part in parts:
            found.setdefault((part.power, part.logs), []).append(part.coefficient)
    return [Term(power, logs, simplify(b.add(*nodes))) for (power, logs), nodes in found.items()]


def _parts(term: Node, t: Node, facts: Facts) -> list[Term] | None:
    """One term; log(c*t^k) is k*log(t) + log(c)."""
    if not occurs(t, term):
        return [Term(0, 0, term)]
    apart = take_apart(term)
    factors = dict(apart.scalars)
    power = factors.pop(t, 0)
    logs = [base for base, e in factors.items() if base.op == "fn" and base.value == "log" and occurs(t, base)]
    if isinstance(power, Node) or len(logs) > 1 or any(factors[log] != 1 for log in logs):
        return None
    for log in logs:
        del factors[log]
    rest = apart._replace(scalars=factors).node
    if occurs(t, rest):
        return None
    if not logs:
        return [Term(power, 0, rest)]
    inside = take_apart(logs[0].args[0])
    outer = dict(inside.scalars)
    k = outer.pop(t, 0)
    constant = inside._replace(scalars=outer).node
    if occurs(t, constant) or "positive" not in facts.of(constant):
        return None
    times = k if isinstance(k, Node) else b.num(k)
    return [Term(power, 1, b.mul(times, rest)), Term(power, 0, b.mul(rest, b.fn("log", constant)))]


def _falls(terms: list[Term], facts: Facts, at_zero: bool) -> bool:
    """Whether the leading term goes to minus infinity at that end."""
    moving = [term for term in terms if not b.is_zero(term.coefficient)]
    if not moving:
        return False
    lead = max(moving, key=lambda term: (-term.power if at_zero else term.power, term.logs))
    grows = (-lead.power if at_zero else lead.power) > 0 or (lead.power == 0 and lead.logs > 0)
    up = not (at_zero and lead.logs % 2)  # log(t) is negative near 0
    sign = facts.of(b.neg(lead.coefficient) if up else lead.coefficient)
    return grows and "positive" in sign
