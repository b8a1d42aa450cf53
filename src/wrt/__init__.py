"""wrt ("with respect to"): matrix calculus from a formula on paper."""

from typing import Any

from wrt import fit, prove, rules
from wrt.api import diff, parse
from wrt.derivative import Derivative
from wrt.diagnostics import NoRule, WrtError
from wrt.expression import Expression, function, symbol
from wrt.steps import Steps

__version__ = "0.1.0"
__all__ = [
    "Classifier",
    "Derivative",
    "Expression",
    "Fit",
    "NoRule",
    "Regressor",
    "Report",
    "Solution",
    "Steps",
    "Verdict",
    "Verified",
    "WrtError",
    "check",
    "diff",
    "fit",
    "from_sympy",
    "function",
    "minimize",
    "parse",
    "prove",
    "rules",
    "symbol",
    "to_sympy",
    "verify",
]

# public names that a derivation does not need
LATE = {
    "Classifier": "wrt.estimators",
    "Regressor": "wrt.estimators",
    "Fit": "wrt.fit.result",
    "fit": "wrt.fitting",
    "Report": "wrt.checking.report",
    "Solution": "wrt.solution",
    "Verdict": "wrt.verdict",
    "Verified": "wrt.verification",
    "check": "wrt.checking.check",
    "from_sympy": "wrt.sympy_bridge",
    "minimize": "wrt.minimizing",
    "prove": "wrt.proving",
    "rules": "wrt.shortcuts",
    "to_sympy": "wrt.sympy_bridge",
    "verify": "wrt.verification",
}

# the packages of these names, bound here once and for all: `wrt.fit`, `wrt.prove` and `wrt.rules` are the functions
del fit, prove, rules


def __getattr__(name: str) -> Any:
    if name not in LATE:
        raise AttributeError(f"module 'wrt' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(LATE[name]), name)
