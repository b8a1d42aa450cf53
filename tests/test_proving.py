"""`prove`: facts decide, a claim holds where both sides are defined, and bad input is an error of its own."""

from __future__ import annotations

import json

import numpy as np
import pytest

import wrt
from wrt.diagnostics import WrtError
from wrt.prove.certify import checked

SQUARE = {"A": "n n", "B": "n n"}


def holds(claim, shapes=None, assume=None, layout="denominator"):
    return wrt.prove(claim, shapes=shapes, assume=assume, layout=layout).holds


@pytest.mark.parametrize(
    ("claim", "shapes", "assume"),
    [
        ("A' = A", {"A": "n n"}, {"A": "symmetric"}),
        ("A' = -A", {"A": "n n"}, {"A": "skew"}),
        ("inv(Q) = Q'", {"Q": "n n"}, {"Q": "orthogonal"}),
        ("P*P = P", {"P": "n n"}, {"P": "idempotent"}),
        ("A*B = B*A", SQUARE, {"A, B": "commute"}),
        ("A*B = B*A", SQUARE, {"A": "diagonal", "B": "diagonal"}),
        ("u'*u = 1", {"u": "n"}, {"u": "unit"}),
        ("sum(p) = 1", {"p": "n"}, {"p": "sums_to_one"}),
        ("z .* z = z", {"z": "n"}, {"z": "binary"}),
        ("sqrt(t^2) = t", {"t": ""}, {"t": "nonnegative"}),
        ("pinv(X)*X = eye", {"X": "m n"}, {"X": "full_column_rank"}),
        ("log(det(A)) = logdet(A)", {"A": "n n"}, {"A": "spd"}),
    ],
)
def test_a_fact_decides(claim, shapes, assume):
    assert holds(claim, shapes, assume) is True
    if "logdet" not in claim:  # which is log|det|: true wherever both sides are defined
        assert holds(claim, shapes) is False


@pytest.mark.parametrize(
    "claim", ["t/t = 1", "log(t^2) = 2*log(t)", "exp(log(t)) = t", "sqrt(t)^2 = t", "(t^2 - 1)/(t - 1) = t + 1"]
)
def test_equal_wherever_both_sides_are_defined(claim):
    assert holds(claim, {"t": ""}) is True


@pytest.mark.parametrize(
    "claim", ["sqrt(t^2) = t", "(t^2)^(1/2) = t", "abs(t) = t", "log(t^2) = log(t)^2", "sign(t)^2 = 1"]
)
def test_and_false_where_they_are_and_differ(claim):
    verdict = wrt.prove(claim, shapes={"t": ""})
    assert verdict.holds is False
    assert verdict.counterexample is not None


@pytest.mark.parametrize(
    ("layout", "gradient", "jacobian"), [("denominator", "a", "A'"), ("numerator", "a'", "A"), ("mixed", "a", "A")]
)
def test_derivatives_in_each_layout(layout, gradient, jacobian):
    assert holds(f"D(a'*x, x) = {gradient}", {"a": "n", "x": "n"}, layout=layout) is True
    assert holds(f"D(A*x, x) = {jacobian}", {"A": "n n", "x": "n"}, layout=layout) is True
    other = "a'" if gradient == "a" else "a"
    assert holds(f"D(a'*x, x) = {other}", {"a": "n", "x": "n"}, layout=layout) is False


@pytest.mark.parametrize(
    ("right", "convention"),
    [("(A + A')/2", "projected"), ("A'", "unconstrained"), ("A + A' - diag(diag(A))", "entries")],
)
def test_a_gradient_by_a_symmetric_matrix_is_right_in_one_convention_throughout(right, convention):
    verdict = wrt.prove(f"D(tr(A*X), X) = {right}", shapes={"A": "n n", "X": "n n"}, assume={"X": "symmetric"})
    assert verdict.holds is True
    assert verdict.convention == convention


def test_conventions_are_not_mixed_in_one_claim():
    shapes, assume = {"A": "n n", "X": "n n"}, {"X": "symmetric"}
    assert holds("D(tr(A*X), X) = A' = (A + A')/2", shapes, assume) is False


def test_a_chain_is_judged_link_by_link():
    assert holds("norm2(x - y)^2 = (x - y)'*(x - y) = x'*x - 2*x'*y + y'*y", {"x": "n", "y": "n"}) is True
    assert holds("(A*B)' = B'*A' = A'*B'", SQUARE) is False
    verdict = wrt.prove("(A*B)' = B'*A' = (B')*(A')", shapes=SQUARE)
    assert len(verdict.certificate["chain"]) == 2
    for part in json.loads(json.dumps(verdict.certificate))["chain"]:
        checked(part)


@pytest.mark.parametrize("claim", ["A + A = 2*A = inv(A - A)", "inv(A - A) = 2*A - A - A = 0"])
def test_a_chain_with_an_open_link_is_open(claim):
    verdict = wrt.prove(claim, shapes={"A": "n n"})
    assert (verdict.holds, verdict.certificate) == (None, None)


@pytest.mark.parametrize(
    "claim", ["A*B = B*A", "inv(A + B) = inv(A) + inv(B)", "det(2*A) = 2*det(A)", "tr(A*B) = tr(A)*tr(B)"]
)
def test_a_counterexample_is_one(claim):
    """NumPy finds the two sides different at the values that are shown."""
    verdict = wrt.prove(claim, shapes=SQUARE)
    found = verdict.counterexample.to_json()
    left, right = (np.array(found[side], dtype=object).astype(str) for side in ("left", "right"))
    assert left.tolist() != right.tolist()
    assert all(size <= 3 for size in found["sizes"].values())


