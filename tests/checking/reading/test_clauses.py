"""Equations side by side: which are claims of their own, and which signs divide nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wrt
from wrt.checking.reading.clauses import clauses


@pytest.mark.parametrize(("text", "parts"), [
    (r"A = B, \quad C = D", ["A = B", "C = D"]),
    (r"A = B \qquad C = D", ["A = B", "C = D"]),
    (r"A = B,\; C = D", ["A = B", "C = D"]),
    (r"A = B; C = D", ["A = B", "C = D"]),
    (r"A = B \text{ and } C = D", ["A = B", "C = D"]),
    (r"A = B \quad\text{and}\quad C = D", ["A = B", "C = D"]),
    (r"A = B \quad\Rightarrow\quad C = D", ["A = B", r"\Rightarrow\quad C = D"]),
    ("A = B and C = D", ["A = B", "C = D"]),
    ("A = B => C = D", ["A = B", "=> C = D"]),
    ("u = v, so x = y", ["u = v", "so x = y"]),
    (r"&= B, \quad C = D", ["&= B", "C = D"]),
    (r"x \in \mathbb{R}^n, \quad A, B \in \mathbb{R}^{n \times n}", [r"x \in \mathbb{R}^n", r"A, B \in \mathbb{R}^{n \times n}"]),
    (r"\langle x, y \rangle = 1, \langle u, v \rangle = 2", [r"\langle x, y \rangle = 1", r"\langle u, v \rangle = 2"]),
])  # fmt: skip
def test_what_is_divided(text, parts):
    assert [clause.text for clause in clauses(text)] == parts


@pytest.mark.parametrize("text", [
    "f(x, y) = D(g, x)", "A = [a, b; c, d]", r"A = \begin{bmatrix} a = b, & c = d \end{bmatrix}", "x = 1, 2, 3",
    r"\left[ a = b, c = d \right) = 2", r"\{ a = b, c = d \}", r"a_{i=1, j=2} = 3", "2*u where u = A*x, v = B*x",
    r"A = B \quad \text{if } A = C", r"A = B, \quad \text{where } C = D", "A = B, for C = D", "A = B, = C", "a, b = c, d",
    r"A = B \quad (1)", r"A = B \quad (\text{since } C = D)", "", ",", r"\quad", "=",
])  # fmt: skip
def test_what_is_one_equation(text):
    assert [clause.text for clause in clauses(text)] == [text]


@given(
    st.lists(
        st.sampled_from(["A", "=", ",", r"\quad", "(", ")", " and ", r"\text{if}", "{", "}", "=>", " ", r"\left["])
    )
)
def test_clauses_are_parts_in_order(parts):
    text = "".join(parts)
    found = clauses(text)
    assert all(text.startswith(clause.text, clause.offset) for clause in found)
    ends = [clause.offset + len(clause.text) for clause in found]
    assert all(clause.offset >= end for clause, end in zip(found[1:], ends, strict=False))
    kept = "".join(clause.text for clause in found)
    assert text.count("A") == kept.count("A") and text.replace("=>", "").count("=") == kept.replace("=>", "").count("=")


@pytest.mark.parametrize("part", ["A = B, ", r"\text{", "(", r"\quad", "=", r"a, \left"])
def test_many_parts_take_no_time(part):
    start = time.monotonic()
    clauses(part * 20_000)
    assert time.monotonic() - start < 5


def test_each_is_a_claim_with_its_place():
    report = wrt.check(
        "Then\n\n$$\n  (AB)^T = B^TA^T, \\quad (AB)^T = A^TB^T\n$$\n\nand $1 + 1 = 2, 1 + 1 = 3$.\n", name="a.md"
    )
    assert [(line.mark, line.place) for line in report] == [
        ("✓", (4, 3)), ("✗", (4, 26)), ("✓", (7, 6)), ("✗", (7, 17))]  # fmt: skip


def test_each_is_a_claim_in_plain_text():
    report = wrt.check("  f = x'*x, D(f, x) = 2*x\nD(f, x) = x; D(f, x) = x + x\n", name="a.txt")
    assert [(line.mark, line.place) for line in report] == [
        ("·", (1, 3)), ("✓", (1, 13)), ("✗", (2, 1)), ("✓", (2, 14))]  # fmt: skip
