"""Every rule: it reads, its sides have one shape, it holds at exact random points, and needs what it asks for.

Derivatives and differentials are compared with JAX as well, which shares nothing with the rules.
"""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from oracle import jaxeval
from rules.checking import Claim, breaks, holds
from rules.draws import NoPoint
from wrt import rulebook
from wrt.expr.dims import symbols as dims_in
from wrt.expr.facts import SQUARE
from wrt.expr.node import free_symbols, postorder
from wrt.expr.ops import TABLE
from wrt.refute.values import evaluate
from wrt.rules.rule import Rule

KINDS = {"simplify", "fact", "definition", "known", "derivative", "differential"}
EQUATIONS = [rule for rule in rulebook.all_rules() if rule.kind != "differential"]
DERIVATIVES = [rule for rule in EQUATIONS if rule.kind == "derivative"]
DIFFERENTIALS = [rule for rule in rulebook.all_rules() if rule.kind == "differential"]
CONDITIONS = [
    pytest.param(rule, i, id=f"{rule.name}-{i}")
    for rule in EQUATIONS
    for i in range(len(rulebook.sides(rule).conditions))
]
named = pytest.mark.parametrize


def each(rules):
    return named("rule", [pytest.param(rule, id=rule.name) for rule in rules])


def test_names_are_unique():
    names = [rule.name for rule in rulebook.all_rules()]
    assert len(set(names)) == len(names)


@each(rulebook.all_rules())
def test_every_rule_is_complete(rule):
    assert rule.name.isidentifier()
    assert rule.kind in KINDS
    assert rule.source


@each(EQUATIONS)
def test_sides_have_one_shape_and_facts_fit(rule):
    left, right, conditions = rulebook.sides(rule)
    assert (left.rows, left.cols) == (right.rows, right.cols)
    assert all(not symbol.value[1] for symbol in free_symbols(left, right).values())
    for fact, *about in conditions:
        assert fact not in SQUARE or about[0].rows == about[0].cols, "the shape must be declared square"


@each(EQUATIONS)
def test_the_right_side_brings_no_symbol_of_its_own(rule):
    left, right, _ = rulebook.sides(rule)
    assert set(free_symbols(right)) <= set(free_symbols(left))


@each(EQUATIONS)
def test_rule_holds(rule):
    wrong, tried = holds(rule)
    assert not wrong
    assert len(tried) >= min(2, len(Claim(rule).sizes())), "no point at which both sides have values"


@named(("rule", "dropped"), CONDITIONS)
def test_rule_needs_each_condition(rule, dropped):
    assert breaks(rule, dropped) or rule.excess


FALSE = (
    Rule("false_inv", "inv(A*B) = inv(A)*inv(B)", {"A": "invertible", "B": "invertible"}, {"A": "n n", "B": "n n"}),
    Rule("false_det", "det(c*A) = c*det(A)", shapes={"A": "n n"}),
    Rule("false_quad", "D(v'*A*v, v) = 2*A*v", shapes={"v": "n", "A": "n n"}, kind="derivative"),
    Rule("false_exp", "exp(X + Y) = exp(X) + exp(Y)", shapes={"X": "m n", "Y": "m n"}),
    Rule("false_orthogonal", "inv(Q) = Q", {"Q": "orthogonal"}),
)


@each(FALSE)
def test_what_is_false_is_noticed(rule):
    assert holds(rule)[0]


def test_a_condition_that_is_not_needed_is_noticed():
    assert not breaks(Rule("idle", "(A*B)' = B'*A'", {"A": "invertible"}, {"A": "n n", "B": "n n"}), 0)


# ---- against JAX


def floats(point, symbols):
    """A point in floats: vectors without the axis that is 1."""
    found = {name: np.array([[float(x) for x in row] for row in A]) for name, A in point.items()}
    return {name: A.reshape([k for k, dim in zip(A.shape, (symbols[name].rows, symbols[name].cols)) if dim != 1])
            for name, A in found.items()}  # fmt: skip


