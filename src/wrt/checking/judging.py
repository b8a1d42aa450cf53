"""The verdict on one equation of a derivation: as an identity, or where the equations before it hold."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.checking.following import System, at_solution, follows
from wrt.checking.paper import Paper, Side
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.expr.dims import write as write_dim
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.prove.proof import Proof
from wrt.proving import decide
from wrt.verdict import Verdict

SHAPE = "E-shape"


class Judged:
    """An equation of two sides with its verdict; `nodes` is None where it could not be read as one."""

    def __init__(self, verdict: Verdict, nodes: tuple[Node, ...] | None = None, facts: Facts | None = None,
                 error: WrtError | None = None) -> None:  # fmt: skip
        self.verdict, self.nodes, self.error = verdict, nodes, error
        self.facts = facts or Facts()


def judged(left: Side, right: Side, paper: Paper, later: Sequence[str] = ()) -> Judged:
    """The verdict on `left = right`; `later` names what later lines solve for."""
    try:
        nodes, facts = paper.nodes((left, right))
    except WrtError as error:
        return _clash(left, right, paper, error)
    return Judged(_verdict(nodes, facts, paper, later), nodes, facts)


def _verdict(nodes: tuple[Node, ...], facts: Facts, paper: Paper, later: Sequence[str]) -> Verdict:
    if not paper.hypotheses:
        return decide(nodes, facts)
    claim = " = ".join(map(text, nodes))
    if Proof(nodes, facts).quick() is not None:
        return decide(nodes, facts)
    convention = follows(nodes, paper.hypotheses, facts)
    if convention is not None:
        return Verdict(claim, True, "hypotheses", convention=convention)
    system = System(paper.hypotheses, dict.fromkeys([*paper.unknowns, *later]), facts)
    verdict = at_solution(nodes, system)
    if verdict is not None:
        verdict.claim = claim
        return verdict
    plain = decide(nodes, facts)
    if plain.holds is False:  # it may still follow from what was set to zero
        plain = Verdict(claim, None, "hypotheses", "it does not hold in general, and was not found to follow")
    return plain


def _clash(left: Side, right: Side, paper: Paper, error: WrtError) -> Judged:
    """What the sizes say: the right side in itself, or beside the left one."""
    try:
        (node,), _ = paper.nodes((right,))
    except WrtError as own:
        if own.code.startswith(SHAPE):
            return Judged(Verdict(right.source, False, "shapes", own.message), error=own)
        return Judged(not_understood(own), error=own)
    if not error.code.startswith(SHAPE):
        return Judged(not_understood(error), error=error)
    shapes = f"the left side is {_shape_of(left, paper)}, the right side {shape_words(node)}"
    return Judged(Verdict(right.source, False, "shapes", f"the two sides have different shapes: {shapes}"), error=error)


def _shape_of(side: Side, paper: Paper) -> str:
    try:
        (node,), _ = paper.nodes((side,))
    except WrtError:
        return "of another shape"
    return shape_words(node)


def shape_words(node: Node) -> str:
    """A shape as people say it."""
    if node.is_scalar:
        return "a scalar"
    if node.cols == 1:
        return f"a column of length {write_dim(node.rows)}"
    if node.rows == 1:
        return f"a row of length {write_dim(node.cols)}"
    return f"a {write_dim(node.rows)}×{write_dim(node.cols)} matrix"


def not_understood(error: WrtError) -> Verdict:
    """The verdict on what cannot be read."""
    return Verdict("", None, "reading", f"{error.message} ({error.code})", standing="Not understood")
