"""Verdicts: what is proved, refuted or open, and how each is told."""

from __future__ import annotations

import json

import pytest

import wrt
from wrt.verdict import Verdict

PROVED = ("inv(A*B) = inv(B)*inv(A)", {"A": "n n", "B": "n n"})
REFUTED = ("(A*B)' = A'*B'", {"A": "n n", "B": "n n"})
CLASHING = ("A' = A", {"A": "m n"})


def prove(claim, assume=None):
    return wrt.prove(claim[0], shapes=claim[1], assume=assume)


@pytest.mark.parametrize("holds", [True, False, None])
def test_a_verdict_is_never_a_bool(holds):
    verdict = Verdict("A = A", holds, "algebra")
    with pytest.raises(TypeError, match="holds"):
        bool(verdict)
    with pytest.raises(TypeError):
        assert not verdict


@pytest.mark.parametrize(("holds", "word"), [(True, "Proved"), (False, "Refuted"), (None, "Undecided")])
def test_its_text_begins_with_its_word(holds, word):
    assert str(Verdict("A = A", holds, "algebra")).startswith(word)
    assert Verdict("A = A", holds, "algebra").word == word


@pytest.mark.parametrize("claim", [PROVED, REFUTED, CLASHING])
def test_it_is_plain_json(claim):
    found = json.loads(json.dumps(prove(claim).to_json()))
    assert found["holds"] is prove(claim).holds
    assert found["verdict"] in ("Proved", "Refuted", "Undecided")


def test_a_proof_lists_its_conditions_and_carries_a_certificate():
    verdict = prove(PROVED)
    assert verdict.conditions == ("A is invertible", "B is invertible")
    assert verdict.certificate is not None
    assert verdict.derivation is not None
    assert verdict.counterexample is None


def test_a_refutation_shows_numbers_and_what_would_make_it_true():
    verdict = prove(REFUTED)
    assert verdict.counterexample is not None
    assert verdict.certificate is None
    assert verdict.derivation is None
    assert verdict.true_if == ("A and B commute",)


def test_a_clash_of_shapes_is_an_answer():
    verdict = prove(CLASHING)
    assert verdict.holds is False
    assert verdict.method == "shapes"
    assert "shape" in str(verdict)


def test_what_is_told_is_told_once():
    calls = []
    verdict = Verdict("A = A", True, "algebra", tell=lambda: calls.append(1))
    assert verdict.derivation is verdict.derivation is None
    assert len(calls) == 1
