"""How long does a fit take and what memory does it cost, beside NumPy, scikit-learn and what else is installed?

    python bench/fit.py [ROWS COLUMNS]          in memory, from .npy and from Parquet; 1000000 50 if nothing is said

Every method runs in a process of its own with one thread, three times; shown are the median time of the fit alone, the
ratio to `wrt.fit`, the memory on top of what stood before the fit, and how far the coefficients are from LAPACK's QR.
A last table asks for the digits that are left at a condition of 1e8.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1") | {
    "OMP_WAIT_POLICY": "PASSIVE"
}
REPEATS = 3
OLS = "norm2(y - X*theta)^2"


def arrays(folder, memory):
    import numpy as np

    mode = None if memory else "r"
    return np.load(folder / "X.npy", mmap_mode=mode), np.load(folder / "y.npy", mmap_mode=mode)


def wrt_fit(data, columns=None):
    import wrt

    return lambda: wrt.fit(OLS, "theta", data, columns=columns).values["theta"]  # noqa: PD011


def normal_equations(X, y):
    import numpy as np

    return lambda: np.linalg.solve(X.T @ X, X.T @ y)


def lstsq(X, y):
    import numpy as np

    return lambda: np.linalg.lstsq(X, y, rcond=None)[0]


def linear_regression(X, y):
    from sklearn.linear_model import LinearRegression

    return lambda: LinearRegression(fit_intercept=False).fit(X, y).coef_


def ridge(X, y):
    from sklearn.linear_model import Ridge

    return lambda: Ridge(alpha=0.0, fit_intercept=False, solver="cholesky").fit(X, y).coef_


def statsmodels_ols(X, y):
    import statsmodels.api as sm

    return lambda: sm.OLS(y, X).fit().params


def columns_of(X):
    return {"y": "y", "X": [f"x{i}" for i in range(X.shape[1])]}


def from_parquet_pandas(folder, X):
    import pandas as pd
    from sklearn.linear_model import LinearRegression

    def call():
        table = pd.read_parquet(folder / "data.parquet")
        return (
            LinearRegression(fit_intercept=False).fit(table.drop(columns="y").to_numpy(), table["y"].to_numpy()).coef_
        )

    return call


def method(name, folder):
    """The fit that a name stands for, its data read as far as that is not part of it."""
    where, _, what = name.partition("/")
    X, y = arrays(folder, memory=where == "memory")
    if where == "parquet":
        if what == "wrt":
            return wrt_fit(str(folder / "data.parquet"), columns_of(X))
        return from_parquet_pandas(folder, X)
    if what == "wrt":
        paths = {"X": str(folder / "X.npy"), "y": str(folder / "y.npy")}
        return wrt_fit({"X": X, "y": y} if where == "memory" else paths)
    return METHODS[what](X, y)


METHODS = {
    "solve(X'X, X'y)": normal_equations,
    "numpy lstsq": lstsq,
    "scikit-learn LinearRegression": linear_regression,
    "scikit-learn Ridge": ridge,
    "statsmodels OLS": statsmodels_ols,
}


def child(name, folder):
    """Run one method and print what it took."""
    call = method(name, Path(folder))
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    warm = resident("VmRSS")
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        found = call()
        times.append(time.perf_counter() - start)
    extra = (resident("VmHWM") - warm) / 1024
    print(json.dumps({"seconds": median(times), "extra": extra, "theta": list(map(float, found))}))


def resident(what):
    """The memory of this process in kB, now (VmRSS) or at its peak (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))


def measured(name, folder):
    command = [sys.executable, __file__, "--child", name, str(folder)]
    run = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **THREADS})
    return json.loads(run.stdout.splitlines()[-1]) if run.returncode == 0 else None


def table(title, names, folder, exact):
    import numpy as np

    print(f"\n{title}\n{'':34}{'seconds':>9}{'ratio':>8}{'extra MB':>10}{'error':>10}")
    found = {name: measured(name, folder) for name in names}
    own = found[names[0]]["seconds"]
    for name, record in found.items():
        label = name.partition("/")[2]
        if record is None:
            print(f"{label:34}{'not installed':>18}")
            continue
        error = np.linalg.norm(np.array(record["theta"]) - exact) / np.linalg.norm(exact)
        print(f"{label:34}{record['seconds']:9.3f}{record['seconds'] / own:8.2f}{record['extra']:10.0f}{error:10.1e}")


def prepared(folder, rows, columns, condition=1.0):
    """Data on disk as .npy and Parquet; the coefficients by LAPACK's QR."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, columns))
    if condition > 1:
        Q = np.linalg.qr(X)[0]
        V = np.linalg.qr(rng.normal(size=(columns, columns)))[0]
        X = np.ascontiguousarray(Q * np.logspace(0, -np.log10(condition), columns) @ V.T)
    y = X @ np.ones(columns) + (1e-9 if condition > 1 else 1.0) * rng.normal(size=rows)
    np.save(folder / "X.npy", X)
    np.save(folder / "y.npy", y)
    names = [f"x{i}" for i in range(columns)]
    pq.write_table(pa.table({"y": y, **{name: X[:, i] for i, name in enumerate(names)}}), folder / "data.parquet",
                   row_group_size=1 << 18)  # fmt: skip
    return np.linalg.lstsq(X, y, rcond=None)[0]


def main(rows=1_000_000, columns=50):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exact = prepared(folder, rows, columns)
        every = ["wrt", *METHODS]
        table(f"in memory, {rows}×{columns}", [f"memory/{what}" for what in every], folder, exact)
        table("from .npy", ["npy/wrt", "npy/numpy lstsq", "npy/scikit-learn LinearRegression"], folder, exact)
        table("from Parquet", ["parquet/wrt", "parquet/pandas and scikit-learn"], folder, exact)
        exact = prepared(folder, min(rows, 200_000), min(columns, 20), condition=1e8)
        table("condition 1e8", [f"memory/{what}" for what in every], folder, exact)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main(*map(int, sys.argv[1:]))
