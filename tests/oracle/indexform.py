"""Index form for the second differentiator: an expression as written, lowered to the formula of one of its entries.

A formula is a tuple: ("array", A, indices), ("sym", node, indices), ("inv", M, indices), ("det", M), ("add", ..), ("mul", ..),
("pow", x, p), ("fn", name, x), ("sum", indices, x).  M is the function (p, q) -> entry with its size; an index is a number,
its length is in `Lowering.length`.  This room shares nothing with `wrt.index`, nor with any rule or builder of `wrt`.
"""

from itertools import pairwise

import numpy as np

from oracle.points import measure


def num(x):
    return ("array", np.asarray(float(x)), ())


def neg(x):
    return ("mul", num(-1), x)


def power(x, p):
    return ("pow", x, num(p))


def minus(x, y):
    return ("add", x, neg(y))


def fn(name):
    return lambda x: ("fn", name, x)


# which entries X[p,q] the entry (i,j) is the sum of; `n` is what identifies the operator, from 0
PLACES = {
    "T": lambda i, j, p, q, n: (i == q) & (j == p), "tr": lambda i, j, p, q, n: p == q, "sum": lambda i, j, p, q, n: p == p,
    "diag": lambda i, j, p, q, n: (i == j) & (i == p + q), "diagpart": lambda i, j, p, q, n: (i == p) & (p == q),
    "vec": lambda i, j, p, q, n: i == p + n * q, "entry": lambda i, j, p, q, n: (p == n[0] - 1) & (q == n[1] - 1),
    "block": lambda i, j, p, q, n: (i == p + n[0]) & (j == q + n[1]),
}  # fmt: skip
CONSTANTS = {
    "eye": lambda i, j, n: i == j, "ones": lambda i, j, n: i == i, "zero": lambda i, j, n: i != i,
    "basis": lambda i, j, n: i == n - 1, "commutation": lambda i, j, n: j == i // n[1] + i % n[1] * n[0],
}  # fmt: skip
ONE = 0  # the index of an axis that is not there


def whole(node):
    """The whole number that an exponent is."""
    return -whole(node.args[0]) if node.op == "neg" else int(node.value)


