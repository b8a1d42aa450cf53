"""The rules of the book in the form in which a reduction uses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache

from wrt import rulebook
from wrt.certificate import hole
from wrt.derivation import Use
from wrt.expr.node import Node, bare, free_symbols, postorder
from wrt.prove.known import Known
from wrt.prove.match import Instance, bindings, instantiate, matches
from wrt.prove.relations import Relation
from wrt.prove.words import Poly, poly
from wrt.rulebook import Sides

WORDS = frozenset(("T", "mul", "sum", "tr"))  # what a relation between words rewrites
ALGEBRAIC = frozenset(("add", "mul", "had", "pow", "hpow"))
OPEN = frozenset(("invertible", "nonzero", "positive"))
EXPANSIONS = (
    ("sigmoid_eq_exp", "sigmoid_eq_exp_scalar", "softplus_eq", "softplus_eq_scalar"),
    ("sigmoid_eq", "sigmoid_eq_scalar", "softplus_eq", "softplus_eq_scalar"),
)  # functions written out, each way of it
Row = tuple[str, Sides]


@cache
def usable(name: str) -> Sides | None:
    """A rule as expressions; None where multiplying out does what it says."""
    sides = rulebook.sides(rulebook.find(name))
    return None if poly(sides.left).same(poly(sides.right)) else sides


def rows_of(names: Iterable[str]) -> Iterator[Row]:
    """The rules of these names that are of use, read now."""
    for name in names:
        sides = usable(name)
        if sides is not None:
            yield name, sides


@cache
def _by_head(kinds: tuple[str, ...]) -> dict[str, list[str]]:
    """The names of rules by the function at the head of their left side; "" for operators."""
    found: dict[str, list[str]] = {}
    for rule in rulebook.all_rules():
        if rule.kind in kinds:
            found.setdefault(rulebook.functions(rule.name)[0], []).append(rule.name)
    return found


def spelled(node: Node) -> str:
    """The name of the function that an expression applies; "" for operators."""
    if node.op in ("fn", "sqrt"):
        return str(node.value or "sqrt")
    return {"diagpart": "diag"}.get(node.op, node.op) if node.op in FUNCTIONS else ""


def named(node: Node) -> list[str]:
    """The rules whose left side begins with the function of an expression."""
    return _by_head(("simplify", "fact")).get(spelled(node), []) if spelled(node) else []


FUNCTIONS = frozenset(
    "inv pinv tr det logdet sum norm1 norm2 normF diag diagpart vec kron inner softmax commutation".split()
)


def theorems(side: Node) -> Iterator[Row]:
    """What may be cited as a whole of a part of an expression: theorems, simplifications of sums and products."""
    present = frozenset(map(spelled, postorder(side)))
    for rule in rulebook.all_rules():
        if rule.kind in ("known", "definition", "simplify", "fact"):
            called = rulebook.functions(rule.name)[1]
            back = rulebook.called_on_the_right(rule.name)
            if called <= present or back <= present:
                for name, sides in rows_of((rule.name,)):
                    if rule.kind in ("known", "definition") or sides.left.op in ALGEBRAIC:
                        yield name, sides


class Rules:
    """The rules that a reduction uses; each is read when something comes up that it may fit.

    With `everywhere` only those without conditions, or with such as hold around a point where they hold: these may be
    used under a derivative.
    """

    def __init__(self, everywhere: bool = False) -> None:
        self.everywhere = everywhere

    def at(self, node: Node, known: Known) -> Iterator[tuple[str, Sides, Instance]]:
        """The rules that apply to an expression as a whole."""
        for name, sides in rows_of(_by_head(("simplify", "fact")).get(spelled(node), [])):
            if sides.left.op != node.op or not self._open(sides):
                continue
            for instance in matches(sides.left, node):
                if accepted(sides, instance, known):
                    yield name, sides, instance

    def _open(self, sides: Sides) -> bool:
        return not self.everywhere or all(fact in OPEN for fact, *_ in sides.conditions)

    def fact_relations(self, atom: Node, known: Known) -> Iterator[Relation]:
        """The relations that facts of an atom bring."""
        base = bare(atom)
        if self.everywhere:
            return
        yield from self._commuting(base, known)
        facts = known.facts_of(base) if base.op == "sym" or base in known.given.assumed else frozenset()
        for name, sides in rows_of(_about(facts)):
            for left, rest, use in _instances(name, sides, base):
                (((scalars, word), coefficient),) = left.terms.items()
                if word and not scalars and coefficient == 1:
                    yield Relation(word, rest, (use,))

    def product_relations(self, atom: Node, known: Known) -> Iterator[Relation]:
        """What products with an atom become, where the atom alone says what the rule's symbols stand for."""
        wanted = spelled(atom)
        names = [
            name for name in _by_head(("simplify",)).get("", ()) if wanted and wanted in rulebook.functions(name)[1]
        ]
        for name, sides in rows_of(names):
            if sides.left.op != "mul" or any(arg.is_scalar for arg in sides.left.args) or not self._open(sides):
                continue
            for factor in sides.left.args:
                for instance in matches(factor, atom) if factor.op == atom.op else ():
                    whole = free_symbols(sides.left, sides.right).keys() <= instance.symbols.keys()
                    if whole and accepted(sides, instance, known):
                        yield from _relation(name, sides, instance)

    def _commuting(self, base: Node, known: Known) -> Iterator[Relation]:
        """B*A = A*B for the pairs that commute, the earlier name first."""
        for first, second in known.given.commuting:
            x, y = sorted((first, second), key=lambda node: (node.size, node.value[0] if node.op == "sym" else ""))
            if base not in (x, y) or not x.op == y.op == "sym":
                continue
            use = Use("mul_comm_of_commute", (("A", y), ("B", x)), hole(x.rows, x.cols))
            yield Relation((y, x), Poly(x.rows, x.cols, {((), (x, y)): Fraction(1)}), (use,))

    def closed_relations(self, atom: Node, factor: Node, known: Known) -> Iterator[tuple[Poly, tuple[Use, ...]]]:
        """What a scalar word is by the facts of one of its factors: x'*x = 1 of a unit vector."""
        base = bare(factor)
        facts = known.facts_of(base) if base.op == "sym" and not self.everywhere else frozenset()
        for name, sides in rows_of(_about(facts)):
            for left, rest, use in _instances(name, sides, base):
                if left.terms == {(((atom, 1),), ()): Fraction(1)}:
                    yield rest, (use,)


