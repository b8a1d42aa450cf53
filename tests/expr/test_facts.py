"""Facts: everything that is assumed or inferred is true in numbers, at points that honour what is assumed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from oracle.normals import SIZES, forms, moderate, point_of, shown, usable, value
from oracle.points import draw, points, size_assignments
from wrt.expr.facts import IMPLIES, SQUARE, Facts, closure
from wrt.expr.node import postorder

FIXED = settings(max_examples=100, deadline=None, derandomize=True, database=None)
SLACK = 1e-6


def close(x, y):
    return np.allclose(x, y, atol=SLACK * (1 + np.abs(x).max()))


def symmetric(x):
    return x.shape[0] == x.shape[1] and close(x, x.T)


def spectrum(x):
    return np.linalg.eigvalsh((x + x.T) / 2)


def rank(x):
    """The rank: a fact says what holds, not how well, so only what is as small as rounding counts as 0."""
    return np.linalg.matrix_rank(x, tol=1e-12)


JUDGES = {
    "symmetric": symmetric,
    "skew": lambda x: close(x, -x.T),
    "diagonal": lambda x: close(x, np.diag(np.diag(x))),
    "invertible": lambda x: x.shape[0] == x.shape[1] == rank(x),
    "full_column_rank": lambda x: rank(x) == x.shape[1],
    "full_row_rank": lambda x: rank(x) == x.shape[0],
    "rank_deficient": lambda x: np.linalg.matrix_rank(x) < min(x.shape),
    "spd": lambda x: symmetric(x) and spectrum(x).min() > 0,
    "psd": lambda x: symmetric(x) and spectrum(x).min() > -SLACK * (1 + np.abs(x).max()),
    "negative_definite": lambda x: symmetric(x) and spectrum(x).max() < 0,
    "indefinite": lambda x: symmetric(x) and spectrum(x).max() > 0 > spectrum(x).min(),
    "orthogonal": lambda x: close(x.T @ x, np.eye(len(x))),
    "idempotent": lambda x: close(x @ x, x),
    "positive": lambda x: np.all(x > 0),
    "nonnegative": lambda x: np.all(x >= -SLACK),
    "nonzero": lambda x: np.all(x != 0),
    "binary": lambda x: np.all(np.isin(x, (0, 1))),
    "sums_to_one": lambda x: close(x.sum(), 1),
    "probability": lambda x: np.all((x > 0) & (x < 1)),
    "unit": lambda x: close(np.linalg.norm(x), 1),
    "not zero": lambda x: np.linalg.norm(x) > 0,
}
SCALAR_FACTS = frozenset("positive nonnegative nonzero binary sums_to_one probability unit".split()) | {"not zero"}


def false_facts(facts, node, point, sizes):
    found = value(node, point, sizes)
    return [fact for fact in facts.of(node) if not JUDGES[fact](found)] if moderate(found) else []


def test_every_fact_is_judged():
    assert set(JUDGES) == set(IMPLIES)


@pytest.mark.parametrize("fact", sorted(set(IMPLIES) - {"not zero"}))
def test_what_a_fact_brings_with_it_is_true(fact):
    shape = (
        (3, 3)
        if fact in SQUARE
        else (4, 3)
        if fact == "full_column_rank"
        else (3, 4)
        if fact == "full_row_rank"
        else (3, 3)
        if fact == "rank_deficient"
        else (4,)
    )
    for seed in range(3):
        x = draw(shape, closure([fact]), np.random.default_rng(seed))
        x = x if x.ndim == 2 else x[:, None]
        assert [implied for implied in closure([fact]) if not JUDGES[implied](x)] == []


@FIXED
@given(st.sampled_from([(1, 1), ("n", 1), ("n", "n"), ("m", "n")]).flatmap(lambda shape: forms(*shape)))
def test_inferred_facts_are_true(root):
    facts = Facts()
    for sizes in SIZES:
        point = point_of([root], sizes)
        if usable([root], point, sizes):
            for node in postorder(root):
                assert false_facts(facts, node, point, sizes) == [], shown(node)
                assert not node.is_scalar or facts.of(node) <= SCALAR_FACTS


ASSUMED = {"N": "negative_definite", "I": "indefinite", "D": "idempotent", "G": "rank_deficient", "S": "spd",
           "Y": "psd", "Q": "orthogonal",
           "K": "skew", "L": "diagonal", "R": "invertible", "W": "symmetric", "Z": "full_column_rank",
           "V": "full_row_rank",
           "p": "positive", "h": "nonnegative", "w": "sums_to_one", "u": "unit", "z": "nonzero", "r": "binary",
           "t": "positive",
           "P": "positive"}  # fmt: skip
SHAPES = {
    **dict.fromkeys("NIDGSYQKLRWA", "n n"),
    "Z": "m n",
    "V": "n m",
    **dict.fromkeys("phwuzrx", "n"),
    "t": "",
    "a": "",
    "P": "n n",
}
INFERRED = {  # formula: the facts that must be found (whatever else is found must be true)
    "Z'*Z": "spd", "Z*Z'": "psd", "V*V'": "spd", "x*x'": "psd", "A'*A": "psd", "R'*R": "spd", "Z'*S1*Z": "spd",
    "A*S*A'": "psd",
    "A'*A + S": "spd", "A'*A + t*eye": "spd", "A + A'": "symmetric", "A - A'": "", "inv(S)": "spd",
    "inv(A'*A)": "symmetric", "S + Y": "spd",
    "-S": "negative_definite", "-t*S": "symmetric", "inv(N)": "negative_definite", "N^2": "spd", "W^2": "psd",
    "Q'": "orthogonal",
    "Q*R": "invertible", "t*R": "invertible", "diag(p)": "spd", "diag(h)": "psd", "diag(z)": "invertible",
    "S.*Y": "psd", "kron(S, S)": "spd",
    "x'*Y*x": "nonnegative", "u'*S*u": "positive", "p'*p": "positive", "x'*x": "nonnegative", "p'*h": "nonnegative",
    "p'*P*p": "",
    "norm2(x)": "nonnegative", "norm2(p)": "positive", "exp(x)": "positive", "x.^2": "nonnegative",
    "abs(z)": "positive", "sqrt(p)": "positive",
    "det(S)": "positive", "det(R)": "nonzero", "det(Y)": "nonnegative", "tr(S)": "positive", "tr(A'*A)": "nonnegative",
    "sum(p)": "positive",
    "softmax(x)": "sums_to_one", "sigmoid(x)": "probability", "1 + x'*x": "positive", "diag(S)": "positive",
    "1/(1 + exp(a))": "positive",
    "R*R'": "spd", "Z'*diag(p1)*Z": "spd", "D*D": "idempotent", "K'": "skew", "2*K": "skew", "L*L": "diagonal",
    "-x.^2": "", "-N": "symmetric",
}  # fmt: skip


@pytest.mark.parametrize("formula", INFERRED)
def test_inference(formula):
    shapes = {**SHAPES, "S1": "m m", "p1": "m"}
    assume = {**ASSUMED, "S1": "spd", "p1": "positive"}
    found = wrt.parse(formula, shapes=shapes, assume=assume)
    for sizes in size_assignments(shapes, assume, {"m": 5, "n": 3}):
        point = next(points(shapes, assume, sizes, 0))
        for node in postorder(found.normal):
            assert false_facts(found.facts_of, node, point, sizes) == [], shown(node)
    assert set(INFERRED[formula].split()) <= found.facts, sorted(found.facts)


@pytest.mark.parametrize(("formula", "assume", "fact"), [
    ("X'*X", {"X'*X": "invertible"}, "invertible"), ("1 + v'*u", {"1 + v'*u": "nonzero"}, "nonzero"),
    ("A*B", {"A*B": "symmetric"}, "symmetric"),
    ("tr(A)", {"tr(A)": "positive"}, "nonnegative"),
])  # fmt: skip
def test_facts_assumed_of_formulas(formula, assume, fact):
    assert fact in wrt.parse(formula, assume=assume).facts


@pytest.mark.parametrize(("fact", "question", "answer"), [
    ("invertible", "invertible", True), ("rank_deficient", "invertible", None), ("invertible", "rank_deficient", False),
    ("spd", "negative_definite", False), ("spd", "indefinite", False), ("symmetric", "psd", None),
    ("diagonal", "symmetric", True),
])  # fmt: skip
def test_three_values(fact, question, answer):
    found = wrt.parse("A", shapes={"A": "n n"}, assume={"A": fact})
    assert found.facts_of.holds(found.normal, question) is answer
