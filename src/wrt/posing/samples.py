r"""An objective with sums over samples in matrix notation, so that its data are the arrays of all samples."""

from __future__ import annotations

from wrt.api import Assume, Shapes
from wrt.emit import writers
from wrt.expr.declare import declare
from wrt.expr.elaborate import elaborate
from wrt.expr.samples.families import sample_sums
from wrt.syntax.reader import read
from wrt.syntax.tree import Samples, Tree, rewritten


def in_matrix_notation(objective: str, shapes: Shapes, assume: Assume) -> str:
    r"""The objective without sums over samples; another one as it is.  The rows of the data are counted by n.

    >>> in_matrix_notation(r"\sum_{i=1}^m (y_i - w^T x_i)^2", None, None)
    "(y - X*w)'*(y - X*w)"
    """
    if r"\sum" not in objective:
        return objective
    tree = read(objective)
    counts = {part.value.upper for part in sample_sums(tree)} - {"", "n"}
    if not sample_sums(tree):
        return objective
    if len(counts) == 1 and not next(iter(counts)).isdecimal():
        tree = rewritten(tree, lambda part: _counted(part, next(iter(counts))))
    return writers.text(elaborate(tree, declare(shapes, assume), objective).node)


def _counted(tree: Tree, count: str) -> Tree:
    """The number of samples as n, which is what the rows of data are counted by."""
    if tree.head == "samples" and tree.value.upper == count:
        return Tree("samples", tree.args, tree.span, Samples(tree.value.letter, "n"))
    return Tree("name", (), tree.span, "n") if tree.head == "name" and tree.value == count else tree
