"""How long does a fit take and what memory does it cost, beside NumPy, scikit-learn and what else is installed?

    python bench/fit.py [ROWS COLUMNS [SOURCE ...]]     1000000 50 memory npy parquet csv condition, if nothing is said

Every method runs in a process of its own with one thread: first on a few rows, so that what is imported late is there,
then three times.  Shown are the median time of the fit, the ratio to `wrt.fit`, the memory on top of what stood before,
and how far the coefficients are from LAPACK's QR.  Two columns say how near a method is to the machine: the share of
the rate of a matrix product that n*p*(p + 1) operations (X'X and no more) in this time would be, and the share of the
rate at which the same bytes are read (from memory, or from a file in the system's cache).  Both rates are measured in
the same run.  The last table asks for the digits that are left at a condition of 1e8.
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
    # threads that wait take no time from the others
    "OMP_WAIT_POLICY": "PASSIVE",
    "GOMP_SPINCOUNT": "0",
    "OPENBLAS_THREAD_TIMEOUT": "4",
}
REPEATS = 3
SMALL = 300  # rows of the warming up
CSV_NUMBERS = 60_000_000  # more than that is not written as text
SOURCES = ("memory", "npy", "parquet", "csv", "condition")
OLS = "norm2(y - X*theta)^2"


def loaded(folder, mode=None):
    import numpy as np

    return np.load(folder / "X.npy", mmap_mode=mode), np.load(folder / "y.npy", mmap_mode=mode)


def names_of(folder):
    return [f"x{i}" for i in range(loaded(folder, "r")[0].shape[1])]


# ---- what a method does with two arrays


def solve(X, y):
    import numpy as np

    return np.linalg.solve(X.T @ X, X.T @ y)


def lstsq(X, y):
    import numpy as np

    return np.linalg.lstsq(X, y, rcond=None)[0]


def linear_regression(X, y):
    from sklearn.linear_model import LinearRegression

    return LinearRegression(fit_intercept=False).fit(X, y).coef_


def ridge(X, y):
    from sklearn.linear_model import Ridge

    return Ridge(alpha=0.0, fit_intercept=False, solver="cholesky").fit(X, y).coef_


def statsmodels_ols(X, y):
    import statsmodels.api as sm

    return sm.OLS(y, X).fit().params


def in_dask(X, y):
    import dask
    import dask.array as da

    dask.config.set(scheduler="synchronous")
    rows = max(1, (32 << 20) // (8 * X.shape[1]))
    return da.from_array(X, chunks=(rows, -1)), da.from_array(y, chunks=rows)


def dask_lstsq(X, y):
    import dask.array as da

    A, b = in_dask(X, y)
    return da.linalg.lstsq(A, b)[0].compute()


def dask_normal(X, y):
    import dask
    import numpy as np

    A, b = in_dask(X, y)
    return np.linalg.solve(*dask.compute(A.T @ A, A.T @ b))


ON_ARRAYS = {
    "solve(X'X, X'y)": solve,
    "numpy lstsq": lstsq,
    "scikit-learn LinearRegression": linear_regression,
    "scikit-learn Ridge": ridge,
    "statsmodels OLS": statsmodels_ols,
    "dask lstsq": dask_lstsq,
    "dask normal equations": dask_normal,
}


# ---- what a method does with a file of columns


def pandas_frame(path):
    import pandas as pd

    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)


def by_pandas(path, names):
    table = pandas_frame(path)
    return linear_regression(table[names].to_numpy(), table["y"].to_numpy())


def by_polars(path, names):
    import polars as pl

    table = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    return solve(table.select(names).to_numpy(), table["y"].to_numpy())


def by_polars_sums(path, names):
    import numpy as np
    import polars as pl

    table = pl.scan_parquet(path) if path.suffix == ".parquet" else pl.scan_csv(path)
    every = [*names, "y"]
    pairs = [(i, j) for i in range(len(every)) for j in range(i, len(every))]
    sums = [(pl.col(every[i]) * pl.col(every[j])).sum().alias(f"{i} {j}") for i, j in pairs]
    found = table.select(sums).collect(engine="streaming").row(0)
    gram = np.zeros((len(every), len(every)))
    for (i, j), value in zip(pairs, found, strict=True):
        gram[i, j] = gram[j, i] = value
    return np.linalg.solve(gram[:-1, :-1], gram[:-1, -1])


ON_FILES = {
    "pandas and LinearRegression": by_pandas,
    "polars and solve(X'X, X'y)": by_polars,
    "polars sums of products": by_polars_sums,
}
ON_NPY = ("solve(X'X, X'y)", "scikit-learn LinearRegression", "dask normal equations")


def method(source, what, folder):
    """The fit that a name stands for, its data in memory where that is the source."""
    if source == "memory":
        X, y = loaded(folder)
        return wrt_fit({"X": X, "y": y}) if what == "wrt" else lambda: ON_ARRAYS[what](X, y)
    if source == "npy":
        if what == "wrt":
            return wrt_fit({"X": str(folder / "X.npy"), "y": str(folder / "y.npy")})
        return lambda: ON_ARRAYS[what](*loaded(folder, "r" if what.startswith("dask") else None))
    path, names = folder / f"data.{source}", names_of(folder)
    if what == "wrt":
        return wrt_fit(str(path), {"y": "y", "X": names})
    return lambda: ON_FILES[what](path, names)


def wrt_fit(data, columns=None):
    import wrt

    return lambda: wrt.fit(OLS, "theta", data, columns=columns).values["theta"]  # noqa: PD011


# ---- measuring


def child(source, what, folder):
    """Run one method and print what it took."""
    method(source, what, Path(folder) / "small")()
    call = method(source, what, Path(folder))
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    warm = resident("VmRSS")
    found, times = timed(call)
    extra = (resident("VmHWM") - warm) / 1024
    print(json.dumps({"seconds": median(times), "extra": extra, "theta": list(map(float, found))}))


def timed(call):
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        found = call()
        times.append(time.perf_counter() - start)
    return found, times


def machine(source, folder):
    """Print the operations a second of a matrix product, and the bytes a second at which the source is read."""
    import numpy as np

    A = np.random.default_rng(0).normal(size=(1500, 1500))
    flops = 2 * 1500**3 / median(timed(lambda: A @ A)[1])
    if source == "memory":
        X = loaded(Path(folder))[0].ravel()
        size, read = X.nbytes, lambda: X @ X
    else:
        paths = (
            [Path(folder) / f"{name}.npy" for name in "Xy"] if source == "npy" else [Path(folder) / f"data.{source}"]
        )
        size = sum(path.stat().st_size for path in paths)
        read = lambda: [swallow(path) for path in paths]  # noqa: E731
    print(json.dumps({"flops": flops, "bytes": size, "bandwidth": size / median(timed(read)[1])}))


def swallow(path):
    room = bytearray(1 << 20)
    with path.open("rb", buffering=0) as file:
        while file.readinto(room):
            pass


def resident(what):
    """The memory of this process in kB, now (VmRSS) or at its peak (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))


