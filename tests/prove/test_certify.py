from __future__ import annotations

import json

import pytest

import wrt
from wrt import kernel
from wrt.certificate import hole
from wrt.derivation import Use
from wrt.expr.facts import Facts
from wrt.prove.certify import accept, certificate, checked, declared
from wrt.prove.known import Known
from wrt.prove.strategy import Theorem


def node(text, assume=None, **shapes):
    return wrt.parse(text, shapes=shapes, assume=assume).node


A = node("inv(A)*A", A="n n")
EYE = node("eye(n)")
CANCEL = Use("inv_mul_cancel", (("A", node("A", A="n n")),), hole("n", "n"))


def test_a_theorem_with_its_use_is_accepted():
    found = certificate([Theorem(A, EYE, (CANCEL,))], Facts({}))
    assert checked(json.loads(json.dumps(found))) == [["invertible", ["sym", "A", "n", "n"]]]


def test_a_theorem_without_its_use_is_rejected():
    with pytest.raises(kernel.Rejected):
        checked(certificate([Theorem(A, EYE, ())], Facts({})))


def test_a_use_of_a_rule_backwards():
    found = certificate(
        [Theorem(EYE, A, (Use(CANCEL.rule, CANCEL.instance, CANCEL.context, backwards=True),))], Facts({})
    )
    checked(json.loads(json.dumps(found)))


def test_a_theorem_cites_one_before_it_only():
    first = Theorem(A, EYE, (CANCEL,))
    cited = Use("theorem 0", (), hole("n", "n"))
    checked(certificate([first, Theorem(A, EYE, (cited,))], Facts({})))
    with pytest.raises(kernel.Rejected):
        checked(certificate([Theorem(A, EYE, (Use("theorem 1", (), hole("n", "n")),)), first], Facts({})))


def test_what_was_assumed_is_stated():
    Q = node("Q", assume={"Q": "orthogonal"}, Q="n n")
    ((about, facts),) = declared([Q], Facts({}))
    assert about == ["sym", "Q", "n", "n"]
    assert "orthogonal" in facts


def test_a_condition_that_nobody_knows_is_not_accepted():
    B = node("A*inv(A)*B - B", A="n n", B="n n")
    theorems = [Theorem(node("B", B="n n"), node("A*inv(A)*B", A="n n", B="n n"), ())]
    with pytest.raises(kernel.Rejected):
        accept(certificate(theorems, Facts({})), theorems, Known(Facts({}), (B,)).holds)
