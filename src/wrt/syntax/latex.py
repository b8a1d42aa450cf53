r"""The LaTeX reader: formulas as people write them, `\mathbf{v}^T A \mathbf{v}`, `\frac{1}{N} \|y - X\theta\|_2^2`.

Factors side by side are a product.  Where a formula mixes such products with entrywise or Kronecker ones, or with `/`,
only sizes can tell which was meant, and the tree says `either`.  Derivatives and sums are read in `latex_calculus`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NoReturn

from wrt.diagnostics import Span, WrtError
from wrt.syntax.engine import Pending, check_length
from wrt.syntax.latex_brackets import Brackets
from wrt.syntax.latex_groupings import readings
from wrt.syntax.latex_lexer import lex_latex
from wrt.syntax.latex_scan import Scanner
from wrt.syntax.lexer import Token
from wrt.syntax.operators import APPLIED, LATEX_INFIX, OF_EACH_ENTRY, PRODUCT, TIGHT, TRANSPOSE_MARK, Operator
from wrt.syntax.tree import Tree, postorder

_MUL = LATEX_INFIX["*"]
_HPOW = Operator("hpow", TIGHT, (), ())
MAX_AMBIGUITY = 6  # levels; every level doubles the number of readings


def read_latex(source: str, *, continued: bool = False) -> Tree:
    r"""Read a formula in LaTeX.

    With `continued` a formula may begin with `=`, as the lines of a derivation do; it is then an equation of one side.

    >>> from wrt.syntax.tree import show
    >>> show(read_latex(r"\mathbf{v}^T A \mathbf{v}"))
    '(mul (mul (transpose v) A) v)'
    """
    check_length(source)
    scanner = Scanner(source, lex_latex(source))
    scanner.scan()
    root = LatexReader(source, scanner, continued).run()
    _no_loose_index(root, source)
    return root


def _no_loose_index(root: Tree, source: str) -> None:
    """Refuse a sum over indices that reaches further than the entries of one array: nothing may be left of an index."""
    bound = {letter for group in SUM_INDICES.findall(source) for letter in group if letter.isalpha()}
    if not bound:
        return
    inside = {(id(name), tree.value.letter) for tree in postorder(root) if tree.head == "samples"
              for name in postorder(tree.args[0])}  # fmt: skip
    for tree in postorder(root):
        _, mark, subscript = tree.value.partition("_") if tree.head == "name" else ("", "", "")
        if mark and any((id(tree), letter) not in inside for letter in bound.intersection(subscript)):
            raise WrtError(
                "E-unsupported",
                f"{tree.value} depends on an index of the sum; only the sum of all entries of one array is supported,"
                " and a sum over samples x_i",
                tree.span,
                notes=("in matrix notation such a sum is a product: x'*A*y, tr(A*B), sum(x.*y)",),
                source=source,
            )


SUM_INDICES = re.compile(r"\\sum\s*(?:\\limits)?\s*_\s*(\{[^}]*\}|[A-Za-z])")


class LatexReader(Brackets):
    """Handlers for the tokens of LaTeX."""

    latex = True

    def __init__(self, source: str, scanner: Scanner, continued: bool = False) -> None:
        super().__init__(source, scanner.tokens, len(source), continued)
        self.partner = scanner.partner
        self.bold_names = scanner.bold_names
        self.loose: list[int] = []  # places in `pending` of functions without parentheses
        self.ambiguous: list[tuple[int, int]] = []  # start and depth of each `either` so far

    def reread(self, source: str) -> None:
        scanner = Scanner(source, lex_latex(source))
        scanner.scan()
        reader = LatexReader(source, scanner)
        reader.suggest = False
        reader.run()

    # ---- products

    def start_operand(self, token: Token) -> None:
        """Operands side by side are a product."""
        if not self.ready:
            return
        if token[0] == "num" and self.tokens[self.at - 2][0] == "num":
            start, end = self.tokens[self.at - 2][1], token[2]
            self.fail(
                "E-syntax-number",
                "two numbers stand side by side; a product is written with \\cdot",
                start,
                end,
                help=self.replaced(token[1], token[1], r" \cdot "),
            )
        self.infix(_MUL, token[1], token[1], "beside")

    def on_infix(self, token: Token) -> None:
        if self.loose and self.ready:
            self.end_application()
        super().on_infix(token)

    def fold(self, power: int, args: Sequence[Tree], run: Sequence[Pending]) -> Tree:
        if power != PRODUCT:
            tree = super().fold(power, args, run)
            return Tree("call", tree.args, tree.span, "inner") if tree.head == "inner" else tree
        first, *others = readings(args, run)
        if not others:
            return first
        self.count_ambiguity(first.span)
        return Tree("either", (first, *others), first.span)

    def count_ambiguity(self, span: Span) -> None:
        """Stop where readings within readings would multiply beyond all measure."""
        depth = 1
        while self.ambiguous and self.ambiguous[-1][0] >= span.start:
            depth = max(depth, self.ambiguous.pop()[1] + 1)
        self.ambiguous.append((span.start, depth))
        if depth > MAX_AMBIGUITY:
            self.fail("E-syntax-ambiguous", "the grouping of these products needs parentheses", span.start, span.end)

    # ---- names

    def on_name(self, token: Token) -> None:
        _, start, end, (name, hint) = token
        following = self.next_kind()
        if name == "e" and hint == "scalar" and following == "caret" and not self.transposes(self.at + 1):
            self.start_operand(token)
            self.at += 1
            self.prefix(TIGHT, "exp", start, end)
            return
        if following == "open" and self.tokens[self.at][3] == ")" and self.pending[-1].head != "pow":
            if name == "sigma" and hint == "scalar":
                self.on_function(("function", start, end, "sigmoid"))
                return
            if self.pending[-1].arity != 2 and self.is_application(name, hint):
                self.start_operand(token)
                self.at += 1
                self.open("call", ")", start, end, (name, hint))
                return
        self.start_operand(token)
        self.operand(Tree("name", (), Span(start, end), name, hint))

    def is_application(self, name: str, hint: str) -> bool:
        """Do the parentheses that follow hold variables only, as in J(\\theta), or one matrix?"""
        if self.next_kind(1) == "begin":
            return True
        place = self.at + 1
        while place < len(self.tokens) and self.tokens[place][0] in ("name", "numbered", "indexed"):
            if place > self.at + 16:
                return False
            place += 1
            kind = self.tokens[place][0] if place < len(self.tokens) else ""
            if kind != "comma":
                return kind == "close" and self.tokens[place][3] == ")"
            place += 1
        return False

    def on_numbered(self, token: Token) -> None:
        """`z_1`: an entry of z where the formula has a bold z, else a name."""
        self.start_operand(token)
        self.operand(self.leaf(token))

    def on_longname(self, token: Token) -> None:
        self.start_operand(token)
        _, start, end, name = token
        self.operand(Tree("name", (), Span(start, end), name, ""))

    def on_mark(self, token: Token) -> None:
        """A transpose sign, which stands only in an exponent: `^\\top`, `^{-\\top}`."""
        place = self.at - 2
        while place >= 0 and self.tokens[place][0] in ("sign", "brace"):
            place -= 1
        if place < 0 or self.tokens[place][0] != "caret" or self.ready:
            self.fail(
                "E-syntax-missing-operand",
                "a transpose sign stands only in an exponent, as in A^\\top",
                token[1],
                token[2],
            )
        if self.tokens[self.at - 2][0] == "brace" and self.next_kind() != "close":
            self.fail("E-syntax-missing-operand", "a transpose sign stands alone in its exponent", token[1], token[2])
        self.operand(Tree("name", (), Span(token[1], token[2]), TRANSPOSE_MARK))

    # ---- powers

    def transposes(self, at: int) -> bool:
        """Does the exponent at a place say transpose?"""
        at += at < len(self.tokens) and self.tokens[at][0] == "brace"
        if at >= len(self.tokens):
            return False
        token = self.tokens[at]
        return token[0] in ("mark", "transpose") or (token[0] == "name" and token[3][0] == "T")

    def on_caret(self, token: Token) -> None:
        _, start, end, op = token
        if not self.ready:
            self.missing(start, end)
        kinds = [self.next_kind(k) for k in range(5)]
        if kinds[0] == "dagger" or kinds[:3] in (["brace", "dagger", "close"], ["brace", "sign", "close"]):
            self.pseudoinverse(1 if kinds[0] == "dagger" else 3)
        elif kinds[0] == "transpose" or kinds[:3] == ["brace", "transpose", "close"]:
            self.at += 1 if kinds[0] == "transpose" else 3
            self.on_transpose(("transpose", start, self.tokens[self.at - 1][2], None))
        elif kinds[0] == "brace" and kinds[1] in ("open", "square") and kinds[3:] == ["close", "close"]:
            self.bracketed_superscript(start)
        elif kinds[0] == "brace" and kinds[1] == "infix" and self.tokens[self.at + 1][3].head == "hadamard":
            self.infix(_HPOW, start, end)
            brace = self.tokens[self.at]
            self.at += 2
            self.open("group", "}", brace[1], brace[2])
        else:
            self.infix(op, start, end)

    def bracketed_superscript(self, start: int) -> NoReturn:
        """`W^{(1)}` numbers a matrix, which was read before; what is left is `(A B)^{(1)}`, or `f^{(2)}`."""
        self.fail(
            "E-syntax-superscript",
            "a superscript in brackets numbers one letter, as in W^{(1)}; it is no power and no derivative",
            start,
            self.tokens[self.at + 4][2],
        )

    def pseudoinverse(self, count: int) -> None:
        """`A^\\dagger` and `A^{+}`."""
        if count == 3 and self.tokens[self.at + 1][3] is not None and self.tokens[self.at + 1][3].head == "sub":
            self.fail("E-syntax-missing-operand", "the exponent is not complete", *self.tokens[self.at + 1][1:3])
        self.at += count
        arg = self.operands[-1]
        self.operands[-1] = Tree("call", (arg,), Span(arg.span.start, self.tokens[self.at - 1][2]), "pinv")
        self.settle()

    def on_transpose(self, token: Token) -> None:
        super().on_transpose(token)
        self.settle()

    def settle(self) -> None:
        """As in the engine, but a function without parentheses waits for the power after its argument."""
        while self.pending[-1].power >= TIGHT:
            if self.pending[-1].head == "apply" and self.next_kind() in ("caret", "transpose"):
                return
            self.reduce_top()

    # ---- functions

    def on_function(self, token: Token) -> None:
        """A function: over the group that follows, or without parentheses over the factors that follow."""
        _, start, end, name = token
        if self.loose and self.ready:
            self.end_application()
        self.start_operand(token)
        self.function_scripts(name, start, end)
        kind = self.next_kind()
        if kind in ("open", "square", "brace"):
            opening = self.tokens[self.at]
            self.at += 1
            self.open("call", opening[3], start, opening[2], (name, ""))
        elif kind in ("function", "bar"):
            self.prefix(TIGHT, "apply", start, end, name)
        else:
            self.prefix(APPLIED, "apply", start, end, name)
            self.loose.append(len(self.pending) - 1)

    def function_scripts(self, name: str, start: int, end: int) -> None:
        """`\\sin^2 x` is the square of `\\sin x`; any other script on a function is refused."""
        kinds = [self.next_kind(k) for k in range(3)]
        if kinds[0] == "under":
            self.fail(
                "E-unsupported",
                "a subscript on a function (a base, a norm) is not supported",
                start,
                self.tokens[self.at][2],
                help=None,
            )
        if kinds[0] != "caret":
            return
        braced = kinds[1] == "brace"
        if kinds[1 + braced] != "num" or (braced and self.next_kind(3) != "close"):
            self.fail(
                "E-syntax-superscript",
                f"this exponent on {name} can mean an inverse function or a power; write it after the argument",
                start,
                self.tokens[self.at][2],
            )
        _, first, last, value = self.tokens[self.at + 1 + braced]
        self.at += 4 if braced else 2
        exponent = Tree("num", (), Span(first, last), value)
        self.prefix(TIGHT, "powered", start, end, exponent)

    def end_application(self) -> None:
        """Complete the arguments of functions without parentheses in the innermost bracket."""
        while self.loose and self.loose[-1] >= self.frames[-1].floor:
            place = self.loose[-1]
            while len(self.pending) > place:
                self.reduce_top()

    def prefixed(self, top: Pending, arg: Tree) -> Tree:
        span = Span(top.start, arg.span.end)
        if top.head == "apply":
            if top.power == APPLIED:
                self.loose.pop()
            if top.data == "log" and arg.head == "call" and arg.value in ("bars", "det") and top.power == TIGHT:
                return Tree("call", arg.args, span, "logdet")
            return Tree("call", (arg,), span, top.data)
        if top.head == "powered":
            entrywise = arg.head == "call" and arg.value in OF_EACH_ENTRY
            return Tree("hpow" if entrywise else "pow", (arg, top.data), span)
        if top.head == "exp":
            return Tree("call", (arg,), span, "exp")
        return super().prefixed(top, arg)

    # ---- names with a fixed meaning

    def on_identity(self, token: Token) -> None:
        """`I` is the identity; `I_N` says its size."""
        self.sized(token, Tree("name", (), Span(token[1], token[2]), "eye", "matrix"), "eye")

    def on_ones(self, token: Token) -> None:
        """A bold 1 is the vector of ones; `\\mathbf{1}_N` says its length."""
        span = Span(token[1], token[2])
        self.sized(token, Tree("call", (Tree("num", (), span, 1),), span, "vector"), "ones")

    def sized(self, token: Token, plain: Tree, name: str) -> None:
        _, start, end, sub = token
        self.start_operand(token)
        if sub is None:
            self.operand(plain)
            return
        parts = (sub,) if isinstance(sub, str) else tuple(self.source[part[1] : part[2]] for part in sub)
        self.operand(Tree("call", tuple(self.size(part, start, end) for part in parts), Span(start, end), name))

    def size(self, written: str, start: int, end: int) -> Tree:
        """A dimension in a subscript."""
        if written.isdigit():
            return Tree("num", (), Span(start, end), int(written[:1000]))
        return Tree("name", (), Span(start, end), written)

    # ---- what is not a formula here

    def on_unsupported(self, token: Token) -> None:
        self.fail("E-unsupported", f"{token[3]} is not supported", token[1], token[2])

    def on_stray(self, token: Token) -> None:
        written = self.source[token[1] : token[2]]
        self.fail("E-syntax-character", f"'{written}' has no meaning at this place", token[1], token[2])

    def on_under(self, token: Token) -> None:
        self.fail("E-syntax-subscript", "a subscript stands after a letter, a norm or \\nabla", token[1], token[2])


def _handlers() -> dict[str, Any]:
    reader = LatexReader
    table = {name[3:]: getattr(reader, name) for name in dir(reader) if name.startswith("on_")}
    table["indexed"] = reader.on_numbered
    table["num"], table["sign"], table["brace"] = reader.on_number, reader.sign, reader.on_open
    table.update(dict.fromkeys(("dot", "dagger", "star"), reader.on_stray))
    return table


LatexReader.handlers = _handlers()
