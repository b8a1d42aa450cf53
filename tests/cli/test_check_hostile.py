"""`wrt check` of input that is hostile, of what takes long, and of what goes wrong."""

import io
import json
import os
import signal
import stat

import pytest

from cli.checked import RIGHT, WRONG, run
from wrt.checking.report import CheckedLine, Report
from wrt.cli import watch
from wrt.verdict import Verdict

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
