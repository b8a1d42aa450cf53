"""Equations in which the unknown stands at one place: what stands around it is undone, from outside in."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.solve.affine import Knowledge, occurs
from wrt.solve.root import Equation, Need, Root
from wrt.work.simplify import simplify


class State(NamedTuple):
    """`left = right`, the unknown somewhere on the left; what undoing needed so far."""

    left: Node
    right: Node
    needs: tuple[Need, ...] = ()
    why: str = ""


def solve_isolated(equation: Node, unknown: Node, known: Knowledge) -> list[Root]:
    """The values of the unknown; none where it stands at several places or inside what cannot be undone."""
    return _undone(State(equation, b.zero(equation.rows, equation.cols)), (), unknown, known)


def _undone(state: State, steps: tuple[Equation, ...], unknown: Node, known: Knowledge) -> list[Root]:
    """All roots: an even power of a number has two, all else that is undone has one."""
    if state.left is unknown:
        return [Root(unknown, state.right, state.needs, steps[:-1])]
    undo = UNDO.get(state.left.op)
    following = _both_signs(state, unknown, known) if undo is _power else []
    only = undo(state, unknown, known) if undo is not None and not following else None
    roots = []
    for after in following or ([only] if only is not None else []):
        plain = after._replace(right=simplify(after.right))
        found = _undone(plain, (*steps, Equation(plain.left, plain.right, plain.why)), unknown, known)
        if not found:
            return []  # all roots or none
        roots += found
    return roots


def _the_one(left: Node, unknown: Node) -> Node | None:
    """The only operand with the unknown."""
    inside = [arg for arg in left.args if occurs(unknown, arg)]
    return inside[0] if len(inside) == 1 else None


def _sum(state: State, unknown: Node, known: Knowledge) -> State | None:
    inner = _the_one(state.left, unknown)
    if inner is None:
        return None
    others = [arg for arg in state.left.args if arg is not inner]
    return state._replace(left=inner, right=b.sub(state.right, b.add(*others)), why="the unknown on one side")


def _product(state: State, unknown: Node, known: Knowledge) -> State | None:
    inner = _the_one(state.left, unknown)
    if inner is None or b.is_dot(state.left):
        return None
    scalars, chain = b.chain_of(state.left)
    factors = [scalar for scalar in scalars if scalar is not inner]
    if any(scalar is inner for scalar in scalars):
        return _scalar_factor(state, inner, factors, chain)
    place = list(chain).index(inner)
    before, after = chain[:place], chain[place + 1 :]
    right, needs = state.right, list(state.needs)
    for factor in before:
        if factor.rows != factor.cols or known.is_singular(factor):
            return None
        right = b.mul(b.inv(factor), right)
        needs.append(("invertible", factor))
    for factor in reversed(after):
        if factor.rows != factor.cols or known.is_singular(factor):
            return None
        right = b.mul(right, b.inv(factor))
        needs.append(("invertible", factor))
    under = [scalar for scalar in factors if scalar.op != "num"]
    right = b.mul(*[b.pow_(factor, b.MINUS_ONE) for factor in factors], right)
    needs += [("nonzero", scalar) for scalar in under]
    return State(inner, right, tuple(needs), "divided")


def _scalar_factor(state: State, inner: Node, factors: list[Node], chain: tuple[Node, ...]) -> State | None:
    """s(u)*c = r with scalars c and r."""
    if chain:
        return None
    right = b.mul(*[b.pow_(factor, b.MINUS_ONE) for factor in factors], state.right)
    needs = tuple([("nonzero", factor) for factor in factors if factor.op != "num"])
    return State(inner, right, (*state.needs, *needs), "divided")


def _hadamard(state: State, unknown: Node, known: Knowledge) -> State | None:
    inner = _the_one(state.left, unknown)
    if inner is None:
        return None
    other = b.had(*[arg for arg in state.left.args if arg is not inner])
    right = b.had(state.right, b.hpow(other, -1))
    return State(inner, right, (*state.needs, ("nonzero", other)), "divided entry by entry")


def _power(state: State, unknown: Node, known: Knowledge) -> State | None:
    base, exponent = state.left.args
    if occurs(unknown, exponent):
        return None
    if exponent.op != "num":
        if not base.is_scalar or "positive" not in known.facts.of(base):
            return None
        needs = (*state.needs, ("positive", state.right), ("nonzero", exponent))
        return State(base, b.pow_(state.right, b.pow_(exponent, b.MINUS_ONE)), needs, "the inverse power")
    power = Fraction(exponent.value)
    if power > 0 and b.is_zero(state.right):
        return state._replace(left=base, why="a power is 0 where its base is")
    if power != -1 and "positive" not in known.facts.of(base):
        return None
    raised = b.hpow(state.right, b.rational(1 / power))
    need = ("nonzero" if power == -1 else "positive", state.right)
    return State(base, raised, (*state.needs, need), "the inverse power")


def _both_signs(state: State, unknown: Node, known: Knowledge) -> list[State]:
    """The two roots of an even power of a number of either sign; empty for anything else."""
    base, exponent = state.left.args
    power = exponent.value if exponent.op == "num" else 1
    if (
        not base.is_scalar
        or type(power) is not int
        or power % 2
        or b.is_zero(state.right)
        or "positive" in known.facts.of(base)
    ):
        return []
    raised = b.hpow(state.right, b.rational(1 / Fraction(power)))
    needs = (*state.needs, ("positive", state.right))
    return [State(base, b.scale(sign, raised), needs, "one of two roots") for sign in (1, -1)]


def _function(state: State, unknown: Node, known: Knowledge) -> State | None:
    undo = INVERSES.get(state.left.value)
    if undo is None:
        return None
    value, need = logarithm(state.right, known.facts) if state.left.value == "exp" else undo(state.right)
    needs = (*state.needs, (need, state.right)) if need else state.needs
    return State(state.left.args[0], value, needs, f"the inverse of {state.left.value}")


def _one_minus(y: Node) -> Node:
    return b.sub(b.ones(y.rows, y.cols) if not y.is_scalar else b.ONE, y)


def logarithm(y: Node, facts: Facts) -> tuple[Node, str]:
    """log(y); of a product of positive scalars the sum of logarithms."""
    number, kernel = b.split(y)
    factors = [kernel] if kernel.op != "mul" or b.is_dot(kernel) else list(kernel.args)
    if not y.is_scalar or number <= 0 or not all("positive" in facts.of(factor) for factor in factors):
        return b.fn("log", y), "positive"
    terms = [b.fn("log", b.num(number))] if number != 1 else []
    for factor in factors:
        base, exponent = factor.args if factor.op == "pow" else (factor, b.ONE)
        inner = base.args[0] if base.op == "fn" and base.value == "exp" else b.fn("log", base)
        terms.append(b.mul(exponent, inner))
    return b.add(*terms), ""


# the inverse function, and what must hold of its argument
INVERSES: dict[str, Callable[[Node], tuple[Node, str]]] = {
    "exp": lambda y: (b.fn("log", y), "positive"),
    "log": lambda y: (b.fn("exp", y), ""),
    "sinh": lambda y: (b.fn("log", b.add(y, b.hpow(b.sub(b.hpow(y, 2), b.neg(_one_minus(b.zero(y.rows, y.cols)))),
                                                   b.HALF))), ""),
    "sigmoid": lambda y: (b.fn("log", b.had(y, b.hpow(_one_minus(y), -1))), "probability"),
}  # fmt: skip


def _inverse(state: State, unknown: Node, known: Knowledge) -> State | None:
    if state.left.value != -1:
        return None
    needs = (*state.needs, ("invertible", state.right))
    return State(state.left.args[0], b.inv(state.right), needs, "inverted")


def _transpose(state: State, unknown: Node, known: Knowledge) -> State | None:
    return state._replace(left=state.left.args[0], right=b.T(state.right), why="transposed")


UNDO: dict[str, Callable[[State, Node, Knowledge], State | None]] = {
    "add": _sum,
    "mul": _product,
    "had": _hadamard,
    "pow": _power,
    "hpow": _power,
    "fn": _function,
    "mpow": _inverse,
    "T": _transpose,
}
