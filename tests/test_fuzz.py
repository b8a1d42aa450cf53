"""Whatever is typed, the answer is an answer or a `WrtError`: no other exception, no traceback, no endless search."""

from __future__ import annotations

import re
import time
from functools import lru_cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wrt

SECONDS = 2.0
BOUNDED = settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

TOKENS = """x y A B c theta N 1 2 0 0.5 + - * / ^ .* ./ .^ ' ( ) [ ] , ; | || = == @ ⊗ ⊙ ᵀ ² ⁻¹ .T ^T ^-1 _1 where u D(
    tr( inv( sum( norm2( exp( diag( vec( kron( eye eye(n) vector(1) ones(n) log sin( det( bars( inner( size( basis(
    commutation(""".split()
LATEX = r"""\mathbf{x} \mathbf{A} x A \theta _1 _{1,2} ^T ^{-1} ^2 ^{\circ2} \frac
    \frac{1}{2} { } ( ) \left( \right) \left
    \right [ ] \| | \|_2 \|_F \cdot \odot \otimes + - = & \\ \begin{bmatrix} \end{bmatrix}
    \nabla \nabla_{\mathbf{x}}
    \partial \frac{\partial}{\partial \frac{\partial \sum_{ij} X_{ij} \operatorname{tr} \log \det \exp ' \mathbf{1}
    I I_N
    e^ \langle \rangle , : \text{a} \quad \hat \top $ % _ ^ 1""".split()
VALID = r"""(A*x - b)'*(A*x - b)
    norm2(y - X*theta)^2/N
    tr(A*X*B)
    logdet(X)
    x'*inv(A)*x
    sum(exp(A*x))
    kron(A, B)*vec(C)
    [A, x; x', 1]
    D(x'*A*x, x)
    u'*u where u = A*x
    log(sum(exp(x)))
    softmax(W*x)
    det(X'*X)
    normF(A - B)^2
    diag(x)*A
    A.^2 ./ (1 + B.^2)
    \mathbf{x}^T A \mathbf{x}
    \frac{1}{N}\|\mathbf{y} - X\boldsymbol{\theta}\|_2^2
    \operatorname{tr}(A X^{-1} B)
    \log\det X
    \nabla_{\mathbf{x}} (\mathbf{x}^\top A \mathbf{x})
    \frac{\partial \mathbf{a}^T\mathbf{x}}{\partial \mathbf{x}}"""
FORMULAS = [formula.strip() for formula in VALID.splitlines()]
PIECES = re.compile(r"\\[A-Za-z]+|\w+|\s+|.", re.DOTALL)

everything = st.text(st.one_of(st.characters(), st.sampled_from("xyAB+-*/^'()[]{}|\\_ .,;=12")), max_size=40)
soups = st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join) | st.lists(
    st.sampled_from(TOKENS), max_size=12
).map("".join)
latex = st.lists(st.sampled_from(LATEX), max_size=10).map(" ".join)


@st.composite
def mutations(draw):
    """A valid formula with a piece left out, put in, exchanged or doubled, up to three times."""
    pieces = PIECES.findall(draw(st.sampled_from(FORMULAS)))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, max(0, len(pieces) - 1)))
        other = draw(st.integers(0, max(0, len(pieces) - 1)))
        kind = draw(st.sampled_from(("out", "in", "swap", "twice")))
        if kind == "in" or not pieces:
            pieces.insert(place, draw(st.sampled_from(TOKENS + LATEX)))
        elif kind == "out":
            del pieces[place]
        elif kind == "swap":
            pieces[place], pieces[other] = pieces[other], pieces[place]
        else:
            pieces.insert(place, pieces[other])
    return "".join(pieces)


def check(ask):
    """An answer, or an error whose places lie in the source; and either soon."""
    start = time.perf_counter()
    try:
        answer = ask()
    except wrt.WrtError as error:
        assert error.code.startswith("E-") and error.message
        for span in [error.span, *(label.span for label in error.labels)]:
            assert span is None or 0 <= span.start <= span.end <= len(error.source), error.code
        assert str(error) and error.to_json()
        answer = None
    assert time.perf_counter() - start < SECONDS
    return answer


def pose(formula):
    """Read the formula, write it, and differentiate it by the first symbol of each kind."""
    read = check(lambda: wrt.parse(formula))
    if read is None:
        return
    check(lambda: (read.text, read.latex, read.unicode, read.shape, read.facts))
    for name in list(read.to_json()["symbols"])[:2]:
        answer = check(lambda name=name: wrt.diff(formula, name))
        if answer is not None:
            check(lambda answer=answer: (answer.text, answer.latex, answer.unicode, answer.conditions, answer.shape))


@lru_cache
def warm():
    """The first formula loads modules, which is not what is measured."""
    pose("tr(A*X)")
    pose(r"\mathbf{x}^T A \mathbf{x}")


@BOUNDED
@given(everything)
def test_any_text(formula):
    warm()
    pose(formula)


@BOUNDED
@given(soups)
def test_token_soup(formula):
    warm()
    pose(formula)


@BOUNDED
@given(latex)
def test_latex_soup(formula):
    warm()
    pose(formula)


@BOUNDED
@given(mutations())
def test_mutations_of_formulas(formula):
    warm()
    pose(formula)


@settings(BOUNDED, max_examples=100)
@given(st.sampled_from(FORMULAS), everything)
def test_any_variable(formula, variable):
    warm()
    check(lambda: wrt.diff(formula, variable))


@settings(BOUNDED, max_examples=150)
@given(
    st.dictionaries(everything, st.one_of(everything, st.integers(), st.none(), st.lists(st.integers(-2, 4)))),
    everything,
)
def test_any_declaration(declared, word):
    warm()
    check(lambda: wrt.parse("x", shapes=declared))
    check(lambda: wrt.parse("x", assume=dict.fromkeys(declared, word)))
    check(lambda: wrt.parse("x", assume=[*declared]))
