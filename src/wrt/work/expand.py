"""Products multiplied out, to see whether terms cancel.  Nothing is expanded for good unless the result is smaller."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.build import powers
from wrt.expr.node import Node, postorder
from wrt.work.terms import entrywise_factors, take_apart

MAX_TERMS = 48
MAX_SIZE = 600


class TooLong(Exception):
    """The expansion would have too many terms."""


def expanded(node: Node) -> Node | None:
    """The sum multiplied out; None where that has too many terms or changes nothing."""
    if node.size > MAX_SIZE:
        return None
    number, kernel = b.split(node)
    terms = kernel.args if kernel.op == "add" else (kernel,)
    if not any(_opens(term) for term in terms):
        return None
    mirror = _mirrored_sigmoids(kernel)
    try:
        parts = [piece for term in terms for piece in _expand_term(_unmirrored(term, mirror))]
    except TooLong:
        return None
    if len(parts) == len(terms) and not mirror:
        return None
    return b.scale(number, b.add(*parts))


def _opens(term: Node) -> bool:
    """Whether a product has a sum or a sigmoid among its factors."""
    return any(
        inner.op == "add" or (inner.op == "fn" and inner.value == "sigmoid")
        for factor in (term.args if term.op == "mul" else (term,))
        for factor in (factor.args if factor.op == "mul" else (factor,))
        for inner in (factor, *(factor.args if factor.op in CONTAINERS else ()))
        for inner in ((inner, *inner.args) if inner.op in CONTAINERS else (inner,))
    )


CONTAINERS = frozenset(("T", "diag", "pow", "hpow", "had"))


def _expand_term(term: Node) -> list[Node]:
    apart = take_apart(term)
    results = [b.num(apart.number)]
    for base, exponent in apart.scalars.items():
        pieces = _dot_terms(base) if exponent == 1 and base.op == "mul" else _power_terms(base, exponent)
        results = _times(results, pieces)
    chains: list[tuple[Node, ...]] = [()]
    for factor in apart.chain:
        chains = [(*chain, piece) for chain in chains for piece in _factor_terms(factor)]
        if len(chains) * len(results) > MAX_TERMS:
            raise TooLong
    return [b.mul(scalar, *chain) for scalar in results for chain in chains]


def _dot_terms(base: Node) -> list[Node]:
    """A scalar chain of sums, multiplied out: (x + y)'*z in two terms."""
    chains: list[tuple[Node, ...]] = [()]
    for factor in base.args:
        chains = [(*chain, piece) for chain in chains for piece in _factor_terms(factor)]
        if len(chains) > MAX_TERMS:
            raise TooLong
    return [b.mul(*chain) for chain in chains]


def _times(left: list[Node], right: list[Node]) -> list[Node]:
    if len(left) * len(right) > MAX_TERMS:
        raise TooLong
    return [b.mul(x, y) for x in left for y in right]


def _power_terms(base: Node, exponent: Node | b.Rational) -> list[Node]:
    """A scalar power as a sum: (a + b)^2 in three terms, anything but small whole powers of sums as it is."""
    if base.op == "add" and type(exponent) is int and 1 <= exponent <= 3:
        results = [b.ONE]
        for _ in range(exponent):
            results = _times(results, list(base.args))
        return results
    return [b.pow_(base, exponent)]


def _factor_terms(factor: Node) -> list[Node]:
    """The terms of a factor of a chain: a sum's own, those of an entrywise product or diagonal matrix of sums."""
    if factor.op == "add":
        return list(factor.args)
    if factor.op == "T" and factor.args[0].op in ("add", "had", "hpow"):
        return [b.T(piece) for piece in _factor_terms(factor.args[0])]
    if factor.op == "diag":
        return [b.diag(piece) for piece in _factor_terms(factor.args[0])]
    if factor.op in ("had", "hpow"):
        results = [b.ones(factor.rows, factor.cols)]
        for base, exponent in entrywise_factors(factor).items():
            pieces = [b.hpow(base, exponent)]
            if base.op == "add" and type(exponent) is int and 1 <= exponent <= 3:
                pieces = list(base.args)
                for _ in range(exponent - 1):
                    pieces = [b.had(x, y) for x in pieces for y in base.args]
            results = [b.had(x, y) for x in results for y in pieces]
            if len(results) > MAX_TERMS:
                raise TooLong
        return results
    return [factor]


def _mirrored_sigmoids(root: Node) -> dict[Node, Node]:
    """sigmoid(-z) as 1 - sigmoid(z), for every z of which both occur."""
    found = [node for node in postorder(root) if node.op == "fn" and node.value == "sigmoid"]
    mirror: dict[Node, Node] = {}
    for node in found:
        if b.split(node.args[0])[0] < 0:  # of z and -z one carries the sign
            other = b.fn("sigmoid", b.neg(node.args[0]))
            if other in found:
                mirror[node] = b.sub(b.ones(node.rows, node.cols), other)
    return mirror


def _unmirrored(term: Node, mirror: dict[Node, Node]) -> Node:
    if not mirror:
        return term
    from wrt.work.normal import substitute

    return substitute(term, mirror)


def common_denominator(node: Node) -> Node | None:
    """A sum of quotients by powers of one sum P, over the lowest power of P.

    1/sqrt(P) - z^2/P^(3/2) is (P - z^2)/P^(3/2), whose numerator may then collapse.
    """
    number, kernel = b.split(node)
    if kernel.op != "add":
        return None
    terms = [take_apart(term) for term in kernel.args]
    wide = kernel.rows != 1 or kernel.cols != 1
    if wide and any(len(term.chain) != 1 for term in terms):
        return None
    products = [entrywise_factors(term.chain[0]) if wide else term.scalars for term in terms]
    raise_to = b.hpow if wide else b.pow_
    times = b.had if wide else b.mul
    for base in products[0]:
        exponents = [e for e in (product.get(base, 0) for product in products) if not isinstance(e, Node)]
        if base.op != "add" or len(exponents) < len(products) or len(set(exponents)) < 2:
            continue
        lowest = min(exponents)
        if lowest < 0 and all(powers.is_integer(b.rational(e - lowest)) for e in exponents):
            numerator = b.add(*[times(part, raise_to(base, b.rational(-lowest))) for part in kernel.args])
            opened = expanded(numerator)
            best = opened if opened is not None and opened.size < numerator.size else numerator
            return b.mul(b.num(number), times(best, raise_to(base, lowest)))
    return None
