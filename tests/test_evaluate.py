"""Values: what may be passed, what is asked for, what is refused."""

import numpy as np
import pytest

import wrt

RNG = np.random.default_rng(7)
A, B, C = RNG.normal(size=(3, 3)), RNG.normal(size=(2, 3)), RNG.normal(size=(3, 3)) + 3 * np.eye(3)
x, z = RNG.normal(size=3), RNG.normal(size=2)


def test_lists_integers_and_columns():
    formula = wrt.parse("x'*A*x*t", shapes={"t": ""})
    expected = float(x @ A @ x) * 2
    for given in (x, x[:, None], x[None, :], list(x), tuple(x)):
        np.testing.assert_allclose(formula.array(x=given, A=A, t=2), expected)
    for given in (2, 2.0, np.int64(2), np.array(2), np.array([2]), [[2]]):
        np.testing.assert_allclose(formula.array(x=x, A=A.tolist(), t=given), expected)
    assert formula.array(x=[1, 0, 0], A=np.eye(3, dtype=int), t=True) == 1


def test_names_that_do_not_occur_are_ignored():
    answer = wrt.diff("x'*A*x", "x")
    np.testing.assert_allclose(answer.array(x=x, A=A, unknown="?", y=[1, 2]), (A + A.T) @ x)
    np.testing.assert_allclose(answer.numpy()(x=x, A=A, unknown=None), (A + A.T) @ x)


NAMES = ["f", "lam", "theta", "x1", "W_1", "e1", "data", "values", "eye2", "factor0"]
HARD = ["np", "if", "in", "None", "class"]


@pytest.mark.parametrize("name", [*NAMES, *HARD])
def test_any_name(name):
    answer = named(name)
    symbol = answer.to_json()["wrt"][0]
    for call in (answer.array, answer.numpy()):
        np.testing.assert_allclose(call(**{symbol: x, "A": C}), expected_of_name())


@pytest.mark.parametrize("name", [*NAMES, *HARD])
def test_code_with_any_name(name):
    scope = {}
    exec(compile(named(name).code(), "<code>", "exec"), scope)
    names = scope["derivative"].__code__.co_varnames[: scope["derivative"].__code__.co_kwonlyargcount]
    np.testing.assert_allclose(
        scope["derivative"](**{own: C if own == "A" else x for own in names}), expected_of_name()
    )


def named(name):
    return wrt.diff(f"{name}'*inv(A)*{name} + sum(exp({name}))", name, shapes={name: "n", "A": "n n"})


def expected_of_name():
    return (np.linalg.inv(C) + np.linalg.inv(C).T) @ x + np.exp(x)


def test_a_size_given_by_name():
    np.testing.assert_allclose(wrt.diff("x", "x").array(n=4), np.eye(4))


def test_a_size_named_np():
    np.testing.assert_allclose(wrt.diff("np*c'*c", "c", shapes={"c": "np"}).array(c=x), 6 * x)


def test_sizes_that_no_argument_tells():
    answer = wrt.diff("a'*x", "x", shapes={"a": "n", "x": "n"}, layout="denominator")
    np.testing.assert_allclose(answer.array(a=x), x)
    identity = wrt.diff("x", "x")
    with pytest.raises(wrt.WrtError, match="n"):
        identity.array()
    np.testing.assert_allclose(identity.array(x=x), np.eye(3))
    np.testing.assert_allclose(wrt.parse("eye(n)", shapes={"x": "n"}).array(n=2), np.eye(2))


@pytest.mark.parametrize(("formula", "shapes", "given", "said"), [
    ("x'*A*x", {}, {"x": x}, "no value is given for A"),
    ("x'*A*x", {}, {"x": x, "A": B}, "n is 3"),
    ("x'*A*x", {}, {"x": z, "A": A}, "n is"),
    ("x'*A*x", {}, {"x": A, "A": A}, "x is a vector"),
    ("x'*A*x", {}, {"x": x, "A": x}, "A is a matrix"),
    ("t*x", {"t": ""}, {"t": x, "x": x}, "t is a scalar"),
    ("x'*x", {"x": "4"}, {"x": x}, "declared with size 4"),
    ("x'*x", {}, {"x": "text"}, "not an array of numbers"),
    ("x'*x", {}, {"x": [[1, 2], [3]]}, "not an array of numbers"),
    ("x'*x", {}, {"x": x + 1j}, "complex"),
    ("x'*x", {}, {"x": []}, "empty"),
    ("inv(A)*x", {}, {"A": np.zeros((3, 3)), "x": x}, "singular"),
    ("x'*x + n", {"x": "n"}, {"x": x, "n": 5}, "n is 3"),
])  # fmt: skip
def test_what_is_refused(formula, shapes, given, said):
    with pytest.raises(wrt.WrtError, match=said):
        wrt.parse(formula, shapes=shapes).array(**given)


@pytest.mark.parametrize(("formula", "variable", "given", "expected"), [
    ("x'*A*x", "x", {"x": [2.0], "A": [[3.0]]}, [12.0]),
    ("A*x", "x", {"x": [2.0], "A": [[3.0]]}, [[3.0]]),
    ("logdet(A)", "A", {"A": [[4.0]]}, [[0.25]]),
    ("softmax(x)", "x", {"x": [5.0]}, [[0.0]]),
    ("norm2(x)", "x", {"x": [-5.0]}, [-1.0]),
    ("x*x'", "x", {"x": [3.0]}, [[[6.0]]]),
    ("inv(A)*x", "A", {"A": [[2.0]], "x": [3.0]}, [[[-0.75]]]),
    ("diag(x)*A*x", "x", {"A": [[2.0]], "x": [3.0]}, [[12.0]]),
])  # fmt: skip
def test_sizes_of_one(formula, variable, given, expected):
    np.testing.assert_allclose(wrt.diff(formula, variable).array(**given), expected)


def test_scalars_come_back_without_axes():
    assert np.ndim(wrt.parse("x'*x").array(x=x)) == 0
    assert np.ndim(wrt.diff("t^2", "t", shapes={"t": ""}).array(t=3)) == 0
