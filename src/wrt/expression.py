"""Expressions as Python objects: symbols, operators, and the record that `parse` returns."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from wrt.diagnostics import WrtError
from wrt.emit import writers
from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.dims import write as write_dim
from wrt.expr.facts import Facts, closure
from wrt.expr.node import Node, free_symbols, make
from wrt.expr.ops import ENTRYWISE, TABLE
from wrt.expr.sizes import Mismatch, Sizes
from wrt.guard import guarded
from wrt.work.normal import normal


class Expression:
    """A formula with shapes, immutable; compares equal to what has the same normal form.

    >>> import wrt
    >>> x, A = wrt.symbol("x", "n"), wrt.symbol("A", "n n")
    >>> (x.T @ A @ x).text
    "x'*A*x"
    >>> wrt.parse("A + B") == wrt.parse("B + A")
    True
    """

    __slots__ = ("_normal", "facts_of", "guessed", "node")

    def __init__(self, node: Node, facts: Facts | None = None, guessed: Mapping[str, Any] | None = None) -> None:
        self.node = node
        self.facts_of = facts or Facts()
        self.guessed = dict(guessed or {})
        self._normal: Node | None = None

    @property
    @guarded
    def normal(self) -> Node:
        """The normal form (see `wrt.expr.build`)."""
        if self._normal is None:
            self._normal = normal(self.node)
        return self._normal

    @property
    @guarded
    def text(self) -> str:
        """In the text syntax; `wrt.parse` reads it back."""
        return writers.text(self.node)

    @property
    @guarded
    def unicode(self) -> str:
        return writers.unicode(self.node)

    @property
    @guarded
    def latex(self) -> str:
        return writers.latex(self.node)

    @property
    def shape(self) -> tuple[str | int, ...]:
        """() for a scalar, ("n",) for a vector, (1, "n") for a row, ("m", "n") for a matrix."""
        return shape_of(self.node)

    @property
    @guarded
    def facts(self) -> frozenset[str]:
        """What is known of the value, assumed or inferred."""
        return self.facts_of.of(self.normal) - {"not zero"}

    @guarded
    def array(self, **values: Any) -> Any:
        """The value as a NumPy array; names that do not occur are ignored."""
        from wrt.evaluate import evaluate

        return evaluate(self.normal, list(free_symbols(self.node).values()), values, self.facts_of)

    def to_json(self) -> dict[str, Any]:
        symbols = free_symbols(self.node)
        return {
            "text": self.text,
            "latex": self.latex,
            "unicode": self.unicode,
            "shape": list(self.shape),
            "symbols": {name: list(shape_of(symbol)) for name, symbol in symbols.items()},
            "guessed": sorted(self.guessed),
        }

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def __str__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str:
        return f"$${self.latex}$$"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.normal is other.normal

    def __hash__(self) -> int:
        return hash(self.normal)

    def __add__(self, other: Any) -> Expression:
        return _apply("add", self, other)

    def __radd__(self, other: Any) -> Expression:
        return _apply("add", other, self)

    def __sub__(self, other: Any) -> Expression:
        return _apply("add", self, -_lift(other))

    def __rsub__(self, other: Any) -> Expression:
        return _apply("add", other, -self)

    def __neg__(self) -> Expression:
        return _apply("neg", self)

    def __mul__(self, other: Any) -> Expression:
        """Scalar times anything, or the matrix product."""
        return _apply("mul", self, other)

    def __rmul__(self, other: Any) -> Expression:
        return _apply("mul", other, self)

    def __matmul__(self, other: Any) -> Expression:
        return _apply("mul", self, other)

    def __truediv__(self, other: Any) -> Expression:
        return _apply("div", self, other)

    def __rtruediv__(self, other: Any) -> Expression:
        return _apply("div", other, self)

    __array_ufunc__ = None  # an array beside an expression leaves the operation to the expression

    def __rmatmul__(self, other: Any) -> Expression:
        return _apply("mul", other, self)

    def __rpow__(self, base: Any) -> Expression:
        return _apply("pow", base, self)

    def __abs__(self) -> Expression:
        """The absolute values, entry by entry."""
        return _apply("abs", self)

    def __getitem__(self, index: Any) -> Expression:
        """An entry, counted from 1 as in formulas: `x[1]`, `A[1, 2]`."""
        return _entry(self, index if isinstance(index, tuple) else (index,))

    def __pow__(self, exponent: Any) -> Expression:
        """A scalar or square matrix to a power; of vectors write `had(x, x)` or `entry_power(x, 2)`."""
        return _apply("pow", self, exponent)

    @property
    def T(self) -> Expression:
        return _apply("T", self)

    @property
    def I(self) -> Expression:  # noqa: E743 (the name NumPy's matrices use for the inverse)
        """The inverse."""
        return _apply("inv", self)


def symbol(name: str, shape: Any = "", assume: Any = ()) -> Expression:
    """A symbol with a shape ("" scalar, "n" vector, "m n" matrix) and facts.

    >>> symbol("X", "n p", "full_column_rank").shape
    ('n', 'p')
    """
    from wrt.expr.declare import declare

    declared = declare({name: shape}, {name: assume} if assume else None)
    ((key, (rows, cols)),) = declared.shapes.items()
    return Expression(b.sym(key, rows, cols, closure(declared.facts.get(key, ()))))


def shape_of(node: Node) -> tuple[str | int, ...]:
    """A node's shape as the public records give it."""
    if node.is_scalar:
        return ()
    sizes = [dim if isinstance(dim, int) else write_dim(dim) for dim in (node.rows, node.cols)]
    return (sizes[0],) if node.cols == 1 else (sizes[0], sizes[1])


