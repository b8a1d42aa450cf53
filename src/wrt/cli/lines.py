"""JSON for programs: one record a line, for one input or for each line of standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from wrt.cli import DONE, exit_code, report_bug
from wrt.diagnostics import WrtError
from wrt.syntax.engine import MAX_LENGTH

SCHEMA = 1
Answer: TypeAlias = tuple[dict[str, Any], int]  # the record and the exit code


def json_line(answer: Callable[[], Answer], **more: Any) -> tuple[str, int]:
    """The record of an answer, or of the error, as one line, and the exit code."""
    record: dict[str, Any] = {"schema": SCHEMA, "ok": True, **more}
    try:
        found, code = answer()
        record |= found
    except WrtError as error:
        code, record = exit_code(error), record | {"ok": False, "error": error.to_json()}
    except Exception as error:  # noqa: BLE001 (one line that meets a bug does not take the others with it)
        code, record = (
            report_bug(error),
            record | {"ok": False, "error": {"code": "E-bug", "message": str(error)[:200]}},
        )
    return dump(record), code


def dump(record: dict[str, Any]) -> str:
    import json  # people do not read it, so its import is not part of every start

    return json.dumps(record, ensure_ascii=False)


def batch(what: str, answer: Callable[[str, int], tuple[str, int]]) -> int:
    """One JSON line for each line of standard input that is not empty; the highest exit code."""
    if sys.stdin.isatty():
        print(f"reading {what} from the terminal, one a line; end with Ctrl-D", file=sys.stderr)
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    worst = DONE
    for number, line in enumerate(_lines(), 1):
        if line:
            written, code = answer(line, number)
            print(written, flush=sys.stdin.isatty())
            worst = max(worst, code)
    return worst


def _lines() -> Iterator[str]:
    """The lines of standard input; of one that is too long for a formula only so much that the reader refuses it."""
    enough = MAX_LENGTH + 1000
    while line := sys.stdin.readline(enough):
        rest = line
        while len(rest) == enough and not rest.endswith("\n"):
            rest = sys.stdin.readline(enough)
        yield line.strip("\r\n ")
