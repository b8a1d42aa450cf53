"""Norms, quadratic forms, and how squares are expanded and completed."""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, BISHOP, DEFINITION, GOLUB, HORN

XY = {"x": "n", "y": "n"}
SAME = {"A": "m n", "B": "m n"}
QUAD = {"x": "n", "A": "n n", "b": "n"}
LEAST = {"A": "m n", "x": "n", "b": "m"}

RULES = (
    # what the norms are
    Rule("norm2_eq", "norm2(x) = sqrt(x'*x)", source=DEFINITION, kind="definition"),
    Rule("norm2_sq", "norm2(x)^2 = x'*x", source=DEFINITION),
    Rule("dot_self", "x'*x = norm2(x)^2", source=DEFINITION, kind="known"),
    Rule("norm_eq", "normF(A) = sqrt(tr(A'*A))", source=DEFINITION, kind="definition"),
    Rule("norm_sq", "normF(A)^2 = tr(A'*A)", source=DEFINITION),
    Rule("norm_sq_right", "normF(A)^2 = tr(A*A')", source=DEFINITION, kind="known"),
    Rule("norm_sq_eq_sum", "normF(A)^2 = sum(A .^ 2)", source=DEFINITION, kind="known"),
    Rule("norm_sq_eq_vec", "normF(A)^2 = norm2(vec(A))^2", shapes={"A": "m n"}, source=GOLUB, kind="known"),
    Rule("norm2_matrix", "norm2(A) = normF(A)", shapes={"A": "m n"}, source=DEFINITION, kind="known"),
    Rule("norm1_eq", "norm1(X) = sum(abs(X))", shapes={"X": "m n"}, source=DEFINITION, kind="definition"),
    Rule("norm1_of_nonnegative", "norm1(X) = sum(X)", {"X": "nonnegative"}, {"X": "m n"}, DEFINITION, "fact"),
    Rule("inner_eq", "inner(x, y) = x'*y", shapes=XY, source=DEFINITION, kind="definition"),
    Rule("inner_eq_trace", "inner(A, B) = tr(A'*B)", shapes=SAME, source=DEFINITION, kind="definition"),
    # scaling and invariance
    Rule("norm2_smul", "norm2(c*x) = abs(c)*norm2(x)", source=HORN),
    Rule("norm_smul", "normF(c*A) = abs(c)*normF(A)", source=HORN),
    Rule("norm1_smul", "norm1(c*X) = abs(c)*norm1(X)", source=HORN),
    Rule("norm2_neg", "norm2(-x) = norm2(x)", source=HORN),
    Rule("norm_neg", "normF(-A) = normF(A)", source=HORN),
    Rule("norm1_neg", "norm1(-X) = norm1(X)", source=HORN),
    Rule("norm_transpose", "normF(A') = normF(A)", source=HORN),
    Rule("norm2_sub_comm", "norm2(x - y) = norm2(y - x)", source=HORN, kind="known"),
    Rule("abs_norm2", "abs(norm2(x)) = norm2(x)", source=HORN),
    Rule("norm_outer", "normF(x*y') = norm2(x)*norm2(y)", source=HORN),
    Rule("norm2_kron", "norm2(kron(x, y)) = norm2(x)*norm2(y)", shapes={"x": "m", "y": "n"}, source=HORN),
    Rule("norm2_mul_of_orthogonal", "norm2(Q*x) = norm2(x)", {"Q": "orthogonal"}, {"Q": "n n"}, HORN, "fact"),
    Rule("norm_mul_of_orthogonal", "normF(Q*A) = normF(A)", {"Q": "orthogonal"}, {"Q": "n n"}, HORN, "fact"),
    Rule("mul_norm_of_orthogonal", "normF(A*Q) = normF(A)", {"Q": "orthogonal"}, {"Q": "n n"}, HORN, "fact"),
    Rule("norm_sq_of_orthogonal", "normF(Q)^2 = n", {"Q": "orthogonal"}, {"Q": "n n"}, HORN, "fact"),
    Rule("norm2_normalised", "norm2(x/norm2(x)) = 1", {"norm2(x)": "nonzero"}, source=HORN),
    # expansion
    Rule("norm2_add_sq", "norm2(x + y)^2 = x'*x + 2*x'*y + y'*y", source=HORN, kind="known"),
    Rule("norm2_sub_sq", "norm2(x - y)^2 = x'*x - 2*x'*y + y'*y", source=HORN, kind="known"),
    Rule("norm_add_sq", "normF(A + B)^2 = normF(A)^2 + 2*tr(A'*B) + normF(B)^2", shapes=SAME, source=HORN,
         kind="known"),
    Rule("norm_sub_sq", "normF(A - B)^2 = normF(A)^2 - 2*tr(A'*B) + normF(B)^2", shapes=SAME, source=HORN,
         kind="known"),
    Rule("norm2_residual_sq", "norm2(A*x - b)^2 = x'*A'*A*x - 2*b'*A*x + b'*b", shapes=LEAST, source=GOLUB,
         kind="known"),
    Rule("norm2_mul_sq", "norm2(A*x)^2 = x'*A'*A*x", source=GOLUB, kind="known"),
    Rule("parallelogram", "norm2(x + y)^2 + norm2(x - y)^2 = 2*norm2(x)^2 + 2*norm2(y)^2", source=HORN, kind="known"),
    Rule("polarization", "norm2(x + y)^2 - norm2(x - y)^2 = 4*x'*y", source=HORN, kind="known"),
    # quadratic forms
    Rule("quad_add", "(x + y)'*A*(x + y) = x'*A*x + x'*A*y + y'*A*x + y'*A*y", source=ALGEBRA, kind="known"),
    Rule("quad_add_of_symmetric", "(x + y)'*A*(x + y) = x'*A*x + 2*x'*A*y + y'*A*y", {"A": "symmetric"},
         source=ALGEBRA, kind="known"),
    Rule("quad_sub_of_symmetric", "(x - y)'*A*(x - y) = x'*A*x - 2*x'*A*y + y'*A*y", {"A": "symmetric"},
         source=ALGEBRA, kind="known"),
    Rule("quad_sub_quad_of_symmetric", "x'*A*x - y'*A*y = (x - y)'*A*(x + y)", {"A": "symmetric"}, source=ALGEBRA,
         kind="known"),
    Rule("quad_symmetric_part", "x'*A*x = x'*((A + A')/2)*x", source=HORN, kind="known"),
    Rule("quad_transpose", "x'*A'*x = x'*A*x", source=HORN),
    Rule("bilinear_comm_of_symmetric", "x'*A*y = y'*A*x", {"A": "symmetric"}, source=HORN, kind="known"),
    Rule("quad_of_skew", "x'*A*x = 0", {"A": "skew"}, source=HORN, kind="fact"),
    Rule("complete_square", "x'*A*x - 2*b'*x = (x - inv(A)*b)'*A*(x - inv(A)*b) - b'*inv(A)*b",
         {"A": "symmetric invertible"}, QUAD, BISHOP, "known"),
    Rule("complete_square_add", "x'*A*x + 2*b'*x = (x + inv(A)*b)'*A*(x + inv(A)*b) - b'*inv(A)*b",
         {"A": "symmetric invertible"}, QUAD, BISHOP, "known"),
    Rule("complete_square_scalar", "a*t^2 + b*t + c = a*(t + b/(2*a))^2 + c - b^2/(4*a)", {"a": "nonzero"},
         {"t": ""}, ALGEBRA, "known"),
    Rule("complete_square_norm", "x'*x - 2*b'*x = norm2(x - b)^2 - b'*b", shapes={"x": "n", "b": "n"},
         source=ALGEBRA, kind="known"),
)  # fmt: skip
