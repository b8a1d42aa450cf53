"""`wrt check`: files, directories and pipes, exit codes, formats and what is required."""

import io
import json
import os
import xml.etree.ElementTree as ET

import pytest

from cli.checked import DOCUMENT, RIGHT, WRONG, run
from wrt.cli import main

# ---- reports and exit codes


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["right.txt"], 0),
        (["wrong.md"], 1),
        (["open.tex"], 3),
        (["right.txt", "open.tex"], 3),
        (["open.tex", "wrong.md", "right.txt"], 1),
        (["wrong.md", "gone.md"], 2),
        (["gone.md", "open.tex"], 2),
        (["."], 1),
    ],
)
def test_exit_codes(capsys, folder, names, code):
    assert run(capsys, *names)[0] == code
    for face in ("json", "junit", "github", "html", "markdown", "text"):
        assert run(capsys, *names, "-f", face)[0] == code


def test_a_wrong_line(capsys, folder):
    code, out, err = run(capsys, "wrong.md")
    lines = out.splitlines()
    assert (code, err) == (1, "")
    at = lines.index(r"  8 ✗ &= 2A\mathbf{x}")
    assert lines[at - 1].startswith("  7 ✓ ")
    assert lines[at + 1].startswith("      differs: the left side is ")
    assert lines[at + 2 : at + 4] == [
        "      likely mistake: used symmetry without assumption",
        r"      right would be: = A \mathbf{x} + A^T \mathbf{x}",
    ]
    assert lines[-1] == "1 of 2 lines is wrong: line 8 (used symmetry without assumption)."


def test_what_is_said_besides(capsys, folder):
    assert run(capsys, "wrong.md", "-a", "A:symmetric")[0] == 0
    (folder / "row.txt").write_text("D(x'*A*x, x) = x'*(A + A')\n")
    assert run(capsys, "row.txt")[0] == 1
    assert run(capsys, "row.txt", "-l", "numerator")[0] == 0
    (folder / "sizes.txt").write_text("A*B = (B'*A')'\n")
    assert "A is" not in run(capsys, "sizes.txt", "-s", "A:m,n", "-s", "B:n,k")[1]


def test_plain_is_the_sum(capsys, folder):
    assert run(capsys, "right.txt", "-q") == (0, "the line is right\n", "")
    assert run(capsys, "right.txt", "fit.txt", "-q")[1].splitlines() == [
        "right.txt: the line is right", "fit.txt: all 4 lines are right", "2 files, 5 lines: 0 wrong, 0 undecided",
    ]  # fmt: skip


def test_verbose(capsys, folder):
    assert "by D(v'*A*v, v) = (A + A')*v" in run(capsys, "wrong.md", "-v")[1]


def test_many_files_have_titles(capsys, folder):
    lines = run(capsys, "right.txt", "wrong.md")[1].splitlines()
    assert lines.index("right.txt") < lines.index("wrong.md")
    assert lines[-1] == "2 files, 3 lines: 1 wrong in 1 file, 0 undecided"


# ---- where the files come from


def test_a_directory_is_a_table(capsys, folder):
    (folder / "a").mkdir()
    (folder / "a" / "deep.txt").write_text(RIGHT)
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.md").write_text(WRONG)
    code, out, _ = run(capsys, ".")
    rows = [line.split()[0] for line in out.splitlines()[1:-2]]
    assert code == 1
    assert rows == ["a/deep.txt", "fit.txt", "open.tex", "right.txt", "wrong.md"]
    assert "line 8 (used symmetry without assumption)" in out


def test_a_directory_without_documents(capsys, tmp_path):
    code, out, err = run(capsys, tmp_path)
    assert (code, out) == (2, "")
    assert "there is no document in" in err


@pytest.mark.parametrize("words", [[], ["-"]])
def test_standard_input(capsys, piped, words):
    piped(WRONG.encode())
    code, out, _ = run(capsys, *words)
    assert code == 1
    assert "  2 ✗ = 2*A*x" in out


