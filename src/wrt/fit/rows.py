"""What a formula needs of its data, as sums over rows.

Where two factors meet in the row dimension (`X'*X`, `y'*y`, `X'*(w.*y)`), or entries of rows are added up (`sum`,
`norm2`), the value is a sum over the rows, and a block of rows gives its part of it.  A plan replaces every such place
by a symbol; what is left has no rows.  A sum whose rows need another sum first (a residual needs the coefficients)
waits for the next pass.  Formulas that need more than that (a matrix of rows by rows) are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.emit.writers import shown
from wrt.expr import build as b
from wrt.expr.dims import Dim, symbols
from wrt.expr.facts import Facts
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator

COUNT = "_rows"  # the symbol for the number of rows where a row-wise formula uses it
BY_ENTRY = frozenset(("add", "had", "fn", "hpow"))
SUMMED = frozenset(("sum", "norm1"))


class NotBlockwise(Exception):
    """The formula is no function of sums over rows."""


@dataclass(frozen=True)
class Statistic:
    """A sum over rows: its symbol, the formula that a block is put into, the pass in which it can be computed."""

    symbol: Node
    formula: Node
    level: int


@dataclass(frozen=True)
class Plan:
    """A formula in terms of sums over rows."""

    outer: Node
    statistics: tuple[Statistic, ...]

    @property
    def levels(self) -> int:
        return max((statistic.level for statistic in self.statistics), default=0)


def plan(formula: Node, rows: Dim, facts: Facts) -> Plan:
    """The plan of a normal form whose shape has no rows; E-fit-blocks where there is none."""
    return _planned(_Planner(rows, facts), lambda planner: planner.outer(formula))


def touches(formula: Node, rows: Dim) -> bool:
    """Whether rows, or their number, occur in a formula."""
    return _Planner(rows, Facts()).touches(formula)


def plans(formulas: Sequence[Node], rows: Dim, facts: Facts) -> tuple[list[Node], tuple[Statistic, ...]]:
    """Several formulas without rows in terms of the same sums."""
    planner = _Planner(rows, facts)
    outers = [_planned(planner, lambda known, formula=formula: known.outer(formula)).outer for formula in formulas]  # type: ignore[misc]
    return outers, tuple(planner.statistics.values())


def row_plan(formula: Node, rows: Dim, facts: Facts) -> Plan:
    """The plan of a normal form whose first axis is rows: what is left is a function of a block."""
    return _planned(_Planner(rows, facts), lambda planner: planner.row(formula))


def _planned(planner: _Planner, outer: Callable[[_Planner], Node]) -> Plan:
    try:
        left = outer(planner)
        return Plan(left, tuple(planner.statistics.values()))
    except NotBlockwise as error:
        raise WrtError(
            "E-fit-blocks",
            f"{error.args[0]} needs all rows at once: it is no sum over rows",
            help="data that fit into memory are given as arrays",
        ) from None


class _Planner:
    def __init__(self, rows: Dim, facts: Facts) -> None:
        self.rows, self.facts = rows, facts
        self.statistics: dict[Node, Statistic] = {}
        self.levels: dict[Node, int] = {}
        self.touched: dict[Node, bool] = {}
        self.done: dict[Node, Node] = {}

    def touches(self, node: Node) -> bool:
        """Whether rows occur in an expression, as an axis or as their number."""
        if node not in self.touched:
            for part in postorder(node):
                own = self.rows in (part.rows, part.cols) or (part.op == "dim" and self._counts(part.value))
                own = own or self._counts(part.rows) or self._counts(part.cols)
                self.touched[part] = own or any(self.touched[arg] for arg in part.args)
        return self.touched[node]

    def _counts(self, dim: Dim) -> bool:
        return bool(symbols(dim) & symbols(self.rows))

    def has_rows(self, node: Node) -> bool:
        return self.rows in (node.rows, node.cols)

    # ---- without rows

    def outer(self, node: Node) -> Node:
        """An expression that has no rows itself, with symbols for the sums over rows in it."""
        if not self.touches(node) or node.op == "dim":
            return node
        if node not in self.done:
            self.done[node] = self._outer(node)
        return self.done[node]

    def _outer(self, node: Node) -> Node:
        if node.op == "mul":
            scalars, chain = ([], node.args) if b.is_dot(node) else b.chain_of(node)
            return b.mul(*map(self.outer, scalars), *self._runs(list(chain)))
        if node.op == "pow" and node.args[0].op == "norm2" and self.has_rows(node.args[0].args[0]):
            half = b.mul(b.num(b.HALF), self.outer(node.args[1]))
            return b.pow_(self._squares(node.args[0].args[0]), half)
        if node.op == "norm2" and self.has_rows(node.args[0]):
            return b.pow_(self._squares(node.args[0]), b.HALF)
        if node.op in SUMMED and self.has_rows(node.args[0]):
            build = b.sum_ if node.op == "sum" else b.norm1
            return self.statistic(build(self.row(node.args[0])), node)
        if node.op == "tr" and self.has_rows(node.args[0]):
            return b.tr(self.outer(self._rotated(node.args[0])))
        if any(self.has_rows(arg) for arg in node.args) or node.op == "sym" or self._counts(node.rows):
            raise NotBlockwise(self._said(node))
        record = operator(node.op, node.value)
        assert record is not None
        return record.build(node, *map(self.outer, node.args))

    def _squares(self, x: Node) -> Node:
        squared = b.hpow(self.row(x), 2)
        return self.statistic(b.sum_(squared), b.sum_(b.hpow(x, 2)))

    def _rotated(self, inside: Node) -> Node:
        """A trace begun where no rows are: tr(X*A*X') as tr(A*X'*X)."""
        scalars, chain = b.chain_of(inside)
        for place, factor in enumerate(chain[:-1]):
            if factor.cols != self.rows:
                return b.mul(*scalars, *chain[place + 1 :], *chain[: place + 1])
        raise NotBlockwise(self._said(inside))

    def _runs(self, chain: list[Node]) -> list[Node]:
        """A chain that begins and ends without rows; from where it goes into the rows until it comes out is a sum."""
        found: list[Node] = []
        place = 0
        while place < len(chain):
            end = place
            while chain[end].cols == self.rows:
                end += 1
            run = chain[place : end + 1]
            if len(run) == 1:
                found.append(self.outer(run[0]))
            else:
                inside = [self.within(factor) for factor in run]
                found.append(self.statistic(b.mul(*inside), b.mul(*run)))
            place = end + 1
        return found

    # ---- row by row

    def within(self, factor: Node) -> Node:
        """A factor of a run: row by row, or a diagonal matrix of rows."""
        if factor.rows == factor.cols == self.rows:
            if factor.op == "diag":
                return b.diag(self.row(factor.args[0]))
            raise NotBlockwise(self._said(factor))
        return self.row(factor)

    def row(self, node: Node) -> Node:
        """An expression with one axis of rows, of which each row needs no other row."""
        if not self.has_rows(node):
            return self._counted(self.outer(node))
        if node.op in ("sym", "ones", "zero"):
            return node
        if node.op == "T":
            return b.T(self.row(node.args[0]))
        if node.op in BY_ENTRY:
            record = operator(node.op, node.value)
            assert record is not None
            return record.build(node, *map(self.row, node.args))
        if node.op == "mul":
            return self._row_product(node)
        raise NotBlockwise(self._said(node))

    def _row_product(self, node: Node) -> Node:
        scalars, chain = b.chain_of(node)
        factors = list(chain)
        if node.cols == self.rows:  # the mirror image
            return b.T(self._row_product(b.T(node)))
        end = next(i for i, factor in enumerate(factors) if factor.cols != self.rows)
        head = [self.within(factor) for factor in factors[: end + 1]]
        rest = factors[end + 1 :]
        tail = [self._counted(self.outer(b.mul(*rest)))] if rest else []
        return b.mul(*[self._counted(self.outer(scalar)) for scalar in scalars], *head, *tail)

    def _counted(self, node: Node) -> Node:
        """The number of rows as a symbol: in a block the dimension is the size of the block."""
        from wrt.expr.node import rename
        from wrt.work.normal import normal

        counts = {part: b.sym(COUNT, 1, 1, ("positive",)) for part in postorder(node) if part.op == "dim"
                  and self._counts(part.value)}  # fmt: skip
        if any(part.value != self.rows for part in counts):
            raise NotBlockwise(self._said(node))
        if counts:
            self.levels[b.sym(COUNT, 1, 1, ("positive",))] = 1
        return normal(rename(node, counts)) if counts else node

    # ---- sums

    def statistic(self, formula: Node, original: Node) -> Node:
        """The symbol for a sum over rows."""
        if formula not in self.statistics:
            level = 1 + max((self.levels.get(part, 0) for part in postorder(formula)), default=0)
            facts = self.facts.of(original)
            symbol = b.sym(f"_s{len(self.statistics)}", original.rows, original.cols, facts)
            self.levels[symbol] = level
            self.statistics[formula] = Statistic(symbol, formula, level)
        return self.statistics[formula].symbol

    def _said(self, node: Node) -> str:
        return text(shown(node, node))
