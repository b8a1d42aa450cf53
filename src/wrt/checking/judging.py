"""The verdict on one equation of a derivation: as an identity, or where the equations before it hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wrt.checking.applied import Side, estimated
from wrt.checking.following import System, at_solution, follows
from wrt.checking.hypotheses import is_zero
from wrt.checking.paper import Paper
from wrt.checking.points import refuted_at_points
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.expr.dims import write as write_dim
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols
from wrt.expr.node import postorder as postorder_nodes
from wrt.expr.samples.families import stems_of
from wrt.expr.sizes import matrix_words
from wrt.prove.derivatives import conventions, worked_out
from wrt.prove.proof import Proof
from wrt.proving import decide
from wrt.syntax.tree import names_in, postorder
from wrt.verdict import Verdict

SHAPE = "E-shape"
POWER_OF_E = re.compile(r"(?<![A-Za-z\\])e\s*\^|\\mathrm\s*\{\s*e\s*\}\s*\^")
GRAM = re.compile(r"(?P<name>\w+)'\*(?P=name) is invertible")
GRAM_OF_ROWS = re.compile(r"(?P<name>\w+)\*(?P=name)' is invertible")


class Judged:
    """An equation of two sides with its verdict; `nodes` is None where it could not be read as one."""

    def __init__(self, verdict: Verdict, nodes: tuple[Node, ...] | None = None, facts: Facts | None = None,
                 error: WrtError | None = None, system: System | None = None) -> None:  # fmt: skip
        self.verdict, self.nodes, self.error, self.system = verdict, nodes, error, system
        self.facts = facts or Facts()


def judged(left: Side, right: Side, paper: Paper, later: Sequence[str] = ()) -> Judged:
    """The verdict on `left = right`; `later` names what later lines solve for."""
    try:
        nodes, facts = paper.nodes((left, right))
    except WrtError as error:
        return _clash(left, right, paper, error, later)
    one = _one_of_them(nodes)
    if one:
        return Judged(Verdict(right.source, None, "reading", one), nodes, facts)
    system = None
    if _states_derivative(left, right):
        paper = _everywhere(paper, (left, right))
    paper = _apart(paper, (left, right))
    if paper.hypotheses and Proof(nodes, facts).quick() is None:
        system = solution(paper, facts, later)
    verdict = _verdict(nodes, facts, paper, system)
    verdict.conditions = tuple(dict.fromkeys(map(spoken, verdict.conditions)))
    impossible = _impossible(verdict.conditions, paper)
    if verdict.holds and impossible:
        why = f"this needs {impossible}, which is not what was declared: it would be square then"
        verdict = Verdict(verdict.claim, None, verdict.method, why)
    doubt = (_unlinked(nodes, paper) or _power_of_e((left, right), nodes)) if verdict.holds is False else ""
    if doubt:
        verdict = Verdict(verdict.claim, None, verdict.method, doubt)
    return Judged(verdict, nodes, facts, system=system)


def _one_of_them(nodes: Sequence[Node]) -> str:
    """Why nothing is said of a derivative by z_k, in which z stands too: z_k is one of its entries, for no number k."""
    for node in nodes:
        for part in postorder_nodes(node):
            for variable in part.args[1:] if part.op == "D" else ():
                name = variable.value[0] if variable.op == "sym" else ""
                base, _, index = name.rpartition("_")
                whole = free_symbols(part.args[0]).keys() & stems_of(base) if base else ()
                if len(index) == 1 and index.isalpha() and whole:
                    return f"derivatives by {name} are not known where {min(whole)} stands for all of them"
    return ""


def _unlinked(nodes: Sequence[Node], paper: Paper) -> str:
    """Why nothing is said of samples beside what may be the array of them, whose size is only guessed."""
    names = free_symbols(*nodes)
    for sample, stacked in paper.samples.items():
        array = stacked.array.value[0]
        base = array.partition("_all")[0]
        for name in stems_of(base) if array != base and array in names else ():
            if name != array and name in paper.guessed and name in names:
                return f"it is not known whether {sample} belongs to {name}: nothing says of what size {name} is"
    return ""


def _power_of_e(sides: Sequence[Side], nodes: Sequence[Node]) -> str:
    """Why nothing is said of e^A with a square matrix A: the exponential of a matrix may be meant."""
    if not any(POWER_OF_E.search(side.source) for side in sides):
        return ""
    powers = [part for node in nodes for part in postorder_nodes(node) if part.op == "fn" and part.value == "exp"]
    square = any(part.rows == part.cols != 1 for part in powers)
    return "e^ is read entry by entry, and the exponential of a matrix is not known here" if square else ""


def _impossible(conditions: Sequence[str], paper: Paper) -> str:
    """A condition that a matrix has full rank the other way than it was declared to have; empty where there is none."""
    ranks = {"full_row_rank": "full column rank", "full_column_rank": "full row rank"}
    for name, facts in paper.declared.facts.items():
        rows, cols = paper.declared.shapes.get(name, (1, 1))
        for fact in facts & ranks.keys() if "invertible" not in facts and rows != cols else ():
            if not facts >= ranks.keys() and f"{name} has {ranks[fact]}" in conditions:
                return f"{name} to have {ranks[fact]}"
    return ""


def _states_derivative(left: Side, right: Side) -> bool:
    """Whether an equation says what a derivative is: it must hold everywhere, not only where something vanishes."""
    return not is_zero(left.tree) and not is_zero(right.tree) and "D" in (left.tree.head, right.tree.head)


def _everywhere(paper: Paper, sides: Sequence[Side]) -> Paper:
    """The state with the hypotheses alone that do not speak of what is derived by: with 1'y = 1, by z."""
    derivatives = [part for side in sides for part in postorder(side.tree) if part.head == "D"]
    by = names_in(*[variable for part in derivatives for variable in part.args[1:]])
    kept = [known for known in paper.hypotheses if by.isdisjoint(free_symbols(known.left, known.right))]
    if len(kept) < len(paper.hypotheses):
        paper = paper.copy()
        paper.hypotheses = kept
    return paper


