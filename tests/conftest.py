"""What all tests share: where the sources are, and the count of verdicts of the correctness tests."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent.parent / "src"), str(Path(__file__).parent)]
os.environ.setdefault("JAX_PLATFORMS", "cpu")
VERDICTS = ("compact", "right", "refused", "wrong")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many answers were right and compact, right, refused or wrong, by test."""
    counts: dict[str, Counter[str]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, verdict in report.user_properties:
                    if verdict in VERDICTS:
                        counts.setdefault(name, Counter())[verdict] += 1
    if counts:
        terminalreporter.section("answers judged")
    for name, found in sorted(counts.items()):
        terminalreporter.write_line(f"{name}: " + ", ".join(f"{found[verdict]} {verdict}" for verdict in VERDICTS))
