"""Expressions as terms: every operator goes there and back, derivatives lose their layout, definitions are put in."""

from __future__ import annotations

import json

import pytest

import wrt
from wrt import kernel
from wrt.certificate import dim, hole, inlined, term
from wrt.emit.text import text
from wrt.expr import build as b
from wrt.expr.node import free_symbols, make
from wrt.expr.ops import ENTRYWISE, TABLE
from wrt.prove.unterm import node

SHAPES = {"A": "m n", "B": "m n", "C": "n p", "M": "n n", "x": "n", "y": "n", "z": "m", "s": "", "t": ""}
EVERY_OPERATOR = {
    "sym": "A", "num": "2*A/3", "dim": "n*A", "const": "pi*A", "eye": "M + eye(n)", "ones": "ones(m, n) + A",
    "zero": "A + zeros(m, n)", "basis": "basis(2, n)", "commutation": "commutation(m, n)*vec(A)", "add": "A + B",
    "neg": "-A", "mul": "s*A*C", "div": "A/s", "pow": "M^3", "had": "A .* B", "hdiv": "A ./ B", "hpow": "A.^3",
    "T": "A'", "inv": "inv(M)", "pinv": "pinv(A)", "tr": "tr(M)", "det": "det(M)", "logdet": "logdet(M)",
    "sum": "sum(A)", "norm1": "norm1(x)", "norm2": "norm2(x)", "normF": "normF(A)", "diag": "diag(x)",
    "diagpart": "diag(M)", "vec": "vec(A)", "kron": "kron(A, C)", "inner": "inner(A, B)", "sqrt": "sqrt(s)",
    "softmax": "softmax(x)", "fn": "tanh(A)", "entry": "A[1,2]", "block": "[A, z; x', s]",
}  # fmt: skip


def read(formula, **more):
    used = {name: shape for name, shape in SHAPES.items() if name in formula}
    return wrt.parse(formula, shapes=used, **more).node


@pytest.mark.parametrize("op", EVERY_OPERATOR)
def test_every_operator_goes_to_a_term_and_back(op):
    x = read(EVERY_OPERATOR[op])
    made = term(x)
    assert op in json.dumps(made)
    assert node(json.loads(json.dumps(made))) is x


def test_no_operator_is_forgotten():
    named = {"fn" if name in ENTRYWISE else name for name in TABLE}
    read_as_others = {"sub", "mpow"}  # a difference is a sum; a power of a matrix is a normal form
    assert named - read_as_others <= set(EVERY_OPERATOR)


@pytest.mark.parametrize("op", EVERY_OPERATOR)
def test_the_kernel_reads_every_term(op):
    made = term(read(EVERY_OPERATOR[op]))
    assert kernel.equal(made, json.loads(json.dumps(made)))


LAYOUTS = ("denominator", "numerator", "mixed")
DERIVATIVES = [  # the answer in each layout, written by hand
    ("D(x'*M*x, x)", "(M + M')*x", "x'*(M + M')", "(M + M')*x"),
    ("D(A*x, x)", "A'", "A", "A"),
    ("D(inner(A, B), A)", "B", "B'", "B"),
    ("D(t*z, t)", "z'", "z", "z"),
    ("D(t*A, t)", "A", "A", "A"),
    ("D(t^3, t)", "3*t^2", "3*t^2", "3*t^2"),
    ("D(t*x'*x, t)", "x'*x", "x'*x", "x'*x"),
    ("D(x'*M*x, x, x)", "M + M'", "M + M'", "M + M'"),
    ("D(t*y'*x, t, x)", "y'", "y'", "y'"),
    ("D(t*y'*x, x, t)", "y", "y", "y"),
    ("D(x'*A'*z, z, x)", "A", "A", "A"),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("row", DERIVATIVES, ids=lambda row: row[0])
def test_a_derivative_in_a_layout_means_what_the_layout_says(row, layout):
    """The kernel, to which a derivative has one layout only, finds the right answer equal and another one not."""
    answers = dict(zip(LAYOUTS, row[1:], strict=True))
    made = term(read(row[0], layout=layout))
    for right in row[1:]:
        other = read(right)
        if (other.rows, other.cols) == (read(row[0], layout=layout).rows, read(row[0], layout=layout).cols):
            assert kernel.equal(made, term(other)) is (right == answers[layout])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_is_left_in_a_term(layout):
    assert layout not in json.dumps(term(read("D(A*x, x)", layout=layout)))


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("u + u where u = A*x", "A*x + A*x"),
        ("v'*v where u = A*x, v = u - z", "(A*x - z)'*(A*x - z)"),
        ("tr(W*W') where W = A*C", "tr(A*C*(A*C)')"),
    ],
)
def test_definitions_are_put_in(formula, plain):
    found = inlined(read(formula))
    assert term(found) == term(read(formula)) == term(read(plain))
    assert "where" not in text(found)


def test_a_later_definition_may_use_an_earlier_one():
    """As answers are written that name their parts."""
    u, v = b.sym("u", "m", 1), b.sym("v", "m", 1)
    square, total = read("x'*A'*A*x"), read("A*x")
    body = make("mul", (make("T", (v,), None, 1, "m"), u), None, 1, 1)
    doubled = make("mul", (b.num(2), u), None, "m", 1)
    named = make("where", (body, total, doubled), ("u", "v"), 1, 1)
    found = inlined(named)
    assert not {"u", "v"} & set(free_symbols(found))
    assert kernel.equal(term(named), term(make("mul", (b.num(2), square), None, 1, 1)))


def test_a_formula_without_definitions_is_left():
    x = read("A*x")
    assert inlined(x) is x


def test_sizes_are_names_numbers_sums_and_products():
    assert [dim("n"), dim(3), dim(("*", "m", "n")), dim(("+", 1, ("*", 2, "n")))] == [
        "n", 3, ["*", "m", "n"], ["+", 1, ["*", 2, "n"]],
    ]  # fmt: skip


def test_a_hole_has_its_place_in_a_term():
    A = b.sym("A", "m", "n")
    around = make("mul", (A, hole("n", 1)), None, "m", 1)
    assert term(around) == ["mul", ["sym", "A", "m", "n"], ["hole", "n", 1]]


def test_facts_are_no_part_of_a_term():
    plain = read("M")
    assert term(read("M", assume={"M": "symmetric"})) == term(plain) == ["sym", "M", "n", "n"]
