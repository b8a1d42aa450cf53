"""Formulas of the text syntax as plain terms, read and written without the engine.

A sum has any number of terms with their signs, a product any number of factors: mistakes are seeded in such places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|[A-Za-z_][A-Za-z_0-9]*|\.\*|\./|\.\^|[-+*/^'()\[\],;=])")
SUM, PRODUCT, PREFIX, POSTFIX, ATOM = range(1, 6)
LEVEL = {
    "sum": SUM,
    "mul": PRODUCT,
    "div": PRODUCT,
    "had": PRODUCT,
    "hdiv": PRODUCT,
    "T": POSTFIX,
    "pow": POSTFIX,
    "hpow": POSTFIX,
}
BETWEEN = {"*": "mul", "/": "div", ".*": "had", "./": "hdiv"}
SIGN = {head: sign for sign, head in BETWEEN.items()}


class Unread(Exception):
    """The text is not in this small syntax."""


class Term(NamedTuple):
    """A formula: `sum` holds the signs of its terms as `value`, names and numbers what they are, calls their function."""

    head: str
    args: tuple[Any, ...] = ()
    value: Any = None


def name(value: str) -> Term:
    return Term("name", (), value)


def num(value: int) -> Term:
    return Term("num", (), value)


def call(function: str, *args: Term) -> Term:
    return Term("call", args, function)


def total(pairs: list[tuple[int, Term]]) -> Term:
    """A sum of signed terms, flat."""
    flat: list[tuple[int, Term]] = []
    for sign, term in pairs:
        if term.head == "sum":
            flat += [(sign * inner, arg) for inner, arg in zip(term.value, term.args)]
        else:
            flat.append((sign, term))
    if len(flat) == 1 and flat[0][0] == 1:
        return flat[0][1]
    return Term("sum", tuple([term for _, term in flat]), tuple([sign for sign, _ in flat]))


def signed(term: Term) -> list[tuple[int, Term]]:
    return list(zip(term.value, term.args)) if term.head == "sum" else [(1, term)]


def product(factors: list[Term]) -> Term:
    """A product, flat where its first factor is one."""
    if len(factors) == 1:
        return factors[0]
    first = factors[0]
    return Term("mul", (*(first.args if first.head == "mul" else (first,)), *factors[1:]))


def turned(term: Term) -> Term:
    """The transpose as it is written around a part."""
    return term.args[0] if term.head == "T" else Term("T", (term,))


# ---- reading


class Reader:
    def __init__(self, text: str) -> None:
        self.tokens, at = [], 0
        text = text.rstrip()
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found:
                raise Unread(text)
            self.tokens.append(found.group(1))
            at = found.end()
        self.at = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next
        if not token or (wanted and token != wanted):
            raise Unread(f"{wanted} expected at {self.at} of {self.tokens}")
        self.at += 1
        return token

    def sum(self) -> Term:
        pairs = []
        while True:
            sign = 1
            while self.next in ("+", "-"):
                sign = -sign if self.take() == "-" else sign
            pairs.append((sign, self.product()))
            if self.next not in ("+", "-"):
                return total(pairs)

    def product(self) -> Term:
        found = self.postfix()
        while self.next in BETWEEN:
            head = BETWEEN[self.take()]
            right = self.postfix()
            found = product([found, right]) if head == "mul" else Term(head, (found, right))
        return found

    def postfix(self) -> Term:
        if self.next == "-":
            self.take()
            return total([(-1, self.postfix())])
        found = self.atom()
        while self.next in ("'", "^", ".^", "["):
            token = self.take()
            if token == "'":
                found = Term("T", (found,))
            elif token == "[":
                inside = self.listed("]")
                found = Term("entry", (found,), tuple([term.value for term in inside]))
            else:
                sign = -1 if self.next == "-" and self.take() else 1
                power = self.atom()
                found = Term("pow" if token == "^" else "hpow", (found, power if sign == 1 else num(-power.value)))
        return found

    def atom(self) -> Term:
        token = self.take()
        if token == "(":
            found = self.sum()
            self.take(")")
            return found
        if token == "[":
            rows, row = [], [self.sum()]
            while self.next != "]":
                if self.take() == ";":
                    rows.append(row)
                    row = []
                row.append(self.sum())
            self.take("]")
            rows.append(row)
            return Term("block", tuple([cell for each in rows for cell in each]), (len(rows), len(row)))
        if token[0].isdigit():
            return Term("num", (), float(token) if "." in token else int(token))
        if token[0].isalpha() or token[0] == "_":
            inside = self.listed(")") if self.next == "(" and self.take() else None
            if token == "eye":
                return Term("eye", (), inside[0].value if inside else None)
            return name(token) if inside is None else Term("call", tuple(inside), token)
        raise Unread(token)

    def listed(self, end: str) -> list[Term]:
        found = [self.sum()]
        while self.next == ",":
            self.take()
            found.append(self.sum())
        self.take(end)
        return found


def read(text: str) -> Term:
    """One side of an equation.

    >>> write(read("-(1/2)*tr((X - vector(1)*mu')'*Omega)"))
    "-1/2*tr((X - vector(1)*mu')'*Omega)"
    """
    reader = Reader(text)
    found = reader.sum()
    if reader.next:
        raise Unread(text)
    return found


def sides(line: str) -> list[Term | None]:
    """The sides of a line, the first None where the line begins with `=`."""
    return [read(part) if part.strip() else None for part in line.partition(" where ")[0].replace("==", "=").split("=")]


# ---- writing


def write(term: Term) -> str:
    return _written(term)[0]


def _written(term: Term) -> tuple[str, int]:
    head, args = term.head, term.args
    if head == "num" and term.value < 0:
        return str(term.value), SUM
    if head in ("num", "name"):
        return str(term.value), ATOM
    if head == "eye":
        return (f"eye({term.value})" if term.value else "eye"), ATOM
    if head == "call":
        return f"{term.value}({', '.join(map(write, args))})", ATOM
    if head == "entry":
        return f"{_at(args[0], ATOM)}[{', '.join(map(str, term.value))}]", POSTFIX
    if head == "block":
        cols = term.value[1]
        rows = [", ".join(map(write, args[i : i + cols])) for i in range(0, len(args), cols)]
        return f"[{'; '.join(rows)}]", ATOM
    if head == "T":
        return _at(args[0], POSTFIX) + "'", POSTFIX
    if head in ("pow", "hpow"):
        power = str(args[1].value) if args[1].head == "num" else _at(args[1], ATOM)
        return f"{_at(args[0], POSTFIX)}{'^' if head == 'pow' else '.^'}{power}", POSTFIX
    if head == "sum":
        text = ""
        for sign, arg in zip(term.value, args):
            joint = (" - " if sign < 0 else " + ") if text else ("-" if sign < 0 else "")
            text += joint + _at(arg, PRODUCT)
        return text, SUM
    if head == "mul":
        first, *rest = args
        return "*".join([_at(first, PRODUCT), *[_at(arg, PREFIX) for arg in rest]]), PRODUCT
    sign = SIGN[head] if head == "div" else f" {SIGN[head]} "
    return f"{_at(args[0], PRODUCT)}{sign}{_at(args[1], PREFIX)}", PRODUCT


def _at(term: Term, level: int) -> str:
    text, own = _written(term)
    return text if own >= level else f"({text})"


# ---- places


def places(term: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Term]]:
    """Every part with its place; not what a derivative is taken by, nor exponents."""
    yield path, term
    inner = (
        term.args[:1]
        if term.head in ("pow", "hpow", "entry") or (term.head, term.value) == ("call", "D")
        else term.args
    )
    for i, arg in enumerate(inner):
        yield from places(arg, (*path, i))


def put(term: Term, path: tuple[int, ...], new: Term) -> Term:
    """The term with another part at a place; sums and products stay flat."""
    if not path:
        return new
    i, rest = path[0], path[1:]
    changed = put(term.args[i], rest, new)
    if term.head == "sum":
        return total([(s, changed if j == i else a) for j, (s, a) in enumerate(zip(term.value, term.args))])
    args = [*term.args]
    args[i] = changed
    if term.head == "mul":
        return product(args)
    return term._replace(args=tuple(args))


def names_in(term: Term) -> set[str]:
    return {str(part.value) for _, part in every(term) if part.head == "name"}


def every(term: Term) -> Iterator[tuple[int, Term]]:
    yield 0, term
    for arg in term.args:
        yield from every(arg)


def given_names(term: Term, known: dict[str, Term]) -> Term:
    """The term with what defined names stand for."""
    if term.head == "name" and term.value in known:
        return known[term.value]
    return term._replace(args=tuple([given_names(arg, known) for arg in term.args]))
