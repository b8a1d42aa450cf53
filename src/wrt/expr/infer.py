"""Inference of shapes on the syntax tree, and the error that says where sizes do not agree."""

from __future__ import annotations

from collections.abc import Callable

from wrt.diagnostics import Label, WrtError
from wrt.expr import build as b
from wrt.expr.declare import Declarations, Shape
from wrt.expr.dims import Dim, plus, times
from wrt.expr.facts import SQUARE
from wrt.expr.guess import Kind, convention, is_surprising
from wrt.expr.layout import laid_out
from wrt.expr.node import Node
from wrt.expr.ops import TABLE
from wrt.expr.ops.arrays import block_shape
from wrt.expr.scope import Choice, is_constant
from wrt.expr.sizes import Mismatch, Sizes, describe
from wrt.syntax.tree import Tree

HEADS = {"add": "add", "sub": "add", "mul": "mul", "div": "div", "hadamard": "had", "hdiv": "hdiv", "kron": "kron",
         "transpose": "T", "inverse": "inv", "neg": "neg", "pow": "pow", "hpow": "hpow"}  # fmt: skip
CALLS = {name: name for name in TABLE if name not in ("add", "sub", "neg", "mul", "div", "pow", "mpow", "T", "had", "hdiv",
                                                      "hpow", "entry", "block", "diagpart")}  # fmt: skip
CALLS |= {"trace": "tr", "Tr": "tr", "ln": "log", "transpose": "T", "bars": "bars"}


OF_ARRAYS = frozenset(("det", "logdet", "tr", "inv", "pinv", "softmax", "diag", "vec", "sum"))


class Failure(Exception):
    """Sizes that do not agree at a place; `by_shape` is False where no other reading of names can help."""

    def __init__(self, tree: Tree, code: str, message: str, conflict: tuple[Dim, ...] = (), by_shape: bool = True,
                 operands: tuple[Tree, ...] = (), help_: str | None = None) -> None:  # fmt: skip
        super().__init__(message)
        self.tree, self.code, self.message, self.conflict = tree, code, message, conflict
        self.by_shape, self.operands, self.help = by_shape, operands, help_


class Inference:
    """One attempt to give every tree a shape, for one reading of the names."""

    def __init__(self, declared: Declarations, kinds: dict[str, Kind], choice: Choice, layout: str) -> None:
        self.declared, self.kinds, self.choice, self.layout = declared, kinds, choice, layout
        self.sizes = Sizes()
        self.shape: dict[Tree, Shape] = {}
        self.shapes: dict[str, Shape] = {name: shape for name, shape in declared.shapes.items()}
        self.loose: list[Shape] = []
        for name, kind in kinds.items():
            self.shapes[name] = self._guessed(name, kind)
        for name, facts in declared.facts.items():
            if name in self.shapes and not SQUARE.isdisjoint(facts):
                self.sizes.agree(*self.shapes[name])

    def _guessed(self, name: str, kind: Kind) -> Shape:
        fresh = self.sizes.fresh
        return (1, 1) if kind == "scalar" else (fresh("n"), 1) if kind == "vector" else (fresh("m"), fresh("n"))

    def scope_target(self, tree: Tree) -> Tree:
        return self.choice.target(tree)

    def symbol(self, name: str, shape: Shape, declared: Declarations) -> Node:
        return b.sym(name, shape[0], shape[1], declared.facts.get(name, ()))

    def run(self, order: list[Tree]) -> None:
        for tree in order:
            self.sizes.place = tree
            try:
                self.shape[tree] = RULES[tree.head](self, tree)
            except Mismatch as mismatch:
                operands = tuple(operand for _, operand in self.choice.operands(tree))
                raise Failure(tree, mismatch.code, mismatch.message, mismatch.conflict, operands=operands) from None

    def find(self, tree: Tree) -> Shape:
        rows, cols = self.shape[tree]
        return self.sizes.find(rows), self.sizes.find(cols)

    def is_size(self, name: str) -> bool:
        """Whether a name that is no symbol is a dimension used as a number."""
        return name not in self.shapes


