"""wrt ("with respect to"): matrix calculus from a formula on paper."""

from typing import Any

from wrt import rules
from wrt.api import diff, parse
from wrt.derivative import Derivative
from wrt.diagnostics import NoRule, WrtError
from wrt.expression import Expression, function, symbol

__version__ = "0.1.0"
__all__ = [
    "Derivative",
    "Expression",
    "NoRule",
    "WrtError",
    "diff",
    "from_sympy",
    "function",
    "parse",
    "rules",
    "symbol",
    "to_sympy",
]

# public names that a derivation does not need
LATE = {"rules": "wrt.shortcuts", "from_sympy": "wrt.sympy_bridge", "to_sympy": "wrt.sympy_bridge"}

del rules  # the package of statements, bound here once and for all: `wrt.rules` is the function


def __getattr__(name: str) -> Any:
    if name not in LATE:
        raise AttributeError(f"module 'wrt' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(LATE[name]), name)
