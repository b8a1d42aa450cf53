"""Both notations together: recognition, names, and what holds for every input."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import published
from wrt.diagnostics import WrtError
from wrt.syntax import looks_like_latex, parse_name, postorder, read, read_text, show
from wrt.syntax.latex import read_latex
from wrt.syntax.tree import Tree

CASES = published.read("*.jsonl")
PIECES = r"""x A ' ^ * + - ( ) [ ] { } _ | || \| \frac \mathbf {x} \partial \nabla \sum 1 2 . , ; & \\ \left \right \log
    \det T \top \begin{bmatrix} \end{bmatrix} \odot / \mathrm{tr} e d \delta = where \quad _{1,2} ^{-1} \sqrt \hat
    \sigma : \langle \rangle I \circ \dagger log D( tr( \text{where} norm2( ² ᵀ x₁ ∂ $ % i \vec \mathcal \rm 0.5 \pm θ
    .^ .* [1,2] \operatorname \tag{1} \prime ‖ _F ½ \ 1e9""".split()


@pytest.mark.parametrize(
    ("formula", "latex"),
    [(r"\mathbf{x}", True), ("x^{2}", True), ("$x$", True), ("x^T*y_1", False), ("||x||", False)],
)
def test_latex_is_recognised(formula: str, latex: bool) -> None:
    assert looks_like_latex(formula) == latex


@pytest.mark.parametrize("formula", ["$x^TAx$", "$$x^TAx.$$", r"\[x^TAx,\]", r"\( x^T A x \)", "x'*A*x.", "x'*A*x, "])
def test_delimiters_and_punctuation_are_left_out(formula: str) -> None:
    assert show(read(formula)) == "(mul (mul (transpose x) A) x)"


@pytest.mark.parametrize(
    ("written", "name"),
    [("W_1", "W1"), (r"\theta", "theta"), (r"\mathbf{W}_1", "W1"), ("θ", "theta"), ("lambda", "lam"), ("$x_i$", "x_i")],
)
def test_names_are_the_same_in_both_notations(written: str, name: str) -> None:
    assert parse_name(written) == name


def test_a_formula_is_not_a_name() -> None:
    with pytest.raises(WrtError, match="name"):
        parse_name("x + 1")


def check(tree: Tree, length: int) -> None:
    """Every part lies in the source and inside the whole that it is a part of."""
    for part in postorder(tree):
        assert 0 <= part.span.start <= part.span.end <= length
        assert all(part.span.start <= arg.span.start and arg.span.end <= part.span.end for arg in part.args)


def read_or_refuse(source: str) -> None:
    for reader in (read, read_text, read_latex):
        try:
            check(reader(source), len(source))
        except WrtError as error:
            assert error.span is not None and 0 <= error.span.start <= error.span.end <= len(source)
            assert str(error)


@given(st.text(max_size=40))
def test_any_string_reads_or_is_refused(source: str) -> None:
    read_or_refuse(source)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_pieces_read_or_are_refused(source: str) -> None:
    read_or_refuse(source)


@given(st.lists(st.sampled_from(["x", "A", "*", "+", "(", ")", "'", "^", "2", "[", "]", ",", "log "]), max_size=10))
def test_every_correction_reads(pieces: list[str]) -> None:
    try:
        read_text("".join(pieces))
    except WrtError as error:
        if error.help and error.help.startswith("did you mean "):  # not "write ... or ...", which shows two
            read_text(error.help[len("did you mean ") : -len(" ?")])


DEEP = [("(", ")"), ("-", ""), ("f(", ")"), ("x^(", ")"), ("[", "]"), (r"\left(", r"\right)"), (r"\frac{", "}{y}"),
        ("||(", ")||"), ("v[", "]"), (r"\mathbf{x} (", ")"), (r"\log ", "")]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), DEEP)
def test_depth_is_no_danger(before: str, after: str) -> None:
    check(read(before * 4000 + "x" + after * 4000), 10**9)
    with pytest.raises(WrtError) as caught:
        read(before * 11_000 + "x" + after * 11_000)
    assert caught.value.code == "E-too-deep"


def test_length_is_bounded_and_linear() -> None:
    with pytest.raises(WrtError) as caught:
        read("x+" * 600_000)
    assert caught.value.code == "E-too-large"
    assert len(show(read("+".join(["x1"] * 33_000)))) > 33_000  # a reader that is not linear would not come back
    assert read(r"\mathbf{x} + " * 8_000 + "y").head == "add"


HARD = [r"\mathrm{a" + " " * 50_000, "X_{" + "i" * 50_000 + "}", r"\frac" * 20_000, "|" * 20_000]


@pytest.mark.parametrize("source", HARD)
def test_hard_inputs_do_not_hang(source: str) -> None:
    read_or_refuse(source)


def names(tree: Tree) -> Counter[str]:
    return Counter(part.value for part in postorder(tree) if part.head == "name" and part.value != "eye")


@pytest.mark.skipif(not CASES, reason="the cases are kept outside the project")
def test_both_notations_of_the_cases_name_the_same_things() -> None:
    for case in CASES:
        if "latex" in case and case.get("expr"):
            assert set(names(read(case["latex"]))) == set(names(read(case["expr"]))), case["id"]
        for line in [*case.get("lines", ()), *case.get("text_lines", ())]:
            read(line, continued=True)
