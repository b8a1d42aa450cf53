"""Unknown sizes and their solution by unification.

A size that was only guessed is an `Unknown`; it takes on whatever it meets.  Declared sizes are rigid: two of them
agree only when they are the same.  An unknown size remembers at which place of the input it was settled, so that an
error can say where the conflicting size came from.
"""

from __future__ import annotations

from typing import Any

from wrt.expr.dims import Dim, plus, times, write


class Mismatch(Exception):
    """Sizes that do not agree; the elaborator turns it into an error with a place."""

    def __init__(self, code: str, message: str, *conflict: Dim) -> None:
        super().__init__(message)
        self.code, self.message, self.conflict = code, message, conflict


class Unknown:
    """A size not known yet."""

    __slots__ = ("name", "place", "wish")

    def __init__(self, wish: str = "n") -> None:
        self.name: Dim = None
        self.place: Any = None
        self.wish = wish

    def __repr__(self) -> str:
        return "?" if self.name is None else write(self.name)


class Sizes:
    """The state of one inference."""

    def __init__(self) -> None:
        self.place: Any = None

    def fresh(self, wish: str = "n") -> Unknown:
        return Unknown(wish)

    def find(self, dim: Dim) -> Dim:
        """The dimension with all that is known put in."""
        while isinstance(dim, Unknown) and dim.name is not None:
            dim = dim.name
        if isinstance(dim, tuple):
            return (times if dim[0] == "*" else plus)(*[self.find(part) for part in dim[1:]])
        return dim

    def agree(self, left: Dim, right: Dim) -> bool:
        """Make two dimensions the same; False where they cannot be."""
        left, right = self.find(left), self.find(right)
        if left is right or left == right:
            return True
        if isinstance(left, Unknown):
            return self._bind(left, right)
        if isinstance(right, Unknown):
            return self._bind(right, left)
        if isinstance(left, tuple) and isinstance(right, tuple) and left[0] == right[0]:
            return self._agree_part_by_part(left[0], list(left[1:]), list(right[1:]))
        return False

    def _agree_part_by_part(self, sign: str, left: list[Dim], right: list[Dim]) -> bool:
        """Products or sums: what stands on both sides is settled, the rest must agree in order."""
        for part in [part for part in left if part in right]:
            if part in right:
                left.remove(part)
                right.remove(part)
        if not left or not right:
            return not left and not right
        if len(left) == 1 or len(right) == 1:
            combine = times if sign == "*" else plus
            return self.agree(combine(*left), combine(*right))
        if len(left) != len(right):
            return False
        right.sort(key=lambda part: not isinstance(part, Unknown))  # what is known goes with what is not
        left.sort(key=lambda part: isinstance(part, Unknown))
        return all(self.agree(a, b) for a, b in zip(left, right, strict=True))

    def _bind(self, unknown: Unknown, dim: Dim) -> bool:
        if dim == 1 or _occurs(unknown, dim):
            return False
        unknown.name = dim
        unknown.place = self.place
        return True

    def show(self, dim: Dim) -> str:
        """The dimension for an error message."""
        return write(self.find(dim))


def _occurs(unknown: Unknown, dim: Dim) -> bool:
    return dim is unknown or (isinstance(dim, tuple) and any(_occurs(unknown, part) for part in dim[1:]))


def _is_settled(dim: Dim) -> bool:
    return not isinstance(dim, Unknown) and not (
        isinstance(dim, tuple) and not all(_is_settled(part) for part in dim[1:])
    )


def describe(sizes: Sizes, shape: tuple[Dim, Dim]) -> str:
    """A shape in words: "a scalar", "a vector of length n", "a row of length n", "an m×n matrix".

    A size that nothing has settled is left out: "a vector", "a square matrix", "a matrix with m rows".
    """
    rows, cols = sizes.find(shape[0]), sizes.find(shape[1])
    if rows == 1 and cols == 1:
        return "a scalar"
    if 1 in (rows, cols):
        length = cols if rows == 1 else rows
        return ("a row" if rows == 1 else "a vector") + (
            f" of length {sizes.show(length)}" if _is_settled(length) else ""
        )
    if not (_is_settled(rows) and _is_settled(cols)):
        return (
            "a square matrix"
            if rows == cols
            else "a matrix"
            + (
                f" with {sizes.show(rows)} rows"
                if _is_settled(rows)
                else f" with {sizes.show(cols)} columns"
                if _is_settled(cols)
                else ""
            )
        )
    return matrix_words(sizes.show(rows), sizes.show(cols))


def matrix_words(rows: str, cols: str) -> str:
    """`an m×n matrix`, with the article that the first size is spoken with."""
    article = "an" if rows[0].lower() in "8aefhilmnorsx" else "a"
    return f"{article} {rows}×{cols} matrix"
