"""The mistake that a wrong line is told, and the line as it would be right."""

import pytest

import wrt

SHAPES = {"A": "n n", "B": "n n", "x": "n", "a": "n", "b": "n", "c": "", "v": "n", "lam": "", "X": "m n", "y": "m",
          "w": "n", "z": "3", "u": "3", "M": "3 3", "G": "n n"}  # fmt: skip
FACTS = {"A": "spd", "c": "positive"}
ROWS = [
    # functions taken over sums and signs
    (["D(exp(a'*x + c), x) = (exp(a'*x) + exp(c))*a"], "exponential distributed over a sum",
     "D(exp(a'*x + c), x) = exp(a'*x + c)*a"),
    (["exp(a'*x + b'*x + c) = exp(a'*x) + exp(b'*x) + exp(c)"], "exponential distributed over a sum", ""),
    (["D(exp(-x'*x), x) = 2*exp(x'*x)*x"], "sign taken out of the exponential", "D(exp(-x'*x), x) = -2*exp(-x'*x)*x"),
    # numbers and factors inside of functions
    (["D(exp(-x'*x/2), x) = -exp(-x'*x)*x"], "dropped factor 1/2", "D(exp(-x'*x/2), x) = -exp(-x'*x/2)*x"),
    (["D(norm2(y - X*w)^2 + c*w'*w, w) = -2*X'*(y - X*w) + 2*c*w", "0 = -2*X'*(y - X*w) + 2*c*w",
      "w = inv(X'*X + eye)*X'*y"], "dropped factor", "w = inv(X'*X + c*eye)*X'*y"),
    (["f = norm2(x - a)", "D(f, x) = x - a"], "dropped factor", "D(f, x) = (x - a)/f"),
    (["D(x'*A*x/(x'*x), x) = 2*A*x*(x'*x) - 2*x*(x'*A*x)"], "dropped factor",
     "D(x'*A*x/(x'*x), x) = (2*A*x*x'*x - 2*x*x'*A*x)/(x'*x)^2"),
    (["u'*z = u[1]*z[1] + u[2]*z[2] + z[3]"], "dropped factor", "u'*z = u[1]*z[1] + u[2]*z[2] + u[3]*z[3]"),
    (["det(A*B) = det(A)"], "dropped factor", "det(A*B) = det(B)*det(A)"),
    (["1/c*(2*X'*X*w - 2*X'*y)", "= X'*X*w - X'*y"], "dropped factor", "= 2/c*(X'*X*w - X'*y)"),
    # differentials of an inverse
    (["d(inv(A)) = -inv(A)*dA"], "derivative of an inverse without the sandwich", "d(inv(A)) = -inv(A)*dA*inv(A)"),
    (["d(inv(B)) = -inv(B)*inv(B)*dB"], "wrong order of product", "d(inv(B)) = -inv(B)*dB*inv(B)"),
    # identities, which have no derivative to be worked out
    (["(A + B)^2 = A^2 + 2*A*B + B^2"], "wrong order of product: the cross terms", "(A + B)^2 = A^2 + A*B + B*A + B^2"),
    (["vec(A*B*G) = kron(A, G)*vec(B)"], "wrong order of product", "vec(A*B*G) = kron(G', A)*vec(B)"),
    (["det(2*M) = 2*det(M)"], "factor taken out of a determinant only once", "det(2*M) = 8*det(M)"),
    # a sum is not transposed as a whole
    (["D(norm2(B' - G)^2, B) = 2*B' - G - G'"], "missing transpose", "D(norm2(B' - G)^2, B) = 2*(B - G')"),
    # both sides divided by what has no inverse
    (["0 = 2*A*v - 2*lam*v", "A*v = lam*v", "A = lam"], "vector cancelled", ""),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "mistake", "correction"), ROWS, ids=[row[0][-1] for row in ROWS])
def test_the_mistake_and_the_correction(lines, mistake, correction):
    report = wrt.check(lines, shapes=SHAPES, assume=FACTS)
    assert [line.verdict.holds is not False for line in report][:-1] == [True] * (len(lines) - 1)
    last = report.lines[-1]
    assert last.verdict.holds is False
    assert last.mistake.startswith(mistake)
    assert last.correction == correction
