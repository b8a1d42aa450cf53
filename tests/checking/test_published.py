"""The published derivations: the first wrong line of each, from text and from LaTeX, and the mistake in words."""

import pytest

import published
import wrt

CASES = published.read("derivations-*.jsonl")
NAMED = 0.8


def checked(case, kind):
    shapes = {name: " ".join(map(str, dims)) for name, dims in case["vars"].items()}
    return wrt.check(case[kind], shapes=shapes, assume=case["assume"], layout=case["layout"])


@pytest.mark.parametrize("kind", ["text_lines", "lines"])
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_first_wrong_line_is_found(case, kind):
    report = checked(case, kind)
    assert report.first_wrong == case["first_wrong"]
    assert not report.undecided
    for index in case.get("given", []):
        assert str(report.lines[index].verdict).startswith("Given")


@pytest.mark.skipif(not CASES, reason="the published cases are not here")
@pytest.mark.parametrize("kind", ["text_lines", "lines"])
def test_the_mistake_is_named(kind):
    wrong = [case for case in CASES if case["error"]]
    named = [case["id"] for case in wrong
             if checked(case, kind).lines[case["first_wrong"]].mistake.startswith(case["error"])]  # fmt: skip
    assert len(named) >= NAMED * len(wrong)
