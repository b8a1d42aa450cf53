"""How long a verdict takes and how many are right: the published identities, and those written down for the tests.

The time is that of `prove` as a user calls it: the claim read, shapes settled, the proof searched and checked by the
kernel, or the counterexample found; telling the proof line by line is not in it.  Nodes are swept before each claim, so
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
    """Seconds by claim, and the claims by how they are judged."""
    times, found = {}, {"right": [], "undecided": [], "wrong": []}
    for name, arguments, holds in claims:
        times[name] = time_claim(arguments)
        verdict = wrt.prove(*arguments)
        found["undecided" if verdict.holds is None else "right" if verdict.holds is holds else "wrong"].append(name)
    return times, found


def time_claim(arguments):
    taken = []
    for _ in range(ROUNDS):
        gc.collect()
        sweep()
        taken.append(seconds(wrt.prove, *arguments))
        if taken[0] > ENOUGH:
            break
    return statistics.median(taken)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else CASES
    wrt.prove("inv(A*B) = inv(B)*inv(A)")  # the rules are read, modules are loaded
    groups = [("published identities", list(published(folder))), ("written for the tests", list(written()))]
    print(versions(), "; nodes swept before each claim, ms of processor time\n", sep="")
    rows, notes = [], []
    for name, claims in groups:
        if not claims:
            continue
        times, found = measure(claims)
        ordered = sorted(times.values())
        spread = [statistics.median(ordered), ordered[int(0.9 * (len(ordered) - 1))], ordered[-1]]
        rows.append([name, len(claims), *map(len, found.values()), *map(ms, spread), sum(t > LIMIT for t in ordered)])
        slowest = sorted(times, key=times.get)[-5:]
        notes.append(f"slowest, {name}: " + "; ".join(f"{case[:70]} {ms(times[case])}" for case in reversed(slowest)))
        notes += [f"{word}, {name}: {case}" for word in ("wrong", "undecided") for case in found[word]]
    head = ["", "claims", "right", "undecided", "wrong", "median", "90 %", "slowest", f"over {LIMIT:.0f} s"]
    table(head, rows)
    print(f"\nthe aim is a median under {ms(GOAL)} and nothing wrong\n")
    print("\n".join(notes))


if __name__ == "__main__":
    main()
