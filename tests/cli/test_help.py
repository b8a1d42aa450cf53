"""The help, the version and what the shells complete."""

import shutil
import subprocess

import pytest

from cli.command import run
from wrt.cli.commands import COMMANDS
from wrt.cli.completion import script


def test_help_begins_with_examples(capsys):
    code, out, _ = run(capsys)
    assert code == 0
    assert out == run(capsys, "--help")[1]
    assert out.index("examples:") < out.index("commands") < out.index("options:")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command(capsys, name):
    code, out, _ = run(capsys, name, "--help")
    assert code == 0
    assert out.index("examples:") < out.index("arguments:") < out.index("options:")
    assert all(flag in out for option in COMMANDS[name].options for flag in option.flags)


def examples():
    """The examples of the help that can be run as they stand."""
    import shlex

    lines = [line.strip() for command in ("diff", "parse", "rules") for line in COMMANDS[command].examples.splitlines()]
    words = [shlex.split(line.partition("   ")[0]) for line in lines if line and "<" not in line]
    return [pytest.param(found[1:], id=" ".join(found)) for found in words]


@pytest.mark.parametrize("words", examples())
def test_the_examples_of_the_help_run(capsys, words):
    code, out, err = run(capsys, *words)
    assert (code, err) == (0, "")
    assert out


def test_version(capsys):
    from wrt import __version__

    assert run(capsys, "--version") == (0, f"wrt {__version__}\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_names_everything(shell):
    written = script(shell)
    for name, command in COMMANDS.items():
        assert name in written
        for option in command.options:
            assert all(flag.lstrip("-") in written for flag in option.flags)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_accepts_its_completion_script(shell, tmp_path):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    path = tmp_path / "wrt.completion"
    path.write_text(script(shell))
    done = subprocess.run([shell, "-n", path], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wrt di", "diff"),
        ("wrt diff x --layout nu", "numerator"),
        ("wrt diff x --sh", "--shape"),
        ("wrt completion z", "zsh"),
        ("wrt diff x --by comp", "components"),
        ("wrt pro", "prove"),
        ("wrt prove x --cert", "--certificate"),
    ],
)
def test_bash_completes(line, expected, tmp_path):
    path = tmp_path / "wrt.bash"
    path.write_text(script("bash"))
    words = line.split(" ")
    typed = f"COMP_WORDS=({' '.join(words)}) COMP_CWORD={len(words) - 1}"
    done = subprocess.run(["bash", "-c", f"source {path}; {typed}; _wrt; echo ${{COMPREPLY[@]}}"], capture_output=True,
                          text=True, timeout=30, check=True)  # fmt: skip
    assert done.stdout.split() == [expected]
