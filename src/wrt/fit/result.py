"""The record of a fit: the values, how they were found, what may be said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

from wrt.diagnostics import WrtError

SHOWN = 40  # coefficients that a report lists
SAMPLE = 10_000  # rows whose residuals are shown


@dataclass
class Squares:
    """What least squares says besides the coefficients; None where it says nothing (penalties, too few rows)."""

    residual_sum: float
    r_squared: float | None
    centred: bool
    variance: float | None
    standard_errors: dict[str, Any]
    condition: float  # of the columns scaled to length 1: the largest singular value beside the smallest
    rank: int
    note: str = ""  # why there are no standard errors
    penalised: bool = False  # the sum holds penalties, or several sums over rows with their factors


@dataclass
class Fit:
    """The values of the unknowns, and how they were found.

    >>> import wrt
    >>> found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": [1.0, 2, 3], "X": [[1.0, 0], [1, 1], [1, 2]]})
    >>> found.values["theta"].round(6).tolist(), found.method
    ([1.0, 1.0], 'closed form, by the normal equations')
    """

    values: dict[str, Any]
    method: str
    formula: str = ""
    objective: float | None = None
    rows: int | None = None
    conditions: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    squares: Squares | None = None
    steps: int | None = None
    certificate: str = ""  # why this is the minimum, where the objective has no derivative there
    rows_again: Any = field(default=None, repr=False, compare=False)  # `RowsOfSquares`, of least squares

    @property
    def standard_errors(self) -> dict[str, Any]:
        """Of the coefficients of least squares without penalties, by name; empty for other objectives."""
        return {} if self.squares is None else self.squares.standard_errors

    def residuals(self, sample: int = SAMPLE) -> Any:
        """Residuals of least squares, of at most `sample` rows that are drawn at random (and the ten largest).

        The rows are read once more, block by block.  The record has the arrays `row` (from 1), `fitted`, `residual`,
        `standardised` and `leverage`.  Raises E-fit-plot for other fits.

        >>> import wrt
        >>> found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": [1.0, 2, 4], "X": [[1.0, 0], [1, 1], [1, 2]]})
        >>> found.residuals().residual.round(3).tolist()
        [0.167, -0.333, 0.167]
        """
        if self.rows_again is None:
            raise WrtError("E-fit-plot", f"residuals are those of least squares; this fit is by {self.method}")
        if sample < 1:
            raise WrtError("E-fit-plot", f"a sample of {sample} rows shows nothing", help="at least 1")
        return self.rows_again.sample(int(sample))

    def plot(self, file: str | PathLike[str] | None = None, sample: int = SAMPLE) -> Any:
        """The residuals in four plots, as a matplotlib figure: fitted values, normal quantiles, spread, order of rows.

        `file` is a .png, .svg or .pdf that it is written to.  Of large data `sample` rows are shown, drawn at random,
        and the largest residuals; the figure says so.  Raises E-missing without matplotlib (`pip install 'wrt[plot]'`),
        E-fit-plot for fits that are not least squares.
        """
        from wrt.fit.plot import check_plot, plotted

        check_plot(file)
        return plotted(self.residuals(sample), f"Residuals of a fit {self.method.removeprefix('closed form, ')}", file)

    def __getstate__(self) -> dict[str, Any]:
        """What is kept by pickle: the record without the rows."""
        return {**self.__dict__, "rows_again": None}

    def report(self) -> str:
        """The estimates as a table, with what belongs to them."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"method: {self.method}"
        if self.formula:
            yield f"formula: {self.formula}"
        if self.rows is not None:
            yield f"rows: {self.rows}"
        if self.objective is not None:
            yield f"objective: {self.objective:.10g}"
        if self.steps is not None:
            yield f"steps: {self.steps}"
        if self.certificate:
            yield f"certificate: {self.certificate}"
        for name, value in self.values.items():
            yield from self._table(name, value)
        if self.squares is not None:
            yield from _of_squares(self.squares)
        for warning in self.warnings:
            yield f"warning: {warning}"

    def _table(self, name: str, value: Any) -> Iterator[str]:
        import numpy as np

        array = np.asarray(value)
        if array.ndim == 0:
            error = self.standard_errors.get(name)
            yield f"{name} = {float(array):.10g}" + ("" if error is None else f"  (standard error {float(error):.6g})")
            return
        if array.ndim == 2:
            yield f"{name} ({array.shape[0]}×{array.shape[1]})"
            yield from (str(line) for line in np.array2string(array, precision=6, threshold=400).splitlines())
            return
        labels = list(self.names.get(name, ())) or [f"{name}[{i + 1}]" for i in range(len(array))]
        errors = self.standard_errors.get(name)
        width = max([len(label) for label in labels[:SHOWN]], default=0)
        yield f"{name:<{width}}  {'estimate':>14}" + ("  standard error        t" if errors is not None else "")
        for i, label in enumerate(labels[:SHOWN]):
            line = f"{label:<{width}}  {array[i]:>14.6g}"
            if errors is not None:
                t = f"{array[i] / errors[i]:>8.2f}" if errors[i] > 0 else "       -"
                line += f"  {errors[i]:>14.6g} {t}"
            yield line
        if len(array) > SHOWN:
            yield f"and {len(array) - SHOWN} more"

    def __str__(self) -> str:
        return self.report()

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON data."""
        import numpy as np

        squares = None
        if self.squares is not None:
            errors = {name: _listed(error) for name, error in self.standard_errors.items()}
            squares = {**self.squares.__dict__, "standard_errors": errors}
            squares["condition"] = squares["condition"] if np.isfinite(squares["condition"]) else None
        return {
            "values": {name: _listed(value) for name, value in self.values.items()},
            "method": self.method,
            "formula": self.formula,
            "objective": self.objective,
            "rows": self.rows,
            "steps": self.steps,
            "certificate": self.certificate,
            "conditions": list(self.conditions),
            "warnings": list(self.warnings),
            "names": {name: list(labels) for name, labels in self.names.items()},
            "squares": squares,
        }


def _listed(value: Any) -> Any:
    import numpy as np

    return None if value is None else np.asarray(value).tolist()


def _of_squares(found: Squares) -> Iterator[str]:
    yield f"{'sum of all squares' if found.penalised else 'residual sum of squares'}: {found.residual_sum:.10g}"
    if found.r_squared is not None:
        yield f"R²: {found.r_squared:.6g}" + ("" if found.centred else " (about 0: there is no intercept)")
    if found.variance is not None:
        yield f"residual variance: {found.variance:.6g}"
    if found.note:
        yield f"no standard errors: {found.note}"
    yield f"condition of the scaled columns: {found.condition:.3g}"
