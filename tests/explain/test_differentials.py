"""The telling by differentials, as it is read: what was typed stays in its order, and dX ends up last."""

import pytest

import wrt
from wrt.emit.text import text


def told(formula, by, **options):
    return [text(line.right) for line in wrt.diff(formula, by, **options).explain("differentials")]


@pytest.mark.parametrize(
    ("formula", "by", "lines"),
    [
        ("v'*A*v", "v", ["dv'*A*v + v'*A*dv", "v'*(A + A')*dv", "(A + A')*v"]),
        ("tr(X'*A*X)", "X", ["tr(dX'*A*X + X'*A*dX)", "tr(X'*(A + A')*dX)", "(A + A')*X"]),
        ("norm2(y - X*w)^2/N", "w", ["-2*(y - X*w)'*X*dw/N", "2*X'*(X*w - y)/N"]),
        ("a'*inv(X)*b", "X", ["-a'*inv(X)*dX*inv(X)*b", "-tr(inv(X)*b*a'*inv(X)*dX)", "-inv(X)'*a*b'*inv(X)'"]),
        ("log(det(X))", "X", ["d(det(X))/det(X)", "tr(inv(X)*dX)", "inv(X)'"]),
        ("X^4", "X", ["dX*X^3 + X*dX*X^2 + X^2*dX*X + X^3*dX"]),
        ("sum(log(x))", "x", ["sum(dx./x)"]),
    ],
)
def test_the_lines(formula, by, lines):
    shown = told(formula, by)
    assert [line for line in lines if line not in shown] == []


@pytest.mark.parametrize(
    ("formula", "by", "statement"),
    [
        ("log(det(X))", "X", "d(log(t)) = dt/t"),
        ("det(X)^3", "X", "d(s^t) = t*s^(t - 1)*ds"),
        ("exp(A*x)", "x", "d(exp(X)) = exp(X) .* dX"),
    ],
)
def test_statements_of_scalars_and_powers_say_no_more_than_needed(formula, by, statement):
    first, *_ = wrt.diff(formula, by).explain("differentials")
    assert first.statement == statement


def test_a_matrix_is_stacked_before_it_is_read_off():
    derivation = wrt.diff("A*X*B", "X").explain("differentials").derivation
    (line,) = derivation.parts[1].lines
    assert (text(line.left), text(line.right)) == ("vec(d(A*X*B))", "kron(B', A)*vec(dX)")


def test_the_variable_by_itself_and_constants():
    assert [line.rule for line in wrt.diff("X", "X").explain("differentials")] == ["the variable by itself"]
    rules = [line.rule for line in wrt.diff("tr(A)", "X", shapes={"X": "m n"}).explain("differentials")]
    assert rules == ["the function does not contain the variable"]
