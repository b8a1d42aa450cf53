"""Certificates of proofs: the theorems with every use of a rule, as the kernel reads them, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from wrt import kernel, rulebook
from wrt.certificate import dim, term
from wrt.derivation import Use
from wrt.emit.present import present
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols, postorder
from wrt.prove.strategy import Theorem
from wrt.prove.telling import asked, filled, symbols_of


def certificate(theorems: Sequence[Theorem], facts: Facts) -> dict[str, Any]:
    """The certificate as plain JSON data; the last theorem is the claim."""
    nodes = [node for theorem in theorems for node in (theorem.left, theorem.right)]
    return {
        "wrt": 1,
        "facts": list(declared(nodes, facts)),
        "theorems": [_theorem(theorem) for theorem in theorems],
        "conditions": _conditions(theorems),
    }


def checked(found: dict[str, Any]) -> list[Any]:
    """The conditions under which the kernel accepts a certificate; raises `kernel.Rejected`."""
    return list(kernel.check(found, _rules(found)))


def accept(found: dict[str, Any], theorems: Sequence[Theorem], holds: Callable[[str, Node], bool]) -> None:
    """Has the kernel check a certificate; raises `kernel.Rejected`.

    What lies between the sides of the claim must be defined as well: the conditions that the kernel asks for besides
    are listed where they are known, else the certificate is rejected.
    """
    asked_for = kernel.missing(found, _rules(found))
    if not asked_for:
        return
    nodes = {repr(term(node)): node for node in postorder(*_between(theorems))}
    for fact, *about in asked_for:
        node = nodes.get(repr(about[0]))
        if node is None or len(about) != 1 or not holds(fact, node):
            raise kernel.Rejected(f"{fact} is not known of {about}")
        found["conditions"].append([fact, *about])
    checked(found)


def _between(theorems: Sequence[Theorem]) -> Iterator[Node]:
    """Every expression that a proof goes through."""
    for theorem in theorems:
        yield from (theorem.left, theorem.right)
        for use in theorem.uses:
            yield from filled(use, theorems)


def _rules(found: dict[str, Any]) -> dict[str, Any]:
    names = {use["rule"] for theorem in found["theorems"] for line in theorem["lines"] for use in line["uses"]
             if "rule" in use}  # fmt: skip
    return {name: rulebook.terms(rulebook.find(name)) for name in names}


def declared(nodes: Sequence[Node], facts: Facts) -> Iterator[list[Any]]:
    for symbol in free_symbols(*nodes).values():
        if symbol.value[1]:
            yield [term(symbol), sorted(symbol.value[1])]
    for form, known in facts.assumed.items():
        yield [term(present(form)), sorted(known)]
    for first, second in facts.commuting:
        yield ["commute", term(first), term(second)]


def _theorem(theorem: Theorem) -> dict[str, Any]:
    lines = []
    if theorem.uses:
        lines.append({"to": term(theorem.right), "uses": [_use(use) for use in theorem.uses]})
    return {"left": term(theorem.left), "right": term(theorem.right), "lines": lines}


def _use(use: Use) -> dict[str, Any]:
    found: dict[str, Any] = {"in": term(_lean(use.context)), "backwards": use.backwards}
    if use.rule.startswith("theorem"):
        return {"theorem": int(use.rule.split()[1]), **found}
    sizes = {"dim", "num"}
    instance = {name: ["dim", dim(node.value)] if node.op in sizes and name not in symbols_of(use.rule) else term(node)
                for name, node in use.instance}  # fmt: skip
    return {"rule": use.rule, "with": instance, **found}


def _lean(context: Node) -> Node:
    """A context without the terms of a sum that the rule does not touch: they cancel in the difference."""
    while context.op == "add":
        touched = [arg for arg in context.args if any(node.op == "hole" for node in postorder(arg))]
        if len(touched) != 1:
            break
        context = touched[0]
    return context


def _conditions(theorems: Sequence[Theorem]) -> list[list[Any]]:
    found: list[list[Any]] = []
    for theorem in theorems:
        for use in theorem.uses:
            for fact, *about in asked(use):
                condition: list[Any] = [fact, *[term(node) for node in about]]
                if condition not in found:
                    found.append(condition)
    return found
