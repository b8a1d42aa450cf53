r"""How LaTeX writes a name: a vector bold, a matrix as a plain letter, Greek letters, accents and subscripts.

A name must read back as itself: `x_{1}` beside a bold x would be its entry, so the name x1 is then `\mathrm{x1}`.
"""

from __future__ import annotations

from collections.abc import Mapping

from wrt.emit.names import GREEK_LETTERS, Name, split, stepped
from wrt.expr.dims import Dim
from wrt.expr.node import Node, postorder

PLAIN_GREEK = {"lam": r"\lambda"}


class Names:
    """The spelling of the names of one formula; `given` are those that are known already."""

    def __init__(self, root: Node, given: Mapping[str, str] | None = None) -> None:
        self.given = given or {}
        nodes = list(postorder(root))
        self.known = {node.value[0]: node for node in nodes if node.op == "sym"}
        if root.op == "where":
            self.known |= dict(zip(root.value, root.args[1:], strict=True))
        self.bold = {name for name, node in self.known.items() if is_vector(node)}

    def symbol(self, name: str, node: Node) -> str:
        """A symbol, with the typeface of its shape."""
        if name in self.given:
            return self.given[name]
        parts = split(name)
        bold = is_vector(node)
        if parts.sub.isdigit() and not bold and parts.stem in self.bold and self.is_numbered(parts):
            if not parts.accents:
                return rf"\mathrm{{{name}}}"
            bold = True
        return spelled(parts, bold)

    def is_numbered(self, parts: Name) -> bool:
        """Whether a plain letter with a number below reads as a numbered scalar or an entry."""
        return not parts.base[0].isupper() or not parts.is_letter

    def entry(self, x: Node, indices: list[str]) -> str | None:
        """`x_{1}`, `A_{1,2}`; None where a subscript would not be read as an index."""
        if x.op != "sym":
            return None
        parts = split(x.value[0])
        if parts.sub or parts.base == "I":
            return None
        if len(indices) == 1 and not self.is_numbered(parts):
            return None
        return f"{spelled(parts, False)}_{{{','.join(indices)}}}"


def is_vector(node: Node) -> bool:
    return len(node.axes) == 1


def spelled(parts: Name, bold: bool) -> str:
    """The letter in its typeface, its accents, its subscript.

    >>> spelled(split("theta1"), True), spelled(split("x_hat"), False), spelled(split("w_max"), True)
    ('\\\\boldsymbol{\\\\theta}_{1}', '\\\\hat{x}', '\\\\mathbf{w}_{\\\\mathrm{max}}')
    """
    base = PLAIN_GREEK.get(parts.base, parts.base)
    if parts.base in GREEK_LETTERS:
        base = base if base.startswith("\\") else "\\" + base
        written = rf"\boldsymbol{{{base}}}" if bold else base
    elif len(base) == 1:
        written = rf"\mathcal{{{base}}}" if base == "I" else rf"\mathbf{{{base}}}" if bold else base
    else:
        word = rf"\mathrm{{{base}}}".replace("_", r"\_")
        written = rf"\boldsymbol{{{word}}}" if bold else word
    for accent in reversed(parts.accents):
        written = rf"\{accent}{{{written}}}"
    return written + (f"_{{{subscript(parts.sub)}}}" if parts.sub else "")


def subscript(sub: str) -> str:
    """What stands below a letter: a number, a letter, or a word."""
    if sub == "star":
        return r"\star"
    if sub in GREEK_LETTERS:
        return PLAIN_GREEK.get(sub, "\\" + sub)
    step = stepped(sub)
    if step is not None:
        return f"{subscript(step[0])}{step[1]}{step[2]}"
    return sub if sub.isdigit() or len(sub) == 1 else rf"\mathrm{{{sub}}}"


def size(dim: Dim) -> str | None:
    """A size as a subscript, `I_{n}`; None for a sum or product of sizes, which is not read there."""
    if isinstance(dim, tuple):
        return None
    text = str(dim)
    parts = split(text)
    if text.isdigit() or (len(parts.base) == 1 and not parts.accents and (parts.sub.isdigit() or not parts.sub)):
        return text
    return subscript(text)


def dimension(dim: Dim) -> str:
    """A dimension as a number in a formula: `n`, `m n`, `m + n`."""
    if not isinstance(dim, tuple):
        return spelled(split(dim), False) if isinstance(dim, str) else str(dim)
    if dim[0] == "+":
        return " + ".join(dimension(part) for part in dim[1:])
    return " ".join(f"({dimension(p)})" if isinstance(p, tuple) else dimension(p) for p in dim[1:])
