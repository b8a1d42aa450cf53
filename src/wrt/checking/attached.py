"""What is said behind a formula for it: `.. where r = Ax - b` and `.. if A^2 = A` hold before the formula is read."""

from __future__ import annotations

import re

from wrt.checking.reading.declared import name_of
from wrt.checking.reading.pieces import Piece
from wrt.checking.reading.sentence import CONCLUDES
from wrt.checking.statements import EQUALS, FUNCTION, Statement, mentions

OPENS = re.compile(
    r"\s*,?\s*(?:and\s+|here,?\s+)?(?P<word>where|with|if|when(?:ever)?|provided|assuming)\b(?!\s+and\b)", re.IGNORECASE
)
ENDS = re.compile(rf"[.;:!?](?:\s|\Z)|\w\s+\w[^,]*,\s*\Z|{CONCLUDES}", re.IGNORECASE)
DEFINES = ("where", "with")
MOST = 50  # statements that are put before one formula


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
        elif piece.kind == "inline" and self.word and self.host - self.first < MOST:
            hosts, found = self.statements[self.host : begin], self.statements[begin:]
            moved = [said for said in found if self._belongs_before(said, hosts)]
            self.statements[begin:] = [said for said in found if said not in moved]
            for said in moved:
                self._put(self._settled(said))
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

    def _belongs_before(self, said: Statement, hosts: list[Statement]) -> bool:
        """Whether it says what holds for the formula, and not what follows from it."""
        left, *rest = EQUALS.split(said.text)
        named = name_of(left) or FUNCTION.match(said.text)
        if said.kind != "formula" or not rest or (self.word in DEFINES and not (named or said.given)):
            return False
        lefts = set(filter(None, map(_named, hosts)))
        return _named(said) not in lefts and not any(mentions(_right(said), name) for name in lefts)

    def _put(self, said: Statement) -> None:
        """Before the formula, and before what was put there that speaks of what is defined here."""
        users = [at for at in range(self.first, self.host) if mentions(_right(self.statements[at]), _named(said))]
        self.statements.insert(min(users, default=self.host), said)
        self.host += 1

    def _settled(self, said: Statement) -> Statement:
        return said._replace(where=False, given=said.given or self.word not in DEFINES)


def _right(said: Statement) -> str:
    return "=".join(EQUALS.split(said.text)[1:])


def _named(said: Statement) -> str:
    """The name that a statement may define, as it is written."""
    function = FUNCTION.match(said.text)
    left = function["name"] if function else EQUALS.split(said.text)[0].strip()
    return left if name_of(left) else ""
