"""Inverses of products, of special matrices, and differences of inverses."""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, DEFINITION, GOLUB, HENDERSON, HORN, TOPICS_IN_HORN, cookbook

A = {"A": "invertible"}
AB = {"A": "invertible", "B": "invertible"}
SQUARE = {"A": "n n", "B": "n n"}
BLOCKS = {"A": "n n", "B": "n m", "C": "m n", "E": "m m"}

RULES = (
    # cancellation
    Rule("inv_mul_cancel", "inv(A)*A = eye", A, source=DEFINITION),
    Rule("mul_inv_cancel", "A*inv(A) = eye", A, source=DEFINITION),
    Rule("inv_mul_cancel_left", "inv(A)*(A*B) = B", A, source=ALGEBRA),
    Rule("mul_inv_cancel_left", "A*(inv(A)*B) = B", A, source=ALGEBRA),
    Rule("inv_mul_cancel_right", "(B*inv(A))*A = B", A, source=ALGEBRA),
    Rule("mul_inv_cancel_right", "(B*A)*inv(A) = B", A, source=ALGEBRA),
    # of products and special matrices
    Rule("inv_mul", "inv(A*B) = inv(B)*inv(A)", AB, SQUARE, cookbook(1)),
    Rule("inv_mul_mul", "inv(A*B*C) = inv(C)*inv(B)*inv(A)", {**AB, "C": "invertible"}, {**SQUARE, "C": "n n"},
         cookbook(2), "known"),
    Rule("inv_inv", "inv(inv(A)) = A", A, source=HORN),
    Rule("inv_transpose", "inv(A') = inv(A)'", A, source=cookbook(3)),
    Rule("inv_smul", "inv(c*A) = inv(A)/c", {"A": "invertible", "c": "nonzero"}, source=HORN),
    Rule("inv_div", "inv(A/c) = c*inv(A)", {"A": "invertible", "c": "nonzero"}, source=HORN),
    Rule("inv_neg", "inv(-A) = -inv(A)", A, source=HORN),
    Rule("inv_sq", "inv(A^2) = inv(A)^2", A, source=HORN),
    Rule("inv_eye", "inv(eye(n)) = eye(n)", source=HORN),
    Rule("inv_diag", "inv(diag(x)) = diag(vector(1) ./ x)", {"x": "nonzero"}, source=HORN),
    Rule("inv_kron", "inv(kron(A, B)) = kron(inv(A), inv(B))", AB, {"A": "m m", "B": "n n"}, TOPICS_IN_HORN),
    Rule("inv_of_orthogonal", "inv(Q) = Q'", {"Q": "orthogonal"}, source=HORN, kind="fact"),
    Rule("inv_transpose_of_symmetric", "inv(A)' = inv(A)", {"A": "symmetric invertible"}, source=HORN),
    Rule("inv_similar", "inv(inv(P)*A*P) = inv(P)*inv(A)*P", {"A": "invertible", "P": "invertible"},
         {"A": "n n", "P": "n n"}, HORN, "known"),
    Rule("inv_two", "inv([a, b; c, e]) = (1/(a*e - b*c))*[e, -b; -c, a]", {"a*e - b*c": "nonzero"}, source=HORN,
         kind="known"),
    # what commutes with a matrix commutes with its inverse
    Rule("mul_inv_comm_of_commute", "A*inv(B) = inv(B)*A", {"A, B": "commute", "B": "invertible"}, SQUARE, HORN,
         "known"),
    Rule("inv_mul_inv_comm_of_commute", "inv(A)*inv(B) = inv(B)*inv(A)", {"A, B": "commute", **AB}, SQUARE, HORN,
         "known"),
    Rule("inv_mul_of_commute", "inv(A*B) = inv(A)*inv(B)", {"A, B": "commute", **AB}, SQUARE, HORN, "known"),
    Rule("cayley_comm", "(eye - A)*inv(eye + A) = inv(eye + A)*(eye - A)", {"eye + A": "invertible"}, source=GOLUB,
         kind="known"),
    # sums and differences of inverses
    Rule("inv_sub_inv", "inv(A) - inv(B) = inv(A)*(B - A)*inv(B)", AB, SQUARE, HENDERSON, "known"),
    Rule("inv_add_inv", "inv(A) + inv(B) = inv(A)*(A + B)*inv(B)", AB, SQUARE, HENDERSON, "known"),
    Rule("inv_add_inv_swap", "inv(A) + inv(B) = inv(B)*(A + B)*inv(A)", AB, SQUARE, HENDERSON, "known"),
    Rule("resolvent", "inv(A - a*eye) - inv(A - b*eye) = (a - b)*inv(A - a*eye)*inv(A - b*eye)",
         {"A - a*eye": "invertible", "A - b*eye": "invertible"}, source=HORN, kind="known"),
    Rule("resolvent_comm", "inv(A - a*eye)*inv(A - b*eye) = inv(A - b*eye)*inv(A - a*eye)",
         {"A - a*eye": "invertible", "A - b*eye": "invertible"}, source=HORN, kind="known"),
    Rule("resolvent_sub", "inv(A - c*eye) - inv(B - c*eye) = inv(A - c*eye)*(B - A)*inv(B - c*eye)",
         {"A - c*eye": "invertible", "B - c*eye": "invertible"}, SQUARE, HORN, "known"),
    Rule("resolvent_mul", "A*inv(A - c*eye) = eye + c*inv(A - c*eye)", {"A - c*eye": "invertible"}, source=HORN,
         kind="known"),
    Rule("hua", "A - inv(inv(A) + inv(inv(B) - A)) = A*B*A", {**AB, "inv(B) - A": "invertible"}, SQUARE,
         "Hua, On the automorphisms of a sfield (1949)", "known"),
    # by blocks
    Rule("inv_block_diag", "inv([A, zeros(n, m); zeros(m, n), E]) = [inv(A), zeros(n, m); zeros(m, n), inv(E)]",
         {"A": "invertible", "E": "invertible"}, {"A": "n n", "E": "m m"}, HORN, "known"),
    Rule("inv_block_upper", "inv([A, B; zeros(m, n), E]) = [inv(A), -inv(A)*B*inv(E); zeros(m, n), inv(E)]",
         {"A": "invertible", "E": "invertible"}, {"A": "n n", "B": "n m", "E": "m m"}, HORN, "known"),
    Rule("inv_block_lower", "inv([A, zeros(n, m); C, E]) = [inv(A), zeros(n, m); -inv(E)*C*inv(A), inv(E)]",
         {"A": "invertible", "E": "invertible"}, {"A": "n n", "C": "m n", "E": "m m"}, HORN, "known"),
    Rule("inv_block", "inv([A, B; C, E]) = [inv(A) + inv(A)*B*inv(E - C*inv(A)*B)*C*inv(A), "
         "-inv(A)*B*inv(E - C*inv(A)*B); -inv(E - C*inv(A)*B)*C*inv(A), inv(E - C*inv(A)*B)]",
         {"A": "invertible", "E - C*inv(A)*B": "invertible"}, BLOCKS, HORN, "known"),
)  # fmt: skip
