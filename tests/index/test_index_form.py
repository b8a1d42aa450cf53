"""The index form evaluated by loops is the array of the matrix engine, for every kind of derivative and operator."""

import numpy as np
import pytest

import wrt
from index.values import evaluate
from wrt.emit.index_text import index_derivative, index_form, index_latex
from wrt.expr.node import make
from wrt.index.canonical import canonical
from wrt.index.form import Factor, Form, Index, Term
from wrt.index.linear import Fresh
from wrt.index.lower import lower

SIZES = {"m": 2, "n": 3, "p": 4, "q": 2, "k": 3}
SHAPES = {
    "a": "", "b": "", "t": "", "x": "n", "u": "m", "w": "n", "z": "p", "y": "m", "A": "m n", "B": "n p", "C": "p q",
    "X": "m n", "Z": "p q", "S": "n n", "H": "n n", "M": "n n", "P": "m p", "W": "n m", "E": "p m",
}  # fmt: skip

KINDS = [
    ("a*t^2", "t"), ("x'*w", "x"), ("tr(A*W)", "A"), ("t*x", "t"), ("A*x", "x"), ("(A*x)'", "x"), ("u*x'", "x"),
    ("X*B", "X"), ("t*A", "t"), ("exp(t*A)", "t"), ("x'", "x"), ("t^3*x'", "t"), ("X*x", "X"),
    ("A'*X*B", "X", {"A": "m q"}),
]  # fmt: skip
OPERATORS = [
    ("A + X", "X"), ("x + 2*w", "x"), ("a*x + b", "a", {"b": "n"}), ("X'", "X"), ("X'*X", "X"), ("X*X'", "X"),
    ("x'*S*x", "x"), ("inv(M)", "M"), ("tr(inv(M))", "M"), ("inv(M'*H + S)", "M"), ("M^3", "M"), ("M^-2", "M"),
    ("inv(M)'*x", "M"), ("det(M)", "M"), ("logdet(M'*M)", "M"), ("logdet(M)*M", "M"), ("tr(M)*M", "M"),
    ("sum(X)*x", "X"), ("sum(X*B)", "B"), ("norm2(x)", "x"), ("norm2(A*x - u)^2", "x"), ("norm2(X)", "X"),
    ("norm1(X)", "X"), ("x/norm2(x)", "x"), ("X.*A", "X"), ("X.*X.*A", "X"), ("x.^2", "x"), ("x.^a", "x"),
    ("x.^a", "a"), ("X./A", "A"), ("x./(vector(1) + x.^2)", "x"), ("exp(X)", "X"), ("exp(A*x)", "x"), ("log(x)", "x"),
    ("sin(X*x)", "X"), ("cos(x)", "x"), ("tan(x)", "x"), ("tanh(A*x)", "A"), ("sinh(x)", "x"), ("cosh(x)", "x"),
    ("arcsin(x/3)", "x"), ("arccos(x/3)", "x"), ("arctan(x)", "x"), ("abs(x)", "x"), ("sign(x).*x", "x"),
    ("relu(A*x)", "x"), ("sigmoid(A*x)", "x"), ("softplus(x)", "x"), ("sqrt(x)", "x"), ("softmax(A*x)", "x"),
    ("softmax(A*x)", "A"), ("diag(x)", "x"), ("diag(M)", "M"), ("diag(X*W)", "W"), ("A*diag(x)*B", "x"),
    ("diag(A*x)*A", "x"), ("(u*x').*A", "x"), ("diag(diag(M))", "M"), ("vec(X)", "X"), ("vec(X)'*v", "X"),
    ("vec(A*S)*a", "S"), ("kron(A,X)", "X"), ("kron(X,A)", "X"), ("kron(X,X)", "X"), ("kron(A,B)*kron(x,z)", "x"),
    ("kron(x,z)", "z"), ("kron(u',X)", "X"), ("kron(S,X,u)", "X"), ("u[1]*kron(eye(m),S)*v", "S"),
    ("u[1]*kron(eye(m),S)*v", "v"), ("kron(A,S)*kron(S,B)", "S", {"A": "m n", "B": "n p"}),
    ("commutation(m,n)*vec(X)", "X"), ("u[1]*x[1]*commutation(m,n)*v", "v"), ("commutation(n,m)*kron(x,u)", "x"),
    ("kron(A,W) + kron(W,A)", "A"), ("X[1,2]*x", "X"), ("x[2]*x", "x"), ("X*x", "X[1,2]"), ("[x; u]", "x"),
    ("[x; u]", "u"), ("[A, X]", "X"), ("[A; X]*x", "X"), ("[x; u]'*[w; y]", "y"), ("[a, b; b, t]", "b"),
    ("[A, P; S, B]", "B"), ("[x, w]*[a; b]", "x"), ("[x', a]", "x"), ("kron([x; u], z)", "u"),
    ("[kron(x,u); z]", "x"), ("vec([A; X])", "X"), ("[x; u]*[x; u]'", "x"), ("ones(n)*x'", "x"), ("ones(m,n)*M", "M"),
    ("sum(ones(m,n))*x", "x"), ("eye(n)*t", "t"), ("tr(eye(n))*x", "x"), ("zeros(n)*t", "t"), ("pinv(X)", "X"),
    ("pinv(X)*u", "X"), ("x'*x*x", "x"), ("exp(x'*S*x)", "x"), ("log(sum(exp(A*x)))", "x"), ("a^(x'*x)", "x"),
    ("n*x", "x"), ("basis(2,n)*t", "t"), ("x*x'*M*x", "x"), ("u'*X*x*X", "X"), ("M*S*M'", "M"), ("vec(M')", "M"),
    ("X.*(u*x')", "X"), ("diag(x)*M*diag(x)", "x"), ("tr(diag(x)*M)*x", "x"), ("A*(x.*(S*x))", "x"),
    ("sum(kron(X,A))", "X"), ("(x'*w)*(x.*w)", "x"), ("size(A)*t", "t"),
]  # fmt: skip
SECOND = [
    ("x'*S*x", "x", "x"), ("tr(A*W)^2", "A", "W"), ("logdet(M)", "M", "M"), ("x'*S*w", "x", "w"),
    ("x'*S*w", "S", "x"), ("tr(X*B*E)", "X", "B"), ("exp(A*x)", "x", "x"), ("sum(exp(A*x))", "x", "A"),
    ("t^2*x", "t", "x"), ("t^2*x'*x", "x", "t"), ("inv(M)", "M", "M"), ("x.^3", "x", "x"), ("kron(x,x)", "x", "x"),
    ("kron(X,W)", "X", "W"), ("sin(t)", "t", "t"), ("norm2(x)", "x", "x"), ("log(sum(exp(x)))", "x", "x"),
    ("softmax(x)", "x", "x"), ("t*A*s", "t", "s", {"s": ""}), ("X*B*C", "X", "B"), ("x'*S*x", "x[1]", "x[2]"),
    ("tr(M^3)", "M", "M"), ("det(M)", "M", "M"), ("[x; u]*t", "t", "x"), ("sum((x'*x)*x)", "x", "x"),
    ("norm2(X)^2*x", "X", "x"), ("x'*x", "x", "w"), ("(x.*w)'", "x", "w"),
]  # fmt: skip


