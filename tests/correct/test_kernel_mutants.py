"""Derivatives pass the kernel as they are, and no wrong variant of one does: what differs in value is rejected."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

import published
import wrt
from wrt import kernel
from wrt.certificate import term
from wrt.emit.writers import shown
from wrt.kernel.check import read
from wrt.kernel.terms import shape

SIZES = {"m": 3, "n": 4, "p": 2, "q": 5, "k": 3, "N": 5, "d": 3}
OWN = (
    ("x'*A*x", "x", {}),
    ("norm2(A*x - b)^2", "x", {"b": "m", "A": "m n"}),
    ("norm2(A*x - b)", "x", {"b": "m", "A": "m n"}),
    ("tr(A*X*B*X')", "X", {"A": "m m", "B": "n n", "X": "m n"}),
    ("tr(inv(X)*A)", "X", {"X": "n n", "A": "n n"}),
    ("det(A*X*B)", "X", {"X": "n n", "A": "n n", "B": "n n"}),
    ("logdet(X'*X)", "X", {"X": "m n"}),
    ("a'*X*b", "X", {"a": "m", "b": "n", "X": "m n"}),
    ("a'*X'*X*b", "X", {"a": "n", "b": "n", "X": "m n"}),
    ("sum(exp(A*x))", "x", {"A": "m n"}),
    ("log(sum(exp(x)))", "x", {}),
    ("A*x", "x", {"A": "m n"}),
    ("x'*A", "x", {"A": "n m"}),
    ("tanh(A*x + b)", "x", {"A": "m n", "b": "m"}),
    ("softmax(x)", "x", {}),
    ("x*x'*a", "x", {"a": "n"}),
    ("x/norm2(x)", "x", {}),
    ("sin(x)'*cos(x)", "x", {}),
    ("(a'*x)^3/(b'*x)", "x", {"a": "n", "b": "n"}),
    ("sum((A .* X)*v)", "X", {"A": "m n", "X": "m n", "v": "n"}),
    ("tr(X^3)", "X", {"X": "n n"}),
    ("A*X*B", "X", {"A": "p m", "X": "m n", "B": "n q"}),
    ("inv(X)", "X", {"X": "n n"}),
    ("kron(A, X)", "X", {"A": "p q", "X": "m n"}),
    ("exp(t*a)", "t", {"a": "n", "t": ""}),
    ("inv(A + t*B)", "t", {"A": "n n", "B": "n n", "t": ""}),
    ("y'*log(sigmoid(X*w))", "w", {"y": "m", "X": "m n", "w": "n"}),
    ("sqrt(x'*x + c)", "x", {"c": ""}),
    ("norm1(A*x)", "x", {"A": "m n"}),
    ("diag(x)*A*x", "x", {"A": "n n"}),
    ("vec(X)'*vec(X'*A)", "X", {"X": "n n", "A": "n n"}),
)


def cases():
    for formula, variable, shapes in OWN:
        yield formula, formula, variable, shapes, {}
    for case in published.DERIVATIVES:
        if len(case["wrt"]) == 1:
            yield case["id"], case["expr"], case["wrt"][0], published.shapes(case), case.get("assume") or {}


def claim(formula, variable, shapes, assume):
    """Both sides of `D(f, x) = answer` as terms, in the layout without layout."""
    d = wrt.diff(formula, variable, shapes=shapes, assume=assume, layout="mixed")
    left = wrt.parse(f"D({formula}, {variable})", shapes=shapes, assume=assume, layout="mixed").node
    return term(left), term(shown(d.plain, d.formula.node))


def equal(left, right):
    try:
        return kernel.equal(left, right)
    except kernel.Rejected as why:
        return str(why)


# --- values, by NumPy and without the kernel ---


def value(t, at):
    head, *rest = t
    size = lambda d: at["size"](d)
    if head == "sym":
        return at["value"](*rest)
    if head in ("num", "const"):
        return np.array([[float(Fraction(*rest)) if head == "num" else np.pi]])
    if head == "dim":
        return np.array([[float(size(rest[0]))]])
    if head in ("eye", "ones", "zero"):
        return {"eye": np.eye, "ones": lambda *s: np.ones(s), "zero": lambda *s: np.zeros(s)}[head](*map(size, rest))
    if head == "commutation":
        m, n = map(size, rest)
        return np.eye(m * n)[np.arange(m * n).reshape(n, m).T.reshape(-1)]
    if head == "basis":
        return np.eye(size(rest[0]))[:, rest[1] - 1 : rest[1]]
    if head == "fn":
        return FUNCTIONS[rest[0]](value(rest[1], at))
    if head == "entry":
        return value(rest[0], at)[rest[1] - 1 : rest[1], rest[2] - 1 : rest[2]]
    if head == "block":
        (r, c), cells = rest[0], [value(cell, at) for cell in rest[1:]]
        return np.block([cells[i * c : (i + 1) * c] for i in range(r)])
    return OPERATORS[head](*[value(arg, at) for arg in rest])


def product(*args):
    found = args[0]
    for arg in args[1:]:
        found = found * arg if 1 in (found.size, arg.size) else found @ arg
    return found


def power(a, e):
    if a.shape == (1, 1):
        return a ** e.item()
    return np.linalg.matrix_power(a, round(e.item()))


def inverse(a):
    if np.linalg.cond(a) > 1e7:
        raise np.linalg.LinAlgError
    return np.linalg.inv(a)


def many(f):
    def run(*args):
        found = args[0]
        for arg in args[1:]:
            found = f(found, arg)
        return found

    return run


col = lambda x: x.reshape(-1, 1, order="F")
one = lambda s: np.array([[s]])
FUNCTIONS = {
    **{name: getattr(np, name) for name in "exp log sin cos tan arcsin arccos arctan sinh cosh tanh abs sign".split()},
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, 0),
}
OPERATORS = {
    "add": many(np.add),
    "neg": np.negative,
    "mul": product,
    "div": np.divide,
    "pow": power,
    "T": np.transpose,
    "had": many(np.multiply),
    "hdiv": np.divide,
    "hpow": np.power,
    "inv": lambda a: inverse(a),
    "pinv": np.linalg.pinv,
    "tr": lambda a: one(np.trace(a)),
    "det": lambda a: one(np.linalg.det(a)),
    "logdet": lambda a: one(np.linalg.slogdet(a)[1]),
    "sum": lambda a: one(a.sum()),
    "norm1": lambda a: one(np.abs(a).sum()),
    "norm2": lambda a: one(np.linalg.norm(a)),
    "normF": lambda a: one(np.linalg.norm(a)),
    "diag": lambda a: np.diag(a.reshape(-1)),
    "diagpart": lambda a: np.diagonal(a).reshape(-1, 1),
    "vec": col,
    "kron": many(np.kron),
    "inner": lambda a, b: one((a * b).sum()),
    "sqrt": np.sqrt,
    "softmax": lambda a: np.exp(a) / np.exp(a).sum(),
}


def point(seed):
    """Positive values (every function is defined there) for each symbol, well-conditioned where square."""
    values = {}

    def size(d):
        if isinstance(d, list | tuple):
            parts = [size(part) for part in d[1:]]
            return sum(parts) if d[0] == "+" else int(np.prod(parts))
        return SIZES.get(d, 3) if isinstance(d, str) else d

    def get(name, rows, cols):
        if name not in values:
            rng = np.random.default_rng([seed, *name.encode()])
            shape = size(rows), size(cols)
            values[name] = rng.uniform(0.1, 0.9, shape) + (np.eye(*shape) if shape[0] == shape[1] > 1 else 0)
        return values[name]

    return {"size": size, "value": get}


def differ(a, b):
    """Whether two terms differ in value, well separated; None where that cannot be told."""
    gaps = []
    with np.errstate(all="ignore"):
        for seed in range(3):
            at = point(seed)
            try:
                u, v = value(a, at), value(b, at)
            except np.linalg.LinAlgError:
                return None
            if u.shape != v.shape:
                return True
            if not (np.isfinite(u).all() and np.isfinite(v).all()):
                return None
            gaps.append(np.abs(u - v).max() / (1 + np.abs(u).max()))
    return True if max(gaps) > 1e-5 else False if max(gaps) < 1e-9 else None


# --- mutants ---


def places(t, at=()):
    yield at, t
    for k, arg in enumerate(t):
        if isinstance(arg, list) and arg and isinstance(arg[0], str) and arg[0] not in "+*" and t[0] not in LEAVES:
            yield from places(arg, (*at, k))


LEAVES = ("sym", "d", "num", "dim", "const", "eye", "ones", "zero", "basis", "commutation")


def put(t, at, new):
    if not at:
        return new
    return [*t[: at[0]], put(t[at[0]], at[1:], new), *t[at[0] + 1 :]]


def variants(t):
    """Every small change of one place."""
    head, *args = t
    if head in ("mul", "had", "add", "kron"):
        for k in range(len(args)):
            rest = [*args[:k], *args[k + 1 :]]
            yield rest[0] if len(rest) == 1 else [head, *rest]
            if k + 1 < len(args) and head in ("mul", "kron"):
                yield [head, *args[:k], args[k + 1], args[k], *args[k + 2 :]]
    if head in ("T", "neg", "inv", "diag", "fn", "div", "had", "pow", "sqrt"):
        yield args[1] if head == "fn" else args[0]
    if head == "num":
        yield ["num", args[0] + 1, *args[1:]]
    elif head not in ("dim", "const", "zero"):
        yield ["T", t]
    yield ["neg", t]


def mutants(t):
    for at, part in places(t):
        for new in variants(part):
            yield put(t, at, new)


def well_formed(t):
    try:
        kernel.places.STORE.renew()
        return shape(read(t))
    except kernel.Rejected:
        return None


@pytest.fixture(scope="module")
def claims():
    found = []
    for name, formula, variable, shapes, assume in cases():
        try:
            found.append((name, assume, *claim(formula, variable, shapes, assume)))
        except wrt.WrtError:
            continue
    return found


def test_most_derivatives_pass_by_index_algebra_alone(claims):
    open_ = [(name, assume, why) for name, assume, l, r in claims if (why := equal(l, r)) is not True]
    for row in open_:
        print(*row)  # noqa: T201
    print(f"{len(claims) - len(open_)} of {len(claims)} derivatives pass")  # noqa: T201
    assert len(claims) - len(open_) > 0.85 * len([c for c in claims if not c[1]])


def test_no_wrong_mutant_passes(claims):
    tried = wrong = 0
    passed = []
    rng = random.Random(1)
    for name, _, left, right in claims:
        if equal(left, right) is not True:
            continue
        shape = well_formed(right)
        candidates = [m for m in mutants(right) if well_formed(m) == shape]
        for mutant in rng.sample(candidates, min(len(candidates), 40)):
            tried += 1
            if differ(right, mutant):
                wrong += 1
                if equal(left, mutant) is True:
                    passed.append((name, mutant))
    print(f"{tried} mutants, {wrong} differ in value, {len(passed)} of these accepted")  # noqa: T201
    assert not passed
    assert wrong >= 1_000


def test_no_false_identity_passes_by_index_algebra():
    if not published.IDENTITIES:
        pytest.skip("no shared cases")
    for case in published.IDENTITIES:
        shapes = published.shapes(case)
        try:
            sides = [term(wrt.parse(case[side], shapes=shapes).node) for side in ("lhs", "rhs")]
        except wrt.WrtError:
            continue
        assert case["holds"] or equal(*sides) is not True, case["id"]
