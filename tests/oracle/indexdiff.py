"""The second differentiator: it knows entries with named indices, the product rule and the chain rule, and no matrices.

An expression as written is lowered to the formula of one entry, X[i,j] being a scalar with ∂X[i,j]/∂X[k,l] = δ_ik δ_jl;
that formula is differentiated and summed up with einsum.  The only words for matrices are the entries of an inverse, with
∂inv(M)[i,j] = -Σ inv(M)[i,p] ∂M[p,q] inv(M)[q,j], and ∂det(M) = Σ det(M) inv(M)[q,p] ∂M[p,q].
"""

import functools
import itertools
from typing import NamedTuple

import numpy as np

from oracle.points import measure


class Term(NamedTuple):
    """A scalar: array (value at `index`), symbol (entry at `index`), inv, det, add, mul, pow, fn, or sum over `index`."""

    op: str
    value: object = None
    index: tuple = ()
    args: tuple = ()


def array(value, *index):
    return Term("array", np.asarray(value, dtype=float), index)


def num(x):
    return array(x)


def add(*terms):
    return Term("add", args=terms)


def mul(*factors):
    return Term("mul", args=factors)


def power(x, p):
    return Term("pow", args=(x, p if isinstance(p, Term) else num(p)))


def fn(name, x):
    return Term("fn", name, args=(x,))


SLOPES = {
    "exp": lambda x: fn("exp", x), "log": lambda x: power(x, -1), "sin": lambda x: fn("cos", x), "sqrt": lambda x: mul(num(0.5), power(x, -0.5)),
    "cos": lambda x: mul(num(-1), fn("sin", x)), "tan": lambda x: add(num(1), power(fn("tan", x), 2)), "sinh": lambda x: fn("cosh", x),
    "arcsin": lambda x: power(add(num(1), mul(num(-1), x, x)), -0.5), "arctan": lambda x: power(add(num(1), mul(x, x)), -1),
    "arccos": lambda x: mul(num(-1), power(add(num(1), mul(num(-1), x, x)), -0.5)), "cosh": lambda x: fn("sinh", x),
    "tanh": lambda x: add(num(1), mul(num(-1), fn("tanh", x), fn("tanh", x))), "softplus": lambda x: fn("sigmoid", x),
    "abs": lambda x: fn("sign", x), "relu": lambda x: fn("step", x), "sign": lambda x: num(0), "step": lambda x: num(0),
    "sigmoid": lambda x: mul(fn("sigmoid", x), add(num(1), mul(num(-1), fn("sigmoid", x)))),
}  # fmt: skip
VALUES = {"abs": np.abs, "relu": lambda x: np.maximum(x, 0), "step": lambda x: (x > 0) * 1.0, "softplus": lambda x: np.logaddexp(x, 0),
          "sigmoid": lambda x: 1 / (1 + np.exp(-x))}  # fmt: skip


