from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings

import wrt
from prove.drawn import agree, known, nodes
from wrt import rulebook
from wrt.expr.facts import IMPLIES
from wrt.expr.node import postorder
from wrt.prove.match import instantiate
from wrt.prove.rules import EXPANSIONS, Rules, accepted, named, spelled, theorems, usable
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


SOURCES = sorted((Path(wrt.__file__).parent / "prove").glob("*.py"))


def names_in(source):
    """The names with an underscore that stand in a source as strings, but for those of facts."""
    for part in ast.walk(ast.parse(source.read_text())):
        name = part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""
        if "_" in name and name.isidentifier() and not name.startswith("_") and name not in IMPLIES:
            yield name


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_rule_that_is_named_is_in_the_book(source):
    for name in names_in(source):
        assert rulebook.find(name).name == name


def test_the_names_are_found():
    assert {"inv_mul_cancel", "mul_inv_cancel", "div_self", "mul_comm_of_commute"} <= {
        name for source in SOURCES for name in names_in(source)
    }


def test_functions_are_written_out_as_themselves():
    for names in EXPANSIONS:
        heads = [(sides.left.op, sides.left.value, sides.left.is_scalar) for sides in map(_sides, names)]
        assert len(set(heads)) == len(names)


def _sides(name):
    return rulebook.sides(rulebook.find(name))


@pytest.mark.parametrize(
    "rule", [rule for rule in rulebook.all_rules() if rule.kind in ("simplify", "fact")], ids=lambda r: r.name
)
def test_a_rule_is_found_by_the_head_of_its_left_side(rule):
    """What is read lazily, by the text of a statement, is what the statement read in full says."""
    left = _sides(rule.name).left
    listed = named(left)
    assert (rule.name in listed) is bool(spelled(left)), (spelled(left), rulebook.functions(rule.name))
