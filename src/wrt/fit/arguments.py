"""The arguments of a fit, looked at before anything is computed: each wrong one is an error that names it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.syntax.reader import parse_name

CODE = "E-fit-argument"


def start_of(name: str, shape: tuple[int, ...], start: Mapping[str, Any]) -> Any:
    """Where an iteration begins, as an array; raises E-fit-start where it has another shape than the unknown."""
    given = np.asarray(start[name], dtype=float)
    if given.shape != shape:
        raise WrtError("E-fit-start", f"the start for {name} has shape {given.shape}, and {name} has {shape}")
    return given


def check_kinds(columns: Any, constants: Any, start: Any, shapes: Any, block_bytes: Any, progress: Any) -> None:
    """Raise E-fit-argument for an argument that is of another kind than it has to be."""
    examples = {"columns": '{"X": ["area", "rooms"]}', "constants": '{"lam": 0.1}', "start": '{"w": [0.0, 0.0]}'}
    for name, given in {"columns": columns, "constants": constants, "start": start}.items():
        if given is not None and not isinstance(given, Mapping):
            raise WrtError(CODE, f"{name} go by name; {_said(given)} has no names", help=f"{name}={examples[name]}")
        for key in given or ():
            if not isinstance(key, str):
                raise WrtError(CODE, f"{name} go by name, and {_said(key)} is no name", help=f"{name}={examples[name]}")
    if isinstance(block_bytes, bool) or not isinstance(block_bytes, int | float) or not 1 <= block_bytes < math.inf:
        raise WrtError(CODE, f"block_bytes is a number of bytes, not {_said(block_bytes)}", help="block_bytes=2 << 20")
    if progress is not None and not callable(progress):
        raise WrtError(CODE, f"progress is a function of the rows read and of all rows, not {_said(progress)}",
                       help="progress=print")  # fmt: skip


def names_of(variable: Any) -> list[str]:
    """The unknowns by name, from one name or several."""
    given = [variable] if isinstance(variable, str) else variable
    if not isinstance(given, Sequence) or not all(isinstance(name, str) for name in given):
        raise WrtError(CODE, f"the unknown is given by name, not by {_said(variable)}",
                       help='fit(objective, "theta", data), or ["w", "b"]')  # fmt: skip
    found = [parse_name(name) for name in given]
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice is not None:
        raise WrtError(CODE, f"the unknown {twice} is named twice")
    return found


def numbers(values: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Numbers, vectors and matrices by name, as float64; raises E-fit-argument for what is none, or not finite."""
    import numpy as np

    found = {}
    for key, value in values.items():
        name = parse_name(key)
        if name in found:
            raise WrtError(CODE, f"{name} is given twice in {what}")
        kind = np.asarray(value).dtype.kind if value is not None and not _is_ragged(value) else "?"
        if kind == "c":
            raise WrtError("E-complex", f"{name} is complex in {what}; everything is real here")
        if kind not in "biufO":
            raise WrtError(CODE, f"{name} in {what} is {_said(value)}, which is not made of numbers")
        try:
            array = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise WrtError(CODE, f"{name} in {what} is {_said(value)}, which is not made of numbers") from None
        if array.ndim > 2:
            raise WrtError(CODE, f"{name} in {what} has {array.ndim} axes; at most 2 are supported")
        if not np.all(np.isfinite(array)):
            raise WrtError(CODE, f"{name} in {what} is not finite: it holds inf or NaN")
        found[name] = array
    return found


def _is_ragged(value: Any) -> bool:
    import numpy as np

    try:
        np.asarray(value)
    except ValueError:
        return True
    return False


def check_used(given: Mapping[str, Any], there: Sequence[str], what: str, source: str) -> None:
    """Raise E-fit-argument for a name that the objective does not have: it would do nothing."""
    for name in given:
        if name not in there:
            near = get_close_matches(name, there, 1, 0.5)
            help_ = f"did you mean {near[0]}?" if near else "there are " + ", ".join(there)
            raise WrtError(CODE, f"{name}, given in {what}, does not occur in the problem", source=source, help=help_)


def _said(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"a value of type {type(value).__name__}"
