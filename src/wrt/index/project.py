"""The derivative by a variable that is confined to symmetric, skew or diagonal matrices, entry by entry.

Of the unconstrained derivative G: within the symmetric matrices (G[k,l] + G[l,k])/2, within the skew ones
(G[k,l] - G[l,k])/2, within the diagonal ones G[k,l]*δ[k,l]; by the free entries of a symmetric matrix
G[k,l] + G[l,k] - G[k,l]*δ[k,l], of a skew one G[k,l] - G[l,k].
"""

from __future__ import annotations

from collections.abc import Sequence

from wrt.expr.build import HALF, Rational, rational
from wrt.index.form import Index, Term, delta, swap


def project(terms: Sequence[Term], k: Index, l: Index, space: str, by_entries: bool) -> list[Term]:  # noqa: E741
    """The terms of the derivative within a space ("symmetric", "skew" or "diagonal") of matrices X[k,l]."""
    on_diagonal = [Term(term.coefficient, (*term.factors, delta(k, l)), term.summed) for term in terms]
    if space == "diagonal":
        return on_diagonal
    sign = -1 if space == "skew" else 1
    half = 1 if by_entries else HALF
    result = [_times(half, term) for term in terms] + [_times(sign * half, swap(term, k, l)) for term in terms]
    return result + [_times(-1, term) for term in on_diagonal] if by_entries and sign > 0 else result


def _times(number: Rational, term: Term) -> Term:
    return Term(rational(number * term.coefficient), term.factors, term.summed)
