"""A clear error where a formula is nested more deeply than Python's call stack goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from wrt.diagnostics import WrtError

P = ParamSpec("P")
R = TypeVar("R")


def guarded(function: Callable[P, R]) -> Callable[P, R]:
    """The function, with E-too-deep in place of a RecursionError (most passes are loops; some builders recurse)."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except RecursionError:
            raise WrtError("E-too-deep", "the formula is nested too deeply for this question") from None

    return call
