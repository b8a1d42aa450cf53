"""Which usual assumption makes a false identity true: "A is symmetric", "A and B commute", "n = 2", "N = p".

Candidates are filtered by exact evaluation at points that honour them as well; what remains is only said when whoever
asks confirms it (by a proof).  An assumption that leaves a single value, such as 0 or the identity, is not offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from wrt.expr import build as b
from wrt.expr.dims import Dim, plus, times
from wrt.expr.facts import EXCLUDES, Facts, closure
from wrt.expr.node import Node, free_symbols, make, postorder
from wrt.refute.claim import Claim
from wrt.refute.draw import CannotHonour
from wrt.refute.fields import RATIONAL, Undefined
from wrt.refute.search import Hunt, Pairs
from wrt.work.normal import normal

# the weakest first; what follows from one that was found is not looked at
OF_SQUARE = ("symmetric", "skew", "idempotent", "orthogonal", "psd", "spd", "diagonal")
OF_PAIR = ("symmetric", "orthogonal", "diagonal")
OF_VECTOR = ("unit", "nonzero", "nonnegative", "binary", "sums_to_one")
ENTRYWISE = frozenset(("fn", "sqrt", "had", "hdiv", "hpow", "norm1"))
OF_SCALAR = ("nonzero", "nonnegative", "positive")
OF_ENTRIES = ("nonzero", "nonnegative", "positive", "binary")  # of a matrix, where something acts on its entries
OF_RECTANGLE = ("full_column_rank", "full_row_rank")
SIZES = (2, 1)
ENOUGH = 4  # points at which a stronger claim must have been seen to hold
DRAWN = 6
MOST = 60  # candidates; a formula of many symbols has very many pairs


Assumed = tuple[tuple[str, str], ...]
Fixed = tuple[tuple[str, int | str], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """An extra assumption, and the claim under it: its symbols have the extra facts, its sizes the extra values.

    `assume` pairs names ("A", or "A, B" for commute) with facts, `dims` names of sizes with numbers or other names.
    """

    assume: Assumed
    dims: Fixed
    left: Node
    right: Node
    facts: Facts
    commuting: tuple[tuple[Node, Node], ...]

    @property
    def text(self) -> str:
        """As it is said: `A is symmetric`, `A and B commute`, `n = 2`."""
        if self.dims:
            return ", ".join(f"{name} = {size}" for name, size in self.dims)
        ((first, fact), *others) = self.assume
        if fact == "commute":
            return first.replace(", ", " and ") + " commute"
        names = " and ".join([first, *[name for name, _ in others]])
        spoken = f"{'sum' if others else 'sums'} to one" if fact == "sums_to_one" else fact.replace("_", " ")
        return f"{names} {spoken}" if fact == "sums_to_one" else f"{names} {'are' if others else 'is'} {spoken}"

    def to_json(self) -> dict[str, Any]:
        return {"dims": dict(self.dims)} if self.dims else {"assume": {name: [fact] for name, fact in self.assume}}

    def __str__(self) -> str:
        return self.text


Confirm = Callable[[Missing], bool]


def missing_assumption(
    left: Node, right: Node, confirm: Confirm, facts: Facts | None = None, commuting: Pairs = (), most: int = 3
) -> list[Missing]:
    """The single usual assumptions under which a false identity holds, the weakest first.

    `confirm` is asked of each that passes exact evaluation, and only what it confirms is returned.
    """
    found: list[Missing] = []
    claim = _Claimed(left, right, facts or Facts(), tuple(commuting))
    for count, (assume, dims) in enumerate(_candidates(claim)):
        if count >= MOST or len(found) >= most:
            break
        if found and any(size == 1 for _, size in dims):
            continue  # for numbers it is true: worth saying only where nothing else is
        if any(_follows(assume, dims, known) for known in found):
            continue
        stronger = claim.under(assume, dims)
        if _holds(stronger) and confirm(stronger):
            found.append(stronger)
    return found


@dataclass(frozen=True, slots=True)
class _Claimed:
    """The claim as it was made."""

    left: Node
    right: Node
    facts: Facts
    commuting: tuple[tuple[Node, Node], ...]

    @property
    def roots(self) -> list[Node]:
        return [self.left, self.right, *self.facts.assumed, *[node for pair in self.commuting for node in pair]]

    def under(self, assume: Assumed, dims: Fixed) -> Missing:
        """The claim with more assumed."""
        extra = {name: fact for name, fact in assume if fact != "commute"}
        changed = Rebuilding({name: closure([fact]) for name, fact in extra.items()}, dict(dims))
        symbols = free_symbols(*self.roots)
        pairs = [tuple(map(changed.of, pair)) for pair in self.commuting]
        pairs += [
            tuple([changed.of(symbols[name]) for name in names.split(", ")])
            for names, fact in assume
            if fact == "commute"
        ]
        formulas: dict[Node, frozenset[str]] = {}
        for node, known in self.facts.assumed.items():
            form = normal(changed.of(node))
            formulas[form] = formulas.get(form, frozenset()) | known
        left, right = changed.of(self.left), changed.of(self.right)
        return Missing(assume, dims, left, right, Facts(formulas), tuple([(A, B) for A, B in pairs]))


class Rebuilding:
    """Expressions as written, with more facts for some symbols and numbers for some sizes."""

    def __init__(self, facts: dict[str, frozenset[str]], sizes: dict[str, int | str]) -> None:
        self.facts, self.sizes = facts, sizes
        self.done: dict[Node, Node] = {}

    def of(self, root: Node) -> Node:
        for node in postorder(root):
            if node not in self.done:
                self.done[node] = self._rebuilt(node)
        return self.done[root]

    def _rebuilt(self, node: Node) -> Node:
        rows, cols = self.dim(node.rows), self.dim(node.cols)
        if node.op in ("sym", "d"):
            name, known = node.value
            more = closure([*known, *self.facts.get(name, ())])
            if rows == cols and not more.isdisjoint(("full_column_rank", "full_row_rank")):
                more = closure([*more, "invertible"])
            return make(node.op, (), (name, tuple(sorted(more))), rows, cols)
        if node.op == "dim":
            size = self.dim(node.value)
            return b.num(size) if isinstance(size, int) else b.dim_number(size)
        if node.op in ("eye", "ones", "zero"):
            return b.eye(rows) if node.op == "eye" else (b.ones if node.op == "ones" else b.zero)(rows, cols)
        if node.op == "commutation":
            return b.commutation(*map(self.dim, node.value))
        return make(node.op, tuple([self.done[arg] for arg in node.args]), node.value, rows, cols)

    def dim(self, dim: Dim) -> Dim:
        if isinstance(dim, str):
            return self.sizes.get(dim, dim)
        if isinstance(dim, tuple):
            return (times if dim[0] == "*" else plus)(*map(self.dim, dim[1:]))
        return dim


def _candidates(claim: _Claimed) -> Iterator[tuple[Assumed, Fixed]]:
    symbols = free_symbols(claim.left, claim.right)
    kinds = {name: closure(node.value[1]) for name, node in symbols.items()}
    square = [name for name, node in symbols.items() if node.rows == node.cols != 1]
    for name, node in symbols.items():
        for fact in _usual(node, claim):
            if fact not in kinds[name] and not _excluded(fact, kinds[name]):
                yield ((name, fact),), ()
    pairs = [(A, B) for A, B in combinations(square, 2) if symbols[A].rows == symbols[B].rows]
    given = [{node.value[0] for node in pair if node.op == "sym"} for pair in claim.commuting]
    for A, B in pairs:
        if {A, B} not in given:
            yield ((f"{A}, {B}", "commute"),), ()
    for fact in OF_PAIR:
        for A, B in pairs:
            if fact not in kinds[A] | kinds[B] and not _excluded(fact, kinds[A] | kinds[B]):
                yield ((A, fact), (B, fact)), ()
    names = list(dict.fromkeys(dim for node in symbols.values() for dim in node.axes if isinstance(dim, str)))
    for name, other in combinations(names, 2):
        yield (), ((name, other),)
    for size in SIZES:
        for name in names:
            yield (), ((name, size),)


def _usual(node: Node, claim: _Claimed) -> Iterable[str]:
    """What people assume of a symbol of its shape."""
    if node.is_scalar:
        return OF_SCALAR
    if node.cols == 1:
        return OF_VECTOR
    operators = {part.op for part in postorder(claim.left, claim.right)}
    usual = OF_SQUARE if node.rows == node.cols else OF_RECTANGLE if "pinv" in operators else ()
    return usual if operators.isdisjoint(ENTRYWISE) else (*usual, *OF_ENTRIES)


def _excluded(fact: str, known: Iterable[str]) -> bool:
    both = closure([fact, *known])
    return any(cause in both and other in both for cause, other in EXCLUDES.items())


def _follows(assume: Assumed, dims: Fixed, known: Missing) -> bool:
    """Whether a candidate assumes all that one already found does."""
    if known.dims:
        return bool(dims) and dims[0] == known.dims[0]
    given = {name: closure([fact]) for name, fact in assume}
    if known.assume[0][1] == "commute":
        names = known.assume[0][0].split(", ")
        return all("diagonal" in given.get(name, ()) for name in names)
    return bool(assume) and all(fact in given.get(name, ()) for name, fact in known.assume)


def _holds(stronger: Missing) -> bool:
    """Whether both sides agree at points that honour the extra assumption too, and these are not all alike."""
    hunt = Hunt(Claim(stronger.left, stronger.right, stronger.facts, stronger.commuting))
    if any(hunt.differs(sizes) for sizes in hunt.choices) or hunt.agreed < ENOUGH:
        return False
    names = [name for names, _ in stronger.assume for name in names.split(", ")]
    return not names or _leaves_room(hunt, names)


def _leaves_room(hunt: Hunt, names: list[str]) -> bool:
    """Whether each of the symbols still has several values where both sides have one, at the largest sizes."""
    largest = max(hunt.choices, key=lambda sizes: sum(sizes.values()), default={})
    points = []
    for _ in range(DRAWN):
        try:
            point = hunt.claim.drawn(largest, RATIONAL, hunt.random)
            hunt.claim.difference(point, largest)
            points.append(point)
        except (CannotHonour, Undefined):
            continue
    return all(len({str(point[name]) for point in points}) > 1 for name in names)
