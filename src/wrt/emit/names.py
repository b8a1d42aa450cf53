"""The parts of a name that mathematics sets apart: the letter, what stands over it, what stands below it."""

from __future__ import annotations

import re
from typing import NamedTuple

from wrt.syntax.names import GREEK, STEPS

GREEK_LETTERS = {name: letter for letter, name in reversed(GREEK.items())}
ACCENTS = ("hat", "tilde", "bar", "dot", "ddot", "check")

_NAME = re.compile(rf"([^\W\d_]+)((?:_(?:{'|'.join(ACCENTS)}))*)(?:([0-9]+)|_([^\W_]+))?")
_STEP = re.compile(rf"([A-Za-z]+?)({'|'.join(STEPS.values())})([0-9]+)")


def stepped(sub: str) -> tuple[str, str, str] | None:
    """A subscript that counts on from a letter: the letter, the sign, the number.

    >>> stepped("tplus1"), stepped("max")
    (('t', '+', '1'), None)
    """
    found = _STEP.fullmatch(sub)
    return None if found is None else (found[1], "+" if found[2] == STEPS["add"] else "-", found[3])


class Name(NamedTuple):
    """`x_hat1` is the letter x with a hat over it and 1 below."""

    base: str
    accents: tuple[str, ...] = ()
    sub: str = ""

    @property
    def stem(self) -> str:
        """The name without what stands below."""
        return "_".join((self.base, *self.accents))

    @property
    def is_letter(self) -> bool:
        return len(self.base) == 1 or self.base in GREEK_LETTERS


def split(name: str) -> Name:
    """The parts of a name; one that has no such parts is all base.

    >>> split("W1"), split("x_hat"), split("learning_rate")
    (Name(base='W', accents=(), sub='1'), Name(base='x', accents=('hat',), sub=''),
     Name(base='learning', accents=(), sub='rate'))
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return Name(name)
    accents = tuple(match[2].split("_")[1:])
    return Name(match[1], accents, match[3] or match[4] or "")
