"""What is written only in derivations: the differential of an expression, the hole of a context, partial derivatives."""

import pytest

import wrt
from wrt.certificate import hole
from wrt.emit.writers import latex, text, unicode
from wrt.expr.node import make


def read(formula, **shapes):
    return wrt.parse(formula, shapes=shapes).node


def differential(node):
    return make("differential", (node, node), None, node.rows, node.cols)


def product(*factors):
    return make("mul", factors, None, factors[0].rows, factors[-1].cols)


A, BC, HALF = read("A"), read("B*C"), read("A/2")

WRITTEN = [
    (differential(A), "dA", "dA", r"\mathrm{d}A"),
    (differential(BC), "d(B*C)", "d(BC)", r"\mathrm{d}(B C)"),
    (differential(HALF), "d(A/2)", "d(A/2)", r"\mathrm{d}\left( \frac{A}{2} \right)"),
    (product(A, differential(BC)), "A*d(B*C)", "A d(BC)", r"A \mathrm{d}(B C)"),
    (product(A, hole("n", "n")), "A*□", "A□", r"A \square"),
    (read("D(J, z[1])", J="", z="n"), "D(J, z[1])", "∂J/∂z₁", r"\frac{\partial J}{\partial z_{1}}"),
    (read("D(J, A[1,2])", J="", A="m n"), "D(J, A[1,2])", "∂J/∂A₁,₂", r"\frac{\partial J}{\partial A_{1,2}}"),
]


@pytest.mark.parametrize(("node", "as_text", "as_unicode", "as_latex"), WRITTEN)
def test_written(node, as_text, as_unicode, as_latex):
    assert (text(node), unicode(node), latex(node)) == (as_text, as_unicode, as_latex)
