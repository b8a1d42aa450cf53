"""Differentials, one for every operator; dA is the differential of A, and what has none is constant.

`d(f) = ...` holds for every expression that stands in the place of a symbol, whatever it depends on.
"""

from collections.abc import Mapping

from wrt.rules.rule import Rule
from wrt.rules.sources import HANDBOOK, MAGNUS, PEREYRA, cookbook

NONE: Mapping[str, str] = {}
X = {"X": "m n"}
SQUARE = {"X": "n n"}
SAME = {"A": "m n", "B": "m n"}
INVERTIBLE = {"X": "invertible"}


def _row(name: str, statement: str, shapes: Mapping[str, str] = NONE, source: str = MAGNUS,
         when: Mapping[str, str] = NONE, excess: str = "") -> Rule:  # fmt: skip
    return Rule(name, statement, when, shapes, source, "differential", excess)


ALGEBRA = (
    _row("d_add", "d(A + B) = dA + dB", SAME, cookbook(35)),
    _row("d_sub", "d(A - B) = dA - dB", SAME, cookbook(35)),
    _row("d_neg", "d(-A) = -dA", {"A": "m n"}),
    _row("d_smul", "d(c*A) = dc*A + c*dA", {"c": "", "A": "m n"}),
    _row("d_mul", "d(A*B) = dA*B + A*dB", {"A": "m n", "B": "n p"}, cookbook(37)),
    _row("d_mul_mul", "d(A*B*C) = dA*B*C + A*dB*C + A*B*dC", {"A": "m n", "B": "n p", "C": "p q"}),
    _row("d_div", "d(A/c) = dA/c - A*dc/c^2", {"A": "m n", "c": ""}, MAGNUS, {"c": "nonzero"}),
    _row("d_one_div", "d(1/c) = -dc/c^2", {"c": ""}, HANDBOOK, {"c": "nonzero"}),
    _row("d_transpose", "d(A') = dA'", {"A": "m n"}, cookbook(44)),
    _row("d_sq", "d(X^2) = dX*X + X*dX", SQUARE),
    _row("d_cube", "d(X^3) = dX*X^2 + X*dX*X + X^2*dX", SQUARE),
    _row("d_sq_scalar", "d(t^2) = 2*t*dt", {"t": ""}, HANDBOOK),
    _row("d_pow", "d(s^t) = t*s^(t - 1)*ds + log(s)*s^t*dt", {"s": "", "t": ""}, HANDBOOK, {"s": "positive"}),
    _row("d_had", "d(A .* B) = dA .* B + A .* dB", SAME, cookbook(38)),
    _row("d_hdiv", "d(A ./ B) = dA ./ B - A .* dB ./ B .^ 2", SAME, MAGNUS, {"B": "nonzero"}),
    _row("d_hpow_two", "d(X .^ 2) = 2*(X .* dX)", X),
    _row("d_hpow", "d(X .^ c) = c*(X .^ (c - 1) .* dX) + dc*(log(X) .* X .^ c)", {**X, "c": ""}, MAGNUS,
         {"X": "positive"}),
    _row("d_dot", "d(x'*y) = dx'*y + x'*dy", {"x": "n", "y": "n"}),
    _row("d_inner", "d(inner(A, B)) = tr(dA'*B) + tr(A'*dB)", SAME),
    _row("d_quad", "d(x'*A*x) = dx'*A*x + x'*dA*x + x'*A*dx", {"x": "n", "A": "n n"}),
)  # fmt: skip

