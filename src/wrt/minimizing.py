"""`minimize`: objective, unknowns and constraints read; the stationary point found and judged."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wrt.api import Assume, Shapes, facts_of, variable_of
from wrt.constrained import check_constraint, read_after, read_together
from wrt.diagnostics import WrtError
from wrt.expr.declare import declare
from wrt.expr.node import free_symbols
from wrt.expression import Expression
from wrt.guard import guarded
from wrt.minimise.problem import problem
from wrt.minimise.stationary import find
from wrt.solution import Solution
from wrt.syntax.brackets import closing
from wrt.syntax.reader import parse_name

ASKED = re.compile(
    r"\s*\\?(?:operatorname\*?\{)?(?:arg\s*(?:\\[,;!])*\s*\\?)?min(?:imi[sz]e)?\}?(?:\\limits)?(?![A-Za-z(])\s*"
)


@guarded
def minimize(objective: str | Expression, *variables: str | Expression, subject_to: str | Iterable[str] = (),
             shapes: Shapes = None, assume: Assume = None) -> Solution:  # fmt: skip
    """The point where the gradient of a scalar vanishes, in closed form, and what kind of point it is.

    `variables` are what it is minimised over; `subject_to` holds equations ("C*theta = d"), which get multipliers.
    `shapes` and `assume` are as for `parse`.  Raises `WrtError` where the input cannot be read; where no closed form is
    found, the kind of the answer says so.  (Boyd and Vandenberghe, Convex Optimization, sections 4.2 and 5.5.)

    >>> ridge = minimize("norm2(y - X*w)^2 + lam*norm2(w)^2", "w", assume={"lam": "positive"})
    >>> print(ridge)
    minimum: inv(X'*X + lam*eye)*X'*y
    >>> minimize("norm2(x)^2", "x", subject_to="A*x = b").text
    "A'*inv(A*A')*b"
    """
    declared = declare(shapes, assume)
    given = equations(subject_to)
    if isinstance(objective, Expression):
        expression, symbols, source = objective, free_symbols(objective.node), objective.text
        constraints = read_after(given, declared, symbols, None)
    else:
        source, named = asked(objective)
        variables = variables or named
        extra = tuple([parse_name(v) for v in variables if isinstance(v, str)])
        found, constraints = read_together(source, given, declared, extra)
        expression = Expression(found.node, facts_of(declared, found, "denominator"), found.guessed)
        symbols = found.symbols
    if not variables:
        raise WrtError("E-variables", "minimised over what?", help="name one unknown or several", source=source)
    unknowns = [variable_of(variable, symbols, expression, shapes) for variable in variables]
    for unknown in unknowns:
        if unknown.op != "sym":
            raise WrtError("E-variable", "an unknown is a whole symbol, not an entry of one")
    if len(set(unknowns)) < len(unknowns):
        raise WrtError("E-variable", "an unknown is named twice")
    for text, condition in zip(given, constraints, strict=True):
        check_constraint(text, condition, unknowns)
    posed = problem(expression.node, unknowns, constraints, expression.facts_of)
    return Solution(expression, posed, find(posed), source)


def asked(formula: str) -> tuple[str, tuple[str, ...]]:
    r"""The objective and the unknowns of `\min_{w \in \mathbb{R}^n} f(w)` and `minimize f`; else a formula as it is."""
    if not isinstance(formula, str):
        raise WrtError("E-formula", f"{repr(formula)[:60]} is not a formula", help='minimize("norm2(A*x - b)^2", "x")')
    found = ASKED.match(formula)
    if found is None:
        return formula, ()
    rest = formula[found.end() :]
    if not rest.startswith("_"):
        return rest, ()
    below, rest = _group(rest[1:].lstrip())
    return rest, tuple([name.strip() for name in re.split(r"\\in\b", below)[0].split(",") if name.strip()])


def _group(text: str) -> tuple[str, str]:
    """What stands in the first braces (or is the first command or letter), and what comes after it."""
    if not text.startswith("{"):
        found = re.match(r"\\?[A-Za-z]+", text)
        return (found[0], text[found.end() :]) if found else ("", text)
    end = closing(text, 0)
    return (text[1:end], text[end + 1 :]) if end > 0 else ("", text)


def equations(subject_to: str | Iterable[str] | None) -> list[str]:
    """The constraints as a list of strings."""
    if subject_to is None:
        return []
    if isinstance(subject_to, str):
        return [subject_to]
    if not isinstance(subject_to, Iterable):
        raise WrtError("E-constraint", f"{subject_to!r} is not an equation", help='subject_to="C*theta = d"')
    return list(subject_to)
