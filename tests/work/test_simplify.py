"""Simplification: same value, not larger, and nothing left to do; the forms that a person would find."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from oracle.normals import forms, judge, same, shown
from oracle.validate import complaints
from wrt.emit import writers
from wrt.work.simplify import simplify

FIXED = settings(max_examples=100, deadline=None, derandomize=True, database=None)
SHAPES = st.sampled_from([(1, 1), ("n", 1), ("n", "n"), ("m", "n")])
SHAPES_OF = {"X": "N p", "A": "n n", "B": "n n", "t": "", "a": "", "x": "n", "y": "n", "u": "n", "v": "n"}


@FIXED
@given(SHAPES.flatmap(lambda shape: st.tuples(forms(*shape, depth=3), forms(*shape, depth=1), forms(*shape, depth=1))))
def test_any_form(operands):
    for root in operands:
        result = simplify(root)
        judge(result, lambda value: value, root)
        same(simplify(result), result)
        assert (result.rows, result.cols) == (root.rows, root.cols)
        assert not complaints(result)


@FIXED
@given(SHAPES.flatmap(lambda shape: forms(*shape, depth=3)))
def test_it_does_not_grow(root):
    assert simplify(root).size <= root.size + 2, shown(root)


@pytest.mark.parametrize(("formula", "expected"), [
    ("A*x + A'*x", "(A + A')*x"),
    ("X'*X*w - X'*r", "X'*(X*w - r)"),
    ("a*x + t*x", "(a + t)*x"),
    ("A*x*y' + A*y*x'", "A*(x*y' + y*x')"),
    ("diag(x) + diag(y)", "diag(x + y)"),
    ("kron(A, B) + kron(A, A)", "kron(A, B + A)"),
    ("x.*u + x.*v", "x.*(u + v)"),
    ("(x + y) - x", "y"),
    ("(a + t)^2 - a^2 - 2*a*t - t^2", "0"),
    ("(A + B)*x - A*x", "B*x"),
    ("sigmoid(a)*(1 - sigmoid(-a))", "sigmoid(a)^2"),
    ("exp(x)/sum(exp(x))", "softmax(x)"),
    ("1/sqrt(1 + a^2) - a^2/(1 + a^2)^1.5", "(a^2 + 1)^(-3/2)"),
    ("a*t/(a*t^2)", "1/t"),
    ("(u'*x)*v + (v'*x)*u", "(v*u' + u*v')*x"),
])  # fmt: skip
def test_forms(formula, expected):
    found = wrt.parse(formula, shapes={**SHAPES_OF, "w": "p", "r": "N"})
    result = simplify(found.normal)
    wanted = wrt.parse(expected, shapes={**SHAPES_OF, "w": "p", "r": "N"}).normal
    if wanted.op != "num":
        assert result is wanted, writers.text(writers.shown(result, found.node))
    else:
        assert result.value == wanted.value if result.op == "num" else result.op == "zero"
