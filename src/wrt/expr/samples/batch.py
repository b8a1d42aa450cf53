"""A formula that speaks of the i-th sample, for all samples at once: what is summed over i as products of matrices.

The samples are the rows of matrices: an x_i of length d belongs to X with n rows and d columns, a number y_i to a
vector y of length n.  A value for all i is a sum of terms, each `scale * weight_i * left_i * right_i'`:

========  =============================================================================
scalar    the product of the weights; where left and right are given, left_i'*right_i
column    left_i (the rows of `left`) times the weights
row       right_i' times the weights
matrix    left_i*right_i' times the weights; or `fixed`, one matrix for all i, times the weights
========  =============================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.node import Node, make
from wrt.expr.samples.arrays import add, diagonal, entrywise, product, transposed

SCALAR, COLUMN, ROW, MATRIX = "scalar", "column", "row", "matrix"


class NoMatrixForm(Exception):
    """A sum over samples that is not known as a product of matrices."""


@dataclass(frozen=True)
class Term:
    """A summand; see the table above."""

    scale: tuple[Node, ...] = ()
    weights: tuple[Node, ...] = ()
    left: Node | None = None
    right: Node | None = None
    fixed: Node | None = None

    def times(self, other: Term) -> Term:
        """With the scale and the weights of another one."""
        return replace(self, scale=self.scale + other.scale, weights=self.weights + other.weights)


class Batch(NamedTuple):
    """A value for every sample."""

    kind: str
    terms: tuple[Term, ...]


Value: TypeAlias = Node | Batch
"""An expression without samples in it, or a value for every sample."""


class Summation:
    """What can be done with values for n samples."""

    def __init__(self, n: Dim) -> None:
        self.n = n
        self.lengths: dict[Node, Node] = {}  # what has the lengths of its rows in a vector of them

    # ---- what a term is as one array

    def _ones(self) -> Node:
        return b.ones(self.n)

    def lifted(self, value: Value) -> Batch:
        """A value that is the same for all samples, as one for every sample."""
        if isinstance(value, Batch):
            return value
        if value.is_scalar:
            return Batch(SCALAR, (Term(scale=(value,)),))
        if value.cols == 1:
            return Batch(COLUMN, (Term(left=product(self._ones(), transposed(value))),))
        if value.rows == 1:
            return Batch(ROW, (Term(right=product(self._ones(), value)),))
        return Batch(MATRIX, (Term(fixed=value),))

    def vector(self, value: Batch) -> Node:
        """A number for every sample as a vector."""
        if value.kind != SCALAR:
            raise NoMatrixForm
        return add([product(*term.scale, entrywise(self._weights(term)) or self._ones()) for term in value.terms])

    def rows(self, value: Batch) -> Node:
        """A vector for every sample as the rows of a matrix."""
        if value.kind not in (COLUMN, ROW):
            raise NoMatrixForm
        found = []
        for term in value.terms:
            side, weight = term.left if value.kind == COLUMN else term.right, entrywise(term.weights)
            if side is None:
                raise NoMatrixForm
            if weight is not None and side.op == "mul" and side.args[0] == self._ones():  # a number times what is fixed
                found.append(product(*term.scale, weight, *side.args[1:]))
            else:
                found.append(product(*term.scale, *([diagonal(weight)] if weight is not None else []), side))
        return add(found)

    def dot(self, left: Node, right: Node) -> Node:
        """The inner products of the rows of two matrices."""
        if left.cols == 1:
            return make("had", (left, right), None, left.rows, 1)
        return product(make("had", (left, right), None, left.rows, left.cols), b.ones(left.cols))

    def _weights(self, term: Term) -> tuple[Node, ...]:
        """The weights of a term that is a number, an inner product among them."""
        if term.left is None or term.right is None:
            return term.weights
        return (*term.weights, self.dot(term.left, term.right))

    def total(self, value: Batch) -> Node:
        """The sum over all samples."""
        return add([self._sum(value.kind, term) for term in value.terms])

    def _sum(self, kind: str, term: Term) -> Node:
        weight = entrywise(term.weights)
        if kind == SCALAR:
            return product(*term.scale, self._number(term, weight))
        if kind == COLUMN:
            assert term.left is not None
            return product(*term.scale, transposed(term.left), weight if weight is not None else self._ones())
        if kind == ROW:
            assert term.right is not None
            return product(*term.scale, transposed(weight if weight is not None else self._ones()), term.right)
        if term.fixed is not None:
            return product(*term.scale, self._number(Term(weights=term.weights), weight), term.fixed)
        assert term.left is not None
        assert term.right is not None
        middle = [] if weight is None else [diagonal(weight)]
        return product(*term.scale, transposed(term.left), *middle, term.right)

    def _number(self, term: Term, weight: Node | None) -> Node:
        if term.left is not None and term.right is not None:
            if weight is not None:
                return product(transposed(weight), self.dot(term.left, term.right))
            inside = product(transposed(term.left), term.right)
            return make("tr", (inside,), None, 1, 1) if not inside.is_scalar else inside
        if weight is None:
            return b.dim_number(self.n)
        if len(term.weights) == 1:
            return make("sum", (weight,), None, 1, 1)
        rest = entrywise(term.weights[1:])
        assert rest is not None
        return product(transposed(term.weights[0]), rest)

    # ---- products

    def times(self, left: Value, right: Value) -> Value:
        """The product of two values, one term with another."""
        if isinstance(left, Node) and isinstance(right, Node):
            return product(left, right)
        if isinstance(left, Node) and not left.is_scalar:
            return self._from_left(left, self.lifted(right))
        if isinstance(right, Node) and not right.is_scalar:
            return turned(self._from_left(transposed(right), turned(self.lifted(left))))
        left, right = self.lifted(left), self.lifted(right)
        kind, rule = PRODUCTS.get((left.kind, right.kind), ("", None))
        if rule is None:
            raise NoMatrixForm
        if SCALAR not in (left.kind, right.kind):
            left, right = self._together(left), self._together(right)
        return Batch(kind, tuple([rule(self, x, y) for x in left.terms for y in right.terms]))

    def _together(self, value: Batch) -> Batch:
        """A vector for every sample as one term: the rows of X - vector(1)*mu' for x_i - mu."""
        if len(value.terms) == 1 or value.kind not in (ROW, COLUMN):
            return value
        rows = self.rows(value)
        return Batch(value.kind, (Term(left=rows) if value.kind == COLUMN else Term(right=rows),))

    def _from_left(self, array: Node, value: Batch) -> Batch:
        """An array that is the same for all samples times a value."""
        if array.rows != 1 or value.kind not in (COLUMN, MATRIX):
            found = self.times(self.lifted(array), value)
            assert isinstance(found, Batch)
            return found
        kind, terms = SCALAR if value.kind == COLUMN else ROW, []
        for term in value.terms:
            if term.fixed is not None:
                right = product(self._ones(), array, term.fixed)
                terms.append(Term(right=right).times(term))
            else:
                assert term.left is not None
                weight = product(term.left, transposed(array))
                terms.append(Term(weights=(weight,), right=term.right).times(term))
        return Batch(kind, tuple(terms))

    def _by_number(self, x: Term, y: Term) -> Term:
        """A number times something."""
        return y.times(replace(x, weights=self._weights(x)))

    def _inner(self, x: Term, y: Term) -> Term:
        """A row times a column."""
        assert x.right is not None
        assert y.left is not None
        if x.right.cols == 1:
            return Term(weights=(x.right, y.left)).times(x).times(y)
        return Term(left=x.right, right=y.left).times(x).times(y)

    def _outer(self, x: Term, y: Term) -> Term:
        """A column times a row."""
        return Term(left=x.left, right=y.right).times(x).times(y)

    def _on_column(self, x: Term, y: Term) -> Term:
        """A matrix times a column."""
        assert y.left is not None
        if x.fixed is not None:
            return Term(left=product(y.left, transposed(x.fixed))).times(x).times(y)
        assert x.right is not None
        return Term(left=x.left, weights=(self.dot(x.right, y.left),)).times(x).times(y)

    def _on_row(self, x: Term, y: Term) -> Term:
        """A row times a matrix."""
        assert x.right is not None
        if y.fixed is not None:
            return Term(right=product(x.right, y.fixed)).times(x).times(y)
        assert y.left is not None
        return Term(right=y.right, weights=(self.dot(x.right, y.left),)).times(x).times(y)

    def _matrices(self, x: Term, y: Term) -> Term:
        """A matrix times a matrix."""
        if x.fixed is not None and y.fixed is not None:
            return Term(fixed=product(x.fixed, y.fixed)).times(x).times(y)
        if x.fixed is not None:
            assert y.left is not None
            return Term(left=product(y.left, transposed(x.fixed)), right=y.right).times(x).times(y)
        if y.fixed is not None:
            assert x.right is not None
            return Term(left=x.left, right=product(x.right, y.fixed)).times(x).times(y)
        assert x.right is not None
        assert y.left is not None
        return Term(left=x.left, right=y.right, weights=(self.dot(x.right, y.left),)).times(x).times(y)


