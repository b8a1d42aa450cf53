"""Which files a path, a pattern or a directory means, and of what kind they are."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wrt.diagnostics import WrtError

ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".parquet", ".arrow", ".feather", ".npy", ".npz")
KNOWN = "arrays by name, data frames of pandas or polars, pyarrow tables, and files: " + ", ".join(ENDINGS)


def find_paths(data: Any) -> list[str]:
    """The files that a path, a list of paths, a pattern or a directory means."""
    if isinstance(data, list | tuple) and data and all(isinstance(item, str | os.PathLike) for item in data):
        return [path for item in data for path in find_paths(item)]
    if not isinstance(data, str | os.PathLike):
        help_ = 'give it a name: {"X": X}' if hasattr(data, "dtype") else None
        message = f"data of type {type(data).__name__} cannot be read"
        raise WrtError("E-data-kind", message, notes=(f"data are {KNOWN}",), help=help_)
    path = Path(os.fspath(data))
    if path.is_dir():
        found = sorted(str(part) for part in path.rglob("*.parquet") if not _hidden(part.relative_to(path)))
        if not found:
            raise WrtError(
                "E-file", f"there is no .parquet file in {path}", help="other files are given by their paths"
            )
        return found
    if path.exists():
        return [str(path)]
    matching = sorted(glob.glob(str(path), recursive=True)) if glob.has_magic(str(path)) else []  # noqa: PTH207 - the pattern may be absolute
    if not matching:
        raise _no_file(path)
    return matching


def _hidden(path: Path) -> bool:
    """Whether writers of directories of parts keep something else than data there."""
    return any(part.startswith((".", "_")) for part in path.parts)


def _no_file(path: Path) -> WrtError:
    from difflib import get_close_matches

    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    near = get_close_matches(path.name, beside, 1)
    return WrtError(
        "E-file", f"there is no file {path}", help=f"did you mean {path.parent / near[0]}?" if near else None
    )


def common_ending(paths: Sequence[str]) -> str:
    """The ending that says what kind of files these are, one for all."""
    found = {_one_ending(path): path for path in reversed(paths)}
    if len(found) > 1:
        (_, a), (_, b) = list(found.items())[:2]
        raise WrtError("E-data-kind", f"{Path(b).name} and {Path(a).name} are files of different kinds")
    return next(iter(found))


def _one_ending(path: str) -> str:
    name = Path(path).name.lower()
    found = next((ending for ending in ENDINGS if name.endswith(ending)), None)
    if found is None:
        message = f"what kind of file {Path(path).name} is, is not known"
        raise WrtError("E-data-kind", message, help="files end in " + ", ".join(ENDINGS))
    return found


def shown(data: Any, paths: Sequence[str]) -> str:
    return str(data) if isinstance(data, str | os.PathLike) else paths[0] if len(paths) == 1 else f"{len(paths)} files"
