"""From the syntax tree to an expression with shapes.

Shapes are inferred on the tree first (names by declaration, by convention, by what the formula forces); then the nodes
are made exactly as written, so that the expression prints as what was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wrt.diagnostics import WrtError
from wrt.expr import guess
from wrt.expr.declare import Declarations, Shape
from wrt.expr.dims import Dim, symbols
from wrt.expr.infer import Failure, Inference, check_calls, failure_to_error
from wrt.expr.node import Node
from wrt.expr.raw import raw_node
from wrt.expr.scope import Scope, names_of, ordered
from wrt.expr.sizes import Unknown
from wrt.syntax.tree import Tree


class Elaborated(NamedTuple):
    """The expression as written, its symbols by name, and the shapes that were guessed."""

    node: Node
    symbols: dict[str, Node]
    guessed: dict[str, Shape]


def elaborate(root: Tree, declared: Declarations, source: str, layout: str = "denominator",
              extra: tuple[str, ...] = ()) -> Elaborated:  # fmt: skip
    """The expression that a tree stands for; `extra` names symbols that need not occur."""
    inference, order = _settle(root, declared, source, extra, layout)
    shapes = _name_sizes(inference, declared)
    return _build(order, inference, shapes, declared, layout, root)


def _settle(root: Tree, declared: Declarations, source: str, extra: tuple[str, ...],
            layout: str) -> tuple[Inference, list[Tree]]:
    """The first reading of names and of ambiguous products whose sizes fit, and that is the only one of its cost."""
    first: WrtError | None = None
    for choice in Scope(root).choices():
        order = ordered(root, choice, source)
        check_calls(order, source)
        names, hints = names_of(order, declared)
        for name in extra:
            if name not in declared.shapes and name not in names:
                names.append(name)
        found: list[tuple[Inference, list[Tree]]] = []
        best = None
        for cost, kinds in guess.readings(names, hints):
            if best is not None and cost > best:
                break
            inference = Inference(declared, kinds, choice, layout)
            try:
                inference.run(order)
            except Failure as failure:
                if first is None:
                    first = failure_to_error(failure, inference, source)
                if not names or not failure.by_shape:
                    break
                continue
            found.append((inference, order))
            best = cost
            if cost == 0:
                break
        if len(found) == 1:
            return found[0]
        if len(found) > 1 and first is not None:
            ways = [", ".join(f"{n} a {k}" for n, k in sorted(i.kinds.items()) if k != guess.convention(n, hints.get(n, "")))
                    for i, _ in found[:2]]  # fmt: skip
            first.notes = (*first.notes, f"it would fit with {ways[0]}, and with {ways[1]}: declare which is meant")
    assert first is not None
    raise first


def _name_sizes(inference: Inference, declared: Declarations) -> dict[str, Shape]:
    """Names for the sizes that nothing settled, by what each symbol would like; the shapes of all symbols."""
    taken = set(inference.shapes) | {name for shape in declared.shapes.values() for dim in shape for name in symbols(dim)}
    find = inference.sizes.find
    wishes: dict[Unknown, list[str]] = {}
    for rows, cols in [*inference.shapes.values(), *inference.loose]:
        for dim in (rows, cols):
            for unknown in _unknowns(find(dim)):
                wishes.setdefault(unknown, []).append(dim.wish if isinstance(dim, Unknown) else unknown.wish)
    for unknown, wished in wishes.items():
        order = ["n"] if "n" in wished else wished
        unknown.name = next(name for name in _size_names(order) if name not in taken)
        taken.add(str(unknown.name))
    return {name: (find(rows), find(cols)) for name, (rows, cols) in inference.shapes.items()}


def _unknowns(dim: Dim) -> list[Unknown]:
    if isinstance(dim, Unknown):
        return [dim]
    return [unknown for part in dim[1:] for unknown in _unknowns(part)] if isinstance(dim, tuple) else []


def _size_names(wished: list[str]) -> Iterator[str]:
    yield from wished
    yield from "nmkpqrstdlhij"
    count = 1
    while True:
        yield f"n{count}"
        count += 1


def _build(order: list[Tree], inference: Inference, shapes: dict[str, Shape], declared: Declarations, layout: str,
           root: Tree) -> Elaborated:  # fmt: skip
    symbols_ = {name: inference.symbol(name, shape, declared) for name, shape in shapes.items()}
    nodes: dict[Tree, Node] = {}
    for tree in order:
        nodes[tree] = raw_node(tree, nodes, inference, symbols_, layout)
    guessed = {name: shape for name, shape in shapes.items() if name not in declared.shapes}
    return Elaborated(nodes[inference.scope_target(root)], symbols_, guessed)
