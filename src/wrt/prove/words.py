"""Polynomials of words: an expression as written, multiplied out, as a sum of numbers times scalars times products.

A word is a product of matrices and vectors that are not taken apart: symbols, their transposes, inverses, Kronecker and
entrywise products.  The empty word is the identity.  Words that close (a row on the left and a column on the right, or
a trace) are scalars; of their rotations and their reversal one is kept, so `y'*x` meets `x'*y` and tr(A*B) meets
tr(B*A).  Only what follows from the ring operations, transposition and the trace is done here; no fact is used, and
nothing is cancelled but numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.node import Node, make, postorder

MAX_TERMS = 600
MAX_POWER = 6
MAX_BITS = 8_000  # of a number

Word: TypeAlias = tuple[Node, ...]
Scalars: TypeAlias = tuple[tuple[Node, int], ...]
Monomial: TypeAlias = tuple[Scalars, Word]


class TooLong(Exception):
    """Multiplied out, the expression has too many terms."""


class Poly:
    """A sum of monomials of one shape, in order of first occurrence."""

    __slots__ = ("cols", "rows", "terms")

    def __init__(self, rows: Dim, cols: Dim, terms: dict[Monomial, Fraction] | None = None) -> None:
        self.rows, self.cols = rows, cols
        self.terms: dict[Monomial, Fraction] = terms or {}

    @staticmethod
    def of(*word: Node) -> Poly:
        """One word."""
        return Poly(word[0].rows, word[-1].cols, {((), word): Fraction(1)})

    def same(self, other: Poly) -> bool:
        return self.terms == other.terms

    def plus(self, monomial: Monomial, coefficient: Fraction) -> None:
        """Add a term, in place."""
        total = self.terms.get(monomial, 0) + coefficient
        if total:
            total = Fraction(total)
            self.terms[monomial] = total
            if len(self.terms) > MAX_TERMS or max(total.numerator, total.denominator).bit_length() > MAX_BITS:
                raise TooLong
        else:
            self.terms.pop(monomial, None)

    def plus_all(self, other: Poly, factor: Fraction | int = 1) -> Poly:
        for monomial, coefficient in other.terms.items():
            self.plus(monomial, coefficient * factor)
        return self

    def copy(self) -> Poly:
        return Poly(self.rows, self.cols, dict(self.terms))


def poly(root: Node) -> Poly:
    """The expression multiplied out."""
    done: dict[Node, Poly] = {}
    for node in postorder(root, closed=OPAQUE):
        done[node] = _poly(node, [done[arg] for arg in node.args] if node.op not in OPAQUE else [])
    return done[root]


def multiplied_out(node: Node) -> Node:
    """The expression as a sum of products."""
    return to_node(poly(node))


OPAQUE = frozenset(
    ("inv", "pinv", "det", "logdet", "had", "hdiv", "hpow", "fn", "sqrt", "softmax", "norm1", "diag", "diagpart", "vec",
     "kron", "entry", "block", "D", "differential", "where")
)  # fmt: skip


def _poly(node: Node, args: list[Poly]) -> Poly:
    op, rows, cols = node.op, node.rows, node.cols
    found = Poly(rows, cols)
    if op == "zero":
        return found
    if op == "num":
        found.plus(((), ()), Fraction(node.value))
        return found
    if op == "add":
        for arg in args:
            found.plus_all(arg)
        return found
    if op == "neg":
        return found.plus_all(args[0], -1)
    if op in ("mul", "inner", "div", "tr", "sum", "T"):
        return RULES[op](node, args)
    if op == "pow":
        return _power(node, args)
    if op == "eye":
        found.plus(((), ()), Fraction(1))
    elif op == "ones" and rows != 1 and cols != 1:
        found.plus(((), (b.ones(rows), b.ones(1, cols))), Fraction(1))
    elif node.is_scalar:
        found.plus((((node, 1),), ()), Fraction(1))
    else:
        found.plus(((), (node,)), Fraction(1))
    return found


def _product(node: Node, args: Sequence[Poly]) -> Poly:
    result = args[0]
    for arg in args[1:]:
        result = times(result, arg)
    return result


def times(left: Poly, right: Poly) -> Poly:
    """The product; a scalar multiplies anything."""
    scalar = left.rows == left.cols == 1 or right.rows == right.cols == 1
    rows = right.rows if left.rows == left.cols == 1 else left.rows
    cols = left.cols if right.rows == right.cols == 1 and scalar else right.cols
    found = Poly(rows, cols)
    if len(left.terms) * len(right.terms) > MAX_TERMS:
        raise TooLong
    for (s, v), a in left.terms.items():
        for (t, w), c in right.terms.items():
            monomial, factor = joined((*s, *t), v + w)
            found.plus(monomial, a * c * factor)
    return found


def joined(scalars: Iterable[tuple[Node, int]], word: Word) -> tuple[Monomial, int]:
    """Scalars and a word as a monomial: what closes inside the word is a scalar; a number may come out (1'*1 = 3)."""
    powers: dict[Node, int] = {}
    for atom, exponent in scalars:
        powers[atom] = powers.get(atom, 0) + exponent
    opens: list[int] = []
    kept: list[Node] = []
    number = 1
    for factor in word:  # what closes inside is taken out
        if factor.rows == 1 and factor.cols != 1:
            opens.append(len(kept))
        kept.append(factor)
        if factor.cols == 1 and factor.rows != 1 and opens:
            start = opens.pop()
            count, scalar = closed(tuple(kept[start:]))
            del kept[start:]
            number *= count
            if scalar is not None:
                powers[scalar] = powers.get(scalar, 0) + 1
    ordered = sorted([(atom, e) for atom, e in powers.items() if e], key=lambda item: (item[0].size, item[0].rank))
    return (tuple(ordered), tuple(kept)), number


def closed(word: Word) -> tuple[int, Node | None]:
    """A closed word as a scalar: a number and an atom (None for none)."""
    if word and word[0].rows == 1:
        if len(word) == 2 and is_ones(word[0]) and is_ones(word[1]):
            size = word[1].rows
            return (size, None) if isinstance(size, int) else (1, b.dim_number(size))
        forms = [word, reverse(word)]
        return 1, dot_node(min(forms, key=order_of))
    rotations = [word[i:] + word[:i] for i in range(len(word))]
    rowfirst = [w for w in rotations if w[0].rows == 1]
    if rowfirst:
        return closed(rowfirst[0])
    back = reverse(word)
    rotations += [back[i:] + back[:i] for i in range(len(back))]
    return 1, make("tr", (product_node(min(rotations, key=order_of)),), None, 1, 1)


def dot_node(word: Word) -> Node:
    """A word from a row to a column, written."""
    return make("mul", word, None, 1, 1)


def is_ones(node: Node) -> bool:
    """A column or row of ones."""
    return node.op == "ones" or (node.op == "T" and node.args[0].op == "ones")


def order_of(word: Word) -> tuple[int, list[str], list[int]]:
    """Few transposes first, then by name, a transpose before its matrix: x'*y, tr(A'*A)."""
    return sum(node.flips for node in word), [_name(node) for node in word], [node.rank for node in word]


def _name(node: Node) -> str:
    inner, mark = (node.args[0], "") if node.op == "T" else (node, "'")
    return f"{inner.value[0]}{mark}" if inner.op == "sym" else f"~{inner.op}{mark}"


def _trace(node: Node, args: list[Poly]) -> Poly:
    found = Poly(1, 1)
    for (scalars, word), coefficient in args[0].terms.items():
        if word:
            for monomial, factor in _closed_monomials(scalars, word):
                found.plus(monomial, coefficient * factor)
        else:
            size = args[0].rows
            extra: Scalars = () if isinstance(size, int) else ((b.dim_number(size), 1),)
            monomial, _ = joined((*scalars, *extra), ())
            found.plus(monomial, coefficient * (size if isinstance(size, int) else 1))
    return found


def _closed_monomials(scalars: Scalars, word: Word) -> Iterable[tuple[Monomial, int]]:
    """The trace of a word."""
    for i, factor in enumerate(word):
        if factor.rows == 1 and factor.cols != 1:
            return [joined(scalars, word[i:] + word[:i])]
    number, atom = closed(word)
    monomial, _ = joined((*scalars, (atom, 1)) if atom is not None else scalars, ())
    return [(monomial, number)]


def _total(node: Node, args: list[Poly]) -> Poly:
    """sum(X) as 1'*X*1."""
    x = args[0]
    if x.rows == x.cols == 1:
        return x
    left, right = Poly.of(b.ones(1, x.rows)) if x.rows != 1 else None, Poly.of(b.ones(x.cols)) if x.cols != 1 else None
    found = times(left, x) if left is not None else x
    return times(found, right) if right is not None else found


def _transpose(node: Node, args: list[Poly]) -> Poly:
    return transposed(args[0])


def transposed(x: Poly) -> Poly:
    found = Poly(x.cols, x.rows)
    for (scalars, word), coefficient in x.terms.items():
        found.plus((scalars, reverse(word)), coefficient)
    return found


def reverse(word: Word) -> Word:
    """The word of the transpose."""
    return tuple([flip(atom) for atom in reversed(word)])


def flip(atom: Node) -> Node:
    """The transpose of an atom, pushed into operators that pass it on."""
    if atom.op == "T":
        return atom.args[0]
    if atom.op in ("diag", "eye"):
        return atom
    if atom.op in ("inv", "pinv"):
        return make(atom.op, (multiplied_out(flipped(atom.args[0])),), None, atom.cols, atom.rows)
    if atom.op in ("had", "kron"):
        parts = tuple([turned(arg) for arg in atom.args])
        return make(atom.op, parts, None, atom.cols, atom.rows)
    if atom.op == "fn":
        return make("fn", (turned(atom.args[0]),), atom.value, atom.cols, atom.rows)
    return flipped(atom)


def turned(node: Node) -> Node:
    """The transpose multiplied out."""
    return node if node.is_scalar else to_node(transposed(poly(node)))


def flipped(node: Node) -> Node:
    """The transpose as written."""
    return node if node.is_scalar else make("T", (node,), None, node.cols, node.rows)


def _quotient(node: Node, args: list[Poly]) -> Poly:
    below = args[1]
    if len(below.terms) == 1:
        (((scalars, word), coefficient),) = below.terms.items()
        if not word:
            inverse = Poly(1, 1, {(tuple([(s, -e) for s, e in scalars]), ()): 1 / coefficient})
            return times(args[0], inverse)
    atom = to_node(below)
    return times(args[0], Poly(1, 1, {(((atom, -1),), ()): Fraction(1)}))


def _power(node: Node, args: list[Poly]) -> Poly:
    base, exponent = node.args
    whole = exponent_of(exponent)
    if whole is None:
        if node.is_scalar:
            return Poly(1, 1, {(((_simple_power(node, args), 1),), ()): Fraction(1)})
        return Poly.of(node)
    if node.is_scalar and base.op in ("norm2", "normF") and whole >= 2 and whole % 2 == 0:
        return _repeated(norm_squared(base.args[0]), whole // 2)
    if whole == 0:
        return Poly(node.rows, node.cols, {((), ()): Fraction(1)})
    if node.is_scalar and (whole < 0 or whole > MAX_POWER or len(args[0].terms) == 1):
        return _scalar_power(args[0], whole)
    if whole < 0:
        inverse = Poly.of(make("inv", (to_node(args[0]),), None, node.rows, node.cols))
        return _repeated(inverse, -whole)
    if whole > MAX_POWER:
        return Poly.of(node)
    return _repeated(args[0], whole)


def _simple_power(node: Node, args: list[Poly]) -> Node:
    return make("pow", (to_node(args[0]), to_node(args[1])), None, 1, 1)


def _scalar_power(base: Poly, whole: int) -> Poly:
    if len(base.terms) == 1:
        ((scalars, _), coefficient), *_ = base.terms.items()
        digits = max(abs(coefficient.numerator), coefficient.denominator).bit_length() - 1
        if abs(whole) * digits > MAX_BITS:
            raise TooLong
        return Poly(1, 1, {(tuple([(s, e * whole) for s, e in scalars]), ()): coefficient**whole})
    if not base.terms:
        return Poly(1, 1) if whole > 0 else Poly(1, 1, {(((b.ZERO, whole),), ()): Fraction(1)})
    return Poly(1, 1, {(((to_node(base), whole),), ()): Fraction(1)})


def exponent_of(node: Node) -> int | None:
    """The whole number that an exponent is."""
    if node.op == "neg":
        inner = exponent_of(node.args[0])
        return None if inner is None else -inner
    return node.value if node.op == "num" and type(node.value) is int else None


def norm_squared(x: Node) -> Poly:
    inside = poly(x)
    square = times(transposed(inside), inside) if x.rows != 1 else times(inside, transposed(inside))
    return square if square.rows == square.cols == 1 else _trace(x, [square])


def _repeated(x: Poly, count: int) -> Poly:
    result = x
    for _ in range(count - 1):
        result = times(result, x)
    return result


def _inner(node: Node, args: list[Poly]) -> Poly:
    """tr(X'*Y)."""
    inside = times(transposed(args[0]), args[1])
    return inside if inside.rows == inside.cols == 1 else _trace(node, [inside])


RULES = {"mul": _product, "inner": _inner, "div": _quotient, "tr": _trace,
         "sum": _total, "T": _transpose}  # fmt: skip


def to_node(x: Poly) -> Node:
    """The polynomial as a sum of products."""
    parts = [monomial_node(monomial, coefficient, x.rows, x.cols) for monomial, coefficient in x.terms.items()]
    if not parts:
        return b.zero(x.rows, x.cols)
    return parts[0] if len(parts) == 1 else make("add", tuple(parts), None, x.rows, x.cols)


def monomial_node(monomial: Monomial, coefficient: Fraction, rows: Dim, cols: Dim) -> Node:
    """A term as written: number, scalars, quotient, word."""
    scalars, word = monomial
    above = [_power_node(atom, exponent) for atom, exponent in scalars if exponent > 0]
    below = [_power_node(atom, -exponent) for atom, exponent in scalars if exponent < 0]
    size, factors = abs(coefficient), list(above)
    chain = list(word) if word or rows == cols == 1 else [b.eye(rows)]
    if len(factors) == 1 and factors[0].op == "mul" and not chain:
        factors = list(factors[0].args)  # 2*x'*A*y needs no brackets
    if size.denominator != 1 or below:
        lead: list[Node] = [b.num(size.numerator)] if size.numerator != 1 or not (above or chain) else []
        ground = [b.num(size.denominator)] if size.denominator != 1 else []
        whole = product_of([*lead, *factors, *chain], rows, cols)
        node = make("div", (whole, product_of([*ground, *below], 1, 1)), None, rows, cols)
    else:
        lead = [b.num(size.numerator)] if size != 1 or not (factors or chain) else []
        node = product_of([*lead, *factors, *chain], rows, cols)
    return node if coefficient > 0 else make("neg", (node,), None, rows, cols)


def _power_node(atom: Node, exponent: int) -> Node:
    return atom if exponent == 1 else make("pow", (atom, b.num(exponent)), None, 1, 1)


def product_of(factors: list[Node], rows: Dim, cols: Dim) -> Node:
    """Factors as one flat product."""
    flat = [part for f in factors for part in (f.args if f.op == "mul" and (f is factors[0]) else (f,))]
    if not flat:
        return b.ONE
    return flat[0] if len(flat) == 1 else make("mul", tuple(flat), None, rows, cols)


def product_node(word: Word) -> Node:
    return word[0] if len(word) == 1 else make("mul", word, None, word[0].rows, word[-1].cols)
