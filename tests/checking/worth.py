"""What a formula is worth at a point, in NumPy: an evaluator of terms that shares nothing with the engine.

A term is compiled with its shape: sizes that only the place settles (`eye`, `vector(1)`) are found by unification, and
what does not fit raises `Mismatch`.  Derivatives are differences of fourth order, laid out as the layout says.
Everything is a matrix: a column is n×1, a scalar 1×1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from checking.formula import Term, Unread
from oracle.expected import within

STEP = 1e-3
STENCIL = ((-2, 1 / 12), (-1, -8 / 12), (1, 8 / 12), (2, -1 / 12))
CONVENTIONS = ("projected", "unconstrained", "entries")
SPACES = {"symmetric": 1, "spd": 1, "psd": 1, "skew": -1, "diagonal": 0}


class Mismatch(Exception):
    """Sizes do not fit."""


class Point(NamedTuple):
    """Values as matrices, sizes of the dimensions, and in which convention a constrained matrix is derived by."""

    values: dict[str, np.ndarray]
    sizes: Mapping[str, int]
    convention: str = "projected"


class Open:
    """A size that the place has still to settle."""

    def __init__(self) -> None:
        self.is_: Any = None


Compiled = tuple[tuple[Any, Any], Callable[[Point], np.ndarray]]
SCALAR = (1, 1)


def resolved(dim: Any) -> Any:
    while isinstance(dim, Open) and dim.is_ is not None:
        dim = dim.is_
    return dim


def unify(a: Any, b: Any) -> None:
    a, b = resolved(a), resolved(b)
    if a is b:
        return
    if isinstance(a, Open):
        a.is_ = b
    elif isinstance(b, Open):
        b.is_ = a
    elif isinstance(a, tuple) and isinstance(b, tuple) and a[0] == b[0]:
        unify(a[1], b[1])
        unify(a[2], b[2])
    elif a != b:
        raise Mismatch(f"{a} and {b}")


def measured(dim: Any, point: Point) -> int:
    dim = resolved(dim)
    if isinstance(dim, Open):
        return 3
    if isinstance(dim, tuple):
        first, second = measured(dim[1], point), measured(dim[2], point)
        return first * second if dim[0] == "*" else first + second
    return dim if isinstance(dim, int) else point.sizes[dim]


class Compiler:
    """Compiles terms; `shapes` of the free names, `defined` terms for other names, `spaces` of constrained matrices."""

    def __init__(
        self, shapes: Mapping[str, tuple[Any, Any]], defined: dict[str, Term], layout: str, spaces: Mapping[str, int]
    ) -> None:
        self.shapes, self.defined, self.layout, self.spaces = shapes, defined, layout, spaces
        self.dims = {dim for shape in shapes.values() for dim in shape if isinstance(dim, str)}

    def compile(self, term: Term) -> Compiled:
        rule = getattr(self, f"_{term.head}", None)
        if rule is None:
            raise Unread(term.head)
        return rule(term)

    # ---- leaves

    def _name(self, term: Term) -> Compiled:
        key = term.value
        if key in self.defined:
            return Compiler(
                self.shapes, {k: v for k, v in self.defined.items() if k != key}, self.layout, self.spaces
            ).compile(self.defined[key])
        if key in self.shapes:
            return self.shapes[key], lambda p: p.values[key]
        if key in self.dims:
            return SCALAR, lambda p: np.full((1, 1), float(p.sizes[key]))
        raise Unread(key)

    def _num(self, term: Term) -> Compiled:
        return SCALAR, lambda p: np.full((1, 1), float(term.value))

    def _eye(self, term: Term) -> Compiled:
        dim = term.value or Open()
        if isinstance(dim, str) and dim not in self.dims:
            raise Unread(dim)
        return (dim, dim), lambda p: np.eye(measured(dim, p))

    def _full(self, rows: Any, cols: Any, entry: float) -> Compiled:
        return (rows, cols), lambda p: np.full((measured(rows, p), measured(cols, p)), entry)

    # ---- sums and products

    def _sum(self, term: Term) -> Compiled:
        given = [
            (sign, self.compile(arg)) for sign, arg in zip(term.value, term.args) if (arg.head, arg.value) != ("num", 0)
        ]
        if not given:
            raise Unread("0")
        shape = given[0][1][0]
        for _, (other, _) in given[1:]:
            unify(shape[0], other[0])
            unify(shape[1], other[1])
        return shape, lambda p: sum(sign * value(p) for sign, (_, value) in given)

    def _mul(self, term: Term) -> Compiled:
        shape, value = self.compile(term.args[0])
        for arg in term.args[1:]:
            shape, value = self._times((shape, value), self.compile(arg))
        return shape, value

    @staticmethod
    def _times(a: Compiled, b: Compiled) -> Compiled:
        (left, x), (right, y) = a, b
        if is_scalar(left) or is_scalar(right):
            return (right if is_scalar(left) else left), lambda p: x(p) * y(p)
        unify(left[1], right[0])
        return (left[0], right[1]), lambda p: x(p) @ y(p)

    def _div(self, term: Term) -> Compiled:
        (shape, x), (below, y) = map(self.compile, term.args)
        if not is_scalar(below):
            raise Mismatch("divided by what is no number")
        return shape, lambda p: x(p) / y(p)

    def _had(self, term: Term) -> Compiled:
        (shape, x), (other, y) = map(self.compile, term.args)
        same(shape, other)
        return shape, lambda p: x(p) * y(p)

    def _hdiv(self, term: Term) -> Compiled:
        (shape, x), (other, y) = map(self.compile, term.args)
        if is_scalar(shape):
            return other, lambda p: x(p) / y(p)
        same(shape, other)
        return shape, lambda p: x(p) / y(p)

    def _T(self, term: Term) -> Compiled:
        (rows, cols), x = self.compile(term.args[0])
        return (cols, rows), lambda p: x(p).T

    def _pow(self, term: Term) -> Compiled:
        shape, x = self.compile(term.args[0])
        power = term.args[1]
        if is_scalar(shape):
            _, y = self.compile(power)
            return shape, lambda p: x(p) ** y(p)
        unify(*shape)
        if power.head != "num":
            raise Unread("power")
        return shape, lambda p: np.linalg.matrix_power(x(p), power.value)

    def _hpow(self, term: Term) -> Compiled:
        shape, x = self.compile(term.args[0])
        other, y = self.compile(term.args[1])
        if not is_scalar(other):
            same(shape, other)
        return shape, lambda p: x(p) ** y(p)

    def _entry(self, term: Term) -> Compiled:
        shape, x = self.compile(term.args[0])
        if (len(term.value) == 1) != (1 in map(resolved, shape)):
            raise Unread("another number of indices")
        if len(term.value) == 1:
            return SCALAR, lambda p: x(p).reshape(-1, 1)[term.value[0] - 1].reshape(1, 1)
        i, j = term.value
        return SCALAR, lambda p: x(p)[i - 1, j - 1].reshape(1, 1)

    def _block(self, term: Term) -> Compiled:
        rows, cols = term.value
        cells = [self.compile(arg) for arg in term.args]
        if not all(is_scalar(shape) for shape, _ in cells):
            raise Unread("blocks")
        return (rows, cols), lambda p: np.array([float(value(p)[0, 0]) for _, value in cells]).reshape(rows, cols)

    # ---- functions

    def _call(self, term: Term) -> Compiled:
        function, args = term.value, term.args
        if function == "D":
            return self._derivative(term)
        if function in ("vector", "ones", "zeros", "matrix", "eye"):
            return self._constant(function, args)
        if function == "commutation":
            return self._commutation(*[self._dim(arg) for arg in args])
        shape, x = self.compile(args[0])
        if function == "kron":
            other, y = self.compile(args[1])
            rows, cols = (
                a if b == 1 else b if a == 1 else ("*", a, b)
                for a, b in zip(map(resolved, shape), map(resolved, other))
            )
            return (rows, cols), lambda p: np.kron(x(p), y(p))
        if function in ENTRYWISE:
            return shape, lambda p: ENTRYWISE[function](x(p))
        if function in ("tr", "det", "logdet", "inv"):
            unify(*shape)
        if function in TO_SCALAR:
            return SCALAR, lambda p: np.reshape(TO_SCALAR[function](x(p)), (1, 1))
        if function == "inv":
            return shape, lambda p: np.linalg.inv(x(p))
        if function == "pinv":
            return (shape[1], shape[0]), lambda p: np.linalg.pinv(x(p))
        if function == "softmax":
            return shape, lambda p: np.exp(x(p)) / np.exp(x(p)).sum()
        if function == "vec":
            dim = shape[0] if resolved(shape[1]) == 1 else ("*", shape[1], shape[0])
            return (dim, 1), lambda p: x(p).T.reshape(-1, 1)
        if function == "diag":
            rows, cols = map(resolved, shape)
            if 1 in (rows, cols):
                dim = cols if rows == 1 else rows
                return (dim, dim), lambda p: np.diag(x(p).reshape(-1))
            unify(rows, cols)
            return (rows, 1), lambda p: np.diag(x(p)).reshape(-1, 1)
        raise Unread(function)

    def _dim(self, term: Term) -> Any:
        if term.head in ("num", "name"):
            return term.value
        if term.head == "mul" and len(term.args) == 2:
            return ("*", *map(self._dim, term.args))
        raise Unread(term.head)

    def _constant(self, function: str, args: tuple[Term, ...]) -> Compiled:
        if function == "matrix":
            return self._full(Open(), Open(), args[0].value)
        if function == "vector":
            return self._full(Open(), 1, args[0].value)
        sizes = [self._dim(arg) for arg in args]
        return self._full(sizes[0], sizes[1] if len(sizes) > 1 else 1, 1.0 if function == "ones" else 0.0)

    def _commutation(self, m: Any, n: Any) -> Compiled:
        def value(p: Point) -> np.ndarray:
            rows, cols = measured(m, p), measured(n, p)
            K = np.zeros((rows * cols, rows * cols))
            for i in range(rows):
                for j in range(cols):
                    K[i * cols + j, j * rows + i] = 1
            return K

        return (("*", n, m), ("*", n, m)), value

    # ---- derivatives

    def _derivative(self, term: Term) -> Compiled:
        if len(term.args) != 2:
            raise Unread("D by several")
        variable = term.args[1]
        if variable.head == "entry":
            return self._partial(term, variable)
        key = variable.value
        if variable.head != "name" or key not in self.shapes or key in self.defined:
            raise Unread(f"D by {key}")
        (r, c), f = self.compile(term.args[0])
        r, c, (p_, q_) = resolved(r), resolved(c), self.shapes[key]

        def slopes(p: Point) -> np.ndarray:
            start = p.values[key]
            found = [
                slope(lambda distance, place=place: f(moved(p, key, place, distance)))
                for place in np.ndindex(start.shape)
            ]
            return np.array(found).reshape(*start.shape, *found[0].shape)

        def gradient(p: Point) -> np.ndarray:
            G = slopes(p)[:, :, 0, 0]
            return within(G, self.spaces[key], p.convention) if key in self.spaces else G

        flipped = self.layout == "numerator"
        if (r, c) == SCALAR:
            return ((q_, p_), lambda p: gradient(p).T) if flipped else ((p_, q_), gradient)
        if (p_, q_) == SCALAR:
            if 1 not in (r, c):
                return (r, c), lambda p: slopes(p)[0, 0]
            size = c if r == 1 else r
            if self.layout == "denominator":
                return (1, size), lambda p: slopes(p).reshape(1, -1)
            return (size, 1), lambda p: slopes(p).reshape(-1, 1)
        if 1 in (r, c) and 1 in (p_, q_):
            out, into = (c if r == 1 else r), (q_ if p_ == 1 else p_)

            def jacobian(p: Point) -> np.ndarray:
                J = slopes(p)
                return J.reshape(J.shape[0] * J.shape[1], -1)

            return ((into, out), jacobian) if self.layout == "denominator" else ((out, into), lambda p: jacobian(p).T)
        rows, cols = (a if b == 1 else b if a == 1 else ("*", a, b) for a, b in ((c, r), (q_, p_)))

        def whole(p: Point) -> np.ndarray:
            J = slopes(p)
            return J.transpose(3, 2, 1, 0).reshape(J.shape[2] * J.shape[3], -1)

        return (rows, cols), whole

    def _partial(self, term: Term, variable: Term) -> Compiled:
        key = variable.args[0].value
        place = tuple([i - 1 for i in variable.value]) if len(variable.value) == 2 else (variable.value[0] - 1, 0)
        (r, c), f = self.compile(term.args[0])
        value = lambda p: slope(lambda distance: f(moved(p, key, place, distance)))
        if 1 in (resolved(r), resolved(c)) and self.layout == "denominator" and resolved(r) != 1:
            return (1, r), lambda p: value(p).T
        return (r, c), value


def slope(f: Callable[[float], np.ndarray]) -> np.ndarray:
    return sum(weight / STEP * f(k * STEP) for k, weight in STENCIL)


def moved(p: Point, key: str, place: Any, distance: float) -> Point:
    there = p.values[key].copy()
    there[place] += distance
    return p._replace(values={**p.values, key: there})


def is_scalar(shape: tuple[Any, Any]) -> bool:
    return resolved(shape[0]) == 1 and resolved(shape[1]) == 1


def same(shape: tuple[Any, Any], other: tuple[Any, Any]) -> None:
    unify(shape[0], other[0])
    unify(shape[1], other[1])


ENTRYWISE: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    name: getattr(np, name) for name in "exp log sin cos tan arcsin arccos arctan sinh cosh tanh abs sign sqrt".split()
} | {
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, 0.0),
}
TO_SCALAR: dict[str, Callable[[np.ndarray], Any]] = {
    "tr": np.trace, "det": np.linalg.det, "logdet": lambda x: np.linalg.slogdet(x)[1], "sum": np.sum,
    "norm1": lambda x: np.abs(x).sum(), "norm2": np.linalg.norm, "normF": np.linalg.norm,
}  # fmt: skip
