"""The normal form of what is written: same value, and the form of a form is itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from oracle import jaxeval
from oracle.formulas import ASSIGNMENTS, formulas
from oracle.judge import close
from oracle.normals import forms, judge, same, shown
from oracle.points import points
from oracle.validate import complaints
from wrt.expr.node import free_symbols
from wrt.work.normal import normal, substitute
from wrt.work.simplify import simplify

SHAPES = {"x": "n", "y": "n", "A": "n n", "t": ""}


@pytest.mark.parametrize("chunk", range(10))
def test_random_formulas(chunk):
    """The value of what was written, the rules of the form kept; the same for the derivative."""
    for formula in formulas(f"normal {chunk}", 18):
        found = wrt.parse(formula.text, shapes=formula.shapes, assume=formula.assume)
        assert complaints(found.normal) == [], formula.text
        for sizes in ASSIGNMENTS:
            point = next(points(formula.shapes, formula.assume, sizes, 1))
            assert close(jaxeval.value(found.normal, point, sizes), jaxeval.value(found.node, point, sizes)), (
                formula.text
            )
        try:
            answer = wrt.diff(formula.text, *formula.variables, shapes=formula.shapes, assume=formula.assume)
        except wrt.WrtError:
            continue
        assert complaints(answer.node) == [], formula.text


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(st.sampled_from([(1, 1), ("n", 1), ("n", "n"), ("m", "n")]).flatmap(lambda shape: forms(*shape)))
def test_form_of_a_form(root):
    again = normal(root)
    judge(again, lambda value: value, root)
    assert complaints(root) == [], shown(root)
    if not any("skew" in node.value[1] for node in free_symbols(root).values()):  # their transposes carry a sign
        same(again, root)


def test_substitution_rebuilds():
    parts = {name: wrt.parse(name, shapes=SHAPES).normal for name in SHAPES}
    node = wrt.parse("x'*A*y + t", shapes=SHAPES).normal
    changed = substitute(node, {parts["x"]: parts["y"], parts["t"]: wrt.parse("0 - t", shapes=SHAPES).normal})
    same(changed, wrt.parse("y'*A*y - t", shapes=SHAPES).normal)


def test_derivatives_inside_formulas():
    inside = wrt.parse("D(x'*A*x, x)/2", shapes=SHAPES, assume={"A": "symmetric"}).normal
    same(simplify(inside), wrt.parse("A*x", shapes=SHAPES, assume={"A": "symmetric"}).normal)
