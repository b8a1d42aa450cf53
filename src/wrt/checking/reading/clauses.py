r"""The equations that stand side by side in one formula: `A = B, \quad C = D` are two claims.

A formula is divided where a space, a comma, a semicolon, "and" or an arrow stands outside of all brackets, and both
what stands before and what stands behind says something by itself: has a relation, and something to the left of it.
What is said on a condition (`\text{if } A = B`) is no claim and stays with what it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

WORDS = r"\\(?:text|textrm|textnormal|mbox)\s*\{"
ARROWS = (
    r"\\(?:Rightarrow|implies|Longrightarrow|iff|Leftrightarrow|Longleftrightarrow|therefore)(?![A-Za-z])"
    r"|[⇒⟹⇔⟺∴]|<?==?>(?!=)"
)
TOKEN = re.compile(
    rf"(?P<space>\\q?quad(?![A-Za-z])|[,;]|{WORDS}\s*and\s*\}}|(?<=\s)and(?=\s))"
    rf"|(?P<arrow>{ARROWS}|{WORDS}\s*(?:so|hence|thus|therefore|then|i\.e\.|that is)[\s,:]*\}}"
    r"|(?<=\s)(?:so|hence|thus|therefore|then)(?=\s))"
    rf"|(?P<condition>{WORDS}|\b(?:where|if|when|for|with|since|because|as|by|such that)\b(?!\s*=))"
    r"|(?P<open>\\left\s*(?:\\.|[^\\])|\\begin\s*\{[^{}]*\}|\\[{]|\\l(?:angle|floor|ceil|brace|brack)(?![A-Za-z])|[(\[{])"
    r"|(?P<close>\\right\s*(?:\\.|[^\\])|\\end\s*\{[^{}]*\}|\\[}]|\\r(?:angle|floor|ceil|brace|brack)(?![A-Za-z])|[)\]}])"
    r"|(?P<relation>\\(?:in|leq?|geq?|neq?|leqslant|geqslant|succeq?|preceq?|equiv|approx|sim|propto|to|coloneqq)"
    r"(?![A-Za-z])|:=|==?|[<>≤≥≠∈≻⪰≺⪯≈])"
    r"|(?P<other>\\[A-Za-z]+|\\.|&|\s+|.)",
    re.DOTALL,
)
INK = re.compile(r"[\s&~]|\\[,;:! ]|\\q?quad(?![A-Za-z])")
BLANK = re.compile(rf"[\s~,;]|\\[,;:! ]|\\q?quad(?![A-Za-z])|{WORDS}\s*and\s*\}}|and(?=\s)")

ARGMIN = re.compile(r"\\?arg\s*(?:\\[,;! ])*\s*\\?min(?![a-z])|argmin")
MEMBER = ("\\in", "∈")
ONE_NAME = re.compile(r"(?:\s|\\[,;:! ])*(?:\\\w+\s*)?(?:\{?\\?\w+\}?)(?:_\w|_\{\w+\})?\s*")


class Clause(NamedTuple):
    """A formula within a longer one, and where it begins there."""

    text: str
    offset: int


class Part:
    """What stands between two places where a formula might be divided; `inner` is behind an arrow."""

    def __init__(self, start: int, inner: int) -> None:
        self.start, self.inner, self.end = start, inner, inner
        self.before = ""  # what stands to the left of the relation, if there is one
        self.relation = ""
        self.conditional = False

    @property
    def says_something(self) -> bool:
        return bool(self.relation) and bool(INK.sub("", self.before))


def clauses(text: str) -> list[Clause]:
    r"""The equations side by side, in order; the formula itself where it is one.

    >>> [clause.text for clause in clauses(r"f(x, y) = [a, b], \quad y = D(f, x) \quad (1)")]
    ['f(x, y) = [a, b]', 'y = D(f, x) \\quad (1)']
    """
    cuts = list(_cuts(text, list(_parts(text))))
    starts, ends = [0, *[start for _, start in cuts]], [*[end for end, _ in cuts], len(text)]
    found = [clause for start, end in zip(starts, ends, strict=True) for clause in _clause(text, start, end)]
    return found or [Clause(text, 0)]


def minimisers(clause: Clause) -> list[Clause]:
    r"""`w = \arg\min_w f = A` as `w = \arg\min_w f` and `w = A`.

    >>> [part.text for part in minimisers(Clause(r"w = \arg\min_v f(v) = A", 0))]
    ['w = \\arg\\min_v f(v)', 'w = A']
    """
    if not ARGMIN.search(clause.text):
        return [clause]
    depth, places = 0, list[int]()
    for token in TOKEN.finditer(clause.text):
        depth += {"open": 1, "close": -1}.get(str(token.lastgroup), 0)
        if not depth and token.group() == "=":
            places.append(token.start())
    if len(places) < 2 or not ARGMIN.search(clause.text, places[0], places[1]):
        return [clause]
    left, end = clause.text[: places[0]], clause.text[places[1] :]
    return [Clause(clause.text[: places[1]].rstrip(), clause.offset), Clause(f"{left.rstrip()} {end}", clause.offset)]


def _cuts(text: str, parts: list[Part]) -> Iterator[tuple[int, int]]:
    """Where one equation ends and where the next begins."""
    first = parts[0]
    said, end = bool(first.relation), first.end  # it may go on with = from the line before
    waiting = [] if said else [first]  # parts without a relation since the last one that has one
    for part in parts[1:]:
        if part.conditional or first.conditional:
            return
        if not part.relation:
            waiting.append(part)
            continue
        listed = [text[name.inner : name.end] for name in waiting if INK.sub("", text[name.inner : name.end])]
        names = not listed or (part.relation in MEMBER and all(map(ONE_NAME.fullmatch, listed)))
        if said and part.says_something and names:
            yield end, waiting[0].start if waiting else part.start
        said, end = said or part.says_something, part.end
        waiting = []


def _clause(text: str, start: int, end: int) -> Iterator[Clause]:
    """The formula between two places, without the signs that divide."""
    while start < end and (blank := BLANK.match(text, start)):
        start = blank.end()
    piece = text[start:end].rstrip()
    if piece:
        yield Clause(piece, start)


def _parts(text: str) -> Iterator[Part]:
    """The parts between what divides at the outermost level."""
    part, depth = Part(0, 0), 0
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        words = kind == "condition" and token.group().endswith("{")
        if kind == "condition" and not depth:
            part.conditional = True
        if kind == "open" or words:
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif not depth and kind in ("space", "arrow"):
            part.end = token.start()
            yield part
            part = Part(token.end() if kind == "space" else token.start(), token.end())
        elif not depth and kind == "relation" and not part.relation:
            part.before, part.relation = text[part.inner : token.start()], token.group()
    part.end = len(text)
    yield part