def function(name: str) -> Any:
    """The Python function for an operator of the table: `function("tr")(X)`."""

    def call(*args: Any) -> Expression:
        return _apply(name, *args)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"`{name}` of expressions, as in a formula."
    return call


def _lift(value: Any) -> Expression:
    """A Python number as an expression."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrtError("E-operand", f"{value!r} is not an expression or a real number")
    if isinstance(value, float):
        from fractions import Fraction

        if not isfinite(value):
            raise WrtError("E-operand", f"{value!r} is not a finite number")
        return Expression(b.num(Fraction(repr(value))))
    return Expression(b.num(value))


def _apply(op: str, *operands: Any) -> Expression:
    """An operator as written, its shape checked."""
    lifted = [_lift(operand) for operand in operands]
    nodes = tuple([operand.node for operand in lifted])
    sizes = Sizes()
    try:
        rows, cols = TABLE[op].shape(sizes, [(node.rows, node.cols) for node in nodes])
    except Mismatch as mismatch:
        raise WrtError(mismatch.code, mismatch.message) from None
    assumed: dict[Node, frozenset[str]] = {}
    for operand in lifted:
        assumed |= operand.facts_of.assumed
    return Expression(_node(op, nodes, rows, cols), Facts(assumed))


def _entry(x: Expression, indices: tuple[Any, ...]) -> Expression:
    node = x.node
    sizes = node.axes
    if len(indices) != len(sizes) or not sizes:
        raise WrtError("E-index", f"an entry of {x.text} is written with {len(sizes)} indices, not {len(indices)}")
    for index, size in zip(indices, sizes, strict=True):
        if type(index) is not int or index < 1 or (isinstance(size, int) and index > size):
            raise WrtError("E-index", f"the index {index!r} is outside 1..{write_dim(size)}")
    place = indices if len(indices) == 2 else (indices[0], 1) if node.cols == 1 else (1, indices[0])
    return Expression(make("entry", (node,), tuple(place), 1, 1), x.facts_of)


def _node(op: str, nodes: tuple[Node, ...], rows: Dim, cols: Dim) -> Node:
    if op in ("add", "mul", "had") and nodes[0].op == op:
        nodes = (*nodes[0].args, *nodes[1:])
    if op in ENTRYWISE:
        return make("fn", nodes, op, rows, cols)
    if op == "diag" and cols == 1 and not nodes[0].is_scalar:
        op = "diagpart"
    return make(op, nodes, None, rows, cols)
