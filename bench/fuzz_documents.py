"""Fuzzing of the document readers and the checker: mutated documents, any exception but a clear error is a find.

    python bench/fuzz_documents.py [seconds of CPU time] [seed] [folder for what broke]

Seeds are the tests' documents and, where they stand beside the project, the published derivations.  A find is saved
with its traceback; so is what takes longer than `SLOW` seconds.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from pathlib import Path
from random import Random

import wrt

HERE = Path(__file__).resolve().parent
SLOW = 20.0
LONGEST = 2_500
PIECES = (
    "$", "$$", "\\[", "\\]", "\\begin{align}", "\\end{align}", "\\begin{bmatrix}", "\\end{bmatrix}", "&", "\\\\",
    "=", "'", "^T", "^{-1}", "\\frac{", "}{", "}", "{", "(", ")", "[", "]", "|", "\\|", "\t", "\n", "\n\n", "# ",
    "- ", "1. ", "| ", "\\partial", "\\nabla", "\\mathbf{x}", "\\in \\mathbb{R}^{", "\\text{by (3)}", "\\cdots",
    "0 = ", "\\Rightarrow", "d", "dX", "\x00", "\u202e", "\xe9", "\U0001f600", "\\left", "\\right", "inv(", "D(",
    ", x)", "where ", "eye", "_", "^", "{{{", "*", ".*", "./", "1e999", "99999999999", "\\left(\\begin{bmatrix}",
    "symmetric", "numerator layout", "---\nshapes:\n", "%", "\\sum_{i}", "\\operatorname{tr}", "~", "```\n",
    "<script>", "\\newcommand{\\a}{\\a\\a}", "&=", ":=", "\\det(", "'*", "0",
)  # fmt: skip


def seeds() -> list[str]:
    """Documents to begin with."""
    found = [path.read_text() for path in sorted((HERE.parent / "tests" / "checking" / "documents").glob("*"))]
    shared = HERE.parent.parent / "shared"
    for path in sorted((shared / "cases").glob("derivations-*.jsonl")):
        for line in path.read_text().splitlines():
            case = json.loads(line)
            rows = "\\\\\n".join(case["lines"])
            found += ["\n".join(case["text_lines"]), f"$$\\begin{{aligned}}{rows}\\end{{aligned}}$$"]
    sheet = shared / "worksheet.md"
    if sheet.exists():
        found += sheet.read_text().split("\n## ") + sheet.read_text().split("\n### ")
    return found or ["$f(x) = x^2$\n\n$f'(x) = 2x$"]


def mutated(random: Random, documents: list[str]) -> str:
    """A document with a few changes: pieces put in, cut out, doubled, exchanged with those of another."""
    text = random.choice(documents)[:LONGEST]
    start = random.randrange(max(len(text) - 400, 1))
    text = text[start : start + random.randrange(20, 500)] if random.random() < 0.7 else text
    for _ in range(random.randrange(1, 7)):
        at, kind = random.randrange(len(text) + 1), random.random()
        end = min(len(text), at + random.randrange(1, 30))
        if kind < 0.4:
            text = text[:at] + random.choice(PIECES) + text[at:]
        elif kind < 0.6:
            text = text[:at] + text[end:]
        elif kind < 0.75:
            text = text[:end] + text[at:end] * random.randrange(1, 4) + text[end:]
        elif kind < 0.9:
            other = random.choice(documents)
            cut = random.randrange(len(other) + 1)
            text = text[:at] + other[cut : cut + random.randrange(1, 80)] + text[end:]
        else:
            text = text[:at] + chr(random.choice((random.randrange(128), random.randrange(0x3000)))) + text[end:]
    return text


def main(seconds: float, seed: int, folder: Path) -> None:
    """Run for so many seconds of CPU time and say what was found."""
    random, documents = Random(seed), seeds()
    folder.mkdir(parents=True, exist_ok=True)
    count = finds = 0
    end = time.process_time() + seconds
    while time.process_time() < end:
        text = mutated(random, documents)
        name = random.choice(("a.md", "a.tex", "a.txt", "a.ipynb"))
        start = time.perf_counter()
        fault = ""
        try:
            if random.random() < 0.3:
                report = wrt.check(text.splitlines())
            else:
                if name.endswith("ipynb"):
                    text = json.dumps({"cells": [{"cell_type": "markdown", "source": text}]})
                report = wrt.check(text, name=name)
            report.to_json()
        except wrt.WrtError:
            pass
        except Exception:  # noqa: BLE001 (that is what is looked for)
            fault = traceback.format_exc()
        taken = time.perf_counter() - start
        if not fault and taken > SLOW:
            fault = f"slow: {taken:.1f} s"
        count += 1
        if fault:
            finds += 1
            (folder / f"find-{seed}-{finds}.txt").write_text(f"{name}\n{fault}\n=====\n{text}")
            print(f"find {finds}: {fault.strip().splitlines()[-1]}", flush=True)
        if count % 2000 == 0:
            print(f"{count} documents, {finds} finds", flush=True)
    print(f"{count} documents in {seconds:.0f} s of CPU time: {finds} finds")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(float(given[0]) if given else 60, int(given[1]) if len(given) > 1 else 1,
         Path(given[2]) if len(given) > 2 else Path("fuzz-finds"))  # fmt: skip
