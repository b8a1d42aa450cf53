"""The kernel: what operators mean, entries in numbers against NumPy."""

from __future__ import annotations

import random
from itertools import count, product

import numpy as np
import pytest

from kernel_terms import T, add, inv, mul, neg, num
from wrt import kernel
from wrt.kernel.algebra import finish, own
from wrt.kernel.check import read
from wrt.kernel.places import STORE, indices, places
from wrt.kernel.terms import lower

# --- what the operators mean: entries in numbers against NumPy ---

rng = np.random.default_rng(0)
a23, b23, c22, d22, v3, k1 = (
    rng.uniform(0.2, 1.5, shape) for shape in ((2, 3), (2, 3), (2, 2), (2, 2), (3, 1), (1, 1))
)
VALUES = {"a": a23, "b": b23, "c": c22, "d": d22, "v": v3, "k": k1}
sym = lambda name: ["sym", name, *VALUES[name].shape]
a, b, c, d, v, k = map(sym, "abcdvk")
FUNCTIONS = {
    "cos": np.cos,
    "exp": np.exp,
    "log": np.log,
    "abs": np.abs,
    "sin": np.sin,
    "tanh": np.tanh,
    "sign": np.sign,
}


SIZES = {"n": 3, "m": 2}


def size(dim):
    return sum(c * int(np.prod([SIZES[name] for name in names])) for names, c in dim)


def number(poly, at=None):
    """A polynomial in numbers, for numbers in the place of its free indices: what it sums over is summed."""
    total = 0.0
    for mono, coefficient in poly.items():
        bound = sorted(own(mono))
        for where in product(*[range(size(i[2])) for i in bound]):
            here = {**(at or {}), **dict(zip(bound, where))}
            total += float(coefficient) * np.prod([value(atom, here) ** float(power) for atom, power in mono])
    return total


def place(digits, at):
    """Which place, from 0, on an axis."""
    found = 0
    for digit in digits:
        found = found * size(digit[2]) + (at[digit] if digit[0] else size(digit[1]) + place(digit[4], at))
    return found


def value(atom, at):
    kind, *rest = atom.head
    slots = tuple(place(digits, at) for digits in atom.places)
    if kind == "sym":
        return symbol(*rest)[slots]
    if kind in ("base", "fn"):
        inner = number(dict(atom.inner), at)
        return inner if kind == "base" else FUNCTIONS[rest[0]](inner)
    if kind in ("inv", "det", "logdet"):
        matrix = filled(rest[1])
        return np.linalg.inv(matrix)[slots] if kind == "inv" else OTHER[kind](matrix)
    return {"delta": lambda: float(slots[0] == slots[1]), "num": lambda: rest[0], "dim": lambda: SIZES[rest[0]]}[kind]()


OTHER = {"det": np.linalg.det, "logdet": lambda a: np.linalg.slogdet(a)[1]}


def symbol(name, rows, cols):
    if name not in VALUES:
        own_rng = np.random.default_rng(list(name.encode()))
        VALUES[name] = own_rng.uniform(0.2, 0.9, (size(rows), size(cols))) + 2 * np.eye(size(rows), size(cols))
    return VALUES[name]


def filled(cells):
    """The matrix of cells whose places have indices."""
    found = {}
    for i, j, poly in cells:
        free = sorted(set(indices(i)) | set(indices(j)))
        for where in product(*[range(size(digit[2])) for digit in free]):
            at = dict(zip(free, where))
            found[place(i, at), place(j, at)] = number(dict(poly), at)
    return np.array([[found[i, j] for j in sorted({j for _, j in found})] for i in sorted({i for i, _ in found})])


def entries(data):
    STORE.renew()
    found = lower(read(data))
    names = count(-1, -1)
    return filled(
        [(i, j, finish(found.at(i, j))) for i in places(found.rows, names) for j in places(found.cols, names)]
    )


