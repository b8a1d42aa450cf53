"""Where a bracket closes, in text that is not read as a formula yet."""

from __future__ import annotations

CLOSERS = {"(": ")", "{": "}", "[": "]"}


def closing(text: str, start: int) -> int:
    """The place of the bracket that closes the one at `start`; -1 where no bracket stands there, or it stays open.

    >>> closing("f(x*(y + z)) = 1", 1)
    11
    """
    opener = text[start : start + 1]
    if opener not in CLOSERS:
        return -1
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == opener) - (text[place] == CLOSERS[opener])
        if not depth:
            return place
    return -1
