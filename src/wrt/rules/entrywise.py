"""Functions that act entry by entry: what they mean, and how they go through sums, products and each other.

The rules hold for arrays of any shape; where a statement needs a 1 or an entrywise operator, scalars have a row too.
"""

from wrt.rules.rule import Rule
from wrt.rules.sources import ALGEBRA, BISHOP, DEFINITION, GOODFELLOW, HANDBOOK

X = {"X": "m n"}
XY = {"X": "m n", "Y": "m n"}
T = {"t": ""}
ST = {"s": "", "t": ""}
POSITIVE = {"X": "positive"}
BOTH = {"X": "positive", "Y": "positive"}

EXPONENTIALS = (
    Rule("exp_zeros", "exp(zeros(m, n)) = ones(m, n)", source=HANDBOOK),
    Rule("exp_zero", "exp(0) = 1", source=HANDBOOK),
    Rule("log_one", "log(1) = 0", source=HANDBOOK),
    Rule("log_ones", "log(ones(m, n)) = zeros(m, n)", source=HANDBOOK),
    Rule("log_exp", "log(exp(X)) = X", shapes=X, source=HANDBOOK),
    Rule("exp_log", "exp(log(X)) = X", POSITIVE, X, HANDBOOK),
    Rule("exp_add", "exp(X + Y) = exp(X) .* exp(Y)", shapes=XY, source=HANDBOOK, kind="known"),
    Rule("exp_add_scalar", "exp(s + t) = exp(s)*exp(t)", shapes=ST, source=HANDBOOK, kind="known"),
    Rule("exp_sub", "exp(X - Y) = exp(X) ./ exp(Y)", shapes=XY, source=HANDBOOK, kind="known"),
    Rule("exp_sub_scalar", "exp(s - t) = exp(s)/exp(t)", shapes=ST, source=HANDBOOK, kind="known"),
    Rule("exp_neg", "exp(-X) = ones(m, n) ./ exp(X)", shapes=X, source=HANDBOOK, kind="known"),
    Rule("exp_neg_scalar", "exp(-t) = 1/exp(t)", shapes=T, source=HANDBOOK, kind="known"),
    Rule("exp_neg_had_exp", "exp(-X) .* exp(X) = ones(m, n)", shapes=X, source=HANDBOOK),
    Rule("exp_neg_mul_exp", "exp(-t)*exp(t) = 1", shapes=T, source=HANDBOOK),
    Rule("exp_smul", "exp(c*X) = exp(X) .^ c", shapes=X, source=HANDBOOK, kind="known"),
    Rule("exp_mul_scalar", "exp(c*t) = exp(t)^c", shapes=T, source=HANDBOOK, kind="known"),
    Rule("log_had", "log(X .* Y) = log(X) + log(Y)", BOTH, XY, HANDBOOK, "known"),
    Rule("log_mul", "log(s*t) = log(s) + log(t)", {"s": "positive", "t": "positive"}, ST, HANDBOOK, "known"),
    Rule("log_smul", "log(c*X) = log(c)*ones(m, n) + log(X)", {"c": "positive", **POSITIVE}, X, HANDBOOK, "known"),
    Rule("log_hdiv", "log(X ./ Y) = log(X) - log(Y)", BOTH, XY, HANDBOOK, "known"),
    Rule("log_div", "log(s/t) = log(s) - log(t)", {"s": "positive", "t": "positive"}, ST, HANDBOOK, "known"),
    Rule("log_hpow", "log(X .^ c) = c*log(X)", POSITIVE, X, HANDBOOK, "known"),
    Rule("log_pow", "log(t^c) = c*log(t)", {"t": "positive"}, T, HANDBOOK, "known"),
    Rule("log_inv_scalar", "log(1/t) = -log(t)", {"t": "positive"}, T, HANDBOOK),
    Rule("log_sqrt", "log(sqrt(X)) = log(X)/2", POSITIVE, X, HANDBOOK, "known"),
)

