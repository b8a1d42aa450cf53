r"""Functions that a text defines itself: `J(\theta)` is J where J was defined, `\nabla J` is by the variable of J."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from wrt.diagnostics import Span, WrtError
from wrt.expr.calls import CALLS, CONSTANTS
from wrt.expr.guess import CAPITAL_GREEK, GREEK
from wrt.expr.scope import SIZED_CALLS
from wrt.syntax.tree import Samples, Tree, names_in, postorder, rewritten

ESTIMATE = re.compile(r"_(?:hat|star|opt|ML|MLE|MAP|OLS|LS|ls|ridge|best|min|max|new|tilde|bar)+(?:_\w+)?\Z")
OPEN_INDEX = re.compile(r"[^_]_[ijkl]{1,2}\Z")
OPENED = re.compile(r"\s*(?:\\left\s*|\\[bB]igg?l?\s*)?\(")

Functions: TypeAlias = Mapping[str, tuple[str, ...]]
"""Defined names with their parameters; none where the definition named none."""


class Side(NamedTuple):
    """One side of an equation, with the text that its places refer to."""

    tree: Tree
    source: str

    @property
    def text(self) -> str:
        return self.source[self.tree.span.start : self.tree.span.end]


KNOWN = frozenset((*CALLS, *CONSTANTS, *SIZED_CALLS))
ERRORS = frozenset(("epsilon", "varepsilon", "eps"))
FUNCTION_LETTERS = frozenset(("f", "g", "h", "phi", "psi", "varphi"))
CONVENTIONAL = frozenset("fghFGHJLQ")


def applied(root: Tree, source: str, functions: Functions, variables: Mapping[str, str],
            at: Callable[[str, Tree], Tree]) -> Tree:  # fmt: skip
    """The tree with defined functions in the place of their applications; `variables` are those of bare gradients.

    `at` is the value of a function of one parameter at something else.
    """
    root = rewritten(root, lambda tree: _call(_marked_call(tree, source, functions), source, functions))
    root = rewritten(root, lambda tree: _at_estimate(_as_derivative(tree), source, functions))
    return rewritten(root, lambda tree: _applied(tree, source, functions, variables, at))


def _call(tree: Tree, source: str, functions: Functions) -> Tree:
    """`3*f(2*x)`, `-f(-x)`, where it was read as (3*f)*(2*x), as 3 times an application."""
    before = tree.args[0] if tree.head == "mul" else tree
    name = before.args[-1] if before.head in ("mul", "neg") else before
    if tree.head != "mul" or before is name or name.head != "name" or not functions.get(name.value):
        return tree
    if not OPENED.match(source, name.span.end):
        return tree
    applied_ = Tree("mul", (name, *tree.args[1:]), Span(name.span.start, tree.span.end))
    return Tree(before.head, (*before.args[:-1], applied_), tree.span)


def _marked_call(tree: Tree, source: str, functions: Functions) -> Tree:
    """`r(x)'` and `f(x)^2`, where they were read as r times x' and f times x^2."""
    if tree.head != "mul" or tree.args[1].head not in ("transpose", "pow", "inverse"):
        return tree
    before, mark = tree.args
    name, inner = before.args[-1] if before.head in ("mul", "neg") else before, mark.args[0]
    if name.head != "name" or not functions.get(name.value) or not OPENED.match(source, name.span.end):
        return tree
    called = Tree("mul", (name, inner), Span(name.span.start, inner.span.end))
    whole = Tree(mark.head, (called, *mark.args[1:]), Span(name.span.start, tree.span.end), mark.value)
    return whole if before is name else Tree(before.head, (*before.args[:-1], whole), tree.span)


def unknown_function(root: Tree, source: str, known: Container[str]) -> Tree | None:
    r"""A name that is applied to something and nobody has said what it is: `\operatorname{rank}(2A)`, `\phi(x + y)`."""
    applied_to = {
        id(part): part for tree in postorder(root) if tree.head == "mul" for part in _last_names(tree.args[0])
    }
    for part in postorder(root):
        if part.head != "name" or part.value in known or id(part) not in applied_to:
            continue
        word = len(part.value) > 1 and part.value.isalpha() and part.value not in (*GREEK, *CAPITAL_GREEK)
        if (word or part.value in FUNCTION_LETTERS) and OPENED.match(source, part.span.end):
            return part
    return None


