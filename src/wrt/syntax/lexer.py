"""The text lexer: one regular expression that cuts a formula into tokens with their places.

A token is a tuple (kind, start, end, value).  The lexer knows spellings only; what may follow what is the reader's.
"""

from __future__ import annotations

import re
from typing import Any

from wrt.diagnostics import Span, WrtError
from wrt.syntax.names import canonical
from wrt.syntax.numerals import MAX_EXPONENT, Number, number
from wrt.syntax.operators import TEXT_INFIX, TEXT_TRANSPOSE

Token = tuple[str, int, int, Any]

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_NOT_IN_NAMES = "ᵀ⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱ"
_UNEQUAL = ("<=", ">=", "!=", "~=", "<", ">", "≤", "≥", "≠", "≈", "≪", "≫", "⪰", "⪯", "≻", "≺")


def _marks() -> dict[str, tuple[str, Any]]:
    """What each spelling means: its kind of token and its value."""
    marks: dict[str, tuple[str, Any]] = {}
    for spelling, op in TEXT_INFIX.items():
        kind = {"add": "sign", "sub": "sign", "pow": "caret", "hpow": "caret"}.get(op.head, "infix")
        marks[spelling] = (kind, op)
    marks.update(dict.fromkeys(TEXT_TRANSPOSE, ("transpose", None)))
    marks.update({spelling: ("unequal", spelling) for spelling in _UNEQUAL})
    marks.update({"(": ("open", ")"), "[": ("bracket", "]"), "_{": ("index", "}")})
    marks.update({mark: ("close", mark) for mark in ")]}"})
    marks.update({",": ("comma", ","), ";": ("semicolon", ";"), "|": ("bar", "|"), "**": ("starstar", "**")})
    return marks


MARKS = _marks()

_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<name>[^\W\d_{_NOT_IN_NAMES}₀-₉](?:[^\W_{_NOT_IN_NAMES}]|_(?!\{{))*)
    |(?P<num>(?:[0-9]+(?:\.(?![*/^'T])[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<norm>(?:\|\||‖)(?:_(?:[A-Za-z0-9∞*]+|\{{[^{{}}]*\}}))?)
    |(?P<mark>\.T(?!\w)|{"|".join(re.escape(m) for m in sorted(MARKS, key=len, reverse=True) if m != ".T")})
    |(?P<sup>⁻?ᵀ|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    |(?P<bad>.)""",
    re.VERBOSE | re.DOTALL,
)


def lex(source: str, begin: int, stop: int) -> list[Token]:
    """The tokens of `source[begin:stop]`, without the white space."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(source, begin, stop):
        kind = str(match.lastgroup)
        if kind == "space":
            continue
        start, end = match.span()
        written = match.group()
        if kind == "mark":
            kind, value = MARKS[written]
            tokens.append((kind, start, end, value))
        elif kind == "name":
            tokens.append(("where" if written == "where" else "name", start, end, canonical(written)))
        else:
            tokens.append(_rarer(kind, start, end, written, source))
    return tokens


def _rarer(kind: str, start: int, end: int, written: str, source: str) -> Token:
    """The tokens that need a computation: numbers, norms, superscripts, and characters that mean nothing here."""
    if kind == "num":
        return ("num", start, end, numeral(written, start, end, source))
    if kind == "norm":
        return ("norm", start, end, written.lstrip("|‖_{").rstrip("}"))
    if kind == "sup":
        return ("superscript", start, end, written.translate(_SUPERSCRIPTS))
    raise strange_character(source, start)


def numeral(written: str, start: int, end: int, source: str) -> Number:
    """The value of a number, or the error for one that is too long."""
    value = number(written)
    if value is None:
        message = f"a number may have at most 1000 digits and an exponent up to {MAX_EXPONENT}"
        raise WrtError("E-syntax-number", message, Span(start, end), source=source)
    return value


def strange_character(source: str, start: int) -> WrtError:
    """The error for a character that has no meaning in a formula: it is named, since it may look like another."""
    import unicodedata

    char = source[start]
    name = unicodedata.name(char, "").lower() or f"character U+{ord(char):04X}"
    shown = f"'{char}' ({name})" if char.isprintable() else name
    notes: tuple[str, ...] = ("to transpose, write A'",) if char in "`´‘" else ()
    if char == ".":
        notes = ("a product is A*B, an entrywise one A.*B, a transpose A' or A.T",)
    return WrtError(
        "E-syntax-character", f"{shown} has no meaning in a formula", Span(start, start + 1), notes=notes, source=source
    )
