"""Which equations of a derivation are taken to hold: derivatives set to zero, and the constraints of a Lagrangian."""

from __future__ import annotations

from wrt.checking.applied import Side
from wrt.checking.following import proportional
from wrt.checking.hypothesis import minus
from wrt.checking.paper import Paper
from wrt.emit.names import GREEK_LETTERS
from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols, make
from wrt.expr.node import postorder as nodes_of
from wrt.prove.derivatives import worked_out
from wrt.syntax.tree import Tree, postorder


def is_zero(tree: Tree) -> bool:
    """Whether a side is the number 0 as written."""
    return tree.head == "num" and tree.value == 0


def sets_to_zero(left: Side, right: Side, paper: Paper) -> bool:
    """Whether an equation reads `0 = ..`, or sets a derivative of a defined function to zero."""
    if is_zero(left.tree):
        return True
    inside = left.tree.args[0] if left.tree.head == "D" else None
    while inside is not None and inside.head == "D":
        inside = inside.args[0]
    return (
        is_zero(right.tree)
        and inside is not None
        and any(tree.head == "name" and tree.value in paper.definitions for tree in postorder(inside))
    )


def constrained(sides: tuple[Node, ...], paper: Paper) -> str | None:
    """The multiplier by which the derivative of a defined function is set to zero; None for another equation.

    A multiplier stands linearly in the function, is not what the function was derived by, and is written as multipliers
    are: a Greek letter, or beside a constraint that is not homogeneous.
    """
    left, right = sides
    if left.op == "zero" or right.op == "zero" or not paper.hypotheses:
        return None
    difference = minus(left, right)
    for function in paper.definitions.values():
        if not function.is_scalar:
            continue
        for name, symbol in free_symbols(function).items():
            if name in paper.unknowns and name not in GREEK_LETTERS:
                continue
            if (symbol.rows, symbol.cols) != (left.rows, left.cols):
                continue
            derived = slope(function, symbol, left)
            if name in free_symbols(derived) or b.is_zero(derived):
                continue
            if (name in GREEK_LETTERS or not b.is_zero(right)) and proportional(difference, derived):
                return name
    return None


def balanced(sides: tuple[Node, ...], paper: Paper) -> str | None:
    """The multiplier by which the derivative of a function is balanced against that of a constraint; None elsewhere.

    That is `P*x + q + A'*lam = 0` where x'*P*x/2 + q'*x is to be minimised and `A*x = b` was said to hold.
    """
    left, right = sides
    difference = left if b.is_zero(right) else right if b.is_zero(left) else minus(left, right)
    functions = [function for function in paper.definitions.values() if function.is_scalar]
    constraints = [minus(hypothesis.left, hypothesis.right) for hypothesis in paper.hypotheses]
    known = free_symbols(*functions, *constraints)
    for name, multiplier in free_symbols(difference).items():
        for constraint in constraints if name not in known else ():
            if (constraint.rows, constraint.cols) != (multiplier.rows, multiplier.cols):
                continue
            term = b.mul(b.T(multiplier), constraint)
            for function in functions if term.is_scalar else ():
                for x in free_symbols(function).values():
                    if (x.rows, x.cols) == (difference.rows, difference.cols) and any(
                        proportional(difference, slope(whole, x, difference))
                        for whole in (b.add(function, term), minus(function, term))
                    ):
                        return name
    return None


def stationary(sides: tuple[Node, ...], paper: Paper) -> bool:
    """Whether an equation sets to zero what was found to be the derivative of a defined function."""
    left, right = sides
    whole = not b.is_zero(left) and not b.is_zero(right)
    if whole and (left.op == "sym" or any(part.op == "D" for part in nodes_of(left, right))):
        return False  # that says what something is
    side = left if b.is_zero(right) else right if b.is_zero(left) else minus(left, right)
    for function in paper.definitions.values():
        symbols = free_symbols(function)
        for name in dict.fromkeys([*paper.unknowns, *paper.parameters]):
            symbol = symbols.get(name)
            if function.is_scalar and symbol is not None and (symbol.rows, symbol.cols) in (
                (side.rows, side.cols), (side.cols, side.rows)
            ) and proportional(worked_out(side), slope(function, symbol, side)):  # fmt: skip
                return True
    return False


def slope(function: Node, symbol: Node, like: Node) -> Node:
    """The derivative of a scalar function, laid out as another expression is."""
    laid = "denominator" if (symbol.rows, symbol.cols) == (like.rows, like.cols) else "numerator"
    return worked_out(make("D", (function, symbol), laid, like.rows, like.cols))
