"""Lines that speak of entries: which they are, and the state of a derivation that goes on with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from wrt.checking.applied import Side
from wrt.checking.indexed import INDEX, Indexed, NotIndexed
from wrt.checking.paper import Paper
from wrt.diagnostics import WrtError
from wrt.emit.present import present
from wrt.expr.node import Node
from wrt.prove.derivatives import worked_out
from wrt.syntax.tree import Tree, names_in, postorder
from wrt.work.normal import normal


class Entries:
    """The indices of the chain that is being read, and the vectors that were defined entry by entry."""

    def __init__(self, lines: Iterable[Sequence[Side]]) -> None:
        self.axes = ""
        self.vectors: set[str] = set()
        self.common = any(len(_open(sides)) == 2 for sides in lines)  # some line is about entries with two indices

    def whole(self, sides: list[Side], continued: bool, paper: Paper) -> list[Side]:
        """The sides of a statement about entries as statements about arrays, where they can be written so."""
        if not continued:
            left = _bases(sides[:1]) if sides[0].tree.head == "name" and _has_sums(sides) else set()
            if (left & _bases(sides[1:])) - paper.definitions.keys():
                raise WrtError("E-unsupported", f"what the entries of {min(left)} are by others of them is not known")
            self.axes = _open(sides)
            defined = self._defined(sides, paper)
            if defined:
                self.axes, self.vectors = "", self.vectors | {str(defined[0].tree.value)}
                return defined
            speaks = self.vectors and (self.vectors & _bases(sides) or _has_sums(sides))
            if len(self.axes) < 2 and not speaks and not _of_matrices(sides):
                self.axes = ""
                return sides
        elif not self.axes:
            return sides
        one_by_one = _bases(sides) & {entry["base"] for name in paper.definitions if (entry := INDEX.match(name))
                                      and len(entry["letters"]) == 2}  # fmt: skip
        if one_by_one:
            why = f"the entries of {min(one_by_one)} are defined as what is not known for all of them at once"
            raise WrtError("E-unsupported", why)
        found = _without_indices(sides, self.axes, paper)
        if found is None and continued:
            raise WrtError("E-unsupported", "this line is not read for all entries at once, as the line before was")
        self.axes = self.axes if found else ""
        return found or sides

    def _defined(self, sides: Sequence[Side], paper: Paper) -> list[Side] | None:
        r"""`p_i = e^{z_i} / \sum_k e^{z_k}` for every i as what the vector p is; None for another line."""
        left = sides[0].tree
        found = INDEX.match(str(left.value)) if left.head == "name" else None
        known = {*paper.definitions, *paper.declared.shapes.keys() - paper.guessed.keys()}
        if found is None or len(sides) != 2 or len(found["letters"]) != 1 or {left.value, found["base"]} & known:
            return None
        return _without_indices(sides, found["letters"], paper) if self.common or _has_sums(sides) else None

    def entry(self, side: Side, paper: Paper, write: Callable[[Node], str]) -> str:
        """An entry of what a side is, worked out; empty where that is not known."""
        try:
            nodes, _ = paper.copy().nodes((side,))
        except WrtError:
            return ""
        value = present(normal(worked_out(nodes[0])))
        written = write(value)
        return f"{written}_{{{self.axes}}}" if value.op == "sym" else rf"\left[ {written} \right]_{{{self.axes}}}"


def of_entries(mistake: str) -> str:
    """The likely mistake in a statement about entries; empty for what only arrays have."""
    swapped = ("missing transpose", "wrong layout", "dimension mismatch")
    known = ("sign", "dropped", "duplicated", "chain rule")
    return "index slip" if mistake.startswith(swapped) else mistake if mistake.startswith(known) else ""


def _open(sides: Sequence[Side]) -> str:
    r"""The indices of a statement about `\partial p_i / \partial z_j` or `\partial L / \partial W_{ij}`; else none."""
    for side in sides:
        if side.tree.head == "D" and len(side.tree.args) > 1:
            function, *by = map(_letters, side.tree.args)
            letters = "".join(dict.fromkeys("".join((function, *by))))  # once each
            if by[-1] and len(letters) < 3:
                return letters
    letters = _letters(sides[0].tree) if sides[0].tree.head in ("name", "entry") else ""
    others = any(_bases([side]) for side in sides[1:])
    return letters if (len({*letters}) == 2 and others) or _of_matrices(sides) else ""


def _letters(tree: Tree) -> str:
    if tree.head == "entry":
        return "".join(str(index.value) for index in tree.args[1:] if index.head == "name")
    if tree.head == "name":
        found = INDEX.match(str(tree.value))
        return found["letters"] if found else ""
    bound = {part.value.letter for part in postorder(tree) if part.head == "samples"}
    letters = {letter for name in names_in(tree) if (found := INDEX.match(name)) for letter in found["letters"]}
    return "".join(sorted(letters - bound))


def _bases(sides: Sequence[Side]) -> set[str]:
    """The names before the indices: p of p_i."""
    return {found["base"] for name in names_in(*[side.tree for side in sides]) if (found := INDEX.match(name))}


def _has_sums(sides: Sequence[Side]) -> bool:
    return any(part.head == "samples" for side in sides for part in postorder(side.tree))


def _of_matrices(sides: Sequence[Side]) -> bool:
    """Whether a sum is over an index of a matrix, A_ij."""
    sums = [part for side in sides for part in postorder(side.tree) if part.head == "samples"]
    return any(len(found["letters"]) == 2 and part.value.letter in found["letters"]
               for part in sums for name in names_in(part) if (found := INDEX.match(name)))  # fmt: skip


def _without_indices(sides: Sequence[Side], axes: str, paper: Paper) -> list[Side] | None:
    """The sides as arrays over the indices; None where one of them cannot be written so."""
    arrays = {name for name, shape in paper.declared.shapes.items() if shape != (1, 1)
              and not (INDEX.match(name) and name in {*paper.guessed, *paper.definitions})}  # fmt: skip
    reading = Indexed(paper.trees, frozenset(arrays | _bases(sides)))
    try:
        return [side._replace(tree=reading.whole(side.tree, axes)) for side in sides]
    except (NotIndexed, RecursionError):
        return None
