"""The value of an expression as written, and its derivative, by JAX in double precision.

An implementation of what the operators mean that shares nothing with the engine: no normal form, no rules, only the
nodes as they were read.  Inside, everything is a matrix (a column is n×1, a scalar 1×1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from oracle.points import Sizes, measure

jax.config.update("jax_enable_x64", True)

Array = Any
Values = Mapping[str, Any]


def evaluate(root: Any, values: Values, sizes: Sizes) -> Array:
    """The value as a matrix of the expression's rows and columns."""
    done: dict[Any, Array] = {}
    for node in _postorder(root):
        args = [done[arg] for arg in node.args]
        done[node] = LEAVES[node.op](node, values, sizes) if node.op in LEAVES else OPERATORS[node.op](node, *args)
    return done[root]


def value(root: Any, values: Values, sizes: Sizes) -> np.ndarray:
    """The value as a NumPy array with the axes that are there; a row counts as the column it transposes."""
    return np.asarray(_squeezed(root, evaluate(root, values, sizes)))


def jacobian(root: Any, variables: Sequence[str], values: Values, sizes: Sizes) -> np.ndarray:
    """The derivative: the axes of the expression, then those of each variable."""
    return derivative(lambda point: _squeezed(root, evaluate(root, point, sizes)), variables, values)


def derivative(function: Callable[[Values], Array], variables: Sequence[str], values: Values) -> np.ndarray:
    """The derivative of a function of a point: output axes, then the axes of each variable."""
    for name in variables:
        function = _by(name, function)
    return np.asarray(function({name: jnp.asarray(x, dtype=float) for name, x in values.items()}))


def _by(name: str, function: Callable[[Values], Array]) -> Callable[[Values], Array]:
    return lambda point: jax.jacfwd(lambda x: function({**point, name: x}))(point[name])


def _squeezed(root: Any, found: Array) -> Array:
    return found.reshape([size for size, dim in zip(found.shape, (root.rows, root.cols), strict=True) if dim != 1])


def _postorder(root: Any) -> Iterator[Any]:
    seen: set[Any] = set()
    stack = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if node in seen:
            continue
        if ready:
            seen.add(node)
            yield node
        else:
            stack.append((node, True))
            stack += [(arg, False) for arg in node.args]


# ---- leaves


def _commutation(m: int, n: int) -> Array:
    """K with K*vec(A) = vec(A') for A of m rows and n columns."""
    K = np.zeros((m * n, m * n))
    for i in range(m):
        for j in range(n):
            K[i * n + j, j * m + i] = 1
    return jnp.asarray(K)


def _shape(node: Any, sizes: Sizes) -> tuple[int, int]:
    return measure(node.rows, sizes), measure(node.cols, sizes)


def _scalar(x: float) -> Array:
    return jnp.full((1, 1), float(x))


LEAVES: dict[str, Callable[[Any, Values, Sizes], Array]] = {
    "sym": lambda node, values, sizes: jnp.reshape(values[node.value[0]], _shape(node, sizes)),
    "num": lambda node, values, sizes: _scalar(node.value),
    "dim": lambda node, values, sizes: _scalar(measure(node.value, sizes)),
    "const": lambda node, values, sizes: _scalar({"pi": np.pi}[node.value]),
    "eye": lambda node, values, sizes: jnp.eye(measure(node.rows, sizes)),
    "ones": lambda node, values, sizes: jnp.ones(_shape(node, sizes)),
    "zero": lambda node, values, sizes: jnp.zeros(_shape(node, sizes)),
    "basis": lambda node, values, sizes: jnp.eye(measure(node.rows, sizes))[:, node.value - 1 : node.value],
    "commutation": lambda node, values, sizes: _commutation(measure(node.value[0], sizes), measure(node.value[1], sizes)),
}

# ---- operators


def _times(node: Any, *factors: Array) -> Array:
    """A product from left to right; a scalar multiplies anything."""
    found = factors[0]
    for factor in factors[1:]:
        found = found * factor if found.shape == (1, 1) or factor.shape == (1, 1) else found @ factor
    return found


