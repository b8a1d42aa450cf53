"""The command line: what is printed where, exit codes, standard input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.command import run
from wrt import NoRule, WrtError
from wrt.cli import coloured, exit_code, formulas, wants_colour

RUN = [sys.executable, "-m", "wrt"]


def run_process(*words, **more):
    return subprocess.run([*RUN, *words], capture_output=True, text=True, timeout=60, check=False, **more)


# ---- one formula


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("v'*A*v", "v"), "(A + A')*v\n  layout: denominator, n×1\n"),
        (("v'*A*v", "v", "--layout", "numerator"), "v'*(A + A')\n  layout: numerator, 1×n\n"),
        (("v'*A*v", "v", "-a", "A:symmetric", "-q"), "2*A*v\n"),
        (("v'*A*v", "--wrt", "v", "--plain"), "(A + A')*v\n"),
        (("v'*A*v", "-q", "v", "--layout=both"), "v'*(A + A')\n(A + A')*v\n"),
        (("A*X*B", "X", "-q", "-s", "A:m,n", "-s", "X:n,p", "-s", "B:p,q"), "kron(B', A)\n"),
        (("-x'*x", "x", "-q"), "-2*x\n"),
        (("-a*x", "x", "-q"), "-a*eye(n)\n"),
        (("-q", "--", "-x", "x"), "-eye(n)\n"),
        (("D(v'*v, v)", "-q"), "2*v\n"),
        ((r"\frac{\partial}{\partial \mathbf{v}} \mathbf{v}^T \mathbf{v}", "-q"), "2*v\n"),
    ],
)
def test_diff_prints_the_answer(capsys, words, expected):
    assert run(capsys, "diff", *words) == (0, expected, "")


def test_conditions_and_notes_stand_under_the_answer(capsys):
    _, out, _ = run(capsys, "diff", "logdet(X)", "X", "-a", "X:symmetric")
    answer, *remarks = out.splitlines()
    assert answer == "inv(X)"
    assert "  if: X is invertible" in remarks
    assert any(line.startswith("  note: X is symmetric") for line in remarks)


def test_code_carries_its_remarks_as_comments(capsys):
    _, out, _ = run(capsys, "diff", "A*x", "x", "--format", "numpy")
    scope = {}
    exec(out, scope)
    assert "# layout: denominator" in out


def test_verbose_says_how_the_formula_was_understood(capsys):
    _, out, err = run(capsys, "diff", "A*x", "x", "-v", "-q", "-s", "A:m,n")
    assert out == "A'\n"
    assert err.splitlines() == ["understood as: A*x", "  A: m×n matrix", "  x: vector of length n (guessed)"]


def test_json_record(capsys):
    code, out, _ = run(capsys, "diff", "v'*A*v", "v", "--json")
    record = json.loads(out)
    assert code == 0
    assert record["schema"] == 1
    assert record["ok"] is True
    assert (record["text"], record["layout"], record["shape"]) == ("(A + A')*v", "denominator", ["n"])


def test_json_of_both_layouts_is_one_record(capsys):
    _, out, _ = run(capsys, "diff", "v'*A*v", "v", "--json", "--layout", "both")
    layouts = json.loads(out)["layouts"]
    assert {name: record["text"] for name, record in layouts.items()} == {
        "numerator": "v'*(A + A')",
        "denominator": "(A + A')*v",
    }


def test_json_error_is_a_record_too(capsys):
    code, out, err = run(capsys, "diff", "v'*", "v", "--json")
    record = json.loads(out)
    assert (code, err) == (2, "")
    assert record["ok"] is False
    assert record["error"]["code"] == "E-syntax-missing-operand"


def test_parse_shows_shapes(capsys):
    _, out, _ = run(capsys, "parse", "X*theta - y", "-s", "X:N,p")
    assert out.splitlines()[0] == "X*theta - y"
    assert "  shape: N×1" in out
    assert "  X: N×p matrix\n  theta: vector of length p (guessed)\n  y: vector of length N (guessed)" in out


# ---- exit codes and errors


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["diff", "x +", "x"], 2, "error[E-syntax-missing-operand]"),
        (["diff", "x", "y"], 2, "did you mean x?"),
        (["diff", "x < 3", "x"], 3, "error[E-unsupported]"),
        (["diff", "A*x", "x", "--shape", "A"], 2, "A:m,n declares a matrix"),
        (["diff", "A*x", "x", "--shape", "A:m,n,p"], 2, "error[E-shape]"),
        (["diff", "A*x", "x", "--assume", "A:symetric"], 2, 'did you mean "symmetric"?'),
        (["diff"], 2, "FORMULA is missing"),
        (["dif", "x", "x"], 2, "did you mean `wrt diff`?"),
        (["x'*x", "x"], 2, "to differentiate a formula: wrt diff"),
        (["frobnicate"], 2, "one of diff, prove, minimize, fit, check, verify, parse"),
        (["diff", "x", "x", "--layuot", "both"], 2, "did you mean --layout?"),
        (["diff", "x", "x", "--layout", "numeratr"], 2, "did you mean numerator?"),
        (["diff", "x", "x", "--layout"], 2, "--layout needs a value"),
        (["diff", "x", "x", "--json=1"], 2, "--json takes no value"),
        (["parse", "x", "y"], 2, "one argument too many"),
        (["completion", "tcsh"], 2, "one of bash, zsh, fish"),
    ],
)
def test_bad_input_is_explained_on_standard_error(capsys, words, code, message):
    found, out, err = run(capsys, *words)
    assert (found, out) == (code, "")
    assert message in err
    assert "Traceback" not in err


def test_exit_codes_of_errors():
    assert exit_code(WrtError("E-shape", "")) == 2
    assert exit_code(NoRule("E-no-rule", "")) == 3


def test_a_bug_asks_for_a_report(capsys, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("out of cheese")

    monkeypatch.setattr(formulas, "diff", fail)
    monkeypatch.delenv("WRT_DEBUG", raising=False)
    code, out, err = run(capsys, "diff", "x", "x")
    assert (code, out) == (70, "")
    assert "this is a bug in wrt (RuntimeError: out of cheese)" in err
    assert "Traceback" not in err
    monkeypatch.setenv("WRT_DEBUG", "1")
    assert "Traceback" in run(capsys, "diff", "x", "x")[2]


def test_interrupt(capsys, monkeypatch):
    def interrupt(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(formulas, "diff", interrupt)
    assert run(capsys, "diff", "x", "x")[0] == 130


def test_colour_only_where_a_person_looks(monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colour(Terminal())
    assert not wants_colour(open(os.devnull))  # noqa: PTH123, SIM115 (any stream that is no terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())


def test_colour_marks_the_code_and_the_carets():
    shown = coloured("error[E-x]: no\n  |  x +\n  |    ^\n  = help: yes")
    assert shown.splitlines()[0] == "\x1b[1;31merror[E-x]:\x1b[0m no"
    assert shown.splitlines()[2] == "\x1b[31m  |    ^\x1b[0m"
    assert shown.splitlines()[3] == "  = help: yes"


# ---- standard input


def test_batch_gives_a_json_line_each():
    given = "v'*A*v\n\nx'*y ; y\n[a, b; c, d]*v\nv'*\nA*x\tx\nv < 1\n"
    done = run_process("diff", "-", "v", input=given)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["line"], r["ok"]) for r in records] == [
        (1, True), (3, True), (4, True), (5, False), (6, True), (7, False),
    ]  # fmt: skip
    assert [r["text"] for r in records if r["ok"]] == ["(A + A')*v", "x", "[a, c; b, d]", "A'"]
    assert done.returncode == 3
    assert done.stderr == ""


def test_batch_parses():
    done = run_process("parse", "-", input="A*x\n")
    assert json.loads(done.stdout)["text"] == "A*x"


def test_batch_survives_what_no_formula_is():
    long = "x+" * 600_000 + "x"
    given = b"\xff\xfe*x\n" + long.encode() + b"\n" + b"(" * 20_000 + b"\n\x00\nx'*x"
    done = subprocess.run([*RUN, "diff", "-", "x"], input=given, capture_output=True, timeout=120, check=False)
    records = [json.loads(line) for line in done.stdout.decode().splitlines()]
    codes = [r["error"]["code"] if not r["ok"] else r["text"] for r in records]
    assert codes == ["E-syntax-character", "E-too-large", "E-too-deep", "E-syntax-character", "2*x"]
    assert done.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_a_terminal_is_told_that_it_is_read():
    import pty

    leader, follower = pty.openpty()
    with subprocess.Popen(
        [*RUN, "diff", "-", "x"], stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        os.write(leader, b"x'*x\n\x04")
        out, err = process.communicate(timeout=30)
    assert b"one a line; end with Ctrl-D" in err
    assert json.loads(out)["text"] == "2*x"
    os.close(leader)
    os.close(follower)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_nobody_reads_the_output():
    command = f'yes "x\'*x" | head -3000 | {sys.executable} -m wrt diff - x | head -1; echo ${{PIPESTATUS[2]}}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "141"
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_output_that_cannot_be_written():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*RUN, "diff", "x'*x", "x"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert (done.returncode, done.stderr) == (74, "error: the output cannot be written: No space left on device\n")


def test_output_that_is_closed():
    done = subprocess.run(["bash", "-c", f"{sys.executable} -m wrt diff x x >&-"], capture_output=True, text=True,
                          timeout=60, check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_output_that_cannot_show_a_character_shows_its_code():
    done = run_process("diff", "v'*v", "v", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stdout) == (0, "2*v\n  layout: denominator, n\\xd71\n")


# ---- the table of shortcuts


def test_rules_prints_the_table(capsys):
    code, out, _ = run(capsys, "rules", "--table", "--format", "text")
    rows = [line.split("  ") for line in out.splitlines()]
    assert code == 0
    assert len(rows) == 11
    assert [cell.strip() for cell in rows[7] if cell] == ["D(v'*A*v, v)", "v'*(A + A')", "1×N", "(A + A')*v", "N×1"]


@pytest.mark.parametrize("notation", ["unicode", "text", "latex", "markdown"])
def test_the_table_in_every_notation(capsys, notation):
    _, out, _ = run(capsys, "rules", "--table", "--format", notation)
    assert len(out.splitlines()) >= 11


@pytest.mark.parametrize("notation", ["unicode", "text", "latex", "markdown"])
def test_rules_in_every_notation(capsys, notation):
    _, out, _ = run(capsys, "rules", "--format", notation)
    assert len(out.splitlines()) > 600


def test_the_table_as_json(capsys):
    _, out, _ = run(capsys, "rules", "v'*A*v", "--table", "--json")
    rows = json.loads(out)
    assert [row["denominator"]["text"] for row in rows] == ["(A + A')*v", "2*A*v"]
    assert rows[1]["note"] == "if A is symmetric"


def test_rules_by_name(capsys):
    _, out, _ = run(capsys, "rules", "inv", "mul", "--format", "text")
    assert out.splitlines()[0].split("  ", 1)[0] == "inv_mul"
    assert "where A is invertible, B is invertible" in out


def test_rules_by_shape_as_json(capsys):
    _, out, _ = run(capsys, "rules", "inv(P*Q)", "--json")
    found = json.loads(out)[0]
    assert (found["name"], found["statement"]) == ("inv_mul", "inv(A*B) = inv(B)*inv(A)")
    assert found["conditions"] == ["A is invertible", "B is invertible"]


def test_no_rule_is_found(capsys):
    code, out, err = run(capsys, "rules", "zzzz")
    assert (code, out, err) == (0, "", "no rule is found by 'zzzz'\n")


# ---- start


def test_start_imports_nothing_heavy():
    heavy = {
        "numpy",
        "scipy",
        "sympy",
        "jax",
        "rich",
        "argparse",
        "dataclasses",
        "inspect",
        "json",
        "logging",
        "difflib",
    }
    program = (
        "import sys; from wrt.cli import main; main(['diff', \"v'*A*v\", 'v']); "
        f"print(*sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr.split() == []


def test_the_module_runs_as_the_command():
    done = run_process("diff", "v'*v", "v", "-q")
    assert (done.returncode, done.stdout) == (0, "2*v\n")