def point(seed=0):
    rng = np.random.default_rng(seed)

    values = {name: rng.uniform(0.3, 1.4, [SIZES[part] for part in shape.split()]) for name, shape in SHAPES.items()}
    values["M"] = values["M"] + 2 * np.eye(3)
    values["v"] = rng.uniform(0.3, 1.4, 6)  # its size m*n is inferred
    return values


def agree(formula, *variables, shapes=None, assume=None, convention="projected"):
    shapes = SHAPES | (shapes or {})
    derivative = wrt.diff(formula, *variables, shapes=shapes, assume=assume, convention=convention)
    values = point()
    for name, shape in shapes.items():
        if SHAPES.get(name) != shape:
            values[name] = np.random.default_rng(1).uniform(0.3, 1.4, [SIZES[part] for part in shape.split()])
    for name in assume or ():
        values[name] = {"symmetric": values[name] + values[name].T, "diagonal": np.diag(np.diag(values[name])),
                        "skew": values[name] - values[name].T}[assume[name]]  # fmt: skip
    form = index_derivative(derivative.formula.node, derivative.variables, convention)
    found = evaluate(form, values, SIZES)
    expected = np.asarray(derivative.array(**values, **SIZES))
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-10)
    text = index_form(derivative.formula.node, derivative.variables, convention)
    assert text.startswith("∂")
    assert "@" not in text
    index_latex(derivative.formula.node, derivative.variables, convention)
    return text


@pytest.mark.parametrize("case", KINDS + OPERATORS + SECOND, ids=lambda case: " by ".join(map(str, case)))
def test_agrees_with_the_array(case):
    shapes = case[-1] if isinstance(case[-1], dict) else None
    agree(*[part for part in case if isinstance(part, str)], shapes=shapes)


@pytest.mark.parametrize("convention", ["projected", "unconstrained", "entries"])
@pytest.mark.parametrize("fact", ["symmetric", "skew", "diagonal"])
@pytest.mark.parametrize("formula", ["tr(M*S)", "x'*S*x", "S*x", "S*S", "tr(S*M*S)", "S*M*S"])
def test_constrained_variables(formula, fact, convention):
    agree(formula, "S", assume={"S": fact}, convention=convention)


@pytest.mark.parametrize("fact", ["symmetric", "skew", "diagonal"])
def test_constrained_second_derivatives(fact):
    agree("tr(S*M*S)", "S", "S", assume={"S": fact})
    agree("x'*S*S*x", "S", "x", assume={"S": fact})


def printed(formula, *variables, **given):
    derivative = wrt.diff(formula, *variables, **given)
    return index_form(derivative.formula.node, derivative.variables, derivative.convention).splitlines()[0]


