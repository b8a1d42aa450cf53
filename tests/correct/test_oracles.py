"""The oracles themselves: they know every operator, they agree, and a wrong answer does not pass."""

from __future__ import annotations

import numpy as np
import pytest

import wrt
from oracle import indexdiff, jaxeval
from oracle.expected import laid_out, projected
from oracle.formulas import ASSIGNMENTS, formulas
from oracle.judge import Question, close, judge
from oracle.points import draw, facts_by_name, points, size_assignments, with_consequences
from wrt.expr.ops import TABLE

SHAPES = {"x": "n", "u": "m", "A": "m n", "B": "n n", "S": "n n", "Z": "3 2", "z": "3", "W": "2 2", "a": "", "b": ""}
ASSUME = {"S": "spd", "a": "positive"}
# a formula for each operator, with a variable
OPERATORS = {
    "add": ("A + A.*A", "A"), "neg": ("-x", "x"), "mul": ("A*x*x'", "x"), "div": ("B/det(S)", "S"), "T": ("A'", "A"),
    "pow": ("B^-2*a^b", "B"), "had": ("A.*A", "A"), "hdiv": ("A./exp(A)", "A"), "hpow": ("exp(x).^a", "a"),
    "inner": (r"\langle A, A \rangle", "A"), "inv": ("inv(S)*x", "S"), "pinv": ("pinv(Z)*z", "Z"), "tr": ("tr(B^3)", "B"),
    "det": ("det(S)", "S"), "logdet": ("logdet(S)", "S"), "sum": ("sum(A)*b", "A"), "norm1": ("norm1(A)", "A"),
    "norm2": ("norm2(A*x)", "x"), "normF": ("normF(A)", "A"), "diag": ("diag(x)*B", "x"), "diagpart": ("diag(B)", "B"),
    "vec": ("vec(A)", "A"), "kron": ("kron(A, x)", "A"), "entry": ("(A*x)[2]*A[1,2]", "A"), "softmax": ("softmax(B*x)", "x"),
    "block": ("[A, u; x', a]", "x"), "sqrt": ("sqrt(exp(A))", "A"), "exp": ("exp(A*x)", "x"), "log": ("log(exp(x) + x.^2)", "x"),
    "arcsin": ("arcsin(0.5*sin(x))", "x"), "arccos": ("arccos(0.5*sin(x))", "x"), "size": ("size(A)*[b; b^2]", "b"),
    "commutation": ("commutation(m, n)*vec(A)", "A"), "constants": ("(eye + ones(n, n) - zeros(n, n))*x*n*pi + vector(1)", "x"),
    **{name: (f"{name}(B*x)", "x") for name in "sin cos tan arctan sinh cosh tanh abs sign relu sigmoid softplus".split()},
}  # fmt: skip


def test_every_operator_is_known() -> None:
    """A new operator needs an oracle: an entry in `jaxeval`, in `indexform` or `indexdiff`, and a formula here."""
    known = set(jaxeval.TABLES[np][1]) | set(jaxeval._entrywise(np))
    assert set(TABLE) <= known
    assert set(TABLE) - {"sub", "mpow"} <= set(OPERATORS)
    assert set(jaxeval._entrywise(np)) <= set(indexdiff.SLOPES) | {"sqrt"}


@pytest.mark.parametrize("name", OPERATORS)
def test_oracles_agree(name: str) -> None:
    formula, variable = OPERATORS[name]
    node = wrt.parse(formula, shapes=SHAPES, assume=ASSUME).node
    for sizes in size_assignments(SHAPES, ASSUME):
        point = next(points(SHAPES, ASSUME, sizes, 4))
        by_jax = jaxeval.jacobian(node, (variable,), sizes)(point)
        assert close(indexdiff.jacobian(node, (variable,), point, sizes), by_jax)


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("x'*B*x", "2*x'*B*x"),
        ("A*x", "A*(2*x)"),
        ("B*x", "B'*x"),
        ("x'*B*x", "x'*B*x + 0.000001*norm2(x)^2"),
        ("A.*A", "A.*A.*A"),
    ],
)
def test_wrong_answers_do_not_pass(asked: str, other: str) -> None:
    variable = "A" if asked.startswith("A.") else "x"
    node = wrt.parse(other, shapes=SHAPES).node
    question = Question(asked, (variable,), SHAPES, ASSUME)
    outcome = judge(question, lambda point, sizes: indexdiff.jacobian(node, (variable,), point, sizes), ASSIGNMENTS)
    assert outcome.verdict == "wrong"


