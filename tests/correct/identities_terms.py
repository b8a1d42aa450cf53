"""Claims as nested tuples for the tests: written as text, and evaluated by NumPy without any of the engine.

A term is (head, argument, ...): ("sym", name, rows, cols), ("num", k), ("eye", n), ("ones", n), ("fn", name, x), else an
operator on terms.  Vectors are columns; everything is a matrix when it is evaluated.
"""

from __future__ import annotations

import numpy as np

FUNCTIONS = {
    "exp": np.exp,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "abs": np.abs,
    "relu": lambda x: np.maximum(x, 0),
    "sin": np.sin,
}
LEAVES = ("sym", "num", "eye", "ones")


def shape(t):
    """Rows and columns of a term."""
    head, *args = t
    if head == "sym":
        return args[1], args[2]
    if head in ("num", "tr", "det", "norm2", "sum"):
        return 1, 1
    if head == "eye":
        return args[0], args[0]
    if head == "ones":
        return args[0], 1
    if head == "fn":
        return shape(args[1])
    first = shape(args[0])
    if head == "mul":
        second = shape(args[1])
        return second if first == (1, 1) else first if second == (1, 1) else (first[0], second[1])
    return RESHAPED[head](first, *map(shape, args[1:])) if head in RESHAPED else first


def joined(a, b):
    return b if a == 1 else a if b == 1 else ("*", a, b)


RESHAPED = {
    "T": lambda x: x[::-1],
    "diag": lambda x: (x[0], x[0]),
    "diagpart": lambda x: (x[0], 1),
    "vec": lambda x: (joined(*x), 1),
    "kron": lambda x, y: (joined(x[0], y[0]), joined(x[1], y[1])),
}


def text(t):
    """A term in the syntax of the text reader, in as many brackets as it takes."""
    head, *args = t
    if head == "sym":
        return args[0]
    if head == "num":
        return str(args[0])
    if head in ("eye", "ones"):
        return f"{head}({args[0]})"
    if head == "fn":
        return f"{args[0]}({text(args[1])})"
    if head in SIGNS:
        return f"({text(args[0])}{SIGNS[head]}{text(args[1])})"
    if head == "T":
        return f"({text(args[0])})'"
    if head == "neg":
        return f"(-{text(args[0])})"
    if head == "square":
        return f"({text(args[0])})^2"
    name = {"diagpart": "diag"}.get(head, head)
    return f"{name}({', '.join(map(text, args))})"


SIGNS = {"add": " + ", "sub": " - ", "mul": "*", "had": ".*", "div": "/"}


def value(t, point, sizes):
    """A term as a NumPy matrix."""
    head, *args = t
    if head == "sym":
        return point[args[0]].reshape([sizes.get(dim, dim) for dim in args[1:]])
    if head == "num":
        return np.array([[float(args[0])]])
    if head == "eye":
        return np.eye(sizes[args[0]])
    if head == "ones":
        return np.ones((sizes[args[0]], 1))
    if head == "fn":
        return FUNCTIONS[args[0]](value(args[1], point, sizes))
    return OPERATORS[head](*[value(arg, point, sizes) for arg in args])


def product(x, y):
    return x * y if 1 in (x.size, y.size) else x @ y


def inverse(x):
    if np.linalg.cond(x) > 1e6:
        raise np.linalg.LinAlgError
    return np.linalg.inv(x)


def scalar(x):
    return np.array([[x]])


OPERATORS = {
    "add": np.add, "sub": np.subtract, "mul": product, "had": np.multiply, "div": np.divide, "neg": np.negative, "T": np.transpose,
    "inv": inverse, "tr": lambda x: scalar(np.trace(x)), "det": lambda x: scalar(np.linalg.det(x)), "sum": lambda x: scalar(x.sum()),
    "norm2": lambda x: scalar(np.linalg.norm(x)), "diag": lambda x: np.diag(x.reshape(-1)), "kron": np.kron,
    "diagpart": lambda x: np.diagonal(x).reshape(-1, 1), "vec": lambda x: x.reshape(-1, 1, order="F"),
    "square": lambda x: x @ x,
}  # fmt: skip


def places(t, at=()):
    """Every part of a term with the way to it."""
    yield at, t
    if t[0] not in LEAVES:
        for k, arg in enumerate(t):
            if isinstance(arg, tuple):
                yield from places(arg, (*at, k))


def put(t, at, new):
    """A term with another part at a place."""
    return new if not at else (*t[: at[0]], put(t[at[0]], at[1:], new), *t[at[0] + 1 :])


def symbols(*terms):
    """Every symbol with its axes as `wrt` declares them."""
    found = {part[1]: part[2:] for t in terms for _, part in places(t) if part[0] == "sym"}
    return {name: " ".join(dim for dim in dims if dim != 1) for name, dims in found.items()}
