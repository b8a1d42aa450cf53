"""The command, as the tests call it."""

from __future__ import annotations

from wrt.cli import main


def run(capsys, *words):
    """Its exit code, and what stands on standard output and on standard error."""
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err
