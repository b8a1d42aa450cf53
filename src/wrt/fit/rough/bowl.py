"""Whether the smooth part of an objective is convex: by the rules, or where it is quadratic by numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.fit.curved import Curved
from wrt.fit.formula import is_quadratic
from wrt.fit.rough.kinks import Parted, designs, is_affine, kink
from wrt.fit.task import Task
from wrt.minimise import curvature
from wrt.minimise.convex import convexity
from wrt.minimise.problem import Problem
from wrt.solve.affine import occurs
from wrt.work.normal import substitute

ROUNDING = 1e-12  # of the largest eigenvalue


def is_convex(parts: Parted, unknowns: Sequence[Node], task: Task) -> bool:
    """Whether all smooth terms together are known to be convex in all unknowns."""
    bent = [term for term in parts.smooth if not is_affine(term, unknowns)]
    square = [term for term in bent if is_quadratic(term, unknowns)]
    others = [term for term in bent if term not in square]
    return (
        all(_is_length(term, unknowns, task) for term in parts.long)
        and (not square or _is_definite(b.add(*square), unknowns, task))
        and all(_by_rule(term, unknowns, task) for term in others)
    )


def _is_length(term: Node, unknowns: Sequence[Node], task: Task) -> bool:
    """Lengths of linear expressions are convex, with factors that are not negative."""
    try:
        found = kink(term, unknowns)
    except WrtError:
        return False
    return designs(found.inside, unknowns) is not None and task.number(found.factor) >= 0


def _is_definite(term: Node, unknowns: Sequence[Node], task: Task) -> bool:
    """A quadratic has the same second derivative everywhere: it is looked at once."""
    curved = Curved(term, unknowns, task)
    hessian = curved.with_hessian(np.zeros(curved.size)).hessian
    if hessian is None:
        return _by_rule(term, unknowns, task)
    values = np.linalg.eigvalsh(hessian)
    return bool(values[0] >= -ROUNDING * values[-1])


def _by_rule(term: Node, unknowns: Sequence[Node], task: Task) -> bool:
    """By the signs of what the term is made of, in the linear expression that holds all unknowns if there is one."""
    inner = _inner(term, unknowns)
    if inner is not None:
        place = b.sym("_inner", inner.rows, inner.cols, ())
        term, unknowns = substitute(term, {inner: place}), (place,)
    known = convexity(Problem(term, tuple(unknowns), (), task.facts), task.facts)
    return known in (curvature.DEFINITE, curvature.SEMIDEFINITE)


def _inner(term: Node, unknowns: Sequence[Node]) -> Node | None:
    """The largest linear expression that all unknowns of a term are in, where it is the only one."""
    holding = [arg for arg in term.args if any(occurs(unknown, arg) for unknown in unknowns)]
    if len(holding) != 1:
        return None
    (inside,) = holding
    if is_affine(inside, unknowns):
        return inside if len(inside.axes) < 2 else None
    return _inner(inside, unknowns)
