"""The sides of a written line: the formula read, in the notation that it is in."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from wrt.checking.applied import Side
from wrt.checking.evaluated import AtPoint, at_point
from wrt.checking.gradients import gradients_in_words
from wrt.checking.minimised import minimised, objective_of
from wrt.checking.ones import typed_ones
from wrt.checking.packages import without_packages
from wrt.checking.primes import without_primes
from wrt.checking.quotients import without_quotients
from wrt.checking.typed import letters, log_densities, samples
from wrt.checking.written import Written
from wrt.diagnostics import WrtError
from wrt.syntax.notation import looks_like_latex
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree, names_in, rewritten


class Sides(NamedTuple):
    """The sides of a line, or why it cannot be read; whether that was LaTeX.

    `minimises` says that the line speaks of a minimum, `at` where it has a derivative.
    """

    sides: list[Side] | WrtError
    latex: bool
    minimises: bool
    at: AtPoint


EXPECTED = re.compile(
    r"(?<![A-Za-z\\])(?:E\s*(?:\\left)?\s*\[|\\mathbb\s*\{?\s*E\s*\}?|𝔼)"
    r"|(?:\\(?:mathrm|operatorname|text)\s*\{\s*(?:E|[Vv]ar|[Cc]ov|Pr)\s*\}|\\(?:Var|Cov|Pr)(?![a-z])|\b(?:Var|Cov))"
    r"\s*(?:\\left)?\s*[(\[]|\\(?:mathrm|operatorname)\s*\{\s*(?:E|[Vv]ar|[Cc]ov)\s*\}"
)
EXPONENTIAL = re.compile(
    r"(?:(?<![A-Za-z\\])e|\\mathrm\s*\{\s*e\s*\})\s*\^\s*(?!\{?\s*T)"
    r"(?:[A-Z]|\{(?:[-+()\s\dtsh./]|\\(?:tau|,))*[A-Z](?:[-+()\s\dtsh./A-Z]|\\(?:tau|,))*\})"
)
ALONG = re.compile(
    r"(?<![A-Za-z\\])(?:D|\\(?:mathrm|operatorname|mathsf)\s*\{\s*D\s*\})(?:\s*\^\s*\{?\s*2\s*\}?)?\s*[A-Za-z]\s*\([^()]*\)\s*"
    r"(?:(?:\\left|\\[bB]ig+l?)?\s*\[|\(?\s*[hHvVuU]\b)"
)


SQUARED = "squared"  # below a letter whose square is what was defined: \sigma^2
SQUARE = re.compile(r"\s*(\\[a-z]+|[A-Za-z])\s*\^\s*(?:2|\{\s*2\s*\})\s*=")


def _unread(text: str) -> WrtError | None:
    """Why a line is of a kind that is not read."""
    if EXPECTED.search(text):
        return WrtError("E-unsupported", "expectations and covariances are not judged")
    if EXPONENTIAL.search(text):
        return WrtError("E-unsupported", "the exponential of a matrix is not known here")
    if ALONG.search(text):
        return WrtError("E-unsupported", "derivatives along a direction are not read", help="write df = .. with dX")
    return None


BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec|bf)(?![a-z])|[𝐀-𝟋]")
MARK = r"(?:'|\^\{?\\prime\}?|\^\s*(?:\{\s*[+-]\s*\}|[+-]))"
MARKED = re.compile(rf"\s*([A-Za-z]|\\(?:[a-z]+\{{[A-Za-z]\}}|[A-Za-z]+))({MARK})\s*=")
TRANSPOSED = re.compile(r"\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf)")
SIDE_BY_SIDE = re.compile(r"[A-Z][a-z]")  # Ax, where nothing is multiplied with *


def all_sides(lines: Sequence[Written], latex: bool, known: Container[str]) -> tuple[list[Sides], bool]:
    """The sides of all lines, and whether the document is in LaTeX.

    Letters side by side are factors where nothing else makes sense of a line, or nothing is multiplied with *; `known`
    are names that were declared.  Where nothing is bold, the typeface does not say what is a vector.
    """
    latex = latex or any(looks_like_latex(line.text) for line in lines)
    lines = [line._replace(text=without_packages(line.text)) for line in lines]
    lines = _squares(lines)
    lines = typed_ones(log_densities(_without_marks(lines))) if latex else lines
    found = [sides_of(line, latex) for line in lines]
    if not latex:
        names = names_in(*[side.tree for read in found if not isinstance(read.sides, WrtError) for side in read.sides])
        pairs = [name for name in names if SIDE_BY_SIDE.fullmatch(name) and name not in known]
        juxtaposed = any(read.latex and not isinstance(read.sides, WrtError) for read in found)
        if juxtaposed or (pairs and not any("*" in line.text for line in lines)):
            found = [sides_of(line, latex=True) for line in lines]
    if not any(BOLD.search(line.text) for line in lines):
        found = [_without_typeface(read) for read in found]
    return found, latex


def _without_marks(lines: Sequence[Written]) -> Sequence[Written]:
    """The lines with the P' that one of them defines as a name, where transposes are written ^T."""
    transposed = any(TRANSPOSED.search(line.text) for line in lines)
    marked = {found[1] for line in lines if (found := MARKED.match(line.text)) and _is_a_mark(found, transposed)
              and not _is_pseudoinverse(found, line.text)}  # fmt: skip
    if not marked:
        return lines
    names = re.compile(rf"(?<![A-Za-z\\])({'|'.join(map(re.escape, sorted(marked)))})({MARK})(?![A-Za-z0-9(])")
    return [line._replace(text=names.sub(_with_mark, line.text)) for line in lines]


