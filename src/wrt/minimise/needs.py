"""What an answer needs, said as plainly as it can be: of inv(X'*X) that X has full column rank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wrt.expr import build as b
from wrt.expr.facts import Facts, closure
from wrt.expr.node import Node, make
from wrt.solve.affine import denominators
from wrt.solve.root import Need
from wrt.work.expand import expanded
from wrt.work.fractions import as_fraction
from wrt.work.simplify import simplify


def plain_needs(needs: Iterable[Need], facts: Facts) -> list[Need]:
    """The needs that the facts do not settle, each of the smallest expressions that it is about."""
    found = dict.fromkeys(plain for need in needs for plain in _plain(*need, facts))
    kept = dict(found)
    for what, node in found:
        del kept[what, node]
        if facts_with(facts, kept).holds(node, what) is not True:
            kept[what, node] = None
    return [need for need in found if need in kept]


def is_impossible(what: str, node: Node, facts: Facts) -> bool:
    """Whether a need holds nowhere."""
    if b.is_zero(node):
        return what not in ("nonnegative", "psd", "symmetric", "skew", "diagonal")
    if node.op == "num":
        return (what in ("positive", "nonnegative") and node.value < 0) or (
            what == "probability" and not 0 < node.value < 1
        )
    opposite = facts.of(b.neg(node))
    if what in ("positive", "probability"):
        return not opposite.isdisjoint(("positive", "nonnegative"))
    if what == "nonnegative":
        return "positive" in opposite
    if what == "spd":
        return _has_rank_one(node) or "psd" in opposite or "negative_definite" in facts.of(node)
    if what == "psd":
        return "spd" in opposite or "negative_definite" in facts.of(node)
    return what in ("invertible", "full_column_rank", "full_row_rank") and "rank_deficient" in facts.of(node)


def _has_rank_one(node: Node) -> bool:
    """Whether a matrix is u*v' times a number: invertible for no size but 1."""
    _, chain = b.chain_of(b.split(node)[1])
    return node.rows != 1 and any(factor.cols == 1 for factor in chain[:-1])


def facts_with(facts: Facts, needs: Iterable[Need]) -> Facts:
    """The facts together with what is needed."""
    assumed = dict(facts.assumed)
    for what, node in needs:
        for fact, form in ((what, node), *((what, turned) for turned in _turned(node)), *_bare(what, node, facts)):
            assumed[form] = assumed.get(form, frozenset()) | closure([fact])
        if what in ("full_column_rank", "full_row_rank"):
            turned = {"full_column_rank": "full_row_rank", "full_row_rank": "full_column_rank"}[what]
            assumed[b.T(node)] = assumed.get(b.T(node), frozenset()) | closure([turned])
    return Facts(assumed, facts.commuting)


def _bare(what: str, node: Node, facts: Facts) -> Iterator[Need]:
    """What a definite matrix says of itself without its scalars: of -Z/n that Z is negative definite."""
    number, kernel = b.split(node)
    scalars, chain = b.chain_of(kernel)
    if what == "spd" and chain and (number != 1 or scalars) and facts.all(scalars, "positive"):
        yield ("spd" if number > 0 else "negative_definite"), b.mul(*chain)


def _turned(node: Node) -> Iterator[Node]:
    """-(k - n) as n - k, as facts of products see it."""
    number, kernel = b.split(node)
    if kernel.op == "add" and number == -1:
        yield make("add", tuple([b.neg(arg) for arg in kernel.args]), None, node.rows, node.cols)


def _plain(what: str, node: Node, facts: Facts) -> Iterator[Need]:
    if facts.holds(node, what) or is_of_form(what, node) or _is_right_number(what, node):
        return
    if is_impossible(what, node, facts):
        yield what, node
        return
    split = SPLIT.get(what)
    parts = list(split(node, facts)) if split is not None else [(what, node)]
    if parts == [(what, node)]:
        yield from parts
        return
    for part in parts:
        yield from _plain(*part, facts)


def _is_right_number(what: str, node: Node) -> bool:
    return (
        node.op == "num"
        and what in ("positive", "probability")
        and node.value > 0
        and (what == "positive" or node.value < 1)
    )


def is_of_form(what: str, node: Node) -> bool:
    """Whether a matrix is symmetric or skew as it is written."""
    turned = b.T(node)
    return (what == "symmetric" and turned is node) or (what == "skew" and turned is b.neg(node))


