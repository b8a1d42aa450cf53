"""Rules of shape for the operators of a formula; those of functions and constants are in `calls`."""

from __future__ import annotations

from itertools import pairwise

from wrt.diagnostics import Span
from wrt.expr.calls import call_shape, index_message
from wrt.expr.declare import Shape
from wrt.expr.guess import convention, scalar_on_the_right
from wrt.expr.inference import Failure, Inference, Rule, is_literal_zero, whole_number
from wrt.expr.layout import laid_out, layout_of
from wrt.expr.ops import TABLE
from wrt.expr.ops.arrays import block_shape
from wrt.expr.samples.families import count
from wrt.expr.scope import is_constant
from wrt.expr.sizes import Mismatch, describe
from wrt.syntax.tree import Tree

HEADS = {
    "add": "add",
    "sub": "add",
    "mul": "mul",
    "div": "div",
    "hadamard": "had",
    "hdiv": "hdiv",
    "kron": "kron",
    "transpose": "T",
    "inverse": "inv",
    "neg": "neg",
    "pow": "pow",
    "hpow": "hpow",
    "equation": "equation",
}


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


def _sum(self: Inference, tree: Tree) -> Shape:
    operands = [operand for _, operand in self.choice.operands(tree)]
    solid = [operand for operand in operands if not is_literal_zero(operand)]
    add = TABLE["add"].shape
    result: Shape = (1, 1)
    for place, operand in enumerate(solid):
        try:
            result = add(self.sizes, [result, self.shape[operand]]) if place else self.shape[operand]
        except Mismatch as mismatch:
            raise Failure(
                operand, mismatch.code, mismatch.message, mismatch.conflict, operands=(solid[place - 1], operand)
            ) from None
    if result == (1, 1) and len(solid) > 1 and any(operand.head == "num" for operand in solid):
        for operand in solid:
            if self.surprising(operand) and operand.value[0].isupper():
                raise Failure(operand, "E-shape-add", f"{operand.value}, taken for a matrix, is added to a scalar")
    if len(solid) < len(operands):
        for operand in operands:
            if is_literal_zero(operand):
                self.shape[operand] = result
    return result


def _equation(self: Inference, tree: Tree) -> Shape:
    """The sides of an equation are of one shape; a literal 0 is the zero of that shape."""
    sides = [side for _, side in self.choice.operands(tree)]
    solid = [side for side in sides if not is_literal_zero(side)] or sides[:1]
    result = self.shape[solid[0]]
    for left, right in pairwise(solid):
        shapes = self.shape[left], self.shape[right]
        if not all(self.sizes.agree(p, q) for p, q in zip(*shapes, strict=True)):
            found = [describe(self.sizes, shape) for shape in shapes]
            message = f"the two sides have different shapes: the left one is {found[0]}, the right one {found[1]}"
            raise Failure(right, "E-shape-equation", message, (*shapes[0], *shapes[1]), operands=(left, right))
    for side in sides:
        if is_literal_zero(side):
            self.shape[side] = result
    return result


def _product(self: Inference, tree: Tree) -> Shape:
    operands = [operand for _, operand in self.choice.operands(tree)]
    multiply = TABLE["mul"].shape
    result = self.shape[operands[0]]
    for place, operand in enumerate(operands[1:]):
        if self.kinds:
            self.sizes.place = (operands[place], operand)
            if operand.head == "name" and self.kinds.get(operand.value) == "scalar" and self.sizes.find(result[1]) != 1:
                self.penalty += scalar_on_the_right(operand.value, self.kinds)
        try:
            result = multiply(self.sizes, [result, self.shape[operand]])
        except Mismatch as mismatch:
            left = _joined(self, operands[: place + 1], result)
            raise Failure(
                operand, mismatch.code, mismatch.message, mismatch.conflict, operands=(left, operand)
            ) from None
    return result


def _joined(self: Inference, factors: list[Tree], shape: Shape) -> Tree:
    """The factors up to a place as one tree, for an error to point at."""
    if len(factors) == 1:
        return factors[0]
    tree = Tree("run", tuple(factors), factors[0].span | factors[-1].span)
    self.shape[tree] = shape
    return tree


def _quotient(self: Inference, tree: Tree) -> Shape:
    over, under = (self.choice.target(arg) for arg in tree.args)
    if is_literal_zero(under):
        raise Failure(under, "E-division", "a quotient by 0 has no value", by_shape=False)
    if self.surprising(under) and self.find(over) != (1, 1):
        raise Failure(
            under, "E-shape-div", f"cannot divide by {under.value}, which is taken for a {convention(under.value, '')}"
        )
    if self.shape[under] != (1, 1):
        raise Failure(
            under, "E-shape-div", f"cannot divide by {describe(self.sizes, self.shape[under])}", operands=(under,)
        )
    return self.shape[over]


