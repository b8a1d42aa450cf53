"""Certificates: every line follows, every condition is known or listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wrt.kernel.axes import Condition, Rejected, Term
from wrt.kernel.equality import FAULTS, _renew, _vanishes
from wrt.kernel.facts import OPEN, Known, _agree, _closure, _domain
from wrt.kernel.instances import _instance
from wrt.kernel.shapes import READ, _contains, _text, read, shape


def check(certificate: Any, rules: Any) -> list[Condition]:
    """The conditions under which the last theorem of a certificate holds; `Rejected` where it is not shown."""
    used, missing = _checked(certificate, rules)
    if missing:
        raise Rejected(f"a condition is neither known nor listed: {missing[0]!r:.200}")
    return used


def missing(certificate: Any, rules: Any) -> list[Condition]:
    """The conditions that a certificate would have to list as well; its lines are checked like by `check`."""
    return _checked(certificate, rules)[1]


def _checked(certificate: Any, rules: Any) -> tuple[list[Condition], list[Condition]]:
    _renew()
    try:
        if not isinstance(certificate, dict) or certificate.get("wrt") != 1 or not certificate["theorems"]:
            raise Rejected("not a certificate")
        known = Known(_facts(certificate.get("facts", [])), [_condition(c) for c in certificate.get("conditions", [])])
        theorems: list[tuple[Term, Term, list[tuple[Any, ...]]]] = []
        for theorem in certificate["theorems"]:
            theorems.append(_theorem(theorem, theorems, rules, known))
    except FAULTS as fault:
        raise Rejected(f"malformed: {type(fault).__name__}") from None
    used = [list(certificate["conditions"][k]) for k in sorted(known.used)]
    return used, [_listed(c) for c in dict.fromkeys(known.missing)]


def _listed(data: Any) -> Any:
    """Tuples as JSON has them."""
    return [_listed(part) for part in data] if isinstance(data, tuple) else data


def _facts(data: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for row in data:
        if row[0] == "commute":
            found.append(("commute", read(row[1]), read(row[2])))
        else:
            term, facts = row
            found += [(_text(fact), read(term)) for fact in facts]
    return found


def _condition(row: Any) -> tuple[Any, ...]:
    return (_text(row[0]), *map(read, row[1:]))


def _theorem(data: Any, before: list[Any], rules: Any, known: Known) -> tuple[Term, Term, list[tuple[Any, ...]]]:
    """One theorem: both sides and the conditions that its proof used."""
    left, right = read(data["left"]), read(data["right"])
    if shape(left) != shape(right) or _holes(left) or _holes(right):
        raise Rejected("the sides of a theorem have different shapes")
    given = set(_domain(left)) | set(_domain(right))
    conditions: list[tuple[Any, ...]] = []
    at = left
    for line in data.get("lines", []):
        to = read(line["to"])
        terms = [(1, at), (-1, to)]
        for use in line.get("uses", []):
            lhs, rhs, needs = _use(use, before, rules)
            sign = -1 if use.get("backwards") is not True else 1
            terms += [(sign, lhs), (-sign, rhs)]
            for need in needs:
                known.require(*need)
            conditions += needs
        _defined([term for _, term in terms], given, known)
        if len({shape(term) for _, term in terms}) != 1 or not _vanishes(terms):
            raise Rejected("a line does not follow")
        at = to
    if not _agree(at, right):
        raise Rejected("the last line is not the right side")
    return left, right, conditions


def _defined(terms: Iterable[Term], given: set[tuple[str, Term]], known: Known) -> None:
    for term in terms:
        for fact, inner in dict.fromkeys(_domain(term)):
            near = (other for name, other in given if fact == name or fact in _closure(name))
            if not any(_agree(inner, other) for other in near):
                known.require(fact, inner)


def _holes(term: Term) -> int:
    return int(term[0] == "hole") + sum(_holes(arg) for arg in term[1:] if isinstance(arg, tuple) and arg)


def _use(use: Any, before: list[Any], rules: Any) -> tuple[Term, Term, list[tuple[Any, ...]]]:
    """Both sides of a rule or an earlier theorem in their context, and the conditions."""
    if "theorem" in use:
        if type(use["theorem"]) is not int or not 0 <= use["theorem"] < len(before):
            raise Rejected("no such theorem before this one")
        left, right, needs = before[use["theorem"]]
    else:
        left, right, needs = _instance(rules[use["rule"]], use.get("with", {}))
    context = read(use["in"]) if "in" in use else ("hole", *shape(left))
    if not _holes(context):
        raise Rejected("a context without a hole")
    for x in _over_hole(context):
        for need in needs:
            if need[0] not in OPEN and any(_contains(term, x) for term in need[1:]):
                raise Rejected("a condition on the variable itself, under a derivative")
    return _fill(context, left), _fill(context, right), needs


def _over_hole(term: Term) -> Iterator[Term]:
    """The variables of the derivatives that a hole stands under."""
    if term[0] in ("D", "differential") and _holes(term):
        yield term[2][1] if term[2][0] == "entry" else term[2]
    for arg in term[1:]:
        if isinstance(arg, tuple) and arg and isinstance(arg[0], str):
            yield from _over_hole(arg)


def _fill(context: Term, term: Term) -> Term:
    if context[0] == "hole":
        if context[1:] != shape(term):
            raise Rejected("a hole of another shape")
        return term
    filled = tuple(_fill(a, term) if isinstance(a, tuple) and a and isinstance(a[0], str) and context[0] not in READ
                   else a for a in context)  # fmt: skip
    shape(filled)
    return filled
