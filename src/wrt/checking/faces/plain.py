"""Text that is safe to show: what a file holds is shown as it is, never obeyed.

A derivation may hold escape sequences that colour or clear a terminal, marks that turn the direction of writing, and
characters that XML does not allow.  Each becomes a visible sign.
"""

from __future__ import annotations

import re
from unicodedata import category

PICTURES = 0x2400  # ␀ ␁ ␂ ...: a sign for each control character
REPLACEMENT = "�"
LONGEST, BRIEF = 2000, 300  # letters of a formula that are shown, and where there is little room
UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


def visible(text: str) -> str:
    r"""The text on one line, with a sign for what cannot be seen.

    >>> visible("x\x1b[31m = y\n + z")
    'x␛[31m = y + z'
    """
    spaced = " ".join(text.split())
    return spaced if spaced.isprintable() else "".join(map(_sign, spaced))


def _sign(char: str) -> str:
    if char.isprintable():
        return char
    if category(char) == "Zs":
        return " "
    if char < " ":
        return chr(PICTURES + ord(char))
    return "␡" if char == "\x7f" else REPLACEMENT


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text, or its beginning where it is very long."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def brief(text: str) -> str:
    """The text where there is little room."""
    return shortened(text, BRIEF)


def escaped_json(text: str) -> str:
    r"""JSON in which what cannot be seen is written `\u001b`; it stays the same data.

    >>> escaped_json('"θ\x9b"')
    '"θ\\u009b"'
    """
    return UNPRINTABLE.sub(lambda found: found[0] if found[0].isprintable() else _code(found[0]), text)


def _code(char: str) -> str:
    if char == "\n":
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
