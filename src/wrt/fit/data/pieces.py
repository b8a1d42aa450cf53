"""A text file in pieces of a few megabytes, cut at the ends of rows.

Each piece can be parsed by itself: what is held of a file is bounded, and a fault is looked for in one piece.  A line
that ends inside quotes is no end of a row; quotes are counted, as they are doubled where they stand for themselves.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from typing import IO, Any, NamedTuple, cast

import numpy as np

from wrt.diagnostics import WrtError

SIZE = 4 << 20  # bytes; more takes memory and no less time (docs/decisions.md)
WINDOW = 64 << 10  # bytes that are looked at together
LONGEST = 64 << 20  # a row of more than so many bytes is a quote that is not closed


class Piece(NamedTuple):
    """Whole rows, and the number of their first line (from 1)."""

    text: bytes
    line: int


def pieces(path: str, size: int = SIZE) -> Iterator[Piece]:
    """The text of a file (`.gz`: of its content), without a byte order mark; every piece but the last ends its row."""
    line, rest, first = 1, b"", True
    with opened(path) as file:
        while True:
            read = _read(file, _up_to_row_end(file, size), path)
            text = rest + (read.removeprefix(b"\xef\xbb\xbf") if first else read)
            first = False
            end = len(text) if not read else row_end(text)
            if end == 0 and len(text) > LONGEST:
                raise WrtError("E-data-ragged", f"the row that begins in line {line} of {path} does not end")
            if end:
                piece, rest = Piece(text[:end], line), text[end:]
                yield piece
                line += count(piece.text, b"\n")
            else:
                rest = text
            if not read:
                return


def _up_to_row_end(file: Any, size: int) -> int:
    """How much of a file to read, at most `size`, so that it ends with a line: then none of it has to be copied."""
    if isinstance(file, gzip.GzipFile) or not hasattr(os, "pread"):
        return size
    window = min(size, WINDOW)
    seen = os.pread(file.fileno(), window, file.tell() + size - window)
    return size - window + seen.rfind(b"\n") + 1 if b"\n" in seen else size


def count(text: bytes, mark: bytes) -> int:
    """How often a byte occurs.  `bytes.count` goes from one to the next, which is slow where there are many."""
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == mark[0]))


def row_end(text: bytes) -> int:
    r"""The place after the last row that ends in the text, 0 if none does.

    >>> row_end(b'1,2\n3,"a\nb')
    4
    """
    end = text.rfind(b"\n") + 1
    if b'"' not in text:  # which is seen faster than they are counted
        return end
    quotes = text.count(b'"', 0, end)
    while end and quotes % 2:
        before = text.rfind(b"\n", 0, end - 1) + 1
        quotes -= text.count(b'"', before, end)
        end = before
    return end


def opened(path: str) -> IO[bytes]:
    """The file, decompressed if it is; raises E-file where it cannot be read."""
    try:
        if os.fspath(path).lower().endswith(".gz"):
            return cast("IO[bytes]", gzip.open(path, "rb"))
        return open(path, "rb", buffering=0)  # noqa: PTH123 - read in large pieces, closed by who uses it
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: object, error: Exception) -> WrtError:
    return WrtError("E-file", f"cannot read {path}: {getattr(error, 'strerror', None) or error}")


def _read(file: IO[bytes], size: int, path: str) -> bytes:
    try:
        return file.read(size)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from None