def test_standard_input_has_a_name(capsys, piped):
    piped(RIGHT.encode())
    assert json.loads(run(capsys, "--json")[1])["files"][0]["file"] == "<stdin>"


def test_nothing_is_waited_for(capsys, monkeypatch, piped):
    piped(b"")
    assert run(capsys)[0] == 2
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    code, out, err = run(capsys)
    assert (code, out) == (2, "")
    assert "FILE is missing" in err


def test_a_file_is_checked_once(capsys, folder):
    assert len(json.loads(run(capsys, "right.txt", "right.txt", "--json")[1])["files"]) == 1


def test_a_notebook_is_named_by_cells(capsys, folder):
    cells = [{"cell_type": "code", "source": "1"}, {"cell_type": "markdown", "source": f"$$\n{WRONG.splitlines()[0]}\n$$"},
             {"cell_type": "markdown", "source": "Then\n\n$$ (A + A)x = A x $$\n"}]  # fmt: skip
    (folder / "a.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    code, out, _ = run(capsys, "a.ipynb", "-a", "A:invertible")
    assert code == 1
    assert "  3:3 ✗ (A + A)x = A x" in out
    assert "cell 3, line 3" in out.splitlines()[-1]
    assert "::error file=a.ipynb,title=wrong (cell 3%2C line 3)::" in run(capsys, "a.ipynb", "-f", "github")[1]


def test_nothing_to_judge(capsys, folder):
    (folder / "words.md").write_text("Only words.\n")
    assert run(capsys, "words.md") == (3, "No line to judge was found.\n", "")
    assert run(capsys, "words.md", "right.txt")[0] == 0


# ---- what is required


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--must-start", "J = norm2(X*theta - y)^2", "--must-end", "inv(X'*X)*X'*y"], 0),
        (["--must-contain", "X'*(X*theta - y)", "--must-contain", r"\theta = (X^T X)^{-1} X^T \mathbf{y}"], 0),
        (["--must-end", "theta = X'*y"], 1),
        (["--must-contain", "J", "--must-contain", "tr(X)"], 1),
        (["--must-start", "x + * y"], 2),
    ],
)
def test_required(capsys, folder, words, code):
    found, out, err = run(capsys, "fit.txt", *words)
    assert found == code
    assert ("must" in out) is (code < 2)
    assert ("error[E-" in err) is (code == 2)


def test_what_is_missing_is_a_failure(capsys, folder):
    _, out, _ = run(capsys, "fit.txt", "--must-contain", "tr(X)", "-f", "junit")
    (case,) = [case for case in ET.fromstring(out).iter("testcase") if case.find("failure") is not None]
    assert case.get("name") == "must contain tr(X)"


# ---- formats and outputs


def test_json(capsys, folder):
    record = json.loads(run(capsys, "wrong.md", "right.txt", "gone.md", "--json")[1])
    assert (record["schema"], record["ok"]) == (1, False)
    wrong, right, gone = record["files"]
    assert (wrong["file"], wrong["ok"], wrong["first_wrong"]) == ("wrong.md", False, 1)
    assert wrong["counts"] == {"lines": 2, "right": 1, "wrong": 1, "undecided": 0}
    assert wrong["lines"][1]["place"] == [8, 2]
    assert wrong["lines"][1]["counterexample"]["sizes"] == {"n": 2}
    assert right["ok"] is True
    assert gone["error"]["code"] == "E-file"


def test_annotations(capsys, folder):
    lines = run(capsys, "wrong.md", "open.tex", "gone.md", "-f", "github")[1].splitlines()
    assert lines[0].startswith(r"::error file=wrong.md,line=8,col=2,title=wrong::&= 2A\mathbf{x}%0Adiffers: ")
    assert [line.split()[0] for line in lines[1:]] == ["wrong.md:", "::warning", "open.tex:", "::error"]


