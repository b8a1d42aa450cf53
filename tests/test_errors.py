"""Every malformed input of `cases/errors.jsonl`: the code, the sentence, the place, and a help that really helps.

A row is a formula with its arguments, or a call; `at` is the part of the source under the carets (or its span),
`labels` the secondary places with their texts.  A row without `message` leaves the sentence open.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import numpy as np
import pytest

import wrt
from wrt.syntax.reader import read

ROWS = [json.loads(line) for line in (Path(__file__).parent / "cases" / "errors.jsonl").read_text("utf-8").splitlines()]
ARGUMENTS = ("shapes", "assume", "layout")
# what no message says: our own types, and words of Python
JARGON = re.compile(
    r"\b(Tree|Node|Span|Token|Unknown|Frame|Pending|NoneType|ndarray|dtype|tuple|kwargs|object at|numpy|Traceback)\b"
)
SECONDS = 2.0


def ask(row):
    if "call" in row:
        return eval("wrt." + row["call"], {"wrt": wrt, "np": np})
    given = {name: row[name] for name in ARGUMENTS if name in row}
    return wrt.diff(row["formula"], *row["wrt"], **given) if "wrt" in row else wrt.parse(row["formula"], **given)


def refused(row):
    with pytest.raises(wrt.WrtError) as caught:
        ask(row)
    return caught.value


def title(row):
    return ascii(row.get("formula", row.get("call")))[:60]


def formulas(help_text):
    """The formulas that a help shows: "did you mean f ?", "write f or g"."""
    found = re.fullmatch(r"did you mean (.*) \?|write (.*)", help_text, re.DOTALL)
    if not found:
        return []
    shown = found[1] or found[2]
    return [shown] if found[1] and " or " not in shown else re.split(r" or |, (?![^(\[]*[)\]])", shown)


def test_there_are_enough():
    assert len(ROWS) >= 80
    assert len({row["code"] for row in ROWS}) >= 30


@pytest.mark.parametrize("row", ROWS, ids=title)
def test_error(row):
    start = time.perf_counter()
    error = refused(row)
    assert time.perf_counter() - start < SECONDS
    assert (error.code, error.message) == (row["code"], row.get("message", error.message))
    place = error.span and (list(error.span) if isinstance(row["at"], list) else error.source[slice(*error.span)])
    assert place == row["at"]
    assert [f"{error.source[slice(*x.span)]}: {x.text}" for x in error.labels] == row.get("labels", [])
    assert error.help == row.get("help")
    assert set(row.get("notes", [])) <= set(error.notes)


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("help")], ids=title)
def test_what_is_suggested_is_accepted(row):
    for formula in formulas(row["help"]):
        if row["code"].startswith("E-syntax"):  # sizes are the next question
            read(formula)
        else:
            wrt.parse(formula, shapes={} if row["help"].startswith("write") else row.get("shapes"))


@pytest.mark.parametrize("row", ROWS, ids=title)
def test_the_error_can_be_shown(row):
    error = refused(row)
    said = [error.message, error.help or "", *error.notes, *(label.text for label in error.labels)]
    assert "message" not in row or not JARGON.search(" ".join(said))
    assert "error[" in str(error)
    for span in [error.span, *(label.span for label in error.labels)]:
        assert span is None or 0 <= span.start <= span.end <= len(error.source)
    assert json.loads(json.dumps(error.to_json()))["code"] == error.code


def test_sizes_that_were_inferred_say_where():
    error = refused({"formula": "x'*A*(A*x - b)", "shapes": {"A": "m n", "b": "m"}})
    assert str(error).splitlines() == [
        "error[E-shape-mul]: cannot multiply a row of length n by an m×n matrix",
        "  |  x'*A*(A*x - b)",
        "  |     ^",
        "  |  -- a row of length n",
        "  |  - x is taken for a vector of length n",
        "  |     - A is an m×n matrix (declared)",
        "  |        --- x gets its length n here",
        "  = help: did you mean x'*A'*(A*x - b) ?",
    ]


def test_both_readings_of_an_ambiguous_product_are_shown():
    error = refused({"formula": r"\mathbf{a} \odot X \mathbf{w}", "shapes": {"a": "n", "X": "p p", "w": "p"}})
    assert any(
        r"\mathbf{a} \odot (X \mathbf{w})" in note and r"(\mathbf{a} \odot X) \mathbf{w}" in note
        for note in error.notes
    )


def test_two_readings_of_names_are_named():
    assert any("x a scalar" in note and "y a scalar" in note for note in refused({"formula": "x*y"}).notes)


def test_values_that_are_not_numbers_are_passed_on():
    """NaN and infinity are values: what becomes of them is arithmetic."""
    assert np.isnan(wrt.parse("x'*x").array(x=[np.nan, 1.0]))
    assert wrt.parse("x'*x").array(x=[True, False]) == 1.0


def test_a_value_is_copied():
    given = np.ones(3)
    assert wrt.parse("x").array(x=given) is not given
