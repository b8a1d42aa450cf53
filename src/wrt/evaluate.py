"""Values: expressions compiled to NumPy and called on arrays, with checks of what is passed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

from wrt.diagnostics import WrtError
from wrt.emit.numpy_code import legal, numpy_code
from wrt.expr.dims import symbols, value
from wrt.expr.dims import write as write_dim
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols


def compile_numpy(root: Node, known: Sequence[Node], facts: Facts) -> Callable[..., Any]:
    """A function of keyword arrays; `known` are symbols that may be passed although they do not occur."""
    used = free_symbols(root)
    needed = _needed_sizes(root)
    telling = [symbol for symbol in known if needed & {name for dim in symbol.axes for name in symbols(dim)}]
    arguments = [*used.values(), *[symbol for symbol in telling if symbol.value[0] not in used]]
    safe = {symbol.value[0]: f"x{i}" for i, symbol in enumerate(arguments)}
    source = numpy_code(root, arguments, facts=facts, names=safe)
    scope: dict[str, Any] = {}
    exec(compile(source, "<wrt>", "exec"), scope)
    compiled = scope["f"]
    every = {symbol.value[0]: symbol for symbol in [*known, *arguments]}

    def call(**values: Any) -> Any:
        sizes = dict(read_sizes(every, values))
        sizes |= {name: _number(name, values) for name in needed if name in values and name not in sizes | every}
        given = {}
        for symbol in arguments:
            name = symbol.value[0]
            if name not in values:
                if name in used:
                    raise WrtError("E-value-missing", f"no value is given for {name}", help=f"pass {name}=...")
                continue
            given[safe[name]] = as_array(symbol, values[name], sizes)
        for symbol in arguments:
            if symbol.value[0] not in values:
                given[safe[symbol.value[0]]] = _stand_in(symbol, sizes)
        extra = {legal(name): sizes.get(name) or _number(name, values) for name in _untold(root, arguments)}
        try:
            return compiled(**given, **extra)
        except ArithmeticError as error:
            raise WrtError("E-value", f"the value cannot be computed: {error}") from None
        except ValueError as error:  # NumPy's linear algebra complains of singular matrices with a kind of it
            if type(error).__name__ != "LinAlgError":
                raise
            raise WrtError("E-value-singular", "a matrix that is inverted here is singular for these values") from None

    return call


def evaluate(root: Node, known: Sequence[Node], values: Mapping[str, Any], facts: Facts) -> Any:
    """The value of an expression in normal form."""
    return compile_numpy(root, known, facts)(**values)


def read_sizes(symbols_: Mapping[str, Node], values: Mapping[str, Any]) -> dict[str, int]:
    """The sizes that the arrays show, or an error that names the two that disagree."""
    sizes: dict[str, int] = {}
    origin: dict[str, str] = {}
    for name, symbol in symbols_.items():
        if name not in values:
            continue
        for dim, size in zip(symbol.axes, _shape(symbol, values[name]), strict=True):
            if size == 0:
                raise WrtError("E-value-size", f"the value of {name} is empty")
            if isinstance(dim, str):
                if sizes.setdefault(dim, size) != size:
                    where = (
                        f"the rows of {name} but {size} in its columns"
                        if origin[dim] == name
                        else f"{origin[dim]} but {size} in {name}"
                    )
                    raise WrtError("E-value-size", f"{dim} is {sizes[dim]} in {where}")
                origin.setdefault(dim, name)
            elif isinstance(dim, int) and dim != size:
                raise WrtError("E-value-size", f"{name} is declared with size {dim}, but has size {size}")
    for name in sizes.keys() & values.keys() - symbols_.keys():
        if _number(name, values) != sizes[name]:
            raise WrtError(
                "E-value-size", f"{name} is {sizes[name]} in {origin[name]} but {name}={values[name]} is given"
            )
    return sizes


def _shape(symbol: Node, given: Any) -> tuple[int, ...]:
    """The sizes of a value, axis by axis of its symbol; axes of length 1 may be left out or added."""
    shape = _numbers(symbol, given).shape
    found = tuple([n for n in shape if n != 1]) if len(shape) > len(symbol.axes) else shape
    if len(found) != len(symbol.axes) and not (symbol.axes and set(shape) == {1}):
        wanted = ("a scalar", "a vector", "a matrix")[len(symbol.axes)]
        raise WrtError("E-value-shape", f"{symbol.value[0]} is {wanted}, but {_described(shape)} is given")
    return found if len(found) == len(symbol.axes) else (1,) * len(symbol.axes)


def _described(shape: tuple[int, ...]) -> str:
    if not shape:
        return "a single number"
    return f"an array of length {shape[0]}" if len(shape) == 1 else f"an array of size {'×'.join(map(str, shape))}"


def _numbers(symbol: Node, given: Any) -> Any:
    """A value as an array of real numbers."""
    import numpy as np

    name = symbol.value[0]
    try:
        array = np.asarray(given)
    except (TypeError, ValueError):
        raise WrtError(
            "E-value-type", f"the value of {name} is not an array of numbers: its rows differ in length"
        ) from None
    if array.dtype.kind == "c":
        raise WrtError("E-complex", f"{name} is complex; everything is real here")
    if array.dtype.kind not in "fiubO" or (array.dtype.kind == "O" and any(item is None for item in array.flat)):
        raise WrtError("E-value-type", f"the value of {name} is not an array of numbers")
    try:
        return array.astype(float, copy=False)
    except (TypeError, ValueError, OverflowError):
        raise WrtError("E-value-type", f"the value of {name} is not an array of numbers") from None


def as_array(symbol: Node, given: Any, sizes: Mapping[str, int]) -> Any:
    """A value as a real array, a copy, with the axes of the symbol."""
    import numpy as np

    array = np.array(_numbers(symbol, given))
    if all(symbols(dim) <= set(sizes) for dim in symbol.axes):
        wanted = [value(dim, sizes) for dim in symbol.axes]
        if array.size != prod(wanted):
            written = "×".join(map(str, wanted))
            raise WrtError("E-value-size", f"{symbol.value[0]} must be of size {written} beside the other values")
        return array.reshape(wanted)
    return array if array.ndim == len(symbol.axes) else array.squeeze()


def _needed_sizes(root: Node) -> set[str]:
    from wrt.emit.numpy_code import sizes_needed

    return set(sizes_needed(root))


def _untold(root: Node, arguments: Sequence[Node]) -> list[str]:
    told = {dim for symbol in arguments for dim in symbol.axes if isinstance(dim, str)}
    return [name for name in _needed_sizes(root) if name not in told]


def _stand_in(symbol: Node, sizes: Mapping[str, int]) -> Any:
    """An array that only tells its sizes."""
    import numpy as np

    missing = [write_dim(dim) for dim in symbol.axes if not symbols(dim) <= set(sizes)]
    if missing:
        raise WrtError(
            "E-value-missing",
            f"the size {missing[0]} is not known",
            help=f"pass {symbol.value[0]}=... or {missing[0]}=...",
        )
    return np.zeros([value(dim, sizes) for dim in symbol.axes])


def _number(name: str, values: Mapping[str, Any]) -> int:
    if name not in values:
        raise WrtError("E-value-missing", f"the size {name} is not known", help=f"pass {name}=...")
    size = values[name]
    whole = hasattr(size, "__index__") or (isinstance(size, float) and size.is_integer())
    if isinstance(size, bool) or not whole or size < 1:
        raise WrtError("E-value-size", f"the size {name} is a positive whole number, not {size!r}")
    return int(size)
