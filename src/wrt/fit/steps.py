"""The minimum of an objective that has no closed form, found step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wrt.diagnostics import WrtError
from wrt.expr.node import Node
from wrt.fit.charts import Chart
from wrt.fit.claims import broken, said
from wrt.fit.curved import Curved
from wrt.fit.iterate import Iterated, iterate
from wrt.fit.task import Task

WARNINGS = {
    "flat": "the objective is flat at the point that was reached: its minimum may lie at infinity, or on the boundary "
            "of what is assumed",
    "singular": "the second derivative is singular: other points are as good (are columns dependent?)",
    "no minimum": "the point that was reached is no minimum: the second derivative goes down in some direction",
    "unknown": "whether this is a minimum was not checked: there is no second derivative",
}  # fmt: skip


def by_steps(
    objective: Node, unknowns: Sequence[Node], task: Task, start: Mapping[str, Any]
) -> tuple[dict[str, Any], Iterated, list[str]]:
    """The minimum from a start (zeros, or ones for what is positive), and what is to be warned of."""
    curved = Curved(objective, unknowns, task)
    chart = Chart(unknowns, curved.shapes)
    found = iterate(
        lambda flat: chart.seen(flat, curved.at(chart.values(flat))),
        lambda flat: chart.seen(flat, curved.with_hessian(chart.values(flat))),
        chart.start(start),
        chart.floor,
    )
    values = curved.values(chart.values(found.point))
    warnings = [WARNINGS[found.kind]] if found.kind in WARNINGS else []
    if not found.converged:
        said_of_it = f" ({found.message})" if found.message else ""
        warnings.insert(0, f"not converged after {found.steps} steps: the steps have not become small{said_of_it}")
    for unknown in unknowns:
        fact = broken(unknown.value[1], values[unknown.value[0]])
        if fact is not None:
            name = unknown.value[0]
            raise WrtError("E-fit-facts", f"{name} is assumed {said(fact)}, and the minimum that was found is not",
                           help="minima are not sought within such a set; leave the assumption out")  # fmt: skip
    return values, found, warnings
