"""Derivatives in denominator layout; the symbols beside the variable are constants.

The first ten are the table of shortcuts, in its order.  Products, chains and the like, whose factors depend on the
variable, are differentials (`wrt.rules.differentials`).
"""

from collections.abc import Mapping

from wrt.rules.rule import Rule
from wrt.rules.sources import BISHOP, COOKBOOK, GOODFELLOW, HANDBOOK, MAGNUS, WORKSHEET, cookbook

NONE: Mapping[str, str] = {}
VECTOR = {"v": "N"}
VECTORS = {"u": "N", "v": "N"}
QUAD = {"v": "N", "A": "N N"}
LEAST = {"A": "m n", "x": "n", "b": "m"}
X = {"X": "m n"}
SQUARE = {"X": "n n"}
INVERTIBLE = {"X": "invertible"}
T = {"t": ""}


def _row(name: str, statement: str, shapes: Mapping[str, str] = NONE, source: str = MAGNUS,
         when: Mapping[str, str] = NONE, excess: str = "") -> Rule:  # fmt: skip
    return Rule(name, statement, when, shapes, source, "derivative", excess)


SHORTCUTS = (
    _row("D_self", "D(v, v) = eye", VECTOR, WORKSHEET),
    _row("D_transpose_self", "D(v', v) = eye", VECTOR, WORKSHEET),
    _row("D_smul", "D(t*v, v) = t*eye", {"v": "N", "t": ""}, WORKSHEET),
    _row("D_dot_left", "D(u'*v, u) = v", VECTORS, WORKSHEET),
    _row("D_dot_right", "D(u'*v, v) = u", VECTORS, WORKSHEET),
    _row("D_dot_self", "D(v'*v, v) = 2*v", VECTOR, WORKSHEET),
    _row("D_quad", "D(v'*A*v, v) = (A + A')*v", QUAD, WORKSHEET),
    _row("D_quad_of_symmetric", "D(v'*A*v, v) = 2*A*v", QUAD, WORKSHEET, {"A": "symmetric"}),
    _row("D_mul", "D(A*v, v) = A'", {"v": "N", "A": "M N"}, WORKSHEET),
    _row("D_transpose_mul", "D(v'*A, v) = A", {"v": "N", "A": "N M"}, WORKSHEET),
)
# what the table says beside a row
NOTES = {
    "D_self": "v of length N",
    "D_transpose_self": "v of length N",
    "D_smul": "v of length N",
    "D_quad_of_symmetric": "if A is symmetric",
    "D_mul": "A is M×N",
    "D_transpose_mul": "A is N×M",
}

