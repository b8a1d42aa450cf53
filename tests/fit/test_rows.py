"""Sums over rows found from formulas: block by block they give what NumPy gives for all rows at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from wrt.emit.text import text
from wrt.fit.data import open_data
from wrt.fit.passes import Passes
from wrt.fit.streamed import Streamed

SHAPES = {"X": "n p", "y": "n", "w": "n", "theta": "p", "Y": "n k", "B": "p k", "m": "p", "lam": "", "M": "p p"}
SIZES = {"n": 57, "p": 4, "k": 3}
BY_ROWS = {"X", "y", "w", "Y"}
FORMULAS = [
    ("X'*X", lambda v: v.X.T @ v.X),
    ("inv(X'*X + lam*eye)*X'*y", lambda v: np.linalg.solve(v.X.T @ v.X + v.lam * np.eye(4), v.X.T @ v.y)),
    ("inv(X'*diag(w)*X)*X'*(w.*y)", lambda v: np.linalg.solve(v.X.T @ (v.w[:, None] * v.X), v.X.T @ (v.w * v.y))),
    ("norm2(y - X*inv(X'*X)*X'*y)^2/n", lambda v: np.linalg.lstsq(v.X, v.y, rcond=None)[1][0] / 57),
    ("X'*(X - vector(1)*vector(1)'*X/n)", lambda v: v.X.T @ (v.X - v.X.mean(0))),
    ("(X - vector(1)*m')'*(X - vector(1)*m')/n", lambda v: (v.X - v.m).T @ (v.X - v.m) / 57),
    ("X'*(1./(vector(1) + exp(-X*theta)) - y)", lambda v: v.X.T @ (1 / (1 + np.exp(-v.X @ v.theta)) - v.y)),
    (
        "sum(log(vector(1) + exp(X*theta))) - y'*X*theta",
        lambda v: np.sum(np.log1p(np.exp(v.X @ v.theta))) - v.y @ v.X @ v.theta,
    ),
    ("X'*diag(exp(X*theta))*X", lambda v: v.X.T @ (np.exp(v.X @ v.theta)[:, None] * v.X)),
    ("normF(Y - X*B)^2 + lam*normF(B)^2", lambda v: np.sum((v.Y - v.X @ v.B) ** 2) + v.lam * np.sum(v.B**2)),
    ("tr((Y - X*B)*(Y - X*B)')", lambda v: np.sum((v.Y - v.X @ v.B) ** 2)),
    ("tr(X*M*X')", lambda v: np.trace(v.X @ v.M @ v.X.T)),
    ("norm1(y - X*theta) + norm2(y)", lambda v: np.abs(v.y - v.X @ v.theta).sum() + np.linalg.norm(v.y)),
    ("sum(y)*sum(w)/n^2", lambda v: v.y.sum() * v.w.sum() / 57**2),
    ("sum((y - sum(y)/n*vector(1)).^2)", lambda v: np.sum((v.y - v.y.mean()) ** 2)),
    ("Y'*y*sum(w)", lambda v: v.Y.T @ v.y * v.w.sum()),
    ("theta", lambda v: v.theta),
    ("n*theta", lambda v: 57 * v.theta),
]
REFUSED = ["logdet(X*X' + eye)", "y'*inv(X*X' + eye)*y", "w'*softmax(y)", "X[1,1]", "sum(X*X'*X*M)*y[2]"]


class Values(dict):
    __getattr__ = dict.__getitem__


def drawn(seed=0):
    rng = np.random.default_rng(seed)
    values = Values({name: rng.normal(size=[SIZES[d] for d in shape.split()]) for name, shape in SHAPES.items()})
    values["w"], values["lam"] = np.abs(values.w) + 0.1, 0.7
    return values


def streamed(formula, values, size):
    used = {name: SHAPES[name] for name in SHAPES if name in wrt.parse(formula, shapes=SHAPES).to_json()["symbols"]}
    expression = wrt.parse(formula, shapes={**SHAPES, **used})
    rows = {name: values[name] for name in BY_ROWS}
    source = open_data(rows, symbols=tuple(rows))
    constants = {name: values[name] for name in SHAPES if name not in BY_ROWS} | {"p": 4, "k": 3}
    computed = Streamed(expression.normal, "n", expression.facts_of)
    return computed, computed(Passes(source, tuple(rows), size), constants)


@pytest.mark.parametrize(("formula", "expected"), FORMULAS, ids=[row[0] for row in FORMULAS])
@given(size=st.integers(1, 70))
@settings(max_examples=12, deadline=None)
def test_blocks_give_what_all_rows_give(formula, expected, size):
    values = drawn()
    _, found = streamed(formula, values, size)
    assert np.allclose(found, expected(values), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("formula", REFUSED)
def test_what_needs_all_rows_at_once_is_refused(formula):
    with pytest.raises(wrt.WrtError) as caught:
        streamed(formula, drawn(), 10)
    assert caught.value.code == "E-fit-blocks"


def test_a_sum_that_needs_another_waits_for_the_next_pass():
    computed, _ = streamed("norm2(y - X*inv(X'*X)*X'*y)^2", drawn(), 10)
    levels = {text(statistic.formula): statistic.level for statistic in computed.plan.statistics}
    assert levels.pop("X'*X") == levels.pop("X'*y") == 1
    assert list(levels.values()) == [2]


def test_the_same_sum_is_computed_once():
    computed, _ = streamed("inv(X'*X)*X'*y + X'*X*theta", drawn(), 10)
    assert len(computed.plan.statistics) == 2
