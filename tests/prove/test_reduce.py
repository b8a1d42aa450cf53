from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from prove.drawn import agree, known, nodes, pairs
from wrt.prove.reduce import Reducer
from wrt.prove.rules import Rules
from wrt.prove.telling import filled
from wrt.prove.words import TooLong, to_node


def reducer(*claim, everywhere=False):
    return Reducer(known(*claim), Rules(everywhere))


def steps(node, rules):
    """The expression before each use and after the last one."""
    found = rules.reduce(node)
    return found, [filled(use) for use in found.uses]


@given(nodes())
@settings(max_examples=120, deadline=None)
def test_a_reduction_keeps_the_value(x):
    try:
        agree(x, to_node(reducer(x).reduce(x).poly))
    except TooLong:
        return


@given(nodes(depth=2))
@settings(max_examples=80, deadline=None)
def test_each_use_of_a_rule_leads_from_the_expression_before_to_the_one_after(x):
    try:
        found, uses = steps(x, reducer(x))
    except TooLong:
        return
    chain = [x, *[side for pair in uses for side in pair], to_node(found.poly)]
    for before, after in pairwise(chain):
        agree(before, after)


@given(pairs())
@settings(max_examples=80, deadline=None)
def test_what_reduces_to_one_form_has_one_value(pair):
    left, right = pair
    rules = reducer(left, right)
    try:
        first, second = rules.reduce(left), rules.reduce(right)
    except TooLong:
        return
    if first.poly.same(second.poly):
        agree(left, right)


@given(nodes(depth=2))
@settings(max_examples=60, deadline=None)
def test_what_is_reduced_stays(x):
    rules = reducer(x)
    try:
        once = rules.reduce(x)
        again = rules.reduce(to_node(once.poly))
    except TooLong:
        return
    assert again.poly.same(once.poly)


@given(nodes(depth=2))
@settings(max_examples=60, deadline=None)
def test_under_a_derivative_no_fact_is_used_that_may_fail_near_by(x):
    """Rules that hold everywhere: the value stays where the facts of the symbols are dropped."""
    from wrt.expr import build as b
    from wrt.expr.node import free_symbols
    from wrt.work.normal import rename

    try:
        found = to_node(reducer(x, everywhere=True).reduce(x).poly)
    except TooLong:
        return
    bare = {s: b.sym(s.value[0], s.rows, s.cols) for s in free_symbols(x, found).values()}
    agree(rename(x, bare), rename(found, bare))
