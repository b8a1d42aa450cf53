from __future__ import annotations

import pytest
from hypothesis import given, settings

import wrt
from correct.identities_own import TRUE_ALGEBRA
from correct.identities_rows import row
from prove.drawn import agree, known, pairs
from wrt.certificate import term
from wrt.claims import read_claim
from wrt.prove.known import Known
from wrt.prove.rules import Rules
from wrt.prove.strategy import Search, Theorem, backwards, same
from wrt.prove.telling import filled

INVERSES = [stated for stated in TRUE_ALGEBRA if "inv(" in stated.claim]


def searched(stated, how):
    claim = read_claim(stated.claim, None, stated.shapes, stated.assume, stated.layout)
    search = Search(Known(claim.facts, claim.sides), Rules())
    return getattr(search, how)(*claim.sides[:2])


def leads(theorem, theorems):
    """The uses of a theorem lead from its left side to its right one."""
    current = theorem.left
    for use in theorem.uses:
        if use.rule.startswith("theorem"):
            return  # told by what it cites
        before, after = filled(use)
        agree(current, before)
        current = after
    agree(current, theorem.right)


@given(pairs())
@settings(max_examples=100, deadline=None)
def test_a_quick_proof_leads_from_one_side_to_the_other(pair):
    left, right = pair
    found = Search(known(left, right), Rules()).quick(left, right)
    for theorem in found or ():
        leads(theorem, found)


@pytest.mark.parametrize("stated", INVERSES, ids=lambda stated: stated.claim)
def test_each_theorem_of_a_proof_holds(stated):
    found = searched(stated, "quick") or next(searched(stated, "deep"), ())
    for theorem in found:
        assert isinstance(theorem, Theorem)
        assert agree(theorem.left, theorem.right)
        leads(theorem, found)


def test_a_chain_turned_twice_is_itself():
    theorem = searched(row(True, "inv(A*B) = inv(B)*inv(A)", "A n n; B n n"), "quick")[-1]
    assert backwards(backwards(theorem.uses)) == theorem.uses


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("A*B", "A*B", True), ("(A*B)'", "B'*A'", True), ("A*B", "B*A", False), ("inv(A)*A", "eye(n)", False)],
)
def test_the_same_by_index_algebra_alone(left, right, expected):
    first, second = (
        wrt.parse(side, shapes={"A": "n n", "B": "n n"} if "B" in side else {"A": "n n"} if "A" in side else None).node
        for side in (left, right)
    )
    assert same(first, second) is expected
    assert term(first)


WOODBURY = row(
    True,
    "inv(A + U*C*V) = inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A)",
    "A n n; U n k; C k k; V k n",
)


def test_woodbury_is_proved_by_multiplying():
    assert searched(WOODBURY, "quick") is None
    first = next(searched(WOODBURY, "deep"))
    ways = [found for found in searched(WOODBURY, "deep") if any(theorem.way == "multiply" for theorem in found)]
    assert first
    assert ways
    for found in ways:
        for theorem in found:
            leads(theorem, found)
            assert agree(theorem.left, theorem.right)


@pytest.mark.parametrize("stated", [WOODBURY, *INVERSES], ids=lambda stated: stated.claim)
def test_a_theorem_cites_what_was_shown_before_it(stated):
    """A citation stands in a context that makes of both sides of the cited theorem what comes before and after."""
    for found in list(searched(stated, "deep"))[:2]:
        for place, theorem in enumerate(found):
            for use in theorem.uses:
                if use.rule.startswith("theorem"):
                    assert int(use.rule.split()[1]) < place
                    assert agree(*filled(use, found))
        assert found[-1].left is not None
