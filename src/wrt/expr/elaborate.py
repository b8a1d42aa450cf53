"""From the syntax tree to an expression with shapes.

Shapes are inferred on the tree first (names by declaration, by convention, by what the formula forces); then the nodes
are made exactly as written, so that the expression prints as what was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr import guess
from wrt.expr.calls import check_calls, check_names
from wrt.expr.declare import Declarations, Shape
from wrt.expr.dims import Dim, symbols
from wrt.expr.infer import RULES
from wrt.expr.inference import Failure, Inference
from wrt.expr.node import Node, free_symbols
from wrt.expr.raw import raw_node
from wrt.expr.samples.families import declared_for
from wrt.expr.samples.linking import kinds_of_samples, link_arrays
from wrt.expr.scope import Choice, Scope, names_of, ordered
from wrt.expr.sizes import Unknown
from wrt.syntax.tree import Tree

if TYPE_CHECKING:
    from wrt.expr.samples.unfold import Stacked

MAX_VISITS = 6_000  # trees looked at in search of readings of the names; a long formula gets few trials
MIN_TRIALS = 12
MAX_SHOWN = 500


class Elaborated(NamedTuple):
    """The expression as written, its symbols by name, and the shapes that were guessed."""

    node: Node
    symbols: dict[str, Node]
    guessed: dict[str, Shape]
    cost: int  # how far the reading of the names is from the convention
    samples: dict[str, Stacked] = {}  # noqa: RUF012 (never changed) the arrays that samples x_i stand in, by sample


def elaborate(
    root: Tree,
    declared: Declarations,
    source: str,
    layout: str = "denominator",
    extra: tuple[str, ...] = (),
    equation: bool = False,
) -> Elaborated:
    """The expression that a tree stands for; `extra` names symbols that need not occur.

    Where `equation` allows it, that may be an equation: an `equation` node whose operands are the sides.
    """
    if root.head == "equation" and not equation:
        raise _equation(root, source)
    given, declared = declared, declared_for(root, declared)
    inference, order, cost = _settle(root, declared, source, extra, layout)
    shapes = _name_sizes(inference, declared, order)
    found = _build(order, inference, shapes, declared, layout, root, cost, source)
    guessed = {name: (x.rows, x.cols) for name, x in found.symbols.items() if name not in given.shapes}
    return found._replace(guessed=guessed)


def _equation(root: Tree, source: str) -> WrtError:
    sides = [source[side.span.start : side.span.end] for side in root.args]
    shown = sides[-1] if root.args[0].head in ("name", "call") else " or ".join(sides)
    help_ = (f"did you mean {shown} ?" if shown is sides[-1] else f"write {shown}") if len(shown) < MAX_SHOWN else None
    return WrtError("E-equation", "this is an equation; a formula is wanted here", root.span, help=help_, source=source)


def _settle(
    root: Tree, declared: Declarations, source: str, extra: tuple[str, ...], layout: str
) -> tuple[Inference, list[Tree], int]:
    """The first reading of names and of ambiguous products whose sizes fit, and that is the only one of its cost."""
    first: WrtError | None = None
    scope = Scope(root, source, declared)
    for choice in scope.choices():
        order = ordered(root, choice)
        check_calls(order, choice, declared, source)
        names, hints = names_of(order, declared)
        check_names(names, order, source)
        for name in extra:
            if name not in declared.shapes and name not in names:
                names.append(name)
        found, cost, error = _readings_that_fit(order, declared, source, choice, names, hints, layout)
        if len(found) == 1:
            return found[0], order, cost
        if first is None and error is not None:
            first = error
            if len(found) > 1:
                ways = [
                    ", ".join(
                        f"{name} a {kind}"
                        for name, kind in sorted(inference.kinds.items())
                        if kind != guess.convention(name, hints.get(name, ""))
                    )
                    for inference in found[:2]
                ]
                first.is_of_guesses = True
                first.notes += (f"it would fit with {ways[0]}, and with {ways[1]}: declare which is meant",)
    assert first is not None
    if scope.eithers and first.code.startswith("E-shape"):
        from wrt.expr.explain import both_readings

        first.notes += (both_readings(scope.eithers[-1], source),)
    raise first


def _readings_that_fit(
    order: list[Tree],
    declared: Declarations,
    source: str,
    choice: Choice,
    names: list[str],
    hints: dict[str, str],
    layout: str,
) -> tuple[list[Inference], int, WrtError | None]:
    """The cheapest readings of the names whose sizes fit, their cost, and the error of the first that does not."""
    found: list[Inference] = []
    error: WrtError | None = None
    best: int | None = None
    patience = max(MIN_TRIALS, MAX_VISITS // len(order))
    for trial, (cost, kinds) in enumerate(guess.readings(names, hints)):
        if (best is not None and cost > best) or trial > patience:
            break
        inference = Inference(declared, kinds, choice, layout)
        try:
            _run(inference, order)
        except Failure as failure:
            if error is None:
                from wrt.expr.explain import explained  # only for errors

                error = explained(failure, inference, source)
            if not names or not failure.by_shape:
                break
            continue
        total = cost + inference.penalty
        if best is None or total < best:
            found, best = [inference], total
        elif total == best:
            found.append(inference)
        if total == 0:
            break
    if len(found) > 1:
        found = _of_samples(found, order, declared, choice, layout)
    return found, best or 0, error


def _run(inference: Inference, order: list[Tree]) -> None:
    """One attempt; raises `Failure`."""
    inference.run(order, RULES)
    link_arrays(inference, order)


def _of_samples(
    found: list[Inference], order: list[Tree], declared: Declarations, choice: Choice, layout: str
) -> list[Inference]:
    """Readings that fit, and differ in samples alone, as the one that is meant; as they are where there is none."""
    kinds = kinds_of_samples([inference.kinds for inference in found], order)
    if kinds is None:
        return found
    inference = Inference(declared, kinds, choice, layout)
    try:
        _run(inference, order)
    except Failure:
        return found
    return [inference]


def _name_sizes(inference: Inference, declared: Declarations, order: list[Tree]) -> dict[str, Shape]:
    """Names for the sizes that nothing settled, by what each symbol would like; the shapes of all symbols.

    Of an identity or ones that nothing else settles it is the one size that the formula mentions as a number:
    `tr(eye - vector(1)*vector(1)'/n)` is about vectors of length n.
    """
    sizes = {name for shape in declared.shapes.values() for dim in shape for name in symbols(dim)} | declared.counts
    taken = set(inference.shapes) | sizes
    find = inference.sizes.find
    numbers = sizes - set(inference.shapes)
    counted = {tree.value for tree in order if tree.head == "name" and tree.value in numbers} if numbers else set()
    if len(counted) == 1:
        settled = {unknown for shape in inference.shapes.values() for dim in shape for unknown in _unknowns(find(dim))}
        for unknown in {u for shape in inference.loose for dim in shape for u in _unknowns(find(dim))} - settled:
            unknown.name = next(iter(counted))
    wishes: dict[Unknown, list[str]] = {}
    for rows, cols in [*inference.shapes.values(), *inference.loose]:
        for dim in (rows, cols):
            for unknown in _unknowns(find(dim)):
                wishes.setdefault(unknown, []).append(dim.wish if isinstance(dim, Unknown) else unknown.wish)
    for unknown, wished in wishes.items():
        if unknown.name in counted:
            continue
        wanted = ["n"] if "n" in wished else wished
        unknown.name = next(name for name in _size_names(wanted) if name not in taken)
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


def _build(
    order: list[Tree],
    inference: Inference,
    shapes: dict[str, Shape],
    declared: Declarations,
    layout: str,
    root: Tree,
    cost: int,
    source: str,
) -> Elaborated:
    symbols_ = {name: b.sym(name, rows, cols, declared.facts.get(name, ())) for name, (rows, cols) in shapes.items()}
    nodes: dict[Tree, Node] = {}
    samples: dict[str, Stacked] = {}
    for tree in order:
        if tree.head in ("samples", "stacked"):
            from wrt.expr.samples.unfold import unfolded  # few formulas have such sums

            body = nodes[inference.choice.target(tree.args[0])]
            nodes[tree], arrays = unfolded(body, tree, symbols_, declared, source)
            samples |= arrays
        else:
            nodes[tree] = raw_node(tree, nodes, inference, symbols_, layout)
    root_node = nodes[inference.choice.target(root)]
    if samples:
        symbols_ = _after_sums(root_node, symbols_, samples)
    return Elaborated(root_node, symbols_, {}, cost, samples)


def _after_sums(root: Node, symbols_: dict[str, Node], samples: dict[str, Stacked]) -> dict[str, Node]:
    """The symbols of an expression whose sums over samples were written without an index."""
    left = free_symbols(root)
    kept = {name: symbol for name, symbol in symbols_.items() if name in left or name not in samples}
    return kept | {found.array.value[0]: found.array for found in samples.values()}
