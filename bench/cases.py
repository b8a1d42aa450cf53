"""The published derivatives that stand beside the repository, and small helpers of all benches."""

import json
import statistics
import sys
import time
from pathlib import Path

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"


def read_cases(folder=CASES):
    """Every derivative case; the sizes declared as `wrt` takes them."""
    files = sorted(Path(folder).glob("derivatives-*.jsonl"))
    if not files:
        sys.exit(f"no derivatives-*.jsonl in {folder}: name the folder of the cases as an argument")
    cases = [json.loads(line) for file in files for line in file.read_text().splitlines() if line]
    for case in cases:
        case["shapes"] = {name: " ".join(map(str, axes)) for name, axes in case["vars"].items()}
    return cases


def seconds(function, *args):
    """The processor time that one call takes (what else the machine does hardly matters)."""
    begin = time.process_time()
    function(*args)
    return time.process_time() - begin


def ms(value):
    return f"{value * 1e3:.3g}"


def summary(times):
    """Median, 95th percentile and slowest, in ms."""
    ordered = sorted(times)
    return [ms(statistics.median(ordered)), ms(ordered[int(0.95 * (len(ordered) - 1))]), ms(ordered[-1])]


def table(head, rows):
    """Rows in aligned columns."""
    lines = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join([line[0].ljust(widths[0]), *[c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True)]]))


def versions(*names):
    """The versions of what is measured."""
    from importlib.metadata import PackageNotFoundError, version

    found = [f"Python {sys.version.split()[0]}"]
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)
