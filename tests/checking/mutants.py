"""Wrong derivations by the thousand: right ones with one error seeded, whose values are shown to differ by NumPy alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from random import Random
from typing import NamedTuple

import published
import wrt
from checking.formula import Term, Unread, write
from checking.malrules import NON_SQUARE, RULES
from checking.malrules_functions import inverts_what_is_not_square
from checking.paper import Claim, Judge
from checking.right import Right
from checking.right_gradients import GRADIENTS
from checking.right_systems import SYSTEMS
from checking.wrote import QUESTIONS

PER_ERROR = 2  # mutants of one line by one error


class Mutant(NamedTuple):
    """A derivation of which one line is wrong, and by which error."""

    judge: Judge
    claim: Claim
    error: str
    lines: list[str]

    @property
    def name(self) -> str:
        return f"{self.judge.derivation.name}, line {self.claim.line}: {self.lines[self.claim.line]} ({self.error})"


def published_ones() -> list[Right]:
    """The published derivations without an error."""
    return [
        Right(
            case["id"],
            published.shapes(case),
            case["text_lines"],
            case["assume"],
            case["layout"],
            tuple(case.get("given", ())),
            case.get("at", {}),
        )
        for case in published.read("derivations-*.jsonl")
        if case["first_wrong"] is None
    ]


def written_by_wrt() -> Iterator[Right]:
    """The derivations that `wrt` writes, one for each part that this small syntax can read."""
    for name, formula, variable, shapes, assume in QUESTIONS:
        parts = wrt.diff(formula, variable, shapes=shapes, assume=assume).steps.to_json()["parts"]
        for k, part in enumerate(parts):
            lines = [
                (f"{line['left']['text']} = " if line["left"] else "= ") + line["right"]["text"]
                for line in part["lines"]
            ]
            if lines and not any("d(" in line or " where " in line for line in lines) and lines[0][0] != "=":
                yield Right(f"{name}.{k}", shapes, lines, assume)


@cache
def judges() -> list[Judge]:
    """Every right derivation that the evaluator can read and agrees with."""
    found = []
    for derivation in [*published_ones(), *GRADIENTS, *SYSTEMS, *written_by_wrt()]:
        try:
            found.append(Judge(derivation))
        except (Unread, IndexError, AttributeError):
            continue
    return found


def mutants(judge: Judge, per_error: int = PER_ERROR, seed: int = 1) -> Iterator[Mutant]:
    """The mutants of a derivation: for every line and every error a few places, drawn at random."""
    for claim in judge.claims:
        if not is_right(judge, claim):
            continue
        random = Random(f"{judge.derivation.name} {claim.line} {seed}")
        seen = {_line(claim, claim.right, None)}
        taken: dict[str, int] = {}
        seeds = [seed for rule in RULES for seed in rule(judge, claim)]
        random.shuffle(seeds)
        for seeded, right, left in seeds:
            line = _line(claim, right, left)
            if taken.get(seeded, 0) >= per_error or line in seen:
                continue
            seen.add(line)
            try:
                wrong = judge.holds(claim, right, left) is False
            except Unread:
                continue
            if wrong:
                error = NON_SQUARE if inverts_what_is_not_square(judge, right) else seeded
                taken[seeded] = taken.get(seeded, 0) + 1
                lines = [*judge.derivation.lines]
                lines[claim.line] = line
                yield Mutant(judge, claim, error, lines)


def is_right(judge: Judge, claim: Claim) -> bool:
    """Whether a line holds in value."""
    return judge.holds(claim, claim.right) is True


def _line(claim: Claim, right: Term, left: Term | None) -> str:
    return f"= {write(right)}" if claim.continued else f"{write(left or claim.left)} = {write(right)}"


def every(sources: Iterable[Judge] | None = None) -> Iterator[Mutant]:
    """All mutants."""
    for judge in sources if sources is not None else judges():
        yield from mutants(judge)


def sample(count: int, seed: int = 3) -> list[Mutant]:
    """Mutants spread over the derivations and the errors."""
    random = Random(seed)
    pool = [mutant for judge in judges() for mutant in mutants(judge, per_error=1)]
    return random.sample(pool, min(count, len(pool)))
