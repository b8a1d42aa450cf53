"""Derivatives inside a claim: each is worked out, so that what remains is free of `D`."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.certificate import inlined
from wrt.emit.writers import shown
from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.node import Node, free_symbols, make, postorder, rename, rewritten
from wrt.work.derive import change_of, derivative, lay_out
from wrt.work.spaces import projector_of, space


def worked_out(root: Node) -> Node:
    """The expression with its derivatives and differentials carried out, without any use of facts."""
    return rewritten(root, lambda node: _carried_out(node) if node.op in ("D", "differential") else node)


def _carried_out(node: Node) -> Node:
    bare = {symbol: b.sym(symbol.value[0], symbol.rows, symbol.cols) for symbol in free_symbols(node).values()}
    function, *variables = (rename(arg, bare) for arg in node.args)
    if node.op == "D":
        found = lay_out(derivative(function, variables, "unconstrained"), function, variables, node.value)
    else:
        found = change_of(function, variables[0])
    return rename(inlined(shown(found, function)), {free: symbol for symbol, free in bare.items()})


def asked(function: Node, variables: Sequence[Node], layout: str, convention: str, shape: tuple[Dim, Dim]) -> Node:
    """The derivative that was asked for as an expression with `D` in it; `shape` is that of the answer as laid out."""
    confined = convention != "unconstrained" and any(space(v) for v in variables if v.op == "sym")
    if not confined:
        return make("D", (function, *variables), layout, *shape)
    current = function
    for place, variable in enumerate(variables):
        laid = layout if len(variables) == 1 else "denominator" if place == 0 else "mixed"
        plain = derivative(current, [variable], "unconstrained")
        whole = lay_out(plain, current, [variable], laid)
        found = make("D", (current, variable), laid, whole.rows, whole.cols)
        form = space(variable) if variable.op == "sym" else None
        current = found if form is None else _in_space(found, current, variable, form, convention)
    return current


def _in_space(found: Node, function: Node, variable: Node, form: str, convention: str) -> Node:
    """A gradient, or the matrix ∂vec(Y)/∂vec(X)', within the space of the variable."""
    if function.is_scalar:
        return _within(found, form, convention)
    projector = shown(projector_of(form, variable.rows, convention), function)
    return make("mul", (found, projector), None, found.rows, found.cols)


def conventions(*sides: Node) -> list[tuple[str, tuple[Node, ...]]]:
    """The sides with gradients by symmetric, skew or diagonal variables in each published convention.

    The default one comes first; one entry, the sides as they are, where no variable is confined.
    """
    confined = any(
        node.op == "D" and node.args[0].is_scalar and any(space(v) for v in node.args[1:] if v.op == "sym")
        for node in postorder(*sides)
    )
    if not confined:
        return [("", sides)]
    return [
        (name, tuple(_projected(side, name) for side in sides)) for name in ("projected", "unconstrained", "entries")
    ]


def _projected(root: Node, convention: str) -> Node:
    def change(node: Node) -> Node:
        plain = node.op == "D" and len(node.args) == 2 and node.args[0].is_scalar and node.args[1].op == "sym"
        form = space(node.args[1]) if plain and convention != "unconstrained" else None
        return node if form is None else _within(node, form, convention)

    return rewritten(root, change)


def _within(G: Node, form: str, convention: str) -> Node:
    """A gradient within the space of the variable, or by its free entries."""
    n = G.rows
    flip = make("T", (G,), None, n, n)
    part = make("diag", (make("diagpart", (G,), None, n, 1),), None, n, n)
    if form == "diagonal":
        return part
    second = make("neg", (flip,), None, n, n) if form == "skew" else flip
    if convention == "projected":
        return make("div", (make("add", (G, second), None, n, n), b.num(2)), None, n, n)
    terms = (G, second) if form == "skew" else (G, second, make("neg", (part,), None, n, n))
    return make("add", terms, None, n, n)
