"""Expressions as written for the tests of the prover, drawn by plain Python, and their values by NumPy."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import numpy as np
from hypothesis import strategies as st

import wrt
from correct.identities_random import FACTS, expression, rewritten
from correct.identities_terms import symbols, text
from oracle import normals
from wrt.expr.facts import Facts
from wrt.prove.known import Known
from wrt.refute.claim import Claim
from wrt.refute.draw import CannotHonour
from wrt.refute.fields import RATIONAL, NotRational, Undefined

SHAPES = ((1, 1), ("m", "n"), ("n", "n"), ("n", 1), (1, "k"))
SIZES = (
    {"m": 2, "n": 3, "k": 4, "p": 2, "q": 3, "r": 2, "s": 2, "N": 5},
    {"m": 3, "n": 2, "k": 2, "p": 4, "q": 2, "r": 3, "s": 3, "N": 6},
)


def parsed(terms):
    """Terms of one claim as nodes."""
    shapes = symbols(*terms)
    facts = {name: FACTS[name[0]] for name in shapes if name[0] in FACTS}
    used = [{name: shapes[name] for name in symbols(t)} for t in terms]
    return [
        wrt.parse(text(t), shapes=own, assume={n: f for n, f in facts.items() if n in own}).node
        for t, own in zip(terms, used)
    ]


@st.composite
def nodes(draw, depth=3):
    """An expression as written."""
    random = Random(draw(st.integers(0, 10**9)))
    shape = draw(st.sampled_from(SHAPES))
    return parsed([expression(random, *shape, random.randint(0, depth))])[0]


@st.composite
def pairs(draw, depth=2, steps=4):
    """Two expressions that are equal, by steps of plain algebra and by facts."""
    random = Random(draw(st.integers(0, 10**9)))
    left = expression(random, *draw(st.sampled_from(SHAPES)), random.randint(1, depth))
    return parsed([left, rewritten(left, random, steps)])


def known(*claim):
    return Known(Facts({}), claim)


def agree(*roots, sizes=SIZES):
    """All of these have one value wherever all are defined; at how many points they were compared."""
    compared = 0
    for place in sizes:
        for seed in range(2):
            point = normals.point_of(roots, place, seed)
            try:
                values = [normals.value(root, point, place) for root in roots]
            except np.linalg.LinAlgError:
                continue
            if all(map(normals.moderate, values)):
                compared += 1
                assert all(normals.agree(found, values[0], 1e-6) for found in values[1:]), (
                    f"{values} at {place}, {point}"
                )
    return compared


def exactly(left, right, facts=None, seed=0):
    """Both have one value at rational points that honour the facts; at how many sizes they were compared."""
    claim = Claim(left, right, facts, facts.commuting if facts else ())
    random = Random(seed)
    return sum(_settled(claim, sizes, random) for sizes in claim.sizes_to_test()[:3])


def _settled(claim, sizes, random):
    """Whether a point of these sizes was found where both are defined; they must agree there."""
    for _ in range(8):
        with suppress(CannotHonour, Undefined, NotRational):
            point = claim.drawn(sizes, RATIONAL, random)
            found = claim.difference(point, sizes)
            assert found is None, f"{found} at {sizes}, {point}"
            return True
    return False
