r"""The LaTeX lexer: one regular expression, then one pass that gives commands their meaning.

It leaves out what only moves ink (spaces, sizes, `\displaystyle`, `\label`, an equation's number), reads
`\operatorname{tr}` and `\mathrm{T}` as words, and knows nothing of what may follow what.
"""

from __future__ import annotations

import re
from typing import Any

from wrt.diagnostics import Span, WrtError
from wrt.syntax.latex_tables import ALIGNMENTS, COMMANDS, MACROS, MATRICES
from wrt.syntax.lexer import Token, numeral, strange_character
from wrt.syntax.names import GREEK
from wrt.syntax.operators import LATEX_FUNCTIONS

_TOKEN = re.compile(
    r"""(?P<space>\s+|~|%[^\n]*|\$+|\\[,;:!> \n()\[\]/])
    |(?P<skip>\\(?:label|tag\*?|mbox|hspace\*?|vspace\*?|phantom|color)\s*\{[^{}]*\})
    |(?P<word>\\(?:mathrm|operatorname\*?|text|textrm|textnormal|mathsf|mathtt|mathit|rm|mathop)\s*
        \{\s*(?:\\(?:rm|mathrm|operatorname)\b\s*(?P<inner>\{)?)?\s*([A-Za-z][A-Za-z0-9\ .]*)\}(?(inner)\s*\}))
    |(?P<begin>\\(?:begin|end)\s*\{\s*([A-Za-z]+\*?)\s*\}(?:\s*\{[lcr|\s]*\})?)
    |(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
    |(?P<command>\\[A-Za-z]+|\\\\(?:\s*\[[^\]]{0,10}\])?|\\[^\s])
    |(?P<named>(?<![A-Za-z])(?:[A-Za-z]{2,12}[0-9]?(?![A-Za-z0-9])(?=\s*\()|eye(?![A-Za-z0-9])))
    |(?P<letter>[^\W\d_ᵀ⁰¹²³⁴-⁹ⁿ₀-₉])
    |(?P<prime>['’′]+)
    |(?P<small>⁻?ᵀ|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[₀-₉]+)
    |(?P<mark>\|\||:=|==|.)""",
    re.VERBOSE | re.DOTALL,
)
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def lex_latex(source: str) -> list[Token]:
    """The raw tokens of LaTeX source; a letter's value is its name."""
    tokens: list[Token] = []
    side = ""
    for match in _TOKEN.finditer(source):
        kind = str(match.lastgroup)
        if kind in ("space", "skip"):
            continue
        start, end = match.span()
        if kind in ("command", "mark"):
            kind, value = _meaning(match.group(), start, end, source)
            if kind == "ignored":
                continue
            if kind == "side":
                side = value
                continue
            if kind == "bar" and side:
                value = (value[0], side)
            tokens.append((kind, start, end, value))
        elif kind == "letter":
            written = match.group()
            tokens.append(("letter", start, end, GREEK.get(written, written)))
        else:
            _other(kind, match, tokens)
        side = ""
    return without_trailer(tokens)


def _meaning(written: str, start: int, end: int, source: str) -> tuple[str, Any]:
    """The kind and the value of a command or a mark."""
    known = COMMANDS.get(written)
    if known is not None:
        return known
    if written.startswith("\\\\"):
        return ("newline", None)
    if written == ".":
        return ("dot", None)
    if written.startswith("\\"):
        raise unknown_command(written, start, end, source)
    raise strange_character(source, start)


def _other(kind: str, match: re.Match[str], tokens: list[Token]) -> None:
    """Append the tokens that need more than a look into the table."""
    start, end = match.span()
    source, written = match.string, match.group()
    if kind == "number":
        _append_number(written, start, end, source, tokens)
    elif kind == "word":
        tokens.append(_word(match.group(5).rstrip(), start, end, written))
    elif kind == "begin":
        _append_environment(match.group(7), written, start, end, source, tokens)
    elif kind == "named":
        _append_named(written, start, end, tokens)
    elif kind == "prime":
        tokens.extend(("transpose", start + k, start + k + 1, None) for k in range(len(written)))
    else:
        _append_small(written, start, end, tokens)


