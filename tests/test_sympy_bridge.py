"""SymPy in and out, judged by value: SymPy works its own expression out, NumPy ours, at random matrices."""

import subprocess
import sys

import numpy as np
import pytest
import sympy
from sympy import (
    BlockMatrix,
    Determinant,
    DiagMatrix,
    DiagonalMatrix,
    DiagonalOf,
    Float,
    HadamardPower,
    HadamardProduct,
    ImmutableMatrix,
    KroneckerProduct,
    Matrix,
    MatrixSymbol,
    Q,
    Symbol,
    Trace,
    log,
    sin,
    symbols,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

import wrt
from wrt import WrtError
from wrt.sympy_bridge import from_sympy, to_sympy

m, n, a, c = symbols("m n a c")
p = Symbol("p", positive=True)
A, B, X = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n), MatrixSymbol("X", m, n)
x, y, u = MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1), MatrixSymbol("u", m, 1)
t = Symbol("t")
LETTERS = {"A": A, "B": B, "X": X, "x": x, "y": y, "u": u, "m": m, "n": n, "a": a, "c": c, "t": t}
SIZES = {m: 2, n: 3}
ROOMY = {"A", "B"}  # drawn diagonally dominant, so that inverses and roots are far from trouble


def made(formula):
    """A SymPy expression from its text; names of one letter stand for what is declared above."""
    return eval(formula, {**vars(sympy), "sympy": sympy, "MatrixElement": MatrixElement, **LETTERS})


def draw(name, shape, seed=0):
    """A random value, positive where a logarithm or a root may want it."""
    random = np.random.default_rng([seed, *map(ord, name)])
    value = random.uniform(0.1, 0.9, shape)
    return value + 3 * np.eye(*shape) if name in ROOMY else value


def points(*expressions):
    """Values by name for all symbols of some SymPy expressions."""
    found = {}
    for expr in expressions:
        for atom in expr.atoms(Symbol, MatrixSymbol) - {t, *SIZES}:
            if not isinstance(atom, sympy.Dummy):
                shape = [int(dim.subs(SIZES)) for dim in getattr(atom, "shape", ())]
                found[atom.name] = draw(atom.name, shape)
    return found


def worked_out(expr, values):
    """The value that SymPy finds for its own expression, worked out from the inside."""
    expr = sympy.sympify(expr).subs(SIZES)
    exact = {}
    for atom in expr.atoms(Symbol, MatrixSymbol):
        if atom.name in values and not isinstance(atom, sympy.Dummy):
            value = values[atom.name]
            exact[atom] = ImmutableMatrix(value) if isinstance(atom, MatrixSymbol) else Float(float(value))
    return np.array(sympy.Matrix([explicit(expr, exact)]).evalf().tolist(), dtype=float)


def explicit(expr, exact):
    """SymPy's `doit`, operand by operand, since it gives up on some products of explicit matrices."""
    if expr in exact:
        return exact[expr]
    if isinstance(expr, BlockMatrix):
        rows, cols = expr.blockshape
        cells = [[Matrix(explicit(expr.blocks[i, j], exact)) for j in range(cols)] for i in range(rows)]
        return ImmutableMatrix(Matrix.vstack(*[Matrix.hstack(*row) for row in cells]))
    if isinstance(expr, ElementwiseApplyFunction):
        body = explicit(expr.function.expr, exact)
        return explicit(expr.expr, exact).applyfunc(lambda entry: body.xreplace({expr.function.variables[0]: entry}))
    if not expr.args or isinstance(expr, sympy.MatrixBase):
        return expr.xreplace(exact)
    args = [explicit(arg, exact) for arg in expr.args]
    if isinstance(expr, DiagonalOf | DiagonalMatrix):  # SymPy 1.14 fails on explicit ones
        diagonal = args[0].diagonal()
        return diagonal.T if isinstance(expr, DiagonalOf) else ImmutableMatrix(sympy.diag(*diagonal))
    found = expr.func(*args).doit()
    return found.as_explicit() if found.is_Matrix else found


def same(sympy_array, array):
    array = np.asarray(array)
    np.testing.assert_allclose(array.reshape(-1), sympy_array.reshape(-1), rtol=1e-9, atol=1e-12)


