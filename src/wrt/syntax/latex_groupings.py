"""How a product in LaTeX may be grouped: `a \\odot X w` is read in two ways, and only sizes decide between them."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.syntax.engine import Pending, left_to_right
from wrt.syntax.operators import GROUPED
from wrt.syntax.tree import Tree


def readings(args: Sequence[Tree], run: Sequence[Pending]) -> list[Tree]:
    """The readings of a product, the preferred one first.

    With entrywise or Kronecker products, factors side by side are taken together first; with `/` the formula is read
    from left to right.  The other reading follows where it differs.
    """
    grouped = any(op.head in GROUPED for op in run)
    if not grouped and not any(op.head == "div" for op in run):
        return [left_to_right(args, run)]
    if not _order_matters(run, grouped):
        return [left_to_right(args, run)]
    both = [_side_by_side_first(args, run, grouped), left_to_right(args, run)]
    return both if grouped else both[::-1]


def _joins(op: Pending, grouped: bool) -> bool:
    """Does this operator tie its factors together?  After `/` only plain juxtaposition does."""
    return op.head == "mul" and (grouped or op.data == "beside")


def _order_matters(run: Sequence[Pending], grouped: bool) -> bool:
    """Does a plain product follow an operator of another kind?"""
    other = False
    for op in run:
        if other and _joins(op, grouped):
            return True
        other = other or op.head != "mul"
    return False


def _side_by_side_first(args: Sequence[Tree], run: Sequence[Pending], grouped: bool) -> Tree:
    """Each stretch of plain products as one factor, then from left to right."""
    factors, joined, outer = [], [args[0]], []
    inner: list[Pending] = []
    for op, arg in zip(run, args[1:], strict=True):
        if _joins(op, grouped):
            joined.append(arg)
            inner.append(op)
            continue
        factors.append(left_to_right(joined, inner))
        joined, inner = [arg], []
        outer.append(op)
    factors.append(left_to_right(joined, inner))
    return left_to_right(factors, outer)
