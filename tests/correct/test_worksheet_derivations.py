"""The worksheet's own derivations and its proof: the formulas that it prints, in its order, each line right.

What the worksheet prints is written down here in the text syntax.  In the last matrix of section 3 it has v1 for v2
(and the reverse) in the middle of its entries; what stands here is right.
"""

import pytest

import wrt
from correct.test_derivations import decided
from test_worksheet_page import (
    EXPANDED,
    OBJECTIVE,
    REGRESSION,
    expanded_objective,
    gradient_of_the_objective,
    linear_form,
    quadratic_form_by_entries,
    quadratic_form_for_every_size,
    squared_distance,
    squared_entries,
)
from wrt.derivation import Written
from wrt.emit.text import text
from wrt.expr.facts import Facts
from wrt.expr.node import make, postorder

ROW, A, V = "[v[1], v[2]]", "[A[1,1], A[1,2]; A[2,1], A[2,2]]", "[v[1]; v[2]]"
GATHERED = "[2*A[1,1]*v[1] + A[2,1]*v[2] + A[1,2]*v[2]; A[2,1]*v[1] + A[1,2]*v[1] + 2*A[2,2]*v[2]]"
PRINTED = {
    squared_distance: [
        "[y[1]; y[2]]", "[z[1]; z[2]]",
        "norm2([y[1] - z[1]; y[2] - z[2]])^2", "(y[1] - z[1])^2 + (y[2] - z[2])^2",
        "-2*(y[1] - z[1])", "-2*(y[2] - z[2])",
    ],
    squared_entries: ["[x[1]; x[2]; x[3]]", "[x[1]^2; x[2]^2; x[3]^2]",
                      ("[∂y[1]/∂x[1], ∂y[1]/∂x[2], ∂y[1]/∂x[3]; ∂y[2]/∂x[1], ∂y[2]/∂x[2], ∂y[2]/∂x[3]; "
                      "∂y[3]/∂x[1], ∂y[3]/∂x[2], ∂y[3]/∂x[3]]"),
                      "[2*x[1], 0, 0; 0, 2*x[2], 0; 0, 0, 2*x[3]]"],
    quadratic_form_by_entries: [
        V, A, "[A[1,1], A[2,1]; A[1,2], A[2,2]]",
        f"{ROW}*{A}*{V}", f"[A[1,1]*v[1] + A[2,1]*v[2], A[1,2]*v[1] + A[2,2]*v[2]]*{V}",
        "A[1,1]*v[1]^2 + A[2,1]*v[1]*v[2] + A[1,2]*v[1]*v[2] + A[2,2]*v[2]^2",
        "2*A[1,1]*v[1] + A[2,1]*v[2] + A[1,2]*v[2]", "A[2,1]*v[1] + A[1,2]*v[1] + 2*A[2,2]*v[2]",
        GATHERED,
        f"[2*A[1,1], A[1,2] + A[2,1]; A[1,2] + A[2,1], 2*A[2,2]]*{V}", GATHERED,
    ],
    gradient_of_the_objective: [
        "1/N*(0 - 2*X'*y + D(theta'*X'*X*theta, theta))",
        "1/N*(0 - 2*X'*y + (X'*X + (X'*X)')*theta)",
        "1/N*(0 - 2*X'*y + 2*X'*X*theta)",
        "2/N*(-X'*y + X'*X*theta)",
    ],
}  # fmt: skip


def shown(line):
    return line.right.text if isinstance(line.right, Written) else text(line.right)


@pytest.mark.parametrize("derive", PRINTED, ids=lambda derive: derive.__name__)
def test_the_formulas_are_those_of_the_worksheet_in_its_order(derive):
    lines = iter([shown(line) for line in derive().lines])
    for formula in PRINTED[derive]:
        assert formula in lines, formula  # which goes on behind what it has found


def test_both_ends_of_the_proof_meet():
    lines = [shown(line) for line in quadratic_form_by_entries().lines]
    assert lines.count(GATHERED) == 2
    assert lines[-1] == GATHERED


def test_the_answers_are_those_of_the_worksheet():
    for formula, by, printed, options in [
        ("norm2(y - z)^2", "z", "-2*(y - z)", {"shapes": {"y": "2", "z": "2"}}),
        (OBJECTIVE, "theta", "2/N*(-X'*y + X'*X*theta)", {"shapes": REGRESSION}),
        (EXPANDED, "theta", "2/N*(-X'*y + X'*X*theta)", {"shapes": REGRESSION}),
    ]:
        assert wrt.prove(f"D({formula}, {by})", printed, **options).holds


def test_the_expansion_ends_in_formula_two():
    *_, last = expanded_objective().lines
    assert text(last.right) == EXPANDED


def test_the_proof_for_every_size():
    lines = [shown(line) for line in quadratic_form_for_every_size().lines]
    assert lines[-3:] == ["Σ_j A[k,j]*v[j] + Σ_i v[i]*A[i,k]", "[A*v][k] + [A'*v][k]", "[(A' + A)*v][k]"]
    assert [shown(line) for line in linear_form().lines][-1] == "u[j]"


def links(derivation):
    """Lines with what stands before them, as far as both are expressions, vectors and matrices written out."""
    for part in derivation.parts:
        current = None
        for line in part.lines:
            before = current if line.left is None else line.left
            if not isinstance(before, Written | None) and not isinstance(line.right, Written):
                yield before, line.right
            current = line.right


def of_given_sizes(node):
    """The expression with numbers for n and N, as it is when it is written out."""
    done = {}
    for part in postorder(node):
        rows, cols = (2 if dim in ("n", "N") else dim for dim in (part.rows, part.cols))
        done[part] = make(part.op, tuple([done[arg] for arg in part.args]), part.value, rows, cols)
    return done[node]


@pytest.mark.parametrize("derive", [*PRINTED, expanded_objective], ids=lambda derive: derive.__name__)
def test_every_line_follows(derive):
    written_out = derive not in (gradient_of_the_objective, expanded_objective)
    checked = 0
    for before, after in links(derive()):
        sides = [of_given_sizes(side) if written_out else side for side in (before, after)]
        assert decided(*sides, Facts()) is not None, f"{text(before)} = {text(after)}"
        checked += 1
    assert checked >= 2
