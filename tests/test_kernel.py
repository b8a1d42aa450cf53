"""The kernel: what is equal and what is not, certificates, and input that means harm."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import published
import wrt
from kernel_terms import A, B, C, T, U, W, add, exp, inv, mul, neg, num, s, sigmoid, t, two, x, y
from wrt import kernel, rulebook
from wrt.kernel.check import read, written
from wrt.kernel.terms import shape

# --- what is equal and what is not ---

EQUAL = [
    (["tr", mul(A, B, C)], ["tr", mul(C, A, B)]),
    (T(mul(W, A)), mul(T(A), T(W))),
    (inv(T(A)), T(inv(A))),
    (T(inv(mul(T(W), W))), inv(mul(T(W), W))),
    (["det", A], ["det", T(A)]),
    (["vec", mul(W, A, B)], mul(["kron", T(B), W], ["vec", A])),
    (mul(["commutation", "m", "n"], ["vec", W]), ["vec", T(W)]),
    (["pow", ["norm2", W], two], ["tr", mul(T(W), W)]),
    (["tr", ["eye", "n"]], ["dim", "n"]),
    (mul(s, ["pow", s, t]), ["pow", s, add(t, num(1))]),
    (add(["div", s, add(s, t)], ["div", t, add(s, t)]), num(1)),
    (["pow", num(8), num(1, 2)], mul(two, ["pow", two, num(1, 2)])),
    (mul(T(["block", [2, 1], x, s]), ["block", [2, 1], y, t]), add(mul(T(x), y), mul(s, t))),
    (["D", ["logdet", A], A], T(inv(A))),
    (["D", ["norm2", x], x], ["div", x, ["norm2", x]]),
    (["differential", inv(A), A], neg(mul(inv(A), ["d", "A", "n", "n"], inv(A)))),
    (["fn", "abs", neg(x)], ["fn", "abs", x]),
    (["diag", mul(["ones", "n", 1], s)], mul(s, ["eye", "n"])),
    (add(["div", exp(s), add(num(1), exp(s))], ["div", num(1), add(num(1), exp(s))]), num(1)),
    (add(["div", s, add(s, t)], ["div", num(1), add(num(1), ["div", s, t])]), num(1)),
    (["D", ["sum", sigmoid(x)], x], ["had", sigmoid(x), add(["ones", "n", 1], neg(sigmoid(x)))]),
    (["D", ["fn", "softplus", mul(T(x), y)], x], mul(sigmoid(mul(T(x), y)), y)),
    (exp(add(s, mul(two, t))), mul(exp(s), exp(t), exp(t))),
    (["fn", "sin", add(s, neg(t))], neg(["fn", "sin", add(t, neg(s))])),
    (["pow", ["sum", exp(x)], two], ["sum", exp(add(mul(x, ["ones", 1, "n"]), mul(["ones", "n", 1], T(x))))]),
    (["det", ["block", [2, 2], s, t, t, s]], add(["pow", s, two], neg(["pow", t, two]))),
]
DIFFERENT = [
    (mul(A, B), mul(B, A)),
    (T(A), A),
    (["tr", mul(A, B, C)], ["tr", mul(A, C, B)]),
    (inv(A), A),
    (["pow", ["pow", s, two], num(1, 2)], s),
    (["pow", mul(s, t), num(1, 2)], mul(["pow", s, num(1, 2)], ["pow", t, num(1, 2)])),
    (["vec", W], ["vec", U]),
    (["kron", A, B], ["kron", B, A]),
    (["fn", "exp", A], T(["fn", "exp", A])),
    (["pinv", A], inv(A)),
    (["D", mul(T(x), A, x), x], mul(two, A, x)),
    (["dim", "n"], ["dim", "m"]),
    (["had", A, B], mul(A, B)),
    (x, ["sym", "x", "m", 1]),
    (["fn", "sin", neg(x)], ["fn", "sin", x]),
    (["commutation", "m", "n"], ["commutation", "n", "m"]),
    (["pow", ["sum", exp(x)], two], ["sum", exp(mul(two, x))]),
    (exp(["sum", x]), ["sum", exp(x)]),
    (["div", exp(s), add(num(1), exp(s))], ["div", num(1), add(num(1), exp(s))]),
    (["block", [2, 1], x, ["sym", "w", "m", 1]], ["block", [2, 1], ["sym", "w", "m", 1], x]),
    (["entry", ["block", [2, 1], x, y], 1, 1], ["entry", y, 1, 1]),
]


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_equal_terms(left, right):
    assert kernel.equal(left, right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_different_terms(left, right):
    assert not kernel.equal(left, right)


# --- certificates ---

RULES = {
    "inv_mul": (inv(mul(A, B)), mul(inv(B), inv(A)), [["invertible", A], ["invertible", B]]),
    "symmetric": (T(A), A, [["symmetric", A]]),
    "commute": (mul(A, B), mul(B, A), [["commute", A, B]]),
    "abs": (["fn", "abs", s], s, [["nonnegative", s]]),
    "quadratic": (["D", mul(T(x), A, x), x], mul(add(A, T(A)), x), []),
    "mul_inv": (mul(A, inv(A)), ["eye", "n"], [["invertible", A]]),
}
HOLE = ["hole", "p", "p"]
P, Q = ["sym", "P", "p", "p"], ["sym", "Q", "p", "p"]
z = ["sym", "z", "p", 1]


def certificate(left, right, *uses, facts=(), conditions=(), to=None):
    line = {"to": right if to is None else to, "uses": list(uses)}
    return {
        "wrt": 1,
        "facts": list(facts),
        "theorems": [{"left": left, "right": right, "lines": [line]}],
        "conditions": list(conditions),
    }


def use(rule, context=HOLE, backwards=False, **given):
    return {"rule": rule, "with": given, "in": context, "backwards": backwards}


PRODUCT = (inv(mul(P, Q)), mul(inv(Q), inv(P)), use("inv_mul", A=P, B=Q))


def test_conditions_are_declared_or_listed():
    assert kernel.check(certificate(*PRODUCT, facts=[[P, ["spd"]], [Q, ["orthogonal"]]]), RULES) == []
    listed = [["invertible", P], ["invertible", Q], ["nonzero", s]]
    assert kernel.check(certificate(*PRODUCT, conditions=listed), RULES) == listed[:2]
    with pytest.raises(kernel.Rejected):
        kernel.check(certificate(*PRODUCT, facts=[[P, ["spd"]]]), RULES)
    assert kernel.missing(certificate(*PRODUCT, facts=[[P, ["spd"]]]), RULES) == [["invertible", Q]]


def test_a_line_may_be_a_combination_and_go_backwards():
    turned = certificate(
        PRODUCT[1], PRODUCT[0], use("inv_mul", backwards=True, A=P, B=Q), facts=[[P, ["spd"]], [Q, ["spd"]]]
    )
    assert kernel.check(turned, RULES) == []
    uses = [use("symmetric", ["mul", HOLE, Q], A=P), use("symmetric", ["mul", Q, HOLE], A=P)]
    both = certificate(add(mul(T(P), Q), mul(Q, T(P))), add(mul(P, Q), mul(Q, P)), *uses, facts=[[P, ["symmetric"]]])
    assert kernel.check(both, RULES) == []


def test_commuting_is_a_fact_of_two():
    claim = certificate(mul(Q, P), mul(P, Q), use("commute", A=Q, B=P), facts=[["commute", P, Q]])
    assert kernel.check(claim, RULES) == []


def test_theorems_are_used_only_after_they_are_shown():
    first = {"left": mul(P, Q), "right": mul(Q, P), "lines": [{"to": mul(Q, P), "uses": [use("commute", A=P, B=Q)]}]}
    step = {
        "to": mul(Q, P, P),
        "uses": [
            {"theorem": 0, "in": mul(HOLE, P)},
            {"theorem": 0, "in": mul(HOLE, P), "backwards": True},
            {"theorem": 0, "in": mul(HOLE, P)},
        ],
    }
    second = {"left": mul(P, Q, P), "right": mul(Q, P, P), "lines": [step]}
    facts = [["commute", P, Q]]
    assert kernel.check({"wrt": 1, "facts": facts, "theorems": [first, second]}, RULES) == []
    with pytest.raises(kernel.Rejected):
        kernel.check({"wrt": 1, "facts": facts, "theorems": [second, first]}, RULES)


def test_a_step_does_not_lose_points():
    """|s| = s does not follow from |sqrt(s)^2| = sqrt(s)^2."""
    squared = ["pow", ["sqrt", t], two]
    claim = certificate(["fn", "abs", t], t, use("abs", ["hole", 1, 1], s=squared))
    with pytest.raises(kernel.Rejected):
        kernel.check(claim, RULES)
    assert ["nonnegative", t] in kernel.missing(claim, RULES)


def test_a_fact_of_the_variable_stays_outside_its_derivative():
    under = ["D", ["tr", mul(HOLE, Q)], P]
    claim = certificate(["D", ["tr", mul(T(P), Q)], P], ["D", ["tr", mul(P, Q)], P], use("symmetric", under, A=P),
                        facts=[[P, ["symmetric"]]])  # fmt: skip
    with pytest.raises(kernel.Rejected, match="variable itself"):
        kernel.check(claim, RULES)


def test_a_rule_with_a_derivative_is_by_a_symbol_that_nothing_else_contains():
    good = certificate(["D", mul(T(z), Q, z), z], mul(add(Q, T(Q)), z), use("quadratic", ["hole", "p", 1], x=z, A=Q))
    assert kernel.check(good, RULES) == []
    outer = mul(z, T(z))
    bad = certificate(["D", mul(T(z), outer, z), z], mul(add(outer, T(outer)), z),
                      use("quadratic", ["hole", "p", 1], x=z, A=outer))  # fmt: skip
    with pytest.raises(kernel.Rejected):
        kernel.check(bad, RULES)


GOOD = certificate(*PRODUCT, facts=[[P, ["spd"]], [Q, ["spd"]]])
deep = P
for _ in range(5000):
    deep = ["T", deep]
HOSTILE = [
    None, [], {}, {"wrt": 1}, {"wrt": 2, "theorems": GOOD["theorems"]}, {"wrt": 1, "theorems": []},
    {**GOOD, "facts": 7}, {**GOOD, "facts": [[P]]}, {**GOOD, "conditions": [[]]}, {**GOOD, "theorems": [{}]},
    {**GOOD, "theorems": [{"left": deep, "right": deep}]},
    {**GOOD, "theorems": [{"left": ["sym", "P", 0, 1], "right": P}]},
    {**GOOD, "theorems": [{"left": ["pow", two, num(10**9)], "right": num(1)}]},
    {**GOOD, "theorems": [{"left": ["eye", 10**8], "right": ["nonsense"]}]},
    {**GOOD, "theorems": [{"left": ["pow", add(s, t, num(1)), num(39)], "right": num(1)}]},
    {**GOOD, "theorems": [{"left": HOLE, "right": HOLE}]},
    {**GOOD, "theorems": [{"left": num(1, 0), "right": num(1, 0)}]},
    {**GOOD, "theorems": [{"left": ["div", s, num(0)], "right": s}]},
    {**GOOD, "theorems": [{"left": P, "right": P, "lines": [{"uses": [{}]}]}]},
    {**GOOD, "theorems": [{"left": P, "right": P, "lines": [{"to": P, "uses": [use("none")]}]}]},
    {**GOOD, "theorems": [{"left": P, "right": P, "lines": [{"to": P, "uses": [use("inv_mul", A=P)]}]}]},
    {**GOOD, "theorems": [{"left": ["block", [1, 2], P], "right": P}]},
    {**GOOD, "theorems": [{"left": ["D", P, mul(P, Q)], "right": P}]},
    {**GOOD, "theorems": [{"left": [["sym"]], "right": P}]},
    certificate(P, P, use("symmetric", ["D", ["tr", P], HOLE], A=P)),
    certificate(P, P, {"theorem": 0, "in": HOLE}), certificate(P, P, {"theorem": -1}),
    {**GOOD, "theorems": [{"left": ["sym", "x", ["*", *[["+", "a", "b", "c"]] * 30], 1], "right": P}]},
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_certificates_are_rejected(data):
    with pytest.raises(kernel.Rejected):
        kernel.check(data, RULES)


def test_a_good_certificate_is_not():
    assert kernel.check(GOOD, RULES) == []


@pytest.mark.parametrize(
    "bad", [mul(W, W), add(x, y, T(x)), ["inv", W], ["entry", ["sym", "h", 3, 1], 4, 1], ["fn", "gamma", x]]
)
def test_sizes_that_clash_are_rejected(bad):
    with pytest.raises(kernel.Rejected):
        shape(read(bad))


def test_nothing_but_the_standard_library_is_imported():
    for path in Path(kernel.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert all(n.startswith(kernel.__name__) or n.split(".")[0] in sys.stdlib_module_names for n in names)


@pytest.mark.parametrize("case", [case for case in published.IDENTITIES if case["holds"]], ids=lambda case: case["id"])
def test_certificates_of_proofs_are_accepted_and_of_other_claims_not(case):
    found = wrt.prove(case["lhs"], case["rhs"], shapes=published.shapes(case), assume=case["assume"]).certificate
    for made in found.get("chain", [found]):
        rules = {use["rule"]: rulebook.terms(rulebook.find(use["rule"]))
                 for theorem in made["theorems"] for line in theorem["lines"] for use in line["uses"] if "rule" in use}  # fmt: skip
        listed = {**made, "conditions": [*made["conditions"], *kernel.missing(made, rules)]}
        kernel.check(listed, rules)
        *before, last = made["theorems"]
        more = ["ones", *[written(n) for n in shape(read(last["right"]))]]
        with pytest.raises(kernel.Rejected):
            kernel.check({**listed, "theorems": [*before, {**last, "right": ["add", last["right"], more]}]}, rules)
