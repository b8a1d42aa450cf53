"""The writers of derivations by name: terminal, Markdown, LaTeX, Typst, HTML, JSON."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from wrt.derivation import Derivation
from wrt.diagnostics import WrtError

# format: the module and the function that write it, and what else that function is told
FORMATS: dict[str, tuple[str, str, dict[str, str | bool]]] = {
    "unicode": ("terminal", "terminal", {"style": "unicode"}),
    "text": ("terminal", "terminal", {"style": "text"}),
    "markdown": ("markdown", "markdown", {}),
    "latex": ("latex", "latex", {}),
    "latex-document": ("latex", "latex", {"document": True}),
    "typst": ("typst", "typst", {}),
    "html": ("html", "html", {}),
    "html-page": ("html", "html", {"page": True}),
    "json": ("record", "json_text", {}),
}


def write(derivation: Derivation, format: str, *, depth: int = 1, width: int | None = None, title: str = "") -> str:  # noqa: A002
    """The derivation in one of `FORMATS`.

    `depth` says how many levels are shown: 1 the lines themselves, 2 and 3 what tells them in more detail.  `width` is
    the room for a line, in letters; `title` stands above.
    """
    if format not in FORMATS:
        raise WrtError("E-format", f"{format!r} is no format of a derivation", help="one of " + ", ".join(FORMATS))
    module, function, told = FORMATS[format]  # a module is imported when it is needed
    writer = getattr(import_module(f"wrt.documents.{module}"), function)
    return cast("str", writer(derivation, depth=depth, width=width, title=title, **told))
