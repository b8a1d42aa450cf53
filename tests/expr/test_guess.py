"""What undeclared names are taken for: the convention sentence by sentence, then questions as people type them.

The questions are those of real forums; the formulas come without any declaration.  A derivative is given where its
form is beyond dispute.
"""

from __future__ import annotations

import pytest

import wrt
from wrt.expr.guess import convention, readings

# formula, variable, shapes, derivative
TEXT = [
    ("x'*A*x", "x", "x: n, A: n n", "(A + A')*x"),
    ("A*x", "x", "A: m n, x: n", "A'"),
    ("x'*A", "x", "x: n, A: n m", "A"),
    ("H*A", "H", "H: m n, A: n k", None),
    ("A*H'", "H", "A: m n, H: k n", None),
    ("norm2(A*x - b)^2", "x", "A: n m, x: m, b: n", "2*A'*(A*x - b)"),
    ("x'*A'*A*x - 2*y'*A*x + y'*y", "x", "x: n, A: m n, y: m", "2*A'*(A*x - y)"),
    ("1/2*norm2(A*x - b)^2", "x", "A: n m, x: m, b: n", "A'*(A*x - b)"),
    ("tr(X*A)", "X", "X: n m, A: m n", "A'"),
    ("tr(A*X')", "X", "A: m n, X: m n", "A"),
    ("tr(X'*A*X*inv(X)*B)", "X", "X: n n, A: n n, B: n n", "A*B"),
    ("tr(X'*A*X^-1*B)", "X", "X: n n, A: n n, B: n n", "A*inv(X)*B - (inv(X)*B*X'*A*inv(X))'"),
    ("tr(X^-1)", "X", "X: n n", "-(inv(X)^2)'"),
    ("tr(Y*X^-1)", "X", "Y: n n, X: n n", "-(inv(X)*Y*inv(X))'"),
    ("tr(A*X^-1) - logdet(X)", "X", "A: n n, X: n n", "-(inv(X)*A*inv(X) + inv(X))'"),
    ("a'*X^-1*b", "X", "a: n, X: n n, b: n", "-inv(X)'*a*b'*inv(X)'"),
    ("inv(X)", "X", "X: n n", None),
    ("log(det(X))", "X", "X: n n", "inv(X)'"),
    ("logdet(I + A*S) - q'*inv(inv(A) + S)*q", "A", "A: n n, S: n n, q: n", None),
    ("normF(Y - X*B*X')^2", "X", "Y: n n, X: n m, B: m m", "-2*((Y - X*B*X')*X*B' + (Y - X*B*X')'*X*B)"),
    ("tr((X'*X - A)'*(X'*X - A))", "X", "X: m n, A: n n", "2*X*(2*X'*X - A - A')"),
    (
        "tr((A*X*B*X'*C - D)'*(A*X*B*X'*C - D))",
        "B",
        "A: m n, X: n k, B: k k, C: n p, D: m p",
        "2*X'*A'*(A*X*B*X'*C - D)*C'*X",
    ),
    ("x'*B*x", "x", "x: n, B: n n", "(B + B')*x"),
    ("x'*A*x", "A", "x: n, A: n n", "x*x'"),
    ("sum(sigmoid(W*x + b))", "x", "W: n m, x: m, b: n", None),
    ("norm2(b - Q'*x)^2 + lambda*normF(Q)^2", "Q", "b: n, Q: m n, x: m, lam:", "2*(lam*Q + x*(Q'*x - b)')"),
    ("(y - a'*M*b)^2 + lam*normF(M)^2", "M", "y:, a: n, M: n m, b: m, lam:", "2*(lam*M + (a'*M*b - y)*a*b')"),
    (
        "tr(P - K*H*P - P*H'*K' + K*(H*P*H' + R)*K')",
        "K",
        "P: n n, K: n m, H: m n, R: m m",
        "K*(H*(P + P')*H' + R + R') - (P + P')*H'",
    ),
    ("norm2(L*x)^2", "L", "L: m n, x: n", "2*L*x*x'"),
    (
        "1/2*normF(X)^2 + 1/2*normF(X'*A*X - B)^2",
        "X",
        "X: n m, A: n n, B: m m",
        "X + A*X*(X'*A*X - B)' + A'*X*(X'*A*X - B)",
    ),
    ("norm2(y - X*theta)^2/N", "theta", "y: n, X: n m, theta: m, N:", "2*X'*(X*theta - y)/N"),
    ("(1/N)*(X*theta - y)'*(X*theta - y)", "theta", "N:, X: n m, theta: m, y: n", "2*X'*(X*theta - y)/N"),
    ("softmax(x)", "x", "x: n", "diag(softmax(x)) - softmax(x)*softmax(x)'"),
    ("-y'*log(softmax(W*x))", "W", "y: n, W: n m, x: m", "(sum(y)*softmax(W*x) - y)*x'"),
    ("(x - mu)'*inv(Sigma)*(x - mu)", "mu", "x: n, mu: n, Sigma: n n", "-(inv(Sigma) + inv(Sigma)')*(x - mu)"),
    ("(x - mu)'*inv(Sigma)*(x - mu) + logdet(Sigma)", "Sigma", "x: n, mu: n, Sigma: n n", None),
    ("exp(-norm2(x - mu)^2/(2*sigma^2))", "x", "x: n, mu: n, sigma:", None),
    ("theta'*x", "theta", "theta: n, x: n", "x"),
    ("alpha*x + beta*y", "x", "alpha:, x: n, beta:, y: n", "alpha*eye(n)"),
    ("log(sum(exp(x)))", "x", "x: n", "softmax(x)"),
    ("u'*v/(norm2(u)*norm2(v))", "u", "u: n, v: n", None),
]
LATEX = [
    (r"\mathbf{x}^T A \mathbf{x}", r"\mathbf{x}", "x: n, A: n n", "(A + A')*x"),
    ("x^{T} A x", "x", "x: n, A: n n", "(A + A')*x"),
    (r"x^\top A x", "x", "x: n, A: n n", "(A + A')*x"),
    (r"\mathbf{x}^\top \mathbf{A} \mathbf{x}", "x", "x: n, A: n n", "(A + A')*x"),
    (r"\|Ax - b\|^2", "x", "A: n m, x: m, b: n", "2*A'*(A*x - b)"),
    (r"\|A\mathbf{x}-\mathbf{b}\|^2", "x", "A: n m, x: m, b: n", "2*A'*(A*x - b)"),
    (r"\frac{1}{2}\|Ax-b\|_2^2", "x", "A: n m, x: m, b: n", "A'*(A*x - b)"),
    (r"\operatorname{tr}(X^T A X^{-1} B)", "X", "X: n n, A: n n, B: n n", "A*inv(X)*B - (inv(X)*B*X'*A*inv(X))'"),
    (r"\mathrm{tr}(XA)", "X", "X: n m, A: m n", "A'"),
    (r"\text{Tr}(A X^{\top})", "X", "A: m n, X: m n", "A"),
    (r"\operatorname{tr}(AX^{-1}) - \log|X|", "X", "A: n n, X: n n", "-(inv(X)*A*inv(X) + inv(X))'"),
    (r"\ln|X|", "X", "X: n n", "inv(X)'"),
    (r"\log|I+AS| - q^T (A^{-1}+S)^{-1} q", "A", "A: n n, S: n n, q: n", None),
    (r"\|Y - XBX^T\|_F^2", "X", "Y: n n, X: n m, B: m m", "-2*((Y - X*B*X')*X*B' + (Y - X*B*X')'*X*B)"),
    (
        r"\frac{1}{N} \|\mathbf{y} - X\boldsymbol{\theta}\|_2^2",
        r"\boldsymbol{\theta}",
        "N:, y: n, X: n m, theta: m",
        "2*X'*(X*theta - y)/N",
    ),
    (r"\nabla_{\mathbf{x}} (\mathbf{x}^T A \mathbf{x})", "", "x: n, A: n n", "(A + A')*x"),
    (r"\frac{\partial}{\partial \mathbf{x}} \mathbf{x}^T A \mathbf{x}", "", "x: n, A: n n", "(A + A')*x"),
    (r"\frac{\partial \mathbf{a}^T X^{-1} \mathbf{b}}{\partial X}", "", "a: n, X: n n, b: n", "-inv(X)'*a*b'*inv(X)'"),
    (r"\mathbf{1}^T \mathbf{x}", "x", "x: n", "ones(n)"),
    (r"\mathbf{1}_N^T \mathbf{x}", "x", "x: N", "ones(N)"),
    (r"\log\det(I_N + XX^T)", "X", "X: N n", "2*inv(eye + X*X')*X"),
    (r"(X^TX + \lambda I)^{-1}X^Ty", "y", "X: n m, lam:, y: n", "X*inv(X'*X + lam*eye)"),
    (r"\sigma(W\mathbf{x} + \mathbf{b})", "x", "W: n m, x: m, b: n", None),
    (r"\sum_{ij} X_{ij}", "X", "X: m n", "ones(m, n)"),
    (r"\lambda \mathbf{w}^T\mathbf{w}", "w", "lam:, w: n", "2*lam*w"),
    (
        r"-\frac{1}{2}(\mathbf{x}-\boldsymbol{\mu})^T\Sigma^{-1}(\mathbf{x}-\boldsymbol{\mu})",
        r"\boldsymbol{\mu}",
        "x: n, mu: n, Sigma: n n",
        "(inv(Sigma) + inv(Sigma)')*(x - mu)/2",
    ),
    (r"(x-\mu)^T\Sigma^{-1}(x-\mu)", r"\mu", "x: n, mu: n, Sigma: n n", "-(inv(Sigma) + inv(Sigma)')*(x - mu)"),
    (r"\frac{x^T A x}{x^T x}", "x", "x: n, A: n n", "((A + A')*x - 2*(x'*A*x)*x/(x'*x))/(x'*x)"),
    (r"e^{-\|x\|^2}", "x", "x: n", "-2*exp(-norm2(x)^2)*x"),
    (r"W_2 \tanh(W_1 x + b_1) + b_2", "x", "W2: n m, W1: m k, x: k, b1: m, b2: n", None),
    (r"\mathbf{z}_1^T\mathbf{z}_2", r"\mathbf{z}_1", "z1: n, z2: n", "z2"),
    (r"\theta^T x", r"\theta", "theta: n, x: n", "x"),
    (r"\mathbf{A}\odot\mathbf{B}", "A", "A: m n, B: m n", "diag(vec(B))"),
]


