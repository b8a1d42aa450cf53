"""Common factors of a sum, taken out: `A*v + A'*v` is `(A + A')*v`, `X'*X*w - X'*y` is `X'*(X*w - y)`.

Every function takes and gives an expression in normal form, and gives the sum back where there is nothing to take out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.work.terms import Term, common_exponents, divide, entrywise_factors, take_apart

MANY = 40  # above this many terms, groups are formed in one sweep


def factor_sum(node: Node) -> Node:
    """A sum with the factors that its terms share taken out."""
    number, kernel = b.split(node)
    if kernel.op != "add":
        return node
    return b.scale(number, _factor_terms([take_apart(term) for term in kernel.args]))


def _factor_terms(terms: list[Term]) -> Node:
    common = common_exponents([term.scalars for term in terms])
    outer = [b.pow_(base, exponent) for base, exponent in common.items()]
    if common:
        terms = [term._replace(scalars=divide(term.scalars, common)) for term in terms]
    if any(term.chain for term in terms):
        return b.mul(*outer, _factor_chains(_lined_up(terms)))
    inner = b.add(*[term.node for term in terms])
    return b.mul(*outer, factor_sum(inner)) if outer else inner


# chains


def _factor_chains(terms: list[Term]) -> Node:
    terms = _same_operator(_same_chain(terms))
    if len(terms) > MANY:
        terms = _sweep(_sweep(terms, -1), 0)
        return b.add(*[term.node for term in terms])
    while len(terms) > 1:
        group = _best_group(terms)
        if group is None:
            break
        members, width, side = group
        rest = [term for place, term in enumerate(terms) if place not in members]
        terms = [*rest, take_apart(_merge([terms[place] for place in members], width, side))]
    return b.add(*[term.node for term in terms])


def _same_chain(terms: list[Term]) -> list[Term]:
    """s*A + t*A as (s + t)*A."""
    groups: dict[tuple[Node, ...], list[Term]] = {}
    for term in terms:
        groups.setdefault(term.chain, []).append(term)
    if len(groups) == len(terms):
        return terms
    merged = []
    for chain, members in groups.items():
        if len(members) == 1:
            merged += members
            continue
        apart = sum([member.node.size for member in members])
        together = b.mul(factor_sum(b.add(*[member._replace(chain=()).node for member in members])), *chain)
        merged += [take_apart(together)] if together.size < apart else members
    return merged


def _best_group(terms: list[Term]) -> tuple[set[int], int, int] | None:
    """The terms that share an end of their chains for the greatest gain; how many factors, at which end."""
    best: tuple[int, set[int], int, int] | None = None
    for side in (-1, 0):
        ends: dict[Node, list[int]] = {}
        for place, term in enumerate(terms):
            if len(term.chain) > 1 or (term.chain and term.chain[0].op == "add" and len(term.chain[0].axes) == 2):
                ends.setdefault(term.chain[side], []).append(place)
        for places in ends.values():
            if len(places) > 1:
                chains = [terms[place].chain for place in places]
                width = _shared(chains, side)
                part = chains[0][-width:] if side else chains[0][:width]
                gain = (len(places) - 1) * sum([factor.size for factor in part])
                if best is None or gain > best[0]:
                    best = (gain, set(places), width, side)
    return None if best is None else best[1:]


def _shared(chains: list[tuple[Node, ...]], side: int) -> int:
    """How many factors the chains share at an end, leaving at least one in each (but for a chain of one)."""
    width = 1
    longest = min(map(len, chains)) - 1
    while width < longest:
        place = -width - 1 if side else width
        if any(chain[place] is not chains[0][place] for chain in chains):
            break
        width += 1
    return width


def _merge(terms: list[Term], width: int, side: int) -> Node:
    """The sum of terms that share `width` factors at one end, with these taken out."""
    shared = terms[0].chain[-width:] if side else terms[0].chain[:width]
    inner = factor_sum(b.add(*_rests(terms, width, side)))
    return b.mul(inner, *shared) if side else b.mul(*shared, inner)


def _rests(terms: list[Term], width: int, side: int) -> list[Node]:
    """What the terms leave when `width` factors at one end are taken out; the identity where nothing is left."""
    rests = []
    for term in terms:
        rest = term.chain[:-width] if side else term.chain[width:]
        edge = term.chain[side]
        rests.append(term._replace(chain=rest or (b.eye(edge.rows if side else edge.cols),)).node)
    return rests


def _sweep(terms: list[Term], side: int) -> list[Term]:
    ends: dict[object, list[Term]] = {}
    for place, term in enumerate(terms):
        ends.setdefault(term.chain[side] if len(term.chain) > 1 else place, []).append(term)
    return [group[0] if len(group) == 1 else take_apart(_merge_many(group, side)) for group in ends.values()]


def _merge_many(group: list[Term], side: int) -> Node:
    width = _shared([term.chain for term in group], side)
    shared = group[0].chain[-width:] if side else group[0].chain[:width]
    inner = b.add(*_rests(group, width, side))
    return b.mul(inner, *shared) if side else b.mul(*shared, inner)


def _lined_up(terms: list[Term]) -> list[Term]:
    """(b'*x)*a + (a'*x)*b as a*b'*x + b*a'*x, where all terms have such a scalar with the same last factor."""
    if any(not term.chain or term.chain[-1].cols != 1 for term in terms) or len(terms) < 2:
        return terms
    options = [_open_dots(term) for term in terms]
    for last in options[0]:
        if all(last in option for option in options[1:]):
            return [option[last] for option in options]
    return terms


def _open_dots(term: Term) -> dict[Node, Term]:
    """The ways to move a scalar chain of a term into its matrix chain, by the column in which it then ends."""
    found: dict[Node, Term] = {}
    for base, exponent in term.scalars.items():
        if exponent == 1 and base.op == "mul" and b.is_dot(base):
            rest = {other: e for other, e in term.scalars.items() if other is not base}
            for dot in (base.args, tuple([b.T(factor) for factor in reversed(base.args)])):
                if not any(factor.op in ("mul", "num") for factor in dot):
                    found.setdefault(dot[-1], Term(term.number, rest, (*term.chain, *dot)))
    return found


# terms that are one operator each


def _same_operator(terms: list[Term]) -> list[Term]:
    """diag(u) + diag(v) is diag(u + v); kron(A, B) + kron(A, C) is kron(A, B + C); entrywise products share factors."""
    singles = [term for term in terms if len(term.chain) == 1]
    if len(singles) < 2 or len(singles) > MANY:
        return terms
    others = [term for term in terms if len(term.chain) != 1]
    merged = list(others)
    for op, rule in MERGES:
        group = [term for term in singles if term.chain[0].op == op]
        if len(group) > 1:
            singles = [term for term in singles if term.chain[0].op != op]
            merged += rule(group)
    if len(singles) > 1 and not others and not merged:
        merged = _entrywise(singles)
        singles = []
    return merged + singles


def _diagonals(group: list[Term]) -> list[Term]:
    inner = b.add(*[term._replace(chain=term.chain[0].args).node for term in group])
    return [take_apart(b.diag(factor_sum(inner)))]


def _kroneckers(group: list[Term]) -> list[Term]:
    """Products of two factors that share one of them."""
    for side in (0, 1):
        shared: dict[Node, list[Term]] = {}
        for term in group:
            if len(term.chain[0].args) == 2:
                shared.setdefault(term.chain[0].args[side], []).append(term)
        for factor, members in shared.items():
            if len(members) > 1:
                rest = [term for term in group if term not in members]
                inner = factor_sum(
                    b.add(*[term._replace(chain=(term.chain[0].args[1 - side],)).node for term in members])
                )
                pair = (factor, inner) if side == 0 else (inner, factor)
                return _kroneckers([*rest, take_apart(b.kron(*pair))])
    return group


def _entrywise(terms: list[Term]) -> list[Term]:
    """The entrywise factors that all terms share, taken out where that is shorter."""
    products = [entrywise_factors(term.chain[0]) for term in terms]
    common = common_exponents(products)
    shape = terms[0].chain[0]
    if not common or shape.op == "ones":
        return terms
    one = b.ones(shape.rows, shape.cols)
    rests = []
    for term, product in zip(terms, products, strict=True):
        rest = [b.hpow(base, exponent) for base, exponent in divide(product, common).items()]
        rests.append(term._replace(chain=(b.had(*rest) if rest else one,)).node)
    outer = [b.hpow(base, exponent) for base, exponent in common.items()]
    candidate = b.had(*outer, factor_sum(b.add(*rests)))
    before = b.add(*[term.node for term in terms])
    return [take_apart(candidate)] if candidate.size < before.size else terms


MERGES: tuple[tuple[str, Callable[[list[Term]], Iterable[Term]]], ...] = (("diag", _diagonals), ("kron", _kroneckers))
