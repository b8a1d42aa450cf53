"""`wrt rules`: the table of shortcuts in columns, in LaTeX, in Markdown or as JSON."""

from __future__ import annotations

from wrt.cli import DONE, records
from wrt.derivative import Derivative
from wrt.shortcuts import Shortcut, rules

HEADINGS = ("numerator layout", "denominator layout", "notes")


def print_rules(query: str | None, notation: str) -> int:
    """Print the rows in which the query occurs."""
    rows = rules(query)
    if notation == "json":
        import json

        print(json.dumps([row.to_json() for row in rows], ensure_ascii=False))
    elif rows:
        print(WRITERS[notation](rows))
    else:
        print(f"no row of the table has {query!r}")
    return DONE


def columns(rows: tuple[Shortcut, ...], notation: str) -> str:
    """The table in aligned columns."""
    lines = [("", *HEADINGS)]
    for row in rows:
        cells = [f"{getattr(found, notation)}\0{_size(found)}" for found in (row.numerator, row.denominator)]
        lines.append((_question(row, notation), *cells, row.note))
    return _aligned(_spread(lines))


def _spread(lines: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each answer in a column, its dimensions in one of their own."""
    return [tuple(part for i, cell in enumerate(line) for part in _parts(i, cell)) for line in lines]


def _parts(place: int, cell: str) -> tuple[str, ...]:
    if place not in (1, 2):
        return (cell,)
    answer, _, size = cell.partition("\0")
    return answer, size


def _aligned(lines: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def _question(row: Shortcut, notation: str) -> str:
    formula = row.denominator.formula
    written = getattr(formula, notation)
    return f"D({written}, {row.variable})" if notation == "text" else f"∂({written})/∂{row.variable}"


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
