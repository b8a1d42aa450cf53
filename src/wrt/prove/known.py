"""What a proof may take for granted: the facts that were given, and that both sides are defined."""

from __future__ import annotations

from collections.abc import Iterable

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols, postorder, rename
from wrt.expr.ops import operator
from wrt.work.normal import normal

Condition = tuple[str, Node]


class Known:
    """Facts given or inferred, and what the claim needs to be defined."""

    def __init__(self, facts: Facts, claim: Iterable[Node]) -> None:
        self.given = facts
        self.memo: dict[Node, Node] = {}
        self.used: dict[Condition, None] = {}
        assumed = dict(facts.assumed)
        self.domain = dict.fromkeys(self._domain(claim))
        for what, operand in self.domain:
            form = normal(operand, self.memo)
            for part in _parts(what, form):
                assumed[part] = assumed.get(part, frozenset()) | {what}
        self.all = Facts(assumed, facts.commuting)

    def _domain(self, claim: Iterable[Node]) -> Iterable[Condition]:
        yield from self._smoothness(claim)
        for node in postorder(*claim):
            record = operator(node.op, node.value) if node.op not in LEAVES else None
            if record is not None and record.domain is not None:
                for what, operand in record.domain(node):
                    yield ("nonzero" if what == "invertible" and operand.is_scalar else what), operand
            if node.op in ("div", "hdiv"):
                yield "nonzero", node.args[1]
            if node.op == "sqrt" or (node.op in ("pow", "hpow") and _is_root(node.args[1])):
                yield "nonnegative", node.args[0]

    def _smoothness(self, claim: Iterable[Node]) -> Iterable[Condition]:
        """What a derivative in the claim needs to exist."""
        for derivative in postorder(*claim):
            if derivative.op == "D":
                for node in postorder(derivative.args[0]):
                    record = operator(node.op, node.value) if node.op not in LEAVES else None
                    if record is not None and record.smooth is not None:
                        yield from record.smooth(node)
                    if node.op == "sqrt":
                        yield "positive", node.args[0]

    def holds(self, fact: str, node: Node) -> bool:
        """Whether a condition may be used; what is only known because the claim is defined is noted."""
        form = normal(node, self.memo)
        if self.given.holds(form, fact):
            return True
        if self.all.holds(form, fact):
            self.used[fact, node] = None
            return True
        return False

    def is_given(self, fact: str, *about: Node) -> bool:
        """Whether a condition follows from what was assumed, and would not hold without."""
        if fact == "commute":
            return self.commute(*about)
        if not self.given.holds(normal(about[0], self.memo), fact):
            return False
        bare = {s: b.sym(s.value[0], s.rows, s.cols) for s in free_symbols(about[0]).values()}
        return not Facts().holds(normal(rename(about[0], bare)), fact)

    def commute(self, first: Node, second: Node) -> bool:
        """Whether two expressions were said to commute."""
        pair = {normal(first, self.memo), normal(second, self.memo)}
        return any({normal(x, self.memo), normal(y, self.memo)} == pair for x, y in self.given.commuting)

    def facts_of(self, node: Node) -> frozenset[str]:
        """What was given or follows, of an expression."""
        return self.given.of(normal(node, self.memo))


LEAVES = frozenset(("sym", "num", "dim", "const", "eye", "ones", "zero", "basis", "commutation", "d", "hole", "block",
                    "differential", "D", "where"))  # fmt: skip


def _is_root(exponent: Node) -> bool:
    form = normal(exponent)
    return form.op == "num" and type(form.value) is not int


def _parts(what: str, form: Node) -> list[Node]:
    """An expression, and the factors of a product of square matrices or of scalars: none may be singular or 0."""
    found = [form]
    if form.op == "mul" and what in ("invertible", "nonzero"):
        square = [arg for arg in form.args if arg.rows == arg.cols]
        if len(square) == len(form.args):
            found += [part for arg in square for part in _parts(what if not arg.is_scalar else "nonzero", arg)]
    if form.op in ("mpow", "inv", "T") and what == "invertible":
        found += _parts(what, form.args[0])
    if form.op == "kron" and what == "invertible" and all(arg.rows == arg.cols for arg in form.args):
        found += form.args
    return found
