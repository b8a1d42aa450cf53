"""Four plots of the residuals of least squares, as they are usual: against fitted values, normal quantiles, rows.

matplotlib draws them (`pip install 'wrt[plot]'`); nothing is computed from data here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtri

from wrt.diagnostics import WrtError
from wrt.fit.data.needed import needed
from wrt.fit.residuals import SEED, Residuals

ENDINGS = (".png", ".svg", ".pdf")
INK, POINT, LINE, MARK = "#333333", "#4477aa", "#bb4430", "#cc8800"
BINS = 25  # places of the line through the medians
NAMED = 3  # of the largest residuals, which are marked with their rows
MANY = 3000  # points from which on a drawing holds them as a picture


def check_plot(file: str | os.PathLike[str] | None) -> None:
    """Raise an error for what is no picture, or without matplotlib, before anything is computed for it."""
    needed("matplotlib", "plots", "plot")
    if file is not None and Path(file).suffix.lower() not in ENDINGS:
        raise WrtError("E-fit-plot", f"{Path(file).name} is no kind of picture", help="a file that ends in "
                       + ", ".join(ENDINGS[:-1]) + " or " + ENDINGS[-1])  # fmt: skip


def plotted(found: Residuals, title: str, file: str | os.PathLike[str] | None = None) -> Any:
    """A matplotlib figure of the residuals, written to a file where one is named."""
    check_plot(file)
    matplotlib = needed("matplotlib", "plots", "plot")
    style = {"font.size": 9, "axes.titlesize": 10, "axes.titleweight": "bold", "axes.edgecolor": "#999999",
             "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK, "ytick.color": INK,
             "axes.spines.top": False, "axes.spines.right": False, "svg.hashsalt": "wrt"}  # fmt: skip
    with matplotlib.rc_context(style):
        figure = needed("matplotlib.figure", "plots", "plot").Figure(figsize=(10, 8), layout="constrained")
        _draw(figure, found, title)
        if file is not None:
            dates = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
            figure.savefig(file, dpi=150, metadata=dates.get(Path(file).suffix.lower()))
    return figure


def _draw(figure: Any, found: Residuals, title: str) -> None:
    axes = figure.subplots(2, 2)
    name = "residual × root of weight" if found.weighted else "residual"
    unit = "standardised residual" if found.leverage is not None else "residual / root mean square"
    root = np.sqrt(np.abs(found.standardised))
    _against(axes[0, 0], found, found.fitted, found.residual, ("Residuals and fitted values", "fitted value", name))
    _quantiles(axes[0, 1], found, unit)
    _against(axes[1, 0], found, found.fitted, root, ("Spread and fitted values", "fitted value", f"√|{unit}|"))
    _against(axes[1, 1], found, found.row, found.residual, ("Residuals in the order of the rows", "row", name))
    for ax, x in ((axes[0, 0], found.fitted), (axes[1, 1], found.row)):
        ax.axhline(0, color=INK, linewidth=0.8, zorder=1)
        _name(ax, found, x, found.residual)
    axes[1, 1].locator_params(axis="x", nbins=6, integer=True)
    axes[1, 1].xaxis.set_major_formatter("{x:,.0f}")
    figure.suptitle(title, fontsize=12)
    figure.supxlabel(said(found), fontsize=8.5)


def said(found: Residuals) -> str:
    """Which rows are shown."""
    lines = "; curves: running medians" if running_median(np.arange(found.sampled), np.zeros(found.sampled)) else ""
    if found.sampled == found.total:
        return f"all {found.total:,} rows; the largest residuals have their rows beside them{lines}"
    more = f"the {len(found.row) - found.sampled} largest others (orange)"
    return f"{found.sampled:,} of {found.total:,} rows, drawn at random (seed {SEED}), and {more}{lines}"


def _against(ax: Any, found: Residuals, x: Any, y: Any, words: tuple[str, str, str]) -> None:
    """Points, the running median of what was drawn at random, and the rows of the largest residuals."""
    count = found.sampled
    _points(ax, x[:count], y[:count])
    ax.plot(x[count:], y[count:], "o", markersize=4, color=MARK, zorder=3)
    middle = running_median(x[:count], y[:count])
    if middle is not None:
        ax.plot(*middle, color=LINE, linewidth=1.6, zorder=4)
    _title(ax, words)


def _quantiles(ax: Any, found: Residuals, unit: str) -> None:
    """The residuals drawn at random in order, against the quantiles of a normal distribution at (i - 1/2)/n."""
    order = np.argsort(found.standardised[: found.sampled], kind="stable")
    y = found.standardised[: found.sampled][order]
    x = ndtri((np.arange(len(y)) + 0.5) / max(len(y), 1))
    _points(ax, x, y)
    ends = np.array([min(x, default=-1.0), max(x, default=1.0)])
    ax.plot(ends, ends, color=LINE, linewidth=1.2, zorder=4)
    _title(ax, ("Normal quantiles", "quantile of a normal distribution", unit))


def running_median(x: Any, y: Any) -> tuple[Any, Any] | None:
    """Medians of x and y in bins of equally many points; None for few points."""
    bins = min(BINS, len(x) // 30)
    if bins < 3 or np.ptp(x) == 0:
        return None
    parts = np.array_split(np.argsort(x, kind="stable"), bins)
    return np.array([np.median(x[part]) for part in parts]), np.array([np.median(y[part]) for part in parts])


def _points(ax: Any, x: Any, y: Any) -> None:
    size = 4.5 if len(x) <= 300 else 3 if len(x) <= MANY else 2
    shade = 0.75 if len(x) <= 300 else 0.4 if len(x) <= MANY else 0.3
    ax.plot(x, y, "o", markersize=size, alpha=shade, color=POINT, markeredgewidth=0, zorder=2,
            rasterized=len(x) > MANY)  # fmt: skip


def _name(ax: Any, found: Residuals, x: Any, y: Any) -> None:
    """The rows of the largest residuals beside their points, on the side where there is room."""
    middle = (np.min(x) + np.max(x)) / 2 if len(x) else 0.0
    for i in np.argsort(-np.abs(found.standardised), kind="stable")[:NAMED]:
        left = x[i] > middle
        ax.annotate(f"{found.row[i]:,}", (x[i], y[i]), xytext=(-5 if left else 5, 0), textcoords="offset points",
                    ha="right" if left else "left", va="center", fontsize=8, zorder=5)  # fmt: skip


def _title(ax: Any, words: tuple[str, str, str]) -> None:
    title, across, up = words
    ax.set_title(title, loc="left")
    ax.set_xlabel(across)
    ax.set_ylabel(up)
    ax.grid(color="#e5e5e5", linewidth=0.6)
    ax.set_axisbelow(True)
