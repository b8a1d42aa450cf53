"""The published cases, beside the repository or in the folder that WRT_CASES names; none where there is no such folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("WRT_CASES", Path(__file__).parents[2] / "shared" / "cases"))


def read(pattern: str) -> list[dict[str, Any]]:
    """The cases of the files with such a name."""
    files = sorted(FOLDER.glob(pattern))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]


DERIVATIVES = read("derivatives-*.jsonl")
IDENTITIES = read("identities-algebra.jsonl")
MINIMISERS = read("minimizers-*.jsonl")


def shapes(case: dict[str, Any]) -> dict[str, str]:
    """The sizes of a case's symbols as `wrt` takes them."""
    return {name: " ".join(map(str, axes)) for name, axes in case["vars"].items()}
