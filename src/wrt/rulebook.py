"""The rules read with the engine: both sides as expressions, and as terms for the kernel."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from wrt.certificate import Term, term
from wrt.diagnostics import WrtError
from wrt.expr.declare import Declarations, Shape, declare
from wrt.expr.elaborate import Elaborated, elaborate
from wrt.expr.node import Node
from wrt.rules.book import TOPICS
from wrt.rules.rule import Rule
from wrt.syntax.brackets import closing
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree

Condition = tuple[Any, ...]  # the fact, then what it is a fact of: (fact, Node) or ("commute", Node, Node)


class Sides(NamedTuple):
    """A rule read: what is equal, and under which conditions; its symbols carry no facts of their own."""

    left: Node
    right: Node
    conditions: tuple[Condition, ...]


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, topic after topic."""
    return tuple(rule for rules in TOPICS.values() for rule in rules)


@cache
def _by_name() -> dict[str, Rule]:
    return {rule.name: rule for rule in all_rules()}


def find(name: str) -> Rule:
    """The rule of a name.

    >>> find("inv_mul").statement
    'inv(A*B) = inv(B)*inv(A)'
    """
    found = _by_name().get(name)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(name, _by_name(), 1)
        raise WrtError("E-rule", f"{name} is not the name of a rule", help=f"did you mean {near[0]}?" if near else None)
    return found


def sides(rule: Rule) -> Sides:
    """The two sides as written and the conditions.

    >>> found = sides(find("inv_of_orthogonal"))
    >>> found.left, found.right, found.conditions
    (<inv  nxn>, <T  nxn>, (('orthogonal', <sym ('Q', ()) nxn>),))
    """
    return _sides(rule.name) if _by_name().get(rule.name) is rule else _read(rule)


CALLED = re.compile(r"([A-Za-z][A-Za-z0-9]*)\(")
LEAVES = frozenset(("eye", "ones", "zeros", "vector", "matrix", "D", "d"))


@cache
def functions(name: str) -> tuple[str, frozenset[str]]:
    """The function at the head of a rule's left side ("" where that is an operator), and all that occur there.

    They are read off from the text, so that a rule that cannot fit need not be read.

    >>> head, called = functions("det_inv")
    >>> head, sorted(called)
    ('det', ['det', 'inv'])
    """
    left = find(name).statement.partition(" = ")[0]
    called = CALLED.match(left)
    head = called.group(1) if called and closing(left, called.end() - 1) == len(left) - 1 else ""
    return head, frozenset(CALLED.findall(left)) - LEAVES


@cache
def called_on_the_right(name: str) -> frozenset[str]:
    """The functions that occur on the right side of a rule."""
    return frozenset(CALLED.findall(find(name).statement.partition(" = ")[2])) - LEAVES


@cache
def _sides(name: str) -> Sides:
    return _read(find(name))


def _read(rule: Rule) -> Sides:
    if rule.kind == "differential":
        raise WrtError("E-rule", f"{rule.name} is about differentials: it has no sides of its own")
    found, left, right = _equation(rule.statement, declare(rule.shapes, None))
    return Sides(left, right, _conditions(rule, found))


def _equation(statement: str, declared: Declarations) -> tuple[Elaborated, Node, Node]:
    """The sides of `left = right`, read together so that each settles the sizes of the other."""
    tree = read(statement)
    if tree.head != "equation" or len(tree.args) != 2:
        raise WrtError("E-rule", "a rule is an equation of two sides", source=statement)
    left, right = tree.args
    joined = Tree("sub", (Tree("neg", (left,), left.span), right), tree.span)
    found = elaborate(joined, declared, statement)
    return found, *[side.args[0] for side in found.node.args]  # type: ignore[return-value]


def _conditions(rule: Rule, found: Elaborated) -> tuple[Condition, ...]:
    """What must hold, with the shapes that the statement settled."""
    shapes = {name: (node.rows, node.cols) for name, node in found.symbols.items()}
    conditions: list[Condition] = []
    for key, words in rule.when.items():
        parts = [_formula(part, shapes) for part in key.split(",")]
        conditions += [(word, *parts) for word in words.split()]
    return tuple(conditions)


def _formula(source: str, shapes: dict[str, Shape]) -> Node:
    declared = declare(None, None)._replace(shapes=shapes)
    return elaborate(read(source), declared, source).node


@cache
def _terms(name: str) -> tuple[Term, Term, list[list[Any]]]:
    found = sides(find(name))
    conditions = [[fact, *map(term, nodes)] for fact, *nodes in found.conditions]
    return term(found.left), term(found.right), conditions


def terms(rule: Rule) -> tuple[Term, Term, list[list[Any]]]:
    """Both sides and the conditions (a fact, then what it is a fact of) as JSON, for the kernel.

    >>> terms(find("det_eye"))
    (['det', ['eye', 'n']], ['num', 1], [])
    """
    return _terms(rule.name)


class Differential(NamedTuple):
    """A differential rule read: of what it is the differential, and what that is; `symbols` with the dA among them."""

    function: Node
    right: Node
    conditions: tuple[Condition, ...]
    symbols: dict[str, Node]


def differential_sides(rule: Rule) -> Differential:
    """`d(f) = ...` as f and the right side, in which `dA` is a symbol of the shape of A."""
    tree = read(rule.statement)
    call, right = tree.args
    (function,) = call.args
    inner = elaborate(function, declare(rule.shapes, None), rule.statement)
    shapes = {name: (node.rows, node.cols) for name, node in inner.symbols.items()}
    declared = declare(None, None)._replace(shapes=shapes | {f"d{name}": shape for name, shape in shapes.items()})
    joined = Tree("sub", (Tree("neg", (function,), function.span), right), tree.span)
    found = elaborate(joined, declared, rule.statement)
    left, wanted = (side.args[0] for side in found.node.args)
    return Differential(left, wanted, _conditions(rule, inner), found.symbols)
