"""How a minimiser comes about: the gradient, set to zero and solved step by step, then the second derivative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wrt.derivation import Derivation, Line, Part, Shown
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.emit.writers import shown
from wrt.explain.tellings import explain
from wrt.expr import build as b
from wrt.expr.node import Node, make
from wrt.minimise import curvature as c
from wrt.minimise.multipliers import multiplier_factors, multiplier_values
from wrt.minimise.needs import plain_needs
from wrt.minimise.problem import Problem
from wrt.minimise.stationary import Curved, Found
from wrt.minimise.writing import Writer
from wrt.solve.root import Need
from wrt.solve.system import Stage
from wrt.work.conditions import describe

Sentence = tuple[str | Shown, ...]


def tell(problem: Problem, found: Found, conclusion: str) -> Derivation:
    """The whole derivation; `conclusion` is the sentence that it ends with."""
    write = Writer(problem.lagrangian)
    parts = [*_lagrangian(problem), *_gradients(problem)]
    parts += [_solved(stage, problem, write) for stage in found.stages]
    parts += _multipliers(problem, found, write)
    parts += _second(problem, found, write)
    parts.append(Part((), (conclusion,)))
    return Derivation(tuple(parts))


def _lagrangian(problem: Problem) -> Iterator[Part]:
    if problem.composed:
        yield Part((), ("The objective is least where ", problem.objective, " is."))
    if problem.constraints:
        yield Part((), ("With multipliers for the constraints, the Lagrangian is ", problem.lagrangian, "."))


def _gradients(problem: Problem) -> Iterator[Part]:
    for unknown, gradient in zip(problem.unknowns, problem.gradients, strict=True):
        function = problem.lagrangian
        answer = shown(gradient, function)
        say: Sentence = ("The gradient by ", unknown, ":")
        try:
            told = explain(function, [unknown], "denominator", "projected", answer, problem.facts)
        except WrtError:
            derived = make("D", (function, unknown), "denominator", answer.rows, answer.cols)
            told = Derivation((Part((Line(answer, derived),)),))
        first, *rest = told.parts
        yield Part(first.lines, (*say, *first.say))
        yield from rest


def _solved(stage: Stage, problem: Problem, write: Writer) -> Part:
    unknown = stage.root.unknown
    what = "gradient" if unknown in problem.unknowns else "constraint"
    lines = [Line(b.ZERO, write(stage.equation), rule=f"the {what} is zero")]
    lines += [_line(step.left, step.right, step.why, step.needs, problem, write) for step in stage.root.steps]
    left = make("vec", (unknown,), None, stage.root.value.rows, 1) if stage.root.vec else unknown
    why = "multiplied by the inverse" if any(what == "invertible" for what, _ in stage.root.needs) else ""
    if stage.root.free is not None:
        why = "the shortest of the solutions"
    lines.append(Line(write(stage.root.value), left, rule=why, conditions=_words(stage.root.needs, problem, write)))
    if stage.value is not stage.root.matrix:
        lines.append(Line(write(stage.value), rule="with the values of the others"))
    return Part(tuple(lines), ("Set to zero and solved for ", unknown, ":"))


def _multipliers(problem: Problem, found: Found, write: Writer) -> Iterator[Part]:
    """Those of the problem as it was given, where they are others."""
    values = multiplier_values(problem, found.stages)
    for symbol, factor in multiplier_factors(problem, found.stages).items():
        if factor is not b.ONE:
            product = make("mul", (write(factor), symbol), None, symbol.rows, symbol.cols)
            say = "By the chain rule the multiplier of the problem as it was given is"
            yield Part((Line(write(values[symbol]), product),), (say,))


def _line(left: Node, right: Node, why: str, needs: Iterable[Need], problem: Problem, write: Writer) -> Line:
    side: Shown = b.ZERO if b.is_zero(right) else write(right)
    return Line(side, write(left), rule=why, conditions=_words(needs, problem, write))


def _words(needs: Iterable[Need], problem: Problem, write: Writer) -> tuple[str, ...]:
    plain = plain_needs(needs, problem.facts)
    return tuple([describe(what, text(write(node)), node.is_scalar) for what, node in plain])


def _second(problem: Problem, found: Found, write: Writer) -> Iterator[Part]:
    for number, part in enumerate(found.curved):
        if not number:
            say: Sentence = ("The second derivative by ", part.unknown, *_where(part, found), " is")
        else:
            say = ("After that, by ", part.unknown, *_where(part, found), ", it is")
        left = make("D", (problem.lagrangian, part.unknown, part.unknown), "denominator",
                    part.matrix.rows, part.matrix.cols)  # fmt: skip
        whole = len(found.stages) == 1 and part.everywhere and len(part.unknown.axes) < 2
        sign = "" if part.sign == c.UNKNOWN else part.sign if part.matrix.axes else part.sign.split()[0]
        conditions = _words(found.needs, problem, write) if sign and not part.matrix.is_scalar else ()
        yield Part(
            (Line(write(part.matrix), left if whole else _name(part.matrix), rule=sign, conditions=conditions),), say
        )


def _name(matrix: Node) -> Node:
    return b.sym("H" if matrix.axes else "h", matrix.rows, matrix.cols, ())


def _where(part: Curved, found: Found) -> Sentence:
    return () if part.everywhere else (" there",)
