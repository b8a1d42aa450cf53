"""The files that `wrt check` is given: names, directories, standard input, and their text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from wrt.cli.arguments import Usage
from wrt.diagnostics import WrtError

ENDINGS = (".md", ".tex", ".txt", ".ipynb")
MAX_BYTES = 2_000_000
STANDARD_INPUT = "<stdin>"
UNREADABLE, NOT_TEXT = "E-file", "E-document"
FOREIGN = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"%PDF": "PDF", b"PK\x03\x04": "a zip archive",
           b"\x89PNG": "an image", b"\xff\xd8": "an image", b"\x1f\x8b": "compressed"}  # fmt: skip


def sources(words: Sequence[str]) -> list[str]:
    """The names of all files, each once; `-`, or no word where something is piped in, is standard input."""
    if not words and sys.stdin.isatty():
        raise Usage("FILE is missing", "wrt check notes.md, or - to write lines here")
    found: list[str] = []
    for word in words or ("-",):
        found += _below(word) if word != "-" and Path(word).is_dir() else [word]
    return list(dict.fromkeys(found))


def _below(directory: str) -> list[str]:
    """The documents in a directory and below it, sorted; nothing hidden, no way out by links to directories."""
    found = sorted(_walk(directory))
    if not found:
        raise Usage(f"there is no document in {directory}", "documents end in " + ", ".join(ENDINGS))
    return found


def _walk(directory: str) -> Iterator[str]:
    for place, inner, files in os.walk(directory):
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (str(Path(place, name)) for name in files
                    if name.lower().endswith(ENDINGS) and not name.startswith("."))  # fmt: skip


def text_of(name: str, *, needed: bool = False) -> str:
    """The text of a file; a file that is too large, or no text, is refused with the place that says so.

    `needed`: nobody named this file, so there must be something in it.
    """
    try:
        if name == "-":
            data = _standard_input()
        else:
            with Path(name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise WrtError(UNREADABLE, f"cannot read {name}: {getattr(error, 'strerror', None) or error}") from None
    shown = STANDARD_INPUT if name == "-" else name
    if len(data) > MAX_BYTES:
        raise WrtError(NOT_TEXT, f"{shown} is larger than {MAX_BYTES // 10**6} MB", help="check it part by part")
    if needed and not data:
        raise WrtError(UNREADABLE, "no file is named, and nothing is piped in", help="wrt check notes.md")
    return decoded(data, shown)


def _standard_input() -> bytes:
    if sys.stdin.isatty():
        print("reading lines from the terminal; end with Ctrl-D", file=sys.stderr)
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:  # a text stream in its place
        return sys.stdin.read(MAX_BYTES + 1).encode("utf-8", "surrogatepass")
    return bytes(stream.read(MAX_BYTES + 1))


def decoded(data: bytes, name: str) -> str:
    r"""The text, its lines ended by \n alone.

    >>> decoded(b"\xef\xbb\xbfx = x\r\n", "a.txt")
    'x = x\n'
    """
    kind = next((kind for start, kind in FOREIGN.items() if data.startswith(start)), "")
    help_ = f"it looks like {kind}" if kind and kind != "UTF-16" else "save it as UTF-8" if kind else None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        place = _place(data, at)
        raise WrtError(NOT_TEXT, f"{name} is not UTF-8 text: byte 0x{data[at]:02X} {place}", help=help_) from None
    if "\0" in text:
        place = _place(data, data.index(0))
        raise WrtError(NOT_TEXT, f"{name} is not text: there is a NUL character {place}", help=help_)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(data: bytes, at: int) -> str:
    start = data.rfind(b"\n", 0, at) + 1
    column = len(data[start:at].decode("utf-8", "replace")) + 1
    return f"at line {data.count(bytes([10]), 0, at) + 1}, column {column}"
