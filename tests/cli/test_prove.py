"""`wrt prove` and `wrt verify`: verdicts, exit codes, proofs and counterexamples, certificates and their refusal."""

import io
import json
import shlex
import shutil
import subprocess

import pytest

import wrt
from cli.command import run
from wrt.cli.commands import COMMANDS, DOCUMENTS

TRUE, FALSE = "inv(A*B) = inv(B)*inv(A)", "(A*B)' = A'*B'"


@pytest.fixture
def undecided(monkeypatch):
    """A verdict that leaves every claim open."""

    def prove(left, *_rest):
        return wrt.Verdict(left, None, "evaluation", "both sides agree at 24 random points", agreed=24)

    monkeypatch.setattr("wrt.cli.claims.prove", prove)


# ---- verdicts


def test_proved(capsys):
    code, out, err = run(capsys, "prove", TRUE)
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == f"Proved: {TRUE}"
    assert {"  if: A is invertible", "  if: B is invertible"} <= set(lines)
    blank = lines.index("")
    assert lines[blank + 1].startswith(f"{TRUE}   by ")
    assert err == "note: guessed: A: n×n matrix, B: n×n matrix (--shape declares them)\n"


def test_refuted(capsys):
    code, out, err = run(capsys, "prove", FALSE, "-s", "A:n,n", "-s", "B:n,n")
    found = wrt.prove(FALSE, shapes={"A": "n n", "B": "n n"})
    lines = out.splitlines()
    assert (code, err) == (1, "")
    assert lines[:2] == [f"Refuted: {FALSE}", "      n = 2"]
    assert len({line.index("=") for line in lines[1:6]}) == 1
    assert [line.split(" = ")[0].strip() for line in lines[1:6]] == ["n", "A", "B", "left", "right"]
    assert lines[6:] == [f"  true if: {found.true_if[0]}"]


def test_undecided(capsys, undecided):
    code, out, _ = run(capsys, "prove", "A = A")
    assert (code, out) == (3, "Undecided: A = A\n  evidence: both sides agree at 24 random points\n")


def test_different_shapes_are_an_answer(capsys):
    code, out, err = run(capsys, "prove", "A", "B", "-s", "A:m,n", "-s", "B:n,m")
    assert (code, err) == (1, "")
    assert out.startswith("Refuted: A = B\n  reason: the two sides have different shapes")


@pytest.mark.parametrize("more", [[], ["--steps"], ["--depth", "2"]])
def test_two_sides_or_an_equation_in_both_notations(capsys, more):
    one = run(capsys, "prove", "(A*x)' = x'*A'", *more)
    assert one == run(capsys, "prove", "(A*x)'", "x'*A'", *more)
    assert run(capsys, "prove", r"(A \mathbf{x})^T = \mathbf{x}^T A^T", *more) == one


@pytest.mark.parametrize(("claim", "word"), [(TRUE, "Proved"), (FALSE, "Refuted")])
def test_plain_is_one_word(capsys, claim, word):
    _, out, err = run(capsys, "prove", claim, "-q")
    assert (out, err) == (f"{word}\n", "")


def test_plain_with_steps(capsys):
    _, out, _ = run(capsys, "prove", TRUE, "-q", "-S")
    assert out.splitlines()[:2] == ["Proved", ""]
    assert len(out.splitlines()) > 2


def test_assumptions(capsys):
    words = ("prove", "A*B", "(B*A)'")
    assert run(capsys, *words, "-q")[0] == 1
    assert run(capsys, *words, "-q", "-a", "A:symmetric", "-a", "B:symmetric")[0] == 0


def test_the_layout(capsys):
    assert run(capsys, "prove", "D(v'*A*v, v) = v'*(A + A')", "-q", "-l", "numerator")[0] == 0
    assert run(capsys, "prove", "D(v'*A*v, v) = v'*(A + A')", "-q")[0] == 1


