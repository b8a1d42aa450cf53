r"""Derivatives by something that symbols depend on, and nobody says how: `\frac{dA^{-1}}{dt} = -A^{-1}\dot{A}A^{-1}`.

By a number t such an equation is one of differentials: dA/dt is whatever A changes by, and everything else is constant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wrt.checking.applied import Side
from wrt.checking.differentials import MARK
from wrt.checking.paper import Paper
from wrt.diagnostics import WrtError
from wrt.expr.guess import convention
from wrt.syntax.tree import Tree, names_in, postorder, rewritten

DOT = "_dot"
TIMES = ("t", "s", "u")


def with_rates(sides: Sequence[Side], paper: Paper) -> list[Side]:
    """The sides with differentials for derivatives by a number of which the symbols are functions.

    Raises `WrtError` where the sides speak of such a derivative in another way: it is not 0 as of a constant.
    """
    if paper.is_opaque(sides[0].tree) or any(side.tree.head == "num" and side.tree.value == 0 for side in sides):
        return list(sides)
    trees = [tree for side in sides for tree in postorder(side.tree)]
    rates = [*_rates(trees, paper)]
    if not rates:
        return list(sides)
    of, by = rates[0]
    derivatives = [tree for tree in trees if tree.head == "D"]
    bare = [rewritten(side.tree, lambda tree: tree.args[0] if tree.head == "D" else tree) for side in sides]
    plain = all(
        len(tree.args) == 2 and tree.args[1].head == "name" and tree.args[1].value == by for tree in derivatives
    )
    nested = any(part.head == "D" for tree in derivatives for part in postorder(tree.args[0]))
    defined = {name for known in names_in(*bare) & paper.definitions.keys() for name in names_in(paper.trees[known])
               if known in paper.trees}  # fmt: skip
    if not (plain and _is_number(by, paper)) or nested or by in names_in(*bare) | defined:
        raise WrtError("E-unsupported", f"nothing says how {of} depends on {by}")
    return [side._replace(tree=rewritten(side.tree, _as_change)) for side in sides]


def _rates(trees: Sequence[Tree], paper: Paper) -> Iterator[tuple[str, str]]:
    """What is derived though it is a symbol alone, and by what."""
    by = next((tree.args[1].value for tree in trees if tree.head == "D" and len(tree.args) == 2), "")
    names = {tree.value for tree in trees if tree.head == "name"}
    for tree in trees:
        if tree.head == "D" and len(tree.args) == 2 and tree.args[0].head == tree.args[1].head == "name":
            of = tree.args[0].value
            if of != tree.args[1].value and of not in paper.definitions and of not in paper.functions:
                yield of, tree.args[1].value
        elif tree.head == "name" and tree.value.endswith(DOT) and tree.value[: -len(DOT)] in names and by:
            yield tree.value[: -len(DOT)], by


def _is_number(name: str, paper: Paper) -> bool:
    shape = paper.declared.shapes.get(name)
    return shape == (1, 1) if shape is not None else name in TIMES or convention(name, "") == "scalar"


def _as_change(tree: Tree) -> Tree:
    if tree.head == "D":
        return Tree("call", tree.args[:1], tree.span, MARK)
    if tree.head == "name" and tree.value.endswith(DOT):
        return Tree("call", (Tree("name", (), tree.span, tree.value[: -len(DOT)]),), tree.span, MARK)
    return tree
