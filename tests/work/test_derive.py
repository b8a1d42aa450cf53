"""Derivatives: the parts of the engine against one another and against differences."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import wrt
from oracle import jaxeval
from oracle.normals import SIZES, agree, forms, moderate, point_of, shown, symbol, usable, value
from wrt.expr import build as b
from wrt.expr.node import free_symbols, postorder
from wrt.work.derive import derivative, differential, lay_out

FIXED = settings(max_examples=30, deadline=None, derandomize=True, database=None)
ROUGH = frozenset(("abs", "relu", "sign"))
x, A = symbol("x", "", "n"), symbol("A", "", "n", "n")


def smooth(root):
    return not any(
        node.op in ("norm1", "norm2", "pinv") or (node.op == "fn" and node.value in ROUGH) for node in _nodes(root)
    )


def _nodes(root):
    return list(postorder(root))


@FIXED
@given(st.sampled_from([(1, 1), ("n", 1), ("m", "n")]).flatmap(lambda shape: forms(*shape)))
def test_derivative_of_any_form(root):
    """By each symbol without facts that occurs, against JAX: output axes, then the variable's."""
    assume(smooth(root))
    sizes = SIZES[0]
    point = point_of([root], sizes)
    assume(usable([root], point, sizes))
    for name, node in free_symbols(root).items():
        if node.value[1]:
            continue
        expected = jaxeval.jacobian(root, (name,), sizes)(point)
        if not moderate(expected):
            continue
        change = derivative(root, [node])
        found = value(change, point, sizes)
        if root.is_scalar or not node.axes:
            wanted = expected.reshape(found.shape)
        else:
            wanted = expected.reshape((-1, found.shape[1]), order="F")
        assert agree(found, wanted), f"{shown(root)} by {name}"


@FIXED
@given(forms(1, 1), forms(1, 1))
def test_derivatives_add_up(p, q):
    for node in free_symbols(p, q).values():
        if not node.value[1]:
            total, parts = derivative(b.add(p, q), [node]), b.add(derivative(p, [node]), derivative(q, [node]))
            for sizes in SIZES:
                point = point_of([p, q, total], sizes)
                if usable([p, q, parts], point, sizes):
                    assert agree(value(total, point, sizes), value(parts, point, sizes))


def test_differential_of_what_does_not_depend():
    assert differential(b.mul(A, A), x, b.differential_of(x)) is None
    assert b.is_zero(derivative(b.mul(b.T(x), x), [A]))
    assert b.is_zero(derivative(A, [x]))


def test_differential_reads_as_by_hand():
    X = symbol("R", "invertible", "n", "n")
    dX = b.differential_of(X)
    assert differential(b.inv(X), X, dX) is b.neg(b.mul(b.inv(X), dX, b.inv(X)))
    assert differential(b.tr(b.mul(A, X)), X, dX) is b.tr(b.mul(A, dX))


@pytest.mark.parametrize(
    ("layout", "rows", "cols"), [("denominator", "n", "m"), ("numerator", "m", "n"), ("mixed", "m", "n")]
)
def test_lay_out(layout, rows, cols):
    y = b.mul(symbol("B", "", "m", "n"), x)
    found = lay_out(derivative(y, [x]), y, [x], layout)
    assert (found.rows, found.cols) == (rows, cols)


@pytest.mark.parametrize("depth", [8, 64])
def test_work_is_linear_in_the_depth(depth):
    """A chain of layers: the answer has a bounded number of different nodes for each layer."""
    node = x
    for layer in range(depth):
        node = b.fn("tanh", b.mul(b.sym(f"W{layer}", "n", "n"), node))
    answer = derivative(b.sum_(node), [b.sym("W0", "n", "n")])
    assert len(_nodes(answer)) < 30 * depth


def test_by_an_entry():
    found = wrt.diff("x'*A*x", "x[2]", shapes={"x": "n", "A": "n n"})
    values = {"x": np.array([1.0, 2, 3]), "A": np.arange(9.0).reshape(3, 3)}
    np.testing.assert_allclose(found.array(**values), ((values["A"] + values["A"].T) @ values["x"])[1])