def test_the_convention_is_named(capsys):
    _, out, _ = run(capsys, "prove", "D(tr(X*A), X) = A'", "-a", "X:symmetric")
    assert "  convention: unconstrained (unconstrained derivatives)" in out.splitlines()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["prove"], 2, "CLAIM is missing"),
        (["prove", "A"], 2, "error[E-claim]"),
        (["prove", "A = "], 2, "error[E-syntax-missing-operand]"),
        (["prove", "A", "B = C"], 2, "error[E-claim]"),
        (["prove", "A", "B", "C"], 2, "one argument too many"),
        (["prove", "A = A", "--layout", "both"], 2, "'both' is no choice"),
        (["prove", "A = A", "--by", "differentials"], 2, "is no choice for --by"),
        (["prove", "A = A", "-a", "A:symetric"], 2, 'did you mean "symmetric"?'),
        (["prove", "x < y"], 3, "error[E-unsupported]"),
        (["prove", "-", "--certificate", "c"], 2, "--certificate is for one claim"),
        (["verify"], 2, "FILE is missing"),
    ],
)
def test_bad_input(capsys, words, code, message):
    found, out, err = run(capsys, *words)
    assert (found, out) == (code, "")
    assert message in err


# ---- tellings and formats


@pytest.mark.parametrize("by", ["rules", "components", "indices"])
def test_every_telling(capsys, by):
    code, out, _ = run(capsys, "prove", "tr(A*B) = tr(B*A)", "-s", "A:m,n", "--by", by)
    assert code == 0
    assert len(out.splitlines()) > 2


def test_sizes_of_components(capsys):
    words = ("prove", "tr(A*B) = tr(B*A)", "-s", "A:m,n")
    assert "A[1,3]" in run(capsys, *words, "--size", "m:1,n:3")[1]
    assert run(capsys, *words, "--size", "no")[0] == 2


def test_what_cannot_be_told_in_a_way_says_so_under_the_verdict(capsys):
    code, out, err = run(capsys, "prove", TRUE, "--by", "components", "--size", "4", "-s", "A:n,n")
    assert (code, out.splitlines()[0]) == (2, f"Proved: {TRUE}")
    assert "error[E-" in err


def test_the_convention_holds_in_every_telling(capsys):
    for by in ("components", "indices"):
        code, out, _ = run(capsys, "prove", "D(tr(X*A), X) = (A + A')/2", "-a", "X:symmetric", "--by", by)
        assert (code, "convention: projected" in out) == (0, True)


@pytest.mark.parametrize("notation", ["text", "unicode", "latex", *DOCUMENTS])
@pytest.mark.parametrize("claim", [TRUE, FALSE, "D(logdet(X), X) = inv(X)'", "A*x = x"])
def test_every_format(capsys, claim, notation):
    code, out, _ = run(capsys, "prove", claim, "-f", notation)
    assert code == (0 if wrt.prove(claim).holds else 1)
    assert ("Proved" if code == 0 else "Refuted") in out


def test_sides_of_other_shapes_in_every_format(capsys):
    for notation in ("unicode", "latex", *DOCUMENTS):
        code, out, _ = run(capsys, "prove", "A = B", "-s", "A:2,3", "-s", "B:3,2", "-f", notation)
        assert (code, "different shapes" in out) == (1, True)


def test_an_open_claim_in_every_format(capsys, undecided):
    for notation in ("unicode", "latex", *DOCUMENTS):
        code, out, _ = run(capsys, "prove", "A = A", "-f", notation)
        assert (code, "24 random points" in out) == (3, True)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
@pytest.mark.parametrize("claim", [TRUE, FALSE])
def test_the_document_compiles(capsys, tmp_path, claim):
    (tmp_path / "page.tex").write_text(run(capsys, "prove", claim, "-f", "latex-document")[1])
    subprocess.run(["pdflatex", "-halt-on-error", "page.tex"], cwd=tmp_path, check=True, capture_output=True)


# ---- records


def test_json(capsys):
    code, out, err = run(capsys, "prove", TRUE, "--json")
    record = json.loads(out)
    assert (code, err) == (0, "")
    assert (record["schema"], record["ok"], record["verdict"], record["holds"]) == (1, True, "Proved", True)
    assert record["derivation"]["parts"]
    assert record["symbols"] == {"A": ["n", "n"], "B": ["n", "n"]}
    assert record["guessed"] == ["A", "B"]
    assert wrt.verify(record["certificate"]).claim == TRUE


