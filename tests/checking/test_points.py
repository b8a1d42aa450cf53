"""What does not follow from equations is refuted by numbers at which these hold; what follows, or may be meant, never."""

import pytest

import wrt

SHAPES = {"x": "", "y": "", "A": "n n", "B": "n n", "v": "n", "u": "n", "z": "n", "lam": "", "S": "n n", "X": "m n",
          "t": "m", "w": "n", "s": "", "N": "", "Q": "n n", "q": ""}  # fmt: skip
FACTS = {"S": "symmetric", "N": "positive", "q": "positive"}
WRONG = [
    (["x^2 = 4"], "x = 2"),
    (["0 = x^2 - 4"], "x = -2"),
    (["0 = x^3 - x"], "x = 1"),
    (["0 = x^2 - y^2"], "x = y"),
    (["f = x^4 - 2*x^2", "D(f, x) = 4*x^3 - 4*x", "0 = 4*x^3 - 4*x"], "x = 1"),
    (["0 = A*A - A"], "A = eye"),
    (["0 = A*A - A"], "A = A'"),
    (["0 = A*A"], "A = 0"),
    (["0 = A'*A - eye"], "det(A) = 1"),
    (["0 = A*B - B*A"], "A = B"),
    (["0 = S*v - lam*v"], "S*v = v"),
    (["0 = u'*v"], "u = 0"),
    (["det(A) = 1"], "A = eye"),
    (["0 = X'*X*w - X'*t"], "X*w = t"),
]
RIGHT = [
    (["0 = x^2 - 4"], "x^4 = 16"),
    (["0 = A'*A - eye"], "det(A)^2 = 1"),
    (["0 = A'*A - eye"], "A*A' = eye"),
    (["0 = S*v - lam*v"], "v'*S*v = lam*v'*v"),
    (["0 = S*v - lam*v"], "v'*S*v = lam"),  # of a v of length 1
    (["0 = S*v - lam*v"], "det(S - lam*eye) = 0"),  # of a v that is not zero
    (["0 = u*u'*w - lam*A*w"], "w = inv(A)*u"),  # up to its length
    (["0 = Q'*Q - eye"], "Q*Q' = eye"),
    (["0 = Q'*Q - eye"], "inv(Q) = Q'"),
    (["0 = Q*Q - Q"], "(eye - Q)*(eye - Q) = eye - Q"),
    (["0 = Q*v - lam*v"], "inv(Q)*v = v/lam"),
    (["0 = A*v - lam*u", "0 = A'*u - lam*v"], "A'*A*v = lam^2*v"),
    (["0 = A*u"], "u = 0"),  # of an invertible A
    (["0 = X'*X*w - X'*X*z"], "w = z"),  # of an X of full column rank
    (["0 = X'*X*w - X'*t"], "w = inv(X'*X)*X'*t"),
    (["0 = s^2 - q/N"], "s = sqrt(q/N)"),  # a deviation
    (["f = -N*log(s) - q/(2*s^2)", "D(f, s) = -N/s + q/s^3", "0 = -N/s + q/s^3"], "s = sqrt(q/N)"),
    (["L = v'*S*v - lam*(v'*v - 1)", "0 = 2*S*v - 2*lam*v"], "v'*S*v = lam"),
]


@pytest.mark.parametrize(("given", "claim"), WRONG)
def test_what_does_not_follow_is_refuted_by_numbers(given, claim):
    report = wrt.check([*given, claim], shapes=SHAPES, assume=FACTS)
    verdict = report.lines[-1].verdict
    assert verdict.holds is False
    assert verdict.counterexample is not None


@pytest.mark.parametrize(("given", "claim"), RIGHT)
def test_what_follows_or_may_be_meant_is_not_refuted(given, claim):
    report = wrt.check([*given, claim], shapes=SHAPES, assume=FACTS)
    assert report.first_wrong is None


def test_logarithms_are_tried_where_all_entries_are_positive():
    assert wrt.prove("logdet(A) = tr(log(A))", shapes={"A": "n n"}).holds is False
