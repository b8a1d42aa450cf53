"""How plain Unicode text writes names and sizes: `θ`, `W₁`, `x̂`, `Iₙ`."""

from __future__ import annotations

from wrt.emit.names import GREEK_LETTERS, split, stepped
from wrt.expr.dims import Dim, write

COMBINING = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c"}
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SMALL = dict(zip("0123456789aehijklmnoprstuvx+-", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₊₋", strict=True))


def symbol(name: str) -> str:
    """A name: Greek letters, accents over a letter, a subscript below it.

    >>> symbol("W1"), symbol("theta"), symbol("x_hat"), symbol("w_max"), symbol("x_q"), symbol("rate")
    ('W₁', 'θ', 'x̂', 'wₘₐₓ', 'x_q', 'rate')
    """
    parts = split(name)
    base = GREEK_LETTERS.get(parts.base, parts.base)
    if parts.accents and not parts.is_letter:
        return name
    base += "".join(COMBINING[accent] for accent in parts.accents)
    if parts.sub == "star":
        return base + "⋆"
    return base + (subscript(parts.sub) if parts.sub else "")


def subscript(text: str) -> str:
    """Small below the line where Unicode has the characters, else after `_`."""
    text = "".join(stepped(text) or (text,))
    if all(char in SMALL for char in text):
        return "".join(SMALL[char] for char in text)
    short = len(text) == 1 or text.isalnum()
    return f"_{GREEK_LETTERS.get(text, text)}" if short else f"_({text})"


def superscript(number: int) -> str:
    """A whole number above the line.

    >>> superscript(-12)
    '⁻¹²'
    """
    return str(number).translate(SUPERSCRIPTS)


def dimension(dim: Dim) -> str:
    """A dimension as a number: `n`, `mn`, `m + n`."""
    if not isinstance(dim, tuple):
        return symbol(dim) if isinstance(dim, str) else str(dim)
    parts = [f"({dimension(p)})" if isinstance(p, tuple) and dim[0] == "*" else dimension(p) for p in dim[1:]]
    if dim[0] == "+":
        return " + ".join(parts)
    return "".join(parts) if all(len(part) == 1 for part in parts) else "·".join(parts)


def size(*dims: Dim) -> str:
    """Sizes as a subscript: `ₙ`, `_(m×n)`."""
    if len(dims) == 1 and not isinstance(dims[0], tuple):
        return subscript(write(dims[0]))
    return f"_({'×'.join(dimension(dim) for dim in dims)})"
