"""Packages that only some data need, imported when they do."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from wrt.diagnostics import WrtError


def needed(module: str, what: str) -> Any:
    """The module; raises E-missing with what to install where it is not there.

    >>> needed("gzip", "compressed files").__name__
    'gzip'
    """
    try:
        return import_module(module)
    except ImportError:
        package = module.split(".", maxsplit=1)[0]
        raise WrtError("E-missing", f"{what} need {package}", help="pip install 'wrt[fit]'") from None
