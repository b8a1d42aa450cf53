from __future__ import annotations

import pytest
from hypothesis import given, settings

import wrt
from prove.drawn import agree, nodes
from wrt.certificate import term
from wrt.prove.unterm import node


@given(nodes())
@settings(max_examples=150, deadline=None)
def test_a_term_is_the_expression_again(x):
    again = node(term(x))
    assert term(again) == term(x)
    assert (again.rows, again.cols) == (x.rows, x.cols)


@given(nodes(depth=2))
@settings(max_examples=40, deadline=None)
def test_it_means_the_same(x):
    from wrt.expr import build as b
    from wrt.expr.node import free_symbols, rename

    bare = rename(x, {s: b.sym(s.value[0], s.rows, s.cols) for s in free_symbols(x).values()})
    agree(bare, node(term(x)))


@pytest.mark.parametrize("text", ["[A, B; C, E]", "A[1,2]", "commutation(m, n)", "pi*A", "A/3", "kron(A, B)", "m*A"])
def test_what_is_not_drawn(text):
    x = wrt.parse(text, shapes={name: "m n" for name in "ABCE" if name in text}).node
    assert term(node(term(x))) == term(x)
