"""Matrices by blocks, and by entries."""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, DEFINITION, HORN

QUAD = {"A": "n n", "B": "n m", "C": "m n", "E": "m m", "x": "n", "y": "m"}

RULES = (
    Rule("block_mul_block", "[A, B; C, E]*[F, G; H, K] = [A*F + B*H, A*G + B*K; C*F + E*H, C*G + E*K]", source=HORN,
         shapes={"A": "m n", "B": "m p", "C": "k n", "E": "k p", "F": "n q", "G": "n r", "H": "p q", "K": "p r"},
         kind="known"),
    Rule("block_mul_column", "[A, B; C, E]*[x; y] = [A*x + B*y; C*x + E*y]", source=HORN, kind="known"),
    Rule("row_mul_column", "[A, B]*[C; E] = A*C + B*E", source=HORN, kind="known"),
    Rule("column_mul", "[A; B]*C = [A*C; B*C]", source=HORN, kind="known"),
    Rule("mul_row", "A*[B, C] = [A*B, A*C]", source=HORN, kind="known"),
    Rule("column_gram", "[A; B]'*[A; B] = A'*A + B'*B", source=HORN, kind="known"),
    Rule("row_gram", "[A, B]*[A, B]' = A*A' + B*B'", source=HORN, kind="known"),
    Rule("quad_block", "[x; y]'*[A, B; C, E]*[x; y] = x'*A*x + x'*B*y + y'*C*x + y'*E*y", shapes=QUAD, source=HORN,
         kind="known"),
    Rule("norm2_column_sq", "norm2([x; y])^2 = norm2(x)^2 + norm2(y)^2", source=HORN, kind="known"),
    Rule("trace_block", "tr([A, B; C, E]) = tr(A) + tr(E)", shapes={"A": "n n", "B": "n m", "C": "m n", "E": "m m"},
         source=HORN),
    Rule("sum_column", "sum([x; y]) = sum(x) + sum(y)", source=ALGEBRA),
    Rule("column_add", "[x; y] + [u; v] = [x + u; y + v]", shapes={"x": "m", "u": "m", "y": "n", "v": "n"},
         source=HORN, kind="known"),
    Rule("smul_column", "c*[x; y] = [c*x; c*y]", source=HORN, kind="known"),
    Rule("block_schur", "[A, B; C, E] = [eye(n), zeros(n, m); C*inv(A), eye(m)]"
         "*[A, zeros(n, m); zeros(m, n), E - C*inv(A)*B]*[eye(n), inv(A)*B; zeros(m, n), eye(m)]",
         {"A": "invertible"}, {"A": "n n", "B": "n m", "C": "m n", "E": "m m"}, HORN, "known"),
    Rule("entries_two", "[A[1,1], A[1,2]; A[2,1], A[2,2]] = A", shapes={"A": "2 2"}, source=DEFINITION),
    Rule("trace_two", "tr([a, b; c, e]) = a + e", source=DEFINITION),
    Rule("transpose_two", "[a, b; c, e]' = [a, c; b, e]", source=DEFINITION),
    Rule("mul_two", "[a, b; c, e]*[f, g; h, k] = [a*f + b*h, a*g + b*k; c*f + e*h, c*g + e*k]",
         shapes=dict.fromkeys("abcefghk", ""), source=DEFINITION, kind="known"),
    Rule("mul_column_two", "[a, b; c, e]*[f; g] = [a*f + b*g; c*f + e*g]", source=DEFINITION, kind="known"),
)  # fmt: skip
