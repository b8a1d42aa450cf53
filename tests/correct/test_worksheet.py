"""Everything the worksheet defines, tabulates and derives, in both layouts, from text and from LaTeX as printed there.

JAX says what the derivative is; the answer printed in the worksheet is read and must have the same value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

import wrt
from oracle import jaxeval
from oracle.expected import laid_out
from oracle.judge import Question, close, judge
from oracle.points import Point, Sizes, points, size_assignments

LAYOUTS = ("numerator", "denominator")


class Row(NamedTuple):
    """A row of a table: the function in text and LaTeX, the variable, the printed answers by layout, declarations."""

    text: str
    latex: str
    variable: str
    numerator: str
    denominator: str
    shapes: dict[str, str]
    assume: dict[str, str] = {}


V = {"v": "N"}
UV = {"u": "N", "v": "N"}
SQUARE = {"v": "N", "A": "N N"}
WIDE = {"v": "N", "A": "M N"}
TALL = {"v": "M", "A": "M N"}
REGRESSION = {"X": "M P", "theta": "P", "y": "M", "N": ""}
GRADIENT = r"\frac{2}{N} (-X^T \mathbf{y} + X^T X \boldsymbol{\theta})"
ROW_GRADIENT = r"\frac{2}{N} (-X^T \mathbf{y} + X^T X \boldsymbol{\theta})^T"
EXPANDED = r"A_{1,1}v_1^2 + A_{2,1}v_1v_2 + A_{1,2}v_1v_2 + A_{2,2}v_2^2"
PARTIALS = (
    r"\begin{bmatrix} 2A_{1,1}v_1 + A_{2,1}v_2 + A_{1,2}v_2 \\ A_{2,1}v_1 + A_{1,2}v_1 + 2A_{2,2}v_2 \end{bmatrix}"
)
# (A' + A)v multiplied out, as section 3 prints it: the first row has A_{1,2}v_1 where A_{1,2}v_2 is right
MISPRINT = (
    r"\begin{bmatrix} 2A_{1,1}v_1 + A_{1,2}v_1 + A_{2,1}v_2 \\ A_{1,2}v_1 + A_{2,1}v_1 + 2A_{2,2}v_2 \end{bmatrix}"
)

# section 1: the tables under (d) and (e)
TABLE = {
    "v": Row("v", r"\mathbf{v}", "v", "I_N", "I_N", V),
    "v'": Row("v'", r"\mathbf{v}^T", "v", "I_N", "I_N", V),
    "t v": Row("t*v", r"t\mathbf{v}", "v", "tI_N", "tI_N", {**V, "t": ""}),
    "u'v by u": Row("u'*v", r"\mathbf{u}^T \mathbf{v}", "u", r"\mathbf{v}^T", r"\mathbf{v}", UV),
    "u'v by v": Row("u'*v", r"\mathbf{u}^T \mathbf{v}", "v", r"\mathbf{u}^T", r"\mathbf{u}", UV),
    "v'v": Row("v'*v", r"\mathbf{v}^T \mathbf{v}", "v", r"2\mathbf{v}^T", r"2\mathbf{v}", V),
    "v'Av": Row(
        "v'*A*v", r"\mathbf{v}^T A \mathbf{v}", "v", r"\mathbf{v}^T (A + A^T)", r"(A + A^T) \mathbf{v}", SQUARE
    ),
    "v'Av, A = A'": Row(
        "v'*A*v", r"\mathbf{v}^T A \mathbf{v}", "v", r"2\mathbf{v}^T A", r"2A \mathbf{v}", SQUARE, {"A": "symmetric"}
    ),
    "Av": Row("A*v", r"A \mathbf{v}", "v", "A", "A^T", WIDE),
    "v'A": Row("v'*A", r"\mathbf{v}^T A", "v", "A^T", "A", TALL),
    "bold Av": Row("A*v", r"\mathbf{A} \mathbf{v}", "v", "A", "A^T", WIDE),
}
# sections 1 (a, b), 2, 3 and 4: what is derived there
DERIVED = {
    "1b": Row("x[1]^3 + exp(x[2])*x[1]", r"x_1^3 + e^{x_2}x_1", "x", r"[3x_1^2 + e^{x_2} \quad x_1 e^{x_2}]",
              r"\begin{bmatrix} 3x_1^2 + e^{x_2} \\ x_1 e^{x_2} \end{bmatrix}", {"x": "2"}),
    "2.1": Row("norm2(y - z)^2", r"\|\mathbf{y} - \mathbf{z}\|_2^2", "z", r"-2(\mathbf{y} - \mathbf{z})^T",
               r"-2(\mathbf{y} - \mathbf{z})", {"y": "2", "z": "2"}),
    "2.1 any length": Row("norm2(y - z)^2", r"\left\|\mathbf{y} - \mathbf{z}\right\|_2^2", "z", r"-2(\mathbf{y} - \mathbf{z})^T",
                          r"-2(\mathbf{y} - \mathbf{z})", {"y": "n", "z": "n"}),
    "2.1 by entries": Row("norm2([y[1] - z[1]; y[2] - z[2]])^2",
                          r"\left\| \begin{bmatrix} y_1 - z_1 \\ y_2 - z_2 \end{bmatrix} \right\|_2^2", "z",
                          r"-2(\mathbf{y} - \mathbf{z})^T", r"-2(\mathbf{y} - \mathbf{z})", {"y": "2", "z": "2"}),
    "2.1 as squares": Row("(y[1] - z[1])^2 + (y[2] - z[2])^2", r"(y_1 - z_1)^2 + (y_2 - z_2)^2", "z",
                          r"-2(\mathbf{y} - \mathbf{z})^T", r"-2(\mathbf{y} - \mathbf{z})", {"y": "2", "z": "2"}),
    "2.2": Row("[x[1]^2; x[2]^2; x[3]^2]", r"\begin{bmatrix} x_1^2 \\ x_2^2 \\ x_3^2 \end{bmatrix}", "x",
               *[r"\begin{bmatrix} 2x_1 & 0 & 0 \\ 0 & 2x_2 & 0 \\ 0 & 0 & 2x_3 \end{bmatrix}"] * 2, {"x": "3"}),
    "2.2 as a power": Row("x.^2", r"\mathbf{x}^{\circ 2}", "x", *[r"2\operatorname{diag}(\mathbf{x})"] * 2, {"x": "3"}),
    "3": Row("v'*A*v", r"\mathbf{v}^T \mathbf{A} \mathbf{v}", "v", r"((\mathbf{A}^T + \mathbf{A}) \mathbf{v})^T",
             r"(\mathbf{A}^T + \mathbf{A}) \mathbf{v}", {"v": "2", "A": "2 2"}),
    "3 any size": Row("v'*A*v", r"\mathbf{v}^T \mathbf{A} \mathbf{v}", "v", r"\mathbf{v}^T(\mathbf{A}^T + \mathbf{A})",
                      r"(\mathbf{A}^T + \mathbf{A}) \mathbf{v}", SQUARE),
    "3 by entries": Row("[v[1], v[2]]*[A[1,1], A[1,2]; A[2,1], A[2,2]]*[v[1]; v[2]]",
                        r"[v_1 \quad v_2] \begin{bmatrix} A_{1,1} & A_{1,2} \\ A_{2,1} & A_{2,2} \end{bmatrix} "
                        r"\begin{bmatrix} v_1 \\ v_2 \end{bmatrix}", "v", rf"\left({PARTIALS}\right)^T", PARTIALS,
                        {"v": "2", "A": "2 2"}),
    "3 multiplied out": Row("A[1,1]*v[1]^2 + A[2,1]*v[1]*v[2] + A[1,2]*v[1]*v[2] + A[2,2]*v[2]^2", EXPANDED, "v",
                            rf"\left({PARTIALS}\right)^T", PARTIALS, {"v": "2", "A": "2 2"}),
    "4 (1)": Row("(1/N)*norm2(y - X*theta)^2", r"\frac{1}{N} \|\mathbf{y} - X\boldsymbol{\theta}\|_2^2", "theta",
                 ROW_GRADIENT, GRADIENT, REGRESSION),
    "4 (2)": Row("(1/N)*(y'*y - 2*theta'*X'*y + theta'*X'*X*theta)",
                 r"\frac{1}{N} \left( \mathbf{y}^T \mathbf{y} - 2\boldsymbol{\theta}^T X^T \mathbf{y} + \boldsymbol{\theta}^T X^T X "
                 r"\boldsymbol{\theta} \right)", "theta", ROW_GRADIENT, GRADIENT, REGRESSION),
    "4 (4)": Row("v'*u", r"\mathbf{v}^T \mathbf{u}", "v", r"\mathbf{u}^T", r"\mathbf{u}", UV),
}  # fmt: skip
ROWS = TABLE | DERIVED
# partial derivatives: function, by which entry, the printed answer, declarations
PARTIAL = {
    "1a": (r"x_1^3 + e^{x_2}x_1", "x[1]", r"3x_1^2 + e^{x_2}", {"x": "2"}),
    "2.1 first": (r"(y_1 - z_1)^2 + (y_2 - z_2)^2", "z[1]", r"-2(y_1 - z_1)", {"y": "2", "z": "2"}),
    "2.1 second": (r"\|\mathbf{y} - \mathbf{z}\|_2^2", "z[2]", r"-2(y_2 - z_2)", {"y": "2", "z": "2"}),
    "3 first": (
        r"\mathbf{v}^T \mathbf{A} \mathbf{v}",
        "v[1]",
        r"2A_{1,1}v_1 + A_{2,1}v_2 + A_{1,2}v_2",
        {"v": "2", "A": "2 2"},
    ),
    "3 second": (EXPANDED, "v[2]", r"A_{2,1}v_1 + A_{1,2}v_1 + 2A_{2,2}v_2", {"v": "2", "A": "2 2"}),
}


def truth_of(row: Row) -> Callable[[Point, Sizes], np.ndarray]:
    node = wrt.parse(row.text, shapes=row.shapes, assume=row.assume).node
    return lambda point, sizes: jaxeval.jacobian(node, (row.variable,), sizes)(point)


def bold(name: str) -> str:
    return rf"\boldsymbol{{{name if len(name) == 1 else chr(92) + name}}}"


def value_of(written: str, row: Row, point: Point, sizes: Sizes) -> np.ndarray:
    """The value of an answer; what is printed in the worksheet is LaTeX, also where it has no backslash."""
    return jaxeval.value(wrt.parse(written, shapes=row.shapes, assume=row.assume).node, point, sizes)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ROWS)
def test_answer(name: str, layout: str, record_property: Callable[[str, object], None]) -> None:
    """The derivative, from text and from LaTeX, against JAX."""
    row = ROWS[name]
    for notation, formula in (("text", row.text), ("latex", row.latex)):
        question = Question(formula, (row.variable,), row.shapes, row.assume, layout)
        outcome = judge(question, truth_of(row), size_assignments(row.shapes, row.assume))
        record_property(f"worksheet, {notation}", outcome.verdict)
        assert outcome.verdict == "compact", (formula, outcome)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ROWS)
def test_printed_answer(name: str, layout: str) -> None:
    """The answer printed in the worksheet has the value that JAX finds."""
    row = ROWS[name]
    for sizes in size_assignments(row.shapes, row.assume):
        point = next(points(row.shapes, row.assume, sizes, 5))
        page, _ = laid_out(truth_of(row)(point, sizes), [point[row.variable].ndim], layout)
        printed = value_of(f"${getattr(row, layout)}$", row, point, sizes)
        assert close(printed, page)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("sign", ["partial", "delta"])
@pytest.mark.parametrize("name", TABLE)
def test_as_printed(name: str, sign: str, layout: str) -> None:
    r"""The left column of the table itself, `\frac{\partial}{\partial \mathbf{v}} \mathbf{v}^T A`, with nothing declared."""
    row = ROWS[name]
    printed = rf"\frac{{\{sign}}}{{\{sign} {bold(row.variable)}}} {row.latex}"
    answer = wrt.diff(printed, assume=row.assume, layout=layout)
    node = wrt.parse(printed, assume=row.assume, layout=layout).node
    for sizes in size_assignments(row.shapes, row.assume):
        point = next(points(row.shapes, row.assume, sizes, 6))
        expected = truth_of(row)(point, sizes)
        page, _ = laid_out(expected, [1], layout)
        assert (node.rows == 1, node.cols == 1) == (
            page.ndim == 1 and layout == "numerator",
            page.ndim == 1 and layout != "numerator",
        )
        assert close(answer.array(**point), expected)
        assert close(answer.numpy()(**point), page)


@pytest.mark.parametrize("name", PARTIAL)
def test_partial(name: str) -> None:
    """A partial derivative by one entry, and the printed answer."""
    formula, entry, printed, shapes = PARTIAL[name]
    variable, place = entry[0], int(entry[2]) - 1
    answer = wrt.diff(formula, entry, shapes=shapes)
    row = Row(formula, formula, variable, "", "", shapes)
    for seed in range(3):
        point = next(points(shapes, None, {}, seed))
        expected = truth_of(row)(point, {})[place]
        assert close(answer.array(**point), expected)
        assert close(value_of(answer.text, row, point, {}), expected)
        assert close(value_of(f"${printed}$", row, point, {}), expected)


def test_shapes_of_the_first_table() -> None:
    """1 (d): a scalar by a vector is a row or a column, a vector by a scalar a column or a row."""
    shapes = {"v": "N", "u": "N", "t": ""}
    found = {
        (formula, layout): wrt.diff(formula, by, shapes=shapes, layout=layout).shape
        for formula, by in (("u'*v", "v"), ("t^2*v", "t"))
        for layout in LAYOUTS
    }
    assert found == {
        ("u'*v", "numerator"): (1, "N"), ("u'*v", "denominator"): ("N",),
        ("t^2*v", "numerator"): ("N",), ("t^2*v", "denominator"): (1, "N"),
    }  # fmt: skip


def test_misprint() -> None:
    """The last but one display of section 3 is not the derivative: a checker should say so."""
    row = ROWS["3 multiplied out"]
    point = next(points(row.shapes, None, {}, 5))
    printed, expected = value_of(f"${MISPRINT}$", row, point, {}), truth_of(row)(point, {})
    assert not close(printed, expected)
    assert close(printed[1:], expected[1:])
