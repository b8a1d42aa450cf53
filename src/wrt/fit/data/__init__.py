"""Data in: arrays, tables and files of any size as blocks of rows, one array for each symbol.

This room knows nothing of formulas: it is told which symbols there are and which columns they stand for.  What
cannot be a number (a missing value, text, a date) is an error that names its row and column; nothing is dropped or
filled in.
"""

from wrt.fit.data.opening import open_data
from wrt.fit.data.source import Block, Source, rows_per_block

__all__ = ["Block", "Source", "open_data", "rows_per_block"]
