"""The record of a derivative: shapes, axes, values, text, code."""

import json

import numpy as np
import pytest

import wrt
from oracle import jaxeval
from oracle.points import points, size_assignments
from wrt.expr.layout import LAYOUTS

SHAPES = {"x": "n", "y": "m", "A": "n n", "B": "m n", "t": "", "X": "m n"}
QUESTIONS = [  # formula, variables, kind, axes
    ("x'*A*x", ("x",), "gradient", ("n",)), ("B*x", ("x",), "jacobian", ("m", "n")),
    ("x'*B'", ("x",), "jacobian", ("m", "n")), ("tr(X*B')", ("X",), "gradient", ("m", "n")),
    ("t*x", ("t",), "tangent", ("n",)), ("t*A", ("t",), "matrix", ("n", "n")), ("t^2", ("t",), "scalar", ()),
    ("x'*A*x", ("x", "x"), "hessian", ("n", "n")),
    ("y'*B*x", ("y", "x"), "hessian", ("m", "n")), ("X*x", ("X",), "vec", ("m", "m", "n")),
    ("x*x'", ("x",), "vec", ("n", "n", "n")),
    ("A*X'", ("X",), "vec", ("n", "m", "m", "n")), ("norm2(X)^4", ("X", "X"), "vec", ("m", "n", "m", "n")),
    ("X*x", ("X", "x"), "vec", ("m", "m", "n", "n")),
    ("sin(x)", ("x", "x"), "vec", ("n", "n", "n")), ("t^2*x'*x", ("t", "x"), "hessian", ("n",)),
    ("t*x", ("t", "t"), "tangent", ("n",)), ("t*X", ("X", "t"), "vec", ("m", "n", "m", "n")),
]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("formula", "variables", "kind", "axes"), QUESTIONS)
def test_axes_and_values(formula, variables, kind, axes, layout):
    answer = wrt.diff(formula, *variables, shapes=SHAPES, layout=layout)
    assert answer.axes == axes
    assert answer.layout == layout and answer.compact
    node = wrt.parse(formula, shapes=SHAPES).node
    for sizes in size_assignments(SHAPES):
        point = next(points(SHAPES, None, sizes, 2))
        expected = jaxeval.jacobian(node, variables, sizes)(point)
        np.testing.assert_allclose(answer.array(**point, **sizes), expected, rtol=1e-9, atol=1e-12)
        page = np.asarray(answer.numpy()(**point, **sizes))
        assert page.size == expected.size and page.ndim == len(
            [d for d in (answer.node.rows, answer.node.cols) if d != 1]
        )


@pytest.mark.parametrize(("formula", "variables", "kind", "axes"), QUESTIONS)
def test_kind(formula, variables, kind, axes):
    assert wrt.diff(formula, *variables, shapes=SHAPES).kind == kind


@pytest.mark.parametrize(("layout", "shape"), [("denominator", ("n",)), ("numerator", (1, "n")), ("mixed", ("n",))])
def test_shape(layout, shape):
    assert wrt.diff("x'*A*x", "x", layout=layout).shape == shape


def test_json_is_plain():
    record = wrt.diff("log(x'*A*x)", "x").to_json()
    assert json.loads(json.dumps(record)) == record
    assert set(record) >= {
        "formula",
        "wrt",
        "text",
        "latex",
        "unicode",
        "layout",
        "shape",
        "axes",
        "compact",
        "conditions",
        "notes",
    }
    assert record["guessed"] and record["wrt"] == ["x"]


def test_notes_and_repr():
    answer = wrt.diff("tr(A*S)", "S", assume={"S": "symmetric"})
    assert answer.notes == ("S is symmetric: this is the derivative within the symmetric matrices",)
    assert str(answer) == answer.text == "(A + A')/2" and "denominator" in repr(answer)


def test_code_for_a_target_that_does_not_exist():
    with pytest.raises(wrt.WrtError, match="there is no target 'fortran'"):
        wrt.diff("x'*x", "x").code("fortran")


@pytest.mark.parametrize(("formula", "variable", "text"), [("y", "x", "0"), ("c'*c", "x", "0"), ("A*y", "x", "0")])
def test_what_does_not_occur_but_is_declared(formula, variable, text):
    answer = wrt.diff(formula, variable, shapes={"x": "n", "y": "n", "A": "n n", "c": "n"})
    values = {"x": np.ones(3), "y": np.ones(3), "A": np.eye(3), "c": np.ones(3)}
    found = np.asarray(answer.array(**values))
    assert not found.any() and found.shape == (3,) * len(answer.axes)
