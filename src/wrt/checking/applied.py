r"""Functions that a text defines itself: `J(\theta)` is J where J was defined, `\nabla J` is by the variable of J."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from wrt.expr.calls import CALLS
from wrt.syntax.tree import Tree, postorder

OPENED = re.compile(r"\s*(?:\\left\s*|\\[bB]igg?l?\s*)?\(")

Functions: TypeAlias = Mapping[str, tuple[str, ...]]
"""Defined names with their parameters; none where the definition named none."""


def applied(root: Tree, source: str, functions: Functions) -> Tree:
    """The tree with defined functions in the place of their applications."""
    done: dict[int, Tree] = {}
    for tree in postorder(root):
        args = tuple([done[id(arg)] for arg in tree.args])
        same = all(new is old for new, old in zip(args, tree.args, strict=True))
        done[id(tree)] = _applied(tree if same else Tree(tree.head, args, tree.span, tree.value, tree.hint),
                                  source, functions)  # fmt: skip
    return done[id(root)]


def _applied(tree: Tree, source: str, functions: Functions) -> Tree:
    if tree.head == "call" and tree.value not in CALLS:
        if tree.value in functions and _fits(tree.args, functions[tree.value]):
            return Tree("name", (), tree.span, tree.value)
    elif tree.head == "mul" and tree.args[0].head == "name" and functions.get(tree.args[0].value):
        name, argument = tree.args  # r(\mathbf{v}) reads like a product
        if OPENED.match(source, name.span.end) and _fits((argument,), functions[name.value]):
            return Tree("name", (), tree.span, name.value)
    elif tree.head == "D":
        return _derived(tree, functions)
    return tree


def _fits(args: tuple[Tree, ...], parameters: tuple[str, ...]) -> bool:
    """Whether a function is applied to its own parameters."""
    given = [arg.value for arg in args if arg.head == "name"]
    return len(given) == len(args) and (not parameters or tuple(given) == parameters)


def _derived(tree: Tree, functions: Functions) -> Tree:
    r"""A derivative with its variable: `\nabla J` is by the one parameter of J."""
    function, *variables = tree.args
    if not variables and function.head == "name":
        parameters = functions.get(function.value, ())
        if len(parameters) == 1:
            by = Tree("name", (), tree.span, parameters[0])
            return Tree("D", (function, *[by] * (tree.value or 1)), tree.span)
    return tree


def parameters_of(left: Tree) -> tuple[str, tuple[str, ...]] | None:
    """The name and parameters of `J` or `J(theta)`; None for what is no name."""
    if left.head == "name":
        return left.value, ()
    if left.head == "call" and left.value not in CALLS and all(arg.head == "name" for arg in left.args):
        return left.value, tuple([arg.value for arg in left.args])
    return None
