from __future__ import annotations

import pytest

from wrt.claims import read_claim
from wrt.prove.certify import checked
from wrt.prove.proof import Proof


def proof(text, assume=None, **shapes):
    claim = read_claim(text, None, shapes, assume, "denominator")
    return Proof(claim.sides, claim.facts)


@pytest.mark.parametrize(
    "text", ["(A*B)' = B'*A'", "inv(A*B) = inv(B)*inv(A)", "tr(A*B) = tr(B*A)", "det(A*B) = det(A)*det(B)"]
)
def test_what_the_kernel_accepts(text):
    found = proof(text, A="n n", B="n n").quick()
    assert found is not None
    checked(found.certificate)


@pytest.mark.parametrize(
    "text", ["(A*B)' = A'*B'", "A*B = B*A", "det(A + B) = det(A) + det(B)", "inv(A + B) = inv(A) + inv(B)"]
)
def test_what_is_false_has_no_proof(text):
    found = proof(text, A="n n", B="n n")
    assert found.quick() is None
    assert found.deep() is None


def test_a_proof_that_needs_a_search():
    found = proof("inv(A + u*v') = inv(A) - inv(A)*u*v'*inv(A)/(1 + v'*inv(A)*u)", A="n n", u="n", v="n")
    accepted = found.quick() or found.deep()
    assert accepted is not None
    checked(accepted.certificate)
