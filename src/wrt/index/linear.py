"""What the operators that only rearrange, multiply and add mean entry by entry: one line of mathematics each.

An operator's rule gives the entry at (row, col) as a sum of products of entries of the operands and Kronecker deltas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import NamedTuple, TypeAlias

from wrt.expr.dims import Dim, plus
from wrt.expr.node import Node
from wrt.index.form import Index, Place, Position, Shift, pair


class Piece(NamedTuple):
    """The entry of an expression at (row, col)."""

    node: Node
    row: Place
    col: Place


class Product(NamedTuple):
    """A product of entries and deltas, summed over some indices."""

    pieces: Sequence[Piece]
    deltas: Sequence[tuple[Place, Place]] = ()
    summed: Sequence[Place] = ()


class Fresh:
    """Indices that have not been used before; None for an axis of length 1."""

    def __init__(self) -> None:
        self.numbers: Iterator[int] = count()

    def __call__(self, size: Dim) -> Index | None:
        return None if size == 1 else Index(next(self.numbers), size)


Rule: TypeAlias = Callable[[Node, Place, Place, Fresh], list[Product]]


def _add(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """(A + B)[i,j] = A[i,j] + B[i,j]."""
    return [Product([Piece(arg, row, col)]) for arg in node.args]


def _mul(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """(s*A*B)[i,j] = s*A[i,p]*B[p,j]."""
    pieces = [Piece(arg, None, None) for arg in node.args if arg.is_scalar]
    chain = [arg for arg in node.args if not arg.is_scalar]
    inner = [fresh(arg.cols) for arg in chain[:-1]]
    ends = [row, *inner, col]
    pieces += [Piece(arg, ends[place], ends[place + 1]) for place, arg in enumerate(chain)]
    return [Product(pieces, summed=inner)]


def _had(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """(A.*B)[i,j] = A[i,j]*B[i,j]."""
    return [Product([Piece(arg, row, col) for arg in node.args])]


def _transpose(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """A'[i,j] = A[j,i]."""
    return [Product([Piece(node.args[0], col, row)])]


def _diag(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """diag(x)[i,j] = x[i]*δ[i,j]."""
    return [Product([Piece(node.args[0], row, None)], [(row, col)])]


def _diagpart(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """diag(X)[i] = X[i,i]."""
    return [Product([Piece(node.args[0], row, row)])]


def _tr(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """tr(X) = X[p,p]."""
    p = fresh(node.args[0].rows)
    return [Product([Piece(node.args[0], p, p)], summed=[p])]


def _sum(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """sum(X) = X[p,q]."""
    p, q = fresh(node.args[0].rows), fresh(node.args[0].cols)
    return [Product([Piece(node.args[0], p, q)], summed=[p, q])]


def _vec(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """vec(X)[(q,p)] = X[p,q]."""
    X = node.args[0]
    p, q = fresh(X.rows), fresh(X.cols)
    return [Product([Piece(X, p, q)], [(row, _joined([q, p], [X.cols, X.rows]))], [p, q])]


def _kron(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """kron(A, B)[(i,k),(j,l)] = A[i,j]*B[k,l]."""
    heights, widths = [arg.rows for arg in node.args], [arg.cols for arg in node.args]
    rows, cols = [fresh(size) for size in heights], [fresh(size) for size in widths]
    pieces = [Piece(arg, p, q) for arg, p, q in zip(node.args, rows, cols, strict=True)]
    deltas = [(row, _joined(rows, heights)), (col, _joined(cols, widths))]
    return [Product(pieces, deltas, [*rows, *cols])]


def _joined(parts: Sequence[Place], sizes: Sequence[Dim]) -> Place:
    return pair([(part, size) for part, size in zip(parts, sizes, strict=True) if part is not None])


def _entry(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """The scalar X[2,3] is X at the place (2, 3)."""
    X = node.args[0]
    i, j = node.value
    return [Product([Piece(X, None if X.rows == 1 else i, None if X.cols == 1 else j)])]


def _block(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """[A; B][i,j] = δ[i,p]*A[p,j] + δ[i,m+p]*B[p,j]: each block stands after those before it."""
    m, n = node.value
    heights, widths = [node.args[r * n].rows for r in range(m)], [node.args[c].cols for c in range(n)]
    products = []
    for place, cell in enumerate(node.args):
        r, c = divmod(place, n)
        p, q = fresh(cell.rows), fresh(cell.cols)
        deltas = [(row, _shifted(heights, r, p)), (col, _shifted(widths, c, q))]
        products.append(Product([Piece(cell, p, q)], deltas, [p, q]))
    return products


def _shifted(sizes: list[Dim], place: int, inner: Place) -> Place:
    if len(sizes) == 1:
        return inner
    offset = plus(0, *sizes[:place])
    within: Position = 1 if inner is None else inner
    if isinstance(offset, int) and isinstance(within, int):
        return offset + within
    return Shift(offset, within, sizes[place])


def _eye(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """eye[i,j] = δ[i,j]."""
    return [Product([], [(row, col)])]


def _ones(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    return [Product([])]


def _zero(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    return []


def _basis(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """basis(2)[i] = δ[i,2]."""
    return [Product([], [(row, node.value)])]


def _commutation(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Product]:
    """K[(p,q),(q,p)] = 1: K*vec(A) = vec(A') for A of m rows and n columns."""
    m, n = node.value
    p, q = fresh(m), fresh(n)
    return [Product([], [(row, _joined([p, q], [m, n])), (col, _joined([q, p], [n, m]))], [p, q])]


# where one product is one entry: taken apart everywhere
MONOMIAL: dict[str, Rule] = {
    "mul": _mul,
    "had": _had,
    "T": _transpose,
    "diag": _diag,
    "diagpart": _diagpart,
    "vec": _vec,
    "kron": _kron,
    "entry": _entry,
    "eye": _eye,
    "ones": _ones,
    "zero": _zero,
    "basis": _basis,
    "commutation": _commutation,
}
# taken apart only where the differential of a variable is inside
SPREAD: dict[str, Rule] = {"add": _add, "block": _block, "sum": _sum, "tr": _tr}
