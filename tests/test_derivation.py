"""Derivations as data: lines in the order in which they are read, worked out when somebody reads them, never changed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

import wrt
from wrt.certificate import hole
from wrt.derivation import Derivation, Later, Line, Part, Use, Written
from wrt.expr import build as b

A, B, C = (b.sym(name, "m", "n") for name in "ABC")
FIRST, SECOND, THIRD = Line(B, A, "one"), Line(C, rule="two"), Line(A, C, "three")
WHOLE = Derivation((Part((FIRST, SECOND)), Part((THIRD,), ("It is enough to show ", A))))


def test_lines_come_part_after_part():
    assert list(WHOLE.lines) == [FIRST, SECOND, THIRD]
    assert list(WHOLE.lines) == list(WHOLE.lines)


def test_a_derivation_without_parts_has_no_lines():
    assert list(Derivation(()).lines) == []


@pytest.mark.parametrize(
    ("record", "name"),
    [(WHOLE, "parts"), (FIRST, "rule"), (WHOLE.parts[0], "say"), (Use("r", (), hole("m", "n")), "backwards"),
     (Written("a", "b", "c"), "text")],
)  # fmt: skip
def test_nothing_is_changed(record, name):
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, ())


def test_what_is_worked_out_later_is_worked_out_once():
    calls = []

    def tell():
        calls.append(1)
        return WHOLE

    later = Later(tell)
    assert calls == []
    assert list(later.lines) == list(WHOLE.lines)
    assert later.parts is later.parts is WHOLE.parts
    assert calls == [1]


def test_what_fails_while_it_is_told_is_not_hidden():
    def tell():
        raise LookupError("no rule")

    with pytest.raises(LookupError, match="no rule"):
        list(Later(tell).lines)


def test_equal_lines_are_equal():
    assert Line(B, A, "one") == FIRST
    assert Line(B, A, "two") != FIRST
    assert Derivation(WHOLE.parts) == WHOLE


def test_a_notebook_shows_the_steps():
    page = wrt.diff("tr(X'*A*X)", "X").steps._repr_html_()
    assert page.count("<math") >= 2 and "not found" not in page
