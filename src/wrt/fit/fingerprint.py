"""What an answer depends on, as a short text: a run goes on only from the sums of the very same question and data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.fit.data.paths import find_paths
from wrt.fit.data.source import Source


def fingerprint(data: Any, source: Source, names: Sequence[str], size: int, parts: Sequence[Any]) -> str:
    """A digest of the data and of everything else that was asked (`parts`).

    Files count by path, size and time of change; everything else by the bytes of all rows, in blocks of `size` rows.
    """
    digest = hashlib.sha256()
    for part in (*parts, list(names), size):
        _add(digest, part)
    if isinstance(data, Mapping):
        in_files = {name: value for name, value in data.items() if _is_path(value)}
        for name, value in sorted(in_files.items()):
            _add(digest, [name, _files(value)])
        for name, value in sorted((str(name), value) for name, value in data.items() if name not in in_files):
            _add(digest, [name, np.asarray(value)])
    elif _is_path(data) or isinstance(data, list | tuple):
        _add(digest, _files(data))
    elif type(data).__name__ == "RecordBatchReader":
        raise WrtError("E-fit-checkpoint", "a stream cannot be known again: there is no checkpoint for it",
                       help="give a file, a Table or a Dataset")  # fmt: skip
    else:
        for block in source.blocks(size, 0, names):
            for name in names:
                _add(digest, block.values[name])
    return digest.hexdigest()


def _is_path(value: Any) -> bool:
    return isinstance(value, str | Path)


def _files(data: Any) -> list[tuple[str, int, int]]:
    found = [(str(Path(path).resolve()), Path(path).stat()) for path in find_paths(data)]
    return [(path, state.st_size, state.st_mtime_ns) for path, state in found]


def _add(digest: Any, part: Any) -> None:
    """Put a value into a digest: names, numbers, arrays, and what is made of them."""
    if isinstance(part, Mapping):
        for key in sorted(part, key=str):
            _add(digest, [str(key), part[key]])
    elif isinstance(part, set | frozenset):
        _add(digest, sorted(part, key=str))
    elif isinstance(part, np.ndarray):
        digest.update(f"{part.shape}{part.dtype}".encode())
        digest.update(repr(part.tolist()).encode() if part.dtype.hasobject else np.ascontiguousarray(part).tobytes())
    elif isinstance(part, list | tuple):
        digest.update(f"[{len(part)}".encode())
        for item in part:
            _add(digest, item)
    else:
        digest.update(f"{type(part).__name__}:{part!r};".encode())
