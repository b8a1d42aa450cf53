"""Rows of the tables of identities: a claim, whether it holds, and what is declared.

A claim holds where both sides are equal wherever both are defined.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    claim: str
    holds: bool
    shapes: dict[str, str]
    assume: dict[str, list[str]]
    layout: str


def row(holds: bool, claim: str, shapes: str = "", assume: str = "", layout: str = "denominator") -> Row:
    declared = {words[0]: " ".join(words[1:]) for part in shapes.split(";") if (words := part.split())}
    known: dict[str, list[str]] = {}
    for part in assume.split(";"):
        if part.strip():
            about, fact = part.strip().rsplit(" ", 1)
            known.setdefault(about, []).append(fact)
    return Row(claim, holds, declared, known, layout)


SQUARE = "A n n; B n n; C n n"
PLAIN = "A m n; B n p; C p q"
