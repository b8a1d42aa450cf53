"""Random formulas over all operators: `wrt`, JAX and the index differentiator must give one answer, at two sizes.

Each chunk is one test with its own seed; the chunks together hold `CHUNKS * EACH` formulas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

import wrt
from oracle import indexdiff, jaxeval
from oracle.formulas import ASSIGNMENTS, Formula, formulas, value
from oracle.judge import NoUsablePoint, Outcome, Question, close, judge
from oracle.points import Point, Sizes

CHUNKS, EACH = 36, 18
LAYOUTS = ("denominator", "numerator", "mixed")


def truth_of(formula: Formula) -> Callable[[Point, Sizes], np.ndarray]:
    """The jacobian by JAX, once the index differentiator agrees with it and the value with the formula in NumPy."""
    node = wrt.parse(formula.text, shapes=formula.shapes, assume=formula.assume).node

    def truth(point: Point, sizes: Sizes) -> np.ndarray:
        if not close(jaxeval.evaluate(node, point, sizes), value(formula, point, sizes)):
            raise ArithmeticError("read as something else than was written")
        by_jax = jaxeval.jacobian(node, formula.variables, sizes)(point)
        by_index = indexdiff.jacobian(node, formula.variables, point, sizes)
        if np.all(np.isfinite(by_jax)) and np.max(np.abs(by_jax), initial=0.0) < 1e6:
            assert close(by_index, by_jax), f"the oracles disagree on {formula}"
        return by_jax

    return truth


def verdict(formula: Formula, layout: str) -> Outcome:
    try:
        question = Question(formula.text, formula.variables, formula.shapes, formula.assume, layout)
        return judge(question, truth_of(formula), ASSIGNMENTS, count=1)
    except wrt.WrtError as error:
        return Outcome("refused", str(error))
    except NoUsablePoint:
        return Outcome("unusable")


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_chunk(chunk: int, record_property: Callable[[str, object], None]) -> None:
    bad: list[str] = []
    counts: Counter[str] = Counter()
    for place, formula in enumerate(formulas(f"family {chunk}", EACH)):
        outcome = verdict(formula, LAYOUTS[place % 3])
        counts[outcome.verdict] += 1
        record_property("random family", outcome.verdict)
        if outcome.verdict in ("wrong", "refused"):
            bad.append(f"{outcome.verdict}: {formula.text}\n  by {formula.variables} ({LAYOUTS[place % 3]}), "
                       f"shapes={formula.shapes}, assume={formula.assume}\n  {outcome.reason}\n  {outcome.answer}")  # fmt: skip
    assert counts["unusable"] <= EACH // 6
    assert not [line for line in bad if line.startswith("wrong")], "\n".join(bad)
