"""An objective and its constraints read together: the shapes are those with which all of them fit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress

from wrt.api import read_formula
from wrt.diagnostics import Span, WrtError
from wrt.expr.declare import Declarations
from wrt.expr.elaborate import Elaborated, elaborate
from wrt.expr.node import Node, free_symbols, make
from wrt.syntax.notation import looks_like_latex
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree

INEQUALITY = re.compile(r"<=?|>=?|\\(?:leq?|geq?|preceq|succeq)\b|[≤≥]")


def read_together(
    source: str, given: Iterable[str], declared: Declarations, extra: tuple[str, ...]
) -> tuple[Elaborated, list[Node]]:
    """The objective, and each constraint as the expression that is to be 0.

    Raises the error of all together where they fit neither so nor one after the other.
    """
    latex = looks_like_latex(source) or None
    trees = [_equation(text, latex) for text in given]
    if not trees:
        return read_formula(source, declared, "denominator", extra), []
    objective = read(source)
    whole, moved = source, []
    for text, tree in zip(given, trees, strict=True):
        moved.append(_moved(tree, len(whole) + 1))
        whole += "\n" + text
    try:
        joined = Tree("together", (objective, *moved), Span(0, len(whole)))
        found = elaborate(joined, declared, whole, "denominator", extra, equation=True)
        node, *equations = found.node.args
        return found._replace(node=node), [_difference(equation) for equation in equations]
    except WrtError as error:
        error.source = error.source or whole
        with suppress(WrtError):
            found = elaborate(objective, declared, source, "denominator", extra)
            return found, read_after(given, declared, found.symbols, latex)
        raise


def read_after(
    given: Iterable[str], declared: Declarations, symbols: dict[str, Node], latex: bool | None
) -> list[Node]:
    """Each constraint as the expression that is to be 0, in the shapes of an objective that was read before."""
    shapes = declared.shapes | {name: (node.rows, node.cols) for name, node in symbols.items()}
    known = declared._replace(shapes=shapes)
    found = []
    for text in given:
        try:
            node = elaborate(_equation(text, latex), known, text, "denominator", (), equation=True).node
        except WrtError as error:
            error.source = error.source or text
            raise
        found.append(_difference(node))
    return found


def check_constraint(text: str, node: Node, unknowns: Iterable[Node]) -> None:
    """Raise an error where a constraint says nothing of what is looked for."""
    if not set(unknowns) & set(free_symbols(node).values()):
        names = ", ".join(unknown.value[0] for unknown in unknowns)
        raise WrtError("E-constraint", f"this constraint says nothing of {names}", Span(0, len(text)), source=text)


def _equation(text: str, latex: bool | None) -> Tree:
    """The tree of a constraint."""
    if not isinstance(text, str):
        raise WrtError("E-constraint", f"{text!r} is not an equation", help="an equation is C*theta = d")
    if INEQUALITY.search(text):
        help_ = "leave it out and look whether the minimiser satisfies it"
        raise WrtError("E-unsupported", "an inequality as a constraint is not supported", source=text, help=help_)
    try:
        tree = read(text, latex=latex if "*" not in text else None)
    except WrtError as error:
        error.source = error.source or text
        raise
    if tree.head != "equation" or len(tree.args) != 2:
        help_ = f"what is it to be? {text.strip()} = 0 is an equation"
        raise WrtError("E-constraint", "a constraint is an equation", tree.span, source=text, help=help_)
    return tree


def _moved(tree: Tree, by: int) -> Tree:
    """The tree at its place in a longer text."""
    args = tuple([_moved(arg, by) for arg in tree.args])
    return Tree(tree.head, args, Span(tree.span.start + by, tree.span.end + by), tree.value, tree.hint)


def _difference(equation: Node) -> Node:
    left, right = equation.args
    negative = make("neg", (right,), None, right.rows, right.cols)
    return make("add", (left, negative), None, left.rows, left.cols)
