"""No wrong line passes: right derivations with one error seeded are refuted at that line, and only there.

WRT_MUTANTS says how many are tried; `bench/checking.py` tries them all.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache

import pytest

from checking import mutants as seeded
from checking.judged import ALARM, OPEN, PASSED, outcome, right_ones
from checking.right_gradients import GRADIENTS
from checking.right_systems import SYSTEMS

COUNT = int(os.environ.get("WRT_MUTANTS", "250"))
OPEN_SHARE = 0.02  # the most that may be left open: an eigenvalue is no solution that the engine knows
NAMED = 0.85  # the least share of mistakes that are named as they were seeded
FREQUENT = (
    "sign", "missing transpose", "wrong order of product", "dropped term", "dropped factor", "wrong layout", "duplicated term",
    "used symmetry without assumption", "elementwise-vs-matrix product", "dimension mismatch",
)  # fmt: skip


@cache
def outcomes():
    return [outcome(mutant) for mutant in seeded.sample(COUNT)]


@pytest.mark.parametrize("judge", seeded.judges(), ids=lambda judge: judge.derivation.name)
def test_right_derivations_are_right_in_numpy_and_raise_no_alarm(judge):
    wrong = [judge.derivation.lines[claim.line] for claim in judge.claims if not seeded.is_right(judge, claim)]
    assert wrong == []
    assert list(right_ones(judge)) == []


def test_own_derivations_are_all_judged():
    read = {judge.derivation.name for judge in seeded.judges()}
    assert {derivation.name for derivation in [*GRADIENTS, *SYSTEMS]} <= read


def test_there_are_thousands_of_mutants_and_every_frequent_error_among_them():
    errors = Counter(mutant.error for mutant in seeded.every())
    assert errors.total() >= 2000
    assert min(errors[error] for error in FREQUENT) >= 30


def test_no_mutant_passes_as_right():
    assert [one.mutant.name for one in outcomes() if one.verdict == PASSED] == []


def test_no_line_before_the_error_is_called_wrong():
    assert [one.mutant.name for one in outcomes() if one.verdict == ALARM] == []


def test_nearly_every_mutant_is_refuted_at_the_line_of_its_error():
    undecided = [one.mutant.name for one in outcomes() if one.verdict == OPEN]
    assert len(undecided) <= OPEN_SHARE * len(outcomes()), undecided


def test_corrections_are_right_in_value():
    wrong = [f"{one.mutant.name}: {one.correction}" for one in outcomes() if one.mended is False]
    assert wrong == []


def test_most_mistakes_are_named_as_they_were_seeded():
    named = sum(one.named for one in outcomes())
    assert named >= NAMED * len(outcomes())
