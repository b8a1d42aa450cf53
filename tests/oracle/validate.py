"""Says of an expression why it is not in normal form, from the definition of the normal form and not from its builders.

`complaints(root)` lists what is wrong, node by node; an empty list means that the form is kept.  Only nodes and sizes
are looked at: no builder is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from typing import Any

LEAVES = frozenset("sym num dim const eye ones zero basis commutation d".split())
FLAT = frozenset(("add", "mul", "had", "kron"))
SQUARE = frozenset(("tr", "det", "logdet", "mpow", "diagpart"))
MAPS = frozenset(("fn", "hpow", "softmax"))


def complaints(root: Any) -> list[str]:
    """What is not in normal form, operands first."""
    seen: dict[Any, None] = {}
    stack = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            seen[node] = None
        elif node not in seen:
            stack.append((node, True))
            stack += [(arg, False) for arg in node.args]
    return [f"{node!r}: {fault}" for node in seen for fault in faults(node)]


def faults(node: Any) -> Iterator[str]:
    """What is wrong with one node, its operands taken for granted."""
    if node.op in LEAVES:
        if node.args:
            yield "a leaf with operands"
        yield from LEAF_RULES.get(node.op, nothing)(node)
        return
    rule = RULES.get(node.op)
    if rule is None:
        yield f"{node.op} is not an operator of the normal form"
        return
    if node.op in FLAT and len(node.args) < 2:
        yield "fewer than two operands"
    if node.op in SQUARE and node.args[0].rows != node.args[0].cols:
        yield "the operand is not square"
    if any(shape(arg) == (1, 1) and arg.op == "zero" for arg in node.args):
        yield "a zero of one row and column"
    yield from rule(node)


# ---- parts


def shape(node: Any) -> tuple[Any, Any]:
    return node.rows, node.cols


def is_row(node: Any) -> bool:
    return bool(node.rows == 1 and node.cols != 1)


def is_scalar(node: Any) -> bool:
    return shape(node) == (1, 1)


def is_chain(node: Any) -> bool:
    """A product from a row to a column, which counts as one scalar factor."""
    return node.op == "mul" and is_scalar(node) and not is_scalar(node.args[0])


def coefficient(term: Any) -> tuple[Any, tuple[Any, ...]]:
    """The number of a term and what identifies the rest of it."""
    if term.op == "num":
        return term.value, ()
    if term.op == "mul" and term.args[0].op == "num":
        rest = term.args[1:]
        return term.args[0].value, rest[0].args if len(rest) == 1 and is_chain(rest[0]) else rest
    return 1, term.args if is_chain(term) else (term,) if term.op != "mul" else term.args


def base(factor: Any) -> Any:
    return factor.args[0] if factor.op in ("pow", "hpow") else factor


def nothing(node: Any) -> Iterator[str]:
    return iter(())


# ---- leaves


def number(node: Any) -> Iterator[str]:
    if isinstance(node.value, Fraction) and node.value.denominator == 1:
        yield "a fraction that is a whole number"
    if not isinstance(node.value, int | Fraction) or isinstance(node.value, bool):
        yield "a number that is not exact"


def identity(node: Any) -> Iterator[str]:
    if node.rows != node.cols or node.rows == 1:
        yield "an identity of this shape"


def filled(node: Any) -> Iterator[str]:
    if is_scalar(node) or (node.op == "ones" and is_row(node)):
        yield f"{node.op} of this shape"


# ---- sums and products


def total(node: Any) -> Iterator[str]:
    if {shape(arg) for arg in node.args} != {shape(node)}:
        yield f"terms of shapes {[shape(arg) for arg in node.args]}"
    if is_row(node):
        yield "a sum of rows"
    numbers, kernels = zip(*map(coefficient, node.args), strict=True)
    if len(set(kernels)) < len(kernels):
        yield "like terms that are not collected"
    if any(len(kernel) == 1 and kernel[0].op in ("add", "zero") for kernel in kernels):
        yield "a sum or zero among the terms"
    if 0 in numbers:
        yield "a term that is 0"
    content = Fraction(gcd(*[Fraction(n).numerator for n in numbers]), lcm(*[Fraction(n).denominator for n in numbers]))
    if content != 1 or numbers[0] < 0:
        yield f"a common factor {content if numbers[0] > 0 else -content}"


def product(node: Any) -> Iterator[str]:
    scalars = [arg for arg in node.args if is_scalar(arg)]
    chain = node.args[len(scalars) :]
    if is_chain(node):
        scalars, chain = [], node.args
    if any(is_scalar(arg) for arg in chain):
        yield "a scalar behind the chain"
    numbers = [place for place, arg in enumerate(scalars) if arg.op == "num"]
    if numbers not in ([], [0]) or any(scalars[place].value in (0, 1) for place in numbers):
        yield "numbers that are not one factor in front"
    others = [arg for arg in scalars if arg.op != "num"]
    if any(left.rank > right.rank for left, right in pairwise(others)):
        yield "scalar factors out of order"
    if len({base(arg) for arg in others}) < len(others):
        yield "a base that occurs twice"
    if any(arg.op == "mul" and not is_chain(arg) for arg in others):
        yield "a product within a product"
    if is_scalar(node) and not is_chain(node) and chain:
        yield "a scalar chain that is not a factor of its own"
    yield from links(node, chain)


def links(node: Any, chain: tuple[Any, ...]) -> Iterator[str]:
    """What is wrong with a chain of vectors and matrices."""
    if not chain:
        return
    if (chain[0].rows, chain[-1].cols) != shape(node):
        yield f"a chain of {chain[0].rows}×{chain[-1].cols}"
    for left, right in pairwise(chain):
        if left.cols != right.rows:
            yield f"inner sizes {left.cols} and {right.rows}"
        if left.op == "T" and left.args[0] is right and is_row(left) and len(chain) > 2:
            yield "a scalar inside a chain"
    if any(factor.op in ("mul", "zero") for factor in chain):
        yield "a product or zero in a chain"
    if len(chain) > 1 and any(factor.op == "eye" for factor in chain):
        yield "an identity in a chain"
    starts = [0] + [place + 1 for place, factor in enumerate(chain[:-1]) if factor.cols == 1]
    if len(starts) > 1 and is_row(chain[0]) and not is_row(chain[starts[1]]):
        yield "a row that meets a column within a chain"


def entrywise(node: Any) -> Iterator[str]:
    if {shape(arg) for arg in node.args} != {shape(node)}:
        yield f"factors of shapes {[shape(arg) for arg in node.args]}"
    if is_row(node) or is_scalar(node):
        yield "an entrywise product of rows or scalars"
    if len({base(arg) for arg in node.args}) < len(node.args):
        yield "a base that occurs twice"
    if any(arg.op in ("ones", "zero", "eye", "diag", "had") for arg in node.args):
        yield "a factor that goes out of an entrywise product"
    if any(arg.op == "mul" and is_scalar(arg.args[0]) for arg in node.args):
        yield "a scalar inside an entrywise product"
    if any(left.rank > right.rank for left, right in pairwise(node.args)):
        yield "factors out of order"


def power(node: Any) -> Iterator[str]:
    x, exponent = node.args
    if not is_scalar(exponent) or (exponent.op == "num" and exponent.value in (0, 1)):
        yield "an exponent that is not one"
    if is_scalar(x) != (node.op == "pow") or shape(x) != shape(node):
        yield "a base of another shape"
    if is_row(node):
        yield "a power of a row"
    if x.op == node.op and type(exponent.value) is int and x.args[1].op == "num":
        yield "a whole power of a power"
    if x.op == "mul" and type(exponent.value) is int and not is_chain(x) and is_scalar(x.args[0]):
        yield "a whole power of a product"


def matrix_power(node: Any) -> Iterator[str]:
    x = node.args[0]
    if type(node.value) is not int or node.value in (0, 1):
        yield "an exponent that is not one"
    if x.op in ("mpow", "eye") or (x.op == "T" and x.args[0].op == "mpow"):
        yield "a power of a power"
    if is_scalar(node) or shape(x) != shape(node):
        yield "a base of another shape"


# ---- the rest


def transpose(node: Any) -> Iterator[str]:
    x = node.args[0]
    if shape(node) != shape(x)[::-1] or is_scalar(x):
        yield "a transpose of this shape"
    if x.op in ("T", "mul", "eye", "zero", "diag", "kron", "block", "commutation") or (x.op == "add" and x.cols != 1):
        yield f"a transpose that stays outside {x.op}"
    if is_row(x):
        yield "a row transposed into a column"


def function(node: Any) -> Iterator[str]:
    x = node.args[0]
    if shape(x) != shape(node) or is_row(node):
        yield "a function of a row, or of another shape"
    if x.op in ("T", "zero") and node.op == "fn" and node.value != "log":
        yield f"a function that stays outside {x.op}"


def functional(node: Any) -> Iterator[str]:
    """Sums, norms, traces and determinants."""
    x = node.args[0]
    if not is_scalar(node) or is_scalar(x):
        yield "a scalar of a scalar"
    if is_row(x) or x.op in ("T", "zero"):
        yield "the operand could be shorter"
    if node.op in ("sum", "tr", "norm1", "norm2") and x.op == "mul" and x.args[0].op == "num":
        yield "a number that goes out"


def diagonal(node: Any) -> Iterator[str]:
    x = node.args[0]
    wanted = (x.rows, x.rows) if node.op == "diag" else (x.rows, 1)
    if shape(node) != wanted or (node.op == "diag" and x.cols != 1):
        yield "a diagonal of this shape"
    if x.op in ("ones", "zero", "T", "eye", "diag", "diagpart" if node.op == "diagpart" else "diag"):
        yield f"a diagonal of {x.op}"


def stacked(node: Any) -> Iterator[str]:
    x = node.args[0]
    if node.cols != 1 or 1 in shape(x) or symbolic_times(x.rows, x.cols) != node.rows:
        yield "stacked columns of this shape"


def kronecker(node: Any) -> Iterator[str]:
    if any(is_scalar(arg) or arg.op in ("kron", "zero") for arg in node.args):
        yield "a factor that goes out of a Kronecker product"
    for place, axis in enumerate(("rows", "cols")):
        if symbolic_times(*[getattr(arg, axis) for arg in node.args]) != shape(node)[place]:
            yield f"{axis} that are not the product"


def inverse(node: Any) -> Iterator[str]:
    x = node.args[0]
    if shape(node) != shape(x)[::-1] or is_scalar(x) or x.op in ("T", "pinv", "eye"):
        yield "a pseudoinverse of this"


def entry(node: Any) -> Iterator[str]:
    x, (i, j) = node.args[0], node.value
    for index, size in ((i, x.rows), (j, x.cols)):
        if index < 1 or (isinstance(size, int) and index > size):
            yield f"an entry {index} of {size}"
    if x.op in ("T", "add", "eye", "ones", "zero", "basis", "had", "hpow", "fn") or is_scalar(x):
        yield f"an entry of {x.op}"


def blocks(node: Any) -> Iterator[str]:
    rows, cols = node.value
    if rows * cols != len(node.args) or len(node.args) < 2:
        yield "cells that do not fill the matrix"
    if any(len({node.args[i * cols + j].rows for j in range(cols)}) > 1 for i in range(rows)):
        yield "blocks of different heights in a row"
    if any(len({node.args[i * cols + j].cols for i in range(rows)}) > 1 for j in range(cols)):
        yield "blocks of different widths in a column"


def symbolic_times(*dims: Any) -> Any:
    """The product of sizes as it is written: the number first, the names in order."""
    number, names = 1, []
    for dim in dims:
        for part in dim[1:] if isinstance(dim, tuple) and dim[0] == "*" else (dim,):
            if isinstance(part, int):
                number *= part
            else:
                names.append(part)
    if not names:
        return number
    parts = [number] * (number != 1) + sorted(names, key=spelled)
    return parts[0] if len(parts) == 1 else ("*", *parts)


def spelled(dim: Any) -> str:
    if not isinstance(dim, tuple):
        return str(dim)
    parts = sorted(dim[1:], key=lambda part: isinstance(part, int)) if dim[0] == "+" else dim[1:]
    return f" {dim[0]} ".join(map(spelled, parts)) if dim[0] == "+" else "*".join(map(spelled, parts))


LEAF_RULES: dict[str, Callable[[Any], Iterator[str]]] = {"num": number, "eye": identity, "ones": filled, "zero": filled}
RULES: dict[str, Callable[[Any], Iterator[str]]] = {
    "add": total, "mul": product, "had": entrywise, "pow": power, "hpow": power, "mpow": matrix_power, "T": transpose,
    "fn": function, "softmax": function, "sum": functional, "norm1": functional, "norm2": functional, "tr": functional,
    "det": functional, "logdet": functional, "diag": diagonal, "diagpart": diagonal, "vec": stacked, "kron": kronecker,
    "pinv": inverse, "entry": entry, "block": blocks,
}  # fmt: skip
