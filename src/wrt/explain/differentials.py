"""The telling by differentials: df = ..., rule by rule until only dX is left, and the derivative read off."""

from __future__ import annotations

from collections.abc import Sequence

from wrt import rulebook
from wrt.certificate import inlined
from wrt.derivation import Derivation, Line, Part
from wrt.emit.present import occurrence, present
from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols, make, postorder
from wrt.work.derive import carriers, local_differential
from wrt.work.normal import normal, rename, substitute
from wrt.work.spaces import plain

MAX_LINES = 40
LINEAR = frozenset(("add", "T", "tr", "sum", "vec", "diag", "diagpart", "entry", "block"))
FOLLOWED = "linearity"


class Differentials:
    """The differential of one function, worked out level by level.

    While it is worked out, d(E) of a part E is a leaf of its own (`leaves`), so that the builders keep the expression
    in normal form around it.
    """

    def __init__(self, function: Node, variable: Node) -> None:
        self.variable = variable
        self.bare = plain(variable)
        self.function = function
        self.form = normal(rename(function, {variable: self.bare} if self.bare is not variable else {}))
        if self.form.rows == 1 and self.form.cols != 1:
            self.form = b.T(self.form)
        self.seed = b.differential_of(self.bare)
        self.dependent = set(carriers(self.form, self.bare))
        self.order = occurrence([function])
        self.leaves: dict[Node, Node] = {}
        self.known: dict[Node, Node] = {}

    def lines(self) -> list[Line]:
        """One line for each rule."""
        current = self._leaf(self.form)
        left = make("differential", (self.function, self.variable), None, self.form.rows, self.form.cols)
        found: list[Line] = []
        while len(found) < MAX_LINES:
            step = self._step(current)
            if step is None:
                return found
            current, rule = step
            line = self._shown(current)
            if found and found[-1].right is line:
                continue
            statement = rulebook.find(rule).statement if rule != FOLLOWED else ""
            found.append(Line(line, None if found else left, rule, statement))
        return found

    def _step(self, current: Node) -> tuple[Node, str] | None:
        """All parts to which the first rule applies, and what is linear around and below them."""
        current = self._linear(current) if not self._pending(current) else current
        pending = self._pending(current)
        if not pending:
            return None
        rules = {leaf: self._rule(self.leaves[leaf]) for leaf in pending}
        wanted = next((rule for rule in rules.values() if rule != FOLLOWED), FOLLOWED)
        chosen = {leaf: self._local(self.leaves[leaf]) for leaf in pending if rules[leaf] in (wanted, FOLLOWED)}
        return self._linear(substitute(current, chosen)), wanted

    def _linear(self, current: Node) -> Node:
        """Differentials of sums, transposes and traces taken inside, constants left out."""
        while True:
            easy = {leaf: self._local(e) for leaf, e in self._found(current) if self._rule(e) == FOLLOWED}
            if not easy:
                return current
            current = substitute(current, easy)

    def _found(self, current: Node) -> list[tuple[Node, Node]]:
        return [(leaf, self.leaves[leaf]) for leaf in self._pending(current)]

    def _pending(self, current: Node) -> list[Node]:
        return [node for node in postorder(current) if node in self.leaves]

    def _leaf(self, part: Node) -> Node:
        """What stands for d(part); dX for the variable."""
        if part is self.bare:
            return self.seed
        if part not in self.known:
            leaf = make("d", (), (f"@{len(self.leaves)}", ()), part.rows, part.cols)
            self.known[part] = leaf
            self.leaves[leaf] = part
        return self.known[part]

    def _local(self, part: Node) -> Node:
        if _is_squared_norm(part):
            inside = part.args[0].args[0]
            return b.scale(2, b.tr(b.mul(b.T(inside), self._leaf(inside))))
        return local_differential(part, [self._leaf(arg) if arg in self.dependent else None for arg in part.args])

    def _rule(self, part: Node) -> str:
        """The rule by which a part is differentiated."""
        if part.op in LINEAR:
            return FOLLOWED
        if part.op in ("mul", "had", "kron"):
            moving = [arg for arg in part.args if arg in self.dependent]
            if len(moving) == 1:
                return FOLLOWED
            return {"mul": "d_dot" if b.is_dot(part) and len(part.args) == 2 else "d_mul"}.get(part.op, f"d_{part.op}")
        if part.op in ("pow", "hpow"):
            return _power_rule(part)
        if part.op == "mpow":
            return {-1: "d_inv", 2: "d_sq", 3: "d_cube"}.get(part.value, "d_mul")
        if part.op == "norm2":
            return "d_norm2" if part.args[0].cols == 1 else "d_norm"
        return f"d_{part.value if part.op == 'fn' else part.op}"

    def _shown(self, current: Node) -> Node:
        """The expression as written, d(E) in the place of its leaf."""
        written = present(current, self.order)
        names = {
            leaf: make("differential", (present(part, self.order), self.variable), None, leaf.rows, leaf.cols)
            for leaf, part in self.leaves.items()
        }
        return rename(written, names)


def _is_squared_norm(part: Node) -> bool:
    return part.op == "pow" and part.args[0].op == "norm2" and part.args[1].op == "num" and part.args[1].value == 2


def _power_rule(part: Node) -> str:
    """The rule for a power of a scalar or of each entry, by its exponent."""
    if _is_squared_norm(part):
        return "d_norm2_sq" if part.args[0].args[0].cols == 1 else "d_norm_sq"
    exponent = part.args[1].value if part.args[1].op == "num" else 0
    if part.op == "pow":
        return {2: "d_sq_scalar", -1: "d_one_div"}.get(exponent, "d_pow")
    return "d_hpow_two" if exponent == 2 else "d_hpow"


def by_differentials(function: Node, variable: Node, layout: str, derived: Node, answer: Node) -> Derivation:
    """The differential of a function, and its derivative read off; `derived` is the derivative as `D(f, x)`.

    `answer` is the derivative as laid out and written.
    """
    base = variable.args[0] if variable.op == "entry" else variable
    if base.value[0] not in free_symbols(function):
        return Derivation((Part((Line(answer, derived, "the function does not contain the variable"),)),))
    lines = Differentials(function, variable).lines()
    collected = _collected(function, variable, layout, inlined(answer))
    if lines and collected is not None and lines[-1].right is not collected:
        lines.append(Line(collected, rule="collected"))
    return Derivation((Part(tuple(lines)), Part((Line(answer, derived, "read off"),), ("so that",))))


def _collected(function: Node, variable: Node, layout: str, answer: Node) -> Node | None:
    """The differential of a scalar or vector with the derivative in front of the differential of the variable."""
    seed = b.differential_of(variable)
    if not variable.axes:
        tangent = _turned(answer) if function.cols == 1 and answer.rows == 1 and answer.cols != 1 else answer
        return _against(tangent, seed, trace=False)
    if function.is_scalar:
        gradient = _turned(answer) if layout == "numerator" else answer
        return _against(_turned(gradient), seed, trace=variable.cols != 1)
    if variable.cols == 1 and 1 in (function.rows, function.cols):
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
