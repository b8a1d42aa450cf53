"""What the checker says of a mutant, and whether its correction is right in value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import wrt
from checking.formula import Unread, sides
from checking.mutants import Mutant
from checking.paper import Judge
from checking.worth import Mismatch
from wrt.checking.checker import Checker
from wrt.checking.paper import Paper
from wrt.checking.written import written

CAUGHT, PASSED, OPEN, ALARM = "caught", "passed as right", "undecided", "false alarm"

SAME = {"dropped factor 2": ("dropped term: one of the two cross terms",)}
"""What says the same of a wrong line: of -y'*X*w - w'*X'*y one term is left, or the 2 of their sum."""


class Outcome(NamedTuple):
    """The verdict on a mutant; `mended` says whether the correction holds in value, None where there is none."""

    mutant: Mutant
    verdict: str
    mistake: str
    correction: str
    named: bool
    mended: bool | None
    seconds: float


def outcome(mutant: Mutant, clock: Callable[[], float] = lambda: 0.0) -> Outcome:
    """The lines up to the wrong one, checked; what is wrong with it."""
    given = mutant.judge.derivation
    checker = Checker(Paper(given.shapes, given.assume, given.layout), [written(line) for line in mutant.lines])
    before = [checker.line(index) for index in range(mutant.claim.line)]
    start = clock()
    line = checker.line(mutant.claim.line)
    seconds = clock() - start
    verdict = OPEN
    if any(earlier.verdict.holds is False for earlier in before):
        verdict = ALARM
    elif line.verdict.holds is not None:
        verdict = PASSED if line.verdict.holds else CAUGHT
    elif line.mark == "·":
        verdict = PASSED
    named = is_named(mutant, line.mistake)
    return Outcome(mutant, verdict, line.mistake, line.correction, named, mended(mutant, line.correction), seconds)


def is_named(mutant: Mutant, mistake: str) -> bool:
    """Whether the mistake begins with the error's name, or says in other words what was done."""
    error = mutant.error.partition(":")[0]
    return mistake.startswith(error) or any(mistake.startswith(word) for word in SAME.get(error, ()))


def mended(mutant: Mutant, correction: str) -> bool | None:
    """Whether a correction is right in value; None where there is none, or it cannot be read."""
    if not correction:
        return None
    try:
        *start, right = sides(correction)
        left = start[0] if start and start[0] is not None else None
        return mutant.judge.holds(mutant.claim, right, left)
    except (Unread, IndexError, AttributeError):
        return None
    except Mismatch:
        return False


def right_ones(judge: Judge) -> Iterator[str]:
    """The lines of a right derivation that the checker calls wrong."""
    given = judge.derivation
    report = wrt.check(given.lines, shapes=given.shapes, assume=given.assume, layout=given.layout)
    for line in report.lines:
        if line.verdict.holds is False:
            yield f"{given.name}, line {line.index}: {line.source}"
