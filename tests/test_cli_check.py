"""`wrt check`: files, directories and pipes, exit codes, formats, what is required, and input that is hostile."""

import io
import json
import os
import signal
import stat
import xml.etree.ElementTree as ET

import pytest

from wrt.checking.report import CheckedLine, Report
from wrt.cli import main, watch
from wrt.verdict import Verdict

RIGHT = "(A + B)*x = A*x + B*x\n"
WRONG = "D(x'*A*x, x) = A*x + A'*x\n= 2*A*x\n"
OPEN = "x'*x >= 0\n"
FIT = "J = norm2(y - X*theta)^2\nD(J, theta) = -2*X'*y + 2*X'*X*theta\n0 = X'*X*theta - X'*y\ntheta = inv(X'*X)*X'*y\n"
DOCUMENT = r"""# Gradient

Let $A$ be an $n \times n$ matrix.

$$
\begin{aligned}
\frac{\partial}{\partial \mathbf{x}} \mathbf{x}^T A \mathbf{x} &= A\mathbf{x} + A^T\mathbf{x} \\
 &= 2A\mathbf{x}
\end{aligned}
$$
"""


def run(capsys, *words):
    code = main([str(word) for word in ("check", *words)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with a file of each kind."""
    files = {"right.txt": RIGHT, "wrong.md": DOCUMENT, "open.tex": OPEN, "fit.txt": FIT, "other.csv": WRONG}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def piped(monkeypatch):
    """Bytes on standard input."""

    def pipe(data):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))

    return pipe


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
        r"      right would be: = A \mathbf{x} + A^\top \mathbf{x}",
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


# ---- hostile input


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"x = x\nx = \xce\xb8 + \xff\n", "is not UTF-8 text: byte 0xFF at line 2, column 9"),
        (b"\xef\xbb\xbfx = \xff", "byte 0xFF at line 1, column 6"),
        (b"\x7fELF\x02\x00", "there is a NUL character at line 1, column 6"),
        ("x = x".encode("utf-16"), "save it as UTF-8"),
        (b"%PDF-1.7\n\xff", "it looks like PDF"),
    ],
)
def test_what_is_no_text(capsys, folder, piped, data, message):
    (folder / "bad.md").write_bytes(data)
    code, out, err = run(capsys, "bad.md")
    assert (code, out) == (2, "")
    assert "error[E-document]: bad.md" in err and message in err
    piped(data)
    assert "<stdin>" in run(capsys, "-")[2]


def test_other_line_ends_and_a_mark_at_the_beginning(capsys, folder):
    (folder / "dos.txt").write_bytes(b"\xef\xbb\xbf" + WRONG.replace("\n", "\r\n").encode())
    code, out, _ = run(capsys, "dos.txt")
    assert code == 1
    assert "  2 ✗ = 2*A*x\n" in out


def test_a_file_that_is_too_large(capsys, folder, monkeypatch):
    monkeypatch.setattr("wrt.cli.sources.MAX_BYTES", 10)
    code, _, err = run(capsys, "right.txt")
    assert code == 2
    assert "right.txt is larger than" in err


def test_a_file_without_end(capsys):
    code, _, err = run(capsys, "/dev/zero")
    assert code == 2
    assert "/dev/zero is larger than 2 MB" in err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(capsys, folder):
    (folder / "right.txt").chmod(stat.S_IWUSR)
    assert "Permission denied" in run(capsys, "right.txt")[2]


def test_a_huge_line_leaves_the_others_alone(capsys, folder):
    (folder / "huge.txt").write_text("x = x" + " + x" * 270_000 + "\n" + RIGHT)
    code, out, _ = run(capsys, "huge.txt")
    assert code == 3
    assert "E-too-large" in out and "  2 ✓ (A + B)*x" in out
    assert len(out) < 5000


@pytest.mark.parametrize("face", ["terminal", "text", "markdown", "html", "json", "junit", "github"])
def test_nothing_of_a_file_reaches_the_terminal_raw(capsys, folder, face):
    name = "a\x1b]0;title\x07.txt"
    (folder / name).write_bytes(b"A*B = \x1b[2J\x07B*A\n\xc2\x9b31m = x\nA*B = B*A\n")
    code, out, err = run(capsys, name, "gone\x1b[31m.txt", "-f", face)
    assert code == 2
    assert all(char.isprintable() or char == "\n" for char in out + err)


def test_many_lines(capsys, folder):
    (folder / "many.txt").write_text("\n" * 100_000 + RIGHT * 300)
    code, out, _ = run(capsys, "many.txt", "-q")
    assert (code, out) == (0, "all 300 lines are right\n")


# ---- what takes long, and what goes wrong


def begun():
    """A report with one line, as one that is being made."""
    return Report([CheckedLine("x = x", 0, Verdict("x = x", True, "identity"), place=(4, 1))])


def failing(monkeypatch, end):
    """A check that judges one line and then does something else."""

    def check(text, *rest, **more):
        if not text:
            return Report()
        report = begun()
        end()
        return report

    monkeypatch.setattr("wrt.cli.checks.check", check)


def forever():
    while True:
        pass


def interrupt():
    raise KeyboardInterrupt


def bug():
    raise ZeroDivisionError("a bug")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer here")
def test_a_line_that_takes_too_long(capsys, folder, monkeypatch):
    failing(monkeypatch, forever)
    code, out, _ = run(capsys, "right.txt", "wrong.md", "--timeout", "0.1")
    assert code == 3
    assert out.count("  4 ✓ x = x") == 2
    assert out.count("what stands after line 4 is not judged, since it takes more than 0.1 seconds.") == 2


def test_an_interruption_keeps_what_there_is(capsys, folder, monkeypatch):
    failing(monkeypatch, interrupt)
    code, out, _ = run(capsys, "right.txt", "wrong.md")
    assert code == 130
    assert out.count("  4 ✓ x = x") == 1
    assert "since the check was interrupted" in out


def test_a_bug_leaves_the_other_files_alone(capsys, folder, monkeypatch):
    failing(monkeypatch, bug)
    code, out, err = run(capsys, "right.txt", "wrong.md", "--json")
    assert code == 70
    assert [file["stopped"] != "" for file in json.loads(out)["files"]] == [True, True]
    assert err.count("this is a bug in wrt (ZeroDivisionError: a bug)") == 2


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer here")
def test_a_person_sees_how_far_it_is(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(watch, "PATIENCE", 0.0)

    def check():
        report = begun()
        while not stream.getvalue():
            pass
        return report

    report, ended = watch.Watch(20.0, stream).checked("a.md", check)
    assert (len(report), ended) == (1, None)
    assert stream.getvalue().startswith("\rchecking a.md: 1 line")
    assert stream.getvalue().endswith("\r" + " " * len("checking a.md: 1 line") + "\r")


def test_nobody_is_told_where_nobody_looks(capsys, folder, monkeypatch):
    monkeypatch.setattr(watch, "PATIENCE", 0.0)
    assert watch.onlooker() is None
    assert run(capsys, "fit.txt")[2] == ""


def test_the_help_begins_with_examples(capsys):
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert out.index("wrt check notes.md") < out.index("--must-start LINE")