def test_json_of_a_refutation(capsys):
    code, out, _ = run(capsys, "prove", FALSE, "--json")
    record = json.loads(out)
    assert (code, record["holds"], record["derivation"], record["certificate"]) == (1, False, None, None)
    assert record["counterexample"]["sizes"] == {"n": 2}


def test_json_of_an_error(capsys):
    code, out, err = run(capsys, "prove", "A", "--json")
    assert (code, err) == (2, "")
    assert json.loads(out)["error"]["code"] == "E-claim"


def test_batch(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{TRUE}\n\n{FALSE}\nA\nA = B; B = A\nA = \\\n"))
    code, out, _ = run(capsys, "prove", "-", "-s", "A:n,n")
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert [(r["line"], r.get("verdict")) for r in records] == [
        (1, "Proved"), (3, "Refuted"), (4, None), (5, None), (6, None),
    ]  # fmt: skip


# ---- certificates


@pytest.fixture
def certificate(capsys, tmp_path):
    path = tmp_path / "proof.json"
    assert run(capsys, "prove", TRUE, "--certificate", str(path), "-q") == (0, "Proved\n", "")
    return path


def test_verify(capsys, certificate):
    code, out, err = run(capsys, "verify", str(certificate))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"verified: {TRUE}",
        "  A: n×n matrix",
        "  B: n×n matrix",
        "  if: A is invertible",
        "  if: B is invertible",
        "  trusted rules: inv_mul",
    ]


def test_verify_what_was_assumed(capsys, monkeypatch):
    _, out, err = run(capsys, "prove", "D(tr(X*A), X) = (A + A')/2", "-a", "X:symmetric", "--certificate", "-")
    assert err.splitlines()[1].startswith("Proved: ")
    monkeypatch.setattr("sys.stdin", io.StringIO(out))
    _, out, _ = run(capsys, "verify", "-")
    assert {"  assumed of X: symmetric", "  layout: denominator", "  convention: projected"} <= set(out.splitlines())


def test_verify_a_record(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(run(capsys, "prove", TRUE, "--json")[1]))
    code, out, _ = run(capsys, "verify", "-", "--json")
    assert (code, json.loads(out)["rules"]) == (0, ["inv_mul"])


def test_verify_rejects(capsys, certificate):
    certificate.write_text(certificate.read_text().replace('"inv_mul"', '"det_mul"'))
    code, out, err = run(capsys, "verify", str(certificate))
    assert (code, err) == (1, "")
    assert out.startswith("rejected: ")
    assert run(capsys, "verify", str(certificate), "-q")[1] == "rejected\n"
    code, out, _ = run(capsys, "verify", str(certificate), "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "E-certificate")


def test_verify_several(capsys, certificate, tmp_path):
    binary = tmp_path / "noise"
    binary.write_bytes(bytes(range(256)))
    files = [str(certificate), str(binary), str(tmp_path), str(tmp_path / "nothing"), "\0"]
    code, out, err = run(capsys, "verify", *files)
    assert code == 2
    assert out.startswith(f"{certificate}: verified: ")
    assert f"error[E-certificate-format]: {binary}: this is not a certificate: it is not text" in err
    assert err.count("error[E-file]: cannot read ") == 3


def test_what_is_not_proved_has_no_certificate(capsys, tmp_path):
    path = tmp_path / "c.json"
    code, _, err = run(capsys, "prove", FALSE, "-q", "--certificate", str(path))
    assert (code, path.exists()) == (1, False)
    assert err == "note: no certificate is written, since the claim is not proved\n"


def examples():
    """The examples of the help of `prove` that can be run as they stand, in a folder of their own."""
    lines = [line.strip() for line in COMMANDS["prove"].examples.splitlines()]
    return [shlex.split(line.partition("   ")[0])[1:] for line in lines if line and "<" not in line]


@pytest.mark.parametrize("words", examples(), ids=" ".join)
def test_the_examples_of_the_help_run(capsys, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capsys, *words)
    assert code == (1 if out.startswith("Refuted") else 0)


def test_public_names():
    assert {"prove", "verify", "Verdict", "Verified", "Steps"} <= set(wrt.__all__)
    assert all(getattr(wrt, name) is not None for name in wrt.__all__)
    assert isinstance(wrt.prove("A = A"), wrt.Verdict)
    assert isinstance(wrt.diff("x'*x", "x").steps, wrt.Steps)
