"""What the steps of a derivative cost beside the derivative: both written as text, on the shared cases.

"deriving" is `diff(...).text`; "steps" is the same and then `explain("rules")`, written as text too, with every line
verified.  Nodes are swept before each; modules are loaded and rules read.  The ratio says how many times the derivative's
own time the answer with its steps takes.

    python bench/steps.py [folder of the cases]
"""

import gc
import statistics
import sys

import wrt
from cases import CASES, ms, read_cases, seconds, summary, table, versions
from wrt.expr.node import sweep

ROUNDS = 3
ENOUGH = 0.5  # seconds; what takes longer is measured once
GOAL = 3
WARM = {"expr": "norm2(y - X*theta)^2", "wrt": ["theta"], "shapes": {"X": "N p", "y": "N"}, "assume": {}}


def derive(case):
    found = wrt.diff(case["expr"], *case["wrt"], shapes=case["shapes"], assume=case.get("assume"))
    return found, found.text


def explain(case):
    found, _ = derive(case)
    return found.explain("rules").write("text")


def timed(function, case):
    taken = []
    for _ in range(ROUNDS):
        gc.collect()
        sweep()
        taken.append(seconds(function, case))
        if taken[0] > ENOUGH:
            break
    return statistics.median(taken)


def measure(cases):
    """(deriving, deriving and explaining) by case, the numbers of lines, and what is refused."""
    times, lines, refused = {}, {}, []
    for case in cases:
        try:
            alone, whole = timed(derive, case), timed(explain, case)
            lines[case["id"]] = len(derive(case)[0].explain("rules"))
        except wrt.WrtError as error:
            refused.append(f"{case['id']} {error.code}")
            continue
        times[case["id"]] = alone, whole
    return times, lines, refused


def main():
    cases = read_cases(sys.argv[1] if len(sys.argv) > 1 else CASES)
    explain(WARM)
    print(versions(), f"; {len(cases)} cases, nodes swept before each, ms of processor time\n", sep="")
    times, lines, refused = measure(cases)
    table(["", "median", "95 %", "slowest"], [
        ["deriving", *summary(alone for alone, _ in times.values())],
        ["deriving and steps", *summary(whole for _, whole in times.values())],
    ])  # fmt: skip
    ratios = {case: whole / alone for case, (alone, whole) in times.items()}
    ordered = sorted(ratios.values())
    over = sum(ratio > GOAL for ratio in ordered)
    print(f"\nratio: {statistics.median(ordered):.2f} at the median (the aim is {GOAL}), 90 % {ordered[int(0.9 * (len(ordered) - 1))]:.2f},")
    print(f"most {ordered[-1]:.1f} ({max(ratios, key=ratios.get)}), over {GOAL} on {over} of {len(ratios)}")
    print(f"lines: {statistics.median(lines.values()):.0f} at the median, most {max(lines.values())} ({max(lines, key=lines.get)})")
    slowest = sorted(times, key=lambda case: times[case][1])[-5:]
    print("slowest with steps:", ", ".join(f"{case} {ms(times[case][1])}" for case in reversed(slowest)))
    if refused:
        print("refused:", ", ".join(refused))


if __name__ == "__main__":
    main()
