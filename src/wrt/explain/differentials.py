"""The telling by differentials: df = ..., rule by rule until only dX is left, and the derivative read off."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.certificate import inlined
from wrt.derivation import Derivation, Line, Part
from wrt.emit.present import occurrence, present
from wrt.emit.text import text
from wrt.emit.writers import shown
from wrt.explain.changes import FOLLOWED, changed, rule_of, statement_of, tidied
from wrt.expr import build as b
from wrt.expr.layout import kind
from wrt.expr.node import Node, free_symbols, make, postorder, rename
from wrt.work.derive import change_of
from wrt.work.normal import normal
from wrt.work.spaces import plain

MAX_LINES = 40


class Differentials:
    """The differential of one function, worked out level by level."""

    def __init__(self, function: Node, variable: Node) -> None:
        self.function = function
        self.variable = variable
        self.seed = b.differential_of(plain(variable))
        self.moving: dict[Node, bool] = {}

    def lines(self) -> list[Line]:
        """One line for each rule; what is linear around and below it needs none."""
        left = make("differential", (self.function, self.variable), None, self.function.rows, self.function.cols)
        current = self._linear(self.change(self.function))
        found: list[Line] = []
        while len(found) < MAX_LINES:
            pending = self._pending(current)
            if not pending:
                break
            rule = self._rule(pending[0].args[0])
            chosen = [node for node in pending if self._rule(node.args[0]) == rule]
            current = self._linear(tidied(rename(current, {node: self._local(node) for node in chosen})))
            found.append(Line(current, None if found else left, rule, statement_of(rule, pending[0].args[0])))
        return found or [Line(current, left, FOLLOWED)]

    def change(self, part: Node) -> Node:
        """d(part), still to be worked out; dX for the variable, 0 for a constant."""
        if part is self.variable:
            return self.seed
        if not self._moves(part):
            return b.zero(part.rows, part.cols)
        return make("differential", (part, self.variable), None, part.rows, part.cols)

    def _moves(self, part: Node) -> bool:
        if part not in self.moving:
            for node in postorder(part):
                own = node.op == "sym" and node.value[0] == self.variable.value[0]
                self.moving[node] = own or any(self.moving[arg] for arg in node.args)
        return self.moving[part]

    def _pending(self, current: Node) -> list[Node]:
        """The differentials still to be worked out, in the order in which they are written."""
        found: dict[Node, None] = {}
        stack = [current]
        while stack:
            node = stack.pop()
            if node.op == "differential":
                found[node] = None
            else:
                stack += reversed(node.args)
        return list(found)

    def _rule(self, part: Node) -> str:
        return rule_of(part, [self._moves(arg) for arg in part.args])

    def _linear(self, current: Node) -> Node:
        """Differentials of sums, transposes and traces taken inside, constants left out."""
        while True:
            easy = [node for node in self._pending(current) if self._rule(node.args[0]) == FOLLOWED]
            if not easy:
                return current
            current = tidied(rename(current, {node: self._local(node) for node in easy}))

    def _local(self, node: Node) -> Node:
        part = node.args[0]
        found = changed(part, self._rule(part), self.change)
        if found is None:  # no rule of the book says it in this form
            found = inlined(shown(change_of(part, self.variable), part))
        return found


def by_differentials(function: Node, variable: Node, layout: str, derived: Node, answer: Node) -> Derivation:
    """The differential of a function, and its derivative read off; `derived` is the derivative as `D(f, x)`.

    `answer` is the derivative as laid out and written.
    """
    base = variable.args[0] if variable.op == "entry" else variable
    if base.value[0] not in free_symbols(function):
        return Derivation((Part((Line(answer, derived, "the function does not contain the variable"),)),))
    if function is variable:
        return Derivation((Part((Line(answer, derived, "the variable by itself"),)),))
    lines = Differentials(function, variable).lines()
    seed = b.differential_of(plain(variable))
    read = Part((Line(answer, derived, "read off"),), ("so that",))
    if kind((function.rows, function.cols), [(variable.rows, variable.cols)]) == "vec":
        return Derivation((Part(tuple(lines)), *_stacked(function, variable, inlined(answer), seed), read))
    last = lines[-1].right
    collected = _collected(function, variable, layout, inlined(answer))
    if collected is not None and isinstance(last, Node) and not _is_read(last, seed) and text(last) != text(collected):
        lines.append(Line(collected, rule=_collecting(last, seed)))
    return Derivation((Part(tuple(lines)), read))


def _stacked(function: Node, variable: Node, answer: Node, seed: Node) -> tuple[Part, ...]:
    """The differential of a matrix with its columns stacked."""
    if not seed.axes:
        return ()
    change = make("differential", (function, variable), None, function.rows, function.cols)
    length = answer.rows
    left = make("vec", (change,), None, length, 1) if len(function.axes) == 2 else change
    if left.rows != length:  # a row
        return ()
    stacked = make("vec", (seed,), None, answer.cols, 1) if len(seed.axes) == 2 else seed
    right = make("mul", (*_factors(answer), stacked), None, length, 1)
    kron = any(node.op == "kron" for node in postorder(answer))
    rule = ("vec_mul_mul", "vec(A*X*B) = kron(B', A)*vec(X)") if kron else ("columns stacked", "")
    return (Part((Line(right, left, *rule),), ("and with the columns stacked",)),)


def _is_read(last: Node, seed: Node) -> bool:
    """Whether a line ends in dX, and has it nowhere else."""
    if sum(node is seed for node in _written_out(last)) != 1:
        return False
    while last.op in ("neg", "div", "tr", "mul"):
        if not seed.axes and seed in last.args:
            return True
        last = last.args[-1] if last.op == "mul" else last.args[0]
    return last is seed


def _written_out(root: Node) -> list[Node]:
    """Every node as often as it is written."""
    found, stack = [], [root]
    while stack:
        node = stack.pop()
        found.append(node)
        stack += node.args
    return found


def _collecting(last: Node, seed: Node) -> str:
    """What one does to bring dX to the end."""
    turned = any(node.op == "T" and any(x is seed for x in postorder(node)) for node in postorder(last))
    if not seed.axes:
        return "collected"
    if any(node.op == "tr" for node in postorder(last)):
        return "traces rotated and transposed, collected" if turned else "traces rotated, collected"
    if turned and last.is_scalar:
        return "a scalar is its own transpose, collected"
    return "collected"


def _collected(function: Node, variable: Node, layout: str, answer: Node) -> Node | None:
    """The differential of a scalar or vector with the derivative in front of the differential of the variable."""
    seed = b.differential_of(plain(variable))
    if not variable.axes:
        tangent = _turned(answer) if function.cols == 1 and answer.rows == 1 and answer.cols != 1 else answer
        return _against(tangent, seed, trace=False) if function.cols == tangent.cols else None
    if function.is_scalar:
        gradient = _turned(answer) if layout == "numerator" else answer
        return _against(_turned(gradient), seed, trace=variable.cols != 1)
    if variable.cols == 1 and function.cols == 1:
        return _against(answer if layout != "denominator" else _turned(answer), seed, trace=False)
    return None


def _against(front: Node, seed: Node, trace: bool) -> Node:
    """front*seed, or its trace; a sign stands before it all."""
    if seed.is_scalar and not front.is_scalar:
        return make("mul", (seed, front), None, front.rows, front.cols)
    if front.op == "neg":
        inner = _against(front.args[0], seed, trace)
        return make("neg", (inner,), None, inner.rows, inner.cols)
    rows, cols = (seed.rows, seed.cols) if front.is_scalar else (front.rows, seed.cols)
    product = make("mul", (*_factors(front), seed), None, rows, cols)
    return make("tr", (product,), None, 1, 1) if trace else product


def _factors(node: Node) -> Sequence[Node]:
    return node.args if node.op == "mul" else (node,)


def _turned(node: Node) -> Node:
    """The transpose, as it would be written."""
    if node.is_scalar:
        return node
    order = occurrence([inlined(node)])
    return present(b.T(normal(inlined(node))), order)
