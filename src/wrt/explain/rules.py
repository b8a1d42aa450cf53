"""The telling by rules: the function expanded where that helps, the shortcuts used, like terms collected.

Each line is an expression in which D(f, x) stands for a derivative that is still to be taken, and follows from the line
before by one rule, applied wherever it fits.  Where no rule of the book fits a part, its derivative is taken by
differentials, which are told inside the step.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from wrt import rulebook
from wrt.certificate import inlined
from wrt.derivation import Derivation, Later, Line, Part
from wrt.emit.text import text
from wrt.emit.writers import shown
from wrt.expr import build as b
from wrt.expr.layout import kind
from wrt.expr.node import Node, free_symbols, make, postorder
from wrt.prove.known import Known
from wrt.prove.match import Instance, instantiate, matches
from wrt.prove.rules import accepted
from wrt.prove.words import TooLong, multiplied_out
from wrt.rulebook import Sides
from wrt.rules.rule import Rule
from wrt.work.derive import derivative, lay_out
from wrt.work.normal import normal, rename

MAX_LINES = 24
MAX_EXPANDED = 8
LINEAR = "linearity of the derivative"
Shower = Callable[[Node, Node], Node]


class Move(NamedTuple):
    """What becomes of one derivative: the rule, the expression in its place, how it is told in detail."""

    rule: str
    result: Node
    statement: str = ""
    place: Node | None = None
    inner: Later | None = None


class Telling:
    """One derivation by rules."""

    def __init__(self, known: Known, show: Shower, detail: Callable[[Node, Node, str], Later]) -> None:
        self.known = known
        self.show = show
        self.detail = detail
        self.moves: dict[Node, Move] = {}

    def lines(self, start: Node, answer: Node) -> list[Line]:
        """From the derivative to the answer."""
        current = start
        found: list[Line] = []
        while len(found) < MAX_LINES:
            pending = [node for node in postorder(current) if node.op == "D"]
            if not pending:
                break
            moves = {node: self.move(node) for node in pending}
            first = moves[_first(current, pending)]
            rule = first.rule
            chosen = {node: move for node, move in moves.items() if move.rule == rule}
            current = _tidy(rename(current, {node: move.result for node, move in chosen.items()}))
            found.append(self._line(current, None if found else start, next(iter(chosen.values()))))
        if not found:
            return [Line(answer, start)]
        if found[-1].right is not answer and text(found[-1].right) != text(answer):  # type: ignore[arg-type]
            found.append(Line(answer, rule="collected"))
        return found

    def _line(self, right: Node, left: Node | None, move: Move) -> Line:
        return Line(right, left, move.rule, move.statement, place=move.place, inner=move.inner)

    def move(self, node: Node) -> Move:
        """The first way that fits."""
        if node not in self.moves:
            self.moves[node] = self._move(node)
        return self.moves[node]

    def _move(self, node: Node) -> Move:
        function, variable = node.args
        if not _contains(function, variable):
            return Move("the derivative of a constant", b.zero(node.rows, node.cols))
        for way in (self._shortcut, self._opened, self._split, self._chain):
            found = way(node, function, variable)
            if found is not None:
                return found._replace(place=node)
        plain = derivative(function, [variable], "unconstrained")
        result = inlined(self.show(lay_out(plain, function, [variable], node.value), function))
        return Move("by differentials", result, place=node, inner=self.detail(function, variable, node.value))

    def _shortcut(self, node: Node, function: Node, variable: Node) -> Move | None:
        """A derivative of the book; one that asks for a fact only where a symbol has it."""
        turn = turns(function, variable, node.value)
        rows, cols = (node.cols, node.rows) if turn else (node.rows, node.cols)
        wanted = make("D", (function, variable), "denominator", rows, cols)
        for rule, sides in _shortcuts():
            if sides.left.args[0].op != function.op:
                continue
            for instance in matches(sides.left, wanted):
                if accepted(sides, instance, self.known) and self._plainly(sides, instance):
                    result = instantiate(sides.right, instance)
                    return Move(rule.name, turned(result) if turn else result, stated(rule, turn))
        return None

    def _plainly(self, sides: Sides, instance: Instance) -> bool:
        """Whether symmetry is asked of symbols only: that of X'*X is for the next line to use."""
        return all(
            fact != "symmetric" or instantiate(about[0], instance).op == "sym" for fact, *about in sides.conditions
        )

    def _opened(self, node: Node, function: Node, variable: Node) -> Move | None:
        """Squares of norms and products of sums multiplied out, where few terms come of it."""
        opened: dict[Node, Node] = {}
        for part in postorder(function, closed=CLOSED):
            if _opens(part) and _contains(part, variable):
                try:
                    expanded = multiplied_out(part)
                except TooLong:
                    return None
                if expanded.op != "add" or len(expanded.args) > MAX_EXPANDED:
                    return None
                opened[part] = expanded
        if not opened:
            return None
        result = _flattened(rename(function, opened))
        return Move("multiplied out", make("D", (result, variable), node.value, node.rows, node.cols))

    def _split(self, node: Node, function: Node, variable: Node) -> Move | None:
        """Sums term by term, numbers and constant scalars in front, constants gone."""
        result = self._spread(node, function, variable)
        return None if result.op == "D" else Move(LINEAR, result)

    def _spread(self, node: Node, term: Node, variable: Node) -> Node:
        """The derivative of a term, as far as it is linear in parts of it."""
        shape = node.rows, node.cols
        if not _contains(term, variable):
            return b.zero(*shape)
        if term.op in ("add", "neg") or (term.op == "div" and not _contains(term.args[1], variable)):
            inner = [self._spread(node, arg, variable) for arg in (term.args[:1] if term.op == "div" else term.args)]
            return make(term.op, (*inner, *term.args[len(inner) :]), None, *shape)
        if term.op == "mul":
            front = [f for f in term.args if f.is_scalar and not _contains(f, variable)]
            rest = [f for f in term.args if f not in front]
            if front and rest:
                inner_term = rest[0] if len(rest) == 1 else make("mul", tuple(rest), None, term.rows, term.cols)
                return make("mul", (*front, self._spread(node, inner_term, variable)), None, *shape)
        return make("D", (term, variable), node.value, *shape)

    def _chain(self, node: Node, function: Node, variable: Node) -> Move | None:
        """D(f(u), x) for a derivative D(f(t), t) of the book: by way of u."""
        if not variable.axes or variable.cols != 1 or function.rows == 1 != function.cols or function.cols != 1:
            return None
        for rule, sides in _shortcuts():
            outer, inner = sides.left.args
            if outer.op != function.op or inner.cols != 1:
                continue
            for instance in matches(outer, function):
                u = instance.symbols.get(inner.value[0])
                if u is None or u is function or not _contains(u, variable) or u.op == "sym":
                    continue
                others = [x for name, x in instance.symbols.items() if name != inner.value[0]]
                if any(_contains(x, variable) for x in others) or not accepted(sides, instance, self.known):
                    continue
                return self._linked(node, u, instantiate(sides.right, instance), rule)
        return None

    def _linked(self, node: Node, u: Node, outer: Node, rule: Rule) -> Move:
        """The chain rule: in denominator layout the inner derivative stands first, in numerator layout last."""
        variable = node.args[1]
        numerator = turns(node.args[0], variable, node.value)
        length = 1 if u.is_scalar else u.rows
        rows, cols = (length, variable.rows) if numerator else (variable.rows, length)
        layout = "numerator" if numerator else node.value
        derived = make("D", (u, variable), layout, rows, cols)
        if u.is_scalar and node.args[0].is_scalar:
            factors = (outer, derived)
        else:
            factors = (turned(outer), derived) if numerator else (derived, outer)
        linked = make("mul", factors, None, node.rows, node.cols)
        return Move(f"chain rule, {rule.name}", linked, stated(rule, numerator))


