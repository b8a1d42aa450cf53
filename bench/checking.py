"""How well wrong lines are found, named and mended: thousands of derivations with one error seeded.

Printed: how many are caught, passed as right (must be 0) or left open; how often the mistake is named as it was seeded;
how many corrections are right in value (NumPy judges, not the engine); the time that a wrong line takes.

    python bench/checking.py [--slow] [--show ERROR] [--every K]
"""

import argparse
import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from checking import mutants as seeded
from checking.judged import Outcome, outcome, right_ones


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only each K-th mutant")
    parser.add_argument("--show", default="", help="print the mutants of an error that are named otherwise")
    parser.add_argument("--slow", action="store_true", help="print what takes more than a second")
    given = parser.parse_args()
    false_alarms = [line for judge in seeded.judges() for line in right_ones(judge)]
    for line in false_alarms:
        print("false alarm:", line)
    found: list[Outcome] = []
    for k, mutant in enumerate(seeded.every()):
        if k % given.every == 0:
            found.append(outcome(mutant, perf_counter))
            told(found[-1], given)
    summary(found, len(false_alarms))


def told(one, given):
    line = f"{one.mutant.name}: {one.mistake!r}, {one.correction}"
    if one.verdict != "caught":
        print(f"{one.verdict}: {one.mutant.name}")
    if one.mended is False:
        print(f"wrong correction: {line}")
    if given.show and one.mutant.error.startswith(given.show) and not one.named:
        print(f"named otherwise: {line}")
    if given.slow and one.seconds > 1:
        print(f"{one.seconds:.1f} s: {line}")


def summary(found, false_alarms):
    verdicts = Counter(one.verdict for one in found)
    caught = [one for one in found if one.verdict == "caught"]
    mended = Counter(one.mended for one in caught)
    print(f"\n{len(found)} mutants: {dict(verdicts)}; false alarms on right lines: {false_alarms}")
    print(f"corrections: {mended[True]} right, {mended[False]} wrong, {mended[None]} none or not judged")
    rows = defaultdict(list)
    for one in caught:
        rows[one.mutant.error].append(one)
    for error, ones in sorted(rows.items(), key=lambda item: -len(item[1])):
        others = Counter(one.mistake for one in ones if not one.named).most_common(4)
        share = sum(one.named for one in ones) / len(ones)
        print(f"{len(ones):6} {share:6.0%}  {error:55} {', '.join(f'{n}× {words!r}' for words, n in others)}")
    named = sum(one.named for one in caught)
    print(f"named {named} of {len(caught)}: {named / max(1, len(caught)):.1%}")
    times = sorted(one.seconds for one in found)
    late = times[len(times) * 95 // 100]
    print(f"a wrong line: median {statistics.median(times):.3f} s, 95 % within {late:.2f} s, slowest {times[-1]:.2f} s")


if __name__ == "__main__":
    main()
