r"""The vector of ones as it is typed: `11^T`, `1_n`, `\frac{1}{n} 1 1^T`, or a letter that stands for it.

What is read is `\mathbf{1}`, with its length where something says that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wrt.checking.reading.declared import ONES
from wrt.checking.statements import Section
from wrt.checking.written import Written

MARK = r"\s*(?:\^\s*\{?\s*(?:T(?![a-z])|\\top|\\intercal|\\mathsf)|')"
NUMBER = r"(?<![\d.\\_^({])1"
PAIR = re.compile(rf"{NUMBER}\s*1(?={MARK})")
MARKED = re.compile(rf"{NUMBER}(?={MARK})")
SIZED = re.compile(rf"{NUMBER}(?=_\{{?[A-Za-z]\}}?)")
BEHIND = re.compile(r"(?<=[A-Za-z}])(?<!\\)(\s*)1(?=\s*(?:[=+\-)}\].,]|\Z))")
BARE = re.compile(rf"{ONES}(?!\s*_)")
WITH_LENGTH = re.compile(rf"{ONES}\s*_")
COMMAND = r"\\(?:operatorname\*?|mathrm|text)\s*\{[^{}]*\}|\\[A-Za-z]+"
MEAN = re.compile(
    rf"\\[dt]?frac\s*(?:\{{\s*1\s*\}}|1)\s*(?:\{{\s*(?P<n>[A-Za-z])\s*\}}|(?P<m>[A-Za-z]))\s*{BARE.pattern}"
)


def typed_ones(lines: Sequence[Written]) -> Sequence[Written]:
    r"""The lines with `\mathbf{1}` for a 1 that is a vector, `\mathbf{1}_n` where 1/n stands before it."""
    if any(pattern.search(line.text) for line in lines for pattern in (PAIR, MARKED, SIZED)):
        lines = [line._replace(text=_bold(line.text)) for line in lines]
    counts = {found["n"] or found["m"] for line in lines for found in MEAN.finditer(line.text)}
    if len(counts) != 1 or any(WITH_LENGTH.search(line.text) for line in lines):
        return lines
    return [line._replace(text=_sized(line.text, *counts)) for line in lines]


def _bold(text: str) -> str:
    text = PAIR.sub(r"\\mathbf{1}\\mathbf{1}", text)
    for pattern in (MARKED, SIZED):
        text = pattern.sub(r"\\mathbf{1}", text)
    return BEHIND.sub(r"\1\\mathbf{1}", text)


def _sized(text: str, size: str) -> str:
    return BARE.sub(rf"\\mathbf{{1}}_{{{size}}}", text)


def _one(found: re.Match[str]) -> str:
    return r"\mathbf{1}" if found["one"] else found.group()


def declared_ones(section: Section) -> None:
    r"""What an item says of the vector of ones, `\mathbf{1} \in \mathbb{R}^n` or "e is the vector of ones", put in."""
    for at, statement in enumerate(section.statements):
        here = section.of(statement.item)
        text = statement.text
        for letter in here.ones:
            end = r"(?![A-Za-z])" if letter[-1].isalpha() and letter.startswith("\\") else ""
            text = re.sub(rf"(?P<one>{re.escape(letter)}{end})(?!\s*_)|{COMMAND}", _one, text)
        section.statements[at] = statement._replace(text=_sized(text, here.length) if here.length else text)
