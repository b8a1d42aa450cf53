"""A formula of the text syntax as LaTeX, with every term where its writer put it: nothing is simplified.

The writers of expressions give the normal form of a formula; beside a verdict on a line, the line itself has to stand.
"""

from __future__ import annotations

from collections.abc import Callable

from wrt.diagnostics import WrtError
from wrt.emit.names import GREEK_LETTERS, split
from wrt.syntax.tree import Tree

SUM, PRODUCT, SIGN, POSTFIX, ATOM = 1, 2, 3, 4, 5  # how tightly a formula holds together
POWERS = {"add": SUM, "sub": SUM, "mul": PRODUCT, "hadamard": PRODUCT, "hdiv": PRODUCT, "kron": PRODUCT, "neg": SIGN,
          "equation": 0, "transpose": POSTFIX, "inverse": POSTFIX, "pow": POSTFIX, "hpow": POSTFIX}  # fmt: skip
INFIX = {"add": " + ", "sub": " - ", "mul": r" ", "hadamard": r" \odot ", "hdiv": r" \oslash ", "kron": r" \otimes ",
         "equation": " = "}  # fmt: skip
BARS = {"norm2": "2", "normF": "F", "norm1": "1"}
CONSTANTS = {"eye": "I", "vector": r"\mathbf", "ones": r"\mathbf", "zeros": r"\mathbf"}
UPRIGHT = frozenset("tr det exp log sin cos tan sinh cosh tanh diag vec".split())


def tree_latex(tree: Tree) -> str:
    """The tree in LaTeX; raises `WrtError` for a formula with definitions, which is no single row."""
    return WRITERS.get(tree.head, _operator)(tree)


def _within(tree: Tree, power: int) -> str:
    """An operand, in brackets where it holds less tightly."""
    shown = tree_latex(tree)
    raised = tree.head == "call" and tree.value in ("inv", "pinv")
    held = POSTFIX if raised else POWERS.get(tree.head, ATOM)
    return rf"\left( {shown} \right)" if held < power else shown


def _operator(tree: Tree) -> str:
    """Operands beside a sign; brackets stay where they were needed, and around a sign that follows a sign."""
    power, sign = POWERS[tree.head], INFIX[tree.head]
    first, *rest = tree.args
    mixed = power == PRODUCT and POWERS.get(first.head) == PRODUCT and first.head != tree.head
    shown = [_within(first, SIGN if mixed else power)]
    shown += [_within(arg, POSTFIX if arg.head == "neg" else power + 1) for arg in rest]
    if tree.head == "mul":
        return _beside(tree, shown)
    return sign.join(shown)


def _beside(tree: Tree, shown: list[str]) -> str:
    """Factors side by side; a dot between two numbers."""
    text = shown[0]
    for arg, piece in zip(tree.args[1:], shown[1:], strict=True):
        dotted = arg.head == "num" or (arg.head == "pow" and arg.args[0].head == "num")
        text += (r" \cdot " if dotted else r" \, ") + piece
    return text


def _number(tree: Tree) -> str:
    if isinstance(tree.value, tuple):
        return rf"\frac{{{tree.value[0]}}}{{{tree.value[1]}}}"
    return str(tree.value)


def _name(tree: Tree) -> str:
    if tree.value == "eye":
        return "I"
    name = split(str(tree.value))
    base = {"lam": "λ"}.get(name.base) or GREEK_LETTERS.get(name.base, name.base)
    shown = base if len(base) == 1 else rf"\mathrm{{{base}}}"
    for accent in name.accents:
        shown = rf"\{accent}{{{shown}}}"
    return f"{shown}_{{{name.sub}}}" if name.sub else shown


def _call(tree: Tree) -> str:
    name = str(tree.value)
    if name == "inv":
        return _power(tree, "-1")
    if name == "pinv":
        return _power(tree, "+")
    if name in CONSTANTS:
        return _constant(name, tree)
    inside = ", ".join(map(tree_latex, tree.args))
    if name in BARS:
        return rf"\lVert {inside} \rVert_{{{BARS[name]}}}"
    if name == "sqrt":
        return rf"\sqrt{{{inside}}}"
    if name == "kron" and len(tree.args) == 2:
        return rf"\left( {_within(tree.args[0], POSTFIX)} \otimes {_within(tree.args[1], POSTFIX)} \right)"
    shown = rf"\operatorname{{{name}}}" if len(name) > 1 else name
    return rf"{shown} \left( {inside} \right)"


def _constant(name: str, tree: Tree) -> str:
    if name == "eye":
        return f"I_{{{tree_latex(tree.args[0])}}}" if tree.args else "I"
    if name == "vector" and tree.args:
        return rf"\mathbf{{{tree_latex(tree.args[0])}}}"
    return rf"\mathbf{{{0 if name == 'zeros' else 1}}}"


def _power(tree: Tree, above: str) -> str:
    return f"{_within(tree.args[0], ATOM)}^{{{above}}}"


def _raised(tree: Tree) -> str:
    above = tree_latex(tree.args[1])
    return _power(tree, rf"\odot {above}" if tree.head == "hpow" else above)


def _fraction(tree: Tree) -> str:
    return rf"\frac{{{tree_latex(tree.args[0])}}}{{{tree_latex(tree.args[1])}}}"


def _derivative(tree: Tree) -> str:
    function, *variables = tree.args
    if not variables:
        return rf"\nabla {_within(function, POSTFIX)}"
    order = f"^{{{len(variables)}}}" if len(variables) > 1 else ""
    below = " ".join(rf"\partial {_within(variable, POSTFIX)}" for variable in variables)
    if function.head in ("name", "call", "num"):
        return rf"\frac{{\partial{order} {tree_latex(function)}}}{{{below}}}"
    return rf"\frac{{\partial{order} \left( {tree_latex(function)} \right)}}{{{below}}}"


def _block(tree: Tree) -> str:
    rows, cols = tree.value
    cells = [tree_latex(arg) for arg in tree.args]
    lines = r" \\ ".join(" & ".join(cells[at * cols : (at + 1) * cols]) for at in range(rows))
    return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"


def _entry(tree: Tree) -> str:
    return f"{_within(tree.args[0], ATOM)}_{{{', '.join(map(tree_latex, tree.args[1:]))}}}"


def _where(tree: Tree) -> str:
    raise WrtError("E-unsupported", "definitions within a formula are not set in one row")


WRITERS: dict[str, Callable[[Tree], str]] = {
    "num": _number,
    "name": _name,
    "call": _call,
    "neg": lambda tree: f"-{_within(tree.args[0], PRODUCT)}",
    "transpose": lambda tree: _power(tree, r"\top"),
    "inverse": lambda tree: _power(tree, "-1"),
    "pow": _raised,
    "hpow": _raised,
    "div": _fraction,
    "D": _derivative,
    "block": _block,
    "entry": _entry,
    "either": lambda tree: tree_latex(tree.args[0]),
    "where": _where,
}
