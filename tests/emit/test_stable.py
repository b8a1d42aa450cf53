"""What is computed is finite wherever its value is, and equal to what is written."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import wrt

jax.config.update("jax_enable_x64", True)
FAR = np.array([-2e4, -800.0, -30, -1, -1e-7, 0, 1e-9, 0.3, 1, 2, 20, 711, 1e5])


def log_cosh(z):
    return jnp.logaddexp(z, -z) - jnp.log(2.0)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("log(cosh(z))", log_cosh),
        ("log(cosh(2*z - vector(1)))", lambda z: log_cosh(2 * z - 1)),
        ("3*log(cosh(z)).^2 + cosh(z/1e6)", lambda z: 3 * log_cosh(z) ** 2 + jnp.cosh(z / 1e6)),
        ("log(sigmoid(z))", lambda z: -jnp.logaddexp(0.0, -z)),
        ("sinh(z)./cosh(z)", jnp.tanh),
        ("sinh(z)./cosh(z).^3", lambda z: jnp.tanh(z) / jnp.cosh(jnp.clip(z, -400, 400)) ** 2),
    ],
)
def test_values_where_a_part_of_them_overflows(formula, expected):
    with np.errstate(over="ignore"):
        found = wrt.parse(formula, shapes={"z": "n"}).array(z=FAR)
    np.testing.assert_allclose(found, expected(FAR), rtol=1e-12, atol=1e-15)


def test_powers_that_do_not_cancel():
    z = np.linspace(-5, 5, 9)
    found = wrt.parse("sinh(z).^3./cosh(z).^2 + sinh(z)./cosh(2*z)", shapes={"z": "n"}).array(z=z)
    np.testing.assert_allclose(found, np.sinh(z) ** 3 / np.cosh(z) ** 2 + np.sinh(z) / np.cosh(2 * z), rtol=1e-12)


def test_small_values_keep_their_digits():
    z = np.array([1e-3, 1e-6, 1e-9])
    np.testing.assert_allclose(
        wrt.parse("log(cosh(z))", shapes={"z": "n"}).array(z=z), z**2 / 2 - z**4 / 12, rtol=1e-11
    )


@pytest.mark.parametrize("size", [(3, 2), (5, 7)])
def test_derivatives_of_large_residuals(size):
    rng = np.random.default_rng(size[0])
    X, y, w = rng.normal(size=size), 1e4 * rng.normal(size=size[0]), rng.normal(size=size[1])

    def value(w):
        return jnp.sum(log_cosh((y - X @ w) * jnp.array([1.0, 1e-4])[:, None]))

    formula = "sum(log(cosh(y - X*w))) + sum(log(cosh((y - X*w)/10000)))"
    found = wrt.diff(formula, "w").array(X=X, y=y, w=w)
    np.testing.assert_allclose(found, jax.grad(value)(w), rtol=1e-9)
    second = wrt.diff(formula, "w", "w").array(X=X, y=y, w=w)
    np.testing.assert_allclose(second, jax.hessian(value)(w), rtol=1e-6, atol=1e-14)


def test_scalars_and_names_that_the_code_uses():
    assert wrt.parse("log(cosh(t))", shapes={"t": ""}).array(t=-1e3) == pytest.approx(1e3 - np.log(2), rel=1e-15)
    found = wrt.diff("log(cosh(log_cosh))", "log_cosh", shapes={"log_cosh": ""})
    assert found.array(log_cosh=900.0) == 1
    assert "np.cosh" not in wrt.diff("sum(log(cosh(X*w - y)))", "w").code("numpy")
