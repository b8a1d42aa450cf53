"""Arrays and files of NumPy are read where nothing else is installed, and nothing is imported that was not needed."""

import subprocess
import sys


def test_arrays_need_numpy_only(tmp_path):
    program = f"""
import sys
for name in ("pandas", "polars", "pyarrow", "scipy"):
    sys.modules[name] = None
import numpy as np
from wrt.fit.data import open_data
np.save({str(tmp_path / "X.npy")!r}, np.ones((3, 2)))
source = open_data({{"X": {str(tmp_path / "X.npy")!r}, "y": [1, 2, 3]}})
print(sum(block.values["X"].sum() + block.values["y"].sum() for block in source.blocks(2)))
"""
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "12.0\n"
    )
