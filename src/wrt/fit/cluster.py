"""Passes over the rows on a Dask cluster: each part of the data is summed where it is, the sums are merged here.

A worker opens the files that it is told to, or takes a partition of a Dask collection; what travels is formulas and
sums.  A part whose worker is lost is done again by another one (that is Dask's own care), so nothing is lost or counted
twice: a part counts once its sums are here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data
from wrt.fit.data.needed import needed
from wrt.fit.passes import Kept, Look, Merge, Progress, State, Update, added

ROWS = "rows of the parts"  # in a checkpoint
KEPT_PARTS = 256  # with a checkpoint, however many workers there are: others may go on with it
PARTS = 4  # for each thread of the cluster, so that a lost worker costs little


@dataclass(frozen=True)
class Part:
    """Rows from `start` to `stop` of data that a worker opens; all rows where nothing else is said."""

    data: Any
    start: int = 0
    stop: int | None = None


class ClusterPasses:
    """Passes whose parts are computed by the workers of a cluster; called like `Passes`."""

    def __init__(
        self,
        client: Any,
        parts: Sequence[Part],
        how: Mapping[str, Any],
        names: Sequence[str],
        size: int,
        progress: Progress | None = None,
        look: Look | None = None,
        kept: Kept | None = None,
    ) -> None:
        self.look, self.kept = look, kept
        self.count = 0  # of passes so far
        self.client, self.how, self.names, self.size, self.progress = client, dict(how), tuple(names), size, progress
        self.parts = [Part(_held(client, part.data), part.start, part.stop) for part in parts]
        self.rows: int | None = None

    def run(self, update: Update, merge: Merge | None = None, *, check: bool = True) -> State:
        """The state after all rows: the states of the parts, merged in order; workers check whatever is asked.

        A checkpoint holds the merged state of the parts that are done; only the others are computed.
        """
        self.count += 1
        state, done, over = ({}, 0, False) if self.kept is None else self.kept.begin(self.count)
        rows = int(state.pop(ROWS, 0))
        futures = [
            self.client.submit(
                _state_of,
                part.data,
                part.start,
                part.stop,
                self.how,
                self.names,
                self.size,
                update,
                self.look,
                pure=False,
            )
            for part in (() if over else self.parts[done:])
        ]
        for number, future in enumerate(futures, done + 1):
            found, count = future.result()
            state = found if not rows else (merge or added)(state, found)
            rows += count
            if self.kept is not None and (number == len(self.parts) or self.kept.is_due()):
                self.kept.write(self.count, {**state, ROWS: rows}, number, over=number == len(self.parts))
            if self.progress is not None:
                self.progress(rows, None)
        self.rows = rows
        return state

    def finish(self) -> None:
        """The answer is there: the checkpoint is no longer needed."""
        if self.kept is not None:
            self.kept.remove()


def _held(client: Any, data: Any) -> Any:
    """A delayed partition as a future, which the workers keep from one pass to the next."""
    return client.compute(data) if hasattr(data, "dask") else data


def _state_of(data: Any, start: int, stop: int | None, how: Mapping[str, Any], names: tuple[str, ...], size: int,
              update: Update, look: Look | None) -> tuple[State, int]:  # fmt: skip
    """On a worker: the state after the rows of one part, and how many there were."""
    state: State = {}
    count = 0
    for block in open_data(data, **how).blocks(size, start, names):
        left = None if stop is None else stop - block.first
        if left is not None and left <= 0:
            break
        values = {name: value[:left] for name, value in block.values.items()}
        if look is not None:
            look(values, block.first)
        update(state, values)
        count += len(next(iter(values.values())))
    return state, count


@contextmanager
def connected(dask: Any) -> Iterator[Any]:
    """A client for an address, or the client itself; what was opened here is closed here."""
    distributed = needed("distributed", "clusters", "dask")
    if isinstance(dask, distributed.Client):
        yield dask
        return
    if not isinstance(dask, str):
        raise WrtError("E-fit-cluster", f"{dask!r} is no cluster", help='dask="tcp://127.0.0.1:8786", or a client')
    try:
        client = distributed.Client(dask, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise WrtError("E-fit-cluster", f"no cluster answers at {dask}: {error}") from None
    with client:
        yield client


def is_collection(data: Any) -> bool:
    """Whether data are a Dask data frame, or Dask arrays by name."""
    values = list(data.values()) if isinstance(data, Mapping) else [data]
    return any(type(value).__module__.split(".")[0] in ("dask", "dask_expr") for value in values)


def parts_of(data: Any, rows: int | None, by_rows: Sequence[str], client: Any, wanted: int | None = None) -> list[Part]:
    """The data in parts: partitions of a collection, slices of arrays, ranges of rows of files.

    `wanted` is how many, where the workers are not to decide.
    """
    if is_collection(data):
        return [Part(part) for part in partitions(data)]
    if rows is None:
        return [Part(data)]
    count = max(1, min(wanted or PARTS * sum(client.nthreads().values()), rows))
    edges = [rows * i // count for i in range(count + 1)]
    ranges = list(pairwise(edges))
    if isinstance(data, Mapping) and not any(isinstance(value, str) for value in data.values()):
        cut = [name for name in data if name in by_rows]
        return [Part({**data, **{name: data[name][a:b] for name in cut}}) for a, b in ranges]
    return [Part(data, a, b) for a, b in ranges]


def partitions(data: Any) -> list[Any]:
    """Each partition as a delayed value: a data frame, or arrays by name."""
    from dask.delayed import delayed

    if not isinstance(data, Mapping):
        return list(data.to_delayed())
    chunks = next(value.chunks[0] for value in data.values() if hasattr(value, "chunks"))
    names = [name for name, value in data.items() if hasattr(value, "chunks") and value.shape[0] == sum(chunks)]
    cut = {name: data[name].rechunk({0: chunks, **({1: -1} if data[name].ndim > 1 else {})}) for name in names}
    pieces = {name: value.to_delayed().ravel() for name, value in cut.items()}
    fixed = {name: value for name, value in data.items() if name not in names}
    return [delayed(dict)(**fixed, **{name: pieces[name][i] for name in names}) for i in range(len(chunks))]
