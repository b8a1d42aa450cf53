"""wrt ("with respect to"): matrix calculus from a formula on paper."""

from wrt.api import diff, parse
from wrt.derivative import Derivative
from wrt.diagnostics import NoRule, WrtError
from wrt.expression import Expression, function, symbol

__version__ = "0.1.0"
__all__ = ["Derivative", "Expression", "NoRule", "WrtError", "diff", "function", "parse", "symbol"]
