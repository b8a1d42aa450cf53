"""`wrt diff --steps` and its relatives: the derivation, then the answer, in every format."""

import json
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

import wrt
from cli.command import run
from wrt.cli.commands import DOCUMENTS
from wrt.cli.steps import size

QUAD = ("diff", "v'*A*v", "v")


def test_the_derivation_comes_first_and_then_the_answer_as_ever(capsys):
    code, out, err = run(capsys, *QUAD, "--steps")
    plain = run(capsys, *QUAD)[1]
    steps = wrt.diff("v'*A*v", "v").steps
    assert (code, err) == (0, "")
    assert out == f"{steps.write('text')}\n\n{plain}" or out.endswith(f"\n\n{plain}")
    assert run(capsys, *QUAD, "-S")[1] == out


@pytest.mark.parametrize("words", [["--depth", "2"], ["--by", "differentials"], ["--size", "2"]])
def test_what_is_about_steps_asks_for_steps(capsys, words):
    _, out, _ = run(capsys, *QUAD, *words)
    assert len(out.splitlines()) > len(run(capsys, *QUAD)[1].splitlines())


def test_plain_is_the_derivation_alone(capsys):
    _, out, _ = run(capsys, *QUAD, "-S", "-q")
    assert "layout" not in out
    assert "(A + A')*v" in out


def test_depth_opens_steps(capsys):
    words = ("diff", "exp(x'*A*x)*log(t)", "x", "-S")
    lengths = [len(run(capsys, *words, "--depth", depth)[1].splitlines()) for depth in "123"]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize("by", ["rules", "differentials", "components", "indices"])
def test_every_telling_ends_in_the_same_answer(capsys, by):
    code, out, err = run(capsys, *QUAD, "--by", by)
    assert (code, err) == (0, "")
    assert out.endswith("\n\n(A + A')*v\n  layout: denominator, n×1\n")


def test_sizes_by_name(capsys):
    _, out, _ = run(capsys, "diff", "A*x", "x", "-s", "A:m,n", "--size", "n:3,m:2")
    assert "A[1,3]" in out
    assert "A[3,1]" not in out
    assert size("n:3, m:2") == {"n": 3, "m": 2}


@pytest.mark.parametrize("given", ["x", "n:", ":2", "n:x", "n:2,", "-1", "2.5", "n:²", "9" * 50])
def test_a_size_that_cannot_be_read(capsys, given):
    code, out, err = run(capsys, *QUAD, "--size", given)
    assert (code, out) == (2, "")
    assert "error[E-size]" in err


@pytest.mark.parametrize("given", ["0", "50", "n:1000000"])
def test_a_size_that_is_too_large_to_write_out(capsys, given):
    code, out, err = run(capsys, *QUAD, "--size", given)
    assert (code, out) == (2, "")
    assert err.startswith("error[E-")


@pytest.mark.parametrize(
    ("words", "message"), [(("--depth", "4"), "one of 1, 2, 3"), (("--by", "ruls"), "did you mean rules?")]
)
def test_choices_are_checked(capsys, words, message):
    code, out, err = run(capsys, *QUAD, *words)
    assert (code, out) == (2, "")
    assert message in err


# ---- formats


@pytest.mark.parametrize("notation", ["text", "unicode", "latex", "index", "numpy", *DOCUMENTS])
@pytest.mark.parametrize("more", [[], ["--layout", "both"], ["--depth", "3", "-q"]])
def test_every_format(capsys, notation, more):
    code, out, err = run(capsys, "diff", "logdet(X)", "X", "-a", "X:symmetric", "-S", "-f", notation, *more)
    assert (code, err) == (0, "")
    assert out.strip()
    assert ("denominator" in out) == ("-q" not in more)


@pytest.mark.parametrize("notation", DOCUMENTS)
def test_a_format_of_documents_asks_for_steps(capsys, notation):
    assert run(capsys, *QUAD, "-f", notation) == run(capsys, *QUAD, "-f", notation, "--steps")


