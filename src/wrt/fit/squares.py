"""Least squares seen in an objective: a sum of c*norm2(A*u - b)^2, over rows of data and over penalties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.node import Node, postorder
from wrt.solve.affine import affine, occurs
from wrt.work.normal import substitute
from wrt.work.simplify import simplify


@dataclass(frozen=True)
class Square:
    """weight * |sum of design*u - target|^2, a design for each unknown (None where it is not in this square).

    A matrix u stands alone and has a target with as many columns.
    """

    weight: Node
    designs: tuple[Node | None, ...]
    target: Node
    by_rows: bool
    root: Node | None = None  # of the weights of the rows, which are in designs and target already


def squares(objective: Node, unknowns: Sequence[Node], rows: Dim) -> list[Square] | None:
    """The squares that an objective is a sum of, up to what no unknown is in; None where it is no such sum."""
    if len(unknowns) > 1 and any(len(unknown.axes) > 1 for unknown in unknowns):
        return None
    found = []
    for term in _terms(objective):
        if not _has_any(unknowns, term):
            continue
        square = _square(term, unknowns, rows)
        if square is None:
            return None
        found.append(square)
    return found or None


def _has_any(unknowns: Sequence[Node], node: Node) -> bool:
    return any(occurs(unknown, node) for unknown in unknowns)


def _terms(objective: Node) -> Iterator[Node]:
    """The terms of a sum, also of one with a factor outside."""
    number, kernel = b.split(objective)
    scalars, chain = b.chain_of(kernel)
    sums = [scalar for scalar in scalars if scalar.op == "add"]
    if kernel.op == "mul" and not chain and len(sums) == 1:
        outside = b.mul(b.num(number), *[scalar for scalar in scalars if scalar is not sums[0]])
        yield from (b.mul(outside, term) for term in sums[0].args)
        return
    for term in kernel.args if kernel.op == "add" else (kernel,):
        yield b.scale(number, term)


def _square(term: Node, unknowns: Sequence[Node], rows: Dim) -> Square | None:
    number, kernel = b.split(term)
    factors = list(kernel.args) if kernel.op == "mul" and not b.is_dot(kernel) else [kernel]
    inside = [factor for factor in factors if _has_any(unknowns, factor)]
    if len(inside) != 1:
        return None
    weight = b.mul(b.num(number), *[factor for factor in factors if factor is not inside[0]])
    error, entries = _error(inside[0])
    if error is None:
        error, sign = _traced(inside[0], unknowns)
        weight = b.scale(sign, weight)
    if error is not None and entries is None:
        error, entries = _unweighted(error, unknowns)
    if error is None or (entries is not None and _has_any(unknowns, entries)):
        return None
    root = None if entries is None else b.hpow(entries, b.HALF)
    designs: list[Node | None] = []
    for unknown in unknowns:
        design = _design(error, unknown) if occurs(unknown, error) else None
        if occurs(unknown, error) and (design is None or _has_any(unknowns, design)):
            return None
        designs.append(design if design is None or root is None else simplify(b.mul(b.diag(root), design)))
    zeros = {unknown: b.zero(unknown.rows, unknown.cols) for unknown in unknowns}
    target = b.neg(substitute(error, zeros))
    target = simplify(target if root is None else b.had(root, target))
    parts = [design for design in designs if design is not None]
    by_rows = any(rows in (part.rows, part.cols) for part in postorder(*parts, target))
    return Square(weight, tuple(designs), target, by_rows, root if by_rows else None)


def constant_part(objective: Node, unknowns: Sequence[Node]) -> Node:
    """What an objective adds that no unknown is in."""
    return b.add(b.ZERO, *[term for term in _terms(objective) if not _has_any(unknowns, term)])


def _error(node: Node) -> tuple[Node | None, Node | None]:
    """e of norm2(e)^2, e'*e or sum(w.*e.^2), and w."""
    if node.op == "pow" and node.args[0].op == "norm2" and node.args[1] is b.num(2):
        return node.args[0].args[0], None
    if node.op == "pow" and node.args[1] is b.num(2):
        return node.args[0], None
    if node.op == "mul" and len(node.args) == 2 and b.T(node.args[0]) is node.args[1]:
        return node.args[1], None
    if node.op == "mul" and len(node.args) == 2 and node.is_scalar:  # w'*e.^2
        first, second = node.args
        for squared, weights in ((first, second), (second, first)):
            column = b.T(squared) if squared.rows == 1 else squared
            if column.op == "hpow" and column.args[1] is b.num(2):
                return column.args[0], b.T(weights) if weights.rows == 1 else weights
    if node.op == "sum" and node.args[0].op in ("had", "hpow"):
        parts = node.args[0].args if node.args[0].op == "had" else (node.args[0],)
        even = [part for part in parts if part.op == "hpow" and part.args[1] is b.num(2)]
        if len(even) == 1 and even[0].cols == 1:
            rest = [part for part in parts if part is not even[0]]
            return even[0].args[0], b.had(*rest) if rest else None
    return None, None


def _traced(node: Node, unknowns: Sequence[Node]) -> tuple[Node | None, int]:
    """e and 1 of tr(e'*e) or tr(e*e'), e and -1 of tr(-e'*e); turned so that the unknowns have their designs."""
    if node.op == "tr" and node.args[0].op == "mul" and len(node.args[0].args) == 2:
        first, second = node.args[0].args
        ways = [e for e in (first, b.T(first)) if all(_design(e, u) for u in unknowns if occurs(u, e))]
        error = ways[0] if ways else first
        for sign, other in ((1, second), (-1, b.neg(second))):
            if b.is_zero(simplify(b.add(b.T(first), b.neg(other)))):
                return error, sign
    return None, 1


def _unweighted(error: Node, unknowns: Sequence[Node]) -> tuple[Node, Node | None]:
    """e and w.^2 of w.*e or diag(w)*e."""
    if error.op == "had" and error.cols == 1:
        inside = [part for part in error.args if _has_any(unknowns, part)]
        outside = [part for part in error.args if part not in inside]
        if len(inside) == 1 and outside:
            return inside[0], b.hpow(b.had(*outside), 2)
    scalars, chain = b.chain_of(error)
    if len(chain) > 1 and chain[0].op == "diag" and not _has_any(unknowns, chain[0]):
        return b.mul(*scalars, *chain[1:]), b.hpow(chain[0].args[0], 2)
    return error, None


def _design(error: Node, unknown: Node) -> Node | None:
    """A where e = A*u - b."""
    parts = affine(error, unknown)
    if parts is None:
        return None
    if len(unknown.axes) < 2:
        return parts.matrix if error.cols == 1 else None
    number, kernel = b.split(parts.matrix)
    if kernel.op == "eye":
        return b.scale(number, b.eye(unknown.rows))
    if kernel.op == "kron" and len(kernel.args) == 2 and kernel.args[0].op == "eye":
        return b.scale(number, kernel.args[1])
    return None


def shows_all(parts: Sequence[Square], names: Sequence[str]) -> bool:
    """Whether every one of these symbols is a design or a target as it stands, up to a number."""
    shown = [formula for part in parts for formula in (*part.designs, part.target) if formula is not None]
    kernels = [b.split(formula)[1] for formula in shown]
    return set(names) <= {kernel.value[0] for kernel in kernels if kernel.op == "sym"}
