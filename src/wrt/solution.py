"""The record of a minimisation: the kind of point, its values, what they need, how they come about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from wrt.derivation import Later
from wrt.diagnostics import NoRule, WrtError
from wrt.emit import writers
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols
from wrt.expression import Expression
from wrt.guard import guarded
from wrt.minimise import judgement
from wrt.minimise.code import solving_code
from wrt.minimise.multipliers import multiplier_values
from wrt.minimise.needs import facts_with
from wrt.minimise.problem import Problem
from wrt.minimise.stationary import Found
from wrt.minimise.writing import Writer
from wrt.solve.system import Stage
from wrt.steps import Steps
from wrt.work.conditions import describe


class Solution:
    """A stationary point of an objective and what kind of point it is.

    >>> import wrt
    >>> s = wrt.minimize("norm2(y - X*theta)^2", "theta")
    >>> s.kind, s.text, s.conditions
    ('minimum', "inv(X'*X)*X'*y", ('X has full column rank',))
    """

    def __init__(self, objective: Expression, problem: Problem, found: Found, source: str = "") -> None:
        self.objective = objective
        self.problem = problem
        self.found = found
        self.source = source

    @cached_property
    def kind(self) -> str:
        """What the point is: "minimum", "maximum", "saddle", "stationary point", "not unique", or why there is none.

        That is "unbounded", "no stationary point" or "no closed form".  ", unbounded below" and the signs that would
        decide it may follow.
        """
        return judgement.kind(self.found, self.problem)

    @property
    def unknowns(self) -> tuple[str, ...]:
        return tuple([unknown.value[0] for unknown in self.problem.unknowns])

    @cached_property
    def values(self) -> dict[str, Expression]:
        """The value of each unknown, free of the others; empty where there is none."""
        return {name: self._expression(stage) for name, stage in self._stages(self.problem.unknowns)}

    @cached_property
    def multipliers(self) -> dict[str, Expression]:
        """The value of each Lagrange multiplier."""
        values = multiplier_values(self.problem, self.found.stages)
        return {m.value[0]: Expression(self._write.whole(value), self._facts) for m, value in values.items()}

    def _stages(self, symbols: tuple[Node, ...]) -> list[tuple[str, Stage]]:
        by_unknown = {stage.root.unknown: stage for stage in self.found.stages}
        return [(symbol.value[0], by_unknown[symbol]) for symbol in symbols if symbol in by_unknown]

    def _expression(self, stage: Stage) -> Expression:
        return Expression(self._write.whole(stage.value), self._facts)

    @cached_property
    def _write(self) -> Writer:
        return Writer(self.problem.lagrangian)

    @cached_property
    def _facts(self) -> Facts:
        """The facts together with the conditions."""
        return facts_with(self.problem.facts, self.found.needs)

    @property
    @guarded
    def text(self) -> str:
        """The value of the unknown; of several, or of one in vec(..), as equations after "; "."""
        return "; ".join(self._written(writers.text, "vec({})", "{} = {}"))

    @property
    @guarded
    def latex(self) -> str:
        return r" \\ ".join(self._written(writers.latex, r"\operatorname{{vec}}({})", "{} = {}"))

    @property
    @guarded
    def unicode(self) -> str:
        return "; ".join(self._written(writers.unicode, "vec({})", "{} = {}"))

    def _written(self, write: Callable[[Node], str], vec: str, equation: str) -> list[str]:
        stages = [stage for _, stage in self._stages(self.problem.unknowns)]
        if len(stages) == 1 and not stages[0].root.vec:
            return [write(self._write(stages[0].value))]
        lines = []
        for stage in stages:
            name = write(stage.root.unknown)
            own = stage.root.value if self._stands_alone(stage) else stage.value
            if own.is_scalar:
                own = min(stage.value, own, key=lambda node: node.size)
            left = vec.format(name) if stage.root.vec and own is stage.root.value else name
            lines.append(equation.format(left, write(self._write(own))))
        return lines

    def _stands_alone(self, stage: Stage) -> bool:
        """Whether a value is written by the other unknowns, not by multipliers that are only given apart."""
        return free_symbols(stage.root.value).keys().isdisjoint(m.value[0] for m in self.problem.multipliers)

    @cached_property
    @guarded
    def conditions(self) -> tuple[str, ...]:
        """What the answer needs to be true, beyond what was assumed."""
        found = [describe(what, writers.text(self._write(node)), node.is_scalar) for what, node in self.found.needs]
        return tuple(dict.fromkeys(found))

    @cached_property
    @guarded
    def notes(self) -> tuple[str, ...]:
        """What the second derivative says, other solutions, what was not looked at."""
        return tuple(judgement.notes(self.found, self.problem))

    @cached_property
    @guarded
    def gradient(self) -> dict[str, Expression]:
        """The gradient of the objective (of the Lagrangian, where there are constraints) by each unknown."""
        asked = self.problem.whole
        pairs = zip(asked.unknowns, asked.gradients, strict=True)
        return {u.value[0]: Expression(writers.shown(g, asked.lagrangian), self.problem.facts) for u, g in pairs}

    @cached_property
    @guarded
    def derivation(self) -> Steps:
        """How the answer comes about: the gradient, the equation solved step by step, the second derivative."""

        def told() -> Any:
            from wrt.minimise.telling import tell  # an answer without its derivation does not need it

            return tell(self.problem, self.found, judgement.conclusion(self.found, self.problem))

        over = ", ".join(self.unknowns)
        return Steps(Later(told), f"minimise {self.objective.text} over {over}")

    @guarded
    def numpy(self) -> Callable[..., Any]:
        """A function of keyword arrays that returns the value; of several unknowns a dict by name.

        It solves systems (by Cholesky where the facts and conditions allow it) and never inverts a matrix that is
        multiplied with.  Raises `WrtError` where there is no closed form.
        """
        from wrt.evaluate import compile_numpy

        self._needs_value()
        known = list(free_symbols(self.problem.whole.lagrangian).values())
        functions = {}
        for name, stage in self._stages(self.problem.unknowns):
            functions[name] = self._function(stage, known, compile_numpy)
        if len(functions) == 1:
            return next(iter(functions.values()))
        return lambda **values: {name: function(**values) for name, function in functions.items()}

    def _function(self, stage: Stage, known: list[Node], compile_numpy: Any) -> Callable[..., Any]:
        value = stage.value
        if stage.root.vec and value is stage.root.matrix:
            inner = compile_numpy(stage.root.value, known, self._facts)
            if stage.root.form:
                from scipy.linalg import solve_sylvester

                parts = [compile_numpy(part, known, self._facts) for part in stage.root.parts]
                return lambda **values: solve_sylvester(*[part(**values) for part in parts])
            return lambda **values: _matrix(inner(**values), stage.root.unknown, values, known)
        return compile_numpy(value, known, self._facts)  # type: ignore[no-any-return]

    def _needs_value(self) -> None:
        if not self.found.stages:
            raise NoRule(
                "E-no-closed-form",
                f"there is no value to compute: {judgement.conclusion(self.found, self.problem)}",
                help=None if self.problem.constraints else "wrt.fit finds a minimum with numbers",
            )

    @guarded
    def code(self, target: str = "numpy") -> str:
        """The source of a NumPy/SciPy function for each unknown."""
        self._needs_value()
        if target != "numpy":
            raise WrtError("E-target", f"there is no target {target!r}", help='"numpy"')
        return "\n\n".join(
            solving_code(stage.root, stage.value, self._facts) for _, stage in self._stages(self.problem.unknowns)
        )

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON data."""
        return {
            "objective": self.objective.text,
            "unknowns": list(self.unknowns),
            "kind": self.kind,
            "text": self.text,
            "latex": self.latex,
            "unicode": self.unicode,
            "values": {name: value.text for name, value in self.values.items()},
            "multipliers": {name: value.text for name, value in self.multipliers.items()},
            "conditions": list(self.conditions),
            "notes": list(self.notes),
            "gradient": {name: value.text for name, value in self.gradient.items()},
            "derivation": self.derivation.to_json(),
        }

    def __str__(self) -> str:
        lines = [self.kind if not self.text else f"{self.kind}: {self.text}"]
        lines += [f"  if: {condition}" for condition in self.conditions]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"Solution({self.kind!r}, {self.text!r})"

    def _repr_latex_(self) -> str:
        return f"$${self.latex}$$"


def _matrix(vector: Any, unknown: Node, values: Mapping[str, Any], known: list[Node]) -> Any:
    """vec(X) as X."""
    from wrt.evaluate import read_sizes
    from wrt.expr.dims import value

    sizes = read_sizes({symbol.value[0]: symbol for symbol in known}, values)
    return vector.reshape((value(unknown.rows, sizes), value(unknown.cols, sizes)), order="F")