def _apart(paper: Paper, sides: Sequence[Side]) -> Paper:
    """The state where w is any w, for an equation that speaks of w and of an estimate of it that is supposed."""
    names = names_in(*[side.tree for side in sides])
    names |= {symbol for name in names & paper.definitions.keys() for symbol in free_symbols(paper.definitions[name])}
    known = free_symbols(*paper.supposed)
    beside = {base for name in names if name in known and (base := estimated(name)) in names}
    kept = [one for one in paper.hypotheses if beside.isdisjoint(free_symbols(one.left, one.right))]
    if len(kept) < len(paper.hypotheses):
        paper = paper.copy()
        paper.hypotheses = kept
        paper.unknowns = {name: None for name in paper.unknowns if name not in beside}
    return paper


def spoken(condition: str) -> str:
    """A condition as people say it: that X'*X is invertible means that X has full column rank."""
    columns, rows = GRAM.fullmatch(condition), GRAM_OF_ROWS.fullmatch(condition)
    if columns:
        return f"{columns['name']} has full column rank"
    return f"{rows['name']} has full row rank" if rows else condition


def solution(paper: Paper, facts: Facts, later: Sequence[str]) -> System | None:
    """What the unknowns are where the hypotheses hold."""
    return System(paper.hypotheses, dict.fromkeys([*paper.unknowns, *later]), facts) if paper.hypotheses else None


def _verdict(nodes: tuple[Node, ...], facts: Facts, paper: Paper, system: System | None) -> Verdict:
    if system is None:
        return decide(nodes, facts)
    claim = " = ".join(map(text, nodes))
    convention = follows(nodes, paper.hypotheses, facts)
    if convention is not None:
        return Verdict(claim, True, "hypotheses", convention=convention)
    verdict = at_solution(nodes, system)
    if verdict is not None:
        verdict.claim = claim
        return verdict
    plain = decide(nodes, facts)
    point = None
    for reading in dict(conventions(*nodes)).values() if plain.holds is False else ():
        vanishing = [hypothesis.vanishing for hypothesis in paper.hypotheses]
        claimed, defined = tuple(map(worked_out, reading)), paper.definitions.values()
        point, agreed = refuted_at_points(claimed, vanishing, system.unknowns, facts, defined)
        if point is None:
            reason = "it does not hold in general, and was not found to follow from the equations above"
            evidence = f"{reason}; at {agreed} points where these hold it does" if agreed else reason
            return Verdict(claim, None, "hypotheses", evidence, agreed=agreed)
    return plain if point is None else Verdict(claim, False, "counterexample", point.text, counterexample=point)


def _clash(left: Side, right: Side, paper: Paper, error: WrtError, later: Sequence[str]) -> Judged:
    """What the sizes say: the right side in itself, or beside the left one."""
    alone = _alone(left, paper)
    facts = alone[1] if alone is not None else Facts()
    system = solution(paper, facts, later)
    try:
        (node,), _ = paper.nodes((right,))
    except WrtError as own:
        if own.code.startswith(SHAPE):
            return Judged(Verdict(right.source, False, "shapes", own.message), None, facts, own, system)
        return Judged(not_understood(own), error=own)
    if not error.code.startswith(SHAPE) or (alone is None and not _clashes_alone(left, paper)):
        return Judged(not_understood(error), error=error)
    shape = shape_words(alone[0]) if alone is not None else "of another shape"
    reason = f"the two sides have different shapes: the left side is {shape}, the right side {shape_words(node)}"
    return Judged(Verdict(right.source, False, "shapes", reason), None, facts, error, system)


def _clashes_alone(side: Side, paper: Paper) -> bool:
    """Whether the shapes within a side clash."""
    try:
        paper.copy().nodes((side,))
    except WrtError as error:
        return error.code.startswith(SHAPE)
    return False


def _alone(side: Side, paper: Paper) -> tuple[Node, Facts] | None:
    try:
        (node,), facts = paper.nodes((side,))
    except WrtError:
        return None
    return node, facts


def shape_words(node: Node) -> str:
    """A shape as people say it."""
    if node.is_scalar:
        return "a scalar"
    rows, cols = write_dim(node.rows), write_dim(node.cols)
    if "1" in (rows, cols):
        return f"a column of length {rows}" if cols == "1" else f"a row of length {cols}"
    return matrix_words(rows, cols)


def not_understood(error: WrtError) -> Verdict:
    """The verdict on what cannot be read."""
    return Verdict("", None, "reading", f"{error.message} ({error.code})", standing="Not understood")
