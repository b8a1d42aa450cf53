r"""Commands that a document defines itself, put in their places: `\newcommand{\bx}{\mathbf{x}}`, `\def\T{^\top}`.

The text is rewritten one level of commands at a time, each part knowing from where in the file it comes, until no
command is left; a command that never comes to an end is refused.  Nothing else of LaTeX is carried out here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from wrt.checking.reading.regions import regions
from wrt.diagnostics import WrtError

NAME = r"\\(?:[A-Za-z@]+|\d)"
HEAD = rf"\s*\*?\s*(?:\{{\s*(?P<braced>{NAME})\s*\}}|(?P<bare>{NAME}))\s*"
DEFINITION = re.compile(
    rf"\\(?P<new>(?:re)?newcommand|providecommand|DeclareRobustCommand|DeclareMathOperator|DeclarePairedDelimiter){HEAD}"
    r"(?:\[\s*(?P<count>\d)\s*\]\s*)?(?:\[(?P<default>[^\[\]{}]*)\]\s*)?(?=\{)"
    rf"|\\[egx]?def\s*(?P<defined>{NAME})\s*(?P<marks>(?:#\d\s*)*)(?=\{{)"
    rf"|\\let\s*(?P<alias>{NAME})\s*=?\s*(?P<meant>{NAME})"
)
USE = re.compile(NAME + r"(?![A-Za-z@])|" + NAME)
ARGUMENT = re.compile(rf"{NAME}|[^\s{{}}]")
CONTROL_WORD = re.compile(r"\\[A-Za-z@]+\Z")
KEPT = "\\\ue000"  # a command under its old meaning, which is not looked up again
LEVELS = 24  # commands within commands
GROWTH = 1_000_000  # letters that a text may gain


class Macro(NamedTuple):
    """A command from a place on: its arguments, the value of the first one where it may be left out, its meaning."""

    place: int
    arity: int
    default: str | None
    body: str
    starred: bool = False  # `\norm*{..}` and `\norm[\big]{..}` are `\norm{..}`


class Traced:
    """A text in growth, each part of which knows where it comes from."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.starts: list[int] = []  # of the parts, with where they come from, and whether letter by letter
        self.from_: list[tuple[int, bool]] = []

    def put(self, text: str, origin: int, follows: bool = False) -> None:
        """Append a text that stands for what is at a place, or that `follows` the file letter by letter."""
        if text:
            self.parts.append(text)
            self.starts.append(self.size)
            self.from_.append((origin, follows))
            self.size += len(text)

    def copy(self, text: str, old: Traced, start: int, end: int) -> None:
        """Append a part of the text that was there before."""
        k = bisect_right(old.starts, start) - 1
        while start < end:
            until = min(end, old.starts[k + 1] if k + 1 < len(old.starts) else end)
            self.put(text[start:until], old.origin(start), old.from_[k][1])
            start, k = until, k + 1

    def origin(self, offset: int) -> int:
        """Where in the file a letter comes from."""
        k = max(bisect_right(self.starts, offset) - 1, 0)
        if not self.starts:
            return offset
        origin, follows = self.from_[k]
        return origin + (offset - self.starts[k] if follows else 0)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class Macros:
    """The commands that were defined so far; a notebook has one set for all its cells."""

    def __init__(self) -> None:
        self.known: dict[str, list[Macro]] = {}

    def expanded(self, text: str) -> tuple[str, Callable[[int], int]]:
        """The text without definitions and with what they mean, and where each of its letters comes from."""
        found = Traced()
        self._taken(text, found)
        if self.known:
            for _ in range(LEVELS):
                now = self._level(found)
                if now is found:
                    break
                if now.size > len(text) + GROWTH:
                    raise WrtError(
                        "E-document", f"the commands that the document defines write out more than {GROWTH} letters"
                    )
                found = now
            else:
                used = next(use.group() for use in USE.finditer(found.text) if use.group() in self.known)
                raise WrtError("E-document", f"the definition of {used} does not come to an end: it uses itself")
        self.known = {name: [known[-1]._replace(place=-1)] for name, known in self.known.items()}
        return found.text.replace(KEPT, "\\"), found.origin

    # ---- definitions

    def _taken(self, text: str, found: Traced) -> None:
        """The text with blanks in the place of its definitions, which are known from there on."""
        closing = matching(text)
        hidden = [(region.start, region.end) for region in regions(text) if region.kind == "hidden"]
        at = 0
        for match in DEFINITION.finditer(text):
            if match.start() < at or _within(hidden, match.start()):
                continue
            end = self._define(match, text, closing)
            if end:
                found.put(text[at : match.start()], at, follows=True)
                found.put(re.sub(r"[^\n]", " ", text[match.start() : end]), match.start(), follows=True)
                at = end
        found.put(text[at:], at, follows=True)

    def _define(self, match: re.Match[str], text: str, closing: dict[int, int]) -> int:
        """Learn a definition; where it ends, 0 where it is none."""
        if match["alias"]:
            self._learn(match["alias"], self._meaning(match))
            return match.end()
        end = closing.get(match.end(), 0)
        if not end:
            return 0
        name = match["braced"] or match["bare"] or match["defined"]
        body = " ".join(text[match.end() + 1 : end].split("\n"))
        count = int(match["count"] or 0) if match["new"] else match["marks"].count("#")
        macro = Macro(match.start(), count, match["default"], body)
        if match["new"] == "DeclareMathOperator":
            macro = macro._replace(arity=0, body=rf"\operatorname{{{_letters(body)}}}")
        elif match["new"] == "DeclarePairedDelimiter":
            opened = re.compile(r"\s*\{").match(text, end + 1)
            close = closing.get(opened.end() - 1, 0) if opened else 0
            if not close or opened is None:
                return 0
            macro = macro._replace(arity=1, body=f"{body}#1{text[opened.end() : close]}", starred=True)
            end = close
        if match["new"] != "providecommand" or name not in self.known:
            self._learn(name, macro)
        return end + 1

    def _learn(self, name: str, macro: Macro) -> None:
        self.known.setdefault(name, []).append(macro)

    def _meaning(self, match: re.Match[str]) -> Macro:
        r"""What `\let\a\b` makes of \a: what \b means at that place."""
        known = self.known.get(match["meant"])
        if known:
            return known[-1]._replace(place=match.start())
        return Macro(match.start(), 0, None, match["meant"].replace("\\", KEPT, 1))

    # ---- uses

    def _level(self, before: Traced) -> Traced:
        """The text with each command that stands in it replaced once; the same object where none does."""
        text = before.text
        uses = [use for use in USE.finditer(text) if use.group() in self.known]
        found = Traced()
        closing = matching(text) if uses else {}
        at = 0
        for use in uses:
            macro = self._at(use.group(), before.origin(use.start()))
            if use.start() < at or macro is None:
                continue
            args, end = _arguments(macro, text, use.end(), closing)
            if args is None:
                continue
            found.copy(text, before, at, use.start())
            _write(macro, args, text, before, use.start(), found)
            if CONTROL_WORD.search(found.parts[-1] if found.parts else "") and text[end : end + 1].isalpha():
                found.put(" ", before.origin(use.start()))
            at = end
            if found.size > len(text) + 2 * GROWTH:
                break  # the caller refuses it
        if not at:
            return before
        found.copy(text, before, at, len(text))
        return found

    def _at(self, name: str, place: int) -> Macro | None:
        """What a command means at a place of the file."""
        return next((macro for macro in reversed(self.known[name]) if macro.place <= place), None)


