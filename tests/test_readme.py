"""What the README shows is what the program prints; run this file as a script to put the present output in."""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from wrt.cli import main

README = Path(__file__).parents[1] / "README.md"
CONSOLE = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
PYTHON = re.compile(r"(?<=```python\n).*?(?=```)", re.DOTALL)


def shown(text):
    """The commands of the console blocks, each with the output under it."""
    for block in CONSOLE.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output.rstrip()


def printed(command):
    """What a command prints, errors included."""
    program, *words = shlex.split(command)
    assert program == "wrt"
    stream = io.StringIO()
    with contextlib.chdir(README.parent), contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        main(words)
    return stream.getvalue().rstrip()


def examples():
    """The Python blocks as one session: pairs of a statement and the output under it."""
    import doctest

    return doctest.DocTestParser().get_examples("\n".join(PYTHON.findall(README.read_text())))


def evaluated():
    """The statements of the Python blocks with what they print now."""
    scope = {}
    for example in examples():
        stream = io.StringIO()
        with contextlib.redirect_stdout(stream):
            exec(compile(example.source, "README", "single"), scope)
        yield example, stream.getvalue()


@pytest.mark.parametrize(("command", "output"), [pytest.param(*pair, id=pair[0]) for pair in shown(README.read_text())])
def test_console_output(command, output):
    assert printed(command) == output


def test_python_output():
    assert [(e.source, e.want) for e in examples()] == [(e.source, output) for e, output in evaluated()]


def refresh():
    """Put the present output into the README."""
    text = README.read_text()
    for block in CONSOLE.findall(text):
        commands = re.findall(r"^\$ (.*)$", block, flags=re.MULTILINE)
        text = text.replace(block, "".join(f"$ {command}\n{printed(command)}\n" for command in commands))
    outputs = iter(list(evaluated()))
    for block in PYTHON.findall(text):
        count = len(re.findall(r"^>>> ", block, flags=re.MULTILINE))
        parts = [next(outputs) for _ in range(count)]
        text = text.replace(block, "".join(f">>> {e.source}{output}" for e, output in parts))
    README.write_text(text)


if __name__ == "__main__":
    refresh()
