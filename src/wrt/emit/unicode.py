"""The Unicode writer: an expression as written, as one would type it for a person: `2Xᵀ(Xθ − y)/N`, `‖x‖²`, `A⁻ᵀ`.

It is for reading, in a terminal or a log; the text writer is for what must be read back.  Names of one letter stand
side by side; longer names are kept apart by `·`, functions by a space.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from wrt.emit.driver import Part, Writer, cells, ones_above, stacked
from wrt.emit.unicode_names import dimension, size, subscript, superscript, symbol
from wrt.expr.node import Node, free_symbols, rewritten

SUM, MIXED, PRODUCT, POSTFIX, ATOM = range(1, 6)
MINUS = "−"
BARS, DIGITS = "‖|₁", "0123456789"
ENTRYWISE = frozenset(("had", "hdiv", "kron"))
CALLED = frozenset(("fn", "tr", "det", "sum", "diag", "diagpart", "vec", "softmax"))
_LONG_START = re.compile("[A-Za-zΑ-ω]{2,}")
_LONG_END = re.compile("[A-Za-zΑ-ω]{2}[⁰-₉ₐ-ₜ]*$")


def unicode(root: Node) -> str:
    """The expression in Unicode.

    >>> import wrt
    >>> print(unicode(wrt.parse("2*X'*(X*w - y)/N").node), unicode(wrt.parse("inv(A)'*norm2(x)^2").node))
    2Xᵀ(Xw − y)/N A⁻ᵀ‖x‖²
    """
    return UnicodeWriter(root).write(rewritten(root, stacked))


class UnicodeWriter(Writer):
    """The rules by operator; what depends on the formula's names is here, the rest in `RULES`."""

    def __init__(self, root: Node) -> None:
        super().__init__()
        self.known = free_symbols(root)

    def spell(self, node: Node, rows: bool, cols: bool, parts: list[Part]) -> Part:
        rule = RULES.get(node.op)
        if rule is not None:
            return rule(node, parts)
        if node.op in ("eye", "ones", "zero", "basis"):
            return constant(node, rows, cols)
        if node.op == "entry":
            return self._entry(node, parts[0])
        if node.op == "fn" and node.value == "abs" and node.is_scalar:
            return f"|{parts[0][0]}|", ATOM
        if node.op == "fn" and node.value == "sigmoid" and "sigma" not in self.known:
            return f"σ({parts[0][0]})", ATOM
        name = node.value if node.op == "fn" else "diag" if node.op == "diagpart" else node.op
        return f"{name}({', '.join(part[0] for part in parts)})", ATOM

    def _entry(self, node: Node, part: Part) -> Part:
        x = node.args[0]
        indices = [str(i) for i, dim in zip(node.value, (x.rows, x.cols), strict=True) if dim != 1]
        plain = x.op == "sym" and not re.search(r"\d|_", x.value[0]) and x.value[0] + indices[0] not in self.known
        if plain:
            return part[0] + ",".join(map(subscript, indices)), ATOM
        return f"{wrap(part, ATOM)}[{','.join(indices)}]", ATOM


def wrap(part: Part, strength: int) -> str:
    return part[0] if part[1] >= strength else f"({part[0]})"


# ---- leaves


def constant(node: Node, rows: bool, cols: bool) -> Part:
    """Identity, ones, zero, basis vectors: with their size unless the context settles it."""
    if node.op == "eye":
        return "I" + ("" if rows or cols else size(node.rows)), ATOM
    if node.op == "basis":
        return "e" + subscript(str(node.value)), ATOM
    settled = rows and cols
    if node.op == "zero":
        return "0" + ("" if settled else size(*node.axes)), ATOM
    if node.cols == 1:
        return "𝟏" + ("" if rows else size(node.rows)), ATOM
    if node.rows == 1:
        return f"𝟏{'' if cols else size(node.cols)}ᵀ", POSTFIX
    return ("𝟏𝟏ᵀ", PRODUCT) if settled else (f"𝟏{size(node.rows)}𝟏{size(node.cols)}ᵀ", PRODUCT)


