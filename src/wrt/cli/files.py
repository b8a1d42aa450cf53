"""Certificates from files and into files; "-" is standard input or output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from wrt.cli.lines import dump
from wrt.diagnostics import WrtError

UNREADABLE, NOT_TEXT = "E-file", "E-certificate-format"


def read_text(name: str, limit: int) -> str:
    """The text of a file; of one that is longer than the limit only so much that this can be seen."""
    try:
        if name == "-":
            return sys.stdin.read(limit + 1)
        with Path(name).open(encoding="utf-8") as file:
            return file.read(limit + 1)
    except UnicodeDecodeError:
        raise WrtError(NOT_TEXT, "this is not a certificate: it is not text") from None
    except (OSError, ValueError) as error:
        raise _failed("read", name, error) from None


def write_certificate(certificate: dict[str, Any], target: str) -> None:
    """Write a certificate as JSON."""
    if target == "-":
        print(dump(certificate))
        return
    try:
        Path(target).write_text(dump(certificate) + "\n", "utf-8")
    except (OSError, ValueError) as error:
        raise _failed("write", target, error) from None


def _failed(what: str, name: str, error: Exception) -> WrtError:
    return WrtError(UNREADABLE, f"cannot {what} {name}: {getattr(error, 'strerror', None) or error}")
