r"""Lines that say of something that it minimises: `\hat{w} = \arg\min_w J(w)` sets the gradient of J to zero."""

from __future__ import annotations

import re

NAME = r"(?:\\?[A-Za-z]+(?:\{\\?\w+\})?\w*)"
ASKED = re.compile(
    r"\A\s*(?:[^=]*=\s*)?(?:\\underset\s*\{\s*(?P<under>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*\{?\s*)?(?:\\operatorname\*?\{\s*)?"
    r"\\?arg\s*(?:\\[,;! ]|\})*\s*\\?min\s*\}*(?:\\limits)?\s*"
    rf"(?:_\s*(?:\{{\s*(?P<group>{NAME})(?:\s*\\in\b[^{{}}]*(?:\{{[^{{}}]*\}}[^{{}}]*)*)?\s*\}}|(?P<letter>\\?[A-Za-z]+)))?"
    r"\s*(?:\\[,;!:]|\\quad(?![a-z])|~)*\s*(?P<objective>\S.*)\Z",
    re.DOTALL,
)

OBJECTIVE = r"\operatorname{objective}"
"""The name of what is made least or greatest where it has none."""
OPTIMUM = (
    r"(?:\\(?:operatorname\*?|text|mathrm|textrm)\s*\{\s*(?:min|max)(?:imi[sz]e)?\s*\}|\\(?:min|max)(?![a-z])"
    r"|(?:min|max)imi[sz]e\b)"
)
DOMAIN = r"(?:\s*\\in\b[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\s*"
SOUGHT = re.compile(
    rf"\A\s*(?:\\underset\s*\{{\s*(?P<under>{NAME}){DOMAIN}\}}\s*\{{\s*{OPTIMUM}\s*\}}"
    rf"|{OPTIMUM}(?:\\limits)?(?:\s*_\s*\{{?\s*(?P<by>{NAME}){DOMAIN}\}}?)?)"
    r"\s*(?:\\[,;!:]|\\q?quad(?![a-z])|~)*\s*(?P<objective>\S.*)\Z",
    re.DOTALL,
)
FUNCTION = re.compile(
    rf"{NAME}\s*(?:(?:\\left)?\(\s*(?P<of>[^()=]*?)\s*(?:\\right)?\)\s*)?=(?P<value>[^=]*)", re.DOTALL
)
CONSTRAINED = re.compile(r"subject|such that|\bs\.\s*\\?\s*t\.")


def objective_of(text: str) -> str:
    r"""What is to be made least or greatest, as a function; other lines as they are.

    >>> objective_of(r"\min_w \|w\|^2")
    '\\operatorname{objective}(w) = \\|w\\|^2'
    >>> objective_of(r"\min_w J(w) = \|w\|^2")
    'J(w) = \\|w\\|^2'
    """
    found = SOUGHT.match(text)
    if found is None or CONSTRAINED.search(text):
        return text
    variable, objective = found["under"] or found["by"], found["objective"].strip()
    if "=" in objective:
        defined = FUNCTION.match(objective)
        letter = variable or (defined["of"] if defined else "")
        value = defined["value"] if defined else ""
        speaks = letter and letter in (value if letter.startswith("\\") else re.sub(r"\\[A-Za-z]+", " ", value))
        return objective if speaks else text  # of what is not a function of w the least value is said
    return f"{OBJECTIVE}({variable}) = {objective}" if variable else text


def is_objective(text: str) -> bool:
    """Whether a formula says what is to be made least or greatest, and by what."""
    return objective_of(text) != text


def minimised(text: str) -> str:
    r"""The equation that sets the gradient to zero, for a line that speaks of a minimiser; empty for another line.

    >>> minimised(r"\hat{w} = \arg\min_{w} J(w)")
    '\\frac{\\partial}{\\partial w} (J(w)) = 0'
    >>> minimised("w_hat = argmin_w norm2(y - X*w)^2")
    'D(norm2(y - X*w)^2, w) = 0'
    """
    found = ASKED.match(text)
    if found is None:
        return ""
    variable = found["under"] or found["group"] or found["letter"]
    variable, objective = re.split(r"\\in\b", variable or "")[0].strip(), found["objective"].strip()
    if not variable:
        return ""
    if "\\" in text:
        return rf"\frac{{\partial}}{{\partial {variable}}} ({objective}) = 0"
    return f"D({objective}, {variable}) = 0"
