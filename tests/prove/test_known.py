from __future__ import annotations

import pytest

import wrt
from prove.drawn import known
from wrt.expr.facts import Facts
from wrt.prove.known import Known


def node(text, **shapes):
    return wrt.parse(text, shapes=shapes).node


@pytest.mark.parametrize(
    ("claim", "shapes", "fact", "about"),
    [
        ("inv(A)*B", {"A": "n n", "B": "n n"}, "invertible", "A"),
        ("inv(A*B)", {"A": "n n", "B": "n n"}, "invertible", "B"),
        ("log(t)", {"t": ""}, "positive", "t"),
        ("s/t", {"s": "", "t": ""}, "nonzero", "t"),
        ("sqrt(t)", {"t": ""}, "nonnegative", "t"),
        ("logdet(A)", {"A": "n n"}, "invertible", "A"),
    ],
)
def test_a_claim_that_is_defined_says_what_its_parts_are(claim, shapes, fact, about):
    found = known(node(claim, **shapes))
    part = node(about, **{name: shape for name, shape in shapes.items() if name in about})
    assert found.holds(fact, part)
    assert (fact, part) in found.used


@pytest.mark.parametrize(
    ("claim", "shapes", "fact", "about"),
    [
        ("A*B", {"A": "n n", "B": "n n"}, "invertible", "A"),
        ("inv(A + B)", {"A": "n n", "B": "n n"}, "invertible", "A"),
        ("inv(A)", {"A": "n n"}, "spd", "A"),
        ("inv(A)", {"A": "n n"}, "symmetric", "A"),
        ("log(t^2)", {"t": ""}, "positive", "t"),
        ("t/s", {"s": "", "t": ""}, "nonzero", "t"),
        ("abs(t)", {"t": ""}, "nonzero", "t"),
    ],
)
def test_and_nothing_more(claim, shapes, fact, about):
    part = node(about, **{name: shape for name, shape in shapes.items() if name in about})
    assert not known(node(claim, **shapes)).holds(fact, part)


def test_what_was_given_is_not_noted():
    A = wrt.parse("A", shapes={"A": "n n"}, assume={"A": "invertible"}).node
    found = Known(Facts({}), (A,))
    assert found.holds("invertible", A)
    assert not found.used


def test_pairs_commute_in_either_order():
    A, B = (node(name, **{name: "n n"}) for name in "AB")
    found = Known(Facts({}, ((A, B),)), (A, B))
    assert found.commute(A, B)
    assert found.commute(B, A)
    assert not found.commute(A, node("C", C="n n"))
