"""The syntax tree as the elaborator walks it: long sums and products flat, `where` names resolved, a reading chosen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from wrt.diagnostics import WrtError
from wrt.expr.declare import Declarations
from wrt.expr.facts import SQUARE
from wrt.expr.samples.families import is_of_entries, sum_of_entries
from wrt.syntax.tree import Tree, postorder

SPINES = {"add": ("add", "sub"), "sub": ("add", "sub"), "mul": ("mul",), "hadamard": ("hadamard",)}
SIZED_CALLS = frozenset(("eye", "ones", "zeros", "commutation", "vector", "matrix", "basis"))
MAX_EITHER = 5


class Scope:
    """What each tree node stands for: `where` names lead to their definitions, ambiguous nodes to one reading."""

    def __init__(self, root: Tree, source: str, declared: Declarations) -> None:
        self.root, self.source = root, source
        self.links: dict[Tree, Tree] = {}
        self.eithers: list[Tree] = []
        numbered: list[Tree] = []
        for tree in postorder(root):
            head = tree.head
            if head == "name":
                if tree.value[-1] in "0123456789":
                    numbered.append(tree)
            elif head == "where":
                self._link(tree)
            elif head == "either":
                self.eithers.append(tree)
            elif head == "samples" and is_of_entries(tree, root, declared):
                self.links[tree] = sum_of_entries(tree)
        if self.links:
            self._no_circles()
        if numbered:
            self._link_entries(numbered, declared)

    def _link(self, where: Tree) -> None:
        self.links[where] = where.args[0]
        definitions = dict(zip(where.value, where.args[1:], strict=True))
        if len(definitions) < len(where.value):
            twice = next(name for name in where.value if where.value.count(name) > 1)
            last = where.args[len(where.value) - where.value[::-1].index(twice)]
            raise WrtError("E-where-twice", f"{twice} is defined twice", last.span, source=self.source)
        for tree in postorder(where):
            if tree.head == "name" and tree.value in definitions and tree not in self.links:
                self.links[tree] = definitions[tree.value]

    def _link_entries(self, numbered: list[Tree], declared: Declarations) -> None:
        """x_1 is an entry of x where x is declared a vector and x1 is not declared."""
        for tree in numbered:
            if tree not in self.links and tree.value not in declared.shapes:
                stem = tree.value.rstrip("0123456789")
                rows, cols = declared.shapes.get(stem, (1, 1))
                digits = tree.value[len(stem) :]
                if rows != 1 and cols == 1 and digits and digits[0] != "0":
                    base = Tree("name", (), tree.span, stem)
                    index = Tree("num", (), tree.span, int(digits))
                    self.links[tree] = Tree("entry", (base, index), tree.span)

    def _no_circles(self) -> None:
        """Refuse definitions that lead back to themselves."""
        links = self.links
        finished: dict[Tree, bool] = {}
        stack = [self.root]
        while stack:
            tree = stack[-1]
            if tree in finished:
                stack.pop()
                finished[tree] = True
                continue
            finished[tree] = False
            for arg in (links[tree],) if tree in links else tree.args:
                if finished.get(arg) is False:
                    raise WrtError("E-where-circle", "a definition leads back to itself", tree.span, source=self.source)
                if arg not in finished:
                    stack.append(arg)

    def choices(self) -> Iterator[Choice]:
        """Every way to read the ambiguous places, the preferred one first."""
        for picks in product(*[range(len(tree.args)) for tree in self.eithers[:MAX_EITHER]]):
            chosen = {tree: tree.args[pick] for tree, pick in zip(self.eithers, picks, strict=False)}
            rest = {tree: tree.args[0] for tree in self.eithers[MAX_EITHER:]}
            yield Choice(self.links | chosen | rest, sum(picks))


class Choice:
    """One reading of a tree."""

    def __init__(self, links: dict[Tree, Tree], detours: int) -> None:
        self.links = links
        self.detours = detours

    def target(self, tree: Tree) -> Tree:
        links = self.links
        while tree in links:
            tree = links[tree]
        return tree

    def operands(self, tree: Tree) -> list[tuple[int, Tree]]:
        """The operands with their signs; of a sum or product written in a row, all of them."""
        heads = SPINES.get(tree.head)
        if heads is None:
            return [(1, self.target(arg)) for arg in value_args(tree)]
        found: list[tuple[int, Tree]] = []
        while True:
            left, right = tree.args
            found.append((-1 if tree.head == "sub" else 1, self.target(right)))
            left = self.target(left)
            if left.head in heads:
                tree = left
                continue
            found.append((1, left))
            break
        found.reverse()
        return found


def value_args(tree: Tree) -> tuple[Tree, ...]:
    """The arguments that are expressions (not sizes or indices)."""
    if tree.head == "entry":
        return tree.args[:1]
    if tree.head == "call" and tree.value in SIZED_CALLS:
        return ()
    return tree.args


def ordered(root: Tree, choice: Choice) -> list[Tree]:
    """The trees that the expression is made of, operands first, each once."""
    order: list[Tree] = []
    state: dict[Tree, int] = {}
    stack = [choice.target(root)]
    while stack:
        tree = stack[-1]
        if state.get(tree) == 2:
            stack.pop()
        elif state.get(tree) == 1:
            stack.pop()
            state[tree] = 2
            order.append(tree)
        else:
            state[tree] = 1
            for _, operand in reversed(choice.operands(tree)):
                if operand not in state:
                    stack.append(operand)
    return order


def names_of(order: list[Tree], declared: Declarations) -> tuple[list[str], dict[str, str]]:
    """The undeclared symbols in order of occurrence, and what their typeface says."""
    names: dict[str, None] = {}
    hints: dict[str, str] = {}
    for tree in order:
        if tree.head == "name" and tree.value not in declared.shapes and not is_constant(tree.value, declared):
            names[tree.value] = None
            if tree.hint and hints.get(tree.value) not in ("vector", "array"):
                hints[tree.value] = tree.hint
    hints |= {name: kind for name, kind in declared.kinds.items() if name in names}
    for name, facts in declared.facts.items():
        if name in names and not SQUARE.isdisjoint(facts):
            hints[name] = "square"
    known = size_names(order) | declared.dims | {name for name, other in declared.like}
    return [name for name in names if name not in known], hints


def size_names(order: list[Tree]) -> set[str]:
    """The names that stand where only a size can stand, as n in `eye(n)`."""
    return {
        inner.value
        for tree in order
        if tree.head == "call" and tree.value in SIZED_CALLS
        for arg in tree.args
        for inner in postorder(arg)
        if inner.head == "name"
    }


def is_constant(name: str, declared: Declarations) -> bool:
    return name in ("eye", "I", "pi") and name not in declared.shapes
