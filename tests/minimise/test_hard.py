"""Problems at which a hasty answer goes wrong: domains, singular systems, redundant constraints, lost branches."""

import numpy as np
import pytest

import wrt

T, X_, XX = {"t": ""}, {"x": "n"}, {"X": "n n"}


def kind_of(objective, *unknowns, shapes=None, assume=None, subject_to=()):
    return wrt.minimize(objective, *unknowns, shapes=shapes, assume=assume, subject_to=subject_to)


@pytest.mark.parametrize(
    ("objective", "unknown", "shapes", "assume"),
    [
        ("(t + 1)^2", "t", T, {"t": "positive"}),
        ("t^2", "t", T, {"t": "positive"}),
        ("norm2(x + vector(1))^2", "x", X_, {"x": "positive"}),
        ("normF(X + eye)^2", "X", XX, {"X": "spd"}),
        ("normF(X)^2", "X", XX, {"X": "spd"}),
        ("-log(t^2 - 1)", "t", T, None),
        ("sqrt(norm2(x)^2 - 1)", "x", X_, None),
        ("(t - 2)^2", "t", T, {"t": "probability"}),
        ("-t^2", "t", T, {"t": "probability"}),
        ("sum(x)", "x", X_, {"x": "positive"}),
        ("tr(X)", "X", XX, {"X": "spd"}),
        ("t", "t", T, {"t": "probability"}),
    ],
)
def test_what_the_assumptions_exclude_is_no_minimum(objective, unknown, shapes, assume):
    found = kind_of(objective, unknown, shapes=shapes, assume=assume)
    assert found.kind == "no stationary point" and not found.values


@pytest.mark.parametrize(
    "objective", ["t^4 + t^2", "t^4 + 2*a*t^2", "sqrt(t^2 + a)", "exp(t^2)", "-exp(-t^2)", "3*(t^2 + 1)^3"]
)
def test_the_only_real_root(objective):
    found = kind_of(objective, "t", shapes={"t": "", "a": ""}, assume={"a": "positive"})
    assert (found.kind, found.text, found.conditions) == ("minimum", "0", ())


def test_a_domain_bounds_what_would_fall_without_end():
    assert kind_of("t*(1 - t)", "t", shapes=T, assume={"t": "probability"}).kind == "maximum"
    assert kind_of("t*(1 - t)", "t", shapes=T).kind == "maximum, unbounded below"


@pytest.mark.parametrize(
    ("objective", "assume"),
    [
        ("norm2((eye - vector(1)*vector(1)'/n)*w - y)^2", None),
        ("norm2(y - X*w)^2", {"X": "rank_deficient"}),
        ("norm2(y - X*w)^2", {"X": "psd rank_deficient"}),
        ("w'*X*w - 2*w'*X*y", {"X": "psd rank_deficient"}),
    ],
)
def test_a_singular_square_factor_is_not_divided_by(objective, assume):
    found = kind_of(objective, "w", shapes={"w": "n", "y": "n", "X": "n n"}, assume=assume)
    assert found.kind == "not unique"
    rng = np.random.default_rng(0)
    half = rng.normal(size=(4, 2))
    values = {"y": rng.normal(size=4), "X": half @ half.T, "n": 4}
    w = found.numpy()(**values)
    M = np.eye(4) - 0.25 if "eye" in objective else values["X"]
    gradient = M @ (w - values["y"]) if "w'" in objective else M.T @ (M @ w - values["y"])
    assert np.allclose(gradient, 0, atol=1e-8)


def test_coupled_blocks_have_one_solution():
    found = kind_of("norm2(y - A*u - B*v)^2", "u", "v", shapes={"y": "n", "A": "n p", "B": "n q", "u": "p", "v": "q"})
    assert found.kind == "minimum"
    rng = np.random.default_rng(1)
    A, B, y = rng.normal(size=(9, 2)), rng.normal(size=(9, 3)), rng.normal(size=9)
    got = found.numpy()(A=A, B=B, y=y)
    assert np.allclose(np.r_[got["u"], got["v"]], np.linalg.lstsq(np.c_[A, B], y, rcond=None)[0])


