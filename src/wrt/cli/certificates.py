"""`wrt verify`: certificates from files, each checked again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from wrt.cli import BAD_INPUT, DONE, NO
from wrt.cli.files import UNREADABLE, read_text
from wrt.cli.lines import json_line
from wrt.cli.records import describe_symbol
from wrt.diagnostics import WrtError
from wrt.verification import MAX_LENGTH, REJECTED, Verified, verify


def run_verify(options: SimpleNamespace) -> int:
    """Check every file; 0 where all are right, 1 where one is rejected, 2 where one is no certificate."""
    return max(_verify(name, options) for name in options.file)


def _verify(name: str, options: SimpleNamespace) -> int:
    if options.json:
        line, code = json_line(lambda: (_record(verify(read_text(name, MAX_LENGTH))), DONE), file=name)
        print(line)
        return code
    head = f"{name}: " if len(options.file) > 1 else ""
    try:
        found = verify(read_text(name, MAX_LENGTH))
    except WrtError as error:
        if error.code != REJECTED:
            error.message = error.message if error.code == UNREADABLE else head + error.message
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
        yield f"  assumed of {about}: {facts.replace(' ', ', ').replace('_', ' ')}"
    if "D(" in found.claim:
        yield f"  layout: {found.layout}"
    if found.convention:
        yield f"  convention: {found.convention}"
    for condition in found.conditions:
        yield f"  if: {condition}"
    yield f"  trusted rules: {', '.join(found.rules) or 'none'}"


def _record(found: Verified) -> dict[str, Any]:
    return {"verified": True, **found._asdict()}
