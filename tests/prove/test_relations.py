from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from prove.drawn import agree, nodes, parsed
from wrt.expr.node import make
from wrt.prove.relations import inverse_relations, overlap
from wrt.prove.telling import filled
from wrt.prove.words import product_node, to_node

WITHIN = (
    "A",
    "A + B",
    "eye(n) + A",
    "A - 2*B",
    "A + U*V",
    "A + U*C*V",
    "A*B",
    "s*eye(n) + A'*A",
    "A + u*v'",
    "eye(n)/2 + A/3",
    "A'",
    "t*A + B",
)
SHAPES = {"A": "n n", "B": "n n", "U": "n k", "V": "k n", "C": "k k", "u": "n", "v": "n", "s": "", "t": ""}


def holds(relation):
    """The word and what is put for it have one value; the uses lead from one to the other."""
    lead, rest = product_node(relation.lead), to_node(relation.rest)
    agree(lead, rest)
    current = lead
    for use in relation.uses:
        before, after = filled(use)
        agree(current, before)
        current = after
    agree(current, rest)


@pytest.mark.parametrize("inside", WITHIN)
def test_the_relations_of_an_inverse(inside):
    atom = wrt.parse(f"inv({inside})", shapes={name: shape for name, shape in SHAPES.items() if name in inside}).node
    found = list(inverse_relations(atom))
    for relation in found:
        holds(relation)
    if len(found) == 2:
        for relation in overlap(*found):
            holds(relation)


@given(nodes(depth=2), st.sampled_from((2, 3)))
@settings(max_examples=60, deadline=None)
def test_the_relations_of_the_inverse_of_anything(x, weight):
    if x.rows != x.cols or x.is_scalar:
        return
    (eye,) = parsed([("mul", ("num", weight), ("eye", "n"))])
    if (x.rows, x.cols) != (eye.rows, eye.cols):
        return
    inside = make("add", (eye, x), None, x.rows, x.cols)
    found = list(inverse_relations(make("inv", (inside,), None, x.rows, x.cols)))
    for relation in found:
        holds(relation)
    if len(found) == 2:
        for relation in overlap(*found):
            holds(relation)


def test_the_longest_word_leads():
    atom = wrt.parse("inv(A + U*C*V)", shapes={name: SHAPES[name] for name in "AUCV"}).node
    assert all(len(relation.lead) == 4 for relation in inverse_relations(atom))
