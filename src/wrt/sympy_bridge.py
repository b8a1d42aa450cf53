"""SymPy expressions in and out: what SymPy's matrix expressions say as expressions here, and back.

Nothing is derived here.  Each direction is one table, by the name of SymPy's class (`FROM`) or by operator (`TO`); what
has no row is refused by name.  A matrix symbol of one column is a vector, a 1×1 product a scalar; where SymPy wants a
scalar it goes back as `Trace(...)`.  SymPy is imported only when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from importlib import import_module
from typing import Any, NoReturn, TypeAlias

from wrt.derivative import Derivative
from wrt.diagnostics import WrtError
from wrt.emit.present import occurrence, present
from wrt.expr import build as b
from wrt.expr.declare import Declarations, declare
from wrt.expr.dims import Dim, plus, times
from wrt.expr.elaborate import elaborate
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols, make, postorder
from wrt.expression import Expression, function, symbol
from wrt.syntax.reader import parse_name, read
from wrt.work.normal import normal

# SymPy's names and those here
FUNCTIONS = {name: name for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign")}
FUNCTIONS |= {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "Abs": "abs"}
UNARY = {"Trace": "tr", "Determinant": "det", "DiagMatrix": "diag", "DiagonalOf": "diagpart"}
CHAINS = {"MatMul": "mul", "HadamardProduct": "had", "KroneckerProduct": "kron"}
SIGNS = ("positive", "nonnegative", "nonzero")
HELP = {
    "Derivative": "give wrt.diff the function and the variable",
    "Sum": "write a 1×1 product as it is, or as Trace(...), instead of its entry [0, 0]",
    "entrywise": "A.applyfunc(f) and HadamardPower(A, p) act entry by entry",
    "E-missing": "pip install sympy",
}
Rule: TypeAlias = "Callable[[_Reader, Any, list[Any]], Any]"


def from_sympy(expr: Any, assume: Any = None) -> Expression:
    """The expression that a SymPy expression stands for.

    `assume` is as in `wrt.parse`, or made of SymPy's `Q.symmetric(A)`, joined by `&` or in a list; what SymPy's scalars
    assume (`positive=True`) counts as well.  Raises E-sympy for what has no counterpart, E-complex for complex numbers,
    E-shape-... where sizes do not agree or a symbol is a row, E-missing where SymPy is not installed.

    >>> from sympy import MatrixSymbol, symbols
    >>> n = symbols("n")
    >>> A, x = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1)
    >>> from_sympy(x.T * A * x / 2).text
    "x'*A*x/2"
    """
    declared = declare(None, _assumed(assume))
    crude = _Reader(expr, declared).found.node
    root = present(normal(crude), occurrence([crude]))
    known = declared._replace(shapes={name: (node.rows, node.cols) for name, node in free_symbols(root).items()})
    formulas = {normal(elaborate(read(text), known, text).node): facts for text, facts in declared.formulas}
    return Expression(root, Facts(formulas))


def to_sympy(expression: Expression | Derivative, like: Any = None) -> Any:
    """The SymPy expression for an expression, or for a derivative as it is laid out.

    Vectors are matrix symbols of one column.  `like` is a SymPy expression whose own symbols (with all that they
    assume) are used for the names that it has.  Raises E-sympy for what SymPy cannot say: vec, commutation, pinv.

    >>> import wrt
    >>> to_sympy(wrt.diff("norm2(X*w - y)^2", "w"))
    2*X.T*(X*w - y)
    """
    if not isinstance(expression, Expression | Derivative):
        _refuse(f"{expression!r} is not an expression or a derivative of wrt")
    root = expression.node
    if isinstance(expression, Derivative) or any(node.op in ("D", "where") for node in postorder(root)):
        root = present(normal(root))
    named = {} if like is None else _Reader(like, declare(None, None)).named
    try:
        return _Writer(named).write(root)
    except RecursionError:
        _refuse("the expression is nested too deeply for SymPy", code="E-too-deep")


def _sympy() -> Any:
    try:
        return import_module("sympy")
    except ImportError:
        _refuse("SymPy is not installed", "E-missing", "E-missing")


def _refuse(message: str, topic: str = "", code: str = "E-sympy") -> NoReturn:
    raise WrtError(code, message, help=HELP.get(topic)) from None


def _assumed(assume: Any) -> Any:
    """Assumptions as `declare` reads them."""
    kind = type(assume).__name__
    items = assume.args if kind == "And" else [assume] if kind == "AppliedPredicate" else assume
    if isinstance(items, str | Mapping) or not isinstance(items, Iterable):
        return items
    predicates = [(item, type(item).__name__ == "AppliedPredicate") for item in items]
    return [(str(item.arguments[0]), str(item.function.name)) if is_q else item for item, is_q in predicates]


# ---- from SymPy


class _Reader:
    """Reads a SymPy expression; a symbol that is a size somewhere is a size everywhere."""

    def __init__(self, expr: Any, declared: Declarations) -> None:
        S = _sympy()
        self.facts = declared.facts
        self.named: dict[str, Any] = {}
        try:
            root = S.sympify(expr, strict=True)
            shaped = root.atoms(*[getattr(S, kind) for kind in SHAPED])
            self.sizes = {size for matrix in shaped for dim in matrix.shape for size in dim.free_symbols}
            self.found: Expression = self.fold(root, FROM, {})
        except (S.SympifyError, AttributeError):
            _refuse(f"{expr!r} is not an expression of SymPy")
        except RecursionError:
            _refuse("the expression is nested too deeply for SymPy", code="E-too-deep")

    def fold(self, root: Any, rules: Mapping[str, Rule], done: dict[Any, Any]) -> Any:
        """What the rules make of an expression, operands first; `done` holds what is known already."""
        stack = [root]
        while stack:
            expr = stack.pop()
            kind = type(expr).__name__
            if expr in done:
                continue
            if kind not in rules or not type(expr).__module__.startswith("sympy."):
                _refuse(f"the size {expr} is none here" if rules is SIZES else f"SymPy's {kind} is not supported", kind)
            operands = OPERANDS[kind](expr) if kind in OPERANDS else expr.args
            missing = [operand for operand in reversed(operands) if operand not in done]
            if missing:
                stack += [expr, *missing]
                continue
            if kind in ENTRYWISE and any(operand.is_Matrix and done[operand].shape for operand in operands):
                _refuse(f"{kind} of a matrix is not supported", "entrywise")
            done[expr] = rules[kind](self, expr, [done[operand] for operand in operands])
        return done[root]

    def sizes_of(self, dims: Iterable[Any]) -> list[Dim]:
        return [self.fold(dim, SIZES, {}) for dim in dims]

    def name(self, atom: Any) -> str:
        name = parse_name(atom.name)
        if self.named.setdefault(name, atom) != atom:
            _refuse(f"two different symbols are called {name}")
        return name

    def symbol(self, atom: Any) -> Expression:
        name, shape = self.name(atom), self.sizes_of(getattr(atom, "shape", ()))
        if atom in self.sizes:
            return Expression(b.dim_number(name))
        if not shape and atom.is_real is False:
            _refuse(f"{name} is not real; everything is real here", code="E-complex")
        facts = [*self.facts.get(name, ()), *[sign for sign in SIGNS if not shape and getattr(atom, f"is_{sign}")]]
        if any(isinstance(dim, tuple) for dim in shape):  # m*n: a declaration has names and numbers only
            return Expression(b.sym(name, shape[0], shape[1], facts))
        return symbol(name, shape, [fact for fact in facts if " " not in fact])


def _call(name: str, *args: Expression) -> Expression:
    """An operator; of one operand a sum or product is that operand."""
    found: Expression = args[0] if len(args) == 1 and name in ("add", "mul", "had", "kron") else function(name)(*args)
    return found


def _filled(x: Expression, array: Expression) -> Expression:
    """A scalar among arrays, entry by entry: all entries are that scalar."""
    return x if x.shape or not array.shape else x * Expression(b.ones(array.node.rows, array.node.cols))


def _sum(reader: _Reader, expr: Any, args: list[Any]) -> Expression:
    array = next((x for x in args if x.shape), args[0])
    return _call("add", *[_filled(x, array) for x in args])


def _power(reader: _Reader, expr: Any, args: list[Any]) -> Expression:
    """A power: of a matrix as a whole for `MatPow`, else entry by entry."""
    base, exponent = args
    if not base.shape and not exponent.shape:
        return _call("pow", base, exponent)
    if type(expr).__name__ != "MatPow":
        return _call("hpow", base, exponent)
    if not isinstance(exponent.node.value, int):
        _refuse(f"the power {exponent} of a matrix is not supported", "entrywise")
    return _call("pow", base, exponent)


def _relu(reader: _Reader, expr: Any, args: list[Any]) -> Expression:
    others = [x for x in args if x.node is not b.ZERO]
    if (len(args), len(others)) != (2, 1):
        _refuse("a maximum other than Max(0, x) is not supported")
    return _call("relu", *others)


def _entry(reader: _Reader, expr: Any, args: list[Any]) -> Expression:
    x, (i, j) = args[0].node, expr.args[1:]
    if not (i.is_Integer and j.is_Integer):
        _refuse(f"the entry {expr} stands at no definite place")
    return args[0] if x.is_scalar else Expression(make("entry", (x,), (int(i) + 1, int(j) + 1), 1, 1))


def _block(shape: tuple[int, int], cells: list[Expression]) -> Expression:
    nodes = tuple([cell.node for cell in cells]) or _refuse("a matrix without entries is not supported")
    height, width = plus(*[node.rows for node in nodes[:: shape[1]]]), plus(*[node.cols for node in nodes[: shape[1]]])
    return cells[0] if len(nodes) == 1 else Expression(make("block", nodes, shape, height, width))


CONSTANTS: dict[str, Callable[..., Node]] = {"Identity": b.eye, "ZeroMatrix": b.zero, "OneMatrix": b.ones}
SHAPED = ("MatrixSymbol", *CONSTANTS)
EXPLICIT = ("ImmutableDenseMatrix", "ImmutableSparseMatrix")
ENTRYWISE = (*FUNCTIONS, "Add", "Mul", "Pow", "Max")  # on arrays in the body of an applied function, and only there
BLOCKS = ("BlockMatrix", "BlockDiagMatrix")
# what SymPy keeps elsewhere than in `args`
OPERANDS: dict[str, Callable[[Any], Sequence[Any]]] = {
    **dict.fromkeys(SHAPED, lambda e: ()),
    **dict.fromkeys(EXPLICIT, lambda e: e.flat()),
    **dict.fromkeys(BLOCKS, lambda e: e.blocks.flat()),
    **dict.fromkeys(("MatrixElement", "Inverse"), lambda e: e.args[:1]),
    "ElementwiseApplyFunction": lambda e: e.args[1:],
}
FROM: dict[str, Rule] = {
    **dict.fromkeys(("Integer", "Zero", "One", "NegativeOne", "Half", "Rational"),
                    lambda r, e, x: Expression(b.num(Fraction(int(e.p), int(e.q))))),
    **dict.fromkeys(("Symbol", "MatrixSymbol"), lambda r, e, x: r.symbol(e)),
    **dict.fromkeys(CONSTANTS, lambda r, e, x: Expression(CONSTANTS[type(e).__name__](*r.sizes_of(e.args)))),
    **dict.fromkeys(FUNCTIONS, lambda r, e, x: _call(FUNCTIONS[type(e).__name__], x[0])),
    **dict.fromkeys(UNARY, lambda r, e, x: _call(UNARY[type(e).__name__], x[0]) if x[0].shape else x[0]),
    **dict.fromkeys(CHAINS, lambda r, e, x: _call(CHAINS[type(e).__name__], *x)),
    **dict.fromkeys(("Transpose", "Adjoint"), lambda r, e, x: x[0].T if x[0].shape else x[0]),
    **dict.fromkeys(EXPLICIT, lambda r, e, x: _block(e.shape, x)),
    **dict.fromkeys(BLOCKS, lambda r, e, x: _block(e.blockshape, x)),
    **dict.fromkeys(("Add", "MatAdd"), _sum),
    **dict.fromkeys(("Pow", "MatPow", "HadamardPower"), _power),
    "Mul": lambda r, e, x: _call("had" if any(factor.shape for factor in x) else "mul", *x),
    "Float": lambda r, e, x: Expression(b.num(Fraction(repr(float(e)) if e._prec <= 53 else str(e)))),  # noqa: SLF001
    "Pi": lambda r, e, x: Expression(make("const", (), "pi", 1, 1)),
    "Exp1": lambda r, e, x: _call("exp", Expression(b.ONE)),
    "ImaginaryUnit": lambda r, e, x: _refuse("I is not real; everything is real here", code="E-complex"),
    "Max": _relu,
    "Inverse": lambda r, e, x: x[0].I if x[0].shape else 1 / x[0],
    "DiagonalMatrix": lambda r, e, x: _call("diag", _call("diagpart", x[0])),
    "ElementwiseApplyFunction":
        lambda r, e, x: _filled(r.fold(e.function.expr, FROM, {e.function.variables[0]: x[0]}), x[0]),
    "MatrixElement": _entry,
}  # fmt: skip
SIZES: dict[str, Rule] = {
    **dict.fromkeys(("Integer", "One"), lambda r, e, x: int(e) if e > 0 else _refuse(f"{e} is not a size")),
    "Symbol": lambda r, e, x: r.name(e),
    "Add": lambda r, e, x: plus(*x),
    "Mul": lambda r, e, x: times(*x),
    "Pow": lambda r, e, x: times(*[x[0]] * x[1]) if isinstance(x[1], int) else _refuse(f"{e} is not a size here"),
}


# ---- to SymPy


class _Writer:
    """Writes an expression for SymPy; a scalar comes as a scalar or as a 1×1 matrix, whichever is natural there."""

    def __init__(self, named: Mapping[str, Any]) -> None:
        self.S = _sympy()
        self.element = self.S.matrices.expressions.matexpr.MatrixElement  # x[i, j] would write products out
        self.named = named
        self.done: dict[Node, Any] = {}

    def write(self, root: Node) -> Any:
        for node in postorder(root):
            if node not in self.done:
                rule = TO.get(node.op) or _refuse(f"SymPy has no counterpart of {node.op}")
                self.done[node] = rule(self, node, *[self.done[arg] for arg in node.args])
        return self.done[root]

    def shape(self, node: Node) -> list[Any]:
        return [] if node.is_scalar else [self.write(b.dim_number(dim)) for dim in (node.rows, node.cols)]

    def symbol(self, name: str, facts: Iterable[str] = (), *shape: Any) -> Any:
        known = self.named.get(name)
        if known is not None and getattr(known, "shape", ()) == shape:
            return known
        if shape:
            return self.S.MatrixSymbol(name, *shape)
        return self.S.Symbol("lambda" if name == "lam" else name, **{sign: True for sign in SIGNS if sign in facts})

    def is_scalar(self, x: Any) -> bool:
        return not x.is_Matrix or x.shape == (1, 1)

    def scalar(self, x: Any) -> Any:
        """A 1×1 matrix as a scalar; what else there is as it is."""
        return self.S.Trace(x) if x.is_Matrix and self.is_scalar(x) else x

    def sum(self, *terms: Any) -> Any:
        if all(term.is_Matrix for term in terms):
            return self.S.MatAdd(*terms, evaluate=True)
        return self.S.Add(*map(self.scalar, terms))

    def product(self, *factors: Any) -> Any:
        """A product from the left: a chain that has come down to 1×1 is a scalar to what follows."""
        scalars: list[Any] = []
        links: list[Any] = []
        for x in factors:
            (scalars if self.is_scalar(x) else links).append(x)
            if links and links[0].shape[0] == links[-1].shape[1] == 1:
                scalars.append(self.S.MatMul(*links, evaluate=True))
                links = []
        if not links and sum(bool(x.is_Matrix) for x in scalars) == 1:
            *scalars, one = sorted(scalars, key=lambda x: bool(x.is_Matrix))
            links = [one]
        numbers = map(self.scalar, scalars)
        return self.S.MatMul(*numbers, *links, evaluate=True) if links else self.S.Mul(*numbers)

    def joined(self, kind: str, *factors: Any) -> Any:
        """An entrywise or Kronecker product; scalars stand before it."""
        arrays = [x for x in factors if not self.is_scalar(x)]
        scalars = [x for x in factors if self.is_scalar(x)]
        return self.product(*scalars, *([getattr(self.S, kind)(*arrays)] if len(arrays) > 1 else arrays))

    def power(self, x: Any, exponent: Any, kind: str = "HadamardPower") -> Any:
        x, exponent = self.scalar(x), self.scalar(exponent)
        return getattr(self.S, kind)(x, exponent).doit(deep=False) if x.is_Matrix or exponent.is_Matrix else x**exponent

    def turned(self, x: Any) -> Any:
        if self.is_scalar(x) or isinstance(x, self.S.Transpose):
            return x if self.is_scalar(x) else x.args[0]
        return x.T if isinstance(x, self.S.OneMatrix | self.S.ZeroMatrix | self.S.Identity) else self.S.Transpose(x)

    def applied(self, name: str, x: Any) -> Any:
        """A function of a scalar, or of every entry of an array."""
        rule = DEFINED.get(name) or (lambda S, t: getattr(S, NAMES[name])(t))
        x = self.scalar(x)
        return x.applyfunc(lambda t: rule(self.S, t)) if x.is_Matrix else rule(self.S, x)

    def unary(self, name: str, x: Any) -> Any:
        return x if self.is_scalar(x) else getattr(self.S, NAMES[name])(x)

    def total(self, x: Any) -> Any:
        """The sum of all entries, as a product with ones."""
        rows, cols = x.shape if x.is_Matrix else (1, 1)
        before, after = [self.S.OneMatrix(1, rows)] * (rows != 1), [self.S.OneMatrix(cols, 1)] * (cols != 1)
        return self.product(*before, x, *after)

    def inner(self, x: Any, y: Any) -> Any:
        return self.product(x, y) if self.is_scalar(x) else self.S.Trace(self.product(self.turned(x), y))

    def block(self, node: Node, *cells: Any) -> Any:
        rows, cols = node.value
        if all(map(self.is_scalar, cells)):
            return self.S.ImmutableMatrix(rows, cols, list(map(self.scalar, cells)))
        whole = [x if x.is_Matrix else self.S.ImmutableMatrix([[x]]) for x in cells]
        return self.S.BlockMatrix([whole[k : k + cols] for k in range(0, len(whole), cols)])


NAMES = {here: there for there, here in (FUNCTIONS | UNARY).items()}
DEFINED: dict[str, Callable[[Any, Any], Any]] = {
    "relu": lambda S, t: S.Max(0, t),
    "sigmoid": lambda S, t: 1 / (1 + S.exp(-t)),
    "softplus": lambda S, t: S.log(1 + S.exp(t)),
}
TO: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(UNARY.values(), lambda w, node, x: w.unary(node.op, x)),
    **dict.fromkeys(("norm2", "normF"), lambda w, node, x: w.S.sqrt(w.inner(x, x))),
    "sym": lambda w, node: w.symbol(*node.value, *w.shape(node)),
    "dim": lambda w, node: w.symbol(node.value),
    "num": lambda w, node: w.S.Rational(node.value.numerator, node.value.denominator),
    "const": lambda w, node: getattr(w.S, node.value),
    "eye": lambda w, node: w.S.Identity(w.shape(node)[0]),
    "ones": lambda w, node: w.S.OneMatrix(*w.shape(node)),
    "zero": lambda w, node: w.S.ZeroMatrix(*w.shape(node)),
    "add": lambda w, node, *x: w.sum(*x),
    "sub": lambda w, node, x, y: w.sum(x, w.product(w.S.Integer(-1), y)),
    "neg": lambda w, node, x: w.product(w.S.Integer(-1), x),
    "mul": lambda w, node, *x: w.product(*x),
    "div": lambda w, node, x, y: w.product(1 / w.scalar(y), x),
    "T": lambda w, node, x: w.turned(x),
    "inv": lambda w, node, x: w.power(x, w.S.Integer(-1), "MatPow"),
    "mpow": lambda w, node, x: w.power(x, w.S.Integer(node.value), "MatPow"),
    "pow": lambda w, node, x, exponent: w.power(x, exponent, "MatPow"),
    "sqrt": lambda w, node, x: w.power(x, w.S.Rational(1, 2)),
    "hpow": lambda w, node, x, exponent: w.power(x, exponent),
    "hdiv": lambda w, node, x, y: w.joined("HadamardProduct", x, w.power(y, w.S.Integer(-1))),
    "had": lambda w, node, *x: w.joined("HadamardProduct", *x),
    "kron": lambda w, node, *x: w.joined("KroneckerProduct", *x),
    "inner": lambda w, node, x, y: w.inner(x, y),
    "logdet": lambda w, node, x: w.S.log(w.S.Abs(w.unary("det", x))),
    "diag": lambda w, node, x: w.unary("diag", w.turned(x) if node.cols != 1 and node.args[0].rows == 1 else x),
    "sum": lambda w, node, x: w.total(x),
    "norm1": lambda w, node, x: w.total(w.applied("abs", x)),
    "fn": lambda w, node, x: w.applied(node.value, x),
    "softmax": lambda w, node, x: w.product(1 / w.scalar(w.total(w.applied("exp", x))), w.applied("exp", x)),
    "entry": lambda w, node, x: x if w.is_scalar(x) else w.element(x, *[w.S.Integer(i - 1) for i in node.value]),
    "block": _Writer.block,
}
