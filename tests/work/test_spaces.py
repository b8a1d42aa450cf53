"""The three conventions for symmetric, skew and diagonal variables, against sums over the free entries."""

from itertools import product

import numpy as np
import pytest

import wrt
from oracle import jaxeval
from oracle.points import points
from wrt.expr import build as b
from wrt.work.spaces import CONVENTIONS, plain, space

N = 3
SIZES = {"n": N, "m": 2}
SHAPES = {"X": "n n", "A": "n n", "B": "m n", "x": "n", "z": "m"}
FORMULAS = {"tr(A*X)": 0, "x'*X*x": 0, "logdet(X'*X + eye)": 0, "norm2(A*X)^2": 0, "sum(exp(X))": 0, "X*x": 1,
            "diag(A*X)": 1, "B*X": 2, "X.*A": 2, "inv(X + 7*eye)": 2}  # fmt: skip


def basis_of(form):
    """A basis of the space: one matrix for each free entry."""
    found = []
    for i, j in product(range(N), repeat=2):
        E = np.zeros((N, N))
        E[i, j] = 1
        if (form == "diagonal" and i == j) or (form == "symmetric" and i <= j) or (form == "skew" and i < j):
            sign = -1 if form == "skew" else 1
            found.append(E if i == j else E + sign * E.T)
    return found


def by_free_entries(G, form):
    """Each entry the derivative by the free entry that stands there (up to its sign)."""
    result = np.zeros_like(G)
    for E in basis_of(form):
        slope = np.einsum("...ij,ij->...", G, E)
        result += slope[..., None, None] * E
    return result


def onto_space(G, form):
    """The orthogonal projection, by least squares on the basis."""
    basis = np.array([E.reshape(-1) for E in basis_of(form)]).T
    flat = G.reshape(*G.shape[:-2], N * N)
    projector = basis @ np.linalg.pinv(basis)
    return (flat @ projector.T).reshape(G.shape)


EXPECTED = {"unconstrained": lambda G, form: G, "projected": onto_space, "entries": by_free_entries}


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("form", ["symmetric", "skew", "diagonal"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_conventions(formula, form, convention):
    assume = {"X": form}
    point = next(points(SHAPES, assume, SIZES, 4))
    answer = wrt.diff(formula, "X", shapes=SHAPES, assume=assume, convention=convention)
    free = wrt.parse(formula, shapes=SHAPES).node
    G = jaxeval.jacobian(free, ("X",), SIZES)(point)
    wanted = EXPECTED[convention](G, form)
    np.testing.assert_allclose(answer.array(**point), wanted, rtol=1e-7, atol=1e-9)
    assert any(form in note for note in answer.notes)


def test_other_facts_are_put_back():
    X = b.sym("X", "n", "n", ["invertible", "orthogonal", "full_column_rank"])
    assert plain(X) is b.sym("X", "n", "n", ["invertible", "full_column_rank"])
    assert space(X) is None and space(b.sym("X", "n", "n", ["symmetric", "diagonal"])) == "diagonal"


def test_a_convention_that_does_not_exist():
    with pytest.raises(wrt.WrtError, match="no convention"):
        wrt.diff("tr(X)", "X", convention="cookbook")
