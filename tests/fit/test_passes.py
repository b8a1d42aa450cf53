"""Passes that are interrupted go on where they were: no row is lost, none is counted twice."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

import wrt
from wrt.fit.data import open_data
from wrt.fit.passes import Passes


class Interrupted(Exception):
    pass


def add(state, values):
    state["sum"] = state.get("sum", 0.0) + values["x"].sum()
    state["rows"] = state.get("rows", 0) + len(values["x"])


def passes_over(x, path, stop=None, question="q", every=0.0):
    def progress(done, rows):
        if stop is not None and done >= stop:
            raise Interrupted

    return Passes(open_data({"x": x}, symbols=("x",)), ("x",), 7, progress, path, question, every)


@pytest.mark.parametrize("stop", [1, 7, 50, 99, 100])
def test_an_interrupted_pass_goes_on(tmp_path, stop):
    x = np.arange(100.0) ** 2
    path = tmp_path / "run.npz"
    with pytest.raises(Interrupted):
        passes_over(x, path, stop).run(add)
    again = passes_over(x, path)
    state = again.run(add)
    assert state["sum"] == x.sum() and state["rows"] == 100
    assert again.rows == 100
    again.finish()
    assert not path.exists()


def test_a_pass_that_is_over_is_not_repeated(tmp_path):
    x = np.arange(100.0)
    path = tmp_path / "run.npz"
    first = passes_over(x, path)
    first.run(add)
    second = passes_over(x, path)
    assert second.run(lambda state, values: pytest.fail("read again"))["sum"] == x.sum()
    assert second.run(add)["rows"] == 100


def test_a_checkpoint_of_another_question_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    passes_over(np.arange(9.0), path).run(add)
    with pytest.raises(wrt.WrtError) as caught:
        passes_over(np.arange(9.0), path, question="other")
    assert caught.value.code == "E-fit-checkpoint"
    path.write_text("no checkpoint")
    with pytest.raises(wrt.WrtError):
        passes_over(np.arange(9.0), path)


SCRIPT = """
import time
import numpy as np
import wrt
from wrt.fit import passes
passes.EVERY = 0.0

def slow(done, rows):
    print(done, flush=True)
    time.sleep(0.01)

found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": "y.npy", "X": "X.npy"}, checkpoint="run.npz", block_bytes=20000,
                progress=slow)
