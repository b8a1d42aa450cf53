"""Certificates forged: what `verify` accepts is true in value, whatever was changed in the claim or in its proof.

The certificates of derivatives in all layouts, and of the identities that stand in `identities`; a claim is judged by
NumPy, derivatives by differences.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from functools import cache
from random import Random

import pytest

import wrt
from correct import claim_values as values
from correct.identities import MORE
from correct.identities_rows import Row
from correct.test_random_identities import SCALARS, VECTORS, declared, disproved, mutated, readable
from published import DERIVATIVES, shapes
from wrt import rulebook
from wrt.certificate import term

LAYOUTS = ("denominator", "numerator", "mixed")
EACH, SPOILED = 11, 5  # forged claims and spoiled proofs a certificate
CHUNKS = 8
OWN = [
    *[(function, variable) for function in SCALARS for variable in "xEaCRS" if re.search(rf"\b{variable}\b", function)],
    *[(function, "x") for function in VECTORS],
    ("G*A*B", "A"), ("E*R*F", "R"), ("inv(R)", "R"), ("x*y'", "x"), ("b*S", "b"),
]  # fmt: skip


@cache
def derived():
    """The certificates of derivatives, by formula, variable and layout; each must be there."""
    found = []
    for place, (function, variable) in enumerate(OWN):
        row = declared(function, LAYOUTS[place % 3])
        answer = wrt.diff(function, variable, shapes=row.shapes, assume=row.assume, layout=row.layout)
        found.append(((function, variable, row.layout), plain(answer.certificate)))
    return found


@cache
def published():
    """Those of every third published derivative, layouts in turn."""
    found = []
    for place, case in enumerate(DERIVATIVES[::3]):
        layout = LAYOUTS[place % 3]
        answer = wrt.diff(case["expr"], *case["wrt"], shapes=shapes(case), assume=case.get("assume"), layout=layout)
        try:
            found.append(((case["id"], layout), plain(answer.certificate)))
        except wrt.WrtError:
            found.append(((case["id"], layout), None))
    return found


@cache
def proved():
    found = []
    for row in MORE:
        verdict = wrt.prove(row.claim, shapes=row.shapes or None, assume=row.assume or None, layout=row.layout)
        if verdict.holds:
            found.append((row.claim, plain(verdict.certificate)))
    return found


def plain(certificate):
    return json.loads(json.dumps(certificate))


def everything():
    return [*derived(), *published(), *proved()]


def accepted(certificate):
    try:
        return wrt.verify(certificate)
    except wrt.WrtError as error:
        assert error.code.startswith("E-certificate"), error.code
        return None


# ---- as they are


def test_derivatives_are_verified_in_each_layout():
    for name, certificate in derived():
        found = accepted(certificate)
        assert found is not None, name
        assert found.layout == name[-1]


@pytest.mark.skipif(not DERIVATIVES, reason="the shared cases are not here")
def test_published_derivatives_are_verified():
    bad = [name for name, certificate in published() if certificate is None or accepted(certificate) is None]
    print(f"{len(published()) - len(bad)} of {len(published())} published derivatives verified, not {bad}")  # noqa: T201
    assert len(bad) <= 0.05 * len(published())


def test_proofs_are_verified():
    for claim, certificate in proved():
        assert accepted(certificate) is not None, claim


# ---- forged claims


def stated(certificate):
    """What a certificate says that it proves, as a claim to be judged."""
    claim = certificate["claim"]
    return Row(claim["text"], True, claim["symbols"], claim["assume"], claim["layout"])


def forged(random, certificate):
    """The certificate for a claim with a mistake on its right: in the text, in the proof, or in both alike."""
    found = copy.deepcopy(certificate)
    text = found["claim"]["text"]
    if "chain" in found or " = " not in text or "where" in text:
        return None, ""
    left, right = text.split(" = ", 1)
    found["claim"]["text"] = f"{left} = {mutated(random, right)}"
    row = stated(found)
    if not readable(row):
        return None, ""
    kind = random.choice(("text", "proof", "both", "both"))
    if kind != "text":
        theorem = found["theorems"][-1]
        theorem["right"] = term(values.read(row).sides[-1])
        if theorem["lines"] and random.random() < 0.5:
            theorem["lines"][-1]["to"] = theorem["right"]
    if kind == "proof":
        found["claim"]["text"] = text
    return found, kind


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_forged_claim_is_accepted(chunk, record_property):
    """Whatever is accepted holds; what differs from the certificate's own claim is not proved by its lines."""
    random, passed, tried = Random(chunk), [], Counter()
    for name, certificate in everything()[chunk::CHUNKS]:
        for _ in range(EACH if certificate else 0):
            found, kind = forged(random, certificate)
            if found is None:
                continue
            tried[kind] += 1
            verified = accepted(found)
            if verified is None:
                record_property("forged claims", "refused")
            elif disproved(stated(found)) or not same_proof(found, certificate):
                record_property("forged claims", "wrong")
                passed.append((name, kind, found["claim"]["text"]))
            else:
                record_property("forged claims", "right")
    assert not passed, "\n".join(map(str, passed))
    assert tried.total() >= 150


