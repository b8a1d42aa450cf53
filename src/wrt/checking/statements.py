"""What a section of a document says, in order, and what it declares."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from wrt.checking.reading.declared import Declared
from wrt.checking.reading.tables import Cells

EQUALS = re.compile(r"(?<![<>!:])=|\\equiv|:=")
FUNCTION = re.compile(r"(?P<name>\\?[A-Za-z]+(?:\{\w+\})?)\s*(?:\\left)?\([^()=]*\)\s*=")


class Statement(NamedTuple):
    """Something that a document says: `kind` is formula, dots (a matrix with dots), shape or row."""

    kind: str
    text: str
    place: tuple[int, int]
    item: int
    inline: bool = False
    given: bool = False
    posed: bool = False  # is called an equation: it holds where nothing before speaks of what stands in it
    where: bool = False  # says what a name stands for that was used before
    anew: str = ""  # the function that it defines, whatever that was before
    claim: str = ""  # the shape that is claimed
    cells: Cells = ()
    heads: tuple[str, ...] = ()


@dataclass
class Section:
    """What stands below one heading; item 0 is what comes before the first one."""

    title: str = ""
    statements: list[Statement] = field(default_factory=list)
    declared: dict[int, Declared] = field(default_factory=dict)
    listed: set[int] = field(default_factory=set)  # the items of a list where nothing before it is withdrawn

    def of(self, item: int) -> Declared:
        return self.declared.setdefault(item, Declared())


def mentions(text: str, name: str) -> bool:
    """Whether a name stands in a text; never for an empty name."""
    return bool(name and re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text))
