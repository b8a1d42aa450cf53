"""Certificates of proofs: each is accepted after a round trip through JSON, and no mutant that says something false is.

What a mutant says is evaluated by NumPy at points that honour the facts which it states, without any of the engine.
"""

from __future__ import annotations

import copy
import json
import random
from functools import cache

import numpy as np
import pytest

from correct.identities_all import ALL
from correct.test_kernel_mutants import mutants, places, value
from oracle.points import draw, with_consequences
from wrt import kernel, rulebook
from wrt.prove.certify import checked
from wrt.proving import prove
from wrt.verification import verify

EACH = 6  # mutants of the right side of one certificate
SIZES = (
    {"m": 3, "n": 2, "p": 4, "q": 5, "k": 6, "r": 7, "s": 8, "N": 9},
    {"m": 2, "n": 3, "p": 5, "q": 4, "k": 7, "r": 8, "s": 6, "N": 10},
)
ACCEPTED = {"removed": 0.05, "turned": 0.1, "renamed": 0.02, "moved": 0.4, "exchanged": 0.2}  # what changes nothing


@cache
def proved():
    """The claims with their certificates, every link of a chain by itself."""
    found = []
    for row in ALL:
        if row.holds:
            verdict = prove(row.claim, shapes=row.shapes, assume=row.assume, layout=row.layout)
            if verdict.holds:
                whole = json.loads(json.dumps(verdict.certificate))
                found += [(row.claim, whole, part) for part in whole.get("chain", [whole])]
    return found


def rejected(certificate):
    try:
        checked(certificate)
    except (kernel.Rejected, LookupError):
        return True
    return False


# ---- values


def point(facts, seed, sizes):
    """Values that have the facts, drawn as they are asked for."""
    values = {}

    def size(d):
        if isinstance(d, list | tuple):
            parts = [size(part) for part in d[1:]]
            return sum(parts) if d[0] == "+" else int(np.prod(parts))
        return sizes.get(d, 3) if isinstance(d, str) else d

    def get(name, rows, cols):
        if name not in values:
            shape = size(rows), size(cols)
            kind = shape[: 0 if shape == (1, 1) else 1 if shape[1] == 1 else 2]
            rng = np.random.default_rng([seed, *name.encode()])
            values[name] = draw(kind, with_consequences(facts.get(name, ())), rng).reshape(shape)
        return values[name]

    return {"size": size, "value": get}


def facts_of(certificate):
    return {row[0][1]: row[1] for row in certificate["facts"] if row[0] != "commute" and row[0][0] == "sym"}


def differ(left, right, facts):
    """Whether two terms differ somewhere where both are defined; None where no point tells."""
    gaps = []
    for seed in range(6):
        at = point(facts, seed, SIZES[seed % 2])
        try:
            with np.errstate(all="ignore"):
                u, v = value(left, at), value(right, at)
        except np.linalg.LinAlgError:
            continue
        except ValueError:
            return True  # the sizes do not fit
        if u.shape != v.shape:
            return True
        if np.isfinite(u).all() and np.isfinite(v).all():
            gaps.append(np.abs(u - v).max() / (1 + np.abs(u).max()))
    return None if not gaps else True if max(gaps) > 1e-5 else False if max(gaps) < 1e-8 else None


def evaluable(t):
    return all(part[0] not in ("D", "differential", "hole", "d") for _, part in places(t))


def last(certificate):
    return certificate["theorems"][-1]


def commuting(certificate):
    """Pairs that commute, and facts of formulas, are not drawn at random points."""
    return any(row[0] == "commute" or row[0][0] != "sym" for row in certificate["facts"])


# ---- accepted as they are


def test_every_certificate_passes_after_a_round_trip():
    assert len(proved()) > 300
    for claim, whole, certificate in proved():
        assert not rejected(certificate), claim
        assert verify(whole).claim
        assert verify(json.dumps(whole)).claim


# ---- the right side


def with_right(certificate, mutant):
    """The certificate of another right side, with the same lines: the last one leads to it."""
    found = copy.deepcopy(certificate)
    theorem = last(found)
    theorem["right"] = mutant
    if theorem["lines"]:
        theorem["lines"][-1]["to"] = mutant
    return found


def test_no_wrong_right_side_passes():
    rng, tried, wrong, passed = random.Random(3), 0, 0, []
    for claim, _, certificate in proved():
        right = last(certificate)["right"]
        if not evaluable(right) or commuting(certificate):
            continue
        candidates = list(mutants(right))
        for mutant in rng.sample(candidates, min(EACH, len(candidates))):
            tried += 1
            accepted = not rejected(with_right(certificate, mutant))
            if differ(right, mutant, facts_of(certificate)):
                wrong += 1
                if accepted:
                    passed.append((claim, mutant))
    print(f"{tried} right sides tried, {wrong} differ in value, {len(passed)} of these accepted")  # noqa: T201
    assert not passed
    assert wrong > 1_000


