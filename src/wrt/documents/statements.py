"""A rule's statement (text syntax) in every notation, read as the formulas of two sides; None where it is none.

`d(A*B) = dA*B + A*dB` is read too: d(..) is the differential of a formula, dA that of the symbol A.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import count

from wrt.derivation import Written
from wrt.diagnostics import WrtError
from wrt.emit import writers
from wrt.expr.declare import Declarations, Shape, declare
from wrt.expr.elaborate import elaborate
from wrt.expr.node import Node, make, rewritten
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree, names_in
from wrt.syntax.tree import rewritten as tree_rewritten


def statement(text: str, shapes: Mapping[str, Shape] | None = None) -> Written | None:
    """The statement in each notation; `shapes` says what its symbols are where that is known.

    >>> statement("D(v'*A*v, v) = (A + A')*v").unicode
    '∂(vᵀAv)/∂v = (A + Aᵀ)v'
    >>> statement("d(A*B) = dA*B + A*dB").unicode
    'd(AB) = dA·B + A·dB'
    """
    return _statement(text, tuple(sorted((shapes or {}).items())))


@lru_cache(maxsize=1024)
def _statement(text: str, shapes: tuple[tuple[str, Shape], ...]) -> Written | None:
    for known in (shapes, ()) if shapes else ((),):
        try:
            sides = _sides(text, dict(known))
        except (WrtError, RecursionError):
            continue
        return Written(text, *[" = ".join(map(write, sides)) for write in (writers.latex, writers.unicode)])
    return None


def formula(text: str) -> Written | None:
    """A formula in each notation; None where the text is none."""
    try:
        node = elaborate(read(text), declare(None, None), text).node
    except (WrtError, RecursionError):
        return None
    return Written(text, writers.latex(node), writers.unicode(node))


def _sides(text: str, shapes: dict[str, Shape]) -> list[Node]:
    root = read(text)
    sides = root.args if root.head == "equation" else (root,)
    declared = declare(None, None)._replace(shapes=_settled(sides, declare(None, None)._replace(shapes=shapes), text))
    return [_with_differentials(side, declared, text) for side in sides]


def _settled(sides: tuple[Tree, ...], declared: Declarations, text: str) -> dict[str, Shape]:
    """The shapes of all symbols, from both sides together; a differential has the shape of what it is taken of."""
    names = names_in(*sides)
    bare = [tree_rewritten(side, lambda tree: _undone(tree, names)) for side in sides]
    whole = bare[0] if len(bare) == 1 else Tree("sub", (bare[0], bare[1]), bare[0].span)
    found = elaborate(whole, declared, text)
    return {name: (symbol.rows, symbol.cols) for name, symbol in found.symbols.items()}


def _undone(tree: Tree, names: set[str]) -> Tree:
    if _is_differential(tree):
        return tree.args[0]
    if tree.head == "name" and tree.value[0] == "d" and tree.value[1:] in names:
        return Tree("name", (), tree.span, tree.value[1:])
    return tree


def _with_differentials(side: Tree, declared: Declarations, text: str) -> Node:
    """One side as a node: what stands under a d is read first, and a symbol keeps its place in the rest."""
    places: dict[str, Node] = {}
    shapes = dict(declared.shapes)
    fresh = (f"differential{number}" for number in count(1))

    def change(tree: Tree) -> Tree:
        is_leaf = tree.head == "name" and tree.value[0] == "d" and tree.value[1:] in declared.shapes
        if not is_leaf and not _is_differential(tree):
            return tree
        name = next(fresh)
        inner = Tree("name", (), tree.span, tree.value[1:]) if is_leaf else tree.args[0]
        node = elaborate(inner, declared._replace(shapes=shapes), text).node
        found = rewritten(node, lambda part: places.get(part.value[0], part) if part.op == "sym" else part)
        places[name] = make("differential", (found, found), None, node.rows, node.cols)
        shapes[name] = (node.rows, node.cols)
        return Tree("name", (), tree.span, name)

    node = elaborate(tree_rewritten(side, change), declared._replace(shapes=shapes), text).node
    return rewritten(node, lambda part: places.get(part.value[0], part) if part.op == "sym" else part)


def _is_differential(tree: Tree) -> bool:
    return tree.head == "call" and tree.value == "d" and len(tree.args) == 1
