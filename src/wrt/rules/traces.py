"""Traces: linear, and blind to rotation and transposition."""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, DEFINITION, HORN, MAGNUS, TOPICS_IN_HORN, cookbook

SQUARE = {"A": "n n", "B": "n n"}
SAME = {"A": "m n", "B": "m n"}

RULES = (
    Rule("trace_transpose", "tr(A') = tr(A)", source=cookbook(13)),
    Rule("trace_add", "tr(A + B) = tr(A) + tr(B)", source=cookbook(15)),
    Rule("trace_sub", "tr(A - B) = tr(A) - tr(B)", source=cookbook(15)),
    Rule("trace_neg", "tr(-A) = -tr(A)", source=ALGEBRA),
    Rule("trace_smul", "tr(c*A) = c*tr(A)", source=HORN),
    Rule("trace_div", "tr(A/c) = tr(A)/c", source=HORN),
    Rule("trace_eye", "tr(eye(n)) = n", shapes={"A": "n n"}, source=DEFINITION),
    Rule("trace_zeros", "tr(zeros(n, n)) = 0", source=DEFINITION),
    Rule("trace_ones", "tr(ones(n, n)) = n", shapes={"A": "n n"}, source=DEFINITION),
    Rule("trace_scalar", "tr(c) = c", source=DEFINITION),
    Rule("trace_mul_comm", "tr(A*B) = tr(B*A)", source=cookbook(14), kind="known"),
    Rule("trace_mul_cycle", "tr(A*B*C) = tr(C*A*B)", source=cookbook(16), kind="known"),
    Rule("trace_outer", "tr(x*y') = y'*x", source=MAGNUS),
    Rule("trace_mul_outer", "tr(A*x*y') = y'*A*x", source=MAGNUS),
    Rule("trace_kron", "tr(kron(A, B)) = tr(A)*tr(B)", source=TOPICS_IN_HORN),
    Rule("trace_diag", "tr(diag(x)) = sum(x)", source=DEFINITION),
    Rule("trace_eq_sum", "tr(A) = sum(diag(A))", shapes={"A": "n n"}, source=DEFINITION, kind="definition"),
    Rule("trace_mul_diag", "tr(A*diag(x)) = diag(A)'*x", shapes={"A": "n n"}, source=TOPICS_IN_HORN, kind="known"),
    Rule("trace_transpose_mul", "tr(A'*B) = sum(A .* B)", shapes=SAME, source=TOPICS_IN_HORN, kind="known"),
    Rule("trace_mul_transpose", "tr(A*B') = sum(A .* B)", shapes=SAME, source=TOPICS_IN_HORN, kind="known"),
    Rule("trace_transpose_mul_eq_vec", "tr(A'*B) = vec(A)'*vec(B)", shapes=SAME, source=MAGNUS, kind="known"),
    Rule("trace_transpose_mul_self", "tr(A'*A) = normF(A)^2", shapes={"A": "m n"}, source=HORN, kind="known"),
    Rule("trace_had_mul", "tr((A .* B)'*C) = tr(A'*(B .* C))", shapes={**SAME, "C": "m n"}, source=MAGNUS,
         kind="known"),
    Rule("quad_eq_trace", "x'*A*x = tr(A*x*x')", source=MAGNUS, kind="known"),
    Rule("bilinear_eq_trace", "x'*A*y = tr(A*y*x')", source=MAGNUS, kind="known"),
    Rule("trace_commutator", "tr(A*B - B*A) = 0", shapes=SQUARE, source=HORN),
    Rule("trace_similar", "tr(inv(P)*A*P) = tr(A)", {"P": "invertible"}, {"P": "n n", "A": "n n"}, HORN),
    Rule("trace_conj_of_orthogonal", "tr(Q'*A*Q) = tr(A)", {"Q": "orthogonal"}, {"Q": "n n", "A": "n n"}, HORN),
    Rule("trace_of_skew", "tr(A) = 0", {"A": "skew"}, {"A": "n n"}, HORN, "fact"),
    Rule("trace_mul_of_symmetric_of_skew", "tr(A*B) = 0", {"A": "symmetric", "B": "skew"}, SQUARE, HORN),
)  # fmt: skip
