"""What a matrix of second derivatives says of a stationary point, from facts alone."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols
from wrt.minimise.needs import facts_with
from wrt.work.expand import expanded
from wrt.work.fractions import as_fraction
from wrt.work.simplify import simplify
from wrt.work.terms import take_apart

DEFINITE, SEMIDEFINITE = "positive definite", "positive semidefinite"
NEGATIVE, SEMINEGATIVE = "negative definite", "negative semidefinite"
INDEFINITE, UNKNOWN, FLAT = "indefinite", "unknown", "zero"


def curvature(matrix: Node, facts: Facts) -> str:
    """The sign of a symmetric matrix (or a number), as far as the facts tell it."""
    if b.is_zero(matrix):
        return FLAT
    forms = _forms(matrix)
    if any("indefinite" in facts.of(form) for form in forms):
        return INDEFINITE
    for sign, definite, semi in ((1, DEFINITE, SEMIDEFINITE), (-1, NEGATIVE, SEMINEGATIVE)):
        signed = [b.scale(sign, form) for form in forms]
        strong, weak = ("positive", "nonnegative") if matrix.is_scalar else ("spd", "psd")
        if any(strong in facts.of(form) for form in signed):
            return definite
        if any(weak in facts.of(form) for form in signed):
            nonzero = "nonzero" if matrix.is_scalar else "invertible"
            return definite if any(nonzero in facts.of(form) for form in (*forms, *signed)) else semi
    if any("negative_definite" in facts.of(form) for form in forms):
        return NEGATIVE
    if any("negative_definite" in facts.of(b.neg(form)) for form in forms):
        return DEFINITE
    return UNKNOWN


def _forms(matrix: Node) -> list[Node]:
    """The matrix as it is and multiplied out; of a Kronecker product with an identity the other factor as well."""
    forms = [matrix, simplify(matrix)]
    if matrix.is_scalar:
        forms.append(as_fraction(matrix))
    opened = expanded(matrix)
    if opened is not None:
        forms.append(opened)
        between = sandwiched(opened)
        if between is not None:
            forms.append(between)
    number, kernel = b.split(matrix)
    if kernel.op == "kron" and len(kernel.args) == 2 and any(arg.op == "eye" for arg in kernel.args):
        other = kernel.args[1] if kernel.args[0].op == "eye" else kernel.args[0]
        forms.append(b.scale(number, other))
    return list(dict.fromkeys(forms))


def sandwiched(matrix: Node) -> Node | None:
    """B'*M*B where all terms of a sum begin with B' and end with B: X'*X - X'*P*X as X'*(eye - P)*X."""
    number, kernel = b.split(matrix)
    terms = [take_apart(term) for term in kernel.args] if kernel.op == "add" else []
    if not terms or any(len(term.chain) < 2 for term in terms):
        return None
    width = 0
    while all(
        len(term.chain) >= 2 * (width + 1)
        and term.chain[width] is terms[0].chain[width]
        and b.T(term.chain[width]) is term.chain[-1 - width]
        for term in terms
    ):
        width += 1
    if not width:
        return None
    inner = []
    for term in terms:
        chain = term.chain[width:-width] or (b.eye(term.chain[-width].rows),)
        inner.append(term._replace(chain=chain).node)
    first = terms[0].chain
    return b.scale(number, b.mul(*first[:width], b.add(*inner), *first[-width:]))


def together(signs: Sequence[str]) -> str:
    """The sign of the whole from those of the stages of an elimination (Haynsworth)."""
    if len(signs) == 1:
        return signs[0]
    if UNKNOWN in signs:
        return UNKNOWN
    up = any(sign in (DEFINITE, SEMIDEFINITE) for sign in signs)
    down = any(sign in (NEGATIVE, SEMINEGATIVE) for sign in signs)
    if INDEFINITE in signs or (DEFINITE in signs and NEGATIVE in signs):
        return INDEFINITE
    if up and down:
        return UNKNOWN
    flat = any(sign in (SEMIDEFINITE, SEMINEGATIVE, FLAT) for sign in signs)
    if up:
        return SEMIDEFINITE if flat else DEFINITE
    return FLAT if not down else SEMINEGATIVE if flat else NEGATIVE


def _sums_among(number: Node) -> list[Node]:
    """The sums that are factors of a scalar, over one denominator."""
    _, kernel = b.split(as_fraction(number)) if number.is_scalar else (1, number)
    factors = kernel.args if kernel.op == "mul" and not b.is_dot(kernel) else (kernel,)
    return [base for f in factors if (base := f.args[0] if f.op == "pow" else f).op == "add"]


def missing_signs(matrices: Sequence[Node], there: Sequence[Node], facts: Facts) -> list[tuple[str, Node]]:
    """Which scalars would have to be positive, or which square matrices positive definite, for a minimum.

    The matrices of second derivatives are given at any point and at the stationary one.
    """
    candidates: list[tuple[str, Node]] = []
    for symbol in free_symbols(*matrices).values():
        known = facts.of(symbol)
        if symbol.is_scalar and "positive" not in known:
            candidates.append(("positive", symbol))
        elif (
            symbol.rows == symbol.cols
            and not symbol.is_scalar
            and known.isdisjoint(("spd", "indefinite", "negative_definite"))
        ):
            candidates.append(("spd", symbol))

    factors = [factor for matrix in there for factor in _sums_among(matrix)]

    def enough(chosen: list[tuple[str, Node]]) -> bool:
        richer = facts_with(facts, chosen)
        return any(
            together([curvature(matrix, richer) for matrix in form]) in (DEFINITE, SEMIDEFINITE)
            for form in ((matrices, there) if factors else (matrices,))
        )

    choices = [candidates] + [
        [*candidates, ("positive", side)] for factor in factors for side in (factor, b.neg(factor))
    ]
    found = next((chosen for chosen in choices if enough(chosen)), [])
    candidates = list(found)
    for candidate in list(candidates):
        fewer = [other for other in candidates if other is not candidate]
        if enough(fewer):
            candidates = fewer
    return candidates
