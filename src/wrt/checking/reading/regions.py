r"""Where the mathematics of a Markdown or LaTeX text stands: between `$`, `$$`, `\(`, `\[`, in environments.

Each opening is looked for from left to right and closed by what belongs to it; one that is never closed is no opening.
The work is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

ENVIRONMENTS = "align|equation|gather|multline|flalign|alignat|eqnarray|displaymath|math|dmath|IEEEeqnarray"
OPENING = re.compile(
    r"^(?P<fence>```+|~~~+)[ \t]*(?P<language>\w*)[^\n]*\n"
    r"|\\begin\{(?P<verbatim>verbatim|lstlisting|minted)\}"
    r"|(?P<comment><!--)"
    r"|(?<!\\)(?P<dollars>\$\$)"
    r"|(?<!\\)(?P<bracket>\\\[)"
    rf"|\\begin\{{(?P<name>(?:{ENVIRONMENTS})\*?)\}}"
    r"|(?<!\\)(?P<paren>\\\()"
    r"|(?<![\\$])(?P<dollar>\$)",
    re.MULTILINE,
)
INLINE = re.compile(r"(?:[^$\\\n]|\\.|\n(?!\s*\n))+?(?=\$)")
LONGEST_INLINE = 2_000
BETWEEN = re.compile(r"\\(?:short)?intertext\{(?P<words>(?:[^{}]|\{[^{}]{0,2000}\}){0,2000})\}")


class Region(NamedTuple):
    """A part of a text: kind display, inline or hidden (code, comments), where it is and where its inside is."""

    kind: str
    start: int
    end: int
    inside: tuple[int, int]


def regions(text: str) -> Iterator[Region]:
    """The regions in order; they do not overlap."""
    at = 0
    unclosed: set[str] = set()  # what never comes again
    while found := OPENING.search(text, at):
        region = _closed(text, found, unclosed)
        if region is None:
            at = found.end()
            continue
        yield from _with_words(text, region)
        at = region.end


def _with_words(text: str, region: Region) -> Iterator[Region]:
    r"""A display in its parts, where words stand between its rows in `\intertext`, and the formulas in those words."""
    _, start, end, (begin, stop) = region
    for words in BETWEEN.finditer(text, begin, stop) if region.kind == "display" else ():
        first, last = words.span("words")
        yield Region("display", start, first, (begin, words.start()))
        for inner in regions(text[first:last]):
            yield Region(
                inner.kind, first + inner.start, first + inner.end, (first + inner.inside[0], first + inner.inside[1])
            )
        start, begin = last, words.end()
    yield Region(region.kind, start, end, (begin, stop))


def _closed(text: str, found: re.Match[str], unclosed: set[str]) -> Region | None:
    if found["dollar"]:
        return _inline(text, found)
    kind = "display"
    if found["fence"]:
        close = "\n" + found["fence"]
        kind = "display" if found["language"] == "math" else "hidden"
    elif found["verbatim"]:
        close, kind = rf"\end{{{found['verbatim']}}}", "hidden"
    elif found["comment"]:
        close, kind = "-->", "hidden"
    elif found["name"]:
        close = rf"\end{{{found['name']}}}"
    else:
        close = "$$" if found["dollars"] else r"\]" if found["bracket"] else r"\)"
        kind = "inline" if found["paren"] else "display"
    if close in unclosed:
        return None
    end = text.find(close, found.end() - (1 if found["fence"] else 0))
    if end < 0:
        unclosed.add(close)
        return None
    return Region(kind, found.start(), end + len(close), (found.end(), end))


def _inline(text: str, found: re.Match[str]) -> Region | None:
    """`$x$` or `$ x $`; a sum of money is none."""
    inside = INLINE.match(text, found.end(), found.end() + LONGEST_INLINE)
    if inside is None:
        return None
    end = inside.end()
    spaced = text[found.end()] in " \t" and text[end - 1] in " \t" and "\n" not in inside.group()
    tight = not text[found.end()].isspace() and not text[end - 1].isspace()
    if not (spaced or tight) or text[end + 1 : end + 2].isdigit() or text[end + 1 : end + 2] == "$":
        return None
    return Region("inline", found.start(), end + 1, (found.end(), end))