# ---- the uses of rules


def uses(certificate):
    """Every use of a rule with the list that holds it."""
    for theorem in certificate["theorems"]:
        for line in theorem["lines"]:
            for k in range(len(line["uses"])):
                yield line["uses"], k


def spoiled(certificate, rng):
    """The certificate with one use removed, turned, renamed, put elsewhere, or of another instance."""
    count = len(list(uses(certificate)))
    for number in range(count):
        for spoil in (removed, turned, renamed, moved, exchanged):
            found = copy.deepcopy(certificate)
            held, k = list(uses(found))[number]
            if spoil(held, k, rng):
                yield spoil.__name__, found


def removed(held, k, rng):
    del held[k]
    return True


def turned(held, k, rng):
    held[k]["backwards"] = not held[k]["backwards"]
    return True


def renamed(held, k, rng):
    if "rule" not in held[k]:
        held[k]["theorem"] += 1
        return True
    held[k]["rule"] = rng.choice([name for name in names() if name != held[k]["rule"]])
    return True


def moved(held, k, rng):
    held[k]["in"] = rng.choice(list(mutants(held[k]["in"])))
    return True


def exchanged(held, k, rng):
    instance = held[k].get("with", {})
    terms = [name for name, t in instance.items() if t[0] != "dim"]
    if not terms:
        return False
    name = rng.choice(terms)
    instance[name] = rng.choice(list(mutants(instance[name])))
    return True


@cache
def names():
    return tuple(rule.name for rule in rulebook.all_rules() if rule.kind != "differential")


def test_spoiled_uses_of_rules_are_rejected():
    """The claim itself stays true: a use that is accepted must have been beside the point, or come to the same."""
    rng = random.Random(5)
    tried = dict.fromkeys(ACCEPTED, 0)
    accepted = dict.fromkeys(tried, 0)
    for _, _, certificate in proved()[::2]:
        for kind, found in spoiled(certificate, rng):
            tried[kind] += 1
            accepted[kind] += not rejected(found)
    print({kind: f"{accepted[kind]} of {count} accepted" for kind, count in tried.items()})  # noqa: T201
    assert sum(tried.values()) > 1_000
    assert all(accepted[kind] <= share * tried[kind] for kind, share in ACCEPTED.items())


# ---- conditions and facts


def test_a_condition_that_is_needed_cannot_be_left_out():
    tried = accepted = twice = 0
    for _, _, certificate in proved():
        needed = checked(certificate)
        for k, condition in enumerate(certificate["conditions"]):
            tried += 1
            found = copy.deepcopy(certificate)
            del found["conditions"][k]
            if not rejected(found):
                accepted += 1
                twice += condition in needed  # the same is known or listed in other words
    print(f"{accepted} of {tried} without a condition accepted, {twice} of them where it was used")  # noqa: T201
    assert tried > 100
    assert twice < 0.05 * tried


def test_a_claim_that_is_false_without_its_facts_is_rejected_without_them():
    tried = wrong = 0
    for claim, _, certificate in proved():
        for found in with_less(certificate):
            tried += 1
            conditions = None if rejected(found) else checked(found)
            sides = last(found)["left"], last(found)["right"]
            if (
                not conditions
                and all(map(evaluable, sides))
                and not commuting(found)
                and differ(*sides, facts_of(found))
            ):
                wrong += 1
                assert conditions is None, claim
    print(f"{tried} with fewer facts, {wrong} of them false, none of these accepted")  # noqa: T201
    assert wrong > 10


def with_less(certificate):
    """The certificate without the facts of a symbol, and without the conditions that name them."""
    for k, row in enumerate(certificate["facts"]):
        found = copy.deepcopy(certificate)
        del found["facts"][k]
        found["conditions"] = [c for c in found["conditions"] if row[0] == "commute" or c[1:] != row[:1]]
        yield found


# ---- rubbish

RUBBISH = (None, 0, "x", {}, [None], [[]], [["sym"]], [["invertible", ["sym", "A"]]], {"a": []})


@pytest.mark.parametrize("place", ["theorems", "facts", "conditions"])
def test_rubbish_raises_nothing_but_rejected(place):
    rules = {name: rulebook.terms(rulebook.find(name)) for name in names()}
    for rubbish in RUBBISH:
        for _, _, certificate in proved()[:40:8]:
            try:
                kernel.check({**certificate, place: rubbish}, rules)
            except kernel.Rejected:
                continue
            assert place != "theorems"