def _name(self: Inference, tree: Tree) -> Shape:
    name = tree.value
    if name in self.shapes:
        return self.shapes[name]
    if is_constant(name, self.declared):
        if name == "pi":
            return (1, 1)
        size = self.sizes.fresh("n")
        self.loose.append((size, size))
        return (size, size)
    return (1, 1)


def is_literal_zero(tree: Tree) -> bool:
    return bool(tree.head == "num" and tree.value == 0)


def _sum(self: Inference, tree: Tree) -> Shape:
    operands = [operand for _, operand in self.choice.operands(tree)]
    solid = [operand for operand in operands if not is_literal_zero(operand)]
    result: Shape = (1, 1)
    for place, operand in enumerate(solid):
        try:
            result = TABLE["add"].shape(self.sizes, [result, self.shape[operand]]) if place else self.shape[operand]
        except Mismatch as mismatch:
            raise Failure(operand, mismatch.code, mismatch.message, mismatch.conflict,
                          operands=(solid[place - 1], operand)) from None  # fmt: skip
    for operand in operands:
        if is_literal_zero(operand):
            self.shape[operand] = result
    return result


def _product(self: Inference, tree: Tree) -> Shape:
    operands = [operand for _, operand in self.choice.operands(tree)]
    result = self.shape[operands[0]]
    for place, operand in enumerate(operands[1:]):
        try:
            result = TABLE["mul"].shape(self.sizes, [result, self.shape[operand]])
        except Mismatch as mismatch:
            raise Failure(operand, mismatch.code, mismatch.message, mismatch.conflict,
                          operands=(operands[place], operand)) from None  # fmt: skip
    return result


def _surprising(self: Inference, tree: Tree) -> bool:
    """Whether an operand is a bare name that only this attempt reads as a scalar."""
    return tree.head == "name" and tree.value in self.kinds and is_surprising(tree.value, self.kinds[tree.value])


def _quotient(self: Inference, tree: Tree) -> Shape:
    over, under = (self.choice.target(arg) for arg in tree.args)
    if _surprising(self, under) and self.find(over) != (1, 1):
        raise Failure(tree, "E-shape-div", f"cannot divide by {under.value}, which is taken for a "
                      f"{convention(under.value, '')}")  # fmt: skip
    return TABLE["div"].shape(self.sizes, [self.shape[over], self.shape[under]])


def _operator(self: Inference, tree: Tree) -> Shape:
    operands = [self.shape[operand] for _, operand in self.choice.operands(tree)]
    return TABLE[HEADS[tree.head]].shape(self.sizes, operands)


def _transpose(self: Inference, tree: Tree) -> Shape:
    inner = self.choice.target(tree.args[0])
    shape = self.shape[inner]
    if inner.head == "name" and self.kinds.get(inner.value) == "scalar":
        raise Failure(tree, "E-shape-transpose", f"{inner.value} is a scalar here, and a scalar is not transposed")
    return (shape[1], shape[0])


def _power(self: Inference, tree: Tree) -> Shape:
    base, exponent = (self.choice.target(arg) for arg in tree.args)
    shape = self.find(base)
    if shape[0] != 1 and shape[1] == 1:
        raise Failure(tree, "E-shape-pow", f"cannot raise {describe(self.sizes, shape)} to a power", operands=(base,))
    result = TABLE["pow"].shape(self.sizes, [shape, self.shape[exponent]])
    if _surprising(self, base) and base.value[0].isupper() and whole_number(exponent) is None:
        raise Failure(tree, "E-matrix-power", f"a power of the matrix {base.value} must be a whole number")
    if shape != (1, 1) and whole_number(exponent) is None:
        raise Failure(tree, "E-matrix-power", "a power of a matrix must be a whole number", by_shape=True)
    return result


def whole_number(tree: Tree) -> int | None:
    """The integer that an exponent is, if it is one."""
    sign = 1
    while tree.head == "neg":
        sign, tree = -sign, tree.args[0]
    return sign * tree.value if tree.head == "num" and type(tree.value) is int else None


