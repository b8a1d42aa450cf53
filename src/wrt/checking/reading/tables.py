r"""Rows of tables, separated by pipes, by tabs, or by & in LaTeX's tabular."""

from __future__ import annotations

import re
from typing import TypeAlias

Cells: TypeAlias = tuple[tuple[str, tuple[int, int]], ...]

RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|?)+\s*")
DOLLARS = re.compile(r"(?<!\\)\$(?:[^$\\]|\\.)*\$")


def is_rule(line: str) -> bool:
    """Whether a line is the rule below the head of a Markdown table."""
    return bool(RULE.fullmatch(line)) and "-" in line


def table_cells(line: str) -> list[tuple[str, int]]:
    """The cells of a row with their offsets; none where the line is no row of a table."""
    masked = DOLLARS.sub(lambda found: "x" * len(found.group()), line)
    if "\t" in masked.strip(" ") and masked.strip():
        return _cells(line, masked, "\t")
    if masked.lstrip().startswith("|") and masked.count("|") > 1:
        return _cells(line, masked, "|", framed=True)
    return []


def _cells(line: str, masked: str, sign: str, framed: bool = False) -> list[tuple[str, int]]:
    start, stop = 0, len(masked.rstrip(" \r")) if framed else len(masked.rstrip("\r"))
    if framed:
        start = masked.index(sign) + 1
        stop = stop - 1 if masked[:stop].endswith(sign) else stop
    found: list[tuple[str, int]] = []
    at = start
    for part in masked[start:stop].split(sign):
        cell = line[at : at + len(part)]
        found.append((cell.strip(), at + len(cell) - len(cell.lstrip())))
        at += len(part) + 1
    return found if len(found) > 1 else []
