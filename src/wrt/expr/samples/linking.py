r"""What samples and their arrays say of each other: in `X^T X = \sum_i x_i x_i^T` the x_i are rows of X, or columns.

Sizes are settled for arrays that nobody declared, and where the sizes of one sample and their number stay apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wrt.expr.dims import Dim
from wrt.expr.guess import Kind
from wrt.expr.inference import Inference
from wrt.expr.samples.families import array_of, bases, count
from wrt.expr.sizes import Unknown
from wrt.syntax.tree import Tree


def link_arrays(inference: Inference, order: Sequence[Tree]) -> None:
    """Settle what the formula leaves open of the sizes of X and y, by their samples in its sums."""
    for tree in _sums(order):
        n = count(tree, inference.declared)
        for name, base in bases(tree).items():
            _link(inference, name, base, n)


def kinds_of_samples(readings: Sequence[Mapping[str, Kind]], order: Sequence[Tree]) -> dict[str, Kind] | None:
    r"""Of readings of the names that differ in samples alone: numbers, but vectors x_i beside an X; None for others.

    `\sum_k y_k \log p_k` is about numbers; of `\sum_i y_i x_i = X^T y` the x_i are the rows of X.
    """
    first = readings[0]
    tied = {name for name in first if len({kinds[name] for kinds in readings}) > 1}
    found = {name: base for tree in _sums(order) for name, base in bases(tree).items() if name in tied}
    if tied - found.keys():
        return None
    kinds = dict(first)
    for name, base in found.items():
        kinds[name] = "vector" if first.get(array_of(base, numbers=False)) == "matrix" else "scalar"
    return kinds


def _sums(order: Sequence[Tree]) -> list[Tree]:
    return [tree for tree in order if tree.head in ("samples", "stacked")]


def _link(inference: Inference, name: str, base: str, n: Dim) -> None:
    find, agree = inference.sizes.find, inference.sizes.agree
    if name not in inference.shapes or find(inference.shapes[name][1]) != 1:
        return
    length = find(inference.shapes[name][0])
    array = array_of(base, numbers=length == 1)
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
