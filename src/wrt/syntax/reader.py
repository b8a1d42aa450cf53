"""Reading a formula in whichever notation it is written: LaTeX is recognised by itself."""

from __future__ import annotations

import re

from wrt.diagnostics import Span, WrtError
from wrt.syntax.engine import check_length
from wrt.syntax.text import read_text
from wrt.syntax.tree import Tree

_LATEX = re.compile(r"\\[A-Za-z|\\{},:;!()\[]|[\^_]\{|[$&]")


def looks_like_latex(source: str) -> bool:
    """Is this LaTeX?  A command, a braced script, a dollar sign or an alignment says so; `x^T` and `x_1` do not.

    >>> looks_like_latex(r"\\mathbf{x}^T"), looks_like_latex("x^T*x_1")
    (True, False)
    """
    return _LATEX.search(source) is not None


def read(source: str, *, continued: bool = False) -> Tree:
    """Read a formula; surrounding `$` signs and trailing punctuation are left out, places stay those of `source`.

    With `continued` a formula may begin with `=`, as the lines of a derivation do; it is then an equation of one side.
    """
    check_length(source)
    if looks_like_latex(source):
        from wrt.syntax.latex import read_latex  # most formulas are text

        return read_latex(source, continued=continued)
    stop = len(source.rstrip().rstrip(".,;").rstrip())
    return read_text(source, 0, stop, continued=continued)


def parse_name(written: str) -> str:
    """The name that a variable given by itself has everywhere else.

    >>> [parse_name(name) for name in ("W_1", "θ", "lambda")]
    ['W1', 'theta', 'lam']
    """
    tree = read(written)
    if tree.head != "name":
        raise WrtError("E-syntax-name", "the name of a variable is expected here", Span(0, len(written)), source=written)
    return str(tree.value)
