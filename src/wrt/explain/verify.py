"""Every line of a derivation is checked before it is shown: equal to the line before, and of its shape.

The engine's normal forms decide nearly always; where they differ, the kernel's algebra, then exact numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from wrt.certificate import inlined
from wrt.derivation import Derivation, Later, Written
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.prove.strategy import same
from wrt.work.expand import expanded
from wrt.work.normal import normal
from wrt.work.simplify import simplify


def verified(derivation: Derivation, facts: Facts, forms: dict[Node, Node] | None = None) -> Derivation:
    """The derivation; E-derivation where one of its lines does not follow (which is a bug).

    `forms` may hold normal forms that the engine has found already.
    """
    forms = {} if forms is None else forms
    for before, after in links(derivation):
        if not follows(before, after, facts, forms):
            message = f"a line of the derivation could not be verified: {text(before)} = {text(after)}"
            raise WrtError("E-derivation", message, help="please report this formula")
    return derivation


def links(derivation: Derivation) -> Iterator[tuple[Node, Node]]:
    """What each line claims to be equal, also inside of steps."""
    for part in derivation.parts:
        current: Node | None = None
        for line in part.lines:
            before = current if line.left is None else line.left
            if line.inner is not None and not isinstance(line.inner, Later):  # what is told later is verified then
                yield from links(line.inner)
            if isinstance(line.right, Written) or isinstance(before, Written) or before is None:
                current = None if isinstance(line.right, Written) else line.right
                continue
            yield before, line.right
            current = line.right


def follows(before: Node, after: Node, facts: Facts, forms: dict[Node, Node]) -> bool:
    """Whether two expressions are equal and of one shape; `forms` keeps the normal forms."""
    if (before.rows, before.cols) != (after.rows, after.cols):
        return False
    if before is after:
        return True
    before, after = inlined(before), inlined(after)
    first, second = normal(before, forms), normal(after, forms)
    if first is second or (expanded(first) or first) is (expanded(second) or second):
        return True
    if simplify(first) is simplify(second) or same(before, after):
        return True
    from wrt.refute.search import search

    found = search(before, after, facts, facts.commuting)
    return found.counterexample is None and found.agreed > 0
