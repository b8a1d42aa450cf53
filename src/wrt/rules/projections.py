"""Projections on the columns of X, least squares, centering, and the pseudoinverse."""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, GOLUB, HORN, PENROSE, REGRESSION

X = {"X": "full_column_rank"}
TALL = {"X": "m n"}
R = {"X": "full_row_rank"}
CENTER = "(eye - ones(n)*ones(n)'/n)"
VECTOR = {"x": "n"}

RULES = (
    # the hat matrix
    Rule("hat_sq", "(X*inv(X'*X)*X')^2 = X*inv(X'*X)*X'", X, TALL, REGRESSION, "known"),
    Rule("hat_transpose", "(X*inv(X'*X)*X')' = X*inv(X'*X)*X'", X, TALL, REGRESSION, "known"),
    Rule("hat_mul", "X*inv(X'*X)*X'*X = X", X, TALL, REGRESSION),
    Rule("transpose_mul_hat", "X'*X*inv(X'*X)*X' = X'", X, TALL, REGRESSION),
    Rule("residual_mul", "(eye - X*inv(X'*X)*X')*X = zeros(m, n)", X, TALL, REGRESSION),
    Rule("transpose_mul_residual", "X'*(eye - X*inv(X'*X)*X') = zeros(n, m)", X, TALL, REGRESSION),
    Rule("residual_sq", "(eye - X*inv(X'*X)*X')^2 = eye - X*inv(X'*X)*X'", X, TALL, REGRESSION, "known"),
    Rule("trace_hat", "tr(X*inv(X'*X)*X') = n", X, TALL, REGRESSION, "known"),
    Rule("normal_equations", "X'*(y - X*inv(X'*X)*X'*y) = zeros(n)", X, {**TALL, "y": "m"}, REGRESSION, "known"),
    Rule("pythagoras", "norm2(X*inv(X'*X)*X'*y)^2 + norm2(y - X*inv(X'*X)*X'*y)^2 = norm2(y)^2", X,
         {**TALL, "y": "m"}, REGRESSION, "known"),
    Rule("projection_on_vector_sq", "(x*x'/(x'*x))^2 = x*x'/(x'*x)", {"x'*x": "nonzero"}, VECTOR, HORN, "known"),
    # centering
    Rule("centering_sq", f"{CENTER}^2 = {CENTER}", shapes=VECTOR, source=REGRESSION, kind="known"),
    Rule("centering_mul_centering", f"{CENTER}*{CENTER} = {CENTER}", shapes=VECTOR, source=REGRESSION, kind="known"),
    Rule("centering_transpose", f"{CENTER}' = {CENTER}", shapes=VECTOR, source=REGRESSION, kind="known"),
    Rule("centering_mul_ones", f"{CENTER}*ones(n) = zeros(n)", shapes=VECTOR, source=REGRESSION),
    Rule("ones_mul_centering", f"ones(n)'*{CENTER} = zeros(n)'", shapes=VECTOR, source=REGRESSION),
    Rule("centering_mul", f"{CENTER}*x = x - (sum(x)/n)*ones(n)", shapes=VECTOR, source=REGRESSION, kind="known"),
    Rule("centering_quad", f"x'*{CENTER}*x = x'*x - sum(x)^2/n", shapes=VECTOR, source=REGRESSION, kind="known"),
    Rule("trace_centering", f"tr{CENTER} = n - 1", shapes=VECTOR, source=REGRESSION, kind="known"),
    Rule("sum_sub_mean", "sum(x - (sum(x)/n)*ones(n)) = 0", shapes=VECTOR, source=REGRESSION),
    # the pseudoinverse
    Rule("mul_pinv_mul", "A*pinv(A)*A = A", source=PENROSE),
    Rule("pinv_mul_pinv", "pinv(A)*A*pinv(A) = pinv(A)", source=PENROSE),
    Rule("transpose_mul_pinv", "(A*pinv(A))' = A*pinv(A)", source=PENROSE, kind="known"),
    Rule("transpose_pinv_mul", "(pinv(A)*A)' = pinv(A)*A", source=PENROSE, kind="known"),
    Rule("pinv_pinv", "pinv(pinv(A)) = A", source=PENROSE),
    Rule("pinv_smul", "pinv(c*A) = pinv(A)/c", {"c": "nonzero"}, source=PENROSE),
    Rule("pinv_neg", "pinv(-A) = -pinv(A)", source=PENROSE),
    Rule("pinv_transpose_mul", "pinv(A'*A) = pinv(A)*pinv(A)'", source=PENROSE, kind="known"),
    Rule("pinv_mul_transpose", "pinv(A*A') = pinv(A)'*pinv(A)", source=PENROSE, kind="known"),
    Rule("pinv_eq_left", "pinv(A) = pinv(A'*A)*A'", source=PENROSE, kind="known"),
    Rule("pinv_eq_right", "pinv(A) = A'*pinv(A*A')", source=PENROSE, kind="known"),
    Rule("transpose_mul_mul_pinv", "A'*A*pinv(A) = A'", source=PENROSE),
    Rule("pinv_mul_mul_transpose", "pinv(A)*A*A' = A'", source=PENROSE),
    Rule("mul_pinv_sq", "(A*pinv(A))^2 = A*pinv(A)", source=PENROSE, kind="known"),
    Rule("residual_pinv_mul", "(eye - A*pinv(A))*A = zeros(m, n)", shapes={"A": "m n"}, source=PENROSE),
    Rule("pinv_of_invertible", "pinv(A) = inv(A)", {"A": "invertible"}, {"A": "n n"}, GOLUB, "fact"),
    Rule("pinv_of_orthogonal", "pinv(Q) = Q'", {"Q": "orthogonal"}, {"Q": "n n"}, GOLUB, "fact"),
    Rule("pinv_of_full_column_rank", "pinv(X) = inv(X'*X)*X'", X, TALL, GOLUB, "fact"),
    Rule("pinv_of_full_row_rank", "pinv(X) = X'*inv(X*X')", R, TALL, GOLUB, "fact"),
    Rule("pinv_mul_of_full_column_rank", "pinv(X)*X = eye", X, TALL, GOLUB, "fact"),
    Rule("mul_pinv_of_full_row_rank", "X*pinv(X) = eye", R, TALL, GOLUB, "fact"),
    Rule("pinv_of_idempotent_of_symmetric", "pinv(P) = P", {"P": "idempotent symmetric"}, {"P": "n n"}, PENROSE,
         "fact"),
    Rule("pinv_vector", "pinv(x) = x'/(x'*x)", {"x'*x": "nonzero"}, VECTOR, PENROSE, "known"),
    Rule("pinv_eye", "pinv(eye(n)) = eye(n)", source=PENROSE),
    Rule("pinv_zeros", "pinv(zeros(m, n)) = zeros(n, m)", source=PENROSE),
    Rule("ridge_residual", "y - X*inv(X'*X + c*eye)*X'*y = c*inv(X*X' + c*eye)*y", {"c": "positive"},
         {**TALL, "y": "m"}, ALGEBRA, "known",
         excess="it is enough that c is nonzero and X*X' + c*eye invertible; for positive c nothing is left to check"),
)  # fmt: skip
