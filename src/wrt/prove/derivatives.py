"""Derivatives inside a claim: each is worked out, so that what remains is free of `D`."""

from __future__ import annotations

from wrt.emit.writers import shown
from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols, make, postorder
from wrt.work.derive import derivative, differential, lay_out
from wrt.work.normal import normal, rename
from wrt.work.spaces import space


def worked_out(root: Node) -> Node:
    """The expression with its derivatives carried out, without any use of facts."""
    done: dict[Node, Node] = {}
    for node in postorder(root):
        args = tuple([done[arg] for arg in node.args])
        made = node if args == node.args else make(node.op, args, node.value, node.rows, node.cols)
        done[node] = CARRIED_OUT[made.op](made) if made.op in CARRIED_OUT else made
    return done[root]


def _derivative(node: Node) -> Node:
    bare = _bare(node)
    function, *variables = (rename(arg, bare) for arg in node.args)
    plain = lay_out(derivative(function, variables, "unconstrained"), function, variables, node.value)
    return rename(shown(plain, function), {free: symbol for symbol, free in bare.items()})


def _differential(node: Node) -> Node:
    bare = _bare(node)
    function, variable = (rename(arg, bare) for arg in node.args)
    change = differential(normal(function), variable, b.differential_of(variable))
    found = b.zero(node.rows, node.cols) if change is None else shown(change, function)
    return rename(found, {free: symbol for symbol, free in bare.items()})


def _bare(node: Node) -> dict[Node, Node]:
    """The symbols without their facts."""
    return {symbol: b.sym(symbol.value[0], symbol.rows, symbol.cols) for symbol in free_symbols(node).values()}


CARRIED_OUT = {"D": _derivative, "differential": _differential}


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
    done: dict[Node, Node] = {}
    for node in postorder(root):
        args = tuple([done[arg] for arg in node.args])
        made = node if args == node.args else make(node.op, args, node.value, node.rows, node.cols)
        form = space(node.args[1]) if node.op == "D" and node.args[1].op == "sym" and len(node.args) == 2 else None
        if form is not None and convention != "unconstrained" and node.args[0].is_scalar:
            made = _within(made, form, convention)
        done[node] = made
    return done[root]


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
