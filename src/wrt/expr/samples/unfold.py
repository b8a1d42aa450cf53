r"""Sums over samples, `\sum_{i=1}^n (y_i - w^T x_i)^2`: y_i, a number, and x_i, a vector, are symbols of their own.

Once all shapes are known the sum is written without an index: the numbers y_i are the entries of a vector y, the
vectors x_i the rows of a matrix X.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr.declare import Declarations, Shape
from wrt.expr.dims import Dim
from wrt.expr.facts import closure
from wrt.expr.node import Node, free_symbols
from wrt.expr.samples.arrays import transposed
from wrt.expr.samples.batch import NoMatrixForm
from wrt.expr.samples.families import array_of, count, family
from wrt.expr.samples.rules import stacked, summed
from wrt.syntax.tree import Samples, Tree

ENTRYWISE = frozenset(("positive", "nonnegative", "nonzero", "binary"))  # facts of numbers that a vector of them has


class Stacked(NamedTuple):
    """The array that all samples of a name stand in, and how, in words."""

    array: Node
    words: str


class Unfolded(NamedTuple):
    """An expression without an index, and the arrays that its samples stand in, by sample."""

    node: Node
    arrays: dict[str, Stacked]


def unfolded(body: Node, tree: Tree, symbols: dict[str, Node], declared: Declarations, source: str) -> Unfolded:
    """The sum of an expression over all samples, or its values below one another."""
    samples: Samples = tree.value
    n = count(tree, declared)
    found = free_symbols(body)
    strays = [name for name in found if _has_index(name, samples.letter) and not family(name, samples.letter)]
    if strays:
        raise _unsupported(tree, source, f"{strays[0]} has another index besides {samples.letter}")
    taken = {**{name: (node.rows, node.cols) for name, node in symbols.items()}, **declared.shapes}
    families: dict[Node, Node] = {}
    arrays: dict[str, Stacked] = {}
    for name in sorted(found):
        base = family(name, samples.letter)
        if not base:
            continue
        if found[name].cols != 1:
            raise _unsupported(tree, source, f"{name} is a matrix")
        array, symbol = _array(found[name], base, n, taken, declared)
        families[found[name]], arrays[name] = array, Stacked(symbol, _words(array, symbol, name))
        taken[symbol.value[0]] = (symbol.rows, symbol.cols)
    try:
        return Unfolded((summed if tree.head == "samples" else stacked)(body, families, n), arrays)
    except NoMatrixForm:
        raise _unsupported(tree, source, "it is no product of matrices and vectors") from None


def _words(array: Node, symbol: Node, name: str) -> str:
    how = "has the columns" if array is not symbol else "has the entries" if symbol.cols == 1 else "has the rows"
    return f"{symbol.value[0]} {how} {name}" + ("'" if how == "has the rows" else "")


def _has_index(name: str, index: str) -> bool:
    return name == index or index in name.partition("_")[2]


def _array(sample: Node, base: str, n: Dim, taken: dict[str, Shape], declared: Declarations) -> tuple[Node, Node]:
    """The array of all samples with the samples in its rows, and the symbol that it is."""
    rows = sample.rows
    for stem in _stems(base, sample.is_scalar):
        shape = taken.get(stem)
        facts = declared.facts.get(stem, frozenset())
        if shape is None:
            shape = (n, rows)
            facts |= (
                closure(ENTRYWISE & declared.facts.get(sample.value[0], frozenset())) if sample.is_scalar else set()
            )
        if shape == (n, rows):
            symbol = b.sym(stem, n, rows, facts)
            return symbol, symbol
        if shape == (rows, n):
            symbol = b.sym(stem, rows, n, facts)
            return transposed(symbol), symbol
    raise AssertionError(base)


def _stems(base: str, numbers: bool) -> Iterator[str]:
    """Names for the array of all samples: X for the vectors x_i, y for the numbers y_i."""
    yield array_of(base, numbers)
    yield f"{base}_all"
    count = 2
    while True:
        yield f"{base}_all{count}"
        count += 1


def _unsupported(tree: Tree, source: str, why: str) -> WrtError:
    return WrtError(
        "E-unsupported",
        f"what stands here for every {tree.value.letter} is not known without an index: {why}",
        tree.span,
        source=source,
        notes=(r"in matrix notation a sum of products is \mathbf{x}^T \mathbf{y}",),
    )
