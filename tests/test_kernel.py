"""The kernel: what operators mean, what is equal and what is not, certificates, and input that means harm."""

from __future__ import annotations

import ast
import random
import sys
from itertools import count, product
from pathlib import Path

import numpy as np
import pytest

import published
import wrt
from wrt import kernel, rulebook
from wrt.kernel.algebra import finish, own
from wrt.kernel.check import read, written
from wrt.kernel.places import STORE, indices, places
from wrt.kernel.terms import lower, shape

A, B, C = (["sym", name, "n", "n"] for name in "ABC")
W, U = ["sym", "W", "m", "n"], ["sym", "U", "m", "n"]
x, y, s, t = ["sym", "x", "n", 1], ["sym", "y", "n", 1], ["sym", "s", 1, 1], ["sym", "t", 1, 1]
T = lambda a: ["T", a]
mul = lambda *a: ["mul", *a]
add = lambda *a: ["add", *a]
neg = lambda a: ["neg", a]
num = lambda *a: ["num", *a]
inv = lambda a: ["inv", a]
two = num(2)
exp = lambda a: ["fn", "exp", a]
sigmoid = lambda a: ["fn", "sigmoid", a]


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


# --- what is equal and what is not ---

EQUAL = [
    (["tr", mul(A, B, C)], ["tr", mul(C, A, B)]),
    (T(mul(W, A)), mul(T(A), T(W))),
    (inv(T(A)), T(inv(A))),
    (T(inv(mul(T(W), W))), inv(mul(T(W), W))),
    (["det", A], ["det", T(A)]),
    (["vec", mul(W, A, B)], mul(["kron", T(B), W], ["vec", A])),
    (mul(["commutation", "m", "n"], ["vec", W]), ["vec", T(W)]),
    (["pow", ["norm2", W], two], ["tr", mul(T(W), W)]),
    (["tr", ["eye", "n"]], ["dim", "n"]),
    (mul(s, ["pow", s, t]), ["pow", s, add(t, num(1))]),
    (add(["div", s, add(s, t)], ["div", t, add(s, t)]), num(1)),
    (["pow", num(8), num(1, 2)], mul(two, ["pow", two, num(1, 2)])),
    (mul(T(["block", [2, 1], x, s]), ["block", [2, 1], y, t]), add(mul(T(x), y), mul(s, t))),
    (["D", ["logdet", A], A], T(inv(A))),
    (["D", ["norm2", x], x], ["div", x, ["norm2", x]]),
    (["differential", inv(A), A], neg(mul(inv(A), ["d", "A", "n", "n"], inv(A)))),
    (["fn", "abs", neg(x)], ["fn", "abs", x]),
    (["diag", mul(["ones", "n", 1], s)], mul(s, ["eye", "n"])),
    (add(["div", exp(s), add(num(1), exp(s))], ["div", num(1), add(num(1), exp(s))]), num(1)),
    (add(["div", s, add(s, t)], ["div", num(1), add(num(1), ["div", s, t])]), num(1)),
    (["D", ["sum", sigmoid(x)], x], ["had", sigmoid(x), add(["ones", "n", 1], neg(sigmoid(x)))]),
    (["D", ["fn", "softplus", mul(T(x), y)], x], mul(sigmoid(mul(T(x), y)), y)),
    (exp(add(s, mul(two, t))), mul(exp(s), exp(t), exp(t))),
    (["fn", "sin", add(s, neg(t))], neg(["fn", "sin", add(t, neg(s))])),
    (["pow", ["sum", exp(x)], two], ["sum", exp(add(mul(x, ["ones", 1, "n"]), mul(["ones", "n", 1], T(x))))]),
    (["det", ["block", [2, 2], s, t, t, s]], add(["pow", s, two], neg(["pow", t, two]))),
]
DIFFERENT = [
    (mul(A, B), mul(B, A)),
    (T(A), A),
    (["tr", mul(A, B, C)], ["tr", mul(A, C, B)]),
    (inv(A), A),
    (["pow", ["pow", s, two], num(1, 2)], s),
    (["pow", mul(s, t), num(1, 2)], mul(["pow", s, num(1, 2)], ["pow", t, num(1, 2)])),
    (["vec", W], ["vec", U]),
    (["kron", A, B], ["kron", B, A]),
    (["fn", "exp", A], T(["fn", "exp", A])),
    (["pinv", A], inv(A)),
    (["D", mul(T(x), A, x), x], mul(two, A, x)),
    (["dim", "n"], ["dim", "m"]),
    (["had", A, B], mul(A, B)),
    (x, ["sym", "x", "m", 1]),
    (["fn", "sin", neg(x)], ["fn", "sin", x]),
    (["commutation", "m", "n"], ["commutation", "n", "m"]),
    (["pow", ["sum", exp(x)], two], ["sum", exp(mul(two, x))]),
    (exp(["sum", x]), ["sum", exp(x)]),
    (["div", exp(s), add(num(1), exp(s))], ["div", num(1), add(num(1), exp(s))]),
    (["block", [2, 1], x, ["sym", "w", "m", 1]], ["block", [2, 1], ["sym", "w", "m", 1], x]),
    (["entry", ["block", [2, 1], x, y], 1, 1], ["entry", y, 1, 1]),
]


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_equal_terms(left, right):
    assert kernel.equal(left, right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_different_terms(left, right):
    assert not kernel.equal(left, right)


# --- certificates ---

RULES = {
    "inv_mul": (inv(mul(A, B)), mul(inv(B), inv(A)), [["invertible", A], ["invertible", B]]),
    "symmetric": (T(A), A, [["symmetric", A]]),
    "commute": (mul(A, B), mul(B, A), [["commute", A, B]]),
    "abs": (["fn", "abs", s], s, [["nonnegative", s]]),
    "quadratic": (["D", mul(T(x), A, x), x], mul(add(A, T(A)), x), []),
    "mul_inv": (mul(A, inv(A)), ["eye", "n"], [["invertible", A]]),
}
HOLE = ["hole", "p", "p"]
P, Q = ["sym", "P", "p", "p"], ["sym", "Q", "p", "p"]
z = ["sym", "z", "p", 1]


def certificate(left, right, *uses, facts=(), conditions=(), to=None):
    line = {"to": right if to is None else to, "uses": list(uses)}
    return {
        "wrt": 1,
        "facts": list(facts),
        "theorems": [{"left": left, "right": right, "lines": [line]}],
        "conditions": list(conditions),
    }


def use(rule, context=HOLE, backwards=False, **given):
    return {"rule": rule, "with": given, "in": context, "backwards": backwards}


PRODUCT = (inv(mul(P, Q)), mul(inv(Q), inv(P)), use("inv_mul", A=P, B=Q))


def test_conditions_are_declared_or_listed():
    assert kernel.check(certificate(*PRODUCT, facts=[[P, ["spd"]], [Q, ["orthogonal"]]]), RULES) == []
    listed = [["invertible", P], ["invertible", Q], ["nonzero", s]]
    assert kernel.check(certificate(*PRODUCT, conditions=listed), RULES) == listed[:2]
    with pytest.raises(kernel.Rejected):
        kernel.check(certificate(*PRODUCT, facts=[[P, ["spd"]]]), RULES)
    assert kernel.missing(certificate(*PRODUCT, facts=[[P, ["spd"]]]), RULES) == [["invertible", Q]]


def test_a_line_may_be_a_combination_and_go_backwards():
    turned = certificate(
        PRODUCT[1], PRODUCT[0], use("inv_mul", backwards=True, A=P, B=Q), facts=[[P, ["spd"]], [Q, ["spd"]]]
    )
    assert kernel.check(turned, RULES) == []
    uses = [use("symmetric", ["mul", HOLE, Q], A=P), use("symmetric", ["mul", Q, HOLE], A=P)]
    both = certificate(add(mul(T(P), Q), mul(Q, T(P))), add(mul(P, Q), mul(Q, P)), *uses, facts=[[P, ["symmetric"]]])
    assert kernel.check(both, RULES) == []


def test_commuting_is_a_fact_of_two():
    claim = certificate(mul(Q, P), mul(P, Q), use("commute", A=Q, B=P), facts=[["commute", P, Q]])
    assert kernel.check(claim, RULES) == []


def test_theorems_are_used_only_after_they_are_shown():
    first = {"left": mul(P, Q), "right": mul(Q, P), "lines": [{"to": mul(Q, P), "uses": [use("commute", A=P, B=Q)]}]}
    step = {
        "to": mul(Q, P, P),
        "uses": [
            {"theorem": 0, "in": mul(HOLE, P)},
            {"theorem": 0, "in": mul(HOLE, P), "backwards": True},
            {"theorem": 0, "in": mul(HOLE, P)},
        ],
    }
    second = {"left": mul(P, Q, P), "right": mul(Q, P, P), "lines": [step]}
    facts = [["commute", P, Q]]
    assert kernel.check({"wrt": 1, "facts": facts, "theorems": [first, second]}, RULES) == []
    with pytest.raises(kernel.Rejected):
        kernel.check({"wrt": 1, "facts": facts, "theorems": [second, first]}, RULES)


def test_a_step_does_not_lose_points():
    """|s| = s does not follow from |sqrt(s)^2| = sqrt(s)^2."""
    squared = ["pow", ["sqrt", t], two]
    claim = certificate(["fn", "abs", t], t, use("abs", ["hole", 1, 1], s=squared))
    with pytest.raises(kernel.Rejected):
        kernel.check(claim, RULES)
    assert ["nonnegative", t] in kernel.missing(claim, RULES)


def test_a_fact_of_the_variable_stays_outside_its_derivative():
    under = ["D", ["tr", mul(HOLE, Q)], P]
    claim = certificate(["D", ["tr", mul(T(P), Q)], P], ["D", ["tr", mul(P, Q)], P], use("symmetric", under, A=P),
                        facts=[[P, ["symmetric"]]])  # fmt: skip
    with pytest.raises(kernel.Rejected, match="variable itself"):
        kernel.check(claim, RULES)


def test_a_rule_with_a_derivative_is_by_a_symbol_that_nothing_else_contains():
    good = certificate(["D", mul(T(z), Q, z), z], mul(add(Q, T(Q)), z), use("quadratic", ["hole", "p", 1], x=z, A=Q))
    assert kernel.check(good, RULES) == []
    outer = mul(z, T(z))
    bad = certificate(["D", mul(T(z), outer, z), z], mul(add(outer, T(outer)), z),
                      use("quadratic", ["hole", "p", 1], x=z, A=outer))  # fmt: skip
    with pytest.raises(kernel.Rejected):
        kernel.check(bad, RULES)


GOOD = certificate(*PRODUCT, facts=[[P, ["spd"]], [Q, ["spd"]]])
deep = P
for _ in range(5000):
    deep = ["T", deep]
HOSTILE = [
    None, [], {}, {"wrt": 1}, {"wrt": 2, "theorems": GOOD["theorems"]}, {"wrt": 1, "theorems": []},
    {**GOOD, "facts": 7}, {**GOOD, "facts": [[P]]}, {**GOOD, "conditions": [[]]}, {**GOOD, "theorems": [{}]},
    {**GOOD, "theorems": [{"left": deep, "right": deep}]},
    {**GOOD, "theorems": [{"left": ["sym", "P", 0, 1], "right": P}]},
    {**GOOD, "theorems": [{"left": ["pow", two, num(10**9)], "right": num(1)}]},
    {**GOOD, "theorems": [{"left": ["eye", 10**8], "right": ["nonsense"]}]},
    {**GOOD, "theorems": [{"left": ["pow", add(s, t, num(1)), num(39)], "right": num(1)}]},
    {**GOOD, "theorems": [{"left": HOLE, "right": HOLE}]},
    {**GOOD, "theorems": [{"left": num(1, 0), "right": num(1, 0)}]},
    {**GOOD, "theorems": [{"left": ["div", s, num(0)], "right": s}]},
    {**GOOD, "theorems": [{"left": P, "right": P, "lines": [{"uses": [{}]}]}]},
    {**GOOD, "theorems": [{"left": P, "right": P, "lines": [{"to": P, "uses": [use("none")]}]}]},
    {**GOOD, "theorems": [{"left": P, "right": P, "lines": [{"to": P, "uses": [use("inv_mul", A=P)]}]}]},
    {**GOOD, "theorems": [{"left": ["block", [1, 2], P], "right": P}]},
    {**GOOD, "theorems": [{"left": ["D", P, mul(P, Q)], "right": P}]},
    {**GOOD, "theorems": [{"left": [["sym"]], "right": P}]},
    certificate(P, P, use("symmetric", ["D", ["tr", P], HOLE], A=P)),
    certificate(P, P, {"theorem": 0, "in": HOLE}), certificate(P, P, {"theorem": -1}),
    {**GOOD, "theorems": [{"left": ["sym", "x", ["*", *[["+", "a", "b", "c"]] * 30], 1], "right": P}]},
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_certificates_are_rejected(data):
    with pytest.raises(kernel.Rejected):
        kernel.check(data, RULES)


def test_a_good_certificate_is_not():
    assert kernel.check(GOOD, RULES) == []


@pytest.mark.parametrize(
    "bad", [mul(W, W), add(x, y, T(x)), ["inv", W], ["entry", ["sym", "h", 3, 1], 4, 1], ["fn", "gamma", x]]
)
def test_sizes_that_clash_are_rejected(bad):
    with pytest.raises(kernel.Rejected):
        shape(read(bad))


def test_nothing_but_the_standard_library_is_imported():
    for path in Path(kernel.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert all(n.startswith(kernel.__name__) or n.split(".")[0] in sys.stdlib_module_names for n in names)


@pytest.mark.parametrize("case", [case for case in published.IDENTITIES if case["holds"]], ids=lambda case: case["id"])
def test_certificates_of_proofs_are_accepted_and_of_other_claims_not(case):
    found = wrt.prove(case["lhs"], case["rhs"], shapes=published.shapes(case), assume=case["assume"]).certificate
    for made in found.get("chain", [found]):
        rules = {use["rule"]: rulebook.terms(rulebook.find(use["rule"]))
                 for theorem in made["theorems"] for line in theorem["lines"] for use in line["uses"] if "rule" in use}  # fmt: skip
        listed = {**made, "conditions": [*made["conditions"], *kernel.missing(made, rules)]}
        kernel.check(listed, rules)
        *before, last = made["theorems"]
        more = ["ones", *[written(n) for n in shape(read(last["right"]))]]
        with pytest.raises(kernel.Rejected):
            kernel.check({**listed, "theorems": [*before, {**last, "right": ["add", last["right"], more]}]}, rules)
