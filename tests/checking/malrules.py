"""Wrong steps that people make, one error each: what a right side becomes.

Each rule takes a claim and yields the right sides (with another left side where the error changes both).  Whether the
result is wrong at all is for the judge to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from checking.formula import (
    Term,
    call,
    given_names,
    names_in,
    num,
    places,
    product,
    put,
    signed,
    total,
    turned,
    write,
)
from checking.paper import Claim, Judge, derivative_of
from checking.worth import resolved

LAYOUT = "wrong layout"
SYMMETRY = "used symmetry without assumption"
NON_SQUARE = "applied inverse to a non-square matrix"
MISMATCH = "dimension mismatch"
ENTRYWISE = "elementwise-vs-matrix product"


class Seed(NamedTuple):
    """An error: its name, the right side with it, and the left side where that is changed as well."""

    error: str
    right: Term
    left: Term | None = None


Rule = Callable[[Judge, Claim], Iterator[Seed]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


def each(error: str, local: Callable[[Term], Iterator[Term]]) -> Rule:
    """A rule that changes one part of the right side, wherever it stands."""

    def seeds(judge: Judge, claim: Claim) -> Iterator[Seed]:
        for path, part in places(claim.right):
            for new in local(part):
                yield Seed(error, put(claim.right, path, new))

    return rule(seeds)


def step(error: str, local: Callable[[Term], Iterator[Term]]) -> Rule:
    """A rule that is applied wrongly to what stands before: to its part anywhere."""

    def seeds(judge: Judge, claim: Claim) -> Iterator[Seed]:
        sides = {write(side): side for side in (claim.before, claim.left, claim.right)}
        for side in sides.values():
            if derivative_of(side) is None:
                for path, part in places(side):
                    for new in local(part):
                        yield Seed(error, put(side, path, new))

    return rule(seeds)


def bare(term: Term) -> Term:
    return term.args[0] if term.head == "T" else term


def inverted(judge: Judge, claim: Claim, inside: Term) -> bool:
    """Whether what is derived by stands in an inverse."""
    variable = str(claim.left.args[1].value)
    parts = [part for _, part in places(given_names(inside, judge.defined))]
    return any(variable in names_in(part) for part in parts if inverse_of(part) is not None)


def inverse_of(term: Term) -> Term | None:
    return term.args[0] if (term.head, term.value) == ("call", "inv") else None


# ---- transposes, orders, signs


each("missing transpose", lambda t: iter([t.args[0]] if t.head == "T" else []))


@rule
def swapped(judge: Judge, claim: Claim) -> Iterator[Seed]:
    for path, part in places(claim.right):
        if part.head == "mul":
            for i in range(len(part.args) - 1):
                pair = part.args[i : i + 2]
                if any(judge.is_scalar(factor) for factor in pair):
                    continue
                new = put(claim.right, path, product([*part.args[:i], pair[1], pair[0], *part.args[i + 2 :]]))
                outer = is_column(judge, pair[0]) and is_row(judge, pair[1])
                yield Seed("wrong order of product: inner for outer" if outer else "wrong order of product", new)


def is_column(judge: Judge, term: Term) -> bool:
    shape = judge.shape(term)
    return shape is not None and resolved(shape[1]) == 1 != resolved(shape[0])


def is_row(judge: Judge, term: Term) -> bool:
    shape = judge.shape(term)
    return shape is not None and resolved(shape[0]) == 1 != resolved(shape[1])


def _not_reversed(term: Term) -> Iterator[Term]:
    inner = term.args[0] if term.head == "T" else inverse_of(term)
    if inner is not None and inner.head == "mul":
        yield product([turned(arg) if term.head == "T" else call("inv", arg) for arg in inner.args])


step("wrong order of product", _not_reversed)


def _signs(term: Term) -> Iterator[Term]:
    if term.head == "sum":
        for i, sign in enumerate(term.value):
            yield term._replace(value=(*term.value[:i], -sign, *term.value[i + 1 :]))


each("sign", _signs)
rule(lambda judge, claim: iter([Seed("sign", total([(-1, claim.right)]))]))


# ---- factors and terms


def _numbers(term: Term) -> Iterator[tuple[str, Term]]:
    if term.head == "mul":
        for i, factor in enumerate(term.args):
            rest = [*term.args[:i], *term.args[i + 1 :]]
            if factor == num(2):
                yield "dropped factor 2", product(rest)
            elif factor == Term("div", (num(1), num(2))):
                yield "dropped factor 1/2", product(rest)
    elif term.head == "div" and term.args[1] == num(2) and term.args[0] != num(1):
        yield "dropped factor 1/2", term.args[0]
    elif term.head in ("pow", "hpow") and term.args[1] == num(2) and term.args[0].head == "name":
        yield "dropped factor", term.args[0]


@rule
def numbers(judge: Judge, claim: Claim) -> Iterator[Seed]:
    for path, part in places(claim.right):
        for error, new in _numbers(part):
            if error == "dropped factor" and not judge.is_scalar(new):
                continue
            yield Seed(error, put(claim.right, path, new))


@rule
def factors(judge: Judge, claim: Claim) -> Iterator[Seed]:
    """A factor left out: a number other than a numeral, or a matrix or vector where the product keeps its shape."""
    inside = derivative_of(claim.left)
    for path, part in places(claim.right):
        if (
            part.head == "div"
            and part.args[0] != num(1)
            and part.args[1].head != "num"
            and judge.is_scalar(part.args[1])
        ):
            yield Seed("dropped factor", put(claim.right, path, part.args[0]))
        if part.head != "mul":
            continue
        for i, factor in enumerate(part.args):
            rest = product([*part.args[:i], *part.args[i + 1 :]])
            new = put(claim.right, path, rest)
            if factor.head == "num" or (factor.head == "div" and factor.args[0].head == factor.args[1].head == "num"):
                continue
            if judge.is_scalar(factor):
                yield Seed("dropped factor", new)
            elif inside is not None and inverse_of(bare(factor)) is not None and inverted(judge, claim, inside):
                yield Seed("derivative of an inverse without the sandwich", new)
            elif judge.shape(new) is not None:
                chained = inside is not None and i == 0
                yield Seed("dropped term: inner derivative" if chained else "dropped term: factor", new)


def _without_term(term: Term) -> Iterator[Term]:
    pairs = signed(term)
    if len(pairs) > 1:
        for i in range(len(pairs)):
            yield total([*pairs[:i], *pairs[i + 1 :]])


def _twice(term: Term) -> Iterator[Term]:
    pairs = signed(term)
    if len(pairs) > 1:
        for i in range(len(pairs)):
            yield total([*pairs[: i + 1], pairs[i], *pairs[i + 1 :]])


each("dropped term", _without_term)
each("duplicated term", _twice)


def _indices(term: Term) -> Iterator[Term]:
    if term.head == "entry":
        for i, index in enumerate(term.value):
            yield term._replace(value=(*term.value[:i], 3 - index if index < 3 else 1, *term.value[i + 1 :]))


each("index slip", _indices)


# ---- facts that are not given


def _symmetric(term: Term) -> Iterator[Term]:
    """(A + A') as 2*A, A*x + A'*x as 2*A*x."""
    if term.head != "sum":
        return
    pairs = signed(term)
    for i, (sign, first) in enumerate(pairs):
        for j, (other, second) in enumerate(pairs):
            if i != j and sign == other and first != second and _untransposed(first) == _untransposed(second):
                twice = product([num(2), *(first.args if first.head == "mul" else [first])])
                rest = [pair for k, pair in enumerate(pairs) if k not in (i, j)]
                yield total([*rest, (sign, twice)])


def _untransposed(term: Term) -> list[str]:
    factors = term.args if term.head == "mul" else (term,)
    return [write(factor.args[0] if factor.head == "T" else factor) for factor in factors]


step(SYMMETRY, _symmetric)


@rule
def in_other_layout(judge: Judge, claim: Claim) -> Iterator[Seed]:
    inside = derivative_of(claim.left)
    if inside is None or judge.is_scalar(claim.right):
        return
    yield Seed(LAYOUT, transposed(claim.right))
    shape = judge.shape(claim.right)
    if shape is not None and resolved(shape[0]) != resolved(shape[1]):
        yield Seed(LAYOUT, turned(claim.right))


def transposed(term: Term) -> Term:
    """The transpose, term by term and factor by factor."""
    if term.head == "sum":
        return total([(sign, transposed(arg)) for sign, arg in signed(term)])
    if term.head == "div":
        return Term("div", (transposed(term.args[0]), term.args[1]))
    if term.head == "mul":
        fixed = [arg for arg in term.args if arg.head in ("num", "div")]
        rest = [arg for arg in term.args if arg.head not in ("num", "div")]
        return product([*fixed, *[transposed(arg) for arg in reversed(rest)]])
    if term.head in ("num", "eye") or (term.head == "call" and term.value == "diag"):
        return term
    return turned(term)


# ---- entrywise and matrix products


def _entrywise(term: Term) -> Iterator[Term]:
    if term.head == "had":
        yield product([*term.args])
    if (term.head, term.value) == ("call", "diag"):
        yield term.args[0]


each(ENTRYWISE, _entrywise)


@rule
def as_hadamard(judge: Judge, claim: Claim) -> Iterator[Seed]:
    for path, part in places(claim.right):
        if part.head == "mul":
            for i in range(len(part.args) - 1):
                shapes = [judge.shape(arg) for arg in part.args[i : i + 2]]
                if None not in shapes and [*map(resolved, shapes[0])] == [*map(resolved, shapes[1])] != [1, 1]:
                    both = Term("had", part.args[i : i + 2])
                    yield Seed(ENTRYWISE, put(claim.right, path, product([*part.args[:i], both, *part.args[i + 2 :]])))
