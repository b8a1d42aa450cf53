"""How long a whole process takes: `wrt diff ...` beside `python -c pass`, and what it imports.

Both run by the same interpreter, one after the other in turns, so that a busy machine slows both; bytecode is compiled
already, as pip leaves it.  The processor time of the process is shown as well: it does not depend on who else is busy.

    python bench/coldstart.py [rounds]
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from cases import ms, table, versions

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import argparse'": ["-c", "import argparse"],
    "wrt --version": ["-m", "wrt", "--version"],
    'wrt diff "v\'*A*v" v': ["-m", "wrt", "diff", "v'*A*v", "v"],
    "wrt diff LaTeX": ["-m", "wrt", "diff", r"\frac{1}{N} \|\mathbf{y} - X\boldsymbol{\theta}\|_2^2", "theta"],
    "wrt diff --json": ["-m", "wrt", "diff", "v'*A*v", "v", "--json"],
    "wrt diff --steps": ["-m", "wrt", "diff", "v'*A*v", "v", "--steps"],
    "wrt prove": ["-m", "wrt", "prove", "(A*B)' = B'*A'"],
    "wrt rules --table": ["-m", "wrt", "rules", "--table"],
    "python -c 'import numpy'": ["-c", "import numpy"],
    "python -c 'import sympy'": ["-c", "import sympy"],
}
HEAVY = ("numpy", "scipy", "argparse", "dataclasses", "inspect", "json", "difflib", "sympy", "jax")


def run(words, environment):
    """Wall and processor seconds of one process."""
    begin = time.perf_counter()
    null = [(os.POSIX_SPAWN_OPEN, place, os.devnull, os.O_RDWR, 0) for place in (0, 1, 2)]
    process = os.posix_spawn(sys.executable, [sys.executable, *words], environment, file_actions=null)
    _, _, usage = os.wait4(process, 0)
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for words in COMMANDS.values():
            run(words, environment)
        times = {name: [] for name in COMMANDS}
        for _ in range(rounds):
            for name, words in COMMANDS.items():
                times[name].append(run(words, environment))
        report(times, rounds)
        print("\nimported by `wrt diff`:", imported(environment) or "nothing heavy")


def report(times, rounds):
    print(versions("numpy", "sympy"), f"; medians of {rounds}\n", sep="")
    medians = {
        name: [statistics.median(values) for values in zip(*found, strict=True)] for name, found in times.items()
    }
    base = medians["python -c pass"]
    table(
        ["", "wall ms", "ratio", "processor ms", "ratio"],
        [
            [name, ms(wall), f"{wall / base[0]:.2f}", ms(cpu), f"{cpu / base[1]:.2f}"]
            for name, (wall, cpu) in medians.items()
        ],
    )


def imported(environment):
    """What of the heavy modules a derivation imports."""
    program = (
        "import sys; from wrt.cli import main; main(['diff', \"v'*A*v\", 'v', '-q']); "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    ).stderr.strip()


if __name__ == "__main__":
    main()
