"""False identities are refuted by small exact counterexamples, which NumPy confirms; true ones are not refuted."""

from __future__ import annotations

import json
import statistics
import time

import numpy as np
import pytest

import published
import wrt
from oracle import jaxeval
from refute.claims import claim
from wrt.refute.search import evidence, refute, search

SQUARES = {"A": "n n", "B": "n n", "C": "n n"}
V = {"x": "n", "y": "n", "A": "n n", "X": "N p", "s": "", "t": ""}

TRUE = [
    (
        "inv(A + B)",
        "inv(A) - inv(inv(A) + inv(B))*0 - inv(A)*B*inv(A + B)",
        SQUARES,
        {"A": "invertible", "B": "invertible"},
    ),
    ("pinv(X)", "inv(X'*X)*X'", V, {"X": "full_column_rank"}),
    ("pinv(X)*X*pinv(X)", "pinv(X)", V, None),
    ("A*B", "B*A", SQUARES, {"A, B": "commute"}),
    ("(A*B)^2", "A^2*B^2", SQUARES, {"A, B": "commute"}),
    ("A*B", "B*A", SQUARES, {"A": "diagonal", "B": "diagonal"}),
    ("det(Q)^2", "1", {"Q": "n n"}, {"Q": "orthogonal"}),
    ("x .* x", "x", V, {"x": "binary"}),
    ("sum(x)", "1", V, {"x": "sums_to_one"}),
    ("norm2(x)", "1", V, {"x": "unit"}),
    ("abs(x)", "x", V, {"x": "nonnegative"}),
    ("log(s*t)", "log(s) + log(t)", V, {"s": "positive", "t": "positive"}),
    ("exp(x + y)", "exp(x) .* exp(y)", V, None),
    ("sin(x).^2 + cos(x).^2", "vector(1)", V, None),
    ("tanh(s)", "2*sigmoid(2*s) - 1", V, None),
    ("softplus(s) - softplus(-s)", "s", V, None),
    ("relu(s) - relu(-s)", "s", V, None),
    ("arctan(s) + arctan(1/s)", "pi/2", V, {"s": "positive"}),
    ("cosh(s)^2 - sinh(s)^2", "1", V, None),
    ("sqrt(s)*sqrt(t)", "sqrt(s*t)", V, {"s": "positive", "t": "positive"}),
    ("s^(1/2)*s^(3/2)", "s^2", V, {"s": "positive"}),
    ("sum(softmax(x))", "1", V, None),
    ("softmax(x + s*vector(1))", "softmax(x)", V, None),
    ("logdet(A'*A)", "2*logdet(A)", V, {"A": "invertible"}),
    ("tr(P)", "normF(P)^2", {"P": "n n"}, {"P": "idempotent symmetric"}),
    ("norm1(s*x)", "abs(s)*norm1(x)", V, None),
    ("D(norm2(x)^2, x)", "2*x", V, None),
    ("D(x'*A*x, x)", "2*A*x", V, {"A": "symmetric"}),
    ("D(logdet(A), A)", "inv(A)'", V, {"A": "invertible"}),
    ("D(D(x'*A*x, x), x)", "A + A'", V, None),
    ("D(inv(A), A)", "-kron(inv(A)', inv(A))", V, {"A": "invertible"}),
    ("D(log(x), x)", "diag(vector(1)./x)", V, {"x": "positive"}),
    ("D(sigmoid(s), s)", "sigmoid(s)*(1 - sigmoid(s))", V, None),
    ("x[1]", "basis(1)'*x", V, None),
    ("commutation(m, n)*vec(A)", "vec(A')", {"A": "m n"}, None),
    ("inv(A + t*B)*(A + t*B)", "eye", SQUARES, {"A + t*B": "invertible"}),
    ("tr(M)", "0", {"M": "n n"}, {"M": "skew"}),
    ("[A, B]*[C; E]", "A*C + B*E", {"A": "m n", "B": "m k", "C": "n p", "E": "k p"}, None),
]
FALSE = [
    ("pinv(A)*A", "eye", V, None),
    ("pinv(A*B)", "pinv(B)*pinv(A)", {"A": "m n", "B": "n p"}, None),
    ("A*B", "B*A", SQUARES, None),
    ("A*B", "B*A", SQUARES, {"A": "symmetric", "B": "symmetric"}),
    ("A*C", "C*A", SQUARES, {"A, B": "commute"}),
    ("det(Q)", "1", {"Q": "n n"}, {"Q": "orthogonal"}),
    ("det(-A)", "det(A)", V, None),
    ("det(-A)", "-det(A)", V, None),
    ("det(A + B)", "det(A) + det(B)", SQUARES, None),
    ("inv(A + B)", "inv(A) + inv(B)", SQUARES, {"A": "spd", "B": "spd"}),
    ("A", "A'", V, {"A": "idempotent"}),
    ("P", "eye", {"P": "n n"}, {"P": "idempotent"}),
    ("x'*A*x", "0", V, {"A": "indefinite"}),
    ("x .* x", "x", V, {"x": "probability"}),
    ("norm2(x)", "sum(x)", V, {"x": "unit"}),
    ("norm2(x + y)", "norm2(x) + norm2(y)", V, None),
    ("norm1(x - y)", "norm1(x) - norm1(y)", V, None),
    ("abs(x + y)", "abs(x) + abs(y)", V, None),
    ("exp(x + y)", "exp(x) + exp(y)", V, None),
    ("log(s + t)", "log(s) + log(t)", V, {"s": "positive", "t": "positive"}),
    ("sqrt(s + t)", "sqrt(s) + sqrt(t)", V, {"s": "positive", "t": "positive"}),
    ("sin(2*s)", "2*sin(s)", V, None),
    ("tanh(s)", "s", V, None),
    ("relu(s*t)", "relu(s)*relu(t)", V, None),
    ("softmax(2*x)", "softmax(x)", V, None),
    ("logdet(A + B)", "logdet(A) + logdet(B)", SQUARES, {"A": "spd", "B": "spd"}),
    ("sigmoid(-s)", "-sigmoid(s)", V, None),
    ("s^t", "t^s", V, {"s": "positive", "t": "positive"}),
    ("D(x'*A*x, x)", "A*x", V, {"A": "symmetric"}),
    ("D(logdet(A), A)", "inv(A)", V, {"A": "invertible"}),
    ("D(tr(A*B), A)", "B", SQUARES, None),
    ("D(norm2(x), x)", "x", V, {"x": "nonzero"}),
    ("D(exp(s)*t, s)", "exp(s)", V, None),
    ("D(D(x'*A*x, x), x)", "2*A", V, None),
    ("kron(A, B)", "kron(B, A)", {"A": "m n", "B": "m n"}, None),
    ("vec(A*B)", "kron(A, B)*vec(eye(n))", SQUARES, None),
    ("diag(x)*A", "A*diag(x)", V, None),
    ("commutation(m, n)*vec(A)", "vec(A)", {"A": "m n"}, None),
    ("(X'*X)^2", "X'*X", V, {"X": "full_column_rank"}),
    ("tr(A)", "n", V, {"A": "spd"}),
    ("N - k", "k", {"x": "N", "y": "k"}, {"N - k": "positive"}),
    ("norm2(x)", "x[2]", V, None),
    ("X*pinv(X)", "eye", V, {"X'*X": "invertible"}),
]  # fmt: skip


