r"""Brackets in LaTeX: `[a \quad b]`, `\|x\|_2`, `|X|`, `\langle a, b \rangle`, matrices in environments.

A bar looks the same on both sides.  It closes where one is open and its inside is complete, and opens elsewhere.
"""

from __future__ import annotations

from wrt.diagnostics import Span
from wrt.syntax.engine import Frame
from wrt.syntax.latex_calculus import Calculus
from wrt.syntax.latex_tables import MATRICES
from wrt.syntax.lexer import Token
from wrt.syntax.operators import NORMS
from wrt.syntax.tree import Tree


class Brackets(Calculus):
    """Handlers for what opens and closes."""

    listing = frozenset({"call", "square", "angle", "where"})

    def on_square(self, token: Token) -> None:
        self.start_operand(token)
        self.open("square", "]", token[1], token[2])

    def on_angle(self, token: Token) -> None:
        self.start_operand(token)
        self.open("angle", token[3], token[1], token[2])

    def on_bar(self, token: Token) -> None:
        """A bar closes where one of its kind is open and its inside is complete; elsewhere it opens."""
        _, start, end, (double, side, sub) = token
        frame = self.frames[-1]
        if self.ready and side != "l" and frame.kind in ("bars", "norm"):
            if frame.kind == "bars" and self.source.startswith("||", start):  # |A||B| is two determinants
                self.close_bars(frame, False, None, start, start + 1)
                self.on_bar(("bar", start + 1, end, (False, "l", sub)))
                return
            if double == (frame.kind == "norm"):
                self.close_bars(frame, double, sub, start, end)
                return
        if sub is not None or side == "r":
            self.fail("E-syntax-unopened", "this bar closes nothing", start, end)
        self.start_operand(token)
        self.open("norm" if double else "bars", r"\|" if double else "|", start, end)

    def close_bars(self, frame: Frame, double: bool, sub: str | None, start: int, end: int) -> None:
        kind = sub or ""
        if (double and kind not in NORMS) or (not double and kind):
            self.unsupported_norm(kind, start, end)
        frame.data = (NORMS[kind], "norm2" if kind == "2" else "") if double else ("bars", "")
        self.end_bracket(end)

    def close_call(self, frame: Frame, args: tuple[Tree, ...]) -> Tree:
        name, hint = frame.data
        return Tree("call", args, Span(frame.start, frame.end), name, hint)

    def close_square(self, frame: Frame, args: tuple[Tree, ...]) -> Tree:
        """`[X + Y]` groups; `[a \\quad b]` is a matrix."""
        return self.group(frame, args[0]) if len(args) == 1 else self.block(frame, args)

    def close_angle(self, frame: Frame, args: tuple[Tree, ...]) -> Tree:
        if len(args) != 2:
            self.fail(
                "E-syntax-separator", "an inner product has two factors, \\langle a, b \\rangle", frame.start, frame.end
            )
        return Tree("call", args, Span(frame.start, frame.end), "inner")

    # ---- matrices

    def on_begin(self, token: Token) -> None:
        self.start_operand(token)
        self.open("block", rf"\end{{{token[3]}}}", token[1], token[2], MATRICES[token[3]])

    def on_end(self, token: Token) -> None:
        frame, (_, start, end, name) = self.frames[-1], token
        if frame.kind != "block" or frame.closer != rf"\end{{{name}}}":
            self.mismatched(frame, start, end, self.source[start:end])
        if not self.ready:
            self.missing(start, end)
        self.end_bracket(end)

    def close_block(self, frame: Frame, args: tuple[Tree, ...]) -> Tree:
        tree = self.block(frame, args)
        return Tree("call", (tree,), tree.span, frame.data) if frame.data else tree

    def on_amp(self, token: Token) -> None:
        """`&` ends a cell of a matrix; elsewhere it only aligns."""
        if self.frames[-1].kind in ("block", "square"):
            self.separate(token)
        elif self.ready and self.next_kind() not in ("", "infix", "sign", "unequal", "newline", "amp", "quad", "close"):
            self.fail(
                "E-syntax-separator", "'&' stands between the entries of a matrix or beside a sign", token[1], token[2]
            )

    def on_newline(self, token: Token) -> None:
        if self.frames[-1].kind not in ("block", "square"):
            self.fail("E-syntax-lines", "one formula is expected here; this has several lines", token[1], token[2])
        if self.next_kind() != "end":
            self.separate(token)
            self.end_row()

    def on_quad(self, token: Token) -> None:
        """A wide space ends a cell of `[a \\quad b]`; elsewhere it is a space."""
        if (
            self.frames[-1].kind == "square"
            and self.ready
            and self.next_kind() not in ("close", "quad", "amp", "comma", "newline", "sign", "infix")
        ):
            self.separate(token)

    def on_sqrt(self, token: Token) -> None:
        self.start_operand(token)
        brace = self.tokens[self.at]
        self.at += 1
        self.open("call", "}", token[1], brace[2], ("sqrt", ""))


Brackets.closers = {
    "group": Brackets.close_group,
    "call": Brackets.close_call,
    "square": Brackets.close_square,
    "angle": Brackets.close_angle,
    "bars": Brackets.close_call,
    "norm": Brackets.close_call,
    "block": Brackets.close_block,
}
