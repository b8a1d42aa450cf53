r"""Derivations in Markdown: `$$` blocks with `aligned`, as GitHub, Jupyter and KaTeX set them, rules at the right."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wrt.derivation import Derivation
from wrt.documents import notation
from wrt.documents.labels import Sentence, joined
from wrt.documents.sheet import Block, Detail, Item, Row, Say, items

WIDTH = 96
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#$|~&])")
SIGNS = {"\\": r"\backslash ", "^": r"\wedge ", "~": r"\sim ", "*": r"\ast ", "<": r"\lt ", ">": r"\gt "}


def markdown(derivation: Derivation, *, depth: int = 1, width: int | None = None, title: str = "") -> str:
    """The derivation as Markdown."""
    heading = [f"## {escaped(title)}"] if title else []
    return "\n\n".join([*heading, *_items(items(derivation, depth, width or WIDTH))]) + "\n"


def escaped(words: str) -> str:
    """Words that Markdown leaves as they are; a sentence does not begin a list or a heading."""
    plain = SPECIAL.sub(r"\\\1", " ".join(words.split()))
    return re.sub(
        r"^(\d+)([.)])|^([-+])", lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", plain
    )


def _items(found: Iterable[Item]) -> Iterable[str]:
    for item in found:
        match item:
            case Say(words):
                yield joined(words, escaped, lambda shown: f"${notation.latex(shown)}$")
            case Block(rows):
                yield "$$\n\\begin{aligned}\n" + " \\\\\n".join(_rows(rows)) + "\n\\end{aligned}\n$$"
            case Detail(number, inner):
                body = "\n\n".join([f"Step ({number}) in detail:", *_items(inner)])
                yield "\n".join(f"> {line}".rstrip() for line in body.split("\n"))


def _rows(rows: Iterable[Row]) -> Iterable[str]:
    for row in rows:
        match row.kind:
            case "line":
                yield f"{row.left} &= {row.right}".strip() + (f" && {_beside(row.by)}" if row.by else "")
            case "head":
                yield f"& {row.right}"
            case "more":
                yield f"& \\qquad {row.right}"
            case "rule":
                yield f"& \\qquad {_beside(row.by)}"


def _beside(by: Sentence) -> str:
    """A rule within a formula: no dollar sign, which would end the block."""
    return joined(by, _upright, lambda shown: f"{{\\textstyle {notation.latex(shown)}}}", "\\ ")


def _upright(words: str) -> str:
    """Words as text within a formula, the signs that text cannot hold there as mathematics."""
    pieces = re.split(r"([\\^~*<>])", " ".join(words.split()))
    return "".join(SIGNS.get(piece) or f"\\text{{{_escaped_in_text(piece)}}}" for piece in pieces if piece)


def _escaped_in_text(words: str) -> str:
    return "".join("\\" + char if char in "{}$&#%_" else char for char in words)