np.save("theta.npy", found.values["theta"])
"""


def test_a_killed_run_goes_on_with_the_same_answer(tmp_path):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20000, 4)), rng.normal(size=20000)
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "y.npy", y)
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(SCRIPT))
    command = [sys.executable, str(script)]
    env = {**os.environ, "PYTHONPATH": str(Path(wrt.__file__).parents[1])}
    run = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=env)
    seen = 0
    while seen < 8000:
        seen = int(run.stdout.readline())
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    time.sleep(0.05)
    assert (tmp_path / "run.npz").exists() and not (tmp_path / "theta.npy").exists()
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=env)
    first = int(again.stdout.splitlines()[0])
    assert first > 4000  # it did not begin anew
    expected = np.linalg.lstsq(X, y, rcond=None)[0]
    assert np.allclose(np.load(tmp_path / "theta.npy"), expected, rtol=1e-11, atol=1e-13)
    assert not (tmp_path / "run.npz").exists()


def interrupted(arguments, named, path, stop=2):
    """A fit that ends after a few blocks and leaves its checkpoint."""
    seen = []

    def progress(done, rows):
        seen.append(done)
        if len(seen) == stop:
            raise Interrupted

    with pytest.raises(Interrupted):
        wrt.fit(*arguments, **{"block_bytes": 400, **named}, checkpoint=path, progress=progress)


RNG = np.random.default_rng(9)
DESIGN = RNG.normal(size=(50, 3))
TARGET, OTHER = DESIGN @ [1.0, 2, 3], DESIGN @ [7.0, 7, 7]
OLS, ROBUST = "norm2(y - X*theta)^2", "sum(log(cosh(y - X*theta)))"
ARRAYS = {"y": TARGET, "X": DESIGN}
CHANGED = [
    ((OLS, "theta", {"y": OTHER, "X": DESIGN}), {}),
    ((OLS, "theta", {"y": TARGET, "X": np.where(DESIGN[40, 1] == DESIGN, 0, DESIGN)}), {}),
    ((ROBUST, "theta", ARRAYS), {}),
    ((OLS, "theta", ARRAYS), {"block_bytes": 1200}),
    ((OLS, "theta", ARRAYS), {"intercept": True}),
    ((OLS, "theta", ARRAYS), {"assume": {"theta": "nonnegative"}}),
    ((OLS, "theta", ARRAYS), {"shapes": {"theta": "q"}}),
    ((OLS, "theta", ARRAYS), {"start": {"theta": [5.0, 5, 5]}}),
    ((OLS, "theta", ARRAYS), {"subject_to": "sum(theta) = 1"}),
]


@pytest.mark.parametrize(("arguments", "named"), CHANGED, ids=[f"{i}" for i in range(len(CHANGED))])
def test_a_checkpoint_serves_one_question_only(tmp_path, monkeypatch, arguments, named):
    monkeypatch.setattr(sys.modules["wrt.fit.passes"], "EVERY", 0.0)
    path = tmp_path / "run.npz"
    interrupted((OLS, "theta", ARRAYS), {}, path)
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(*arguments, **{"block_bytes": 400, **named}, checkpoint=path)
    assert caught.value.code == "E-fit-checkpoint"
    found = wrt.fit(OLS, "theta", {"y": TARGET.copy(), "X": DESIGN.tolist()}, block_bytes=400, checkpoint=path)
    assert np.allclose(found.values["theta"], [1, 2, 3])


@pytest.mark.parametrize("change", ["columns", "file", "encode", "constants"])
def test_a_checkpoint_of_a_file_serves_that_file_only(tmp_path, monkeypatch, change):
    monkeypatch.setattr(sys.modules["wrt.fit.passes"], "EVERY", 0.0)
    path, table = tmp_path / "run.npz", tmp_path / "rows.csv"
    np.savetxt(table, np.c_[DESIGN, TARGET, OTHER], delimiter=",", header="a,b,c,t,o", comments="")
    weighted = f"c*{OLS} + norm2(theta)^2"
    named = {"columns": {"y": "t", "X": "a,b,c"}, "constants": {"c": 1.0}}
    interrupted((weighted, "theta", str(table)), named, path)
    if change == "columns":
        named["columns"] = {"y": "o", "X": "a,b,c"}
    elif change == "constants":
        named["constants"] = {"c": 2.0}
    elif change == "encode":
        named["encode"] = True
    else:
        np.savetxt(table, np.c_[DESIGN, OTHER, OTHER], delimiter=",", header="a,b,c,t,o", comments="")
        os.utime(table, ns=(1, 1))
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(weighted, "theta", str(table), **named, block_bytes=400, checkpoint=path)
    assert caught.value.code == "E-fit-checkpoint"


def test_an_iteration_goes_on_from_its_checkpoint(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["wrt.fit.passes"], "EVERY", 0.0)
    path = tmp_path / "run.npz"
    data = {"y": TARGET + RNG.normal(size=50), "X": DESIGN}
    alone = wrt.fit(ROBUST, "theta", data, block_bytes=400).values["theta"]
    interrupted((ROBUST, "theta", data), {}, path, stop=17)
    assert np.array_equal(wrt.fit(ROBUST, "theta", data, block_bytes=400, checkpoint=path).values["theta"], alone)


def test_places_where_no_checkpoint_can_be(tmp_path):
    np.save(tmp_path / "mine.npy", np.zeros(3))
    np.savez(tmp_path / "mine.npz", question=np.zeros(3))
    (tmp_path / "junk.npz").write_text("hello")
    for path in (
        tmp_path,
        tmp_path / "none" / "x.npz",
        tmp_path / "mine.npy",
        tmp_path / "mine.npz",
        tmp_path / "junk.npz",
    ):
        with pytest.raises(wrt.WrtError) as caught:
            wrt.fit(OLS, "theta", ARRAYS, checkpoint=path)
        assert caught.value.code == "E-fit-checkpoint"
    assert (tmp_path / "mine.npy").exists() and (tmp_path / "junk.npz").read_text() == "hello"
