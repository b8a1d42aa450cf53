from __future__ import annotations

import pytest
from hypothesis import given, settings

import wrt
from prove.drawn import agree, known, nodes
from wrt import rulebook
from wrt.expr.node import postorder
from wrt.prove.match import instantiate
from wrt.prove.rules import Rules, accepted, spelled, theorems, usable
from wrt.prove.words import poly


@given(nodes())
@settings(max_examples=120, deadline=None)
def test_a_rule_that_applies_keeps_the_value(x):
    about = known(x)
    for part in postorder(x):
        for _, sides, instance in Rules().at(part, about):
            agree(part, instantiate(sides.right, instance))


@given(nodes(depth=2))
@settings(max_examples=60, deadline=None)
def test_a_theorem_that_is_cited_keeps_the_value(x):
    from wrt.prove.match import matches

    about = known(x)
    for _, sides in theorems(x):
        for instance in matches(sides.left, x):
            if accepted(sides, instance, about) and not _by_derivative(sides):
                agree(x, instantiate(sides.right, instance))


def _by_derivative(sides):
    return any(node.op in ("D", "differential") for node in postorder(sides.left, sides.right))


@pytest.mark.parametrize("name", [rule.name for rule in rulebook.all_rules() if rule.kind != "differential"])
def test_a_rule_is_of_use_where_multiplying_out_does_not_do_it(name):
    left, right, _ = rulebook.sides(rulebook.find(name))
    assert (usable(name) is None) == poly(left).same(poly(right))


@pytest.mark.parametrize(
    ("text", "shapes", "name"),
    [
        ("inv(A)", {"A": "n n"}, "inv"),
        ("exp(x)", {"x": "n"}, "exp"),
        ("diag(A)", {"A": "n n"}, "diag"),
        ("A*B", {"A": "n n", "B": "n n"}, ""),
    ],
)
def test_the_name_of_what_is_applied(text, shapes, name):
    assert spelled(wrt.parse(text, shapes=shapes).node) == name


def test_a_condition_that_is_not_known_is_not_met():
    sides = rulebook.sides(rulebook.find("inv_of_orthogonal"))
    plain, orthogonal = (
        wrt.parse("inv(Q)", shapes={"Q": "n n"}, assume=facts).node for facts in (None, {"Q": "orthogonal"})
    )
    assert not [name for name, *_ in Rules().at(plain, known(plain)) if name == "inv_of_orthogonal"]
    assert [name for name, *_ in Rules().at(orthogonal, known(orthogonal)) if name == "inv_of_orthogonal"]
    assert sides.conditions
