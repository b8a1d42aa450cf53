"""`wrt.rules`: records for people, and the table of shortcuts that is made from the rules."""

import numpy as np
import pytest

import wrt
from oracle import jaxeval
from wrt.expr.dims import symbols as dims_in
from wrt.expr.node import postorder
from wrt.rulebook import sides
from wrt.rules.derivatives import SHORTCUTS
from wrt.shortcuts import rules, table


def test_rules_is_a_function_whatever_is_imported_first():
    assert wrt.rules is rules


def test_all_rules_without_a_query():
    assert len(rules()) > 600
    assert rules("  ") == rules()


def test_the_table_is_the_one_of_the_worksheet():
    asked = [(row.formula, row.variable) for row in table()]
    assert asked == [("v", "v"), ("v'", "v"), ("t*v", "v"), ("u'*v", "u"), ("u'*v", "v"), ("v'*v", "v"), ("v'*A*v", "v"),
                     ("v'*A*v", "v"), ("A*v", "v"), ("v'*A", "v")]  # fmt: skip


@pytest.mark.parametrize(("row", "rule"), [pytest.param(*pair, id=pair[1].name) for pair in zip(table(), SHORTCUTS)])
def test_what_is_worked_out_is_what_the_rule_states(row, rule):
    stated = sides(rule).right
    assert (
        wrt.parse(row.denominator.text, shapes=dict(rule.shapes), assume=dict(rule.when)).shape == row.denominator.shape
    )
    dims = {name for node in postorder(stated) for dim in (node.rows, node.cols) for name in dims_in(dim)}
    sizes = dict(zip(sorted(dims), (3, 2)))
    rng = np.random.default_rng(3)
    point = {name: rng.standard_normal([sizes.get(dim, 1) for dim in shape.split()]) for name, shape in rule.shapes.items()
             if all(dim in sizes for dim in shape.split())}  # fmt: skip
    if "A" in rule.when:
        point["A"] = point["A"] + point["A"].T
    found = row.denominator.numpy()(**point, **sizes)
    assert np.asarray(found) == pytest.approx(jaxeval.value(stated, point, sizes))


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in rules() if rule.kind == "derivative"])
def test_derivatives_have_both_layouts(rule):
    assert rule.numerator.layout == "numerator"
    assert rule.denominator.layout == "denominator"
    assert rule.denominator.compact


def test_sizes_are_told_where_the_statement_names_them():
    assert rules("det_smul")[0].sizes == ("A is n×n",)
    assert rules("D_sum")[0].sizes == ("x has length n",)
    assert rules("inv_mul")[0].sizes == ()


def test_other_rules_have_none():
    (rule,) = rules("det_smul")[:1]
    assert rule.numerator is None
    assert "numerator" not in rule.to_json()


def test_every_rule_is_written_in_every_notation():
    for rule in rules():
        assert rule.text
        assert rule.unicode
        assert rule.latex
        assert rule.topic
        assert len(rule.conditions) == len(rule.conditions_latex)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("inv(P*Q)", "inv_mul"),
        ("inv mul", "inv_mul"),
        ("d_quad", "d_quad"),
        ("D_quad", "D_quad"),
        ("wodbury", "woodbury"),
        ("tr(P*Q*R)", "trace_mul_cycle"),
        ("inv(X'*X + lam*eye)", "push_through_ridge"),
        ("det(A + u*v')", "det_add_outer"),
        ("inv(A + ...)", "woodbury"),
        ("A*B = B*A", "mul_comm_of_commute"),
        (r"(A B)^{-1}", "inv_mul"),
        ("norm2(z)^2", "norm2_sq"),
        ("X'*X", "transpose_mul_of_orthogonal"),
    ],
)
def test_search(query, first):
    assert rules(query)[0].name == first


def test_a_constant_is_not_renamed():
    assert "resolvent" not in [rule.name for rule in rules("inv(A - a*B)")]
    assert "inv_eye" not in [rule.name for rule in rules("inv(A)")]


@pytest.mark.parametrize("query", ["nothing whatever", "zz_zz", "foo(", "inv(inv(inv(A)))"])
def test_what_finds_nothing(query):
    assert rules(query) == ()
