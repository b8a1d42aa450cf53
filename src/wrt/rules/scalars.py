"""Scalars: fractions, powers, and what divides a matrix."""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, DEFINITION, HANDBOOK

C = {"c": "nonzero"}
POSITIVE = {"t": "positive"}
T = {"t": ""}
ST = {"s": "", "t": ""}

RULES = (
    Rule("mul_comm", "b*c = c*b", source=ALGEBRA, kind="known"),
    Rule("one_div_mul_cancel", "(1/c)*c = 1", C, source=ALGEBRA),
    Rule("mul_one_div_cancel", "c*(1/c) = 1", C, source=ALGEBRA),
    Rule("div_self", "c/c = 1", C, source=ALGEBRA),
    Rule("mul_div_cancel", "(c*A)/c = A", C, source=ALGEBRA),
    Rule("mul_div_cancel_scalar", "c*(A/c) = A", C, source=ALGEBRA),
    Rule("div_one", "A/1 = A", source=ALGEBRA),
    Rule("div_eq_mul", "A/c = (1/c)*A", source=DEFINITION, kind="definition"),
    Rule("inv_scalar", "inv(c) = 1/c", source=DEFINITION, kind="definition"),
    Rule("add_div", "(A + B)/c = A/c + B/c", source=ALGEBRA, kind="known"),
    Rule("neg_div", "(-A)/c = -(A/c)", source=ALGEBRA),
    Rule("div_neg", "A/(-c) = -(A/c)", source=ALGEBRA),
    Rule("div_div", "A/b/c = A/(b*c)", source=ALGEBRA),
    Rule("one_div_one_div", "1/(1/c) = c", C, source=ALGEBRA),
    Rule("one_div_mul_one_div", "(1/b)*(1/c) = 1/(b*c)", source=ALGEBRA, kind="known"),
    Rule("div_add_div", "a/b + c/e = (a*e + b*c)/(b*e)", source=ALGEBRA, kind="known"),
    Rule("div_smul", "A/c = A*(1/c)", source=DEFINITION, kind="known"),
    Rule("pow_one", "t^1 = t", shapes=T, source=DEFINITION),
    Rule("pow_two_scalar", "t^2 = t*t", shapes=T, source=DEFINITION, kind="definition"),
    Rule("pow_neg_one", "t^(-1) = 1/t", shapes=T, source=DEFINITION, kind="definition"),
    Rule("pow_neg_two", "t^(-2) = 1/t^2", shapes=T, source=DEFINITION, kind="definition"),
    Rule("neg_sq", "(-t)^2 = t^2", shapes=T, source=ALGEBRA),
    Rule("mul_sq", "(s*t)^2 = s^2*t^2", shapes=ST, source=ALGEBRA, kind="known"),
    Rule("div_sq", "(s/t)^2 = s^2/t^2", shapes=ST, source=ALGEBRA, kind="known"),
    Rule("add_sq", "(s + t)^2 = s^2 + 2*s*t + t^2", shapes=ST, source=ALGEBRA, kind="known"),
    Rule("sub_sq", "(s - t)^2 = s^2 - 2*s*t + t^2", shapes=ST, source=ALGEBRA, kind="known"),
    Rule("sq_sub_sq", "s^2 - t^2 = (s - t)*(s + t)", shapes=ST, source=ALGEBRA, kind="known"),
    Rule("pow_add", "t^(a + b) = t^a*t^b", POSITIVE, T, HANDBOOK, "known"),
    Rule("pow_pow", "(t^a)^b = t^(a*b)", POSITIVE, T, HANDBOOK),
    Rule("mul_pow", "(s*t)^c = s^c*t^c", {"s": "positive", "t": "positive"}, ST, HANDBOOK, "known"),
    Rule("pow_eq_exp", "t^c = exp(c*log(t))", POSITIVE, T, HANDBOOK, "definition"),
    Rule("one_pow", "1^c = 1", source=HANDBOOK),
)
