r"""A line of a derivation as people write it: the formula without alignment marks, number, and words around it.

&\Rightarrow X^T X \theta &= X^T y  && \text{by (3)} \\
"""

from __future__ import annotations

import re
from typing import NamedTuple

ENVIRONMENT = re.compile(r"\\(begin|end)\{[^}]*\}")
SPACE = r"(?:\s|\\[,;:! ]|\\q?quad\b|\\hspace\{[^}]*\}|~)*"
ENDS = (
    re.compile(r"\\\\(?:\[[^\]]*\])?\s*\Z"),
    re.compile(r"\\(?:nonumber|notag|hfill)\b\s*\Z"),
    re.compile(r"\\label\{(?P<key>[^}]*)\}\s*\Z"),
    re.compile(r"\\tag\*?\{\(?(?P<label>[^})]*)\)?\}\s*\Z"),
    re.compile(r"\\q?quad" + SPACE + r"\((?P<label>\d+(?:\.\d+)*[a-z]?)\)\s*\Z"),
    re.compile(r"\\(?:text|textrm|mbox|textit|mathrm)\{(?:[^{}$]*(?:\$[^$]*\$[^{}$]*)*)\}[.,;]?\s*\Z"),
    re.compile(r"(?:\\q?quad|\s{2,})" + SPACE + r"(?:(?:by|since|because|using|from|as)\b[^=]*)\Z"),
    re.compile(
        r"(?:\\q?quad" + SPACE + r"|\s)\\(?:text|textrm|mbox)\{\s*\(?(?:since|because|by|using|as)\b[^{}]*\}.*\Z"
    ),
    re.compile(r"\s(?:#(?!\w).*|//.*)\Z"),
    re.compile(r"(?<!\\)(?:%.*)\Z"),
    re.compile(r"(?:\s{2,}|\t)(?:\(?(?:[A-Za-z][a-z']+[ ,]*){2,}\)?)\Z"),
    re.compile(r"(?:\s|\\[,;:! ]|\\q?quad(?![a-z])|&|(?<!\.)[.,;])\s*\Z"),
)
BEGINNINGS = re.compile(
    r"\A(?:\s|\\label\{(?P<key>[^}]*)\}|\\(?:nonumber|notag|displaystyle|textstyle)\b|\\q?quad(?![a-z])"
    r"|\\text\{[^{}]*\}(?=\s*\S*.*=)|\((?:\d{1,2}|[ivx]+)\)\s+(?=\S))*"
)
IMPLIES = re.compile(
    r"(?:\\(?:Rightarrow|implies|Longrightarrow|iff|Leftrightarrow|Longleftrightarrow|therefore|because|rightarrow|to)\b"
    r"|[⇒⟹⇔⟺∴→]|<?==?>(?!=)|-+>|\\text\{\s*(?:so|hence|thus|therefore|then|or|i\.e\.|and)[\s,:]*\}"
    r")\s*"
)
DEFINES = re.compile(r":=|≔|≡|\\(?:coloneqq|triangleq|equiv|stackrel\{[^}]*\}\{=\}|overset\{[^}]*\}\{=\})")
RELATION = re.compile(
    r"\\(?:leq?|geq?|neq?|leqslant|geqslant|approx|propto|sim|simeq|ll|gg|succeq?|preceq?|in|subset|subseteq|mapsto)"
    r"(?![A-Za-z])|<=|>=|!=|[<>≤≥≠≈∝∈≻⪰≺⪯⊂⊆↦]"
)
EQUALS = re.compile(r"(?<![<>!=:])==?(?!=)")


class Written(NamedTuple):
    """A line: its source, the formula in it, and what stands around that."""

    source: str
    text: str
    continued: bool = False  # begins with "=": it goes on from the line before
    follows: bool = False  # begins with an arrow or "so"
    relation: str = ""  # what else than an equation it is
    label: str = ""


def written(source: str) -> Written:
    r"""Take a line apart.

    >>> written(r"&= 2\mathbf{v} && \text{by (3)} \\")[1:3]
    ('2\\mathbf{v}', True)
    >>> written("=> theta = inv(X'*X)*X'*y   by (2)").text
    "theta = inv(X'*X)*X'*y"
    """
    text, label = _without_ends(source.strip().strip("$").strip())
    text = _unaligned(text[BEGINNINGS.match(text).end() :]).strip()  # type: ignore[union-attr]
    text, follows = _without_arrows(text)
    text = DEFINES.sub("=", text)
    continued = bool(EQUALS.match(text))
    if continued:
        text = EQUALS.sub("", text, count=1).strip()
    found = RELATION.search(text)
    return Written(source, text, continued, follows, found.group() if found else "", label)


LEAD = re.compile(
    r"(?:(?:and|so|hence|thus|therefore|then|now|finally|consequently|next|also)\b[\s,:]*"
    r"|(?:we|this|which|that)\s+(?:get|have|obtain|find|see|gives|yields|means|implies)\b[\s,:]*(?:that\b\s*)?"
    r"|(?:solve|answer|solution|result|step\s*\d+|differentiating|simplifying|expanding|proof|note|prove|show|claim"
    r"|theorem|lemma|fact|identity|problem|exercise|goal|to show|want)(?:\s+that)?\s*[:.]\s*"
    r"|(?=[^:=]{0,60}\b[a-z]{3})[A-Za-z][A-Za-z0-9' ]{2,60}:\s+)+",
    re.IGNORECASE,
)


def without_lead(text: str) -> str:
    """A line without the words that lead to its formula: "Hence", "we get", "Step 1:"."""
    found = LEAD.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


def _without_arrows(text: str) -> tuple[str, bool]:
    follows = False
    text = without_lead(text)
    while (arrow := IMPLIES.match(text)) and arrow.end() < len(text):
        text, follows = text[arrow.end() :].lstrip(" ,:"), True
    return text, follows


def _without_ends(text: str) -> tuple[str, str]:
    """The text without the words behind it and its number, and that number."""
    label = ""
    while text:
        found = next(filter(None, (end.search(text) for end in ENDS)), None)
        if found is None:
            break
        groups = found.groupdict()
        label = groups.get("label") or groups.get("key") or label
        text = text[: found.start()].rstrip()
    return text, label


def _unaligned(text: str) -> str:
    r"""The text without the alignment marks outside of matrices, and `\\` in the middle of a line."""
    parts: list[str] = []
    depth, at = 0, 0
    for found in [*ENVIRONMENT.finditer(text), None]:
        piece = text[at : found.start() if found else len(text)]
        parts.append(piece if depth else re.sub(r"(?<!\\)&", " ", piece))
        if found:
            depth += 1 if found.group(1) == "begin" else -1
            parts.append(found.group())
            at = found.end()
    return "".join(parts)