@pytest.mark.parametrize(("formula", "variables", "expected"), [
    ("A*X*B", "X", "∂Y[i,j]/∂X[k,l] = A[i,k]*B[l,j]"),
    ("inv(X)", "X", "∂Y[i,j]/∂X[k,l] = -inv(X)[i,k]*inv(X)[l,j]"),
    ("x'*A*x", "x", "∂f/∂x[i] = A[i,j]*x[j] + A[j,i]*x[j]"),
    ("x.^2", "x", "∂y[i]/∂x[j] = 2*x[i]*δ[i,j]"),
    ("tr(A*X*B*Z)", "X Z", "∂²f/∂X[i,j]∂Z[k,l] = A[l,i]*B[j,k]"),
    ("kron(A,X)", "X", "∂Y[(i,j),(k,l)]/∂X[p,q] = A[i,k]*δ[j,p]*δ[l,q]"),
    ("A*[x; y]", "y", "∂z[i]/∂y[j] = A[i,n+j]"),
    ("A*X*B", "X[1,2]", "∂Y[i,j]/∂X[1,2] = A[i,1]*B[2,j]"),
    ("x'*S", "t", "∂y[i]/∂t = 0"),
])  # fmt: skip
def test_reads_as_by_hand(formula, variables, expected):
    shapes = {"t": ""} if variables == "t" else None
    assert printed(formula, *variables.split(), shapes=shapes) == expected


@pytest.mark.parametrize(("left", "right"), [
    ("tr(A*X*B*W)", "tr(W'*B'*X'*A')"), ("x'*X*y", "y'*X'*x"), ("sum((X*z).*(X*z))", "z'*X'*X*z"),
    ("tr(X'*M*X*M)", "tr(M*X*M*X')"), ("diag(x)*M*X", "(x*vector(1)').*M*X"), ("vec(M*X)", "kron(eye, M)*vec(X)"),
])  # fmt: skip
def test_equal_functions_print_equal(left, right):
    shapes = {"X": "n n", "M": "n n", "A": "n n", "B": "n n", "W": "n n"}
    assert printed(left, "X", shapes=shapes) == printed(right, "X", shapes=shapes)


def test_names_of_the_formula_are_no_indices():
    assert printed("k'*i*j", "k", shapes={"k": "n", "i": "n n", "j": "n"}) == "∂f/∂k[l] = i[l,p]*j[p]"


def test_the_order_of_presentation_does_not_matter():
    rng = np.random.default_rng(5)
    A, S = wrt.symbol("A", "n n").node, wrt.symbol("S", "n n", "symmetric").node
    for _ in range(60):
        names = [Index(k, "n") for k in range(7)]
        factors = [Factor((A, S)[rng.integers(2)], tuple(names[k] for k in rng.integers(0, 7, 2))) for _ in range(7)]
        used = {index for factor in factors for index in factor.at} - {names[0], names[1]}
        new = [int(k) for k in rng.permutation(np.arange(10, 15))]
        turned = dict(zip(names[2:], [Index(k, "n") for k in new], strict=True))
        shuffled = [factors[k] for k in rng.permutation(7)]
        other = [Factor(f.atom, tuple(turned.get(at, at) for at in f.at)) for f in shuffled]
        forms = [
            canonical(Form(((names[0], names[1]),), (Term(1, tuple(given), tuple(summed)),)), Fresh())
            for given, summed in ((factors, used), (other, [turned[index] for index in used]))
        ]
        assert forms[0] == forms[1]


def test_an_operator_without_a_rule_is_an_error():
    x = wrt.symbol("x", "n").node
    seed = make("d", (), ("x@1", ()), "n", 1)
    node = make("had", (x, make("fn", (seed,), "exp", "n", 1)), None, "n", 1)
    fresh = Fresh()
    with pytest.raises(wrt.WrtError, match="no rule for the index form of a differential inside exp"):
        lower(node, (fresh("n"), None), {seed: (fresh("n"), None)}, fresh)


def test_many_paths_get_names_and_stay_short():
    formula = "x"
    for _ in range(12):
        formula = f"({formula} + tanh(S*({formula})))"
    derivative = wrt.diff("w'*" + formula, "x", shapes=SHAPES)
    form = index_derivative(derivative.formula.node, derivative.variables)
    assert form.where and len(form.terms) + sum(len(found.terms) for found in form.where) < 400
    np.testing.assert_allclose(evaluate(form, point(), SIZES), derivative.array(**point()), rtol=1e-9)


def test_deep_chains_need_no_recursion():
    formula = "x"
    for _ in range(300):
        formula = f"tanh(S*{formula})"
    derivative = wrt.diff("w'*" + formula, "x", shapes=SHAPES)
    assert len(index_derivative(derivative.formula.node, derivative.variables).terms) == 1
    assert len(index_form(derivative.formula.node, derivative.variables)) < 60_000
