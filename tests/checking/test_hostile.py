"""What no document may do: break the checker, take it long, or make it read anything but what it was given."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from wrt.checking.reading.pieces import pieces

BROKE = sorted((Path(__file__).parent / "broke").iterdir())
LONG = ["\\begin{align}", "$ ", "$x", "\\[", "|a|b|\n", "# a\n$x=1$\n", "```\n", "\\\\", "{", "- $", "x = ", "((", "&"]


@pytest.mark.parametrize("path", BROKE, ids=[path.name for path in BROKE])
def test_what_once_broke_it(path):
    text = path.read_text()
    for ask in (lambda: wrt.check(text, name=path.name.removesuffix(".txt")), lambda: wrt.check(text.splitlines())):
        try:
            ask().to_json()
        except wrt.WrtError as error:
            assert error.code.startswith("E-")


@pytest.mark.parametrize("part", LONG)
def test_the_readers_are_linear(part):
    assert isinstance(pieces(part * 20_000), list)


@given(st.text(st.sampled_from("$\\[]{}()&=^_'*+-|#\n\t abxAX12.,;:%<>\u00e9\u2207"), max_size=120), st.sampled_from(
    ["a.md", "a.tex", "a.txt"]))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_text_is_reported_on(text, name):
    report = wrt.check(text, name=name)
    assert [line.index for line in report] == list(range(len(report)))


def test_what_is_too_long_is_refused():
    with pytest.raises(wrt.WrtError, match="E-document"):
        wrt.check("x" * 3_000_000)


def test_a_document_names_files_in_vain(tmp_path):
    secret = tmp_path / "secret.tex"
    secret.write_text("$1 + 1 = 3$")
    report = wrt.check(f"\\input{{{secret}}} \\include{{{secret}}} ![]({secret}) $1 + 1 = 2$", name="a.tex")
    assert [line.source for line in report] == ["1 + 1 = 2"]
    notebook = {"cells": [{"cell_type": "code", "source": f"%run {secret}"}]}
    assert len(wrt.check(json.dumps(notebook), name="a.ipynb")) == 0
