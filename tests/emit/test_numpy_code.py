"""NumPy code: the value is that of the oracle, it stands alone, and it solves where an inverse multiplies."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from oracle.normals import SIZES, agree, forms, point_of, shown, usable, value
from wrt.emit.numpy_code import numpy_code
from wrt.expr.facts import Facts
from wrt.expr.node import free_symbols

FIXED = settings(max_examples=120, deadline=None, derandomize=True, database=None)
SHAPES = {"x": "n", "y": "n", "A": "n n", "B": "n n", "S": "n n", "C": "m n", "t": ""}
SOLVES = ["inv(A)*x", "x'*inv(A)", "x'*inv(A)*y", "inv(A)*B", "B*inv(A)", "inv(A)'*x", "x'*inv(A)'*y",
          "inv(A'*A)*A'*x", "inv(A)*B*inv(A)*x", "inv(A + t*eye)*x", "C*inv(A)*x",
          "x'*inv(S)*x", "t*inv(A)*x", "inv(A)*x*y'", "inv(A)*diag(x)*B", "inv(A*B)*x", "-inv(A)*x*y'*inv(A)",
          "inv(A)'*x*y'*inv(A)'", "tr(inv(A)*B)"]  # fmt: skip


def run(source, name, values):
    """The code in a namespace of its own."""
    scope = {}
    exec(compile(source, "<code>", "exec"), scope)
    return scope[name](**values)


@FIXED
@given(
    st.sampled_from([("n", 1), (1, "n"), ("n", "n"), ("m", "n"), (1, 1)]).flatmap(lambda shape: forms(*shape, depth=3))
)
def test_value(root):
    symbols = list(free_symbols(root).values())
    source = numpy_code(root, symbols, facts=Facts())
    told = {dim for node in symbols for dim in node.axes}
    for sizes in SIZES:
        point = point_of([root], sizes)
        if usable([root], point, sizes):
            expected = value(root, point, sizes)
            expected = expected.reshape(
                [n for n, dim in zip(expected.shape, (root.rows, root.cols), strict=True) if dim != 1]
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = np.asarray(run(source, "f", {**point, **needed(source, sizes, told)}))
            assert agree(found, expected), shown(root)


def needed(source, sizes, told):
    """The sizes that the function asks for, by its own signature."""
    head = next(line for line in source.splitlines() if line.startswith("def f("))
    parameters = [part.strip() for part in head[6:-2].split(",")]
    return {name: size for name, size in sizes.items() if name in parameters and name not in told}


@pytest.mark.parametrize("formula", SOLVES)
def test_inverses_are_solves(formula):
    shapes = SHAPES
    found = wrt.parse(formula, shapes=shapes, assume={"S": "spd"})
    symbols = list(free_symbols(found.node).values())
    source = numpy_code(found.normal, symbols, facts=found.facts_of)
    assert "linalg.inv" not in source, source
    rng = np.random.default_rng(0)
    values = {"x": rng.normal(size=3), "y": rng.normal(size=3), "A": rng.normal(size=(3, 3)) + 3 * np.eye(3),
              "B": rng.normal(size=(3, 3)) + 3 * np.eye(3),
              "C": rng.normal(size=(2, 3)), "t": 0.5}  # fmt: skip
    values["S"] = values["A"] @ values["A"].T + np.eye(3)
    values = {name: x for name, x in values.items() if name in free_symbols(found.node)}
    expected = value(found.node, values, {"n": 3, "m": 2})
    np.testing.assert_allclose(np.asarray(run(source, "f", values)).reshape(-1), expected.reshape(-1), rtol=1e-9)


def test_one_factorisation_for_several_solves():
    source = wrt.diff("x'*inv(A)*y", "A", shapes=SHAPES).code()
    assert source.count("lu_factor(") == 1 and source.count("lu_solve(") == 2
    assert (
        "cho_factor"
        in wrt.diff("x'*inv(S)*y", "S", shapes=SHAPES, assume={"S": "spd"}, convention="unconstrained").code()
    )


@pytest.mark.parametrize(
    ("formula", "fast"),
    [("A*B*C'*z", "@ (C.T @ z)"), ("x'*A*B", "x @ A @ B"), ("A*diag(x)", "A * x"), ("tr(A*B)", "np.sum(")],
)
def test_chains_are_folded_from_the_vector(formula, fast):
    found = wrt.parse(formula, shapes={**SHAPES, "z": "m", "C": "m n"})
    source = numpy_code(found.normal, list(free_symbols(found.node).values()))
    assert fast in source, source


def test_code_of_a_derivative_stands_alone():
    answer = wrt.diff("sum(log(vector(1) + exp(-y.*(X*w)))) + softmax(w)'*w", "w", shapes={"X": "m n", "y": "m"})
    rng = np.random.default_rng(1)
    values = {"X": rng.normal(size=(4, 3)), "y": rng.normal(size=4), "w": rng.normal(size=3)}
    np.testing.assert_allclose(run(answer.code(), "derivative", values), answer.array(**values))


@pytest.mark.parametrize(("formula", "slow"), [("inv(A)*B*inv(A)", "linalg.inv"), ("diag(x)*A", "np.diag")])
def test_nothing_slow(formula, slow):
    found = wrt.parse(formula, shapes=SHAPES)
    assert slow not in numpy_code(found.normal, list(free_symbols(found.node).values()))
