"""Partial derivatives of scalars made of entries, by the rules of one variable."""

from __future__ import annotations

from functools import cache
from typing import Any

from wrt.diagnostics import NoRule
from wrt.explain.entries import (
    ONE,
    ZERO,
    Base,
    Call,
    Factor,
    Sum,
    Term,
    as_number,
    as_sum,
    call,
    kept,
    leaf,
    leaf_of,
    leaves,
    minus,
    number,
    plus,
    power,
    substitute,
)
from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.expr.ops.functions import DERIVATIVES

PLACE = b.sym("·")


def partial(x: Sum, variable: Node) -> Sum:
    """The derivative by an entry or a scalar symbol: term by term, in each term the product rule."""
    parts: list[Sum] = []
    for term in x:
        for place, (base, exponent) in enumerate(term.factors):
            change = _factor(base, exponent, variable)
            if change:
                others = (*term.factors[:place], *term.factors[place + 1 :])
                parts.append(kept((Term(term.number, others),), change))
    return plus(*parts)


def _factor(base: Base, exponent: Any, variable: Node) -> Sum:
    """(s^p)' = p*s^(p-1)*s' + log(s)*s^p*p'."""
    inner, lifted = ZERO, ZERO
    change = _base(base, variable)
    if change:
        lowered = power(leaf_of(base), plus(as_sum(exponent), number(-1)))
        inner = kept(kept(as_sum(exponent), lowered), change)
    if isinstance(exponent, tuple):
        change = partial(exponent, variable)
        whole: Sum = (Term(1, (Factor(base, exponent),)),)
        lifted = kept(kept(call("log", plus(leaf_of(base))), whole), change) if change else ZERO
    return plus(inner, lifted)


def _base(base: Base, variable: Node) -> Sum:
    if isinstance(base, Node):
        return ONE if base is variable else ZERO
    if not isinstance(base, Call):
        return partial(base.terms, variable)
    if variable not in set(leaves(base.inside)):
        return ZERO
    return kept(_outer(base), partial(base.inside, variable))


def _outer(base: Call) -> Sum:
    """The derivative of a function at its argument."""
    if base.name == "logabs":
        return power(base.inside, -1)
    if base.name == "relu":  # 1 where the argument is positive
        return call("relu", call("sign", base.inside))
    return substitute(_rule(base.name), {PLACE: base.inside})


@cache
def _rule(name: str) -> Sum:
    """The derivative of a function of one variable, from the table of operators."""
    if name not in DERIVATIVES:
        raise NoRule("E-no-rule", f"there is no rule for the partial derivatives of {name}")
    return scalar(DERIVATIVES[name][0](PLACE))


def scalar(node: Node) -> Sum:
    """A scalar expression of scalar symbols as a sum."""
    args = [scalar(arg) for arg in node.args]
    match node.op:
        case "num":
            return number(node.value)
        case "add":
            return plus(*args)
        case "neg":
            return minus(args[0])
        case "mul":
            result = ONE
            for arg in args:
                result = kept(result, arg)
            return result
        case "pow" | "hpow":
            value = as_number(args[1])
            return power(args[0], args[1] if value is None else value)
        case "fn":
            return call(node.value, args[0])
        case "sym" | "entry" | "const" | "dim":
            return leaf(node)
    raise NoRule("E-no-rule", f"there is no rule for the partial derivatives of {node.op}")
