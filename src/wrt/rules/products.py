"""Sums, products and powers of matrices, the identity and the zero."""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, DEFINITION, HORN

SQUARE = {"A": "n n", "B": "n n"}
COMMUTE = {"A, B": "commute"}

RULES = (
    # sums
    Rule("add_comm", "A + B = B + A", source=ALGEBRA, kind="known"),
    Rule("add_assoc", "(A + B) + C = A + (B + C)", source=ALGEBRA, kind="known"),
    Rule("add_zero", "A + zeros(m, n) = A", shapes={"A": "m n"}, source=ALGEBRA),
    Rule("sub_self", "A - A = zeros(m, n)", shapes={"A": "m n"}, source=ALGEBRA),
    Rule("add_self", "A + A = 2*A", source=ALGEBRA),
    Rule("neg_neg", "-(-A) = A", source=ALGEBRA),
    Rule("neg_add", "-(A + B) = -A - B", source=ALGEBRA),
    # scalar multiples
    Rule("one_smul", "1*A = A", source=ALGEBRA),
    Rule("zero_smul", "0*A = zeros(m, n)", shapes={"A": "m n"}, source=ALGEBRA),
    Rule("smul_zero", "c*zeros(m, n) = zeros(m, n)", source=ALGEBRA),
    Rule("neg_one_smul", "(-1)*A = -A", source=ALGEBRA),
    Rule("smul_neg", "c*(-A) = -(c*A)", source=ALGEBRA),
    Rule("neg_smul", "(-c)*A = -(c*A)", source=ALGEBRA),
    Rule("smul_add", "c*(A + B) = c*A + c*B", source=ALGEBRA, kind="known"),
    Rule("smul_sub", "c*(A - B) = c*A - c*B", source=ALGEBRA, kind="known"),
    Rule("add_smul", "(b + c)*A = b*A + c*A", source=ALGEBRA, kind="known"),
    Rule("smul_smul", "b*(c*A) = (b*c)*A", source=ALGEBRA, kind="known"),
    Rule("smul_comm", "c*A = A*c", source=ALGEBRA, kind="known"),
    # products
    Rule("mul_assoc", "(A*B)*C = A*(B*C)", source=HORN, kind="known"),
    Rule("mul_add", "A*(B + C) = A*B + A*C", source=HORN, kind="known"),
    Rule("add_mul", "(A + B)*C = A*C + B*C", source=HORN, kind="known"),
    Rule("mul_sub", "A*(B - C) = A*B - A*C", source=HORN, kind="known"),
    Rule("sub_mul", "(A - B)*C = A*C - B*C", source=HORN, kind="known"),
    Rule("add_mul_add", "(A + B)*(C + E) = A*C + A*E + B*C + B*E", source=HORN, kind="known"),
    Rule("smul_mul", "(c*A)*B = c*(A*B)", source=HORN, kind="known"),
    Rule("mul_smul", "A*(c*B) = c*(A*B)", source=HORN),
    Rule("neg_mul", "(-A)*B = -(A*B)", source=ALGEBRA),
    Rule("mul_neg", "A*(-B) = -(A*B)", source=ALGEBRA),
    Rule("one_mul", "eye*A = A", source=DEFINITION),
    Rule("mul_one", "A*eye = A", source=DEFINITION),
    Rule("zero_mul", "zeros(p, m)*A = zeros(p, n)", shapes={"A": "m n"}, source=ALGEBRA),
    Rule("mul_zero", "A*zeros(n, p) = zeros(m, p)", shapes={"A": "m n"}, source=ALGEBRA),
    Rule("mul_comm_of_commute", "A*B = B*A", COMMUTE, SQUARE, ALGEBRA, "fact"),
    # powers
    Rule("sq_eq_mul", "A^2 = A*A", source=DEFINITION, kind="definition"),
    Rule("cube_eq_mul", "A^3 = A*A*A", source=DEFINITION, kind="definition"),
    Rule("sq_neg", "(-A)^2 = A^2", source=ALGEBRA),
    Rule("sq_smul", "(c*A)^2 = c^2*A^2", source=ALGEBRA),
    Rule("sq_eye", "eye(n)^2 = eye(n)", source=ALGEBRA),
    Rule("sq_add", "(A + B)^2 = A^2 + A*B + B*A + B^2", source=ALGEBRA, kind="known"),
    Rule("sq_sub", "(A - B)^2 = A^2 - A*B - B*A + B^2", source=ALGEBRA, kind="known"),
    Rule("sq_add_of_commute", "(A + B)^2 = A^2 + 2*A*B + B^2", COMMUTE, SQUARE, ALGEBRA, "known"),
    Rule("sq_sub_of_commute", "(A - B)^2 = A^2 - 2*A*B + B^2", COMMUTE, SQUARE, ALGEBRA, "known"),
    Rule("sq_sub_sq_of_commute", "A^2 - B^2 = (A - B)*(A + B)", COMMUTE, SQUARE, ALGEBRA, "known"),
    Rule("sq_mul_of_commute", "(A*B)^2 = A^2*B^2", COMMUTE, SQUARE, ALGEBRA, "known"),
    Rule("one_sub_sq", "eye - A^2 = (eye - A)*(eye + A)", source=ALGEBRA, kind="known"),
    Rule("one_sub_cube", "eye - A^3 = (eye - A)*(eye + A + A^2)", source=ALGEBRA, kind="known"),
    Rule("mul_comm_of_diagonal", "A*B = B*A", {"A": "diagonal", "B": "diagonal"}, SQUARE, HORN, "known"),
)
