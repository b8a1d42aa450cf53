"""Fits on a real cluster of two worker processes on the loopback; one of them is killed in the middle."""

import os
import signal
import threading
import time

import numpy as np
import pytest

import wrt

distributed = pytest.importorskip("distributed")
RNG = np.random.default_rng(5)
X = RNG.normal(size=(40_000, 4))
Y = X @ np.arange(4) + RNG.normal(size=len(X)) + 3
OLS = "norm2(y - X*theta)^2"
COLUMNS = {"y": "t", "X": ["a", "b", "c", "d"]}


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as found:
        yield found


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    pandas = pytest.importorskip("pandas")
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    pandas.DataFrame(X, columns=list("abcd")).assign(t=Y).to_parquet(path, row_group_size=3000)
    return str(path)


def forms(parquet):
    import dask.array as da
    import dask.dataframe as dd
    import pandas as pd

    yield {"y": Y, "X": X}, None
    yield parquet, COLUMNS
    yield {"y": da.from_array(Y, chunks=7000), "X": da.from_array(X, chunks=(9000, 2))}, None
    yield dd.from_pandas(pd.DataFrame(X, columns=list("abcd")).assign(t=Y), npartitions=5), COLUMNS


def test_every_form_gives_what_one_machine_gives(cluster, parquet):
    alone = wrt.fit(OLS, "theta", {"y": Y, "X": X}, intercept=True)
    for data, columns in forms(parquet):
        found = wrt.fit(OLS, "theta", data, columns=columns, intercept=True, dask=cluster.scheduler_address)
        assert found.method == "closed form, by the normal equations, on 2 workers" and found.rows == len(X)
        assert np.allclose(found.values["theta"], alone.values["theta"], rtol=1e-11)
        assert np.isclose(found.squares.r_squared, alone.squares.r_squared) and found.squares.centred


def test_qr_and_newton_on_the_cluster(cluster):
    close = np.c_[X, X[:, 0] + 1e-7 * RNG.normal(size=len(X))]
    target = close @ np.ones(5)
    found = wrt.fit(OLS, "theta", {"y": target, "X": close}, dask=cluster.scheduler_address)
    assert "QR" in found.method and np.allclose(found.values["theta"], 1, atol=1e-6)
    labels = (Y > 3).astype(float)
    objective = "sum(softplus(X*w)) - t'*X*w"
    steps = [wrt.fit(objective, "w", {"t": labels, "X": X}, shapes={"t": "n"}, dask=where).values["w"]
             for where in (None, cluster.scheduler_address)]  # fmt: skip
    assert np.allclose(*steps, rtol=1e-8)


def test_a_killed_worker_costs_time_but_no_row(cluster, parquet):
    expected = np.linalg.lstsq(np.c_[np.ones(len(X)), X], Y, rcond=None)[0]
    begun = threading.Event()

    def progress(done, rows):
        begun.set()
        time.sleep(0.05)

    def kill():
        begun.wait(30)
        os.kill(next(iter(cluster.workers.values())).process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    found = wrt.fit(OLS, "theta", parquet, columns=COLUMNS, intercept=True, dask=cluster.scheduler_address,
                    block_bytes=4096, progress=progress)  # fmt: skip
    killer.join()
    assert begun.is_set() and found.rows == len(X)
    assert np.allclose(found.values["theta"], expected, rtol=1e-11)


def test_no_cluster_is_a_clear_error(parquet):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(OLS, "theta", parquet, columns=COLUMNS, dask=7)
    assert caught.value.code == "E-fit-cluster"
    import dask.dataframe as dd
    import pandas as pd

    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(OLS, "theta", dd.from_pandas(pd.DataFrame({"y": Y[:9], "X": Y[:9]}), npartitions=2))
    assert caught.value.code == "E-fit-cluster"


class Interrupted(Exception):
    pass


@pytest.mark.parametrize("close", [False, True])
def test_an_interrupted_run_goes_on_with_the_parts_that_are_left(cluster, tmp_path, monkeypatch, close):
    """Also where a second pass (QR) follows: what is over is not computed again, and the sums are the same."""
    from wrt.fit import cluster as module
    from wrt.posing import posed

    monkeypatch.setattr(posed, "EVERY", 0.0)
    monkeypatch.setattr(posed, "KEPT_PARTS", 8)
    A = np.c_[X, X[:, 0] + 1e-4 * np.sin(np.arange(len(X)))] if close else X
    np.save(tmp_path / "X.npy", A)
    np.save(tmp_path / "y.npy", Y)
    data = {"y": str(tmp_path / "y.npy"), "X": str(tmp_path / "X.npy")}
    options = {"dask": cluster.scheduler_address, "checkpoint": tmp_path / "run.npz"}
    calls = []

    def stop(rows, of):
        calls.append(rows)
        if len(calls) == (11 if close else 3):
            raise Interrupted

    with pytest.raises(Interrupted):
        wrt.fit(OLS, "theta", data, progress=stop, **options)
    assert (tmp_path / "run.npz").exists()
    computed = []
    submit = distributed.Client.submit
    monkeypatch.setattr(distributed.Client, "submit",
                        lambda self, f, *rest, **how: (computed.append(f is module._state_of), submit(self, f, *rest, **how))[1])  # fmt: skip
    found = wrt.fit(OLS, "theta", data, **options)
    assert sum(computed) == 5
    assert found.rows == len(X) and not (tmp_path / "run.npz").exists()
    alone = wrt.fit(OLS, "theta", data)
    assert np.allclose(found.values["theta"], alone.values["theta"], rtol=1e-7 if close else 1e-11)
    assert found.method.startswith(alone.method)


def test_a_collection_has_no_checkpoint(cluster, tmp_path):
    import dask.array as da

    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(OLS, "theta", {"y": da.from_array(Y), "X": da.from_array(X)}, dask=cluster.scheduler_address,
                checkpoint=tmp_path / "run.npz")  # fmt: skip
    assert caught.value.code == "E-unsupported"
