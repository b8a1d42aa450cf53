"""Exact values against NumPy and the index-only differentiator, for every operator, at several sizes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import wrt
from oracle import indexdiff, jaxeval
from oracle.expected import laid_out
from oracle.points import points, size_assignments
from wrt.expr.node import free_symbols
from wrt.refute.decimals import Decimals
from wrt.refute.fields import MODULAR, PRIME, RATIONAL, NotRational, Undefined
from wrt.refute.values import evaluate
from wrt.work.normal import normal

SHAPES = {"x": "n", "u": "m", "A": "m n", "B": "n n", "S": "n n", "Z": "3 2", "z": "3", "W": "2 2", "a": "", "b": ""}
ASSUME = {"S": "spd", "a": "positive"}
RATIONALS = {
    "add": ("A + A.*A", "A"), "neg": ("-x", "x"), "mul": ("A*x*x'", "x"), "div": ("B/det(S)", "S"), "T": ("A'", "A"),
    "pow": ("B^-2*a^3", "B"), "had": ("A.*A*b", "A"), "hdiv": ("A./(A.*A + 1*ones(m, n))", "A"), "hpow": ("x.^3", "x"),
    "inner": (r"\langle A, A \rangle", "A"), "inv": ("inv(S)*x", "S"), "pinv": ("pinv(Z)*z", "Z"), "tr": ("tr(B^3)", "B"),
    "det": ("det(S)", "S"), "sum": ("sum(A)*b", "A"), "diag": ("diag(x)*B", "x"), "diagpart": ("diag(B)", "B"),
    "vec": ("vec(A)", "A"), "kron": ("kron(A, x, B)", "B"), "entry": ("(A*x)[2]*A[1,2]", "A"),
    "block": ("[A, u; x', a]", "x"), "size": ("size(A)*[b; b^2]", "b"), "square": ("norm2(A*x)^2/normF(A)^-2", "x"),
    "commutation": ("commutation(m, n)*vec(A)", "A"), "constants": ("(eye + ones(n, n) - zeros(n, n))*x*n + vector(1)", "x"),
    "basis": ("x*basis(2, n)'*x", "x"), "row": ("x'*B", "x"), "scalar": ("B*a^2", "a"), "tangent": ("x*a^3", "a"),
    "power": ("2^n*a^(m - 1)*x", "a"), "log": ("logdet(a*B)*0 + det(B)", "B"), "wide": ("pinv(Z')*[a; b]", "Z"),
}  # fmt: skip
REALS = {
    "pow": ("B^-2*a^b", "B"), "hdiv": ("A./exp(A)", "A"), "hpow": ("exp(x).^a", "a"), "base": ("a^b*x", "b"),
    "logdet": ("logdet(B)", "B"), "norm1": ("norm1(A)", "A"), "norm2": ("norm2(A*x)", "x"), "normF": ("normF(A)", "A"),
    "softmax": ("softmax(B*x)", "x"), "sqrt": ("sqrt(exp(A))", "A"), "exp": ("exp(A*x)", "x"), "pi": ("x*pi", "x"),
    "log": ("log(exp(x) + x.^2)", "x"), "arcsin": ("arcsin(0.5*sin(x))", "x"), "arccos": ("arccos(0.5*sin(x))", "x"),
    **{name: (f"{name}(B*x)", "x") for name in "sin cos tan arctan sinh cosh tanh abs sign relu sigmoid softplus".split()},
}  # fmt: skip


def point_of(values, convert):
    return {name: [[convert(x) for x in row] for row in np.atleast_2d(array).reshape(len(np.atleast_1d(array)), -1)]
            for name, array in values.items()}  # fmt: skip


def as_array(value, convert=float):
    return np.array([[convert(x) for x in row] for row in value])


def matrix_like(array, value):
    return np.asarray(array, dtype=float).reshape(as_array(value).shape)


def whole_points(sizes, seed):
    rng = np.random.default_rng(seed)
    for values in points(SHAPES, ASSUME, sizes, seed):
        found = {name: rng.integers(-3, 4, np.shape(x)).astype(float) for name, x in values.items()}
        found["S"] = found["B"] @ found["B"].T + np.eye(len(found["B"]))
        yield found


@pytest.mark.parametrize("name", RATIONALS)
def test_rational_values_agree_with_numpy(name) -> None:
    formula, _ = RATIONALS[name]
    node = wrt.parse(formula, shapes=SHAPES, assume=ASSUME).node
    seen = 0
    for seed, sizes in enumerate(size_assignments(SHAPES, ASSUME)):
        for values, _ in zip(whole_points(sizes, seed), range(4)):
            try:
                exact = evaluate(node, point_of(values, lambda x: Fraction(x)), sizes)
                modular = evaluate(node, point_of(values, lambda x: int(x) % PRIME), sizes, MODULAR)
            except Undefined:
                continue
            seen += 1
            assert np.allclose(as_array(exact), matrix_like(jaxeval.value(node, values, sizes), exact), rtol=1e-8)
            assert [[MODULAR.number(x) for x in row] for row in exact] == [[x % PRIME for x in row] for row in modular]
    assert seen >= 3


@pytest.mark.parametrize("name", REALS)
def test_real_values_agree_with_numpy(name) -> None:
    node = wrt.parse(REALS[name][0], shapes=SHAPES, assume=ASSUME).node
    for sizes in size_assignments(SHAPES, ASSUME):
        values = next(points(SHAPES, ASSUME, sizes, 4))
        found = evaluate(node, point_of(values, Decimal), sizes, Decimals(40))
        assert np.allclose(as_array(found), matrix_like(jaxeval.value(node, values, sizes), found), rtol=1e-9)


@pytest.mark.parametrize("layout", ["denominator", "numerator", "mixed"])
@pytest.mark.parametrize("row", [*RATIONALS.values(), *REALS.values()], ids=lambda row: row[0])
def test_derivatives_agree_with_the_second_differentiator(row, layout) -> None:
    formula, variable = row
    if formula.startswith(r"\langle"):
        formula = "tr(A'*A)"
    inner = wrt.parse(formula, shapes=SHAPES, assume=ASSUME).node
    node = wrt.parse(f"D({formula}, {variable})", shapes=SHAPES, assume=ASSUME, layout=layout).node
    for sizes in size_assignments(SHAPES, ASSUME, count=1):
        values = next(points(SHAPES, ASSUME, sizes, 5))
        if "pinv" in formula:
            expected = np.asarray(jaxeval.jacobian(inner, (variable,), sizes)(values))
        else:
            expected = indexdiff.jacobian(inner, (variable,), values, sizes)
        found = evaluate(node, point_of(values, Decimal), sizes, Decimals(40))
        width = len(free_symbols(inner)[variable].axes)
        shaped, _ = laid_out(expected, [width], layout)
        assert np.allclose(as_array(found), matrix_like(shaped, found), rtol=1e-8, atol=1e-10)
        assert (len(found), len(found[0])) == tuple(dims(node, sizes))


def dims(node, sizes):
    from wrt.expr.dims import value

    return [value(node.rows, sizes), value(node.cols, sizes)]


@pytest.mark.parametrize(
    ("formula", "variables"),
    [("x'*B*x*a^2", "x x"), ("exp(x)'*B*exp(x)", "x x"), ("a^b*sum(x)", "a b"), ("x'*B*x", "x B"), ("a*x'*B*x", "a x"),
     ("norm2(x)*a^b", "x b"), ("det(W)", "W W"), ("inv(W)", "W W"), ("logdet(W)", "W W"), ("diag(x)*x", "x x")],
)  # fmt: skip
def test_second_derivatives_agree(formula, variables) -> None:
    names = variables.split()
    inner = wrt.parse(formula, shapes=SHAPES, assume=ASSUME).node
    node = wrt.parse(f"D({formula}, {', '.join(names)})", shapes=SHAPES, assume=ASSUME).node
    sizes = {"n": 3, "m": 2}
    values = next(points(SHAPES, ASSUME, sizes, 6))
    expected = indexdiff.jacobian(inner, names, values, sizes)
    found = evaluate(node, point_of(values, Decimal), sizes, Decimals(40))
    shaped, _ = laid_out(expected, [len(free_symbols(inner)[name].axes) for name in names], "denominator")
    assert np.allclose(as_array(found), matrix_like(shaped, found), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("row", [*RATIONALS.values(), *REALS.values()], ids=lambda row: row[0])
def test_the_normal_form_has_the_same_value(row) -> None:
    formula, variable = row
    for text in (formula, f"D({formula}, {variable})"):
        if text.startswith("D(\\"):
            continue
        node = wrt.parse(text, shapes=SHAPES, assume=ASSUME).node
        sizes = {"n": 3, "m": 2}
        given = point_of(next(points(SHAPES, ASSUME, sizes, 7)), Decimal)
        left, right = (evaluate(form, given, sizes, Decimals(40)) for form in (node, normal(node)))
        assert np.allclose(as_array(left), as_array(right), rtol=1e-12, atol=1e-12)


def test_derivatives_nest() -> None:
    node = wrt.parse("D(D(sum(x.^3), x), x)", shapes={"x": "n"}).node
    assert evaluate(node, {"x": [[2], [5]]}, {"n": 2}) == [[12, 0], [0, 30]]
    node = wrt.parse("D(x'*B*x, x[2])", shapes=SHAPES).node
    assert evaluate(node, {"x": [[2], [5]], "B": [[1, 2], [3, 4]]}, {"n": 2}) == [[50]]


@pytest.mark.parametrize(
    ("formula", "value", "expected"),
    [("exp(a)", 0, 1), ("log(a)", 1, 0), ("sqrt(a)", Fraction(9, 4), Fraction(3, 2)), ("a^(1/3)", 8, 2), ("abs(a)", -2, 2),
     ("relu(a)", -2, 0), ("sign(a)", -2, -1), ("cos(a)", 0, 1), ("sigmoid(a)", 0, Fraction(1, 2)), ("a^(-1/2)", 4, Fraction(1, 2)),
     ("D(log(a), a)", 7, Fraction(1, 7)), ("D(exp(a), a)", 0, 1), ("D(exp(a), a)", 2, NotRational), ("exp(a)", 1, NotRational),
     ("sqrt(a)", 2, NotRational), ("sqrt(a)", -1, Undefined), ("log(a)", 0, Undefined), ("D(abs(a), a)", 0, Undefined),
     ("D(sqrt(a^2), a)", 0, Undefined), ("1/a", 0, Undefined), ("a^(-1/2)", 0, Undefined), ("logdet([a, 0; 0, 1])", -1, 0),
     ("logdet([a, 0; 0, 1])", 0, Undefined), ("sqrt(a)^2", 2, 2), ("exp(a)*0", 3, 0), ("arcsin(a)", 2, Undefined)],
)  # fmt: skip
def test_what_is_rational(formula, value, expected) -> None:
    node = wrt.parse(formula, shapes={"a": ""}).node
    if isinstance(expected, type):
        with pytest.raises(expected):
            evaluate(node, {"a": [[value]]}, {})
    else:
        assert evaluate(node, {"a": [[value]]}, {}, RATIONAL) == [[expected]]


def test_pinv_of_any_rank() -> None:
    node = wrt.parse("pinv(A)", shapes={"A": "m n"}).node
    for A in ([[1, 2, 3], [2, 4, 6]], [[0, 0, 0], [0, 0, 0]], [[1, 0, 2], [0, 3, 1]]):
        found = evaluate(node, {"A": A}, {"m": 2, "n": 3})
        assert np.allclose(as_array(found), np.linalg.pinv(np.array(A, dtype=float)))


def test_singular_is_undefined() -> None:
    node = wrt.parse("inv(B)", shapes=SHAPES).node
    for field in (RATIONAL, MODULAR):
        with pytest.raises(Undefined):
            evaluate(node, {"B": [[1, 2], [2, 4]]}, {"n": 2}, field)
