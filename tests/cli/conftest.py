"""Where `wrt check` reads from: a folder, and standard input."""

import io

import pytest

from cli.checked import DOCUMENT, FIT, OPEN, RIGHT, WRONG


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