VECTOR_RULES = (
    _row("D_dot_mul_left", "D(x'*A*y, x) = A*y", {"x": "m", "A": "m n", "y": "n"}, cookbook(69)),
    _row("D_dot_mul_right", "D(x'*A*y, y) = A'*x", {"x": "m", "A": "m n", "y": "n"}, cookbook(69)),
    _row("D_add_const", "D(A*x + b, x) = A'", LEAST),
    _row("D_sum", "D(sum(x), x) = ones(n)", {"x": "n"}),
    _row("D_smul_scalar", "D(t*v, t) = v'", {"t": "", "v": "n"}),
    _row("D_norm2_sq", "D(norm2(x)^2, x) = 2*x", {"x": "n"}, BISHOP),
    _row("D_norm2_sub_sq", "D(norm2(x - b)^2, x) = 2*(x - b)", {"x": "n", "b": "n"}),
    _row("D_norm2_residual_sq", "D(norm2(A*x - b)^2, x) = 2*A'*(A*x - b)", LEAST, BISHOP),
    _row("D_norm2_residual_sq_swap", "D(norm2(b - A*x)^2, x) = -2*A'*(b - A*x)", LEAST, BISHOP),
    _row("D_norm2_mul_sq", "D(norm2(A*x)^2, x) = 2*A'*A*x", LEAST),
    _row("D_quad_residual", "D((A*x - b)'*W*(A*x - b), x) = A'*(W + W')*(A*x - b)", {**LEAST, "W": "m m"},
         COOKBOOK),
    _row("D_quad_residual_of_symmetric", "D((A*x - b)'*W*(A*x - b), x) = 2*A'*W*(A*x - b)", {**LEAST, "W": "m m"},
         COOKBOOK, {"W": "symmetric"}),
    _row("D_norm2", "D(norm2(x), x) = x/norm2(x)", {"x": "n"}, MAGNUS, {"norm2(x)": "nonzero"}),
    _row("D_norm2_sub", "D(norm2(x - b), x) = (x - b)/norm2(x - b)", {"x": "n", "b": "n"}, cookbook(129),
         {"norm2(x - b)": "nonzero"}),
    _row("D_norm2_residual", "D(norm2(A*x - b), x) = A'*(A*x - b)/norm2(A*x - b)", LEAST, MAGNUS,
         {"norm2(A*x - b)": "nonzero"}),
    _row("D_norm1", "D(norm1(x), x) = sign(x)", {"x": "n"}, MAGNUS, {"x": "nonzero"}),
    _row("D_dot_sq", "D((b'*x)^2, x) = 2*(b'*x)*b", {"b": "n", "x": "n"}),
    _row("D_had", "D(b .* x, x) = diag(b)", {"b": "n", "x": "n"}),
    _row("D_outer_mul", "D(x*x'*b, x) = b*x' + (b'*x)*eye", {"b": "n", "x": "n"}),
    _row("D_normalised", "D(x/norm2(x), x) = (eye - x*x'/norm2(x)^2)/norm2(x)", {"x": "n"}, MAGNUS,
         {"norm2(x)": "nonzero"}),
    _row("D_softmax", "D(softmax(x), x) = diag(softmax(x)) - softmax(x)*softmax(x)'", {"x": "n"}, GOODFELLOW),
    _row("D_log_sum_exp", "D(log(sum(exp(x))), x) = softmax(x)", {"x": "n"}, GOODFELLOW),
    _row("D_quad_matrix", "D(x'*A*x, A) = x*x'", {"x": "n", "A": "n n"}, cookbook(72)),
    _row("DD_quad", "D(D(x'*A*x, x), x) = A + A'", {"x": "n", "A": "n n"}),
    _row("DD_quad_of_symmetric", "D(D(x'*A*x, x), x) = 2*A", {"x": "n", "A": "n n"}, MAGNUS, {"A": "symmetric"}),
    _row("DD_norm2_residual_sq", "D(D(norm2(A*x - b)^2, x), x) = 2*A'*A", LEAST),
)  # fmt: skip