def turned(value: Batch) -> Batch:
    """The transposes."""
    kind = {COLUMN: ROW, ROW: COLUMN}.get(value.kind, value.kind)
    fixed = [None if term.fixed is None else transposed(term.fixed) for term in value.terms]
    sides = [replace(term, left=term.right, right=term.left, fixed=same)
             for term, same in zip(value.terms, fixed, strict=True)]  # fmt: skip
    return Batch(kind, tuple(sides))


def _swapped(rule: Callable[[Summation, Term, Term], Term]) -> Callable[[Summation, Term, Term], Term]:
    return lambda self, x, y: rule(self, y, x)


_by_number = Summation._by_number  # noqa: SLF001
PRODUCTS: dict[tuple[str, str], tuple[str, Callable[[Summation, Term, Term], Term]]] = {
    **{(SCALAR, kind): (kind, _by_number) for kind in (COLUMN, ROW, MATRIX)},
    **{(kind, SCALAR): (kind, _swapped(_by_number)) for kind in (COLUMN, ROW, MATRIX)},
    (SCALAR, SCALAR): (
        SCALAR,
        lambda self, x, y: _by_number(self, x, replace(y, weights=self._weights(y), left=None, right=None)),
    ),
    (ROW, COLUMN): (SCALAR, Summation._inner),  # noqa: SLF001
    (COLUMN, ROW): (MATRIX, Summation._outer),  # noqa: SLF001
    (MATRIX, COLUMN): (COLUMN, Summation._on_column),  # noqa: SLF001
    (ROW, MATRIX): (ROW, Summation._on_row),  # noqa: SLF001
    (MATRIX, MATRIX): (MATRIX, Summation._matrices),  # noqa: SLF001
}