def _last_names(tree: Tree) -> Iterator[Tree]:
    """What stands last in a product."""
    while tree.head in ("mul", "neg"):
        tree = tree.args[-1]
    if tree.head == "name":
        yield tree


def _as_derivative(tree: Tree) -> Tree:
    """`D(f, x)`, where it was read as the application of some D."""
    is_one = tree.head == "call" and tree.value == "D" and 1 <= len(tree.args) <= 3
    return Tree("D", tree.args, tree.span) if is_one else tree


def _applied(tree: Tree, source: str, functions: Functions, variables: Mapping[str, str],
             at: Callable[[str, Tree], Tree]) -> Tree:  # fmt: skip
    if tree.head in ("call", "mul"):
        found = application(tree, source)
        if found is not None and tree.head == "mul" and any(occurs(found[0], part) for part in found[1]):
            return tree  # h(1 - h) is a product
        if found is not None and found[0] in functions and _fits(found[1], functions[found[0]]):
            return Tree("name", (), tree.span, found[0])
        if found is not None and len(found[1]) == len(functions.get(found[0], ())) == 1:
            value = at(found[0], tree.args[-1])
            return Tree(value.head, value.args, tree.span, value.value, value.hint)
    elif tree.head == "D":
        return _derived(tree, functions, variables)
    return tree


def _at_estimate(tree: Tree, source: str, functions: Functions) -> Tree:
    r"""`\nabla f(\hat{w})` as the derivative of f by its parameter w: the estimate stands for w."""
    if not estimate_in(tree, source, functions):
        return tree
    found = application(tree.args[0], source)
    assert found is not None
    function = Tree("name", (), tree.args[0].span, found[0])
    by_what = [Tree("name", (), tree.span, functions[found[0]][0])] * max(len(tree.args) - 1, 1)
    return Tree("D", (function, *by_what), tree.span)


def estimate_in(tree: Tree, source: str, functions: Functions) -> str:
    r"""The estimate of `\nabla f(\hat{w})`, where f is a function of w; empty for another derivative."""
    found = application(tree.args[0], source) if tree.head == "D" else None
    if found is None or len(functions.get(found[0], ())) != 1:
        return ""
    names = entries(found[1]) or ()
    return names[0] if [estimated(name) for name in names] == list(functions[found[0]]) else ""


def estimated(name: str) -> str:
    r"""What an estimate is one of: w of `\hat{w}`, `w^*`; empty for another name."""
    base = ESTIMATE.sub("", name)
    return base if base != name else ""


def at_unknowns(tree: Tree, estimates: Mapping[str, str]) -> Tree:
    """A formula with unknowns in the place of their estimates."""
    return rewritten(tree, lambda part: named(part, estimates[part.value])
                     if part.head == "name" and part.value in estimates else part)  # fmt: skip


def application(tree: Tree, source: str) -> tuple[str, tuple[Tree, ...]] | None:
    r"""The function and the arguments of `f(x)`; `r(\mathbf{v})` reads like a product."""
    if tree.head == "call" and tree.value not in KNOWN:
        return tree.value, tree.args
    if tree.head == "mul" and tree.args[0].head == "name" and OPENED.match(source, tree.args[0].span.end):
        return tree.args[0].value, tree.args[1:]
    return None


def application_of(tree: Tree, source: str, functions: Container[str]) -> str:
    """The name of the function that is unknown, of `f(x)` where nothing defines f; empty for anything else."""
    found = application(tree, source)
    if found is None or not all(arg.head == "name" for arg in found[1]):
        return ""
    name = found[0]
    return name if name not in functions and (tree.head == "call" or name in CONVENTIONAL) else ""


def says_dependence(sides: Sequence[Side]) -> bool:
    """Whether an equation says that something depends on something: `x = x(t)`."""
    found = application(sides[1].tree, sides[1].source) if len(sides) == 2 and sides[0].tree.head == "name" else None
    return found is not None and found[0] == sides[0].tree.value and entries(found[1]) is not None


def _fits(args: tuple[Tree, ...], parameters: tuple[str, ...]) -> bool:
    """Whether a function is applied to its own parameters, or to the vector of which they are the entries."""
    given = entries(args)
    if given is None:
        return False
    if not parameters or given == parameters:
        return True
    return len(given) == 1 and parameters == tuple([f"{given[0]}{i}" for i in range(1, len(parameters) + 1)])


