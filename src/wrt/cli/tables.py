"""`wrt rules`: the rules by topic, and the table of shortcuts in columns, in LaTeX, in Markdown or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

from wrt.cli import records
from wrt.derivative import Derivative
from wrt.shortcuts import Shortcut, Stated, rules, table


def print_rules(query: str, notation: str, *, table_only: bool) -> None:
    """Print the rules that a query finds, all of them without one, or the table of shortcuts."""
    found: Sequence[Shortcut] | Sequence[Stated]
    if table_only:
        kept = {rule.name for rule in rules(query)}
        found = [row for row in table() if row.name in kept]
    else:
        found = rules(query)
    if notation == "json":
        import json

        print(json.dumps([row.to_json() for row in found], ensure_ascii=False))
    elif not found:
        print(f"no rule is found by {query!r}", file=sys.stderr)
    elif table_only:
        print(WRITERS[notation](found))
    else:
        print(LISTS[notation](found, grouped=not query))


# ---- rules


def listed(notation: str, found: Sequence[Stated], *, grouped: bool) -> str:
    """A rule a line: its name, what it says, and under which conditions; whole topics under their titles."""
    width = max(len(rule.name) for rule in found)
    lines: list[str] = []
    for topic, members in groupby(found, lambda rule: rule.topic if grouped else ""):
        lines += ["", topic] if topic and lines else [topic] if topic else []
        lines += ["  " * grouped + _listed(rule, notation, width) for rule in members]
    return "\n".join(lines)


def _listed(rule: Stated, notation: str, width: int) -> str:
    conditions = rule.conditions if notation == "text" else rule.conditions_unicode
    where = f"   where {', '.join([*rule.sizes, *conditions])}" if rule.sizes or conditions else ""
    return f"{rule.name.ljust(width)}  {getattr(rule, notation)}{where}"


def listed_latex(found: Sequence[Stated], *, grouped: bool) -> str:
    """The rules as a LaTeX array."""
    lines = [
        rf"\text{{{rule.name.replace('_', chr(92) + '_')}}} & {rule.latex} & "
        rf"\text{{{', '.join([*rule.sizes, *rule.conditions_latex])}}} \\"
        for rule in found
    ]
    return "\n".join([r"\begin{array}{lll}", *lines, r"\end{array}"])


def listed_markdown(found: Sequence[Stated], *, grouped: bool) -> str:
    """The reference page: a table for each topic; derivatives with both layouts."""
    parts = []
    for topic, members in groupby(found, lambda rule: rule.topic):
        rows = list(members)
        derivatives = all(rule.numerator is not None for rule in rows)
        titles = ["name", "statement", "formula", "where", *["numerator", "denominator"] * derivatives, "source"]
        head = [f"## {topic}", "", _cells(titles), _cells(["---"] * len(titles))]
        parts.append("\n".join([*head, *[_cells(_markdown_row(rule, derivatives)) for rule in rows]]))
    return "\n\n".join(parts)


def _markdown_row(rule: Stated, derivatives: bool) -> list[str]:
    layouts = [f"`{found.text}`" for found in (rule.numerator, rule.denominator) if found is not None]
    where = ", ".join([*rule.sizes, *rule.conditions_latex]) + (f" ({rule.rule.excess})" if rule.rule.excess else "")
    return [rule.name, f"`{rule.statement}`", f"${rule.latex}$", where, *layouts * derivatives, rule.source]


def _cells(cells: Sequence[str]) -> str:
    """A row of a table in Markdown."""
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


# ---- the table of shortcuts


def columns(rows: Sequence[Shortcut], notation: str) -> str:
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


def latex(rows: Sequence[Shortcut]) -> str:
    """The table as a LaTeX array."""
    lines = [
        rf"\frac{{\partial}}{{\partial {_variable(row)}}} {row.denominator.formula.latex} & "
        + " & ".join(rf"{found.latex} & {_size_latex(found)}" for found in (row.numerator, row.denominator))
        + rf" & \text{{{row.note}}} \\"
        for row in rows
    ]
    head = r"& \text{numerator layout} && \text{denominator layout} && \text{notes} \\ \hline"
    return "\n".join([r"\begin{array}{lllllll}", head, *lines, r"\end{array}"])


def markdown(rows: Sequence[Shortcut]) -> str:
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


WRITERS: dict[str, Callable[..., str]] = {
    "text": lambda rows: columns(rows, "text"),
    "unicode": lambda rows: columns(rows, "unicode"),
    "latex": latex,
    "markdown": markdown,
}
LISTS: dict[str, Callable[..., str]] = {
    "text": partial(listed, "text"),
    "unicode": partial(listed, "unicode"),
    "latex": listed_latex,
    "markdown": listed_markdown,
}