FORMULAS = """
a*x
-x/3 + Rational(2, 7)*y
x.T*A*x
2*x.T*A*x + x.T*y
3*X*A*x - u/n
A*B - B*A
A**3 + A**-2
A.I*x
(A + B.T).I*B
(A*B).T*x
Trace(x.T*y)*A/m
Trace(A*B.T)
Trace(x.T*A*x)*A
Determinant(A)*A/Trace(B)
log(Determinant(A))
sqrt(Trace(X.T*X))
Determinant(A)**2/a - c/(a*c + 1)
exp(x.T*A*x/10)
1/(1 + exp(-Trace(A)))
E**a + pi - Float("0.1")
sin(a) + cos(a) + tan(a) + asin(a) + acos(a) + atan(a)
sinh(a) + cosh(a) + tanh(a) + Abs(a - 1) + sign(c) + log(a)
Max(0, a - c)*Max(a, 0)
a**c - a**Rational(-1, 2)
HadamardProduct(A, B, A.T)
HadamardPower(A, 2) - HadamardPower(A, -1)
HadamardPower(x, Rational(1, 2))
HadamardPower(2, x)
KroneckerProduct(A, X)
KroneckerProduct(x, A) * A
Identity(n) + a*OneMatrix(n, n) - ZeroMatrix(n, n)
OneMatrix(1, m)*X*OneMatrix(n, 1)
X.T*OneMatrix(m, 1)
DiagMatrix(x)*A
DiagonalOf(A*B)
DiagonalMatrix(A) - A
A.applyfunc(exp)*x
x.applyfunc(tanh)
(A*x).applyfunc(Lambda(t, 1/(1 + exp(-t))))
X.applyfunc(Lambda(t, a*t**2 + sin(t) - 1))
A.applyfunc(Lambda(t, t*Trace(B) + sqrt(t)))
x.applyfunc(Lambda(t, Max(0, t - c)))
x.applyfunc(Lambda(t, 2))
x.applyfunc(Lambda(t, t))
A[0, 1] + x[2, 0]
MatrixElement(A*B, 1, 2)
BlockMatrix([[A, x], [y.T, Identity(1)]])
BlockDiagMatrix(A, X)
Matrix([[1, a], [c, a*c]])*MatrixSymbol("w", 2, 1)
SparseMatrix([[0, a], [1, 0]])*MatrixSymbol("W", 2, 3)
Matrix([a, 2, c]).T*Matrix([1, a, 3])
Adjoint(A)*x
(x.T*x)**2 + x.T*y*y.T*x
sqrt(x.T*x)
MatrixSymbol("K", m*n, m)*X*x
MatrixSymbol("L", m + 1, n**2)*KroneckerProduct(x, y)*u.T*u
n*Trace(A)/m
""".strip().splitlines()


@pytest.mark.parametrize("formula", FORMULAS)
def test_in_and_back_again_by_value(formula):
    expr = sympy.sympify(made(formula))
    values = points(expr)
    expected = worked_out(expr, values)
    found = from_sympy(expr)
    sizes = {dim.name: size for dim, size in SIZES.items()}
    same(expected, found.array(**values, **sizes))
    same(expected, wrt.parse(found.text, shapes=shapes(found)).array(**values, **sizes))
    back = to_sympy(found)
    same(expected, worked_out(back, values))
    again = from_sympy(back)
    assert again.shape == found.shape
    same(expected, again.array(**values, **sizes))


def shapes(found):
    """The shapes as they can be declared; m*n cannot, and the formula settles it."""
    symbols_ = found.to_json()["symbols"].items()
    return {name: shape for name, shape in symbols_ if not any(set("*+") & set(str(dim)) for dim in shape)}


