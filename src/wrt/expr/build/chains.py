"""What happens where two factors of a matrix chain meet, and where a chain ends in a row or a column."""

from __future__ import annotations

from collections.abc import Callable

import wrt.expr.build.entrywise as entrywise
import wrt.expr.build.matrices as matrices
import wrt.expr.build.products as products
import wrt.expr.build.transpose as transpose
from wrt.expr.build import functionals, shaping, sums
from wrt.expr.build.counts import dim_number
from wrt.expr.build.leaves import ZERO, Rational, eye, num, rational, zero
from wrt.expr.node import Node, make


def meet(left: Node, right: Node) -> Node | None:
    """The product of two neighbours (inner size not 1) where it is one factor, else None."""
    if left.op == "diag" and right.op == "diag":
        return shaping.diag(entrywise.had(left.args[0], right.args[0]))
    if left.rows == left.cols and right.rows == right.cols:
        base, exponent = matrices.split_matrix_power(left)
        other, more = matrices.split_matrix_power(right)
        if base is other:
            return matrices.mpow(base, exponent + more)
    rule = MEETINGS.get((left.op, right.op))
    found = None if rule is None else rule(left, right)
    return _by_facts(left, right) if found is None else found


def _by_facts(left: Node, right: Node) -> Node | None:
    """Q'*Q is the identity for orthogonal Q."""
    inner, outer = (left.args[0], right) if left.op == "T" else (right.args[0] if right.op == "T" else right, left)
    if inner is outer and inner.op == "sym" and "orthogonal" in inner.value[1]:
        return eye(left.rows)
    return None


def _commutation_times(left: Node, right: Node) -> Node | None:
    m, n = left.value
    if right.op == "commutation":
        return eye(left.rows) if right.value == (n, m) else None
    matrix = right.args[0]
    return shaping.vec(transpose.T(matrix)) if (matrix.rows, matrix.cols) == (m, n) else None


def _kron_times_commutation(left: Node, right: Node) -> Node | None:
    """(A⊗B)K = K(B⊗A); where A or B is a row the K on the left is the identity."""
    if len(left.args) != 2:
        return None
    A, B = left.args
    return shaping.kron(B, A) if right.value == (A.cols, B.cols) and 1 in (A.rows, B.rows) else None


def _vec_times_kron(left: Node, right: Node) -> Node | None:
    """vec(X)'*(B⊗A) is the transpose of (B'⊗A')*vec(X)."""
    if left.args[0].op != "vec":
        return None
    turned = shaping.kron_times_vec(transpose.T(right), left.args[0].args[0])
    return None if turned is None else transpose.T(turned)


MEETINGS: dict[tuple[str, str], Callable[[Node, Node], Node | None]] = {
    ("kron", "kron"): lambda left, right: shaping.kron_times_kron(left, right),  # noqa: PLW0108 (the files import each other)
    ("kron", "vec"): lambda left, right: shaping.kron_times_vec(left, right.args[0]),
    ("kron", "commutation"): _kron_times_commutation,
    ("commutation", "commutation"): _commutation_times,
    ("commutation", "vec"): _commutation_times,
    ("T", "kron"): _vec_times_kron,
}


def without_inverted_products(segment: list[Node]) -> list[Node]:
    """inv(A*B*C) beside A*B*C is the identity, as inv(M) beside M is where M is one factor."""
    for place, factor in enumerate(segment):
        base = factor.args[0].args if factor.op == "mpow" and factor.value < 0 and factor.args[0].op == "mul" else ()
        if not base or len(base) >= len(segment):
            continue
        for start, end in ((place - len(base), place), (place + 1, place + 1 + len(base))):
            if start >= 0 and tuple(segment[start:end]) == base:
                power = matrices.mpow(factor.args[0], factor.value + 1)
                outer = (segment[: min(start, place)], segment[max(end, place + 1) :])
                middle = [] if power.op == "eye" and any(outer) else [power]
                return without_inverted_products([*outer[0], *middle, *outer[1]])
    return segment


