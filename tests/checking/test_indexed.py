"""Formulas with indices against sums written out: what is read without indices has the same values."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wrt.checking.indexed import Indexed, NotIndexed
from wrt.evaluate import evaluate
from wrt.expr.declare import declare
from wrt.expr.elaborate import elaborate
from wrt.expr.facts import Facts
from wrt.expr.node import postorder
from wrt.syntax.latex import read_latex
from wrt.syntax.tree import Tree
from wrt.work.normal import normal

N = 3
RANDOM = np.random.default_rng(4)
ARRAYS = {name: RANDOM.normal(size=(N, N)) for name in "WAB"} | {name: RANDOM.normal(size=N) for name in "abc"}
SHAPES = {name: (f"{N}", f"{N}") if array.ndim == 2 else f"{N}" for name, array in ARRAYS.items()}


def vector(name, index):
    return f"{name}_{index}", lambda at: ARRAYS[name][at[index]]


def matrix(name, row, col):
    return rf"{name}_{{{row}{col}}}", lambda at: ARRAYS[name][at[row], at[col]]


def delta(row, col):
    return rf"\delta_{{{row}{col}}}", lambda at: float(at[row] == at[col])


def product(first, second):
    return rf"\left({first[0]}\right)\left({second[0]}\right)", lambda at: first[1](at) * second[1](at)


def total(first, second, sign):
    return (
        rf"\left({first[0]} {sign} {second[0]}\right)",
        lambda at: first[1](at) + (second[1](at) if sign == "+" else -second[1](at)),
    )


def power(body):
    return rf"\left({body[0]}\right)^2", lambda at: body[1](at) ** 2


def applied(body):
    return rf"\tanh\left({body[0]}\right)", lambda at: np.tanh(body[1](at))


def summed(index, body):
    return (
        rf"\left(\sum_{{{index}}} {body[0]}\right)",
        lambda at: sum(body[1]({**at, index: value}) for value in range(N)),
    )


def leaves(indices):
    letters = st.sampled_from(indices)
    pairs = st.permutations(indices).map(lambda order: order[:2])
    known = [st.builds(vector, st.sampled_from("abc"), letters)]
    if len(indices) > 1:
        known += [st.builds(lambda name, pair: matrix(name, *pair), st.sampled_from("WAB"), pairs)]
        known += [pairs.map(lambda pair: delta(*pair))]
    return st.one_of(known)


def formulas(indices, depth):
    if depth == 0:
        return leaves(indices)
    inner = formulas(indices, depth - 1)
    choices = [inner, st.builds(product, inner, inner), st.builds(total, inner, inner, st.sampled_from("+-")),
               inner.map(power), inner.map(applied)]  # fmt: skip
    if len(indices) == 2:
        bound = st.builds(product, leaves([indices[0], "k"]), leaves(["k", indices[1]]))
        choices.append(bound.map(lambda body: summed("k", body)))
        choices.append(formulas([indices[0], "k"], depth - 1).map(lambda body: summed("k", body)))
    return st.one_of(choices)


@settings(deadline=None, max_examples=300)
@given(formulas(["i", "j"], 2))
def test_the_array_has_the_values_of_the_entries(formula):
    written, value = formula
    try:
        tree = Indexed({}, frozenset()).whole(read_latex(written), "ij")
    except NotIndexed:
        return  # three indices at once
    tree = Tree("add", (Tree("name", (), tree.span, "W"), tree), tree.span)  # which says how large it is
    found = elaborate(tree, declare(SHAPES, None), written)
    used = list(found.symbols.values())
    values = {name: ARRAYS[name] for name in found.symbols} | {
        size: N for node in postorder(found.node) for size in (node.rows, node.cols) if isinstance(size, str)
    }
    array = evaluate(normal(found.node), used, values, Facts())
    expected = [[value({"i": i, "j": j}) for j in range(N)] for i in range(N)]
    np.testing.assert_allclose(array - ARRAYS["W"], expected, rtol=1e-9, atol=1e-9)
