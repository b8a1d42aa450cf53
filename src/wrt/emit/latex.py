r"""The LaTeX writer: an expression as written, as an expert typesets it, in LaTeX that the LaTeX reader takes.

Vectors are bold lower case, matrices plain letters (the worksheet's own typefaces).  Factors stand side by side;
scalar factors come in front of a product of matrices as one fraction.  Parentheses grow only around tall content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wrt.emit.driver import Part, Writer, cells, ones_above, stacked
from wrt.emit.latex_leaves import ATOM, MIXED, POSTFIX, PRODUCT, SUM, bars, call, constant, is_tall, parens, wrap
from wrt.emit.latex_leaves import RULES as LEAVES
from wrt.emit.latex_names import Names
from wrt.expr import build as b
from wrt.expr.node import Node, make, postorder, rewritten
from wrt.expr.ops import operator
from wrt.syntax.notation import looks_like_latex

LIST = r",\quad "
BESIDE = "\x1f"  # between factors: a space in the end
BULKY = frozenset(("eye", "ones", "diag", "kron", "block", "had", "hdiv"))
ENTRYWISE = frozenset(("had", "hdiv", "kron"))
POWERED = frozenset(("sin", "cos", "tan", "sinh", "cosh", "tanh", "log"))
_SIMPLE = re.compile(r"(-?)\\frac\{(-?\d+)\}\{(\d+)\}")
_SIGNED = re.compile(r"(?:\\delta|d)(?![A-Za-z])")


def latex(root: Node, spellings: Mapping[str, str] | None = None) -> str:
    """The expression in LaTeX; `spellings` are those of names that are not to be written in the usual typefaces.

    >>> import wrt
    >>> print(latex(wrt.parse("2/N*X'*(X*w - y)").node))
    \\frac{2}{N} X^\\top (X \\mathbf{w} - \\mathbf{y})
    """
    arranged = rewritten(root, lambda node: scalars_first(stacked(node)))
    written = LatexWriter(Names(arranged, spellings)).write(arranged)
    spaced = written.replace(BESIDE, " ")
    return spaced if looks_like_latex(spaced) else written.replace(BESIDE, r"\,")


def scalars_first(node: Node) -> Node:
    """A quotient of matrices as a fraction of its scalar factors before the product, where it reads better so."""
    if node.op != "div" or node.is_scalar:
        return node
    above, below = node.args
    factors = above.args if above.op == "mul" else (above,)
    scalars = [factor for factor in factors if factor.is_scalar]
    others = [factor for factor in factors if not factor.is_scalar]
    if _stays_above(scalars, others, below):
        return node
    top = scalars[0] if len(scalars) == 1 else make("mul", tuple(scalars), None, 1, 1) if scalars else b.ONE
    return make("mul", (make("div", (top, below), None, 1, 1), *others), None, node.rows, node.cols)


def _stays_above(scalars: list[Node], others: list[Node], below: Node) -> bool:
    """Whether the whole numerator is better kept above the line: `x/norm(x)`, `(A + A')/2`, but `1/N X'(X w - y)`."""
    if any(node.op == "div" for node in postorder(*others)) or others[0].op in BULKY:
        return False
    if scalars or len(others) > 1:
        return bool(below.args) and (len(others) == 1 if scalars else True)
    return True


class LatexWriter(Writer):
    """The rules by operator; what depends on the formula's names is here, the rest in `RULES`."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self.names = names

    def spell(self, node: Node, rows: bool, cols: bool, parts: list[Part]) -> Part:
        rule = RULES.get(node.op)
        if rule is not None:
            return rule(node, parts)
        if node.op in ("eye", "ones", "zero", "basis"):
            return constant(node, rows, cols)
        if node.op == "sym":
            return self.names.symbol(node.value[0], node), ATOM
        if node.op == "d":
            return r"\mathrm{d}" + self.names.symbol(node.value[0], node), ATOM
        if node.op == "entry":
            return self._entry(node, parts[0])
        if node.op == "where":
            return self._where(node, parts)
        if node.op == "fn" and node.value == "abs" and node.is_scalar:
            return bars(parts[0][0], "vert"), ATOM
        if node.op == "fn" and node.value == "sigmoid":
            command = r"\sigma" if "sigma" not in self.names.known else r"\operatorname{sigmoid}"
            return command + parens(parts[0][0]), ATOM
        return call(node, parts)

    def _entry(self, node: Node, part: Part) -> Part:
        x = node.args[0]
        indices = [str(i) for i, dim in zip(node.value, (x.rows, x.cols), strict=True) if dim != 1]
        return self.names.entry(x, indices) or f"[{part[0]}]_{{{','.join(indices)}}}", ATOM

    def _where(self, node: Node, parts: list[Part]) -> Part:
        names = [self.names.symbol(name, value) for name, value in zip(node.value, node.args[1:], strict=True)]
        definitions = [f"{name} = {part[0]}" for name, part in zip(names, parts[1:], strict=True)]
        return rf"{parts[0][0]} \quad\text{{where}}\quad {LIST.join(definitions)}", SUM


