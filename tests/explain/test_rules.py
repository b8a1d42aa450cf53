"""The telling by rules, as it is read: the worksheet's shortcuts as single steps, few lines, each with its reason."""

import pytest

import wrt
from wrt.emit.text import text
from wrt.explain.moves import BY_DIFFERENTIALS


def told(formula, by, **options):
    steps = wrt.diff(formula, *by.split(), **options).explain("rules")
    return [(text(line.right), line.rule) for line in steps]


@pytest.mark.parametrize(
    ("formula", "by", "options", "answer"),
    [
        ("v", "v", {}, "eye"),
        ("t*v", "v", {"shapes": {"t": ""}}, "t*eye"),
        ("u'*v", "u", {}, "v"),
        ("v'*v", "v", {}, "2*v"),
        ("v'*A*v", "v", {}, "(A + A')*v"),
        ("v'*A*v", "v", {"assume": {"A": "symmetric"}}, "2*A*v"),
        ("A*v", "v", {"layout": "numerator"}, "A"),
        ("v'*A", "v", {}, "A"),
        ("tr(A*X*B)", "X", {}, "A'*B'"),
    ],
)
def test_a_shortcut_is_one_line(formula, by, options, answer):
    ((shown, rule),) = told(formula, by, **options)
    assert shown.replace("(N)", "").replace("(n)", "") == answer
    assert rule.startswith("D_")


def test_the_gradient_of_regression():
    assert told("norm2(y - X*theta)^2/N", "theta") == [
        ("D((y'*y - 2*y'*X*theta + theta'*X'*X*theta)/N, theta)", "multiplied out"),
        ("(0 - 2*X'*y + D(theta'*X'*X*theta, theta))/N", "D_dot_mul_right"),
        ("(0 - 2*X'*y + (X'*X + (X'*X)')*theta)/N", "D_quad"),
        ("(0 - 2*X'*y + 2*X'*X*theta)/N", "add_transpose_of_symmetric"),
        ("2*(-X'*y + X'*X*theta)/N", "2 in front"),
        ("2*X'*(X*theta - y)/N", "collected"),
    ]


def test_what_is_merged_is_told_inside():
    _, line, *_ = wrt.diff("norm2(y - X*theta)^2/N", "theta").explain("rules")
    rules = [inner.rule for inner in line.inner.lines]
    assert rules == ["linearity of the derivative", "D_dot_mul_right"]


@pytest.mark.parametrize(
    ("formula", "by", "rules"),
    [
        ("x'*y*sigmoid(w'*x)", "x", ["product rule", "D_dot_left", "D_sigmoid_dot", "collected"]),
        ("x'*A*x/(x'*x)", "x", ["quotient rule", "D_quad", "D_dot_self", "collected"]),
        ("exp(x'*A*x)", "x", ["chain rule, D_exp", "D_quad"]),
        ("exp(A*x + b)", "x", ["chain rule, D_exp_vector"]),
        ("tr(X*X'*B)", "X", ["trace_mul_comm", "D_trace_quad"]),
        ("log(det(X))", "X", ["chain rule, D_log", "D_det"]),
    ],
)
def test_the_rules_have_names(formula, by, rules):
    assert [rule for _, rule in told(formula, by)] == rules


def test_conditions_stand_beside_the_rule_that_needs_them():
    (line,) = wrt.diff("logdet(X)", "X").explain("rules")
    assert line.conditions == ("X is invertible",)


def test_like_terms_of_a_symmetric_matrix_are_taken_together():
    (first, _), *_ = told("(y - X*b)'*inv(S)*(y - X*b)", "b", assume={"S": "spd"})
    assert first == "D(y'*inv(S)*y - 2*y'*inv(S)*X*b + b'*X'*inv(S)*X*b, b)"


def test_where_no_rule_fits_the_differentials_are_told():
    rules = [rule for _, rule in told("(A*x).*x", "x")]
    assert rules[0] == "d_had"
    assert BY_DIFFERENTIALS not in rules


@pytest.mark.parametrize("formula", ["norm2(A*x - b)^2", "sum(exp(A*x))", "softmax(A*x)", "x.*x"])
def test_second_derivatives_begin_with_the_first(formula):
    derivation = wrt.diff(formula, "x", "x").explain("rules").derivation
    said = [part.say[0] for part in derivation.parts if part.say]
    assert said.count("The derivative by ") == 2
    assert list(derivation.lines)[-1].right is not None
