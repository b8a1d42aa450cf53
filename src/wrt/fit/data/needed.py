"""Packages that only some data need, imported when they do."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from wrt.diagnostics import WrtError

PACKAGES = {"sklearn": "scikit-learn"}  # whose name is not that of the module


def needed(module: str, what: str, extra: str = "fit") -> Any:
    """The module; raises E-missing with what to install where it is not there.

    >>> needed("gzip", "compressed files").__name__
    'gzip'
    """
    try:
        return import_module(module)
    except ImportError:
        name = module.split(".", maxsplit=1)[0]
        package = PACKAGES.get(name, name)
        raise WrtError("E-missing", f"{what} need {package}", help=f"pip install 'wrt[{extra}]'") from None
