"""Numbers in front of terms: a term times a number as one would write it, and the factors 2 and 1/2 that get lost."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from wrt.checking.edits import SUMS, Edit, factors_of, node, number, product, replaced, spots
from wrt.syntax.tree import Tree


def numbers(root: Tree) -> Iterator[Edit]:
    two, half = Fraction(2), Fraction(1, 2)
    for term in spots(root):
        yield Edit("dropped factor 2", replaced(root, term, scaled(term, two)))
        yield Edit("dropped factor 1/2", replaced(root, term, scaled(term, half)))
    if root.head in SUMS:
        yield Edit("dropped factor 2", scaled(root, two))
        yield Edit("dropped factor 1/2", scaled(root, half))


def scaled(tree: Tree, factor: Fraction) -> Tree:
    """A term times a number, the numbers in front taken together; into a quotient in front the number goes."""
    if factor == 1:
        return tree
    if tree.head == "neg":
        return node("neg", scaled(tree.args[0], factor))
    if _is_number(tree):
        return ratio(_value(tree) * factor)
    if tree.head == "div":
        return _scaled_quotient(tree, factor)
    if tree.head == "mul":
        factors = factors_of(tree)
        if factors[0].head == "neg":
            return node("neg", scaled(product([factors[0].args[0], *factors[1:]]), factor))
        place = next((i for i, part in enumerate(factors) if _is_number(part)), 0)
        if _is_number(factors[place]) or factors[0].head == "div":
            factors[place] = scaled(factors[place], factor)
            return product([part for part in factors if (part.head, part.value) != ("num", 1)])
    if factor.numerator == 1:
        return node("div", tree, number(factor.denominator))
    return product([ratio(factor), *factors_of(tree)])


def _scaled_quotient(tree: Tree, factor: Fraction) -> Tree:
    """(a/b) times p/q as (p*a)/(q*b), reduced."""
    above, below = tree.args
    if _is_number(below):
        factor, below = factor / _value(below), number(1)
    under = Fraction((factor * _front(above)).denominator)
    above, below = scaled(above, factor * under), scaled(below, under)
    return above if (below.head, below.value) == ("num", 1) else Tree("div", (above, below), tree.span)


def _front(tree: Tree) -> Fraction:
    """The number that a term begins with; 1 where it begins with none."""
    while tree.head in ("mul", "div", "neg") and not _is_number(tree):
        tree = tree.args[0]
    return _value(tree) if _is_number(tree) else Fraction(1)


def ratio(value: Fraction) -> Tree:
    """A number as it is written."""
    if value < 0:
        return node("neg", ratio(-value))
    whole = number(value.numerator)
    return whole if value.denominator == 1 else node("div", whole, number(value.denominator))


def _is_number(tree: Tree) -> bool:
    return (tree.head == "num" and isinstance(tree.value, int)) or (
        tree.head == "div" and all(arg.head == "num" and isinstance(arg.value, int) for arg in tree.args)
    )


def _value(tree: Tree) -> Fraction:
    return Fraction(tree.value) if tree.head == "num" else Fraction(tree.args[0].value, tree.args[1].value)


def number_in_front(tree: Tree) -> bool:
    """Whether a product begins with a number."""
    while tree.head in ("mul", "div", "neg") and not _is_number(tree):
        tree = tree.args[0]
    return _is_number(tree)
