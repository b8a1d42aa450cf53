"""`prove`: a claim is proved by named rules, refuted by exact numbers, or left open; never decided by sampling."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from wrt.claims import Assume, Shapes, read_claim
from wrt.derivation import Derivation
from wrt.diagnostics import WrtError
from wrt.emit.present import occurrence, present
from wrt.emit.text import text
from wrt.expr import build as b
from wrt.expr.declare import declare
from wrt.expr.facts import Facts
from wrt.expr.node import Node, postorder
from wrt.expression import Expression
from wrt.guard import guarded
from wrt.prove.derivatives import conventions
from wrt.prove.known import Known
from wrt.prove.proof import Certified, Proof
from wrt.prove.stated import claim_entry
from wrt.prove.telling import conditions_of
from wrt.verdict import Verdict
from wrt.work.conditions import conditions, describe
from wrt.work.normal import normal

SHAPE = "E-shape-"


@guarded
def prove(left: str | Expression, right: str | Expression | None = None, shapes: Shapes = None,
          assume: Assume = None, layout: str = "denominator") -> Verdict:  # fmt: skip
    """Whether two expressions are equal, for all sizes and all values that honour the assumptions.

    `left` and `right` are formulas (text or LaTeX) or expressions; or `left` is a whole equation.  The claim is read as
    holding wherever both sides are defined; what that asks for is listed in `conditions`.

    >>> prove("inv(A*B) = inv(B)*inv(A)").holds
    True
    >>> verdict = prove("(A*B)' = A'*B'", shapes={"A": "n n", "B": "n n"})
    >>> verdict.holds, verdict.true_if
    (False, ('A and B commute',))
    """
    declare(shapes, assume)  # what is declared wrongly says nothing of the claim
    try:
        claim = read_claim(left, right, shapes, assume, layout)
    except WrtError as error:
        if not error.code.startswith(SHAPE):
            raise
        return Verdict(error.source or "", False, "shapes", error.message, notes=error.notes)
    return decide(claim.sides, claim.facts)


def decide(sides: tuple[Node, ...], facts: Facts) -> Verdict:
    """The verdict in each convention for derivatives by confined variables; a claim is right if it is so throughout."""
    first: Verdict | None = None
    for convention, _ in conventions(*sides):
        verdict = _throughout(sides, facts, convention)
        if verdict.holds:
            return verdict
        if first is None or (first.holds is False and verdict.holds is None):
            first = verdict
    assert first is not None
    return first


def _throughout(sides: tuple[Node, ...], facts: Facts, convention: str) -> Verdict:
    """Each link of the chain in one convention; one that is refuted decides, else one that is open."""
    verdicts = []
    for left, right in pairwise(sides):
        verdict = judge(left, right, facts, convention)
        if verdict.holds is False:
            return verdict
        verdicts.append(verdict)
    left_open = next((verdict for verdict in verdicts if not verdict.holds), None)
    if left_open is not None:
        return left_open
    return verdicts[0] if len(verdicts) == 1 else _joined(sides, facts, convention, verdicts)


def _joined(sides: tuple[Node, ...], facts: Facts, convention: str, verdicts: list[Verdict]) -> Verdict:
    """The verdict on a chain whose links are all proved."""

    def told() -> Derivation:
        return Derivation(
            tuple([part for verdict in verdicts if verdict.derivation for part in verdict.derivation.parts])
        )

    both = tuple(dict.fromkeys(condition for verdict in verdicts for condition in verdict.conditions))
    certificate = {"claim": claim_entry(sides, facts), "chain": [found.certificate for found in verdicts]}
    return Verdict(" = ".join(map(text, sides)), True, verdicts[-1].method, conditions=both,
                   convention=convention, certificate=certificate, tell=told)  # fmt: skip


def judge(left: Node, right: Node, facts: Facts, convention: str) -> Verdict:
    """The verdict on `left = right` in a convention for derivatives by confined variables."""
    readings = dict(conventions(left, right))
    convention = convention if convention in readings else ""  # nothing here depends on it
    verdict = _judged(left, right, readings[convention], facts)
    verdict.convention = convention
    if verdict.certificate is not None:
        verdict.certificate = {"claim": claim_entry((left, right), facts)} | verdict.certificate
    return verdict


def _judged(left: Node, right: Node, sides: tuple[Node, ...], facts: Facts) -> Verdict:
    claim = f"{text(left)} = {text(right)}"
    proof = Proof(sides, facts)
    first = proof.quick()
    if first is not None:
        return _proved(claim, proof, first)
    outcome = _counterexample(sides, facts)
    if outcome.counterexample is not None:
        return _refuted(claim, sides, facts, outcome.counterexample)
    first = proof.deep()
    if first is not None:
        return _proved(claim, proof, first)
    agreed = outcome.agreed
    reason = f"both sides agree at {agreed} random points" if agreed else "no point was found at which to compare them"
    if proof.rejected:
        reason = f"{reason}; a proof was found, but it does not pass the independent check"
    return Verdict(claim, None, "evaluation", reason, agreed=agreed)


def _proved(claim: str, proof: Proof, found: Certified) -> Verdict:
    nowhere = [fact for fact, node in proof.known.domain if b.is_zero(normal(node)) and fact != "nonnegative"]
    if nowhere:
        return Verdict(claim, None, "evaluation", f"the claim is defined nowhere: 0 is never {nowhere[0]}")

    def tell() -> Derivation:
        from wrt.explain.proofs import told  # a verdict alone needs none of it

        return told(proof, found.theorems)

    conditions_ = _conditions(proof.sides, proof.facts, proof.known)
    used = conditions_of([use for theorem in found.theorems for use in theorem.uses], proof.known.is_given)
    return Verdict(claim, True, found.theorems[-1].way, conditions=conditions_, assumptions=used,
                   certificate=found.certificate, tell=tell)  # fmt: skip


def _conditions(sides: tuple[Node, ...], facts: Facts, known: Known) -> tuple[str, ...]:
    """What the claim needs to be defined, and what the proof used beyond the facts."""
    found = dict.fromkeys((fact, normal(node)) for fact, node in known.used)
    for side in sides:
        variables = [v for node in postorder(side) if node.op == "D" for v in node.args[1:]]
        found |= dict.fromkeys((what, operand) for what, operand, _ in conditions(side, side, variables, facts))
    for fact, form in sorted(found, key=lambda item: -item[1].size):
        rest = dict(facts.assumed)
        for other, about in found:
            if (other, about) != (fact, form):
                rest[about] = rest.get(about, frozenset()) | {other}
        if Facts(rest).holds(form, fact):
            del found[fact, form]
    order = occurrence(sides)
    return tuple(dict.fromkeys(describe(fact, text(present(form, order)), form.is_scalar) for fact, form in found))


def _counterexample(sides: tuple[Node, ...], facts: Facts) -> Any:
    from wrt.refute.search import search

    return search(sides[0], sides[1], facts, facts.commuting)


def _refuted(claim: str, sides: tuple[Node, ...], facts: Facts, counterexample: Any) -> Verdict:
    def missing() -> tuple[str, ...]:
        from wrt.refute.missing import missing_assumption

        found = missing_assumption(sides[0], sides[1], _confirmed, facts, facts.commuting)
        return tuple(extra.text for extra in found)

    return Verdict(claim, False, "counterexample", counterexample.text, counterexample=counterexample,
                   ask_missing=missing)  # fmt: skip


def _confirmed(extra: Any) -> bool:
    """Whether the claim is proved under an extra assumption."""
    proof = Proof((extra.left, extra.right), Facts(extra.facts.assumed, extra.commuting))
    return proof.quick() is not None or proof.deep() is not None
