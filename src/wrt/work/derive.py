"""Derivatives: the differential in matrix notation, then dX taken out of it.

`differential` goes once over the shared graph and leaves an expression linear in dX.  From it the derivative is read in
one of three ways, each again one pass:

- of a scalar, by adjoints from the top down: df = tr(G'*dX) gives G;
- of anything by a scalar, by putting 1 for dX;
- else as the matrix ∂vec(Y)/∂vec(X)', from dX upward (for vectors simply the Jacobian).

While it is differentiated, a variable stands for any matrix of its size: what is assumed of it (symmetric, orthogonal
...) is put back afterwards, and for symmetric, skew and diagonal ones the result is projected onto their space.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wrt.diagnostics import NoRule
from wrt.expr import build as b
from wrt.expr.layout import kind
from wrt.expr.node import Node, free_symbols, postorder, rename
from wrt.expr.ops import operator
from wrt.work.expose import expose
from wrt.work.normal import normal, substitute
from wrt.work.simplify import simplify
from wrt.work.spaces import PROJECTED, plain, project


def derivative(function: Node, variables: Sequence[Node], convention: str = PROJECTED) -> Node:
    """The derivative of an expression as written, without layout.

    Of a scalar that is its gradient (the shape of the variable), of a vector by a vector the m×n Jacobian, of anything
    by a scalar a thing of its own shape, of a scalar by two vectors a matrix with rows by the first, of anything else
    ∂vec(Y)/∂vec(X)'.  A row counts as the column it transposes.
    """
    *_, (_, result) = stages(function, variables, convention)
    return result


def stages(
    function: Node, variables: Sequence[Node], convention: str = PROJECTED
) -> Iterator[tuple[Node | None, Node]]:
    """For each variable in turn the differential (None where it is not needed) and the derivative so far."""
    bases = [variable.args[0] if variable.op == "entry" else variable for variable in variables]
    own = {symbol: plain(symbol) for symbol in free_symbols(function, *bases).values() if symbol in bases}
    back = {bare: symbol for symbol, bare in own.items() if bare is not symbol}
    result = normal(rename(function, {symbol: bare for symbol, bare in own.items() if bare is not symbol}))
    for place, (variable, base) in enumerate(zip(variables, bases, strict=True)):
        if result.rows == 1 and result.cols != 1:
            result = b.T(result)
        if place and variable.axes:
            result = b.vec(result)
        bare = b.entry(own[base], *variable.value) if variable.op == "entry" else own[base]
        change, found = first_derivative(result, bare)
        result = simplify(project(found, result, base, convention) if variable is base else found)
        restored = simplify(substitute(result, back)) if back else result
        yield change, restored


def lay_out(result: Node, function: Node, variables: Sequence[Node], layout: str) -> Node:
    """A derivative as it is written in a layout."""
    form = kind((function.rows, function.cols), [(v.rows, v.cols) for v in variables])
    if form == "hessian":
        return b.T(result) if not variables[0].axes and result.cols == 1 else result
    turned = {"gradient": ("numerator",), "tangent": ("denominator",), "jacobian": ("denominator",)}.get(form, ())
    return b.T(result) if layout in turned else result


def first_derivative(function: Node, variable: Node) -> tuple[Node | None, Node]:
    """The differential of a normal form (None where it is not needed) and its derivative by one variable."""
    base = variable.args[0] if variable.op == "entry" else variable
    seed = seed_of(variable)
    change = differential(function, base, seed)
    if change is None:
        return None, _nothing(function, variable)
    if not variable.axes:
        return None, change
    if function.is_scalar:
        return change, adjoint(change, seed)
    return change, jacobian(expose(change, seed), seed)


def seed_of(variable: Node) -> Node:
    """What stands for the differential of the variable: dX itself; 1 for a scalar; a basis matrix for an entry."""
    if variable.op == "entry":
        base, (i, j) = variable.args[0], variable.value
        left = b.basis(base.rows, i) if base.rows != 1 else b.ONE
        return b.mul(left, b.T(b.basis(base.cols, j))) if base.cols != 1 else left
    return b.differential_of(variable) if variable.axes else b.ONE


def _nothing(function: Node, variable: Node) -> Node:
    """The derivative of what does not contain the variable."""
    if not variable.axes:
        return b.zero(function.rows, function.cols)
    if function.is_scalar:
        return b.zero(variable.rows, variable.cols)
    return b.zero(b.vec(function).rows, b.vec(variable).rows)


def differential(root: Node, variable: Node, seed: Node) -> Node | None:
    """The differential of an expression where that of `variable` is `seed`; None where it does not depend on it."""
    changes: dict[Node, Node] = {variable: seed}
    for node in postorder(root):
        if node is variable or not any(arg in changes for arg in node.args):
            continue
        changes[node] = local_differential(node, [changes.get(arg) for arg in node.args])
    return changes.get(root)


def change_of(function: Node, variable: Node) -> Node:
    """The differential d(f) of an expression as written, along the differential of a variable."""
    bare = plain(variable)
    renamed = {variable: bare} if bare is not variable else {}
    change = differential(normal(rename(function, renamed)), bare, b.differential_of(bare))
    if change is None:
        return b.zero(function.rows, function.cols)
    return substitute(change, {bare: variable}) if renamed else change


def local_differential(node: Node, dargs: list[Node | None]) -> Node:
    record = operator(node.op, node.value)
    if record is None:
        raise NoRule("E-no-rule", f"there is no rule for the differential of {node.op}")
    if record.differential is not None:
        return record.differential(node, dargs)
    if len(node.args) == 1 and dargs[0] is not None:
        return record.build(node, dargs[0])
    if node.op == "add":
        return b.add(*[dx for dx in dargs if dx is not None])
    raise NoRule("E-no-rule", f"there is no rule for the differential of {record.name}")


def adjoint(change: Node, seed: Node) -> Node:
    """G with `change` = tr(G'*seed), for a scalar that is linear in the seed."""
    received: dict[Node, list[Node]] = {node: [] for node in carriers(change, seed)}
    if seed not in received:
        return b.zero(seed.rows, seed.cols)
    received[change].append(b.ONE)
    for node in reversed(list(received)):
        if node is seed:
            break
        G = b.add(*received.pop(node))
        record = operator(node.op, node.value)
        if record is None or record.adjoint is None:
            raise NoRule("E-no-rule", f"there is no rule that takes dX out of {node.op}")
        for place, arg in enumerate(node.args):
            if arg in received:
                received[arg].append(record.adjoint(node, place, G))
    return b.add(*received[seed])


def jacobian(change: Node, seed: Node) -> Node:
    """The matrix ∂vec(change)/∂vec(seed)'."""
    matrices: dict[Node, Node] = {seed: b.eye(b.vec(seed).rows)}
    for node in carriers(change, seed):
        if node is seed:
            continue
        record = operator(node.op, node.value)
        if record is None or record.jacobian is None:
            raise NoRule("E-no-rule", f"there is no rule that takes dX out of {node.op}")
        terms = [
            matrices[arg] if _same_vec(node, arg) else b.mul(record.jacobian(node, place), matrices[arg])
            for place, arg in enumerate(node.args)
            if arg in matrices
        ]
        matrices[node] = b.add(*terms)
    return matrices.get(change) or b.zero(b.vec(change).rows, b.vec(seed).rows)


def _same_vec(node: Node, arg: Node) -> bool:
    """Whether an operator leaves the stacked entries as they are."""
    return node.op in ("add", "vec") or (node.op == "T" and 1 in (arg.rows, arg.cols))


def carriers(root: Node, seed: Node) -> list[Node]:
    """The nodes that contain the seed, operands first."""
    found: dict[Node, None] = {}
    for node in postorder(root):
        if node is seed or any(arg in found for arg in node.args):
            found[node] = None
    return list(found)