MATRIX_RULES = (
    _row("D_bilinear_matrix", "D(a'*X*b, X) = a*b'", {**X, "a": "m", "b": "n"}, cookbook(70)),
    _row("D_bilinear_matrix_transpose", "D(a'*X'*b, X) = b*a'", {**X, "a": "n", "b": "m"}, cookbook(71)),
    _row("D_quad_gram", "D(a'*X'*X*b, X) = X*(a*b' + b*a')", {**X, "a": "n", "b": "n"}, cookbook(77)),
    _row("D_quad_gram_right", "D(a'*X*X'*b, X) = (a*b' + b*a')*X", {**X, "a": "m", "b": "m"}),
    _row("D_sum_matrix", "D(sum(X), X) = ones(m, n)", X),
    _row("D_trace", "D(tr(X), X) = eye", SQUARE, cookbook(99)),
    _row("D_trace_mul", "D(tr(A*X), X) = A'", {**X, "A": "n m"}, cookbook(100)),
    _row("D_trace_mul_right", "D(tr(X*A), X) = A'", {**X, "A": "n m"}, cookbook(100)),
    _row("D_trace_mul_mul", "D(tr(A*X*B), X) = A'*B'", {**X, "A": "p m", "B": "n p"}, cookbook(101)),
    _row("D_trace_mul_transpose_mul", "D(tr(A*X'*B), X) = B*A", {**X, "A": "p n", "B": "m p"}, cookbook(102)),
    _row("D_trace_transpose_mul", "D(tr(X'*A), X) = A", {**X, "A": "m n"}, cookbook(103)),
    _row("D_trace_mul_transpose", "D(tr(A*X'), X) = A", {**X, "A": "m n"}, cookbook(104)),
    _row("D_trace_sq", "D(tr(X^2), X) = 2*X'", SQUARE, cookbook(106)),
    _row("D_trace_sq_mul", "D(tr(X^2*B), X) = (X*B + B*X)'", {**SQUARE, "B": "n n"}, COOKBOOK),
    _row("D_trace_gram", "D(tr(X'*X), X) = 2*X", X),
    _row("D_trace_quad", "D(tr(X'*A*X), X) = (A + A')*X", {**X, "A": "m m"}, COOKBOOK),
    _row("D_trace_quad_of_symmetric", "D(tr(X'*A*X), X) = 2*A*X", {**X, "A": "m m"}, MAGNUS, {"A": "symmetric"}),
    _row("D_trace_quad_right", "D(tr(X*A*X'), X) = X*(A + A')", {**X, "A": "n n"}),
    _row("D_trace_mul_quad", "D(tr(A*X*B*X'), X) = A*X*B + A'*X*B'", {**X, "A": "m m", "B": "n n"}, MAGNUS),
    _row("D_norm_sq", "D(normF(X)^2, X) = 2*X", X),
    _row("D_norm_sub_sq", "D(normF(X - B)^2, X) = 2*(X - B)", {**X, "B": "m n"}),
    _row("D_norm_residual_sq", "D(normF(A*X - B)^2, X) = 2*A'*(A*X - B)", {**X, "A": "p m", "B": "p n"}),
    _row("D_norm", "D(normF(X), X) = X/normF(X)", X, MAGNUS, {"normF(X)": "nonzero"}),
    _row("D_norm2_residual_matrix", "D(norm2(X*a - b)^2, X) = 2*(X*a - b)*a'", {**X, "a": "n", "b": "m"}),
    _row("D_det", "D(det(X), X) = det(X)*inv(X)'", SQUARE, cookbook(49), INVERTIBLE),
    _row("D_det_mul", "D(det(A*X*B), X) = det(A*X*B)*inv(X)'", {"A": "n n", "X": "n n", "B": "n n"}, COOKBOOK,
         INVERTIBLE),
    _row("D_logdet", "D(logdet(X), X) = inv(X)'", SQUARE, cookbook(57), INVERTIBLE),
    _row("D_logdet_gram", "D(logdet(X'*X), X) = 2*X*inv(X'*X)", X, MAGNUS, {"X": "full_column_rank"}),
    _row("D_bilinear_inv", "D(a'*inv(X)*b, X) = -inv(X)'*a*b'*inv(X)'", {**SQUARE, "a": "n", "b": "n"}, cookbook(61),
         INVERTIBLE),
    _row("D_trace_inv", "D(tr(inv(X)), X) = -(inv(X)*inv(X))'", SQUARE, MAGNUS, INVERTIBLE),
    _row("D_trace_inv_mul", "D(tr(inv(X)*A), X) = -(inv(X)*A*inv(X))'", {**SQUARE, "A": "n n"}, MAGNUS, INVERTIBLE),
    _row("D_trace_mul_inv_mul", "D(tr(A*inv(X)*B), X) = -(inv(X)*B*A*inv(X))'",
         {**SQUARE, "A": "m n", "B": "n m"}, cookbook(63), INVERTIBLE),
    _row("D_trace_kron", "D(tr(kron(A, X)), X) = tr(A)*eye", {**SQUARE, "A": "m m"}, COOKBOOK),
    _row("D_sum_had", "D(sum(A .* X), X) = A", {**X, "A": "m n"}),
    _row("D_sum_log_matrix", "D(sum(log(X)), X) = ones(m, n) ./ X", X, MAGNUS, {"X": "positive"}),
    _row("D_matrix_by_scalar", "D(t*A, t) = A", {"t": "", "A": "m n"}),
    _row("D_inv_by_scalar", "D(inv(A + t*B), t) = -inv(A + t*B)*B*inv(A + t*B)", {"t": "", "A": "n n", "B": "n n"},
         MAGNUS, {"A + t*B": "invertible"}),
    _row("D_det_by_scalar", "D(det(A + t*B), t) = det(A + t*B)*tr(inv(A + t*B)*B)",
         {"t": "", "A": "n n", "B": "n n"}, MAGNUS, {"A + t*B": "invertible"}),
    _row("D_logdet_by_scalar", "D(logdet(A + t*B), t) = tr(inv(A + t*B)*B)", {"t": "", "A": "n n", "B": "n n"},
         MAGNUS, {"A + t*B": "invertible"}),
)  # fmt: skip

