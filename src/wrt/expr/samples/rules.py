"""What each operation makes of values for every sample, and the sum of an expression over all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce

from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.node import Node, make, postorder
from wrt.expr.samples.arrays import product
from wrt.expr.samples.batch import COLUMN, SCALAR, Batch, NoMatrixForm, Summation, Term, Value, turned


def summed(body: Node, families: Mapping[Node, Node], n: Dim) -> Node:
    """The sum of an expression over all n samples; `families` are the arrays with the samples in their rows, by symbol.

    Raises `NoMatrixForm`.
    """
    summation, value = _batch(body, families, n)
    return product(b.dim_number(n), value) if isinstance(value, Node) else summation.total(value)


def stacked(body: Node, families: Mapping[Node, Node], n: Dim) -> Node:
    """The values of an expression for all n samples: numbers as a vector, vectors as the rows of a matrix."""
    summation, value = _batch(body, families, n)
    every = summation.lifted(value)
    return summation.vector(every) if every.kind == SCALAR else summation.rows(every)


def _batch(body: Node, families: Mapping[Node, Node], n: Dim) -> tuple[Summation, Value]:
    summation = Summation(n)
    values: dict[Node, Value] = {}
    for node in postorder(body):
        values[node] = _value(summation, node, [values[arg] for arg in node.args], families)
    return summation, values[body]


def _value(summation: Summation, node: Node, args: list[Value], families: Mapping[Node, Node]) -> Value:
    if node in families:
        rows = families[node]
        return Batch(SCALAR, (Term(weights=(rows,)),)) if node.is_scalar else Batch(COLUMN, (Term(left=rows),))
    if not any(isinstance(arg, Batch) for arg in args):
        return node
    if node.op not in RULES:
        raise NoMatrixForm
    return RULES[node.op](summation, node, args)


def _add(self: Summation, _: Node, args: list[Value]) -> Value:
    batches = [self.lifted(arg) for arg in args]
    return Batch(batches[0].kind, tuple([term for batch in batches for term in batch.terms]))


def _neg(self: Summation, _: Node, args: list[Value]) -> Value:
    return self.times(b.MINUS_ONE, args[0])


def _mul(self: Summation, node: Node, args: list[Value]) -> Value:
    """Rows times what follows them first, so that inner products are numbers; then columns from the right."""
    numbers: list[Value] = []
    arrays: list[tuple[Value, Dim, Dim]] = []
    for factor, arg in zip(node.args, args, strict=True):
        if factor.is_scalar:
            numbers.append(arg)
            continue
        found = arg, factor.rows, factor.cols
        if arrays and arrays[-1][1] == 1:
            left = arrays.pop()
            found = self.times(left[0], arg), 1, factor.cols
        arrays += [found] if (found[1], found[2]) != (1, 1) else []
        numbers += [found[0]] if (found[1], found[2]) == (1, 1) else []
    whole = (
        [reduce(lambda right, left: self.times(left, right), [value for value, *_ in reversed(arrays)])]
        if arrays
        else []
    )
    return reduce(self.times, [*numbers, *whole])


def _transpose(_: Summation, __: Node, args: list[Value]) -> Value:
    (value,) = args
    assert isinstance(value, Batch)
    return turned(value)


def _div(self: Summation, _: Node, args: list[Value]) -> Value:
    above, below = args
    if isinstance(below, Node):
        under = b.num(Fraction(1) / below.value) if below.op == "num" else make("div", (b.ONE, below), None, 1, 1)
        return self.times(under, above)
    vector = self.vector(below)
    inverse = make("hpow", (vector, b.MINUS_ONE), None, vector.rows, 1)
    return self.times(Batch(SCALAR, (Term(weights=(inverse,)),)), above)


def _pow(self: Summation, _: Node, args: list[Value]) -> Value:
    base, exponent = args
    if not isinstance(base, Batch) or isinstance(exponent, Batch) or base.kind != SCALAR:
        raise NoMatrixForm
    if exponent.op == "num" and exponent.value == 2:
        vector = self.vector(base)
        if vector in self.lengths:
            rows = self.lengths[vector]
            return Batch(SCALAR, (Term(left=rows, right=rows),))
        return Batch(SCALAR, (Term(weights=(vector, vector)),))
    vector = self.vector(base)
    return Batch(SCALAR, (Term(weights=(make("hpow", (vector, exponent), None, vector.rows, 1),)),))


def _fn(self: Summation, node: Node, args: list[Value]) -> Value:
    (value,) = args
    assert isinstance(value, Batch)
    inside = self.vector(value) if value.kind == SCALAR else self.rows(value)
    array = make("fn", (inside,), node.value, inside.rows, inside.cols)
    if value.kind == SCALAR:
        return Batch(SCALAR, (Term(weights=(array,)),))
    return Batch(value.kind, (Term(left=array) if value.kind == COLUMN else Term(right=array),))


def _had(self: Summation, node: Node, args: list[Value]) -> Value:
    if node.is_scalar:
        return _mul(self, node, args)
    rows = [self.rows(self.lifted(arg)) for arg in args]
    return Batch(COLUMN, (Term(left=make("had", tuple(rows), None, rows[0].rows, rows[0].cols)),))


def _norm2(self: Summation, _: Node, args: list[Value]) -> Value:
    rows = self.rows(self.lifted(args[0]))
    squares = self.dot(rows, rows)
    lengths = make("fn", (squares,), "sqrt", squares.rows, 1)
    self.lengths[lengths] = rows
    return Batch(SCALAR, (Term(weights=(lengths,)),))


def _entries(self: Summation, _: Node, args: list[Value]) -> Value:
    rows = self.rows(self.lifted(args[0]))
    return Batch(SCALAR, (Term(weights=(product(rows, b.ones(rows.cols)),)),))


def _trace(self: Summation, _: Node, args: list[Value]) -> Value:
    (value,) = args
    assert isinstance(value, Batch)
    return Batch(SCALAR, tuple([
        Term(left=term.right, right=term.left).times(term) if term.fixed is None
        else Term(scale=(make("tr", (term.fixed,), None, 1, 1),)).times(term)
        for term in value.terms
    ]))  # fmt: skip


RULES: dict[str, Callable[[Summation, Node, list[Value]], Value]] = {
    "add": _add, "neg": _neg, "mul": _mul, "T": _transpose, "div": _div, "pow": _pow, "fn": _fn, "had": _had,
    "norm2": _norm2, "sum": _entries, "tr": _trace,
}  # fmt: skip
