"""Values: expressions compiled to NumPy and called on arrays, with checks of what is passed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wrt.diagnostics import WrtError
from wrt.emit.numpy_code import numpy_code
from wrt.expr.dims import Dim, symbols, value
from wrt.expr.dims import write as write_dim
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols


def compile_numpy(root: Node, known: Sequence[Node], facts: Facts) -> Callable[..., Any]:
    """A function of keyword arrays; `known` are symbols that may be passed although they do not occur."""
    used = free_symbols(root)
    needed = _needed_sizes(root)
    arguments = list(used.values())
    for symbol in known:
        if symbol.value[0] not in used and needed & {name for dim in symbol.axes for name in symbols(dim)}:
            arguments.append(symbol)
    safe = {symbol.value[0]: f"x{i}" for i, symbol in enumerate(arguments)}
    source = numpy_code(root, arguments, facts=facts, names=safe)
    scope: dict[str, Any] = {}
    exec(compile(source, "<wrt>", "exec"), scope)
    compiled = scope["f"]
    every = {symbol.value[0]: symbol for symbol in [*known, *arguments]}

    def call(**values: Any) -> Any:
        sizes = dict(read_sizes(every, values))
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
        extra = {name: sizes[name] if name in sizes else _number(name, values) for name in _untold(root, arguments)}
        return compiled(**given, **extra)

    return call


def evaluate(root: Node, known: Sequence[Node], values: Mapping[str, Any], facts: Facts) -> Any:
    """The value of an expression in normal form."""
    return compile_numpy(root, known, facts)(**values)


def read_sizes(symbols_: Mapping[str, Node], values: Mapping[str, Any]) -> dict[str, int]:
    """The sizes that the arrays show, or an error that names the two that disagree."""
    import numpy as np

    sizes: dict[str, int] = {}
    origin: dict[str, str] = {}
    for name, symbol in symbols_.items():
        if name not in values:
            continue
        shape = [n for n in np.shape(values[name]) if n != 1] if len(np.shape(values[name])) > len(symbol.axes) else list(np.shape(values[name]))
        if len(shape) != len(symbol.axes):
            wanted = ("a scalar", "a vector", "a matrix")[len(symbol.axes)]
            raise WrtError("E-value-shape", f"{name} is {wanted}, but an array of shape {np.shape(values[name])} is given")
        for dim, size in zip(symbol.axes, shape, strict=True):
            if isinstance(dim, str):
                if sizes.setdefault(dim, size) != size:
                    raise WrtError("E-value-size", f"{dim} is {sizes[dim]} in {origin[dim]} but {size} in {name}")
                origin.setdefault(dim, name)
            elif isinstance(dim, int) and dim != size:
                raise WrtError("E-value-size", f"{name} is declared with size {dim}, but has size {size}")
    return sizes


def as_array(symbol: Node, given: Any, sizes: Mapping[str, int]) -> Any:
    """A value as a real array with the axes of the symbol."""
    import numpy as np

    array = np.asarray(given)
    if np.iscomplexobj(array):
        raise WrtError("E-complex", f"{symbol.value[0]} is complex; everything is real here")
    try:
        array = array.astype(float)
    except (TypeError, ValueError):
        raise WrtError("E-value-type", f"the value of {symbol.value[0]} is not an array of numbers") from None
    return array.reshape([value(dim, sizes) for dim in symbol.axes])


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
        raise WrtError("E-value-missing", f"the size {missing[0]} is not known", help=f"pass {symbol.value[0]}=... or {missing[0]}=...")
    return np.zeros([value(dim, sizes) for dim in symbol.axes])


def _number(name: str, values: Mapping[str, Any]) -> int:
    if name not in values:
        raise WrtError("E-value-missing", f"the size {name} is not known", help=f"pass {name}=...")
    return int(values[name])


def array_axes(axes: Sequence[Dim], sizes: Mapping[str, int]) -> list[int]:
    return [value(dim, sizes) for dim in axes]
