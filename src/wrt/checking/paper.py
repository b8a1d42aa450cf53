"""What is known at a place of a derivation: shapes, what was defined, what was set to zero."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from typing import Any, NamedTuple

from wrt.api import facts_of
from wrt.checking.applications import Applications
from wrt.checking.applied import Side, application, estimated, parameters_of
from wrt.checking.defined import expanded
from wrt.checking.differentials import Places, change, marked, undone
from wrt.checking.hypothesis import Hypothesis
from wrt.checking.numbers import with_identity, with_vectors
from wrt.diagnostics import Span, WrtError
from wrt.expr import build as b
from wrt.expr.calls import CALLS
from wrt.expr.declare import Shape, declare
from wrt.expr.elaborate import Elaborated, elaborate
from wrt.expr.facts import Facts
from wrt.expr.layout import check_layout
from wrt.expr.node import Node, free_symbols, rename
from wrt.expr.node import postorder as postorder_nodes
from wrt.expr.samples.families import sample_sums
from wrt.expr.samples.unfold import Stacked
from wrt.syntax.tree import Tree, names_in, postorder, show

RATE = re.compile(r"_d?dot\Z")


class Heard(NamedTuple):
    """A line, and whether its shapes clashed with those of the lines before."""

    tree: Tree
    clashes: bool


class Paper(Applications):
    """The state of a derivation between two lines."""

    def __init__(self, shapes: Mapping[str, Any] | None, assume: Any, layout: str) -> None:
        check_layout(layout)
        self.layout = layout
        self.first = self.declared = declare(shapes, assume)
        self.functions: dict[str, tuple[str, ...]] = {}
        self.definitions: dict[str, Node] = {}  # without defined names in them
        self.written: dict[str, Node] = {}  # the same as they were written
        self.samples: dict[str, Stacked] = {}  # the arrays that samples x_i stand in
        self.trees: dict[str, Tree] = {}  # the formulas that define functions, as they were read
        self.aliases: dict[str, str] = {}  # y = f(x) with a function that is not known yet
        self.opaque: dict[str, str] = {}  # derivatives of functions that are not known, by how they are written
        self.variables: dict[str, str] = {}  # by what a bare gradient of a function without parameters is meant
        self.hypotheses: list[Hypothesis] = []
        self.unknowns: dict[str, None] = {}  # by which something was derived
        self.refused: dict[str, WrtError] = {}  # what was declared and cannot be, as a row
        self.guessed: dict[str, Shape] = {}
        self.likely: dict[str, Shape] = {}  # shapes that suit all lines, of symbols that are not declared
        self.numbers_stand_for: set[str] = set()  # 1 - p was read as vector(1) - p, 1 - P as eye - P
        self.heard: list[Heard] = []  # the lines so far
        self.introduced: set[str] = set()  # what stood first on the left of an equation
        self.seen: set[str] = set()
        self.derived: list[Side] = []  # the derivatives that stand alone on a side
        self.held: set[str] = set()  # names of the chain that is being read: their shapes stay

    @property
    def parameters(self) -> list[str]:
        """What the functions were said to depend on."""
        return [name for names in self.functions.values() for name in names]

    def copy(self) -> Paper:
        """The same state, to be changed by itself."""
        other = copy(self)
        held = {name: copy(value) for name, value in vars(self).items() if isinstance(value, dict | list | set)}
        vars(other).update(held)
        return other

    # ---- reading

    def count(self, trees: Iterable[Tree]) -> None:
        """Keep the numbers of samples that sums go up to from being taken for other sizes."""
        limits = {part.value.upper for tree in trees for part in sample_sums(tree)}
        counts = frozenset(limit for limit in limits if limit and not limit.isdecimal())
        self.first, self.declared = self.first._replace(counts=counts), self.declared._replace(counts=counts)

    def __contains__(self, name: object) -> bool:
        return name in self.definitions or name in self.declared.shapes

    def no_refused_name(self, sides: Sequence[Side]) -> None:
        """Raise what speaks against the declaration of a name that occurs."""
        for name in names_in(*[side.tree for side in sides]) & self.refused.keys():
            raise self.refused[name]

    def unknown_in(self, sides: Sequence[Side]) -> str:
        """A function that occurs and is not known; empty where there is none."""
        for side in sides:
            for tree in postorder(side.tree):
                if tree.head == "name" and tree.value in self.aliases and tree.value not in self.definitions:
                    return self.aliases[tree.value]
        return ""

    def is_opaque(self, left: Tree) -> bool:
        """Whether a side is the derivative of a function that nothing defines."""
        if left.head != "D" or len(left.args) < 2:
            return False
        function = left.args[0]
        if function.head == "call":
            return function.value not in CALLS and function.value not in self
        return function.head == "name" and self.is_new(function.value) and function.value not in self

    def opaque_name(self, left: Tree) -> str:
        """A name for such a derivative, by which it is known from here on."""
        names = [str(tree.value) for tree in postorder(left) if tree.head in ("name", "call")]
        return self.opaque.setdefault(show(left), "_".join(["D", *names]))

    def nodes(self, sides: Sequence[Side]) -> tuple[tuple[Node, ...], Facts]:
        """The sides without defined names, and what is known; like `forms`."""
        written, facts = self.forms(sides)
        found = tuple(map(self.plain, written))
        one_shape_each(found)
        return found, facts

    def forms(self, sides: Sequence[Side]) -> tuple[tuple[Node, ...], Facts]:
        """The sides, which have one shape, as expressions as written, and what is known.

        Raises `WrtError`; its places are those of the last side.
        """
        trees = tuple([side.tree for side in sides])
        changed = marked(trees, sides[-1].source, self)
        if changed is not None:
            return self._with_differentials(changed, sides[-1].source)
        whole = trees[0] if len(trees) == 1 else Tree("equation", trees, Span(0, len(sides[-1].source)))
        longest = max(len(side.source) for side in sides)  # places of the other sides are not those of this text
        return self._read(whole, len(trees), sides[-1].source.ljust(longest))

    def _read(self, whole: Tree, count: int, source: str) -> tuple[tuple[Node, ...], Facts]:
        found = self._elaborated(whole, source)
        self._learn(found)
        given = found.node.args if count > 1 else (found.node,)
        return tuple(given), facts_of(self.declared, found, self.layout)

    def _with_differentials(self, trees: tuple[Tree, ...], source: str) -> tuple[tuple[Node, ...], Facts]:
        """The sides of an equation with differentials: read without them first, which settles the sizes."""
        bare = tuple(map(undone, trees))
        whole = bare[0] if len(bare) == 1 else Tree("equation", bare, Span(0, len(source)))
        self._read(whole, len(bare), source)
        aside = self.copy()
        places = Places()
        put = [places.put(tree) for tree in trees]
        inner = {name: aside._read(tree, 1, source)[0][0] for name, tree in places.inner.items()}  # noqa: SLF001
        varying = list(dict.fromkeys(node for name, node in inner.items()
                                     if node.op == "sym" and node.value[0] not in self.definitions))  # fmt: skip
        shapes = {name: (node.rows, node.cols) for name, node in inner.items()}
        aside.declared = aside.declared._replace(shapes={**aside.declared.shapes, **shapes})
        whole = put[0] if len(put) == 1 else Tree("equation", tuple(put), Span(0, len(source)))
        nodes, facts = aside._read(whole, len(put), source)  # noqa: SLF001
        symbols = free_symbols(*nodes)
        changes = {symbols[name]: change(self.plain(node), varying) for name, node in inner.items() if name in symbols}
        changed = tuple([rename(node, changes) for node in nodes])
        by_symbols(changed)
        return changed, facts

    def _elaborated(self, whole: Tree, source: str) -> Elaborated:
        """The trees as expressions; where sizes clash, what was only guessed for other lines is guessed anew."""
        declared = self.declared._replace(shapes={**self.likely, **self._rates(whole), **self.declared.shapes})
        first: WrtError | None = None
        arrays = [stacked.array for stacked in self.samples.values()]
        used = free_symbols(*self.definitions.values(), *self.supposed, *arrays)
        shapes = {name: shape for name, shape in self.declared.shapes.items()
                  if name not in self.guessed or name in {*used, *self.held, *self.definitions}}  # fmt: skip
        fewer = len(shapes) < len(declared.shapes)
        for known in (declared, *([self.declared._replace(shapes=shapes)] if fewer else [])):
            try:
                return elaborate(whole, known, source, self.layout, (), equation=True)
            except WrtError as error:
                first = first or error
            if not first.code.startswith("E-shape"):
                raise first
        assert first is not None
        if first.code == "E-shape-add":
            identity = with_identity(whole)
            for tree in [*with_vectors(whole), *([identity] if identity else [])]:
                with suppress(WrtError):
                    found = elaborate(tree, declared, source, self.layout, (), equation=True)
                    self.numbers_stand_for.add("the identity" if tree is identity else "a vector of that number")
                    return found
        raise first

    def _rates(self, whole: Tree) -> dict[str, Shape]:
        r"""The shapes of `\dot x`, which are those of x."""
        found = {name: RATE.sub("", name) for name in names_in(whole)}
        known = self.declared.shapes
        return {name: known[base] for name, base in found.items() if name != base and base in known}

    def learn_rate(self, name: str, value: Side) -> None:
        r"""Let x have the shape of what defines `\dot x`, where that speaks of x."""
        base, span = RATE.sub("", name), value.tree.span
        if base != name and base in names_in(value.tree):
            with suppress(WrtError):
                self.forms((value._replace(tree=Tree("add", (Tree("name", (), span, base), value.tree), span)),))

    def plain(self, node: Node) -> Node:
        """An expression with what its defined names stand for."""
        return expanded(node, self.written)

    def _learn(self, found: Elaborated) -> None:
        """What a formula settled holds for the formulas after it."""
        self.guessed |= found.guessed
        self.samples |= found.samples
        shapes = {name: (node.rows, node.cols) for name, node in found.symbols.items()}
        self.declared = self.declared._replace(shapes={**self.declared.shapes, **shapes})

    # ---- what is supposed

    @property
    def supposed(self) -> list[Node]:
        """The sides of all equations that are taken to hold."""
        return [side for hypothesis in self.hypotheses for side in (hypothesis.left, hypothesis.right)]

    def suppose(self, sides: Sequence[Node]) -> None:
        """Take an equation to hold from here on."""
        self.hypotheses.append(Hypothesis(sides[0], sides[1]))

    def supposing(self, sides: Sequence[Node]) -> Paper:
        """The same state where this equation alone is taken to hold."""
        aside = self.copy()
        aside.hypotheses = [Hypothesis(sides[0], sides[1])]
        return aside

    def take_over(self, other: Paper) -> None:
        """What another state supposes, and by what it derives."""
        self.hypotheses, self.unknowns = other.hypotheses, other.unknowns

    def suppose_at(self, estimate: str, known: int = 0, also: bool = False) -> None:
        """Let what was supposed after the first `known` equations speak of an estimate, not of its unknown, or also."""
        base = estimated(estimate)
        for place, hypothesis in list(enumerate(self.hypotheses))[known:]:
            symbol = free_symbols(hypothesis.left, hypothesis.right).get(base)
            if symbol is None:
                continue
            there = {symbol: b.sym(estimate, symbol.rows, symbol.cols)}
            self.hypotheses[place] = Hypothesis(rename(hypothesis.left, there), rename(hypothesis.right, there))
            self.hypotheses += [hypothesis] if also else []
            self.declared = self.declared._replace(
                shapes={**self.declared.shapes, estimate: (symbol.rows, symbol.cols)}
            )
            self.unknowns[estimate] = None
            self.seen.add(estimate)

    # ---- names

    def notice(self, sides: Sequence[Side], clashes: bool) -> None:
        """The names that occur are known from here on, and by what something is derived."""
        functions = set(self.aliases.values())
        trees = tuple([side.tree for side in sides])
        applied_ = application(trees[0], sides[0].source)
        left = applied_[0] if applied_ is not None else trees[0].value if trees[0].head == "name" else ""
        self.introduced |= {left} - self.seen
        defined = applied_ is not None and (clashes or applied_[0] in self.functions)
        heard = trees[1:] if defined and len(trees) > 1 else trees
        self.heard.append(Heard(heard[0] if len(heard) == 1 else Tree("equation", heard, trees[0].span), clashes))
        for side in sides:
            for tree in postorder(side.tree):
                if tree.head == "name":
                    self.seen |= {tree.value} - functions
                elif tree.head == "D":
                    if tree is side.tree and len(tree.args) > 1:  # by something: of `\nabla J` alone nothing is known
                        self.derived.append(side)
                    self.unknowns |= {arg.value: None for arg in tree.args[1:] if arg.head == "name"}

    def forget(self, keep_definitions: bool = False) -> None:
        """Begin anew: nothing is supposed; shapes stay where definitions need them."""
        if not keep_definitions:
            self.definitions, self.written, self.functions, self.aliases, self.opaque = {}, {}, {}, {}, {}
            self.variables, self.trees = {}, {}
            self.seen = set()
        self.aliases = {}
        kept = free_symbols(*self.definitions.values())
        self.seen &= {*kept, *self.definitions}
        shapes = {name: shape for name, shape in self.declared.shapes.items()
                  if name in kept or name in self.definitions or name in self.first.shapes}  # fmt: skip
        self.declared = self.first._replace(shapes=shapes)
        self.samples = {name: stacked for name, stacked in self.samples.items() if stacked.array.value[0] in kept}
        self.hypotheses, self.unknowns, self.derived, self.refused = [], {}, [], {}

    def declare(self, shapes: Mapping[str, str], facts: Mapping[str, Sequence[str]]) -> None:
        """More shapes and facts, from the words of a document; what the caller declared stays."""
        new = declare({name: shape for name, shape in shapes.items() if name not in self.first.shapes}, dict(facts))
        for name, node in list(self.definitions.items()):
            symbols = free_symbols(node)
            if any((symbols[x].rows, symbols[x].cols) != new.shapes[x]
                   for x in symbols.keys() & new.shapes.keys()):  # fmt: skip
                self.undefine(name)  # it speaks of another x
        merged = dict(self.declared.facts)
        for name, known in new.facts.items():
            merged[name] = merged.get(name, frozenset()) | known
        self.declared = self.declared._replace(shapes={**self.declared.shapes, **new.shapes}, facts=merged)
        self._restate()

    def _restate(self) -> None:
        """Read the definitions again that were made where other things were assumed of what is in them."""
        for name, tree in list(self.trees.items()):
            symbols = free_symbols(self.definitions[name], self.written[name])
            if all(symbol.value[1] == tuple(sorted(self.declared.facts.get(x, ()))) for x, symbol in symbols.items()
                   if x not in self.definitions):  # fmt: skip
                continue
            try:
                (node,), _ = self.forms([Side(tree, " " * tree.span.end)])
            except WrtError:
                self.undefine(name)
            else:
                self.define(name, self.functions[name], node, tree)

    def is_new(self, name: str) -> bool:
        """Whether a name was neither defined nor used before."""
        if name[0] == "d" and name[1:] in self.definitions:
            return False  # dJ is the differential of J
        return name not in self.seen and name not in self.definitions and name not in CALLS

    def speaks_of(self, side: Side, name: str) -> bool:
        """Whether a side speaks of a symbol, also by what it defines."""
        try:
            (node,), _ = self.copy().nodes((side,))
        except WrtError:
            return False
        return name in free_symbols(node)

    def define(self, name: str, parameters: tuple[str, ...], node: Node, tree: Tree | None = None) -> None:
        self.written[name] = node
        self.definitions[name] = self.plain(node)
        self.functions[name] = parameters
        self.trees.pop(name, None)
        if tree is not None:
            self.trees[name] = tree
        for other, known in self.written.items():  # what was defined by it before
            if other != name and name in free_symbols(self.definitions[other]):
                self.definitions[other] = self.plain(known)
        for alias in [alias for alias, function in self.aliases.items() if function == name]:
            del self.aliases[alias]
            self.define(alias, (), node)
        self.declared = self.declared._replace(shapes={**self.declared.shapes, name: (node.rows, node.cols)})
        self.hypotheses = [h for h in self.hypotheses if name not in free_symbols(h.left, h.right)]

    def is_open(self, left: Tree) -> bool:
        """Whether a side is a name that the lines before speak of, and nothing says yet what it is."""
        name = left.value if left.head == "name" else ""
        known = (
            name in self.definitions or name in self.unknowns or name in self.parameters or name in self.first.shapes
        )
        spoken = {*self.seen, *free_symbols(*self.definitions.values())}
        return not known and name in spoken and name not in free_symbols(*self.supposed)

    def depends(self, tree: Tree, name: str) -> bool:
        """Whether a formula speaks of something that is defined by a name."""
        used = [self.definitions[known] for known in names_in(tree) & self.definitions.keys()]
        return name in free_symbols(*used)

    def undefine(self, name: str) -> None:
        """Forget a definition: the name is used for something else from here on."""
        self.definitions.pop(name, None)
        self.written.pop(name, None)
        self.functions.pop(name, None)
        self.trees.pop(name, None)
        self.seen.discard(name)
        self.declared = self.declared._replace(
            shapes={known: shape for known, shape in self.declared.shapes.items() if known != name}
        )

    def defined_by(self, left: Tree) -> tuple[str, tuple[str, ...]] | None:
        """The name and the parameters that `J = ..` or `J(theta) = ..` would define."""
        found = parameters_of(left)
        return found if found is not None and self.is_new(found[0]) else None


def one_shape_each(nodes: Iterable[Node]) -> None:
    """Refuse expressions in which a name stands for symbols of different shapes."""
    shapes: dict[str, Shape] = {}
    for node in postorder_nodes(*nodes):
        if node.op == "sym" and shapes.setdefault(node.value[0], (node.rows, node.cols)) != (node.rows, node.cols):
            raise WrtError("E-symbol", f"{node.value[0]} is used with two shapes")


def by_symbols(nodes: Iterable[Node]) -> None:
    """Refuse derivatives by what is neither a symbol nor an entry of one."""
    for node in postorder_nodes(*nodes):
        for variable in node.args[1:] if node.op == "D" else ():
            if (variable.args[0] if variable.op == "entry" else variable).op != "sym":
                raise WrtError("E-variable", "a derivative is taken with respect to a symbol or an entry of one")
