"""Random normal forms for hypothesis, points for them, and their values by NumPy.

A form is made with the builders of `wrt` from symbols whose names tell their facts; the values are worked out by
`jaxeval`, which knows no builder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any
from zlib import crc32

import numpy as np
from hypothesis import strategies as st

from oracle import jaxeval
from oracle.points import Sizes, draw, measure
from wrt.emit.present import present
from wrt.emit.text import text
from wrt.expr import build as b
from wrt.expr.facts import closure
from wrt.expr.node import Node, free_symbols, postorder

SIZES: tuple[Sizes, ...] = ({"m": 2, "n": 3, "k": 4}, {"m": 4, "n": 2, "k": 3})
DIMS = ("m", "n")
LARGEST = 1e5
PLAIN = {"a": "", "t": "positive", "q": "nonzero"}
VECTORS = {"x": "", "y": "", "p": "positive", "u": "unit"}
MATRICES = {"A": "", "B": "", "P": "positive"}
SQUARES = {"A": "", "R": "invertible", "S": "spd", "W": "symmetric", "L": "diagonal invertible", "Q": "orthogonal",
           "K": "skew", "Y": "psd"}  # fmt: skip
NUMBERS = (-2, -1, 2, 3, Fraction(1, 2), Fraction(-2, 3))
SMOOTH = ("sin", "cos", "tanh", "arctan", "sigmoid", "softplus", "exp", "abs", "relu", "sign", "cosh")


def symbol(letter: str, facts: str, rows: Any = 1, cols: Any = 1) -> Node:
    """A symbol whose name tells its shape, so that one name means one thing everywhere."""
    axes = [dim for dim in (rows, cols) if dim != 1]
    name = letter + "".join(str(dim) for dim in (axes[:1] if rows == cols else axes))
    return b.sym(name, rows, cols, closure(facts.split()))


def pick(pool: Mapping[str, str], rows: Any = 1, cols: Any = 1) -> st.SearchStrategy[Node]:
    return st.sampled_from([symbol(letter, facts, rows, cols) for letter, facts in pool.items()])


@st.composite
def forms(draw_: Any, rows: Any = 1, cols: Any = 1, depth: int = 2) -> Node:
    """A normal form of a shape."""
    if rows == 1 and cols != 1:
        return b.T(draw_(forms(cols, 1, depth)))
    if rows == cols == 1:
        return draw_(scalars(depth))
    if depth <= 0:
        return draw_(leaves(rows, cols))
    smaller = depth - 1
    inner = draw_(st.sampled_from(DIMS))
    same = forms(rows, cols, smaller)
    kinds = ["leaf", "add", "add", "scale", "mul", "mul", "outer", "had", "fn", "hpow", "diagonal"]
    if cols == 1:
        kinds += ["softmax", "diagpart", "solve"]
    else:
        kinds += ["T", "inverse"] if rows == cols else ["T"]
    match draw_(st.sampled_from(kinds)):
        case "leaf":
            return draw_(leaves(rows, cols))
        case "add":
            return b.add(draw_(same), b.scale(draw_(st.sampled_from(NUMBERS)), draw_(same)))
        case "scale":
            return b.mul(draw_(scalars(smaller)), draw_(same))
        case "mul":
            return b.mul(draw_(forms(rows, inner, smaller)), draw_(forms(inner, cols, smaller)))
        case "outer":
            return b.mul(draw_(forms(rows, 1, smaller)), draw_(forms(1, cols, smaller)))
        case "had":
            return b.had(draw_(same), draw_(same))
        case "fn":
            return b.fn(draw_(st.sampled_from(SMOOTH)), draw_(same))
        case "hpow":
            return draw_(powers_of(rows, cols, smaller))
        case "diagonal":
            return b.mul(b.diag(draw_(forms(rows, 1, smaller))), draw_(same))
        case "softmax":
            return b.softmax(draw_(same))
        case "diagpart":
            return b.diagpart(draw_(forms(rows, rows, smaller)))
        case "solve":
            return b.mul(draw_(regular(rows)), draw_(same))
        case "T":
            return b.T(draw_(forms(cols, rows, smaller)))
    return b.mpow(draw_(regular(rows)), draw_(st.sampled_from((-2, -1, 2, 3))))


@st.composite
def leaves(draw_: Any, rows: Any, cols: Any) -> Node:
    if cols == 1:
        constants = [b.ones(rows), b.basis(rows, 1), b.basis(rows, 2), b.zero(rows, 1)]
        return draw_(st.one_of(pick(VECTORS, rows), pick(VECTORS, rows), st.sampled_from(constants)))
    if rows == cols:
        constants = [b.eye(rows), b.ones(rows, rows)]
        return draw_(st.one_of(pick(SQUARES, rows, rows), pick(SQUARES, rows, rows), st.sampled_from(constants)))
    turned = pick(MATRICES, cols, rows).map(b.T)
    return draw_(st.one_of(pick(MATRICES, rows, cols), turned, st.just(b.ones(rows, cols))))


@st.composite
def scalars(draw_: Any, depth: int) -> Node:
    number = st.sampled_from(NUMBERS).map(b.num)
    if depth <= 0:
        return draw_(st.one_of(pick(PLAIN), pick(PLAIN), number, st.just(b.dim_number("n"))))
    smaller, n, m = depth - 1, draw_(st.sampled_from(DIMS)), draw_(st.sampled_from(DIMS))
    x, y, M = forms(n, 1, smaller), forms(m, 1, smaller), forms(n, m, smaller)
    match draw_(st.sampled_from("leaf add mul pow fn dot dot form tr tr sum sum norm1 norm2 det logdet entry".split())):
        case "leaf":
            return draw_(scalars(0))
        case "add":
            return b.add(draw_(scalars(smaller)), draw_(scalars(smaller)))
        case "mul":
            return b.mul(draw_(scalars(smaller)), draw_(scalars(smaller)))
        case "pow":
            return draw_(powers_of(1, 1, smaller))
        case "fn":
            return b.fn(draw_(st.sampled_from(SMOOTH)), draw_(scalars(smaller)))
        case "dot":
            return b.mul(b.T(draw_(x)), draw_(x))
        case "form":
            return b.mul(b.T(draw_(x)), draw_(M), draw_(y))
        case "tr":
            return b.tr(b.mul(draw_(M), draw_(forms(m, n, smaller))))
        case "sum":
            return b.sum_(draw_(st.one_of(x, M)))
        case "norm1":
            return b.norm1(draw_(st.one_of(x, M)))
        case "norm2":
            return b.norm2(draw_(st.one_of(x, M)))
        case "det":
            return b.det(draw_(regular(n)))
        case "logdet":
            return b.logdet(draw_(regular(n)))
    return b.entry(draw_(M), draw_(st.integers(1, 2)), draw_(st.integers(1, 2)) if m != 1 else 1)


@st.composite
def powers_of(draw_: Any, rows: Any, cols: Any, depth: int) -> Node:
    """Powers: any exponent of something positive, a positive whole one of anything."""
    if draw_(st.booleans()):
        return b.hpow(draw_(forms(rows, cols, depth)), draw_(st.integers(2, 3)))
    exponents = st.sampled_from((-2, -1, b.HALF, -b.HALF, Fraction(3, 2), 2, symbol("a", "")))
    return b.hpow(draw_(positive(rows, cols, depth)), draw_(exponents))


@st.composite
def positive(draw_: Any, rows: Any = 1, cols: Any = 1, depth: int = 1) -> Node:
    """Something with positive entries."""
    if rows == 1 and cols != 1:
        return b.T(draw_(positive(cols, 1, depth)))
    letter = {(True, True): "t", (False, True): "p"}.get((rows == 1, cols == 1), "P")
    leaf = symbol(letter, "positive", rows, cols)
    kind = draw_(st.sampled_from(("leaf", "exp", "sigmoid", "square"))) if depth > 0 else "leaf"
    if kind == "leaf":
        return leaf
    x = draw_(forms(rows, cols, depth - 1))
    return b.add(leaf, b.hpow(x, 2)) if kind == "square" else b.fn(kind, x)


@st.composite
def regular(draw_: Any, n: Any) -> Node:
    """An invertible matrix that is well conditioned."""
    R, S, L, Q, A = (symbol(letter, SQUARES[letter], n, n) for letter in "RSLQA")
    x = symbol("x", "", n)
    options = [R, S, L, Q, b.T(R), b.mul(R, S), b.mul(b.num(2), S), b.add(S, b.mul(x, b.T(x))),
               b.add(b.eye(n), b.mul(b.T(A), A)), b.mpow(R, 2), b.inv(R), b.diag(symbol("p", "positive", n)),
               b.mul(symbol("t", "positive"), R)]  # fmt: skip
    return draw_(st.sampled_from(options))


# ---- values


def point_of(roots: Iterable[Node], sizes: Sizes, seed: int = 0) -> dict[str, np.ndarray]:
    """A value for every symbol, of which its facts are true; the same for one name, size and seed."""
    found = {}
    for name, node in free_symbols(*roots).items():
        axes = tuple(measure(dim, sizes) for dim in node.axes)
        rng = np.random.default_rng([crc32(name.encode()), seed, *axes])
        found[name] = draw(axes, frozenset(node.value[1]), rng)
    return found


def value(root: Node, point: Mapping[str, np.ndarray], sizes: Sizes) -> np.ndarray:
    """The value as a matrix."""
    with np.errstate(all="ignore"):
        return np.asarray(jaxeval.evaluate(root, point, sizes))


def usable(roots: Iterable[Node], point: Mapping[str, np.ndarray], sizes: Sizes) -> bool:
    """Whether all that is inside some forms is finite and of moderate size, so that values can be compared."""
    roots = list(roots)
    return all(moderate(value(node, point, sizes)) for node in postorder(*roots))


def moderate(found: np.ndarray) -> bool:
    return bool(np.all(np.isfinite(found)) and np.max(np.abs(found), initial=0) < LARGEST)


def agree(found: np.ndarray, expected: np.ndarray, tolerance: float = 1e-7) -> bool:
    scale = 1 + np.max(np.abs(expected), initial=0)
    return found.shape == expected.shape and bool(np.all(np.abs(found - expected) <= tolerance * scale))


def judge(built: Node, operation: Any, *operands: Node) -> None:
    """The value of a built node is that of the operation on the operands' values, at both sizes."""
    for sizes in SIZES:
        point = point_of([built, *operands], sizes)
        if usable(operands, point, sizes):
            with np.errstate(all="ignore"):
                expected = np.asarray(operation(*[value(x, point, sizes) for x in operands]), dtype=float)
            expected = expected.reshape((1, 1)) if expected.ndim == 0 else expected
            if moderate(expected):
                found = value(built, point, sizes)
                assert agree(found, expected), f"{found} is not {expected} at {sizes}"


def shown(node: Node) -> str:
    return text(present(node))


def same(*nodes: Node) -> None:
    """All of these are one node."""
    assert all(node is nodes[0] for node in nodes), " is not ".join(map(shown, nodes))
