"""Names: the one form that a name has in both notations, whichever way it was typed.

Greek letters go by their LaTeX names (`lam` for lambda, which Python keeps for itself); a subscript number is part of
the name (`W_1`, `W₁`, `\\mathbf{W}_1` and `W^{(1)}` are `W1`); other subscripts stay visible (`x_i`, `w_tplus1`).
"""

from __future__ import annotations

import re

GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩϵϑϕϱςℓ",
        """alpha beta gamma delta epsilon zeta eta theta iota kappa lam mu nu xi omicron pi rho sigma tau upsilon phi
    chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega epsilon theta phi rho sigma ell""".split(),
        strict=True,
    )
)
GREEK_NAMES = frozenset(GREEK.values()) | {"lambda"}
STEPS = {"add": "plus", "sub": "minus"}  # the subscript of `w_{t+1}` is `tplus1`
SUBSCRIPT_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_NUMBERED = re.compile(r"_+(?=[0-9])")
_LAMBDA = re.compile(r"lambda(?![A-Za-z])")


def canonical(written: str) -> str:
    """The name as it is known everywhere after reading.

    >>> [canonical(name) for name in ("W_1", "x_i", "θ", "lambda", "λ₂", "Σ")]
    ['W1', 'x_i', 'theta', 'lam', 'lam2', 'Sigma']
    """
    if not written.isascii():
        written = _spell_out(written)
    if "_" in written:
        written = _NUMBERED.sub("", written)
    if written.startswith("lambda"):
        written = _LAMBDA.sub("lam", written, count=1)
    return written


def _spell_out(written: str) -> str:
    """Replace Greek letters, subscript digits and mathematical alphabets (𝐱) by plain letters."""
    import unicodedata  # only names beyond ASCII need it

    plain = unicodedata.normalize("NFKC", "".join(GREEK.get(c, c) for c in written).translate(SUBSCRIPT_DIGITS))
    return "".join(GREEK.get(c, c) for c in plain)
