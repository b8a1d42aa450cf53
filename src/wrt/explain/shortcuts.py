"""The derivatives of the book, found by what they can fit: operators, and the axes of function and variable."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from wrt import rulebook
from wrt.emit.text import text
from wrt.emit.writers import shown
from wrt.explain.tidying import tidy
from wrt.expr import build as b
from wrt.expr.node import Node, make, postorder
from wrt.prove.known import Known
from wrt.prove.match import Instance, instantiate, matches
from wrt.prove.rules import accepted
from wrt.rulebook import Sides
from wrt.rules.rule import Rule
from wrt.work.conditions import describe
from wrt.work.normal import normal

SIGNS = frozenset(("positive", "nonnegative", "nonzero"))
COMMON = frozenset(("sym", "num", "dim", "T", "mul", "add", "neg", "div", "eye", "ones", "zero"))
CLOSED = frozenset(("inv", "fn", "det", "logdet", "had", "softmax", "norm1", "norm2", "normF", "diag", "D"))


class Shortcut(NamedTuple):
    """A derivative of the book, and the operators that whatever it fits must have."""

    rule: Rule
    sides: Sides
    needs: frozenset[str]


class Use(NamedTuple):
    """A shortcut with what its symbols stand for."""

    rule: Rule
    sides: Sides
    instance: Instance

    @property
    def result(self) -> Node:
        return instantiate(self.sides.right, self.instance)

    def conditions(self, known: Known) -> tuple[str, ...]:
        """What the rule asks for, of the expressions that its symbols stand for; not where signs are seen."""
        found = []
        for fact, *about in self.sides.conditions:
            node = instantiate(about[0], self.instance)
            if fact in SIGNS and known.given.holds(normal(node, known.memo), fact):
                continue
            found.append(describe(fact.replace("_", " "), text(tidy(node)), node.is_scalar))
        return tuple(found)


def fitting(wanted: Node, known: Known) -> Use | None:
    """The first shortcut that D(f, x), in denominator layout, is."""
    function, variable = wanted.args
    have = operators(function)
    for shortcut in _table().get((function.op, len(variable.axes), len(function.axes)), ()):
        if not shortcut.needs <= have:
            continue
        for instance in matches(shortcut.sides.left, wanted):
            use = Use(shortcut.rule, shortcut.sides, instance)
            if accepted(use.sides, instance, known) and _plainly(use):
                return use
    return None


def outside(function: Node) -> Iterator[tuple[Use, Node]]:
    """The shortcuts of f(u), with u where the shortcut has its variable; u is a scalar or a column."""
    have = operators(function)
    for axes in (0, 1):
        for shortcut in _table().get((function.op, axes, len(function.axes)), ()):
            if not shortcut.needs <= have:
                continue
            outer, inner = shortcut.sides.left.args
            for instance in matches(outer, function):
                u = instance.symbols.get(inner.value[0])
                if u is not None and u is not function:
                    yield Use(shortcut.rule, shortcut.sides, instance), u


def operators(root: Node) -> frozenset[str]:
    """The operators that tell expressions apart."""
    return frozenset([node.op for node in postorder(root)]) - COMMON


def _plainly(use: Use) -> bool:
    """Whether symmetry is asked of symbols only: that of X'*X is for the next line to use."""
    return all(
        fact != "symmetric" or instantiate(about[0], use.instance).op == "sym" for fact, *about in use.sides.conditions
    )


@cache
def _table() -> dict[tuple[str, int, int], list[Shortcut]]:
    """The shortcuts by the operator of the function and the axes of variable and function, special ones first."""
    rows = [(rule, rulebook.sides(rule)) for rule in rulebook.all_rules() if rule.kind == "derivative"]
    rows = [row for row in rows if row[1].left.args[0].op not in ("D", "sym") or row[0].name == "D_self"]
    rows = [row for row in rows if not quadratic(row[1].left.args[0])]  # these are multiplied out
    rows += [(rule, _with_norm2(sides)) for rule, sides in rows if "normF" in operators(sides.left)]
    rows.sort(key=lambda row: (-len(row[1].conditions), -row[1].left.size))
    table: dict[tuple[str, int, int], list[Shortcut]] = {}
    for rule, sides in rows:
        function, variable = sides.left.args
        key = function.op, len(variable.axes), len(function.axes)
        table.setdefault(key, []).append(Shortcut(rule, sides, operators(function)))
    return table


def _with_norm2(sides: Sides) -> Sides:
    """The Frobenius norm is also written norm2."""
    conditions = tuple([(fact, *map(as_norm2, about)) for fact, *about in sides.conditions])
    return Sides(as_norm2(sides.left), as_norm2(sides.right), conditions)


def as_norm2(root: Node) -> Node:
    done: dict[Node, Node] = {}
    for node in postorder(root):
        op = "norm2" if node.op == "normF" else node.op
        done[node] = make(op, tuple([done[arg] for arg in node.args]), node.value, node.rows, node.cols)
    return done[root]


def quadratic(function: Node) -> bool:
    """Whether multiplying out is how one would begin."""
    return any(opens(node) for node in postorder(function, closed=CLOSED))


def opens(node: Node) -> tuple[Node, ...]:
    """The sums in the square of a norm, or in a scalar product."""
    if node.op == "pow" and node.args[0].op in ("norm2", "normF") and node.args[1].op == "num":
        inner = node.args[0].args[0]
        return (inner,) if node.args[1].value == 2 and inner.op == "add" else ()
    inner = node.args[0] if node.op == "tr" else node
    if inner.op != "mul" or not node.is_scalar:
        return ()
    return tuple([arg for arg in inner.args if not arg.is_scalar and _is_sum(arg)])


def _is_sum(node: Node) -> bool:
    return node.op == "add" or (node.op == "T" and node.args[0].op == "add")


@cache
def turned_statement(name: str) -> str:
    """The statement of a derivative in numerator layout."""
    sides = rulebook.sides(rulebook.find(name))
    return f"{text(sides.left)} = {text(shown(b.T(normal(sides.right)), sides.left.args[0]))}"
