"""The contract: arguments, layouts, conventions, derivatives inside formulas, errors of one family."""

import numpy as np
import pytest

import wrt


def test_layouts():
    assert [wrt.diff("A*x", "x", layout=layout).text for layout in ("denominator", "numerator", "mixed")] == [
        "A'",
        "A",
        "A",
    ]


@pytest.mark.parametrize(("text", "plain"), [
    ("D(x'*A*x, x)", ("x'*A*x", ("x",))), (r"\frac{\partial}{\partial \mathbf{x}} \mathbf{x}^T A \mathbf{x}",
                                           ("x'*A*x", ("x",))),
    (r"\nabla_{\mathbf{x}} \mathbf{x}^T A \mathbf{x}", ("x'*A*x", ("x",))),
    ("D(D(x'*A*x, x), x)", ("x'*A*x", ("x", "x"))),
])  # fmt: skip
def test_a_formula_that_is_a_derivative(text, plain):
    formula, variables = plain
    assert wrt.diff(text).text == wrt.diff(formula, *variables).text


@pytest.mark.parametrize(
    "shapes", [{"x": "n", "A": "n n"}, {"x": ("n",), "A": ("n", "n")}, {"x": ["n"], "A": ["n", "n"]}]
)
def test_ways_to_declare_shapes(shapes):
    assert wrt.diff("x'*A*x", "x", shapes=shapes).shape == ("n",)


@pytest.mark.parametrize(
    "assume",
    [
        {"A": "symmetric"},
        {"A": ["symmetric"]},
        {"A": {"symmetric"}},
        {"A": "symmetric, invertible"},
        {"A": ("symmetric", "invertible")},
    ],
)
def test_ways_to_assume(assume):
    assert wrt.diff("x'*A*x", "x", assume=assume).text == "2*A*x"


def test_conventions():
    shown = [
        wrt.diff("tr(A*S)", "S", assume={"S": "symmetric"}, convention=c).text
        for c in ("projected", "unconstrained", "entries")
    ]
    assert shown == ["(A + A')/2", "A'", "A + A' - A.*eye"]


def test_parse_of_an_expression_is_itself():
    found = wrt.parse("x'*x")
    assert wrt.parse(found) is found


@pytest.mark.parametrize(("call", "code"), [
    (lambda: wrt.diff("x'*x"), "E-variables"), (lambda: wrt.diff("x'*x", "x", "x", "x"), "E-variables"),
    (lambda: wrt.diff("x'*x", "z"), "E-unknown-variable"),
    (lambda: wrt.diff("x'*x", "x", layout="row"), "E-layout"),
    (lambda: wrt.diff("x'*x", "x", convention="?"), "E-convention"), (lambda: wrt.parse(3), "E-formula"),
    (lambda: wrt.parse("x", assume={"x": "pretty"}), "E-fact"), (lambda: wrt.diff(3, "x"), "E-formula"),
])  # fmt: skip
def test_errors(call, code):
    with pytest.raises(wrt.WrtError) as caught:
        call()
    assert caught.value.code == code and str(caught.value)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "x +",
        "x*(y",
        "x'*A*x*",
        "foo(x)",
        "x ? y",
        "inv(x)",
        "norm2(",
        "[1, 2; 3]",
        "x < y",
        "D(x)",
        "expm(A)",
        "norm(A, 2)",
        "1i*x",
        "\\frac{a}",
    ],
)
def test_bad_formulas_give_one_family_of_errors(bad):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.diff(bad, "x")
    assert caught.value.code.startswith("E-") and "Tree" not in str(caught.value)


def test_both_notations_are_one():
    text = wrt.diff("norm2(y - X*theta)^2/N", "theta")
    latex = wrt.diff(r"\frac{1}{N}\|\mathbf{y} - X\boldsymbol{\theta}\|_2^2", "theta")
    assert latex.text == text.text == "2*X'*(X*theta - y)/N"


def test_greek_and_subscripts():
    answer = wrt.diff("lambda*norm2(W_1*x)^2", "W_1")
    assert answer.text == "2*lam*W1*x*x'"
    values = {"lam": 0.5, "W1": np.eye(2), "x": np.array([1.0, 2])}
    np.testing.assert_allclose(answer.array(**values), np.outer(values["x"], values["x"]))


@pytest.mark.parametrize(
    "name", ["diff", "parse", "symbol", "function", "Derivative", "Expression", "WrtError", "NoRule"]
)
def test_public_names(name):
    assert name in wrt.__all__ and hasattr(wrt, name)


def test_sizes_with_an_x_in_their_name():
    assert wrt.parse("A", shapes={"A": "nx ny"}).shape == ("nx", "ny")


@pytest.mark.parametrize("shape", ["1 n", "1 3"])
def test_a_row_is_not_declared(shape):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.diff("sum(r.^2)", "r", shapes={"r": shape})
    assert caught.value.code == "E-shape-row"
