"""The Markdown cells of a Jupyter notebook, one after the other; a place is a line within all of them together."""

from __future__ import annotations

import json
from typing import Any

from wrt.checking.reading.macros import Macros
from wrt.checking.reading.pieces import Piece, pieces
from wrt.diagnostics import WrtError

CELL = 10_000  # a place in a notebook: line 20003 is line 3 of cell 2


def notebook_pieces(text: str) -> list[Piece]:
    """The pieces of a notebook; E-document where it is none."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise WrtError("E-document", "the notebook is not JSON") from None
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list):
        raise WrtError("E-document", "the file has no cells: it is not a notebook of version 4")
    found: list[Piece] = []
    macros = Macros()
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "markdown":
            continue
        source = cell.get("source", "")
        words = "".join(part for part in source if isinstance(part, str)) if isinstance(source, list) else source
        if isinstance(words, str):
            found += [_placed(piece, number) for piece in pieces(words, macros=macros)]
    return found


def _placed(piece: Piece, cell: int) -> Piece:
    """A piece whose lines are counted by cell: line 20003 is line 3 of cell 2."""

    def there(place: tuple[int, int]) -> tuple[int, int]:
        return cell * CELL + place[0], place[1]

    rows = tuple([(row, there(place)) for row, place in piece.rows])
    cells = tuple([(text, there(place)) for text, place in piece.cells])
    return piece._replace(place=there(piece.place), rows=rows, cells=cells)
