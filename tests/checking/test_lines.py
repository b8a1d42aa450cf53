"""Derivations as lists of lines: the mark of each line, and what the wrong ones are told."""

import pytest

import wrt

# name: shapes, assumptions, layout, then the lines with their marks
DERIVATIONS = {
    "pca": ({"S": "n n", "v": "n", "lam": ""}, {"S": "symmetric"}, "denominator", [
        "· L = v'*S*v - lam*(v'*v - 1)", "· 0 = D(L, v)", "✓ S*v = lam*v", "· v'*v = 1", "✓ v'*S*v = lam",
        "✗ v'*S*v = 2*lam"]),
    "eigenvalue twice": ({"S": "n n", "v": "n", "lam": ""}, {"S": "symmetric"}, "denominator", [
        "· L = v'*S*v - lam*(v'*v - 1)", "✓ D(L, v) = 2*S*v - 2*lam*v", "· 0 = 2*S*v - 2*lam*v", "✗ S*v = 2*lam*v"]),
    "quadratic": ({"A": "n n", "x": "n", "b": "n"}, {"A": "spd"}, "denominator", [
        "· f = 1/2*x'*A*x - b'*x", "✓ D(f, x) = A*x - b", "· A*x - b = 0", "✓ A*x = b", "✓ x = inv(A)*b",
        "✗ x = b*inv(A)"]),
    "solved at once": ({"A": "n n", "x": "n", "b": "n"}, {"A": "spd"}, "denominator", [
        "✓ D(1/2*x'*A*x - b'*x, x) = A*x - b", "✓ x = inv(A)*b"]),
    "solved at once, wrongly": ({"A": "n n", "x": "n", "b": "n"}, {"A": "spd"}, "denominator", [
        "✓ D(1/2*x'*A*x - b'*x, x) = A*x - b", "✗ x = -inv(A)*b"]),
    "normal equations": ({"X": "n p", "y": "n", "b": "p"}, {"X": "full_column_rank"}, "denominator", [
        "· X'*(y - X*b) = 0", "✓ b = inv(X'*X)*X'*y", "✓ X'*(X*b - y) = 0"]),
    "cancelled": ({"X": "n p", "y": "n", "b": "p"}, {"X": "full_column_rank"}, "denominator", [
        "· 0 = X'*(y - X*b)", "✓ X'*y = X'*X*b", "✗ y = X*b", "✓ b = inv(X'*X)*X'*y"]),
    "recovers": ({"A": "n n", "B": "n n"}, {"A": "invertible", "B": "invertible"}, "denominator", [
        "✗ inv(A*B) = inv(A)*inv(B)", "✗ = inv(B*A)", "✓ = inv(B)*inv(A)"]),
    "bare expression": ({"A": "n n", "x": "n"}, None, "denominator", [
        "· D(x'*A*x, x)", "✓ = A*x + A'*x", "✗ = 2*A*x"]),
    "differentials": ({"X": "n p", "y": "n", "beta": "p"}, None, "denominator", [
        "· RSS = (y - X*beta)'*(y - X*beta)", "✓ dRSS = -2*(y - X*beta)'*X*dbeta", "✗ dRSS = 2*(y - X*beta)'*X*dbeta",
        "✓ D(RSS, beta) = -2*X'*(y - X*beta)"]),
    "differential of an inverse": ({"X": "n n"}, None, "denominator", [
        "✓ d(inv(X)) = -inv(X)*dX*inv(X)", "✗ d(inv(X)) = -inv(X)*inv(X)*dX"]),
    "primes": ({}, None, "denominator", ["· f(x) = x^3 + 2*x", "✓ f'(x) = 3*x^2 + 2", "✓ f''(x) = 6*x", "✗ f''(x) = 5*x"]),
    "unknown function": ({"x": "n", "y": "m"}, None, "denominator", ["· y = g(x)", "? D(y, x) = eye"]),
    "opaque gradient": ({"X": "n p", "y": "n", "w": "p"}, None, "denominator", [
        "· D(J, w) = 2*X'*(X*w - y)", "✓ = 2*X'*X*w - 2*X'*y", "✗ D(J, w) = X'*X*w - X'*y"]),
    "numbers": ({}, None, "denominator", ["✗ 0 = 2", "✓ 1 + 1 = 2"]),
    "not judged": ({"A": "n n", "x": "n"}, {"A": "psd"}, "denominator", ["? x'*A*x >= 0", "? A*x + = 2", "? = 3"]),
    "Gaussian": ({"mu": "d", "x": "d", "Sigma": "d d"}, {"Sigma": "spd"}, "denominator", [
        "· l = -1/2*logdet(Sigma) - 1/2*(x - mu)'*inv(Sigma)*(x - mu)", "✓ D(l, mu) = inv(Sigma)*(x - mu)",
        "✓ D(l, Sigma) = -1/2*inv(Sigma) + 1/2*inv(Sigma)*(x - mu)*(x - mu)'*inv(Sigma)",
        "✗ D(l, Sigma) = -1/2*inv(Sigma) + 1/2*inv(Sigma)"]),
    "minimum norm": ({"C": "m n", "x": "n", "d": "m", "nu": "m"}, {"C": "full_row_rank"}, "denominator", [
        "· L = x'*x + nu'*(C*x - d)", "✓ D(L, x) = 2*x + C'*nu", "· 0 = 2*x + C'*nu", "· C*x = d",
        "✓ nu = -2*inv(C*C')*d", "✓ x = C'*inv(C*C')*d", "✗ x = inv(C)*d"]),
    "backpropagation": ({"W": "m n", "x": "n", "b": "m", "t": "m"}, None, "denominator", [
        "· z = W*x + b", "· a = sigmoid(z)", "· L = 1/2*norm2(a - t)^2", "✓ D(L, a) = a - t",
        "· delta = (a - t) .* sigmoid'(z)", "✓ D(L, z) = delta", "✓ D(L, W) = delta*x'", "✓ D(L, x) = W'*delta",
        "✗ D(L, x) = W*delta", "✓ D(L, b) = delta", "✗ D(L, z) = a - t"]),
    "defined after its use": ({"P": "n n", "H": "m n", "R": "m m"}, {"P": "spd", "R": "spd"}, "denominator", [
        "✓ inv(inv(P) + H'*inv(R)*H) = P - P*H'*inv(H*P*H' + R)*H*P", "✓ = (eye - K*H)*P",
        "✓ K = P*H'*inv(H*P*H' + R)", "✗ = P*H'*inv(R)"]),
    "a likelihood": ({"p": "", "k": "", "n": ""}, {"p": "positive"}, "denominator", [
        "· l = k*log(p) + (n - k)*log(1 - p)", "✓ D(l, p) = k/p - (n - k)/(1 - p)", "· 0 = k/p - (n - k)/(1 - p)",
        "✓ k*(1 - p) = (n - k)*p", "✓ p = k/n", "✗ p = n/k"]),
    "a Hessian by a matrix": ({"X": "m n", "A": "m m"}, None, "denominator", [
        "✓ D(tr(X'*A*X), X) = (A + A')*X", "✓ D(tr(X'*A*X), X, X) = kron(eye, A + A')"]),
    "an update": ({"A": "m n", "x": "n", "y": "m", "a": ""}, None, "denominator", [
        "· L = norm2(A*x - y)^2/2", "✓ D(L, x) = A'*(A*x - y)", "? x = x + a*A'*(A*x - y)", "? x = 3*x"]),
    "derivative and zero in one": ({"X": "n p", "y": "n", "w": "p"}, None, "denominator", [
        "· f = norm2(X*w - y)^2", "✓ D(f, w) = 2*X'*(X*w - y) = 0", "✓ X'*X*w = X'*y"]),
    "set to zero without a word": ({"X": "n p", "y": "n", "w": "p"}, None, "denominator", [
        "· f = norm2(X*w - y)^2", "✓ D(f, w) = 2*X'*(X*w - y)", "· 2*X'*X*w = 2*X'*y", "✓ w = inv(X'*X)*X'*y"]),
    "on a line that is not understood": ({"z": "n", "x": "n", "W": "n n"}, None, "denominator", [
        "? z = foo(W*x)", "· L = z'*z", "? D(L, x) = 2*W'*z"]),
    "the identity by a name": ({}, None, "denominator", ["· A = eye(n)", "✓ det(A) = 1", "✗ tr(A) = 1"]),
    "facts against zero": ({"A": "n n"}, {"A": "spd"}, "denominator", ["✗ det(A) = 0"]),
    "words in front": ({"x": "n"}, None, "denominator", ["· f = x'*x", "✓ Thus D(f, x) = 2*x", "✓ df/dx = 2*x"]),
    "numerator": ({"A": "m n", "x": "n"}, None, "numerator", ["✓ D(A*x, x) = A", "✗ D(A*x, x) = A'"]),
    "weighted, a condition": ({"X": "n p", "y": "n", "w": "p", "W": "n n"}, {"W": "spd"}, "denominator", [
        "· 0 = X'*W*(X*w - y)", "✓ w = inv(X'*W*X)*X'*W*y"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DERIVATIONS)
def test_each_line_gets_its_mark(name):
    shapes, assume, layout, lines = DERIVATIONS[name]
    report = wrt.check([line[2:] for line in lines], shapes=shapes, assume=assume, layout=layout)
    assert [f"{found.mark} {found.source}" for found in report] == lines
    assert report.ok == all(line[0] in "✓·" for line in lines)
    wrong = [index for index, line in enumerate(lines) if line[0] == "✗"]
    assert report.first_wrong == (wrong[0] if wrong else None)


def test_the_words_of_the_verdicts():
    report = wrt.check(
        ["f = x'*x", "D(f, x) = 2*x", "0 = 2*x", "x'*x >= 0", "D(f, x) = x", "x + = 1"], shapes={"x": "n"}
    )
    words = [str(line.verdict).split(":")[0] for line in report]
    assert words == ["Definition", "Proved", "Given", "Undecided", "Refuted", "Not understood"]
    assert report.exit_code == 1


def test_a_needed_condition_is_told():
    lines = ["0 = X'*(X*b - y)", "b = inv(X'*X)*X'*y"]
    report = wrt.check(lines, shapes={"X": "n p", "y": "n", "b": "p"})
    assert report.ok and report.lines[1].verdict.conditions == ("X has full column rank",)


def test_a_wrong_line_is_told_what_differs():
    report = wrt.check(["D(a'*x, x) = a'"], shapes={"a": "n", "x": "n"})
    (line,) = report
    assert "row of length n" in line.reason and line.mistake == "wrong layout"
    assert line.correction == "D(a'*x, x) = a"


def test_one_slip_is_reported_once():
    lines = ["0 = -2*X'*y + 2*X'*X*b", "X'*X*b = -X'*y", "b = -inv(X'*X)*X'*y"]
    report = wrt.check(lines, shapes={"X": "n p", "y": "n", "b": "p"}, assume={"X": "full_column_rank"})
    assert [line.consistent for line in report] == [False, False, True]
    assert (report.lines[1].mistake, report.lines[2].mistake) == ("sign", "")


def test_what_is_set_to_zero_should_be_the_derivative():
    lines = ["J = norm2(y - X*w)^2", "D(J, w) = -2*X'*(y - X*w)", "0 = X'*(y - X*w)"]
    assert wrt.check(lines).lines[-1].verdict.standing == "Given"
    wrong = wrt.check([*lines[:2], "0 = X'*(y + X*w)"]).lines[-1]
    assert wrong.verdict.holds is False and (wrong.mistake, wrong.correction) == ("sign", "0 = X'*(y - X*w)")
    (note,) = wrt.check([*lines[:2], "0 = X'*(y - X*w) - c*w"]).lines[-1].notes
    assert "not the derivative" in note  # c may be a multiplier


def test_what_justifies_a_line():
    report = wrt.check(["D(v'*A*v, v) = (A + A')*v", "(A + A')*v = 2*A*v"], assume={"A": "symmetric"})
    assert "2*A*v" in report.lines[0].because and report.lines[1].because.endswith("(A is symmetric)")
    (line,) = wrt.check(["D(v'*A*v, v) = (A + A')*v"])
    assert line.because == "D(v'*A*v, v) = (A + A')*v"


@pytest.mark.parametrize("bad", [[1], ["x = 1", None]])
def test_lines_are_strings(bad):
    with pytest.raises(wrt.WrtError, match="is not a line of a derivation"):
        wrt.check(bad)


def test_latex_and_text_agree():
    latex = [r"J(\mathbf{w}) &= \|\mathbf{y} - X\mathbf{w}\|_2^2", r"\nabla J(\mathbf{w}) &= -2X^T(\mathbf{y} - X\mathbf{w}) \\",
             r"0 &= X^T(\mathbf{y} - X\mathbf{w}) && \text{set to zero}",
             r"\Rightarrow\quad \hat{\mathbf{w}} &= (X^T X)^{-1} X^T \mathbf{y} \tag{3}"]  # fmt: skip
    report = wrt.check(latex, shapes={"X": "n p", "y": "n", "w": "p"}, assume={"X": "full_column_rank"})
    assert "".join(line.mark for line in report) == "·✓·✓" and report.lines[3].label == "3"


@pytest.mark.parametrize(
    ("gradient", "zero", "mark"),
    [
        (r"\nabla_w J &= 2Aw - b", "0 &= 2Aw - b", "·"),
        (r"\nabla_w J &= 2Aw - b", "0 &= Aw - b", "✗"),
        (r"\nabla J &= 2Aw - b", "0 &= 2Aw - b", "·"),  # by what is not said, so nothing was found
    ],
)
def test_what_is_set_to_zero_is_the_derivative(gradient, zero, mark):
    report = wrt.check(
        ["J &= w^T A w - b^T w", gradient, zero], shapes={"A": "n n", "b": "n", "w": "n"}, assume={"A": "symmetric"}
    )
    assert (report.lines[2].mark, report.lines[2].notes) == (mark, ())
