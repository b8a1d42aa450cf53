"""What the sides of a claim are worth, in floating point and without the engine: NumPy and differences for derivatives.

Only the reader is trusted.  A derivative by a symmetric, skew or diagonal matrix is worth something else in each of the
three conventions.
"""

from __future__ import annotations

from functools import cache
from itertools import islice

import numpy as np

from oracle import jaxeval
from oracle.expected import within
from oracle.points import measure, points, size_assignments
from wrt.claims import read_claim

CONVENTIONS = ("projected", "unconstrained", "entries")
STEP, CONDITION = 1e-3, 1e7
STENCIL = ((-2, 1 / 12), (-1, -8 / 12), (1, 8 / 12), (2, -1 / 12))
SPACES = {"symmetric": 1, "spd": 1, "psd": 1, "negative_definite": 1, "indefinite": 1, "skew": -1, "diagonal": 0}


class NotHere(Exception):
    """The value is not defined at this point, or not told by this evaluator."""


def evaluate(node, values, sizes, convention="projected"):
    """The value of an expression with derivatives in it, as a matrix."""
    leaves, operators = jaxeval.TABLES[np]
    if node.op in leaves:
        return leaves[node.op](node, values, sizes)
    if node.op == "D":
        return by_differences(node, values, sizes, convention)
    args = [evaluate(arg, values, sizes, convention) for arg in node.args]
    if node.op == "inv" and not 0 < np.linalg.cond(args[0]) < CONDITION:
        raise NotHere
    return operators[node.op](node, *args)


@cache
def has_derivative(node):
    return node.op == "D" or any(map(has_derivative, node.args))


def by_differences(node, values, sizes, convention):
    function, *variables = node.args
    if len(variables) > 1:
        raise NotHere
    (variable,) = variables
    symbol = variable.args[0] if variable.op == "entry" else variable
    if symbol.op != "sym":
        raise NotHere
    shape = [measure(dim, sizes) for dim in (symbol.rows, symbol.cols)]
    start = np.reshape(np.asarray(values[symbol.value[0]], dtype=float), shape)
    places = [tuple(i - 1 for i in variable.value)] if variable.op == "entry" else list(np.ndindex(*shape))

    def at(place, distance):
        moved = start.copy()
        moved[place] += distance
        return evaluate(function, {**values, symbol.value[0]: moved}, sizes, convention)

    found = np.array([slope(lambda distance, place=place: at(place, distance)) for place in places])
    whole = shape if variable is symbol else [1, 1]
    return laid_out(found.reshape(*whole, *found.shape[1:]), node, space_of(symbol), convention)


def slope(f):
    """The derivative at 0 of a function of a number; two steps must tell the same."""
    fine, coarse = (sum(weight / step * f(k * step) for k, weight in STENCIL) for step in (STEP, 2 * STEP))
    if not np.abs(fine - coarse).max() < 1e-7 * (1 + np.abs(fine).max()):
        raise NotHere
    return fine


def space_of(symbol):
    kinds = {SPACES[fact] for fact in symbol.value[1] if fact in SPACES}
    return 0 if 0 in kinds else next(iter(kinds), None)


def laid_out(slopes, node, space, convention):
    """Slopes by variable (two axes) and function (two axes) as the matrix that is written down."""
    r, c, p, q = slopes.shape
    layout = node.value
    if (p, q) == (1, 1):
        found = slopes.reshape(r, c)
        if space is not None:
            found = within(found, space, convention)
        return found.T if layout == "numerator" else found
    if (r, c) == (1, 1):
        found = slopes.reshape(p, q)
        if 1 not in (p, q):
            return found
        return found.reshape(1, -1) if layout == "denominator" else found.reshape(-1, 1)
    if 1 in (r, c) and 1 in (p, q):
        found = slopes.reshape(r * c, p * q)
        return found if layout == "denominator" else found.T
    return slopes.transpose(3, 2, 1, 0).reshape(p * q, r * c)  # ∂vec(Y)/∂vec(X)' in every layout


# ---- claims


def read(row):
    return read_claim(row.claim, None, row.shapes or None, row.assume or None, row.layout)


def shapes_of(claim):
    return {name: tuple(dim for dim in (s.rows, s.cols) if dim != 1) for name, s in claim.symbols.items()}


def nodes_in(claim):
    seen, todo = set(), list(claim.sides)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += node.args
            yield node


def symbols_in(claim, assume):
    """The names that a point must give a value: those of the sides, and of what is assumed of them."""
    inside = {node.value[0] for node in nodes_in(claim) if node.op == "sym"}
    pairs = [{name.strip() for name in key.split(",")} for key in assume or () if "," in key]
    return inside.union(*[pair for pair in pairs if pair & inside])


def dims_in(claim):
    """The names of the sizes that occur anywhere in a claim."""
    found = {}
    for node in nodes_in(claim):
        dims = [node.rows, node.cols, *(node.value if node.op == "commutation" else ())]
        for dim in [*dims, node.value] if node.op == "dim" else dims:
            for name in names(dim):
                found[name] = None
    return list(found)


def names(dim):
    if isinstance(dim, str):
        return [dim]
    return [] if isinstance(dim, int) else [name for part in dim[1:] for name in names(part)]