vec = lambda m: m.reshape(-1, 1, order="F")
MEANINGS = [
    (add(a, b, neg(a)), b23),
    (mul(T(a), b), a23.T @ b23),
    (mul(k, a, v), k1 * (a23 @ v3)),
    (mul(T(v), v, a), (v3.T @ v3) * a23),
    (["div", a, k], a23 / k1),
    (["pow", k, num(5, 2)], k1**2.5),
    (["pow", c, num(3)], c22 @ c22 @ c22),
    (["pow", c, num(-1)], np.linalg.inv(c22)),
    (["had", a, b], a23 * b23),
    (["hdiv", a, b], a23 / b23),
    (["hpow", a, num(-1, 2)], a23**-0.5),
    (["hpow", a, b], a23**b23),
    (["hpow", k, a], k1**a23),
    (inv(c), np.linalg.inv(c22)),
    (["tr", c], [[np.trace(c22)]]),
    (["det", c], [[np.linalg.det(c22)]]),
    (["logdet", c], [[np.linalg.slogdet(c22)[1]]]),
    (["sum", a], [[a23.sum()]]),
    (["norm1", add(a, neg(b))], [[np.abs(a23 - b23).sum()]]),
    (["norm2", a], [[np.linalg.norm(a23)]]),
    (["normF", a], [[np.linalg.norm(a23)]]),
    (["diag", v], np.diag(v3[:, 0])),
    (["diag", T(v)], np.diag(v3[:, 0])),
    (["diagpart", c], np.diag(c22)[:, None]),
    (["vec", a], vec(a23)),
    (["kron", a, c], np.kron(a23, c22)),
    (["kron", v, T(v), c], np.kron(np.kron(v3, v3.T), c22)),
    (["inner", a, b], [[(a23 * b23).sum()]]),
    (["sqrt", a], np.sqrt(a23)),
    (["softmax", v], np.exp(v3) / np.exp(v3).sum()),
    (["fn", "tanh", a], np.tanh(a23)),
    (["fn", "sin", neg(a)], np.sin(-a23)),
    (["entry", a, 2, 3], [[a23[1, 2]]]),
    (["block", [2, 2], a, c, T(v), ["ones", 1, 2]], np.block([[a23, c22], [v3.T, np.ones((1, 2))]])),
    (mul(["commutation", 2, 3], ["vec", a]), vec(a23.T)),
    (mul(a, ["basis", 3, 2]), a23[:, [1]]),
    (add(c, ["eye", 2], ["zero", 2, 2]), c22 + np.eye(2)),
    (["dim", ["+", 2, 5]], [[7.0]]),
    (["D", mul(a, v), v], a23),
    (["D", mul(T(v), v), v], 2 * v3),
    (["D", mul(c, ["sym", "d", 2, 2]), d], np.kron(np.eye(2), c22)),
    (["D", ["vec", T(a)], a], np.eye(6)[[0, 2, 4, 1, 3, 5]]),
    (["D", ["fn", "log", k], k], 1 / k1),
    (["D", ["pow", k, k], k], k1**k1 * (np.log(k1) + 1)),
    (
        ["D", ["softmax", v], v],
        np.diag(np.exp(v3)[:, 0]) / np.exp(v3).sum() - np.exp(v3 + v3.T) / np.exp(v3).sum() ** 2,
    ),
    (["D", ["sum", ["had", a, a]], ["entry", a, 1, 2]], [[2 * a23[0, 1]]]),
    (["D", ["D", mul(T(v), v, T(v), v), v], v], 8 * v3 @ v3.T + 4 * (v3.T @ v3) * np.eye(3)),
]


@pytest.mark.parametrize(("data", "wanted"), MEANINGS, ids=lambda p: str(p)[:40] if isinstance(p, list) else "")
def test_an_operator_means_what_numpy_says(data, wanted):
    assert np.allclose(entries(data), wanted)


def term_of(pick, rows, cols, depth):
    """A random term that NumPy can evaluate too, and its value."""
    if depth == 0:
        data = ["sym", f"{pick.choice('GH')}{rows}{cols}", rows, cols]
        return data, symbol(data[1], *read(data)[2:])
    if rows == cols == 1:
        kinds = ("tr", "sum", "norm2", "pow", "logdet", "det", "inner", "div", "fn", "softplus")
    else:
        kinds = ("add", "mul", "had", "T", "hdiv", "fn", "scaled", *(["inv", "diag"] if rows == cols else []),
                 *(["diagpart", "softmax"] if cols == 1 else []), *(["block"] if (rows, cols) == (["+", "n", "m"], 1) else []))  # fmt: skip
    return MADE[pick.choice(kinds)](pick, rows, cols, lambda *dims: term_of(pick, *dims, depth - 1))


