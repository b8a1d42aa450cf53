"""The LaTeX writer: what an expert would typeset, and what the LaTeX reader takes back as the same expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import published
import wrt
from wrt.emit.latex import latex
from wrt.expr.node import Node, free_symbols, make
from wrt.syntax import looks_like_latex

WRITTEN = [
    ("2/N*X'*(X*theta - y)", {"X": "n p"}, r"\frac{2}{N} X^\top (X \boldsymbol{\theta} - \mathbf{y})"),
    ("2*X'*(X*w - y)/N", {}, r"\frac{2}{N} X^\top (X \mathbf{w} - \mathbf{y})"),
    ("(A + A')/2", {}, r"\frac{A + A^\top}{2}"),
    ("x/norm2(x)", {}, r"\frac{\mathbf{x}}{\lVert \mathbf{x} \rVert_{2}}"),
    ("x*x'/norm2(x)^2", {}, r"\frac{\mathbf{x} \mathbf{x}^\top}{\lVert \mathbf{x} \rVert_{2}^{2}}"),
    ("norm2(A)^2 + norm1(x)", {}, r"\lVert A \rVert_{F}^{2} + \lVert \mathbf{x} \rVert_{1}"),
    ("inv(X'*X)*X'*y", {}, r"(X^\top X)^{-1} X^\top \mathbf{y}"),
    ("inv(A)'", {}, r"A^{-\top}"),
    ("logdet(A) + tr(inv(A))", {}, r"\log\det(A) + \operatorname{tr}(A^{-1})"),
    ("sigmoid(X*w).*(vector(1) - y)", {}, r"\sigma(X \mathbf{w}) \odot (\mathbf{1} - \mathbf{y})"),
    ("x.^2./y", {}, r"\mathbf{x}^{\circ 2} \oslash \mathbf{y}"),
    ("sqrt(x.^2 + 1./y)", {}, r"\sqrt{\mathbf{x}^{\circ 2} + \mathbf{1} \oslash \mathbf{y}}"),
    ("tanh(a)^2", {}, r"\tanh^{2}(a)"),
    ("exp(-a/b)", {}, r"\exp\left( -\frac{a}{b} \right)"),
    ("b*(a/b + c)", {}, r"b \left( \frac{a}{b} + c \right)"),
    ("a^(1/2)", {}, r"a^{1/2}"),
    ("eye(n) + ones(n)*ones(n)'", {}, r"I_{n} + \mathbf{1}_{n} \mathbf{1}_{n}^\top"),
    ("A + lam*eye", {}, r"A + \lambda I"),
    ("[A, b; b', 1]", {"b": "n"}, r"\begin{bmatrix} A & \mathbf{b} \\ \mathbf{b}^\top & 1 \end{bmatrix}"),
    ("[A, zeros(n, n); zeros(n, n), B]", {"A": "n n", "B": "n n"}, r"\begin{bmatrix} A & 0 \\ 0 & B \end{bmatrix}"),
    ("A[1,2]*x + x[1]*y", {}, r"A_{1,2} \mathbf{x} + x_{1} \mathbf{y}"),
    ("D(v'*A*v, v)", {}, r"\frac{\partial \mathbf{v}^\top A \mathbf{v}}{\partial \mathbf{v}}"),
    ("kron(B', A)*vec(X)", {}, r"(B^\top \otimes A) \operatorname{vec}(X)"),
    ("2*3*a", {}, r"2 \cdot 3 a"),
    ("A*B", {}, r"A\,B"),
    ("ell*x_hat + lam*W1*w_max", {"x_hat": "n", "w_max": "p"},
     r"\ell \hat{\mathbf{x}} + \lambda W_{1} \mathbf{w}_{\mathrm{max}}"),
    ("rate*x", {"rate": ""}, r"\mathrm{rate} \mathbf{x}"),
]  # fmt: skip

# readings that the notation would give to these letters if they were written like any other
TRAPS = [
    ("x1*x", {"x1": "", "x": "n"}),
    ("x[1]*x + x1*x", {"x1": "", "x": "n"}),
    ("sigma*(a + b)", {"sigma": ""}),
    ("sigma*sigmoid(a)", {"sigma": ""}),
    ("e^2*a", {"e": ""}),
    ("d*a/(d*b)", {"d": ""}),
    ("I*x", {"I": "n n", "x": "n"}),
    ("(x'*y)*z", {}),
    ("A*(x'*y)*B", {}),
    ("x*(y'*z)", {}),
    ("(a*x).*y + a*(x.*y)", {}),
    ("(A*B).*C*D", {"A": "n n", "B": "n n", "C": "n n", "D": "n n"}),
    ("kron(A*B, C)*a", {}),
    ("logdet(A)^2", {}),
    ("(a/b)/(c/a)", {}),
    ("-(-a)", {}),
    ("a - (b - c)", {}),
    ("(-a)*b*(-c)", {}),
    ("-2*x + (-3)*y", {}),
    ("(A')^2 + inv(A)^3", {"A": "n n"}),
    ("((a^b)^c)^2", {}),
    ("x.^(-1/2) + (x.^a).^b", {}),
    ("pinv(A)'", {}),
    ("y*b + Y*b + N*x", {"y": "m n", "Y": "m n", "b": "", "x": "m n", "N": ""}),
    ("n1*x", {"x": "n1"}),
    ("eye(n1)*a", {}),
    ("zeros(n)*a", {}),
    ("matrix(1) + A", {}),
    ("x - y where y = A*x", {}),
]  # fmt: skip


def shapes_of(node: Node) -> dict[str, Any]:
    return {name: symbol.axes if symbol.cols == 1 else (symbol.rows, symbol.cols)
            for name, symbol in free_symbols(node).items()}  # fmt: skip


def reads_back(expression: wrt.Expression, layout: str = "denominator") -> None:
    written = latex(expression.node)
    back = wrt.parse(written, shapes=shapes_of(expression.node), layout=layout)
    assert back == expression, f"{expression.text}  ->  {written}  ->  {back.text}"


@pytest.mark.parametrize(("formula", "shapes", "expected"), WRITTEN)
def test_writes(formula: str, shapes: dict[str, str], expected: str) -> None:
    expression = wrt.parse(formula, shapes=shapes)
    assert latex(expression.node) == expected
    reads_back(expression)


@pytest.mark.parametrize(("formula", "shapes"), TRAPS)
def test_reads_back_what_could_be_read_otherwise(formula: str, shapes: dict[str, str]) -> None:
    reads_back(wrt.parse(formula, shapes=shapes))


@pytest.mark.parametrize("formula", ["sigmoid(a)", "b*sigmoid(a)", "1 - sigmoid(a)", "x.*sigmoid(-y)"])
def test_sigmoid(formula: str) -> None:
    expression = wrt.parse(formula)
    assert r"\sigma(" in latex(expression.node)
    reads_back(expression)


def test_where() -> None:
    u = wrt.symbol("u", "n")
    node = wrt.parse("tanh(W*x)", shapes={"x": "n", "W": "n n"}).node
    where = make("where", ((u + u).node, node), ("u",), u.node.rows, 1)
    assert latex(where) == r"\mathbf{u} + \mathbf{u} \quad\text{where}\quad \mathbf{u} = \tanh(W \mathbf{x})"


def test_a_deep_chain_is_no_recursion() -> None:
    assert len(latex(wrt.parse("sin(" * 2000 + "a" + ")" * 2000).node)) > 2000


# ---- random expressions

LEAVES = {
    "": ["a", "b", "lam", "x1", "N", "2", "1/2", "sigma"],
    "n": ["x", "y", "theta", "w1", "u_hat", "vector(1)", "Q"],
    "m": ["z", "mu", "z_max"],
    "n n": ["A", "B", "W1", "Sigma", "eye"],
    "m n": ["X", "M", "h"],
}  # fmt: skip
CONSTANTS = ("2", "1/2", "eye", "vector(1)")
SHAPES = {name: shape for shape, names in LEAVES.items() for name in names if name not in CONSTANTS}
FORMS = {
    "": ["({})*({})|,", "({}) + ({})|,", "({}) - ({})|,", "-({})|", "({})/({})|,", "({})^2|", "exp({})|", "log({})|",
         "sqrt({})|", "abs({})|", "({})'*({})|n,n", "norm2({})|n", "norm1({})|n", "norm2({})|m n", "sum({})|n",
         "tr({})|n n", "det({})|n n", "logdet({})|n n", "({})'*({})*({})|m,m n,n", "({})^(1/2)|", "({})^({})|,",
         "tr(({})'*({}))|m n,m n"],
    "n": ["({})*({})|,n", "({}) + ({})|n,n", "({}) - ({})|n,n", "-({})|n", "({}).*({})|n,n", "({})./({})|n,n",
          "({})*({})|n n,n", "({})'*({})|m n,m", "tanh({})|n", "({}).^2|n", "({}).^(-1/2)|n",
          "diag({})|n n", "softmax({})|n", "inv({})*({})|n n,n", "({})/({})|n,", "relu({})|n", "sqrt({})|n"],
    "m": ["({})*({})|m n,n", "({}) - ({})|m,m", "({})/({})|m,", "exp({})|m"],
    "n n": ["({}) + ({})|n n,n n", "({})*({})|n n,n n", "({})'|n n", "inv({})|n n", "({})^2|n n", "diag({})|n",
            "({})*({})'|n,n", "({})'*({})|m n,m n", "({})*({})|,n n", "({}).*({})|n n,n n", "({})/({})|n n,",
            "inv({})'|n n", "({})^-2|n n"],
    "m n": ["({})*({})|m n,n n", "({})*({})'|m,n", "({}) - ({})|m n,m n", "({}).*({})|m n,m n", "({})*({})|,m n",
            "cos({})|m n", "pinv({})'|m n"],
}  # fmt: skip


@st.composite
def expressions(draw: st.DrawFn, shape: str, depth: int = 3) -> str:
    """A formula of a shape, in the text syntax."""
    if not depth or not draw(st.integers(0, 4)):
        return draw(st.sampled_from(LEAVES[shape]))
    pattern, _, operands = draw(st.sampled_from(FORMS[shape])).partition("|")
    parts = [draw(expressions(operand, depth - 1)) for operand in operands.split(",")]
    return pattern.format(*parts)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(LEAVES)).flatmap(expressions))
def test_random_expressions_read_back(formula: str) -> None:
    expression = wrt.parse(formula, shapes=SHAPES)
    assume(wrt.parse(expression.text, shapes=SHAPES) == expression)  # else it is not the LaTeX that fails
    written = latex(expression.node)
    back = wrt.parse(written, shapes=SHAPES)
    assert back == expression, f"{expression.text}  ->  {written}  ->  {back.text}"


# ---- the shared cases: the formulas and the expected answers


def formulas() -> Iterator[Any]:
    for case in published.DERIVATIVES:
        for key in ("expr", "expected"):
            if isinstance(case.get(key), str):
                yield pytest.param(case, key, id=f"{case['id']}-{key}")


@pytest.mark.parametrize(("case", "key"), list(formulas()))
def test_shared_cases_read_back(case: dict[str, Any], key: str) -> None:
    shapes = published.shapes(case)
    expression = wrt.parse(case[key], shapes=shapes, assume=case.get("assume"))
    written = latex(expression.node)
    back = wrt.parse(written, shapes=shapes | shapes_of(expression.node), assume=case.get("assume"))
    assert back == expression, written
    assert looks_like_latex(written) or "(" not in written