def _invertible(node: Node, facts: Facts) -> Iterator[Need]:
    if node.is_scalar:
        yield "nonzero", node
        return
    _, kernel = b.split(node)
    scalars, chain = b.chain_of(kernel)
    yield from (("nonzero", scalar) for scalar in scalars if scalar is not kernel)
    if len(chain) == 1 and chain[0] is not node:
        yield "invertible", chain[0]
        return
    half = half_of(tuple(chain), facts)
    if half is not None:
        inner = half[0] if len(half) == 1 else b.mul(*half)
        yield ("full_row_rank", b.T(inner)) if inner.op == "T" else ("full_column_rank", inner)
    elif len(chain) > 1 and all(factor.rows == factor.cols for factor in chain):
        yield from (("invertible", factor) for factor in chain)
    elif node.op == "diag":
        yield "nonzero", node.args[0]
    elif node.op == "kron":
        yield from (("invertible", factor) for factor in node.args)
    elif node.op in ("mpow", "T"):
        yield "invertible", node.args[0]
    elif (twice := _kronecker_sum(node, facts)) is not None:
        yield "invertible", twice
    else:
        yield "invertible", node


def _kronecker_sum(node: Node, facts: Facts) -> Node | None:
    """M of I ⊗ M + M ⊗ I with M semidefinite: its eigenvalues are the sums of two of M, none 0 unless M has one."""
    if node.op != "add" or len(node.args) != 2:
        return None
    for first, second in (node.args, node.args[::-1]):
        if first.op == second.op == "kron" and len(first.args) == len(second.args) == 2 and first.args[0].op == "eye":
            M = first.args[1]
            if second.args[0] is M and second.args[1].op == "eye" and "psd" in facts.of(M):
                return M
    return None


def half_of(chain: tuple[Node, ...], facts: Facts, definite: str = "spd") -> tuple[Node, ...] | None:
    """B of B'*B or B'*C*B with C positive definite (or what is asked of it)."""
    count = len(chain) // 2
    right = chain[len(chain) - count :]
    if not count or any(b.T(chain[i]) is not right[count - 1 - i] for i in range(count)):
        return None
    if len(chain) % 2 and definite not in facts.of(chain[count]):
        return None
    return right


def _nonzero(node: Node, facts: Facts) -> Iterator[Need]:
    if not node.is_scalar:
        yield from _nonzero_entries(node)
        return
    above = _numerator(node)
    _, kernel = b.split(above if above.size < node.size else node)
    if kernel.op == "mul" and b.is_dot(kernel):
        half = half_of(kernel.args, facts)
        if half is not None and facts.all(half[:-1], "full_column_rank"):
            yield "not zero", half[-1]
            return
        yield "nonzero", kernel
        return
    for factor in kernel.args if kernel.op == "mul" else (kernel,):
        base = factor.args[0] if factor.op == "pow" else factor
        if base.op != "num" or base.value == 0:
            yield ("not zero", base.args[0]) if base.op == "norm2" else ("nonzero", base)


def _numerator(node: Node) -> Node:
    """A scalar without what it is divided by, which must not be 0 anyway."""
    _, kernel = b.split(as_fraction(node))
    factors = kernel.args if kernel.op == "mul" and not b.is_dot(kernel) else (kernel,)
    return b.mul(b.ONE, *[f for f in factors if not (f.op == "pow" and f.args[1].op == "num" and f.args[1].value < 0)])


def _nonzero_entries(node: Node) -> Iterator[Need]:
    _, kernel = b.split(node)
    scalars, chain = b.chain_of(kernel)
    yield from (("nonzero", scalar) for scalar in scalars if scalar is not kernel)
    (inner,) = chain if len(chain) == 1 else (kernel,)
    if inner.op == "had":
        yield from (("nonzero", factor) for factor in inner.args)
    elif inner.op == "hpow":
        yield "nonzero", inner.args[0]
    else:
        yield "nonzero", inner


def _positive(node: Node, facts: Facts) -> Iterator[Need]:
    """A scalar that is not negative is positive where it is not 0; positive factors do not matter."""
    if node.is_scalar and "nonnegative" in facts.of(node):
        yield "nonzero", node
        return
    fraction = as_fraction(node) if node.is_scalar else node
    if fraction.size < node.size:
        node = fraction
    number, kernel = b.split(node)
    if number > 0 and number != 1:
        yield "positive", kernel
        return
    if kernel.op == "add" and node.is_scalar:  # over a common denominator that is positive
        whole = node
        for base, power in denominators(node).items():
            if "positive" in facts.of(base):
                whole = b.mul(b.pow_(base, b.num(power)), whole)
        if whole is not node:
            yield "positive", simplify(expanded(whole) or whole)
            return
    if number > 0 and (kernel.op == "had" or (kernel.op == "mul" and not b.is_dot(kernel))):
        rest = [arg for arg in kernel.args if "positive" not in facts.of(arg)]
        if len(rest) < len(kernel.args) and rest:
            yield "positive", (b.mul if kernel.op == "mul" else b.had)(*rest)
            return
    yield "positive", node


SPLIT = {"invertible": _invertible, "nonzero": _nonzero, "positive": _positive}
