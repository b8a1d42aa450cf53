"""A derivative or an identity for every size, with indices and sums.

The function is written as a sum over named indices, differentiated by one entry of the variable with the product rule
and Kronecker deltas, the deltas are eliminated, and what is left is recognised as an entry of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from wrt.certificate import inlined
from wrt.derivation import Derivation, Line, Part, Shown, Written
from wrt.diagnostics import WrtError
from wrt.emit import writers
from wrt.emit.index_text import index_derivative, signed
from wrt.explain.index_entries import collected, contracted, entries, meet, with_indices
from wrt.explain.index_written import Hand, Letters, joined
from wrt.expr import build as b
from wrt.expr.build import rational
from wrt.expr.layout import kind
from wrt.expr.node import Node, free_symbols, postorder, rename
from wrt.index.deltas import split_free
from wrt.index.form import DELTA, Factor, Form, Index, Place, Term, delta, pair
from wrt.index.linear import Fresh
from wrt.index.project import project
from wrt.work.expand import expanded
from wrt.work.normal import normal, substitute
from wrt.work.spaces import PROJECTED, UNCONSTRAINED, plain, space

# sums and products in normal form, which are differentiated through what they are made of
OPEN = frozenset(("add", "mul", "had", "T", "diag", "diagpart", "vec", "kron", "block", "sum", "tr", "entry"))
MOST = 4  # as many terms of an answer are recognised one by one
WITH_INDICES, PRODUCT_RULE, DELTAS = "sums over indices", "product rule", "δ picks out one term of a sum"
COLLECTED = "like terms"
RECOGNISED, SAME_SUM = "entry of a product", "the same sum"
Side = tuple[Place, Place]


def by_indices(function: Node, variable: Node, layout: str, answer: Node, convention: str = PROJECTED) -> Derivation:
    """The derivative of an expression as written by one variable, entry by entry, for every size.

    Raises NoRule where a part has no rule with indices, E-indices-differ where the sums do not meet.
    """
    answer = inlined(answer)
    return Sums([function, answer, variable]).derivation(function, variable, layout, answer, convention)


def prove_by_indices(left: Node, right: Node) -> Derivation:
    """An entry of both sides as the same sum, for every size; E-indices-differ where the sums do not meet."""
    if right.op == "D" and left.op != "D":
        left, right = right, left
    if left.op == "D" and len(left.args) == 2 and not any(node.op == "D" for node in postorder(left.args[0], right)):
        return by_indices(left.args[0], left.args[1], left.value, right, UNCONSTRAINED)
    return Sums([left, right]).identity(left, right)


def entry_form(node: Node) -> Written:
    """The entry (i, j) of an expression as written, as a sum over indices."""
    sums = Sums([node])
    side = sums.split_places(node)
    return sums.hand.each(entries(node, *side, sums.fresh))


class Sums:
    """One derivation: its indices and how they are written."""

    def __init__(self, formulas: Sequence[Node]) -> None:
        self.fresh = Fresh()
        self.hand = Hand(formulas, Letters(free_symbols(*formulas)))

    def places(self, node: Node) -> Side:
        """Free indices for the axes of an expression."""
        side = self.fresh(node.rows), self.fresh(node.cols)
        self.hand.letters.fix(side)
        return side

    def split_places(self, *nodes: Node) -> Side:
        """Free indices for the axes of expressions of one shape; pairs where they are made of pairs."""
        row, col = self.fresh(nodes[0].rows), self.fresh(nodes[0].cols)
        terms = [term for node in nodes for term in entries(node, row, col, self.fresh)]
        form = split_free(Form((tuple([at for at in (row, col) if at is not None]),), tuple(terms)), self.fresh)
        places = iter(form.sides[0])
        side = next(places) if row is not None else None, next(places) if col is not None else None
        self.hand.letters.fix(side)
        return side

    # ---- identities

    def identity(self, left: Node, right: Node) -> Derivation:
        """Both sides to one sum."""
        if (left.rows, left.cols) != (right.rows, right.cols):
            raise WrtError("E-indices-differ", "the two sides have different shapes")
        side = self.split_places(left, right)
        first, second = [entries(x, *side, self.fresh) for x in (left, right)]
        check_meet([side], first, second, self.fresh)
        parts = []
        for node, terms, say in ((left, first, "The left side:"), (right, second, "The right side:")):
            lines = [Line(self.hand.each(terms), self.hand.entry(node, side), WITH_INDICES)]
            short = contracted(terms)
            if short != terms:
                lines.append(Line(self.hand.each(short), None, DELTAS))
            parts.append(Part(tuple(lines), (say,)))
        shown = self.hand.each(contracted(first))
        if parts[1].lines[-1].right != shown:
            last = Line(shown, None, SAME_SUM)
            parts[1] = Part((*parts[1].lines, last), parts[1].say)
        return Derivation(tuple(parts))

    # ---- derivatives

    def derivation(self, function: Node, variable: Node, layout: str, answer: Node, convention: str) -> Derivation:
        bare = plain(variable.args[0] if variable.op == "entry" else variable)
        own = variable.args[0] if variable.op == "entry" else variable
        free = rename(function, {own: bare}) if bare is not own else function
        at = self.split_places(free)
        terms = entries(free, *at, self.fresh)
        whole = self.hand.each(terms)
        by = (None, None) if variable.op == "entry" else self.places(variable)
        top = self.hand.entry(function, at) if function.axes else Written(*_spelled(function))
        groups = [self.product_rule(term, bare, variable, by) for term in terms]
        short = contracted([term for group in groups for term in group])
        start = self.hand.entry(function, at)
        alone = terms[0].factors[0].atom if is_alone(terms) else None
        lines = [Line(whole, start, WITH_INDICES)] if alone is None or alone is not normal(free) else []
        rules = self.rules_of(terms, bare) if alone is None or alone.op in OPEN else []
        left = self.hand.derivative(_closed(top, function), variable, by)
        rule = PRODUCT_RULE if alone is None or alone is bare or alone.op in OPEN else _rule_name(alone)
        change = [Line(self.hand.sums(groups), left, rule)]
        self._then(change, short, DELTAS)
        short = collected(short)
        self._then(change, short, COLLECTED)
        short = self.in_space(change, short, own, bare, by, convention)
        end = self.recognised(answer, function, variable, layout, at, by, short, change[-1].right)
        say = ("The derivative by one entry:" if variable.axes else "The derivative:",)
        parts = [Part(tuple(lines), ("The function with indices, for every size:",))] if lines else []
        if rules:
            parts.append(Part(tuple(rules), ("What is not taken apart has its own rule:",)))
        return Derivation((*parts, Part((*change, *end), say)))

    def _then(self, lines: list[Line], terms: Sequence[Term], rule: str) -> None:
        """A line more, if it says something new."""
        shown = self.hand.each(terms)
        if shown != lines[-1].right:
            lines.append(Line(shown, None, rule))

    def product_rule(self, term: Term, bare: Node, variable: Node, by: Side) -> list[Term]:
        """One term for each factor with the variable inside."""
        found: list[Term] = []
        for place, factor in enumerate(term.factors):
            power = factor.power
            before, after = term.factors[:place], term.factors[place + 1 :]
            rest = [] if power == 1 else [Factor(factor.atom, factor.at, rational(power - 1))]
            for change in self.change_of(factor.atom, factor.at, bare, variable, by):
                number = rational(term.coefficient * power * change.coefficient)
                found.append(Term(number, (*before, *rest, *change.factors, *after), (*term.summed, *change.summed)))
        return found

    def change_of(self, atom: Node, at: Sequence[Place], bare: Node, variable: Node, by: Side) -> list[Term]:
        """The derivative of an entry of an atom."""
        if atom is bare:
            return [Term(1, self._deltas(atom, at, variable, by))]
        if bare not in set(postorder(atom)):
            return []
        if atom.op in OPEN:
            row, col = _row_col(atom, at)
            inner = entries(atom, row, col, self.fresh)
            return [change for term in inner for change in self.product_rule(term, bare, variable, by)]
        return self.own_rule(atom, at, bare, variable, by)

    def _deltas(self, atom: Node, at: Sequence[Place], variable: Node, by: Side) -> tuple[Factor, ...]:
        target = variable.value if variable.op == "entry" else by
        row, col = _row_col(atom, at)
        pairs = [(p, q) for p, q, size in ((row, target[0], atom.rows), (col, target[1], atom.cols)) if size != 1]
        return tuple([delta(p, q) for p, q in pairs if p is not None and q is not None])

    def own_rule(self, atom: Node, at: Sequence[Place], bare: Node, variable: Node, by: Side) -> list[Term]:
        wanted = b.entry(bare, *variable.value) if variable.op == "entry" else bare
        form = signed(index_derivative(atom, [wanted], UNCONSTRAINED), atom)
        return sorted(with_indices(form, [at, by], self.fresh), key=lambda term: term.coefficient < 0)

    def rules_of(self, terms: Sequence[Term], bare: Node) -> list[Line]:
        """The rules of the atoms that are not taken apart, each at entries of its own."""
        lines: list[Line] = []
        seen: set[Node] = set()
        todo = [factor.atom for term in terms for factor in term.factors]
        while todo:
            atom = todo.pop(0)
            if atom in seen or atom is bare or atom is DELTA or bare not in set(postorder(atom)):
                continue
            seen.add(atom)
            if atom.op in OPEN:
                inner = entries(atom, self.fresh(atom.rows), self.fresh(atom.cols), self.fresh)
                todo += [factor.atom for term in inner for factor in term.factors]
            elif atom.axes or bare.axes:
                lines.append(self._rule_line(atom, bare))
        return lines

    def _rule_line(self, atom: Node, bare: Node) -> Line:
        own = Sums([atom, bare])
        at, by = own.places(atom), own.places(bare)
        places = [place for place in at if place is not None]
        left = own.hand.each([Term(1, (Factor(atom, tuple(places)),))])
        terms = own.own_rule(atom, places, bare, bare, by)
        return Line(own.hand.each(terms), own.hand.derivative(left, bare, by), _rule_name(atom))

    def in_space(
        self, lines: list[Line], terms: list[Term], own: Node, bare: Node, by: Side, convention: str
    ) -> list[Term]:
        """The part of the derivative in the space that the variable is confined to."""
        form = space(own)
        row, col = by
        if form is not None and convention == PROJECTED and isinstance(row, Index) and isinstance(col, Index):
            terms = contracted(project(terms, row, col, form, by_entries=False))
            self._then(lines, terms, f"the {form} part")
        if bare is own:
            return terms
        return [Term(t.coefficient, tuple([Factor(substitute(f.atom, {bare: own}), f.at, f.power)
                if f.atom is not DELTA else f for f in t.factors]), t.summed) for t in terms]  # fmt: skip

    # ---- recognising the answer

    def recognised(self, answer: Node, function: Node, variable: Node, layout: str, at: Side, by: Side,
                   terms: Sequence[Term], before: Shown) -> list[Line]:  # fmt: skip
        """The entry of the answer: term by term where it is a sum, then as a whole."""
        side = place_in(function, variable, layout, at, by)
        check_meet([at, by], terms, entries(answer, *side, self.fresh), self.fresh)
        lines = []
        pieces = self._pieces(answer)
        if len(pieces) > 1:
            lines.append(Line(joined([(sign, self.hand.entry(x, side)) for sign, x in pieces]), None, RECOGNISED))
        whole = self.hand.entry(answer, side)
        if whole != (lines[-1].right if lines else before):
            lines.append(Line(whole, None, f"entry of the answer, {layout} layout" if answer.axes else RECOGNISED))
        return lines

    def _pieces(self, answer: Node) -> list[tuple[int, Node]]:
        """The terms of an answer that is multiplied out, with their signs."""
        whole = expanded(normal(answer))
        if whole is None or whole.op != "add" or len(whole.args) > MOST:
            return [(1, answer)]
        signed_terms = [(-1, b.neg(term)) if b.split(term)[0] < 0 else (1, term) for term in whole.args]
        return [(sign, writers.shown(term, answer)) for sign, term in signed_terms]


def is_alone(terms: Sequence[Term]) -> bool:
    """Whether a sum is a single entry."""
    return len(terms) == 1 and len(terms[0].factors) == 1 and not terms[0].summed and terms[0].factors[0].power == 1


def _row_col(atom: Node, at: Sequence[Place]) -> Side:
    """The positions of an entry as row and column."""
    places = iter(at)
    row = next(places) if atom.rows != 1 else None
    return row, next(places) if atom.cols != 1 else None


def place_in(function: Node, variable: Node, layout: str, at: Side, by: Side) -> Side:
    """Row and column, in the derivative as laid out, of the entry of the function at `at` by that of the variable."""
    form = kind((function.rows, function.cols), [(variable.rows, variable.cols)])
    one, other = _only(at), _only(by)
    match form:
        case "scalar":
            return None, None
        case "matrix":
            return at
        case "gradient":
            return (by[1], by[0]) if layout == "numerator" else by
        case "tangent":
            return (None, one) if layout == "denominator" else (one, None)
        case "jacobian":
            return (other, one) if layout == "denominator" else (one, other)
    return _stacked(function, at), _stacked(variable, by)


def _only(side: Side) -> Place:
    return side[0] if side[0] is not None else side[1]


def _stacked(node: Node, side: Side) -> Place:
    """The position of an entry in vec of its matrix."""
    parts = [(side[1], node.cols), (side[0], node.rows)]
    return pair([(place, size) for place, size in parts if place is not None])


def check_meet(sides: Sequence[Side], left: Sequence[Term], right: Sequence[Term], fresh: Fresh) -> None:
    if not meet(sides, left, right, fresh):
        raise WrtError("E-indices-differ", "the sums over indices of the two sides are not found to be the same")


def _closed(top: Written, function: Node) -> Written:
    """A function as it stands after ∂."""
    if function.op in ("add", "neg", "mul", "div") and not function.axes:
        return Written(f"({top.text})", rf"({top.latex})", f"({top.unicode})")
    return top


def _spelled(node: Node) -> tuple[str, str, str]:
    return writers.text(node), writers.latex(node), writers.unicode(node)


def _rule_name(atom: Node) -> str:
    if atom.op == "mpow":
        return "derivative of the inverse" if atom.value == -1 else "derivative of a power of a matrix"
    name = atom.value if atom.op == "fn" else NAMES.get(atom.op, atom.op)
    return f"derivative of {name}"


NAMES = {"pow": "a power", "hpow": "a power", "logdet": "log det", "norm2": "the norm", "norm1": "the norm"}
