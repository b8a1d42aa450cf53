"""What the steps of a derivative cost beside the derivative, on the shared cases.

"deriving" is `diff(...).text`; "steps" is what `explain("rules")` and writing it as text take after that, every line
verified.  Nodes are swept before each case; modules are loaded and rules read.  The ratio is that of steps to deriving.

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


def explain(found):
    return found.explain("rules").write("text")


def timed(case):
    """Seconds of deriving and of the steps."""
    alone, steps = [], []
    for _ in range(ROUNDS):
        gc.collect()
        sweep()
        alone.append(seconds(derive, case))
        gc.collect()
        sweep()
        found, _ = derive(case)
        steps.append(seconds(explain, found))
        if steps[0] > ENOUGH:
            break
    return statistics.median(alone), statistics.median(steps)


def measure(cases):
    """(deriving, steps) by case, the numbers of lines, and what is refused."""
    times, lines, refused = {}, {}, []
    for case in cases:
        try:
            times[case["id"]] = timed(case)
            lines[case["id"]] = len(derive(case)[0].explain("rules"))
        except wrt.WrtError as error:
            refused.append(f"{case['id']} {error.code}")
    return times, lines, refused


def main():
    cases = read_cases(sys.argv[1] if len(sys.argv) > 1 else CASES)
    explain(derive(WARM)[0])
    print(versions(), f"; {len(cases)} cases, nodes swept before each, ms of processor time\n", sep="")
    times, lines, refused = measure(cases)
    table(["", "median", "95 %", "slowest"], [
        ["deriving", *summary(alone for alone, _ in times.values())],
        ["steps", *summary(steps for _, steps in times.values())],
    ])  # fmt: skip
    ratios = {case: steps / alone for case, (alone, steps) in times.items()}
    ordered = sorted(ratios.values())
    over = sum(ratio > GOAL for ratio in ordered)
    typical, ninety = statistics.median(ordered), ordered[int(0.9 * (len(ordered) - 1))]
    print(f"\nratio: {typical:.2f} at the median (the aim is {GOAL}), 90 % {ninety:.2f},")
    print(f"most {ordered[-1]:.1f} ({max(ratios, key=ratios.get)}), over {GOAL} on {over} of {len(ratios)}")
    longest = max(lines, key=lines.get)
    print(f"lines: {statistics.median(lines.values()):.0f} at the median, most {lines[longest]} ({longest})")
    slowest = sorted(times, key=lambda case: times[case][1])[-5:]
    print("slowest steps:", ", ".join(f"{case} {ms(times[case][1])}" for case in reversed(slowest)))
    if refused:
        print("refused:", ", ".join(refused))


if __name__ == "__main__":
    main()
