"""From an expression that is linear in each seed (the differential `dX` of a variable) to a sum of terms in index form.

Entries are followed from the root down to the seeds.  Only sums with a seed inside are distributed; what has no seed
inside is taken apart as far as it is a product (`A*B`, `diag(x)`, Kronecker products) and stays an atom below that:
`inv(X'*X)`, `A + B`.  Where very many terms meet in one subexpression, their sum gets a name (`Definition`), so that
the result stays about as long as the differential.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from wrt.diagnostics import NoRule, WrtError
from wrt.expr import build as b
from wrt.expr.build import Rational
from wrt.expr.node import Node, postorder
from wrt.index.form import Definition, Factor, Index, Place, Position, Term, delta, indices, named
from wrt.index.linear import MONOMIAL, SPREAD, Fresh, Piece, Product

NAME_AT = 24  # as many terms in one subexpression get a name
MAX_TERMS = 20_000


@dataclass(slots=True)
class Partial:
    """A term that is not complete: `pending` are entries of expressions with a seed inside."""

    coefficient: Rational = 1
    factors: list[Factor] = field(default_factory=list)
    summed: list[Index] = field(default_factory=list)
    pending: list[Piece] = field(default_factory=list)

    def copy(self) -> Partial:
        return Partial(self.coefficient, self.factors[:], self.summed[:], self.pending[:])


def lower(root: Node, at: tuple[Place, Place], seeds: Mapping[Node, tuple[Place, Place]],
          fresh: Fresh) -> tuple[list[Term], list[Definition]]:  # fmt: skip
    """The entry of `root` at a place as a sum of terms, where each seed is 1 at its own place and 0 elsewhere.

    Raises NoRule where a seed stands inside an operator that is not linear or has no rule.
    """
    return Lowering(seeds, fresh).run(Piece(root, *at))


class Lowering:
    """One run; `waiting` files each partial term under the last of its pending expressions."""

    def __init__(self, seeds: Mapping[Node, tuple[Place, Place]], fresh: Fresh) -> None:
        self.seeds = seeds
        self.fresh = fresh
        self.order: dict[Node, int] = {}
        self.waiting: dict[int, list[Partial]] = {}
        self.queue: list[int] = []
        self.done: list[Term] = []
        self.where: list[Definition] = []
        self.count = 0

    def run(self, start: Piece) -> tuple[list[Term], list[Definition]]:
        self.order = carriers(start.node, self.seeds)
        nodes = {place: node for node, place in self.order.items()}
        self._extend(Partial(), Product([start]))
        while self.queue:
            place = -heappop(self.queue)
            node, partials = nodes[place], self.waiting.pop(place)
            if len(partials) >= NAME_AT and node not in self.seeds and all(len(p.pending) == 1 for p in partials):
                partials = [self._name(node, partials)]
            for partial in partials:
                self._expand(partial, node)
        return self.done, self.where

    def _expand(self, partial: Partial, node: Node) -> None:
        """Replace the pending entry of a node by what it is made of."""
        piece = next(piece for piece in partial.pending if piece.node is node)
        partial.pending.remove(piece)
        if node in self.seeds:
            row, col = self.seeds[node]
            self._extend(partial, Product([], [(piece.row, row), (piece.col, col)]))
            return
        rule = MONOMIAL.get(node.op) or SPREAD.get(node.op)
        if rule is None:
            name = node.value if node.op == "fn" else node.op
            raise NoRule("E-no-rule", f"there is no rule for the index form of a differential inside {name}")
        products = rule(node, piece.row, piece.col, self.fresh)
        for place, product in enumerate(products):
            self._extend(partial if place + 1 == len(products) else partial.copy(), product)

    def _extend(self, partial: Partial, product: Product) -> None:
        """A partial term times a product, filed under what is pending in it now."""
        partial.summed += [index for index in product.summed if isinstance(index, Index)]
        partial.factors += _deltas(product)
        for piece in product.pieces:
            if piece.node in self.order:
                partial.pending.append(piece)
            elif not self._absorb(partial, piece):
                return
        if not partial.pending:
            self.done.append(Term(partial.coefficient, tuple(partial.factors), tuple(partial.summed)))
            return
        place = max(self.order[piece.node] for piece in partial.pending)
        if place not in self.waiting:
            self.waiting[place] = []
            heappush(self.queue, -place)
        self.waiting[place].append(partial)
        self.count += 1
        if self.count > MAX_TERMS:
            raise WrtError("E-index-long", f"the index form has more than {MAX_TERMS} terms")

    def _absorb(self, partial: Partial, piece: Piece) -> bool:
        """Multiply a partial term by an entry without seeds; False where that is zero."""
        todo = [piece]
        while todo:
            node, row, col = todo.pop()
            if node.op == "num":
                partial.coefficient = partial.coefficient * node.value
                if node.value == 0:
                    return False
            elif node.op in MONOMIAL and not (node.op == "mul" and b.is_dot(node)):
                products = MONOMIAL[node.op](node, row, col, self.fresh)
                if not products:
                    return False
                (product,) = products
                partial.summed += [index for index in product.summed if isinstance(index, Index)]
                partial.factors += _deltas(product)
                todo += reversed(product.pieces)
            else:
                partial.factors.append(atom_factor(node, row, col))
        return True

    def _name(self, node: Node, partials: list[Partial]) -> Partial:
        """One term in place of many: a name for their sum, times the entry that they all wait for."""
        own = self.fresh(node.rows), self.fresh(node.cols)
        terms = []
        for partial in partials:
            (piece,) = partial.pending
            factors = [*partial.factors, *_deltas(Product([], [(own[0], piece.row), (own[1], piece.col)]))]
            terms.append(Term(partial.coefficient, tuple(factors), tuple(partial.summed)))
        bound = {index for term in terms for index in term.summed}
        used = {index for term in terms for factor in term.factors for at in factor.at for index in indices(at)}
        free = sorted(used - bound, key=lambda index: index.number)
        atom = named(len(self.where) + 1)
        self.where.append(Definition(atom, tuple(free), tuple(terms)))
        renewed: dict[Position, Position] = {}
        row, col = [None if index is None else renewed.setdefault(index, self.fresh(index.size) or 1) for index in own]
        at = tuple([renewed.get(index, index) for index in free])
        return Partial(1, [Factor(atom, at)], [i for i in (row, col) if isinstance(i, Index)], [Piece(node, row, col)])


def carriers(root: Node, seeds: Mapping[Node, object]) -> dict[Node, int]:
    """The expressions with a seed inside, numbered with operands first; also a sum at the top, to be distributed."""
    found: dict[Node, int] = {}
    top = _top_sum(root)
    for node in postorder(root):
        if node in seeds or node in top or any(arg in found for arg in node.args):
            found[node] = len(found)
    return found


def _top_sum(root: Node) -> set[Node]:
    """The sum that an expression is, if need be times scalars."""
    path, node = {root}, root
    if node.op == "mul" and all(arg.is_scalar for arg in node.args[:-1]):
        node = node.args[-1]
        path.add(node)
    return path if node.op == "add" else set()


def _deltas(product: Product) -> list[Factor]:
    return [delta(p, q) for p, q in product.deltas if p is not None and q is not None and p != q]


def atom_factor(node: Node, row: Place, col: Place) -> Factor:
    """An entry of an atom, with its exponent apart, and of an atom and its transpose always the same one."""
    power: Rational = 1
    if node.op in ("pow", "hpow") and node.args[1].op == "num":
        node, power = node.args[0], node.args[1].value
    if node.op == "entry":
        (product,) = MONOMIAL["entry"](node, None, None, Fresh())
        node, row, col = product.pieces[0]
    if row is not None and col is not None:
        other = b.T(node)
        if other.op != "T" and (other.flips, other.rank) < (node.flips, node.rank) and b.split(other)[0] == 1:
            node, row, col = other, col, row
    return Factor(node, tuple([place for place in (row, col) if place is not None]), power)
