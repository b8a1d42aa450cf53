"""Proofs told: a derivative by rules, a named rule as one step, what is only equal entry by entry with indices."""

from __future__ import annotations

from wrt.derivation import Derivation, Part
from wrt.diagnostics import WrtError
from wrt.explain.components import prove_by_components
from wrt.explain.indices import prove_by_indices
from wrt.explain.tellings import explain
from wrt.explain.verify import verified
from wrt.expr.dims import symbols
from wrt.expr.node import Node, make, postorder
from wrt.prove.derivatives import worked_out
from wrt.prove.proof import Proof
from wrt.prove.strategy import Theorem
from wrt.prove.telling import tell
from wrt.prove.words import TooLong, poly


def told(proof: Proof, theorems: list[Theorem]) -> Derivation:
    """A proof line by line."""
    left, right = proof.sides
    asked = [(side, other) for side, other in ((left, right), (right, left)) if side.op == "D" and other.op != "D"]
    try:
        if asked:
            return _derivative(*asked[0], proof)
        if theorems[-1].way == "algebra" and not poly(left).same(poly(right)):
            return _entrywise(left, right, proof)
    except (WrtError, TooLong):
        pass  # told as it was found
    return verified(tell(theorems), proof.facts)


def _derivative(derivative: Node, answer: Node, proof: Proof) -> Derivation:
    """The derivative by rules; what facts make of it comes after, line by line."""
    function, *variables = _flattened(derivative).args
    free = worked_out(derivative)
    rest = Proof((free, answer), proof.facts).quick()
    if rest is None or not rest.theorems[-1].uses:
        return explain(function, variables, derivative.value, "unconstrained", answer, proof.facts)
    first = explain(function, variables, derivative.value, "unconstrained", free, proof.facts)
    then = verified(tell(rest.theorems), proof.facts)
    return Derivation(
        (*first.parts, *[Part(part.lines, part.say or ("With what is assumed,",)) for part in then.parts])
    )


def _entrywise(left: Node, right: Node, proof: Proof) -> Derivation:
    """By a rule that says it; else with indices; for sizes that are numbers written out."""
    use = proof.search.stated(left, right)
    if use is not None:
        return verified(tell([Theorem(left, right, (use,), "theorem")]), proof.facts)
    dims = [dim for node in postorder(left, right) for dim in (node.rows, node.cols)]
    if not any(symbols(dim) for dim in dims):
        return prove_by_components(left, right)
    return prove_by_indices(left, right)


def _flattened(derivative: Node) -> Node:
    """D(D(f, x), x) as the second derivative D(f, x, x)."""
    function, *variables = derivative.args
    if function.op == "D" and variables == list(function.args[1:]) and function.args[0].is_scalar:
        return make("D", (*function.args, *variables), derivative.value, derivative.rows, derivative.cols)
    return derivative
