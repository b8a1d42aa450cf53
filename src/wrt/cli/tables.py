"""`wrt rules`: the table of shortcuts in columns, in LaTeX, in Markdown or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from wrt.cli import records
from wrt.derivative import Derivative
from wrt.shortcuts import Shortcut, rules


def print_rules(query: str | None, notation: str) -> None:
    """Print the rows in which the query occurs."""
    rows = rules(query)
    if notation == "json":
        import json

        print(json.dumps([row.to_json() for row in rows], ensure_ascii=False))
    elif rows:
        print(WRITERS[notation](rows))
    else:
        print(f"no row of the table has {query!r}", file=sys.stderr)


def columns(rows: tuple[Shortcut, ...], notation: str) -> str:
    """The table in aligned columns, each answer followed by its dimensions."""
    lines = [("", "numerator layout", "", "denominator layout", "", "notes")]
    for row in rows:
        numerator, denominator = (getattr(found, notation) for found in (row.numerator, row.denominator))
        sizes = _size(row.numerator), _size(row.denominator)
        lines.append((_question(row, notation), numerator, sizes[0], denominator, sizes[1], row.note))
    return _aligned(lines)


def _aligned(lines: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    return "\n".join("  ".join(row).rstrip() for row in rows)


def _question(row: Shortcut, notation: str) -> str:
    formula = row.denominator.formula
    written = getattr(formula, notation)
    if notation == "text":
        return f"D({written}, {row.variable})"
    return f"∂{written}/∂{row.variable}" if written == row.variable else f"∂({written})/∂{row.variable}"


def _size(found: Derivative) -> str:
    return records.write_shape(found.shape)


def latex(rows: tuple[Shortcut, ...]) -> str:
    """The table as a LaTeX array."""
    lines = [
        rf"\frac{{\partial}}{{\partial {_variable(row)}}} {row.denominator.formula.latex} & "
        + " & ".join(rf"{found.latex} & {_size_latex(found)}" for found in (row.numerator, row.denominator))
        + rf" & \text{{{row.note}}} \\"
        for row in rows
    ]
    head = r"& \text{numerator layout} && \text{denominator layout} && \text{notes} \\ \hline"
    return "\n".join([r"\begin{array}{lllllll}", head, *lines, r"\end{array}"])


def markdown(rows: tuple[Shortcut, ...]) -> str:
    """The table in Markdown, its formulas in LaTeX."""
    lines = [
        rf"| $\frac{{\partial}}{{\partial {_variable(row)}}} {row.denominator.formula.latex}$ | "
        + " | ".join(rf"${found.latex}$ | ${_size_latex(found)}$" for found in (row.numerator, row.denominator))
        + f" | {row.note} |"
        for row in rows
    ]
    return "\n".join(["| | numerator layout | | denominator layout | | notes |", "|---|---|---|---|---|---|", *lines])


def _variable(row: Shortcut) -> str:
    from wrt.emit.writers import latex as write

    return write(row.denominator.variables[0])


def _size_latex(found: Derivative) -> str:
    return _size(found).replace("×", r" \times ")


WRITERS = {
    "text": lambda rows: columns(rows, "text"),
    "unicode": lambda rows: columns(rows, "unicode"),
    "latex": latex,
    "markdown": markdown,
}
