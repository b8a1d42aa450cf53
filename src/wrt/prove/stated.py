"""What a certificate says for people: the claim as text, with everything that is needed to read it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wrt.certificate import inlined
from wrt.emit.present import present
from wrt.emit.text import text
from wrt.expr.dims import Dim
from wrt.expr.dims import write as write_dim
from wrt.expr.facts import Facts, closure
from wrt.expr.node import Node, free_symbols, postorder


def claim_entry(sides: Sequence[Node], facts: Facts) -> dict[str, Any]:
    """An equation of expressions as written, as plain JSON data: its text, its symbols, its assumptions, its layout."""
    plain = [inlined(side) for side in sides]
    symbols = free_symbols(*plain)
    for form in _about(facts):
        symbols |= {name: node for name, node in free_symbols(form).items() if name not in symbols}
    layouts = [node.value for node in postorder(*plain) if node.op == "D"]
    return {
        "text": " = ".join(map(text, plain)),
        "symbols": {name: sizes for name, node in symbols.items() if (sizes := _sizes(node)) is not None},
        "assume": _assumptions(symbols, facts),
        "layout": layouts[0] if layouts else "denominator",
    }


def _about(facts: Facts) -> list[Node]:
    return [*facts.assumed, *(node for pair in facts.commuting for node in pair)]


def _sizes(symbol: Node) -> str | None:
    """The shape as people declare it; None for one that the claim itself has to settle."""
    dims: list[Dim] = [] if symbol.is_scalar else [symbol.rows] if symbol.cols == 1 else [symbol.rows, symbol.cols]
    if any(isinstance(dim, tuple) for dim in dims):
        return None
    return " ".join(map(write_dim, dims))


def _assumptions(symbols: dict[str, Node], facts: Facts) -> dict[str, list[str]]:
    found = {name: _told(node.value[1]) for name, node in sorted(symbols.items()) if node.value[1]}
    found |= {text(present(form)): _told(known) for form, known in facts.assumed.items()}
    return found | {f"{text(first)}, {text(second)}": ["commute"] for first, second in facts.commuting}


def _told(facts: frozenset[str]) -> list[str]:
    """The facts from which the others follow."""
    return sorted(fact for fact in facts if not any(fact in closure([other]) - {other} for other in facts))
