"""Sums over samples: each against the same sum taken sample by sample in JAX, its value and its gradient."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import wrt

jax.config.update("jax_enable_x64", True)


def sigmoid(t):
    return 1 / (1 + jnp.exp(-t))


SUMS = [
    (r"\sum_{i=1}^n (y_i - w^T x_i)^2", lambda v, x, y, a: (y - v["w"] @ x) ** 2),
    (r"\sum_{i=1}^n (y_i - x_i^T w)^2 a_i", lambda v, x, y, a: a * (y - v["w"] @ x) ** 2),
    (r"\sum_{i=1}^n a_i w^T x_i y_i", lambda v, x, y, a: a * y * (v["w"] @ x)),
    (r"\sum_{i=1}^n \log(1 + e^{-y_i w^T x_i})", lambda v, x, y, a: jnp.log(1 + jnp.exp(-y * (v["w"] @ x)))),
    (r"\sum_{i=1}^n \|x_i - w\|^2", lambda v, x, y, a: jnp.sum((x - v["w"]) ** 2)),
    (r"\sum_{i=1}^n \|x_i - w w^T x_i\|^2", lambda v, x, y, a: jnp.sum((x - v["w"] * (v["w"] @ x)) ** 2)),
    (r"\sum_{i=1}^n \|x_i - w\|", lambda v, x, y, a: jnp.sqrt(jnp.sum((x - v["w"]) ** 2))),
    (r"\sum_{i=1}^n (x_i - w)^T S (x_i - w)", lambda v, x, y, a: (x - v["w"]) @ v["S"] @ (x - v["w"])),
    (r"\sum_{i=1}^n a_i (x_i - w)^T S (x_i - w)", lambda v, x, y, a: a * ((x - v["w"]) @ v["S"] @ (x - v["w"]))),
    (r"w^T \left(\sum_{i=1}^n x_i x_i^T\right) w", lambda v, x, y, a: (v["w"] @ x) ** 2),
    (r"w^T \left(\sum_{i=1}^n a_i x_i x_i^T S\right) w", lambda v, x, y, a: a * (v["w"] @ x) * (x @ v["S"] @ v["w"])),
    (r"\sum_{i=1}^n w^T x_i x_i^T S x_i", lambda v, x, y, a: (v["w"] @ x) * (x @ v["S"] @ x)),
    (r"\sum_{i=1}^n \frac{(w^T x_i)^2}{1 + y_i^2}", lambda v, x, y, a: (v["w"] @ x) ** 2 / (1 + y**2)),
    (r"\sum_{i=1}^n (w^T x_i)^3", lambda v, x, y, a: (v["w"] @ x) ** 3),
    (r"\sum_{i=1}^n \mathrm{tr}(S x_i w^T)", lambda v, x, y, a: jnp.trace(v["S"] @ jnp.outer(x, v["w"]))),
    (r"\sum_{i=1}^n \sigma(w^T S x_i) y_i", lambda v, x, y, a: sigmoid(v["w"] @ v["S"] @ x) * y),
    (r"\sum_{i=1}^n (w^T w + y_i)", lambda v, x, y, a: v["w"] @ v["w"] + y),
    (r"\sum_{i=1}^n (y_i - w^T S x_i - c)^2", lambda v, x, y, a: (y - v["w"] @ v["S"] @ x - v["c"]) ** 2),
]
SHAPES = {"x_i": "d", "y_i": "", "a_i": "", "w": "d", "S": "d d", "c": ""}


@pytest.mark.parametrize(("n", "d"), [(1, 1), (2, 3), (5, 2), (4, 4)])
@pytest.mark.parametrize(("formula", "one"), SUMS)
def test_value_and_gradient(formula, one, n, d):
    rng = np.random.default_rng(n * 10 + d)
    values = {"w": rng.normal(size=d), "S": rng.normal(size=(d, d)), "c": 0.7}
    X, y, a = rng.normal(size=(n, d)), rng.normal(size=n), rng.uniform(0.5, 2, size=n)

    def total(w):
        return sum(one({**values, "w": w}, X[i], y[i], a[i]) for i in range(n))

    data = {**values, "X": X, "y": y, "a": a}
    shapes = {name: shape for name, shape in SHAPES.items() if name.rstrip("_i") in formula or name in formula}
    np.testing.assert_allclose(wrt.parse(formula, shapes=shapes).array(**data), total(values["w"]), rtol=1e-9)
    gradient = wrt.diff(formula, "w", shapes=shapes).array(**data)
    np.testing.assert_allclose(gradient, jax.grad(total)(values["w"]), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("n", [1, 4])
def test_sums_that_are_vectors_and_matrices(n):
    rng = np.random.default_rng(n)
    X, y, M = rng.normal(size=(n, 3)), rng.normal(size=n), rng.normal(size=(2, 3))
    sums = {
        r"\sum_{i=1}^n y_i x_i": sum(y[i] * X[i] for i in range(n)),
        r"\sum_{i=1}^n x_i x_i^T M^T": sum(np.outer(X[i], X[i]) @ M.T for i in range(n)),
        r"\sum_{i=1}^n M x_i x_i^T": sum(np.outer(M @ X[i], X[i]) for i in range(n)),
        r"\frac{1}{n}\sum_{i=1}^n x_i^T": sum(X[i] for i in range(n)) / n,
        r"\sum_{i=1}^n (y_i I + x_i x_i^T)": sum(y[i] * np.eye(3) + np.outer(X[i], X[i]) for i in range(n)),
        r"\sum_{i=1}^n (x_i + M^T M x_i)": sum(X[i] + M.T @ M @ X[i] for i in range(n)),
        r"\sum_{i=1}^n \sum_{j=1}^n y_j x_i^T x_j": sum(y[j] * X[i] @ X[j] for i in range(n) for j in range(n)),
    }
    for formula, expected in sums.items():
        found = wrt.parse(formula, shapes={"x_i": "3", "y_i": "", "M": "2 3"})
        np.testing.assert_allclose(found.array(X=X, y=y, M=M), expected, rtol=1e-9, atol=1e-12, err_msg=formula)


@pytest.mark.parametrize(
    ("formula", "shapes", "text"),
    [
        (r"\sum_{i=1}^n (y_i - w^T x_i)^2", {}, "2*X'*(X*w - y)"),
        (r"\sum_{i=1}^N (y_i - w^T x_i)^2", {"X": "N D", "y": "N"}, "2*X'*(X*w - y)"),
        (r"\sum_{i=1}^N (y_i - w^T x_i)^2", {"X": "D N", "y": "N", "w": "D"}, "2*X*(X'*w - y)"),  # in the columns
        (r"\sum_{i=1}^n (y_i - w^T x_i)^2", {"y": "", "X": "p q", "w": "d"}, "2*x_all'*(x_all*w - y_all)"),
        (r"\frac{1}{2m}\sum_{i=1}^m (y_i - w^T x_i)^2", {}, "X'*(X*w - y)/m"),
    ],
)
def test_what_the_samples_stand_in(formula, shapes, text):
    assert wrt.diff(formula, "w", shapes=shapes).text == text


def test_what_the_arrays_hold_is_said():
    notes = wrt.diff(r"\sum_{i=1}^n (y_i - w^T x_i)^2", "w").notes
    assert {"X has the rows x_i'", "y has the entries y_i"} <= set(notes)
    (note,) = wrt.diff(r"\sum_{i=1}^N w^T x_i", "w", shapes={"X": "D N", "w": "D"}).notes
    assert note == "X has the columns x_i"


def test_a_sum_of_entries_stays_one():
    assert wrt.diff(r"\sum_i x_i^2", "x").text == "2*x"
    assert wrt.parse(r"\sum_{i=1}^n x_i", shapes={"x_i": "d"}).text == "X'*vector(1)"


@pytest.mark.parametrize(
    "formula",
    [
        r"\sum_{i=1}^n x_{ij} w_j",
        r"\sum_{i=0}^n x_i y_i",
        r"\sum_{i \in S} x_i y_i",
        r"\sum_{i=1}^n i x_i y_i",
        r"\sum_{i=1}^{n-1} (x_i - w)^2",
        r"\sum_{i=1}^n \sum_{j=1}^n x_{ij}^2 w_j",
        r"\sum_{i<j} x_i y_j",
        r"\sum_{i=1}^n \log\det(A + x_i x_i^T)",
    ],
)
def test_what_is_no_such_sum_is_refused(formula):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.parse(formula)
    assert caught.value.code in ("E-unsupported", "E-syntax-subscript")
