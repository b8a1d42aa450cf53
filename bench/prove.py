"""How long a verdict takes and how many are right: the published identities, and those written down for the tests.

The time is that of `prove` as a user calls it: the claim read, shapes settled, the proof searched and checked by the
kernel, or the counterexample found; telling the proof line by line is not in it.  What would make a refuted claim true
(`true_if`) is looked for when somebody asks, and is measured apart.  Nodes are swept before each claim, so
that nothing is remembered of the one before; the rules, once read, stay.

    python bench/prove.py [folder of the cases]
"""

import gc
import json
import statistics
import sys
from pathlib import Path

import wrt
from cases import CASES, ms, seconds, table, versions
from wrt.expr.node import sweep

ROUNDS = 3
ENOUGH = 0.5  # seconds; what takes longer is measured once
GOAL, LIMIT = 0.020, 2.0  # seconds: at the median, and for each claim
TESTS = Path(__file__).resolve().parents[1] / "tests"


def published(folder):
    """The published identities: id, claim, what is declared, whether it holds."""
    for file in sorted(Path(folder).glob("identities-*.jsonl")):
        for case in map(json.loads, file.read_text().splitlines()):
            shapes = {name: " ".join(map(str, axes)) for name, axes in case["vars"].items()}
            yield case["id"], (case["lhs"], case["rhs"], shapes, case["assume"]), case["holds"]


def written():
    """The identities of the tests."""
    sys.path.insert(0, str(TESTS))
    from correct.identities_all import ALL

    for row in ALL:
        yield row.claim, (row.claim, None, row.shapes, row.assume, row.layout), row.holds


def measure(claims):
    """Seconds by claim, seconds of `true_if` by refuted claim, and the claims by how they are judged."""
    times, missing, found = {}, {}, {"right": [], "undecided": [], "wrong": []}
    for name, arguments, holds in claims:
        times[name] = typical(time_claim, arguments)
        verdict = wrt.prove(*arguments)
        found["undecided" if verdict.holds is None else "right" if verdict.holds is holds else "wrong"].append(name)
        if verdict.holds is False:
            missing[name] = typical(time_missing, arguments)
    return times, missing, found


def time_claim(arguments):
    sweep_all()
    return seconds(wrt.prove, *arguments)


def time_missing(arguments):
    sweep_all()
    verdict = wrt.prove(*arguments)
    return seconds(lambda: verdict.true_if)


def sweep_all():
    gc.collect()
    sweep()


def typical(measured, arguments):
    """The median of a few rounds."""
    taken = []
    for _ in range(ROUNDS):
        taken.append(measured(arguments))
        if taken[0] > ENOUGH:
            break
    return statistics.median(taken)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else CASES
    wrt.prove("inv(A*B) = inv(B)*inv(A)")  # the rules are read, modules are loaded
    groups = [("published identities", list(published(folder))), ("written for the tests", list(written()))]
    print(versions(), "; nodes swept before each claim, ms of processor time\n", sep="")
    rows, asked, notes = [], [], []
    for name, claims in groups:
        if not claims:
            continue
        times, missing, found = measure(claims)
        rows.append([name, len(claims), *map(len, found.values()), *spread(times)])
        asked.append([name, len(missing), *spread(missing)])
        notes += [slowest(name, times), slowest(f"true_if, {name}", missing)]
        notes += [f"{word}, {name}: {case}" for word in ("wrong", "undecided") for case in found[word]]
    timed = ["median", "90 %", "slowest", f"over {LIMIT:.0f} s"]
    table(["prove", "claims", "right", "undecided", "wrong", *timed], rows)
    print()
    table(["true_if", "refuted", *timed], asked)
    print(f"\nthe aim is a median of a verdict under {ms(GOAL)} and nothing wrong\n")
    print("\n".join(notes))


def spread(times):
    """Median, 90th percentile and slowest in ms, and how many took too long."""
    ordered = sorted(times.values()) or [0.0]
    found = statistics.median(ordered), ordered[int(0.9 * (len(ordered) - 1))], ordered[-1]
    return [*map(ms, found), sum(taken > LIMIT for taken in ordered)]


def slowest(name, times):
    worst = sorted(times, key=times.get)[-5:]
    return f"slowest, {name}: " + "; ".join(f"{case[:70]} {ms(times[case])}" for case in reversed(worst))


if __name__ == "__main__":
    main()
