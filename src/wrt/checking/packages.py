r"""Commands of packages that people load, by what they mean: `\pdv{f}{x}`, `\norm{x}`, `\underbrace{..}_{..}`.

A document that defines such a command itself has its own meaning put in before.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wrt.syntax.brackets import closing

PLAIN = {
    r"\grad": r"\nabla",
    r"\tr": r"\operatorname{tr}",
    r"\Tr": r"\operatorname{tr}",
    r"\qty": "",
    r"\vdot": r"\cdot",
}
WORD = re.compile(rf"(?:{'|'.join(map(re.escape, PLAIN))})(?![A-Za-z])")
COMMAND = re.compile(
    r"\\(?P<name>pdv|dv|partialderivative|derivative|norm|abs|vb|vu|va|underbrace|overbrace|boxed|fbox|cancel|smash)"
    r"(?![A-Za-z])\*?\s*(?:\[\s*(?P<order>\d)\s*\]\s*)?(?=\{)"
)
SINGLE = {
    "norm": r"\left\|X\right\|", "abs": r"\left|X\right|",
    "vb": r"\mathbf{X}", "vu": r"\mathbf{X}", "va": r"\mathbf{X}",
}  # fmt: skip
ZERO = r"\s*0\s*"
RELU = re.compile(
    rf"(\\)?\bmax\s*(?:\\left\s*)?(?:\(|\\\{{)(?:{ZERO},\s*([^(),{{}}]+?)|\s*([^(),{{}}]+?)\s*,{ZERO})\s*(?:\\right\s*)?(?:\)|\\\}})"
)
DERIVATIVES = ("pdv", "dv", "partialderivative", "derivative")


class Group(NamedTuple):
    """What stands between braces, and where that ends."""

    inside: str
    end: int


def without_packages(text: str) -> str:
    r"""A formula in LaTeX alone.

    >>> without_packages(r"\pdv{x}(\norm{x}^2) = 2x")
    '\\frac{\\partial}{\\partial x}(\\left\\|x\\right\\|^2) = 2x'
    """
    text = RELU.sub(lambda found: f"{found[1]}relu({found[2] or found[3]})", text)
    if "\\" not in text:
        return text
    at = 0
    while found := COMMAND.search(text, at):
        first = _group(text, found.end())
        if first is None:
            at = found.end()
            continue
        put, end = _meaning(found["name"], found["order"] or "", first, text)
        text, at = text[: found.start()] + put + text[end:], found.start()
    return WORD.sub(lambda word: PLAIN[word.group()], text)


def _meaning(name: str, order: str, first: Group, text: str) -> tuple[str, int]:
    """What a command with its arguments stands for, and where they end."""
    if name in SINGLE:
        return SINGLE[name].replace("X", first.inside), first.end
    if name not in DERIVATIVES:  # what is drawn over or under a formula says nothing of it
        mark = re.compile(r"\s*[_^]\s*").match(text, first.end) if name.endswith("brace") else None
        note = _group(text, mark.end()) if mark else None
        return f"{{{first.inside}}}", note.end if note else first.end
    power = f"^{order}" if order else ""
    second = _group(text, first.end)
    if second is None:
        return rf"\frac{{\partial{power}}}{{\partial {first.inside}{power}}}", first.end
    return rf"\frac{{\partial{power} {first.inside}}}{{\partial {second.inside}{power}}}", second.end


def _group(text: str, start: int) -> Group | None:
    """The group in braces that begins at a place."""
    end = closing(text, start) if text.startswith("{", start) else -1
    return Group(text[start + 1 : end].strip(), end + 1) if end > 0 else None
