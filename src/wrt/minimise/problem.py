"""The problem: an objective, what it is minimised over, equations that must hold; and its Lagrangian."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr.facts import Facts, closure
from wrt.expr.node import Node, free_symbols, make, postorder, rename
from wrt.minimise.monotone import inside
from wrt.minimise.spheres import Sphere, sphere_of
from wrt.minimise.squares import with_norms
from wrt.work.derive import derivative
from wrt.work.normal import normal
from wrt.work.simplify import simplify
from wrt.work.spaces import OPEN_FACTS

MULTIPLIERS = ("nu", "lam", "mu", "kappa", "eta")
LINEAR_FACTS = frozenset(("symmetric", "skew", "spd", "psd"))
# sets of matrices on which a gradient that vanishes says nothing, and what is not a set of reals at all
CURVED = frozenset(("orthogonal", "idempotent", "rank_deficient", "binary", "indefinite"))


@dataclass(frozen=True)
class Problem:
    """Objective and constraints (which are to be 0) as written; the unknowns carry open and linear facts only."""

    objective: Node
    unknowns: tuple[Node, ...]
    constraints: tuple[Node, ...]
    facts: Facts
    asked: Node | None = None  # the increasing function of the objective that was asked for, where it is one
    slope: Node = b.ONE  # the derivative of what was asked for by the objective
    spheres: tuple[Sphere | None, ...] = ()  # the constraints that were given with a norm and are kept with its square

    @property
    def composed(self) -> bool:
        return self.asked is not None

    @cached_property
    def whole(self) -> Problem:
        """The problem as it was asked for."""
        pairs = zip(self.constraints, self.spheres, strict=True)
        given = tuple([g if sphere is None else sphere.given for g, sphere in pairs])
        return replace(self, objective=self.asked or self.objective, constraints=given, asked=None, slope=b.ONE,
                       spheres=(None,) * len(given))  # fmt: skip

    @cached_property
    def multipliers(self) -> tuple[Node, ...]:
        """One for each constraint, of its shape, with a name that is free."""
        nodes = (self.objective, *self.constraints, *self.unknowns)
        taken = set(free_symbols(*nodes)) | {str(dim) for node in postorder(*nodes) for dim in (node.rows, node.cols)}
        names = _names(taken, len(self.constraints))
        return tuple([b.sym(name, g.rows, g.cols, ()) for name, g in zip(names, self.constraints, strict=True)])

    @cached_property
    def lagrangian(self) -> Node:
        """The objective plus each constraint times its multiplier, as written."""
        terms = [self.objective]
        for multiplier, g in zip(self.multipliers, self.constraints, strict=True):
            if g.is_scalar:
                terms.append(make("mul", (multiplier, g), None, 1, 1))
                continue
            turned = make("T", (multiplier,), None, multiplier.cols, multiplier.rows)
            product = make("mul", (turned, g), None, turned.rows, g.cols)
            terms.append(product if product.is_scalar else make("tr", (product,), None, 1, 1))
        return terms[0] if len(terms) == 1 else make("add", tuple(terms), None, 1, 1)

    @cached_property
    def gradients(self) -> tuple[Node, ...]:
        """The gradients of the Lagrangian by the unknowns, in the shape of each."""
        return tuple([derivative(self.solved, [unknown]) for unknown in self.unknowns])

    @cached_property
    def solved(self) -> Node:
        """The Lagrangian with all sums of squares as norms."""
        return with_norms(normal(self.lagrangian))

    @cached_property
    def conditions(self) -> tuple[Node, ...]:
        """The constraints in normal form."""
        return tuple([simplify(normal(g)) for g in self.constraints])

    @property
    def equations(self) -> tuple[Node, ...]:
        """What is to be 0: the gradients, then the constraints."""
        return (*self.gradients, *self.conditions)


def problem(objective: Node, unknowns: Sequence[Node], constraints: Sequence[Node], facts: Facts) -> Problem:
    """The problem; what an unknown is assumed to be becomes a constraint where it is an equation."""
    if not objective.is_scalar:
        what = "vector" if len(objective.axes) == 1 else "matrix"
        raise WrtError("E-objective", f"an objective is a scalar; this is a {what}", help="norm2(y - X*theta)^2 is one")
    formed = {unknown: _formed(unknown, constraints) for unknown in unknowns}
    constraints = [rename(g, formed) for g in constraints if not any(_forms(g, unknown) for unknown in unknowns)]
    objective, unknowns = rename(objective, formed), tuple(formed.values())
    plain = {unknown: _plain(unknown) for unknown in unknowns}
    implied = [equation for unknown in unknowns for equation in _implied(unknown, plain[unknown])]
    renamed = [rename(g, plain) for g in constraints]
    known = {simplify(normal(g)) for g in renamed} | {b.neg(simplify(normal(g))) for g in renamed}
    renamed += [g for g in implied if simplify(normal(g)) not in known]
    whole = rename(objective, plain)
    inner = inside(whole, tuple(plain.values()), facts)
    kept = [g for g in renamed if not b.is_zero(simplify(normal(g)))]
    variables, different = tuple(plain.values()), list(_different(kept))
    spheres = tuple([sphere_of(g, variables) for g in different])
    held = tuple([g if sphere is None else sphere.kept for g, sphere in zip(different, spheres, strict=True)])
    if inner is None:
        return Problem(whole, variables, held, facts, spheres=spheres)
    return Problem(inner.objective, variables, held, facts, whole, inner.slope, spheres)


def _different(constraints: Sequence[Node]) -> Iterator[Node]:
    """The constraints without those that say what another one says."""
    seen: set[Node] = set()
    for g in constraints:
        kernel = b.split(simplify(normal(g)))[1]
        if kernel not in seen:
            seen.add(kernel)
            yield g


def _forms(constraint: Node, unknown: Node) -> str:
    """The fact that `X = X'` and `X = -X'` state; empty for another constraint."""
    form = simplify(normal(constraint))
    if len(unknown.axes) == 2 and unknown.rows == unknown.cols:
        for fact, other in (("symmetric", b.neg(b.T(unknown))), ("skew", b.T(unknown))):
            if form in (b.add(unknown, other), b.neg(b.add(unknown, other))):
                return fact
    return ""


def _formed(unknown: Node, constraints: Iterable[Node]) -> Node:
    """The unknown with the form that constraints give it."""
    name, known = unknown.value
    stated = {fact for g in constraints if (fact := _forms(g, unknown))}
    return b.sym(name, unknown.rows, unknown.cols, closure({*known, *stated})) if stated else unknown


def _plain(unknown: Node) -> Node:
    """The unknown with the facts that hold on an open set or a linear space; others are refused or become equations."""
    name, known = unknown.value[0], frozenset(unknown.value[1])
    for fact in sorted(CURVED & known):
        raise WrtError(
            "E-unsupported",
            f"{name} is assumed {fact.replace('_', ' ')}: minimisers over such sets are not derived",
            help="leave the assumption out, or say it as equations (subject_to)",
        )
    if "diagonal" in known:
        raise WrtError("E-unsupported", f"{name} is assumed diagonal: a diagonal unknown is written by its diagonal",
                       help=f"write diag({name.lower()}) with a vector {name.lower()}")  # fmt: skip
    kept = (OPEN_FACTS | LINEAR_FACTS | {"probability"}) & known
    return b.sym(name, unknown.rows, unknown.cols, closure(kept))


def _implied(unknown: Node, plain: Node) -> Iterator[Node]:
    """What `sums_to_one` and `unit` say as an expression that is to be 0."""
    known = unknown.value[1]
    minus_one = b.MINUS_ONE
    if "sums_to_one" in known:
        yield make("add", (make("sum", (plain,), None, 1, 1), minus_one), None, 1, 1)
    if "unit" in known:
        square = make("pow", (make("norm2", (plain,), None, 1, 1), b.num(2)), None, 1, 1)
        yield make("add", (square, minus_one), None, 1, 1)


def _names(taken: set[str], count: int) -> list[str]:
    free = [name for name in MULTIPLIERS if name not in taken]
    if count <= len(free) and count < 2:
        return free[:count]
    stem = next((name for name in MULTIPLIERS if not any(used.startswith(name) for used in taken)), "multiplier")
    return [f"{stem}{i + 1}" for i in range(count)]