def numpy_sides(left, right, found):
    """Both sides by NumPy at the counterexample, from the nodes as read."""
    values = {name: np.array([[float(x) for x in row] for row in A]) for name, A in found.values.items()}
    return [jaxeval.evaluate(node, values, dict(found.sizes)) for node in (left, right)]


def confirm(left, right, found) -> None:
    if any(part.op == "D" for part in wrt.expr.node.postorder(left, right)):
        return  # derivatives at a point are judged in test_values
    for node_value, shown in zip(numpy_sides(left, right, found), (found.left, found.right)):
        assert np.allclose(np.asarray(node_value, dtype=float), [[float(x) for x in row] for row in shown]), found.text
    assert not np.allclose([[float(x) for x in r] for r in found.left], [[float(x) for x in r] for r in found.right])


@pytest.mark.parametrize("row", TRUE, ids=lambda row: f"{row[0]} = {row[1]}")
def test_true_identities_are_not_refuted(row) -> None:
    arguments = claim(*row)
    outcome = search(*arguments)
    assert outcome.counterexample is None, outcome.counterexample.text
    assert outcome.agreed >= 4 and not outcome.no_point
    left, right, facts, commuting = arguments
    assert evidence(left, right, facts, 12, commuting) >= 3


@pytest.mark.parametrize("row", FALSE, ids=lambda row: f"{row[0]} = {row[1]}")
def test_false_identities_are_refuted(row) -> None:
    left, right, facts, commuting = claim(*row)
    found = refute(left, right, facts, commuting)
    assert found is not None
    assert max(found.sizes.values(), default=1) <= (3 if "N - k" in row else 2)
    assert all(abs(x) <= 5 for A in found.values.values() for r in A for x in r)
    confirm(left, right, found)
    assert json.loads(json.dumps(found.to_json()))["exact"] == found.exact


def test_nothing_to_look_at_is_said() -> None:
    outcome = search(*claim("inv(A - A)", "A", {"A": "n n"}))
    assert outcome.no_point and outcome.counterexample is None
    assert search(*claim("A", "A", {"A": "n n"}, {"A": "spd skew"})).no_point


@pytest.mark.parametrize(
    ("row", "holds"),
    [(("A*B", "B*A", {"A": "30 30", "B": "30 30"}), False), (("x[7]", "basis(7)'*x", {"x": "n"}), True), (("x[7]", "x[6]", {"x": "n"}), False),
     (("a*b*(A*B*C*E)*x", "(a*b)*A*(B*C)*(E*x)", {"A": "m n", "B": "n p", "C": "p q", "E": "q r", "x": "r"}), True),
     (("tr(A*B*C*E*F)", "tr(F*A*B*C*E)", dict(zip("ABCEF", ("h k", "k l", "l m", "m n", "n h")))), True),
     (("exp(exp(exp(s)))", "s", {"s": ""}), False), (("s^1000", "s^999", {"s": ""}), False), (("exp(9^99*s)", "exp(s)", {"s": ""}), False)],
    ids=str,
)  # fmt: skip
def test_large_and_many_sizes_stay_quick(row, holds) -> None:
    start = time.perf_counter()
    assert (refute(*claim(*row)) is None) == holds
    assert time.perf_counter() - start < 8


def test_counterexamples_prefer_exact_values() -> None:
    found = refute(*claim("exp(x + y)", "exp(x) + exp(y)", V))
    assert found.exact and found.text == "n = 1, x = 0, y = 0: left = 1, right = 2"


@pytest.mark.skipif(not published.IDENTITIES, reason="the shared cases are not here")
def test_shared_cases() -> None:
    times = []
    for case in published.IDENTITIES:
        if case.get("false_kind") == "shape":
            continue
        left, right, facts, commuting = claim(case["lhs"], case["rhs"], published.shapes(case), case["assume"])
        start = time.perf_counter()
        found = refute(left, right, facts, commuting)
        times.append((time.perf_counter() - start) * 1000)
        assert (found is None) == case["holds"], case["id"]
        if found is not None:
            assert found.exact or "log" in case["lhs"]
            confirm(left, right, found)
    assert statistics.median(times) < 100
