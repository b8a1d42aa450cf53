"""Corrections that need a second look at the whole input, for errors that stop a lexer before any reader has begun."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from wrt.diagnostics import WrtError
from wrt.syntax.brackets import closing
from wrt.syntax.corrections import MAX_CORRECTED
from wrt.syntax.latex_tables import MACROS
from wrt.syntax.notation import looks_like_latex

INSTEAD = {".": "*", "`": "'", "´": "'", "‘": "'", '"': "", "“": "", "”": "", "_": ""}


def mend(error: WrtError, read: Callable[[str], object]) -> None:
    """Give an error without help the first correction that reads."""
    source = error.source
    if error.help is not None or error.span is None or len(source) > MAX_CORRECTED:
        return
    for candidate in _candidates(error, source):
        if looks_like_latex(candidate) == looks_like_latex(source):
            try:
                read(candidate)
            except WrtError:
                continue
            error.help = f"did you mean {candidate} ?"
            return


def _candidates(error: WrtError, source: str) -> Iterator[str]:
    assert error.span is not None
    start, end = error.span
    if error.code == "E-syntax-character" and start < len(source):
        char = source[start]
        if char in INSTEAD and char != '"':
            yield source[:start] + INSTEAD[char] + source[end:]
        if char in INSTEAD or _is_invisible(char):
            yield "".join(c for c in source if c != char and not _is_invisible(c)).strip()
    elif error.code == "E-syntax-unclosed":
        body = source.rstrip()
        yield from (body + "}" * count for count in (1, 2, 3))
    elif error.code == "E-syntax-unopened" and not source[:start].endswith("right"):
        yield source[:start] + source[end:]
    elif error.code == "E-syntax-command" and source[start:end] in MACROS:
        close = closing(source, end) if source.startswith("{", end) else -1
        if close > 0:
            yield source[:start] + MACROS[source[start:end]].replace("*", source[end + 1 : close]) + source[close + 1 :]


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char)[0] == "C"
