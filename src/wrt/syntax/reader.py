"""Reading a formula in whichever notation it is written: LaTeX is recognised by itself."""

from __future__ import annotations

from wrt.diagnostics import Span, WrtError
from wrt.syntax.engine import check_length
from wrt.syntax.names import canonical
from wrt.syntax.notation import looks_like_latex
from wrt.syntax.text import read_text
from wrt.syntax.tree import Tree

MENDED = frozenset(("E-syntax-character", "E-syntax-unclosed", "E-syntax-unopened", "E-syntax-command"))


def read(source: str, *, continued: bool = False, latex: bool | None = None) -> Tree:
    """Read a formula; surrounding `$` signs and trailing punctuation are left out, places stay those of `source`.

    With `continued` a formula may begin with `=`, as the lines of a derivation do; it is then an equation of one side.
    `latex` says which notation it is in, where that is known.
    """
    try:
        return _read(source, continued, latex)
    except WrtError as error:
        if error.help is None and error.code in MENDED:
            from wrt.syntax.mend import mend  # only for errors

            mend(error, _read)
        raise


def _read(source: str, continued: bool = False, latex: bool | None = None) -> Tree:
    check_length(source)
    if looks_like_latex(source) if latex is None else latex:
        from wrt.syntax.latex import read_latex  # most formulas are text

        return read_latex(source, continued=continued)
    stop = len(source.rstrip().rstrip(".,;").rstrip())
    return read_text(source, 0, stop, continued=continued)


def parse_name(written: object) -> str:
    """The name that a variable given by itself has everywhere else.

    >>> [parse_name(name) for name in ("W_1", "θ", "lambda")]
    ['W1', 'theta', 'lam']
    """
    if not isinstance(written, str):
        raise WrtError("E-syntax-name", f"the name of a variable is a string; {written!r} is none")
    if written.isidentifier() and written.isascii():
        return canonical(written)
    try:
        tree = read(written)
    except WrtError as error:
        if error.code not in ("E-syntax-juxtaposition", "E-syntax-empty", "E-syntax-separator"):
            raise
        tree = None
    if tree is None or tree.head != "name":
        message = "the name of a variable is expected here"
        raise WrtError("E-syntax-name", message, Span(0, len(written)), source=written)
    return str(tree.value)