SIGMOIDS = (
    Rule("sigmoid_eq", "sigmoid(X) = ones(m, n) ./ (ones(m, n) + exp(-X))", shapes=X, source=BISHOP,
         kind="definition"),
    Rule("sigmoid_eq_scalar", "sigmoid(t) = 1/(1 + exp(-t))", shapes=T, source=BISHOP, kind="definition"),
    Rule("sigmoid_eq_exp", "sigmoid(X) = exp(X) ./ (ones(m, n) + exp(X))", shapes=X, source=BISHOP, kind="known"),
    Rule("sigmoid_eq_exp_scalar", "sigmoid(t) = exp(t)/(1 + exp(t))", shapes=T, source=BISHOP, kind="known"),
    Rule("sigmoid_neg", "sigmoid(-X) = ones(m, n) - sigmoid(X)", shapes=X, source=BISHOP, kind="known"),
    Rule("sigmoid_neg_scalar", "sigmoid(-t) = 1 - sigmoid(t)", shapes=T, source=BISHOP, kind="known"),
    Rule("sigmoid_add_sigmoid_neg", "sigmoid(X) + sigmoid(-X) = ones(m, n)", shapes=X, source=BISHOP),
    Rule("sigmoid_add_sigmoid_neg_scalar", "sigmoid(t) + sigmoid(-t) = 1", shapes=T, source=BISHOP),
    Rule("sigmoid_eq_tanh", "sigmoid(X) = (ones(m, n) + tanh(X/2))/2", shapes=X, source=BISHOP, kind="known"),
    Rule("tanh_eq_sigmoid", "tanh(X) = 2*sigmoid(2*X) - ones(m, n)", shapes=X, source=GOODFELLOW, kind="known"),
    Rule("tanh_eq_sigmoid_scalar", "tanh(t) = 2*sigmoid(2*t) - 1", shapes=T, source=GOODFELLOW, kind="known"),
    Rule("log_sigmoid", "log(sigmoid(X)) = -softplus(-X)", shapes=X, source=GOODFELLOW, kind="known"),
    Rule("logit_sigmoid", "log(sigmoid(X) ./ (ones(m, n) - sigmoid(X))) = X", shapes=X, source=BISHOP, kind="known"),
    Rule("softplus_eq", "softplus(X) = log(ones(m, n) + exp(X))", shapes=X, source=GOODFELLOW, kind="definition"),
    Rule("softplus_eq_scalar", "softplus(t) = log(1 + exp(t))", shapes=T, source=GOODFELLOW, kind="definition"),
    Rule("softplus_sub_softplus_neg", "softplus(X) - softplus(-X) = X", shapes=X, source=GOODFELLOW),
    Rule("softplus_neg", "softplus(-X) = softplus(X) - X", shapes=X, source=GOODFELLOW, kind="known"),
    Rule("softmax_eq", "softmax(x) = exp(x)/sum(exp(x))", shapes={"x": "n"}, source=GOODFELLOW, kind="definition"),
    Rule("softmax_add_ones", "softmax(x + c*ones(n)) = softmax(x)", shapes={"x": "n"}, source=GOODFELLOW),
    Rule("sum_softmax", "sum(softmax(x)) = 1", shapes={"x": "n"}, source=GOODFELLOW),
    Rule("ones_dot_softmax", "ones(n)'*softmax(x) = 1", shapes={"x": "n"}, source=GOODFELLOW),
    Rule("log_sum_exp_add_ones", "log(sum(exp(x + c*ones(n)))) = c + log(sum(exp(x)))", shapes={"x": "n", "c": ""},
         source=GOODFELLOW, kind="known"),
    Rule("log_softmax", "log(softmax(x)) = x - log(sum(exp(x)))*ones(n)", shapes={"x": "n"}, source=GOODFELLOW,
         kind="known"),
)  # fmt: skip

