"""A derivation read for judging: what each line claims, and whether that is so at random points, in NumPy alone."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

import numpy as np

from checking.formula import Term, call, given_names, names_in, num, sides, write
from checking.right import Right
from checking.worth import CONVENTIONS, SPACES, Compiler, Mismatch, Point, is_scalar, measured, same
from correct.claim_values import commuting
from oracle.points import axes, points, size_assignments

ZERO = num(0)
SURE, EQUAL = 1e-4, 1e-6
INNER = re.compile(r"\[[^\]]*\]")


class Claim(NamedTuple):
    """A line that can be judged: `left` begins its chain, `before` is what it goes on from, `right` is its last side."""

    line: int
    left: Term
    before: Term
    right: Term
    continued: bool
    at_solution: bool


class Judge:
    """Values of the sides of a derivation's lines."""

    def __init__(self, derivation: Right) -> None:
        self.derivation = derivation
        self.vars = {name: axes(shape) for name, shape in derivation.shapes.items()}
        self.defined: dict[str, Term] = {}
        self.claims = list(self._claims())

    def _claims(self):
        known = set(self.vars)
        left = before = ZERO
        supposed = False
        for index, line in enumerate(self.derivation.lines):
            given = sides(line)
            continued = given[0] is None
            supposed = supposed or index in self.derivation.given
            found = [side for side in given if side is not None]
            if not continued:
                left = before = found[0]
                if left.head == "name" and left.value not in known and len(found) > 1:
                    self.defined[left.value] = given_names(found[1], self.defined)
                    known.add(left.value)
                    before = found[-1]
                    continue
            known |= {part for side in found for part in names_in(side)}
            if index not in self.derivation.given and (continued or len(found) > 1):
                yield Claim(index, left, before, found[-1], continued, supposed)
            before = found[-1]

    # ---- points

    @cached_property
    def shapes(self) -> dict[str, tuple]:
        return {name: (*shape, 1, 1)[:2] if len(shape) < 2 else shape for name, shape in self.vars.items()}

    @cached_property
    def spaces(self) -> dict[str, int]:
        found = {}
        for name, words in self.derivation.assume.items():
            for word in [words] if isinstance(words, str) else words:
                if word in SPACES and self.vars.get(name):
                    found[name] = SPACES[word]
        return found

    @cached_property
    def points(self) -> list[tuple[Point, Point]]:
        """Points, each beside the one where the hypotheses hold."""
        found = []
        assume = {key: words for key, words in self.derivation.assume.items() if key.isidentifier()}
        carrier = {
            f"_{dim}": (dim,)
            for line in self.derivation.lines
            for dim in re.findall(r"eye\((\w+)\)", line)
            if dim in self.dims
        }
        for sizes in size_assignments({**self.vars, **carrier}, assume, self._tall(), count=2):
            drawn = points(self.vars, assume, sizes, 5)
            for _ in range(2):
                raw = commuting(next(drawn), self.derivation.assume)
                space = {"np": np, **sizes, **raw}
                solved = {name: eval(formula, space) for name, formula in self.derivation.at.items()}
                found.append((self._point(raw, sizes), self._point({**raw, **solved}, sizes)))
        return found

    @cached_property
    def dims(self) -> set[str]:
        return {dim for shape in self.vars.values() for dim in shape if isinstance(dim, str)}

    def _tall(self) -> dict[str, int] | None:
        """Sizes for which least squares make sense: more rows than columns."""
        return {"N": 6, "p": 3} if {"N", "p"} <= self.dims else None

    def _point(self, values, sizes) -> Point:
        shaped = {name: np.asarray(value, dtype=float).reshape([measured(d, Point({}, sizes)) for d in self.shapes[name]])
                  for name, value in values.items()}  # fmt: skip
        return Point(shaped, sizes)

    # ---- judging

    def holds(self, claim: Claim, right: Term, left: Term | None = None) -> bool | None:
        """Whether the left side of a claim equals some right side: False also where sizes clash, None where in doubt."""
        left = claim.left if left is None else left
        compiler = Compiler(self.shapes, self.defined, self.derivation.layout, self.spaces)
        try:
            value = self._compiled(compiler, right)
            other = self._compiled(compiler, left)
            if value[0] is not None and other[0] is not None:
                same(value[0], other[0])
        except Mismatch:
            return False
        verdicts = [self._agree(claim, left, value, other, convention) for convention in self._conventions(left)]
        if True in verdicts:
            return True
        return None if None in verdicts else False

    @staticmethod
    def _compiled(compiler, term):
        if term == ZERO:
            return None, lambda p: 0.0
        return compiler.compile(term)

    def _conventions(self, left: Term) -> tuple[str, ...]:
        return CONVENTIONS if self.spaces and "D" in write(left) else CONVENTIONS[:1]

    def _agree(self, claim, left, value, other, convention) -> bool | None:
        worst, compared = 0.0, 0
        for free, solved in self.points:
            point = (solved if claim.at_solution else free)._replace(convention=convention)
            with np.errstate(all="ignore"):
                try:
                    x, y = value[1](point), self._left(claim, left, other, point)
                except np.linalg.LinAlgError:
                    continue
            if not (np.isfinite(x).all() and np.isfinite(y).all()):
                continue
            compared += 1
            scale = 1 + min(np.abs(x).max(initial=0), np.abs(y).max(initial=0))
            worst = max(worst, np.abs(x - y).max(initial=0) / scale)
        if not compared or EQUAL < worst < SURE:
            return None
        return bool(worst <= EQUAL)

    def _left(self, claim, left, other, point):
        """The value of the left side, which is the same for all mutants of a line."""
        key = (write(left), claim.at_solution, point.convention, id(point.values))
        if key not in self.worked:
            self.worked[key] = other[1](point)
        return self.worked[key]

    @cached_property
    def worked(self) -> dict:
        return {}

    # ---- shapes

    def shape(self, term: Term, beside: Term | None = None):
        """The shape of a part by itself; None where it has none."""
        compiler = Compiler(self.shapes, self.defined, self.derivation.layout, self.spaces)
        try:
            return compiler.compile(term)[0]
        except Exception:
            return None

    def is_scalar(self, term: Term) -> bool:
        shape = self.shape(term)
        return shape is not None and is_scalar(shape)


def derivative_of(term: Term) -> Term | None:
    """What a side differentiates, where it is a derivative."""
    return term.args[0] if (term.head, term.value) == ("call", "D") else None


__all__ = ["Claim", "Judge", "call", "derivative_of"]