# function, its derivative at a vector x, at a scalar t, and what x must be
FUNCTIONS = (
    ("exp", "exp(x)", "exp(t)", ""),
    ("log", "ones(n) ./ x", "1/t", "positive"),
    ("sin", "cos(x)", "cos(t)", ""),
    ("cos", "-sin(x)", "-sin(t)", ""),
    ("tan", "ones(n) + tan(x) .^ 2", "1 + tan(t)^2", ""),
    ("arcsin", "ones(n) ./ sqrt(ones(n) - x .^ 2)", "1/sqrt(1 - t^2)", "probability"),
    ("arccos", "-(ones(n) ./ sqrt(ones(n) - x .^ 2))", "-1/sqrt(1 - t^2)", "probability"),
    ("arctan", "ones(n) ./ (ones(n) + x .^ 2)", "1/(1 + t^2)", ""),
    ("sinh", "cosh(x)", "cosh(t)", ""),
    ("cosh", "sinh(x)", "sinh(t)", ""),
    ("tanh", "ones(n) - tanh(x) .^ 2", "1 - tanh(t)^2", ""),
    ("abs", "sign(x)", "sign(t)", "nonzero"),
    ("relu", "relu(sign(x))", "relu(sign(t))", "nonzero"),
    ("sigmoid", "sigmoid(x) .* (ones(n) - sigmoid(x))", "sigmoid(t)*(1 - sigmoid(t))", ""),
    ("softplus", "sigmoid(x)", "sigmoid(t)", ""),
    ("sqrt", "ones(n) ./ (2*sqrt(x))", "1/(2*sqrt(t))", "positive"),
)
BETWEEN = "entries between -1 and 1 are enough, for which there is no word"


def _of_function(name: str, vector: str, scalar: str, fact: str) -> tuple[Rule, ...]:
    """The three rules of an entrywise function: of a scalar, of a vector, of the sum of its values."""
    x, t = ({"x": fact}, {"t": fact}) if fact else (NONE, NONE)
    excess = BETWEEN if fact == "probability" else ""
    return (
        _row(f"D_{name}", f"D({name}(t), t) = {scalar}", T, HANDBOOK, t, excess),
        _row(f"D_{name}_vector", f"D({name}(x), x) = diag({vector})", {"x": "n"}, MAGNUS, x, excess),
        _row(f"D_sum_{name}", f"D(sum({name}(x)), x) = {vector}", {"x": "n"}, MAGNUS, x, excess),
    )


SCALAR_RULES = (
    _row("D_sq", "D(t^2, t) = 2*t", T, HANDBOOK),
    _row("D_pow", "D(t^c, t) = c*t^(c - 1)", T, HANDBOOK, {"t": "positive"}),
    _row("D_one_div", "D(1/t, t) = -1/t^2", T, HANDBOOK, {"t": "nonzero"}),
    _row("D_const_pow", "D(c^t, t) = log(c)*c^t", T, HANDBOOK, {"c": "positive"}),
    _row("D_linear", "D(a*t + b, t) = a", T, HANDBOOK),
    _row("D_const", "D(c, t) = 0", T, HANDBOOK),
    _row("D_hpow_two", "D(x .^ 2, x) = 2*diag(x)", {"x": "n"}),
    _row("D_hpow", "D(x .^ c, x) = c*diag(x .^ (c - 1))", {"x": "n"}, MAGNUS, {"x": "positive"}),
    _row("D_sigmoid_dot", "D(sigmoid(x'*b), b) = sigmoid(x'*b)*(1 - sigmoid(x'*b))*x", {"x": "n", "b": "n"}, BISHOP),
)  # fmt: skip

RULES = (
    *SHORTCUTS,
    *VECTOR_RULES,
    *MATRIX_RULES,
    *SCALAR_RULES,
    *(rule for row in FUNCTIONS for rule in _of_function(*row)),
)
