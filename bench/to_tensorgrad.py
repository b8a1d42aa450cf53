"""The shared cases as tensorgrad expressions, for the operators that it has; rows are the edge `r`, columns `c`."""

import itertools
from fractions import Fraction

import sympy as sp
import tensorgrad as tg
import tensorgrad.functions as F  # noqa: N812 (its own abbreviation)

from wrt.expr.dims import write
from wrt.expr.node import postorder

ENTRYWISE = {"exp": F.exp, "log": F.log, "tanh": F.tanh, "abs": F.abs, "sign": F.sign, "relu": F.relu,
             "sigmoid": F.sigmoid, "sqrt": F.sqrt}  # fmt: skip
fresh = itertools.count()


class CannotAskError(Exception):
    """tensorgrad has no such operator."""


def translate(formula, variables):
    """A parsed formula and its variables as tensorgrad has them."""
    done = {}
    for node in postorder(formula, *variables):
        rule = RULES.get(node.op)
        if rule is None:
            raise CannotAskError(node.op)
        done[node] = rule(node, *[done[arg] for arg in node.args])
    return done[formula], [done[variable] for variable in variables]


def differentiate(expression, variables):
    """tensorgrad's answer: the derivative carried out and simplified."""
    for variable in variables:
        expression = tg.Derivative(expression, variable).full_simplify()
    return expression


def is_answer(found):
    return found is not None


def size(dim):
    if not isinstance(dim, str):
        raise CannotAskError(write(dim))
    return sp.Symbol(dim)


def symbol(node):
    edges = {edge: size(dim) for edge, dim in (("r", node.rows), ("c", node.cols)) if dim != 1}
    return tg.Variable(node.value[0], **edges)


def turn(node, x):
    swap = {"r": "c", "c": "r"}
    return x.rename(**{edge: swap[edge] for edge in x.edges})


def product(node, *factors):
    """Factors one after the other, each contracted with the next over an edge of their own."""
    out = factors[0]
    for factor, arg, before in zip(factors[1:], node.args[1:], node.args, strict=False):
        if not before.is_scalar and not arg.is_scalar and "c" in out.edges and "r" in factor.edges:
            edge = f"k{next(fresh)}"
            out, right = out.rename(c=edge), factor.rename(r=edge)
        else:
            right = factor
        out = out @ right
    return out


def entrywise(node, x):
    function = ENTRYWISE.get(node.value if node.op == "fn" else node.op)
    if function is None:
        raise CannotAskError(node.value)
    return function(x)


def power(node, x, exponent):
    number = node.args[1]
    if number.op != "num":
        raise CannotAskError("pow by a symbol")
    if node.is_scalar or node.op == "hpow":
        return F.pow(x, number.value if isinstance(number.value, int) else Fraction(number.value))
    if number.value == -1:
        return F.inverse(x)
    if not 0 < number.value < 10:
        raise CannotAskError("mpow")
    out = x
    for _ in range(number.value - 1):
        edge = f"k{next(fresh)}"
        out = out.rename(c=edge) @ x.rename(r=edge)
    return out


def identity(node):
    return tg.Delta(size(node.rows), "r", "c")


def ones(node):
    return tg.Ones(**{edge: size(dim) for edge, dim in (("r", node.rows), ("c", node.cols)) if dim != 1})


def total(terms):
    out = terms[0]
    for term in terms[1:]:
        out = out + term
    return out


def hadamard(node, *factors):
    out = factors[0]
    for factor in factors[1:]:
        out = out * factor
    return out


RULES = {
    "sym": symbol,
    "num": lambda node: tg.Product([]) * (node.value if isinstance(node.value, int) else Fraction(node.value)),
    "eye": identity,
    "ones": ones,
    "add": lambda node, *terms: total(terms),
    "neg": lambda node, x: -x,
    "mul": product,
    "div": lambda node, x, y: x @ F.pow(y, -1),
    "pow": power,
    "hpow": power,
    "T": turn,
    "inv": lambda node, x: F.pow(x, -1) if node.is_scalar else F.inverse(x),
    "det": lambda node, x: F.det(x),
    "logdet": lambda node, x: F.log(F.det(x)),
    "tr": lambda node, x: F.trace(x),
    "sum": lambda node, x: F.sum(x),
    "norm2": lambda node, x: F.sqrt(F.frobenius2(x)),
    "normF": lambda node, x: F.sqrt(F.frobenius2(x)),
    "norm1": lambda node, x: F.sum(F.abs(x)),
    "fn": entrywise,
    "sqrt": entrywise,
    "had": hadamard,
    "hdiv": lambda node, x, y: x * F.pow(y, -1),
    "diag": lambda node, x: F.diag(x, ["r", "c"]),
    "diagpart": lambda node, x: F.diag(x, ["r"]),
}