def by_rules(derived: Node, answer: Node, known: Known, show: Shower,
             detail: Callable[[Node, Node, str], Later]) -> Derivation:  # fmt: skip
    """The derivation of a first derivative; `derived` is D(f, x) as laid out, `answer` the derivative as written."""
    lines = Telling(known, show, detail).lines(derived, answer)
    if lines[0].inner is not None and len(lines) <= 2:  # no rule of the book fits: the differentials are the derivation
        return Derivation(lines[0].inner.parts)
    return Derivation((Part(tuple(lines)),))


def stated(rule: Rule, turn: bool) -> str:
    """The statement of a derivative; turned into numerator layout."""
    return _turned_statement(rule.name) if turn else rule.statement


@cache
def _turned_statement(name: str) -> str:
    sides = rulebook.sides(rulebook.find(name))
    return f"{text(sides.left)} = {text(shown(b.T(normal(sides.right)), sides.left.args[0]))}"


@cache
def _shortcuts() -> tuple[tuple[Rule, rulebook.Sides], ...]:
    """The derivatives of the book, the more special ones first."""
    rows = [(rule, rulebook.sides(rule)) for rule in rulebook.all_rules() if rule.kind == "derivative"]
    kept = [row for row in rows if row[1].left.args[0].op not in ("D", "sym") or row[0].name == "D_self"]
    kept = [row for row in kept if not _quadratic(row[1].left.args[0])]  # these are multiplied out
    return tuple(sorted(kept, key=lambda row: (-len(row[1].conditions), -row[1].left.size)))


