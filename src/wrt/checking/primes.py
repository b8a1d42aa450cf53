r"""Primes: f'(x) of a function that the text defines, \sigma'(z) of one that everybody knows, written without them."""

from __future__ import annotations

import re

from wrt.syntax.brackets import closing

OWN = re.compile(
    r"(?<![\w\\}])(?P<f>[fghFGHJLQrqpu]|\\(?:ell|phi|psi|varphi))(?P<primes>'{1,2}|\^\{?(?:\\prime){1,2}\}?)"
    r"\s*(?:\\left)?\((?P<x>\\?\w+|\\[a-z]+\{\\?\w+\})(?:\\right)?\)"
)
KNOWN = re.compile(
    r"(?P<f>\\sigma|\\tanh|\\exp|\\sin|\\cos|\\operatorname\{sigmoid\}"
    r"|(?<![\w\\])(?:sigmoid|tanh|exp|sin|cos|sigma))(?:'|\^\{?\\prime\}?)\s*(?P<open>\\left\(|\()"
)
QUOTIENT = re.compile(r"(?<![\w)*/])d([A-Za-z]\w*)\s*/\s*d([A-Za-z]\w*)(?=\s*=)")
SLOPES = {  # of x, entry by entry, without a number beside an array
    "sigma": r"(\sigma(X) \odot \sigma(-X))", "sigmoid": r"(\sigma(X) \odot \sigma(-X))",
    "tanh": r"(4 \sigma(2 X) \odot \sigma(-2 X))", "exp": r"\exp(X)", "sin": r"\cos(X)", "cos": r"(-\sin(X))",
}  # fmt: skip
PLAIN = {
    "sigma": "(sigmoid(X) .* sigmoid(-X))", "sigmoid": "(sigmoid(X) .* sigmoid(-X))",
    "tanh": "(4*sigmoid(2*X) .* sigmoid(-2*X))", "exp": "exp(X)", "sin": "cos(X)", "cos": "(-sin(X))",
}  # fmt: skip


def without_primes(text: str, latex: bool) -> str:
    """The text with derivatives in the place of primes, in its notation.

    >>> without_primes("D(f, x) = f'(x)", latex=False)
    'D(f, x) = D(f, x)'
    >>> without_primes("exp'(2*x)", latex=False)
    'exp((2*x))'
    """

    def derivative(found: re.Match[str]) -> str:
        second = found["primes"].count("'") == 2 or found["primes"].count("prime") == 2
        f, x = found["f"], found["x"]
        if latex:
            power = "^2" if second else ""
            return rf"\frac{{\partial{power} {f}}}{{\partial {x}{power}}}"
        return f"D({f}, {x}, {x})" if second else f"D({f}, {x})"

    text = QUOTIENT.sub(r"\\frac{\\partial \1}{\\partial \2}" if latex else r"D(\1, \2)", text)
    return _known(OWN.sub(derivative, text), latex)


def _known(text: str, latex: bool) -> str:
    found = KNOWN.search(text)
    while found:
        end = closing(text, found.end() - 1)
        if end < 0:
            break
        inside = re.sub(r"\\right\Z", "", text[found.end() : end]).strip()
        name = re.sub(r"\\operatorname|[\\{}]", "", found["f"])
        slope = (SLOPES if latex else PLAIN)[name].replace("X", f"({inside})")
        text = text[: found.start()] + slope + text[end + 1 :]
        found = KNOWN.search(text, found.start() + len(slope))
    return text