def _within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    k = bisect_right(spans, (at, at)) - 1
    return k >= 0 and at < spans[k][1]


def _letters(body: str) -> str:
    r"""The name of an operator, `arg\,min`, without spaces."""
    return re.sub(r"\\[,;:! ]|[\s{}]|\\(?:mathrm|operatorname|rm|text|limits)(?![A-Za-z])", "", body)


def matching(text: str) -> dict[int, int]:
    """Where each brace is closed."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for brace in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if brace.group() == "{":
            opened.append(brace.start())
        elif brace.group() == "}" and opened:
            found[opened.pop()] = brace.start()
    return found


def _arguments(
    macro: Macro, text: str, at: int, closing: dict[int, int]
) -> tuple[list[tuple[int, int] | None] | None, int]:
    """Where the arguments of a command stand (None for one that is left out), and where the last one ends."""
    found: list[tuple[int, int] | None] = []
    if macro.starred:
        at = re.compile(r"\*?(?:\[[^\[\]]*\])?").match(text, at).end()  # type: ignore[union-attr]
    if macro.default is not None:
        option = re.compile(r"\s*\[(?P<given>[^\[\]]*)\]").match(text, at)
        found.append(option.span("given") if option else None)
        at = option.end() if option else at
    while len(found) < macro.arity:
        at += len(text[at : at + 200]) - len(text[at : at + 200].lstrip())
        if text[at : at + 1] == "{":
            if at not in closing:
                return None, at
            found.append((at + 1, closing[at]))
            at = closing[at] + 1
            continue
        token = ARGUMENT.match(text, at)
        if token is None:
            return None, at
        found.append(token.span())
        at = token.end()
    return found, at


def _write(
    macro: Macro, args: Sequence[tuple[int, int] | None], text: str, before: Traced, place: int, found: Traced
) -> None:
    """Append the meaning of a command with its arguments."""
    origin = before.origin(place)
    for part in re.split(r"(#\d)", macro.body):
        if part[:1] != "#" or len(part) != 2 or not 1 <= int(part[1]) <= len(args):
            found.put(part, origin)
            continue
        span = args[int(part[1]) - 1]
        given = text[slice(*span)] if span else macro.default or ""
        if given[:1].isalpha() and found.parts and CONTROL_WORD.search(found.parts[-1]):
            found.put(" ", origin)
        if span:
            found.copy(text, before, *span)
        else:
            found.put(given, origin)
