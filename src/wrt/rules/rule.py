"""What a rule is: a named identity, the conditions under which it holds, where it is from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

NOTHING: Mapping[str, str] = {}


class Rule(NamedTuple):
    """A row of a table of rules.

    `statement` is `left = right` in the text syntax; its symbols stand for any expressions of their shapes, and what
    a derivative is taken by for any variable that the other symbols do not contain.  `shapes` and `when` (symbol or
    formula: fact) are what `wrt.parse` takes; `when` must hold for the rule to hold.  `source` says who states it.

    `kind` is how it is used: "simplify" (from left to right wherever it matches), "fact" (the same, where the facts in
    `when` are known), "definition" (what an operator means), "known" (a theorem, cited only as a whole), "derivative"
    (`D(f, x) = ...`, in denominator layout), "differential" (`d(f) = ...`, where dA is the differential of A).
    `excess` says why it asks for more than it needs, where dropping a condition does not break it.
    """

    name: str
    statement: str
    when: Mapping[str, str] = NOTHING
    shapes: Mapping[str, str] = NOTHING
    source: str = ""
    kind: str = "simplify"
    excess: str = ""
