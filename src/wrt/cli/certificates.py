"""`wrt verify`: certificates from files, each checked again; and certificates written to files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from wrt.cli import BAD_INPUT, DONE, NO
from wrt.cli.records import describe_symbol
from wrt.cli.lines import dump, json_line
from wrt.diagnostics import WrtError
from wrt.verification import MAX_LENGTH, REJECTED, Verified, verify

FILE = "E-file"


def run_verify(options: SimpleNamespace) -> int:
    """Check every file; 0 where all are right, 1 where one is rejected, 2 where one is no certificate."""
    return max(_verify(name, options) for name in options.file)


def _verify(name: str, options: SimpleNamespace) -> int:
    if options.json:
        line, code = json_line(lambda: (_record(verify(_read(name))), DONE), file=name)
            print(line)
        return code
    head = f"{name}: " if len(options.file) > 1 else ""
    try:
        found = verify(_read(name))
    except WrtError as error:
        if error.code != REJECTED:
            error.message = error.message if error.code == FILE else head + error.message
            print(error, file=sys.stderr)
            return BAD_INPUT
        print(f"{head}rejected" if options.plain else f"{head}rejected: {error.message.partition(': ')[2]}")
        return NO
    print(f"{head}verified" if options.plain else "\n".join([f"{head}verified: {found.claim}", *_remarks(found)]))
    return DONE


def _remarks(found: Verified) -> Iterator[str]:
    """What belongs to the claim, and what is trusted."""
    for name, shape in found.shapes.items():
        yield f"  {name}: {describe_symbol(shape)}"
    for about, facts in found.assume.items():
        yield f"  assumed: {about} {facts if facts == 'commute' else 'is ' + facts.replace(' ', ', ')}"
    if "D(" in found.claim:
        yield f"  layout: {found.layout}"
    if found.convention:
        yield f"  convention: {found.convention}"
    for condition in found.conditions:
        yield f"  if: {condition}"
    yield f"  trusted rules: {', '.join(found.rules) or 'none'}"


def _record(found: Verified) -> dict[str, Any]:
    return {"verified": True, **found._asdict()}


def _read(name: str) -> str:
    """The text of a file or of standard input; of one that is too long only the beginning."""
    try:
        if name == "-":
            return sys.stdin.read(MAX_LENGTH + 1)
        with Path(name).open(encoding="utf-8") as file:
            return file.read(MAX_LENGTH + 1)
    except UnicodeDecodeError:
        raise WrtError("E-certificate-format", "this is not a certificate: it is not text") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrtError(FILE, f"cannot read {name}: {reason}") from None


def write_certificate(certificate: dict[str, Any], target: str) -> None:
    """Write a certificate to a file, or to standard output for "-"."""
    if target == "-":
        print(dump(certificate))
        return
    try:
        Path(target).write_text(dump(certificate) + "\n", "utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrtError(FILE, f"cannot write {target}: {reason}") from None
