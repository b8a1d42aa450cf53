"""Claims read: both sides settle each other's shapes, whatever the notation."""

from __future__ import annotations

import pytest

import wrt
from wrt.claims import read_claim
from wrt.diagnostics import WrtError


def claim(left, right=None, shapes=None, assume=None, layout="denominator"):
    return read_claim(left, right, shapes, assume, layout)


def shape(node):
    return node.rows, node.cols


def test_one_text_or_two_are_the_same_claim():
    shapes = {"A": "m n", "B": "n p"}
    assert claim("(A*B)' = B'*A'", shapes=shapes).sides == claim("(A*B)'", "B'*A'", shapes=shapes).sides
    assert claim("(A*B)' == B'*A'", shapes=shapes).sides == claim("(A*B)' = B'*A'", shapes=shapes).sides


def test_each_side_settles_the_shapes_of_the_other():
    left, right = claim("A*x", "0", shapes={"A": "m n"}).sides
    assert shape(left) == shape(right) == ("m", 1)
    left, right = claim("A*inv(A) = eye", shapes={"A": "n n"}).sides
    assert shape(right) == ("n", "n")


def test_a_symbol_is_one_in_both_sides():
    found = claim("D(x'*A*x, x) = (A + A')*x")
    assert set(found.symbols) == {"A", "x"}
    assert len({shape(side) for side in found.sides}) == 1


def test_a_chain_has_all_its_sides():
    assert len(claim("norm2(x)^2 = x'*x = tr(x*x')", shapes={"x": "n"}).sides) == 3


def test_text_and_latex_mix():
    found = claim("(A*B)'", r"B^\top A^\top", shapes={"A": "m n", "B": "n p"})
    assert found.sides == claim("(A*B)' = B'*A'", shapes={"A": "m n", "B": "n p"}).sides


def test_two_expressions():
    A = wrt.parse("A'*A", shapes={"A": "m n"})
    assert claim(A, A).sides == (A.node, A.node)


def test_two_expressions_bring_their_facts():
    shapes = {"A": "n n", "B": "n n"}
    left = wrt.parse("A*B", shapes=shapes, assume={"A, B": "commute"})
    right = wrt.parse("B*A", shapes=shapes, assume={"A*B": "invertible"})
    for sides in ((left, right), (right, left)):
        found = claim(*sides).facts
        assert any("invertible" in facts for facts in found.assumed.values())
        assert len(found.commuting) == 1


def test_an_expression_beside_a_text():
    A = wrt.parse("A + A'", shapes={"A": "n n"}, assume={"A": "symmetric"})
    left, right = claim(A, "2*A").sides
    assert shape(left) == shape(right)


def test_facts_of_formulas_and_pairs():
    found = claim("X*inv(X'*X)*X' = X*pinv(X)", shapes={"X": "m n"}, assume={"X'*X": "invertible"})
    assert any("invertible" in facts for facts in found.facts.assumed.values())
    assert len(claim("A*B = B*A", shapes={"A": "n n", "B": "n n"}, assume={"A, B": "commute"}).facts.commuting) == 1


@pytest.mark.parametrize(
    ("left", "right", "shapes", "code"),
    [
        ("A*B", None, None, "E-claim"),
        ("A = B", "C", {"A": "n n", "B": "n n", "C": "n n"}, "E-claim"),
        (3, "A", None, "E-formula"),
        ("A", None, None, "E-claim"),
        ("A' = A", None, {"A": "m n"}, "E-shape"),
        ("A*B = B*A", None, {"A": "m n", "B": "n m"}, "E-shape"),
        ("x'*A*x = 0", None, {"A": "m n", "x": "n"}, "E-shape"),
    ],
)
def test_what_is_no_claim(left, right, shapes, code):
    with pytest.raises(WrtError) as caught:
        claim(left, right, shapes)
    assert caught.value.code.startswith(code)


def test_a_shape_error_in_what_is_assumed_is_not_one_of_the_claim():
    with pytest.raises(WrtError) as caught:
        claim("A' = A'", shapes={"A": "m n"}, assume={"A + A'": "invertible"})
    assert not caught.value.code.startswith("E-shape")


def test_an_unknown_layout_is_refused():
    with pytest.raises(WrtError):
        claim("A = A", layout="sideways")
