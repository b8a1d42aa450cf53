"""Derivations on the command line: how a derivative comes about, and then the answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from wrt.cli import records
from wrt.derivation import Derivation, Part, Shown
from wrt.derivative import Derivative
from wrt.diagnostics import WrtError
from wrt.documents.labels import condition_words
from wrt.documents.record import record
from wrt.documents.writers import write

TERMINAL = ("text", "unicode")
WIDEST, DEEPEST = 140, 3
# what is no format of derivations is an answer below one in text
STYLES = {"index": "text", "numpy": "text"}


def derived(answers: Sequence[Derivative], options: SimpleNamespace) -> str:
    """The derivations and the answers, each with its remarks unless they are not wanted."""
    if STYLES.get(options.format, options.format) in TERMINAL:
        return "\n\n".join(part for found in answers for part in _pieces(found, options))
    parts: list[Part] = []
    for found in answers:
        parts += told(found, options).parts
        parts += [] if options.plain else [_closing(found)]
    title = f"The derivative of {answers[0].formula.unicode}" if options.format.endswith(("page", "document")) else ""
    return written(Derivation(tuple(parts)), options, title).rstrip("\n")


def told(found: Derivative, options: SimpleNamespace) -> Derivation:
    """The derivation in the telling that is wanted."""
    return found.explain(options.by or "rules", size(options.size)).derivation


def recorded(found: Derivative, options: SimpleNamespace) -> dict[str, Any]:
    """The derivation as data."""
    return record(told(found, options), depth(options))


def written(derivation: Derivation, options: SimpleNamespace, title: str = "") -> str:
    """A derivation in the format that is wanted, as wide as the terminal where there is one."""
    style = STYLES.get(options.format, options.format)
    room = room_for_a_line() if style in TERMINAL else None
    return write(derivation, style, depth=depth(options), width=room, title=title)


def depth(options: SimpleNamespace) -> int:
    return int(options.depth or 1)


def room_for_a_line() -> int | None:
    """The width of the terminal; None where the output goes elsewhere."""
    try:
        return min(os.get_terminal_size(sys.stdout.fileno()).columns, WIDEST)
    except (OSError, ValueError, AttributeError):
        return None


def size(given: str | bool) -> dict[str, int] | int:
    """How large sizes are taken: a number for all, or `n:3,m:2`.

    >>> size("3"), size("n:3, m:2")
    (3, {'n': 3, 'm': 2})
    """
    if not given:
        return 2
    whole = str(given)
    if _is_number(whole):
        return int(whole)
    found = {}
    for part in whole.split(","):
        name, sign, number = part.partition(":")
        if not sign or not name.strip() or not _is_number(number):
            raise WrtError("E-size", f"cannot read the size {part.strip()!r}", help="--size 3, or --size n:3,m:2")
        found[name.strip()] = int(number)
    return found


def _is_number(written: str) -> bool:
    return written.strip().isascii() and written.strip().isdecimal() and len(written) < 10


def _pieces(found: Derivative, options: SimpleNamespace) -> Iterator[str]:
    shown = written(told(found, options), options)
    if options.format == "numpy":
        shown = "\n".join(f"# {row}".rstrip() for row in shown.splitlines())
    yield shown
    if options.format == "numpy" or not options.plain:
        yield (records.answer if options.plain else records.block)(found, options.format)


def _closing(found: Derivative) -> Part:
    """The remarks as sentences under a derivation that is set on a page."""
    words: list[str | Shown] = [f"Layout: {found.layout}, {records.describe_shape(found)}."]
    words += needed(found.conditions)
    words += [f"{note[0].upper()}{note[1:]}." for note in found.notes]
    return Part((), tuple(words))


def needed(found: Sequence[str]) -> Iterator[str | Shown]:
    """`Valid if A is invertible and B is invertible.` as words and formulas."""
    for place, condition in enumerate(found):
        yield "Valid if" if not place else "and" if place + 1 == len(found) else ","
        yield from condition_words(condition)
    if found:
        yield "."
