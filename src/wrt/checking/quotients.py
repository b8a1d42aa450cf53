"""Derivatives as people type them: `d(x'*A*x)/dx`, `d/dx (x'*A*x)`, `∂(..)/∂x`, `d tr(A*X)/dX`, `d^2f/dx^2`."""

from __future__ import annotations

import re

from wrt.syntax.brackets import closing

SIGN = r"(?:d|∂|δ)"
TWICE = r"(?:\s?\^\s?2|\s?\^\{2\}|²)"
BY = rf"\s*/\s*{SIGN}\s?(?P<by>[^\W\d²]\w*?)(?P<again>{TWICE})?(?![\w^'²ᵀ])"
QUOTIENT = re.compile(rf"(?<![\w\\]){SIGN}(?P<twice>{TWICE})?\s?(?P<call>[A-Za-z]\w*)?\s?(?=\()")
BEHIND = re.compile(BY)
OPERATOR = re.compile(rf"(?<![\w\\])(?:d|δ)(?P<twice>{TWICE})?{BY}\s*(?=\()")
PLAIN = re.compile(
    rf"(?<![\w\\])(?:d|∂|δ)(?P<twice>(?!))?(?P<function>[A-Za-z](?:\d+|_\w+)?)(?!\s*/\s*{SIGN}\s?t\b){BY}"
)
NAMED = re.compile(rf"(?<![\w\\]){SIGN}(?P<twice>{TWICE})\s?(?P<function>[A-Za-z]\w*){BY}")


def without_quotients(text: str, latex: bool) -> str:
    """The line with its quotients as derivatives, where what is derived speaks of the variable.

    >>> without_quotients("d(x'*A*x)/dx = A*x", latex=False)
    "D(x'*A*x, x) = A*x"
    >>> without_quotients("d/dx (a'*x) = a", latex=False)
    "D(a'*x, x) = a"
    """
    parts, at = [], 0
    while found := _first(text, at):
        start, end, function, variables = found
        parts += [text[at:start], _written(function, variables, latex)]
        at = end
    return "".join([*parts, text[at:]])


def _first(text: str, at: int) -> tuple[int, int, str, list[str]] | None:
    """Where the next quotient begins and ends, what is derived and by what."""
    kinds = (NAMED, QUOTIENT, OPERATOR, *([] if "\\" in text else [PLAIN]))
    for found in sorted([found for kind in kinds for found in kind.finditer(text, at)], key=re.Match.start):
        end = found.end() if found.re in (NAMED, PLAIN) else closing(text, found.end()) + 1
        below = BEHIND.match(text, end) if found.re is QUOTIENT else found
        if not end or below is None or bool(found["twice"]) != bool(below["again"]):
            continue
        variables = [below["by"]] * (2 if found["twice"] else 1)
        if found.re in (NAMED, PLAIN):
            return found.start(), end, found["function"], variables
        function = text[found.end() + 1 : end - 1]
        if found.re is QUOTIENT and found["call"]:
            function = f"{found['call']}({function})"
        if _speaks_of(function, below["by"]):
            return found.start(), max(end, below.end()), function, variables
    return None


def _speaks_of(function: str, name: str) -> bool:
    """Whether a name stands in a formula, by itself or as the last or first of letters side by side; x for x_j."""
    name = re.sub(r"_\{?[ijk]\}?\Z", "", name)
    return bool(re.search(rf"(?<![A-Za-z]){re.escape(name)}(?!\w)|[A-Za-z]{re.escape(name)}\b", function))


def _written(function: str, variables: list[str], latex: bool) -> str:
    if not latex:
        return f"D({', '.join([function, *variables])})"
    twice = "^2" if len(variables) > 1 else ""
    return rf"\frac{{\partial{twice}}}{{\partial {variables[0]}{twice}}} ({function})"
