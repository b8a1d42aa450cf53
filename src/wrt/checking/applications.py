"""The functions that a derivation defines, put in where they are applied: part of what is known at a place."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from wrt.checking.applied import (
    Side,
    application,
    application_of,
    applied,
    at_argument,
    estimate_in,
    parameters_of,
    unknown_function,
)
from wrt.checking.edits import replaced
from wrt.diagnostics import WrtError
from wrt.expr.declare import Declarations
from wrt.expr.node import Node, free_symbols
from wrt.expr.samples.families import family, sample_sums
from wrt.syntax.tree import Samples, Tree, names_in, postorder, rewritten, show, with_span


class Applications:
    """The names that were defined, as functions of their parameters."""

    declared: Declarations
    functions: dict[str, tuple[str, ...]]
    definitions: dict[str, Node]
    trees: dict[str, Tree]
    aliases: dict[str, str]
    opaque: dict[str, str]
    variables: dict[str, str]
    seen: set[str]

    @abstractmethod
    def __contains__(self, name: object) -> bool:
        """Whether a name is known."""

    def resolved(self, side: Side) -> Side:
        """A side with the functions that were defined here applied: J(theta) is J."""
        tree = applied(side.tree, side.source, self.functions, self.variables, self._at)
        if any(family(name, letter) for name in self.definitions for letter in "ijkn"):
            tree = rewritten(tree, self._all_samples)
        tree = rewritten(tree, self._sample_by_sample) if sample_sums(tree) else tree
        for part in postorder(tree) if self.opaque else ():
            if part.head == "D" and show(part) in self.opaque:
                tree = replaced(tree, part, Tree("name", (), part.span, self.opaque[show(part)]))
        return Side(tree, side.source)

    def no_unknown_function(self, sides: Sequence[Side]) -> None:
        """Refuse what is applied like a function, and is none that is known: it is no factor."""
        left = parameters_of(sides[0].tree)
        known = {*self.definitions, *self.declared.shapes, *self.seen, *self.aliases, left[0] if left else ""}
        if len(sides) == 2 and application_of(sides[1].tree, sides[1].source, self):
            return  # y = f(x) with an f that may be said later
        for side in sides:
            found = application(side.tree, side.source)
            if found and found[0] not in self.definitions and all(arg.head == "num" for arg in found[1]):
                raise WrtError("E-unknown-function", f"{found[0]} is not a function that is known here", side.tree.span)
        for side in sides[1:] if application(sides[0].tree, sides[0].source) else sides:
            part = unknown_function(side.tree, side.source, known)
            if part is not None:
                message = f"{part.value} is not a function that is known here"
                raise WrtError("E-unknown-function", message, part.span)

    def _all_samples(self, tree: Tree) -> Tree:
        r"""The vector \mu of the \mu_i that were defined, where nothing else is called \mu."""
        if tree.head != "name" or tree.value in self or tree.value in self.seen:
            return tree
        for letter in "ijkn":
            name = f"{tree.value}_{letter}"
            if name in self.trees:
                return Tree("stacked", (Tree("name", (), tree.span, name),), tree.span, Samples(letter, ""))
        return tree

    def _sample_by_sample(self, tree: Tree) -> Tree:
        """A sum over samples, or all of them, with what defines r_i in the place of r_i."""
        if tree.head not in ("samples", "stacked"):
            return tree
        letter, body = tree.value.letter, tree.args[0]
        defined = {name for name in self.definitions if family(name, letter)}
        used = names_in(body) & defined
        if not used:
            return tree
        if not used <= self.trees.keys():
            message = f"what {min(used)} stands for cannot be put into this sum"
            raise WrtError("E-unsupported", message, tree.span)
        put = rewritten(body, lambda part: with_span(self.trees[part.value], part.span)
                        if part.head == "name" and part.value in used else part)  # fmt: skip
        return self._sample_by_sample(Tree(tree.head, (put,), tree.span, tree.value))

    def estimate_in(self, sides: Sequence[Side]) -> str:
        r"""The estimate at which a side has a derivative, as in `\nabla f(\hat{w})`; empty where none has."""
        found = (estimate_in(tree, side.source, self.functions) for side in sides for tree in postorder(side.tree))
        return next(filter(None, found), "")

    def _at(self, function: str, argument: Tree) -> Tree:
        """The value of a function of one parameter at something else than that."""
        (parameter,) = self.functions[function]
        depends = {name for name, node in self.definitions.items() if parameter in free_symbols(node)}
        if function not in depends or not depends <= self.trees.keys():
            message = f"{function} is defined as a function of {parameter}, and its value elsewhere is not known here"
            raise WrtError("E-unsupported", message, argument.span)
        shape = self.declared.shapes.get(parameter)
        if shape is not None and argument.head == "name" and argument.value not in self:
            self.declared = self.declared._replace(shapes={**self.declared.shapes, argument.value: shape})
        return at_argument(self.trees, depends, parameter, argument, function)
