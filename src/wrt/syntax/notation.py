"""Which notation a formula is written in."""

from __future__ import annotations

import re

_LATEX = re.compile(r"\\[A-Za-z|\\{},:;!()\[]|[\^_]\{|[$&]")


def looks_like_latex(source: str) -> bool:
    """Is this LaTeX?  A command, a braced script, a dollar sign or an alignment says so; `x^T` and `x_1` do not.

    >>> looks_like_latex(r"\\mathbf{x}^T"), looks_like_latex("x^T*x_1")
    (True, False)
    """
    return _LATEX.search(source) is not None