def absorb_right(segment: list[Node]) -> list[Node]:
    """A chain that ends in a column: `diag(s)*u` is `s.*u`, `ones'*u` is a sum, `e_i'*u` an entry.

    Works from the right; gives the factors that remain (scalars and products with scalars among them).
    """
    for place in range(len(segment) - 2, -1, -1):
        factor = segment[place]
        if factor.op == "diag":
            merged = entrywise.had(factor.args[0], _column(segment[place + 1 :]))
            return _again(segment[:place], merged)
        if factor.op == "T" and place == 0:
            inner = factor.args[0]
            if inner.op == "ones":
                rest = segment[1:]
                return [dim_number(inner.rows)] if rest == [inner] else [functionals.sum_(_column(rest))]
            if inner.op == "basis":
                return [shaping.entry(_column(segment[1:]), inner.value, 1)]
    last = segment[-1]
    if len(segment) > 1 and last.op in ("ones", "basis") and segment[0].rows == 1 and segment[0].cols != 1:
        number, mirrored = mirror(segment)
        return [num(number), *absorb_right(mirrored)]
    return segment


def _again(before: list[Node], column: Node) -> list[Node]:
    """The rest of a chain applied to a column that just came about (it may carry scalars)."""
    if not before:
        return [column]
    scalars, chain = products.chain_of(column)
    tail = list(chain) if chain else [column]
    if column.op == "zero":
        return [zero(before[0].rows, 1)]
    return [*scalars, *absorb_right([*before, *tail])]


def absorb_left(segment: list[Node]) -> list[Node]:
    """The same for a chain that begins with a row and ends in a matrix."""
    if all(factor.op not in ("diag", "T") for factor in segment):
        return segment
    if (
        all(factor.op != "diag" for factor in segment)
        and segment[0].args
        and segment[0].args[0].op not in ("ones", "basis")
    ):
        return segment
    number, mirrored = mirror(segment)
    again, restored = mirror(absorb_right(mirrored))
    return [num(rational(number * again)), *restored]


def _column(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else make("mul", tuple(factors), None, factors[0].rows, 1)


def mirror(segment: list[Node]) -> tuple[Rational, list[Node]]:
    """The transposed factors in reverse, and the number that transposes by facts or of sums may carry."""
    number: Rational = 1
    mirrored: list[Node] = []
    for factor in reversed(segment):
        value, kernel = sums.split(transpose.T(factor))
        number = number * value
        mirrored += kernel.args if kernel.op == "mul" and not products.is_dot(kernel) else (kernel,)
    return number, mirrored


def dot(chain: list[Node]) -> Node:
    """A chain from a row to a column, in the one of its two directions that is kept."""
    if len(chain) == 1:
        return chain[0]
    pooled = _pooled(chain)
    if pooled is not None:
        return pooled
    forward = tuple(chain)
    number, mirrored = mirror(chain)
    backward = tuple(mirrored)
    if forward == backward and number == -1:
        return ZERO
    if _weight(forward) <= _weight(backward):
        return make("mul", forward, None, 1, 1)
    return sums.scale(rational(number), make("mul", backward, None, 1, 1))


def _pooled(chain: list[Node]) -> Node | None:
    """Of (x.*y)'*(z.*(P*u)) all entrywise factors together: one product P*u as the chain, the others as its row."""
    first, last = chain[0], chain[-1]
    row = transpose.T(first)
    ends = [end for end in (row, last) if end.op == "had" and (len(chain) == 2 or any(x.op == "mul" for x in end.args))]
    if len(ends) != 1 + (len(chain) == 2 and row.op == last.op):
        return None
    if len(chain) == 2:
        column, rest = entrywise.had(row, last), None
    elif ends[0] is row:
        column, rest = row, _column(chain[1:])
    else:
        column, rest = last, _column(mirror(chain[:-1])[1])
        if mirror(chain[:-1])[0] != 1:
            return None
    factors = [*(column.args if column.op == "had" else (column,)), *([] if rest is None else [rest])]
    wide = [factor for factor in factors if factor.op == "mul" and not factor.args[0].is_scalar]
    if column.op == "mul" or len(factors) < 2:
        return None if rest is not None or column.op == "mul" else functionals.sum_(column)
    if not wide:
        return functionals.sum_(column)
    tail = max(wide, key=lambda factor: factor.rank)
    factors.remove(tail)
    head = entrywise.had(*factors)
    if head.op == "mul" or [transpose.T(head), *tail.args] == chain:
        return None
    return products.mul(transpose.T(head), tail)


def _weight(chain: tuple[Node, ...]) -> tuple[int, int]:
    return sum([factor.flips for factor in chain]), hash(tuple([factor.rank for factor in chain]))