def entries(args: tuple[Tree, ...]) -> tuple[str, ...] | None:
    """The names that a function is applied to, those of a column one by one; None for other arguments."""
    if len(args) == 1 and args[0].head == "block":
        args = args[0].args
    names = [arg.value for arg in args if arg.head == "name"]
    return tuple(names) if len(names) == len(args) else None


def _derived(tree: Tree, functions: Functions, variables: Mapping[str, str]) -> Tree:
    r"""A derivative with its variable: `\nabla J` is by the one parameter of J, or by what the lines solve for.

    `\nabla \|Ax\|^2` is by the one parameter in it, or by the one letter in it that is not a capital.
    """
    function, *by_what = tree.args
    if not by_what and function.head == "name":
        parameters = functions.get(function.value, ())
        if not parameters and function.value in variables:
            parameters = (variables[function.value],)
        if len(parameters) == 1:
            by = Tree("name", (), tree.span, parameters[0])
            return Tree("D", (function, *[by] * (tree.value or 1)), tree.span)
    elif not by_what:
        names = names_in(function)
        known = names & {name for parameters in functions.values() for name in parameters}
        found = known or {name for name in names if name[0].islower() and name not in KNOWN}
        if len(found) == 1:
            by = Tree("name", (), tree.span, found.pop())
            return Tree("D", (function, *[by] * (tree.value or 1)), tree.span)
    return tree


def at_argument(trees: Mapping[str, Tree], depends: Container[str], parameter: str, argument: Tree,
                function: str) -> Tree:  # fmt: skip
    """What defines a function, with an argument in the place of its parameter; all places are those of the argument.

    `depends` are the defined names that speak of the parameter, whose formulas are put in as well.
    """

    def put(part: Tree) -> Tree:
        if part.head == "name" and part.value == parameter:
            return argument
        if part.head == "name" and part.value in depends and part.value != function:
            return at_argument(trees, depends, parameter, argument, part.value)
        return Tree(part.head, part.args, argument.span, part.value, part.hint)

    return rewritten(trees[function], put)


def for_every_entry(sides: Sequence[Tree], known: Container[str]) -> Sequence[Tree]:
    r"""`\partial f / \partial x_i = ..` for every i: the derivative by x, and the other sides below one another."""
    by = set[str]()
    for tree in sides:
        names = [name.value for name in tree.args[1:] if name.head == "name"] if tree.head == "D" else []
        found = [name for name in names if name not in known and OPEN_INDEX.search(name)]
        if len("".join(name.rpartition("_")[2] for name in found)) > 1:
            raise WrtError("E-unsupported", "derivatives by entries with two open indices are not read", tree.span)
        by |= {*found} if len(names) == 1 else set()
    entry = next((name for name in sorted(by) if not name.endswith("l")), "")
    if not entry:
        return sides
    letter = Samples(entry[-1], "")
    return [Tree("D", (tree.args[0], named(tree.args[1], entry[:-2])), tree.span)
            if tree.head == "D" and tree.args[1].value == entry
            else tree if tree.head == "num" and tree.value == 0 else Tree("stacked", (tree,), tree.span, letter)
            for tree in sides]  # fmt: skip


def error_term(sides: Sequence[Side]) -> tuple[str, list[Side]] | None:
    r"""A model `y = X\beta + \varepsilon` as what it says of its error: its name, and `\varepsilon = y - X\beta`."""
    left, right = sides[0], sides[1]
    last = right.tree.args[-1] if right.tree.head == "add" else None
    if last is None or last.head != "name" or last.value not in ERRORS:
        return None
    rest = Tree("sub", (left.tree, right.tree.args[0]), right.tree.span)
    return str(last.value), [left._replace(tree=last), right._replace(tree=rest)]


def parameters_of(left: Tree) -> tuple[str, tuple[str, ...]] | None:
    """The name and parameters of `J` or `J(theta)`; None for what is no name."""
    if left.head == "name":
        return left.value, ()
    if left.head == "call" and left.value not in KNOWN and left.value != "d":
        names = entries(left.args)
        return None if names is None else (left.value, names)
    return None


def occurs(name: str, tree: Tree) -> bool:
    """Whether a name stands in a formula."""
    return any(part.head == "name" and part.value == name for part in postorder(tree))


def named(tree: Tree, name: str) -> Tree:
    """A name in the place of a formula."""
    return Tree("name", (), tree.span, name)
