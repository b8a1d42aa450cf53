"""Passes over the rows: a state is updated block by block, and kept on disk where that is wanted.

A run asks for the same passes in the same order whenever it is started with the same question and data.  So a
checkpoint holds the outcome of every pass that is over, and of the one that is not the state and the next row: a run
that was interrupted goes on with that row, and no block is lost or counted twice.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from wrt.diagnostics import WrtError
from wrt.fit.data.source import Source

State = dict[str, Any]
Update = Callable[[State, Mapping[str, Any]], None]
Merge = Callable[[State, State], State]
Look = Callable[[Mapping[str, Any], int], None]  # raises an error for rows that are not as they are said to be
Progress = Callable[[int, int | None], None]
EVERY = 5.0  # seconds between two checkpoints


def added(first: State, second: State) -> State:
    """Two states as one: everything in them is added."""
    return {name: first[name] + second[name] if name in first else second[name] for name in {**first, **second}}


class Passes:
    """Passes over one source, in blocks of `size` rows of the symbols in `names`."""

    def __init__(
        self,
        source: Source,
        names: Sequence[str],
        size: int,
        progress: Progress | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        question: str = "",
        every: float | None = None,
        look: Look | None = None,
    ) -> None:
        self.look = look
        self.source, self.names, self.size, self.progress = source, tuple(names), size, progress
        self.kept = None if checkpoint is None else Kept(Path(checkpoint), question, EVERY if every is None else every)
        self.count = 0  # of passes so far
        self.rows: int | None = None

    def run(self, update: Update, merge: Merge = added, *, check: bool = True) -> State:
        """The state after all rows; `update` changes it in place.  It begins empty.

        `merge` makes one state of those of two parts of the rows, where parts are computed apart.  Without `check`
        NaN and infinities are not looked for: `update` shows them.  What a checkpoint is to keep is always checked.
        """
        self.count += 1
        state, start, done = ({}, 0, False) if self.kept is None else self.kept.begin(self.count)
        if not done:
            start = self._go(update, state, start, check=check or self.kept is not None)
            if self.kept is not None:
                self.kept.write(self.count, state, start, over=True)
        self.rows = int(start)
        return state

    def _go(self, update: Update, state: State, start: int, *, check: bool) -> int:
        for block in self.source.blocks(self.size, start, self.names, check=check or self.look is not None):
            if self.look is not None:
                self.look(block.values, block.first)
            update(state, block.values)
            start = block.first + len(next(iter(block.values.values())))
            if self.progress is not None:
                self.progress(start, self.source.rows)
            if self.kept is not None and self.kept.is_due():
                self.kept.write(self.count, state, start, over=False)
        return start

    def finish(self) -> None:
        """The answer is there: the checkpoint is no longer needed."""
        if self.kept is not None:
            self.kept.remove()


class Kept:
    """The file with the passes that are over and the one that is not."""

    def __init__(self, path: Path, question: str, every: float) -> None:
        self.path, self.question, self.every = path, question, every
        self.written = time.monotonic()
        self.entries: dict[str, Any] = self._read()

    def _read(self) -> dict[str, Any]:
        self._check_place()
        if not self.path.exists():
            return {}
        try:
            with np.load(self.path, allow_pickle=False) as file:
                entries = {name: file[name] for name in file.files}
        except (OSError, ValueError, TypeError, AttributeError, BadZipFile, EOFError):
            raise WrtError("E-fit-checkpoint", f"{self.path} is no checkpoint", help="name another file") from None
        if str(entries.get("question")) != self.question:
            raise WrtError(
                "E-fit-checkpoint",
                f"the checkpoint {self.path} belongs to another objective, to other data or to other arguments",
                help="remove it, or name another file",
            )
        return entries

    def _check_place(self) -> None:
        """Raise an error now where the file could not be written later."""
        try:
            with self._beside().open("wb"):
                pass
            self._beside().unlink()
        except OSError as error:
            why = error.strerror or str(error)
            raise WrtError("E-fit-checkpoint", f"no checkpoint can be written at {self.path}: {why}",
                           help="name a file in a directory that is there") from None  # fmt: skip

    def _beside(self) -> Path:
        return self.path.with_name(self.path.name + ".part")

    def begin(self, number: int) -> tuple[State, int, bool]:
        """What is known of a pass: its state, the next row, and whether it is over."""
        mark = f"{number}/"
        state = {name[len(mark) + 1 :]: value for name, value in self.entries.items() if name.startswith(mark + "=")}
        if mark + "row" not in self.entries:
            return {}, 0, False
        return state, int(self.entries[mark + "row"]), bool(self.entries[mark + "over"])

    def is_due(self) -> bool:
        return time.monotonic() - self.written >= self.every

    def write(self, number: int, state: State, row: int, *, over: bool) -> None:
        """Keep the state: written beside, then put in place at once."""
        mark = f"{number}/"
        self.entries = {name: value for name, value in self.entries.items() if not name.startswith(mark)}
        self.entries |= {f"{mark}={name}": np.asarray(value) for name, value in state.items()}
        self.entries |= {mark + "row": np.asarray(row), mark + "over": np.asarray(over)}
        self.entries["question"] = np.asarray(self.question)
        beside = self._beside()
        with beside.open("wb") as file:
            np.savez(file, **self.entries)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        self.written = time.monotonic()

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
