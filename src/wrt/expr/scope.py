"""The syntax tree as the elaborator walks it: long sums and products flat, `where` names resolved, one reading chosen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from wrt.diagnostics import WrtError
from wrt.expr.declare import Declarations
from wrt.syntax.tree import Tree, postorder

SPINES = {"add": ("add", "sub"), "sub": ("add", "sub"), "mul": ("mul",), "hadamard": ("hadamard",)}
SIZED_CALLS = frozenset(("eye", "ones", "zeros", "commutation", "vector", "matrix", "basis"))
MAX_EITHER = 5


class Scope:
    """What each tree node stands for: `where` names lead to their definitions, ambiguous nodes to one reading."""

    def __init__(self, root: Tree) -> None:
        self.root = root
        self.links: dict[Tree, Tree] = {}
        self.eithers: list[Tree] = []
        for tree in postorder(root):
            if tree.head == "where":
                self._link(tree)
            elif tree.head == "either":
                self.eithers.append(tree)

    def _link(self, where: Tree) -> None:
        self.links[where] = where.args[0]
        definitions = dict(zip(where.value, where.args[1:], strict=True))
        for tree in postorder(where):
            if tree.head == "name" and tree.value in definitions and tree not in self.links:
                self.links[tree] = definitions[tree.value]

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
        steps = 0
        while tree in links:
            tree = links[tree]
            steps += 1
            if steps > len(links):
                raise WrtError("E-where-cycle", "these definitions refer to each other in a circle", tree.span)
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


def ordered(root: Tree, choice: Choice, source: str) -> list[Tree]:
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
                seen = state.get(operand, 0)
                if seen == 1:
                    raise WrtError("E-where-cycle", "this definition refers to itself", operand.span, source=source)
                if seen == 0:
                    stack.append(operand)
    return order


def names_of(order: list[Tree], declared: Declarations) -> tuple[list[str], dict[str, str]]:
    """The undeclared symbols in order of occurrence, and what their typeface says."""
    names: dict[str, None] = {}
    hints: dict[str, str] = {}
    for tree in order:
        if tree.head == "name" and tree.value not in declared.shapes and not is_constant(tree.value, declared):
            names[tree.value] = None
            if tree.hint and hints.get(tree.value) != "vector":
                hints[tree.value] = tree.hint
    sized = size_names(order)
    return [name for name in names if name not in sized and name not in declared.dims], hints


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
