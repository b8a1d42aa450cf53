"""The second differentiator: it knows entries with named indices, the product rule and the chain rule, and no matrices.

X[i,j] is a scalar with ∂X[i,j]/∂X[k,l] = δ_ik δ_jl; the formula of one entry (`oracle.indexform`) is differentiated, then
evaluated by einsum.  The only words for matrices are the entries of an inverse, with
∂inv(M)[i,j] = -Σ inv(M)[i,p] ∂M[p,q] inv(M)[q,j], and a determinant, with ∂det(M) = Σ det(M) inv(M)[q,p] ∂M[p,q].
"""

import numpy as np

from oracle.indexform import Lowering, fn, minus, neg, num, power
from oracle.points import measure

SLOPES = {
    "exp": fn("exp"), "sin": fn("cos"), "sinh": fn("cosh"), "cosh": fn("sinh"), "softplus": fn("sigmoid"),
    "abs": fn("sign"), "relu": fn("step"), "sign": lambda x: num(0), "step": lambda x: num(0), "log": lambda x: power(x, -1),
    "sqrt": lambda x: ("mul", num(0.5), power(x, -0.5)), "cos": lambda x: neg(fn("sin")(x)),
    "tan": lambda x: power(fn("cos")(x), -2), "tanh": lambda x: power(fn("cosh")(x), -2),
    "arcsin": lambda x: power(minus(num(1), power(x, 2)), -0.5), "arccos": lambda x: neg(SLOPES["arcsin"](x)),
    "arctan": lambda x: power(("add", num(1), power(x, 2)), -1),
    "sigmoid": lambda x: ("mul", fn("sigmoid")(x), fn("sigmoid")(neg(x))),
}  # fmt: skip
VALUES = {
    "relu": lambda x: np.maximum(x, 0), "step": lambda x: (x > 0) * 1.0, "softplus": lambda x: np.logaddexp(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}  # fmt: skip


def jacobian(root, variables, values, sizes):
    """The derivative as an array: the axes of the expression, then those of each variable."""
    with np.errstate(all="ignore"):
        return Indices(values, sizes).jacobian(root, variables)


class Indices(Lowering):
    """Differentiates and evaluates formulas at one point."""

    def __init__(self, values, sizes):
        super().__init__(sizes)
        self.values, self.known = values, {}

    def jacobian(self, root, variables):
        index = [self.new(root.rows), self.new(root.cols)]
        formula = self.entry(root, *index)
        for name in variables:
            k, l = (self.new(size) for size in (*np.shape(self.values[name]), 1, 1)[:2])
            index += [k, l]
            formula = formula and self.slope(formula, name, k, l)
        lengths = [self.length[i] for i in index]
        found = self.aligned(formula or num(0), index) + np.zeros(lengths)
        return found.reshape(
            [n for n, dim in zip(lengths, (root.rows, root.cols)) if dim != 1]
            + [n for name in variables for n in np.shape(self.values[name])]
        )

    def slope(self, e, name, k, l):
        """The derivative of a formula by X[k,l]; None where it is 0."""
        match e:
            case "sym", node, (i, j) if node.value[0] == name:
                return ("mul", *[self.table(lambda a, b: a == b, *at) for at in ((i, k), (j, l))])
            case "add" | "mul", *args:
                changes = [(n, dx) for n, x in enumerate(args) if (dx := self.slope(x, name, k, l)) is not None]
                terms = [dx if e[0] == "add" else ("mul", dx, *args[:n], *args[n + 1 :]) for n, dx in changes]
                return ("add", *terms) if terms else None
            case "sum", index, x:
                dx = self.slope(x, name, k, l)
                return dx and ("sum", index, dx)
            case "fn", f, x:
                dx = self.slope(x, name, k, l)
                return dx and ("mul", SLOPES[f](x), dx)
            case "pow", x, p:
                dx, dp = self.slope(x, name, k, l), self.slope(p, name, k, l)
                terms = [("mul", p, ("pow", x, minus(p, num(1))), dx)] if dx else []
                return ("add", *terms, *([("mul", fn("log")(x), e, dp)] if dp else [])) if dx or dp else None
            case "inv" | "det", (entry, dim), *index:
                p, q = self.new(dim), self.new(dim)
                dM = self.slope(entry(p, q), name, k, l)
                inverse = lambda *at: ("inv", e[1], at)
                outer = (num(-1), inverse(index[0][0], p), inverse(q, index[0][1])) if index else (e, inverse(q, p))
                return dM and ("sum", (p, q), ("mul", dM, *outer))
        return None

    def aligned(self, e, index):
        """The values of a formula with its axes in the order of `index`, of length 1 where it does not depend on it."""
        own, found = self.evaluate(e)
        found = np.einsum(found, list(range(len(own))), [own.index(i) for i in index if i in own])
        return found.reshape([self.length[i] if i in own else 1 for i in index])

    def evaluate(self, e):
        """The indices of a formula, each once, and its values."""
        if id(e) not in self.known:
            self.known[id(e)] = e, self.compute(e)
        return self.known[id(e)][1]

    def compute(self, e):
        match e:
            case "array", found, index:
                return self.contract([(index, found)], ())
            case "sym", node, index:
                shape = measure(node.rows, self.sizes), measure(node.cols, self.sizes)
                return self.contract([(index, np.reshape(self.values[node.value[0]], shape))], ())
            case "inv", M, index:
                return self.contract([(index, np.linalg.inv(self.matrix(M)))], ())
            case "det", M:
                return (), np.linalg.det(self.matrix(M))
            case "fn", name, x:
                index, found = self.evaluate(x)
                return index, VALUES.get(name, getattr(np, name, None))(found)
            case "sum", index, ("mul", *factors):
                return self.contract([self.evaluate(x) for x in factors], index)
            case "sum", index, x:
                return self.contract([self.evaluate(x)], index)
            case "mul", *factors:
                return self.contract([self.evaluate(x) for x in factors], ())
            case (("add" | "pow" as op), *args):
                index = tuple(dict.fromkeys(i for x in args for i in self.evaluate(x)[0]))
                parts = [self.aligned(x, index) for x in args]
                return index, sum(parts) if op == "add" else parts[0] ** parts[1]

    def matrix(self, M):
        entry, dim = M
        if M not in self.known:
            p, q = self.new(dim), self.new(dim)
            self.known[M] = self.aligned(entry(p, q), (p, q)) + np.zeros((self.length[p], self.length[q]))
        return self.known[M]

    def contract(self, factors, summed):
        """Σ over `summed` of a product of arrays with indices."""
        names = list(dict.fromkeys(i for index, _ in factors for i in index))
        rest = [i for i in names if i not in summed]
        operands = [part for index, found in factors for part in (found, [names.index(i) for i in index])]
        times = np.prod([self.length[i] for i in summed if i not in names])
        return tuple(rest), np.einsum(*operands, [names.index(i) for i in rest], optimize=len(factors) > 2) * times
