r"""Sizes of the arrays that samples stand in: in `X^T X = \sum_i x_i x_i^T` the x_i are the rows of X, or its columns.

That is so for arrays that nobody declared, and where the sizes of one sample and their number stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from wrt.expr.dims import Dim
from wrt.expr.inference import Inference
from wrt.expr.samples.families import bases, count
from wrt.expr.sizes import Unknown
from wrt.syntax.tree import Tree


def link_arrays(inference: Inference, order: Sequence[Tree]) -> None:
    """Settle what the formula leaves open of the sizes of X and y, by their samples in its sums."""
    for tree in order:
        if tree.head in ("samples", "stacked"):
            for name, base in bases(tree).items():
                _link(inference, name, base, count(tree, inference.declared))


def _link(inference: Inference, name: str, base: str, n: Dim) -> None:
    find, agree = inference.sizes.find, inference.sizes.agree
    if name not in inference.shapes or find(inference.shapes[name][1]) != 1:
        return
    length = find(inference.shapes[name][0])
    array = base if length == 1 or not base[0].islower() else base[0].upper() + base[1:]
    if array not in inference.kinds or array in inference.declared.shapes:
        return
    rows, cols = [find(dim) for dim in inference.shapes[array]]
    for many, one in ((rows, cols), (cols, rows)):
        if _fits(many, n) and _fits(one, length) and many is not one and many is not length and one != n != length:
            agree(many, n)
            agree(one, length)
            return


def _fits(size: Dim, other: Dim) -> bool:
    """Whether a size is another one, or may be."""
    return size == other or (other != 1 and isinstance(size, Unknown)) or (size != 1 and isinstance(other, Unknown))
