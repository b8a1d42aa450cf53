"""Transposes: an involution by identity, pushed in, one direction kept where an operator commutes with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import forms, judge, regular, same, symbol
from oracle.validate import complaints
from wrt.expr import build as b

FIXED = settings(max_examples=40, deadline=None, derandomize=True, database=None)
SHAPES = st.sampled_from([(1, 1), ("n", 1), (1, "n"), ("n", "n"), ("m", "n")])
A, B, R = (symbol(letter, facts, "n", "n") for letter, facts in (("A", ""), ("B", ""), ("R", "invertible")))
SELF = {"W": "symmetric", "S": "spd", "Y": "psd", "L": "diagonal", "N": "negative_definite", "I": "indefinite"}


@FIXED
@given(SHAPES.flatmap(lambda shape: forms(*shape, depth=3)))
def test_involution(x):
    turned = b.T(x)
    assert b.T(turned) is x and (turned.rows, turned.cols) == (x.cols, x.rows)
    judge(turned, lambda value: value.T, x)
    assert not complaints(turned)


@FIXED
@given(regular("n"), st.sampled_from((-2, -1, 2)))
def test_powers_commute_with_it(M, exponent):
    same(b.mpow(b.T(M), exponent), b.T(b.mpow(M, exponent)))


@FIXED
@given(forms("m", "n"), st.sampled_from(("exp", "tanh", "relu", "sigmoid")))
def test_functions_commute_with_it(M, name):
    same(b.fn(name, b.T(M)), b.T(b.fn(name, M)))
    same(b.hpow(b.T(M), 2), b.T(b.hpow(M, 2)))


@FIXED
@given(forms("m", "n"), forms("m", "n"))
def test_sums_and_entrywise_products_commute_with_it(M, N):
    same(b.add(b.T(M), b.T(N)), b.T(b.add(M, N)))
    same(b.had(b.T(M), b.T(N)), b.T(b.had(M, N)))


@pytest.mark.parametrize("letter", SELF)
def test_symmetric_symbols_are_their_own_transpose(letter):
    M = symbol(letter, SELF[letter], "n", "n")
    assert b.T(M) is M and b.T(b.inv(M)) is b.inv(M) and b.T(b.mul(M, A, b.T(A), M)).op == "mul"


def test_skew():
    K = symbol("K", "skew", "n", "n")
    same(b.T(K), b.neg(K))
    assert b.mul(b.T(symbol("x", "", "n")), K, symbol("x", "", "n")) is b.ZERO


@pytest.mark.parametrize("M", [
    b.mul(b.T(A), A), b.add(A, b.T(A)), b.mul(A, symbol("S", "spd", "n", "n"), b.T(A)), b.had(A, b.T(A)), b.eye("n"),
    b.inv(b.mul(b.T(A), A)), b.mul(symbol("x", "", "n"), b.T(symbol("x", "", "n"))), b.ones("n", "n"),
    b.fn("exp", b.add(A, b.T(A))), b.hpow(b.mul(b.T(A), A), b.HALF), b.diag(symbol("x", "", "n")),
    b.add(b.kron(A, B), b.kron(b.T(A), b.T(B))),
])  # fmt: skip
def test_symmetry_is_seen(M):
    assert b.T(M) is M


@pytest.mark.parametrize(("built", "expected"), [
    (b.inv(b.T(R)), b.T(b.inv(R))),
    (b.T(b.kron(A, B)), b.kron(b.T(A), b.T(B))),
    (b.T(b.commutation("m", "n")), b.commutation("n", "m")),
    (b.T(b.ones("m", "n")), b.ones("n", "m")),
    (b.T(b.zero("m", "n")), b.zero("n", "m")),
    (b.T(b.block((A, B), 1, 2)), b.block((b.T(A), b.T(B)), 2, 1)),
    (b.pinv(b.T(A)), b.T(b.pinv(A))),
])  # fmt: skip
def test_forms(built, expected):
    assert built is expected
