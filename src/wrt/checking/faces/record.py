"""Reports as JSON: the records of all files, with a version of their form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from wrt.checking.faces.plain import escaped_json
from wrt.checking.faces.view import Checked, Look, counts, summary

SCHEMA = 1


def json_text(files: Sequence[Checked], look: Look) -> str:
    """All files as one line of JSON."""
    return escaped_json(json.dumps(record(files), ensure_ascii=False))


def record(files: Sequence[Checked]) -> dict[str, Any]:
    """The same as plain data; `ok` says that everything was read and everything is right."""
    found = [_file(file) for file in files]
    return {"schema": SCHEMA, "ok": all(file["ok"] for file in found), "files": found}


def _file(file: Checked) -> dict[str, Any]:
    if file.report is None:
        return {"file": file.name, "ok": False, "error": file.error.to_json() if file.error else None}
    report = file.report
    return {"file": file.name, "summary": summary(report), "counts": counts(report)._asdict(), **report.to_json()}
