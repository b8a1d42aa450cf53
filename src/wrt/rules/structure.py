"""What a fact says as an equation: symmetric, skew, orthogonal, idempotent, diagonal, unit and the like."""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, DEFINITION, HORN

Q = {"Q": "orthogonal"}
P = {"P": "idempotent"}
SQUARE = {"A": "n n", "B": "n n"}

RULES = (
    Rule("transpose_of_symmetric", "A' = A", {"A": "symmetric"}, source=DEFINITION, kind="fact"),
    Rule("transpose_of_skew", "A' = -A", {"A": "skew"}, source=DEFINITION, kind="fact"),
    Rule("diag_of_skew", "diag(A) = zeros(n)", {"A": "skew"}, {"A": "n n"}, HORN, "fact"),
    Rule("transpose_of_diagonal", "A' = A", {"A": "diagonal"}, source=DEFINITION, kind="known",
         excess="symmetric is enough, and diagonal matrices are"),
    Rule("diag_diag_of_diagonal", "diag(diag(A)) = A", {"A": "diagonal"}, {"A": "n n"}, DEFINITION, "fact"),
    Rule("had_eye_of_diagonal", "A .* eye = A", {"A": "diagonal"}, source=DEFINITION, kind="fact"),
    Rule("transpose_mul_of_orthogonal", "Q'*Q = eye", Q, {"Q": "n n"}, DEFINITION, "fact"),
    Rule("mul_transpose_of_orthogonal", "Q*Q' = eye", Q, {"Q": "n n"}, DEFINITION, "fact"),
    Rule("sq_of_idempotent", "P^2 = P", P, source=DEFINITION, kind="fact"),
    Rule("mul_self_of_idempotent", "P*P = P", P, source=DEFINITION, kind="fact"),
    Rule("cube_of_idempotent", "P^3 = P", P, source=HORN, kind="fact"),
    Rule("one_sub_sq_of_idempotent", "(eye - P)^2 = eye - P", P, source=HORN, kind="fact"),
    Rule("one_sub_mul_of_idempotent", "(eye - P)*P = zeros(n, n)", P, {"P": "n n"}, HORN, "known"),
    Rule("mul_one_sub_of_idempotent", "P*(eye - P) = zeros(n, n)", P, {"P": "n n"}, HORN, "known"),
    Rule("reflection_sq_of_idempotent", "(eye - 2*P)^2 = eye", P, source=HORN, kind="fact"),
    Rule("eq_eye_of_idempotent_of_invertible", "P = eye", {"P": "idempotent invertible"}, source=HORN, kind="known"),
    Rule("sq_of_orthogonal_of_symmetric", "Q^2 = eye", {"Q": "orthogonal symmetric"}, source=HORN, kind="fact"),
    Rule("inv_of_orthogonal_of_symmetric", "inv(Q) = Q", {"Q": "orthogonal symmetric"}, source=HORN, kind="known"),
    Rule("transpose_mul_self_of_symmetric", "A'*A = A^2", {"A": "symmetric"}, source=ALGEBRA, kind="known"),
    Rule("transpose_mul_of_symmetric_of_commute", "(A*B)' = A*B",
         {"A": "symmetric", "B": "symmetric", "A, B": "commute"}, SQUARE, HORN, "known"),
    Rule("add_transpose_of_symmetric", "A + A' = 2*A", {"A": "symmetric"}, source=ALGEBRA, kind="fact"),
    Rule("add_transpose_of_skew", "A + A' = zeros(n, n)", {"A": "skew"}, {"A": "n n"}, ALGEBRA, "fact"),
    Rule("symmetric_part_add_skew_part", "(A + A')/2 + (A - A')/2 = A", shapes={"A": "n n"}, source=HORN),
    Rule("norm2_of_unit", "norm2(x) = 1", {"x": "unit"}, {"x": "n"}, DEFINITION, "fact"),
    Rule("dot_self_of_unit", "x'*x = 1", {"x": "unit"}, {"x": "n"}, DEFINITION, "fact"),
    Rule("sum_of_sums_to_one", "sum(x) = 1", {"x": "sums_to_one"}, {"x": "n"}, DEFINITION, "fact"),
    Rule("dot_ones_of_sums_to_one", "ones(n)'*x = 1", {"x": "sums_to_one"}, {"x": "n"}, DEFINITION, "fact"),
    Rule("had_self_of_binary", "X .* X = X", {"X": "binary"}, {"X": "m n"}, DEFINITION, "fact"),
    Rule("hpow_two_of_binary", "X .^ 2 = X", {"X": "binary"}, {"X": "m n"}, DEFINITION, "fact"),
    Rule("mul_self_of_binary", "t*t = t", {"t": "binary"}, {"t": ""}, DEFINITION, "fact"),
    Rule("dot_self_of_binary", "x'*x = sum(x)", {"x": "binary"}, {"x": "n"}, DEFINITION, "fact"),
    Rule("householder_sq", "(eye - 2*x*x'/(x'*x))^2 = eye", {"x'*x": "nonzero"}, {"x": "n"}, HORN, "known"),
    Rule("householder_sq_of_unit", "(eye - 2*x*x')^2 = eye", {"x": "unit"}, {"x": "n"}, HORN, "fact"),
    Rule("outer_sq", "(x*y')^2 = (y'*x)*x*y'", shapes={"x": "n", "y": "n"}, source=ALGEBRA, kind="known"),
    Rule("cayley_orthogonal", "((eye - A)*inv(eye + A))'*((eye - A)*inv(eye + A)) = eye", {"A": "skew"},
         {"A": "n n"}, HORN, "known"),
)  # fmt: skip