# ---- sums and products


def _sum(node: Node, parts: list[Part]) -> Part:
    pieces: list[str] = []
    for arg, part in zip(node.args, parts, strict=True):
        if part[0].startswith("-") and arg.op != "add":
            pieces += [" - " if pieces else "-", part[0][1:]]
        else:
            pieces += [" + " if pieces else "", wrap(part, MIXED if pieces else SUM)]
    return "".join(pieces), SUM


def _neg(node: Node, parts: list[Part]) -> Part:
    return "-" + wrap(parts[0], MIXED), SUM


def _product(node: Node, parts: list[Part]) -> Part:
    """Factors side by side; a first minus sign and a last entrywise product after scalars need no parentheses."""
    text, strength = "", PRODUCT
    scalars_only = True
    for place, (arg, part) in enumerate(zip(node.args, parts, strict=True)):
        last = place == len(parts) - 1
        if not place and part[0].startswith("-") and arg.op != "add":
            strength, factor = SUM, part[0]
        elif last and place and scalars_only and part[1] == MIXED and arg.op in ENTRYWISE:
            strength, factor = min(strength, MIXED), part[0]
        elif arg.op == "mul" and not (_flows(arg, place) or (last and scalars_only)):
            factor = parens(part[0])
        else:
            factor = wrap(part, PRODUCT)
        text = f"{text}{_between(text, factor)}{factor}" if place else factor
        scalars_only = scalars_only and arg.is_scalar
    return text, strength


def _flows(arg: Node, place: int) -> bool:
    """Whether a product within a product reads the same without parentheses: a first one that is no inner product."""
    inner = any(not factor.is_scalar for factor in arg.args)
    return (not arg.is_scalar and place == 0) or not inner


def _between(before: str, after: str) -> str:
    """Factors stand beside one another, except where that would be read as something else."""
    digit = after[0].isdigit() or (after.startswith(r"\frac") and before[-1:].isdigit())
    applied = before.endswith(r"\sigma") and after.startswith(("(", r"\left("))
    return r" \cdot " if digit or applied else BESIDE


def _quotient(node: Node, parts: list[Part]) -> Part:
    above, below = parts[0][0], parts[1][0]
    if above.startswith("-") and node.args[0].op != "add":
        above = _unwrapped(above) if node.args[0].op == "neg" and node.args[0].args[0].op == "add" else above
        return "-" + _quotient(node, [(above[1:], SUM), parts[1]])[0], SUM
    if _SIGNED.match(above) and _SIGNED.match(below):
        above = f"{{{above}}}"  # \frac{d x}{d y} would be a derivative
    return rf"\frac{{{above}}}{{{below}}}", POSTFIX


def _unwrapped(negated: str) -> str:
    """`-(a + b)` without the parentheses, which a fraction bar makes needless."""
    return "-" + re.sub(r"^-(?:\\left)?\((.*?)(?:\\right)?\)$", r"\1", negated, flags=re.DOTALL).strip()


def _infix(command: str) -> Callable[[Node, list[Part]], Part]:
    def rule(node: Node, parts: list[Part]) -> Part:
        pieces = []
        for place, part in enumerate(ones_above(node, parts, r"\mathbf{1}")):
            alike = place == 0 and node.args[0].op == node.op != "hdiv"
            pieces.append(wrap(part, MIXED if alike else POSTFIX))
        return command.join(pieces), MIXED

    return rule