def test_unknowns_that_only_their_sum_is_known_of():
    found = kind_of("norm2(y - A*u - A*v)^2", "u", "v", shapes={"y": "n", "A": "n p", "u": "p", "v": "p"})
    assert found.kind == "not unique"
    rng = np.random.default_rng(2)
    A, y = rng.normal(size=(8, 3)), rng.normal(size=8)
    got = found.numpy()(A=A, y=y, p=3)
    assert np.allclose(A.T @ (y - A @ (got["u"] + got["v"])), 0)


@pytest.mark.parametrize(
    ("constraints", "expected"),
    [
        (["X = X'"], lambda A: (A + A.T) / 2),
        (["X*vector(1) = vector(1)", "X'*vector(1) = vector(1)"],
         lambda A: (np.eye(3) - 1 / 3) @ A @ (np.eye(3) - 1 / 3) + 1 / 3),
    ],
)  # fmt: skip
def test_a_multiplier_may_be_free_where_the_unknown_is_not(constraints, expected):
    found = kind_of("normF(X - A)^2", "X", shapes={"X": "n n", "A": "n n"}, subject_to=constraints)
    A = np.random.default_rng(3).normal(size=(3, 3))
    assert found.kind == "minimum" and np.allclose(found.numpy()(A=A, n=3), expected(A))


def test_constraints_said_twice_count_once():
    found = kind_of("norm2(x)^2", "x", shapes=X_, subject_to=["sum(x) = 1", "2*sum(x) = 2"])
    assert (found.kind, found.text) == ("minimum", "ones(n)/n")


def test_a_branch_that_is_lost_is_no_claim():
    assert kind_of("(u*v - 1)^2", "u", "v", shapes={"u": "", "v": ""}).kind == "no closed form"


def test_a_linear_objective_where_a_linear_equation_holds():
    shapes = {"A": "m n", "c": "n", "d": "m"}
    free = kind_of("c'*x", "x", shapes=shapes, subject_to="A*x = b")
    assert free.kind == "unbounded" and free.conditions == ("c - A'*pinv(A)'*c is not 0",)
    assert kind_of("c'*x + t", "x", shapes={"c": "n", "t": ""}, subject_to="sum(x) = 1").kind == "unbounded"
    assert kind_of("2*a'*x", "x", shapes={"a": "n"}, subject_to="a'*x = 1").kind == "not unique"
    assert kind_of("d'*A*x", "x", shapes=shapes, subject_to="A*x = b").kind == "no closed form"  # A may have rank n
    assert kind_of("c'*x", "x", shapes={"A": "5 3", "c": "3"}, subject_to="A*x = b").kind == "no closed form"
    only = kind_of("c'*x", "x", shapes={"c": "n"}, assume={"A": "invertible"}, subject_to="A*x = b")
    assert only.kind == "stationary point" and only.text == "inv(A)*b"
    bounded = kind_of("c'*x", "x", shapes={"c": "n"}, assume={"x": "nonnegative"}, subject_to="sum(x) = 1")
    assert bounded.kind == "no closed form"


@pytest.mark.parametrize("constraint", ["x'*x = 1", "norm2(x)^2 = r"])
def test_a_quadratic_on_a_sphere_is_a_matter_of_eigenvalues(constraint):
    found = kind_of("x'*A*x", "x", assume={"A": "symmetric"}, subject_to=constraint)
    assert found.kind == "no closed form" and "eigenvector" in found.notes[0]
    assert "fit" not in kind_of("x'*A*x", "x", subject_to="x'*B*x = 1").notes[0]  # which takes no constraints


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_nearest_point_of_a_sphere(size):
    rng = np.random.default_rng(size)
    w, c, r = rng.normal(size=size), rng.normal(size=size), 2.5
    for objective, center in (("norm2(x - w)^2", w), ("c'*x", -c), ("3*norm2(x - w)^2/2 + c'*x", 3 * w - c)):
        found = kind_of(objective, "x", shapes={"x": "n", "w": "n", "c": "n"}, assume={"r": "positive"},
                        subject_to="x'*x = r^2")  # fmt: skip
        assert found.kind == "minimum"
        value = found.numpy()(w=w, c=c, r=r)
        np.testing.assert_allclose(
            value["x"] if isinstance(value, dict) else value, r * center / np.linalg.norm(center)
        )
    away = kind_of("-norm2(x - w)^2", "x", subject_to="x'*x = 1")
    value = away.numpy()(w=w)
    np.testing.assert_allclose(value["x"] if isinstance(value, dict) else value, -w / np.linalg.norm(w))


