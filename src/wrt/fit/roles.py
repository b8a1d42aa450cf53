"""Which axes of the data are the same, and which of them are the rows: by the formula, never by the sizes.

The shapes of the symbols are inferred with their numbers of axes given and all sizes unknown.  Axes that the formula
makes equal come out as one size.  The rows are the first axis of the data that no unknown shares; a penalty's matrix
(of as many rows as it likes) has a first axis of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from wrt.diagnostics import WrtError
from wrt.expr import guess
from wrt.expr.declare import Declarations, Shape
from wrt.expr.dims import Dim, plus, times
from wrt.expr.infer import RULES
from wrt.expr.inference import Failure, Inference
from wrt.expr.scope import Choice, Scope, names_of, ordered
from wrt.expr.sizes import Unknown
from wrt.fit.symbols import free_names
from wrt.syntax.tree import Tree

Sizes = Mapping[str, tuple[int, ...]]
KINDS = ("scalar", "vector", "matrix")
MAX_TRIALS, MAX_CHOICES = 200, 16


class Roles:
    """The axes of the symbols that have values, as sizes that the formula tells apart."""

    def __init__(self, inference: Inference, sizes: Sizes, unknowns: Sequence[str]) -> None:
        self._inference, self.sizes = inference, sizes
        self._unknowns = [name for name in unknowns if name in inference.shapes]

    def axes(self, name: str) -> tuple[Dim, ...]:
        """The axes of a symbol, as many as its values have."""
        return self._found(name)[: len(self.sizes[name])]

    def _found(self, name: str) -> tuple[Dim, ...]:
        return tuple([self._inference.sizes.find(dim) for dim in self._inference.shapes[name]])

    def lengths(self) -> dict[Dim, list[str]]:
        """The axes with two lengths: for each what is said of it."""
        told: dict[Dim, dict[int, str]] = {}
        for name, size in self.sizes.items():
            for place, (dim, length) in enumerate(zip(self.axes(name), size, strict=True)):
                if length != -1:
                    what = "rows" if place == 0 else "columns"
                    told.setdefault(dim, {}).setdefault(length, f"{name} has {length} {what}")
                    if isinstance(dim, int):
                        told[dim].setdefault(dim, f"{name} is declared with {dim}")
        return {dim: list(said.values()) for dim, said in told.items() if len(said) > 1}

    def rows(self, data: Sequence[str], *, table: bool) -> Dim | None:
        """The axis of the rows; None where nothing has rows.  In a table, all columns have the same rows."""
        first = {name: self.axes(name)[0] for name in data if self.sizes.get(name)}
        if not first:
            return None
        if table:
            return self._joined(list(first.values()))
        shared = {dim for name in self._unknowns for dim in self._found(name)}
        across = {dim for name in data for dim in self.axes(name)[1:]}
        held = {dim: [name for name in first if first[name] == dim] for dim in dict.fromkeys(first.values())}
        free = {dim: names for dim, names in held.items() if dim not in shared}
        most = {dim: names for dim, names in free.items() if dim not in across} or free or held
        count = max(len(names) for names in most.values())
        best = [dim for dim, names in most.items() if len(names) == count]
        if len({self.sizes[most[dim][0]][0] for dim in best}) > 1:
            said = " or ".join(f"the {self.sizes[most[dim][0]][0]} of {' and '.join(most[dim])}" for dim in best)
            last = most[best[-1]]
            given = ", ".join(f'"{name}": {name}' for name in last)
            raise WrtError("E-fit-rows", f"the formula does not say which are the rows of the data: {said}",
                           help=f"what is no data goes into constants={{{given}}}")  # fmt: skip
        return self._joined(best)

    def has_coefficients(self, name: str) -> bool:
        """Whether an unknown has an entry for each column of a matrix."""
        axes = self.axes(name) if name in self.sizes else ()
        return len(axes) == 2 and axes[1] in [self._found(unknown)[0] for unknown in self._unknowns]

    def _joined(self, dims: Sequence[Dim]) -> Dim:
        """One size for several axes that are the same."""
        for dim in dims[1:]:
            self._inference.sizes.agree(dims[0], dim)
        return self._inference.sizes.find(dims[0])

    def declarations(self, rows: Dim, row: str, taken: Sequence[str]) -> dict[str, Shape]:
        """Shapes for the symbols that have values: a name for each size."""
        free = free_names(taken, row)
        named: dict[Dim, Dim] = {rows: row}

        def name_of(dim: Dim) -> Dim:
            if isinstance(dim, tuple):
                return (times if dim[0] == "*" else plus)(*[name_of(part) for part in dim[1:]])
            if isinstance(dim, Unknown) and dim not in named:
                named[dim] = next(free)
            return named.get(dim, dim)

        shapes = {}
        for name in self.sizes:
            first, second = (*map(name_of, self.axes(name)), 1, 1)[:2]
            shapes[name] = (first, second)
        return shapes


def roles(
    trees: Sequence[Tree], sources: Sequence[str], declared: Declarations, sizes: Sizes, unknowns: Sequence[str]
) -> Roles | None:
    """The axes of symbols of known sizes in an objective and constraints; None where the formula does not fit them."""
    forced: dict[str, guess.Kind] = {name: KINDS[len(size)] for name, size in sizes.items()}
    first: Roles | None = None
    for choices in islice(_readings(trees, sources, declared), MAX_CHOICES):
        orders = [ordered(tree, choice) for tree, choice in zip(trees, choices, strict=True)]
        names: list[str] = []
        hints: dict[str, str] = {}
        for order in orders:
            some, told = names_of(order, declared)
            names += [name for name in some if name not in names]
            hints |= told
        open_ = [name for name in names if name not in forced]
        whole = Choice({old: new for choice in choices for old, new in choice.links.items()}, 0)
        for _, kinds in islice(guess.readings(open_, hints), MAX_TRIALS):
            known = {**kinds, **{name: kind for name, kind in forced.items() if name not in declared.shapes}}
            inference = Inference(declared, known, whole, "denominator")
            try:
                for order in orders:
                    inference.run(order, RULES)
            except Failure:
                continue
            if all(_fits(inference.shapes[name], len(size)) for name, size in sizes.items()):
                found = Roles(inference, sizes, unknowns)
                if not found.lengths():
                    return found
                first = first or found  # its sizes do not agree: those of another reading may
    return first


def _fits(shape: Shape, rank: int) -> bool:
    """Whether a declared shape has the axes that the values have; a column may stand for a vector."""
    return rank == 2 or shape[1] == 1 if rank else shape == (1, 1)


def _readings(trees: Sequence[Tree], sources: Sequence[str], declared: Declarations) -> Iterator[tuple[Choice, ...]]:
    scopes = [Scope(tree, source, declared) for tree, source in zip(trees, sources, strict=True)]
    yield from product(*[list(islice(scope.choices(), MAX_CHOICES)) for scope in scopes])


def shown(found: Mapping[Dim, Any]) -> str:
    """Sizes that differ, in words."""
    return "; ".join(", ".join(said) for said in found.values())