@pytest.mark.parametrize(
    ("ending", "start"),
    [("html", "<!DOCTYPE html>"), ("md", "## wrong.md"), ("json", '{"schema": 1'), ("xml", "<?xml"), ("txt", "assumed"),
     ("log", "assumed")],
)  # fmt: skip
def test_the_output_names_its_format(capsys, folder, ending, start):
    code, out, err = run(capsys, "wrong.md", "-o", f"report.{ending}")
    assert (code, out) == (1, "")
    assert err == f"1 of 2 lines is wrong: line 8 (used symmetry without assumption) (report.{ending})\n"
    assert (folder / f"report.{ending}").read_text("utf-8").startswith(start)


def test_the_format_that_is_said_holds(capsys, folder):
    run(capsys, "wrong.md", "-o", "report.html", "-f", "junit", "-q")
    assert ET.parse(folder / "report.html").getroot().tag == "testsuites"


def test_an_output_that_cannot_be_written(capsys, folder):
    code, _, err = run(capsys, "right.txt", "-o", "no/such/report.html")
    assert code == 2
    assert "cannot write" in err


def test_no_input_is_written_over(capsys, folder):
    os.link("wrong.md", "same.md")
    for output in ("wrong.md", "./wrong.md", "same.md"):
        code, _, err = run(capsys, "wrong.md", "-o", output)
        assert code == 2
        assert "is one of the files to be checked" in err
    assert (folder / "wrong.md").read_text("utf-8") == DOCUMENT


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--timeout", "soon"], "is no number of seconds"),
        (["--timeout", "-1"], "is no number of seconds"),
        (["-f", "pdf"], "is no choice for -f"),
        (["--must"], "did you mean"),
        (["-s", "A"], "cannot read the declaration"),
        (["-a", "A:symetric"], 'did you mean "symmetric"?'),
    ],
)
def test_bad_options(capsys, folder, words, message):
    code, out, err = run(capsys, "right.txt", *words)
    assert (code, out) == (2, "")
    assert message in err


def test_bad_options_in_json(capsys, folder):
    code, out, err = run(capsys, "right.txt", "-a", "A:symetric", "--json")
    assert (code, err) == (2, "")
    assert json.loads(out)["ok"] is False


# ---- colour and width


@pytest.mark.parametrize(
    ("tty", "environment", "words", "coloured"),
    [
        (True, {}, [], True),
        (True, {"NO_COLOR": "1"}, [], False),
        (True, {"TERM": "dumb"}, [], False),
        (True, {}, ["--no-color"], False),
        (True, {}, ["-f", "text"], False),
        (True, {}, ["-o", "report.log"], False),
        (False, {}, [], False),
    ],
)
def test_colour(capsys, folder, monkeypatch, tty, environment, words, coloured):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: tty)
    out = run(capsys, "wrong.md", *words)[1]
    if "-o" in words:
        out = (folder / "report.log").read_text("utf-8")
    assert ("\x1b[1;31m✗\x1b[0m" in out) is coloured
    assert coloured or "\x1b" not in out


def test_the_width_of_the_terminal(capsys, folder, monkeypatch):
    monkeypatch.setattr("wrt.cli.checks.room_for_a_line", lambda: 60)
    lines = run(capsys, "wrong.md")[1].splitlines()
    assert max(map(len, lines)) <= 60
    assert "differs: the left side is [0; 1], the right side [0;" not in " ".join(lines)


def test_without_signs_where_the_terminal_has_none(capsys, folder, monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr("sys.stdout", stream)
    main(["check", "wrong.md"])
    stream.flush()
    assert b"  8 x &= 2A" in stream.buffer.getvalue()


def test_the_layout_of_the_command_overrides_the_document(capsys, folder):
    text = "---\nlayout: numerator\n---\n\n$$D(x'*A*x, x) = (A + A')*x$$\n"
    (folder / "row.md").write_text(text, "utf-8")
    assert run(capsys, "row.md")[0] == 1
    assert run(capsys, "row.md", "--layout", "denominator")[0] == 0
    assert run(capsys, "row.md", "--layout", "numerator")[0] == 1
