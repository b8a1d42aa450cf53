"""The faces by name."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import cast

from wrt.checking.faces.view import Checked, Look
from wrt.diagnostics import WrtError

# format: the module and the function that write it, imported when it is asked for
FORMATS = {
    "terminal": ("terminal", "terminal"),
    "text": ("terminal", "text"),
    "markdown": ("markdown", "markdown"),
    "html": ("html", "page"),
    "json": ("record", "json_text"),
    "junit": ("junit", "junit"),
    "github": ("github", "github"),
}
ENDINGS = {".html": "html", ".htm": "html", ".md": "markdown", ".json": "json", ".xml": "junit", ".txt": "text"}


def write(files: Sequence[Checked], format: str, look: Look | None = None) -> str:  # noqa: A002
    """The files with their reports in one of `FORMATS`; ends without a line break."""
    if format not in FORMATS:
        raise WrtError("E-format", f"{format!r} is no format of a report", help="one of " + ", ".join(FORMATS))
    module, function = FORMATS[format]
    writer = getattr(import_module(f"wrt.checking.faces.{module}"), function)
    return cast("str", writer(files, look or Look()))