def test_both_layouts_make_one_document(capsys):
    _, page, _ = run(capsys, *QUAD, "-l", "both", "-f", "html-page")
    assert page.count("<!DOCTYPE") == page.count("</html>") == 1
    _, paper, _ = run(capsys, *QUAD, "-l", "both", "-f", "latex-document")
    assert paper.count(r"\documentclass") == paper.count(r"\end{document}") == 1


def test_the_page_is_closed(capsys):
    opened = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in ("meta", "br"):
                opened.append(tag)

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Reader().feed(run(capsys, "diff", "logdet(X)", "X", "-f", "html-page", "--depth", "3")[1])
    assert opened == []


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
def test_the_document_compiles(capsys, tmp_path):
    (tmp_path / "page.tex").write_text(run(capsys, "diff", "logdet(X)", "X", "-f", "latex-document")[1])
    subprocess.run(["pdflatex", "-halt-on-error", "page.tex"], cwd=tmp_path, check=True, capture_output=True)


def test_conditions_stand_in_documents(capsys):
    _, out, _ = run(capsys, "diff", "logdet(X)", "X", "-f", "markdown")
    assert "Layout: denominator, n×n. Valid if $X$ is invertible." in out


def test_code_carries_its_derivation_as_comments(capsys):
    _, out, _ = run(capsys, *QUAD, "-S", "-f", "numpy")
    scope = {}
    exec(out, scope)
    assert out.startswith("# D(v'*A*v, v) = ")


# ---- records


def test_json_with_steps(capsys):
    _, out, _ = run(capsys, *QUAD, "--json", "-S")
    record = json.loads(out)
    assert record["text"] == "(A + A')*v"
    assert record["steps"] == wrt.diff("v'*A*v", "v").steps.to_json()
    assert "steps" not in json.loads(run(capsys, *QUAD, "--json")[1])


def test_json_with_both_layouts(capsys):
    _, out, _ = run(capsys, *QUAD, "--json", "-S", "-l", "both")
    assert all(record["steps"]["parts"] for record in json.loads(out)["layouts"].values())


def test_batch_with_steps(capsys, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("v'*A*v\nv'*\nlog(v)\n"))
    code, out, _ = run(capsys, "diff", "-", "v", "--by", "differentials")
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert [bool(record.get("steps")) for record in records] == [True, False, True]


# ---- certificates


def test_a_certificate_in_a_file(capsys, tmp_path):
    path = tmp_path / "c.json"
    code, out, err = run(capsys, *QUAD, "--certificate", str(path))
    assert (code, out, err) == (0, "(A + A')*v\n  layout: denominator, n×1\n", "")
    assert wrt.verify(path.read_text()).claim == "D(v'*A*v, v) = (A + A')*v"


def test_a_certificate_alone_on_standard_output(capsys):
    _, out, _ = run(capsys, *QUAD, "--certificate", "-")
    assert wrt.verify(out).claim == "D(v'*A*v, v) = (A + A')*v"


def test_a_certificate_within_the_record(capsys):
    _, out, _ = run(capsys, *QUAD, "--certificate", "-", "--json", "-l", "both")
    assert all(wrt.verify(record["certificate"]) for record in json.loads(out)["layouts"].values())


@pytest.mark.parametrize("words", [["-l", "both"], ["-l", "both", "--json"]])
def test_a_file_holds_one_certificate(capsys, tmp_path, words):
    code, out, err = run(capsys, *QUAD, "--certificate", str(tmp_path / "c"), *words)
    assert (code, out) == (2, "")
    assert "one formula in one layout" in err


def test_a_certificate_that_cannot_be_written(capsys, tmp_path):
    code, _, err = run(capsys, *QUAD, "--certificate", str(tmp_path / "no" / "c.json"))
    assert code == 2
    assert "error[E-file]: cannot write" in err
