"""What an answer needs to be true: inverses that must exist, domains of logarithms and roots, points without derivative."""

from __future__ import annotations

from collections.abc import Iterable

from wrt.expr.facts import Facts
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator
from wrt.work.normal import normal

Condition = tuple[str, Node]


def conditions(formula: Node, answer: Node, variables: Iterable[Node], facts: Facts) -> list[Condition]:
    """The conditions of a derivative, as (what, of which expression), without those that the facts settle."""
    memo: dict[Node, Node] = {}
    plain_form = normal(formula, memo)
    found: dict[Condition, Node] = {}
    for node in postorder(formula):
        for what, operand in _domain(node):
            found.setdefault((what, memo[operand]), operand)
    for what, operand in _kinks(plain_form, list(variables)):
        found.setdefault((what, operand), _as_written(operand, memo))
    for node in postorder(answer):
        if node.op == "mpow" and node.value < 0:
            found.setdefault(("invertible", node.args[0]), _as_written(node.args[0], memo))
    return [(what, shown) for (what, operand), shown in found.items() if not _settled(what, operand, facts)]


def _domain(node: Node) -> list[Condition]:
    """Where an operator as written is defined."""
    if node.op == "div":
        return [("nonzero", node.args[1])]
    if node.op == "hdiv":
        return [("nonzero", node.args[1])]
    if node.op == "sqrt":
        return [("nonnegative", node.args[0])]
    if node.op == "pow" and not node.args[0].is_scalar:
        exponent = normal(node.args[1])
        return [("invertible", node.args[0])] if exponent.value < 0 else []
    record = operator(node.op, node.value)
    return record.domain(node) if record is not None and record.domain is not None else []


def _kinks(function: Node, variables: list[Node]) -> list[Condition]:
    """Where an operator that depends on a variable has no derivative; a squared norm has one everywhere."""
    carrying: set[Node] = set()
    smooth_use: set[Node] = set()
    rough_use: set[Node] = {function}
    for node in postorder(function):
        if node in variables or any(arg in carrying for arg in node.args):
            carrying.add(node)
        exponent = node.args[1] if node.op == "pow" else None
        even = exponent is not None and exponent.op == "num" and exponent.value >= 2
        for arg in node.args:
            (smooth_use if even else rough_use).add(arg)
    found: list[Condition] = []
    for node in postorder(function):
        if node.op == "norm2" and node not in rough_use:
            continue
        record = operator(node.op, node.value)
        if record is not None and record.smooth is not None and node.op != "det" and node.args[0] in carrying:
            found += record.smooth(node)
    return found


def _as_written(operand: Node, memo: dict[Node, Node]) -> Node:
    return next((written for written, form in memo.items() if form is operand and written.op != "d"), operand)


def _settled(what: str, operand: Node, facts: Facts) -> bool:
    if facts.holds(operand, what):
        return True
    return what == "nonnegative" and operand.op == "num"


def describe(what: str, shown: str, scalar: bool) -> str:
    """A condition as a sentence."""
    if what == "nonzero":
        return f"{shown} is not 0" if scalar else f"no entry of {shown} is 0"
    if what == "not zero":
        return f"{shown} is not 0"
    if what in ("positive", "nonnegative", "between -1 and 1"):
        return f"{shown} is {what}" if scalar else f"every entry of {shown} is {what}"
    return f"{shown} is {what}"
