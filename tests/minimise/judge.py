"""JAX judges a stationary point: the gradient vanishes (up to the constraints), and the curvature has the sign claimed."""

import jax
import jax.numpy as jnp
import numpy as np

from oracle.points import draw, facts_by_name, measure, size_assignments

jax.config.update("jax_enable_x64", val=True)


def points_of(shapes, assume, count=2, seed=0, dims=None):
    """Values of all symbols, at several sizes."""
    rng = np.random.default_rng(seed)
    facts = facts_by_name(assume)
    for sizes in size_assignments(shapes, assume, dims, count=count):
        for _ in range(2):
            yield {
                name: draw(tuple(measure(int(d) if d.isdecimal() else d, sizes) for d in shape.split()),
                           facts.get(name, frozenset()), rng)
                for name, shape in shapes.items()
            }  # fmt: skip


def function(source, unknowns, values):
    """An expression over jax.numpy as a function of the unknowns stacked into one vector, and their shapes."""
    shapes = [np.shape(values[name]) for name in unknowns]

    def unstacked(flat):
        found, place = {}, 0
        for name, shape in zip(unknowns, shapes):
            size = int(np.prod(shape))
            found[name] = jnp.reshape(flat[place : place + size], shape)
            place += size
        return found

    def call(flat):
        return eval(source, {"jnp": jnp, "len": len, **values, **unstacked(flat)})

    return call


def stacked(found):
    return jnp.concatenate([jnp.ravel(jnp.asarray(x, dtype=float)) for x in found])


def residuals(objective, constraints, unknowns, values, flat):
    """How far the point is from stationary, and from the constraints; the reduced Hessian."""
    f = function(objective, unknowns, values)
    gradient, hessian = jax.grad(f)(flat), jax.hessian(f)(flat)
    scale = 1 + jnp.max(jnp.abs(gradient)) if constraints else 1 + jnp.max(jnp.abs(hessian)) * jnp.max(jnp.abs(flat))
    if not constraints:
        return np.max(np.abs(gradient)) / scale, 0.0, np.asarray(hessian)

    def all_of(x):
        return jnp.concatenate([jnp.ravel(function(g, unknowns, values)(x)) for g in constraints])

    rows = jax.jacobian(all_of)(flat)
    multipliers = jnp.linalg.lstsq(rows.T, -gradient)[0]
    bent = jax.hessian(lambda x: f(x) + multipliers @ all_of(x))(flat)
    free = np.linalg.svd(np.asarray(rows))[2][np.linalg.matrix_rank(np.asarray(rows)) :]
    off = np.max(np.abs(gradient + rows.T @ multipliers)) / scale
    return off, np.max(np.abs(all_of(flat))), np.asarray(free @ bent @ free.T)


def sign(hessian):
    """What a matrix of second derivatives says."""
    if not hessian.size:
        return "minimum"
    eigenvalues = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    small = 1e-9 * np.max(np.abs(eigenvalues))
    low, high = eigenvalues[0] < -small, eigenvalues[-1] > small
    return "saddle" if low and high else "maximum" if low else "minimum"
