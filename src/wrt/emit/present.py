"""From the normal form to what an expert would write: signs, quotients, roots, inverses and the order of terms.

The result is an expression "as written" (with `neg`, `div`, `inv` ...) that a writer only has to spell.  Operands whose
order has no meaning appear in the order in which their symbols occur in the formula the answer came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from wrt.emit.written import (
    CONSTANTS,
    absorb,
    complementary,
    entry_power,
    fold_powers,
    hadamard,
    neg,
    power,
    power_by,
    product,
    quotient,
)
from wrt.expr import build as b
from wrt.expr.node import Node, make, postorder

Signed = tuple[int, Node]
HALF, MINUS_HALF = b.num(b.HALF), b.num(-b.HALF)
LEAVES = frozenset(("sym", "num", "dim", "const", "eye", "ones", "zero", "basis", "commutation", "d"))
KEPT = frozenset(("add", "mul", "tr", "det", "logdet", "sum", "norm2"))
LAST = 10**6


Typed = Mapping[Node, Signed]


def present(root: Node, order: Mapping[str, int] | None = None, typed: Typed | None = None) -> Node:
    """The expression as written that stands for a normal form.

    `order` numbers the symbols; `typed` gives, for normal forms that the formula contains, how they stand there.
    """
    return Presenter(order or {}, typed or {}).exact(root)


def as_typed(forms: Mapping[Node, Node]) -> dict[Node, Signed]:
    """From expressions as written with their normal forms: how each normal form was written, up to its sign.

    Only what may stand in several ways is kept (the order of terms, the direction of a scalar chain, the rotation of a
    trace), and nothing with a number in the middle of a product.
    """
    typed: dict[Node, Signed] = {}
    rough: set[Node] = set()
    for original, value in forms.items():
        written, form = original, value
        if written.op == "mul" and written.args[0].op == "neg":  # -w'*x is -(w'*x)
            first, *rest = written.args
            written, form = make("mul", (first.args[0], *rest), None, written.rows, written.cols), b.neg(value)
        if _is_rough(written) or any(arg in rough for arg in original.args):
            rough.add(original)
            continue
        number, kernel = b.split(form)
        if number in (1, -1) and written.op in KEPT and not _carries_scalars(kernel):
            known = typed.get(kernel)
            if known is None or written.size < known[1].size:
                typed[kernel] = (int(number), written)
    return typed


def _carries_scalars(kernel: Node) -> bool:
    """Whether a product has scalar factors, which are written in front whatever was typed."""
    return kernel.op == "mul" and kernel.args[0].is_scalar


def _is_rough(written: Node) -> bool:
    if written.op in ("mul", "had", "div"):
        first, *rest = written.args
        return (
            first.op == "neg"
            or (first.op == "num" and type(first.value) is not int)
            or any(x.op == "num" for x in rest)
        )
    return False


class Presenter:
    """Presents nodes bottom up. `loose` gives a sign and an expression, so that a product can absorb the sign."""

    def __init__(self, order: Mapping[str, int], typed: Typed) -> None:
        self.order = order
        self.typed = typed
        self.done: dict[Node, Signed] = {}
        self.keys: dict[Node, tuple[float, ...]] = {}

    def exact(self, root: Node) -> Node:
        self._run(root)
        return self._exact(root)

    def _run(self, root: Node) -> None:
        for node in postorder(root):
            if node not in self.done:
                self.keys[node] = self._key(node)
                shown = self._present(node)
                typed = self.typed.get(node)
                self.done[node] = typed if typed is not None and typed[1].size <= shown[1].size else shown

    def _key(self, node: Node) -> tuple[float, ...]:
        """The places of first occurrence of the symbols of a node, the smallest few of them in order."""
        if node.op == "sym":
            return (self.order.get(node.value[0], LAST),)
        if node.op == "entry" and node.args[0].op == "sym":
            row, col = node.value
            return (self.keys[node.args[0]][0] + (1000 * row + col) / LAST,)
        found: set[float] = set()
        for arg in node.args:
            found.update(self.keys[arg])
        return tuple(sorted(found)[:4]) or (2 * LAST,)

    def _exact(self, node: Node) -> Node:
        """A node in a place that absorbs no sign."""
        sign, shown = self.done[node]
        return shown if sign > 0 else (absorb(shown) or neg(shown))

    def _present(self, node: Node) -> Signed:
        if node.op in LEAVES:
            return (-1, b.num(-node.value)) if node.op == "num" and node.value < 0 else (1, quotient(node))
        if node.flips > 2 and node.op in ("add", "mul") and node.rows != 1 and node.cols != 1:
            other = b.T(node)
            if other.flips + 2 < node.flips and other.op == node.op:
                self._run(other)
                sign, shown = self.done[other]
                return sign, make("T", (shown,), None, node.rows, node.cols)
        if node.op == "add":
            sign = self._natural_sign(node)
            return sign, self._sum(node, sign)
        if node.op in ("mul", "pow"):
            return self._product(node)
        if node.op in ("had", "hpow"):
            return self._hadamard(node)
        if node.op == "mpow":
            return self._matrix_power(node)
        if node.op == "diag" and node.args[0].op == "diagpart":
            sign, shown = self.done[node.args[0].args[0]]
            return sign, make("had", (shown, b.eye(node.rows)), None, node.rows, node.cols)
        if node.op in ("T", "diag"):
            sign, shown = self.done[node.args[0]]
            return sign, make(node.op, (shown,), None, node.rows, node.cols)
        args = tuple([self._exact(arg) for arg in node.args])
        return 1, make(node.op, args, node.value, node.rows, node.cols)

    # sums

    def _natural_sign(self, node: Node) -> int:
        """The sign with which the term that occurs first is positive (or its minus sign goes into a difference)."""
        signs = {self.done[term][0] for term in node.args}
        if len(signs) == 1:
            return signs.pop()
        first = min(node.args, key=self._place)
        constant = next((arg for arg in node.args if b.split(arg)[1].op in CONSTANTS), None)
        if constant is not None and all(arg is constant or b.split(arg)[1].op in ("pow", "hpow") for arg in node.args):
            first = constant  # 1 - x^2, but x - 1
        return 1 if self._positive(first) else -1

    def _place(self, term: Node) -> tuple[tuple[float, ...], int, int]:
        kernel = b.split(term)[1]
        return self.keys[term], kernel.size, kernel.rank

    def _positive(self, term: Node) -> bool:
        sign, shown = self.done[term]
        return sign > 0 or (shown.op != "add" and absorb(shown) is not None)

    def _sum(self, node: Node, sign: int) -> Node:
        """The terms in order of occurrence, a positive one first if there is one."""
        terms = sorted(node.args, key=self._place)
        shown = [(sign * self.done[term][0], self.done[term][1]) for term in terms]
        if any(s > 0 for s, _ in shown):
            shown = [(s, x) if s > 0 else self._absorbed(x) for s, x in shown]
        lead = next((i for i, (s, _) in enumerate(shown) if s > 0), 0)
        shown.insert(0, shown.pop(lead))
        args = tuple([x if s > 0 else neg(x) for s, x in shown])
        return make("add", args, None, node.rows, node.cols)

    def _absorbed(self, x: Node) -> Signed:
        other = absorb(x)
        return (-1, x) if other is None else (1, other)

    # products

    def _product(self, node: Node) -> Signed:
        factors: list[Node] = [node] if node.op == "pow" else []
        chain = () if node.op == "pow" else node.args
        if node.op == "mul" and not b.is_dot(node):
            factors, chain = b.chain_of(node)
        number: Fraction | int = 1
        above: list[Node] = []
        below: list[Node] = []
        if factors and factors[0].op == "num":
            number = factors[0].value
            factors = factors[1:]
        sign = -1 if number < 0 else 1
        for factor in self._with_one_root(sorted(factors, key=lambda f: (self.keys[f], f.size, f.rank))):
            base, exponent = factor.args if factor.op == "pow" else (factor, b.ONE)
            if exponent.op == "num":
                self._run(base)
                s, shown = self.done[base]
                if s < 0 and type(exponent.value) is int:
                    sign *= s if exponent.value % 2 else 1
                else:
                    shown = self._exact(base)
                (above if exponent.value > 0 else below).append(power(shown, abs(exponent.value)))
            else:
                self._run(exponent)
                s, shown = self.done[exponent]
                (below if s < 0 else above).append(power_by(self._exact(base), shown))
        links = []
        for factor in chain:
            s, shown = self._link(factor)
            sign *= s
            links.append(shown)
        links = fold_powers(links)
        top, bottom = abs(number.numerator), number.denominator
        return self._fraction(sign, top, above, links, ([b.num(bottom)] if bottom != 1 else []) + below, node)

    @staticmethod
    def _with_one_root(factors: list[Node]) -> list[Node]:
        """sqrt(c)/sqrt(a) as sqrt(c/a), at the first place of the two: normal forms take positive factors out."""
        roots = [factor for factor in factors if factor.op == "pow" and factor.args[1] in (HALF, MINUS_HALF)]
        if len(roots) < 2 or sum(not b.is_positive(root.args[0]) for root in roots) > 1:
            return factors
        half = HALF if any(root.args[1] is HALF for root in roots) else MINUS_HALF
        inside = b.mul(*[b.pow_(root.args[0], 1 if root.args[1] is half else -1) for root in roots])
        pooled = make("pow", (inside, half), None, 1, 1)
        place = factors.index(roots[0])
        return [*factors[:place], pooled, *[factor for factor in factors[place:] if factor not in roots]]

    def _link(self, factor: Node) -> Signed:
        """A factor of a chain; a sum of transposes as the transpose of a sum, since it stands in parentheses anyway."""
        if factor.op == "add" and factor.flips > 1 and factor.cols != 1:
            other = b.T(factor)
            number, kernel = b.split(other)
            if kernel.op == "add" and kernel.flips + 1 < factor.flips and number in (1, -1):
                self._run(kernel)
                sign, shown = self.done[kernel]
                return int(number) * sign, make("T", (shown,), None, factor.rows, factor.cols)
        return self.done[factor]

    def done_exact(self, node: Node) -> Node:
        self._run(node)
        return self._exact(node)

    def _fraction(
        self, sign: int, top: int, above: list[Node], links: list[Node], below: list[Node], node: Node
    ) -> Signed:
        above = complementary(above)
        parts = [*([b.num(top)] if top != 1 or not (above or links) else []), *above]
        if links and not parts and len(links) > 1:
            shown = product(links)
        else:
            shown = product([*parts, *([product(links)] if links and node.is_scalar else links)])
        if below:
            shown = make("div", (shown, product(below)), None, node.rows, node.cols)
        return sign, shown

    def _hadamard(self, node: Node) -> Signed:
        above: list[Node] = []
        below: list[Node] = []
        sign = 1
        parts = node.args if node.op == "had" else (node,)
        for part in sorted(parts, key=lambda f: (f.size > 1, self.keys[f], f.size, f.rank)):
            base, exponent = part.args if part.op == "hpow" else (part, b.ONE)
            s, shown = self.done[base]
            if exponent.op != "num":
                above.append(entry_power(self._exact(base), self.done_exact(exponent)))
                continue
            value = exponent.value
            if s < 0 and type(value) is int:
                sign *= s if value % 2 else 1
            else:
                shown = self._exact(base)
            if value > 0 or value not in (-1, -2, -3, -Fraction(1, 2)):
                above.append(entry_power(shown, b.num(value)))
            else:
                below.append(entry_power(shown, b.num(-value)))
        above = complementary(above)
        shown = hadamard(above) if above else b.ONE
        if below:
            shown = make("hdiv", (shown, hadamard(below)), None, node.rows, node.cols)
        return sign, shown

    def _matrix_power(self, node: Node) -> Signed:
        sign, base = self._base(node)
        if node.value < 0:
            base = make("inv", (base,), None, node.rows, node.cols)
        if abs(node.value) != 1:
            base = make("pow", (base, b.num(abs(node.value))), None, node.rows, node.cols)
        return sign, base

    def _base(self, node: Node) -> Signed:
        """The base of a matrix power, and the sign that it leaves outside."""
        return 1, self._exact(node.args[0])


def occurrence(nodes: Iterable[Node]) -> dict[str, int]:
    """The order of first occurrence of the symbols of some expressions."""
    order: dict[str, int] = {}
    for root in nodes:
        for node in postorder(root):
            if node.op == "sym":
                order.setdefault(node.value[0], len(order))
    return order
