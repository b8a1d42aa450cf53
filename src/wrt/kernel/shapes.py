"""JSON as terms, with their shapes checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wrt.kernel.axes import _S, BITS, DEPTH, NODES, Rejected, Term, _combine, _size, _spend
from wrt.kernel.lower import SLOPES

CONSTANTS = ("pi",)


def read(data: Any) -> Term:
    """JSON as a term: tuples, sizes in canonical form, checked with `shape`."""
    nodes = [0]

    def walk(data: Any, depth: int) -> Any:
        nodes[0] += 1
        if depth > DEPTH or nodes[0] > NODES:
            raise Rejected("too large: a term")
        if not isinstance(data, list | tuple) or not data or not isinstance(data[0], str):
            raise Rejected(f"not a term: {data!r:.60}")
        head, *rest = data
        if head in READ:
            return (head, *READ[head](rest))
        if head == "fn" and len(rest) == 2:
            return ("fn", rest[0], walk(rest[1], depth + 1))
        if head == "entry" and len(rest) == 3:
            return ("entry", walk(rest[0], depth + 1), *map(_whole, rest[1:]))
        if head == "block" and rest and isinstance(rest[0], list | tuple) and len(rest[0]) == 2:
            return ("block", tuple(map(_whole, rest[0])), *[walk(cell, depth + 1) for cell in rest[1:]])
        return (head, *[walk(arg, depth + 1) for arg in rest])

    term = walk(data, 0)
    shape(term)
    return term  # type: ignore[no-any-return]


def _whole(k: Any) -> int:
    if type(k) is not int or not 0 < k < 10**9:
        raise Rejected(f"not a place: {k!r:.30}")
    return k


def _named(rest: list[Any]) -> tuple[Any, ...]:
    name, rows, cols = rest
    if not isinstance(name, str):
        raise Rejected("a name is a string")
    return (name, _size(rows), _size(cols))


def _fraction(rest: list[Any]) -> tuple[Any, ...]:
    if not rest or len(rest) > 2 or any(type(p) is not int or abs(p) > 2**BITS for p in rest) or rest[1:] == [0]:
        raise Rejected("not a number")
    return tuple(rest)


def _constant(rest: list[Any]) -> tuple[Any, ...]:
    if rest not in ([name] for name in CONSTANTS):
        raise Rejected("unknown constant")
    return tuple(rest)


READ: dict[str, Callable[[list[Any]], tuple[Any, ...]]] = {
    "sym": _named,
    "d": _named,
    "num": _fraction,
    "const": _constant,
    **dict.fromkeys(("dim", "eye"), lambda rest: _sizes(rest, 1)),
    **dict.fromkeys(("ones", "zero", "commutation", "hole"), lambda rest: _sizes(rest, 2)),
    "basis": lambda rest: (_size(rest[0]), _whole(rest[1])) if len(rest) == 2 else _sizes(rest, 2),
}  # fmt: skip


def _sizes(rest: list[Any], number: int) -> tuple[Any, ...]:
    if len(rest) != number:
        raise Rejected("a leaf with the wrong number of sizes")
    return tuple(map(_size, rest))


Shape = tuple[Any, Any]
UNIT = (1, 1)


def shape(term: Term) -> Shape:
    """Rows and columns of a term; where sizes clash, `Rejected`."""
    key = ("shape", term)
    if key not in _S.memo:
        _spend(1)
        _S.memo[key] = _shape(term)
    return _S.memo[key]  # type: ignore[no-any-return]


def _shape(term: Term) -> Shape:
    head, *rest = term
    if head in ("sym", "d"):
        return rest[1], rest[2]
    if head in ("num", "dim", "const"):
        return UNIT
    if head == "eye":
        return rest[0], rest[0]
    if head in ("ones", "zero", "hole"):
        return rest[0], rest[1]
    if head == "basis":
        _inside(rest[1], rest[0])
        return rest[0], 1
    if head == "commutation":
        both = _combine("*", rest)
        return both, both
    if head == "fn":
        if rest[0] not in SLOPES:
            raise Rejected(f"unknown function {rest[0]!r:.30}")
        return shape(rest[1])
    if head == "entry":
        for k, dim in zip(rest[1:], shape(rest[0]), strict=True):
            _inside(k, dim)
        return UNIT
    if head in ("D", "differential"):
        return _derivative_shape(head, rest)
    shapes = [shape(arg) for arg in (rest[1:] if head == "block" else rest)]
    if head == "block":
        return _block_shape(rest[0], shapes)
    least = ARITY.get(head, 1)
    if head not in SHAPES or len(shapes) < least or (len(shapes) > least and head not in MANY):
        raise Rejected(f"unknown operator {head!r:.30} of {len(shapes)}")
    return SHAPES[head](*shapes)


def _inside(k: int, dim: Any) -> None:
    if isinstance(dim, int) and k > dim:
        raise Rejected("a place outside its axis")


def _derivative_shape(head: str, rest: list[Any]) -> Shape:
    f, x = rest
    if x[0] != "sym" and not (x[0] == "entry" and x[1][0] == "sym" and head == "D"):
        raise Rejected("a derivative is by a symbol or an entry of one")
    rows, cols = shape(f)
    if head == "differential":
        return rows, cols
    (m, n), wide = shape(x), (cols, rows) if rows == 1 else (rows, cols)
    if (m, n) == UNIT:
        return wide
    return (m, n) if wide == UNIT else (_combine("*", wide), _combine("*", (m, n)))


def _block_shape(counts: tuple[int, int], shapes: list[Shape]) -> Shape:
    height, width = counts
    if height * width != len(shapes):
        raise Rejected("a block matrix with the wrong number of blocks")
    for k, (rows, cols) in enumerate(shapes):
        if rows != shapes[k - k % width][0] or cols != shapes[k % width][1]:
            raise Rejected("blocks that do not fit")
    return _combine("+", [s[0] for s in shapes[::width]]), _combine("+", [s[1] for s in shapes[:width]])


def _same(*shapes: Shape) -> Shape:
    if len(set(shapes)) != 1:
        raise Rejected("shapes that differ")
    return shapes[0]


def _wide(*shapes: Shape) -> Shape:
    return _same(*([s for s in shapes if s != UNIT] or [UNIT]))


def _product_shape(*shapes: Shape) -> Shape:
    found = shapes[0]
    for other in shapes[1:]:
        if UNIT not in (found, other) and found[1] != other[0]:
            raise Rejected("shapes that do not multiply")
        found = other if found == UNIT else found if other == UNIT else (found[0], other[1])
    return found


def _square(s: Shape, e: Shape = UNIT) -> Shape:
    if s[0] != s[1] or e != UNIT:
        raise Rejected("a square matrix is wanted")
    return s


def _vector(s: Shape) -> Shape:
    if 1 not in s:
        raise Rejected("a vector is wanted")
    return s


SHAPES: dict[str, Callable[..., Shape]] = {
    "add": _same,
    "neg": lambda s: s,
    "mul": _product_shape,
    "div": lambda s, t: s if t == UNIT else _same(t, UNIT),
    "pow": _square,
    "T": lambda s: (s[1], s[0]),
    "had": _wide,
    "hdiv": _wide,
    "hpow": _wide,
    "inv": _square,
    "pinv": lambda s: (s[1], s[0]),
    **dict.fromkeys(("tr", "det", "logdet"), lambda s: _square(s) and UNIT),
    **dict.fromkeys(("sum", "norm1", "norm2", "normF"), lambda s: UNIT),
    "diag": lambda s: (_combine("*", _vector(s)),) * 2,
    "diagpart": lambda s: (_square(s)[0], 1),
    "vec": lambda s: (_combine("*", s), 1),
    "kron": lambda *s: (_combine("*", [r for r, _ in s]), _combine("*", [c for _, c in s])),
    "inner": lambda s, t: _same(s, t) and UNIT,
    "sqrt": lambda s: s,
    "softmax": _vector,
}
ARITY = dict.fromkeys(("div", "pow", "hdiv", "hpow", "inner"), 2)
MANY = ("add", "mul", "had", "kron")


def _text(name: Any) -> str:
    if not isinstance(name, str):
        raise Rejected("a name is a string")
    return name


def _contains(term: Term, x: Term) -> bool:
    return term[:2] == x[:2] or any(_contains(arg, x) for arg in term[1:] if isinstance(arg, tuple) and arg)
