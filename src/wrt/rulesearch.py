"""Finding rules by words of their names, or by a formula whatever its symbols are called."""

from __future__ import annotations

import re
from functools import cache

from wrt.diagnostics import WrtError
from wrt.expr.calls import ALIASES
from wrt.rulebook import all_rules
from wrt.rules.rule import Rule
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree, postorder

FORMULA = re.compile(r"[^\w\s]")  # a sign that stands in formulas and not in names
REST = "ellipsis"  # what `...` is read as: it matches anything
NOWHERE = 4
CONSTANTS = frozenset(("eye", "I", "pi"))


def search(query: str) -> list[Rule]:
    """The rules that a query finds, the nearest first.

    A formula finds what has it as a part, literally or with other names; words find the names in which all occur.

    >>> [rule.name for rule in search("inv(P*Q)")][:2]
    ['inv_mul', 'inv_mul_of_commute']
    >>> [rule.name for rule in search("push ridge")]
    ['push_through_ridge']
    """
    return _by_formula(query) if FORMULA.search(query) else _by_words(query)


def _by_words(query: str) -> list[Rule]:
    words = query.lower().split()
    found = [rule for rule in all_rules() if all(word in rule.name.lower() for word in words)]
    wanted = "_".join(query.split())
    if found or not words:
        return sorted(found, key=lambda rule: _distance(rule.name, wanted))
    from difflib import get_close_matches

    near = get_close_matches(wanted, [rule.name for rule in all_rules()], 6, 0.6)
    return [rule for name in near for rule in all_rules() if rule.name == name]


def _distance(name: str, wanted: str) -> int:
    """The name itself comes first, then what begins with it, then the rest."""
    if name == wanted:
        return 0
    name, wanted = name.lower(), wanted.lower()
    return 1 if name == wanted else 2 if name.startswith(wanted) else 3


def _by_formula(query: str) -> list[Rule]:
    """Rules of which the formula is a side before those of which it is a part, the same names before others."""
    literal = _plain(query)
    try:
        pattern = read(query.replace("...", REST).replace("…", REST))
    except WrtError:
        pattern = None
    ranked = [(_rank(literal, pattern, rule), rule) for rule in all_rules()]
    return [rule for rank, rule in sorted(ranked, key=lambda pair: pair[0]) if rank < NOWHERE]


def _rank(literal: str, pattern: Tree | None, rule: Rule) -> int:
    statement = _plain(rule.statement)
    found = literal in statement
    if pattern is None or pattern.head == "name":
        return 2 if found else NOWHERE
    *parts, whole = _parts(rule.statement)
    if any(_matches(pattern, side) for side in (whole, *whole.args)):
        return 0 if found else 1
    return 2 if found else 3 if any(_matches(pattern, part) for part in parts) else NOWHERE


def _plain(formula: str) -> str:
    return "".join(formula.split())


@cache
def _parts(statement: str) -> tuple[Tree, ...]:
    return tuple(postorder(read(statement)))


def _matches(pattern: Tree, tree: Tree) -> bool:
    """Whether a part has the form of the pattern; its names are renamed one to one."""
    there: dict[str, str] = {}
    back: dict[str, str] = {}
    stack = [(pattern, tree)]
    while stack:
        wanted, found = stack.pop()
        if wanted.head == "name" and wanted.value == REST:
            continue
        if _operator(wanted) != _operator(found) or len(wanted.args) != len(found.args):
            return False
        if wanted.head == "name":
            if not _renamable(wanted.value, found.value):
                return False
            if there.setdefault(wanted.value, found.value) != found.value:
                return False
            if back.setdefault(found.value, wanted.value) != wanted.value:
                return False
        stack += zip(wanted.args, found.args, strict=True)
    return True


def _renamable(wanted: str, found: str) -> bool:
    """Whether one name may stand for the other: constants for themselves, capitals (matrices) for capitals."""
    constant = wanted in CONSTANTS or found in CONSTANTS
    return wanted == found if constant else wanted[0].isupper() == found[0].isupper()


def _operator(tree: Tree) -> tuple[str, object]:
    """What a part is beside its operands, however it is spelt; names are compared by themselves."""
    if tree.head == "name":
        return "name", None
    if tree.head == "inverse":
        return "call", "inv"
    if tree.head == "call":
        return "call", ALIASES.get(tree.value, tree.value)
    return tree.head, tree.value
