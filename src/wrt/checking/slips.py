"""Wrong rules that people apply: each takes a formula to what it becomes when the rule is applied to it.

A wrong line is recognised by what the line before it becomes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wrt.checking.edits import (
    SUMS,
    Edit,
    factors_of,
    is_inverse,
    negated,
    node,
    number,
    parts,
    product,
    replaced,
    signed_terms,
    total,
)
from wrt.syntax.tree import Tree


def slips(root: Tree) -> Iterator[Edit]:
    """What a formula becomes by one of the wrong rules."""
    for tree in parts(root):
        for mistake, changed in _local(tree):
            yield Edit(mistake, replaced(root, tree, changed))


def _local(tree: Tree) -> Iterator[tuple[str, Tree]]:
    for rule in RULES:
        yield from rule(tree)


def _distributed(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """f(A + B) as f(A) + f(B)."""
    name = _function(tree)
    if name and tree.args[0].head in SUMS:
        each = [(sign, Tree(tree.head, (term,), tree.span, tree.value)) for sign, term in signed_terms(tree.args[0])]
        yield f"{name} distributed over a sum", total(each)


def _sign_out(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """f(-A) as -f(A)."""
    if tree.head == "call" and tree.value in NAMES and tree.args[0].head == "neg":
        bare = Tree("call", tree.args[0].args, tree.span, tree.value)
        yield f"sign taken out of the {NAMES[tree.value]}", node("neg", bare)


def _sign_in(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """-f(A) as f(-A), f(A) as -f(-A), also where f(A) is a factor."""
    negative = tree.head == "neg"
    factors = factors_of(tree.args[0] if negative else tree)
    for i, factor in enumerate(factors):
        if factor.head == "call" and factor.value in NAMES:
            whole = Tree("call", (negated(factor.args[0]),), tree.span, factor.value)
            turned = product([*factors[:i], whole, *factors[i + 1 :]])
            yield f"sign taken out of the {NAMES[factor.value]}", turned if negative else negated(turned)


def _product_split(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """(A*B)' as A'*B', inv(A*B) as inv(A)*inv(B), tr(A*B) as tr(A)*tr(B)."""
    if not tree.args or tree.args[0].head != "mul":
        return
    factors = factors_of(tree.args[0])
    if tree.head == "transpose" or is_inverse(tree):
        mistake = "wrong order of product"
        yield mistake, product([Tree(tree.head, (factor,), tree.span, tree.value) for factor in factors])
        first, *rest = factors
        yield (
            "missing transpose" if tree.head == "transpose" else "missing inverse",
            product([Tree(tree.head, (first,), tree.span, tree.value), *rest]),
        )
    elif tree.head == "call" and tree.value in ("tr", "norm2", "normF", "diag", "sum"):
        split = product([Tree("call", (factor,), tree.span, tree.value) for factor in factors])
        yield f"{NAMES[tree.value]} {TAKEN_APART}", split
    if tree.head == "call" and tree.value == "det":
        yield ONLY_ONCE, node("mul", factors[0], Tree("call", (product(factors[1:]),), tree.span, "det"))


def _squares(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """(A + B)^2 as A^2 + B^2, or with the cross term of numbers."""
    if tree.head != "pow" or tree.args[1].head != "num":
        return
    inner, function = tree.args[0], None
    if inner.head == "call" and inner.value in ("norm2", "normF"):
        inner, function = inner.args[0], inner.value
    if inner.head not in SUMS:
        return
    bases = [arg if function is None else node("call", arg, value=function) for arg in inner.args]
    squares = [Tree("pow", (base, tree.args[1]), tree.span) for base in bases]
    yield "dropped term: the cross terms of a square", node("add", *squares)
    yield "dropped term: the cross terms of a square", node(inner.head, *squares)
    if function is None:
        cross = node("mul", node("mul", number(2), inner.args[0]), inner.args[1])
        yield (
            "wrong order of product: the cross terms of a square of matrices",
            node("add", node(inner.head, squares[0], cross), squares[1]),
        )


def undone(root: Tree) -> Iterator[Edit]:
    """The same wrong rules taken back where a formula shows what they make."""
    for tree in parts(root):
        for mistake, changed in _gathered(tree):
            yield Edit(mistake, replaced(root, tree, changed))


def _gathered(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """inv(A) + inv(B) as inv(A + B), tr(A)*tr(B) as tr(A*B), c*det(A) as det(c*A)."""
    yield from _sign_in(tree)
    names = {_function(term) for _, term in signed_terms(tree)} if tree.head in SUMS else {""}
    if len(names) == 1 and "" not in names:
        inside = total([(sign, term.args[0]) for sign, term in signed_terms(tree)])
        head = signed_terms(tree)[0][1]
        yield f"{names.pop()} distributed over a sum", Tree(head.head, (inside,), tree.span, head.value)
    if tree.head == "mul":
        factors = factors_of(tree)
        traces = [factor for factor in factors if factor.head == "call" and factor.value == "tr"]
        if len(traces) > 1:
            rest = [factor for factor in factors if factor not in traces]
            inside = product([factor for trace in traces for factor in factors_of(trace.args[0])])
            yield f"trace {TAKEN_APART}", product([*rest, Tree("call", (inside,), tree.span, "tr")])
        for i, factor in enumerate(factors[1:], 1):
            if factor.head == "call" and factor.value == "det":
                inside = product([factors[i - 1], *factors_of(factor.args[0])])
                whole = Tree("call", (inside,), tree.span, "det")
                yield ONLY_ONCE, product([*factors[: i - 1], whole, *factors[i + 1 :]])


def _function(tree: Tree) -> str:
    """What a part is a value of, as far as sums are pulled apart in it."""
    return "inverse" if is_inverse(tree) else NAMES.get(tree.value, "") if tree.head == "call" else ""


TAKEN_APART = "of a product taken as the product of each"
ONLY_ONCE = "factor taken out of a determinant only once"
NAMES = {
    "det": "determinant", "logdet": "log-determinant", "norm2": "norm", "normF": "norm", "norm1": "norm",
    "exp": "exponential", "log": "logarithm", "sqrt": "root", "pinv": "pseudoinverse", "tr": "trace", "diag": "diag",
    "sum": "sum",
}  # fmt: skip
RULES: tuple[Callable[[Tree], Iterator[tuple[str, Tree]]], ...] = (_distributed, _sign_out, _product_split, _squares)
