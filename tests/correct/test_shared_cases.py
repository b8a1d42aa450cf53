"""Every derivative case of the shared corpora, from its text and from its LaTeX, against JAX."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from oracle import jaxeval
from oracle.judge import Outcome, Question, judge
from oracle.points import Point, Sizes, size_assignments

CASES = Path(__file__).parents[3] / "shared" / "cases"


def load() -> Iterator[dict[str, Any]]:
    for path in sorted(CASES.glob("derivatives-*.jsonl")):
        for line in path.read_text().splitlines():
            yield json.loads(line)


ALL = {case["id"]: case for case in load()}
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
    shapes = {symbol: " ".join(map(str, shape)) for symbol, shape in case["vars"].items()}
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
