"""Points in exact numbers at which the conditions of a rule hold, or do not."""

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import product

TRIES = 400


class NoPoint(Exception):
    """No point was found at which the conditions hold."""


# ---- matrices as rows of fractions


def matmul(A, B):
    return [[sum((a * b for a, b in zip(row, col)), Fraction(0)) for col in zip(*B)] for row in A]


def transpose(A):
    return [list(row) for row in zip(*A)]


def add(A, B, factor=1):
    return [[a + factor * b for a, b in zip(r, s)] for r, s in zip(A, B)]


def identity(n):
    return [[Fraction(i == j) for j in range(n)] for i in range(n)]


def rank(A):
    """By elimination; a square matrix is invertible where it is the size."""
    rows, found = [list(row) for row in A], 0
    for col in range(len(rows[0])):
        pivot = next((i for i in range(found, len(rows)) if rows[i][col] != 0), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            factor = rows[i][col] / rows[found][col]
            rows[i] = [x - factor * y for x, y in zip(rows[i], rows[found])]
        found += 1
    return found


def inverse(A):
    """By Gauss and Jordan, of an invertible matrix."""
    n = len(A)
    rows = [list(row) + one for row, one in zip(A, identity(n))]
    for col in range(n):
        pivot = next(i for i in range(col, n) if rows[i][col] != 0)
        rows[col], rows[pivot] = rows[pivot], rows[col]
        rows[col] = [x / rows[col][col] for x in rows[col]]
        for i in range(n):
            if i != col:
                factor = rows[i][col]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[col])]
    return [row[n:] for row in rows]


def positive_definite(A, strictly):
    """By the pivots of symmetric elimination; `strictly` or semidefinite."""
    rows = [list(row) for row in A]
    while rows:
        pivot = next((i for i in range(len(rows)) if rows[i][i] != 0), None)
        if pivot is None:
            return not strictly and not any(map(any, rows))
        if rows[pivot][pivot] < 0 or (strictly and pivot):
            return False
        head = rows[pivot]
        rows = [[x - row[pivot] / head[pivot] * y for k, (x, y) in enumerate(zip(row, head)) if k != pivot]
                for i, row in enumerate(rows) if i != pivot]  # fmt: skip
    return True


def entries(A):
    return [x for row in A for x in row]


HOLDS: dict[str, Callable] = {
    "symmetric": lambda A: transpose(A) == A,
    "skew": lambda A: transpose(A) == [[-x for x in row] for row in A],
    "diagonal": lambda A: all(x == 0 for i, row in enumerate(A) for j, x in enumerate(row) if i != j),
    "invertible": lambda A: rank(A) == len(A),
    "spd": lambda A: transpose(A) == A and positive_definite(A, True),
    "psd": lambda A: transpose(A) == A and positive_definite(A, False),
    "orthogonal": lambda A: matmul(transpose(A), A) == identity(len(A)),
    "idempotent": lambda A: matmul(A, A) == A,
    "full_column_rank": lambda A: rank(A) == len(A[0]),
    "full_row_rank": lambda A: rank(A) == len(A),
    "rank_deficient": lambda A: rank(A) < min(len(A), len(A[0])),
    "positive": lambda A: all(x > 0 for x in entries(A)),
    "nonnegative": lambda A: all(x >= 0 for x in entries(A)),
    "nonzero": lambda A: all(x != 0 for x in entries(A)),
    "binary": lambda A: all(x in (0, 1) for x in entries(A)),
    "probability": lambda A: all(0 < x < 1 for x in entries(A)),
    "sums_to_one": lambda A: sum(entries(A)) == 1 and all(x > 0 for x in entries(A)),
    "unit": lambda A: sum(x * x for x in entries(A)) == 1,
    "commute": lambda A, B: matmul(A, B) == matmul(B, A),
}


# ---- draws


def small(rows, cols, rng):
    """Small whole numbers, or simple fractions."""
    parts = rng.choice((1, 1, 2, 3))
    return [[Fraction(rng.randint(-3, 3), parts) for _ in range(cols)] for _ in range(rows)]


def between(low, high):
    return lambda m, n, rng: [[Fraction(rng.randint(low, high), high + 1) for _ in range(n)] for _ in range(m)]


def scaled(low):
    return lambda m, n, rng: [[Fraction(rng.randint(low, 6), rng.randint(1, 3)) for _ in range(n)] for _ in range(m)]


def symmetric(m, n, rng):
    A = small(m, n, rng)
    return add(A, transpose(A))