def _number(node: Node, parts: list[Part]) -> Part:
    value = node.value
    text = str(abs(value)) if type(value) is int else f"{abs(value.numerator)}/{value.denominator}"
    return (MINUS + text, SUM) if value < 0 else (text, ATOM if type(value) is int else MIXED)


def _dim(node: Node, parts: list[Part]) -> Part:
    strength = ATOM if not isinstance(node.value, tuple) else PRODUCT if node.value[0] == "*" else SUM
    return dimension(node.value), strength


# ---- sums and products


def _sum(node: Node, parts: list[Part]) -> Part:
    pieces: list[str] = []
    for arg, part in zip(node.args, parts, strict=True):
        if part[0].startswith(MINUS) and arg.op != "add":
            pieces += [f" {MINUS} " if pieces else MINUS, part[0][1:]]
        else:
            pieces += [" + " if pieces else "", wrap(part, MIXED if pieces else SUM)]
    return "".join(pieces), SUM


def _neg(node: Node, parts: list[Part]) -> Part:
    return MINUS + wrap(parts[0], MIXED), SUM


def _product(node: Node, parts: list[Part]) -> Part:
    text, before, strength, scalars_only = "", "", PRODUCT, True
    for place, (arg, part) in enumerate(zip(node.args, parts, strict=True)):
        last = place == len(parts) - 1
        if not place and part[0].startswith(MINUS) and arg.op != "add":
            strength, factor = SUM, part[0]
        elif arg.op == "mul" and not (last and scalars_only) and (place or arg.is_scalar):
            factor = f"({part[0]})"
        else:
            factor = wrap(part, PRODUCT)
        text += (_between(before, factor, node.args[place - 1], arg) if place else "") + factor
        before = factor
        scalars_only = scalars_only and arg.is_scalar
    return text, strength


def _between(before: str, after: str, left: Node, right: Node) -> str:
    """What keeps two factors apart: nothing, a space beside a function or a norm, a dot where names would merge."""
    if after[0] in DIGITS or (after[0] == "(" and before == "σ") or (left.op == "sqrt" and before[-1] != ")"):
        return "·"
    if _is_called(right) or (_is_called(left) and after[0] != "(") or (before[-1] in BARS and after[0] in BARS):
        return " "
    if (_LONG_END.search(before) and after[0] != "(") or (_LONG_START.match(after) and before[-1] not in DIGITS):
        return "·"
    return ""


def _is_called(node: Node) -> bool:
    """Whether a factor is spelled as a function with its argument, perhaps with a superscript."""
    while node.op in ("T", "pow", "hpow", "inv", "invT"):
        node = node.args[0]
    return node.op in CALLED or node.op == "logdet" or (node.op == "differential" and node.args[0].op != "sym")


def _quotient(node: Node, parts: list[Part]) -> Part:
    """A quotient on one line: the numerator may be a product, the denominator is one factor."""
    above, below = parts
    if above[0].startswith(MINUS) and node.args[0].op != "add":
        return MINUS + _quotient(node, [(above[0][1:], PRODUCT), below])[0], SUM
    return f"{wrap(above, PRODUCT)}/{wrap(below, POSTFIX)}", MIXED


def _infix(sign: str) -> Callable[[Node, list[Part]], Part]:
    def rule(node: Node, parts: list[Part]) -> Part:
        pieces = []
        for place, part in enumerate(ones_above(node, parts, "𝟏")):
            alike = place == 0 and node.args[0].op == node.op != "hdiv"
            pieces.append(wrap(part, MIXED if alike else PRODUCT if _is_short(part) else POSTFIX))
        return sign.join(pieces), MIXED

    return rule


def _is_short(part: Part) -> bool:
    """A product without operators, such as `Xw`, needs no parentheses beside an entrywise sign."""
    return part[1] == PRODUCT and " " not in part[0] and len(part[0]) <= 6


