"""Whether terms are equal by index algebra."""

from __future__ import annotations

from typing import Any

from wrt.kernel.axes import _S, NODES, ONE, STEPS, Poly, Position, Rejected, Term, _join
from wrt.kernel.canonical import _bound
from wrt.kernel.lower import lower
from wrt.kernel.operators import _build, entry
from wrt.kernel.polynomials import _mul
from wrt.kernel.shapes import read, shape


def equal(left: Any, right: Any) -> bool:
    """Whether index algebra shows the terms equal; False means: it does not.

    >>> A, B = ["sym", "A", "m", "n"], ["sym", "B", "n", "m"]
    >>> equal(["tr", ["mul", A, B]], ["tr", ["mul", B, A]])
    True
    """
    _renew()
    try:
        a, b = read(left), read(right)
    except FAULTS as fault:
        raise Rejected(f"malformed: {type(fault).__name__}") from None
    try:
        return shape(a) == shape(b) and _vanishes([(1, a), (-1, b)])
    except (Rejected, *FAULTS):
        return False


FAULTS = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError)


def _renew() -> None:
    """The whole budget again; what fills the memory is forgotten."""
    _S.left = STEPS
    if len(_S.memo) + len(_S.things) > NODES * 10:
        _S.__init__()  # type: ignore[misc]


def _vanishes(terms: list[tuple[int, Term]]) -> bool:
    """Whether a linear combination of terms of one shape is zero everywhere."""
    arrays = [(sign, lower(term)) for sign, term in terms]
    rows, cols = arrays[0][1][:2]
    for _, a in arrays[1:]:
        rows, cols = _join(rows, a.rows), _join(cols, a.cols)
    whole = _build(rows, cols, lambda i, j: [
        (sign * c, f, b) for sign, a in arrays for c, f, b in entry(a, i, j)])  # fmt: skip
    return all(_zero(poly) for poly in whole.cells.values())


def _zero(poly: Poly) -> bool:
    """Whether a polynomial vanishes, once what it is divided by is multiplied out."""
    for _ in range(8):
        bases: dict[tuple[int, tuple[Position, ...]], Any] = {}
        for mono in poly:
            for number, slots, power in mono:
                if _S.things[number][0] == "base" and not _bound([(number, slots, 1)]):
                    bases[number, slots] = min(power, bases.get((number, slots), 0))
        below = {key: p for key, p in bases.items() if p < 0}
        if not poly or not below:
            return not poly
        poly = _mul(poly, {tuple(sorted((n, s, -p) for (n, s), p in below.items())): ONE})
    return False