def _entrywise_times(node: Any, *factors: Array) -> Array:
    found = factors[0]
    for factor in factors[1:]:
        found = found * factor
    return found


def _number(node: Any) -> int | float | None:
    """The number that an exponent is, if it is one and not an expression."""
    match node.op:
        case "num":
            return int(node.value) if node.value == int(node.value) else float(node.value)
        case "neg":
            inner = _number(node.args[0])
            return None if inner is None else -inner
    return None


def _power(node: Any, base: Array, exponent: Array) -> Array:
    number = _number(node.args[1])
    if base.shape == (1, 1) or node.op == "hpow":
        return base ** (exponent if number is None else number)
    return jnp.linalg.matrix_power(base, number)


def _kron(node: Any, *factors: Array) -> Array:
    found = factors[0]
    for factor in factors[1:]:
        found = jnp.kron(found, factor)
    return found


def _block(node: Any, *cells: Array) -> Array:
    cols = node.value[1]
    return jnp.block([list(cells[start : start + cols]) for start in range(0, len(cells), cols)])


def _whole(x: Array) -> Array:
    return jnp.reshape(x, (1, 1))


ENTRYWISE: dict[str, Callable[[Array], Array]] = {
    "exp": jnp.exp, "log": jnp.log, "sin": jnp.sin, "cos": jnp.cos, "tan": jnp.tan, "arcsin": jnp.arcsin,
    "arccos": jnp.arccos, "arctan": jnp.arctan, "sinh": jnp.sinh, "cosh": jnp.cosh, "tanh": jnp.tanh, "abs": jnp.abs,
    "sign": jnp.sign, "relu": lambda x: jnp.maximum(x, 0), "sqrt": jnp.sqrt, "sigmoid": jax.nn.sigmoid,
    "softplus": lambda x: jnp.logaddexp(x, 0.0),
}  # fmt: skip

OPERATORS: dict[str, Callable[..., Array]] = {
    "add": lambda node, *terms: sum(terms[1:], start=terms[0]),
    "sub": lambda node, x, y: x - y,
    "neg": lambda node, x: -x,
    "mul": _times,
    "div": lambda node, x, y: x / y,
    "pow": _power,
    "mpow": lambda node, x: jnp.linalg.matrix_power(x, node.value),
    "hpow": _power,
    "T": lambda node, x: x.T,
    "inv": lambda node, x: jnp.linalg.inv(x),
    "pinv": lambda node, x: jnp.linalg.pinv(x),
    "kron": _kron,
    "had": _entrywise_times,
    "hdiv": lambda node, x, y: x / y,
    "inner": lambda node, x, y: _whole(jnp.sum(x * y)),
    "fn": lambda node, x: ENTRYWISE[node.value](x),
    "sqrt": lambda node, x: jnp.sqrt(x),
    "softmax": lambda node, x: jax.nn.softmax(x.reshape(-1)).reshape(x.shape),
    "tr": lambda node, x: _whole(jnp.trace(x)),
    "det": lambda node, x: _whole(jnp.linalg.det(x)),
    "logdet": lambda node, x: _whole(jnp.linalg.slogdet(x)[1]),
    "sum": lambda node, x: _whole(jnp.sum(x)),
    "norm1": lambda node, x: _whole(jnp.sum(jnp.abs(x))),
    "norm2": lambda node, x: _whole(jnp.sqrt(jnp.sum(x * x))),
    "normF": lambda node, x: _whole(jnp.sqrt(jnp.sum(x * x))),
    "diag": lambda node, x: jnp.diag(x.reshape(-1)),
    "diagpart": lambda node, x: jnp.diag(x).reshape(-1, 1),
    "vec": lambda node, x: x.T.reshape(-1, 1),
    "entry": lambda node, x: _whole(x[node.value[0] - 1, node.value[1] - 1]),
    "block": _block,
}