@pytest.mark.parametrize("fact", ["symmetric", "skew"])
def test_a_sum_of_kronecker_products_is_invertible_where_its_matrix_is(fact):
    shapes = {"X": "n n", "A": "m n", "B": "m n"}
    found = kind_of("normF(A*X - B)^2", "X", shapes=shapes, assume={"X": fact})
    assert found.conditions == ("A has full column rank",)
    found = kind_of("tr(X'*S*X) - tr(B'*X)", "X", shapes={"X": "n n", "B": "n n"}, assume={"X": fact, "S": "symmetric"})
    assert any("kron" in condition for condition in found.conditions)  # 1 and -1 among the eigenvalues of S are enough


def test_a_diagonal_of_squares_is_not_negative():
    found = kind_of("normF(A*diag(x) - B)^2", "x")
    assert found.kind == "minimum" and found.conditions == ("no entry of diag(A'*A) is 0",)
    assert kind_of("-normF(A*diag(x) - B)^2", "x").kind == "maximum, unbounded below"
    assert kind_of("x'*(S.*eye)*x - 2*c'*x", "x", assume={"S": "symmetric"}).kind.startswith("stationary")


def test_symmetric_solutions_are_symmetric():
    shapes = {"X": "n n", "a": "n", "b": "n"}
    assert kind_of("norm2(X*a - b)^2", "X", shapes=shapes, assume={"X": "symmetric"}).kind == "no closed form"
    found = kind_of("normF(A*X - B)^2", "X", shapes={"X": "n n", "A": "m n", "B": "m n"}, assume={"X": "symmetric"})
    assert found.kind == "minimum" and not any("symmetric" in condition for condition in found.conditions)
    rng = np.random.default_rng(4)
    A, B = rng.normal(size=(6, 3)), rng.normal(size=(6, 3))
    X = found.numpy()(A=A, B=B)
    gradient = A.T @ (A @ X - B)
    assert np.allclose(X, X.T) and np.allclose(gradient + gradient.T, 0)


def test_unbounded_needs_what_makes_it_so():
    found = kind_of("(a'*x)^2 - b'*x", "x", shapes={"a": "n", "b": "n", "x": "n"})
    assert found.kind == "unbounded" and found.conditions


def test_names_do_not_meet():
    found = kind_of("sum(x)", "x", shapes={"x": "nu"}, subject_to="norm2(x)^2 = 1")
    assert "nu" not in found.multipliers
    found = kind_of("norm2(z - X*t)^2", "t", shapes={"z": "n", "X": "n p", "t": "p"}, assume={"X": "rank_deficient"})
    assert any("z1" in note for note in found.notes)


@pytest.mark.parametrize("given", [3, ["x"], "x + 1", "x >= 0", "sum(y) = 1", "x = y"])
def test_constraints_that_are_none(given):
    with pytest.raises(wrt.WrtError):
        wrt.minimize("norm2(x - y)^2 + 0*a", "x", subject_to=given, shapes={"x": "n", "y": "n", "a": "n"})


def test_nothing_to_constrain():
    assert wrt.minimize("norm2(x)^2", "x", subject_to=None).kind == "minimum"
    latex = wrt.minimize(r"\|A\mathbf{x} - \mathbf{b}\|_2^2", r"\mathbf{x}", subject_to=r"C\mathbf{x} = \mathbf{d}")
    assert latex.kind == "minimum" and "d" in latex.text


@pytest.mark.parametrize(("objective", "said"), [("log(1 + norm2(x - z)^2)", False), ("norm2(x - z)^2", True)])
def test_what_is_not_convex_is_not_called_convex(objective, said):
    found = wrt.minimize(objective, "x")
    assert found.kind == "minimum"
    assert ("The objective is convex" in f"{found.notes} {found.derivation}") == said
