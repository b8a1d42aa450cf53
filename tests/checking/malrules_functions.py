"""Wrong steps with functions of matrices, with both sides of an equation, and with sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from checking.formula import Term, call, name, names_in, num, places, product, put, signed, total
from checking.malrules import MISMATCH, NON_SQUARE, Seed, inverse_of, rule, step
from checking.paper import Claim, Judge, derivative_of
from checking.worth import resolved

# ---- functions of matrices


def _distributed(function: str, least: int) -> Callable[[Term], Iterator[Term]]:
    """f of each term; of a single one, whose sign is then taken out, with `least` 1."""

    def local(term: Term) -> Iterator[Term]:
        inside = signed(term.args[0]) if (term.head, term.value) == ("call", function) else []
        if term.args and term.args[0].head == "sum" and min(len(inside), 2) == least:
            yield total([(sign, call(function, arg)) for sign, arg in signed(term.args[0])])

    return local


for _function, _words in (("inv", "inverse"), ("det", "determinant"), ("logdet", "log-determinant"),
                          ("log", "logarithm"), ("norm2", "norm"), ("exp", "exponential")):  # fmt: skip
    step(f"{_words} distributed over a sum", _distributed(_function, 2))
    step(f"sign taken out of the {_words}", _distributed(_function, 1))


def _scaled_det(term: Term) -> Iterator[Term]:
    if (term.head, term.value) == ("call", "det") and term.args[0].head == "mul":
        first, *rest = term.args[0].args
        if first.head == "num" or (first.head == "name" and first.value[0] in "ct"):
            yield product([first, call("det", product(rest))])


step("factor taken out of a determinant only once", _scaled_det)


def _trace_split(term: Term) -> Iterator[Term]:
    if (term.head, term.value) == ("call", "tr") and term.args[0].head == "mul":
        yield product([call("tr", factor) for factor in term.args[0].args])


step("trace of a product taken as the product of each", _trace_split)


def _squared(term: Term) -> Iterator[Term]:
    if term.head == "pow" and term.args[1] == num(2):
        base = term.args[0].args[0] if (term.args[0].head, term.args[0].value) == ("call", "norm2") else term.args[0]
        if base.head == "sum":
            squares = [Term("pow", (call("norm2", a) if base is not term.args[0] else a, num(2))) for a in base.args]
            yield total([(1, square) for square in squares])


step("dropped term", _squared)


@rule
def split_inverse(judge: Judge, claim: Claim) -> Iterator[Seed]:
    for path, part in places(claim.right):
        inner = inverse_of(part)
        if inner is not None and inner.head == "mul":
            shapes = [judge.shape(arg) for arg in inner.args]
            if any(shape is not None and resolved(shape[0]) != resolved(shape[1]) for shape in shapes):
                yield Seed(
                    NON_SQUARE, put(claim.right, path, product([call("inv", arg) for arg in reversed(inner.args)]))
                )


@rule
def moved_sandwich(judge: Judge, claim: Claim) -> Iterator[Seed]:
    """-inv(X)*A*inv(X) as -inv(X)*inv(X)*A."""
    if derivative_of(claim.left) is None:
        return
    for path, part in places(claim.right):
        if part.head == "mul":
            at = [i for i, arg in enumerate(part.args) if inverse_of(arg.args[0] if arg.head == "T" else arg)]
            if len(at) == 2 and at[1] - at[0] > 1:
                moved = [arg for i, arg in enumerate(part.args) if i != at[1]]
                moved.insert(at[0], part.args[at[1]])
                yield Seed("wrong order of product", put(claim.right, path, product(moved)))


def inverts_what_is_not_square(judge: Judge, side: Term) -> bool:
    """Whether a side inverts a matrix or vector that has no inverse, whatever was done to it."""
    shapes = [judge.shape(inner) for _, part in places(side) if (inner := inverse_of(part)) is not None]
    return any(shape is not None and resolved(shape[0]) != resolved(shape[1]) for shape in shapes)


# ---- both sides


@rule
def cancelled(judge: Judge, claim: Claim) -> Iterator[Seed]:
    """X'*X*theta = X'*y to X*theta = y, A*x = B*x to A = B."""
    if claim.continued or claim.left.head != "mul" or derivative_of(claim.left):
        return
    pairs = signed(claim.right)
    if len(pairs) != 1 or claim.right.head != "mul":
        return
    (left, right) = claim.left.args, claim.right.args
    for a, b in (((left[1:], right[1:])), (left[:-1], right[:-1])):
        dropped = (left[0], right[0]) if a == left[1:] else (left[-1], right[-1])
        if dropped[0] == dropped[1] and a and b and not judge.is_scalar(dropped[0]):
            yield Seed("vector cancelled", product([*b]), product([*a]))


# ---- sizes


@rule
def scalar_for_identity(judge: Judge, claim: Claim) -> Iterator[Seed]:
    for path, part in places(claim.right):
        if part.head == "mul" and part.args[-1].head == "eye" and len(part.args) == 2:
            yield Seed(MISMATCH, put(claim.right, path, part.args[0]))


@rule
def other_name(judge: Judge, claim: Claim) -> Iterator[Seed]:
    """A name in the place of one of another shape."""
    used = sorted(names_in(claim.right) & set(judge.vars))
    for path, part in places(claim.right):
        if part.head == "name" and part.value in judge.vars:
            for other in used:
                if judge.vars[other] != judge.vars[part.value] and judge.vars[other]:
                    yield Seed(MISMATCH, put(claim.right, path, name(other)))
                    break
