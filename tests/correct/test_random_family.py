"""Random formulas over all operators: `wrt`, JAX and the index differentiator must give one answer, at two sizes.

Each chunk is one test with its own seed; the chunks together hold `CHUNKS * EACH` formulas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pytest

import wrt
from oracle import indexdiff, jaxeval
from oracle.formulas import ASSIGNMENTS, Formula, formulas, value
from oracle.judge import NoUsablePoint, Outcome, Question, Truth, close, judge, within
from oracle.points import Point, Sizes, points

CHUNKS, EACH = 36, 18
LAYOUTS = ("denominator", "numerator", "mixed")


def asked(formula: Formula, layout: str) -> Question:
    return Question(formula.text, formula.variables, formula.shapes, formula.assume, layout)


def truth_of(question: Question) -> Truth:
    """The jacobian by JAX, once the index differentiator agrees with it."""
    node = wrt.parse(question.formula, shapes=question.shapes, assume=question.assume).node

    def truth(point: Point, sizes: Sizes) -> np.ndarray:
        by_jax = jaxeval.jacobian(node, question.variables, sizes)(point)
        by_index = indexdiff.jacobian(node, question.variables, point, sizes)
        if np.all(np.isfinite(by_jax)) and np.max(np.abs(by_jax), initial=0.0) < 1e6:
            widths = [point[name].ndim for name in question.variables]
            if not close(within(question, by_index, widths), within(question, by_jax, widths)):
                raise ArithmeticError("the two oracles disagree")
        return by_jax

    return truth


def misread(formula: Formula) -> str:
    """What is wrong with the value of a formula as it was read, or in normal form; "" if nothing."""
    expression = wrt.parse(formula.text, shapes=formula.shapes, assume=formula.assume)
    for sizes in ASSIGNMENTS:
        point = next(points(formula.shapes, formula.assume, sizes, 2))
        expected = value(formula, point, sizes)
        if not np.all(np.isfinite(expected)):
            continue
        if not close(jaxeval.evaluate(expression.node, point, sizes), expected):
            return f"read as {expression.text}"
        if not close(np.reshape(expression.array(**{**sizes, **point}), expected.shape), expected):
            return f"the value is another than that of {expression.text}"
    return ""


def verdict(formula: Formula, layout: str) -> Outcome:
    """The verdict on one formula; one without a usable point is set aside."""
    try:
        mistake = misread(formula)
        question = asked(formula, layout)
        return Outcome("wrong", mistake) if mistake else judge(question, truth_of(question), ASSIGNMENTS, count=1)
    except wrt.WrtError as error:
        return Outcome("refused", str(error))
    except NoUsablePoint:
        return Outcome("unusable")


def report(formula: Formula, layout: str, outcome: Outcome) -> str:
    return (f"{outcome.verdict}: {formula.text}\n  by {formula.variables} ({layout}), shapes={formula.shapes}, "
            f"assume={formula.assume}\n  {outcome.reason}\n  {outcome.answer}")  # fmt: skip


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_chunk(chunk: int, record_property: Callable[[str, object], None]) -> None:
    """Right, in a layout that goes with the chunk and the round over the nine kinds; a refusal is counted only."""
    bad: list[str] = []
    counts: Counter[str] = Counter()
    for place, formula in enumerate(formulas(f"family {chunk}", EACH)):
        layout = LAYOUTS[(chunk + place // 9) % 3]
        outcome = verdict(formula, layout)
        counts[outcome.verdict] += 1
        record_property("random family", outcome.verdict)
        if outcome.verdict == "wrong":
            bad.append(report(formula, layout, outcome))
    assert counts["unusable"] + counts["refused"] <= EACH // 6
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("chunk", range(4))
def test_by_entries(chunk: int, record_property: Callable[[str, object], None]) -> None:
    """By one entry of a vector or a matrix: a slice of the whole derivative."""
    for place, formula in enumerate(formulas(f"entries {chunk}", EACH)):
        (name, *more), axes = formula.variables, formula.shapes[formula.variables[0]].split()
        if (
            more
            or not axes
            or any(word in formula.assume.get(name, "") for word in ("spd", "symmetric", "skew", "diagonal"))
        ):
            continue
        entry = [1 + place % 2, 1 + place // 2 % 2][: len(axes)]
        found = "compact" if slice_is_right(formula, name, entry) else "wrong"
        record_property("by entries", found)
        assert found == "compact", (formula, entry)


def slice_is_right(formula: Formula, name: str, entry: Sequence[int]) -> bool:
    """Whether the derivative by name[entry] is that part of the derivative by `name`."""
    node = wrt.parse(formula.text, shapes=formula.shapes, assume=formula.assume).node
    answer = wrt.diff(
        formula.text, f"{name}[{','.join(map(str, entry))}]", shapes=formula.shapes, assume=formula.assume
    )
    for sizes in ASSIGNMENTS:
        point = next(points(formula.shapes, formula.assume, sizes, 3))
        whole = indexdiff.jacobian(node, (name,), point, sizes)
        expected = whole[(..., *[place - 1 for place in entry])]
        if np.all(np.isfinite(expected)) and not close(answer.array(**{**sizes, **point}), expected):
            return False
    return True