def _about(facts: frozenset[str]) -> list[str]:
    """The rules about words that ask for one fact, among these."""
    return [name for name, fact in _single_facts() if fact in facts] if facts else []


@cache
def _single_facts() -> list[tuple[str, str]]:
    return [
        (rule.name, fact)
        for rule in rulebook.all_rules()
        if rule.kind == "fact" and len(rule.when) == 1
        for fact in rule.when.values()
    ]


def _relation(name: str, sides: Sides, instance: Instance) -> Iterator[Relation]:
    """A rule between words, for an instance."""
    left, rest = poly(instantiate(sides.left, instance)), poly(instantiate(sides.right, instance))
    if len(left.terms) == 1:
        (((scalars, word), coefficient),) = left.terms.items()
        if len(word) > 1 and not scalars and coefficient == 1:
            yield Relation(word, rest, (Use(name, bindings(sides[:2], instance), hole(left.rows, left.cols)),))


def _instances(name: str, sides: Sides, base: Node) -> Iterator[tuple[Poly, Poly, Use]]:
    """A rule about one symbol for an expression: its sides multiplied out, where the left one is a single term."""
    ((_, *about),) = sides.conditions
    if sides.left.op not in WORDS or len(about) != 1 or about[0].op != "sym":
        return
    if set(free_symbols(sides.left, sides.right)) != {about[0].value[0]}:
        return
    for instance in matches(about[0], base):
        left, rest = poly(instantiate(sides.left, instance)), poly(instantiate(sides.right, instance))
        if len(left.terms) == 1 and not left.same(rest):
            yield left, rest, Use(name, bindings(sides[:2], instance), hole(left.rows, left.cols))


def accepted(sides: Sides, instance: Instance, known: Known) -> bool:
    """Whether the conditions of a rule hold."""
    for fact, *about in sides.conditions:
        nodes = [instantiate(node, instance) for node in about]
        if not (known.commute(*nodes) if fact == "commute" else known.holds(fact, nodes[0])):
            return False
    return True
