from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from prove.drawn import agree, exactly, nodes, pairs
from wrt.prove.words import TooLong, multiplied_out, norm_squared, poly, times, to_node, transposed


def node(text, **shapes):
    return wrt.parse(text, shapes=shapes).node


@given(nodes())
@settings(max_examples=150, deadline=None)
def test_multiplying_out_keeps_the_value(x):
    agree(x, multiplied_out(x))


@given(nodes())
@settings(max_examples=80, deadline=None)
def test_what_is_multiplied_out_stays(x):
    once = poly(x)
    assert once.same(poly(to_node(once)))


@given(nodes(depth=2))
@settings(max_examples=80, deadline=None)
def test_the_transpose_of_a_polynomial_is_that_of_the_expression(x):
    if not x.is_scalar:
        agree(wrt.expr.node.make("T", (x,), None, x.cols, x.rows), to_node(transposed(poly(x))))


@given(nodes(depth=2))
@settings(max_examples=80, deadline=None)
def test_a_product_of_polynomials_is_that_of_the_expressions(x):
    turned = wrt.expr.node.make("T", (x,), None, x.cols, x.rows) if not x.is_scalar else x
    product = wrt.expr.node.make("mul", (x, turned), None, x.rows, x.rows)
    agree(product, to_node(times(poly(x), poly(turned))))


@given(nodes(depth=2))
@settings(max_examples=60, deadline=None)
def test_the_square_of_a_norm(x):
    power = wrt.expr.node.make("norm2", (x,), None, 1, 1)
    square = wrt.expr.node.make("pow", (power, wrt.expr.build.num(2)), None, 1, 1)
    agree(square, to_node(norm_squared(x)))


@given(pairs())
@settings(max_examples=80, deadline=None)
def test_the_same_polynomial_means_the_same_value(pair):
    left, right = pair
    if poly(left).same(poly(right)):
        agree(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("x'*y", "y'*x"),
        ("x'*A*y", "y'*A'*x"),
        ("tr(A*B*C)", "tr(C*A*B)"),
        ("tr(A*B*C)", "tr(C'*B'*A')"),
        ("tr(x*y'*A)", "y'*A*x"),
        ("(A + B)*(A - B)", "A*A - A*B + B*A - B^2"),
        ("norm2(x - y)^2", "x'*x - 2*y'*x + y'*y"),
        ("sum(A)", "ones(n)'*A*ones(n)"),
        ("inv(A')", "inv(A)'"),
        ("(A .* B)'", "A' .* B'"),
        ("(2*A)'/3", "A'*2/3"),
        ("A - A", "0*A"),
        ("(x'*y)*A", "A*(y'*x)"),
    ],
)
def test_one_word_of_its_rotations_and_its_reversal_is_kept(left, right):
    shapes = {"A": "n n", "B": "n n", "C": "n n", "x": "n", "y": "n"}
    assert poly(node(left, **shapes)).same(poly(node(right, **shapes)))


@pytest.mark.parametrize(
    ("left", "right"), [("A*B", "B*A"), ("A", "A'"), ("tr(A*B*C)", "tr(B*A*C)"), ("inv(A)*A*x", "x"), ("x*y'", "y*x'")]
)
def test_what_needs_a_fact_or_a_rule_is_not_the_same(left, right):
    shapes = {"A": "n n", "B": "n n", "C": "n n", "x": "n", "y": "n"}
    assert not poly(node(left, **shapes)).same(poly(node(right, **shapes)))


def test_too_many_terms_are_refused():
    with pytest.raises(TooLong):
        poly(node("*".join(["(A + B + C + D + E + F)"] * 5), **dict.fromkeys("ABCDEF", "n n")))


def test_what_is_drawn_is_compared():
    """Most of the expressions that these tests draw have a value at some point, else they would say nothing."""
    compared = []

    @given(nodes())
    @settings(max_examples=60, deadline=None, database=None)
    def count(x):
        compared.append(agree(x, x))

    count()
    assert sum(map(bool, compared)) > 0.8 * len(compared)


DIMS = "mnk"


@st.composite
def rounds(draw):
    """A product of matrices and transposes that leads from a size back to it, and its sizes."""
    sizes = draw(st.lists(st.sampled_from(DIMS), min_size=1, max_size=5))
    factors = []
    for rows, cols in zip(sizes, sizes[1:] + sizes[:1]):
        letter, turned = draw(st.sampled_from("AB")), draw(st.booleans())
        factors.append((f"{letter}{cols}{rows}'" if turned else f"{letter}{rows}{cols}", turned))
    return [name for name, _ in factors]


def cyclic(factors):
    names = {factor.rstrip("'") for factor in factors}
    return node(f"tr({'*'.join(factors)})", **{name: " ".join(name[1:]) for name in names})


@given(rounds(), st.integers(0, 4), st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_trace_meets_its_rotations_and_reversals(factors, place, back):
    place %= len(factors)
    turned = factors[place:] + factors[:place]
    if back:
        turned = [name.removesuffix("'") if name.endswith("'") else f"{name}'" for name in reversed(turned)]
    left, right = cyclic(factors), cyclic(turned)
    assert poly(left).same(poly(right))
    exactly(left, multiplied_out(right))


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("(A + s*B)*C*(C'*A' - B')", {"A": "m n", "B": "m n", "C": "n n", "s": ""}),
        ("(x - y)'*A'*A*(x + y)/3", {"A": "m n", "x": "n", "y": "n"}),
        ("sum(A)*ones(m)'*A*x", {"A": "m n", "x": "n"}),
        ("tr((A + B)'*(A - 2*B))", {"A": "m n", "B": "m n"}),
        ("(A*B)^3 - A*(B*A)^2*B + 1/2*eye(m)", {"A": "m n", "B": "n m"}),
        ("inner(A*B, C)*D", {"A": "m n", "B": "n p", "C": "m p", "D": "p m"}),
    ],
)
def test_multiplying_out_is_exact(text, shapes):
    x = node(text, **shapes)
    assert exactly(x, multiplied_out(x)) >= 2


@pytest.mark.parametrize(
    ("text", "shapes", "refused"),
    [
        ("(A + B)^6", {"A": "n n", "B": "n n"}, False),
        ("(A + B + C + D)^6", {"A": "n n", "B": "n n", "C": "n n", "D": "n n"}, True),
        ("tr((A + B + C + D)^6)", {"A": "n n", "B": "n n", "C": "n n", "D": "n n"}, True),
        ("(A + B + C + D)^7", {"A": "n n", "B": "n n", "C": "n n", "D": "n n"}, False),
    ],
)
def test_powers_are_multiplied_out_while_they_stay_short(text, shapes, refused):
    if refused:
        with pytest.raises(TooLong):
            poly(node(text, **shapes))
    else:
        assert poly(node(text, **shapes)).terms