def _squares(lines: Sequence[Written]) -> Sequence[Written]:
    r"""The lines with a name for the d^2 or \sigma^2 that one of them defines, where d itself does not occur."""
    for letter in {found[1] for line in lines if (found := SQUARE.match(line.text))}:
        before = "" if letter.startswith("\\") else r"(?<![A-Za-z\\])"
        power = rf"{before}{re.escape(letter)}\s*\^\s*(?:2|\{{\s*2\s*\}})"
        rest = [re.sub(power, "", line.text) for line in lines]
        defined = [line for line in lines if SQUARE.match(line.text) and re.match(rf"\s*{power}", line.text)]
        alone = rf"{before}{re.escape(letter)}(?![A-Za-z])"
        if not any(re.search(alone, text) for text in rest) and not re.search(power, defined[0].text.partition("=")[2]):
            name = f"{letter}_{{{SQUARED}}}".replace("\\", "\\\\")
            lines = [line._replace(text=re.sub(power, name, line.text)) for line in lines]
    return lines


def _is_a_mark(found: re.Match[str], transposed: bool) -> bool:
    """Whether a name with a mark stands there; f' is a derivative, and A' a transpose where A^T is none."""
    return (found[2].startswith("^") and "prime" not in found[2]) or (transposed and not found[1][0].islower())


def _is_pseudoinverse(found: re.Match[str], text: str) -> bool:
    """Whether a plus says so: what A^+ is speaks of the transpose of A."""
    of_it = rf"(?<![A-Za-z\\]){re.escape(found[1])}(?![A-Za-z0-9])\s*{TRANSPOSED.pattern}"
    return "+" in found[2] and re.search(of_it, text[found.end() :]) is not None


def _with_mark(found: re.Match[str]) -> str:
    return f"{found[1]}_{{{'plus' if '+' in found[2] else 'minus' if '-' in found[2] else 'new'}}}"


def _without_typeface(read: Sides) -> Sides:
    """What is read without the scalars that are some because they are not bold."""
    if isinstance(read.sides, WrtError) or not read.latex:
        return read
    return read._replace(sides=[side._replace(tree=rewritten(side.tree, _unmarked)) for side in read.sides])


def _unmarked(tree: Tree) -> Tree:
    scalar = tree.head == "name" and tree.hint == "scalar"
    return Tree(tree.head, tree.args, tree.span, tree.value) if scalar else tree


def sides_of(line: Written, latex: bool) -> Sides:
    """The sides of a line in a document whose formulas are LaTeX or not."""
    asked = minimised(line.text)  # what minimises is where the gradient is zero
    at = at_point(samples(asked or objective_of(line.text)))
    text = gradients_in_words(at.text)
    error = _unread(line.text)
    if error is not None:
        return Sides(error, latex, False, at)
    first = "\\sum" in text or (latex and (looks_like_latex(text) or "*" not in text))
    for notation in (first, not first):
        typed = without_quotients(letters(text, notation), notation)
        for source in dict.fromkeys((without_primes(typed, notation), typed)):
            try:
                tree = read(source, latex=notation)
            except WrtError as failure:
                error = error or failure
                continue
            sides = [Side(side, source) for side in (tree.args if tree.head == "equation" else (tree,))]
            return Sides(sides, notation, bool(asked), at)
    assert error is not None
    return Sides(error, first, bool(asked), at)
