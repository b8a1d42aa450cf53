"""What may have been left out of a line: scalars, arrays and terms, from the line before and from what it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import product
from typing import NamedTuple

from wrt.checking import edits
from wrt.checking.paper import Paper
from wrt.checking.values import Values
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree, names_in, postorder, show

LARGEST = 20
MOST_SCALARS = 40
HIGHEST = 3  # the index up to which entries are tried
FACTORS = ("name", "call", "transpose", "inverse")
SCALAR = (1, 1)


class Pools(NamedTuple):
    """Each with the smallest first."""

    scalars: list[Tree]
    below: list[Tree]  # what may have been divided by besides
    arrays: list[Tree]
    terms: list[Tree]


def pools(left: Tree, right: Tree, paper: Paper, values: Values, clashes: bool) -> Pools:
    """What may have been left out of `right` in `left = right`; more where sizes clash."""
    sources = [*values.answers, left, right]
    seen: dict[str, Tree] = {}
    for tree in (part for root in sources for part in edits.parts(root) if part.head not in ("num", "D")):
        seen.setdefault(show(tree), tree)
    hidden = [name for name, value in paper.definitions.items() if value.is_scalar and values.solution]
    names = [edits.node("name", value=name) for name in sorted(paper.seen) if name not in hidden]
    before = {id(tree) for tree in edits.parts(left)}
    arrays: list[Tree] = []
    for tree in _with_names(seen, [name for name in names if clashes or name.value in paper.definitions]):
        shape = values.shape(tree)
        if shape is None or shape == SCALAR:
            continue
        if tree.head in FACTORS or clashes or (tree.head in edits.SUMS and id(tree) in before):
            arrays += _both_ways(tree, shape[1] == 1)
    meant = list(_definitions(sources, paper))
    inner = [tree for root in meant for tree in edits.parts(root) if tree.head not in ("num", "D")]
    scalars = [tree for tree in _with_names(seen, [*names, *inner]) if values.shape(tree) == SCALAR]
    scalars, found = sorted(scalars, key=size)[:LARGEST], list(seen.values())
    below = list(_powers(sources, scalars, paper))[:LARGEST]
    scalars += [*_entries(found), *_determinants(found)]
    terms = list(_inside(values.meant, right))
    terms += [term for root in sources for term in edits.terms(root) if term is not root or root.head != "D"]
    terms += [*values.hypothesis_terms, *(term for root in meant for term in edits.terms(root))]
    return Pools(scalars[:MOST_SCALARS], below, sorted(arrays, key=size)[:LARGEST], terms[:LARGEST])


def _inside(meant: Sequence[Tree], right: Tree) -> Iterator[Tree]:
    """The terms of sums within what would be right that stand nowhere in the line: of what was inverted, say."""
    there = {show(tree) for tree in postorder(right)}
    for answer in meant:
        inner = [tree for tree in postorder(answer) if tree.head in edits.SUMS and tree is not answer]
        yield from (term for tree in inner for term in edits.terms(tree) if show(term) not in there)


def size(tree: Tree) -> int:
    return sum(1 for _ in postorder(tree))


def _with_names(seen: dict[str, Tree], more: Sequence[Tree]) -> list[Tree]:
    """What was seen and more of the kind, each once."""
    return list((seen | {show(tree): tree for tree in more if show(tree) not in seen}).values())


def _both_ways(tree: Tree, column: bool) -> list[Tree]:
    """An array and its transpose; of a column also what is left of it to 1."""
    found = [tree, edits.toggled(tree)] if tree.head != "transpose" else [tree]
    if tree.head == "name" and column:
        found.append(edits.node("sub", edits.node("call", edits.number(1), value="vector"), tree))
    return found


def _definitions(sources: Sequence[Tree], paper: Paper) -> Iterator[Tree]:
    """What the defined names in the formulas stand for."""
    used = names_in(*sources)
    for name in sorted(used & paper.written.keys()):
        with suppress(WrtError, RecursionError):
            yield read(text(paper.written[name]).partition(" where ")[0], latex=False)


def _powers(sources: Sequence[Tree], scalars: Sequence[Tree], paper: Paper) -> Iterator[Tree]:
    """Squares of what is divided by, and of names that were defined, which the rules for quotients and roots bring."""
    below = {show(tree.args[1]) for root in sources for tree in postorder(root) if tree.head == "div"}
    for tree in scalars:
        if show(tree) in below or (tree.head == "name" and tree.value in paper.definitions) or tree.head in edits.SUMS:
            yield from (edits.node("pow", tree, edits.number(power)) for power in (2, 3))


def _entries(seen: Sequence[Tree]) -> Iterator[Tree]:
    """All entries of the arrays of which some stand there, as far as the indices go."""
    given = [tree for tree in seen if tree.head == "entry" and all(index.head == "num" for index in tree.args[1:])]
    highest = max((index.value for tree in given for index in tree.args[1:]), default=0)
    arrays = {(show(tree.args[0]), len(tree.args) - 1): tree.args[0] for tree in given}
    for (_, axes), array in arrays.items() if highest <= HIGHEST else ():
        for indices in product(range(1, highest + 1), repeat=axes):
            yield edits.node("entry", array, *map(edits.number, indices))


def _determinants(seen: Sequence[Tree]) -> Iterator[Tree]:
    """The determinants of what stands inside of determinants."""
    for tree in seen:
        if tree.head == "call" and tree.value == "det":
            names = {part.value: part for part in postorder(tree) if part.head == "name" and part.value != "eye"}
            yield from (edits.node("call", name, value="det") for name in names.values())
