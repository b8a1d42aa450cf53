from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from prove.drawn import nodes, parsed
from wrt import kernel, rulebook
from wrt.certificate import term
from wrt.expr.node import free_symbols, postorder
from wrt.prove.match import bindings, instantiate, matches, sized
from wrt.prove.words import poly

RULES = [rule.name for rule in rulebook.all_rules() if rule.kind != "differential"]


def alike(x, y):
    """Multiplied out the same, but for the order in an entrywise product, which the kernel does not see."""
    return poly(x).same(poly(y)) or kernel.equal(term(x), term(y))


def node(text, shapes):
    return wrt.parse(text, shapes=shapes).node


@given(nodes(depth=3), st.sampled_from(RULES))
@settings(max_examples=300, deadline=None)
def test_the_pattern_filled_with_what_it_matches_is_the_expression(x, name):
    left, *_ = rulebook.sides(rulebook.find(name))
    for part in postorder(x):
        for instance in matches(left, part):
            assert alike(instantiate(left, instance), part)


@pytest.mark.parametrize(("pattern", "text"), [("b*c", "2*s*A"), ("exp(b)*exp(c)", "exp(s)*exp(t)*A")])
def test_a_product_of_scalars_does_not_fit_a_matrix(pattern, text):
    shapes = {"b": "", "c": "", "s": "", "t": "", "A": "m n"}
    pattern, text = (
        wrt.parse(x, shapes={k: v for k, v in shapes.items() if k in x.replace("exp", "")}).node
        for x in (pattern, text)
    )
    assert not list(matches(pattern, text))


@pytest.mark.parametrize("name", RULES)
def test_each_rule_matches_itself(name):
    left, *_ = rulebook.sides(rulebook.find(name))
    if any(part.op == "D" for part in postorder(left)) or left.op == "sym":
        return
    found = list(matches(left, left))
    assert any(poly(instantiate(left, instance)).same(poly(left)) for instance in found)


@pytest.mark.parametrize(
    ("pattern", "text", "count"),
    [
        ("inv(A*B)", "inv(X*Y*Z)", 2),
        ("inv(A*B)", "inv(X)", 0),
        ("A*inv(A)", "X*inv(X)", 1),
        ("A*inv(A)", "X*Y*inv(X*Y)", 1),
        ("A*inv(A)", "X*inv(Y)", 0),
        ("kron(A, B)*kron(A, B)", "kron(X, Y)*kron(X, Y)", 1),
        ("kron(A, B)*kron(A, B)", "kron(X, Y)*kron(Y, X)", 0),
        ("tr(A + B)", "tr(X - Y)", 2),
        ("A .* inv(B)", "inv(Y) .* X", 1),
        ("A .* inv(B)", "Y .* X", 0),
        ("A'*A", "X'*X", 1),
        ("A'*A", "X'*Y", 0),
        ("A'*A", "(X*Y)'*X*Y", 1),
    ],
)
def test_the_ways_in_which_a_pattern_fits(pattern, text, count):
    shapes = dict.fromkeys("ABXYZ", "n n")
    assert len(list(matches(node(pattern, shapes), node(text, shapes)))) == count


def test_a_transposed_symbol_takes_the_transpose_of_a_product():
    pattern, text = node("A'*x", {"A": "m n", "x": "m"}), node("(B*C)'*y", {"B": "m n", "C": "n k", "y": "m"})
    assert all(poly(instantiate(pattern, instance)).same(poly(text)) for instance in matches(pattern, text))


def test_sizes_are_matched_consistently():
    pattern = node("A*B", {"A": "n n", "B": "n n"})
    assert list(matches(pattern, node("X*Y", {"X": "m m", "Y": "m m"})))
    assert not list(matches(pattern, node("X*Y", {"X": "m k", "Y": "k m"})))


@pytest.mark.parametrize(
    ("text", "fits"),
    [("D(a'*x, x)", True), ("D((A*x)'*x, x)", False), ("D(a'*(B*x), B*x)", None), ("D((2*a)'*x, x)", True)],
)
def test_what_a_derivative_is_taken_by_stands_in_nothing_else(text, fits):
    pattern = node("D(c'*y, y)", {"c": "n", "y": "n"})
    shapes = {"a": "n", "x": "n", "A": "n n", "B": "n n"}
    if fits is None:
        with pytest.raises(wrt.WrtError):
            node(text, shapes)
        return
    assert bool(list(matches(pattern, node(text, shapes)))) is fits


@pytest.mark.parametrize(
    ("pattern", "text", "shapes"),
    [
        ("D(c'*y, y)", "D(a*t, t)", {"a": "", "t": ""}),
        ("D(exp(y), y)", "D(exp(t), t)", {"t": ""}),
        ("D(norm2(y), y)", "D(norm2(t), t)", {"t": ""}),
        ("D(M*y, y)", "D(a'*x, x)", {"a": "k", "x": "k"}),
    ],
)
def test_a_derivative_rule_is_not_used_for_size_1(pattern, text, shapes):
    general = {"c": "n", "y": "n", "M": "m n"}
    used = {name: shape for name, shape in general.items() if name in pattern}
    assert not list(matches(node(pattern, used), node(text, shapes)))


@given(nodes(depth=2), st.sampled_from([name for name in RULES if name in ("inv_mul", "transpose_mul", "tr_mul_comm")]))
@settings(max_examples=60, deadline=None)
def test_bindings_and_sizes_give_the_instance_back(x, name):
    left, right, _ = rulebook.sides(rulebook.find(name))
    for part in postorder(x):
        for instance in matches(left, part):
            again = sized(list(free_symbols(left, right).values()), dict(bindings((left, right), instance)))
            assert instantiate(right, again) is instantiate(right, instance)


def test_scalars_of_a_product_go_to_one_symbol():
    pattern = node("inv(s*A)", {"s": "", "A": "n n"})
    x, *_ = parsed([("inv", ("mul", ("num", 2), ("mul", ("sym", "a", 1, 1), ("sym", "A", "n", "n"))))])
    for instance in matches(pattern, x):
        assert poly(instantiate(pattern, instance)).same(poly(x))


@given(st.permutations(["A*B", "inv(C)", "2*A", "B'"]))
@settings(max_examples=24, deadline=None)
def test_sums_match_in_any_order(terms):
    shapes = dict.fromkeys("ABC", "n n")
    pattern, text = node("inv(C) + A", shapes), node(" + ".join(terms), shapes)
    found = list(matches(pattern, text))
    assert len(found) == 1
    assert poly(instantiate(pattern, found[0])).same(poly(text))


@given(st.integers(1, 4), st.integers(2, 3))
@settings(max_examples=12, deadline=None)
def test_products_are_cut_at_every_place(count, parts):
    """k symbols take n factors in as many ways as n - 1 places can be cut k - 1 times."""
    from math import comb

    factors, symbols = "PQRS"[:count], "ABC"[:parts]
    pattern, text = (node("*".join(names), dict.fromkeys(names, "n n")) for names in (symbols, factors))
    found = list(matches(pattern, text)) if count > 1 else []
    assert len(found) == comb(count - 1, parts - 1)
    assert all(poly(instantiate(pattern, instance)).same(poly(text)) for instance in found)
