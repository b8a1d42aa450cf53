"""Rules for shapes, shared by the operator records. Each takes the inference and the operands' shapes."""

from __future__ import annotations

from collections.abc import Callable

from wrt.expr.dims import Dim, times
from wrt.expr.sizes import Mismatch, Sizes, describe

Shape = tuple[Dim, Dim]


def is_scalar(shape: Shape) -> bool:
    return bool(shape[0] == 1 and shape[1] == 1)


def same(sizes: Sizes, shapes: list[Shape], verb: str, code: str) -> Shape:
    """All operands of one shape."""
    first = shapes[0]
    for shape in shapes[1:]:
        if not (sizes.agree(first[0], shape[0]) and sizes.agree(first[1], shape[1])):
            message = f"cannot {verb} {describe(sizes, first)} and {describe(sizes, shape)}"
            raise Mismatch(code, message, first[0], first[1], shape[0], shape[1])
    return first


def add(sizes: Sizes, shapes: list[Shape]) -> Shape:
    return same(sizes, shapes, "add", "E-shape-add")


def product(sizes: Sizes, shapes: list[Shape]) -> Shape:
    """A matrix product; scalars multiply anything."""
    current = shapes[0]
    for shape in shapes[1:]:
        if is_scalar(current):
            current = shape
        elif not is_scalar(shape):
            if not sizes.agree(current[1], shape[0]):
                message = f"cannot multiply {describe(sizes, current)} by {describe(sizes, shape)}"
                raise Mismatch("E-shape-mul", message, current[1], shape[0])
            current = (current[0], shape[1])
    return current


def hadamard(sizes: Sizes, shapes: list[Shape]) -> Shape:
    """An entrywise product or quotient; scalars multiply anything."""
    wide = [shape for shape in shapes if not is_scalar(shape)]
    return same(sizes, wide, "multiply entry by entry", "E-shape-hadamard") if wide else (1, 1)


def quotient(sizes: Sizes, shapes: list[Shape]) -> Shape:
    if not is_scalar(shapes[1]):
        raise Mismatch("E-shape-div", f"cannot divide by {describe(sizes, shapes[1])}", *shapes[1])
    return shapes[0]


def power(sizes: Sizes, shapes: list[Shape]) -> Shape:
    """A scalar or square matrix to a scalar power."""
    if not is_scalar(shapes[1]):
        raise Mismatch("E-shape-pow", f"an exponent must be a scalar, this one is {describe(sizes, shapes[1])}")
    return square(sizes, shapes[:1], "raise to a power")


def entrywise_power(sizes: Sizes, shapes: list[Shape]) -> Shape:
    if is_scalar(shapes[0]) or is_scalar(shapes[1]):
        return shapes[1] if is_scalar(shapes[0]) else shapes[0]
    return same(sizes, shapes, "raise entry by entry", "E-shape-hadamard")


def square(sizes: Sizes, shapes: list[Shape], verb: str) -> Shape:
    """One square matrix (or scalar)."""
    shape = shapes[0]
    if not sizes.agree(shape[0], shape[1]):
        raise Mismatch("E-shape-square", f"cannot {verb} {describe(sizes, shape)}: it must be square", *shape)
    return shape


def invert(sizes: Sizes, shapes: list[Shape]) -> Shape:
    return square(sizes, shapes, "invert")


def square_to_scalar(verb: str) -> Callable[[Sizes, list[Shape]], Shape]:
    def rule(sizes: Sizes, shapes: list[Shape]) -> Shape:
        square(sizes, shapes, verb)
        return (1, 1)

    return rule


def keep(sizes: Sizes, shapes: list[Shape]) -> Shape:
    return shapes[0]


def scalar(sizes: Sizes, shapes: list[Shape]) -> Shape:
    return (1, 1)


def transpose(sizes: Sizes, shapes: list[Shape]) -> Shape:
    return (shapes[0][1], shapes[0][0])


def diag(sizes: Sizes, shapes: list[Shape]) -> Shape:
    """Of a vector the diagonal matrix, of a matrix the diagonal."""
    rows, cols = shapes[0]
    if rows == 1 or cols == 1:
        size = cols if rows == 1 else rows
        return (size, size)
    square(sizes, shapes, "take the diagonal of")
    return (rows, 1)


def vec(sizes: Sizes, shapes: list[Shape]) -> Shape:
    return (times(sizes.find(shapes[0][0]), sizes.find(shapes[0][1])), 1)


def kron(sizes: Sizes, shapes: list[Shape]) -> Shape:
    rows = times(*[sizes.find(shape[0]) for shape in shapes])
    return (rows, times(*[sizes.find(shape[1]) for shape in shapes]))


def softmax(sizes: Sizes, shapes: list[Shape]) -> Shape:
    if shapes[0][0] != 1 and shapes[0][1] != 1:
        raise Mismatch("E-shape-softmax", f"softmax takes a vector, this is {describe(sizes, shapes[0])}")
    return shapes[0]


def inner(sizes: Sizes, shapes: list[Shape]) -> Shape:
    same(sizes, shapes, "take the inner product of", "E-shape-inner")
    return (1, 1)