def _call(self: Inference, tree: Tree) -> Shape:
    name = tree.value
    if name in CONSTANTS:
        return CONSTANTS[name](self, tree)
    shapes = [self.shape[operand] for _, operand in self.choice.operands(tree)]
    if name == "bars":
        return _bars(self, tree, shapes[0])
    if name in OF_ARRAYS and any(_surprising(self, operand) for _, operand in self.choice.operands(tree)):
        raise Failure(tree, "E-shape-argument", f"{name} is taken of a vector or matrix")
    record = TABLE[CALLS[name]]
    wanted = record.arity if isinstance(record.arity, tuple) else (record.arity, record.arity)
    if len(shapes) < wanted[0] or (wanted[1] and len(shapes) > wanted[1]):
        count = f"{wanted[0]}" if wanted[0] == wanted[1] else f"at least {wanted[0]}"
        raise Failure(tree, "E-arity", f"{name} takes {count} argument{'s' * (count != '1')}, not {len(shapes)}", by_shape=False)
    return record.shape(self.sizes, shapes)


def _bars(self: Inference, tree: Tree, shape: Shape) -> Shape:
    """|X| is the determinant of a matrix and the absolute value of a scalar."""
    if self.sizes.find(shape[0]) != 1 and self.sizes.find(shape[1]) == 1:
        raise Failure(tree, "E-bars", "bars around a vector may mean its norm or the absolute values of its entries",
                      help_="write norm2(...) or abs(...)")  # fmt: skip
    return TABLE["det"].shape(self.sizes, [shape])


def check_calls(order: list[Tree], source: str) -> None:
    """Every function has a name that is known: asked before any size is."""
    for tree in order:
        if tree.head == "call" and tree.value not in CALLS and tree.value not in CONSTANTS:
            failure = _unknown_function(tree)
            cut = source.find("(", tree.span.start)
            if failure.help is None and 0 <= cut < tree.span.end and source[cut - 1].isalnum():
                failure.help = f"{source[:cut]}*{source[cut:]} if a product is meant"
            raise WrtError(failure.code, failure.message, tree.span, help=failure.help, source=source)


def _unknown_function(tree: Tree) -> Failure:
    from difflib import get_close_matches

    name = tree.value
    near = get_close_matches(name, [*CALLS, *CONSTANTS], 1, 0.7)
    help_ = f"did you mean {near[0]}(...) ?" if near else None
    return Failure(tree, "E-unknown-function", f"{name} is not a function that wrt knows", by_shape=False, help_=help_)


def size_of(self: Inference, tree: Tree) -> Dim:
    """A size written as an argument: a number, a name, sums and products of these."""
    if tree.head == "num" and type(tree.value) is int and tree.value >= 1:
        return tree.value
    if tree.head == "name":
        return tree.value
    if tree.head in ("mul", "add"):
        return (times if tree.head == "mul" else plus)(*[size_of(self, arg) for arg in tree.args])
    raise Failure(tree, "E-size", "a size is a name or a positive whole number", by_shape=False)


def _sized(count: int, make: Callable[[list[Dim]], Shape]) -> Callable[[Inference, Tree], Shape]:
    def rule(self: Inference, tree: Tree) -> Shape:
        sizes = [size_of(self, arg) for arg in tree.args]
        if not 1 <= len(sizes) <= count:
            raise Failure(tree, "E-arity", f"{tree.value} takes {'one size' if count == 1 else f'{count} sizes'}", by_shape=False)
        return make(sizes)

    return rule


def _filled(matrix: bool) -> Callable[[Inference, Tree], Shape]:
    def rule(self: Inference, tree: Tree) -> Shape:
        if len(tree.args) != 1 or tree.args[0].head != "num":
            raise Failure(tree, "E-arity", f"{tree.value} takes one number: {tree.value}(1)", by_shape=False,
                          help_=f"{tree.value}(1)")  # fmt: skip
        shape = (self.sizes.fresh("m" if matrix else "n"), self.sizes.fresh("n") if matrix else 1)
        self.loose.append(shape)
        return shape

    return rule


def _basis(self: Inference, tree: Tree) -> Shape:
    if not 1 <= len(tree.args) <= 2 or whole_number(tree.args[0]) is None:
        raise Failure(tree, "E-arity", "basis takes the number of the vector and, if need be, its length",
                      by_shape=False, help_="basis(1, n)")  # fmt: skip
    if len(tree.args) == 2:
        return (size_of(self, tree.args[1]), 1)
    shape = (self.sizes.fresh("n"), 1)
    self.loose.append(shape)
    return shape


