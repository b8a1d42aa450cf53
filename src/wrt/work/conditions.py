"""What an answer needs to be true: inverses that must exist, domains of functions, points without derivative."""

from __future__ import annotations

from collections.abc import Iterable

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator
from wrt.work.normal import normal

Condition = tuple[str, Node]


def conditions(
    formula: Node, answer: Node, variables: Iterable[Node], facts: Facts
) -> list[tuple[str, Node, Node | None]]:
    """The conditions of a derivative.

    Each says what must hold, of which normal form, and how that stands in the formula (None where it only came about in
    the answer); those that the facts settle are left out.
    """
    memo: dict[Node, Node] = {}
    function = normal(formula, memo)
    found: dict[Condition, Node | None] = {}
    for node in postorder(formula):
        for asked, operand in _domain(node):
            what = "nonzero" if asked == "invertible" and operand.is_scalar else asked
            form = normal(operand, memo)
            if what == "nonzero" and form.is_scalar:
                for factor in _bases(form):
                    found.setdefault((what, factor), operand if factor is form else None)
            else:
                found.setdefault((what, form), operand)
    for what, operand in _kinks(function, list(variables)):
        found.setdefault((what, operand), None)
    for node in postorder(answer):
        if node.op == "pow" and node.args[0].op == "norm2" and node.args[1].op == "num" and node.args[1].value < 0:
            found.setdefault(("not zero", node.args[0].args[0]), None)
        if node.op == "mpow" and node.value < 0:
            found.setdefault(("invertible", node.args[0]), None)
    for what, operand in list(found):
        if operand.op in ("det", "logdet") and what in ("positive", "nonzero"):
            found.pop(("invertible", operand.args[0]), None)
    for what, operand in list(found):
        if what == "nonzero" and operand.op == "norm2" and ("not zero", operand.args[0]) in found:
            del found[what, operand]
        if what == "nonnegative" and ("positive", operand) in found:
            del found[what, operand]
    written = {form: raw for raw, form in reversed(memo.items())}
    return [
        (what, operand, shown or written.get(operand) or written.get(b.neg(operand)))
        for (what, operand), shown in found.items()
        if not _settled(what, operand, facts)
    ]


def _bases(scalar: Node) -> list[Node]:
    """What must not be 0 for a product not to be 0: its scalar factors without numbers, of powers the bases."""
    factors = b.chain_of(scalar)[0] if scalar.op == "mul" else [scalar]
    bases = [factor.args[0] if factor.op == "pow" else factor for factor in factors]
    return [base for base in bases if base.op != "num" or base.value == 0]


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
    if what == "probability":
        return f"{shown} is between 0 and 1" if scalar else f"every entry of {shown} is between 0 and 1"
    if what in SPOKEN:
        return f"{shown} {SPOKEN[what]}"
    return f"{shown} is {what.replace('_', ' ')}"


SPOKEN = {
    "full_column_rank": "has full column rank",
    "full_row_rank": "has full row rank",
    "rank_deficient": "does not have full rank",
    "unit": "has norm 1",
    "binary": "has entries 0 and 1 only",
    "sums_to_one": "is positive and sums to one",
    "spd": "is symmetric and positive definite",
    "psd": "is symmetric and positive semidefinite",
}