CLOSED = frozenset(("inv", "fn", "det", "logdet", "had", "softmax", "norm1", "norm2", "normF", "diag", "D"))


def _quadratic(function: Node) -> bool:
    """Whether multiplying out is how one would begin."""
    return any(_opens(node) for node in postorder(function, closed=CLOSED))


def _opens(node: Node) -> bool:
    """The square of the norm of a sum, or a scalar product with sums in it."""
    if node.op == "pow" and node.args[0].op in ("norm2", "normF") and node.args[1].op == "num":
        return bool(node.args[1].value == 2 and node.args[0].args[0].op == "add")
    inner = node.args[0] if node.op == "tr" else node
    return inner.op == "mul" and node.is_scalar and any(_is_sum(arg) for arg in inner.args if not arg.is_scalar)


def _is_sum(node: Node) -> bool:
    return node.op == "add" or (node.op == "T" and node.args[0].op == "add")


def _flattened(root: Node) -> Node:
    """Sums within sums made one, with the signs taken in."""
    done: dict[Node, Node] = {}
    for node in postorder(root, closed=CLOSED):
        args = tuple([done.get(arg, arg) for arg in node.args])
        made = node if args == node.args else make(node.op, args, node.value, node.rows, node.cols)
        if node.op == "add":
            terms: list[Node] = []
            for arg in args:
                if arg.op == "neg" and arg.args[0].op == "add":
                    terms += [b.neg(x) if x.op == "num" else _minus(x) for x in arg.args[0].args]
                else:
                    terms += arg.args if arg.op == "add" else (arg,)
            made = make("add", tuple(terms), None, node.rows, node.cols)
        done[node] = made
    return done[root]


def _minus(x: Node) -> Node:
    return x.args[0] if x.op == "neg" else make("neg", (x,), None, x.rows, x.cols)


def _laid(function: Node, variable: Node) -> str:
    return kind((function.rows, function.cols), [(variable.rows, variable.cols)])


def _first(current: Node, pending: list[Node]) -> Node:
    """The derivative that is written first."""
    stack = [current]
    wanted = set(pending)
    while stack:
        node = stack.pop()
        if node in wanted:
            return node
        stack += reversed(node.args)
    return pending[0]


def _contains(node: Node, variable: Node) -> bool:
    base = variable.args[0] if variable.op == "entry" else variable
    return base in free_symbols(node).values()


def _derived(node: Node, function: Node, variable: Node) -> Node:
    return make("D", (function, variable), node.value, node.rows, node.cols)


def turns(function: Node, variable: Node, layout: str) -> bool:
    """Whether a layout writes the transpose of what denominator layout does."""
    form = _laid(function, variable)
    if form == "gradient":
        return layout == "numerator"
    return layout != "denominator" and form in ("jacobian", "tangent")


def turned(node: Node) -> Node:
    """The transpose, as it would be written."""
    return node if node.is_scalar else shown(b.T(normal(node)), node)


def _tidy(root: Node) -> Node:
    """Zeros in sums and products left out, products within products flat."""
    done: dict[Node, Node] = {}
    for node in postorder(root, closed=frozenset(("D",))):
        args = [done[arg] for arg in node.args] if node.op != "D" else list(node.args)
        done[node] = _tidied(node, args)
    return done[root]


def _tidied(node: Node, args: list[Node]) -> Node:
    if node.op == "mul" and any(b.is_zero(arg) for arg in args):
        return b.zero(node.rows, node.cols)
    if node.op in ("neg", "div") and b.is_zero(args[0]):
        return args[0]
    if node.op == "T" and args[0].op == "T":
        return args[0].args[0]
    if node.op == "mul":
        flat: list[Node] = []
        for i, arg in enumerate(args):
            flat += arg.args if arg.op == "mul" and _joins(args[:i], arg) else (arg,)
        numbers = [part.value for part in flat if part.op == "num"]
        if numbers and (len(numbers) > 1 or flat[0].op != "num"):
            total: b.Rational = 1
            for number in numbers:
                total = total * number
            flat = [b.num(total), *[part for part in flat if part.op != "num"]]
        if len(flat) > 1 and flat[0] is b.ONE:
            flat = flat[1:]
        return flat[0] if len(flat) == 1 else make("mul", tuple(flat), None, node.rows, node.cols)
    return node if tuple(args) == node.args else make(node.op, tuple(args), node.value, node.rows, node.cols)


def _joins(before: list[Node], arg: Node) -> bool:
    """Whether a product within a product needs no brackets."""
    return all(factor.is_scalar for factor in before) or not arg.is_scalar