CONSTANTS: dict[str, Callable[[Inference, Tree], Shape]] = {
    "eye": _sized(1, lambda sizes: (sizes[0], sizes[0])),
    "ones": _sized(2, lambda sizes: (sizes[0], sizes[1] if len(sizes) > 1 else 1)),
    "zeros": _sized(2, lambda sizes: (sizes[0], sizes[1] if len(sizes) > 1 else 1)),
    "commutation": _sized(2, lambda sizes: (times(*sizes), times(*sizes))),
    "vector": _filled(False),
    "matrix": _filled(True),
    "basis": _basis,
    "size": lambda self, tree: (1, 2),
}


def _entry(self: Inference, tree: Tree) -> Shape:
    base = self.choice.target(tree.args[0])
    shape = self.find(base)
    vector = 1 in shape
    indices = [whole_number(index) for index in tree.args[1:]]
    if len(indices) != (1 if vector else 2) or shape == (1, 1):
        raise Failure(tree, "E-index", f"an entry of {describe(self.sizes, shape)} is not written with "
                      f"{len(indices)} ind{'ex' if len(indices) == 1 else 'ices'}")  # fmt: skip
    sizes = [dim for dim in shape if dim != 1]
    for index, size, place in zip(indices, sizes, tree.args[1:], strict=True):
        if index is None:
            raise Failure(place, "E-index", "an index must be a whole number", by_shape=False)
        if index < 1 or (isinstance(size, int) and index > size):
            raise Failure(place, "E-index", f"the index {index} is outside 1..{self.sizes.show(size)}", by_shape=False)
    return (1, 1)


def _block(self: Inference, tree: Tree) -> Shape:
    rows, cols = tree.value
    cells = [self.choice.target(arg) for arg in tree.args]
    for place, cell in enumerate(cells):
        if is_literal_zero(cell):
            row, col = divmod(place, cols)
            heights = [self.find(c)[0] for c in cells[row * cols : (row + 1) * cols] if not is_literal_zero(c)]
            widths = [self.find(c)[1] for c in cells[col::cols] if not is_literal_zero(c)]
            self.shape[cell] = (heights[0] if heights else 1, widths[0] if widths else 1)
    return block_shape(self.sizes, [self.shape[cell] for cell in cells], rows, cols)


def _derivative(self: Inference, tree: Tree) -> Shape:
    function, *variables = [operand for _, operand in self.choice.operands(tree)]
    for variable in variables:
        base = self.choice.target(variable.args[0]) if variable.head == "entry" else variable
        if base.head != "name":
            raise Failure(variable, "E-variable", "a derivative is taken with respect to a symbol or an entry of one",
                          by_shape=False)  # fmt: skip
    if not 1 <= len(variables) <= 2:
        raise Failure(tree, "E-arity", "D takes a formula and one or two variables", by_shape=False)
    return laid_out(self.find(function), [self.find(variable) for variable in variables], self.layout)


def _equation(self: Inference, tree: Tree) -> Shape:
    raise Failure(tree, "E-equation", "this is an equation; a formula is wanted here", by_shape=False,
                  help_="give one side of it")  # fmt: skip


RULES: dict[str, Callable[[Inference, Tree], Shape]] = {
    "num": lambda self, tree: (1, 1),
    "name": _name,
    "call": _call,
    "add": _sum,
    "sub": _sum,
    "mul": _product,
    "transpose": _transpose,
    "pow": _power,
    "div": _quotient,
    "entry": _entry,
    "block": _block,
    "D": _derivative,
    "equation": _equation,
    **{head: _operator for head in ("hadamard", "hdiv", "kron", "hpow", "neg", "inverse")},
}


def failure_to_error(failure: Failure, inference: Inference, source: str) -> WrtError:
    """The error that a person sees: the place, each operand's shape, and where a size came from."""
    labels = []
    for operand in failure.operands:
        if operand in inference.shape and operand.span != failure.tree.span:
            labels.append(Label(operand.span, describe(inference.sizes, inference.find(operand))))
    return WrtError(failure.code, failure.message, failure.tree.span, tuple(labels), failure.help, source=source)
