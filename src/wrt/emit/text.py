"""The text writer: an expression as written, in the syntax that the text reader takes.

Parentheses are set by binding strength.  The size of an identity or of ones is named only where nothing else in the
formula settles it.
"""

from __future__ import annotations

from collections.abc import Callable

from wrt.emit.driver import Writer
from wrt.expr.dims import write
from wrt.expr.node import Node

SUM, PRODUCT, SIGN, POSTFIX, ATOM = range(1, 6)


def text(root: Node) -> str:
    """The expression as text."""
    return TextWriter().write(root)


class TextWriter(Writer):
    """The rules by operator are in `RULES`."""

    def spell(self, node: Node, rows: bool, cols: bool, parts: list[tuple[str, int]]) -> tuple[str, int]:
        rule = RULES.get(node.op)
        if rule is not None:
            return rule(node, parts)
        if node.op in ("eye", "ones", "zero", "basis"):
            return constant(node, rows, cols)
        name = node.value if node.op == "fn" else NAMES.get(node.op, node.op)
        return f"{name}({', '.join(part for part, _ in parts)})", ATOM


NAMES = {"diagpart": "diag", "normF": "norm2"}


def wrap(part: tuple[str, int], strength: int) -> str:
    return part[0] if part[1] >= strength else f"({part[0]})"


def constant(node: Node, rows: bool, cols: bool) -> tuple[str, int]:
    """Identity, ones, zero, basis vectors: with their size unless the context settles it."""
    m, n = write(node.rows), write(node.cols)
    if node.op == "eye":
        return ("eye" if rows or cols else f"eye({n})"), ATOM
    if node.op == "basis":
        return (f"basis({node.value})" if rows else f"basis({node.value}, {m})"), ATOM
    if node.op == "ones":
        if node.cols == 1:
            return ("vector(1)" if rows else f"ones({m})"), ATOM
        return ("matrix(1)" if rows and cols else f"ones({m}, {n})"), ATOM
    return ("0" if rows and cols else f"zeros({m}, {n})" if node.cols != 1 else f"zeros({m})"), ATOM


def _number(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    value = node.value
    if type(value) is int:
        return str(value), ATOM if value >= 0 else SIGN
    return f"{value.numerator}/{value.denominator}", PRODUCT


def _sum(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    pieces: list[str] = []
    for arg, part in zip(node.args, parts, strict=True):
        if arg.op == "neg":
            pieces += [" - " if pieces else "-", part[0][1:]]
        else:
            pieces += [" + " if pieces else "", wrap(part, SUM if not pieces else PRODUCT)]
    return "".join(pieces), SUM


def _neg(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    # a product binds looser than the sign, but -A*B means the same either way
    return "-" + wrap(parts[0], PRODUCT), SIGN if parts[0][1] > PRODUCT else PRODUCT


# operands that need no parentheses on the left: products and quotients group from the left
LEFT_OPEN = {"mul": ("div",), "div": ("mul", "div")}


def _infix(sign: str) -> Callable[[Node, list[tuple[str, int]]], tuple[str, int]]:
    def rule(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
        loose = node.args[0].op in LEFT_OPEN.get(node.op, ())
        first = parts[0][0] if loose else wrap(parts[0], SIGN)
        return sign.join([first, *[wrap(part, POSTFIX) for part in parts[1:]]]), PRODUCT

    return rule


def _power(sign: str) -> Callable[[Node, list[tuple[str, int]]], tuple[str, int]]:
    def rule(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
        base = wrap(parts[0], POSTFIX if node.args[0].op == "T" else ATOM)
        exponent = parts[1][0] if parts[1][1] >= SIGN and node.args[1].op != "pow" else f"({parts[1][0]})"
        return f"{base}{sign}{exponent}", POSTFIX

    return rule


def _transpose(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    return wrap(parts[0], ATOM) + "'", POSTFIX


def _entry(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    x = node.args[0]
    indices = [str(i) for i, size in zip(node.value, (x.rows, x.cols), strict=True) if size != 1]
    return f"{wrap(parts[0], ATOM)}[{','.join(indices)}]", ATOM


def _block(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    cols = node.value[1]
    rows = [", ".join(part for part, _ in parts[i : i + cols]) for i in range(0, len(parts), cols)]
    return f"[{'; '.join(rows)}]", ATOM


def _derivative(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    return f"D({', '.join(part for part, _ in parts)})", ATOM


def _differential(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    """The differential of an expression before a rule is applied to it: `d(A*B)`, and `dX` as the leaf is written."""
    return ("d" + parts[0][0] if node.args[0].op == "sym" else f"d({parts[0][0]})"), ATOM


def _where(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    body, *definitions = [part for part, _ in parts]
    named = ", ".join(f"{name} = {part}" for name, part in zip(node.value, definitions, strict=True))
    return f"{body} where {named}", SUM


RULES: dict[str, Callable[[Node, list[tuple[str, int]]], tuple[str, int]]] = {
    "where": _where,
    "sym": lambda node, parts: (node.value[0], ATOM),
    "d": lambda node, parts: ("d" + node.value[0], ATOM),
    "differential": _differential,
    "hole": lambda node, parts: ("□", ATOM),
    "dim": lambda node, parts: (write(node.value), ATOM),
    "const": lambda node, parts: (node.value, ATOM),
    "commutation": lambda node, parts: (f"commutation({write(node.value[0])}, {write(node.value[1])})", ATOM),
    "num": _number,
    "add": _sum,
    "neg": _neg,
    "mul": _infix("*"),
    "div": _infix("/"),
    "had": _infix(".*"),
    "hdiv": _infix("./"),
    "pow": _power("^"),
    "hpow": _power(".^"),
    "T": _transpose,
    "entry": _entry,
    "block": _block,
    "D": _derivative,
}
