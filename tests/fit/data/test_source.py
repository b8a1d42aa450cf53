"""How many rows make a block, and which blocks cannot be read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data, rows_per_block


@given(st.dictionaries(st.text(max_size=2), st.none() | st.integers(1, 1000), min_size=1), st.integers(0, 1 << 30))
def test_a_block_keeps_to_its_budget(widths, budget):
    rows, row = rows_per_block(widths, budget), 8 * sum(width or 1 for width in widths.values())
    assert rows >= 1 and (rows == 1 or rows * row <= budget) and (rows + 1) * row > budget


def test_a_block_has_rows_and_begins_in_the_data():
    source = open_data({"x": np.ones(3)})
    for arguments, message in (((0,), "a block of 0 rows cannot be read"), ((1, -1), "reading cannot start at row -1")):
        with pytest.raises(WrtError, match=message):
            next(source.blocks(*arguments))
