"""Drawn values have their facts, as NumPy sees them; what cannot be honoured is said."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from wrt.expr.facts import IMPLIES, closure
from wrt.refute.draw import CannotHonour, draw
from wrt.refute.fields import MODULAR, PRIME, RATIONAL
from wrt.refute.honour import has_facts
from wrt.refute.small import cost, small_values

NEAR = 1e-9


def eig(X):
    return np.linalg.eigvalsh(X)


JUDGES = {
    "symmetric": lambda X: np.allclose(X, X.T), "skew": lambda X: np.allclose(X, -X.T),
    "diagonal": lambda X: np.allclose(X, np.diag(np.diag(X))), "invertible": lambda X: abs(np.linalg.det(X)) > NEAR,
    "spd": lambda X: np.allclose(X, X.T) and eig(X)[0] > NEAR, "psd": lambda X: np.allclose(X, X.T) and eig(X)[0] > -NEAR,
    "negative_definite": lambda X: np.allclose(X, X.T) and eig(X)[-1] < -NEAR,
    "indefinite": lambda X: np.allclose(X, X.T) and eig(X)[0] < -NEAR and eig(X)[-1] > NEAR,
    "orthogonal": lambda X: np.allclose(X.T @ X, np.eye(len(X))), "idempotent": lambda X: np.allclose(X @ X, X),
    "full_column_rank": lambda X: np.linalg.matrix_rank(X) == X.shape[1],
    "full_row_rank": lambda X: np.linalg.matrix_rank(X) == X.shape[0],
    "rank_deficient": lambda X: np.linalg.matrix_rank(X) < min(X.shape),
    "positive": lambda X: np.all(X > 0), "nonnegative": lambda X: np.all(X >= 0), "nonzero": lambda X: np.all(X != 0),
    "binary": lambda X: np.all((X == 0) | (X == 1)), "probability": lambda X: np.all((X > 0) & (X < 1)),
    "sums_to_one": lambda X: np.isclose(X.sum(), 1), "unit": lambda X: np.isclose((X * X).sum(), 1),
    "not zero": lambda X: np.any(X != 0),
}  # fmt: skip
SQUARE = ["symmetric", "skew", "diagonal", "invertible", "spd", "psd", "negative_definite", "indefinite", "orthogonal", "idempotent",
          "rank_deficient", "spd positive", "symmetric orthogonal", "symmetric idempotent", "diagonal invertible", "diagonal spd",
          "symmetric invertible", "diagonal orthogonal", "psd nonnegative", "orthogonal spd", "symmetric nonnegative",
          "diagonal idempotent", "invertible positive"]  # fmt: skip
VECTORS = [
    "positive",
    "nonnegative",
    "nonzero",
    "binary",
    "probability",
    "sums_to_one",
    "unit",
    "unit nonnegative",
    "not zero",
]
SHAPED = [
    *[(n, n, f) for f in SQUARE for n in (2, 3, 4)], *[(n, 1, f) for f in VECTORS for n in (1, 2, 3)],
    *[(4, 2, "full_column_rank"), (2, 4, "full_row_rank"), (3, 2, "rank_deficient"), (2, 3, "positive"), (3, 2, "unit"),
      (1, 1, "positive"), (1, 1, "nonzero"), (1, 1, "probability"), (2, 2, "skew invertible"), (4, 4, "skew invertible")],
]  # fmt: skip


def test_every_fact_has_a_judge() -> None:
    assert set(JUDGES) == set(IMPLIES)


@pytest.mark.parametrize(("rows", "cols", "facts"), SHAPED)
def test_values_have_their_facts(rows, cols, facts) -> None:
    wanted = closure(facts.split(" ") if facts != "not zero" else [facts])
    random = Random(3)
    values = [draw(rows, cols, wanted, RATIONAL, random) for _ in range(12)]
    for A in [*values, *small_values(rows, cols, wanted)]:
        X = np.array([[float(x) for x in row] for row in A])
        assert X.shape == (rows, cols)
        for fact in wanted:
            assert JUDGES[fact](X), (fact, A)


@pytest.mark.parametrize(
    "facts", ["symmetric", "orthogonal", "idempotent", "skew", "invertible", "rank_deficient", "diagonal"]
)
def test_values_modulo_a_prime_have_their_facts(facts) -> None:
    random = Random(3)
    for n in (2, 3):
        A = draw(n, n, closure([facts]), MODULAR, random)
        assert has_facts(A, closure([facts]), MODULAR)
        assert any(abs(x) > 100 and abs(x) < PRIME for row in A for x in row) or facts in {
            "idempotent",
            "rank_deficient",
        }


@pytest.mark.parametrize(
    ("n", "facts"), [(3, "skew invertible"), (1, "indefinite"), (2, "spd skew"), (2, "idempotent negative_definite")]
)
def test_what_has_no_value_is_said(n, facts) -> None:
    with pytest.raises(CannotHonour):
        draw(n, n, closure(facts.split()), RATIONAL, Random(1))
    with pytest.raises(CannotHonour):
        small_values(n, n, closure(facts.split()))


def test_checks_agree_with_numpy() -> None:
    """Also on values that do not have the fact."""
    rng = np.random.default_rng(0)
    for trial in range(400):
        n = trial % 3 + 1
        X = rng.integers(-2, 3, (n, n))
        X = X + X.T if trial % 2 else X
        for fact, judge in JUDGES.items():
            assert has_facts(X.tolist(), frozenset([fact]), RATIONAL) == bool(judge(X.astype(float))), (fact, X)


def test_small_values_come_in_order() -> None:
    for rows, cols, facts in [(2, 2, ()), (3, 1, ()), (2, 2, ("invertible",)), (3, 3, ("symmetric",))]:
        values = small_values(rows, cols, closure(facts))
        assert [cost(A) for A in values] == sorted(cost(A) for A in values) and len(values) > 20
    assert small_values(2, 2, closure(["spd"]))[0] == [[1, 0], [0, 1]]
