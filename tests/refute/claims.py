"""Reading claims for the tests of refutation: both sides as written, the facts of formulas, the commuting pairs."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.declare import declare
from wrt.expr.elaborate import elaborate
from wrt.expr.facts import Facts
from wrt.syntax.reader import read
from wrt.work.normal import normal


def claim(left, right, shapes=None, assume=None, layout="denominator"):
    """The arguments of `refute`; both sides are read as one quotient, so that names mean the same in both."""
    declared = declare(shapes, assume)
    text = left if right.strip() == "0" else f"({left}) ./ ({right})"
    found = elaborate(read(text), declared, text, layout)
    sides = (found.node, b.zero(found.node.rows, found.node.cols)) if text is left else found.node.args
    known = declared._replace(shapes=declared.shapes | {n: (s.rows, s.cols) for n, s in found.symbols.items()})
    facts = Facts({normal(elaborate(read(f), known, f, layout).node): words for f, words in declared.formulas})
    return *sides, facts, [tuple(found.symbols[name] for name in pair) for pair in declared.commuting]
