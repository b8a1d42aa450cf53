"""A formula written out by entries, step by step: symbols first, then products one at a time from the left.

Every part has a stage at which it is a matrix of entries: sums and transposes at once when their operands are, every
other operator one stage later.  `at(node, t)` is the formula as it stands at stage t.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wrt.diagnostics import WrtError
from wrt.explain.entries import ONE, ZERO, Sum, leaf, minus, number, substitute
from wrt.explain.entries_partial import partial
from wrt.explain.grids import (
    HALF,
    Grid,
    added,
    apply,
    each,
    grid,
    identity,
    product_of,
    scalar,
    scaled,
    squares,
    stacked,
    transposed,
)
from wrt.expr.dims import Dim, symbols, value, write
from wrt.expr.layout import kind
from wrt.expr.node import Node, free_symbols, make, postorder, rename
from wrt.work.spaces import plain, space

# what needs no line of its own, whatever it is applied to
LIGHT = frozenset(("add", "neg", "div", "T", "diag", "diagpart", "vec", "block", "entry"))
NORMS = frozenset(("norm2", "normF"))
LARGEST = 4


class Sizes(dict[str, int]):
    """The number that each named size stands for: 2, or what the caller chose."""

    def __init__(self, chosen: Mapping[str, int] | int) -> None:
        super().__init__({} if isinstance(chosen, int) else chosen)
        self.default = chosen if isinstance(chosen, int) else 2
        for size in (self.default, *self.values()):
            if type(size) is not int or not 1 <= size <= LARGEST:
                raise WrtError("E-size", f"the size {size} is not one of 1 to {LARGEST}", help="choose a smaller size")

    def __missing__(self, name: str) -> int:
        return self.default

    def of(self, dim: Dim) -> int:
        return value(dim, self)


class Done(NamedTuple):
    """A part: its value, the stage at which it is written out, and of a product the values of its beginnings."""

    grid: Grid
    stage: int
    beginnings: tuple[tuple[int, Grid, int], ...] = ()


class Stages:
    """Values and stages of all parts of some formulas."""

    def __init__(self, sizes: Sizes, convention: str = "unconstrained") -> None:
        self.sizes = sizes
        self.done: dict[Node, Done] = {}
        self.shown: dict[tuple[Node, int], Node] = {}
        self.convention = convention

    def value(self, root: Node) -> Grid:
        self._run(root)
        return self.done[root].grid

    def last(self, root: Node) -> int:
        """The stage at which a formula is written out."""
        self._run(root)
        return self.done[root].stage

    def _run(self, root: Node) -> None:
        for node in postorder(root, closed=frozenset(("D",))):
            if node not in self.done:
                self.done[node] = self._value(node)

    def _value(self, node: Node) -> Done:
        if node.op == "D":
            function, *variables = node.args
            return Done(self.derivative(function, variables, node.value), 1)
        if not node.args:
            return Done(self.leaf(node), 0)
        parts = [self.done[arg] for arg in node.args]
        if node.op == "mul":
            return self._product(node, parts)
        stage = max(part.stage for part in parts)
        base = node.args[0]
        if node.op == "pow" and base.op in NORMS and node.args[1].op == "num" and node.args[1].value == 2:
            return Done(scalar(squares(self.done[base.args[0]].grid)), stage)
        light = node.op in LIGHT or all(arg.is_scalar for arg in node.args)
        return Done(apply(node, [part.grid for part in parts]), stage + (not light))

    def leaf(self, node: Node) -> Grid:
        rows, cols = self.sizes.of(node.rows), self.sizes.of(node.cols)
        match node.op:
            case "num":
                return scalar(number(node.value))
            case "dim":
                return scalar(number(self.sizes.of(node.value)))
            case "const":
                return scalar(leaf(node))
            case "eye":
                return identity(rows)
            case "ones":
                return grid(rows, cols, lambda i, j: ONE)
            case "zero":
                return grid(rows, cols, lambda i, j: ZERO)
            case "basis":
                return grid(rows, 1, lambda i, j: ONE if i + 1 == node.value else ZERO)
            case "commutation":
                m, n = map(self.sizes.of, node.value)
                return grid(m * n, m * n, lambda i, j: ONE if (i % m) * n + i // m == j else ZERO)
        return self._symbol(node, rows, cols)

    def _symbol(self, node: Node, rows: int, cols: int) -> Grid:
        """The entries of a symbol; those that its form ties to others are these."""
        if node.is_scalar:
            return scalar(leaf(node))
        form = space(node)

        def entry(i: int, j: int) -> Sum:
            if (form == "diagonal" and i != j) or (form == "skew" and i == j):
                return ZERO
            if form and i > j:
                other = leaf(make("entry", (node,), (j + 1, i + 1), 1, 1))
                return minus(other) if form == "skew" else other
            return leaf(make("entry", (node,), (i + 1, j + 1), 1, 1))

        return grid(rows, cols, entry)

    def _product(self, node: Node, parts: list[Done]) -> Done:
        """From the left, one factor at a time; scalars in front go in at the end."""
        front = _front(node)
        first, *others = node.args[front:]
        current, stage, _ = parts[front]
        shape = first.rows, first.cols
        beginnings: list[tuple[int, Grid, int]] = []
        for place, arg in enumerate(others, front + 1):
            part = parts[place]
            if arg.is_scalar or shape == (1, 1):
                current, stage = scaled(current, part.grid), max(stage, part.stage)
                shape = shape if arg.is_scalar else (arg.rows, arg.cols)
            else:
                current, stage = product_of(current, part.grid), max(stage, part.stage) + 1
                shape = shape[0], arg.cols
            beginnings.append((stage, current, place + 1))
        for part in reversed(parts[:front]):
            current, stage = scaled(part.grid, current), max(stage, part.stage)
        return Done(current, stage, tuple(beginnings))

    # ---- as it stands at a stage

    def at(self, root: Node, t: int) -> Node:
        """The formula at stage t; what is not written out yet stands as operator of what is."""
        key = root, t
        if key not in self.shown:
            self.shown[key] = self._at(root, t)
        return self.shown[key]

    def _at(self, node: Node, t: int) -> Node:
        found = self.done[node]
        if found.stage <= t:
            return found.grid.node
        if node.op == "D":
            return node
        if node.op == "mul":
            return self._product_at(node, found, t)
        return self._made(node, [self._signed_at(arg, t) if node.op == "add" else self.at(arg, t) for arg in node.args])

    def _signed_at(self, node: Node, t: int) -> Node:
        """A term of a sum; a minus sign stays in front of it."""
        return self._made(node, [self.at(node.args[0], t)]) if node.op == "neg" else self.at(node, t)

    def _product_at(self, node: Node, found: Done, t: int) -> Node:
        ready = [(grid, upto) for stage, grid, upto in found.beginnings if stage <= t]
        front = _front(node)
        if not ready:
            return self._made(node, [self.at(arg, t) for arg in node.args])
        grid, upto = ready[-1]
        args = [*node.args[:front]], [*node.args[upto:]]
        return self._made(node, [*[self.at(x, t) for x in args[0]], grid.node, *[self.at(x, t) for x in args[1]]])

    def _made(self, node: Node, args: list[Node]) -> Node:
        return make(node.op, tuple(args), node.value, self.sizes.of(node.rows), self.sizes.of(node.cols))

    # ---- derivatives

    def derivative(self, function: Node, variables: list[Node], layout: str) -> Grid:
        """The derivative as it is laid out, from the partial derivatives of the entries."""
        current = self.entries_of(function, variables)
        for variable in variables:
            current = self.one_derivative(current, variable)
        return lay_out(self.tied(current, variables), function, variables, layout)

    def entries_of(self, function: Node, variables: list[Node]) -> Grid:
        """A function by entries, in which those of the variables are independent of each other."""
        bases = [variable.args[0] if variable.op == "entry" else variable for variable in variables]
        bare = {symbol: plain(symbol) for symbol in free_symbols(function, *bases).values() if symbol in bases}
        return self.value(rename(function, {symbol: own for symbol, own in bare.items() if own is not symbol}))

    def variable_entries(self, variable: Node) -> Grid:
        """What the derivative is taken by, entry by entry."""
        base = variable.args[0] if variable.op == "entry" else variable
        return self.value(rename(variable, {base: plain(base)}))

    def one_derivative(self, current: Grid, variable: Node) -> Grid:
        """By one variable: of a scalar the shape of the variable, else ∂vec(Y)/∂vec(X)'."""
        if current.rows == 1 and current.cols != 1:
            current = transposed(current)
        by = self.variable_entries(variable)
        if not variable.axes:
            return each(lambda cell: partial(cell, only(by.cells[0])), current)
        if len(current.cells) == 1:
            return self.projected(_partials(current.cells[0], by), variable)
        rows = [_partials(y, by) for y in stacked(current)]
        wide = [stacked(self.projected(row, variable)) for row in rows]
        return grid(len(wide), len(wide[0]), lambda i, j: wide[i][j])

    def projected(self, G: Grid, variable: Node) -> Grid:
        """The partial derivatives by the entries of a matrix, within the space that it is confined to."""
        form = space(variable)
        if form is None or self.convention != "projected":
            return G
        if form == "diagonal":
            return grid(G.rows, G.cols, lambda i, j: G.at(i, j) if i == j else ZERO)
        other = transposed(G) if form == "symmetric" else each(minus, transposed(G))
        return scaled(scalar(number(HALF)), added(G, other))

    def tied(self, found: Grid, variables: list[Node]) -> Grid:
        """Entries that the form of a variable ties to others replaced by these."""
        for variable in variables:
            base = variable.args[0] if variable.op == "entry" else variable
            if space(base) is None:
                continue
            free, own = self.value(plain(base)), self.value(base)
            values = {only(old): new for old, new in zip(free.cells, own.cells, strict=True)}
            found = _substituted(found, values)
        return found


