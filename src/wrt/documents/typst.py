"""Derivations in Typst: aligned equations with the rule's name at the right; what is written compiles by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wrt.derivation import Derivation
from wrt.documents import notation
from wrt.documents.labels import Sentence, joined
from wrt.documents.sheet import Block, Detail, Item, Row, Say, items
from wrt.documents.typst_math import typst_math

WIDTH = 84
SETUP = """#set page(margin: 2.2cm)
#set text(size: 10pt)
#set math.mat(gap: 0.5em)
#show math.equation.where(block: true): set align(left)
#show math.equation.where(block: true): set block(breakable: true)
"""
# a rule by itself may be wider than the formulas, and must not push the column of rules away
BEYOND = "#let beyond(it) = context { box(it); h(-measure(it).width) }\n"
SPECIAL = re.compile(r"([\\*_`$#@<>\[\]~/=+\-'\"])")


def typst(derivation: Derivation, *, depth: int = 1, width: int | None = None, title: str = "") -> str:
    """The derivation as Typst."""
    heading = f"= {escaped(title)}\n\n" if title else ""
    return SETUP + BEYOND + "\n" + heading + "\n\n".join(map(_item, items(derivation, depth, width or WIDTH))) + "\n"


def escaped(words: str) -> str:
    """Words that Typst leaves as they are."""
    return SPECIAL.sub(r"\\\1", " ".join(words.split()))


def sentence(words: Sentence) -> str:
    """Words and formulas in turn, in text."""
    return joined(words, escaped, lambda shown: f"${typst_math(notation.latex(shown))}$")


def _item(item: Item) -> str:
    match item:
        case Say(words):
            return sentence(words)
        case Block(rows):
            return "$ " + " \\\n  ".join(_rows(rows)) + " $"
        case Detail(number, inner):
            body = "\n\n".join(map(_item, inner))
            return f"#block(inset: (left: 1.8em), breakable: true)[\nStep ({number}) in detail:\n\n{body}\n]"


def _rows(rows: Iterable[Row]) -> Iterable[str]:
    for row in rows:
        formula = typst_math(row.right, continued=row.kind == "more")
        if row.scale != 1:
            formula = f"#scale({row.scale:.0%}, reflow: true)[$display({formula})$]"
        by = f"#text(size: 0.9em)[{sentence(row.by)}]" if row.by else ""
        match row.kind:
            case "line":
                yield f"{typst_math(row.left)} &= {formula}" + (f" & wide & {by}" if by else "")
            case "head":
                yield f"& #beyond[${formula}$]"
            case "more":
                yield f"& quad {formula}"
            case "rule":
                yield f"& quad #beyond({by.removeprefix('#')})"
