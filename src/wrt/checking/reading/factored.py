r"""Factorisations that words name: "let `A = U \Sigma V^T` be the SVD" says that U and V have orthonormal columns."""

from __future__ import annotations

import re

from wrt.checking.reading.declared import Declared, name_of

LETTER = r"(?:\\[A-Za-z]+\s*\{\s*\\?[A-Za-z]+\s*\}|\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{\w+\}))?"
MARK = r"(?:\^\s*(?:\{?\s*(?:T|\\top|\\intercal|\\mathsf\s*\{?\s*T\s*\}?)\s*\}?)|')"
INVERSE = r"\^\s*\{\s*-\s*1\s*\}"
BEFORE = r"(?P<whole>[^=]+)=\s*"
SVD = re.compile(rf"{BEFORE}(?P<U>{LETTER})\s*(?P<S>{LETTER})\s*(?P<V>{LETTER})\s*{MARK}\s*\Z")
EIGEN = re.compile(
    rf"{BEFORE}(?P<Q>{LETTER})\s*(?P<L>{LETTER})\s*(?P<back>{LETTER})\s*(?:(?P<T>{MARK})|{INVERSE})\s*\Z"
)
QR = re.compile(rf"{BEFORE}(?P<Q>{LETTER})\s*(?P<R>{LETTER})\s*\Z")
CHOLESKY = re.compile(rf"{BEFORE}(?P<L>{LETTER})\s*(?P<T>{MARK})?\s*(?P<back>{LETTER})\s*{MARK}?\s*\Z")
NAMED = {
    "svd": re.compile(r"\bSVD\b|\bsingular[- ]value decomposition\b", re.IGNORECASE),
    "eigen": re.compile(
        r"\b(?:eigen(?:value |-)?|spectral )decomposition\b|\bdiagonali[sz](?:ation|ed|es|able)\b", re.IGNORECASE
    ),
    "qr": re.compile(r"\bQR\b", re.IGNORECASE),
    "cholesky": re.compile(r"\bCholesky\b", re.IGNORECASE),
}  # fmt: skip
NEAR = re.compile(r"[^.;]*")
FULL = re.compile(r"\bfull\b", re.IGNORECASE)
THIN = re.compile(r"\b(?:thin|compact|reduced|truncated|economy|rank)\b", re.IGNORECASE)


def read_factors(before: str, formula: str, after: str, found: Declared) -> None:
    """What the words around a factorisation say of its factors."""
    words = re.split(r"\.\s", before)[-1] + " " + NEAR.match(after)[0]  # type: ignore[index]
    for kind, pattern in NAMED.items():
        if pattern.search(words):
            FACTORS[kind](formula.strip().rstrip(".,;"), words, found)


def _svd(formula: str, words: str, found: Declared) -> None:
    """Of `X = U*S*V'` with a tall X the matrix V is square, as of the full one are both."""
    factors = SVD.match(formula)
    if factors is None:
        return
    full = bool(FULL.search(words))
    _orthonormal(factors["U"], found, square=full)
    _orthonormal(factors["V"], found, square=full or not THIN.search(words))
    if not full:
        found.add_fact(name_of(factors["S"]), "diagonal")


def _eigen(formula: str, words: str, found: Declared) -> None:
    factors = EIGEN.match(formula)
    if factors and factors["Q"] == factors["back"]:
        found.add_fact(name_of(factors["Q"]), "orthogonal" if factors["T"] else "invertible")
        found.add_fact(name_of(factors["L"]), "diagonal")


def _qr(formula: str, words: str, found: Declared) -> None:
    factors = QR.match(formula)
    if factors:
        _orthonormal(factors["Q"], found, square=False)


def _cholesky(formula: str, words: str, found: Declared) -> None:
    factors = CHOLESKY.match(formula)
    if factors and factors["L"] == factors["back"]:
        found.add_fact(name_of(factors["L"]), "invertible")


def _orthonormal(factor: str, found: Declared, *, square: bool) -> None:
    """The columns of a factor are orthonormal, and its rows too where it is square."""
    if square:
        found.add_fact(name_of(factor), "orthogonal")
    elif "orthogonal" not in found.facts.get(name_of(factor), ()):
        found.equations.append(f"{factor}^T {factor} = I")


FACTORS = {"svd": _svd, "eigen": _eigen, "qr": _qr, "cholesky": _cholesky}
