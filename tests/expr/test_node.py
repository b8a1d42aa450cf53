"""Nodes: one for each key, the same rank in every process, a table that lets go of what nobody holds."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

import wrt
from oracle.formulas import formulas
from oracle.normals import symbol
from wrt.expr import build as b
from wrt.expr.node import free_symbols, living, make, postorder, sweep

HERE = Path(__file__).parent.parent
x, A = symbol("x", "", "n"), symbol("A", "", "n", "n")
ANSWERS = """
import wrt
from oracle.formulas import formulas
for f in formulas("seeds", 50):
    try:
        d = wrt.diff(f.text, *f.variables, shapes=f.shapes, assume=f.assume)
        print(d.text, d.latex, d.conditions, d.code())
    except wrt.WrtError as error:
        print(error.code)
"""


def test_one_node_for_each_key():
    assert make("had", (x, x), None, "n", 1) is make("had", (x, x), None, "n", 1)
    assert make("sym", (), ("x", ()), "n", 1) is not make("sym", (), ("x", ()), "m", 1)


def test_shape_size_and_flips():
    form = b.mul(b.T(x), A, x)
    assert form.is_scalar and form.axes == () and A.axes == ("n", "n") and b.T(x).axes == ("n",)
    assert form.size == 1 + b.T(x).size + 2 and form.flips == 1


def test_postorder_has_operands_first_and_each_node_once():
    nodes = list(postorder(b.add(b.mul(A, x), x), x))
    assert len(nodes) == len(set(nodes))
    assert all(nodes.index(arg) < nodes.index(node) for node in nodes for arg in node.args)


def test_deep_expressions_need_no_recursion():
    node = x
    for _ in range(5000):
        node = b.add(b.fn("tanh", node), x)
    assert len(list(postorder(node))) == 10_001 and list(free_symbols(node)) == ["x" + "n"]


def answers(seed):
    env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE)])}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ANSWERS], capture_output=True, text=True, env=env, check=True
    )
    return done.stdout


def test_answers_do_not_depend_on_the_process():
    first = answers("1")
    assert first.count("\n") >= 50 and first == answers("2")


def test_table_lets_go():
    gc.collect()
    before = sweep()
    for formula in formulas("memory", 60):
        wrt.parse(formula.text, shapes=formula.shapes, assume=formula.assume)
    for number in range(3000):
        wrt.parse(f"norm2(X*w - {number + 2}*y)^2 + sum(log(vector(1) + exp(-{number}*X*w)))").normal  # noqa: B018
    assert living() > before + 10_000
    gc.collect()
    assert sweep() < before + 1000


@pytest.mark.parametrize("node", [x, A, b.mul(A, x), b.ONE])
def test_repr_is_short(node):
    assert len(repr(node)) < 60
