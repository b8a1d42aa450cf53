"""Common factors: a sum with what its terms share taken out has the value of the sum."""

from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import NUMBERS, forms, judge, same, symbol
from oracle.validate import complaints
from wrt.expr import build as b
from wrt.work.factor import MANY, factor_sum

FIXED = settings(max_examples=100, deadline=None, derandomize=True, database=None)
A, B, x, y = symbol("A", "", "n", "n"), symbol("B", "", "n", "n"), symbol("x", "", "n"), symbol("y", "", "n")


@st.composite
def sums(draw):
    """Sums whose terms share factors at either end, or scalars, or entrywise factors."""
    kind = draw(st.sampled_from(("left", "right", "scalar", "entrywise", "dots", "diag", "kron")))
    p, q, r = (draw(forms("n", "n", 1)) for _ in range(3))
    u, v, w = (draw(forms("n", 1, 1)) for _ in range(3))
    s, number = draw(forms(1, 1, 1)), b.num(draw(st.sampled_from(NUMBERS)))
    match kind:
        case "left":
            return b.add(b.mul(p, q), b.mul(number, p, r), p)
        case "right":
            return b.add(b.mul(p, q, u), b.mul(number, r, q, u), b.mul(q, u))
        case "scalar":
            return b.add(b.mul(s, p), b.mul(b.pow_(s, 2), number, p))
        case "entrywise":
            return b.add(b.had(u, v), b.mul(number, b.had(u, w)), u)
        case "dots":
            return b.add(b.mul(b.mul(b.T(u), v), w), b.mul(number, b.mul(b.T(w), v), u))
        case "diag":
            return b.add(b.diag(u), b.mul(number, b.diag(v)), p)
    return b.add(b.kron(p, q), b.kron(p, r), b.mul(number, b.kron(q, r)))


@FIXED
@given(sums())
def test_value(total):
    result = factor_sum(total)
    judge(result, lambda value: value, total)
    assert not complaints(result)


@FIXED
@given(forms("n", 1, 2))
def test_anything_else(node):
    judge(factor_sum(node), lambda value: value, node)
    if b.split(node)[1].op != "add":
        same(factor_sum(node), node)


def test_many_terms():
    total = b.add(*[b.mul(A, symbol("B", "", "n", "n"), b.sym(f"x{i}", "n")) for i in range(MANY + 10)])
    result = factor_sum(total)
    assert result.size < total.size and result.args[:2] == (A, B)


def test_both_ends():
    same(factor_sum(b.add(b.mul(A, x), b.mul(b.T(A), x))), b.mul(b.add(A, b.T(A)), x))
    same(factor_sum(b.add(b.mul(A, x), b.mul(A, B, y))), b.mul(A, b.add(x, b.mul(B, y))))
