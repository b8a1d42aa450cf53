"""The operator table: each record against NumPy and JAX - its value, its shape and its derivative."""

import numpy as np
import pytest

import wrt
from oracle import jaxeval
from oracle.judge import Question, close, judge
from oracle.points import points, size_assignments
from wrt.expr.ops import ENTRYWISE, TABLE, operator

SHAPES = {
    "x": "n",
    "y": "n",
    "A": "m n",
    "B": "n m",
    "R": "n n",
    "S": "n n",
    "p": "n",
    "P": "m n",
    "t": "",
    "a": "",
    "z": "3",
    "C": "2 3",
}
ASSUME = {"R": "invertible", "S": "spd", "p": "positive", "P": "positive", "t": "positive"}
ROWS = {  # operator: formulas that use it, by the variables to differentiate with respect to
    "add": {"x + y": "x", "A + P": "A"}, "sub": {"x - y": "y"}, "neg": {"-x": "x"},
    "mul": {"A*x": "xA", "x'*R*y": "R", "a*x": "ax"},
    "div": {"x/t": "xt", "a/(x'*x)": "x"}, "pow": {"t^3": "t", "t^a": "ta", "R^3": "R", "R^-1": "R", "t^0.5": "t"},
    "mpow": {"R^-2": "R"},
    "T": {"A'": "A", "x'": "x"}, "had": {"x.*y": "x", "A.*P": "A", "a.*x": "a"}, "hdiv": {"x./p": "xp", "1./p": "p"},
    "hpow": {"x.^2": "x", "p.^a": "pa", "P.^-1": "P", "2.^x": "x", "p.^y": "py"}, "inner": {"tr(A'*P)": "A"},
    "sum": {"sum(x)": "x", "sum(A)": "A"}, "norm2": {"norm2(x)": "x", "norm2(A)": "A"}, "normF": {"normF(A)": "A"},
    "norm1": {"norm1(x)": "x", "norm1(A)": "A"}, "diag": {"diag(x)": "x", "diag(x)*R": "x"},
    "diagpart": {"diag(R)": "R"},
    "vec": {"vec(A)": "A"}, "kron": {"kron(A, R)": "AR", "kron(x, A)": "xA", "kron(a, x)": "a"},
    "entry": {"A[1,2]": "A", "x[2]": "x", "R[1,1]^2": "R"},
    "block": {"[A, P]": "AP", "[x; y]": "xy", "[t, a; 1, t*a]": "t"}, "inv": {"inv(R)": "R", "inv(S)*x": "x"},
    "pinv": {"pinv(R)": "R", "pinv(S)": "S"},
    "tr": {"tr(R)": "R", "tr(A*B)": "AB"}, "det": {"det(R)": "R"}, "logdet": {"logdet(R)": "R", "logdet(S)": "S"},
    "softmax": {"softmax(x)": "x", "softmax(x')": "x"}, "sqrt": {"sqrt(p)": "p", "sqrt(t)": "t"},
    **{name: {f"{name}(x)": "x", f"{name}(a)": "a", f"{name}(A)": "A"} for name in sorted(ENTRYWISE - {"log", "arcsin",
        "arccos"})},
    "log": {"log(p)": "p", "log(t)": "t"}, "arcsin": {"arcsin(0.5*sin(x))": "x"}, "arccos": {"arccos(0.5*sin(x))": "x"},
}  # fmt: skip
QUESTIONS = [
    (formula, variable) for rows in ROWS.values() for formula, variables in rows.items() for variable in variables
]


def test_every_operator_has_a_row():
    assert set(ROWS) == set(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_records_are_whole(name):
    record = TABLE[name]
    assert record.name == name and operator(name) is record
    assert all(callable(part) for part in (record.shape, record.build))


@pytest.mark.parametrize(("formula", "variable"), QUESTIONS)
def test_derivative(formula, variable):
    node = wrt.parse(formula, shapes=SHAPES, assume=ASSUME).node
    question = Question(formula, (variable,), SHAPES, ASSUME)
    outcome = judge(
        question,
        lambda point, sizes: jaxeval.jacobian(node, (variable,), sizes)(point),
        [{"m": 2, "n": 3}, {"m": 3, "n": 2}],
        count=1,
    )
    assert outcome.verdict == "compact", outcome.reason


@pytest.mark.parametrize("formula", sorted({formula for formula, _ in QUESTIONS}))
def test_value(formula):
    found = wrt.parse(formula, shapes=SHAPES, assume=ASSUME)
    for sizes in size_assignments(SHAPES, ASSUME):
        point = next(points(SHAPES, ASSUME, sizes, 3))
        assert close(np.asarray(found.array(**point)), jaxeval.value(found.node, point, sizes))
