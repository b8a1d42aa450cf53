"""The differential of one operator, as one writes it: operands stay in the order and the form in which they were typed.

The rules are those of the book; what they say of matrices is said of scalars where the operand is one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from wrt import rulebook
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.explain.shortcuts import as_norm2
from wrt.explain.tidying import tidy, without_zeros
from wrt.expr import build as b
from wrt.expr.node import Node, make, postorder
from wrt.prove.match import Instance, instantiate, matches

Change = Callable[[Node], Node]  # from an operand to its differential, 0 where it does not depend on the variable
LINEAR = frozenset(("add", "neg", "T", "tr", "sum", "vec", "diag", "diagpart", "entry", "block"))
PRODUCTS = frozenset(("mul", "had", "kron", "inner"))
FOLLOWED = "linearity"
SCALAR = {"had": "mul", "hdiv": "div", "hpow": "pow"}


def rule_of(part: Node, moving: list[bool]) -> str:
    """The name of the rule by which a part is differentiated."""
    op = part.op
    if op in LINEAR or (op in PRODUCTS and sum(moving) == 1) or (op in ("div", "hdiv") and not moving[1]):
        return FOLLOWED
    if op == "mul":
        return "d_dot" if part.is_scalar and len(part.args) == 2 and part.args[0].cols != 1 else "d_mul"
    if op == "div":
        return "d_one_div" if part.args[0] is b.ONE else "d_div"
    if op in ("pow", "hpow"):
        return _power(part)
    if op in ("norm2", "normF"):
        return "d_norm2" if part.args[0].cols == 1 else "d_norm"
    return f"d_{part.value if op == 'fn' else op}"


def _power(part: Node) -> str:
    """The rule for a power, by its base and its exponent."""
    base, exponent = part.args
    value = exponent.value if exponent.op == "num" else 0
    if part.op == "hpow":
        return "d_hpow_two" if value == 2 else "d_hpow"
    if not part.is_scalar:
        return {2: "d_sq", 3: "d_cube"}.get(value, "d_mul")
    if base.op in ("norm2", "normF") and value == 2:
        return "d_norm2_sq" if base.args[0].cols == 1 else "d_norm_sq"
    return "d_sq_scalar" if value == 2 else "d_pow"


def changed(part: Node, rule: str, change: Change) -> Node | None:
    """The differential of a part, with those of its operands; None where no rule of the book fits."""
    if part.op in LINEAR:
        return _with(part, [change(arg) for arg in part.args])
    if part.op in PRODUCTS:
        return _product(part, change)
    if part.op in ("div", "hdiv") and rule == FOLLOWED:
        return _with(part, [change(part.args[0]), part.args[1]])
    if rule == "d_mul":
        return _whole_power(part, change)
    return _by_the_book(part, rule, change)


def _with(part: Node, args: list[Node]) -> Node:
    return tidied(make(part.op, tuple(args), part.value, part.rows, part.cols))


def tidied(root: Node) -> Node:
    return without_zeros(tidy(root))


def _product(part: Node, change: Change) -> Node:
    """One factor after the other exchanged for its differential."""
    terms = []
    for place, arg in enumerate(part.args):
        args = (*part.args[:place], change(arg), *part.args[place + 1 :])
        terms.append(make(part.op, args, part.value, part.rows, part.cols))
    return tidied(make("add", tuple(terms), None, part.rows, part.cols))


def _whole_power(part: Node, change: Change) -> Node | None:
    """X^k as the product that it is."""
    base, exponent = part.args
    if exponent.op != "num" or type(exponent.value) is not int or not 1 < exponent.value <= MAX_POWER:
        return None
    terms = []
    for before in range(exponent.value):
        factors = [*_powered(base, before), change(base), *_powered(base, exponent.value - 1 - before)]
        terms.append(make("mul", tuple(factors), None, part.rows, part.cols))
    return tidied(make("add", tuple(terms), None, part.rows, part.cols))


def _powered(base: Node, count: int) -> list[Node]:
    if count < 2:
        return [base] * count
    return [make("pow", (base, b.num(count)), None, base.rows, base.cols)]


MAX_POWER = 6


def _by_the_book(part: Node, rule: str, change: Change) -> Node | None:
    """The right side of a rule for what its symbols stand for."""
    for function, right in _sides(rule):
        for instance in matches(function, part):
            changes = {f"d{name}": change(node) for name, node in instance.symbols.items()}
            whole = instantiate(right, Instance({**instance.symbols, **changes}, instance.dims))
            return tidied(_simple(whole))
    return None


@cache
def _sides(rule: str) -> tuple[tuple[Node, Node], ...]:
    try:
        found = rulebook.differential_sides(rulebook.find(rule))
    except WrtError:
        return ()
    return (found.function, found.right), (as_norm2(found.function), as_norm2(found.right))


def _simple(root: Node) -> Node:
    """Entrywise operators of scalars as those of scalars, (1 ./ X) .* dX as dX ./ X, exponents worked out."""
    done: dict[Node, Node] = {}
    for node in postorder(root, closed=frozenset(("differential",))):
        args = [done[arg] for arg in node.args] if node.op != "differential" else list(node.args)
        op = SCALAR.get(node.op, node.op) if node.is_scalar else node.op
        if node.op == "ones" and node.is_scalar:
            done[node] = b.ONE
        elif op in ("had", "mul") and len(args) == 2 and _is_reciprocal(args[0]):
            done[node] = make(args[0].op, (args[1], args[0].args[1]), None, node.rows, node.cols)
        else:
            same = tuple(args) == node.args and op == node.op
            done[node] = node if same else make(op, tuple(args), node.value, node.rows, node.cols)
    return done[root]


def _is_reciprocal(node: Node) -> bool:
    return node.op in ("div", "hdiv") and (node.args[0] is b.ONE or node.args[0].op == "ones")


def statement_of(rule: str, part: Node) -> str:
    """The statement of a rule; of scalars where the part is one, of constant powers where it is one."""
    if rule == FOLLOWED:
        return ""
    return _statement(rule, part.is_scalar and (part.op in ("fn", "sqrt")), rule in ("d_pow", "d_hpow"))


@cache
def _statement(rule: str, scalar: bool, power: bool) -> str:
    found = rulebook.find(rule)
    if not scalar and not power:
        return found.statement
    ((function, right), *_) = _sides(rule)
    names = {node.value[0]: node for node in postorder(function, right) if node.op == "sym"}
    replaced = {}
    for name, node in names.items():
        own = {"X": "t", "dX": "dt"}.get(name, name) if scalar else name
        replaced[name] = b.sym(own, 1, 1) if scalar else node
    if power:
        replaced |= {name: b.zero(1, 1) for name in ("dt", "dc") if name in names}
    sizes = {"m": 1, "n": 1} if scalar else {"m": "m", "n": "n"}
    sides = [_simple(instantiate(side, Instance(replaced, sizes))) for side in (function, right)]
    return f"d({text(sides[0])}) = {text(tidied(sides[1]))}"
