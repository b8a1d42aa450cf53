"""The value of an expression as written by NumPy, and its derivative by JAX in double precision.

An implementation of what the operators mean that shares nothing with the engine: no normal form, no rules, only the
nodes as they were read.  Inside, everything is a matrix (a column is n×1, a scalar 1×1).  One table serves both NumPy and
JAX.  A derivative is compiled as a whole and with little care (0.09 s): op by op, JAX compiles each operation for each
shape and takes six times as long, and the optimisations of XLA take as long again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import count
from operator import add, mul
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from oracle.points import Sizes, measure

jax.config.update("jax_enable_x64", True)

Array = Any
Values = Mapping[str, Any]
Operator = Callable[..., Array]
QUICK = {
    "xla_backend_optimization_level": 0,
    "xla_llvm_disable_expensive_passes": True,
    "xla_cpu_use_fusion_emitters": False,
}
KEPT = 100  # compiled derivatives that JAX keeps; all of a test run would take gigabytes
_count = count(1)


def value(root: Any, values: Values, sizes: Sizes) -> np.ndarray:
    """The value as a NumPy array with the axes that are there; a row counts as the column it transposes."""
    with np.errstate(all="ignore"):
        return np.asarray(_squeezed(root, evaluate(root, values, sizes)))


def jacobian(root: Any, variables: Sequence[str], sizes: Sizes) -> Callable[[Values], np.ndarray]:
    """The derivative, as a function of a point: the axes of the expression, then those of each variable."""
    return derivative(lambda point: _squeezed(root, evaluate(root, point, sizes, jnp)), variables)


def derivative(function: Callable[[Values], Array], variables: Sequence[str]) -> Callable[[Values], np.ndarray]:
    """The derivative of a function of a point: output axes, then the axes of each variable."""
    for name in variables:
        function = _by(name, function)
    if next(_count) % KEPT == 0:
        jax.clear_caches()
    compiled = jax.jit(function, compiler_options=QUICK)
    return lambda point: np.asarray(compiled({name: jnp.asarray(x, dtype=float) for name, x in point.items()}))


def _by(name: str, function: Callable[[Values], Array]) -> Callable[[Values], Array]:
    return lambda point: jax.jacfwd(lambda x: function({**point, name: x}))(point[name])


def evaluate(root: Any, values: Values, sizes: Sizes, xp: ModuleType = np) -> Array:
    """The value as a matrix of the expression's rows and columns."""
    done: dict[Any, Array] = {}
    leaves, operators = TABLES[xp]
    for node in _postorder(root):
        rule = leaves.get(node.op)
        done[node] = rule(node, values, sizes) if rule else operators[node.op](node, *[done[arg] for arg in node.args])
    return done[root]


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


def _commutation(m: int, n: int) -> np.ndarray:
    """K with K*vec(A) = vec(A') for A of m rows and n columns."""
    K = np.zeros((m * n, m * n))
    for i in range(m):
        for j in range(n):
            K[i * n + j, j * m + i] = 1
    return K


def _shape(node: Any, sizes: Sizes) -> tuple[int, int]:
    return measure(node.rows, sizes), measure(node.cols, sizes)


def _leaves(xp: ModuleType) -> dict[str, Operator]:
    def scalar(x: float) -> Array:
        return xp.full((1, 1), float(x))

    return {
        "sym": lambda node, values, sizes: xp.reshape(values[node.value[0]], _shape(node, sizes)),
        "num": lambda node, values, sizes: scalar(node.value),
        "dim": lambda node, values, sizes: scalar(measure(node.value, sizes)),
        "const": lambda node, values, sizes: scalar({"pi": np.pi}[node.value]),
        "eye": lambda node, values, sizes: xp.eye(measure(node.rows, sizes)),
        "ones": lambda node, values, sizes: xp.ones(_shape(node, sizes)),
        "zero": lambda node, values, sizes: xp.zeros(_shape(node, sizes)),
        "basis": lambda node, values, sizes: xp.eye(measure(node.rows, sizes))[:, node.value - 1 : node.value],
        "commutation": lambda node, values, sizes: xp.asarray(
            _commutation(*[measure(dim, sizes) for dim in node.value])
        ),
    }


# ---- operators


def _times(node: Any, *factors: Array) -> Array:
    """A product from left to right; a scalar multiplies anything."""
    found = factors[0]
    for factor in factors[1:]:
        found = found * factor if found.shape == (1, 1) or factor.shape == (1, 1) else found @ factor
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


def _entrywise(xp: ModuleType) -> dict[str, Operator]:
    names = "exp log sin cos tan arcsin arccos arctan sinh cosh tanh abs sign sqrt".split()
    return {name: getattr(xp, name) for name in names} | {
        "relu": lambda x: xp.maximum(x, 0),
        "sigmoid": lambda x: 1 / (1 + xp.exp(-x)),
        "softplus": lambda x: xp.logaddexp(x, 0.0),
    }


def _operators(xp: ModuleType) -> dict[str, Operator]:
    functions = _entrywise(xp)

    def whole(x: Array) -> Array:
        return xp.reshape(x, (1, 1))

    def power(node: Any, base: Array, exponent: Array) -> Array:
        number = _number(node.args[1])
        if base.shape == (1, 1) or node.op == "hpow":
            return base ** (exponent if number is None else number)
        return xp.linalg.matrix_power(base, number)

    def block(node: Any, *cells: Array) -> Array:
        cols = node.value[1]
        return xp.block([list(cells[start : start + cols]) for start in range(0, len(cells), cols)])

    def softmax(node: Any, x: Array) -> Array:
        grown = xp.exp(x - xp.max(x))
        return grown / xp.sum(grown)

    return {
        "add": lambda node, *terms: reduce(add, terms),
        "sub": lambda node, x, y: x - y,
        "neg": lambda node, x: -x,
        "mul": _times,
        "div": lambda node, x, y: x / y,
        "pow": power,
        "mpow": lambda node, x: xp.linalg.matrix_power(x, node.value),
        "hpow": power,
        "T": lambda node, x: x.T,
        "inv": lambda node, x: xp.linalg.inv(x),
        "pinv": lambda node, x: xp.linalg.pinv(x),
        "kron": lambda node, *factors: reduce(xp.kron, factors),
        "had": lambda node, *factors: reduce(mul, factors),
        "hdiv": lambda node, x, y: x / y,
        "inner": lambda node, x, y: whole(xp.sum(x * y)),
        "fn": lambda node, x: functions[node.value](x),
        "sqrt": lambda node, x: xp.sqrt(x),
        "softmax": softmax,
        "tr": lambda node, x: whole(xp.trace(x)),
        "det": lambda node, x: whole(xp.linalg.det(x)),
        "logdet": lambda node, x: whole(xp.linalg.slogdet(x)[1]),
        "sum": lambda node, x: whole(xp.sum(x)),
        "norm1": lambda node, x: whole(xp.sum(xp.abs(x))),
        "norm2": lambda node, x: whole(xp.sqrt(xp.sum(x * x))),
        "normF": lambda node, x: whole(xp.sqrt(xp.sum(x * x))),
        "diag": lambda node, x: xp.diag(x.reshape(-1)),
        "diagpart": lambda node, x: xp.diag(x).reshape(-1, 1),
        "vec": lambda node, x: x.T.reshape(-1, 1),
        "entry": lambda node, x: whole(x[node.value[0] - 1, node.value[1] - 1]),
        "block": block,
    }


TABLES = {xp: (_leaves(xp), _operators(xp)) for xp in (np, jnp)}
