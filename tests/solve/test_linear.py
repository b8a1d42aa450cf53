"""Equations solved for an unknown: the solution put into the equation, in NumPy, leaves nothing."""

import numpy as np
import pytest

import wrt
from wrt.emit.text import text
from wrt.expr.node import free_symbols
from wrt.solve.linear import solved

SHAPES = {
    "X": "N p", "y": "N", "theta": "p", "W": "N N", "P": "p p", "q": "p", "s": "", "t": "", "A": "n n", "B": "n n",
    "Z": "n n", "C": "k n", "x": "n", "nu": "k", "U": "l k", "V": "n k", "R": "l n", "w": "p", "S": "n n",
}  # fmt: skip
SIZES = {"N": 6, "p": 3, "n": 4, "k": 2, "l": 5}
ROWS = [
    ("-2*X'*y + 2*X'*X*theta", "theta", lambda v: -2 * v.X.T @ v.y + 2 * v.X.T @ v.X @ v.theta),
    ("X'*W*X*theta - X'*W*y", "theta", lambda v: v.X.T @ v.W @ v.X @ v.theta - v.X.T @ v.W @ v.y),
    ("-(1/s)*X'*(y - X*theta) + P*(theta - q)", "theta",
     lambda v: -v.X.T @ (v.y - v.X @ v.theta) / v.s + v.P @ (v.theta - v.q)),
    ("-2*X'*y + 2*(X'*X + s*eye)*w", "w", lambda v: -2 * v.X.T @ v.y + 2 * (v.X.T @ v.X @ v.w + v.s * v.w)),
    ("2*s*w + q*(q'*w) - X'*y", "w", lambda v: 2 * v.s * v.w + v.q * (v.q @ v.w) - v.X.T @ v.y),
    ("-2*R*V + 2*U*V'*V", "U", lambda v: -2 * v.R @ v.V + 2 * v.U @ v.V.T @ v.V),
    ("A*Z*B - S", "Z", lambda v: v.A @ v.Z @ v.B - v.S),
    ("A*Z' - B", "Z", lambda v: v.A @ v.Z.T - v.B),
    ("(theta'*X' - y')*X", "theta", lambda v: (v.theta @ v.X.T - v.y) @ v.X),
    ("s*inv(Z) - inv(Z)*S*inv(Z)", "Z", lambda v: v.s * np.linalg.inv(v.Z) - np.linalg.solve(v.Z, v.S) @ np.linalg.inv(v.Z)),
    ("t*(w'*w) - q'*w", "t", lambda v: v.t * (v.w @ v.w) - v.q @ v.w),
    ("2*x + C'*nu", "x", lambda v: 2 * v.x + v.C.T @ v.nu),
    ("(A + s*B)*x - A*x/s - Z*x + S*x", "x", None),
]  # fmt: skip
NOT_LINEAR = [("x'*A*x - t", "x"), ("A*x + x*(x'*x) - S*x", "x"), ("C*x - nu", "x"), ("A*Z + Z*B - S", "Z"),
              ("S*x - t*x", "x"), ("exp(x) - A*x", "x"), ("t^2 - s", "t"), ("inv(Z)*A - Z", "Z")]  # fmt: skip


class Values(dict):
    __getattr__ = dict.__getitem__


def drawn(rng):
    def array(shape):
        return rng.normal(size=[SIZES[size] for size in shape.split()])

    return Values({name: array(shape) for name, shape in SHAPES.items()})


@pytest.mark.parametrize(("equation", "unknown", "residual"), ROWS, ids=[row[0] for row in ROWS])
def test_the_solution_put_in_leaves_nothing(equation, unknown, residual):
    parsed = wrt.parse(equation, shapes={name: shape for name, shape in SHAPES.items() if name in equation})
    found = solved(parsed.node, free_symbols(parsed.node)[unknown])
    if residual is None:
        assert found is None  # every term has the unknown: 0 solves it, and that is not what is asked
        return
    assert found is not None and unknown not in free_symbols(found.value)
    rng = np.random.default_rng(3)
    for _ in range(3):
        values = drawn(rng)
        needed = {name: SHAPES[name] for name in free_symbols(found.value)}
        values[unknown] = wrt.parse(text(found.value), shapes=needed).array(**{name: values[name] for name in needed})
        assert np.allclose(residual(values), 0, atol=1e-8)
        values[unknown] = values[unknown] + 0.5
        assert not np.allclose(residual(values), 0, atol=1e-6)


@pytest.mark.parametrize(("equation", "unknown"), NOT_LINEAR)
def test_what_is_not_linear_is_not_solved(equation, unknown):
    parsed = wrt.parse(equation, shapes={name: shape for name, shape in SHAPES.items() if name in equation})
    assert solved(parsed.node, free_symbols(parsed.node)[unknown]) is None


def test_what_had_to_be_inverted_is_told():
    parsed = wrt.parse("A*Z*B - S", shapes=dict.fromkeys("AZBS", "n n"))
    found = solved(parsed.node, free_symbols(parsed.node)["Z"])
    assert [text(matrix) for matrix in found.inverted] == ["A", "B"]
