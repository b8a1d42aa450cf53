"""Small changes to a formula, each with the mistake that it would undo.

A change takes the syntax tree of what was written to that of what may have been meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wrt.diagnostics import Span
from wrt.syntax.tree import Tree, postorder, rewritten, show

SUMS = ("add", "sub")
MISMATCH = "dimension mismatch"
SUPERFLUOUS = "superfluous term"
LONGEST = 8  # factors of a product that are moved about
HERE = Span(0, 0)


class Edit(NamedTuple):
    """What was done wrong, in words, and the formula without it; the factor that was put in, if one was."""

    mistake: str
    tree: Tree
    factor: Tree | None = None


def node(head: str, *args: Tree, value: object = None) -> Tree:
    """A tree that stands nowhere in the source."""
    return Tree(head, args, HERE, value)


def number(value: int) -> Tree:
    return node("num", value=value)


def replaced(root: Tree, old: Tree, new: Tree) -> Tree:
    """The tree with one part replaced; a part that stands in several places is replaced in all of them."""
    return rewritten(root, lambda tree: new if tree is old else tree)


def copied(tree: Tree) -> Tree:
    """The tree anew, every part once: sizes are settled by place, so that no part may stand in two."""
    return Tree(tree.head, tuple(map(copied, tree.args)), tree.span, tree.value, tree.hint)


def parts(root: Tree) -> list[Tree]:
    """The parts of a formula that are formulas themselves, the outer ones first."""
    inner: set[int] = set()
    for tree in postorder(root):
        if tree.head == "entry":
            inner |= {id(arg) for arg in tree.args[1:]}
        elif tree.head == "D":
            inner |= {id(part) for arg in tree.args[1:] for part in postorder(arg)}
        elif tree.head in ("pow", "hpow"):
            inner.add(id(tree.args[1]))
    return [tree for tree in reversed(list(postorder(root))) if id(tree) not in inner]


def factors_of(tree: Tree) -> list[Tree]:
    """The factors of a product written in a row."""
    found: list[Tree] = []
    while tree.head == "mul":
        found.append(tree.args[1])
        tree = tree.args[0]
    return [tree, *reversed(found)]


def product(factors: Sequence[Tree]) -> Tree:
    first, *rest = factors
    for factor in rest:
        first = node("mul", first, factor)
    return first


def products(root: Tree) -> Iterator[tuple[Tree, list[Tree]]]:
    """Every product with all its factors."""
    inside = {id(tree.args[0]) for tree in postorder(root) if tree.head == "mul"}
    for tree in parts(root):
        if tree.head == "mul" and id(tree) not in inside:
            yield tree, factors_of(tree)


def terms(root: Tree) -> Iterator[Tree]:
    """What stands between plus and minus signs, at any depth, and the whole."""
    if root.head not in SUMS:
        yield root
    for tree in parts(root):
        if tree.head in SUMS:
            yield from (arg for arg in tree.args if arg.head not in SUMS)


def spots(root: Tree) -> Iterator[Tree]:
    """The terms, and what stands in functions and derivatives."""
    yield from terms(root)
    for tree in parts(root):
        if tree.head in ("call", "D"):
            yield from (arg for arg in tree.args[: 1 if tree.head == "D" else None] if arg.head not in SUMS)


def signed_terms(tree: Tree, sign: int = 1) -> list[tuple[int, Tree]]:
    """The terms of a sum with their signs."""
    if tree.head in SUMS:
        second = sign if tree.head == "add" else -sign
        return [*signed_terms(tree.args[0], sign), *signed_terms(tree.args[1], second)]
    if tree.head == "neg":
        return signed_terms(tree.args[0], -sign)
    return [(sign, tree)]


def total(addends: Sequence[tuple[int, Tree]]) -> Tree:
    """The sum of terms with their signs."""
    (sign, first), *rest = addends
    found = first if sign > 0 else negated(first)
    for sign, term in rest:
        found = node("add" if sign > 0 else "sub", found, term)
    return found


def negated(tree: Tree) -> Tree:
    """The opposite of a term, without two signs in a row."""
    if tree.head == "neg":
        return tree.args[0]
    if tree.head in ("mul", "div") and _leading(tree).head == "neg":
        return Tree(tree.head, (negated(tree.args[0]), *tree.args[1:]), tree.span)
    return node("neg", tree)


def opposite(tree: Tree) -> Tree:
    """The opposite of a sum, term by term."""
    if tree.head not in SUMS:
        return negated(tree)
    other = "sub" if tree.head == "add" else "add"
    return Tree(other, (opposite(tree.args[0]), tree.args[1]), tree.span)


def _leading(tree: Tree) -> Tree:
    while tree.head in ("mul", "div"):
        tree = tree.args[0]
    return tree


def toggled(tree: Tree) -> Tree:
    """The transpose of a part."""
    return tree.args[0] if tree.head == "transpose" else node("transpose", tree)


# ---- the changes


def signs(root: Tree) -> Iterator[Edit]:
    for tree in parts(root):
        if tree.head in SUMS:
            other = "sub" if tree.head == "add" else "add"
            yield Edit("sign", replaced(root, tree, Tree(other, tree.args, tree.span)))
            if tree.args[0].head not in SUMS:
                first = Tree(tree.head, (negated(tree.args[0]), tree.args[1]), tree.span)
                yield Edit("sign", replaced(root, tree, first))
    yield Edit("sign", opposite(root))


def transposes(root: Tree) -> Iterator[Edit]:
    """One transpose more or less."""
    for tree in reversed(parts(root)):
        if tree.head in ("num", "neg", "add", "sub") and tree is root:
            continue
        if tree.head == "num" or (tree.head == "call" and tree.value in ("tr", "det", "logdet", "norm2", "normF")):
            continue
        if tree.head == "transpose":
            yield Edit("superfluous transpose", replaced(root, tree, tree.args[0]))
        else:
            yield Edit("missing transpose", replaced(root, tree, toggled(tree)))


def orders(root: Tree) -> Iterator[Edit]:
    """Two factors of a product exchanged, or one moved elsewhere."""
    for tree, factors in products(root):
        if len(factors) > LONGEST:
            continue
        for i in range(len(factors)):
            rest = factors[:i] + factors[i + 1 :]
            for j in range(len(factors)):
                if j not in (i, i - 1):
                    moved = [*rest[:j], factors[i], *rest[j:]]
                    yield Edit("wrong order of product", replaced(root, tree, product(moved)))
        for i in range(len(factors)):
            for j in range(i + 2, len(factors)):
                swapped = [*factors]
                swapped[i], swapped[j] = factors[j], factors[i]
                yield Edit("wrong order of product", replaced(root, tree, product(swapped)))


def turned_krons(root: Tree) -> Iterator[Edit]:
    """kron(B', A) where kron(A, B) stands."""
    for tree in parts(root):
        if tree.head == "kron" or (tree.head == "call" and tree.value == "kron"):
            A, B = tree.args
            for args in ((B, A), (toggled(B), A), (B, toggled(A)), (toggled(B), toggled(A))):
                yield Edit("wrong order of product", replaced(root, tree, Tree(tree.head, args, tree.span, tree.value)))


def turned_products(root: Tree) -> Iterator[Edit]:
    """X'*X where X*X' is meant, the inner product where the outer one is, in two neighbouring factors."""
    for tree, factors in products(root):
        for i in range(len(factors) - 1):
            pair = factors[i : i + 2]
            if [factor.head for factor in pair].count("transpose") == 1:
                turned = [toggled(pair[0]), toggled(pair[1])]
                mistake = "wrong order of product"
                for both in (turned, [toggled(pair[1]), toggled(pair[0])]):
                    yield Edit(mistake, replaced(root, tree, product([*factors[:i], *both, *factors[i + 2 :]])))


def entrywise(root: Tree) -> Iterator[Edit]:
    """Entrywise and matrix products exchanged, diag() left out or put in."""
    mistake = "elementwise-vs-matrix product"
    for tree in parts(root):
        if tree.head == "hadamard":
            yield Edit(mistake, replaced(root, tree, Tree("mul", tree.args, tree.span)))
            x, y = tree.args
            yield Edit(mistake, replaced(root, tree, node("mul", x, node("transpose", y))))
        elif tree.head == "hdiv":
            yield Edit(mistake, replaced(root, tree, Tree("div", tree.args, tree.span)))
        elif tree.head == "hpow":
            yield Edit(mistake, replaced(root, tree, Tree("pow", tree.args, tree.span)))
        elif tree.head == "pow":
            yield Edit(mistake, replaced(root, tree, Tree("hpow", tree.args, tree.span)))
        if tree.head == "call" and tree.value == "diag":
            yield from _diag_undone(root, tree)
        elif tree.head not in ("num", "block"):
            inner = tree.args[0] if tree.head == "transpose" else tree
            yield Edit(mistake, replaced(root, tree, node("call", inner, value="diag")))
    for tree, factors in products(root):
        for i in range(len(factors) - 1):
            x, y = factors[i], factors[i + 1]
            for left, right in ((x, y), (bare(x), y), (x, bare(y))):
                both = node("hadamard", left, right)
                yield Edit(mistake, replaced(root, tree, product([*factors[:i], both, *factors[i + 2 :]])))
            if x.head == "call" and x.value == "diag":
                both = node("hadamard", x.args[0], y)
                yield Edit(mistake, replaced(root, tree, product([*factors[:i], both, *factors[i + 2 :]])))


def _diag_undone(root: Tree, tree: Tree) -> Iterator[Edit]:
    """diag(x) for x, and diag(p - p .* q) for diag(p) - p*q'."""
    mistake = "elementwise-vs-matrix product"
    inner = tree.args[0]
    yield Edit(mistake, replaced(root, tree, inner))
    if inner.head in SUMS:
        sides = []
        for arg in inner.args:
            if arg.head == "hadamard":
                sides.append(node("mul", arg.args[0], node("transpose", arg.args[1])))
            else:
                sides.append(node("call", arg, value="diag"))
        yield Edit(mistake, replaced(root, tree, Tree(inner.head, tuple(sides), inner.span)))


def bare_sign(tree: Tree) -> Tree:
    """A term without its minus sign."""
    return tree.args[0] if tree.head == "neg" else tree


def bare(tree: Tree) -> Tree:
    """A part without its transpose."""
    return tree.args[0] if tree.head == "transpose" else tree


def duplicates(root: Tree) -> Iterator[Edit]:
    """A term that stands in a sum twice, once."""
    for tree in parts(root):
        if tree.head == "add":
            for kept, gone in (tree.args, tree.args[::-1]):
                if (1, show(gone)) in [(sign, show(part)) for sign, part in signed_terms(kept)]:
                    yield Edit("duplicated term", replaced(root, tree, kept))
        elif tree.head == "sub":
            kept, gone = tree.args
            if (-1, show(gone)) in [(sign, show(part)) for sign, part in signed_terms(kept)]:
                yield Edit("duplicated term", replaced(root, tree, kept))


def removals(root: Tree) -> Iterator[Edit]:
    """A term or a factor taken away."""
    for tree in parts(root):
        if tree.head in SUMS:
            shown = [show(part) for _, part in signed_terms(tree)]
            for kept, gone in (tree.args, tree.args[::-1]):
                mistake = "duplicated term" if shown.count(show(bare_sign(gone))) > 1 else SUPERFLUOUS
                signed = negated(kept) if kept is tree.args[1] and tree.head == "sub" else kept
                yield Edit(mistake, replaced(root, tree, signed))
        elif tree.head == "div":
            yield Edit("superfluous factor", replaced(root, tree, tree.args[0]))
    for tree, factors in products(root):
        for i in range(len(factors)):
            rest = factors[:i] + factors[i + 1 :]
            yield Edit("superfluous factor", replaced(root, tree, product(rest)))


def indices(root: Tree) -> Iterator[Edit]:
    """Another index of an entry."""
    for tree in parts(root):
        if tree.head == "entry":
            for place, index in enumerate(tree.args[1:], 1):
                for k in (1, 2, 3):
                    if index.head == "num" and index.value != k:
                        args = (*tree.args[:place], number(k), *tree.args[place + 1 :])
                        yield Edit("index slip", replaced(root, tree, Tree("entry", args, tree.span)))
        elif tree.head == "name" and tree.value[-1] in "123456789" and len(tree.value) > 1:
            for digit in "123":
                if tree.value[-1] != digit:
                    yield Edit("index slip", replaced(root, tree, node("name", value=tree.value[:-1] + digit)))


def inverses(root: Tree) -> Iterator[Edit]:
    """An inverse more or less."""
    for tree in parts(root):
        if is_inverse(tree):
            yield Edit("inverse that does not belong there", replaced(root, tree, tree.args[0]))
        elif tree.head == "name":
            yield Edit("missing inverse", replaced(root, tree, node("call", tree, value="inv")))


def is_inverse(tree: Tree) -> bool:
    """Whether a part is written as an inverse."""
    return tree.head == "inverse" or (tree.head == "call" and tree.value == "inv")