def same_proof(found, certificate):
    """Whether the right side that is proved is worth the same as that of the text, which may be written otherwise."""
    ours, theirs = found["theorems"][-1]["right"], certificate["theorems"][-1]["right"]
    if ours == theirs or found["claim"]["text"] != certificate["claim"]["text"]:
        return True  # then the text was judged
    claim = values.read(stated(found))
    return len(claim.sides) == 2 and wrt.kernel.equal(term(claim.sides[-1]), ours)


# ---- spoiled proofs


def spoiled(random, certificate):
    """Less or something else in the proof of a claim that stays as it is."""
    for number, theorem in enumerate(certificate["theorems"]):
        for place, line in enumerate(theorem["lines"]):
            yield "line", changed(certificate, lambda c, n=number, p=place: c["theorems"][n]["lines"].pop(p))
            for k, use in enumerate(line["uses"]):
                held = lambda c, n=number, p=place: c["theorems"][n]["lines"][p]["uses"]
                yield "use", changed(certificate, lambda c, h=held, k=k: h(c).pop(k))
                if "rule" in use:
                    other = random.choice([name for name in rule_names() if name != use["rule"]])
                    yield "rule", changed(certificate, lambda c, h=held, k=k, o=other: h(c)[k].update(rule=o))
                for name in use.get("with", {}):
                    yield "instance", changed(certificate, lambda c, h=held, k=k, o=name: turned(h(c)[k]["with"], o))
                    yield "no instance", changed(certificate, lambda c, h=held, k=k, o=name: h(c)[k]["with"].pop(o))
    for k in range(len(certificate["conditions"])):
        yield "condition", changed(certificate, lambda c, k=k: c["conditions"].pop(k))


def turned(instance, name):
    instance[name] = ["mul", ["num", 2], instance[name]] if instance[name][0] != "dim" else ["dim", 7]


def changed(certificate, change):
    found = copy.deepcopy(certificate)
    change(found)
    return found


@cache
def rule_names():
    return [rule.name for rule in rulebook.all_rules()]


MAY_PASS = {"line": 0.1, "use": 0.1, "rule": 0.05, "instance": 0.05, "no instance": 0.05}


def test_spoiled_proofs_are_refused():
    """What index algebra shows without the use passes without it; there is little of that."""
    random, tried, passed = Random(11), Counter(), Counter()
    for name, certificate in everything():
        if certificate is None or "chain" in certificate:
            continue
        several = list(spoiled(random, certificate))
        for kind, found in random.sample(several, min(SPOILED, len(several))):
            tried[kind] += 1
            verified = accepted(found)
            passed[kind] += verified is not None
            if kind == "condition" and verified is not None:  # it says nothing that is not said anyhow
                assert letters(verified) == letters(accepted(certificate)), name
    print({kind: f"{passed[kind]} of {count} accepted" for kind, count in tried.items()})  # noqa: T201
    assert tried.total() > 300
    assert all(passed[kind] <= share * tried[kind] + 1 for kind, share in MAY_PASS.items()), passed


def letters(verified):
    """The conditions whatever the order of their terms."""
    return {"".join(sorted(condition)) for condition in verified.conditions}


def test_without_its_assumptions_a_claim_is_proved_only_if_it_holds():
    tried, false = 0, 0
    for name, certificate in [*derived(), *proved()]:
        if "chain" in certificate:
            continue
        for about in certificate["claim"]["assume"]:
            found = changed(certificate, lambda c, about=about: c["claim"]["assume"].pop(about))
            for facts in (found["facts"], []):
                tried += 1
                weaker = {**found, "facts": facts}
                if disproved(stated(found)):
                    false += 1
                    verified = accepted(weaker)
                    assert verified is None or verified.conditions, name  # then what is missing is among the conditions
    print(f"{tried} with less assumed, {false} of them false")  # noqa: T201
    assert false > 20
