"""What is said behind a formula for it: `.. where r = Ax - b` and `.. if A^2 = A` hold before the formula is read."""

from __future__ import annotations

import re

from wrt.checking.reading.declared import name_of
from wrt.checking.reading.pieces import Piece
from wrt.checking.statements import EQUALS, FUNCTION, Statement

OPENS = re.compile(
    r"\s*,?\s*(?:and\s+|here,?\s+)?(?P<word>where|with|if|when(?:ever)?|provided|assuming)\b(?!\s+and\b)", re.IGNORECASE
)
THEN = r"\b(?:so|then|hence|thus|therefore|which|gives|implies|we (?:have|get|obtain))\b"
ENDS = re.compile(rf"[.;:!?](?:\s|\Z)|\w\s+\w[^,]*,\s*\Z|{THEN}", re.IGNORECASE)
DEFINES = ("where", "with")


class Attached:
    """The statements of a section as they grow; what is attached to a formula is put before it."""

    def __init__(self, statements: list[Statement]) -> None:
        self.statements = statements
        self.first = -1  # where what is put before the last formula begins
        self.host = -1  # where the statements of the last formula begin, while words may go on from it
        self.word = ""  # with which they do

    def after(self, piece: Piece, begin: int) -> None:
        """Put the statements of a piece, those from `begin`, in their place."""
        if piece.kind in ("words", "plain"):
            self._words(piece.text)
        elif piece.kind == "inline" and self.word:
            found = self.statements[begin:]
            moved = [self._settled(one) for one in found if self._belongs_before(one, begin)]
            kept = [one for one in found if not self._belongs_before(one, begin)]
            self.statements[begin:] = kept
            for one in moved:
                self._put(one)
            if self.word not in DEFINES:
                self.host, self.word = -1, ""  # one condition; what is listed behind it is claimed
        else:
            self.first = self.host = begin if len(self.statements) > begin else -1
            self.word = ""

    def _words(self, text: str) -> None:
        opens = OPENS.match(text) if self.host >= 0 and not self.word else None
        if opens:
            self.word = opens["word"].lower()
        if not self.word or ENDS.search(text):
            self.host, self.word = -1, ""

    def _belongs_before(self, said: Statement, end: int) -> bool:
        """Whether it says what holds for the formula, and not what follows from it."""
        left, *rest = EQUALS.split(said.text)
        named = name_of(left) or FUNCTION.match(said.text)
        if said.kind != "formula" or not rest or (self.word in DEFINES and not (named or said.given)):
            return False
        lefts = [_named(host) for host in self.statements[self.host : end]]
        return _named(said) not in filter(None, lefts) and not any(_speaks_of(said, name) for name in lefts)

    def _put(self, said: Statement) -> None:
        """Before the formula, and before what was put there that speaks of what is defined here."""
        users = [at for at in range(self.first, self.host) if _speaks_of(self.statements[at], _named(said))]
        self.statements.insert(min(users, default=self.host), said)
        self.host += 1

    def _settled(self, said: Statement) -> Statement:
        return said._replace(where=False, given=said.given or self.word not in DEFINES)


def _speaks_of(said: Statement, name: str) -> bool:
    """Whether the right side of an equation contains a name."""
    right = "=".join(EQUALS.split(said.text)[1:])
    return bool(name) and re.search(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])", right) is not None


def _named(said: Statement) -> str:
    """The name that a statement may define, as it is written."""
    function = FUNCTION.match(said.text)
    left = function["name"] if function else EQUALS.split(said.text)[0].strip()
    return left if name_of(left) else ""