OURS = """
norm2(A*x - y) + normF(A)
norm1(X) + sum(X) + norm1(x)
sum(x)*A + inner(A, B)*B
relu(x - y) .* sigmoid(y) + softplus(x)
softmax(A*x) ./ x
softmax(x)'*A
(1 ./ x) + sqrt(y) .^ 3
logdet(A)*x'*x*diag(x)
diag(A) + diag(x')*y
kron(x, A)*(2*B)
[A, x; y', 1]
[x, y]
[a, 2; 3, c]*A[1,2]
D(x'*A*x, x)
ones(n)'*A*eye(n)
inv(A)' + A^(-2) - A^3/n
x'*y*B*x/(x'*x)
a*x'*x + c
a*(x'*A*x)*(y'*y)
(A*x)[2] + softmax(x)[1]
matrix(2) .* A
pi*exp(1)*abs(a)
x.^c + c.^x
""".strip().splitlines()
OUR_SHAPES = {"A": "n n", "B": "n n", "X": "m n", "x": "n", "y": "n", "a": "", "c": ""}


@pytest.mark.parametrize("formula", OURS)
def test_out_and_back_again_by_value(formula):
    found = wrt.parse(formula, shapes=OUR_SHAPES)
    values = {name: draw(name, [SIZES[Symbol(dim)] for dim in shape.split()]) for name, shape in OUR_SHAPES.items()}
    expected = found.array(**values)
    out = to_sympy(found)
    same(worked_out(out, values), expected)
    same(np.asarray(expected), from_sympy(out).array(**values, m=2, n=3))


DERIVATIVES = """
x.T*A*x | x
Trace(A*B) + Trace(A*A.T) | A
log(Determinant(A)) | A
exp(x.T*A*x/10) | x
sqrt(Trace(X.T*X)) | X
Trace(HadamardProduct(A, B)*A) | A
(A*x).applyfunc(tanh) | x
u.T*(X*x).applyfunc(exp) | X
Trace(A.I*B) | A
(x.T*A*x)*Trace(A) | A
Determinant(A.T*A) | A
x[0, 0]*x.T*y | y
A*x*a**2 | a
OneMatrix(1, n)*HadamardPower(A*x, 3) | x
(x - y).T*(x - y)/n | x
Max(0, Trace(x.T*y) - 1) | x
""".strip().splitlines()


