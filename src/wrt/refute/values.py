"""The value of an expression, as written or in normal form, at a point: exact in every field, derivatives included."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias

from wrt.expr.dims import value as size_of
from wrt.expr.layout import kind
from wrt.expr.node import Node, free_symbols, postorder
from wrt.refute import linear
from wrt.refute.fields import RATIONAL, UNKNOWN, NotRational, Number, Undefined
from wrt.refute.jets import Calculus, Jet, coefficient, constant, terms_of
from wrt.refute.linear import Matrix, is_scalar, times, transpose

Point: TypeAlias = Mapping[str, Matrix]
Sizes: TypeAlias = Mapping[str, int]
LARGEST_POWER = 1000  # of a matrix
CLOSED = frozenset(("D", "differential"))


def evaluate(node: Node, point: Point, sizes: Sizes, field: Any = RATIONAL) -> Matrix:
    """The value of an expression as rows of numbers of the field (a vector has one column, a scalar is 1×1).

    `point` has a matrix for every symbol by name (and "dX" for the differential of X, where one occurs), in numbers
    of the field, `sizes` a number for every dimension.  Raises Undefined where the expression has no value there (a
    singular matrix, a quotient by 0, a derivative at a kink), NotRational where the field cannot hold the value.

    >>> from wrt.expr import build as b
    >>> evaluate(b.inv(b.sym("A", "n", "n")), {"A": [[2, 0], [1, 1]]}, {"n": 2})
    [[Fraction(1, 2), 0], [Fraction(-1, 2), 1]]
    """
    with field.context():
        value = _Evaluation(field, sizes, point, 0).value(node)
        if any(x is UNKNOWN for row in value for x in row):
            raise NotRational
        return value


class _Evaluation:
    """One point; derivatives are evaluated at copies of it with jets for entries, one level deeper each."""

    def __init__(self, field: Any, sizes: Sizes, point: Point, level: int) -> None:
        self.field, self.sizes, self.point, self.level = field, sizes, point, level
        self.calculus = Calculus(field)
        self.known: dict[Node, Matrix] = {}

    def value(self, root: Node) -> Matrix:
        for node in postorder(root, closed=CLOSED):
            if node not in self.known:
                rule = RULES.get(node.op)
                if rule is None:
                    raise NotRational(f"no value is known for {node.op}")
                self.known[node] = rule(self, node)
        return self.known[root]

    def args(self, node: Node) -> list[Matrix]:
        return [self.known[arg] for arg in node.args]

    def size(self, dim: Any) -> int:
        return size_of(dim, self.sizes)

    def number(self, value: Any) -> Matrix:
        return [[self.field.number(value)]]

    def entrywise(self, function: Callable[[Number], Number], A: Matrix) -> Matrix:
        return [[function(x) for x in row] for row in A]

    def exponent(self, node: Node) -> Matrix:
        """The value of an exponent; whole numbers must stay whole where numbers are taken modulo a prime."""
        if self.field.ordered:
            return self.known[node]
        if free_symbols(node):
            return linear.filled(self.size(node.rows), self.size(node.cols), UNKNOWN)
        return evaluate(node, {}, self.sizes)

    def paired(self, f: Callable[[Number, Number], Number], A: Matrix, B: Matrix) -> Matrix:
        """Entry by entry; a scalar goes with anything."""
        if is_scalar(A):
            return [[f(A[0][0], y) for y in row] for row in B]
        if is_scalar(B):
            return [[f(x, B[0][0]) for x in row] for row in A]
        return [[f(x, y) for x, y in zip(r, s, strict=True)] for r, s in zip(A, B, strict=True)]

    def quotient(self, x: Number, y: Number) -> Number:
        return self.calculus.reduce(x * self.calculus.invert(y))

    def product(self, x: Number, y: Number) -> Number:
        return self.calculus.reduce(x * y)

    def total(self, A: Matrix) -> Number:
        return self.calculus.reduce(sum([x for row in A for x in row], 0))

    def negated(self, node: Node) -> Matrix:
        return linear.scaled(self.calculus, -1, self.known[node])

    def applied(self, name: str, node: Node) -> Matrix:
        return self.entrywise(lambda x: self.calculus.apply(name, x), self.known[node])

    def deeper(self, root: Node, seeds: Mapping[str, Matrix], levels: int) -> Matrix:
        """The value with jets for some symbols."""
        return _Evaluation(self.field, self.sizes, {**self.point, **seeds}, self.level + levels).value(root)


# ---- leaves


def _symbol(self: _Evaluation, node: Node) -> Matrix:
    return self.point[node.value[0]]


def _basis(self: _Evaluation, node: Node) -> Matrix:
    n = self.size(node.rows)
    if node.value > n:
        raise Undefined
    return [[int(i + 1 == node.value)] for i in range(n)]


def _commutation(self: _Evaluation, node: Node) -> Matrix:
    """K with K*vec(A) = vec(A') for A of m rows and n columns."""
    m, n = map(self.size, node.value)
    K = linear.filled(m * n, m * n, 0)
    for i, j in product(range(m), range(n)):
        K[j + n * i][i + m * j] = 1
    return K


# ---- algebra


def _product(self: _Evaluation, node: Node) -> Matrix:
    result, *others = self.args(node)
    for other in others:
        result = times(self.calculus, result, other)
    return result


def _hadamard(self: _Evaluation, node: Node) -> Matrix:
    result, *others = self.args(node)
    for other in others:
        result = self.paired(self.product, result, other)
    return result


def _power(self: _Evaluation, node: Node) -> Matrix:
    """A whole power of a square matrix, or any power of a scalar; norms and roots are squared exactly."""
    base, power = self.known[node.args[0]], self.exponent(node.args[1])[0][0]
    if node.args[0].is_scalar:
        squared = _squared(self, node.args[0]) if not isinstance(power, Jet) and power is not UNKNOWN else None
        if squared is not None and power == int(power) and int(power) % 2 == 0:
            return [[self.calculus.raised(squared, int(power) // 2)]]
        return [[self.calculus.power(base[0][0], power)]]
    if power is UNKNOWN or isinstance(power, Jet) or power != int(power) or abs(power) > LARGEST_POWER:
        raise NotRational
    return _matrix_power(self, base, int(power))


def _matrix_power(self: _Evaluation, A: Matrix, k: int) -> Matrix:
    if k < 0:
        return _matrix_power(self, linear.inverse(self.calculus, A), -k)
    result = linear.identity(len(A))
    for _ in range(k):
        result = times(self.calculus, result, A)
    return result


def _squared(self: _Evaluation, node: Node) -> Number | None:
    """The square of a norm or root, which is rational where the norm itself is not; None for anything else."""
    if node.op in ("norm2", "normF"):
        return _square_sum(self, self.known[node.args[0]])
    if node.op == "sqrt":
        inner = self.known[node.args[0]][0][0]
        self.calculus.sqrt(inner)  # has a value only where the root has one
        return inner
    return None


def _entrywise_power(self: _Evaluation, node: Node) -> Matrix:
    return self.paired(self.calculus.power, self.known[node.args[0]], self.exponent(node.args[1]))


# ---- functions of arrays


def _square_sum(self: _Evaluation, A: Matrix) -> Number:
    return self.calculus.reduce(sum([x * x for row in A for x in row], 0))


def _norm(self: _Evaluation, node: Node) -> Matrix:
    return [[self.calculus.sqrt(_square_sum(self, self.known[node.args[0]]))]]


def _logdet(self: _Evaluation, node: Node) -> Matrix:
    """log|det|, whose slope is rational where it is not."""
    found = linear.det(self.calculus, self.known[node.args[0]])
    if not self.calculus.is_unit(found):
        raise Undefined
    if self.field.ordered and constant(found) < 0:
        found = -found
    return [[self.calculus.apply("log", found)]]


def _softmax(self: _Evaluation, node: Node) -> Matrix:
    """exp(x - c)/sum for a number c: rational where all entries are c."""
    x = self.known[node.args[0]]
    c = constant(x[0][0])
    powers = self.entrywise(lambda y: self.calculus.apply("exp", self.calculus.reduce(y - c)), x)
    if any(part is UNKNOWN for row in powers for y in row for part in terms_of(y).values()):
        raise NotRational
    return linear.scaled(self.calculus, self.calculus.invert(self.total(powers)), powers)


def _diag(self: _Evaluation, node: Node) -> Matrix:
    entries = [y for row in self.known[node.args[0]] for y in row]
    return [[y if i == j else 0 for j in range(len(entries))] for i, y in enumerate(entries)]


def _kron(self: _Evaluation, node: Node) -> Matrix:
    result, *others = self.args(node)
    for B in others:
        result = [[self.product(x, y) for x in r for y in s] for r in result for s in B]
    return result


def _entry(self: _Evaluation, node: Node) -> Matrix:
    (A,), (i, j) = self.args(node), node.value
    if i > len(A) or j > len(A[0]):
        raise Undefined
    return [[A[i - 1][j - 1]]]


def _block(self: _Evaluation, node: Node) -> Matrix:
    cells, (rows, cols) = self.args(node), node.value
    result: Matrix = []
    for i in range(rows):
        band = cells[i * cols : (i + 1) * cols]
        result += [[x for row in line for x in row] for line in zip(*band, strict=True)]
    return result


# ---- derivatives


def _differential(self: _Evaluation, node: Node) -> Matrix:
    """d(E) where the differential of x is the value of dx."""
    root, x = node.args
    name, level = x.value[0], self.level + 1
    change = self.point["d" + name]
    seed = linear.plus(self.calculus, self.point[name], _infinitesimal(change, level))
    found = self.deeper(root, {name: seed}, 1)
    return self.entrywise(lambda y: coefficient(y, level, 0), found)


def _infinitesimal(change: Matrix, level: int) -> Matrix:
    """The matrix times e[level, 0]."""
    return [[Jet({(): 0}) + x * Jet({((level, 0),): 1}) for x in row] for row in change]


def _derivative(self: _Evaluation, node: Node) -> Matrix:
    """The derivative as its layout writes it; what is stacked is stacked column by column, the function first."""
    function, *variables = node.args
    entries = _partials(self, function, variables)
    rows, cols = self.size(node.rows), self.size(node.cols)
    form = kind((function.rows, function.cols), [(v.rows, v.cols) for v in variables])
    if node.value in TURNED.get(form, ()):
        return transpose(_folded(entries, cols, rows))
    return _folded(entries, rows, cols)


# by kind of derivative the layouts that transpose it
TURNED = {"gradient": ("numerator",), "tangent": ("denominator",), "jacobian": ("denominator",)}


def _partials(self: _Evaluation, function: Node, variables: Sequence[Node]) -> list[Number]:
    """All partial derivatives: by the last variable outermost, the entries of the function innermost."""
    seeds: dict[str, Matrix] = {}
    counts = []
    for level, variable in enumerate(variables, self.level + 1):
        base = variable.args[0] if variable.op == "entry" else variable
        name = base.value[0]
        seeds[name], count = _seeded(seeds.get(name, self.point[name]), level, variable)
        counts.append(count)
    found = self.deeper(function, seeds, len(variables))
    entries = [x for column in transpose(found) for x in column]
    for level, count in enumerate(counts, self.level + 1):
        entries = [coefficient(x, level, k) for k in range(count) for x in entries]
    return entries


def _seeded(A: Matrix, level: int, variable: Node) -> tuple[Matrix, int]:
    """The matrix with an infinitesimal of its own added to every entry (or to the one entry), and how many."""
    rows, cols = len(A), len(A[0])
    places = [(i, j) for j in range(cols) for i in range(rows)]
    if variable.op == "entry":
        i, j = variable.value
        if i > rows or j > cols:
            raise Undefined
        places = [(i - 1, j - 1)]
    seeded = [list(row) for row in A]
    for k, (i, j) in enumerate(places):
        seeded[i][j] = Jet({(): 0, ((level, k),): 1}) + seeded[i][j]
    return seeded, len(places)


def _folded(entries: list[Number], rows: int, cols: int) -> Matrix:
    """Entries stacked column by column as a matrix."""
    return [[entries[i + rows * j] for j in range(cols)] for i in range(rows)]


RULES: dict[str, Callable[[_Evaluation, Node], Matrix]] = {
    "sym": _symbol,
    "d": lambda self, node: self.point["d" + node.value[0]],
    "num": lambda self, node: self.number(node.value),
    "dim": lambda self, node: self.number(self.size(node.value)),
    "const": lambda self, node: [[self.field.pi]],
    "eye": lambda self, node: linear.identity(self.size(node.rows)),
    "ones": lambda self, node: linear.filled(self.size(node.rows), self.size(node.cols), 1),
    "zero": lambda self, node: linear.filled(self.size(node.rows), self.size(node.cols), 0),
    "basis": _basis,
    "commutation": _commutation,
    "add": lambda self, node: linear.plus(self.calculus, *self.args(node)),
    "sub": lambda self, node: linear.plus(self.calculus, self.known[node.args[0]], self.negated(node.args[1])),
    "neg": lambda self, node: self.negated(node.args[0]),
    "mul": _product,
    "div": lambda self, node: self.paired(self.quotient, *self.args(node)),
    "pow": _power,
    "mpow": lambda self, node: _matrix_power(self, self.known[node.args[0]], node.value),
    "had": _hadamard,
    "hdiv": lambda self, node: self.paired(self.quotient, *self.args(node)),
    "hpow": _entrywise_power,
    "inner": lambda self, node: [[self.total(self.paired(self.product, *self.args(node)))]],
    "T": lambda self, node: transpose(self.known[node.args[0]]),
    "inv": lambda self, node: linear.inverse(self.calculus, self.known[node.args[0]]),
    "pinv": lambda self, node: linear.pinv(self.calculus, self.known[node.args[0]]),
    "tr": lambda self, node: [[self.total([[row[i] for i, row in enumerate(self.known[node.args[0]])]])]],
    "det": lambda self, node: [[linear.det(self.calculus, self.known[node.args[0]])]],
    "logdet": _logdet,
    "sum": lambda self, node: [[self.total(self.known[node.args[0]])]],
    "norm1": lambda self, node: [[self.total(self.applied("abs", node.args[0]))]],
    "norm2": _norm,
    "normF": _norm,
    "diag": _diag,
    "diagpart": lambda self, node: [[row[i]] for i, row in enumerate(self.known[node.args[0]])],
    "vec": lambda self, node: [[x] for column in transpose(self.known[node.args[0]]) for x in column],
    "kron": _kron,
    "sqrt": lambda self, node: self.entrywise(self.calculus.sqrt, self.known[node.args[0]]),
    "softmax": _softmax,
    "fn": lambda self, node: self.applied(node.value, node.args[0]),
    "entry": _entry,
    "block": _block,
    "D": _derivative,
    "differential": _differential,
}
