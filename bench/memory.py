"""Whether memory stays level in a long-lived process: many different formulas, each derived and written once.

python bench/memory.py [how many, 100000 by default]
"""

import gc
import random
import sys
import time
from pathlib import Path

import wrt
from cases import versions
from wrt.expr.node import living, sweep

UNARY = ("exp({})", "tanh({})", "{}.^2", "sin({})", "2*{}", "-{}", "log(1*{})", "sigmoid({})")
BINARY = ("{} + {}", "{} - {}", "{}.*{}")


def formula(number):
    """A scalar formula in x that no other number gives."""
    pick = random.Random(number)
    parts = [f"A{number}*x", f"b{number % 97}*x", "x"]
    for _ in range(pick.randrange(2, 6)):
        parts.append(pick.choice(UNARY).format(f"({pick.choice(parts)})"))
        parts.append(pick.choice(BINARY).format(f"({parts[-1]})", f"({pick.choice(parts)})"))
    return f"sum({parts[-1]}) + x'*A{number}*x"


def resident():
    """The resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def settle():
    """Collect what nobody holds; the nodes that remain."""
    gc.collect()
    return sweep()


def report(where, spent):
    print(f"{where:>10}{resident():>14.1f}{living():>20}{spent:>10}", flush=True)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(versions(), f"; {count} different formulas, each derived and written out\n", sep="")
    begin = time.process_time()
    print(f"{'formulas':>10}{'resident MiB':>14}{'nodes in the table':>20}{'seconds':>10}")
    for number in range(1, count + 1):
        wrt.diff(formula(number), "x", shapes={"x": "n", f"A{number}": "n n", f"b{number % 97}": ""}).text  # noqa: B018
        if number % (count // 10) == 0 or number == 1:
            report(number, f"{time.process_time() - begin:.1f}")
    while living() > settle():
        pass
    report("at rest", "")


if __name__ == "__main__":
    main()