def _operator(self: Inference, tree: Tree) -> Shape:
    operands = [self.shape[operand] for _, operand in self.choice.operands(tree)]
    return TABLE[HEADS[tree.head]].shape(self.sizes, operands)


def _transpose(self: Inference, tree: Tree) -> Shape:
    inner = self.choice.target(tree.args[0])
    shape = self.shape[inner]
    if shape == (1, 1) and self.all_guessed_scalars(inner):
        what = f"{inner.value} is a scalar here" if inner.head == "name" else "this is a scalar"
        raise Failure(tree, "E-shape-transpose", f"{what}, and a scalar is not transposed")
    return (shape[1], shape[0])


def _power(self: Inference, tree: Tree) -> Shape:
    base, exponent = (self.choice.target(arg) for arg in tree.args)
    shape = self.find(base)
    if shape == (1, 1):
        if self.surprising(base) and base.value[0].isupper() and whole_number(exponent) is None:
            raise Failure(tree, "E-matrix-power", f"a power of the matrix {base.value} must be a whole number")
        return _scalar_exponent(self, tree, exponent)
    if exponent.head == "name" and exponent.value == "H" and "H" in self.kinds:
        raise Failure(
            tree,
            "E-unsupported",
            "the conjugate transpose is not supported: everything is real",
            by_shape=False,
            rewrite=(exponent.span, "T"),
        )
    if 1 in shape:
        raise Failure(tree, "E-shape-pow", f"cannot raise {describe(self.sizes, shape)} to a power", operands=(base,))
    _scalar_exponent(self, tree, exponent)
    result = TABLE["pow"].shape(self.sizes, [shape, (1, 1)])
    if whole_number(exponent) is None:
        raise Failure(
            tree,
            "E-matrix-power",
            "a power of a matrix must be a whole number",
            operands=(base,),
            note="a power of each entry is written A.^p",
        )
    return result


def _scalar_exponent(self: Inference, tree: Tree, exponent: Tree) -> Shape:
    shape = self.shape[exponent]
    if shape != (1, 1):
        raise Failure(
            tree,
            "E-shape-pow",
            f"an exponent must be a scalar, this one is {describe(self.sizes, shape)}",
            operands=(exponent,),
        )
    return shape


def _entry(self: Inference, tree: Tree) -> Shape:
    base = self.choice.target(tree.args[0])
    shape = self.find(base)
    wanted = 0 if shape == (1, 1) else 1 if 1 in shape else 2
    if len(tree.args) != wanted + 1 or not wanted:
        count = ("no entries", "one index", "two indices")[wanted]
        message = (
            f"{describe(self.sizes, shape)} has {count}"
            if not wanted
            else (f"an entry of {describe(self.sizes, shape)} has {count}, not {len(tree.args) - 1}")
        )
        end = tree.span.end - 1
        missing = (Span(end, end), ", 1") if wanted == len(tree.args) == 2 else None
        raise Failure(tree, "E-index", message, operands=(base,), rewrite=missing)
    sizes = [dim for dim in shape if dim != 1]
    for place, size in zip(tree.args[1:], sizes, strict=True):
        index = whole_number(place)
        if index is None:
            raise Failure(
                place,
                "E-index",
                "an index is a whole number; entries at unknown places are not supported",
                by_shape=False,
                operands=(base,),
            )
        if index < 1 or (isinstance(size, int) and index > size):
            raise Failure(place, "E-index", index_message(index, size), (size,), by_shape=False, operands=(base,))
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
        if base.value not in self.shapes:
            raise Failure(
                base, "E-variable", f"{base.value} is not a variable here, but a size or a constant", by_shape=False
            )
    return laid_out(self.find(function), [self.find(variable) for variable in variables], layout_of(tree, self.layout))


def _stacked(self: Inference, tree: Tree) -> Shape:
    rows, cols = self.shape[self.choice.target(tree.args[0])]
    if not self.sizes.agree(cols, 1):
        raise Failure(tree, "E-shape", "what stands below one another are numbers or vectors")
    return count(tree, self.declared), rows


RULES: dict[str, Rule] = {
    "num": lambda self, tree: (1, 1),
    "name": _name,
    "call": call_shape,
    "add": _sum,
    "sub": _sum,
    "equation": _equation,
    "mul": _product,
    "transpose": _transpose,
    "pow": _power,
    "div": _quotient,
    "entry": _entry,
    "block": _block,
    "D": _derivative,
    "samples": lambda self, tree: self.shape[self.choice.target(tree.args[0])],
    "stacked": _stacked,
    "together": lambda self, tree: (1, 1),
    **dict.fromkeys(("hadamard", "hdiv", "kron", "hpow", "neg", "inverse"), _operator),
}
