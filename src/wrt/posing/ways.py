"""Which way leads to the minimum: least squares, another closed form, or step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.expr.node import free_symbols
from wrt.fit import claims
from wrt.fit.estimate import by_squares, weights_of
from wrt.fit.formula import by_formula, is_quadratic
from wrt.fit.residuals import RowsOfSquares
from wrt.fit.result import Fit
from wrt.fit.rough.ways import by_kinks
from wrt.fit.squares import Square, constant_part, squares
from wrt.fit.steps import by_steps
from wrt.fit.task import Task
from wrt.minimise import judgement
from wrt.minimise import stationary as s
from wrt.minimise.problem import Problem
from wrt.minimise.writing import Writer
from wrt.work.normal import normal


def estimated(
    posed: Problem, judged: s.Found, task: Task, start: Mapping[str, Any], columns: Mapping[str, list[str] | None]
) -> Fit:
    """The values of the unknowns for the data of a task; `columns` names the columns of each symbol."""
    return _Ways(posed, judged, task, start, columns).fit()


@dataclass
class _Ways:
    posed: Problem
    judged: s.Found
    task: Task
    start: Mapping[str, Any]
    columns: Mapping[str, list[str] | None]

    def fit(self) -> Fit:
        posed, judged = self.posed, self.judged
        rough = by_kinks(posed, self.task, self.start)
        if rough is not None:
            return Fit(rough.values, rough.method, "", rough.objective, warnings=rough.warnings, names=self._labels,
                       steps=rough.steps, certificate=rough.certificate)  # fmt: skip
        kind = judged.kind.partition(",")[0]
        if kind in (s.MAXIMUM, s.SADDLE, s.UNBOUNDED, s.NONE) or judged.kind.endswith(s.BELOW):
            raise WrtError("E-fit-kind", f"the objective has no minimum: {judgement.conclusion(judged, posed)}")
        parts = squares(normal(posed.objective), posed.unknowns, self.task.rows)
        free = not any({"symmetric", "skew"} & set(unknown.value[1]) for unknown in posed.unknowns)
        plain = free and not posed.constraints and not posed.composed and not self.task.at_once
        if plain and parts is not None and any(part.by_rows for part in parts):
            weights = weights_of(parts, self.task)
            if all(weight >= 0 for weight in weights):  # else the second derivative decides
                return self._by_squares(parts, weights)
        return self._by_formula() if judged.stages else self._stepwise()

    def _by_squares(self, parts: Sequence[Square], weights: Sequence[float]) -> Fit:
        posed = self.posed
        values, found, told = by_squares(parts, weights, posed.unknowns, self.task, self._labels)
        for unknown in posed.unknowns:
            name = unknown.value[0]
            fact = claims.broken(unknown.value[1], values[name])
            if fact in ("nonnegative", "positive", "probability"):  # sought within the bounds instead
                return self._stepwise()
            if fact is not None:
                raise WrtError("E-fit-facts", f"{name} is assumed {claims.said(fact)}, and the least squares are "
                               "elsewhere", help="least squares within such a set are not supported")  # fmt: skip
        least = None
        if len(parts) > 1:
            try:
                least = told.residual_sum + self.task.number(constant_part(normal(posed.objective), posed.unknowns))
            except WrtError as error:
                if error.code not in ("E-fit-blocks", "E-data-once"):
                    raise
        again = RowsOfSquares(parts, found, told.variance, self.task, posed.unknowns)
        return Fit(values, f"closed form, by {found.method}", self._formula, least, warnings=found.warnings,
                   names=self._labels, squares=told, rows_again=again)  # fmt: skip

    def _by_formula(self) -> Fit:
        posed, judged = self.posed, self.judged
        unique = not judged.kind.startswith(s.NOT_UNIQUE)
        objective = posed.asked or posed.objective
        found = by_formula(objective, posed.unknowns, judged.stages, posed.constraints, self.task, unique=unique)
        warnings = found.warnings
        if not judged.kind.startswith(s.MINIMUM):
            if not found.is_minimum:
                warnings.append(judgement.conclusion(judged, posed))
            elif not is_quadratic(objective, posed.unknowns):
                warnings.append("this is a minimum; whether another one is lower was not decided")
        return Fit(found.values, "closed form", self._formula, warnings=warnings, names=self._labels)

    def _stepwise(self) -> Fit:
        posed = self.posed
        if posed.constraints:
            raise WrtError("E-unsupported", "constraints without a closed form are not supported")
        values, found, warnings = by_steps(posed.asked or posed.objective, posed.unknowns, self.task, self.start)
        return Fit(values, f"iteration, {found.method}", "", found.seen.value, warnings=warnings, names=self._labels,
                   steps=found.steps)  # fmt: skip

    @cached_property
    def _formula(self) -> str:
        write = Writer(self.posed.lagrangian)
        stages = {stage.root.unknown: stage for stage in self.judged.stages}
        lines = []
        for unknown in self.posed.unknowns:
            stage = stages.get(unknown)
            if stage is not None:
                stacked = stage.root.vec and stage.value is stage.root.matrix
                name = f"vec({unknown.value[0]})" if stacked else unknown.value[0]
                lines.append(f"{name} = {text(write(stage.root.value if stacked else stage.value))}")
        return "; ".join(lines)

    @cached_property
    def _labels(self) -> dict[str, list[str]]:
        """Names of the coefficients: those of the columns of the one matrix that is as wide."""
        found = {}
        for unknown in self.posed.unknowns:
            if len(unknown.axes) == 1:
                for name, labels in self.columns.items():
                    symbol = free_symbols(self.posed.objective).get(name)
                    if labels and symbol is not None and symbol.cols == unknown.rows:
                        found[unknown.value[0]] = list(labels)
        return found
