"""Random values for symbols that honour what is assumed of them, at sizes that hide no mistake.

Distinct dimension symbols get distinct sizes, so that nothing is square by accident.  A point is a dict of NumPy arrays:
scalars 0-d, vectors 1-d, matrices 2-d.  Only sizes and names of facts are known here, no expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, permutations
from typing import Any

import numpy as np

Array = np.ndarray
Shape = tuple[Any, ...]
Sizes = dict[str, int]
Point = dict[str, Array]
Random = np.random.Generator

# the smallest set of consequences that the constructions below look at
CONSEQUENCES = {
    "nonsingular": ("invertible",),
    "positive_definite": ("spd",),
    "spd": ("symmetric", "psd", "invertible"),
    "psd": ("symmetric",),
    "negative_definite": ("symmetric", "invertible"),
    "indefinite": ("symmetric",),
    "diagonal": ("symmetric",),
    "orthogonal": ("invertible",),
    "probability": ("positive",),
    "sums_to_one": ("positive",),
    "positive": ("nonnegative", "nonzero"),
}


def with_consequences(facts: Iterable[str]) -> frozenset[str]:
    """The facts and what follows from them, as far as the constructions need it."""
    todo, found = [fact.replace("-", "_") for fact in facts], set()
    while todo:
        fact = todo.pop()
        if fact not in found:
            found.add(fact)
            todo += CONSEQUENCES.get(fact, ())
    return frozenset(found)


def facts_by_name(assume: Mapping[str, Any] | None) -> dict[str, frozenset[str]]:
    """The facts of each symbol; what is assumed of whole formulas is left to chance (it holds almost surely)."""
    words = {
        key: given.replace(",", " ").split() if isinstance(given, str) else list(given)
        for key, given in (assume or {}).items()
    }
    return {key: with_consequences(given) for key, given in words.items() if key.isidentifier()}


# ---- sizes


def axes(shape: Any) -> Shape:
    """A shape as a tuple: "m 3" is ("m", 3), ["n"] is ("n",)."""
    parts = shape.split() if isinstance(shape, str) else shape
    return tuple(int(part) if str(part).isdecimal() else part for part in parts)


def measure(dim: Any, sizes: Mapping[str, int]) -> int:
    """A dimension as a number: 3, "n", ("*", ..), ("+", ..)."""
    if isinstance(dim, int):
        return dim
    if isinstance(dim, str):
        return sizes[dim]
    parts = [measure(part, sizes) for part in dim[1:]]
    return int(np.prod(parts)) if dim[0] == "*" else sum(parts)


def size_assignments(
    shapes: Mapping[str, Any], assume: Mapping[str, Any] | None = None, dims: Mapping[str, int] | None = None,
    count: int = 2, pool: Sequence[int] = (3, 4, 2, 5, 6, 7, 8),
) -> list[Sizes]:  # fmt: skip
    """Ways to give each dimension symbol a size of its own; `dims` are sizes that make sense (X tall), kept in order."""
    shapes = {name: axes(shape) for name, shape in shapes.items()}
    names = list(dict.fromkeys(dim for shape in shapes.values() for dim in shape if isinstance(dim, str)))
    taken = {dim for shape in shapes.values() for dim in shape if isinstance(dim, int)}
    pool = [size for size in pool if size not in taken]
    rules = list(_rank_rules(shapes, facts_by_name(assume)))
    found: list[Sizes] = []
    for shift in range(count if dims else 1):
        fixed = {name: size + shift for name, size in (dims or {}).items()}
        free = [name for name in names if name not in fixed]
        left = [size for size in pool if size not in fixed.values()]
        wanted = count if not dims else len(found) + 1
        for chosen in _spread(left, len(free), shift):
            sizes = fixed | dict(zip(free, chosen, strict=True))
            if (
                len(found) < wanted
                and sizes not in found
                and all(measure(a, sizes) >= measure(b, sizes) for a, b in rules)
            ):
                found.append(sizes)
    assert found, f"no sizes fit {shapes}"
    return found


def _spread(pool: Sequence[int], length: int, shift: int) -> Iterator[tuple[int, ...]]:
    """Choices of distinct sizes, small ones first, the second one the reverse of the first."""
    small = list(pool[: max(length + 1, 2)])
    first = tuple(small[shift:] + small[:shift])[:length]
    yield first
    yield tuple(reversed(small))[:length]
    yield from islice(permutations(pool, length), 3000)


def _rank_rules(shapes: Mapping[str, Shape], facts: Mapping[str, frozenset[str]]) -> Iterator[tuple[Any, Any]]:
    """Pairs of dimensions of which the first must not be the smaller."""
    for name, shape in shapes.items():
        if len(shape) == 2 and "full_column_rank" in facts.get(name, ()):
            yield shape
        if len(shape) == 2 and "full_row_rank" in facts.get(name, ()):
            yield shape[1], shape[0]


# ---- values


def points(shapes: Mapping[str, Any], assume: Mapping[str, Any] | None, sizes: Sizes, seed: int) -> Iterator[Point]:
    """Points one after the other, the same ones for the same seed."""
    rng = np.random.default_rng(seed)
    facts = facts_by_name(assume)
    while True:
        yield {
            name: draw(tuple(measure(dim, sizes) for dim in axes(shape)), facts.get(name, frozenset()), rng)
            for name, shape in shapes.items()
        }


def draw(shape: tuple[int, ...], facts: frozenset[str], rng: Random) -> Array:
    """One array of a shape of which the facts are true."""
    if len(shape) == 2 and shape[0] != 1 and shape[1] != 1:
        for name, construct in MATRICES:
            if name in facts:
                return construct(shape[0], shape[1], facts, rng)
    x = _entries(shape, facts, rng)
    if "sums_to_one" in facts:
        return x / x.sum()
    return np.asarray(x / np.linalg.norm(x)) if "unit" in facts else x


def _entries(shape: tuple[int, ...], facts: frozenset[str], rng: Random) -> Array:
    if "binary" in facts:
        return rng.integers(0, 2, shape).astype(float)
    if "probability" in facts:
        return np.asarray(rng.uniform(0.1, 0.9, shape))
    if not facts.isdisjoint(("positive", "nonnegative", "spd", "psd")):
        return np.asarray(rng.uniform(0.4, 1.6, shape))
    if not facts.isdisjoint(("nonzero", "invertible", "unit", "not zero")):
        return np.asarray(rng.uniform(0.4, 1.6, shape) * rng.choice([-1.0, 1.0], shape))
    return np.asarray(rng.standard_normal(shape))


def _signs(n: int, facts: frozenset[str], rng: Random) -> Array:
    """Eigenvalues of a symmetric matrix of which the facts are true."""
    size = rng.uniform(0.5, 2.0, n)
    if "spd" in facts:
        return size
    if "psd" in facts:
        return np.append(size[1:], 0.0)
    if "negative_definite" in facts:
        return -size
    if "idempotent" in facts:
        return np.arange(n) % 2 * 1.0
    signs = np.where(np.arange(n) % 2, -1.0, 1.0)
    return signs if "orthogonal" in facts else signs * size


def _turn(n: int, rng: Random) -> Array:
    return np.linalg.qr(rng.standard_normal((n, n)))[0]


def _diagonal(m: int, n: int, facts: frozenset[str], rng: Random) -> Array:
    return np.diag(_signs(m, facts, rng))


def _symmetric(m: int, n: int, facts: frozenset[str], rng: Random) -> Array:
    if not facts.isdisjoint(("positive", "nonnegative", "nonzero", "binary")):
        upper = np.triu(_entries((m, m), facts, rng))
        return upper + np.triu(upper, 1).T + (m * np.eye(m) if "spd" in facts else 0)
    turn = _turn(m, rng)
    found = turn @ np.diag(_signs(m, facts, rng)) @ turn.T
    return (found + found.T) / 2


def _skew(m: int, n: int, facts: frozenset[str], rng: Random) -> Array:
    x = rng.standard_normal((m, m))
    return x - x.T


def _idempotent(m: int, n: int, facts: frozenset[str], rng: Random) -> Array:
    x = _turn(m, rng) + 0.3 * rng.standard_normal((m, m))
    return x @ np.diag(np.arange(m) % 2 * 1.0) @ np.linalg.inv(x)


def _invertible(m: int, n: int, facts: frozenset[str], rng: Random) -> Array:
    if "positive" in facts:
        return _entries((m, m), facts, rng) + m * np.eye(m)
    return _turn(m, rng) @ np.diag(rng.uniform(0.5, 2.0, m)) @ _turn(m, rng)


def _rank_deficient(m: int, n: int, facts: frozenset[str], rng: Random) -> Array:
    rank = min(m, n) - 1
    return rng.standard_normal((m, rank)) @ rng.standard_normal((rank, n))


Construction = Callable[[int, int, frozenset[str], Random], Array]
MATRICES: tuple[tuple[str, Construction], ...] = (
    ("diagonal", _diagonal),
    ("skew", _skew),
    ("symmetric", _symmetric),
    ("orthogonal", lambda m, n, facts, rng: _turn(m, rng)),
    ("idempotent", _idempotent),
    ("invertible", _invertible),
    ("rank_deficient", _rank_deficient),
)
