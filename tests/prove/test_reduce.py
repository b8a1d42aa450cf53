from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from prove.drawn import agree, exactly, known, nodes, pairs
from wrt import kernel
from wrt.certificate import term
from wrt.claims import read_claim
from wrt.prove.known import Known
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
    from wrt.expr.node import free_symbols, rename

    try:
        found = to_node(reducer(x, everywhere=True).reduce(x).poly)
    except TooLong:
        return
    bare = {s: b.sym(s.value[0], s.rows, s.cols) for s in free_symbols(x, found).values()}
    agree(rename(x, bare), rename(found, bare))


BY_FACTS = [
    ("A' = A", {"A": "symmetric"}),
    ("y'*A*x = x'*A*y", {"A": "symmetric"}),
    ("tr(A*B*C) = tr(C'*B'*A)", {"A": "symmetric"}),
    ("A' = -A", {"A": "skew"}),
    ("x'*A*x = 0", {"A": "skew"}),
    ("tr(A) = 0", {"A": "skew"}),
    ("y'*A*x = -x'*A*y", {"A": "skew"}),
    ("B*A'*A = B", {"A": "orthogonal"}),
    ("A*A'*B = B", {"A": "orthogonal"}),
    ("(A*x)'*A*y = x'*y", {"A": "orthogonal"}),
    ("B*A*A*A*C = B*A*C", {"A": "idempotent"}),
    ("A*B*A = A*A*B", {"A, B": "commute"}),
    ("C*B*A = C*A*B", {"A, B": "commute"}),
    ("x'*x*A = A", {"x": "unit"}),
    ("x*x'*x = x", {"x": "unit"}),
    ("inv(A)*B*inv(B)*A*x = x", {}),
    ("s*A/(s + t) = A - t*A/(s + t)", {}),
    ("s^2*t/(s*t - 3*t) = s + 3*s*t/(s*t - 3*t)", {}),
    ("inv(A + B)*A = eye - inv(A + B)*B", {}),
]
SQUARE = {"A": "n n", "B": "n n", "C": "n n", "x": "n", "y": "n", "s": "", "t": ""}


def reduced(claim, assume):
    """The sides of a claim with its facts, each with its reduction."""
    used = {name: shape for name, shape in SQUARE.items() if name in claim}
    found = read_claim(claim, None, used, assume, "denominator")
    rules = Reducer(Known(found.facts, found.sides), Rules())
    return found.facts, [(side, rules.reduce(side)) for side in found.sides]


@pytest.mark.parametrize(("claim", "assume"), BY_FACTS)
def test_what_facts_make_equal_comes_to_one_form(claim, assume):
    _, ((_, left), (_, right)) = reduced(claim, assume)
    assert left.poly.same(right.poly)


@pytest.mark.parametrize(("claim", "assume"), [row for row in BY_FACTS if row[1]])
def test_and_do_not_without_them(claim, assume):
    _, ((_, left), (_, right)) = reduced(claim, {})
    assert not left.poly.same(right.poly)


@pytest.mark.parametrize(("claim", "assume"), BY_FACTS)
def test_a_chain_is_exact_and_leaves_nothing_out(claim, assume):
    """Each use keeps the value at rational points; between uses the kernel finds nothing but index algebra."""
    facts, sides = reduced(claim, assume)
    assert any(found.uses for _, found in sides)
    for side, found in sides:
        current = side
        for use in found.uses:
            before, after = filled(use)
            assert kernel.equal(term(current), term(before)), use
            assert exactly(before, after, facts)
            current = after
        assert kernel.equal(term(current), term(to_node(found.poly)))
        assert exactly(side, to_node(found.poly), facts)


@given(nodes(depth=2))
@settings(max_examples=60, deadline=None)
def test_nothing_happens_between_the_uses_of_rules(x):
    try:
        found, uses = steps(x, reducer(x))
    except TooLong:
        return
    ends = [x, *[side for pair in uses for side in pair], to_node(found.poly)]
    for after, before in zip(ends[::2], ends[1::2], strict=True):
        try:
            assert kernel.equal(term(after), term(before))
        except kernel.Rejected:  # too large for the kernel
            return
