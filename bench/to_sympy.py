"""The shared cases as SymPy matrix expressions, for the operators that SymPy has.

A scalar such as v'*A*v stays a 1×1 matrix as long as it can: SymPy differentiates sums of such, where of a sum of
traces it says 0.
"""

import sympy as sp

from wrt.expr.dims import write
from wrt.expr.node import postorder

ENTRYWISE = {
    "exp": sp.exp, "log": sp.log, "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "arcsin": sp.asin, "arccos": sp.acos,
    "arctan": sp.atan, "sinh": sp.sinh, "cosh": sp.cosh, "tanh": sp.tanh, "abs": sp.Abs, "sign": sp.sign,
    "relu": lambda x: sp.Max(0, x), "sqrt": sp.sqrt, "sigmoid": lambda x: 1 / (1 + sp.exp(-x)),
    "softplus": lambda x: sp.log(1 + sp.exp(x)),
}  # fmt: skip


class CannotAskError(Exception):
    """SymPy has no such operator."""


def translate(formula, variables):
    """A parsed formula and its variables as SymPy has them."""
    done = {}
    for node in postorder(formula, *variables):
        done[node] = convert(node, [done[arg] for arg in node.args])
    return done[formula], [done[variable] for variable in variables]


def differentiate(expression, variables):
    """SymPy's answer."""
    for variable in variables:
        expression = expression.diff(variable)
    return expression.doit()


def is_answer(found):
    """Whether it is one: no derivative of the shared cases is 0, and none may be left standing."""
    return not found.has(sp.Derivative) and found not in (0, sp.ZeroMatrix(*getattr(found, "shape", (1, 1))))


def convert(node, args):
    rule = RULES.get(node.op)
    if rule is None:
        raise CannotAskError(node.op)
    return rule(node, *args)


def size(dim):
    return dim if isinstance(dim, int) else sp.sympify(write(dim), locals=_symbols(dim))


def _symbols(dim):
    from wrt.expr.dims import symbols

    return {name: sp.Symbol(name, integer=True, positive=True) for name in symbols(dim)}


def scalar(x):
    """A 1×1 matrix expression as a number."""
    return sp.Trace(x) if isinstance(x, sp.MatrixExpr) else x


def symbol(node):
    name = node.value[0]
    if node.is_scalar:
        return sp.Symbol(name, real=True, positive=True if "positive" in node.value[1] else None)
    return sp.MatrixSymbol(name, size(node.rows), size(node.cols))


def add(node, *terms):
    if all(isinstance(term, sp.MatrixExpr) for term in terms):
        return sp.MatAdd(*terms)
    return sp.Add(*map(scalar, terms))


def product(node, *factors):
    scalars = [scalar(f) for f, arg in zip(factors, node.args, strict=True) if arg.is_scalar]
    matrices = [f for f, arg in zip(factors, node.args, strict=True) if not arg.is_scalar]
    if not matrices:
        return _scalar_product(factors)
    return sp.Mul(*scalars) * sp.MatMul(*matrices) if scalars else sp.MatMul(*matrices)


def _scalar_product(factors):
    """Numbers times at most one 1×1 matrix, which stays one."""
    small = [f for f in factors if isinstance(f, sp.MatrixExpr)]
    others = [f for f in factors if not isinstance(f, sp.MatrixExpr)]
    return sp.Mul(*others) * small[0] if len(small) == 1 else sp.Mul(*others, *map(scalar, small))


def entrywise(node, x):
    function = ENTRYWISE.get(node.value if node.op == "fn" else node.op)
    if function is None:
        raise CannotAskError(node.value)
    if node.is_scalar:
        return function(scalar(x))
    d = sp.Dummy("d")
    return x.applyfunc(sp.Lambda(d, function(d)))


def norm(node, x):
    return sp.Abs(scalar(x)) if node.args[0].is_scalar else sp.sqrt(sp.Trace(x.T * x))


def total(node, x):
    arg = node.args[0]
    if arg.is_scalar:
        return x
    left = sp.OneMatrix(1, x.shape[0]) * x if arg.rows != 1 else x
    return left * sp.OneMatrix(x.shape[1], 1) if arg.cols != 1 else left


def divided(node, x, y):
    return x * (1 / scalar(y))


def power(node, x, exponent):
    base = node.args[0]
    if base.op == "norm2" and base.args[0].cols == 1 and not base.args[0].is_scalar and exponent == 2:
        return (x**2).arg  # of the trace of v.T*v
    return scalar(x) ** scalar(exponent) if node.is_scalar else sp.MatPow(x, exponent)


def hadamard(node, *factors):
    scalars = [scalar(f) for f, arg in zip(factors, node.args, strict=True) if arg.is_scalar]
    matrices = [f for f, arg in zip(factors, node.args, strict=True) if not arg.is_scalar]
    if not matrices:
        return sp.Mul(*scalars)
    inner = sp.HadamardProduct(*matrices) if len(matrices) > 1 else matrices[0]
    return sp.Mul(*scalars) * inner if scalars else inner


def entrywise_power(node, x, exponent):
    return scalar(x) ** scalar(exponent) if node.is_scalar else sp.HadamardPower(x, scalar(exponent))


def absolute_sum(node, x):
    return total(node, entrywise_abs(node.args[0], x))


def entrywise_abs(arg, x):
    d = sp.Dummy("d")
    return sp.Abs(scalar(x)) if arg.is_scalar else x.applyfunc(sp.Lambda(d, sp.Abs(d)))


RULES = {
    "sym": symbol,
    "num": lambda node: sp.Rational(str(node.value)),
    "dim": lambda node: size(node.value),
    "const": lambda node: sp.pi,
    "eye": lambda node: sp.Identity(size(node.rows)),
    "ones": lambda node: sp.OneMatrix(size(node.rows), size(node.cols)),
    "zero": lambda node: sp.ZeroMatrix(size(node.rows), size(node.cols)),
    "add": add,
    "neg": lambda node, x: -x,
    "mul": product,
    "div": divided,
    "pow": power,
    "T": lambda node, x: x.T if isinstance(x, sp.MatrixExpr) else x,
    "inv": lambda node, x: 1 / scalar(x) if node.is_scalar else sp.Inverse(x),
    "det": lambda node, x: sp.Determinant(x),
    "logdet": lambda node, x: sp.log(sp.Determinant(x)),
    "tr": lambda node, x: sp.Trace(x),
    "sum": total,
    "norm2": norm,
    "normF": norm,
    "norm1": absolute_sum,
    "fn": entrywise,
    "sqrt": entrywise,
    "had": hadamard,
    "hdiv": lambda node, x, y: hadamard(node, x, 1 / scalar(y) if node.args[1].is_scalar else sp.HadamardPower(y, -1)),
    "hpow": entrywise_power,
    "diag": lambda node, x: sp.DiagMatrix(x),
    "diagpart": lambda node, x: sp.DiagonalMatrix(x) * sp.OneMatrix(x.shape[0], 1),
    "kron": lambda node, *x: sp.KroneckerProduct(*x),
}