# ---- superscripts


def _raise(node: Node, base: str, exponent: Part, sign: str) -> Part:
    argument = node.args[1]
    value = argument.args[0].value if argument.op == "neg" and argument.args[0].op == "num" else argument.value
    if argument.op in ("num", "neg") and type(value) is int:
        return base + sign + superscript(-value if argument.op == "neg" else value), POSTFIX
    return f"{base}{sign}^{wrap(exponent, ATOM)}", POSTFIX


def _superscript(mark: str) -> Callable[[Node, list[Part]], Part]:
    return lambda node, parts: (wrap(parts[0], ATOM) + mark, POSTFIX)


def _root(node: Node, parts: list[Part]) -> Part:
    if len(node.axes) == 2:
        return wrap(parts[0], ATOM) + "∘^(1/2)", POSTFIX
    bare = parts[0][1] == ATOM and len(parts[0][0]) <= 2
    return f"√{parts[0][0]}" if bare else f"√({parts[0][0]})", POSTFIX


# ---- norms, matrices by entries, derivatives


def _norm(node: Node, parts: list[Part]) -> Part:
    kind = "₁" if node.op == "norm1" else "" if len(node.args[0].axes) < 2 else "_F"
    return f"‖{parts[0][0]}‖{kind}", ATOM


def _block(node: Node, parts: list[Part]) -> Part:
    return f"[{'; '.join(', '.join(row) for row in cells(node, parts))}]", ATOM


def _derivative(node: Node, parts: list[Part]) -> Part:
    order = superscript(len(parts) - 1) if len(parts) > 2 else ""
    return f"∂{order}{wrap(parts[0], POSTFIX)}/{''.join('∂' + part[0] for part in parts[1:])}", MIXED


def _differential(node: Node, parts: list[Part]) -> Part:
    return ("d" + parts[0][0] if node.args[0].op == "sym" else f"d({parts[0][0]})"), ATOM


def _where(node: Node, parts: list[Part]) -> Part:
    definitions = [f"{symbol(name)} = {part[0]}" for name, part in zip(node.value, parts[1:], strict=True)]
    return f"{parts[0][0]} where {', '.join(definitions)}", SUM


RULES: dict[str, Callable[[Node, list[Part]], Part]] = {
    "sym": lambda node, parts: (symbol(node.value[0]), ATOM),
    "d": lambda node, parts: ("d" + symbol(node.value[0]), ATOM),
    "differential": _differential,
    "hole": lambda node, parts: ("□", ATOM),
    "const": lambda node, parts: ("π", ATOM),
    "commutation": lambda node, parts: (f"K_({dimension(node.value[0])},{dimension(node.value[1])})", ATOM),
    "num": _number,
    "dim": _dim,
    "add": _sum,
    "neg": _neg,
    "mul": _product,
    "div": _quotient,
    "had": _infix(" ⊙ "),
    "hdiv": _infix(" ⊘ "),
    "kron": _infix(" ⊗ "),
    "pow": lambda node, parts: _raise(node, wrap(parts[0], ATOM), parts[1], ""),
    "hpow": lambda node, parts: _raise(node, wrap(parts[0], ATOM), parts[1], "∘"),
    "mpow": lambda node, parts: (wrap(parts[0], ATOM) + superscript(node.value), POSTFIX),
    "sqrt": _root,
    "T": _superscript("ᵀ"),
    "inv": _superscript("⁻¹"),
    "invT": _superscript("⁻ᵀ"),
    "pinv": _superscript("⁺"),
    "norm1": _norm,
    "norm2": _norm,
    "normF": _norm,
    "logdet": lambda node, parts: (f"log|det({parts[0][0]})|", ATOM),
    "inner": lambda node, parts: (f"⟨{parts[0][0]}, {parts[1][0]}⟩", ATOM),
    "block": _block,
    "D": _derivative,
    "where": _where,
}
