"""A derivative or an identity by components: everything written out by entries for a small size.

The symbols are written out, the function is evaluated step by step into scalars, these are differentiated by the
entries of the variable, the partial derivatives are gathered in the layout, and the answer in matrix notation is
written out to show that it is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wrt.certificate import inlined
from wrt.derivation import Derivation, Line, Part
from wrt.diagnostics import WrtError
from wrt.emit import writers
from wrt.explain.components_names import free_name, partials_matrix
from wrt.explain.entries_equal import equal
from wrt.explain.entries_written import written
from wrt.explain.grids import Grid, transposed
from wrt.explain.stages import Sizes, Stages, is_turned, lay_out, only, unfit
from wrt.expr.dims import symbols as dim_symbols
from wrt.expr.node import Node, free_symbols, make, postorder
from wrt.work.spaces import PROJECTED, UNCONSTRAINED, space

# what a step that writes an operator out is called
NAMES = {
    "mul": "multiply", "had": "multiply entry by entry", "hdiv": "divide entry by entry",
    "hpow": "raise every entry", "pow": "multiply", "mpow": "multiply", "fn": "entry by entry",
    "sqrt": "entry by entry",
    "softmax": "definition of softmax", "inv": "adjugate over determinant", "tr": "sum of the diagonal",
    "det": "determinant", "logdet": "determinant", "sum": "sum of the entries", "norm1": "sum of absolute entries",
    "norm2": "sum of squares", "normF": "sum of squares", "inner": "sum of products of entries",
    "kron": "every entry times the second matrix", "D": "partial derivatives",
}  # fmt: skip
WRITE_OUT, PARTIAL, SAME = "write out by entries", "partial derivative", "the same"


def by_components(
    function: Node, variables: Sequence[Node], layout: str, answer: Node, sizes: Mapping[str, int] | int = 2,
    convention: str = PROJECTED,
) -> Derivation:  # fmt: skip
    """The derivative of an expression as written, by its entries; `answer` is the same in matrix notation.

    `sizes` says how large named sizes are taken (1 to 4); declared numbers stay.  Raises E-too-large where it is too
    long to read, NoRule where an operator is not written out, E-components-differ where the answer is another.
    """
    telling = Telling([function, answer], sizes, convention)
    parts = [telling.written_out([function, answer]), telling.steps(function, "The function, step by step:")]
    found = telling.derivative(function, list(variables), layout, answer, parts)
    parts.append(telling.answer(answer, found, "The answer, written out:"))
    return Derivation(tuple([part for part in parts if part.lines]))


def prove_by_components(left: Node, right: Node, sizes: Mapping[str, int] | int = 2) -> Derivation:
    """Both sides written out by entries to the same matrix; a side that is a derivative by partial derivatives.

    Raises E-components-differ, with the first entry that differs, where they are not equal or not found to be.  It
    shows the identity at these sizes only; where one number stands for all, it is also seen to hold where a single
    size is 1, since det(A*B) = det(B*A) is true of square matrices only.
    """
    if isinstance(sizes, int):
        check_elsewhere(left, right, sizes)
    if right.op == "D" and left.op != "D":
        left, right = right, left
    if left.op == "D" and right.op != "D":
        function, *variables = left.args
        if not any(node.op == "D" for node in postorder(function, right)):
            return by_components(function, variables, left.value, right, sizes, UNCONSTRAINED)
    telling = Telling([left, right], sizes, UNCONSTRAINED)
    found = telling.stages.value(left)
    parts = [telling.written_out([left, right]), telling.steps(left, "The left side:")]
    parts.append(telling.answer(right, found, "The right side:"))
    return Derivation(tuple([part for part in parts if part.lines]))


class Telling:
    """The parts of one derivation."""

    def __init__(self, formulas: list[Node], sizes: Mapping[str, int] | int, convention: str) -> None:
        self.sizes = Sizes(sizes)
        for formula in formulas:
            short = unfit(formula, self.sizes)
            if short is not None:
                raise WrtError("E-size", f"{short} is too small for the entries in the formula",
                               help=f"choose a larger {short}")  # fmt: skip
        self.stages = Stages(self.sizes, convention)
        self.names = free_symbols(*formulas)

    def written_out(self, formulas: list[Node]) -> Part:
        """The symbols by their entries, and the transposes of those that occur transposed."""
        flipped = {node for node in postorder(*formulas) if node.op == "T" and len(node.axes) == 2}
        lines = []
        for symbol in self.names.values():
            if symbol.is_scalar:
                continue
            lines.append(Line(self.stages.value(symbol).node, symbol, WRITE_OUT))
            turned = make("T", (symbol,), None, symbol.cols, symbol.rows)
            if turned in flipped:
                lines.append(Line(self.stages.value(turned).node, turned, WRITE_OUT))
        return Part(tuple(lines), (self._with_sizes(formulas),))

    def _with_sizes(self, formulas: list[Node]) -> str:
        dims = [dim for node in postorder(*formulas) for dim in (node.rows, node.cols)]
        named = sorted({name for dim in dims for name in dim_symbols(dim)})
        chosen = ", ".join(f"{name} = {self.sizes[name]}" for name in named)
        return f"Written out by entries, with {chosen}:" if chosen else "Written out by entries:"

    def steps(self, formula: Node, say: str) -> Part:
        """A formula stage by stage until it is written out."""
        return Part(tuple(self._stages_of(formula)), (say,))

    def _stages_of(self, formula: Node) -> list[Line]:
        if formula.op == "sym" and not formula.is_scalar:
            return []  # it has been written out already
        lines: list[Line] = []
        before = formula
        for stage in range(self.stages.last(formula) + 1):
            now = self.stages.at(formula, stage)
            if now is not before:
                rule = self._rule(formula, stage) if stage else WRITE_OUT
                lines.append(Line(now, None if lines else formula, rule))
                before = now
        return lines

    def _rule(self, formula: Node, stage: int) -> str:
        found: dict[str, None] = {}
        for node in postorder(formula, closed=frozenset(("D",))):
            done = self.stages.done[node]
            ends = [end for end, _, _ in done.beginnings] if node.op == "mul" else [done.stage]
            if stage in ends and node.op in NAMES and not self._was_ready(node, stage):
                found[NAMES[node.op]] = None
        return ", ".join(found)

    def _was_ready(self, node: Node, stage: int) -> bool:
        """Whether an operator only followed what its operands did at this stage."""
        if node.op == "mul":
            return all(arg.is_scalar for arg in node.args)
        if node.op == "D":  # what stands under it is written out elsewhere
            return False
        return any(self.stages.done[arg].stage == stage for arg in node.args)

    # ---- the derivative

    def derivative(self, function: Node, variables: list[Node], layout: str, answer: Node, parts: list[Part]) -> Grid:
        """The partial derivatives and what they are gathered into; the parts are added to `parts`."""
        current = self.stages.entries_of(function, variables)
        for place, variable in enumerate(variables):
            by = [*variables[: place + 1]]
            last = place + 1 == len(variables)
            found = self.stages.one_derivative(current, variable)
            shape = (answer.rows, answer.cols) if last else (found.rows, found.cols)
            head = make("D", (function, *by), layout if last else "mixed", *shape)
            laid = lay_out(found, function, by, layout) if last else found
            shown = self.stages.tied(laid, by)
            if len(current.cells) == 1 and len(found.cells) > 1:
                free = self._unprojected(current, variable)
                parts.append(self._partials(function, by, free, layout))
                parts.append(self._gathered(head, free, shown, laid, variable, by, layout))
            else:
                turned = last and is_turned(found, function, by, layout)
                parts.append(self._matrix(function, by, head, current, shown, layout, turned))
            current = found
        return shown

    def _unprojected(self, current: Grid, variable: Node) -> Grid:
        return Stages(self.sizes).one_derivative(current, variable)

    def _partials(self, function: Node, variables: list[Node], found: Grid, layout: str) -> Part:
        """A line for each entry of the variable."""
        *others, last = variables
        entries = self.stages.variable_entries(last).cells
        cells = self.stages.tied(found, variables).cells
        lines = [
            Line(written(cell), make("D", (function, *others, only(entry)), layout, 1, 1), PARTIAL)
            for entry, cell in zip(entries, cells, strict=True)
        ]
        return Part(tuple(lines), ("The partial derivatives:",))

    def _gathered(
        self, head: Node, free: Grid, shown: Grid, laid: Grid, variable: Node, by: list[Node], layout: str
    ) -> Part:
        """The partial derivatives in their places; of a variable of a special form then the part of that form."""
        rule = f"gather, {layout} layout"
        form = space(variable) if self.stages.convention == PROJECTED else None
        if form is None:
            return Part((Line(shown.node, head, rule),), ("Gathered:",))
        plain = self.stages.tied(transposed(free) if is_flat(free, laid) else free, by)
        G = free_name(plain, self.names, ("gh", "gh", "GHK"))
        part = {"symmetric": "G + G'", "skew": "G - G'", "diagonal": "diag(G)"}[form].replace("G", G.value[0])
        lines = [Line(plain.node, G, rule), Line(shown.node, head, f"the {form} part")]
        return Part(tuple(lines), ("Gathered, and of that", "the diagonal" if form == "diagonal" else f"half of {part}",
                                   "since", variable, f"is {form}:"))  # fmt: skip

    def _matrix(
        self, function: Node, by: list[Node], head: Node, current: Grid, shown: Grid, layout: str, turned: bool
    ) -> Part:
        """The derivative of a vector or matrix: the matrix of partial derivatives, then what they are."""
        if len(shown.cells) == 1:
            return Part((Line(shown.node, head, PARTIAL),), ("The derivative:",))
        name = free_name(current, self.names)
        pattern = partials_matrix(name, current, self.stages.variable_entries(by[-1]), by[-1], turned)
        of = make("D", (function, *by[:-1]), layout, current.rows, current.cols) if len(by) > 1 else function
        lines = (Line(pattern, head, f"{layout} layout"), Line(shown.node, None, PARTIAL))
        return Part(lines, ("Every entry by every entry, where", name, "is", of, ":"))

    def answer(self, answer: Node, found: Grid, say: str) -> Part:
        """The answer stage by stage, to the same entries."""
        answer = inlined(answer)
        own = self.stages.value(answer)
        check_same(found, own)
        lines = self._stages_of(answer)
        if lines and own != found:
            if _sorted(own) == _sorted(found):
                lines[-1] = Line(found.node, lines[-1].left, lines[-1].rule)
            else:
                lines.append(Line(found.node, None, SAME))
        elif not lines:
            lines = [Line(found.node, answer, SAME)]
        return Part(tuple(lines), (say,))


def is_flat(x: Grid, y: Grid) -> bool:
    return (x.rows, x.cols) != (y.rows, y.cols)


def _sorted(x: Grid) -> list[frozenset[object]]:
    return [frozenset(cell) for cell in x.cells]


def check_same(left: Grid, right: Grid) -> None:
    """E-components-differ, with the first entry that differs."""
    if (left.rows, left.cols) != (right.rows, right.cols):
        raise WrtError("E-components-differ",
                       f"one side is {left.rows}×{left.cols}, the other {right.rows}×{right.cols}")  # fmt: skip
    for place, (x, y) in enumerate(zip(left.cells, right.cells, strict=True)):
        if not equal(x, y):
            row, col = divmod(place, left.cols)
            where = f"the entry {row + 1},{col + 1}" if len(left.cells) > 1 else "the value"
            values = [writers.text(written(cell)) for cell in (x, y)]
            raise WrtError("E-components-differ", f"{where} is {values[0]} on one side and {values[1]} on the other")


def check_elsewhere(left: Node, right: Node, size: int) -> None:
    """E-components-differ where the sides differ at unequal sizes; what cannot be written out there is passed over."""
    names = {name for node in postorder(left, right) for dim in (node.rows, node.cols) for name in dim_symbols(dim)}
    for name in sorted(names) if len(names) > 1 else ():
        stages = Stages(Sizes(dict.fromkeys(names, size) | {name: 1}))
        try:
            grids = stages.value(left), stages.value(right)
        except WrtError:
            continue
        check_same(*grids)
