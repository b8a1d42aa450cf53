"""The text reader: `v'*A*v`, `norm2(y - X*w)^2`, a superset of what matrixcalculus.org accepts.

Factors beside one another are an error here, because `Ax` is one name; the error shows the whole formula as it was
probably meant.  So that it can, the reader goes on after the first such place and notes what it would insert.
"""

from __future__ import annotations

from typing import Any

from wrt.diagnostics import Span
from wrt.syntax.engine import Frame, check_length
from wrt.syntax.lexer import Token, lex
from wrt.syntax.names import canonical
from wrt.syntax.operators import APPLIED, FUNCTIONS, NORMS, TEXT_INFIX, TRANSPOSE_MARK
from wrt.syntax.shared import Shared
from wrt.syntax.tree import Tree

_MUL = TEXT_INFIX["*"]
_POW = TEXT_INFIX["^"]


def read_text(source: str, begin: int = 0, stop: int | None = None, *, continued: bool = False) -> Tree:
    """Read a formula in text notation.

    With `continued` a formula may begin with `=`, as the lines of a derivation do; it is then an equation of one side.

    >>> from wrt.syntax.tree import show
    >>> show(read_text("x'*A^-1*x"))
    '(mul (mul (transpose x) (inverse A)) x)'
    """
    check_length(source)
    stop = len(source) if stop is None else stop
    return TextReader(source, lex(source, begin, stop), stop, continued).run()


class TextReader(Shared):
    """Handlers for the tokens of text notation."""

    def reread(self, source: str) -> None:
        """Read a corrected formula, to see whether it can be offered."""
        reader = TextReader(source, lex(source, 0, len(source)), len(source))
        reader.suggest = False
        reader.run()

    # ---- operands

    def start_operand(self, token: Token) -> None:
        """Before an operand: two operands side by side are noted, and read on as a product or an application."""
        if not self.ready:
            return
        last, start = self.operands[-1], token[1]
        if token[0] == "num" and self.tokens[self.at - 2][0] == "num" and last.span.end == start:
            self.fail("E-syntax-number", "this is not a number", last.span.start, token[2])
        self.note_gap(last.span.start, last.span.end, start)
        if last.head == "name" and last.value in FUNCTIONS:
            self.operands.pop()
            self.edits.append((last.span.end, start, "("))
            self.prefix(APPLIED, "call", last.span.start, last.span.end, last.value)
        else:
            self.edits.append((last.span.end, start, "*"))
            self.infix(_MUL, start, start)

    def on_name(self, token: Token) -> None:
        _, start, end, name = token
        if self.ready:
            self.start_operand(token)
        if name == "T" and self.pending[-1].head == "pow":
            self.operand(Tree("name", (), Span(start, end), name))
        elif self.source.startswith("(", end) or (name in FUNCTIONS and self.next_kind() == "open"):
            opening = self.tokens[self.at]
            self.at += 1
            self.open("D" if name == "D" else "call", ")", start, opening[2], name)
        else:
            self.operand(Tree("name", (), Span(start, end), name))

    def prefixed(self, top: Any, arg: Tree) -> Tree:
        if top.head == "call":
            self.edits.append((arg.span.end, arg.span.end, ")"))
            return Tree("call", (arg,), Span(top.start, arg.span.end), top.data)
        return super().prefixed(top, arg)

    # ---- operators

    def on_caret(self, token: Token) -> None:
        _, start, end, op = token
        if not self.ready:
            self.missing(start, end)
        if self.source[start : end + 1] == "^*":
            self.fail(
                "E-unsupported",
                "the conjugate transpose is not supported: everything is real",
                start,
                end + 1,
                help=self.replaced(start, end + 1, "'"),
            )
        self.infix(op, start, end)

    def on_superscript(self, token: Token) -> None:
        """`A²`, `A⁻¹`, `A⁻ᵀ`: a power whose exponent is written small."""
        _, start, end, written = token
        self.on_caret(("caret", start, end, _POW))
        if written[0] in "+-":
            self.sign(("sign", start, start + 1, TEXT_INFIX[written[0]]))
        digits = written.lstrip("+-")
        span = Span(start + len(written) - len(digits), end)
        mark = digits == "ᵀ"
        self.operand(Tree("name", (), span, TRANSPOSE_MARK) if mark else Tree("num", (), span, int(digits[:1000])))

    # ---- brackets

    def on_bracket(self, token: Token) -> None:
        """`[` after an operand takes an entry of it; elsewhere it begins a matrix."""
        self.open("entry" if self.ready else "block", "]", token[1], token[2])

    def on_index(self, token: Token) -> None:
        if not self.ready:
            self.missing(token[1], token[2])
        self.open("entry", "}", token[1], token[2])

    def on_norm(self, token: Token) -> None:
        """`||` closes a norm where one is open and its inside is complete; elsewhere it opens one."""
        _, start, end, kind = token
        if self.ready and self.frames[-1].kind == "norm":
            if kind not in NORMS:
                self.unsupported_norm(kind, start, end)
            self.frames[-1].data = NORMS[kind]
            self.end_bracket(end)
            if kind == "2":
                self.operands[-1].hint = "norm2"
            return
        if kind:
            self.missing(start, end)
        self.start_operand(token)
        self.open("norm", "||", start, end)

    def close_entry(self, frame: Frame, args: tuple[Tree, ...]) -> Tree:
        """An entry; `W_{1}` with one index is the name W1, as in LaTeX."""
        target = self.operands.pop()
        if frame.closer == "}" and len(args) == 1 and target.head == "name" and args[0].head in ("num", "name"):
            return Tree("name", (), Span(target.span.start, frame.end), canonical(f"{target.value}_{args[0].value}"))
        return Tree("entry", (target, *args), Span(target.span.start, frame.end))

    # ---- what is not a formula here

    def on_bar(self, token: Token) -> None:
        """`|X|` means two things; say both."""
        start = token[1]
        other = self.source.find("|", token[2])
        inner = self.source[token[2] : other].strip() if other > 0 else "X"
        end = other + 1 if other > 0 else token[2]
        function = "norm2" if len(inner) == 1 and inner.islower() else "det"
        what = "a norm" if function == "norm2" else "a determinant"
        self.fail(
            "E-syntax-bars",
            f"bars can mean {what} or an absolute value",
            start,
            end,
            help=f"write {function}({inner}) or abs({inner})" if self.replaced(start, end, inner) else None,
        )

    def on_starstar(self, token: Token) -> None:
        self.fail(
            "E-syntax-character",
            "a power is written ^ (of a matrix or a number) or .^ (of each entry)",
            token[1],
            token[2],
            help=self.replaced(token[1], token[2], "^"),
        )


TextReader.closers = {
    "group": TextReader.close_group,
    "call": TextReader.close_call,
    "D": TextReader.close_derivative,
    "entry": TextReader.close_entry,
    "block": TextReader.block,
    "norm": TextReader.close_call,
}

TextReader.handlers = {
    "num": TextReader.on_number,
    "name": TextReader.on_name,
    "infix": TextReader.on_infix,
    "sign": TextReader.sign,
    "caret": TextReader.on_caret,
    "transpose": TextReader.on_transpose,
    "superscript": TextReader.on_superscript,
    "open": TextReader.on_open,
    "bracket": TextReader.on_bracket,
    "index": TextReader.on_index,
    "norm": TextReader.on_norm,
    "close": TextReader.on_close,
    "comma": TextReader.on_comma,
    "semicolon": TextReader.on_semicolon,
    "where": TextReader.on_where,
    "bar": TextReader.on_bar,
    "starstar": TextReader.on_starstar,
    "unequal": TextReader.on_unequal,
}