def shapes_of(formula):
    """The shapes that were found, in one line."""
    symbols = wrt.parse(formula).to_json()["symbols"]
    return {name: " ".join(map(str, shape)) for name, shape in symbols.items()}


def written(shapes):
    return ", ".join(f"{name}: {shape}".rstrip(" ") for name, shape in shapes.items())


@pytest.mark.parametrize(
    ("formula", "variable", "shapes", "derivative"), TEXT + LATEX, ids=[row[0] for row in TEXT + LATEX]
)
def test_a_question_as_it_is_typed(formula, variable, shapes, derivative):
    assert written(shapes_of(formula)) == shapes
    answer = wrt.diff(formula, *([variable] if variable else []))
    assert derivative is None or answer.text == derivative


@pytest.mark.parametrize("letter", "abcdefg")
def test_a_to_g_are_scalars(letter):
    assert shapes_of(f"{letter}*X") == {letter: "", "X": "m n"}


@pytest.mark.parametrize("letter", "hjklmnopqrstuvwxyz")
def test_h_to_z_are_vectors(letter):
    assert shapes_of(f"2*{letter}")[letter] in ("n", "m")


@pytest.mark.parametrize("letter", "ABCEGHJKLMNOPQRSTUVWXYZ")
def test_capitals_are_matrices(letter):
    assert shapes_of(f"2*{letter}") == {letter: "m n"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("alpha", "scalar"),
        ("theta", "scalar"),
        ("lam", "scalar"),
        ("Sigma", "matrix"),
        ("Theta2", "matrix"),
        ("alpha_1", "scalar"),
        ("beta0", "scalar"),
        ("x_new", "vector"),
        ("W1", "matrix"),
        ("grad", "scalar"),
        ("loss", "vector"),
        ("Xtrain", "matrix"),
    ],
)
def test_longer_names_go_by_their_first_letter_greek_ones_by_their_case(name, kind):
    assert convention(name, "") == kind


