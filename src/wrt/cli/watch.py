"""Waiting for a check: how far it is, where a person looks on; an end to a line that takes too long.

A timer interrupts the check some times a second.  What was judged until then is kept, also where the person interrupts.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import TextIO

from wrt.checking.faces.view import where
from wrt.checking.report import WATCHED, Report
from wrt.diagnostics import WrtError

TICK, PATIENCE = 0.25, 1.0  # seconds between two looks, and before anything is said


class TooLong(BaseException):
    """A line takes too long: no `except Exception` on the way may take it for a failure of its own."""


class Watch:
    """What happens while files are checked; `seconds` is the time that a line may take."""

    def __init__(self, seconds: float, stream: TextIO | None = None) -> None:
        self.seconds = seconds
        self.stream = stream
        self.begun = monotonic()
        self.name, self.report = "", Report()
        self.seen, self.since = 0, self.begun
        self.shown = 0  # letters of what is shown
        self.raised = False

    def checked(self, name: str, check: Callable[[], Report]) -> tuple[Report, BaseException | None]:
        """The report, and what ended it early; raises what is wrong with the input as a whole."""
        self.name, self.report, self.raised = name, Report(), False
        self.seen, self.since = 0, monotonic()
        token = WATCHED.set(self._begin)
        try:
            with self._timer():
                return check(), None
        except WrtError:
            raise
        except (Exception, TooLong, KeyboardInterrupt) as ended:  # noqa: BLE001 (what is there is kept)
            self.report.stopped = self._why(ended)
            return self.report, ended
        finally:
            WATCHED.reset(token)
            self._show("")

    def _begin(self, report: Report) -> None:
        self.report = report
        report.cells = self.name.endswith(".ipynb")

    def _why(self, ended: BaseException) -> str:
        lines = self.report.lines
        after = f"after {where(lines[-1], self.report)}" if lines else "from the first line on"
        if isinstance(ended, TooLong):
            return f"what stands {after} is not judged, since it takes more than {self.seconds:g} seconds"
        if isinstance(ended, KeyboardInterrupt):
            return f"what stands {after} is not judged, since the check was interrupted"
        return f"what stands {after} is not judged, because of a bug in wrt"

    @contextmanager
    def _timer(self) -> Iterator[None]:
        """A tick some times a second, where the system has such a timer and this is the main thread."""
        if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGALRM, self._tick)
        signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _tick(self, _signal: int, _frame: FrameType | None) -> None:
        now, lines = monotonic(), len(self.report.lines)
        if self.report.looks != self.seen:
            self.seen, self.since = self.report.looks, now
        if now - self.since > self.seconds and not self.raised:
            self.raised = True
            raise TooLong
        if now - self.begun > PATIENCE:
            self._show(f"checking {self.name}: {lines} line{'s' * (lines != 1)}")

    def _show(self, words: str) -> None:
        """Write over what is shown; nothing where nobody looks."""
        if self.stream is None or (not words and not self.shown):
            return
        self.stream.write("\r" + words.ljust(self.shown) + ("" if words else "\r"))
        self.stream.flush()
        self.shown = len(words)


def onlooker() -> TextIO | None:
    """Standard error where a person looks at it."""
    return sys.stderr if sys.stderr is not None and sys.stderr.isatty() else None
