"""What all tests share: where the sources are, and the count of verdicts of the correctness tests."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent.parent / "src"), str(Path(__file__).parent)]
os.environ.setdefault("JAX_PLATFORMS", "cpu")
# the oracle runs each small operation once for each shape: quick compilation is worth more than quick code
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true")
VERDICTS = ("compact", "right", "refused", "wrong")


def pytest_configure(config: pytest.Config) -> None:
    """JAX keeps what it compiled from one run to the next; most of the oracle's time is compilation."""
    if hasattr(config, "cache") and config.cache is not None:
        os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(config.cache.mkdir("jax")))
        os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
        os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")


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