def test_a_guess_is_reported_and_a_declaration_is_none():
    assert set(wrt.parse("A*x + b", shapes={"A": "m n"}).guessed) == {"x", "b"}


def test_a_declaration_comes_before_the_convention():
    assert wrt.parse("c*A", shapes={"c": "n", "A": ""}).shape == ("n",)


@pytest.mark.parametrize(
    ("formula", "shapes"),
    [
        ("x'*x/N", "x: n, N:"),  # N in 1/N is a number
        ("norm2(x - mu)^2", "x: n, mu: n"),  # a Greek letter where the formula forces it
        ("a'*x + b", "a: n, x: n, b:"),
        ("x'*(A*y + b)", "x: n, A: n m, y: m, b: n"),
        ("sum(x)/n", "x: m, n:"),  # which n is meant is not known: a size has a name only where it is declared
        ("(X'*X + lambda*I)*w", "X: m n, lam:, w: n"),
        ("A + t*eye(n)", "A: n n, t:"),
        ("D*x - d", "D: n m, x: m, d: n"),
    ],
)
def test_a_guess_yields_to_the_only_reading_that_fits(formula, shapes):
    assert written(shapes_of(formula)) == shapes


@pytest.mark.parametrize(
    ("formula", "shapes"),
    [
        (r"\mathbf{x} + \mathbf{a}", "x: n, a: n"),  # bold is a vector, whatever the letter
        (r"\alpha x^{2}", "alpha:, x:"),  # plain is a scalar
        (r"2 \mathbf{C}", "C: m n"),
        (r"\mathcal{L}^{2}", "L:"),
        (r"\mathbf{W}_1 \mathbf{x} + \mathbf{b}_1", "W1: n m, x: m, b1: n"),
        (r"\boldsymbol{\mu}^T \mathbf{x} + c", "mu: n, x: n, c:"),
        (r"\mathbf{z}^T A \mathbf{z} + z_1", "z: n, A: n n"),  # an entry of its bold namesake
        (r"\mathbf{1}^T X \mathbf{1}", "X: n m"),
        (r"A I_N \mathbf{x}", "A: m N, x: N"),
        (r"\vec{x} \cdot 2", "x: n"),
    ],
)
def test_in_latex_the_typeface_says_it(formula, shapes):
    assert written(shapes_of(formula)) == shapes


@pytest.mark.parametrize("formula", ["A + 1", r"\mathbf{A} + 1", "x*y", "x'*y'"])
def test_what_goes_against_the_convention_is_asked_for(formula):
    with pytest.raises(wrt.WrtError):
        wrt.parse(formula)


def test_readings_come_cheapest_first():
    costs = [cost for cost, _ in readings(["a", "x", "N", "theta"], {})]
    assert costs == sorted(costs) and costs[:3] == [0, 1, 2]


def test_facts_of_matrices_make_a_matrix():
    assert wrt.parse("s", assume={"s": "symmetric"}).shape == ("n", "n")
