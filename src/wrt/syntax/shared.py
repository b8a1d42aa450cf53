"""What both notations do alike: brackets, arguments, matrices by entries, definitions after `where`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from wrt.diagnostics import Span
from wrt.syntax.corrections import Suggesting
from wrt.syntax.engine import Frame
from wrt.syntax.lexer import Token
from wrt.syntax.tree import Tree, derivative

Closer = Callable[[Any, Frame, tuple[Tree, ...]], Tree]


class Shared(Suggesting):
    """Handlers that do not depend on the notation; `closers` says what each kind of bracket becomes."""

    closers: ClassVar[dict[str, Closer]] = {}
    listing = frozenset({"call", "D", "entry", "block", "where"})  # the brackets in which a comma may stand

    def start_operand(self, token: Token) -> None:
        """Called before each operand; what operands side by side mean is the notation's affair."""
        raise NotImplementedError

    def next_kind(self, ahead: int = 0) -> str:
        """The kind of a token that comes next."""
        place = self.at + ahead
        return str(self.tokens[place][0]) if place < len(self.tokens) else ""

    def on_number(self, token: Token) -> None:
        self.start_operand(token)
        self.operand(Tree("num", (), Span(token[1], token[2]), token[3]))

    def on_infix(self, token: Token) -> None:
        _, start, end, op = token
        if op.head == "equation" and self.continued and not self.operands and not self.ready and self.leading is None:
            self.leading = start
            return
        self.infix(op, start, end)

    def on_transpose(self, token: Token) -> None:
        if not self.ready:
            self.missing(token[1], token[2])
        arg = self.operands[-1]
        self.operands[-1] = self.transposed(arg, Span(arg.span.start, max(arg.span.end, token[2])))

    # ---- brackets

    def on_open(self, token: Token) -> None:
        self.start_operand(token)
        self.open("group", token[3], token[1], token[2])

    def on_close(self, token: Token) -> None:
        _, start, end, mark = token
        frame = self.frames[-1]
        if frame.closer != mark:
            self.mismatched(frame, start, end, mark)
        if not self.ready:
            self.missing(start, end)
        self.end_bracket(end)

    def end_bracket(self, end: int) -> None:
        """Close the innermost bracket; what it holds becomes an operand."""
        frame, args = self.close(end)
        self.operand(self.closers[frame.kind](self, frame, args))

    def close_group(self, frame: Frame, args: tuple[Tree, ...]) -> Tree:
        return self.group(frame, args[0])

    def close_call(self, frame: Frame, args: tuple[Tree, ...]) -> Tree:
        return Tree("call", args, Span(frame.start, frame.end), frame.data)

    def close_derivative(self, frame: Frame, args: tuple[Tree, ...]) -> Tree:
        if len(args) < 2:
            self.fail(
                "E-syntax-derivative",
                "a derivative needs what it is taken with respect to",
                frame.start,
                frame.end,
                help=self.replaced(frame.start, frame.end, f"D({self.text(args[0])}, x)"),
            )
        return derivative(args[0], args[1:], Span(frame.start, frame.end))

    # ---- separators and definitions

    def on_comma(self, token: Token) -> None:
        if self.frames[-1].kind not in self.listing:
            self.fail(
                "E-syntax-separator",
                "a comma stands only between arguments, entries or definitions",
                token[1],
                token[2],
            )
        self.separate(token)

    def on_semicolon(self, token: Token) -> None:
        if self.frames[-1].kind != "block":
            self.fail(
                "E-syntax-separator",
                "a semicolon stands only between the rows of a matrix [a, b; c, d]",
                token[1],
                token[2],
            )
        self.separate(token)
        self.end_row()

    def on_where(self, token: Token) -> None:
        frame = self.frames[-1]
        if frame.kind != "root":
            self.fail("E-syntax-where", "'where' stands once, after the whole formula", token[1], token[2])
        self.separate(token)
        frame.kind = "where"

    def on_unequal(self, token: Token) -> None:
        self.fail(
            "E-unsupported",
            "inequalities and other relations are not supported: a formula or an equation is expected",
            token[1],
            token[2],
        )

    def finish(self) -> Tree:
        tree = super().finish()
        if self.frames[0].kind == "where":
            tree = self.definitions((*self.operands, tree))
        if self.leading is not None:
            sides = tree.args if tree.head == "equation" else (tree,)
            tree = Tree("equation", sides, Span(self.leading, tree.span.end), "continued")
        if self.gap:
            self.juxtaposition()
        return tree

    def definitions(self, parts: tuple[Tree, ...]) -> Tree:
        """The tree of `body where u = ..., v = ...`."""
        names, values = [], []
        for part in parts[1:]:
            if part.head != "equation" or len(part.args) != 2 or part.args[0].head != "name":
                self.fail(
                    "E-syntax-where",
                    "after 'where' stands a list of definitions, name = formula",
                    part.span.start,
                    part.span.end,
                )
            names.append(part.args[0].value)
            values.append(part.args[1])
        return Tree("where", (parts[0], *values), parts[0].span | parts[-1].span, tuple(names))
