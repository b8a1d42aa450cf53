"""Identities, true and false: no verdict is wrong, and each counterexample is checked without the engine.

The table is judged too: what is said to hold must hold at random points by NumPy.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

import published
import wrt
from correct import claim_values as values
from correct.identities import ALL, OPEN, Row

WORDS = {True: "true", False: "false"}
CHUNKS = 24


SHARED = {case["id"]: case for case in published.IDENTITIES}


def row_of(case):
    text = f"{case['lhs']} = {case['rhs']}"
    return Row(text, case["holds"], published.shapes(case), case.get("assume") or {}, "denominator")


def prove(row):
    return wrt.prove(row.claim, shapes=row.shapes or None, assume=row.assume or None, layout=row.layout)


# ---- what is said of a claim


def wrong(row, verdict):
    """What is wrong with a verdict; None if nothing."""
    if verdict.holds is None:
        return None
    if verdict.holds is not row.holds:
        return f"{verdict}, but it is {WORDS[row.holds]}"
    if verdict.counterexample is not None:
        return misled(row, verdict)
    return None if verdict.holds or verdict.method == "shapes" else f"refuted without numbers: {verdict}"


def misled(row, verdict):
    """What is wrong with a counterexample; None if nothing."""
    claim, found = values.read(row), verdict.counterexample
    point = {name: number(value, claim.symbols[name]) for name, value in found.values.items() if name in claim.symbols}
    missing = values.symbols_in(claim, row.assume) - set(point)
    if missing:
        return f"no value of {sorted(missing)}: {verdict}"
    broken = list(values.honours(claim, row.assume, found.sizes, point))
    if broken:
        return f"the counterexample does not honour {broken}: {verdict}"
    convention = verdict.convention or "projected"
    try:
        worth = [values.evaluate(side, point, found.sizes, convention) for side in claim.sides]
    except values.NotHere:
        return f"the counterexample is at a point where a side is not defined: {verdict}"
    told = [np.array([[float(x) for x in line] for line in side]) for side in (found.left, found.right)]
    if values.agree(*told, tolerance=1e-12):
        return f"both sides of the counterexample are equal: {verdict}"
    links = list(pairwise(worth))
    if not any(all(values.agree(x, y, 1e-4) for x, y in zip(link, told, strict=True)) for link in links):
        return f"the sides of the counterexample are worth something else ({worth}): {verdict}"
    return None


def number(rows, symbol):
    """A value as the array that NumPy users would give."""
    found = np.array([[float(x) for x in row] for row in rows])
    return found.reshape([size for size, dim in zip(found.shape, (symbol.rows, symbol.cols), strict=True) if dim != 1])


def judge(row, record_property, name):
    verdict = prove(row)
    problem = wrong(row, verdict)
    record_property(name, "wrong" if problem else "refused" if verdict.holds is None else "right")
    return verdict, problem


# ---- the shared cases


@pytest.mark.parametrize("name", SHARED)
def test_shared_case(name, record_property):
    row = row_of(SHARED[name])
    verdict, problem = judge(row, record_property, "identities, shared cases")
    assert problem is None
    assert verdict.holds is not None, str(verdict)
    assert (verdict.method == "shapes") == (SHARED[name].get("false_kind") == "shape")


@pytest.mark.parametrize("name", [name for name, case in SHARED.items() if (case.get("true_if") or {}).get("assume")])
def test_the_missing_assumption_is_offered(name):
    """As the case says it, or another one; whatever is offered does make the claim true at random points."""
    row = row_of(SHARED[name])
    offered = prove(row).true_if
    assert offered
    for extra in [SHARED[name]["true_if"]["assume"], *map(assumed, offered)]:
        if extra is None:
            continue
        more = {key: [*row.assume.get(key, []), *extra.get(key, [])] for key in {**row.assume, **extra}}
        under = row._replace(assume=more)
        assert prove(under).holds is not False
        assert values.judged(values.read(under), more)[0], extra


def assumed(sentence):
    """ "A and B commute", "A is symmetric" as what one assumes; None for what is said in another way."""
    if found := re.fullmatch(r"(\w+) and (\w+) commute", sentence):
        return {", ".join(found.groups()): ["commute"]}
    if found := re.fullmatch(r"(\w+) is (\w+)", sentence):
        return {found[1]: [found[2]]} if found[2] in values.FACTS else None
    return None


# ---- the own table

NOT_DRAWN = frozenset(("A'*B = B*A'",))  # no points are drawn whose matrices are symmetric and commute


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_table(chunk, record_property):
    bad, undecided = [], []
    for row in ALL[chunk::CHUNKS]:
        verdict, problem = judge(row, record_property, "identities, own table")
        if problem is not None:
            bad.append(problem)
        elif (row.claim, row.holds) in OPEN:
            record_property("identities, open so far", "refused" if verdict.holds is None else "right")
        elif verdict.holds is None:
            undecided.append(str(verdict))
    assert not bad, "\n".join(bad)
    assert not undecided, "\n".join(undecided)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_table_itself_is_true(chunk):
    """What is said to hold does so at every random point where both sides are defined."""
    counts = Counter()
    for row in [row for row in ALL[chunk::CHUNKS] if row.holds and row.claim not in NOT_DRAWN]:
        holds, compared = values.judged(values.read(row), row.assume)
        assert holds or not compared, row
        counts[bool(compared)] += 1
    assert counts[True] >= 0.9 * counts.total()


def test_open_claims_stand_in_the_table():
    assert {(row.claim, row.holds) for row in ALL} >= OPEN


def test_the_table_covers_both_sides():
    counts = Counter(row.holds for row in ALL)
    assert counts[True] > 400 and counts[False] > 250


# ---- single points


@pytest.mark.parametrize("claim", ["log(t) + log(-t) = 1", "sqrt(-t^2 - 1) = t", "1/(t - t) = 2"])
def test_what_is_defined_nowhere_is_not_refuted_by_numbers(claim):
    assert prove(Row(claim, True, {"t": ""}, {}, "denominator")).counterexample is None


@pytest.mark.parametrize(
    ("claim", "assume"),
    [("inv(A - A) = eye", {}), ("inv(A + A) = inv(A - A)", {}), ("A*inv(A - A)*A = A/2", {"A": ["orthogonal"]})],
)
def test_what_is_defined_nowhere_is_not_proved(claim, assume):
    assert prove(Row(claim, True, {"A": "n n"}, assume, "denominator")).holds is not True


@pytest.mark.parametrize(
    ("claim", "shapes", "condition"),
    [
        ("inv(A*B) = inv(B)*inv(A)", {}, "A is invertible"),
        ("x ./ x = vector(1)", {"x": "n"}, "x"),
        ("log(t^2) = 2*log(t)", {"t": ""}, "t is positive"),
        ("tr(X*inv(X'*X)*X') = p", {"X": "n p"}, "X"),
        ("inv(A + u*v') = inv(A) - inv(A)*u*v'*inv(A)/(1 + v'*inv(A)*u)", {}, "1 + v'*inv(A)*u is not 0"),
        ("D(norm2(x), x) = x/norm2(x)", {"x": "n"}, "x"),
    ],
)
def test_conditions_are_listed(claim, shapes, condition):
    verdict = wrt.prove(claim, shapes=shapes or None)
    listed = ["".join(sorted(found)) for found in verdict.conditions]  # the order of terms is free
    assert verdict.holds
    assert "".join(sorted(condition)) in listed or any(condition in found for found in verdict.conditions)


def test_every_proof_is_told():
    for row in [row for row in ALL[::7] if row.holds]:
        verdict = prove(row)
        if verdict.holds:
            derivation = verdict.derivation
            assert derivation is not None and all(part.lines for part in derivation.parts), row
