"""Random formulas as text, well shaped by construction, over every operator of the text syntax.

A formula is drawn for a target shape; each draw chooses a production that gives this shape.  Arguments of log, sqrt, inv
and quotients are drawn from productions that are positive or well conditioned.  Beside the text stands the same formula in
NumPy (everything a matrix), so that a misreading shows as well.  The same seed gives the same formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

import numpy as np

from oracle.points import Sizes, points

SUM, LOOSE, PRODUCT, POSTFIX, ATOM = range(1, 6)
DIMS = ("m", "n", "k")
ASSIGNMENTS: tuple[Sizes, ...] = ({"m": 3, "n": 2, "k": 4}, {"m": 2, "n": 4, "k": 3})
Dim = Any


class Piece(NamedTuple):
    """A formula under construction: its text, how tightly it binds, the same in NumPy."""

    text: str
    level: int
    code: str


class Formula(NamedTuple):
    """A random question: what to differentiate, by what, with which declarations; `code` is the formula in NumPy."""

    text: str
    shapes: dict[str, str]
    assume: dict[str, str]
    variables: tuple[str, ...]
    code: str


# what the NumPy form may use; everything is a matrix
def _softmax(x: np.ndarray) -> np.ndarray:
    return np.exp(x) / np.exp(x).sum()


def _commutation(m: int, n: int) -> np.ndarray:
    return np.array([[float(j == i // n + i % n * m) for j in range(m * n)] for i in range(m * n)])


def _scalar(x: Any) -> np.ndarray:
    return np.reshape(x, (1, 1))


NUMPY: dict[str, Any] = {
    "np": np, "inv": np.linalg.inv, "pinv": np.linalg.pinv, "kron": np.kron, "softmax": _softmax, "K": _commutation,
    "power": np.linalg.matrix_power, "tr": lambda x: _scalar(np.trace(x)), "det": lambda x: _scalar(np.linalg.det(x)),
    "logdet": lambda x: _scalar(np.linalg.slogdet(x)[1]), "sum": lambda x: _scalar(np.sum(x)), "block": lambda *rows: np.block(list(rows)),
    "norm1": lambda x: _scalar(np.abs(x).sum()), "norm2": lambda x: _scalar(np.linalg.norm(x)), "at": lambda x, i, j: _scalar(x[i - 1, j - 1]),
    "normF": lambda x: _scalar(np.linalg.norm(x)), "diag": lambda x: np.diag(x.reshape(-1)), "diagpart": lambda x: np.diag(x).reshape(-1, 1),
    "vec": lambda x: x.reshape(-1, 1, order="F"), "size": lambda x: np.array([x.shape], dtype=float), "ones": lambda m, n: np.ones((m, n)),
    "relu": lambda x: np.maximum(x, 0), "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "softplus": lambda x: np.log1p(np.exp(x)),
    **{name: getattr(np, name) for name in "exp log sin cos tan arcsin arccos arctan tanh sinh cosh abs sign sqrt".split()},
}  # fmt: skip

# ---- spelling


def wrap(piece: Piece, level: int) -> str:
    return piece.text if piece.level >= level else f"({piece.text})"


def infix(sign: str, left: Piece, right: Piece) -> Piece:
    code = f"({left.code} {CODE[sign]} {right.code})"
    if sign in "+-":
        return Piece(f"{wrap(left, SUM)} {sign} {wrap(right, PRODUCT)}", SUM, code)
    if sign in "*/":
        return Piece(f"{wrap(left, PRODUCT)}{sign}{wrap(right, POSTFIX)}", PRODUCT, code)
    return Piece(f"{wrap(left, POSTFIX)}{sign}{wrap(right, POSTFIX)}", LOOSE, code)


CODE = {"+": "+", "-": "-", "*": "@", "/": "/", ".*": "*", "./": "/"}


def scaled(scalar: Piece, other: Piece) -> Piece:
    return infix("*", scalar, other)._replace(code=f"({scalar.code} * {other.code})")


def negated(x: Piece) -> Piece:
    return Piece(f"-{wrap(x, PRODUCT)}", LOOSE, f"(-{x.code})")


def turned(x: Piece) -> Piece:
    return Piece(f"{wrap(x, ATOM)}'", POSTFIX, f"{x.code}.T")


def call(name: str, *args: Piece, code: str = "") -> Piece:
    return Piece(
        f"{name}({', '.join(x.text for x in args)})", ATOM, f"{code or name}({', '.join(x.code for x in args)})"
    )


def power(x: Piece, exponent: str, sign: str = "^") -> Piece:
    return Piece(f"{wrap(x, ATOM)}{sign}{exponent}", POSTFIX, f"({x.code} ** {exponent})")


def matrix_power(x: Piece, exponent: str) -> Piece:
    if exponent == "-T":
        return Piece(f"{wrap(x, ATOM)}^-T", POSTFIX, f"inv({x.code}).T")
    return Piece(f"{wrap(x, ATOM)}^{exponent}", POSTFIX, f"power({x.code}, {exponent})")


def blocks(rows: list[list[Piece]]) -> Piece:
    text = "; ".join(", ".join(x.text for x in row) for row in rows)
    return Piece(f"[{text}]", ATOM, f"block({', '.join('[' + ', '.join(x.code for x in row) + ']' for row in rows)})")


def number(text: str) -> Piece:
    return Piece(text, ATOM, f"np.full((1, 1), {text}, dtype=float)")


def spell(dim: Dim) -> str:
    return f" {dim[0]} ".join(map(spell, dim[1:])) if isinstance(dim, tuple) else str(dim)


# ---- productions

NAMES = {0: ("a", "b", "t"), 1: ("x", "y", "p"), 2: ("A", "B", "P")}
SQUARE_NAMES = ("A", "B", "S", "R", "W", "L", "Q", "K", "J")
SELDOM = {0: ("c", "e"), 1: ("u", "s", "h", "r", "q"), 2: ("C",)}  # these are never the variable
SELDOM_SQUARE = ("E", "G", "N", "V", "F", "T", "M")
FACTS = {"t": "positive", "p": "positive", "P": "positive", "S": "spd", "R": "invertible", "W": "symmetric",
         "L": "diagonal invertible", "Q": "orthogonal", "K": "skew", "J": "idempotent", "Z": "full_column_rank",
         "c": "nonzero", "e": "probability", "u": "unit", "s": "sums_to_one", "h": "binary", "r": "probability",
         "q": "nonnegative", "C": "nonzero", "E": "psd", "G": "indefinite", "N": "negative_definite", "V": "rank_deficient",
         "F": "symmetric orthogonal", "T": "symmetric idempotent", "M": "diagonal"}  # fmt: skip
VARIABLES = "abtxypABPSRWLK"  # symbols by which it is meaningful to differentiate
EVERYWHERE = ("sin", "cos", "tanh", "arctan", "sigmoid", "softplus", "relu", "abs", "exp")
BOUNDED = ("exp", "sinh", "cosh", "tan", "arcsin", "arccos", "softplus", "sign")


class Drawer:
    """Draws pieces; `wanted` is a symbol with its axes that is preferred where it fits, `used` collects the symbols."""

    def __init__(self, random: Random, wanted: dict[str, tuple[Dim, ...]]) -> None:
        self.random, self.wanted = random, wanted
        self.used: dict[str, tuple[Dim, ...]] = dict(wanted)

    def pick(self, *options: Callable[[], Piece]) -> Piece:
        return self.random.choice(options)()

    # ---- symbols and constants

    def symbol(self, axes: tuple[Dim, ...]) -> Piece:
        fitting = [name for name, shape in self.wanted.items() if shape == axes]
        if fitting and self.random.random() < 0.6:
            return Piece(fitting[0], ATOM, fitting[0])
        turned_ones = [name for name, shape in self.wanted.items() if len(axes) == 2 and shape == axes[::-1]]
        if turned_ones and self.random.random() < 0.6:
            return turned(Piece(turned_ones[0], ATOM, turned_ones[0]))
        square, often = len(axes) == 2 and axes[0] == axes[1], self.random.random() < 0.8
        if square:
            return self.named(self.random.choice(SQUARE_NAMES if often else SELDOM_SQUARE), axes)
        return self.named(self.random.choice((NAMES if often else SELDOM)[len(axes)]), axes)

    def named(self, letter: str, axes: tuple[Dim, ...]) -> Piece:
        square = len(axes) == 2 and axes[0] == axes[1]
        name = letter + "".join(map(str, axes[:1] if square else axes))
        self.used[name] = axes
        return Piece(name, ATOM, name)

    def dim(self) -> str:
        return self.random.choice(DIMS)

    # ---- any shape

    def of(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        if not axes:
            return self.scalar(depth)
        return self.vector(axes[0], depth) if len(axes) == 1 else self.matrix(*axes, depth)

    def sum(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        left, right = self.of(axes, depth - 1), self.of(axes, depth - 1)
        return infix(self.random.choice("++-") if left.text != right.text else "+", left, right)

    def product(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        """Operators that act in one way on any shape."""
        x, smaller = self.of(axes, depth - 1), depth - 1
        return self.pick(
            lambda: negated(x),
            lambda: scaled(self.scalar(smaller), x),
            lambda: infix("/", x, self.random.choice((self.positive, lambda axes, depth: self.size()))((), smaller)),
            lambda: infix(".*", x, self.of(axes, smaller)) if axes else scaled(x, self.scalar(smaller)),
            lambda: infix("./" if axes else "/", x, self.positive(axes, smaller)),
            lambda: power(x, self.random.choice("23"), ".^" if axes else "^"),
            lambda: self.function(axes, smaller),
            lambda: self.function(axes, smaller),
            lambda: self.positive(axes, smaller),
        )

    def function(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        if self.random.random() < 0.7:
            return call(self.random.choice(EVERYWHERE), self.of(axes, depth))
        return call(self.random.choice(BOUNDED), scaled(number("0.5"), call("sin", self.of(axes, depth))))

    def positive(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        """Something with positive entries, or a function that needs such."""
        if depth <= 0:
            return (
                self.named(NAMES[len(axes)][2], axes)
                if not any(isinstance(d, tuple) for d in axes)
                else call("exp", self.of(axes, 0))
            )
        smaller, dot = depth - 1, "." if axes else ""
        return self.pick(
            lambda: call(self.random.choice(("exp", "sigmoid", "softplus")), self.of(axes, smaller)),
            lambda: infix("+", power(self.of(axes, smaller), "2", dot + "^"), self.positive(axes, smaller)),
            lambda: call("sqrt", self.positive(axes, smaller)),
            lambda: power(self.positive(axes, smaller), self.random.choice(("0.5", "(-1)", "(-2)", "1.5")), dot + "^"),
            lambda: scaled(self.positive((), 0), self.positive(axes, smaller)),
            lambda: call("log", infix("+", self.positive(axes, smaller), self.constant(axes))),
            lambda: self.symbolic_power(axes, smaller),
        )

    def constant(self, axes: tuple[Dim, ...]) -> Piece:
        """Ones of a shape that the neighbour settles, or named."""
        if not axes:
            return number("1")
        text = ("vector(1)", "matrix(1)")[len(axes) - 1]
        sizes = ", ".join([*map(spell, axes), "1"][:2])
        return Piece(text, ATOM, f"ones({sizes})")

    def symbolic_power(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        base, b = self.positive(axes, depth), self.random.choice((self.symbol, lambda axes: self.size()))(())
        return Piece(f"{wrap(base, ATOM)}{'.' if axes else ''}^{b.text}", POSTFIX, f"({base.code} ** {b.code})")

    # ---- scalars

    def scalar(self, depth: int) -> Piece:
        if depth <= 0:
            roll = self.random.random()
            if roll < 0.15:
                return number(self.random.choice(("2", "3", "0.5", "1.5")))
            if roll < 0.25:
                return self.size()
            return self.symbol(()) if roll < 0.95 else Piece("pi", ATOM, "np.full((1, 1), np.pi)")
        smaller = depth - 1
        return (
            self.random.choice((self.sum, self.product, self.reduced, self.reduced, self.reduced))((), depth)
            if smaller
            else self.reduced((), 1)
        )

    def size(self) -> Piece:
        """A dimension used as a number."""
        dim = self.dim()
        self.used.setdefault(f"x{dim}", (dim,))
        return Piece(dim, ATOM, f"np.full((1, 1), {dim}, dtype=float)")

    def reduced(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        """A scalar made of vectors and matrices."""
        n, m, smaller = self.dim(), self.dim(), depth - 1
        x = lambda dim=n: self.vector(dim, smaller)
        M = lambda rows=n, cols=m: self.matrix(rows, cols, smaller)
        return self.pick(
            lambda: infix("*", turned(x()), x()),
            lambda: infix("*", infix("*", turned(x()), M(n, n)), x()),
            lambda: infix("*", infix("*", turned(x()), M(n, m)), x(m)),
            lambda: call("tr", M(n, n)),
            lambda: call("tr", infix("*", M(n, m), M(m, n))),
            lambda: call("det", self.regular(n, smaller)),
            lambda: call("logdet", self.regular(n, smaller)),
            lambda: call("log", call("det", self.definite(n, smaller))),
            lambda: call("sum", self.random.choice((x, M))()),
            lambda: call("norm1", self.random.choice((x, M))()),
            lambda: call("norm2", self.random.choice((x, M))()),
            lambda: call("normF", M()),
            lambda: power(call("norm2", x()), "2"),
            lambda: power(call("norm2", M()), "2"),
            lambda: self.entry(smaller),
            lambda: self.composite(smaller),
        )

    def entry(self, depth: int) -> Piece:
        n, m, i, j = self.dim(), self.dim(), self.random.randint(1, 2), self.random.randint(1, 2)
        if self.random.random() < 0.5:
            x = self.vector(n, depth)
            return Piece(f"{wrap(x, ATOM)}[{i}]", ATOM, f"at({x.code}, {i}, 1)")
        A = self.matrix(n, m, depth)
        return Piece(f"{wrap(A, ATOM)}[{i},{j}]", ATOM, f"at({A.code}, {i}, {j})")

    def composite(self, depth: int) -> Piece:
        """A scalar made of things with sizes such as m*n and m + n."""
        m, n, k = self.random.sample(DIMS, 3)
        M = lambda rows, cols: self.matrix(rows, cols, depth)
        K = Piece(f"commutation({m}, {n})", ATOM, f"K({m}, {n})")
        product, total = ("*", m, n), ("+", m, n)
        return self.pick(
            lambda: infix("*", turned(self.vector(product, depth)), self.vector(product, depth)),
            lambda: infix("*", infix("*", turned(self.vector(product, depth)), K), call("vec", M(m, n))),
            lambda: power(call("norm2", self.matrix(product, k, depth)), "2"),
            lambda: call("tr", call("kron", M(m, m), M(n, n))),
            lambda: call("sum", self.matrix(("*", m, k), ("*", n, k), depth)),
            lambda: infix("*", turned(self.vector(total, depth)), self.vector(total, depth)),
            lambda: power(call("normF", self.matrix(total, total, depth)), "2"),
            lambda: call("det", self.matrix(2, 2, depth)),
            lambda: call("det", self.matrix(3, 3, depth)),
            lambda: power(call("norm2", infix("*", call("pinv", self.named("Z", (3, 2))), self.vector(3, depth))), "2"),
            lambda: call("sum", call("pinv", self.symbol((m, n)))),
            lambda: infix("*", call("size", self.symbol((m, n))), self.vector(2, depth)),
        )

    # ---- vectors

    def vector(self, dim: Dim, depth: int) -> Piece:
        if isinstance(dim, tuple):
            return self.long_vector(dim, depth)
        if depth <= 0:
            return self.symbol((dim,))
        kinds = (self.sum, self.product, self.column, self.column, self.column)
        return self.random.choice(kinds)((dim,), depth)

    def column(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        (n,), m, smaller = axes, self.dim(), depth - 1
        if isinstance(n, int):
            return blocks([[self.scalar(smaller)] for _ in range(n)])
        x = lambda dim=n: self.vector(dim, smaller)
        ones = Piece(f"ones({n})", ATOM, f"ones({n}, 1)")
        return self.pick(
            lambda: infix("*", self.matrix(n, m, smaller), x(m)),
            lambda: infix("*", self.matrix(n, n, smaller), x()),
            lambda: turned(infix("*", turned(x(m)), self.matrix(m, n, smaller))),
            lambda: call("diag", self.matrix(n, n, smaller), code="diagpart"),
            lambda: call("softmax", x()),
            lambda: infix("*", self.inverse(n, smaller), x()),
            lambda: infix("+", x(), self.constant(axes)),
            lambda: infix("-", ones, x()),
            lambda: infix("*", infix("-", Piece("eye", ATOM, f"np.eye({n})"), self.matrix(n, n, smaller)), x()),
            lambda: self.exponents(axes, smaller),
        )

    def exponents(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        """A power with a vector or a matrix of exponents."""
        exponent = self.symbol(axes)
        base = self.positive(self.random.choice((axes, ())), depth)
        return Piece(f"{wrap(base, ATOM)}.^{exponent.text}", POSTFIX, f"({base.code} ** {exponent.code})")

    def long_vector(self, dim: Dim, depth: int) -> Piece:
        """A vector of length m*n or m + n."""
        (kind, m, n), smaller = dim, max(depth - 1, 0)
        if depth > 1 and self.random.random() < 0.4:
            return self.random.choice((self.sum, self.product))((dim,), depth)
        if kind == "+":
            return blocks([[self.vector(m, smaller)], [self.vector(n, smaller)]])
        return self.pick(
            lambda: call("vec", self.matrix(m, n, smaller)),
            lambda: call("kron", self.vector(n, smaller), self.vector(m, smaller)),
            lambda: call("vec", self.matrix(n, m, smaller)),
        )

    # ---- matrices

    def matrix(self, m: Dim, n: Dim, depth: int) -> Piece:
        if isinstance(m, tuple) or isinstance(n, tuple):
            return self.large_matrix(m, n, depth)
        if depth <= 0:
            return self.symbol((m, n)) if self.random.random() < 0.7 else turned(self.symbol((n, m)))
        kinds = [self.sum, self.product, self.array, self.array, self.array]
        return self.random.choice(kinds + [self.square] * 2 * (m == n))((m, n), depth)

    def array(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        (m, n), k, smaller = axes, self.dim(), depth - 1
        if isinstance(m, int) and isinstance(n, int):
            return blocks([[self.scalar(smaller) for _ in range(n)] for _ in range(m)])
        M = lambda rows=m, cols=n: self.matrix(rows, cols, smaller)
        ones = Piece(f"ones({m}, {n})", ATOM, f"ones({m}, {n})")
        zeros = Piece(f"zeros({m}, {n})", ATOM, f"(0 * ones({m}, {n}))")
        return self.pick(
            lambda: infix("*", M(m, k), M(k, n)),
            lambda: infix("*", M(m, k), M(k, n)),
            lambda: infix("*", self.vector(m, smaller), turned(self.vector(n, smaller))),
            lambda: turned(M(n, m)),
            lambda: infix("+", M(), self.constant(axes)),
            lambda: infix("-", ones, M()),
            lambda: infix("+", zeros, M()),
            lambda: infix("*", call("diag", self.vector(m, smaller)), M()),
            lambda: infix("*", M(), call("diag", self.vector(n, smaller))),
            lambda: infix("*", self.inverse(m, smaller), M()),
        )

    def square(self, axes: tuple[Dim, ...], depth: int) -> Piece:
        n, smaller = axes[0], depth - 1
        if isinstance(n, int):
            return self.array(axes, depth)
        M = self.matrix(n, n, smaller)
        eye = Piece("eye", ATOM, f"np.eye({n})")
        return self.pick(
            lambda: self.inverse(n, smaller),
            lambda: matrix_power(M, self.random.choice("234")),
            lambda: call("diag", self.vector(n, smaller)),
            lambda: infix("-", eye, M),
            lambda: infix("+", M, scaled(self.scalar(smaller), eye)),
            lambda: infix("+", M, Piece(f"eye({n})", ATOM, f"np.eye({n})")),
            lambda: infix("*", M, turned(self.matrix(n, n, smaller))),
            lambda: self.definite(n, smaller),
            lambda: infix(".*", M, eye),
        )

    def inverse(self, n: Dim, depth: int) -> Piece:
        R = self.regular(n, depth)
        return self.pick(
            lambda: call("inv", R),
            lambda: matrix_power(R, "-1"),
            lambda: matrix_power(R, "-T"),
            lambda: matrix_power(R, "(-2)"),
            lambda: call("pinv", self.definite(n, depth)),
        )

    def regular(self, n: Dim, depth: int) -> Piece:
        """An invertible matrix."""
        if depth <= 0:
            return self.pick(
                lambda: self.named("R", (n, n)),
                lambda: self.named("L", (n, n)),
                lambda: self.named("S", (n, n)),
                lambda: self.preferred(n),
            )
        return self.random.choice((self.definite, self.definite, self.regular))(n, depth - 1)

    def preferred(self, n: Dim) -> Piece:
        """The variable where it is a square matrix, moved away from singular ones."""
        A = self.symbol((n, n))
        return infix("+", A, Piece(f"5*eye({n})", PRODUCT, f"5 * np.eye({n})"))

    def definite(self, n: Dim, depth: int) -> Piece:
        """A positive definite matrix."""
        if depth <= 0:
            return self.named("S", (n, n))
        m, smaller = self.dim(), depth - 1
        A, eye = self.matrix(m, n, smaller), Piece("eye", ATOM, f"np.eye({n})")
        x = self.vector(n, smaller)
        return self.pick(
            lambda: infix("+", infix("*", turned(A), A), eye),
            lambda: infix("+", self.named("S", (n, n)), infix("*", x, turned(x))),
            lambda: infix("+", self.definite(n, smaller), call("diag", self.positive((n,), smaller))),
            lambda: infix("+", scaled(self.positive((), 0), eye), infix("*", turned(A), A)),
        )

    def large_matrix(self, m: Dim, n: Dim, depth: int) -> Piece:
        """A Kronecker product or a matrix of blocks."""
        smaller = max(depth - 1, 0)
        if depth > 1 and self.random.random() < 0.4:
            return self.random.choice((self.sum, self.product))((m, n), depth)
        rows = m[1:] if isinstance(m, tuple) else (m,)
        cols = n[1:] if isinstance(n, tuple) else (n,)
        if (m if isinstance(m, tuple) else n)[0] == "+":
            return blocks(
                [[self.cell(row, col, i, j, smaller) for j, col in enumerate(cols)] for i, row in enumerate(rows)]
            )
        if len(rows) == len(cols) == 2:
            return call("kron", self.matrix(rows[0], cols[0], smaller), self.matrix(rows[1], cols[1], smaller))
        if len(rows) == 2:
            return call("kron", self.matrix(rows[0], n, smaller), self.vector(rows[1], smaller))
        return call("kron", turned(self.vector(cols[0], smaller)), self.matrix(m, cols[1], smaller))

    def cell(self, row: Dim, col: Dim, i: int, j: int, depth: int) -> Piece:
        if (i, j) == (0, 1) and self.random.random() < 0.3:
            return Piece("0", ATOM, f"(0 * ones({row}, {col}))")
        return self.matrix(row, col, depth)


# ---- whole questions


def formulas(seed: str, count: int) -> Iterator[Formula]:
    """Random formulas with their variables: all kinds of output by all kinds of variable in turn, some twice derived."""
    random = Random(seed)
    for place in range(count):
        output, by = divmod(place % 9, 3)
        yield next(filter(None, (_attempt(random, output, by, place) for _ in range(500))))


def _attempt(random: Random, output: int, by: int, place: int) -> Formula | None:
    """A formula that contains its variables and has a moderate value at some points, if this draw gives one."""
    twice = (output == 0 and place % 4 == 3) or place % 18 == 13
    wanted = dict(_variable(random, by) for _ in range(1))
    if twice and random.random() < 0.5:
        wanted |= dict([_variable(random, random.randrange(2))])
    drawer = Drawer(random, wanted)
    piece = _drawn(drawer, output, random.randint(1, 3 if twice else 5))
    words = set(piece.text.replace("'", " ").translate(str.maketrans(dict.fromkeys("+-*/.^()[],;", " "))).split())
    if not set(wanted) <= words or len(piece.text) > 160:
        return None
    names = list(wanted)
    variables = tuple((names * 2)[:2] if twice else names)
    shapes = {name: " ".join(map(str, axes)) for name, axes in drawer.used.items()}
    assume = {name: FACTS[name[0]] for name in drawer.used if name[0] in FACTS}
    found = Formula(piece.text, shapes, assume, variables, piece.code)
    return found if all(_moderate(found, sizes) for sizes in ASSIGNMENTS) else None


def _variable(random: Random, by: int) -> tuple[str, tuple[Dim, ...]]:
    n, m = random.sample(DIMS, 2)
    square = by == 2 and random.random() < 0.5
    letters = SQUARE_NAMES if square else NAMES[by]
    letter = random.choice([letter for letter in letters if letter in VARIABLES])
    axes: tuple[Dim, ...] = ((), (n,), (n, n) if square else (m, n))[by]
    return letter + "".join(map(str, axes[:1] if square else axes)), axes


def _drawn(drawer: Drawer, output: int, depth: int) -> Piece:
    """A formula whose value is a scalar, a vector (now and then a row) or a matrix."""
    random = drawer.random
    m, n, k = random.sample(DIMS, 3)
    if output == 0:
        return drawer.scalar(depth)
    if output == 1:
        piece = drawer.vector(random.choice((m, m, m, 2, ("*", m, n), ("+", m, n))), depth)
        return turned(piece) if random.random() < 0.15 else piece
    shape = random.choice(((m, n), (m, n), (n, n), (n, n), (2, 2), (("*", m, k), n), (("+", m, k), ("+", m, k))))
    return drawer.matrix(*shape, depth)


def value(formula: Formula, point: dict[str, np.ndarray], sizes: Sizes) -> np.ndarray:
    """The value of the NumPy form, a matrix."""
    given = {name: np.reshape(x, (*x.shape, 1, 1)[: max(2, x.ndim)]) for name, x in point.items()}
    with np.errstate(all="ignore"):
        return np.asarray(eval(formula.code, {**NUMPY, **sizes, **given}))


def _moderate(formula: Formula, sizes: Sizes) -> bool:
    found = points(formula.shapes, formula.assume, sizes, 1)
    values = [value(formula, next(found), sizes) for _ in range(2)]
    return all(np.all(np.isfinite(x)) and not np.iscomplexobj(x) and np.max(np.abs(x)) < 1e4 for x in values)