def _partials(x: Sum, by: Grid) -> Grid:
    """The derivatives of a scalar by entries, where these stand."""
    return each(lambda cell: partial(x, only(cell)), by)


def _substituted(found: Grid, values: Mapping[Node, Sum]) -> Grid:
    return each(lambda cell: substitute(cell, values), found)


def _front(node: Node) -> int:
    """How many scalars stand in front of a product of others."""
    places = [place for place, arg in enumerate(node.args) if not arg.is_scalar]
    return places[0] if places else 0


def only(x: Sum) -> Node:
    """The entry that a sum is."""
    base = x[0].factors[0].base
    assert isinstance(base, Node)
    return base


def lay_out(found: Grid, function: Node, variables: list[Node], layout: str) -> Grid:
    """A derivative as it stands in a layout."""
    return transposed(found) if is_turned(found, function, variables, layout) else found


def is_turned(found: Grid, function: Node, variables: list[Node], layout: str) -> bool:
    """Whether a layout transposes the derivative (see `wrt.expr.layout`)."""
    form = kind((function.rows, function.cols), [(v.rows, v.cols) for v in variables])
    if form == "hessian":
        return not variables[0].axes and found.cols == 1
    turned = {"gradient": ("numerator",), "tangent": ("denominator",), "jacobian": ("denominator",)}.get(form, ())
    return layout in turned


def unfit(root: Node, sizes: Sizes) -> str | None:
    """A named size that an entry in the formula does not fit into."""
    for node in postorder(root):
        if node.op == "entry":
            for place, dim in zip(node.value, (node.args[0].rows, node.args[0].cols), strict=True):
                if place > sizes.of(dim) and symbols(dim):
                    return write(dim)
    return None
