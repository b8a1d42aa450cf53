"""Where the commands read from: a folder, standard input; and what they answer."""

import io

import pytest

from cli.checked import DOCUMENT, FIT, OPEN, RIGHT, WRONG
from cli.command import run


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


@pytest.fixture
def answer(capsys, monkeypatch):
    """The command as a function of its words: standard output, standard error, exit code."""

    def call(*words, stdin=None):
        if stdin is not None:
            monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code, out, err = run(capsys, *words)
        return out, err, code

    return call