def skew(m, n, rng):
    A = small(m, n, rng)
    return add(A, transpose(A), -1)


def diagonal(m, n, rng):
    return [[Fraction(rng.randint(-3, 3)) if i == j else Fraction(0) for j in range(n)] for i in range(m)]


def definite(m, n, rng):
    A = small(m, n, rng)
    return add(matmul(transpose(A), A), identity(m))


def semidefinite(m, n, rng):
    A = small(rng.randint(1, m), n, rng)
    return matmul(transpose(A), A)


def orthogonal(m, n, rng):
    """Cayley's transform of a skew matrix, some columns turned round."""
    K, eye = skew(m, n, rng), identity(m)
    Q = matmul(add(eye, K, -1), inverse(add(eye, K)))
    signs = [rng.choice((1, -1)) for _ in range(m)]
    return [[x * sign for x, sign in zip(row, signs)] for row in Q]


def reflection(m, n, rng):
    """A symmetric orthogonal matrix."""
    signs = [[Fraction(rng.choice((1, -1)) if i == j else 0) for j in range(m)] for i in range(m)]
    Q = orthogonal(m, n, rng)
    return matmul(matmul(Q, signs), transpose(Q))


def projection(m, n, rng):
    """A symmetric idempotent matrix."""
    marks = [[Fraction(rng.randint(0, 1) if i == j else 0) for j in range(m)] for i in range(m)]
    Q = orthogonal(m, n, rng)
    return matmul(matmul(Q, marks), transpose(Q))


def idempotent(m, n, rng):
    marks = [[Fraction(rng.randint(0, 1) if i == j else 0) for j in range(m)] for i in range(m)]
    S = add(small(m, n, rng), identity(m), 7)
    return matmul(matmul(S, marks), inverse(S)) if rank(S) == m else identity(m)


def deficient(m, n, rng):
    inner = rng.randint(0, min(m, n) - 1)
    return matmul(small(m, inner, rng), small(inner, n, rng)) if inner else [[Fraction(0)] * n for _ in range(m)]


def unit(m, n, rng):
    return [row[:1] for row in orthogonal(m, m, rng)]


def simplex(m, n, rng):
    A = scaled(1)(m, n, rng)
    total = sum(entries(A))
    return [[x / total for x in row] for row in A]


DRAW: dict[frozenset[str], Callable] = {
    frozenset(facts.split()): draw
    for facts, draw in {
        "": small, "symmetric": symmetric, "skew": skew, "diagonal": diagonal, "spd": definite, "psd": semidefinite,
        "orthogonal": orthogonal, "orthogonal symmetric": reflection, "idempotent": idempotent,
        "idempotent symmetric": projection, "idempotent invertible": lambda m, n, rng: identity(m),
        "symmetric invertible": symmetric, "rank_deficient": deficient, "unit": unit, "sums_to_one": simplex,
        "positive": scaled(1), "nonnegative": scaled(0), "probability": between(1, 6), "binary": between(0, 1),
    }.items()
}  # fmt: skip
DRAW[frozenset(["binary"])] = lambda m, n, rng: [[Fraction(rng.randint(0, 1)) for _ in range(n)] for _ in range(m)]


def draw(rows, cols, facts, rng, free=small):
    """A matrix of which the facts are true; without facts, one that `free` draws."""
    facts = frozenset(facts)
    construct = DRAW.get(facts, small) if facts else free
    for _ in range(TRIES):
        A = construct(rows, cols, rng)
        if all(HOLDS[fact](A) for fact in facts):
            return A
    raise NoPoint(sorted(facts), rows, cols)


def polynomial(A, rng):
    """A matrix that commutes with A."""
    n = len(A)
    a, b, c = (Fraction(rng.randint(-2, 2)) for _ in range(3))
    linear = add([[a * x for x in row] for row in A], identity(n), b)
    return add(linear, matmul(A, A), c)


def sizes_of(names, count):
    """Ways to give sizes to dimensions: distinct ones first, then equal ones."""
    pool = (2, 3, 1, 4)
    names = list(names)
    if not names:
        return [{}]
    distinct = [dict(zip(names, choice)) for choice in product(pool, repeat=len(names)) if spread(choice)]
    random.Random(5).shuffle(distinct)
    return [*distinct[:count], *(dict.fromkeys(names, k) for k in (2, 1, 3))]


def spread(choice):
    """As different as the sizes at hand allow."""
    return len(set(choice)) == min(len(choice), 3) and max(choice) * len(choice) <= 12 + 4 * (len(choice) < 3)
