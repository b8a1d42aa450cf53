"""What becomes of one derivative D(f, x) in a telling by rules: the rule that fits, and the expression in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from wrt.certificate import inlined
from wrt.derivation import Derivation, Later, Line, Part
from wrt.explain.shortcuts import CLOSED, Use, fitting, opens, outside, turned_statement
from wrt.explain.tidying import like_terms, tidy, turned, without_zeros
from wrt.explain.verify import verified
from wrt.expr import build as b
from wrt.expr.layout import kind
from wrt.expr.node import Node, free_symbols, make, postorder, rename
from wrt.prove.known import Known
from wrt.prove.match import parts_of
from wrt.prove.rules import accepted
from wrt.prove.words import TooLong, multiplied_out, product_of
from wrt.work.derive import derivative, lay_out
from wrt.work.normal import normal
from wrt.work.spaces import UNCONSTRAINED

MAX_EXPANDED = 8
LINEAR = "linearity of the derivative"
OUT = "multiplied out"
BY_DIFFERENTIALS = "by differentials"
CHAIN = "chain rule, "
MAX_SIMPLE = 6
AFFINE = frozenset(("D_self", "D_transpose_self", "D_smul", "D_mul", "D_transpose_mul", "D_add_const", "D_had",
                    "D_dot_left", "D_dot_right"))  # fmt: skip
Shower = Callable[[Node, Node], Node]
Detail = Callable[[Node, Node, str, Node], Later]


class Move(NamedTuple):
    """What becomes of one derivative: the rule, the expression in its place, how it is told in detail."""

    rule: str
    result: Node
    statement: str = ""
    conditions: tuple[str, ...] = ()
    place: Node | None = None
    inner: Derivation | None = None

    def line(self, right: Node, left: Node | None) -> Line:
        """The line in which this was done."""
        return Line(right, left, self.rule, self.statement, self.conditions, self.place, inner=self.inner)


class Mover:
    """Finds the move of each derivative."""

    def __init__(self, known: Known, show: Shower, detail: Detail, chains: bool = True) -> None:
        self.known = known
        self.show = show
        self.detail = detail
        self.ways = [self.shortcut, self._opened, self.split]
        if chains:
            self.ways += [self._product, self._chain]
        self.moves: dict[Node, Move | None] = {}
        self.worked_out: dict[Node, Move] = {}

    def move(self, node: Node) -> Move:
        """The first way that fits; by differentials where none does."""
        return self.by_the_book(node) or self._by_differentials(node)

    def by_the_book(self, node: Node) -> Move | None:
        """The first way that a rule of the book allows."""
        if node not in self.moves:
            found = self._move(node)
            self.moves[node] = None if found is None else found._replace(place=node)
        return self.moves[node]

    def _move(self, node: Node) -> Move | None:
        function, variable = node.args
        if not contains(function, variable):
            return Move("the derivative of a constant", b.zero(node.rows, node.cols))
        return next((found for way in self.ways if (found := way(node, function, variable)) is not None), None)

    def _by_differentials(self, node: Node) -> Move:
        if node not in self.worked_out:
            function, variable = node.args
            plain = derivative(function, [variable], UNCONSTRAINED)
            result = inlined(self.show(lay_out(plain, function, [variable], node.value), function))
            self.known.memo[node] = normal(result, self.known.memo)
            inner = self.detail(function, variable, node.value, result)
            self.worked_out[node] = Move(BY_DIFFERENTIALS, result, place=node, inner=inner)
        return self.worked_out[node]

    def shortcut(self, node: Node, function: Node, variable: Node) -> Move | None:
        """A derivative of the book; of a trace also after its factors have been rotated."""
        turn = turns(function, variable, node.value)
        rows, cols = (node.cols, node.rows) if turn else (node.rows, node.cols)
        use = fitting(make("D", (function, variable), "denominator", rows, cols), self.known)
        if use is not None:
            result = use.result
            return Move(
                use.rule.name, turned_by(result) if turn else result, stated(use, turn), use.conditions(self.known)
            )
        for rotated in _rotations(function):
            if fitting(make("D", (rotated, variable), "denominator", rows, cols), self.known) is not None:
                again = make("D", (rotated, variable), node.value, node.rows, node.cols)
                return Move("trace_mul_comm", again, "tr(A*B) = tr(B*A)")
        return None

    def _opened(self, node: Node, function: Node, variable: Node) -> Move | None:
        """Squares of norms and products of sums multiplied out, where few terms come of it."""
        found: dict[Node, Node] = {}
        for part in postorder(function, closed=CLOSED):
            if any(contains(arg, variable) for arg in opens(part)):
                expanded = _expanded(part, self.known)
                if expanded is None:
                    return None
                found[part] = expanded
        if not found:
            return None
        result = tidy(rename(function, found))
        return Move(OUT, make("D", (result, variable), node.value, node.rows, node.cols))

    def split(self, node: Node, function: Node, variable: Node) -> Move | None:
        """Sums term by term, numbers and constant scalars in front, constants gone."""
        result = _spread(node, function, variable)
        return None if result.op == "D" else Move(LINEAR, result)

    # ---- products and chains

    def _product(self, node: Node, function: Node, variable: Node) -> Move | None:
        """The product rule and the quotient rule of scalars."""
        if not function.is_scalar:
            return None
        if function.op == "div":
            above, below = function.args
            return _quotient(node, above, below, variable)
        if function.op != "mul":
            return None
        scalars, chain = parts_of(function)
        factors = [*scalars, *([product_of(list(chain), 1, 1)] if chain else [])]
        if len(factors) < 2:
            return None
        terms = []
        for place, factor in enumerate(factors):
            others = [*factors[:place], *factors[place + 1 :]]
            if contains(factor, variable):
                terms.append(make("mul", (*others, _derived(node, factor)), None, node.rows, node.cols))
        result = terms[0] if len(terms) == 1 else make("add", tuple(terms), None, node.rows, node.cols)
        return Move("product rule", result)

    def _chain(self, node: Node, function: Node, variable: Node) -> Move | None:
        """D(f(u), x) for a derivative D(f(t), t) of the book: by way of the smallest u."""
        best: tuple[Use, Node] | None = None
        wide = function.axes or variable.cols != 1 or not variable.axes
        if function.rows == 1 != function.cols or function.cols != 1:
            return None
        for use, u in outside(function):
            if not contains(u, variable) or u.op == "sym" or (wide and not _links(function, u, variable)):
                continue
            if best is not None and u.size >= best[1].size:
                continue
            name = use.sides.left.args[1].value[0]
            others = [x for other, x in use.instance.symbols.items() if other != name]
            if not any(contains(x, variable) for x in others) and accepted(use.sides, use.instance, self.known):
                best = use, u
        return None if best is None else self._linked(node, *best)

    def _linked(self, node: Node, use: Use, u: Node) -> Move:
        """The chain rule: in denominator layout the inner derivative stands first, in numerator layout last."""
        function, variable = node.args
        outer = use.result
        numerator = turns(function, variable, node.value)
        if u.is_scalar and function.is_scalar:
            derived = _derived(node, u)
            factors = (outer, derived)
        else:
            length = 1 if u.is_scalar else u.rows
            shape = (length, variable.rows) if numerator else (variable.rows, length)
            derived = make("D", (u, variable), "numerator" if numerator else "denominator", *shape)
            factors = (turned_by(outer), derived) if numerator else (derived, outer)
        linked = make("mul", factors, None, node.rows, node.cols)
        if outer.op == "div" and outer.args[0] is b.ONE:
            linked = make("div", (derived, outer.args[1]), None, node.rows, node.cols)
        name = CHAIN + use.rule.name
        move = Move(name, linked, stated(use, numerator), use.conditions(self.known))
        simple = self._simple(derived)
        if simple is None:
            return move
        first = Line(tidy(linked), node, name, move.statement, move.conditions)
        result = tidy(rename(linked, {derived: simple.result}))
        second = Line(result, None, simple.rule, simple.statement, simple.conditions, derived)
        return move._replace(result=result, inner=self.later((first, second)))

    def _simple(self, derived: Node) -> Move | None:
        """The derivative of an inner function that is affine in the variable, which needs no line of its own."""
        current, last = derived, None
        for _ in range(MAX_SIMPLE):
            pending = [node for node in postorder(current) if node.op == "D"]
            if not pending:
                return None if last is None else last._replace(result=without_zeros(current))
            move = self.by_the_book(pending[0])
            if move is None:
                return None
            if move.rule.removeprefix(CHAIN) not in AFFINE and move.rule != LINEAR:
                return None
            current = tidy(rename(current, {pending[0]: move.result}))
            last = move if move.rule != LINEAR or last is None else last
        return None

    def later(self, lines: tuple[Line, ...]) -> Later:
        """Lines of a step in detail, verified when somebody reads them."""
        facts = self.known.given
        return Later(lambda: verified(Derivation((Part(lines),)), facts))


def _expanded(part: Node, known: Known) -> Node | None:
    """A scalar multiplied out, like terms taken together, numbers left in front; None where the terms are too many."""
    front = [arg for arg in part.args if arg.is_scalar and arg.op != "mul"] if part.op == "mul" else []
    rest = tuple([arg for arg in part.args if arg not in front])
    inner = part if not front else rest[0] if len(rest) == 1 else make("mul", rest, None, 1, 1)
    try:
        expanded = multiplied_out(inner)
    except TooLong:
        return None
    if expanded.op != "add" or len(expanded.args) > MAX_EXPANDED:
        return None
    gathered = like_terms(expanded, known.memo)
    return make("mul", (*front, gathered), None, 1, 1) if front else gathered


def _links(function: Node, u: Node, variable: Node) -> bool:
    """Whether the chain rule is a product: of scalars for every variable, of columns for vectors."""
    if u.is_scalar and function.is_scalar:
        return True
    return variable.cols == 1 and bool(variable.axes)


def _rotations(function: Node) -> list[Node]:
    """A trace of a product with its factors rotated."""
    if function.op != "tr" or function.args[0].op != "mul":
        return []
    factors = [part for part in function.args[0].args if not part.is_scalar]
    if len(factors) != len(function.args[0].args):
        return []
    found = []
    for i in range(1, len(factors)):
        word = (*factors[i:], *factors[:i])
        found.append(make("tr", (make("mul", word, None, word[0].rows, word[-1].cols),), None, 1, 1))
    return found


def _spread(node: Node, term: Node, variable: Node) -> Node:
    """The derivative of a term, as far as it is linear in parts of it."""
    shape = node.rows, node.cols
    if not contains(term, variable):
        return b.zero(*shape)
    if term is variable and term.is_scalar:
        return b.ONE
    if term.op in ("add", "neg") or (term.op == "div" and not contains(term.args[1], variable)):
        inner = [_spread(node, arg, variable) for arg in (term.args[:1] if term.op == "div" else term.args)]
        return make(term.op, (*inner, *term.args[len(inner) :]), None, *shape)
    if term.op == "mul":
        front = [f for f in term.args if f.is_scalar and not contains(f, variable)]
        rest = [f for f in term.args if f not in front]
        if front and rest:
            inner_term = rest[0] if len(rest) == 1 else make("mul", tuple(rest), None, term.rows, term.cols)
            return make("mul", (*front, _spread(node, inner_term, variable)), None, *shape)
    return make("D", (term, variable), node.value, *shape)


def _derived(node: Node, factor: Node) -> Node:
    """The derivative of another scalar, in the place of that of a scalar."""
    if factor is node.args[1]:
        return b.ONE
    return make("D", (factor, node.args[1]), node.value, node.rows, node.cols)


def _quotient(node: Node, above: Node, below: Node, variable: Node) -> Move:
    shape = node.rows, node.cols
    square = make("pow", (below, b.num(2)), None, 1, 1)
    terms = []
    if contains(above, variable):
        terms.append(make("mul", (below, _derived(node, above)), None, *shape))
    second = make("mul", (above, _derived(node, below)), None, *shape)
    terms.append(make("neg", (second,), None, *shape))
    top = terms[0] if len(terms) == 1 else make("add", tuple(terms), None, *shape)
    return Move("quotient rule", make("div", (top, square), None, *shape))


def turned_by(node: Node) -> Node:
    """The transpose of the right side of a rule."""
    node = tidy(node)
    whole = turned(node)
    if node.op == "add" and whole.op == "T":
        parts = make("add", tuple([turned(arg) for arg in node.args]), None, node.cols, node.rows)
        return parts if parts.flips <= whole.flips else whole
    return whole


def stated(use: Use, turn: bool) -> str:
    """The statement of a derivative; turned into numerator layout."""
    turns_too = turn and use.sides.left.args[1].axes
    return turned_statement(use.rule.name) if turns_too else use.rule.statement


def contains(node: Node, variable: Node) -> bool:
    base = variable.args[0] if variable.op == "entry" else variable
    return base in free_symbols(node).values()


def turns(function: Node, variable: Node, layout: str) -> bool:
    """Whether a layout writes the transpose of what denominator layout does."""
    form = kind((function.rows, function.cols), [(variable.rows, variable.cols)])
    if form == "gradient":
        return layout == "numerator"
    return layout != "denominator" and form in ("jacobian", "tangent")
