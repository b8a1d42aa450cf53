"""What the steps and the certificate of a derivative cost beside the derivative, on the shared cases.

"deriving" is `diff(...).text`; "steps" is what `explain("rules")` and writing it as text take after that, every line
verified; "certificate" is the proof that the answer is the derivative, checked by the kernel, after that instead.
Nodes are swept before each of them; modules are loaded and rules read.  The ratios are those to deriving.

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
GOALS = {"steps": f" (the aim is {GOAL})", "certificate": ""}
WARM = {"expr": "norm2(y - X*theta)^2", "wrt": ["theta"], "shapes": {"X": "N p", "y": "N"}, "assume": {}}


def derive(case):
    found = wrt.diff(case["expr"], *case["wrt"], shapes=case["shapes"], assume=case.get("assume"))
    return found, found.text


def explain(found):
    return found.explain("rules").write("text")


def certify(found):
    return found.certificate


WAYS = {"steps": explain, "certificate": certify}


def alone(case):
    """Seconds that deriving takes."""
    sweep_all()
    return seconds(derive, case)


def after(case, work):
    """Seconds that something takes once the derivative is there."""
    sweep_all()
    found, _ = derive(case)
    return seconds(work, found)


def sweep_all():
    gc.collect()
    sweep()


def typical(measured, *args):
    """The median of a few rounds."""
    taken = []
    for _ in range(ROUNDS):
        taken.append(measured(*args))
        if taken[0] > ENOUGH:
            break
    return statistics.median(taken)


def measure(cases):
    """Seconds of deriving and of each way by case, the numbers of lines, and what is refused."""
    deriving, ways, lines, refused = {}, {name: {} for name in WAYS}, {}, []
    for case in cases:
        name = case["id"]
        try:
            deriving[name] = typical(alone, case)
            lines[name] = len(derive(case)[0].explain("rules"))
        except wrt.WrtError as error:
            refused.append(f"{name} {error.code}")
        for way, work in WAYS.items() if name in deriving else ():
            try:
                ways[way][name] = typical(after, case, work)
            except wrt.WrtError as error:
                refused.append(f"{name} {way} {error.code}")
    return deriving, ways, lines, refused


def main():
    cases = read_cases(sys.argv[1] if len(sys.argv) > 1 else CASES)
    found, _ = derive(WARM)
    for work in WAYS.values():
        work(found)
    print(versions(), f"; {len(cases)} cases, nodes swept before each, ms of processor time\n", sep="")
    deriving, ways, lines, refused = measure(cases)
    rows = [["deriving", len(deriving), *summary(deriving.values())]]
    rows += [[way, len(times), *summary(times.values())] for way, times in ways.items()]
    table(["", "cases", "median", "95 %", "slowest"], rows)
    for way, times in ways.items():
        compare(way, times, deriving)
    longest = max(lines, key=lines.get)
    print(f"\nlines of steps: {statistics.median(lines.values()):.0f} at the median, most {lines[longest]} ({longest})")
    if refused:
        print("refused:", ", ".join(refused))


def compare(way, times, deriving):
    """The ratios of one way to deriving, and its slowest cases."""
    ratios = {case: seconds / deriving[case] for case, seconds in times.items()}
    ordered = sorted(ratios.values())
    middle, ninety = statistics.median(ordered), ordered[int(0.9 * (len(ordered) - 1))]
    over = sum(ratio > GOAL for ratio in ordered)
    print(f"\n{way} to deriving: {middle:.2f} at the median{GOALS[way]}, 90 % {ninety:.2f},")
    print(f"most {ordered[-1]:.1f} ({max(ratios, key=ratios.get)}), over {GOAL} on {over} of {len(ratios)}")
    slowest = sorted(times, key=times.get)[-5:]
    print("slowest:", ", ".join(f"{case} {ms(times[case])}" for case in reversed(slowest)))


if __name__ == "__main__":
    main()