def drawn(claim, assume, seed=1, each=2):
    """Random points at sizes of which no two are the same, with the sizes."""
    shapes = shapes_of(claim)
    plain = {key: words for key, words in (assume or {}).items() if key.isidentifier()}
    carrier = {f"_{dim}": (dim,) for dim in dims_in(claim)}
    for sizes in size_assignments({**shapes, **carrier}, plain, count=4):
        for point in islice(points(shapes, plain, sizes, seed), each):
            yield sizes, commuting(point, assume)


def commuting(point, assume):
    """The point with the second of each pair that commutes replaced by a polynomial in the first."""
    for key, words in (assume or {}).items():
        if "commute" in words and "," in key:
            first, second = (name.strip() for name in key.split(","))
            A = point[first]
            if A.ndim == 2:
                projects = "idempotent" in (assume.get(second) or ())
                point[second] = np.eye(len(A)) - A if projects else 0.5 * np.eye(len(A)) - 1.3 * A + 0.4 * A @ A
    return point


def agree(left, right, tolerance=1e-6):
    """Whether two values are equal but for rounding; NotHere where one is not defined."""
    if left.shape != right.shape:
        return False
    if not (np.isfinite(left).all() and np.isfinite(right).all()):
        raise NotHere
    return bool(np.abs(left - right).max(initial=0) <= tolerance * (1 + np.abs(left).max(initial=0)))


def holds_at(claim, sizes, point, convention="projected"):
    """Whether all sides of a claim are equal at a point."""
    with np.errstate(all="ignore"):
        try:
            worth = [evaluate(side, point, sizes, convention) for side in claim.sides]
        except np.linalg.LinAlgError:
            raise NotHere from None
    return all(agree(worth[0], other) for other in worth[1:])


def judged(claim, assume, each=2, seed=1):
    """Whether a claim holds at random points in one convention, and at how many it could be compared."""
    best, compared = False, 0
    for convention in CONVENTIONS:
        found = []
        for sizes, point in drawn(claim, assume, seed, each):
            try:
                found.append(holds_at(claim, sizes, point, convention))
            except NotHere:
                continue
        compared = max(compared, len(found))
        best = best or (bool(found) and all(found))
        if best or not any(map(has_derivative, claim.sides)):
            break
    return best, compared


# ---- facts of given values


def honours(claim, assume, sizes, point):
    """What is assumed that given values do not honour."""
    for about, words in (assume or {}).items():
        for word in [words] if isinstance(words, str) else words:
            if not honoured(claim, about, word, sizes, point):
                yield f"{about}: {word}"


def honoured(claim, about, word, sizes, point):
    if word == "commute":
        A, B = (np.atleast_2d(point[name.strip()]) for name in about.split(","))
        return agree(A @ B, B @ A)
    if about.isidentifier():
        value = point[about]
    else:
        shapes = {name: " ".join(map(str, shape)) for name, shape in shapes_of(claim).items()}
        form = read_claim(f"{about} = {about}", None, shapes, None, "denominator").sides[0]
        value = jaxeval.evaluate(form, point, sizes)
    return FACTS[word](np.asarray(value, dtype=float))


def square(x):
    return x if x.ndim == 2 else x.reshape(1, 1)


def rank(x):
    return np.linalg.matrix_rank(x)


def eigenvalues(x):
    return np.linalg.eigvalsh(square(x))


FACTS = {
    "symmetric": lambda x: agree(square(x), square(x).T),
    "skew": lambda x: agree(square(x), -square(x).T),
    "diagonal": lambda x: agree(square(x), np.diag(np.diag(square(x)))),
    "invertible": lambda x: bool(abs(np.linalg.det(square(x))) > 1e-9),
    "nonsingular": lambda x: bool(abs(np.linalg.det(square(x))) > 1e-9),
    "spd": lambda x: agree(square(x), square(x).T) and eigenvalues(x).min() > 1e-9,
    "psd": lambda x: agree(square(x), square(x).T) and eigenvalues(x).min() > -1e-9,
    "negative_definite": lambda x: agree(square(x), square(x).T) and eigenvalues(x).max() < -1e-9,
    "indefinite": lambda x: eigenvalues(x).min() < 0 < eigenvalues(x).max(),
    "orthogonal": lambda x: agree(square(x).T @ square(x), np.eye(len(square(x)))),
    "idempotent": lambda x: agree(square(x) @ square(x), square(x)),
    "full_column_rank": lambda x: rank(x) == x.shape[1],
    "full_row_rank": lambda x: rank(x) == x.shape[0],
    "rank_deficient": lambda x: rank(x) < min(x.shape),
    "positive": lambda x: bool((x > 0).all()),
    "nonnegative": lambda x: bool((x >= 0).all()),
    "nonzero": lambda x: bool((x != 0).all()),
    "binary": lambda x: bool(((x == 0) | (x == 1)).all()),
    "sums_to_one": lambda x: abs(x.sum() - 1) < 1e-9,
    "probability": lambda x: bool(((x >= 0) & (x <= 1)).all()),
    "unit": lambda x: abs(np.linalg.norm(x) - 1) < 1e-9,
}