def measured(*words):
    """What a process of its own prints; None where the package is not there, an error's last line where it fails."""
    command = [sys.executable, __file__, *map(str, words)]
    run = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **THREADS})
    if run.returncode == 0:
        return json.loads(run.stdout.splitlines()[-1])
    last = (run.stderr.splitlines() or [f"ended with {run.returncode}"])[-1]
    return "not installed" if "ModuleNotFoundError" in last or "ImportError" in last else last[:60]


def table(source, title, names, folder, exact, shape):
    import numpy as np

    rates = measured("--machine", source, folder)
    rows, columns = shape
    print(f"\n{title}: a product of matrices at {rates['flops'] / 1e9:.1f} GFLOP/s, reading at "
          f"{rates['bandwidth'] / 1e9:.1f} GB/s")  # fmt: skip
    print(f"{'':32}{'seconds':>9}{'ratio':>8}{'extra MB':>10}{'of product':>12}{'of reading':>12}{'error':>10}")
    own = None
    for name in names:
        record = measured("--child", source, name, folder)
        if isinstance(record, str):
            print(f"{name:32}  {record}", flush=True)
            continue
        seconds = record["seconds"]
        own = own or seconds
        work = rows * columns * (columns + 1) / seconds / rates["flops"]
        reading = rates["bytes"] / seconds / rates["bandwidth"]
        error = np.linalg.norm(np.array(record["theta"]) - exact) / np.linalg.norm(exact)
        print(f"{name:32}{seconds:9.3f}{seconds / own:8.2f}{record['extra']:10.0f}{work:12.0%}{reading:12.0%}"
              f"{error:10.1e}", flush=True)  # fmt: skip


# ---- data


def prepared(folder, rows, columns, sources, condition=1.0):
    """Data on disk, and a few rows of them in a folder beside; the coefficients by LAPACK's QR."""
    import numpy as np

    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, columns))
    if condition > 1:
        Q = np.linalg.qr(X)[0]
        V = np.linalg.qr(rng.normal(size=(columns, columns)))[0]
        X = np.ascontiguousarray(Q * np.logspace(0, -np.log10(condition), columns) @ V.T)
    y = X @ np.ones(columns) + (1e-9 if condition > 1 else 1.0) * rng.normal(size=rows)
    (folder / "small").mkdir(exist_ok=True)
    for where, count in ((folder, rows), (folder / "small", min(SMALL, rows))):
        written(where, X[:count], y[:count], sources)
    return np.linalg.lstsq(X, y, rcond=None)[0]


def written(folder, X, y, sources):
    import numpy as np

    np.save(folder / "X.npy", X)
    np.save(folder / "y.npy", y)
    if not {"parquet", "csv"} & set(sources):
        return
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    columns = pa.table({"y": y, **{f"x{i}": X[:, i] for i in range(X.shape[1])}})
    if "parquet" in sources:
        pyarrow.parquet.write_table(columns, folder / "data.parquet", row_group_size=1 << 18)
    if "csv" in sources:
        pyarrow.csv.write_csv(columns, folder / "data.csv")


def main(rows=1_000_000, columns=50, *sources):
    sources = list(sources or SOURCES)
    if "csv" in sources and rows * columns > CSV_NUMBERS:
        sources.remove("csv")
        print(f"no CSV: more than {CSV_NUMBERS} numbers are not written as text")
    methods = {"memory": ON_ARRAYS, "npy": ON_NPY, "parquet": ON_FILES, "csv": ON_FILES}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exact = prepared(folder, rows, columns, sources)
        for source in sources:
            if source in methods:
                table(source, f"{source}, {rows}×{columns}", ["wrt", *methods[source]], folder, exact, (rows, columns))
        if "condition" in sources:
            shape = min(rows, 200_000), min(columns, 20)
            exact = prepared(folder, *shape, (), condition=1e8)
            table("memory", "condition 1e8, {}×{}".format(*shape), ["wrt", *ON_ARRAYS], folder, exact, shape)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    elif sys.argv[1:2] == ["--machine"]:
        machine(*sys.argv[2:])
    else:
        main(*map(int, sys.argv[1:3]), *sys.argv[3:])