class Lowering:
    """Lowers expressions at given sizes; `length` holds the length of each index."""

    def __init__(self, sizes):
        self.sizes, self.length = sizes, [1]

    def new(self, dim):
        self.length.append(measure(dim, self.sizes))
        return len(self.length) - 1

    def table(self, rule, *index):
        return ("array", np.fromfunction(rule, [self.length[i] for i in index], dtype=int) * 1.0, index)

    def total(self, x, f):
        p, q = self.new(x.rows), self.new(x.cols)
        return ("sum", (p, q), f(p, q))

    def placed(self, x, i, j, rule, n):
        """Σ [rule] x[p,q]"""
        return self.total(
            x, lambda p, q: ("mul", self.table(lambda *at: rule(*at, n), i, j, p, q), self.entry(x, p, q))
        )

    def chain(self, entry, count, dim, i, j):
        """The entry (i, j) of a power of a matrix."""
        links = [i, *[self.new(dim) for _ in range(count - 1)], j]
        return ("sum", tuple(links[1:-1]), ("mul", *[entry(p, q) for p, q in pairwise(links)]))

    def product(self, factors, i, j):
        last = max((place for place, x in enumerate(factors) if not x.is_scalar), default=0)
        parts, bound, left, start = [], [], i, (1, 1)
        for place, x in enumerate(factors):
            right = left if x.is_scalar else j if place == last else self.new(x.cols)
            parts.append(self.entry(x, left, right))
            if not x.is_scalar:
                start = (x.rows if start == (1, 1) else start[0], x.cols)
                bound += [right] * (place != last)
                left = i if start == (1, 1) else right
        return ("sum", tuple(bound), ("mul", *parts))

    def kron(self, factors, i, j):
        *rest, x = factors
        if not rest:
            return self.entry(x, i, j)
        p, q = self.new(x.rows), self.new(x.cols)
        u, v = self.new(self.length[i] // self.length[p]), self.new(self.length[j] // self.length[q])
        rows, cols = (
            self.table(lambda a, b, c, n=self.length[at[2]]: a == b * n + c, *at) for at in ((i, u, p), (j, v, q))
        )
        return ("sum", (p, q, u, v), ("mul", rows, cols, self.kron(rest, u, v), self.entry(x, p, q)))

    def pinv(self, x, i, j):
        """inv(X'*X)*X' or X'*inv(X*X'), the one that exists for full rank."""
        tall = measure(x.rows, self.sizes) >= measure(x.cols, self.sizes)
        small, long = (x.cols, x.rows) if tall else (x.rows, x.cols)
        at = (lambda r, p: self.entry(x, r, p)) if tall else (lambda r, p: self.entry(x, p, r))

        def gram(p, q):
            r = self.new(long)
            return ("sum", (r,), ("mul", at(r, p), at(r, q)))

        p = self.new(small)
        inverse = ("inv", (gram, small), (i, p) if tall else (p, j))
        return ("sum", (p,), ("mul", inverse, at(j, p) if tall else at(i, p)))

    def entry(self, node, i, j):
        """The entry (i, j) of an expression as a formula in indices."""
        i, j = ONE if node.rows == 1 else i, ONE if node.cols == 1 else j
        args, value = node.args, node.value
        x = args[0] if args else None
        match node.op:
            case "sym":
                return ("sym", node, (i, j))
            case "num" | "dim" | "const":
                return num(
                    {"num": lambda: value, "dim": lambda: measure(value, self.sizes), "const": lambda: np.pi}[node.op]()
                )
            case "add" | "had":
                return ("add" if node.op == "add" else "mul", *[self.entry(x, i, j) for x in args])
            case "neg":
                return neg(self.entry(x, i, j))
            case "mul":
                return self.product(args, i, j)
            case "div" | "hdiv":
                return ("mul", self.entry(x, i, j), power(self.entry(args[1], i, j), -1))
            case "inv" | "pow" if node.op == "inv" or not node.is_scalar:
                count = -1 if node.op == "inv" else whole(args[1])
                M = (lambda p, q: self.entry(x, p, q)), x.rows
                step = M[0] if count > 0 else lambda p, q: ("inv", M, (p, q))
                return self.chain(step, abs(count), x.rows, i, j)
            case "pow" | "hpow":
                return ("pow", self.entry(x, i, j), self.entry(args[1], i, j))
            case "fn" | "sqrt":
                return ("fn", value or "sqrt", self.entry(x, i, j))
            case "det" | "logdet":
                det = ("det", ((lambda p, q: self.entry(x, p, q)), x.rows))
                return det if node.op == "det" else fn("log")(fn("abs")(det))
            case "norm1":
                return self.total(x, lambda p, q: fn("abs")(self.entry(x, p, q)))
            case "norm2" | "normF":
                return fn("sqrt")(self.total(x, lambda p, q: power(self.entry(x, p, q), 2)))
            case "inner":
                return self.total(x, lambda p, q: ("mul", self.entry(x, p, q), self.entry(args[1], p, q)))
            case "softmax":
                return (
                    "mul",
                    fn("exp")(self.entry(x, i, j)),
                    power(self.total(x, lambda p, q: fn("exp")(self.entry(x, p, q))), -1),
                )
            case "kron":
                return self.kron(args, i, j)
            case "pinv":
                return self.pinv(x, i, j)
            case "block":
                heights, widths = [c.rows for c in args[:: value[1]]], [c.cols for c in args[: value[1]]]
                corners = [(measure(("+", 0, *heights[:a]), self.sizes), measure(("+", 0, *widths[:b]), self.sizes))
                           for a in range(value[0]) for b in range(value[1])]  # fmt: skip
                return ("add", *[self.placed(c, i, j, PLACES["block"], n) for c, n in zip(args, corners, strict=True)])
        if node.op in CONSTANTS:
            n = tuple(measure(dim, self.sizes) for dim in value) if node.op == "commutation" else value
            return self.table(lambda *at: CONSTANTS[node.op](*at, n), i, j)
        return self.placed(x, i, j, PLACES[node.op], measure(x.rows, self.sizes) if node.op == "vec" else value)