@pytest.mark.parametrize("layout", ["denominator", "numerator", "mixed"])
def test_layouts(layout: str) -> None:
    """The page of section 2: rows of the numerator, or of the denominator."""
    y_by_x, rows = np.arange(6.0).reshape(2, 3), {"denominator": 3, "numerator": 2, "mixed": 2}[layout]
    assert laid_out(y_by_x, [1], layout)[0].shape[0] == rows
    assert laid_out(np.zeros(3), [1], layout)[1] == ("row" if layout == "numerator" else "column")
    assert laid_out(np.zeros(3), [0], layout)[1] == ("row" if layout == "denominator" else "column")
    assert laid_out(y_by_x, [2], layout)[0].shape == ((3, 2) if layout == "numerator" else (2, 3))
    assert laid_out(y_by_x, [0], layout)[0] is y_by_x
    assert laid_out(np.zeros((2, 3, 4, 5)), [2], layout)[0].shape == (6, 20)


def test_projection_is_one() -> None:
    found = np.random.default_rng(0).standard_normal((2, 3, 3))
    for fact in ("symmetric", "skew", "diagonal", "spd"):
        once = projected(found, [with_consequences([fact])], [2])
        assert close(projected(once, [with_consequences([fact])], [2]), once)


CHECKS = {
    "symmetric": lambda X: X - X.T, "skew": lambda X: X + X.T, "orthogonal": lambda X: X.T @ X - np.eye(len(X)),
    "idempotent": lambda X: X @ X - X, "diagonal": lambda X: X - np.diag(np.diag(X)),
    "spd": lambda X: np.minimum(np.linalg.eigvalsh(X) - 0.01, 0), "psd": lambda X: np.minimum(np.linalg.eigvalsh(X) + 1e-9, 0),
    "negative_definite": lambda X: np.maximum(np.linalg.eigvalsh(X) + 0.01, 0),
    "indefinite": lambda X: np.linalg.eigvalsh(X)[0] > -0.01 or np.linalg.eigvalsh(X)[-1] < 0.01,
    "invertible": lambda X: np.abs(np.linalg.det(X)) < 1e-3, "rank_deficient": lambda X: np.linalg.det(X),
    "positive": lambda X: X <= 0, "nonnegative": lambda X: X < 0, "nonzero": lambda X: X == 0,
}  # fmt: skip


@pytest.mark.parametrize(
    "facts", [*CHECKS, "symmetric orthogonal", "symmetric idempotent", "diagonal invertible", "spd positive"]
)
def test_points_have_their_facts(facts: str) -> None:
    for seed in range(5):
        X = draw((4, 4), with_consequences(facts.split()), np.random.default_rng(seed))
        for fact in facts.split():
            assert np.allclose(CHECKS[fact](X), 0, atol=1e-9), fact


def test_points_of_vectors() -> None:
    rng = np.random.default_rng(1)
    shares, turn, bits = (
        draw((5,), facts_by_name({"x": fact})["x"], rng) for fact in ("sums_to_one", "unit", "binary")
    )
    assert close(shares.sum(), np.ones(())) and np.all(shares > 0)
    assert close(np.linalg.norm(turn), np.ones(())) and set(bits) <= {0, 1}


def test_sizes_are_distinct_and_honour_dims() -> None:
    for sizes in size_assignments({"X": "n p", "A": "k m"}, None, {"n": 5, "p": 3}):
        assert len(set(sizes.values())) == 4 and sizes["n"] - sizes["p"] == 2
    assert all(sizes["n"] > sizes["p"] for sizes in size_assignments({"X": "n p"}, {"X": "full_column_rank"}))


def test_formulas_are_the_same_for_the_same_seed() -> None:
    assert list(formulas("seed", 9)) == list(formulas("seed", 9)) != list(formulas("other", 9))
