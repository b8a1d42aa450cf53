"""Layouts: rows and columns of each kind of derivative, as section 2 of the design fixes them."""

import pytest

import wrt
from wrt.expr.layout import LAYOUTS, check_layout, kind, laid_out

SCALAR, X, Y, M, ROW = (1, 1), ("n", 1), ("m", 1), ("p", "q"), (1, "n")
TABLE = [  # output, variables, kind, shape in denominator, numerator and mixed layout
    (SCALAR, [SCALAR], "scalar", (1, 1), (1, 1), (1, 1)),
    (SCALAR, [X], "gradient", ("n", 1), (1, "n"), ("n", 1)),
    (Y, [SCALAR], "tangent", (1, "m"), ("m", 1), ("m", 1)),
    (ROW, [SCALAR], "tangent", (1, "n"), ("n", 1), ("n", 1)),
    (Y, [X], "jacobian", ("n", "m"), ("m", "n"), ("m", "n")),
    (ROW, [Y], "jacobian", ("m", "n"), ("n", "m"), ("n", "m")),
    (SCALAR, [M], "gradient", ("p", "q"), ("q", "p"), ("p", "q")),
    (M, [SCALAR], "matrix", ("p", "q"), ("p", "q"), ("p", "q")),
    (SCALAR, [X, Y], "hessian", ("n", "m"), ("n", "m"), ("n", "m")),
    (SCALAR, [X, X], "hessian", ("n", "n"), ("n", "n"), ("n", "n")),
    (SCALAR, [SCALAR, SCALAR], "scalar", (1, 1), (1, 1), (1, 1)),
    (M, [X], "vec", (("*", "p", "q"), "n"), (("*", "p", "q"), "n"), (("*", "p", "q"), "n")),
    (Y, [M], "vec", ("m", ("*", "p", "q")), ("m", ("*", "p", "q")), ("m", ("*", "p", "q"))),
    (M, [M], "vec", (("*", "p", "q"), ("*", "p", "q")), (("*", "p", "q"), ("*", "p", "q")),
     (("*", "p", "q"), ("*", "p", "q"))),
]  # fmt: skip


@pytest.mark.parametrize(("output", "variables", "name", "denominator", "numerator", "mixed"), TABLE)
def test_table(output, variables, name, denominator, numerator, mixed):
    assert kind(output, variables) == name
    wanted = {"denominator": denominator, "numerator": numerator, "mixed": mixed}
    assert {layout: laid_out(output, variables, layout) for layout in LAYOUTS} == wanted


def test_a_layout_that_does_not_exist():
    with pytest.raises(wrt.WrtError, match="there is no layout 'column'"):
        check_layout("column")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("formula", "variables", "shapes"), [
    ("A*x", ("x",), {"A": "m n"}), ("x'*A", ("x",), {"A": "n m"}), ("x'*A*x", ("x",), {}),
    ("tr(X'*X)", ("X",), {"X": "m n"}),
    ("t*x", ("t",), {"t": ""}), ("t*A", ("t",), {"t": ""}), ("x'*A*x", ("x", "x"), {}),
    ("A*X", ("X",), {"A": "k m", "X": "m n"}), ("t^2", ("t", "t"), {"t": ""}),
    ("t*x'*x", ("t", "x"), {"t": ""}), ("t*x'*x", ("x", "t"), {"t": ""}),
])  # fmt: skip
def test_answers_have_the_shape_laid_out(formula, variables, shapes, layout):
    answer = wrt.diff(formula, *variables, shapes=shapes, layout=layout)
    function = answer.formula.node
    wanted = laid_out((function.rows, function.cols), [(v.rows, v.cols) for v in answer.variables], layout)
    assert (answer.node.rows, answer.node.cols) == wanted
