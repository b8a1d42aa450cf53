"""Text: what is printed is read back as the same expression."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from oracle.normals import forms, same
from wrt.emit.present import present
from wrt.emit.text import text
from wrt.expr.node import free_symbols
from wrt.work.normal import normal

FIXED = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def declarations(root):
    """Shapes and facts of all symbols, and the names of the sizes."""
    symbols = free_symbols(root)
    shapes = {name: " ".join(map(str, node.axes)) for name, node in symbols.items()}
    known = {dim for node in symbols.values() for dim in node.axes}
    shapes |= {f"size{dim}": dim for dim in ("m", "n") if dim not in known}
    return shapes, {
        name: [fact for fact in node.value[1] if " " not in fact] for name, node in symbols.items() if node.value[1]
    }


def reread(written, root):
    shapes, assume = declarations(root)
    return wrt.parse(written, shapes=shapes, assume=assume)


@FIXED
@given(
    st.sampled_from([("n", 1), (1, "n"), ("n", "n"), ("m", "n"), (1, 1)]).flatmap(lambda shape: forms(*shape, depth=3))
)
def test_any_form_is_read_back(root):
    found = reread(text(present(root)), root)
    if root.op == "num":
        assert found.normal.op == "zero" or found.normal is root
        return
    same(found.normal, normal(root))


@pytest.mark.parametrize("written", [
    "a - (b - c)", "a/(b*c)", "a/b/c", "(a/b)^2", "a^(b^c)", "(a^b)^c", "-a^2", "(-a)^2", "2*(-a)", "a*b/c*d",
    "(A*B)'", "(A')^2", "(x.*y)'", "(A + B)'*x", "-(A + B)*x",
    "x./y.*x", "(x + y).^2", "x.^(a + 1)", "A[1,2]", "(A*B)[1,2]", "x[2]", "(x + y)[1]", "[a, b; c, d]", "kron(A, B)'",
    "inv(A)'", "inv(A)^2", "exp(-x)",
    "1/2*a", "1.5*a", "a^0.5", "a^-1", "a^(1/3)", "(x'*y)*x", "x*(y'*x)", "x'*y/a", "norm2(x)^2", "A.^2", "pi*a",
    "eye(n) - A", "-x'*y", "vec(A*B)'", "diag(x)*A",
])  # fmt: skip
def test_what_is_written_is_printed_and_read_back(written):
    shapes = {**dict.fromkeys("abcd", ""), **dict.fromkeys("xy", "n"), **dict.fromkeys("AB", "n n")}
    first = wrt.parse(written, shapes=shapes)
    again = wrt.parse(first.text, shapes=shapes)
    same(again.normal, first.normal)


@pytest.mark.parametrize(("written", "printed"), [
    ("a-(b-c)", "a - (b - c)"), ("( x' * A ) * x", "x'*A*x"), ("A.T@x", "A'*x"), ("((a))", "a"), ("A^T*x", "A'*x"),
    ("A*(B*x)", "A*(B*x)"),
])  # fmt: skip
def test_spacing_and_spelling(written, printed):
    assert wrt.parse(written, shapes={**dict.fromkeys("abc", ""), "x": "n", "A": "n n", "B": "n n"}).text == printed
