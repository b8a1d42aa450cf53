"""Expressions made fit to be read: equal to what they were, and written as expected."""

import pytest

import wrt
from wrt.emit.text import text
from wrt.explain.tidying import common_number, doubled, like_terms, tidy, turned, without_zeros
from wrt.prove.strategy import same

SHAPES = {"A": "n n", "B": "n n", "X": "m n", "y": "m", "w": "n", "N": "", "c": ""}


def read(formula, assume=None):
    return wrt.parse(formula, shapes=SHAPES, assume=assume).node


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("A*(B*w)", "A*B*w"),
        ("2*(3*w)", "6*w"),
        ("A*(2*B)", "2*A*B"),
        ("(A*B)'*w", "B'*A'*w"),
        ("-(-w)", "w"),
        ("A*(-w)", "-A*w"),
        ("w + (w + A*w)", "w + w + A*w"),
        ("c*w - (w - A*w)", "c*w - w + A*w"),
        ("1/N*(2*(w'*w))", "2/N*w'*w"),
        ("eye(n)*w", "w"),
        ("c*(w'*w)/c", "w'*w"),
        ("A*0*w + B*w", "B*w"),
        ("tr(-A)", "-tr(A)"),
    ],
)
def test_tidy(formula, shown):
    node = read(formula)
    made = without_zeros(tidy(node))
    assert text(made) == shown
    assert same(node, made)


def test_a_product_that_is_its_own_transpose_waits_for_the_next_line():
    node = tidy(read("(X'*X + (X'*X)')*w"))
    assert text(node) == "(X'*X + (X'*X)')*w"
    found, about = doubled(node)
    assert (text(found), text(about)) == ("2*X'*X*w", "X'*X")


def test_a_common_number_goes_in_front():
    found, number = common_number(read("1/N*(0 - 2*X'*y + 2*X'*X*w)"))
    assert (text(found), number) == ("2/N*(-X'*y + X'*X*w)", 2)
    assert common_number(read("2*w + 3*A*w")) is None


def test_like_terms():
    node = read("w'*A*w - w'*A*B*w - w'*B*A*w", {"A": "symmetric", "B": "symmetric"})
    assert text(like_terms(node, {})) == "w'*A*w - 2*w'*A*B*w"


def test_the_transpose_of_a_symmetric_matrix_is_itself():
    assert text(turned(read("inv(A)*B*w", {"A": "symmetric"}))) == "w'*B'*inv(A)"
