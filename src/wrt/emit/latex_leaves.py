"""The leaves of the LaTeX writer: brackets, binding strengths, numbers, constants with their sizes, calls."""

from __future__ import annotations

from collections.abc import Callable

from wrt.emit.driver import Part
from wrt.emit.latex_names import dimension, size
from wrt.expr.node import Node
from wrt.expr.ops import operator

SUM, MIXED, PRODUCT, POSTFIX, ATOM = range(1, 6)


def is_tall(text: str) -> bool:
    """Whether brackets around it should grow."""
    return r"\frac" in text or r"\begin" in text


def parens(text: str) -> str:
    """Parentheses, as tall as what they hold."""
    return rf"\left( {text} \right)" if is_tall(text) else f"({text})"


def wrap(part: Part, strength: int) -> str:
    return part[0] if part[1] >= strength else parens(part[0])


def bars(text: str, name: str) -> str:
    """`\\lVert x \\rVert`, `\\lvert x \\rvert`, as tall as what they hold."""
    if is_tall(text):
        return rf"\left\l{name} {text} \right\r{name}"
    return rf"\l{name} {text} \r{name}"


# ---- leaves and calls


def constant(node: Node, rows: bool, cols: bool) -> Part:
    """Identity, ones, zero, basis vectors: with their size unless the context settles it."""
    if node.op == "basis":
        # a bold e with a subscript would be read as a vector of that name
        return rf"\operatorname{{basis}}({node.value}" + ("" if rows else f", {dimension(node.rows)}") + ")", ATOM
    if node.op == "zero" and rows and cols:
        return "0", ATOM
    if node.op == "eye":
        return _identity(node, rows or cols)
    m, n = size(node.rows), size(node.cols)
    if node.op == "ones" and (node.cols == 1 or node.rows == 1):
        length, settled = (m, rows) if node.cols == 1 else (n, cols)
        if settled or length:
            one = r"\mathbf{1}" + ("" if settled else f"_{{{length}}}")
            return (one, ATOM) if node.cols == 1 else (one + r"^\top", POSTFIX)
    if node.op == "ones" and m and n and len(m) == len(n) == 1:
        return rf"\mathbf{{1}}_{{{m},{n}}}", ATOM
    sizes = [dimension(dim) for dim in ((node.rows, node.cols) if node.cols != 1 else (node.rows,))]
    return rf"\operatorname{{{'ones' if node.op == 'ones' else 'zeros'}}}({', '.join(sizes)})", ATOM


def _identity(node: Node, settled: bool) -> Part:
    if settled:
        return "I", ATOM
    dim = node.rows
    if isinstance(dim, tuple) and dim[0] == "*" and all(size(part) for part in dim[1:]):
        return r" \otimes ".join(f"I_{{{size(part)}}}" for part in dim[1:]), MIXED
    length = size(dim)
    return f"I_{{{length}}}" if length else rf"\operatorname{{diag}}(\operatorname{{ones}}({dimension(dim)}))", ATOM


def call(node: Node, parts: list[Part]) -> Part:
    """A function of its arguments in parentheses."""
    arguments = ", ".join(part[0] for part in parts)
    record = operator(node.op, node.value)
    name = node.value if node.op == "fn" else "diag" if node.op == "diagpart" else node.op
    command = record.latex if record is not None and record.latex.startswith("\\") else rf"\operatorname{{{name}}}"
    return command + parens(arguments), ATOM


def _number(node: Node, parts: list[Part]) -> Part:
    value = node.value
    text = str(abs(value)) if type(value) is int else rf"\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    if value < 0:
        return "-" + text, SUM
    return text, ATOM if type(value) is int else POSTFIX


def _dim(node: Node, parts: list[Part]) -> Part:
    strength = ATOM if not isinstance(node.value, tuple) else PRODUCT if node.value[0] == "*" else SUM
    return dimension(node.value), strength


def _commutation(node: Node, parts: list[Part]) -> Part:
    m, n = map(dimension, node.value)
    return rf"\operatorname{{commutation}}({m}, {n})", ATOM


RULES: dict[str, Callable[[Node, list[Part]], Part]] = {
    "num": _number,
    "dim": _dim,
    "const": lambda node, parts: ("\\" + node.value, ATOM),
    "commutation": _commutation,
    "hole": lambda node, parts: (r"\square", ATOM),
}
