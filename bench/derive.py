"""How long a derivative takes: wrt, SymPy and (where it is installed) tensorgrad on the shared cases, side by side.

Two times each: "whole" is all that a user waits for, from the formula to the answer written out (wrt reads the formula
and settles its shapes; the rivals build their expression from what is parsed already), "derivative" is the derivative
with its simplification alone.  Caches are cold for each formula: wrt's table of nodes is swept, SymPy's cache cleared.

A rival answers where it gives back anything but 0 or a derivative left standing (none of these derivatives is 0);
whether the answer is right is not looked at.  One that raises or needs more than a minute has refused.

    python bench/derive.py [folder of the cases]
"""

import contextlib
import gc
import importlib
import signal
import statistics
import sys
import warnings

import wrt
from cases import CASES, ms, read_cases, seconds, summary, table, versions
from wrt import Expression
from wrt.expr.node import free_symbols, sweep

LIMIT = 60
ROUNDS = 3
ENOUGH = 0.5  # seconds; what takes longer is measured once


class Wrt:
    """The project itself."""

    def __init__(self, case):
        self.case = case
        self.known = {"shapes": case["shapes"], "assume": case.get("assume")}

    def whole(self):
        return wrt.diff(self.case["expr"], *self.case["wrt"], **self.known).text

    def derivative(self):
        return wrt.diff(self.formula, *self.variables)

    def answer(self):
        self.found = self.derivative()

    def prepare(self):
        gc.collect()
        sweep()

    def build(self):
        self.formula = wrt.parse(self.case["expr"], **self.known)
        symbols = free_symbols(self.formula.node)
        self.variables = [Expression(symbols[name]) for name in self.case["wrt"]]

    def is_answer(self, _found):
        return True


class Rival(Wrt):
    """A rival: a module with `translate`, `differentiate` and `is_answer`."""

    def __init__(self, case, module, clear):
        super().__init__(case)
        self.module, self.clear = module, clear
        super().build()
        self.nodes = self.formula.node, [variable.node for variable in self.variables]

    def whole(self):
        return str(self.module.differentiate(*self.module.translate(*self.nodes)))

    def derivative(self):
        return self.module.differentiate(*self.built)

    def prepare(self):
        gc.collect()
        self.clear()

    def build(self):
        self.built = self.module.translate(*self.nodes)

    def is_answer(self, found):
        return self.module.is_answer(found)


def rivals():
    """Those that are installed."""
    yield "wrt", Wrt
    for name, module in (("sympy", "to_sympy"), ("tensorgrad", "to_tensorgrad")):
        with contextlib.suppress(ImportError):
            loaded = importlib.import_module(module)
            from sympy.core.cache import clear_cache

            yield name, lambda case, loaded=loaded: Rival(case, loaded, clear_cache)


def measure(engine, cases):
    """(whole, derivative) times by case, and the cases that cannot be asked, are refused, or get no answer."""
    times, unasked, refused, empty = {}, [], [], []
    for number, case in enumerate(cases, 1):
        print(f"\r{number} of {len(cases)}  {case['id']:16}", end="", file=sys.stderr, flush=True)
        try:
            with limited(LIMIT), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = time_case(engine(case))
        except Exception as error:  # noqa: BLE001 (whatever a rival raises is a refusal)
            (unasked if type(error).__name__ == "CannotAskError" else refused).append(case["id"])
            continue
        if found is None:
            empty.append(case["id"])
        else:
            times[case["id"]] = found
    print("\r" + " " * 40, end="\r", file=sys.stderr)
    return times, unasked, refused, empty


def time_case(one):
    """The median times of one case; None where there is no answer."""
    whole, alone = [], []
    for _ in range(ROUNDS):
        one.prepare()
        whole.append(seconds(one.whole))
        one.prepare()
        one.build()
        one.prepare()
        alone.append(seconds(one.answer))
        if not one.is_answer(one.found):
            return None
        if whole[0] > ENOUGH:
            break
    return statistics.median(whole), statistics.median(alone)


@contextlib.contextmanager
def limited(limit):
    """Raise TimeoutError in the body after so many seconds."""

    def stop(_signal, _frame):
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(limit)  # a timer of processor time would make the clock of processor time coarse
    try:
        yield
    finally:
        signal.alarm(0)


def main():
    cases = read_cases(sys.argv[1] if len(sys.argv) > 1 else CASES)
    print(versions("sympy", "tensorgrad"), f"; {len(cases)} cases, caches cold, ms of processor time\n", sep="")
    found = {name: measure(engine, cases) for name, engine in rivals()}
    rows = []
    for name, (times, unasked, refused, empty) in found.items():
        counts = [len(times), len(empty), len(refused), len(unasked)]
        for place, what in enumerate(("whole", "derivative")):
            rows.append([f"{name}, {what}", *counts, *summary(pair[place] for pair in times.values())])
    table(["", "answered", "0 or unevaluated", "refused", "cannot be asked", "median", "95 %", "slowest"], rows)
    own = found["wrt"][0]
    for name in list(found)[1:]:
        compare(name, own, found[name][0])
    slowest = sorted(own, key=own.get)[-5:]
    print("\nslowest for wrt:", ", ".join(f"{case} {ms(own[case][0])}" for case in reversed(slowest)))
    if found["wrt"][2]:
        print("refused by wrt:", ", ".join(found["wrt"][2]))


def compare(name, own, theirs):
    """How many times faster wrt is on the cases that both answered."""
    for place, what in enumerate(("whole", "derivative")):
        ratios = {case: theirs[case][place] / own[case][place] for case in own if case in theirs}
        least = min(ratios, key=ratios.get)
        slower = sum(ratio < 1 for ratio in ratios.values())
        typical = statistics.median(ratios.values())
        print(f"\nagainst {name}, {what}, {len(ratios)} cases: {typical:.1f} times faster at the median,")
        print(f"least {ratios[least]:.2f} ({least}), slower on {slower}")


if __name__ == "__main__":
    main()
