"""Whether an equation follows from others that are taken to hold: by putting what they say, or at their solution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction

from wrt.checking.hypothesis import Hypothesis, minus
from wrt.derivation import Use
from wrt.emit.present import present
from wrt.emit.text import text
from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node, bare, free_symbols, make, rename, rewritten
from wrt.prove.derivatives import conventions, worked_out
from wrt.prove.known import Known
from wrt.prove.reduce import Reducer
from wrt.prove.relations import Relation
from wrt.prove.rules import Rules
from wrt.prove.words import Monomial, Poly, TooLong, poly, times
from wrt.proving import decide
from wrt.solve.linear import Solved, solved
from wrt.verdict import Verdict
from wrt.work.conditions import describe
from wrt.work.normal import normal


def follows(sides: Sequence[Node], hypotheses: Sequence[Hypothesis], facts: Facts) -> str | None:
    """In which convention the two sides are equal once the hypotheses are put; None where that is not found."""
    for convention, (left, right) in conventions(*sides):
        difference = minus(worked_out(left), worked_out(right))
        if any(proportional(difference, known.vanishing) for known in hypotheses):
            return convention
        try:
            known = Known(facts, (left, right))
            if not Reducer(known, Under(hypotheses, facts)).reduce(difference).poly.terms:
                return convention
        except TooLong:
            continue
        if _equal_when_put(left, right, hypotheses, facts):
            return convention
    return None


def _equal_when_put(left: Node, right: Node, hypotheses: Sequence[Hypothesis], facts: Facts) -> bool:
    """Whether two sides are equal with the right sides of equations put for their left sides, in an inverse as well."""
    known = {normal(worked_out(equation.left)): equation.right for equation in hypotheses if equation.left.args}
    sides = tuple([normal(worked_out(side)) for side in (left, right)])
    put = tuple([present(_put(side, known)) for side in sides])
    return put != tuple(map(present, sides)) and decide(put, facts).holds is True


def _put(side: Node, known: Mapping[Node, Node]) -> Node:
    """An expression with what is known put for its parts, and for factors side by side in its products."""
    products = {left.args: right for left, right in known.items() if left.op == "mul"}

    def within(node: Node) -> Node:
        if node in known:
            return known[node]
        for factors, value in products.items() if node.op == "mul" else ():
            for at in range(len(node.args) - len(factors) + 1):
                end = at + len(factors)
                if node.args[at:end] == factors:
                    return b.mul(*node.args[:at], value, *node.args[end:])
        return node

    return rewritten(side, within)


def proportional(x: Node, y: Node) -> bool:
    """Whether an expression is another one times a number."""
    try:
        first, second = (poly(present(normal(side))).terms for side in (x, y))
    except TooLong:
        return False
    if first.keys() != second.keys() or not first:
        return False
    return len({first[key] / second[key] for key in first}) == 1


class Under(Rules):
    """The rules of the book, and what hypotheses say of their leading words."""

    def __init__(self, hypotheses: Sequence[Hypothesis], facts: Facts) -> None:
        super().__init__()
        self.words: list[Relation] = []
        self.scalars: dict[Node, Poly] = {}
        for hypothesis in hypotheses:
            with suppress(TooLong):
                self._learn(poly(present(normal(hypothesis.vanishing))), facts)

    def _learn(self, terms: Poly, facts: Facts) -> None:
        found = _leader(terms, facts)
        if found is None:
            return
        (scalars, word), coefficient = found
        under = Poly(1, 1, {(tuple([(atom, -e) for atom, e in scalars]), ()): -1 / coefficient})
        rest = terms.copy()
        del rest.terms[scalars, word]
        if word:
            self.words.append(Relation(word, times(under, rest), ()))
        elif len(scalars) == 1 and scalars[0][1] == 1:
            atom = scalars[0][0]
            self.scalars[atom] = Poly(1, 1).plus_all(rest, -1 / coefficient)

    def fact_relations(self, atom: Node, known: Known) -> Iterator[Relation]:
        yield from super().fact_relations(atom, known)
        bases = {bare(atom)}
        yield from (relation for relation in self.words if bases & set(map(bare, relation.lead)))

    def closed_relations(self, atom: Node, factor: Node, known: Known) -> Iterator[tuple[Poly, tuple[Use, ...]]]:
        if atom in self.scalars:
            yield self.scalars[atom], ()
        yield from super().closed_relations(atom, factor, known)


def _leader(terms: Poly, facts: Facts) -> tuple[Monomial, Fraction] | None:
    """The longest term whose scalars cannot vanish: all others are less than it."""
    usable = []
    for (scalars, word), coefficient in terms.terms.items():
        if word:
            if all(power < 0 or facts.holds(normal(atom), "nonzero") for atom, power in scalars):
                usable.append(((len(word), sum(atom.size for atom in word)), (scalars, word), coefficient))
        elif not any(other for _, other in terms.terms) and len(scalars) == 1 and scalars[0][0].op in ("mul", "tr"):
            usable.append(((0, scalars[0][0].size), (scalars, word), coefficient))
    if not usable:
        return None
    _, monomial, coefficient = max(usable, key=lambda item: item[0])
    return monomial, coefficient


# ---- at the solution


class System:
    """Hypotheses solved for their unknowns, one after the other."""

    def __init__(self, hypotheses: Sequence[Hypothesis], unknowns: Iterable[str], facts: Facts) -> None:
        self.facts = facts
        self.unknowns = list(unknowns)
        self.values: dict[Node, Node] = {}
        self.conditions: list[str] = []  # what had to be inverted and is not known to be invertible
        self.equations = [hypothesis.vanishing for hypothesis in hypotheses]
        self.determined = self._solve(self.unknowns)

    def _solve(self, unknowns: Iterable[str]) -> bool:
        """Whether all equations are used up."""
        symbols = free_symbols(*self.equations)
        left = [symbols[name] for name in unknowns if name in symbols]
        while left and self.equations:
            found = self._next(left)
            if found is None:
                return False
            place, step = found
            self._note(step)
            left.remove(step.unknown)
            del self.equations[place]
            value = {step.unknown: step.value}
            self.values = {name: rename(known, value) for name, known in self.values.items()} | value
            self.equations = [rest for equation in self.equations
                              if not b.is_zero(normal(rest := rename(equation, value)))]  # fmt: skip
        return not self.equations

    def _note(self, step: Solved) -> None:
        for matrix in step.inverted:
            if not self._may_divide(matrix):
                what = "nonzero" if matrix.is_scalar else "invertible"
                self.conditions.append(describe(what, text(_without_number(matrix)), matrix.is_scalar))

    def _next(self, unknowns: Sequence[Node]) -> tuple[int, Solved] | None:
        """An equation solved for an unknown, best where nothing has to be assumed for it."""
        open_ = None
        for unknown in unknowns:
            for place, equation in enumerate(self.equations):
                step = solved(equation, unknown)
                if step is None:
                    continue
                if all(map(self._may_divide, step.inverted)):
                    return place, step
                if open_ is None and all(map(self._generic, step.inverted)):
                    open_ = place, step
        return open_

    def _may_divide(self, matrix: Node) -> bool:
        form = normal(matrix)
        return bool(self.facts.holds(form, "nonzero" if form.is_scalar else "invertible"))

    def _generic(self, matrix: Node) -> bool:
        """Whether a matrix is invertible at some point at least."""
        from wrt.refute.search import refute

        det = matrix if matrix.is_scalar else make("det", (matrix,), None, 1, 1)
        return refute(det, b.ZERO, self.facts, self.facts.commuting) is not None


def _without_number(matrix: Node) -> Node:
    """A matrix without the sign and the number in front."""
    if matrix.op in ("neg", "div"):
        return _without_number(matrix.args[0])
    if matrix.op == "mul" and matrix.args[0].op == "num":
        rest = matrix.args[1:]
        return rest[0] if len(rest) == 1 else make("mul", rest, None, matrix.rows, matrix.cols)
    return matrix


def at_solution(sides: Sequence[Node], system: System) -> Verdict | None:
    """The verdict on an equation where the hypotheses hold; None where their solution is not known."""
    if not system.values:
        return None
    readings = [[rename(worked_out(side), system.values) for side in reading] for _, reading in conventions(*sides)]
    refuted: Verdict | None = None
    for reading in readings:
        verdict = decide(tuple(reading), system.facts)
        if verdict.holds:
            verdict.conditions = tuple(dict.fromkeys((*verdict.conditions, *system.conditions)))
            return verdict
        if verdict.holds is False and refuted is None:
            refuted = verdict
    return refuted if system.determined else None
