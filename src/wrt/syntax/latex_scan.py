r"""From raw LaTeX tokens to tokens that the reader understands: names, their subscripts, arguments without braces.

`\mathbf{W}_1` becomes one name W1 with the hint that its typeface gives; `\frac1N` gets its braces; a subscript that
stands after a superscript (`\|x\|^2_2`) moves before it.  Everything is one loop with explicit positions.
"""

from __future__ import annotations

from typing import Any, NoReturn

from wrt.diagnostics import Span, WrtError
from wrt.syntax.lexer import Token
from wrt.syntax.names import GREEK_NAMES, STEPS, canonical

MAX_WRAPPERS = 8
FUNCTIONS = frozenset("fgh")  # `f^{(2)}(x)` is a second derivative
_SUB_KINDS = frozenset({"letter", "num", "longname", "comma", "infix", "sign", "star", "unsupported", "function"})


class Scanner:
    """One pass over raw tokens; `tokens` is the result and `partner` tells where a brace in it closes."""

    def __init__(self, source: str, raw: list[Token]) -> None:
        self.source = source
        self.raw = raw
        self.tokens: list[Token] = []
        self.partner: dict[int, int] = {}
        self.bold_names: set[str] = set()
        self._jump: dict[int, int] = {}  # places that were read ahead
        self._open: list[tuple[int, bool, str]] = []  # open braces: place in tokens, bold outside, what follows
        self._bold = False
        self._sub_end = 0
        self._above: dict[str, bool] = {}  # whether the number of a name stands above it
        self._match = self._braces()

    def scan(self) -> None:
        """Fill `tokens`."""
        at, raw = 0, self.raw
        while at < len(raw):
            at = self._jump.pop(at) if at in self._jump else self._step(at)

    def fail(self, code: str, message: str, start: int, end: int, help: str | None = None) -> NoReturn:
        raise WrtError(code, message, Span(start, end), help=help, source=self.source)

    def _braces(self) -> dict[int, int]:
        """The closing brace of each opening one."""
        match: dict[int, int] = {}
        opened: list[int] = []
        for at, token in enumerate(self.raw):
            if token[0] == "brace":
                opened.append(at)
            elif token[0] == "close" and token[3] == "}":
                if not opened:
                    self.fail("E-syntax-unopened", "'}' closes nothing", token[1], token[2])
                match[opened.pop()] = at
        if opened:
            _, start, end, _ = self.raw[opened[-1]]
            self.fail("E-syntax-unclosed", "'{' is not closed", start, end)
        return match

    # ---- one item

    def _step(self, at: int) -> int:
        """Read one item at a place; the place after it."""
        kind = self.raw[at][0]
        if kind in ("letter", "bold", "plain", "accent", "longname") or (kind == "num" and self._bold):
            return self._atom_or_style(at)
        if kind == "brace":
            return self._open_brace(at, self._bold, "")
        if kind == "close" and self.raw[at][3] == "}":
            return self._close_brace(at)
        self.tokens.append(self.raw[at])
        if kind in ("frac", "sqrt"):
            return self._argument(at + 1, "frac" if kind == "frac" else "")
        if kind == "bar":
            return self._bar(at)
        return at + 1

    def _open_brace(self, at: int, bold: bool, then: str) -> int:
        if self._match[at] == at + 1 and not then and not self._after_script():
            return at + 2  # {} is nothing, as in {}^T
        self._open.append((len(self.tokens), self._bold, then))
        self._bold = bold
        self.tokens.append(self.raw[at])
        return at + 1

    def _after_script(self) -> bool:
        return bool(self.tokens) and self.tokens[-1][0] in ("caret", "under", "frac", "sqrt")

    def _close_brace(self, at: int) -> int:
        place, self._bold, then = self._open.pop()
        self.partner[place] = len(self.tokens)
        self.tokens.append(self.raw[at])
        return self._argument(at + 1, "") if then == "frac" else at + 1

    def _argument(self, at: int, then: str) -> int:
        """The argument of a command at a place: in braces, or one token that gets braces here."""
        if at >= len(self.raw):
            self.fail(
                "E-syntax-missing-operand", "the fraction or root ends too early", len(self.source), len(self.source)
            )
        if self.raw[at][0] == "square" and self.tokens[-1][0] == "sqrt":
            self.fail("E-unsupported", "roots of higher degree are written x^{1/3}", *self.raw[at][1:3])
        if self.raw[at][0] == "brace":
            return self._open_brace(at, self._bold, then or " ")
        if self.raw[at][0] not in ("num", "letter", "bold", "plain", "accent", "partial"):
            self.fail("E-syntax-command", "the arguments of a fraction or root stand in braces", *self.raw[at][1:3])
        place, start = len(self.tokens), self.raw[at][1]
        self.tokens.append(("brace", start, start, "}"))
        depth = len(self._open)
        after = self._step(at)
        if len(self._open) > depth:
            self.fail("E-syntax-command", "the arguments of a fraction or root stand in braces", *self.raw[at][1:3])
        end = self.tokens[-1][2]
        self.partner[place] = len(self.tokens)
        self.tokens.append(("close", end, end, "}"))
        return self._argument(after, "") if then == "frac" else after

    # ---- names

    def _atom_or_style(self, at: int) -> int:
        """A name in its typeface with its scripts; or a typeface that covers a longer group."""
        bold, calligraphic, accents, opened, place = self._bold, False, "", 0, at
        while True:
            if place >= len(self.raw) or place > at + MAX_WRAPPERS * 2:
                self.fail("E-syntax-command", "this command needs an argument in braces", *self.raw[at][1:3])
            kind, _, _, value = self.raw[place]
            if kind == "bold":
                bold = True
            elif kind == "plain":
                calligraphic = calligraphic or value in ("mathcal", "mathscr", "mathfrak")
            elif kind == "accent":
                accents += "_" + value
            elif kind == "brace" and place > at:
                opened += 1
            else:
                break
            place += 1
        if kind == "open" and place == at + 1 and self.raw[at][3] == "vec":
            self.tokens.append(("function", self.raw[at][1], self.raw[at][2], "vec"))
            return place
        end = place + 1
        closed = all(end + k < len(self.raw) and self.raw[end + k][::3] == ("close", "}") for k in range(opened))
        if kind not in ("letter", "num", "longname") or not closed:
            return self._style(at)
        if any(token[3] == "mathbb" for token in self.raw[at:place]) and value not in ("I", 1):
            self.fail("E-unsupported", "sets and expectations are not supported", *self.raw[at][1:3])
        end += opened
        last = self.raw[end - 1][2]
        if kind == "num":
            return self._digit(value, bold, self.raw[at][1], last, end)
        return self._scripts(value, accents, bold, calligraphic or kind == "longname", self.raw[at][1], last, end)

    def _style(self, at: int) -> int:
        """A typeface over more than one letter: its group is read with the typeface in force."""
        kind, start, end, value = self.raw[at]
        if at + 1 >= len(self.raw) or self.raw[at + 1][0] != "brace":
            if value in ("rm", "it", "bf", "bfseries"):
                self._bold = kind == "bold"
                return at + 1
            self.fail("E-syntax-command", f"'{self.source[start:end]}' needs a letter in braces", start, end)
        if kind == "accent":
            self.fail("E-unsupported", "a hat, bar or tilde stands over one letter only", start, end)
        return self._open_brace(at + 1, kind == "bold" or self._bold, " ")

    def _digit(self, value: Any, bold: bool, start: int, end: int, after: int) -> int:
        """A bold 1 is the vector of ones, a bold 0 the zero of the fitting size."""
        if bold and value == 1:
            place = after
            sub, after = self._subscript(place)
            self.tokens.append(("ones", start, self._sub_end if after > place else end, sub))
        else:
            if bold:
                _, after = self._subscript(after)
            self.tokens.append(("num", start, end, value))
        return after

    def _scripts(self, base: str, accents: str, bold: bool, scalar: bool, start: int, end: int, after: int) -> int:
        """A name with its accents, its star and its subscript."""
        if self._is_star(after):
            accents += "_star"
            after += 2 if self.raw[after + 1][0] != "brace" else 4
            end = self.raw[after - 1][2]
        place = after
        sub, after = self._subscript(place)
        above = self._number_above(after) if sub is None and base not in FUNCTIONS else None
        if above is not None:
            sub, after = above
        end = self._sub_end if after > place else end
        hint = _hint(base, bold, scalar)
        name = base + accents
        self._told_apart(f"{name}_{sub}", above is not None, start, end)
        if name == "I" and not scalar:
            self.tokens.append(("identity", start, end, sub))
        elif isinstance(sub, tuple):
            self.tokens.append(("indexed", start, end, (canonical(name), hint, sub)))
        elif sub and sub.isdigit() and not bold and hint == "scalar" and base != "I":
            self.tokens.append(("numbered", start, end, (canonical(name), canonical(f"{name}_{sub}"), sub)))
        else:
            if bold and not sub:
                self.bold_names.add(canonical(name))
            written = f"{name}_{sub}" if sub else name
            self.tokens.append(("name", start, end, (canonical(written), hint)))
        return after if above is None else self._rest_above(place, after)

    def _is_star(self, at: int) -> bool:
        """Does `^*` stand here?"""
        kinds = [token[0] for token in self.raw[at : at + 4]]
        values = self.raw[at : at + 4]
        if kinds[:1] != ["caret"]:
            return False
        if len(kinds) == 4 and kinds[1] == "brace" and kinds[3] == "close":
            return self._starlike(values[2])
        return len(kinds) > 1 and self._starlike(values[1])

    def _starlike(self, token: Token) -> bool:
        return token[0] == "star" or (token[0] == "infix" and self.source[token[1] : token[2]] in ("*", r"\ast"))

    # ---- subscripts

    def _subscript(self, at: int) -> tuple[Any, int]:
        """The subscript at a place, if there is one, and the place after it.

        A tuple is a list of indices; a string is part of a name.  One that stands after a superscript is read ahead.
        """
        if at >= len(self.raw):
            return None, at
        if self.raw[at][0] == "under":
            return self._read_subscript(at)
        if self.raw[at][0] == "caret" and at + 1 < len(self.raw):
            after = self._match.get(at + 1, at + 1) + 1
            if after < len(self.raw) and self.raw[after][0] == "under":
                sub, self._jump[after] = self._read_subscript(after)
                return sub, at
        return None, at

    def _number_above(self, at: int) -> tuple[str, int] | None:
        """The number of a layer, a step or a sample, `W^{(1)}`, `x^{(k+1)}`, `W^{[l]}`, and the place after it."""
        if [token[0] for token in self.raw[at : at + 2]] != ["caret", "brace"]:
            return None
        opening = self.raw[at + 2]
        if opening[0] not in ("open", "square"):
            return None
        place = at + 3
        while self.raw[place][0] in _SUB_KINDS - {"comma"} and place < at + 6:
            place += 1
        if place == at + 3 or self.raw[place][::3] != ("close", opening[3]):
            return None
        sub = self._subscript_value(self.raw[at + 3 : place], self.raw[at][1])
        alone = place + 1 == self._match[at + 1]
        self._sub_end = self.raw[place + alone][2]
        return str(sub), place + 1

    def _rest_above(self, at: int, after: int) -> int:
        """What stands behind a number in the same superscript, `W^{(1)\\top}`, is a superscript of its own."""
        if after == self._match[at + 1]:
            return after + 1
        self.tokens.append(self.raw[at])
        self._open_brace(at + 1, self._bold, "")
        return after

    def _told_apart(self, name: str, above: bool, start: int, end: int) -> None:
        """Refuse `x_1` beside `x^{(1)}`: they are two things, and would have one name."""
        if self._above.setdefault(name, above) != above:
            self.fail(
                "E-syntax-superscript", "this number stands below and above the letter in one formula", start, end
            )

    def _read_subscript(self, at: int) -> tuple[Any, int]:
        if at + 1 >= len(self.raw):
            self.fail("E-syntax-subscript", "nothing stands after '_'", *self.raw[at][1:3])
        first = self.raw[at + 1]
        if first[0] == "brace":
            inner, after = self.raw[at + 2 : self._match[at + 1]], self._match[at + 1] + 1
        else:
            inner, after = [first], at + 2
        if inner and inner[0][0] in ("bold", "plain"):
            inner = [token for token in inner if token[0] not in ("bold", "plain", "brace", "close")]
        start, self._sub_end = self.raw[at][1], self.raw[after - 1][2]
        if not inner or any(token[0] not in _SUB_KINDS for token in inner):
            self.fail(
                "E-syntax-subscript",
                "a subscript is a number, a letter, a word or a list of indices",
                start,
                self._sub_end,
            )
        return self._subscript_value(inner, start), after

    def _subscript_value(self, inner: list[Token], start: int) -> Any:
        """`1`, `i`, `max` as a string; `1,2` as a tuple of indices; n × n as n."""
        texts = [self._subscript_text(token) for token in inner]
        kinds = [token[0] for token in inner]
        if "comma" in kinds and all(kind == "comma" for kind in kinds[1::2]) and len(kinds) % 2:
            return tuple(inner[0::2])
        if len(inner) == 3 and kinds[1] == "infix" and texts[0] == texts[2] and inner[1][3].head == "mul":
            return texts[0]
        if kinds == ["letter", "sign", "num"]:
            return f"{texts[0]}{STEPS[inner[1][3].head]}{texts[2]}"
        if "comma" in kinds or "sign" in kinds or ("infix" in kinds and texts != ["star"]):
            self.fail(
                "E-syntax-subscript",
                "a subscript is a number, a letter, a word or a list of indices",
                start,
                self._sub_end,
            )
        return "".join(texts)

    def _subscript_text(self, token: Token) -> str:
        if self._starlike(token):
            return "star"
        if token[0] == "num" and isinstance(token[3], int):
            return str(token[3])
        if token[0] in ("num", "function", "unsupported", "infix", "comma"):
            written = self.source[token[1] : token[2]]
            return written[written.find("{") + 1 :].strip("{} \\").replace(" ", "") if "\\" in written else written
        return str(token[3])

    def _bar(self, at: int) -> int:
        """A bar keeps the subscript after it, which names a norm."""
        _, start, end, (double, side) = self.tokens.pop()
        sub, after = self._subscript(at + 1)
        if isinstance(sub, tuple):
            sub = ",".join(self.source[token[1] : token[2]] for token in sub)
        end = self._sub_end if after > at + 1 else end
        self.tokens.append(("bar", start, end, (double, side, sub)))
        return after


def _hint(base: str, bold: bool, scalar: bool) -> str:
    """What the typeface says of a letter."""
    if scalar:
        return "scalar"
    if base[0].isupper():
        return "array" if bold else "matrix"
    return "vector" if bold and (len(base) == 1 or base in GREEK_NAMES) else "scalar"