CIRCULAR = (
    Rule("sinh_eq", "sinh(X) = (exp(X) - exp(-X))/2", shapes=X, source=HANDBOOK, kind="definition"),
    Rule("cosh_eq", "cosh(X) = (exp(X) + exp(-X))/2", shapes=X, source=HANDBOOK, kind="definition"),
    Rule("tanh_eq", "tanh(X) = sinh(X) ./ cosh(X)", shapes=X, source=HANDBOOK, kind="definition"),
    Rule("tanh_eq_scalar", "tanh(t) = sinh(t)/cosh(t)", shapes=T, source=HANDBOOK, kind="definition"),
    Rule("tan_eq", "tan(X) = sin(X) ./ cos(X)", shapes=X, source=HANDBOOK, kind="definition"),
    Rule("tan_eq_scalar", "tan(t) = sin(t)/cos(t)", shapes=T, source=HANDBOOK, kind="definition"),
    Rule("cosh_sq_sub_sinh_sq", "cosh(X) .^ 2 - sinh(X) .^ 2 = ones(m, n)", shapes=X, source=HANDBOOK),
    Rule("cosh_sq_sub_sinh_sq_scalar", "cosh(t)^2 - sinh(t)^2 = 1", shapes=T, source=HANDBOOK),
    Rule("sin_sq_add_cos_sq", "sin(X) .^ 2 + cos(X) .^ 2 = ones(m, n)", shapes=X, source=HANDBOOK),
    Rule("sin_sq_add_cos_sq_scalar", "sin(t)^2 + cos(t)^2 = 1", shapes=T, source=HANDBOOK),
    *(Rule(f"{name}_neg", f"{name}(-X) = -{name}(X)", shapes=X, source=HANDBOOK)
      for name in "sin tan arctan arcsin sinh tanh sign".split()),
    *(Rule(f"{name}_neg", f"{name}(-X) = {name}(X)", shapes=X, source=HANDBOOK) for name in "cos cosh abs".split()),
    Rule("sin_arcsin", "sin(arcsin(X)) = X", {"X": "probability"}, X, HANDBOOK,
         excess="entries from -1 to 1 are enough, for which there is no word"),
    Rule("cos_arccos", "cos(arccos(X)) = X", {"X": "probability"}, X, HANDBOOK,
         excess="entries from -1 to 1 are enough, for which there is no word"),
    Rule("tan_arctan", "tan(arctan(X)) = X", shapes=X, source=HANDBOOK),
    Rule("sin_add", "sin(s + t) = sin(s)*cos(t) + cos(s)*sin(t)", shapes=ST, source=HANDBOOK, kind="known"),
    Rule("cos_add", "cos(s + t) = cos(s)*cos(t) - sin(s)*sin(t)", shapes=ST, source=HANDBOOK, kind="known"),
)  # fmt: skip

SIGNS = (
    Rule("abs_abs", "abs(abs(X)) = abs(X)", shapes=X, source=ALGEBRA),
    Rule("abs_sq", "abs(X) .^ 2 = X .^ 2", shapes=X, source=ALGEBRA),
    Rule("abs_sq_scalar", "abs(t)^2 = t^2", shapes=T, source=ALGEBRA),
    Rule("abs_had", "abs(X .* Y) = abs(X) .* abs(Y)", shapes=XY, source=ALGEBRA),
    Rule("abs_mul", "abs(s*t) = abs(s)*abs(t)", shapes=ST, source=ALGEBRA),
    Rule("abs_smul", "abs(c*X) = abs(c)*abs(X)", shapes=X, source=ALGEBRA),
    Rule("abs_exp", "abs(exp(X)) = exp(X)", shapes=X, source=ALGEBRA),
    Rule("abs_had_sign", "abs(X) .* sign(X) = X", shapes=X, source=DEFINITION),
    Rule("abs_mul_sign", "abs(t)*sign(t) = t", shapes=T, source=DEFINITION),
    Rule("had_sign", "X .* sign(X) = abs(X)", shapes=X, source=DEFINITION),
    Rule("mul_sign", "t*sign(t) = abs(t)", shapes=T, source=DEFINITION),
    Rule("sign_sign", "sign(sign(X)) = sign(X)", shapes=X, source=DEFINITION),
    Rule("abs_of_nonnegative", "abs(X) = X", {"X": "nonnegative"}, X, DEFINITION, "fact"),
    Rule("relu_of_nonnegative", "relu(X) = X", {"X": "nonnegative"}, X, DEFINITION, "fact"),
    Rule("sign_of_positive", "sign(X) = ones(m, n)", POSITIVE, X, DEFINITION, "fact"),
    Rule("sign_of_positive_scalar", "sign(t) = 1", {"t": "positive"}, T, DEFINITION, "fact"),
    Rule("sign_sq_of_nonzero", "sign(X) .^ 2 = ones(m, n)", {"X": "nonzero"}, X, DEFINITION, "fact"),
    Rule("sign_sq_of_nonzero_scalar", "sign(t)^2 = 1", {"t": "nonzero"}, T, DEFINITION, "fact"),
    Rule("relu_eq", "relu(X) = (X + abs(X))/2", shapes=X, source=GOODFELLOW, kind="definition"),
    Rule("relu_relu", "relu(relu(X)) = relu(X)", shapes=X, source=GOODFELLOW),
    Rule("relu_sub_relu_neg", "relu(X) - relu(-X) = X", shapes=X, source=GOODFELLOW),
    Rule("relu_add_relu_neg", "relu(X) + relu(-X) = abs(X)", shapes=X, source=GOODFELLOW),
    Rule("relu_smul_of_nonnegative", "relu(c*X) = c*relu(X)", {"c": "nonnegative"}, X, GOODFELLOW, "fact"),
)

