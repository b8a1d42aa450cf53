"""The missing assumption: what makes a false identity true is found, and said the weakest way."""

from __future__ import annotations

import pytest

import published
from refute.claims import claim
from wrt.expr.facts import closure
from wrt.expr.node import free_symbols
from wrt.refute.missing import missing_assumption
from wrt.refute.search import evidence

SQUARES = {"A": "n n", "B": "n n"}
ROWS = [
    ("D(v'*A*v, v)", "2*A*v", {"v": "n", "A": "n n"}, None, ["A is symmetric"]),
    ("inv(A*B)", "inv(A)*inv(B)", SQUARES, {"A": "invertible", "B": "invertible"}, ["A and B commute"]),
    ("(A*B)'", "A*B", SQUARES, {"A": "symmetric", "B": "symmetric"}, ["A and B commute"]),
    ("det(A .* B)", "det(A)*det(B)", SQUARES, None, ["A and B are diagonal"]),
    ("inv(Q)", "Q'", {"Q": "n n"}, None, ["Q is orthogonal"]),
    ("P*P", "P", {"P": "n n"}, None, ["P is idempotent"]),
    ("x'*A*x", "0", {"x": "n", "A": "n n"}, None, ["A is skew"]),
    ("x'*x", "1", {"x": "n"}, None, ["x is unit"]),
    ("x .* x", "x", {"x": "n"}, None, ["x is binary"]),
    ("sum(x)", "1", {"x": "n"}, None, ["x sums to one"]),
    ("abs(s)", "s", {"s": ""}, None, ["s is nonnegative"]),
    ("abs(X)", "X", {"X": "m n"}, None, ["X is nonnegative"]),
    ("X .* X", "X", {"X": "m n"}, None, ["X is binary"]),
    ("sign(s)^2", "1", {"s": ""}, None, ["s is nonzero"]),
    ("A'*B", "B*A", SQUARES, {"A, B": "commute"}, ["A is symmetric"]),
    ("A^2 - tr(A)*A + det(A)*eye", "0", {"A": "n n"}, None, ["n = 2"]),
    ("det(A*B)", "det(B*A)", {"A": "m n", "B": "n m"}, None, ["m = n"]),
    ("pinv(X)*X", "eye", {"X": "N p"}, None, ["X is full column rank"]),
    ("tr(A*B)", "tr(A)*tr(B)", SQUARES, None, ["n = 1"]),
    ("A + B", "A*B", SQUARES, None, []),
    ("A", "2*A", {"A": "n n"}, None, []),
    ("A", "A'*A*A", {"A": "n n"}, {"A": "spd"}, []),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} = {row[1]}")
def test_the_missing_assumption_is_found(row) -> None:
    *given, expected = row
    left, right, facts, commuting = claim(*given)
    found = missing_assumption(left, right, lambda stronger: True, facts, commuting)
    assert [stronger.text for stronger in found[: max(1, len(expected))]] == expected
    for stronger in found:
        assert evidence(stronger.left, stronger.right, stronger.facts, 10, stronger.commuting) >= 3
        for name, fact in stronger.assume:
            if fact != "commute":
                assert fact in free_symbols(stronger.left, stronger.right)[name].value[1]


def test_only_what_is_confirmed_is_said() -> None:
    asked = []
    left, right, facts, commuting = claim("D(v'*A*v, v)", "2*A*v", {"v": "n", "A": "n n"})
    assert missing_assumption(left, right, asked.append, facts, commuting) == []
    assert "A is symmetric" in [stronger.text for stronger in asked]


@pytest.mark.skipif(not published.IDENTITIES, reason="the shared cases are not here")
def test_shared_cases() -> None:
    for case in published.IDENTITIES:
        if "true_if" not in case or not case["true_if"]:
            continue
        found = missing_assumption(
            *_with_callback(claim(case["lhs"], case["rhs"], published.shapes(case), case["assume"]))
        )
        wanted = case["true_if"]["assume"]
        weaker = [dict(stronger.assume) for stronger in found]
        names = {name: closure(facts) for name, facts in wanted.items() if facts != ["commute"]}
        assert any(
            f == dict.fromkeys(wanted, "commute") or set(f.values()) == {"commute"} or all(fact in names.get(name, ()) for name, fact in f.items())
            for f in weaker if f
        ), case["id"]  # fmt: skip


def _with_callback(arguments):
    left, right, facts, commuting = arguments
    return left, right, lambda stronger: True, facts, commuting
