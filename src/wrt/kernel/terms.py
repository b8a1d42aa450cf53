"""What each operator means: the entries of terms as sums of products, and their derivatives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from itertools import count, permutations, product
from typing import Any

from wrt.kernel.algebra import (
    POWER,
    Atom,
    Poly,
    Raw,
    apply,
    atom,
    delta,
    dimension,
    entry,
    finish,
    multiply,
    number,
    one,
    opened,
    power,
    raised,
    scale,
)
from wrt.kernel.places import (
    STORE,
    Axis,
    Place,
    Rejected,
    Size,
    axis,
    compound,
    counted,
    extent,
    fits,
    indices,
    join,
    moved,
    partition,
    places,
    position,
    split,
    within,
)

Term = tuple[Any, ...]


class Array:
    """A lowered term: how its axes are divided, and the entry at a row and a column."""

    def __init__(self, rows: Axis, cols: Axis, entry: Callable[[Place, Place], list[Raw]]) -> None:
        self.rows, self.cols, self.entry = rows, cols, entry
        self.wide = bool(rows or cols)

    def at(self, i: Place, j: Place) -> list[Raw]:
        """The entry, with new names for what it sums over."""
        STORE.spend(1)
        if not (fits(i, self.rows) and fits(j, self.cols)):
            raise Rejected("a place that does not fit its axis")
        return self.entry(i, j)


def scalar(a: Array) -> Poly:
    if a.wide:
        raise Rejected("a scalar is wanted")
    return finish(a.at((), ()))


def constant(raws: list[Raw]) -> Array:
    poly = finish(raws)
    return Array((), (), lambda i, j: opened(poly))


def total(f: Callable[..., list[Raw]], *axes: Axis) -> list[Raw]:
    """The sum of f at all places of the axes."""
    found: list[Raw] = []
    for at in product(*[list(places(a, STORE.names)) for a in axes]):
        bound = frozenset(i for place in at for i in indices(place))
        found += [(c, factors, b | bound) for c, factors, b in f(*at)]
    return found


def transpose(a: Array) -> Array:
    return Array(a.cols, a.rows, lambda i, j: a.at(j, i))


def add(a: Array, b: Array) -> Array:
    return Array(join(a.rows, b.rows), join(a.cols, b.cols), lambda i, j: a.at(i, j) + b.at(i, j))


def entrywise(f: Callable[..., list[Raw]], *arrays: Array) -> Array:
    """A function of the entries; a scalar goes with every entry."""
    wide = [a for a in arrays if a.wide] or [arrays[0]]
    rows, cols = reduce(join, [a.rows for a in wide]), reduce(join, [a.cols for a in wide])
    return Array(rows, cols, lambda i, j: f(*[a.at(i, j) if a.wide else a.at((), ()) for a in arrays]))


def matmul(a: Array, b: Array) -> Array:
    if not a.wide or not b.wide:
        return entrywise(multiply, a, b)
    inner = join(a.cols, b.rows)
    return Array(a.rows, b.cols, lambda i, j: total(lambda k: multiply(a.at(i, k), b.at(k, j)), inner))


def kron(a: Array, b: Array) -> Array:
    def entry(i: Place, j: Place) -> list[Raw]:
        (p, r), (q, s) = split(i, a.rows, b.rows), split(j, a.cols, b.cols)
        return multiply(a.at(p, q), b.at(r, s))

    return Array(compound(a.rows, b.rows), compound(a.cols, b.cols), entry)


def vec(a: Array) -> Array:
    return Array(compound(a.cols, a.rows), (), lambda i, j: a.at(*split(i, a.cols, a.rows)[::-1]))


def commutation(m: Axis, n: Axis) -> Array:
    return Array(compound(m, n), compound(n, m), lambda i, j: multiply(
        *map(delta, split(i, m, n), split(j, n, m)[::-1])))  # fmt: skip


def diag(a: Array) -> Array:
    column = a if a.rows else transpose(a)
    if column.cols:
        raise Rejected("a vector is wanted")
    return Array(column.rows, column.rows, lambda i, j: multiply(delta(i, j), column.at(i, ())))


def block(counts: tuple[int, int], *cells: Array) -> Array:
    """Arrays side by side and below each other."""
    height, width = counts
    if height * width != len(cells):
        raise Rejected("a block matrix with the wrong number of blocks")
    down = [reduce(join, [a.rows for a in cells[r * width : (r + 1) * width]]) for r in range(height)]
    across = [reduce(join, [a.cols for a in cells[c::width]]) for c in range(width)]

    def entry(i: Place, j: Place) -> list[Raw]:
        (r, p), (c, q) = within(i, down), within(j, across)
        return cells[r * width + c].at(p, q)

    return Array(partition(down), partition(across), entry)


def table(a: Array, axes: tuple[Axis, Axis]) -> tuple[bool, bool, Any]:
    """The entries of a matrix or of its transpose, whichever is less: whether they agree, which it is, the entries."""
    keys = []
    for rows, cols, cell in ((*axes, a.at), (*axes[::-1], transpose(a).at)):
        names = count(-1, -1)
        at = [(i, j) for i in places(rows, names) for j in places(cols, names)]
        keys.append(tuple([(i, j, tuple(sorted(finish(cell(i, j)).items()))) for i, j in at]))
    return keys[0] == keys[1], keys[1] < keys[0], min(keys)


def matrix_atom(kind: str, a: Array) -> Array:
    """An inverse or pseudoinverse as an atom that knows the entries of the matrix."""
    axes = (join(a.rows, a.cols),) * 2 if kind == "inv" else (a.rows, a.cols)
    if not a.wide and kind == "inv":
        return constant(power(scalar(a), -1))
    if counted(axes[0]) == 2 and kind == "inv":
        return small_inverse(a)
    entries = cache(lambda: table(a, axes))

    def cell(i: Place, j: Place) -> list[Raw]:
        same, turned, key = entries()
        return entry((kind, same, key), *((j, i) if turned else (i, j)))

    return Array(*axes[::-1], cell)


def small_inverse(a: Array) -> Array:
    """Of a matrix with two rows: the adjugate by the determinant."""
    at = list(places(a.rows, count()))
    below = power(scalar(determinant("det", a)), -1)

    def entry(i: Place, j: Place) -> list[Raw]:
        around = a.at(at[i == at[0]], at[i == at[0]]) if i == j else scale(a.at(i, j), -1)
        return multiply(around, opened(finish(below)))

    return Array(a.rows, a.cols, entry)


def determinant(kind: str, a: Array) -> Array:
    axis_ = join(a.rows, a.cols)
    if axis_ and counted(axis_) != 2:
        same, _, key = table(a, (axis_, axis_))
        return constant(one(atom((kind, same, key))))
    value = a.at((), ()) if not axis_ else []
    for i, j in permutations(places(axis_, count())) if axis_ else ():
        value += multiply(a.at(i, i), a.at(j, j)) if i < j else scale(multiply(a.at(i, j), a.at(j, i)), -1)
    return constant(value if kind == "det" else apply("log", finish(apply("abs", finish(value)))))


def softmax(a: Array) -> Array:
    if a.rows and a.cols:
        raise Rejected("a vector is wanted")
    up = entrywise(lambda x: apply("exp", finish(x)), a)
    below = power(finish(total(up.at, up.rows, up.cols)), -1)
    return matmul(up, constant(below))


def matrix_power(a: Array, e: Poly) -> Array:
    c = e.get((), Fraction(0))
    if set(e) - {()} or c.denominator != 1 or abs(c) > POWER:
        raise Rejected("a power of a matrix must be a small whole number")
    rows = join(a.rows, a.cols)
    return reduce(matmul, [a if c > 0 else matrix_atom("inv", a)] * abs(int(c)), Array(rows, rows, delta))


def root(raws: list[Raw]) -> list[Raw]:
    return power(finish(raws), Fraction(1, 2))


def sum_of(f: Callable[..., list[Raw]], *arrays: Array) -> Array:
    """The sum of a function of the entries of arrays of one shape."""
    if len({(extent(a.rows), extent(a.cols)) for a in arrays}) > 1:
        raise Rejected("shapes that differ")
    both = entrywise(f, *arrays)
    return constant(total(both.at, both.rows, both.cols))


OPERATORS: dict[str, tuple[int, Callable[..., Array]]] = {
    "add": (0, lambda *a: reduce(add, a)),
    "neg": (1, lambda a: entrywise(lambda x: scale(x, -1), a)),
    "mul": (0, lambda *a: reduce(matmul, a)),
    "div": (2, lambda a, s: matmul(a, constant(power(scalar(s), -1)))),
    "pow": (2, lambda a, e: matrix_power(a, scalar(e)) if a.wide else constant(raised(scalar(a), scalar(e)))),
    "T": (1, transpose),
    "had": (0, lambda *a: entrywise(multiply, *a)),
    "hdiv": (2, lambda a, b: entrywise(lambda x, y: multiply(x, power(finish(y), -1)), a, b)),
    "hpow": (2, lambda a, e: entrywise(lambda x, y: raised(finish(x), finish(y)), a, e)),
    "inv": (1, lambda a: matrix_atom("inv", a)),
    "pinv": (1, lambda a: matrix_atom("pinv", a)),
    "tr": (1, lambda a: constant(total(lambda i: a.at(i, i), join(a.rows, a.cols)))),
    "det": (1, lambda a: determinant("det", a)),
    "logdet": (1, lambda a: determinant("logdet", a)),
    "sum": (1, lambda a: sum_of(lambda x: x, a)),
    "norm1": (1, lambda a: sum_of(lambda x: apply("abs", finish(x)), a)),
    **dict.fromkeys(("norm2", "normF"), (1, lambda a: entrywise(root, sum_of(lambda x: power(finish(x), 2), a)))),
    "diag": (1, diag),
    "diagpart": (1, lambda a: Array(join(a.rows, a.cols), (), lambda i, j: a.at(i, i))),
    "vec": (1, vec),
    "kron": (0, lambda *a: reduce(kron, a)),
    "inner": (2, lambda a, b: sum_of(multiply, a, b)),
    "sqrt": (1, lambda a: entrywise(root, a)),
    "softmax": (1, softmax),
}
"""How many arguments an operator takes (0: any number), and what it makes of them."""
LEAVES: dict[str, Callable[..., Array]] = {
    "num": lambda *c: constant(number(Fraction(*c))),
    "dim": lambda n: constant(dimension(n)),
    "const": lambda name: constant(one(atom(("const", name)))),
    "eye": lambda n: Array(axis(n), axis(n), delta),
    "ones": lambda m, n: Array(axis(m), axis(n), lambda i, j: number(1)),
    "zero": lambda m, n: Array(axis(m), axis(n), lambda i, j: []),
    "basis": lambda n, k: Array(axis(n), (), lambda i, j: delta(i, position(axis(n), k))),
    "commutation": lambda m, n: commutation(axis(m), axis(n)),
    "given": lambda poly: constant(opened(dict(poly))),
}


def shape(term: Term) -> tuple[Size, Size]:
    """Rows and columns."""
    a = lower(term)
    return extent(a.rows), extent(a.cols)


def lower(term: Term) -> Array:
    """The entries of a term; where sizes clash, `Rejected`."""
    found: Array | None = STORE.lowered.get(term)
    if found is None:
        found = STORE.lowered[term] = _lower(term)
    return found


def _lower(term: Term) -> Array:
    head, *rest = term
    if head in ("sym", "d"):
        return Array(axis(rest[1]), axis(rest[2]), lambda i, j: one(atom(term, i, j)))
    if head in LEAVES:
        return LEAVES[head](*rest)
    if head in ("D", "differential"):
        return derivative(lower(rest[0]), rest[1], along=head == "differential")
    if head == "block":
        return block(rest[0], *map(lower, rest[1:]))
    if head == "entry":
        a = lower(rest[0])
        return constant(a.at(position(a.rows, rest[1]), position(a.cols, rest[2])))
    if head == "fn":
        if rest[0] in DEFINED:
            return entrywise(lambda x: lower(put_in(DEFINED[rest[0]], finish(x))).at((), ()), lower(rest[1]))
        return entrywise(lambda x: apply(rest[0], finish(x)), lower(rest[1]))
    arity, means = OPERATORS.get(head, (-1, None))
    if means is None or len(rest) != (arity or max(len(rest), 1)):
        raise Rejected(f"unknown operator {head!r:.30} of {len(rest)}")
    return means(*map(lower, rest))


# --- derivatives ---

X = ("given",)
_1, _2 = ("num", 1), ("num", 2)
SLOPES: dict[str, Term] = {
    "exp": ("fn", "exp", X),
    "log": ("div", _1, X),
    "sin": ("fn", "cos", X),
    "cos": ("neg", ("fn", "sin", X)),
    "tan": ("add", _1, ("pow", ("fn", "tan", X), _2)),
    "arcsin": ("pow", ("add", _1, ("neg", ("pow", X, _2))), ("num", -1, 2)),
    "arccos": ("neg", ("pow", ("add", _1, ("neg", ("pow", X, _2))), ("num", -1, 2))),
    "arctan": ("div", _1, ("add", _1, ("pow", X, _2))),
    "sinh": ("fn", "cosh", X),
    "cosh": ("fn", "sinh", X),
    "tanh": ("add", _1, ("neg", ("pow", ("fn", "tanh", X), _2))),
    "abs": ("fn", "sign", X),
    "sign": ("num", 0),
    "relu": ("fn", "relu", ("fn", "sign", X)),
}
DEFINED: dict[str, Term] = {
    "sigmoid": ("div", _1, ("add", _1, ("fn", "exp", ("neg", X)))),
    "softplus": ("fn", "log", ("add", _1, ("fn", "exp", X))),
}


def put_in(term: Term, poly: Poly) -> Term:
    """A term of `X` with a polynomial for it."""
    if term == X:
        return ("given", tuple(sorted(poly.items())))
    return tuple([put_in(part, poly) if isinstance(part, tuple) else part for part in term])


def derivative(f: Array, x: Term, along: bool) -> Array:
    """By a symbol or an entry of one: a matrix with f's axes and the variable's; or along d of the symbol."""
    sym = x[1] if x[0] == "entry" and not along else x
    if sym[0] != "sym":
        raise Rejected("a derivative is by a symbol or an entry of one")
    if along:
        return Array(f.rows, f.cols, lambda i, j: slope(f.at(i, j), sym, None))
    f, v = transpose(f) if f.cols and not f.rows else f, lower(sym)
    if x[0] == "entry":
        at = position(v.rows, x[2]), position(v.cols, x[3])
        return Array(f.rows, f.cols, lambda i, j: slope(f.at(i, j), sym, at))
    if not v.wide:
        return Array(f.rows, f.cols, lambda i, j: slope(f.at(i, j), sym, ((), ())))
    if not f.wide:
        return Array(v.rows, v.cols, lambda i, j: slope(f.at((), ()), sym, (i, j)))
    return Array(compound(f.cols, f.rows), compound(v.cols, v.rows), lambda i, j: slope(
        f.at(*split(i, f.cols, f.rows)[::-1]), sym, split(j, v.cols, v.rows)[::-1]))  # fmt: skip


def slope(raws: list[Raw], sym: Term, by: tuple[Place, Place] | None) -> list[Raw]:
    """The product rule: the derivative by the entry of a symbol at two places, or along d of the symbol."""
    found: list[Raw] = []
    for mono, c in finish(raws).items():
        ((d, factors, bound),) = opened({mono: c})
        for k, (a, p) in enumerate(factors):
            inner = atom_slope(a, sym, by)
            rest = [*factors[:k], *factors[k + 1 :], (a, p - 1)]
            found += multiply([(d * p, rest, bound)], inner) if inner else []
    return found


def atom_slope(a: Atom, sym: Term, by: tuple[Place, Place] | None) -> list[Raw]:
    kind = a.head[0]
    if a.head == sym:
        return one(atom(("d", *sym[1:]), *a.places)) if by is None else multiply(*map(delta, a.places, by))
    if kind in ("fn", "base"):
        inner = dict(a.inner)
        grown = slope(opened(inner), sym, by)
        return multiply(lower(put_in(SLOPES[a.head[1]], inner)).at((), ()), grown) if kind == "fn" and grown else grown
    if kind in ("inv", "det", "logdet", "pinv"):
        return matrix_slope(a, sym, by)
    return []


def matrix_slope(a: Atom, sym: Term, by: tuple[Place, Place] | None) -> list[Raw]:
    """d inv(E), d det(E) and d log|det(E)|, from the entries of E."""
    kind, same, key = a.head
    found: list[Raw] = []
    for i, j, cell in key:
        new = {x: (1, next(STORE.names), x[2]) for place in (i, j) for x in indices(place)}
        to = {x: (y,) for x, y in new.items()}
        p, q = moved(i, to), moved(j, to)
        grown = slope(opened(dict(cell), to), sym, by)
        if grown and kind == "pinv":
            raise Rejected("no derivative of a pseudoinverse")
        head = ("inv", same, key)
        if kind == "inv":
            around = multiply(number(-1), entry(head, a.places[0], p), entry(head, q, a.places[1]))
        else:
            around = multiply(one(a) if kind == "det" else number(1), entry(head, q, p))
        found += [(c, f, b | frozenset(new.values())) for c, f, b in multiply(around, grown)] if grown else []
    return found
