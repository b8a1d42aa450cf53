"""A differential rewritten so that dX can be taken out keeps its value."""

from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import forms, judge, symbol
from wrt.expr import build as b
from wrt.work.expose import expose

FIXED = settings(max_examples=100, deadline=None, derandomize=True, database=None)
dx = symbol("e", "", "n")


@st.composite
def changes(draw):
    """Expressions that are linear in dx."""
    M, N, P = draw(forms("n", "n", 1)), draw(forms("n", "n", 1)), draw(forms("n", "n", 1))
    u, v = draw(forms("n", 1, 1)), draw(forms("n", 1, 1))
    outer = b.mul(dx, b.T(u))
    return draw(st.sampled_from([
        b.mul(b.had(outer, M), v), b.had(b.add(outer, b.mul(v, b.T(dx))), M), b.diagpart(b.mul(M, b.diag(dx), N)),
        b.diagpart(b.add(b.mul(M, b.diag(dx), N), b.scale(-3, b.mul(b.diag(dx), P)))),
        b.diagpart(b.mul(b.had(outer, M), N)),
        b.had(b.mul(M, dx), u), b.mul(b.T(dx), b.had(b.mul(u, b.T(v)), M), b.diag(u)),
        b.diagpart(b.had(b.mul(M, outer), N)),
        b.mul(b.had(b.scale(-2, b.mul(M, outer)), b.had(N, P)), v),
    ]))  # fmt: skip


@FIXED
@given(changes())
def test_value(change):
    judge(expose(change, dx), lambda value: value, change)


def test_no_outer_product_is_left_inside():
    M, u = symbol("A", "", "n", "n"), symbol("u", "unit", "n")
    found = expose(b.had(b.mul(dx, b.T(u)), M), dx)
    assert found is b.mul(b.diag(dx), M, b.diag(u))