def positive_points(claim, count=2):
    """Points of some sizes, in floats; entries are positive, so that logarithms have values and nothing is at a kink."""
    import random

    from rules.draws import scaled

    rng = random.Random(11)
    for sizes in claim.sizes(1):
        try:
            for _ in range(count):
                yield sizes, floats(claim.point(sizes, rng, free=scaled(1)), claim.symbols)
        except NoPoint:
            continue


def chain(node):
    """The function and the variables of a derivative, or of a derivative of one."""
    function, *variables = node.args
    if function.op == "D":
        inner, before = chain(function)
        return inner, [*before, *variables]
    return function, variables


@each(DERIVATIVES)
def test_derivative_agrees_with_jax(rule):
    claim = Claim(rule)
    function, variables = chain(claim.left)
    last = None
    for sizes, point in positive_points(claim):
        if sizes != last:
            jacobian, last = jaxeval.jacobian(function, [v.value[0] for v in variables], sizes), sizes
        found, expected = jaxeval.value(claim.right, point, sizes), jacobian(point)
        laid = (
            expected.T if len(variables) == 1 and len(variables[0].axes) == 1 and len(function.axes) == 1 else expected
        )
        assert laid.reshape(found.shape) == pytest.approx(found, rel=1e-8, abs=1e-8)
    assert last is not None


class Linear(Claim):
    """A differential rule as a claim about the function and its direction."""

    def __init__(self, rule):
        self.left, self.right, self.conditions, self.symbols = rulebook.differential_sides(rule)
        self.rule, self.pairs, self.others, self.facts, self.lenient = rule, [], [], {}, False
        for fact, *about in self.conditions:
            if about[0].op == "sym":
                self.facts.setdefault(about[0].value[0], []).append(fact)
            else:
                self.others.append((fact, about[0]))
        found = (dim for node in postorder(self.left, self.right) for dim in (node.rows, node.cols))
        self.dims = sorted({name for dim in found for name in dims_in(dim)})


@each(DIFFERENTIALS)
def test_differential_agrees_with_jax(rule):
    claim, tried = Linear(rule), 0
    for sizes, point in positive_points(claim, 1):
        if rule.name == "d_entry" and min(sizes.values()) < 2:
            continue
        here = {name: jnp.asarray(x, dtype=float) for name, x in point.items()}
        moved = {name: x for name, x in here.items() if f"d{name}" in here}
        along = {name: here[f"d{name}"] for name in moved}
        _, found = jax.jvp(
            lambda x, sizes=sizes, here=here: jaxeval.evaluate(claim.left, {**here, **x}, sizes, jnp),
            (moved,),
            (along,),
        )
        expected = jaxeval.evaluate(claim.right, point, sizes)
        assert found == pytest.approx(np.asarray(expected), rel=1e-8, abs=1e-8)
        tried += 1
    assert tried


def test_every_operator_has_a_differential():
    """`d(f)` has a row for each operator of the table, under the operator at the head or, for functions, by its name."""
    functions = [rulebook.differential_sides(rule).function for rule in DIFFERENTIALS]
    heads = {node.value if node.op == "fn" else node.op for node in functions}
    spelt_otherwise = {"sub": "add", "mpow": "pow"}
    assert {spelt_otherwise.get(op, op) for op in TABLE} <= heads | {"sub"}


# ---- finding and reading


def test_terms_are_json():
    import json

    for rule in EQUATIONS:
        assert json.loads(json.dumps(rulebook.terms(rule))) == json.loads(json.dumps(rulebook.terms(rule)))
    left, right, conditions = rulebook.terms(rulebook.find("inv_mul_cancel"))
    assert (left, right) == (["mul", ["inv", ["sym", "A", "n", "n"]], ["sym", "A", "n", "n"]], ["eye", "n"])
    assert conditions == [["invertible", ["sym", "A", "n", "n"]]]


def test_evaluation_is_of_what_is_written():
    left, right, _ = rulebook.sides(rulebook.find("transpose_mul"))
    point = {"A": [[1, 2]], "B": [[3], [4]]}
    sizes = {"m": 1, "n": 2, "k": 1, "p": 1}
    assert evaluate(left, point, sizes) == evaluate(right, point, sizes) == [[11]]
