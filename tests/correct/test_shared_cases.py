"""Every derivative case of the shared corpora, from its text and from its LaTeX, against JAX."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import published
from oracle import jaxeval
from oracle.judge import Outcome, Question, judge
from oracle.points import Point, Sizes, size_assignments

ALL = {case["id"]: case for case in published.DERIVATIVES}
pytestmark = pytest.mark.skipif(not ALL, reason="the shared cases are not here")


def truth_of(case: dict[str, Any]) -> Callable[[Point, Sizes], np.ndarray]:
    """The jacobian of the case's own JAX expression."""
    code = compile(case["jax"], case["id"], "eval")

    @cache
    def compiled(sizes: tuple[tuple[str, int], ...]) -> Callable[[Point], np.ndarray]:
        scope = {"jnp": jnp, "jax": jax, **dict(sizes)}
        return jaxeval.derivative(lambda values: eval(code, {**scope, **values}), case["wrt"])

    return lambda point, sizes: compiled(tuple(sizes.items()))(point)


def verdicts(name: str) -> dict[str, Outcome]:
    """The verdicts on one case, from its text and from its LaTeX."""
    case = ALL[name]
    shapes = published.shapes(case)
    assignments = size_assignments(shapes, case.get("assume"), case.get("dims"))
    truth = truth_of(case)
    return {
        notation: judge(
            Question(case[notation], tuple(case["wrt"]), shapes, case.get("assume"), layout),
            truth,
            assignments,
            printed=printed,
        )
        for notation, layout, printed in (("expr", "denominator", ["text"]), ("latex", "numerator", ["text", "latex"]))
    }


@pytest.mark.parametrize("name", ALL)
def test_case(name: str, record_property: Callable[[str, object], None]) -> None:
    found = verdicts(name)
    for notation, outcome in found.items():
        record_property(f"shared cases, {notation}", outcome.verdict)
    bad = {notation: outcome for notation, outcome in found.items() if outcome.verdict in ("wrong", "refused")}
    assert not bad, "\n".join(
        f"{notation} {outcome.verdict}: {outcome.reason}\n  {outcome.answer}" for notation, outcome in bad.items()
    )