def _append_number(written: str, start: int, end: int, source: str, tokens: list[Token]) -> None:
    """A number; directly after \\frac each digit is an argument of its own, as in \\frac12."""
    if tokens and tokens[-1][0] == "frac" and len(written) > 1 and written.isdigit():
        tokens.extend(("num", start + k, start + k + 1, int(written[k])) for k in range(len(written)))
        return
    tokens.append(("num", start, end, numeral(written, start, end, source)))


def _word(word: str, start: int, end: int, written: str) -> Token:
    """What `\\mathrm{...}` or `\\text{...}` holds: a letter, a function, `where`, or a longer name."""
    if len(word) == 1:
        return ("letter", start, end, word)
    if word in LATEX_FUNCTIONS:
        return ("function", start, end, LATEX_FUNCTIONS[word])
    if word in ("where", "with"):
        return ("where", start, end, word)
    if written.startswith("\\text") or " " in word or "." in word:
        return ("unsupported", start, end, "a word in a formula")
    return ("longname", start, end, word)


def _append_environment(name: str, written: str, start: int, end: int, source: str, tokens: list[Token]) -> None:
    if name in ALIGNMENTS:
        return
    if name not in MATRICES:
        message = f"the environment {name} is not supported; matrices are bmatrix or pmatrix"
        raise WrtError("E-unsupported", message, Span(start, end), source=source)
    tokens.append(("end" if written.startswith("\\end") else "begin", start, end, name))


def _append_named(written: str, start: int, end: int, tokens: list[Token]) -> None:
    """Letters before a parenthesis: a function's plain name, or factors side by side."""
    if written[0] == "T" and tokens and tokens[-1][0] == "caret" and len(written) > 1:  # r(x)^Tr(x)
        tokens.append(("letter", start, start + 1, "T"))
        written, start = written[1:], start + 1
    if written in LATEX_FUNCTIONS:
        tokens.append(("function", start, end, LATEX_FUNCTIONS[written]))
    elif written == "eye":
        tokens.append(("longname", start, end, "eye"))
    else:
        for k, char in enumerate(written):
            tokens.append(
                ("num" if char.isdigit() else "letter", start + k, start + k + 1, int(char) if char.isdigit() else char)
            )


def _append_small(written: str, start: int, end: int, tokens: list[Token]) -> None:
    """Superscript and subscript characters stand for the commands."""
    plain = written.translate(_DIGITS)
    if written[0] in "₀₁₂₃₄₅₆₇₈₉":
        tokens += [("under", start, start, None), ("num", start, end, int(plain[:1000]))]
        return
    tokens.append(("caret", start, start, COMMANDS["^"][1]))
    if plain[0] == "⁻":
        tokens.append(("sign", start, start + 1, COMMANDS["-"][1]))
        start, plain = start + 1, plain[1:]
    mark = plain == "ᵀ"
    tokens.append(("mark", start, end, None) if mark else ("num", start, end, int(plain[:1000])))


def without_trailer(tokens: list[Token]) -> list[Token]:
    """Leave out the full stop or comma after a formula, line ends, and an equation's number, `\\quad (1)`."""
    while tokens and tokens[-1][0] in ("comma", "semicolon", "dot", "newline", "quad"):
        tokens.pop()
    kinds = [token[0] for token in tokens[-4:]]
    if kinds == ["quad", "open", "num", "close"]:
        del tokens[-4:]
        return without_trailer(tokens) if tokens and tokens[-1][0] in ("comma", "dot", "newline", "quad") else tokens
    return tokens


def unknown_command(written: str, start: int, end: int, source: str) -> WrtError:
    """The error for an unknown command, with the nearest known one."""
    import difflib  # slow to import, and needed only here

    offered = [c for c, (kind, _) in COMMANDS.items() if c.startswith("\\") and kind != "unsupported"]
    near = difflib.get_close_matches(written, offered, n=1, cutoff=0.7) if len(written) > 3 else []
    help = f"did you mean {source[:start]}{near[0]}{source[end:]} ?" if near and len(source) < 500 else None
    notes = (r"a left division is written inv(A)*b",) if source.count("\\") == 1 and start and end - start == 2 else ()
    return WrtError(
        "E-syntax-command",
        f"the command {written} is not known",
        Span(start, end),
        notes=notes,
        source=source,
        help=None if written in MACROS else help,
    )
