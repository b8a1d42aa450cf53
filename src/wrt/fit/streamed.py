"""Formulas as functions of rows that come in blocks: sums are added up pass by pass, what is left is computed then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wrt.emit.numpy_code import legal, numpy_code
from wrt.expr.dims import Dim
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols
from wrt.fit.passes import Passes, State
from wrt.fit.rows import COUNT, Plan, Statistic, plan, plans, row_plan

Values = Mapping[str, Any]


class Streamed:
    """A formula without rows as a function of the rows and of constants."""

    def __init__(self, formula: Node, rows: Dim, facts: Facts) -> None:
        self.rows = str(rows)
        self.plan: Plan = plan(formula, rows, facts)
        self.sums = Sums(self.plan.statistics, self.rows, facts)
        self.final = compiled(self.plan.outer, facts)

    def __call__(self, passes: Passes, constants: Values) -> Any:
        return self.final(self.sums(passes, constants))


class Together:
    """Several formulas without rows, as functions of the rows and of constants: one pass serves them all."""

    def __init__(self, formulas: Sequence[Node], rows: Dim, facts: Facts) -> None:
        outers, statistics = plans(formulas, rows, facts)
        self.sums = Sums(statistics, str(rows), facts)
        self.finals = [compiled(outer, facts) for outer in outers]

    def __call__(self, passes: Passes, constants: Values) -> list[Any]:
        known = self.sums(passes, constants)
        return [final(known) for final in self.finals]


class RowFunction:
    """A formula whose first axis is rows, as a function of a block; sums that it needs come first."""

    def __init__(self, formula: Node, rows: Dim, facts: Facts) -> None:
        self.plan: Plan = row_plan(formula, rows, facts)
        self.sums = Sums(self.plan.statistics, str(rows), facts)
        self.of_block = compiled(self.plan.outer, facts)

    def prepared(self, passes: Passes, constants: Values) -> Callable[[Values], Any]:
        known = self.sums(passes, constants) if self.plan.statistics or COUNT in free_symbols(self.plan.outer) else {}
        fixed = {name: value for name, value in {**constants, **known}.items() if name != self.sums.rows}
        rows, of_block = self.sums.rows, self.of_block  # nothing else travels to a worker
        return lambda values: of_block({**fixed, **values, rows: len(next(iter(values.values())))})


class Sums:
    """Statistics, computed level by level."""

    def __init__(self, statistics: Iterable[Statistic], rows: str, facts: Facts) -> None:
        self.rows = rows
        self.parts = [(s.symbol.value[0], s.level, compiled(s.formula, facts)) for s in statistics]

    def __call__(self, passes: Passes, constants: Values) -> dict[str, Any]:
        """The constants together with all sums and the number of rows."""
        known = dict(constants)
        levels = max((level for _, level, _ in self.parts), default=1)
        for level in range(1, levels + 1):
            parts = [(name, part) for name, at, part in self.parts if at == level]
            fixed = {name: value for name, value in known.items() if name != self.rows}

            def update(state: State, values: Values, parts: Any = parts, fixed: Any = fixed) -> None:
                both = {**fixed, **values}
                for name, part in parts:
                    found = part(both)
                    state[name] = state[name] + found if name in state else found

            if parts or (passes.rows is None and self.rows not in constants):
                known |= passes.run(update)
            counted = constants.get(self.rows) if passes.rows is None else passes.rows
            known[COUNT] = known[self.rows] = float(counted or 0)
        return known


def compiled(formula: Node, facts: Facts) -> Callable[[Values], Any]:
    """The formula as a function of values by name, sizes among them; nothing is copied or checked."""
    arguments = list(free_symbols(formula).values())
    scope: dict[str, Any] = {}
    exec(compile(numpy_code(formula, arguments, "f", facts), "<wrt>", "exec"), scope)  # noqa: S102 (made of operators)
    function = scope["f"]
    code = function.__code__
    names = {legal(symbol.value[0]): symbol.value[0] for symbol in arguments}
    wanted = [(name, names.get(name, name)) for name in code.co_varnames[: code.co_kwonlyargcount]]

    def call(values: Values) -> Any:
        return function(**{parameter: _size(values[name]) for parameter, name in wanted})

    return call


def _size(value: Any) -> Any:
    """A number of rows as a whole number where it is used as a size."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
