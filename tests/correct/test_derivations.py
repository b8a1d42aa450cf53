"""Every line of every derivation follows from the one before: by the kernel, or else at random exact points.

The tellings have been checked by the engine before they come here; this is the second opinion.  What decided is
counted and printed (`pytest -s`).
"""

import itertools
from collections import Counter
from dataclasses import replace

import pytest

import wrt
from published import DERIVATIVES, shapes
from wrt.derivation import Derivation, Part, Written
from wrt.emit.text import text
from wrt.explain.verify import verified
from wrt.expr import build as b
from wrt.expr.node import make
from wrt.prove.proof import Proof
from wrt.prove.strategy import same
from wrt.refute.search import search

OWN = [
    ("norm2(y - X*theta)^2/N", "theta", {}),
    ("1/N*(y'*y - 2*theta'*X'*y + theta'*X'*X*theta)", "theta", {}),
    ("v'*A*v", "v", {}),
    ("v'*A*v", "v", {"assume": {"A": "symmetric"}}),
    ("v'*A*v", "v v", {}),
    ("t*v", "v", {"shapes": {"t": ""}}),
    ("v'*A", "v", {}),
    ("tr(X'*A*X*inv(X)*B)", "X", {}),
    ("tr(B'*X'*C*X*B)", "X", {}),
    ("x'*y*sigmoid(w'*x)", "x", {}),
    ("x'*A*x/(x'*x)", "x", {}),
    ("norm2(x)^3/(1 + x'*x)", "x", {}),
    ("x*(x'*A*x)", "x", {}),
    ("(A*x).*x", "x", {}),
    ("sum(log(ones(n) + exp(-y.*(X*w))))", "w", {"shapes": {"y": "n"}}),
    ("sin(t)*exp(a*t)", "t", {}),
    ("tanh(t)/(1 + t^2)", "t", {}),
    ("inv(A + t*B)", "t", {}),
    ("logdet(X)", "X", {"assume": {"X": "spd"}}),
    ("tr(X'*A*X)", "X", {"assume": {"X": "symmetric"}}),
    ("tr(A*X*A'*X)", "X", {"assume": {"X": "diagonal"}}),
    ("norm2(X*a - b)^2", "X[1,2]", {}),
    ("x[1]*x[2] + x'*x", "x", {}),
    ("A*X*B", "X", {}),
    ("X^3", "X", {}),
    ("det(X)^2*tr(X)", "X", {}),
    ("sum((A*x - y).^2)", "x", {}),
    ("relu(A*x)'*y", "x", {}),
    ("kron(X, A)", "X", {}),
    ("softmax(W*x)", "x x", {}),
    ("norm1(x) + norm2(A*x - b)", "x", {}),
    ("norm2(A*x - b)^2 + c*norm2(x)^2", "x x", {}),
]  # fmt: skip
LAYOUTS = ("denominator", "numerator")
TELLINGS = ("rules", "differentials")


def derivative(case, layout):
    return wrt.diff(case["expr"], *case["wrt"], shapes=shapes(case), assume=case.get("assume"), layout=layout)


def links(derivation):
    """Each line with what stands before it, inside of steps too."""
    for part in derivation.parts:
        current = None
        for line in part.lines:
            current = line.left if line.left is not None else current
            assert not isinstance(line.right, Written)
            assert current is not None or line is part.lines[0]
            if current is not None:
                yield current, line.right
            if line.inner is not None:
                yield from links(line.inner)
            current = line.right


def decided(before, after, facts):
    """How it is seen that a line follows; None where it is not."""
    if before.axes != after.axes or (before.rows, before.cols) != (after.rows, after.cols):
        return None
    if same(before, after):
        return "kernel"
    proof = Proof((before, after), facts)
    if proof.quick() is not None or proof.deep() is not None:
        return "proof"
    found = search(before, after, facts, facts.commuting)
    return "exact points" if found.counterexample is None and found.agreed > 0 else None


def check(asked, telling, counted):
    for before, after in links(asked.explain(telling).derivation):
        how = decided(before, after, asked.formula.facts_of)
        assert how is not None, f"{text(before)} = {text(after)}"
        counted[how] += 1


@pytest.mark.skipif(not DERIVATIVES, reason="no shared cases here")
@pytest.mark.parametrize("telling", TELLINGS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_line_of_the_shared_cases(layout, telling):
    counted = Counter()
    for case in DERIVATIVES:
        check(derivative(case, layout), telling, counted)
    print(layout, telling, dict(counted))  # noqa: T201 (what decided, for who runs it with -s)
    assert counted["kernel"] + counted["proof"] > 0.9 * sum(counted.values())


@pytest.mark.parametrize("telling", TELLINGS)
@pytest.mark.parametrize("layout", [*LAYOUTS, "mixed"])
@pytest.mark.parametrize(("formula", "by", "options"), OWN)
def test_every_line(formula, by, options, layout, telling):
    check(wrt.diff(formula, *by.split(), layout=layout, **options), telling, Counter())


@pytest.mark.parametrize("telling", TELLINGS)
@pytest.mark.parametrize(("formula", "by", "options"), OWN)
def test_the_granularity_is_human(formula, by, options, telling):
    """No line says the same as the one before, each says why, and no derivative takes more than ten."""
    derivation = wrt.diff(formula, *by.split(), **options).explain(telling).derivation
    for part in derivation.parts:
        assert len(part.lines) <= 10
        shown = [text(line.right) for line in part.lines]
        assert all(one != other for one, other in itertools.pairwise(shown))
        assert all(line.rule for line in part.lines)


def wrong(node):
    """What is not equal to an expression that is not 0, of its shape."""
    shape = node.rows, node.cols
    yield make("mul", (b.num(2), node), None, *shape)
    yield make("neg", (node,), None, *shape)
    if node.op == "add" and not b.is_zero(node.args[1]):
        yield make("add", (node.args[0], make("neg", (node.args[1],), None, *shape), *node.args[2:]), None, *shape)
    if node.op == "mul" and node.args[0].op == "sym" and node.args[0].rows == node.args[0].cols != 1:
        yield make("mul", (node.args[0], *node.args), None, *shape)


def mutants(derivation):
    """The derivation with one line wrong, line after line."""
    for i, part in enumerate(derivation.parts):
        for j, line in enumerate(part.lines):
            if line.left is None and j == 0:
                continue
            for right in wrong(line.right):
                lines = (*part.lines[:j], replace(line, right=right), *part.lines[j + 1 :])
                yield Derivation((*derivation.parts[:i], Part(lines, part.say), *derivation.parts[i + 1 :]))


@pytest.mark.parametrize("telling", TELLINGS)
def test_a_wrong_line_is_noticed(telling):
    tried = 0
    for formula, by, options in OWN:
        asked = wrt.diff(formula, *by.split(), **options)
        for mutant in mutants(asked.explain(telling).derivation):
            tried += 1
            with pytest.raises(wrt.WrtError, match="could not be verified"):
                verified(mutant, asked.formula.facts_of)
    assert tried > 100
