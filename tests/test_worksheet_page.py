"""docs/worksheet.md is written by wrt itself; run this file as a script to write it anew.

The page follows the worksheet: its derivations and its proof, in its order.
"""

from pathlib import Path

import wrt
from wrt.derivation import Derivation
from wrt.documents.writers import write
from wrt.explain.components import prove_by_components
from wrt.explain.indices import prove_by_indices

PAGE = Path(__file__).parents[1] / "docs" / "worksheet.md"
HEAD = """# The worksheet, derived

Every formula on this page was derived, verified line by line and typeset by `wrt`; the sections bear the numbers of the
worksheet that they follow. The page is generated: `python tests/test_worksheet_page.py` writes it anew.
"""
REGRESSION = {"y": "M", "X": "M P", "theta": "P", "N": ""}
OBJECTIVE = "1/N*norm2(y - X*theta)^2"
EXPANDED = "1/N*(y'*y - 2*theta'*X'*y + theta'*X'*X*theta)"
QUADRATIC = {"v": "n", "A": "n n"}


def squared_distance() -> Derivation:
    """Section 2.1."""
    return wrt.diff("norm2(y - z)^2", "z", shapes={"y": "2", "z": "2"}).explain("components").derivation


def squared_entries() -> Derivation:
    """Section 2.2."""
    return wrt.diff("x.^2", "x", shapes={"x": "3"}, layout="numerator").explain("components").derivation


def sides_of_three() -> list:
    """Rule (3), with the transpose first as in the worksheet."""
    return [wrt.parse(side, shapes=QUADRATIC).node for side in ("D(v'*A*v, v)", "(A' + A)*v")]


def quadratic_form_by_entries() -> Derivation:
    """Section 3, for two entries."""
    return prove_by_components(*sides_of_three(), 2)


def quadratic_form_for_every_size() -> Derivation:
    """Section 3, for every size."""
    return prove_by_indices(*sides_of_three())


def linear_form() -> Derivation:
    """Rule (4)."""
    return wrt.diff("v'*u", "v").explain("indices").derivation


def expanded_objective() -> Derivation:
    """From (1) to (2)."""
    verdict = wrt.prove(OBJECTIVE, EXPANDED, shapes=REGRESSION)
    assert verdict.holds
    return verdict.derivation


def gradient_of_the_objective() -> Derivation:
    """Section 4.1."""
    return wrt.diff(EXPANDED, "theta", shapes=REGRESSION).explain("rules").derivation


def gradient_without_expanding() -> Derivation:
    """Section 4.1 from (1), by differentials."""
    return wrt.diff(OBJECTIVE, "theta", shapes=REGRESSION).explain("differentials").derivation


SECTIONS = (
    ("## 2.1 The distance of two vectors, squared",
     "Two entries are enough to see what the gradient is.", squared_distance),
    ("## 2.2 Every entry squared",
     ("A vector by a vector: in numerator layout a row for each entry of the function. The answer is a diagonal matrix, "
     "not a vector."), squared_entries),
    ("## 3 The derivative of a quadratic form",
     ("With two entries, from both ends: the left side is differentiated entry by entry, the right side is multiplied "
     "out, and both come to the same vector."), quadratic_form_by_entries),
    ("### For every size",
     "The same with indices instead of entries, where δ is 1 for equal indices and 0 for others.",
     quadratic_form_for_every_size),
    ("## 4 The linear term",
     "Rule (4) of the worksheet, which it leaves to the reader.", linear_form),
    ("## 4.1 The gradient of linear regression",
     "First the objective is multiplied out.", expanded_objective),
    ("### The gradient",
     "Then each term has a rule: the first is constant, the second is rule (4) with X'y for u, the third rule (3).",
     gradient_of_the_objective),
    ("### Without multiplying out",
     "Differentials reach the same gradient from the norm itself.", gradient_without_expanding),
)  # fmt: skip


def page() -> str:
    """The page as it should be."""
    sections = [f"{title}\n\n{words}\n\n{write(derive(), 'markdown', depth=1)}" for title, words, derive in SECTIONS]
    return "\n".join([HEAD, *sections])


def test_the_page_is_fresh():
    assert PAGE.read_text() == page()


if __name__ == "__main__":
    PAGE.write_text(page())
