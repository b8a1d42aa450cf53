r"""What people type that a formula does not have: θ̂ with a combining hat, x^{(i)} for a sample, `\ln p(x)` by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from wrt.checking.written import Written
from wrt.expr.guess import GREEK
from wrt.syntax.brackets import closing

FRACTIONS = {"½": "12", "⅓": "13", "¼": "14", "⅔": "23", "¾": "34"}
MARKS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar"}
MARKED = re.compile(f"([^\\W\\d_])([{''.join(MARKS)}])")
WORDS = re.compile(rf"(?<![\w\\])(?:{'|'.join(sorted(GREEK - {'ell', 'omicron'}, key=len, reverse=True))})(?![A-Za-z])")
SUM = re.compile(r"(?<![\w\\])sum(?=_[A-Za-z{])|∑|Σ(?=_\{\s*\w\s*=)")
PSEUDOINVERSE = re.compile(r"(?<=[A-Z}])\s*\^\s*(?:\{\s*\+\s*\}|\+(?!\s*[{\d]))")
SAMPLE = re.compile(r"(?P<name>[A-Za-z]|\\[a-z]+(?:\{\\?\w+\})?)\s*\^\s*\{?\s*\((?P<letter>[ijn])\)\s*\}?(?!\s*_)")
MEAN = re.compile(
    r"\\[dt]?frac\s*(?:\{\s*1\s*\}|1)\s*\{?\s*(?P<n>[A-Za-z])\s*\}?\s*\\sum\s*_\s*(?:[a-z]|\{\s*[a-z]\s*\})(?!\s*\^)"
)
DENSITY = re.compile(
    r"\\(?:ln|log)\s*(?P<name>[pqPL]|\\mathcal\s*\{?\s*[LNP]\s*\}?)(?:_\{?\\?\w+\}?)?\s*(?:\\left\s*)?\("
)


def samples(text: str) -> str:
    r"""A line with `\sum` for the sums that are typed otherwise, x_i for x^{(i)}, and a dagger for X^+."""
    text = MEAN.sub(r"\g<0>^{\g<n>}", PSEUDOINVERSE.sub(r"^{\\dagger}", text))
    return SAMPLE.sub(r"\g<name>_{\g<letter>}", SUM.sub(r"\\sum", text))


def letters(text: str, latex: bool) -> str:
    """A line with marks over letters as its notation has them.

    >>> letters("θ̂ = ŷ", latex=False)
    'θ_hat = y_hat'
    """
    for sign, number in FRACTIONS.items():
        text = text.replace(sign, rf"\frac{{{number[0]}}}{{{number[1]}}} " if latex else f"({number[0]}/{number[1]})*")
    if latex and "\\" not in text:
        text = WORDS.sub(lambda word: "\\" + {"lam": "lambda"}.get(word.group(), word.group()), text)
    if text.isascii():
        return text
    with_marks = unicodedata.normalize("NFD", text)
    if not MARKED.search(with_marks):
        return text
    return MARKED.sub(lambda found: f"\\{MARKS[found[2]]}{{{found[1]}}}" if latex else f"{found[1]}_{MARKS[found[2]]}",
                      with_marks)  # fmt: skip


def log_densities(lines: Sequence[Written]) -> Sequence[Written]:
    r"""The lines with a name for `\ln p(x)`, where no line says what p(x) is."""
    names = {found["name"] for line in lines for found in DENSITY.finditer(line.text)}
    known = [
        name for name in names for line in lines if re.match(rf"\s*{re.escape(name)}\s*(?:\\left\s*)?\(", line.text)
    ]
    return [line._replace(text=_named(line.text, known)) for line in lines] if names else lines


def _named(text: str, known: Sequence[str]) -> str:
    at = 0
    while found := DENSITY.search(text, at):
        end, at = closing(text, found.end() - 1), found.end()
        if end > 0 and found["name"] not in known:
            letter = re.sub(r"\W|mathcal", "", found["name"])
            text = f"{text[: found.start()]}\\ell_{{{letter}}} {text[end + 1 :]}"
    return text
