"""The syntax tree: what was written, with its places and before any size is known.

One node class for everything, so that each later pass is a loop over `postorder` and never recurses.
Heads (operators as they are written; `args` are operands):

==============  =====================================================================================
num             a number; `value` is an int, or a pair (numerator, denominator) in lowest terms
name            a symbol; `value` is its name, `hint` what its typeface says ("scalar", "vector", "matrix", "array"
                for a bold capital, or "")
call            function application `f(a, b)`; `value` is the function's name as written
add sub mul div kron hadamard hdiv pow hpow neg transpose inverse
                the operators + - * / ⊗ .* ./ ^ .^ unary minus, postfix ', and ^-1 / ^{-1}
block           `[a, b; c, d]`: `args` row by row, `value` the pair (rows, columns)
entry           `A[i, j]`, `v[i]`: the indexed thing, then its indices
D               a derivative: the thing derived, then its variables in order
samples         a sum over samples: the body; `value` names the index and how far it goes
stacked         the values for all samples below one another, as `samples`
where           a body, then one definition for each name in `value`
equation        two or more sides
together        formulas that share their names, to find the shapes of these
either          readings between which only sizes decide, the preferred one first
==============  =====================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from wrt.diagnostics import Span


class Samples(NamedTuple):
    """The index of a sum over samples, and how far it goes: a name, a number, or nothing that is said."""

    letter: str
    upper: str

    def __str__(self) -> str:
        return f"{self.letter}=1..{self.upper}"


class Tree:
    """A node of the syntax tree; immutable, compared by identity."""

    __slots__ = ("args", "head", "hint", "span", "value")

    def __init__(self, head: str, args: tuple[Tree, ...], span: Span, value: Any = None, hint: str = "") -> None:
        self.head, self.args, self.span, self.value, self.hint = head, args, span, value, hint


def postorder(root: Tree) -> Iterator[Tree]:
    """Every node below `root`, operands before operators, without recursion.

    >>> x = Tree("name", (), Span(0, 1), "x")
    >>> [t.head for t in postorder(Tree("neg", (x,), Span(0, 2)))]
    ['name', 'neg']
    """
    stack: list[tuple[Tree, bool]] = [(root, False)]
    while stack:
        tree, ready = stack.pop()
        if ready or not tree.args:
            yield tree
        else:
            stack.append((tree, True))
            stack.extend((arg, False) for arg in reversed(tree.args))


def names_in(*roots: Tree) -> set[str]:
    """The names that stand in formulas."""
    return {tree.value for root in roots for tree in postorder(root) if tree.head == "name"}


def rewritten(root: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """The tree with every part changed, operands first; what does not change stays the same object."""
    done: dict[int, Tree] = {}
    for tree in postorder(root):
        args = tuple([done[id(arg)] for arg in tree.args])
        same = all(new is old for new, old in zip(args, tree.args, strict=True))
        done[id(tree)] = change(tree if same else Tree(tree.head, args, tree.span, tree.value, tree.hint))
    return done[id(root)]


def with_span(root: Tree, span: Span) -> Tree:
    """The tree with one place for all its parts."""
    return rewritten(root, lambda tree: Tree(tree.head, tree.args, span, tree.value, tree.hint))


def derivative(function: Tree, variables: Sequence[Tree], span: Span) -> Tree:
    """The derivative of a function; by `x'` it is laid out by numerator whatever the layout is."""
    if len(variables) == 1 and variables[0].head == "transpose":
        return Tree("D", (function, variables[0].args[0]), span, "numerator")
    return Tree("D", (function, *variables), span)


def show(root: Tree) -> str:
    """The tree as an s-expression, for tests and for people who debug the readers."""
    done: list[str] = []
    for tree in postorder(root):
        if tree.head in ("num", "name"):
            value = tree.value
            done.append("/".join(map(str, value)) if isinstance(value, tuple) else str(value))
            continue
        count = len(tree.args)
        inner = done[len(done) - count :] if count else []
        del done[len(done) - count :]
        extra = [] if tree.value is None else [str(tree.value)]
        done.append("(" + " ".join([tree.head, *extra, *inner]) + ")")
    return done[-1]
