""".npy and .npz files as arrays.  A .npy file is never read whole: a block is a window on the file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wrt.diagnostics import WrtError
from wrt.fit.data.checked import check_array
from wrt.fit.data.pieces import unreadable


class NpyFile:
    """The array in a .npy file, cut without reading the rest of it."""

    def __init__(self, path: str, name: str) -> None:
        array = _load(path, "r")
        check_array(name, array)
        self.path, self.shape, self.dtype = path, array.shape, array.dtype
        self._array = array
        self._windows = isinstance(array, np.memmap) and bool(array.flags.c_contiguous) and array.ndim > 0

    def cut(self, begin: int, end: int) -> NDArray[Any]:
        """The rows from `begin` to `end`.

        Pages of a file that were read through a map count as memory of the process until the map is closed, and each
        costs a fault; so a block of an array in C order is read as bytes.
        """
        if not self._windows:
            return np.asarray(self._array[begin:end])
        end = min(end, self.shape[0])
        row = self.dtype.itemsize * (self.shape[1] if len(self.shape) == 2 else 1)
        shape = (max(0, end - begin), *self.shape[1:])
        offset = self._array.offset + begin * row
        return np.fromfile(self.path, self.dtype, int(np.prod(shape)), offset=offset).reshape(shape)

    def whole(self) -> NDArray[Any]:
        return np.asarray(self._array)


def read_npz(path: str, wanted: Collection[str] = ()) -> dict[str, NDArray[Any]]:
    """The arrays of a .npz file by name; of those wanted only, where it has them all.

    They are read whole: inside an archive there are no windows.
    """
    with _load(path, None) as archive:
        names = wanted if wanted and set(wanted) <= set(archive.files) else archive.files
        try:
            return {name: archive[name] for name in names}
        except (OSError, ValueError) as error:
            raise _refused(path, error) from None


def _load(path: str, mode: Any) -> Any:
    try:
        return np.load(path, mmap_mode=mode, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _refused(path, error) from None


def _refused(path: str, error: Exception) -> WrtError:
    """The error for a file that NumPy does not read; NumPy speaks of pickles whatever the file is."""
    if "Object arrays" in str(error) or "Python objects" in str(error):
        return WrtError("E-data-type", f"{Path(path).name} holds Python objects, not numbers")
    if "allow_pickle" in str(error):
        return unreadable(path, ValueError("it is no file of NumPy's"))
    return unreadable(path, error)
