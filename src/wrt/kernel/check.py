"""Certificates: terms as JSON has them, rules instantiated, facts, and whether every line follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import reduce
from itertools import count, product
from typing import Any

from wrt.kernel.algebra import BITS, Poly, finish, is_zero
from wrt.kernel.places import STORE, UNIT, Rejected, Size, join, places, plus, size, times
from wrt.kernel.terms import DEFINED, OPERATORS, SLOPES, Term, lower, shape

DEPTH, NODES = 60, 4_000
FAULTS = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
FORMS = {
    **dict.fromkeys(("sym", "d"), "tss"), "num": "i*", "const": "c", "dim": "s", "eye": "s", "ones": "ss", "zero": "ss",
    "commutation": "ss", "hole": "ss", "basis": "sk", "fn": "fx", "entry": "xkk", "block": "bx*", "D": "xx",
    "differential": "xx", **dict.fromkeys(OPERATORS, "x*"),
}  # fmt: skip
"""What follows each head: t a name, s a size, i a whole number, c a constant, k a place, f a function, b numbers of
blocks, x a term; * any number of these."""


def equal(left: Any, right: Any) -> bool:
    """Whether index algebra shows the terms equal; False means: it does not.

    >>> A, B = ["sym", "A", "m", "n"], ["sym", "B", "n", "m"]
    >>> equal(["tr", ["mul", A, B]], ["tr", ["mul", B, A]])
    True
    """
    STORE.renew()
    try:
        a, b = read(left), read(right)
    except FAULTS as fault:
        raise Rejected(f"malformed: {type(fault).__name__}") from None
    try:
        return agree(a, b)
    except (Rejected, *FAULTS):
        return False


def check(certificate: Any, rules: Any) -> list[Any]:
    """The conditions under which the last theorem of a certificate holds; `Rejected` where it is not shown."""
    known = checked(certificate, rules)
    if known.missing:
        raise Rejected(f"a condition is neither known nor listed: {written(known.missing[0])!r:.200}")
    return [list(certificate["conditions"][k]) for k in sorted(known.used)]


def missing(certificate: Any, rules: Any) -> list[Any]:
    """The conditions that a certificate would have to list as well; its lines are checked like by `check`."""
    return [written(condition) for condition in dict.fromkeys(checked(certificate, rules).missing)]


def checked(certificate: Any, rules: Any) -> Known:
    STORE.renew()
    try:
        if not isinstance(certificate, dict) or certificate.get("wrt") != 1 or not certificate["theorems"]:
            raise Rejected("not a certificate")
        known = Known(certificate.get("facts", []), certificate.get("conditions", []))
        theorems: list[Any] = []
        for data in certificate["theorems"]:
            theorems.append(theorem(data, theorems, rules, known))
    except FAULTS as fault:
        raise Rejected(f"malformed: {type(fault).__name__}") from None
    return known


# --- terms ---


def read(data: Any) -> Term:
    """JSON as a term: tuples, with sizes in canonical form; what does not fit together is `Rejected` when lowered."""
    nodes = [0]

    def walk(data: Any, depth: int) -> Term:
        nodes[0] += 1
        if depth > DEPTH or nodes[0] > NODES:
            raise Rejected("too large: a term")
        if not isinstance(data, list | tuple) or not data or not isinstance(data[0], str) or data[0] not in FORMS:
            raise Rejected(f"not a term: {data!r:.60}")
        head, *rest = data
        form = FORMS[head]
        if form.endswith("*"):
            form = form[:-1] + form[-2] * (len(rest) - len(form) + 1)
        return (head, *[walk(arg, depth + 1) if kind == "x" else PARTS[kind](arg)
                        for kind, arg in zip(form, rest, strict=True)])  # fmt: skip

    term = walk(data, 0)
    if not any(part[0] == "hole" for part in parts(term)):
        shape(term)
    return term


def accepted(kind: type, good: Callable[[Any], bool]) -> Callable[[Any], Any]:
    def part(data: Any) -> Any:
        if type(data) is not kind or not good(data):
            raise Rejected(f"malformed: {data!r:.60}")
        return data

    return part


PARTS: dict[str, Callable[[Any], Any]] = {
    "t": accepted(str, lambda name: True),
    "s": size,
    "i": accepted(int, lambda k: abs(k) <= 2**BITS),
    "c": accepted(str, lambda name: name == "pi"),
    "k": accepted(int, lambda k: 0 < k < 10**9),
    "f": accepted(str, lambda name: name in SLOPES or name in DEFINED),
    "b": lambda counts: tuple([PARTS["k"](k) for k in counts]),
}


def written(data: Any) -> Any:
    """A term as JSON has it."""
    if not isinstance(data, tuple):
        return data
    if data and not isinstance(data[0], str) and not isinstance(data[0], int):
        return sum_written(data)
    return [written(part) for part in data]


def sum_written(n: Size) -> Any:
    products = [[*([c] if c > 1 or not names else []), *names] for names, c in n]
    sizes = [["*", *factors] if len(factors) > 1 else factors[0] for factors in products]
    return sizes[0] if len(sizes) == 1 else ["+", *sizes]


def parts(term: Term) -> Iterator[Term]:
    """The term and all terms in it."""
    yield term
    for arg in children(term):
        yield from parts(arg)


def children(term: Term) -> list[Term]:
    return [arg for arg in term[1:] if isinstance(arg, tuple) and arg and isinstance(arg[0], str)]


def mapped(term: Term, change: Callable[[Term], Term]) -> Term:
    inner = children(term)
    return tuple([change(arg) if any(arg is child for child in inner) else arg for arg in term])


def agree(a: Term, b: Term) -> bool:
    return a == b or (shape(a) == shape(b) and vanishes([(1, a), (-1, b)]))


def vanishes(terms: list[tuple[int, Term]]) -> bool:
    """Whether a linear combination of terms of one shape is zero everywhere."""
    arrays = [lower(term) for _, term in terms]
    rows, cols = reduce(join, [a.rows for a in arrays]), reduce(join, [a.cols for a in arrays])
    names = count(-1, -1)
    for i, j in list(product(places(rows, names), places(cols, names))):
        found: Poly = {}
        for sign, term in terms:
            if (term, i, j) not in STORE.entries:
                STORE.entries[term, i, j] = finish(lower(term).at(i, j))
            for mono, c in STORE.entries[term, i, j].items():
                found[mono] = found.get(mono, 0) + sign * c
        if not is_zero({mono: c for mono, c in found.items() if c}):
            return False
    return True


# --- facts ---

IMPLIES: dict[str, tuple[str, ...]] = {
    "diagonal": ("symmetric",),
    "invertible": ("full_column_rank", "full_row_rank"),
    "spd": ("psd", "invertible"),
    "psd": ("symmetric",),
    "negative_definite": ("symmetric", "invertible"),
    "indefinite": ("symmetric",),
    "orthogonal": ("invertible",),
    "positive": ("nonnegative", "nonzero"),
    "nonzero": ("not zero",),
    "binary": ("nonnegative",),
    "sums_to_one": ("positive",),
    "probability": ("positive",),
    "unit": ("not zero",),
}
OPEN = ("invertible", "full_column_rank", "full_row_rank", "nonzero", "positive", "not zero")
"""Facts that hold around a point where they hold at the point."""


def implied(fact: str) -> set[str]:
    return {fact}.union(*map(implied, IMPLIES.get(fact, ())))


class Known:
    """The facts that a certificate declares, which of its conditions were used, and which are missing."""

    def __init__(self, facts: Any, conditions: Any) -> None:
        self.listed = [(PARTS["t"](fact), *map(read, terms)) for fact, *terms in conditions]
        self.facts: list[tuple[Any, ...]] = []
        for first, *rest in facts:
            pair = first == "commute"
            self.facts += [(first, *map(read, rest))] if pair else [(PARTS["t"](f), read(first)) for f in rest[0]]
        self.used: set[int] = set()
        self.seen: set[tuple[Any, ...]] = set()
        self.missing: list[tuple[Any, ...]] = []

    def require(self, fact: str, *terms: Term) -> None:
        """A condition is known, or one of those listed, or missing."""
        if (fact, *terms) in self.seen or (len(terms) == 1 and inferred(self, fact, terms[0])):
            return
        self.seen.add((fact, *terms))
        if any(covers(condition, fact, terms) for condition in self.facts):
            return
        found = next((k for k, condition in enumerate(self.listed) if covers(condition, fact, terms)), None)
        if found is None:
            self.missing.append((fact, *terms))
        else:
            self.used.add(found)

    def holds(self, fact: str, term: Term) -> bool:
        return inferred(self, fact, term) or any(covers(condition, fact, (term,)) for condition in self.facts)


def covers(condition: tuple[Any, ...], fact: str, terms: tuple[Term, ...]) -> bool:
    """Whether a condition on the same terms implies a fact."""
    name, *others = condition
    if fact not in implied(name) or len(others) != len(terms):
        return False
    orders = {terms, terms[::-1]} if fact == "commute" else {terms}
    return any(all(map(agree, others, order)) for order in orders)


def inferred(known: Known, fact: str, term: Term) -> bool:
    """The few facts that need not be listed."""
    head, *args = term
    if head == "num":
        sign = Fraction(*args)
        return fact in implied("positive" if sign > 0 else "nonzero" if sign else "nonnegative")
    if head in ("dim", "const", "ones") or (head == "fn" and args[0] == "exp"):
        return fact in implied("positive")
    if fact == "invertible" and head in ("inv", "T", "mul", "eye"):
        square = all(m == n for m, n in map(shape, children(term)))
        return head in ("inv", "eye") or (square and all(known.holds(fact, arg) for arg in children(term)))
    return False


def domain(term: Term) -> Iterator[tuple[str, Term]]:
    """What must hold where a term is defined."""
    for head, *args in parts(term):
        if head in ("inv", "logdet"):
            yield "invertible", args[0]
        elif head in ("div", "hdiv"):
            yield "nonzero", args[1]
        elif head == "sqrt":
            yield "nonnegative", args[0]
        elif head in ("pow", "hpow"):
            yield from power_domain(*args)
        elif head == "fn" and args[0] in ("log", "arcsin", "arccos"):
            yield ("positive" if args[0] == "log" else "between -1 and 1"), args[1]


def power_domain(base: Term, exponent: Term) -> Iterator[tuple[str, Term]]:
    negative = exponent[0] == "neg" and exponent[1][0] == "num"
    number = exponent[1] if negative else exponent
    e = Fraction(*number[1:]) * (-1 if negative else 1) if number[0] == "num" else None
    if e is None:
        yield "positive", base
    elif e.denominator != 1:
        yield ("nonnegative" if e > 0 else "positive"), base
    elif e < 0:
        yield ("nonzero" if shape(base) == (UNIT, UNIT) else "invertible"), base


# --- lines ---


def theorem(data: Any, before: list[Any], rules: Any, known: Known) -> tuple[Term, Term, list[tuple[Any, ...]]]:
    """One theorem: both sides and the conditions that its proof used."""
    left, right = read(data["left"]), read(data["right"])
    if shape(left) != shape(right):
        raise Rejected("the sides of a theorem have different shapes")
    given = [*dict.fromkeys([*domain(left), *domain(right)])]
    conditions: list[tuple[Any, ...]] = []
    at = left
    for line in data.get("lines", []):
        to = read(line["to"])
        terms = [(1, at), (-1, to)]
        for use in line.get("uses", []):
            lhs, rhs, needs = used(use, before, rules)
            sign = 1 if use.get("backwards") is True else -1
            terms += [(sign, lhs), (-sign, rhs)]
            conditions += needs
        for need in dict.fromkeys([*conditions, *[found for _, term in terms for found in domain(term)]]):
            if need in conditions or not any(covers(condition, need[0], need[1:]) for condition in given):
                known.require(*need)
        if len({shape(term) for _, term in terms}) != 1 or not vanishes(terms):
            raise Rejected("a line does not follow")
        at = to
    if not agree(at, right):
        raise Rejected("the last line is not the right side")
    return left, right, conditions


def used(use: Any, before: list[Any], rules: Any) -> tuple[Term, Term, list[tuple[Any, ...]]]:
    """Both sides of a rule or an earlier theorem in their context, and the conditions."""
    if "theorem" in use:
        left, right, needs = before[PARTS["k"](use["theorem"] + 1) - 1]
    else:
        left, right, needs = instance(rules[use["rule"]], use.get("with", {}))
    context = read(use["in"]) if "in" in use else ("hole", *shape(left))
    if not any(part[0] == "hole" for part in parts(context)):
        raise Rejected("a context without a hole")
    for part in parts(context):
        if part[0] in ("D", "differential") and any(inner[0] == "hole" for inner in parts(part)):
            x = part[2][1] if part[2][0] == "entry" else part[2]
            bound = [need for need in needs if need[0] not in OPEN]
            if x[0] != "sym" or any(contains(term, x[1]) for need in bound for term in need[1:]):
                raise Rejected("a condition on the variable itself, under a derivative")
    return fill(context, left), fill(context, right), needs


def contains(term: Term, name: str) -> bool:
    return any(part[0] in ("sym", "d") and part[1] == name for part in parts(term))


def fill(context: Term, term: Term) -> Term:
    if context[0] != "hole":
        return mapped(context, lambda arg: fill(arg, term))
    if context[1:] != shape(term):
        raise Rejected("a hole of another shape")
    return term


# --- rules ---


def instance(rule: Any, given: Any) -> tuple[Term, Term, list[tuple[Any, ...]]]:
    """A rule with terms for its symbols and sizes for its sizes."""
    left, right, conditions = rule
    needs = [(fact, *map(read, terms)) for fact, *terms in conditions]
    sides = [read(left), read(right), *[term for need in needs for term in need[1:]]]
    symbols = {part[1:] for side in sides for part in parts(side) if part[0] in ("sym", "d")}
    names = {name for name, _, _ in symbols}
    terms = {name: read(data) for name, data in given.items() if name in names}
    sizes = {name: size(data[1]) for name, data in given.items() if name not in names and data[0] == "dim"}
    for name, *pattern in sorted(symbols):
        for n, actual in zip(pattern, shape(terms[name]), strict=True):
            if len(n) == 1 and len(n[0][0]) == n[0][1] == 1:
                sizes.setdefault(n[0][0][0], actual)
    if any(shape(terms[name]) != tuple([put_size(n, sizes) for n in pattern]) for name, *pattern in symbols):
        raise Rejected("a rule's sizes do not fit")
    guard(sides[:2], terms, sizes)
    lhs, rhs, *rest = [put(side, terms, sizes) for side in sides]
    return lhs, rhs, [(fact, *[rest.pop(0) for _ in args]) for fact, *args in needs]


def guard(sides: list[Term], terms: dict[str, Term], sizes: dict[str, Size]) -> None:
    """What a rule differentiates by is a symbol that stands in no other instance, and no size falls away."""
    by = [part[2] if part[0] != "d" else part for side in sides for part in parts(side)
          if part[0] in ("D", "differential", "d")]  # fmt: skip
    if by and UNIT in sizes.values():
        raise Rejected("a rule with derivatives is not used for sizes that are 1")
    for x in by:
        name = x[1][1] if x[0] == "entry" else x[1]
        sym = terms[name][1] if terms[name][0] == "entry" else terms[name]
        if sym[0] != "sym" or any(contains(term, sym[1]) for other, term in terms.items() if other != name):
            raise Rejected("a rule's derivative is by a symbol that nothing else contains")


def put(term: Term, terms: dict[str, Term], sizes: dict[str, Size]) -> Term:
    if term[0] == "sym":
        return terms[term[1]]
    if term[0] == "d":
        return ("d", *terms[term[1]][1:])
    made = mapped(term, lambda arg: put(arg, terms, sizes))
    return tuple([put_size(arg, sizes) if kind == "s" else arg
                  for kind, arg in zip("-" + FORMS[term[0]].ljust(len(term), "x"), made, strict=False)])  # fmt: skip


def put_size(n: Size, sizes: dict[str, Size]) -> Size:
    found: Size = ()
    for names, c in n:
        part: Size = (((), c),)
        for name in names:
            part = times(part, sizes[name])
        found = plus(found, part)
    return found