class Indices:
    """Lowers, differentiates and evaluates at one point; an index is a number, its length is in `length`."""

    def __init__(self, values, sizes):
        self.values, self.sizes, self.length = values, sizes, []
        self.inverse = functools.cache(lambda node: np.linalg.inv(self.matrix(node)))
        self.det = functools.cache(lambda node: np.linalg.det(self.matrix(node)))

    def new(self, dim):
        self.length.append(measure(dim, self.sizes))
        return len(self.length) - 1

    def total(self, x, f):
        """The sum of f(p, q) over the entries of x."""
        p, q = self.new(x.rows), self.new(x.cols)
        return Term("sum", index=(p, q), args=(f(p, q),))

    def matrix(self, node):
        i, j = self.new(node.rows), self.new(node.cols)
        return self.evaluate(self.entry(node, i, j), (i, j))

    def part(self, i, dim, place):
        """δ(i, p + offset) for a new index p: where a block or a factor of a Kronecker product stands in the whole."""
        p = self.new(dim)
        return p, array(place(np.eye(self.length[i]), self.length[p]), i, p)

    def entry(self, node, i, j):
        """The entry (i, j) of a node as a formula in indices."""
        args, value = node.args, node.value
        lower = self.entry
        match node.op:
            case "sym":
                return Term("sym", value[0], (i, j))
            case "num" | "dim":
                return num(float(value) if node.op == "num" else measure(value, self.sizes))
            case "const":
                return num(np.pi)
            case "eye":
                return array(np.eye(self.length[i]), i, j)
            case "ones" | "zero":
                return num(node.op == "ones")
            case "basis":
                return array(np.eye(self.length[i])[value - 1], i)
            case "commutation":  # K[(a,b),(b,a)] = 1, the second index of each pair running fast
                m, n = measure(value[0], self.sizes), measure(value[1], self.sizes)
                return array(np.eye(m * n).reshape(m, n, n, m).transpose(0, 1, 3, 2).reshape(m * n, m * n), i, j)
            case "add":
                return add(*[lower(x, i, j) for x in args])
            case "neg":
                return mul(num(-1), lower(args[0], i, j))
            case "mul":
                return self.product(args, i, j)
            case "pow" if not node.is_scalar:
                count = int(value_of(args[1]))
                if count == 0:
                    return array(np.eye(self.length[i]), i, j)
                return self.product(args[:1] * count, i, j) if count > 0 else self.product(args[:1] * -count, i, j, self.of_inverse)
            case "pow" | "hpow":
                return power(lower(args[0], *self.here(args[0], i, j)), lower(args[1], *self.here(args[1], i, j)))
            case "had":
                return mul(*[lower(x, *self.here(x, i, j)) for x in args])
            case "div" | "hdiv":
                return mul(lower(args[0], *self.here(args[0], i, j)), power(lower(args[1], *self.here(args[1], i, j)), -1))
            case "T":
                return lower(args[0], j, i)
            case "inv":
                return self.of_inverse(args[0], i, j)
            case "fn" | "sqrt":
                return fn(value or "sqrt", lower(args[0], i, j))
            case "det":
                return Term("det", args[0])
            case "logdet":
                return fn("log", fn("abs", Term("det", args[0])))
            case "sum" | "norm1":
                return self.total(args[0], lambda p, q: lower(args[0], p, q) if node.op == "sum" else fn("abs", lower(args[0], p, q)))
            case "tr":
                return self.total(args[0], lambda p, q: mul(array(np.eye(self.length[p]), p, q), lower(args[0], p, q)))
            case "norm2" | "normF":
                return fn("sqrt", self.total(args[0], lambda p, q: power(lower(args[0], p, q), 2)))
            case "inner":
                return self.total(args[0], lambda p, q: mul(lower(args[0], p, q), lower(args[1], p, q)))
            case "softmax":
                total = self.total(args[0], lambda p, q: fn("exp", lower(args[0], p, q)))
                return mul(fn("exp", lower(args[0], i, j)), power(total, -1))
            case "entry":
                pick = [np.eye(measure(dim, self.sizes))[k - 1] for dim, k in zip((args[0].rows, args[0].cols), value, strict=True)]
                return self.total(args[0], lambda p, q: mul(array(pick[0], p), array(pick[1], q), lower(args[0], p, q)))
            case "diag":
                other = self.new(1)
                return mul(array(np.eye(self.length[i]), i, j), lower(args[0], *((i, other) if args[0].cols == 1 else (other, i))))
            case "diagpart":
                p = self.new(args[0].cols)
                return Term("sum", index=(p,), args=(mul(array(np.eye(self.length[p]), i, p), lower(args[0], i, p)),))
            case "vec":
                m, n = measure(args[0].rows, self.sizes), measure(args[0].cols, self.sizes)
                return self.total(args[0], lambda p, q: mul(array(np.eye(m * n).reshape(m * n, n, m), i, q, p), lower(args[0], p, q)))
            case "kron":
                return self.kron(args, i, j)
            case "block":
                return self.block(node, i, j)
            case "pinv":
                return self.pseudoinverse(args[0], i, j)
        raise NotImplementedError(node.op)
