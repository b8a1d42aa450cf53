"""Claims judged by `prove`: never wrong, seldom undecided; written ones, published ones, and random ones judged by NumPy."""

from __future__ import annotations

import os
from collections import Counter

import pytest

import published
from correct.identities_all import TOPICS
from correct.identities_random import claims, truth
from wrt.proving import prove

RANDOM = int(os.environ.get("WRT_RANDOM_CLAIMS", "1000"))
WORDS = {True: "right", False: "wrong", None: "undecided"}
OPEN = 0.12  # the share of a topic that may be left undecided


def judged(holds, verdict):
    return WORDS[None if verdict.holds is None else verdict.holds is holds]


@pytest.mark.parametrize("topic", TOPICS)
def test_written_claims(topic):
    found = Counter()
    wrong = []
    for row in TOPICS[topic]:
        verdict = prove(row.claim, shapes=row.shapes, assume=row.assume, layout=row.layout)
        word = judged(row.holds, verdict)
        found[word] += 1
        if word == "wrong":
            wrong.append((row.claim, str(verdict)))
    print(topic, dict(found))  # noqa: T201
    assert not wrong
    assert found["undecided"] <= OPEN * len(TOPICS[topic])


@pytest.mark.skipif(not published.IDENTITIES, reason="the shared cases are not here")
def test_published_claims():
    for case in published.IDENTITIES:
        verdict = prove(case["lhs"], case["rhs"], shapes=published.shapes(case), assume=case["assume"])
        assert verdict.holds is case["holds"], case["id"]


def test_random_claims():
    """Expressions rewritten by plain algebra, half of them with a mistake; NumPy says which are true."""
    found, wrong = Counter(), []
    for claim in claims("random claims", RANDOM):
        holds = truth(claim)
        if holds is None:
            continue
        verdict = prove(claim.text, shapes=claim.shapes, assume=claim.assume)
        word = judged(holds, verdict)
        found[word, holds] += 1
        if word == "wrong":
            wrong.append((claim.text, claim.shapes, claim.assume, str(verdict)))
    print({f"{word}, {holds}": count for (word, holds), count in found.items()})  # noqa: T201
    assert not wrong
    assert found["right", True] > 0.3 * RANDOM and found["right", False] > 0.3 * RANDOM
    assert found["undecided", True] + found["undecided", False] < 0.03 * RANDOM