def unary(head, f, *dims):
    def make(pick, rows, cols, sub):
        n = pick.choice(("n", "m", 2))
        data, v = sub(*[{"r": rows, "c": cols, "n": n, "1": 1}[d] for d in dims])
        return [*head.split(), data], f(v)

    return make


def binary(head, f):
    def make(pick, rows, cols, sub):
        (a, u), (b, w) = sub(rows, cols), sub(rows, cols)
        return [head, a, b], f(u, w)

    return make


def product_of(pick, rows, cols, sub):
    n = pick.choice(("n", "m", 2, 1, ["+", "n", "m"]))
    (a, u), (b, w) = sub(rows, n), sub(n, cols)
    return ["mul", a, b], u @ w


def scaled(pick, rows, cols, sub):
    (a, u), (b, w) = sub(1, 1), sub(rows, cols)
    return ["mul", a, b], u * w


def function_of(pick, rows, cols, sub):
    name, (a, u) = pick.choice(("exp", "sin", "tanh", "abs", "cos")), sub(rows, cols)
    return ["fn", name, a], FUNCTIONS[name](u)


def powered(pick, rows, cols, sub):
    (a, u), e = sub(1, 1), pick.choice((2, -1, 3))
    return ["pow", a, ["num", e]], u ** float(e)


def inner_of(pick, rows, cols, sub):
    n, m = pick.choice(("n", "m")), pick.choice(("n", 1))
    (a, u), (b, w) = sub(n, m), sub(n, m)
    return ["inner", a, b], np.array([[(u * w).sum()]])


def stacked(pick, rows, cols, sub):
    (a, u), (b, w) = sub("n", 1), sub("m", 1)
    return ["block", [2, 1], a, b], np.vstack([u, w])


one_by_one = lambda x: np.array([[x]])
MADE = {
    "tr": unary("tr", lambda v: one_by_one(np.trace(v)), "n", "n"),
    "sum": unary("sum", lambda v: one_by_one(v.sum()), "n", "n"),
    "norm2": unary("norm2", lambda v: one_by_one(np.linalg.norm(v)), "n", "1"),
    "logdet": unary("logdet", lambda v: one_by_one(np.linalg.slogdet(v)[1]), "n", "n"),
    "det": unary("det", lambda v: one_by_one(np.linalg.det(v)), "n", "n"),
    "softplus": unary("fn softplus", np.vectorize(lambda v: np.logaddexp(0, v)), "1", "1"),
    "T": unary("T", np.transpose, "c", "r"),
    "inv": unary("inv", np.linalg.inv, "r", "r"),
    "diag": unary("diag", lambda v: np.diag(v[:, 0]), "r", "1"),
    "diagpart": unary("diagpart", lambda v: np.diag(v)[:, None], "r", "r"),
    "softmax": unary("softmax", lambda v: np.exp(v) / np.exp(v).sum(), "r", "1"),
    "add": binary("add", np.add), "had": binary("had", np.multiply), "hdiv": binary("hdiv", np.divide),
    "div": binary("div", np.divide), "mul": product_of, "scaled": scaled, "fn": function_of, "pow": powered,
    "inner": inner_of, "block": stacked,
}  # fmt: skip


@pytest.mark.parametrize("seed", range(300))
def test_the_canonical_form_of_a_random_term_has_its_value(seed):
    STORE.renew()
    pick = random.Random(seed)
    dims = pick.choice([(1, 1), ("n", 1), ("n", "n"), ("m", "n"), (2, 2), (["+", "n", "m"], 1)])
    with np.errstate(all="ignore"):
        try:
            data, wanted = term_of(pick, *dims, pick.choice((2, 3)))
            found = entries(data)
        except np.linalg.LinAlgError:
            return
        except kernel.Rejected as why:
            assert "too large" in str(why)
            return
    if np.isfinite(wanted).all() and np.abs(wanted).max() < 1e6:
        assert np.allclose(found, wanted, rtol=1e-5), data