# ---- superscripts


def _base(node: Node, part: Part) -> str:
    """What carries a superscript; the letters e and T have a meaning of their own there."""
    return "{e}" if part[0] == "e" else wrap(part, ATOM)


def _exponent(part: Part) -> str:
    simple = _SIMPLE.fullmatch(part[0])
    if simple:
        return "{}{}/{}".format(*simple.groups())
    return r"1 \cdot T" if part[0] == "T" else part[0]


def _power(node: Node, parts: list[Part]) -> Part:
    base, exponent = node.args
    text = parts[0][0]
    if base.op == "fn" and base.value in POWERED and base.is_scalar and exponent.op == "num" and exponent.value > 1:
        command = operator("fn", base.value).latex  # type: ignore[union-attr]
        return text.replace(command, f"{command}^{{{exponent.value}}}", 1), ATOM
    return f"{_base(base, parts[0])}^{{{_exponent(parts[1])}}}", POSTFIX


def _entrywise_power(node: Node, parts: list[Part]) -> Part:
    return rf"{_base(node.args[0], parts[0])}^{{\circ {_exponent(parts[1])}}}", POSTFIX


def _root(node: Node, parts: list[Part]) -> Part:
    """A root sign; over a matrix it could be taken for the matrix root, so the entries' power is written."""
    if len(node.axes) == 2:
        return rf"{_base(node.args[0], parts[0])}^{{\circ 1/2}}", POSTFIX
    return rf"\sqrt{{{parts[0][0]}}}", ATOM


def _superscript(mark: str) -> Callable[[Node, list[Part]], Part]:
    return lambda node, parts: (f"{_base(node.args[0], parts[0])}^{mark}", POSTFIX)


# ---- norms, matrices by entries, derivatives


def _norm(node: Node, parts: list[Part]) -> Part:
    kind = "1" if node.op == "norm1" else "2" if len(node.args[0].axes) < 2 else "F"
    return f"{bars(parts[0][0], 'Vert')}_{{{kind}}}", ATOM


def _inner(node: Node, parts: list[Part]) -> Part:
    text = ", ".join(part[0] for part in parts)
    return (rf"\left\langle {text} \right\rangle" if is_tall(text) else rf"\langle {text} \rangle"), ATOM


def _block(node: Node, parts: list[Part]) -> Part:
    lines = r" \\ ".join(" & ".join(row) for row in cells(node, parts))
    return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}", ATOM


def _differential(node: Node, parts: list[Part]) -> Part:
    r"""`\mathrm{d}(A B)`, and `\mathrm{d}X` as the leaf is written."""
    return r"\mathrm{d}" + (parts[0][0] if node.args[0].op == "sym" else parens(parts[0][0])), ATOM


def _derivative(node: Node, parts: list[Part]) -> Part:
    order = f"^{len(parts) - 1}" if len(parts) > 2 else ""
    below = r" \, ".join(rf"\partial {part[0]}" for part in parts[1:])
    return rf"\frac{{\partial{order} {wrap(parts[0], PRODUCT)}}}{{{below}}}", POSTFIX


RULES: dict[str, Callable[[Node, list[Part]], Part]] = {
    **LEAVES,
    "add": _sum,
    "neg": _neg,
    "mul": _product,
    "div": _quotient,
    "had": _infix(r" \odot "),
    "hdiv": _infix(r" \oslash "),
    "kron": _infix(r" \otimes "),
    "pow": _power,
    "hpow": _entrywise_power,
    "sqrt": _root,
    "mpow": lambda node, parts: (f"{wrap(parts[0], ATOM)}^{{{node.value}}}", POSTFIX),
    "T": _superscript(r"\top"),
    "inv": _superscript("{-1}"),
    "invT": _superscript(r"{-\top}"),
    "pinv": _superscript("{+}"),
    "norm1": _norm,
    "norm2": _norm,
    "normF": _norm,
    "logdet": lambda node, parts: (r"\log\det" + parens(parts[0][0]), POSTFIX),
    "inner": _inner,
    "block": _block,
    "D": _derivative,
    "differential": _differential,
}
