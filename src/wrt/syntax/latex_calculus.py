r"""Derivatives and sums in LaTeX: `\frac{\partial f}{\partial \mathbf{x}}`, `\nabla J(\mathbf{z})`, `\sum_i x_i`.

The tree is D(f, variables...).  `\nabla f` without a variable is D(f) alone, with the order as its value: which
variable is meant is known only to whoever knows f.
"""

from __future__ import annotations

from itertools import takewhile
from typing import NoReturn

from wrt.diagnostics import Span
from wrt.syntax.engine import Frame, Pending
from wrt.syntax.lexer import Token
from wrt.syntax.operators import DERIVATIVE, TIGHT
from wrt.syntax.shared import Shared
from wrt.syntax.tree import Samples, Tree, derivative

_SIGNS = {"delta": "∂", "d": "d"}
_LEAVES = frozenset({"name", "numbered", "indexed"})
_VARIABLES = _LEAVES | {"function", "open", "brace"}


class Calculus(Shared):
    """Handlers for fractions, nablas and sums."""

    partner: dict[int, int]
    bold_names: set[str]

    # ---- fractions

    def on_frac(self, token: Token) -> None:
        """A fraction, or a derivative where numerator and denominator both begin with a differential sign."""
        self.start_operand(token)
        brace = self.tokens[self.at]
        below = self.partner[self.at] + 1
        sign = self.differential_sign(self.at + 1)
        self.at += 1
        if sign and self.differential_sign(below + 1) == sign and self.continues(below + 2):
            self.at += 1
            order = self.order()
            frame = self.open("derived", "}", token[1], brace[2], order)
            if self.at == below - 1:  # \frac{\partial}{\partial x} acts on what follows
                self.at += 1
                self.close(brace[2])
                self.open_denominator(frame)
            return
        self.open("numerator", "}", token[1], brace[2])

    def differential_sign(self, at: int) -> str:
        r"""`\partial`, `\delta` or d at a place, as what it is compared by."""
        if at >= len(self.tokens):
            return ""
        kind, _, _, value = self.tokens[at]
        if kind == "partial":
            return "∂"
        return _SIGNS.get(value[0], "") if kind == "name" else ""

    def continues(self, at: int) -> bool:
        """Does something that may be a variable stand at a place?"""
        return at < len(self.tokens) and self.tokens[at][0] in _VARIABLES

    def order(self) -> int:
        """Read the 2 of a second derivative, if it stands here."""
        kinds = [self.next_kind(k) for k in range(4)]
        braced = kinds[:2] == ["caret", "brace"]
        if kinds[0] != "caret" or kinds[1 + braced] != "num" or (braced and kinds[3] != "close"):
            return 1
        value = self.tokens[self.at + 1 + braced][3]
        if value not in (1, 2):
            self.fail(
                "E-unsupported",
                "derivatives beyond the second are not supported",
                *self.tokens[self.at + 1 + braced][1:3],
            )
        self.at += 4 if braced else 2
        return int(value)

    def end_bracket(self, end: int) -> None:
        frame = self.frames[-1]
        if frame.kind in ("numerator", "derived"):
            closed, args = self.close(end)
            self.operands.append(args[0])
            self.open_denominator(closed)
        elif frame.kind == "denominator":
            closed, args = self.close(end)
            self.close_fraction(closed, args)
        else:
            super().end_bracket(end)

    def open_denominator(self, above: Frame) -> None:
        """The second half of a fraction."""
        brace = self.tokens[self.at]
        self.at += 1
        frame = self.open("denominator", "}", above.start, brace[2], above)
        if above.kind == "derived":
            self.at += 1  # the differential sign, which was seen before
        frame.end = brace[2]

    def close_fraction(self, frame: Frame, args: tuple[Tree, ...]) -> None:
        above: Frame = frame.data
        span = Span(frame.start, frame.end)
        if above.kind == "numerator":
            self.operand(Tree("div", (self.operands.pop(), args[0]), span))
            return
        variables = self.variables(args, above.data, span)
        if len(self.operands) > above.base:
            self.operand(derivative(self.operands.pop(), variables, span))
        else:
            self.prefix(DERIVATIVE, "D", frame.start, frame.end, variables)

    def variables(self, written: tuple[Tree, ...], order: int, span: Span) -> tuple[Tree, ...]:
        r"""The variables below a derivative: `\partial x^2` is x twice, `\partial x \partial x^T` too."""
        variables: list[Tree] = []
        for tree in written:
            if tree.head == "pow" and tree.args[1].head == "num" and tree.args[1].value in (1, 2):
                variables += [tree.args[0]] * tree.args[1].value
            elif tree.head == "transpose" and len(written) > 1:
                variables.append(tree.args[0])
            else:
                variables.append(tree)
        if len(variables) != order:
            self.fail(
                "E-syntax-derivative",
                f"the derivative is of order {order} above and {len(variables)} below",
                span.start,
                span.end,
            )
        return tuple(variables)

    def on_partial(self, token: Token) -> None:
        r"""Between the variables of a denominator it separates; elsewhere `\partial f / \partial x` is read."""
        frame = self.frames[-1]
        if frame.kind == "denominator" and frame.data.kind == "derived":
            self.separate(token)
            return
        self.start_operand(token)
        order = self.order()
        body = self.take_leaf()
        if self.next_kind() == "infix" and self.next_kind(1) == "partial":
            self.at += 2
            variable = self.take_leaf()
            if variable is not None:
                variables = (variable,) * order
                if body is None:
                    self.prefix(DERIVATIVE, "D", token[1], variable.span.end, variables)
                else:
                    self.operand(Tree("D", (body, *variables), Span(token[1], variable.span.end)))
                return
        self.fail("E-syntax-derivative", r"a derivative is written \frac{\partial f}{\partial x}", token[1], token[2])

    def take_leaf(self) -> Tree | None:
        """Read a variable if one comes next."""
        if self.next_kind() not in _LEAVES:
            return None
        self.at += 1
        return self.leaf(self.tokens[self.at - 1])

    def leaf(self, token: Token) -> Tree:
        """The tree of a name with its subscript."""
        kind, start, end, value = token
        span = Span(start, end)
        if kind == "name":
            return Tree("name", (), span, value[0], value[1])
        if kind == "numbered":
            base, name, index = value
            if base not in self.bold_names or not index.strip("0"):
                return Tree("name", (), span, name, "scalar")
            return Tree("entry", (Tree("name", (), span, base, "vector"), Tree("num", (), span, int(index))), span)
        base, hint, indices = value
        span = Span(start, max(end, indices[-1][2]))  # the indices may stand after a superscript
        hint = hint if hint != "scalar" else ("vector" if len(indices) == 1 else "matrix")
        return Tree("entry", (Tree("name", (), Span(start, end), base, hint), *map(self.index, indices)), span)

    def index(self, token: Token) -> Tree:
        """The tree of one index."""
        kind, start, end, value = token
        return Tree("num" if kind == "num" else "name", (), Span(start, end), value)

    # ---- nabla

    def on_nabla(self, token: Token) -> None:
        r"""`\nabla_{\mathbf{x}} f` acts on the product that follows, `\nabla f(\mathbf{x})` on f(x) alone."""
        self.start_operand(token)
        order = self.order()
        variables = self.nabla_variables() if self.next_kind() == "under" else ()
        order = max(order, self.order())
        if len(variables) == 1:
            variables *= order
        end = self.tokens[self.at - 1][2]
        tight = self.next_kind() == "name" and (not variables or self.next_kind(1) == "open")
        of_a_norm = self.next_kind() == "bar"  # with the square behind it
        power = TIGHT if tight or not (variables or of_a_norm) else DERIVATIVE
        self.prefix(power, "nabla", token[1], end, (variables, order))

    def nabla_variables(self) -> tuple[Tree, ...]:
        """The subscript of a nabla: one variable, or several in braces."""
        self.at += 1
        first = self.take_leaf()
        if first is not None:
            return (first,)
        if self.next_kind() != "brace":
            self.fail("E-syntax-derivative", r"after \nabla_ stands a variable", *self.tokens[self.at - 1][1:3])
        stop = self.partner[self.at]
        inner = self.tokens[self.at + 1 : stop]
        self.at = stop + 1
        for token in inner:
            if token[0] not in (*_LEAVES, "comma"):
                self.fail("E-syntax-derivative", r"after \nabla_ stands a variable", token[1], token[2])
        return tuple(self.leaf(token) for token in inner if token[0] != "comma")

    def prefixed(self, top: Pending, arg: Tree) -> Tree:
        span = Span(top.start, arg.span.end)
        if top.head == "D":
            return derivative(arg, top.data, span)
        if top.head == "samples":
            return Tree("samples", (arg,), span, Samples(*top.data))
        if top.head == "nabla":
            variables, order = top.data
            if not variables and arg.head == "call" and arg.args and all(a.head == "name" for a in arg.args):
                variables = arg.args * order if len(arg.args) == 1 else arg.args
            return Tree("D", (arg, *variables), span, None if variables else order)
        return super().prefixed(top, arg)

    # ---- sums

    def on_sum(self, token: Token) -> None:
        r"""`\sum_{kl} X_{kl}` and `\sum_i x_i^2` are sums of all entries, others over one index are over samples."""
        self.start_operand(token)
        letters, upper = self.sum_limits()
        if len(letters) == 1 and upper is not None:
            self.prefix(DERIVATIVE, "samples", token[1], self.tokens[self.at - 1][2], (letters, upper))
            return
        base = self.summed(self.take_leaf(), letters)
        if base is None:
            self.unsupported_sum(token)
        if self.next_kind() == "caret":
            base = self.entry_power(base, token)
        if self.is_indexed(letters):
            self.unsupported_sum(token)
        self.operand(Tree("call", (base,), Span(token[1], base.span.end), "sum"))

    def is_indexed(self, letters: str) -> bool:
        """Whether what follows has the indices of a sum as well."""
        return self.next_kind() == "name" and str(self.tokens[self.at][3][0]).endswith("_" + letters)

    def summed(self, term: Tree | None, letters: str) -> Tree | None:
        """What `X_{kl}` is an entry of, if its indices are just those of the sum."""
        if term is None or not letters:
            return None
        if term.head == "entry":
            return term.args[0] if "".join(str(index.value) for index in term.args[1:]) == letters else None
        base, _, shown = str(term.value).rpartition("_")
        if not base or shown != letters:
            return None
        return Tree("name", (), term.span, base, "vector" if len(letters) == 1 else "matrix")

    def sum_limits(self) -> tuple[str, str | None]:
        """The index letters of a sum, and its upper limit; empty where none is said, None where it begins elsewhere."""
        letters, upper, begins = "", "", True
        while self.next_kind() in ("under", "caret"):
            under = self.next_kind() == "under"
            self.at += 1
            stop = self.partner.get(self.at, self.at)
            inner = self.tokens[self.at + 1 : stop] if stop > self.at else [self.tokens[self.at]]
            if under:
                names = list(takewhile(lambda token: token[0] in ("name", "comma"), inner))
                letters = "".join(token[3][0] for token in names if token[0] == "name")
                begins = [token[3] for token in inner[len(names) + 1 :]] in ([], [1])
            else:
                limit = inner[0] if len(inner) == 1 and inner[0][0] in ("name", "num") else None
                upper = None if limit is None else str(limit[3][0] if limit[0] == "name" else limit[3])  # type: ignore[assignment]
            self.at = stop + 1
        return letters, upper if begins else None

    def entry_power(self, base: Tree, token: Token) -> Tree:
        """The power of each entry under a sum."""
        self.at += 1
        braced = self.next_kind() == "brace"
        self.at += braced
        if self.next_kind() != "num" or (braced and self.next_kind(1) != "close"):
            self.unsupported_sum(token)
        _, start, end, value = self.tokens[self.at]
        self.at += 1 + braced
        exponent = Tree("num", (), Span(start, end), value)
        return Tree("hpow", (base, exponent), Span(base.span.start, self.tokens[self.at - 1][2]))

    def unsupported_sum(self, token: Token) -> NoReturn:
        """Stop at a sum that is not a sum of all entries."""
        self.fail(
            "E-unsupported",
            r"this sum is not supported, only \sum_{ij} X_{ij} over all entries, and \sum_{i=1}^n over samples",
            token[1],
            token[2],
            notes=(r"in matrix notation a sum of products is \mathbf{x}^T \mathbf{y}",),
        )
