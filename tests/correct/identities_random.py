"""Random claims: an expression rewritten step by step by plain algebra, and the same with one mistake in it.

Nothing here knows of the engine: terms are nested tuples, and NumPy says which claims are true.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import numpy as np

from correct.identities_terms import places, put, shape, symbols, text, value
from oracle.points import points

DIMS = ("m", "n", "k")
SIZES = ({"m": 2, "n": 3, "k": 4}, {"m": 3, "n": 2, "k": 2}, {"m": 4, "n": 2, "k": 3})
FACTS = {"S": "symmetric", "K": "skew", "Q": "orthogonal", "P": "idempotent", "L": "diagonal", "R": "invertible",
         "u": "unit", "z": "binary", "s": "sums_to_one"}  # fmt: skip
TOO_LARGE = 60


class Claim(NamedTuple):
    left: tuple
    right: tuple

    @property
    def text(self):
        return f"{text(self.left)} = {text(self.right)}"

    @property
    def shapes(self):
        return symbols(self.left, self.right)

    @property
    def assume(self):
        return {name: [FACTS[name[0]]] for name in self.shapes if name[0] in FACTS}


# ---- expressions


def sym(letter, *dims):
    rows, cols = (*dims, 1, 1)[:2]
    return ("sym", letter + "".join(dict.fromkeys(dims)), rows, cols)


def leaf(random, rows, cols):
    if rows == cols == 1:
        return random.choice([sym("a"), sym("b"), ("num", random.choice((2, 3)))])
    if cols == 1:
        return sym(random.choice("xyxywuzs"), rows)
    if rows == 1:
        return ("T", sym(random.choice("xyxyw"), cols))
    if rows == cols:
        return sym(random.choice("ABCABRSKQPL"), rows, rows)
    return sym(random.choice("XYZ"), rows, cols)


def expression(random, rows, cols, depth):
    """A random expression of a shape."""
    if depth <= 0:
        return leaf(random, rows, cols)
    if rows == cols == 1:
        return scalar(random, depth)
    draw = lambda r, c: expression(random, r, c, depth - 1)
    inner = random.choice(DIMS)
    options = [
        lambda: ("mul", draw(rows, inner), draw(inner, cols)),
        lambda: ("mul", draw(rows, inner), draw(inner, cols)),
        lambda: (random.choice(("add", "sub")), draw(rows, cols), draw(rows, cols)),
        lambda: ("T", draw(cols, rows)),
        lambda: ("had", draw(rows, cols), draw(rows, cols)),
        lambda: ("mul", draw(1, 1), draw(rows, cols)),
        lambda: ("fn", random.choice(("exp", "sigmoid", "tanh", "abs", "relu")), leaf(random, rows, cols)),
    ]
    if rows == cols:
        options += [
            lambda: ("diag", draw(rows, 1)),
            lambda: ("inv", regular(random, rows, depth - 1)),
            lambda: ("eye", rows),
        ]
    if cols == 1:
        options += [lambda: ("diagpart", draw(rows, rows)), lambda: ("ones", rows)]
    return random.choice(options)()


def regular(random, n, depth):
    """Something that has an inverse."""
    A = leaf(random, n, n)
    return random.choice([sym("R", n, n), sym("A", n, n), ("mul", sym("R", n, n), sym("A", n, n)), ("T", sym("A", n, n)),
                          ("add", ("eye", n), A), ("add", sym("A", n, n), sym("B", n, n))])  # fmt: skip


def scalar(random, depth):
    m, n = random.choice(DIMS), random.choice(DIMS)
    draw = lambda r, c: expression(random, r, c, depth - 1)
    return random.choice([
        lambda: ("mul", ("T", draw(n, 1)), draw(n, 1)),
        lambda: ("mul", ("mul", ("T", draw(m, 1)), draw(m, n)), draw(n, 1)),
        lambda: ("tr", draw(n, n)),
        lambda: ("tr", ("mul", draw(m, n), draw(n, m))),
        lambda: ("det", ("mul", leaf(random, n, n), regular(random, n, 0))),
        lambda: ("det", regular(random, n, 0)),
        lambda: ("square", ("norm2", draw(n, 1))),
        lambda: ("sum", draw(m, n)),
        lambda: ("mul", ("T", ("vec", draw(m, n))), ("vec", draw(m, n))),
        lambda: ("tr", ("kron", draw(m, m), draw(n, n))),
        lambda: ("add", draw(1, 1), draw(1, 1)),
        lambda: ("mul", draw(1, 1), draw(1, 1)),
    ])()  # fmt: skip


# ---- steps of plain algebra: each yields what a part equals


def equals(t, random):
    head, *args = t
    rows, cols = shape(t)
    yield from BY_HEAD.get(head, lambda *_: ())(*args)
    yield ("T", ("T", t))
    if head not in ("num", "sym"):
        return
    if rows == cols == 1:
        yield ("tr", t)
        return
    if rows == cols:
        yield ("mul", t, ("eye", rows))
        yield ("mul", ("mul", t, ("inv", sym("R", rows, rows))), sym("R", rows, rows))
        yield ("mul", ("mul", sym("Q", rows, rows), ("T", sym("Q", rows, rows))), t)
        yield from BY_LETTER.get(t[1][0], lambda *_: ())(t)
    other = leaf(random, rows, cols)
    yield ("sub", ("add", t, other), other)
    if cols == 1:
        yield from BY_LETTER.get(t[1][0], lambda *_: ())(t)


def is_scalar(t):
    return shape(t) == (1, 1)


def of_product(a, b):
    if is_scalar(a) or is_scalar(b):
        yield ("mul", b, a)
    if is_scalar(("mul", a, b)) and not (is_scalar(a) or is_scalar(b)):
        yield ("mul", ("T", b), ("T", a))
        yield ("tr", ("mul", b, a))
    if b[0] in ("add", "sub"):
        yield (b[0], ("mul", a, b[1]), ("mul", a, b[2]))
    if a[0] in ("add", "sub"):
        yield (a[0], ("mul", a[1], b), ("mul", a[2], b))
    if a[0] == "mul" and not any(is_scalar(x) for x in (a, b, a[1], a[2], ("mul", a[2], b))):
        yield ("mul", a[1], ("mul", a[2], b))
    if a[0] == "diag" and shape(b)[1] == 1:
        yield ("had", a[1], b)


def of_transpose(a):
    if a[0] == "mul":
        yield ("mul", ("T", a[2]), ("T", a[1]))
    if a[0] in ("add", "sub", "had", "kron"):
        yield (a[0], ("T", a[1]), ("T", a[2]))
    if a[0] in ("inv", "fn"):
        yield (*a[:-1], ("T", a[-1]))
    if a[0] in ("diag", "eye"):
        yield a


def of_trace(a):
    yield ("tr", ("T", a))
    if a[0] == "mul" and not (is_scalar(a[1]) or is_scalar(a[2])):
        yield ("tr", ("mul", a[2], a[1]))
        yield ("sum", ("had", a[1], ("T", a[2])))
    if a[0] in ("add", "sub"):
        yield (a[0], ("tr", a[1]), ("tr", a[2]))
    if a[0] == "kron":
        yield ("mul", ("tr", a[1]), ("tr", a[2]))
    if a[0] == "diag":
        yield ("sum", a[1])


def of_sum(a):
    rows, cols = shape(a)
    if rows != 1 and cols != 1:
        yield ("mul", ("mul", ("T", ("ones", rows)), a), ("ones", cols))
        yield ("sum", ("T", a))


def of_det(a):
    yield ("det", ("T", a))
    if a[0] == "mul":
        yield ("mul", ("det", a[1]), ("det", a[2]))
        yield ("det", ("mul", a[2], a[1]))


def of_inverse(a):
    if a[0] == "mul" and not (is_scalar(a[1]) or is_scalar(a[2])):
        yield ("mul", ("inv", a[2]), ("inv", a[1]))
    if a[0] == "T":
        yield ("T", ("inv", a[1]))
    if a[0] == "add" and a[1][0] == "eye":  # inv(I + A) = I - A*inv(I + A)
        yield ("sub", a[1], ("mul", a[2], ("inv", a)))


def of_vec(a):
    if a[0] == "mul" and not (is_scalar(a[1]) or is_scalar(a[2])):
        yield ("mul", ("kron", ("eye", shape(a)[1]), a[1]), ("vec", a[2]))
    if a[0] in ("add", "sub"):
        yield (a[0], ("vec", a[1]), ("vec", a[2]))


BY_HEAD = {
    "mul": of_product, "T": of_transpose, "tr": of_trace, "sum": of_sum, "det": of_det, "inv": of_inverse, "vec": of_vec,
    "add": lambda a, b: [("add", b, a), ("sub", a, ("neg", b))],
    "sub": lambda a, b: [("add", ("neg", b), a), ("neg", ("sub", b, a))],
    "had": lambda a, b: [("had", b, a), *([("mul", ("diag", a), b)] if shape(b)[1] == 1 else [])],
    "square": lambda a: [("mul", ("T", a[1]), a[1])] if a[0] == "norm2" else [("mul", a, a)],
    "diag": lambda a: [(a[0], ("diag", a[1]), ("diag", a[2]))] if a[0] in ("add", "sub") else [],
    "diagpart": lambda a: [("diagpart", ("T", a))],
}  # fmt: skip
BY_LETTER = {
    "S": lambda t: [("T", t)], "K": lambda t: [("neg", ("T", t))], "P": lambda t: [("mul", t, t)],
    "Q": lambda t: [("T", ("inv", t))], "L": lambda t: [("T", t), ("diag", ("diagpart", t))],
    "z": lambda t: [("had", t, t)],
    "u": lambda t: [("mul", ("mul", t, ("T", t)), t)],
    "s": lambda t: [("mul", ("sum", t), t)],
}  # fmt: skip


def rewritten(t, random, steps):
    """The term after so many steps at random places."""
    for _ in range(steps):
        at, part = random.choice(list(places(t)))
        found = list(equals(part, random))
        if found:
            t = put(t, at, random.choice(found))
    return t


# ---- mistakes


def mistakes(t):
    head, *args = t
    if head in ("T", "neg", "inv", "square"):
        yield args[0]
    if head in ("add", "sub"):
        yield ("sub" if head == "add" else "add", *args)
        yield args[0]
    if head in ("mul", "kron", "had"):
        yield (head, args[1], args[0])
        yield args[0]
        yield args[1]
    if head == "had":
        yield ("mul", *args)
    if head == "num":
        yield ("num", args[0] + 1)
    if head in ("sym", "mul", "inv"):
        yield ("T", t)
        yield ("mul", ("num", 2), t)
    if head == "sym" and args[1] == args[2] != 1:
        yield sym("B" if args[0][0] != "B" else "C", args[1], args[1])


def mistaken(t, random):
    """The term with one mistake that keeps its shape; None where there is none."""
    found = [put(t, at, new) for at, part in places(t) for new in mistakes(part) if shape_or_none(new) == shape(part)]
    return random.choice(found) if found else None


def shape_or_none(t):
    """The shape of a term that is well formed."""
    try:
        for _, part in places(t):
            head, *args = part
            if (
                head == "mul"
                and not (is_scalar(args[0]) or is_scalar(args[1]))
                and shape(args[0])[1] != shape(args[1])[0]
            ):
                return None
            if head in ("add", "sub", "had") and shape(args[0]) != shape(args[1]):
                return None
        return shape(t)
    except (TypeError, IndexError, KeyError):
        return None


# ---- claims and what NumPy says of them


def claims(seed, count, steps=6):
    """Random claims, about half of them with a mistake."""
    random = Random(seed)
    while count:
        rows, cols = random.choice([(1, 1), (1, 1), ("m", "n"), ("n", "n"), ("m", 1), (1, "n")])
        left = expression(random, rows, cols, random.choice((1, 2, 2, 3)))
        right = rewritten(left, random, random.randint(1, steps))
        if random.random() < 0.5:
            right = mistaken(right, random)
        if right is not None and right != left and size(left) + size(right) < TOO_LARGE:
            count -= 1
            yield Claim(left, right)


def size(t):
    return sum(1 for _ in places(t))


def truth(claim):
    """Whether both sides agree at points of three sizes; None where that cannot be told."""
    gaps = []
    for sizes in SIZES:
        drawn = points(claim.shapes, claim.assume, sizes, 7)
        for turn in range(3):
            gap = difference(claim, extreme(next(drawn)) if turn == 2 else next(drawn), sizes)
            if gap is not None:
                gaps.append(gap)
    if len(gaps) < 4:
        return None
    return True if max(gaps) < 1e-8 else False if max(gaps) > 1e-5 else None


def extreme(point):
    """The point with identities for what is idempotent: a random projection never has full rank."""
    return {name: np.eye(len(at)) if name[0] == "P" else at for name, at in point.items()}


def difference(claim, point, sizes):
    """How far the sides are apart; None where one is not defined."""
    with np.errstate(all="ignore"):
        try:
            left, right = (value(side, point, sizes) for side in claim)
        except np.linalg.LinAlgError:
            return None
    if left.shape != right.shape or not (np.isfinite(left).all() and np.isfinite(right).all()):
        return None
    return float(np.abs(left - right).max() / (1 + np.abs(left).max()))
