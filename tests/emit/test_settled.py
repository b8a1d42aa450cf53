"""Sizes of identities, ones and zeros: named exactly where nothing else settles them."""

import pytest

import wrt

SHAPES = {"x": "n", "y": "n", "z": "m", "A": "n n", "B": "m n", "t": "", "a": ""}
BARE = ["A + eye", "(A + eye)*x", "x + vector(1)", "vector(1)'*x", "B*vector(1)", "eye.*A", "A*(t*eye + A)",
        "B + matrix(1)", "inv(A + t*eye)",
        "A*diag(vector(1) - x)", "diag(vector(1) - tanh(x).^2)*A", "x*vector(1)' + A", "(eye - x*x')*y",
        "tr(A*(eye + A))", "x./(vector(1) + x)",
        "exp(vector(1) - x)"]  # fmt: skip
NAMED = ["eye(n)", "2*eye(n)", "t*eye(n)", "ones(n)", "2*sum(x)*ones(n)", "ones(m, n)", "a*ones(n)", "kron(A, eye(m))",
         "kron(eye(n), x)", "tr(eye(n))*x", "vec(eye(n))'*vec(A)",
         "x*ones(m)'", "zeros(n)", "exp(x*ones(m)')", "cos(ones(n)*x')", "-ones(n)*x'", "t*ones(n)*x'",
         "sigmoid(ones(n)*ones(m)')"]  # fmt: skip


@pytest.mark.parametrize("written", [*BARE, *NAMED])
def test_sizes_are_inferred_back(written):
    found = wrt.parse(written, shapes=SHAPES)
    again = wrt.parse(found.text, shapes=SHAPES)
    assert again.normal is found.normal
    assert (again.node.rows, again.node.cols) == (found.node.rows, found.node.cols)


@pytest.mark.parametrize("written", BARE)
def test_settled_sizes_are_not_named(written):
    text = wrt.parse(written, shapes=SHAPES).text
    assert "eye(" not in text and "ones(" not in text


def test_a_diagonal_of_ones_names_its_size():
    found = wrt.parse("diag(ones(n))", shapes=SHAPES)
    assert wrt.parse(found.text, shapes=SHAPES).normal is found.normal