@pytest.mark.parametrize(
    "claim", ["A' = A", "A*B = B*A", "det(A'*A) = det(A)^2", "x*y' = x'*y", "A + B = B + A", "inv(A) = A'"]
)
def test_a_clash_of_shapes_refutes(claim):
    shapes = {"A": "m n", "B": "n m", "x": "n", "y": "n"}
    verdict = wrt.prove(claim, shapes={name: shape for name, shape in shapes.items() if name in claim})
    assert verdict.holds is False
    assert verdict.method == "shapes"


@pytest.mark.parametrize(
    ("claim", "shapes", "assume"),
    [
        ("A*B", None, None),
        ("A*B = ", None, None),
        ("= A", None, None),
        ("A = B", {"A": "n n n"}, None),
        ("A = A", None, {"A": "green"}),
        ("", None, None),
        ("A = spectralnorm(A)", None, None),
    ],
)
def test_bad_input_is_an_error_with_a_code(claim, shapes, assume):
    with pytest.raises(WrtError) as caught:
        wrt.prove(claim, shapes=shapes, assume=assume)
    assert caught.value.code.startswith("E-")


def test_a_false_claim_says_what_would_make_it_true():
    assert wrt.prove("x'*A*y = y'*A*x", shapes={"A": "n n", "x": "n", "y": "n"}).true_if == ("A is symmetric",)
    assert "Q is orthogonal" in wrt.prove("norm2(Q*x)^2 = x'*x", shapes={"Q": "n n", "x": "n"}).true_if


def test_facts_are_not_used_under_a_derivative():
    assert holds("D(norm2(u)^2, u) = 0", {"u": "n"}, {"u": "unit"}) is False
    assert holds("D(norm2(u)^2, u) = 2*u", {"u": "n"}, {"u": "unit"}) is True
    assert holds("D(sum(p), p) = 0", {"p": "n"}, {"p": "sums_to_one"}) is False


NOTATIONS = [
    ("inv(A*B)", "inv(B)*inv(A)"),
    (r"(AB)^{-1}", r"B^{-1} A^{-1}"),
    (r"(AB)^{-1} = B^{-1} A^{-1}", None),
    ("inv(A*B)", r"B^{-1} A^{-1}"),
    (wrt.parse("inv(A*B)", shapes=SQUARE), wrt.parse("inv(B)*inv(A)", shapes=SQUARE)),
    (wrt.parse("inv(A*B)", shapes=SQUARE), "inv(B)*inv(A)"),
    ("inv(A*B)", wrt.parse("inv(B)*inv(A)", shapes=SQUARE)),
]


@pytest.mark.parametrize(("left", "right"), NOTATIONS)
def test_a_claim_in_any_notation_has_one_verdict(left, right):
    given = [side for side in (left, right) if side is not None]
    declared = None if all(isinstance(side, wrt.Expression) for side in given) else SQUARE
    verdict = wrt.prove(left, right, shapes=declared)
    assert verdict.claim == "inv(A*B) = inv(B)*inv(A)"
    assert (verdict.word, verdict.conditions) == ("Proved", ("A is invertible", "B is invertible"))


def test_the_facts_of_expressions_count():
    A = wrt.parse("A", shapes={"A": "n n"}, assume={"A": "symmetric"})
    assert wrt.prove(A, wrt.parse("A'", shapes={"A": "n n"}, assume={"A": "symmetric"})).holds is True


REASONS = {
    "algebra": ("tr(A*B) = tr(B*A)", SQUARE, None),
    "reduce": ("inv(A)*A*B = B", SQUARE, None),
    "counterexample": ("A*B = B*A", SQUARE, None),
    "shapes": ("A' = A", {"A": "m n"}, None),
    "evaluation": ("inv(A - A) = eye", {"A": "n n"}, None),
}


@pytest.mark.parametrize("method", REASONS)
def test_each_way_to_a_verdict_has_its_method_and_reason(method):
    verdict = wrt.prove(REASONS[method][0], shapes=REASONS[method][1])
    assert verdict.method == method
    assert bool(verdict.reason) is (verdict.holds is not True)
    assert str(verdict).startswith(f"{verdict.word}: ")
    assert (verdict.certificate is not None) is (verdict.derivation is not None) is (verdict.holds is True)
    assert (verdict.counterexample is not None) is (method == "counterexample")


@pytest.mark.parametrize("claim", ["inv(A - A) = eye", "B*inv(0*A) = B", "det(inv(A - A)) = 1"])
def test_what_is_defined_nowhere_is_not_proved(claim):
    assert holds(claim, {name: "n n" for name in "AB" if name in claim}) is not True


@pytest.mark.parametrize("method", REASONS)
def test_the_record_is_the_same_after_a_round_trip(method):
    found = wrt.prove(REASONS[method][0], shapes=REASONS[method][1]).to_json()
    assert json.loads(json.dumps(found)) == found
    assert found["method"] == method


@pytest.mark.parametrize(("claim", "extra"), [("A*B = B*A", "A and B commute"), ("A*x = A'*x", "A is symmetric")])
def test_what_would_make_it_true_does(claim, extra):
    shapes = {name: shape for name, shape in {**SQUARE, "x": "n"}.items() if name in claim}
    assert extra in wrt.prove(claim, shapes=shapes).true_if
    about, _, fact = extra.partition(" is ")
    assume = {about: fact} if fact else {"A, B": "commute"}
    assert holds(claim, shapes, assume) is True
