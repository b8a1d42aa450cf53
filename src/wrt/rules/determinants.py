"""Determinants and logdet, which is log|det|."""

from wrt.rules.rule import Rule
from wrt.rules.sources import DEFINITION, HORN, MAGNUS, TOPICS_IN_HORN, cookbook

A = {"A": "invertible"}
AB = {"A": "invertible", "B": "invertible"}
ONE = {"A": "n n"}
SQUARE = {"A": "n n", "B": "n n"}
TWO = {"A": "m m", "B": "n n"}
THIN = {"U": "n k", "V": "k n"}
RANK = {"A": "n n", "U": "n k", "C": "k k", "V": "k n"}
BLOCKS = {"A": "n n", "B": "n m", "C": "m n", "E": "m m"}
VECTORS = {"A": "n n", "u": "n", "v": "n"}
SCHUR = {"A": "invertible", "E - C*inv(A)*B": "invertible"}

RULES = (
    Rule("det_mul", "det(A*B) = det(A)*det(B)", shapes=SQUARE, source=cookbook(21)),
    Rule("det_transpose", "det(A') = det(A)", source=cookbook(20)),
    Rule("det_smul", "det(c*A) = c^n*det(A)", shapes=ONE, source=cookbook(19)),
    Rule("det_neg", "det(-A) = (-1)^n*det(A)", shapes=ONE, source=HORN),
    Rule("det_inv", "det(inv(A)) = 1/det(A)", A, source=cookbook(22)),
    Rule("det_sq", "det(A^2) = det(A)^2", source=cookbook(23)),
    Rule("det_cube", "det(A^3) = det(A)^3", source=cookbook(23)),
    Rule("det_eye", "det(eye(n)) = 1", source=DEFINITION),
    Rule("det_scalar", "det(c) = c", source=DEFINITION),
    Rule("det_kron", "det(kron(A, B)) = det(A)^n*det(B)^m", shapes=TWO, source=TOPICS_IN_HORN),
    Rule("det_mul_comm", "det(A*B) = det(B*A)", shapes=SQUARE, source=HORN, kind="known"),
    Rule("det_similar", "det(inv(P)*A*P) = det(A)", {"P": "invertible"}, {"P": "n n", "A": "n n"}, HORN),
    Rule("det_sq_of_orthogonal", "det(Q)^2 = 1", {"Q": "orthogonal"}, source=HORN, kind="fact"),
    Rule("det_sq_of_idempotent", "det(P)^2 = det(P)", {"P": "idempotent"}, source=HORN, kind="known"),
    Rule("det_of_rank_deficient", "det(A) = 0", {"A": "rank_deficient"}, ONE, HORN, "fact"),
    Rule("det_transpose_mul_self", "det(A'*A) = det(A)^2", shapes=ONE, source=HORN, kind="known"),
    # of sums
    Rule("sylvester", "det(eye + U*V) = det(eye + V*U)", shapes=THIN, source=HORN, kind="known"),
    Rule("sylvester_sub", "det(eye - U*V) = det(eye - V*U)", shapes=THIN, source=HORN, kind="known"),
    Rule("det_one_add_outer", "det(eye + u*v') = 1 + v'*u", shapes={"u": "n", "v": "n"}, source=cookbook(24),
         kind="known"),
    Rule("det_one_add_smul_outer", "det(eye + c*u*v') = 1 + c*v'*u", shapes={"u": "n", "v": "n", "c": ""}, source=HORN,
         kind="known"),
    Rule("det_add_outer", "det(A + u*v') = (1 + v'*inv(A)*u)*det(A)", A, VECTORS, HORN, "known"),
    Rule("det_sub_outer", "det(A - u*v') = (1 - v'*inv(A)*u)*det(A)", A, VECTORS, HORN, "known"),
    Rule("det_add_mul", "det(A + U*V) = det(eye + V*inv(A)*U)*det(A)", A, {"A": "n n", **THIN}, HORN, "known"),
    Rule("det_add_mul_mul", "det(A + U*C*V) = det(inv(C) + V*inv(A)*U)*det(C)*det(A)",
         {"A": "invertible", "C": "invertible"}, RANK, HORN, "known"),
    # by blocks and entries
    Rule("det_block", "det([A, B; C, E]) = det(A)*det(E - C*inv(A)*B)", A, BLOCKS, HORN, "known"),
    Rule("det_block_right", "det([A, B; C, E]) = det(E)*det(A - B*inv(E)*C)", {"E": "invertible"}, BLOCKS, HORN,
         "known"),
    Rule("det_block_upper", "det([A, B; zeros(m, n), E]) = det(A)*det(E)",
         shapes={"A": "n n", "B": "n m", "E": "m m"}, source=HORN),
    Rule("det_block_lower", "det([A, zeros(n, m); C, E]) = det(A)*det(E)",
         shapes={"A": "n n", "C": "m n", "E": "m m"}, source=HORN),
    Rule("det_block_of_commute", "det([A, B; C, E]) = det(A*E - B*C)", {"C, E": "commute"},
         {"A": "n n", "B": "n n", "C": "n n", "E": "n n"}, HORN, "known"),
    Rule("det_two", "det([a, b; c, e]) = a*e - b*c", source=DEFINITION, kind="known"),
    Rule("det_two_entries", "det(A) = A[1,1]*A[2,2] - A[1,2]*A[2,1]", shapes={"A": "2 2"}, source=DEFINITION,
         kind="known"),
    Rule("cayley_hamilton_two", "A^2 - tr(A)*A + det(A)*eye = 0", shapes={"A": "2 2"}, source=HORN, kind="known"),
    # logdet
    Rule("logdet_eq", "logdet(A) = log(abs(det(A)))", A, ONE, DEFINITION, "definition"),
    Rule("log_det_of_positive", "log(det(A)) = logdet(A)", {"det(A)": "positive"}, ONE, DEFINITION),
    Rule("log_det_of_spd", "log(det(A)) = logdet(A)", {"A": "spd"}, ONE, HORN, "known",
         excess="a positive determinant is enough; positive definite matrices have one"),
    Rule("exp_logdet", "exp(logdet(A)) = abs(det(A))", A, ONE, DEFINITION),
    Rule("logdet_mul", "logdet(A*B) = logdet(A) + logdet(B)", AB, SQUARE, MAGNUS),
    Rule("logdet_transpose", "logdet(A') = logdet(A)", A, ONE, MAGNUS),
    Rule("logdet_inv", "logdet(inv(A)) = -logdet(A)", A, ONE, MAGNUS),
    Rule("logdet_sq", "logdet(A^2) = 2*logdet(A)", A, ONE, MAGNUS),
    Rule("logdet_neg", "logdet(-A) = logdet(A)", A, ONE, MAGNUS),
    Rule("logdet_smul", "logdet(c*A) = n*log(abs(c)) + logdet(A)", {"c": "nonzero", **A}, ONE, MAGNUS),
    Rule("logdet_smul_of_positive", "logdet(c*A) = n*log(c) + logdet(A)", {"c": "positive", **A}, ONE, MAGNUS,
         "fact"),
    Rule("logdet_eye", "logdet(eye(n)) = 0", source=DEFINITION),
    Rule("logdet_kron", "logdet(kron(A, B)) = n*logdet(A) + m*logdet(B)", AB, TWO, TOPICS_IN_HORN),
    Rule("logdet_diag", "logdet(diag(x)) = sum(log(abs(x)))", {"x": "nonzero"}, source=HORN),
    Rule("logdet_diag_of_positive", "logdet(diag(x)) = sum(log(x))", {"x": "positive"}, source=HORN, kind="fact"),
    Rule("logdet_of_orthogonal", "logdet(Q) = 0", {"Q": "orthogonal"}, {"Q": "n n"}, HORN, "fact"),
    Rule("logdet_similar", "logdet(inv(P)*A*P) = logdet(A)", {"P": "invertible", **A}, {"P": "n n", "A": "n n"}, HORN),
    Rule("logdet_sylvester", "logdet(eye + U*V) = logdet(eye + V*U)", {"eye + U*V": "invertible"}, THIN, HORN,
         "known"),
    Rule("logdet_add_outer", "logdet(A + u*v') = logdet(A) + log(abs(1 + v'*inv(A)*u))",
         {**A, "1 + v'*inv(A)*u": "nonzero"}, VECTORS, HORN, "known"),
    Rule("logdet_add_mul_mul", "logdet(A + U*C*V) = logdet(inv(C) + V*inv(A)*U) + logdet(C) + logdet(A)",
         {"A": "invertible", "C": "invertible", "A + U*C*V": "invertible"}, RANK, HORN, "known"),
    Rule("logdet_block", "logdet([A, B; C, E]) = logdet(A) + logdet(E - C*inv(A)*B)", SCHUR, BLOCKS, HORN, "known"),
)  # fmt: skip
