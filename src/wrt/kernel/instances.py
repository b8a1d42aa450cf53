"""Rules with terms for their symbols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wrt.kernel.axes import Rejected, Term, _combine, _size
from wrt.kernel.shapes import READ, _contains, _text, read, shape


def _instance(rule: Any, given: Any) -> tuple[Term, Term, list[tuple[Any, ...]]]:
    """A rule with terms for its symbols and sizes for its sizes."""
    left, right, conditions = rule
    lhs, rhs = read(left), read(right)
    needs: list[tuple[Any, ...]] = [(_text(fact), *map(read, terms)) for fact, *terms in conditions]
    symbols = {t for side in (lhs, rhs, *[t for n in needs for t in n[1:]]) for t in _symbols(side)}
    terms, sizes = {}, {}
    for name, data in given.items():
        if data[0] == "dim" and name not in {s[1] for s in symbols}:
            sizes[name] = _size(data[1])
        else:
            terms[_text(name)] = read(data)
    for _, name, rows, cols in sorted(symbols, key=repr):
        if name not in terms:
            raise Rejected(f"a rule's symbol {name} stands for nothing")
        for pattern, dim in zip((rows, cols), shape(terms[name]), strict=True):
            if isinstance(pattern, str) and sizes.setdefault(pattern, dim) != dim:
                raise Rejected("a rule's sizes do not fit")
    for _, name, rows, cols in symbols:
        if shape(terms[name]) != (_put_size(rows, sizes), _put_size(cols, sizes)):
            raise Rejected("a rule's sizes do not fit")
    variables = {x[1] if x[0] == "sym" else x[1][1] for side in (lhs, rhs) for x in _variables(side)}
    _guard(variables, terms, sizes)
    return _put(lhs, terms, sizes), _put(rhs, terms, sizes), [
        (fact, *[_put(t, terms, sizes) for t in args]) for fact, *args in needs]  # fmt: skip


def _guard(variables: set[str], terms: dict[str, Term], sizes: dict[str, Any]) -> None:
    """What a rule differentiates by is a symbol that stands in no other instance, and no size falls away."""
    if variables and 1 in sizes.values():
        raise Rejected("a rule with derivatives is not used for sizes that are 1")
    for name in variables:
        x = terms[name]
        sym = x[1] if x[0] == "entry" else x
        if sym[0] != "sym" or any(_contains(t, sym) for other, t in terms.items() if other != name):
            raise Rejected("a rule's derivative is by a symbol that nothing else contains")


def _symbols(term: Term) -> Iterator[Term]:
    if term[0] in ("sym", "d"):
        yield ("sym", *term[1:])
    elif term[0] not in READ:
        for arg in term[1:]:
            if isinstance(arg, tuple) and arg and isinstance(arg[0], str):
                yield from _symbols(arg)


def _variables(term: Term) -> Iterator[Term]:
    if term[0] in ("D", "differential"):
        yield term[2]
    if term[0] == "d":
        yield ("sym", *term[1:])
    for arg in term[1:] if term[0] not in READ else ():
        if isinstance(arg, tuple) and arg and isinstance(arg[0], str):
            yield from _variables(arg)


def _put_size(dim: Any, sizes: dict[str, Any]) -> Any:
    if isinstance(dim, str):
        if dim not in sizes:
            raise Rejected(f"a rule's size {dim} stands for nothing")
        return sizes[dim]
    return dim if isinstance(dim, int) else _combine(dim[0], [_put_size(part, sizes) for part in dim[1:]])


def _put(term: Term, terms: dict[str, Term], sizes: dict[str, Any]) -> Term:
    head, *rest = term
    if head == "sym":
        return terms[rest[0]]
    if head == "d":
        return ("d", *terms[rest[0]][1:])
    if head in ("num", "const"):
        return term
    if head == "basis":
        return (head, _put_size(rest[0], sizes), rest[1])
    if head in READ:
        return (head, *[_put_size(dim, sizes) for dim in rest])
    made = (head, *[_put(a, terms, sizes) if isinstance(a, tuple) and a and isinstance(a[0], str) else a for a in rest])
    shape(made)
    return made
