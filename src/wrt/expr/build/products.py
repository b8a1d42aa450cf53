"""Products in normal form: a number, then scalar factors in canonical order, then the matrix chain as it stands.

What the chain lets go is let go here: identities vanish, equal neighbours become powers, a row meeting a column
becomes a scalar of its own (`x*x'*A*x` is `(x'*A*x)*x`), and a scalar chain stands in one of its two directions only
(`x'*A*y` and `y'*A'*x` are the same node).  Sums are never multiplied out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import wrt.expr.build.chains as chains
import wrt.expr.build.powers as powers
from wrt.expr.build import entrywise
from wrt.expr.build.leaves import Rational, eye, is_zero, num, ones, rational, zero
from wrt.expr.dims import Dim
from wrt.expr.node import Node, make

LONG = 16  # chains longer than this are joined without looking at every factor


def mul(*factors: Node) -> Node:
    """The product of factors whose inner sizes agree; scalars may stand anywhere."""
    number: Rational = 1
    scalars: dict[Node, Node | Rational] = {}
    groups: list[tuple[Node, ...]] = []
    for factor in factors:
        outer, group = chain_of(factor)
        for part in outer:
            if part.op == "num":
                number = number * part.value
            else:
                _gather(scalars, part)
        if group:
            groups.append(group)
    chain = [part for group in groups for part in group]
    rows, cols = chain_shape(chain)
    if number == 0:
        return zero(rows, cols)
    if chain:
        chain, inner = _join(groups) if len(chain) > LONG and _is_smooth(chain) else _reduce_chain(chain, groups)
        if inner is None:
            return zero(rows, cols)
        for part in inner:
            if part.op == "mul" and not is_dot(part):
                for piece in part.args:
                    if piece.op == "num":
                        number = number * piece.value
                    else:
                        _gather(scalars, piece)
            elif part.op == "num":
                number = number * part.value
            else:
                _gather(scalars, part)
        if number == 0:
            return zero(rows, cols)
        if not chain and (rows != 1 or cols != 1):
            chain = [eye(rows)]
        elif len(chain) == 2 and chain[0].op == "ones" and chain[1].op == "T" and chain[1].args[0].op == "ones":
            chain = [ones(rows, cols)]
    if scalars and len(scalars) + len(chain) > 1:
        chain = entrywise.recognise_softmax(scalars, chain)
        entrywise.recognise_sigmoid(scalars)
    return _assemble(number, scalars, chain, rows, cols)


def chain_shape(chain: Sequence[Node]) -> tuple[Dim, Dim]:
    """The shape of a chain; a row that meets a column in it is a scalar and counts for nothing."""
    if chain and 1 not in [factor.cols for factor in chain]:
        return chain[0].rows, chain[-1].cols
    ends: list[tuple[Dim, Dim]] = []  # of the parts between which the inner size is 1
    start: Dim = None
    for factor in chain:
        start = factor.rows if start is None else start
        if factor.cols == 1:
            ends.append((start, 1))
            start = None
    if start is not None:
        ends.append((start, factor.cols))
    wide = [end for end in ends if end != (1, 1)]
    return (wide[0][0], wide[-1][1]) if wide else (1, 1)


def is_dot(node: Node) -> bool:
    """Whether a product is a scalar chain such as `x'*A*y`, which counts as one factor."""
    first = node.args[0]
    return node.op == "mul" and node.rows == 1 and node.cols == 1 and not first.is_scalar


def _gather(scalars: dict[Node, Node | Rational], factor: Node) -> None:
    """Count a scalar factor with its exponent."""
    base, exponent = powers.split_power(factor)
    before = scalars.get(base)
    scalars[base] = exponent if before is None else powers.add_exponents(before, exponent)


def _assemble(number: Rational, scalars: dict[Node, Node | Rational], chain: list[Node], rows: Dim, cols: Dim) -> Node:
    parts: list[Node] = []
    while scalars:
        again: dict[Node, Node | Rational] = {}
        for base, exponent in scalars.items():
            part = base if exponent == 1 else powers.pow_(base, exponent)
            if part.op == "num":
                number = number * part.value
            elif exponent == 1 or (part.op == "pow" and part.args[0] is base):
                parts.append(part)
            else:  # a power that came out as something else may meet its like
                for piece in part.args if part.op == "mul" and not is_dot(part) else (part,):
                    if piece.op == "num":
                        number = number * piece.value
                    else:
                        _gather(again, piece)
        if again:
            for part in parts:
                _gather(again, part)
            parts = []
        scalars = {base: exponent for base, exponent in again.items() if exponent != 0}
    number = rational(number)
    parts.sort(key=_rank)
    if not chain and not parts:
        return num(number)
    if number == 1 and len(parts) + len(chain) == 1:
        return parts[0] if parts else chain[0]
    if number != 1:
        parts.insert(0, num(number))
    return make("mul", (*parts, *chain), None, rows, cols)


def _rank(node: Node) -> int:
    return node.rank


def _is_smooth(chain: list[Node]) -> bool:
    """Whether a chain has only matrices in it: no row, no column, no matrix of ones."""
    return (
        1 not in [factor.rows for factor in chain]
        and 1 not in [factor.cols for factor in chain]
        and ("ones" not in [factor.op for factor in chain])
    )


def _join(groups: list[tuple[Node, ...]]) -> tuple[list[Node], list[Node] | None]:
    """Long chains of matrices side by side: work is done only where they meet."""
    segment: list[Node] = []
    scalars: list[Node] = []
    for group in groups:
        for place, factor in enumerate(group):
            if factor.op == "zero" or not _push(segment, factor, scalars):
                return [], None
            if segment and segment[-1] is factor:
                segment += group[place + 1 :]
                break
    return segment, scalars


def _reduce_chain(chain: list[Node], groups: list[tuple[Node, ...]]) -> tuple[list[Node], list[Node] | None]:
    """The chain with neighbours combined, and the scalars that came out of it (None if it is zero).

    Only at the seams (where one operand of the product ends and the next begins) can there be anything to combine.
    """
    seams = set(accumulate([len(group) for group in groups], initial=0))
    if len(chain) > 1 and any(factor.op == "ones" and factor.cols != 1 for factor in chain):
        chain = _split_ones(chain)
        seams = set(range(len(chain)))
    kept: list[Node] = []
    scalars: list[Node] = []
    segment: list[Node] = []
    before: Node | None = None
    last = len(chain) - 1
    for place, factor in enumerate(chain):
        if factor.op == "zero":
            return [], None
        if place not in seams and segment and segment[-1] is before:
            segment.append(factor)
        elif not _push(segment, factor, scalars):
            return [], None
        before = factor
        if factor.cols == 1 or place == last:
            segment = _close(segment, scalars)
            if segment and segment[0].op == "zero":
                return [], None
            kept += segment
            segment = []
    if len(kept) > 1 and any(part.op == "mul" for part in kept):
        kept = [piece for part in kept for piece in (part.args if part.op == "mul" else (part,))]
    return kept, scalars


def _split_ones(chain: list[Node]) -> list[Node]:
    out: list[Node] = []
    for factor in chain:
        out += (ones(factor.rows), ones(1, factor.cols)) if factor.op == "ones" and factor.cols != 1 else (factor,)
    return out


def _push(segment: list[Node], factor: Node, scalars: list[Node]) -> bool:
    """Append a factor to the segment, combining it with its left neighbours as long as that is possible.

    Scalars that come out of it go to `scalars`; False where the product is zero.
    """
    while True:
        if factor.op == "eye" and segment:
            return True
        if not segment:
            segment.append(factor)
            return True
        last = segment[-1]
        if last.op == "eye":
            segment.pop()
            continue
        met = chains.meet(last, factor)
        if met is None:
            segment.append(factor)
            return True
        segment.pop()
        if is_zero(met):
            return False
        if met.is_scalar:
            scalars.append(met)
            return True
        if met.op == "mul":
            scalars += [part for part in met.args if part.is_scalar]
            segment += [part for part in met.args if not part.is_scalar]
            return True
        factor = met


def _close(segment: list[Node], scalars: list[Node]) -> list[Node]:
    """A finished segment (it ends the chain or its inner size is 1): scalars go to `scalars`."""
    if not segment or (len(segment) == 1 and segment[0].op != "mul"):
        return segment
    segment = chains.without_inverted_products(segment)
    rows, cols = segment[0].rows, segment[-1].cols
    if cols == 1:
        segment = chains.absorb_right(segment)
    elif rows == 1:
        segment = chains.absorb_left(segment)
    pure: list[Node] = []
    for part in segment:
        if part.is_scalar:
            scalars.append(part)
        elif part.op == "mul":
            scalars += [piece for piece in part.args if piece.is_scalar]
            pure += [piece for piece in part.args if not piece.is_scalar]
        else:
            pure.append(part)
    if rows == 1 and cols == 1 and pure:
        scalars.append(chains.dot(pure))
        return []
    return pure


def chain_of(node: Node) -> tuple[list[Node], tuple[Node, ...]]:
    """The scalar factors of a product (its number first), and its matrix chain."""
    if node.op != "mul" or is_dot(node):
        return ([node], ()) if node.is_scalar else ([], (node,))
    args = node.args
    count = 0
    while count < len(args) and args[count].is_scalar:
        count += 1
    return list(args[:count]), args[count:]
