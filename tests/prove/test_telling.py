from __future__ import annotations

import pytest

from correct.identities_all import ALL
from prove.drawn import agree
from wrt.expr.node import Node, postorder
from wrt.proving import prove

ROWS = [row for row in ALL if row.holds]
MAX_LINES = 40


def evaluable(node):
    return isinstance(node, Node) and not any(
        part.op in ("D", "differential", "d", "where") for part in postorder(node)
    )


@pytest.mark.parametrize("row", ROWS[::3], ids=lambda row: row.claim)
def test_each_line_equals_the_line_before(row):
    verdict = prove(row.claim, shapes=row.shapes, assume=row.assume, layout=row.layout)
    if not verdict.holds:
        pytest.skip("undecided")
    told = verdict.derivation
    assert told is not None
    above, count = None, 0
    for line in told.lines:
        count += 1
        before = above if line.left is None else line.left
        if evaluable(before) and evaluable(line.right) and not any("commute" in fact for fact in row.assume.values()):
            agree(before, line.right)
        above = line.right
    assert count <= MAX_LINES


@pytest.mark.parametrize("row", [row for row in ROWS if "D(" not in row.claim][::4], ids=lambda row: row.claim)
def test_a_proof_begins_with_one_side_and_names_its_reasons(row):
    verdict = prove(row.claim, shapes=row.shapes, assume=row.assume, layout=row.layout)
    if not verdict.holds:
        pytest.skip("undecided")
    lines = list(verdict.derivation.lines)
    assert lines
    assert lines[0].left is not None
    assert all(line.rule for line in lines)


SENTENCES = [
    ("inv(A)*A*x = x", {"A": "n n", "x": "n"}, {}, "A is invertible"),
    ("Q'*Q*x = x", {"Q": "n n", "x": "n"}, {"Q": "orthogonal"}, "Q is orthogonal"),
    ("P*P*x = P*x", {"P": "n n", "x": "n"}, {"P": "idempotent"}, "P is idempotent"),
    ("A*B*A = A*A*B", {"A": "n n", "B": "n n"}, {"A, B": "commute"}, "commute"),
    ("x'*A'*y = x'*A*y", {"A": "n n", "x": "n", "y": "n"}, {"A": "symmetric"}, "A is symmetric"),
    ("x'*K*x = 0", {"K": "n n", "x": "n"}, {"K": "skew"}, "K is skew"),
    ("(A*B)*inv(A*B)*x = x", {"A": "n n", "B": "n n", "x": "n"}, {}, "invertible"),
    ("exp(log(t)) = t", {"t": ""}, {}, "t is positive"),
]


@pytest.mark.parametrize(("claim", "shapes", "assume", "sentence"), SENTENCES)
def test_conditions_are_sentences(claim, shapes, assume, sentence):
    verdict = prove(claim, shapes=shapes, assume=assume)
    assert verdict.holds
    told = [condition for line in verdict.derivation.lines for condition in line.conditions]
    assert any(sentence in condition for condition in told), told
    for condition in told:
        assert " " in condition
        assert "_" not in condition
        assert condition.endswith(" commute") or any(verb in condition for verb in (" is ", " has ", " are ")), (
            condition
        )
