"""The reading engine that both notations share: operands, pending operators and open brackets on explicit stacks.

A reader feeds tokens to the engine by handlers, one for each kind of token; nothing here recurses, so the depth of a
formula is bounded by `MAX_NESTING` and not by Python.  Operators of one binding power are kept as a run until a
looser one or a bracket arrives, because a notation may want to see a whole product before it decides on its grouping.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, NoReturn

from wrt.diagnostics import Label, Span, WrtError
from wrt.syntax.lexer import Token
from wrt.syntax.operators import EQUATION, SIGN, TIGHT, TRANSPOSE_MARK, Operator
from wrt.syntax.tree import Tree

MAX_NESTING = 10_000
MAX_LENGTH = 1_000_000


class Pending(NamedTuple):
    """An operator that waits for its right operand."""

    power: int
    arity: int
    head: str
    start: int
    end: int
    data: Any = None


class Frame:
    """An open bracket: what it is, what closes it, and how many operands and operators were there when it opened."""

    __slots__ = ("base", "closer", "data", "end", "floor", "kind", "rows", "start")

    def __init__(self, kind: str, closer: str, start: int, end: int, base: int, floor: int, data: Any = None) -> None:
        self.kind = kind
        self.closer = closer
        self.start = start
        self.end = end
        self.base = base
        self.floor = floor
        self.data = data
        self.rows: list[int] = []


_FLOOR = Pending(-1, 0, "", 0, 0)


class Engine:
    """The state of one reading; `handlers` maps a kind of token to what is done with it."""

    handlers: ClassVar[Mapping[str, Callable[[Any, Token], None]]] = {}

    def __init__(self, source: str, tokens: list[Token], stop: int) -> None:
        self.source = source
        self.tokens = tokens
        self.stop = stop
        self.at = 0
        self.ready = False  # is the last thing read a complete operand?
        self.operands: list[Tree] = []
        self.pending: list[Pending] = [_FLOOR]
        self.frames: list[Frame] = [Frame("root", "", 0, 0, 0, 0)]
        self.depth = 0
        self.raised: Tree | None = None  # the last power written without parentheses
        self.marks = 0  # how many transpose signs stand in a row
        self.marked: Tree | None = None  # the operand that the last of them made

    # ---- the loop

    def run(self) -> Tree:
        """Read all tokens and return the tree."""
        handlers, tokens = self.handlers, self.tokens
        while self.at < len(tokens):
            token = tokens[self.at]
            self.at += 1
            handlers[token[0]](self, token)
        return self.finish()

    def finish(self) -> Tree:
        """The tree of the whole formula, once the tokens are used up."""
        if len(self.frames) > 1:
            self.unclosed(self.frames[-1])
        if not self.ready:
            self.missing(self.stop, self.stop)
        self.reduce(0)
        return self.operands.pop()

    # ---- operands and operators

    def operand(self, tree: Tree) -> None:
        """A complete operand has been read."""
        self.operands.append(tree)
        self.ready = True
        if self.pending[-1].power >= TIGHT:
            self.settle()

    def settle(self) -> None:
        """Apply what waits for just this operand: an exponent's sign, a power, a function over one group."""
        while self.pending[-1].power >= TIGHT:
            self._settle_one()

    def _settle_one(self) -> None:
        top = self.pending.pop()
        if top.arity == 1:
            self._apply(top)
            return
        exponent = self.operands.pop()
        self.operands.append(self.power(self.operands.pop(), exponent, top))

    def _apply(self, top: Pending) -> None:
        self.depth -= 1
        self.operands.append(self.prefixed(top, self.operands.pop()))

    def deepen(self, start: int, end: int) -> None:
        """Count one more level of nesting, and stop where no formula can be meant."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep(start, end)

    def too_deep(self, start: int, end: int) -> NoReturn:
        """Stop at a nesting that no formula has."""
        raise WrtError(
            "E-too-deep",
            f"the formula is nested more than {MAX_NESTING:,} levels deep",
            Span(start, end),
            source=self.source,
        )

    def prefix(self, power: int, head: str, start: int, end: int, data: Any = None) -> None:
        """An operator before its operand."""
        self.deepen(start, end)
        self.pending.append(Pending(power, 1, head, start, end, data))
        self.ready = False

    def infix(self, op: Operator, start: int, end: int, data: Any = None) -> None:
        """An operator between two operands."""
        if not self.ready:
            self.missing(start, end)
        self.reduce(op.power)
        if op.power == EQUATION and self.frames[-1].kind not in ("root", "where"):
            self.fail("E-syntax-equation", "an equation cannot stand inside brackets", start, end)
        self.pending.append(Pending(op.power, 2, op.head, start, end, data))
        self.ready = False

    def reduce(self, power: int) -> None:
        """Apply every pending operator that binds tighter than `power`, back to the innermost open bracket."""
        while self.pending[-1].power > power:
            self.reduce_top()

    def reduce_top(self) -> None:
        """Apply the last pending operator, with the whole run that it ends."""
        top = self.pending[-1]
        if top.power >= TIGHT:
            self._settle_one()
        elif top.arity == 1:
            self._apply(self.pending.pop())
        else:
            self._reduce_run(top.power)

    def _reduce_run(self, power: int) -> None:
        pending = self.pending
        first = len(pending) - 1
        while pending[first - 1].power == power:
            first -= 1
        run = pending[first:]
        del pending[first:]
        args = self.operands[-len(run) - 1 :]
        del self.operands[-len(args) :]
        self.operands.append(self.fold(power, args, run))

    def fold(self, power: int, args: Sequence[Tree], run: Sequence[Pending]) -> Tree:
        """The tree of operands joined by operators of one power."""
        if power == EQUATION:
            return Tree("equation", tuple(args), args[0].span | args[-1].span)
        return left_to_right(args, run)

    # ---- powers and signs

    def transposed(self, arg: Tree, span: Span) -> Tree:
        """The transpose of an operand, with an end to transposes of transposes."""
        self.marks = self.marks + 1 if arg is self.marked else 1
        if self.marks > MAX_NESTING:
            self.too_deep(span.end - 1, span.end)
        self.marked = Tree("transpose", (arg,), span)
        return self.marked

    def prefixed(self, top: Pending, arg: Tree) -> Tree:
        """The tree of a prefix operator; a plus sign leaves no trace but its place."""
        span = Span(top.start, arg.span.end)
        if top.head == "plus":
            return Tree(arg.head, arg.args, span, arg.value, arg.hint)
        return Tree(top.head, (arg,), span)

    def sign(self, token: Token) -> None:
        """A + or -: between operands when one is complete, else the sign of what follows."""
        _, start, end, op = token
        if self.ready:
            self.infix(op, start, end)
            return
        in_exponent = self.pending[-1].power >= TIGHT
        self.prefix(TIGHT if in_exponent else SIGN, "neg" if op.head == "sub" else "plus", start, end)

    def power(self, base: Tree, exponent: Tree, op: Pending) -> Tree:
        """A power; `A^T`, `A^-1` and `A^-T` are what they are read as."""
        span = base.span | exponent.span
        if op.head == "pow":
            if is_transpose_mark(exponent):
                return self.transposed(base, span)
            negative = exponent.head == "neg"
            if negative and is_transpose_mark(exponent.args[0]):
                return Tree("transpose", (Tree("inverse", (base,), span),), span)
            self.no_tower(base, exponent, "^")
            if negative and exponent.args[0].head == "num" and exponent.args[0].value == 1:
                return self.raise_to(Tree("inverse", (base,), span))
        self.no_tower(base, exponent, ".^" if op.head == "hpow" else "^")
        return self.raise_to(Tree(op.head, (base, exponent), span))

    def raise_to(self, tree: Tree) -> Tree:
        """Remember a power that was written without parentheses."""
        self.raised = tree
        return tree

    def no_tower(self, base: Tree, exponent: Tree, mark: str) -> None:
        """Refuse `a^b^c`, which people read both ways."""
        if base is not self.raised or not base.args:
            return
        a, both, c = self.text(base.args[0]), self.text(base), self.text(exponent)
        rest = self.source[base.args[0].span.end : exponent.span.end].lstrip(" ^.")
        self.fail(
            "E-syntax-power",
            "a power of a power needs parentheses: it can be read in two ways",
            base.span.start,
            exponent.span.end,
            help=f"write ({both}){mark}{c} or {a}{mark}({rest})",
        )

    def text(self, tree: Tree) -> str:
        """The source of a tree."""
        return self.source[tree.span.start : tree.span.end]

    # ---- brackets

    def open(self, kind: str, closer: str, start: int, end: int, data: Any = None) -> Frame:
        """An opening bracket; what it means is in `kind`, the rest in `data`."""
        self.deepen(start, end)
        frame = Frame(kind, closer, start, end, len(self.operands), len(self.pending), data)
        self.frames.append(frame)
        self.pending.append(_FLOOR)
        self.ready = False
        return frame

    def close(self, end: int) -> tuple[Frame, tuple[Tree, ...]]:
        """Leave the innermost bracket: its frame and what it holds."""
        self.reduce(0)
        self.pending.pop()
        self.depth -= 1
        frame = self.frames.pop()
        args = tuple(self.operands[frame.base :])
        del self.operands[frame.base :]
        frame.end = end
        return frame, args

    def group(self, frame: Frame, tree: Tree) -> Tree:
        """The tree in brackets: the same, but its place takes in the brackets."""
        return Tree(tree.head, tree.args, Span(frame.start, frame.end), tree.value, tree.hint)

    def separate(self, token: Token) -> None:
        """End one argument or cell."""
        if not self.ready:
            self.missing(token[1], token[2])
        self.reduce(0)
        self.ready = False

    def end_row(self) -> None:
        """End a row of a block."""
        self.frames[-1].rows.append(len(self.operands) - self.frames[-1].base)

    def block(self, frame: Frame, cells: tuple[Tree, ...]) -> Tree:
        """The tree of `[a, b; c, d]`; its rows must be equally long."""
        ends = [*frame.rows, len(cells)]
        lengths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
        if len(set(lengths)) > 1:
            counts = ", ".join(str(n) for n in lengths)
            self.fail(
                "E-syntax-block",
                f"the rows of a matrix must be equally long; these have {counts} entries",
                frame.start,
                frame.end,
            )
        return Tree("block", cells, Span(frame.start, frame.end), (len(lengths), lengths[0]))

    # ---- errors

    def fail(
        self,
        code: str,
        message: str,
        start: int,
        end: int,
        *,
        help: str | None = None,
        notes: tuple[str, ...] = (),
        labels: tuple[Label, ...] = (),
    ) -> NoReturn:
        """Stop with an error at a place."""
        raise WrtError(code, message, Span(start, end), labels, help, notes, self.source)

    def missing(self, start: int, end: int) -> NoReturn:
        """Something is expected at a place and is not there."""
        if not self.tokens:
            self.fail("E-syntax-empty", "there is no formula here", start, end)
        top, frame = self.pending[-1], self.frames[-1]
        if top.power > 0:
            sign = self.source[top.start : top.end]
            self.fail("E-syntax-missing-operand", f"nothing stands after '{sign}'", top.start, max(end, top.end))
        what = self.source[start:end]
        if len(self.operands) == frame.base and what == frame.closer:
            opened = self.source[frame.start : frame.end]
            self.fail("E-syntax-missing-operand", f"nothing stands between '{opened}' and '{what}'", frame.start, end)
        message = f"nothing stands before '{what}'" if what else "the formula ends too early"
        self.fail("E-syntax-missing-operand", message, start, end)

    def unclosed(self, frame: Frame) -> NoReturn:
        """A bracket is never closed."""
        written = self.source[frame.start : frame.end]
        self.fail("E-syntax-unclosed", f"'{written}' is not closed", frame.start, frame.end)


def left_to_right(args: Sequence[Tree], run: Sequence[Pending]) -> Tree:
    """Operands joined by operators of one power, grouped from the left."""
    tree = args[0]
    start = tree.span.start
    for op, arg in zip(run, args[1:], strict=True):
        tree = Tree(op.head, (tree, arg), Span(start, arg.span.end))
    return tree


def is_transpose_mark(exponent: Tree) -> bool:
    """Does this exponent say "transpose"?"""
    return exponent.head == "name" and exponent.value in ("T", TRANSPOSE_MARK)


def check_length(source: str) -> None:
    """Refuse an input that is too long to be a formula."""
    if len(source) > MAX_LENGTH:
        raise WrtError(
            "E-too-large",
            f"a formula may have at most {MAX_LENGTH:,} characters; this has {len(source):,}",
            Span(0, 1),
            source=source[:200],
        )
