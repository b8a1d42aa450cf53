"""Claims read: two sides of an equation, with shapes and facts settled together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from wrt.api import facts_of
from wrt.diagnostics import Span, WrtError
from wrt.expr.declare import declare
from wrt.expr.elaborate import elaborate
from wrt.expr.facts import Facts
from wrt.expr.layout import check_layout
from wrt.expr.node import Node
from wrt.expression import Expression
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree

Shapes = Mapping[str, Any] | None
Assume = Mapping[str, Any] | Iterable[str] | None


class Claim(NamedTuple):
    """The sides of an equation, two or more, as written."""

    sides: tuple[Node, ...]
    facts: Facts
    source: str
    guessed: Mapping[str, Any]
    symbols: Mapping[str, Node]


def read_claim(left: str | Expression, right: str | Expression | None, shapes: Shapes, assume: Assume,
               layout: str) -> Claim:  # fmt: skip
    """The claim `left = right`; without `right` the equation stands in `left`.

    Raises `WrtError`; where its code begins with E-shape-, the claim cannot hold because of the sizes.
    """
    check_layout(layout)
    if isinstance(left, Expression) and isinstance(right, Expression):
        return _of_expressions(left, right)
    given = (left,) if right is None else (left, right)
    texts = [side.text if isinstance(side, Expression) else side for side in given]
    for side in texts:
        if not isinstance(side, str):
            raise WrtError("E-formula", f"{repr(side)[:60]} is not a formula", help="prove(\"(A*B)' = B'*A'\")")
    declared = declare(shapes, assume)
    tree, source = _tree(texts)
    try:
        found = elaborate(tree, declared, source, layout, (), equation=True)
    except WrtError as error:
        error.source = error.source or source
        raise
    except RecursionError:
        raise WrtError("E-too-deep", "the claim is nested too deeply", source=source) from None
    try:
        facts = facts_of(declared, found, layout)
    except WrtError as error:  # what is assumed has no meaning: that says nothing of the claim
        error.code = error.code.replace("E-shape", "E-assume")
        raise
    return Claim(found.node.args, facts, source, found.guessed, found.symbols)


def _tree(texts: list[str]) -> tuple[Tree, str]:
    """The equation as a tree, and the text that its places refer to."""
    if len(texts) == 1:
        tree = read(texts[0])
        if tree.head != "equation" or len(tree.args) < 2:
            help_ = "a claim is written left = right"
            raise WrtError("E-claim", "a claim is an equation", tree.span, help=help_, source=texts[0])
        return tree, texts[0]
    first, second = (read(text) for text in texts)
    for tree, text in ((first, texts[0]), (second, texts[1])):
        if tree.head == "equation":
            raise WrtError("E-claim", "one side of the claim is itself an equation", tree.span, source=text)
    source = f"{texts[0]} = {texts[1]}"
    try:
        joined = read(source)
    except WrtError:
        joined = None
    if joined is not None and joined.head == "equation" and len(joined.args) == 2:
        return joined, source
    return Tree("equation", (first, second), Span(0, len(texts[0]))), texts[0]  # in two notations


def _of_expressions(left: Expression, right: Expression) -> Claim:
    if (left.node.rows, left.node.cols) != (right.node.rows, right.node.cols):
        raise WrtError("E-shape-equation", f"the two sides have different shapes: {left.shape} and {right.shape}")
    facts = Facts({**left.facts_of.assumed, **right.facts_of.assumed},
                  (*left.facts_of.commuting, *right.facts_of.commuting))  # fmt: skip
    from wrt.expr.node import free_symbols

    symbols = free_symbols(left.node, right.node)
    return Claim((left.node, right.node), facts, f"{left.text} = {right.text}", {}, symbols)