MATRICES = (
    _row("d_inv", "d(inv(X)) = -inv(X)*dX*inv(X)", SQUARE, cookbook(40), INVERTIBLE),
    _row("d_pinv", "d(pinv(X)) = -pinv(X)*dX*pinv(X) + pinv(X)*pinv(X)'*dX'*(eye - X*pinv(X)) "
         "+ (eye - pinv(X)*X)*dX'*pinv(X)'*pinv(X)", X, PEREYRA, {"X": "full_column_rank"},
         "a rank that stays the same nearby is enough, for which there is no word"),
    _row("d_trace", "d(tr(X)) = tr(dX)", SQUARE, cookbook(36)),
    _row("d_det", "d(det(X)) = det(X)*tr(inv(X)*dX)", SQUARE, cookbook(42), INVERTIBLE),
    _row("d_logdet", "d(logdet(X)) = tr(inv(X)*dX)", SQUARE, cookbook(43), INVERTIBLE),
    _row("d_sum", "d(sum(X)) = sum(dX)", X),
    _row("d_diag", "d(diag(x)) = diag(dx)", {"x": "n"}),
    _row("d_diagpart", "d(diag(X)) = diag(dX)", SQUARE),
    _row("d_vec", "d(vec(X)) = vec(dX)", X),
    _row("d_kron", "d(kron(A, B)) = kron(dA, B) + kron(A, dB)", {"A": "m n", "B": "p q"}, cookbook(39)),
    _row("d_entry", "d(A[1,2]) = dA[1,2]", {"A": "m n"}),
    _row("d_block", "d([A, B; C, E]) = [dA, dB; dC, dE]", {"A": "m n", "B": "m p", "C": "k n", "E": "k p"}),
)  # fmt: skip

NORMS = (
    _row("d_norm2", "d(norm2(x)) = x'*dx/norm2(x)", {"x": "n"}, MAGNUS, {"norm2(x)": "nonzero"}),
    _row("d_norm2_sq", "d(norm2(x)^2) = 2*x'*dx", {"x": "n"}),
    _row("d_norm", "d(normF(X)) = tr(X'*dX)/normF(X)", X, MAGNUS, {"normF(X)": "nonzero"}),
    _row("d_norm_sq", "d(normF(X)^2) = 2*tr(X'*dX)", X),
    _row("d_norm1", "d(norm1(X)) = sum(sign(X) .* dX)", X, MAGNUS, {"X": "nonzero"}),
    _row("d_softmax", "d(softmax(x)) = softmax(x) .* dx - softmax(x)*softmax(x)'*dx", {"x": "n"}),
)  # fmt: skip

# function, its derivative entry by entry, and what the entries must be
FUNCTIONS = (
    ("exp", "exp(X)", ""),
    ("log", "(ones(m, n) ./ X)", "positive"),
    ("sin", "cos(X)", ""),
    ("cos", "(-sin(X))", ""),
    ("tan", "(ones(m, n) + tan(X) .^ 2)", ""),
    ("arcsin", "(ones(m, n) ./ sqrt(ones(m, n) - X .^ 2))", "probability"),
    ("arccos", "(-ones(m, n) ./ sqrt(ones(m, n) - X .^ 2))", "probability"),
    ("arctan", "(ones(m, n) ./ (ones(m, n) + X .^ 2))", ""),
    ("sinh", "cosh(X)", ""),
    ("cosh", "sinh(X)", ""),
    ("tanh", "(ones(m, n) - tanh(X) .^ 2)", ""),
    ("abs", "sign(X)", "nonzero"),
    ("relu", "relu(sign(X))", "nonzero"),
    ("sigmoid", "sigmoid(X) .* (ones(m, n) - sigmoid(X))", ""),
    ("softplus", "sigmoid(X)", ""),
    ("sqrt", "(ones(m, n) ./ (2*sqrt(X)))", "positive"),
)
BETWEEN = "entries between -1 and 1 are enough, for which there is no word"

RULES = (
    *ALGEBRA,
    *MATRICES,
    *NORMS,
    *(_row(f"d_{name}", f"d({name}(X)) = {derivative} .* dX", X, MAGNUS, {"X": fact} if fact else NONE,
           BETWEEN if fact == "probability" else "") for name, derivative, fact in FUNCTIONS),
    _row("d_sign", "d(sign(X)) = zeros(m, n)", X, MAGNUS, {"X": "nonzero"}),
)  # fmt: skip