@pytest.mark.parametrize("row", DERIVATIVES)
def test_derivatives_by_finite_differences(row):
    formula, _, name = row.partition(" | ")
    expr = made(formula)
    derivative = wrt.diff(from_sympy(expr), name)
    values = points(expr)
    same(worked_out(to_sympy(derivative, like=expr), values), derivative.numpy()(**values, m=2, n=3))
    step, at = 1e-6, np.asarray(values[name])
    columns = []
    for place in np.ndindex(at.shape):
        bump = np.zeros(at.shape)
        bump[place] = step
        up, down = (worked_out(expr, values | {name: at + sign_ * bump}) for sign_ in (1, -1))
        columns.append((up - down).reshape(-1) / (2 * step))
    found = derivative.array(**values, m=2, n=3)
    jacobian = np.asarray(found).reshape(len(columns[0]), -1)
    np.testing.assert_allclose(jacobian, np.transpose(columns), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("expr", [
    x.T*A*x, A*x, a*A + B, Trace(A), log(Determinant(A)), A.I*x, KroneckerProduct(A, B), HadamardProduct(A, B),
    DiagMatrix(x)*A, A[0, 1]*a, HadamardPower(A, 2), BlockMatrix([[A, x]]), p*Symbol("lambda"),
], ids=str)  # fmt: skip
def test_the_same_expression_comes_back(expr):
    assert to_sympy(from_sympy(expr)) == expr


def test_symbols_of_another_expression_are_used():
    k = Symbol("k", integer=True, positive=True)
    W, v, s_1 = MatrixSymbol("W", k, k), MatrixSymbol("v", k, 1), Symbol("s_1", real=True)
    expr = s_1 * v.T * W * v / k
    assert to_sympy(from_sympy(expr), like=expr) == expr
    assert to_sympy(wrt.diff(from_sympy(expr), "v"), like=expr).atoms(Symbol) == {k, s_1}


def test_the_text_is_as_people_write_it():
    assert from_sympy(X.T * (X * x - u) / n).text == "X'*(X*x - u)/n"
    assert from_sympy(1 / (1 + a)).text == "1/(a + 1)"
    assert from_sympy(-A.I * x).text == "-inv(A)*x"
    assert from_sympy(Float("0.1") * a).text == "a/10"
    assert from_sympy(Float("1.25000000000000000001", 25)).text == "125000000000000000001/100000000000000000000"
    assert from_sympy(sin(a) ** 2 - 2 * a).text == "sin(a)^2 - 2*a"


def test_facts():
    assert "symmetric" in from_sympy(A, {"A": "symmetric"}).facts
    assert "spd" in from_sympy(A, Q.positive_definite(A) & Q.orthogonal(A)).facts
    assert "invertible" in from_sympy(A * B, [Q.invertible(A), "B: invertible"]).facts
    assert "invertible" in from_sympy(X.T * X, {"X'*X": "invertible"}).facts
    assert "positive" in from_sympy(p).facts and "positive" not in from_sympy(a).facts
    assert to_sympy(from_sympy(p)) == p
    assert wrt.diff(from_sympy(x.T * A * x, Q.symmetric(A)), "x").text == "2*A*x"


REFUSED = """
E-sympy | Derivative(Trace(A), A)
E-sympy | Eq(A, B)
E-sympy | exp(A)
E-sympy | A**n
E-sympy | A**Rational(1, 2)
E-sympy | (x.T*A*x)[0, 0]
E-sympy | A[m, 0]
E-sympy | sympy.Sum(a, (a, 1, n))
E-sympy | sympy.Function("f")(a)
E-sympy | sympy.gamma(a)
E-sympy | sympy.oo
E-sympy | sympy.nan
E-sympy | Max(a, c)
E-sympy | MatrixSymbol("A", n, n)*MatrixSymbol("A", n, 1)
E-sympy | Symbol("x_1") + Symbol("x1")
E-sympy | Symbol("a", positive=True) + Symbol("a")
E-sympy | MatrixSymbol("A", n - 1, n)
E-sympy | MatrixSymbol("A", n/2, n)
E-sympy | sympy.Matrix(0, 0, [])
E-sympy | sympy.Pow(2, A, evaluate=False)
E-sympy | sympy.S.true
E-sympy | "x'*x"
E-sympy | {1: 2}
E-sympy | None
E-complex | a + I
E-complex | A*I
E-complex | Symbol("z", imaginary=True)
E-shape-row | MatrixSymbol("r", 1, n)*A
""".strip().splitlines()


@pytest.mark.parametrize("row", REFUSED)
def test_refused(row):
    code, _, formula = row.partition(" | ")
    with pytest.raises(WrtError) as caught:
        from_sympy(made(formula))
    assert caught.value.code == code, str(caught.value)


@pytest.mark.parametrize("formula", ["vec(A)", "commutation(2, 3)", "pinv(A)", "D(A', A)"])
def test_what_sympy_cannot_say(formula):
    with pytest.raises(WrtError) as caught:
        to_sympy(wrt.parse(formula, shapes={"A": "n n", "B": "n n"}))
    assert caught.value.code == "E-sympy"


def test_only_expressions_go_out():
    for what in (3, "x", A):
        with pytest.raises(WrtError) as caught:
            to_sympy(what)
        assert caught.value.code == "E-sympy"


def test_facts_are_checked():
    wrong = {"A: purple": "E-fact", Q.symmetric(X): "E-fact", Q.fullrank(A): "E-fact", 3: "E-assume"}
    for assume, code in wrong.items():
        with pytest.raises(WrtError) as caught:
            from_sympy(A * X.T, assume)
        assert caught.value.code == code


def test_deep_expressions_are_walked_or_refused():
    deep = a
    for _ in range(40):
        deep = sin(deep + 1)
    assert abs(from_sympy(deep).array(a=0.3) - float(deep.subs(a, 0.3))) < 1e-12
    long = wrt.parse("+".join(f"A^{k}" for k in range(2, 200)), shapes={"A": "n n"})
    assert from_sympy(to_sympy(long)) == long


def test_sympy_is_only_imported_when_it_is_used():
    code = "import sys, wrt.sympy_bridge; assert 'sympy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_without_sympy(monkeypatch):
    monkeypatch.setitem(sys.modules, "sympy", None)
    for call in (lambda: from_sympy(3), lambda: to_sympy(wrt.parse("a"))):
        with pytest.raises(WrtError) as caught:
            call()
        assert caught.value.code == "E-missing"
