"""Where an objective has no derivative: its terms taken apart into a smooth part and kinks.

A kink is a weight times |e|, the positive part of e, or the length of e.  Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.emit.writers import shown
from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.node import Node, free_symbols, postorder
from wrt.solve.affine import affine, occurs
from wrt.work.normal import normal, substitute

ENTRYWISE = frozenset(("abs", "relu"))
HELP = "norm1(w), norm2(w), sum(abs(y - X*w)) and relu are fitted; softplus and norm2(w)^2 are smooth"


@dataclass(frozen=True)
class Kink:
    """A factor times the sum of `weights`.*f(inside), f by `kind`: "abs" or "relu" entrywise, or the length "norm2".

    `weights` is None for ones, else a column (or row) of as many entries as `inside` has; `written` is for messages.
    """

    kind: str
    factor: Node
    inside: Node
    weights: Node | None
    written: Node


@dataclass(frozen=True)
class Parted:
    """An objective as the sum of smooth terms, terms with lengths of rows, and kinks.

    The length of a column of rows is 0 only where all of them are, and smooth elsewhere.
    """

    smooth: tuple[Node, ...]
    long: tuple[Node, ...]
    lengths: tuple[Node, ...]  # in the terms of `long`
    kinks: tuple[Kink, ...]


def parted(objective: Node, unknowns: Sequence[Node], rows: Dim | None) -> Parted:
    """The terms of an objective by their kinks; `rows` is None where nothing is summed over rows.

    Raises E-unsupported for a function without derivative in a place where it cannot be fitted.
    """
    smooth, long, lengths, kinks = [], [], [], []
    for term in _terms(normal(objective), unknowns):
        atoms = list(_atoms(term, unknowns))
        if not atoms:
            smooth.append(term)
        elif all(atom.op == "norm2" and touches(atom, rows) for atom in atoms):
            long.append(term)
            lengths += atoms
        else:
            kinks.append(kink(term, unknowns))
    return Parted(tuple(smooth), tuple(long), tuple(lengths), tuple(kinks))


def touches(node: Node, rows: Dim | None) -> bool:
    """Whether rows occur anywhere in an expression."""
    return rows is not None and any(rows in (part.rows, part.cols) for part in postorder(node))


def _terms(node: Node, unknowns: Sequence[Node]) -> Iterator[Node]:
    """The terms of a sum, also of one that a product has among its factors."""
    number, kernel = b.split(node)
    if kernel.op == "add":
        for term in kernel.args:
            yield from _terms(b.scale(number, term), unknowns)
        return
    if kernel.op == "mul" and not b.is_dot(kernel) and any(_atoms(kernel, unknowns)):
        scalars, chain = b.chain_of(kernel)
        sums = [scalar for scalar in scalars if scalar.op == "add" and any(_atoms(scalar, unknowns))]
        if not chain and len(sums) == 1:
            others = [scalar for scalar in scalars if scalar is not sums[0]]
            for term in sums[0].args:
                yield from _terms(b.mul(b.num(number), *others, term), unknowns)
            return
    yield node


def _atoms(term: Node, unknowns: Sequence[Node]) -> Iterator[Node]:
    """The functions of unknowns without a derivative somewhere, the outermost ones."""
    if not _has(unknowns, term):
        return
    if term.op == "pow" and term.args[0].op == "norm2" and _is_even(term.args[1]):
        yield from _atoms(term.args[0].args[0], unknowns)
        return
    inner = term.args[0] if term.op == "sum" else term
    if term.op in ("norm1", "norm2") or (inner.op == "fn" and inner.value in (*ENTRYWISE, "sign")):
        yield term
    else:
        for arg in term.args:
            yield from _atoms(arg, unknowns)


def _is_even(exponent: Node) -> bool:
    return exponent.op == "num" and exponent.value >= 2


def _has(unknowns: Sequence[Node], node: Node) -> bool:
    return any(occurs(unknown, node) for unknown in unknowns)


def kink(term: Node, unknowns: Sequence[Node]) -> Kink:
    """A term as a kink: the function without derivative stands in it once, with a factor of constants."""
    atom, *atoms = _atoms(term, unknowns)
    if any(other is not atom for other in atoms):
        raise refused(term, "stands with others like it in one term")
    place = b.sym("_kink", atom.rows, atom.cols, ())
    linear = affine(substitute(term, {atom: place}), place)
    if linear is None or _has(unknowns, linear.matrix) or not b.is_zero(linear.constant):
        raise refused(atom, "has no derivative everywhere, and stands inside another function")
    kind, inside = _function(atom)
    if kind == "sign":
        raise refused(atom, "jumps")
    if atom.is_scalar:
        return Kink(kind, linear.matrix, inside, None, atom)
    if not (term.is_scalar and 1 in (atom.rows, atom.cols)):
        raise refused(atom, "has no derivative everywhere")
    return Kink(kind, b.ONE, inside, linear.matrix, atom)


def _function(atom: Node) -> tuple[str, Node]:
    if atom.op == "sum":
        return _function(atom.args[0])
    return ("abs" if atom.op == "norm1" else atom.op if atom.op == "norm2" else str(atom.value)), atom.args[0]


def refused(node: Node, why: str) -> WrtError:
    """The error for a kink that cannot be fitted."""
    return WrtError("E-unsupported", f"{text(shown(node, node))} {why}: such objectives are not fitted", help=HELP)


def is_affine(node: Node, unknowns: Sequence[Node]) -> bool:
    """Whether an expression is linear in all unknowns together (and has constants)."""
    for unknown in unknowns:
        if occurs(unknown, node):
            found = affine(node, unknown)
            if found is None or _has(unknowns, found.matrix):
                return False
    return True


def designs(inside: Node, unknowns: Sequence[Node]) -> tuple[list[Node | None], Node] | None:
    """The matrices by which a linear expression takes the unknowns (stacked), and what it is without them.

    None for an expression that is not linear.
    """
    found: list[Node | None] = []
    for unknown in unknowns:
        if not occurs(unknown, inside):
            found.append(None)
            continue
        parts = affine(inside, unknown)
        if parts is None or _has(unknowns, parts.matrix):
            return None
        found.append(parts.matrix)
    zeros = {
        unknown: b.zero(unknown.rows, unknown.cols) for unknown in unknowns if unknown in free_symbols(inside).values()
    }
    return found, substitute(inside, zeros)
