"""`wrt fit`: columns to symbols, the estimate as a report; progress where a person looks on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from time import monotonic
from types import SimpleNamespace
from typing import Any

from wrt.cli import DONE
from wrt.cli.arguments import Usage
from wrt.cli.formulas import shapes
from wrt.fit.data.opening import columns_of
from wrt.fit.result import Fit
from wrt.fitting import fit

PATIENCE, TICK = 1.0, 0.2  # seconds before progress is shown, and between two of its lines
NO_DATA = "no data are named"


def run_fit(options: SimpleNamespace) -> int:
    """Fit and print the report; the exit code."""
    symbols: dict[str, str] = getattr(options, "symbols", {})
    constants, columns, arrays = {}, {}, {}
    numbers = [entry for entry in symbols.values() if _number(entry) is not None]
    there = columns_of(options.data) if numbers and options.data else []
    for name, entry in symbols.items():
        number = _number(entry)
        if number is not None and entry in there:
            message = f"--{name} {entry} is a number, and the data have a column of that name"
            raise Usage(message, "another name for the column, or wrt.fit in Python, tells them apart")
        if number is not None:
            constants[name] = number
        elif entry.endswith(".npy"):
            arrays[name] = entry
        else:
            columns[name] = entry
    if not options.data and not arrays:
        raise Usage(NO_DATA, "wrt fit OBJECTIVE UNKNOWN data.csv --y price --X area,rooms")
    if options.data and arrays:
        raise Usage("data come from files of columns or from .npy files, not from both")
    try:
        block = int(float(options.block) * 2**20)
    except (ValueError, OverflowError):
        block = 0
    if block <= 0:
        raise Usage(f"{options.block!r} is no number of megabytes", "--block 2")
    if options.plot:
        from wrt.fit.plot import check_plot

        check_plot(options.plot)  # before a long fit
    data: Any = arrays or (options.data if len(options.data) > 1 else options.data[0])
    unknowns = [name.strip() for name in options.variables.split(",") if name.strip()]
    found = fit(options.objective, unknowns, data, columns=columns or None, constants=constants,
                subject_to=options.subject_to, intercept=options.intercept, encode=options.encode,
                shapes=shapes(options.shape), assume=options.assume, block_bytes=max(block, 1 << 16),
                checkpoint=options.checkpoint or None, progress=_progress(), dask=options.dask or None)  # fmt: skip
    if options.output:
        _write(found, Path(options.output))
    if options.plot:
        found.plot(options.plot)
    if options.json or options.format == "json":
        from wrt.cli.lines import SCHEMA, dump

        print(dump({"schema": SCHEMA, "ok": True, **found.to_json()}))
    elif options.plain:
        for name, value in found.to_json()["values"].items():
            print(f"{name} = {value}")
    else:
        print(found.report())
    return DONE


def _number(entry: str) -> float | None:
    """A number as it is written on paper: no nan, no inf, no underscores."""
    try:
        found = float(entry)
    except ValueError:
        return None
    return found if isfinite(found) and "_" not in entry else None


def _progress() -> Callable[[int, int | None], None] | None:
    """A line on standard error that tells how far it is; none where nobody looks on."""
    if not sys.stderr.isatty():
        return None
    begun, last = monotonic(), monotonic() + PATIENCE - TICK

    def show(done: int, rows: int | None) -> None:
        nonlocal last
        now = monotonic()
        over = rows is not None and done >= rows
        if now - last < TICK and not (over and now - begun > PATIENCE):
            return
        last = now
        part = f"{100 * done // rows:3d} %" if rows else f"{done} rows"
        rate = done / max(now - begun, 1e-9)
        sys.stderr.write(f"\r{part}  {rate / 1e6:.2f} million rows a second\x1b[K" + ("\r\x1b[K" if over else ""))
        sys.stderr.flush()

    return show


def _write(found: Fit, path: Path) -> None:
    if path.suffix == ".npz":
        import numpy as np

        np.savez(path, **found.values)
    elif path.suffix == ".json":
        from wrt.cli.lines import dump

        path.write_text(dump(found.to_json()) + "\n", encoding="utf-8")
    else:
        raise Usage(f"{path.suffix or path.name} is no kind of output", "a file that ends in .npz or .json")
