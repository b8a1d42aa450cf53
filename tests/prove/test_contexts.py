from __future__ import annotations

import wrt
from wrt.certificate import hole
from wrt.derivation import Use
from wrt.expr.node import make
from wrt.prove.contexts import fill, wrap

A, B = (wrt.parse(name, shapes={name: "n n"}).node for name in "AB")
PLACE = hole("n", "n")
AROUND = make("mul", (B, PLACE), None, "n", "n")


def test_every_hole_is_filled():
    both = make("mul", (PLACE, PLACE), None, "n", "n")
    assert fill(both, A) is make("mul", (A, A), None, "n", "n")


def test_a_bare_hole_becomes_what_fills_it():
    assert fill(PLACE, A) is A


def test_a_use_is_wrapped_in_what_is_around_it():
    use = Use("det_mul", (), make("T", (PLACE,), None, "n", "n"))
    wrapped = wrap(use, AROUND)
    assert fill(wrapped.context, A) is fill(AROUND, fill(use.context, A))
    assert wrap(use, PLACE) is use
