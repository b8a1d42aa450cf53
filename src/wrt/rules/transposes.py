"""Transposes are pushed down to the symbols."""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, DEFINITION, HORN, MAGNUS, PENROSE, TOPICS_IN_HORN, cookbook

FUNCTIONS = ("exp log sin cos tan arcsin arccos arctan sinh cosh tanh abs sign relu sigmoid softplus sqrt").split()

RULES = (
    Rule("transpose_transpose", "A'' = A", source=HORN),
    Rule("transpose_add", "(A + B)' = A' + B'", source=cookbook(4)),
    Rule("transpose_sub", "(A - B)' = A' - B'", source=cookbook(4)),
    Rule("transpose_neg", "(-A)' = -A'", source=ALGEBRA),
    Rule("transpose_mul", "(A*B)' = B'*A'", source=cookbook(5)),
    Rule("transpose_mul_mul", "(A*B*C)' = C'*B'*A'", source=cookbook(6), kind="known"),
    Rule("transpose_smul", "(c*A)' = c*A'", source=ALGEBRA),
    Rule("transpose_div", "(A/c)' = A'/c", source=ALGEBRA),
    Rule("transpose_scalar", "c' = c", shapes={"c": ""}, source=DEFINITION),
    Rule("transpose_eye", "eye(n)' = eye(n)", source=DEFINITION),
    Rule("transpose_ones", "ones(m, n)' = ones(n, m)", source=DEFINITION),
    Rule("transpose_zeros", "zeros(m, n)' = zeros(n, m)", source=DEFINITION),
    Rule("transpose_sq", "(A^2)' = (A')^2", source=ALGEBRA),
    Rule("transpose_pinv", "pinv(A') = pinv(A)'", source=PENROSE),
    Rule("transpose_had", "(A .* B)' = A' .* B'", source=TOPICS_IN_HORN),
    Rule("transpose_hdiv", "(A ./ B)' = A' ./ B'", source=ALGEBRA),
    Rule("transpose_hpow", "(A .^ c)' = A' .^ c", source=ALGEBRA),
    Rule("transpose_kron", "kron(A, B)' = kron(A', B')", source=TOPICS_IN_HORN),
    Rule("transpose_diag", "diag(x)' = diag(x)", source=DEFINITION),
    Rule("transpose_commutation", "commutation(m, n)' = commutation(n, m)", source=MAGNUS),
    Rule("transpose_block", "[A, B; C, E]' = [A', C'; B', E']", source=HORN),
    Rule("transpose_row", "[A, B]' = [A'; B']", source=HORN),
    Rule("transpose_column", "[A; B]' = [A', B']", source=HORN),
    Rule("dot_comm", "x'*y = y'*x", source=ALGEBRA, kind="known"),
    Rule("bilinear_transpose", "x'*A*y = y'*A'*x", source=ALGEBRA, kind="known"),
    *(Rule(f"transpose_{name}", f"{name}(X)' = {name}(X')", source=DEFINITION) for name in FUNCTIONS),
)
