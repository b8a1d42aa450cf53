"""What a fit computes with: the rows, the constants, the facts; formulas become functions of constants here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wrt.diagnostics import WrtError
from wrt.expr.dims import Dim
from wrt.expr.dims import value as size_of
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.fit.passes import Passes
from wrt.fit.rows import touches
from wrt.fit.streamed import RowFunction, Streamed, Together, compiled

Known = Mapping[str, Any]


@dataclass
class Task:
    """The rows, the constants (with the sizes by name), the facts; all rows at once where they are in memory."""

    rows: Dim
    constants: dict[str, Any]
    facts: Facts
    passes: Passes
    arrays: Callable[[], Known] | None = None
    at_once: bool = False  # nothing is a sum over blocks of rows: an unknown has rows itself

    @property
    def in_memory(self) -> bool:
        return self.arrays is not None

    def number(self, node: Node) -> float:
        """The value of a scalar without rows."""
        return float(self.function(node)(self.constants))

    def function(self, formula: Node, *, whole: bool = True) -> Callable[[Known], Any]:
        """A formula without rows as a function of constants: block by block, or where that cannot be, of all rows."""
        if not touches(formula, self.rows):
            return compiled(formula, self.facts)
        if self.at_once:
            return self._of_all(formula)
        try:
            streamed = Streamed(formula, self.rows, self.facts)
        except WrtError as error:
            if self.arrays is None or error.code != "E-fit-blocks" or not whole:
                raise
            return self._of_all(formula)
        return lambda constants: streamed(self.passes, constants)

    def _of_all(self, formula: Node) -> Callable[[Known], Any]:
        if self.arrays is None:
            raise WrtError("E-fit-blocks", "an unknown with rows needs all rows at once",
                           help="data that fit into memory are given as arrays")  # fmt: skip
        arrays, computed = self.arrays(), compiled(formula, self.facts)
        return lambda constants: computed({**constants, **arrays})

    def functions(self, formulas: Sequence[Node], *, whole: bool = True) -> Callable[[Known], list[Any]]:
        """Several formulas without rows as one function: they share the passes over the rows."""
        if not self.at_once:
            try:
                together = Together(formulas, self.rows, self.facts)
            except WrtError as error:
                if error.code != "E-fit-blocks":
                    raise
            else:
                return lambda constants: together(self.passes, constants)
        each = [self.function(formula, whole=whole) for formula in formulas]
        return lambda constants: [function(constants) for function in each]

    def by_block(self, formula: Node, passes: Passes | None = None) -> Callable[[Known], Any]:
        """A formula of rows as a function of a block; what it needs of all rows comes from other passes, if given."""
        return RowFunction(formula, self.rows, self.facts).prepared(passes or self.passes, self.constants)

    def length(self, node: Node) -> int:
        """How many entries an expression has."""
        found = 1
        for dim in node.axes:
            found *= int(size_of(dim, self.constants))
        return found

    def shape(self, unknown: Node) -> tuple[int, ...]:
        """The sizes of an unknown, which the data tell."""
        try:
            return tuple([int(size_of(dim, self.constants)) for dim in unknown.axes])
        except KeyError:
            name = unknown.value[0]
            size = " ".join("3" for _ in unknown.axes)
            raise WrtError(
                "E-fit-size", f"the data do not tell the size of {name}", help=f'shapes={{"{name}": "{size}"}}'
            ) from None