POWERS = (
    Rule("sqrt_eq_hpow", "sqrt(X) = X .^ (1/2)", {"X": "nonnegative"}, X, DEFINITION, "definition"),
    Rule("pow_half", "t^(1/2) = sqrt(t)", {"t": "nonnegative"}, T, DEFINITION),
    Rule("sqrt_sq", "sqrt(X) .^ 2 = X", {"X": "nonnegative"}, X, DEFINITION),
    Rule("sqrt_sq_scalar", "sqrt(t)^2 = t", {"t": "nonnegative"}, T, DEFINITION),
    Rule("sqrt_had_sqrt", "sqrt(X) .* sqrt(X) = X", {"X": "nonnegative"}, X, DEFINITION),
    Rule("sqrt_mul_sqrt", "sqrt(t)*sqrt(t) = t", {"t": "nonnegative"}, T, DEFINITION),
    Rule("sqrt_hpow_two", "sqrt(X .^ 2) = abs(X)", shapes=X, source=DEFINITION),
    Rule("sqrt_pow_two", "sqrt(t^2) = abs(t)", shapes=T, source=DEFINITION),
    Rule("sqrt_had", "sqrt(X .* Y) = sqrt(X) .* sqrt(Y)", {"X": "nonnegative", "Y": "nonnegative"}, XY, ALGEBRA,
         "known"),
    Rule("sqrt_mul", "sqrt(s*t) = sqrt(s)*sqrt(t)", {"s": "nonnegative", "t": "nonnegative"}, ST, ALGEBRA, "known"),
    Rule("hpow_one", "X .^ 1 = X", shapes=X, source=DEFINITION),
    Rule("hpow_two", "X .^ 2 = X .* X", shapes=X, source=DEFINITION, kind="definition"),
    Rule("hpow_neg_one", "X .^ (-1) = ones(m, n) ./ X", shapes=X, source=DEFINITION, kind="definition"),
    Rule("hpow_add", "X .^ (a + b) = X .^ a .* X .^ b", POSITIVE, X, HANDBOOK, "known"),
    Rule("hpow_hpow", "(X .^ a) .^ b = X .^ (a*b)", POSITIVE, X, HANDBOOK),
    Rule("had_hpow", "(X .* Y) .^ c = X .^ c .* Y .^ c", BOTH, XY, HANDBOOK, "known"),
    Rule("had_hpow_two", "(X .* Y) .^ 2 = X .^ 2 .* Y .^ 2", shapes=XY, source=ALGEBRA, kind="known"),
    Rule("hpow_eq_exp", "X .^ c = exp(c*log(X))", POSITIVE, X, HANDBOOK, "definition"),
)  # fmt: skip

RULES = (*EXPONENTIALS, *SIGMOIDS, *CIRCULAR, *SIGNS, *POWERS)
