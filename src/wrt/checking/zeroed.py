r"""What is set to zero: the derivative of the function that was defined before, or what only looks like it.

And where it vanishes, when `u = ..` or `\hat{u} = ..` stands behind the function without anything set to zero in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wrt.checking.applied import Side, estimated, named, occurs
from wrt.checking.following import proportional
from wrt.checking.hypotheses import slope, stationary
from wrt.checking.hypothesis import Hypothesis, minus
from wrt.checking.judging import judged
from wrt.checking.paper import Paper
from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols, make, rename
from wrt.prove.derivatives import worked_out
from wrt.syntax.tree import Tree, names_in


class Meant(NamedTuple):
    """What an equation that sets a derivative by `unknown` to zero should say, where it says something else.

    `right` says that the equation holds where the derivative vanishes, `open` that this is not known.
    """

    instead: tuple[Node, Node] | None = None
    unknown: str = ""
    right: bool = False
    open: bool = False


def meant(left: Side, right: Side, sides: tuple[Node, ...], paper: Paper, isolated: Sequence[str]) -> Meant:
    """Whether an equation says that the derivative of a function vanishes, as it seems it should.

    `sides` are `left` and `right` as expressions.  It may be meant in another way: for a root of the function itself,
    or with a multiplier that no function contains.
    """
    if stationary(sides, paper):
        return Meant(right=True)
    claimed = minus(*map(worked_out, sides))
    functions = list(_functions(claimed, paper))
    if any(proportional(claimed, worked_out(function)) for function in functions):
        return Meant()
    found = list(_derivatives(claimed, functions, paper, isolated))
    for derived, symbol in found:
        aside = paper.supposing((derived, b.zero(derived.rows, derived.cols)))
        aside.unknowns = {**aside.unknowns, symbol.value[0]: None}
        holds = judged(left, right, aside, isolated).verdict.holds
        if holds is not False:
            return Meant(None, symbol.value[0], right=bool(holds), open=holds is None)
    if not found or not free_symbols(claimed).keys() <= free_symbols(*functions).keys():
        return Meant()
    derived, symbol = found[0]
    return Meant((derived, b.zero(derived.rows, derived.cols)), symbol.value[0])


def _functions(claimed: Node, paper: Paper) -> Iterator[Node]:
    """The functions that were defined; of estimates where an expression speaks of these, not of what they estimate."""
    inside = free_symbols(claimed)
    for function in paper.definitions.values():
        if function.is_scalar:
            known = free_symbols(function)
            stand = {known[base]: inside[name] for name in inside
                     if (base := estimated(name)) in known and base not in inside}  # fmt: skip
            yield rename(function, stand)


def _derivatives(claimed: Node, functions: Sequence[Node], paper: Paper,
                 isolated: Sequence[str]) -> Iterator[tuple[Node, Node]]:  # fmt: skip
    """The derivatives that an expression might be meant to be, with what they are taken by."""
    sought = {*isolated, *paper.unknowns, *paper.parameters}
    for name, symbol in free_symbols(claimed).items():
        if sought.isdisjoint((name, estimated(name))) or (symbol.rows, symbol.cols) not in (
            (claimed.rows, claimed.cols),
            (claimed.cols, claimed.rows),
        ):
            continue
        for function in functions:
            if name in free_symbols(function):
                yield slope(function, symbol, claimed), symbol


class Stationary(NamedTuple):
    """A state in which derivatives vanish, and of what in words."""

    paper: Paper
    words: str
    holds: bool

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"where {self.words} is zero",) if self.holds else ()


def unknown_of(left: Side, paper: Paper) -> str:
    r"""The unknown that `\hat{w}` or `w^*` stands for, once something was set to zero; empty for another side."""
    if left.tree.head != "name" or not paper.hypotheses or left.tree.value in paper:
        return ""
    base, sought = estimated(left.tree.value), {*paper.unknowns, *paper.parameters}
    return base if base in free_symbols(*paper.supposed) and (base in sought or not sought) else ""


def suppose_of_estimates(sides: Sequence[Side], paper: Paper) -> None:
    r"""Let what was supposed of w hold of the `\hat{w}` that a line speaks of, too."""
    names = names_in(*[side.tree for side in sides])
    for name in sorted(names) if paper.hypotheses else ():
        base = estimated(name)
        sought = base in {*paper.unknowns, *paper.parameters} and base in free_symbols(*paper.supposed)
        if sought and base not in names and name not in paper:
            paper.suppose_at(name, also=True)


def best_estimate(sides: Sequence[Side], paper: Paper, isolated: Sequence[str], constrained: bool) -> Stationary | None:
    r"""Where a derivative vanishes, for `\hat{w} = ..` where nothing was set to zero; None for another line."""
    left = sides[0]
    if left.tree.head != "name" or paper.hypotheses or left.tree.value in paper:
        return None
    base = estimated(left.tree.value)
    if not base or base not in paper.seen or paper.speaks_of(sides[1], base):
        return None
    return best(left._replace(tree=named(left.tree, base)), sides[1], paper, isolated, constrained)


def best(left: Side, side: Side, paper: Paper, isolated: Sequence[str], constrained: bool) -> Stationary | None:
    """Where the derivative by a name vanishes, if that is what a side says or must be meant to say.

    Where inequalities bound what is sought it need not be.
    """
    optimum = stationary_point(left, side, paper, isolated)
    must = left.tree.value in {*paper.unknowns, *paper.parameters} and not constrained
    return optimum if optimum is not None and (optimum.holds or must) else None


def stationary_point(left: Side, right: Side, paper: Paper, isolated: Sequence[str]) -> Stationary | None:
    """Where `u = ..` is where a derivative by u vanishes, or should be; None where that is not said.

    Of what contains other symbols than the functions, u for one, nothing is said.
    """
    name = left.tree.value
    wrong = None
    for words, zeroed in _vanishing(name, paper):
        aside = paper.copy()
        aside.hypotheses = [*paper.hypotheses, *zeroed]
        aside.unknowns = {**aside.unknowns, name: None}
        found = judged(left, right, aside, isolated)
        if found.verdict.holds:
            return Stationary(aside, words, holds=True)
        known = {symbol for hypothesis in zeroed for symbol in free_symbols(hypothesis.left, hypothesis.right)}
        if found.verdict.holds is None or (found.nodes and not free_symbols(*found.nodes).keys() <= known):
            return None
        wrong = wrong or Stationary(aside, words, holds=False)
    return wrong


def _vanishing(name: str, paper: Paper) -> Iterator[tuple[str, list[Hypothesis]]]:
    """What may have been set to zero to find a symbol: derivatives as stated, those of functions, one or all."""
    for derived in paper.derived:
        if any(occurs(name, by) for by in derived.tree.args[1:]):
            zero = Side(Tree("num", (), derived.tree.span, 0), derived.source)
            try:
                nodes, _ = paper.copy().nodes((derived, zero))
            except WrtError:
                continue
            yield derived.text, [Hypothesis(*nodes)]
    for function, node in paper.definitions.items():
        symbols = free_symbols(node)
        if not node.is_scalar or name not in symbols:
            continue
        parameters = paper.functions.get(function, ())
        by = [x for x in dict.fromkeys([name, *parameters, *paper.unknowns]) if x in symbols]
        vanishing = [_vanishes(node, symbols[x]) for x in by]
        yield f"the derivative of {function} by {name}", vanishing[:1]
        if len(by) > 1:
            yield f"the derivatives of {function} by {' and '.join(by)}", vanishing


def _vanishes(function: Node, symbol: Node) -> Hypothesis:
    derived = worked_out(make("D", (function, symbol), "denominator", symbol.rows, symbol.cols))
    return Hypothesis(derived, b.zero(symbol.rows, symbol.cols))
