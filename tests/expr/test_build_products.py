"""Products: value, grouping, where scalars stand, scalar chains in one direction, what vanishes."""

from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oracle.normals import forms, judge, same, symbol
from oracle.validate import complaints
from wrt.expr import build as b
from wrt.expr.node import postorder

FIXED = settings(max_examples=40, deadline=None, derandomize=True, database=None)
DIMS = st.sampled_from([1, "m", "n"])
x, y, u = symbol("x", "", "n"), symbol("y", "", "n"), symbol("u", "unit", "n")
t, a = symbol("t", "positive"), symbol("a", "")
A, B, S, R, Q, L = (symbol(letter, facts, "n", "n") for letter, facts in (
    ("A", ""), ("B", ""), ("S", "spd"), ("R", "invertible"), ("Q", "orthogonal"),
    ("L", "diagonal invertible")))  # fmt: skip


@st.composite
def chains(draw, count, depth=1):
    """Factors whose inner sizes agree."""
    dims = [draw(DIMS) for _ in range(count + 1)]
    return [draw(forms(rows, cols, depth)) for rows, cols in pairwise(dims)]


def times(left, right):
    return left * right if (1, 1) in (left.shape, right.shape) else left @ right


@FIXED
@given(chains(3))
def test_value(factors):
    built = b.mul(*factors)
    judge(built, lambda *values: reduce(times, values), *factors)
    assert not complaints(built)


# a row and a column that meet in an entrywise product, ones or a basis vector have several forms yet
OPEN = frozenset(("had", "hpow", "diag", "sum", "entry", "ones", "basis"))


def closed(nodes):
    return not any(node.op in OPEN for node in postorder(*nodes))


@FIXED
@given(chains(3))
def test_grouping_has_no_meaning(factors):
    first, second, third = factors
    assume(closed(factors))
    same(b.mul(b.mul(first, second), third), b.mul(first, b.mul(second, third)), b.mul(*factors))


@FIXED
@given(chains(2), forms(1, 1, 1))
def test_scalars_stand_anywhere(factors, scalar):
    left, right = factors
    same(b.mul(scalar, left, right), b.mul(left, scalar, right), b.mul(left, right, scalar))


@FIXED
@given(forms(1, 1), forms(1, 1), forms(1, 1))
def test_scalars_commute(p, q, r):
    same(b.mul(p, q, r), b.mul(r, b.mul(q, p)))


@FIXED
@given(forms("m", 1), forms("m", "n"), forms("n", 1))
def test_scalar_chain_has_one_direction(p, M, q):
    forward, backward = b.mul(b.T(p), M, q), b.mul(b.T(q), b.T(M), p)
    if closed([p, M, q]):
        same(forward, backward)
    judge(forward, lambda p, M, q: p.T @ M @ q, p, M, q)


@FIXED
@given(chains(3))
def test_transpose_reverses(factors):
    assume(closed(factors))
    same(b.T(b.mul(*factors)), b.mul(*map(b.T, reversed(factors))))


@FIXED
@given(forms("m", "n"))
def test_identities_vanish(M):
    same(b.mul(b.eye("m"), M), b.mul(M, b.eye("n")), b.mul(b.ONE, M), M)
    assert b.is_zero(b.mul(b.ZERO, M)) and b.is_zero(b.mul(b.zero("k", "m"), M))


@pytest.mark.parametrize(("built", "expected"), [
    (b.mul(A, A, A), b.mpow(A, 3)),
    (b.mul(A, b.inv(A)), b.eye("n")),
    (b.mul(A, A, b.inv(A), B), b.mul(A, B)),
    (b.mul(b.inv(R), b.inv(R)), b.mpow(R, -2)),
    (b.mul(b.T(Q), Q, x), x),
    (b.mul(Q, b.T(Q)), b.eye("n")),
    (b.mul(b.inv(Q), x), b.mul(b.T(Q), x)),
    (b.mul(b.diag(x), b.diag(y)), b.diag(b.had(x, y))),
    (b.mul(b.diag(x), y), b.had(x, y)),
    (b.mul(b.T(y), b.diag(x)), b.T(b.had(x, y))),
    (b.mul(b.T(b.ones("n")), x), b.sum_(x)),
    (b.mul(b.T(b.ones("n")), b.ones("n")), b.dim_number("n")),
    (b.mul(b.ones("n"), b.T(b.ones("m"))), b.ones("n", "m")),
    (b.mul(b.ones("m", "n"), x), b.mul(b.sum_(x), b.ones("m"))),
    (b.mul(b.T(b.basis("n", 2)), x), b.entry(x, 2, 1)),
    (b.mul(b.T(b.basis("n", 2)), b.basis("n", 2)), b.ONE),
    (b.mul(b.T(b.basis("n", 2)), b.basis("n", 1)), b.ZERO),
    (b.mul(x, b.T(x), A, x), b.mul(b.mul(b.T(x), A, x), x)),
    (b.mul(t, t, x, t), b.mul(b.pow_(t, 3), x)),
    (b.mul(t, b.pow_(t, -1), A), A),
    (b.mul(b.pow_(t, a), b.pow_(t, b.neg(a))), b.ONE),
    (b.mul(b.fn("exp", a), b.fn("sigmoid", b.neg(a))), b.fn("sigmoid", a)),
    (b.mul(b.pow_(b.sum_(b.fn("exp", x)), -1), b.fn("exp", x)), b.softmax(x)),
    (b.mul(b.num(2), b.num(3), x, b.num(-1)), b.scale(-6, x)),
])  # fmt: skip
def test_forms(built, expected):
    assert built is expected


@pytest.mark.parametrize("node", [b.mul(b.T(x), y), b.mul(b.T(x), A, y), b.mul(b.T(x), b.T(A), S, y)])
def test_scalar_chain_is_one_factor(node):
    assert b.is_dot(node) and b.chain_of(node) == ([node], ())
    scalars, chain = b.chain_of(b.mul(b.num(2), t, node, A, x))
    assert set(scalars) == {b.num(2), t, node} and chain == (A, x)


def test_sums_are_not_multiplied_out():
    product = b.mul(b.add(A, B), b.add(A, S), x)
    assert [factor.op for factor in product.args] == ["add", "add", "sym"]


@pytest.mark.parametrize(("left", "right"), [
    (b.mul(b.mul(b.T(x), b.diag(y)), A, u), b.mul(b.T(x), b.mul(b.diag(y), A, u))),
    (b.mul(b.T(b.had(x, x)), A, x), b.mul(b.T(b.had(x, b.mul(A, x))), x)),
])  # fmt: skip
def test_one_form_of_a_scalar_chain(left, right):
    same(left, right)


def test_one_form_of_a_sum():
    same(b.mul(b.T(b.ones("n")), A, b.ones("n")), b.sum_(A))
