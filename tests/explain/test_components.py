"""Derivations by components: every line has the value of the line before, and the derivative is that of JAX."""

from __future__ import annotations

import numpy as np
import pytest

import wrt
from oracle import jaxeval
from oracle.points import measure
from wrt.derivation import Written
from wrt.emit import writers
from wrt.explain.components import by_components, prove_by_components
from wrt.expr.dims import symbols
from wrt.expr.node import free_symbols, postorder

# formula, variables, what is declared, sizes
FORMULAS = [
    ("norm2(y - z)^2", "z", {}, 2), ("norm2(y - z)^2", "z", {}, 4), ("x.^2", "x", {"x": "3"}, 2),
    ("v'*A*v", "v", {}, 2), ("v'*A*v", "v", {}, 3), ("v'*u", "v", {}, 2), ("u'*v", "v", {}, 3), ("v'*v", "v", {}, 1),
    ("v", "v", {}, 2), ("v'", "v", {}, 2), ("t*v", "v", {"t": ""}, 3), ("A*v", "v", {}, {"m": 3, "n": 2}),
    ("v'*A", "v", {}, {"m": 2, "n": 3}), ("v'*A*v", "v v", {}, 2), ("v'*A*u", "v u", {}, {"m": 2, "n": 3}),
    ("norm2(y - X*w)^2/N", "w", {}, {"m": 3, "n": 2}), ("y'*y - 2*w'*X'*y + w'*X'*X*w", "w", {}, {"m": 3, "n": 2}),
    ("norm2(y - X*w)^2 + a*norm2(w)^2", "w", {}, 2), ("tr(A*X*B)", "X", {}, {"m": 2, "n": 3, "k": 1}),
    ("tr(X'*A*X)", "X", {}, {"m": 3, "n": 2}), ("tr(X*X')", "X", {}, {"m": 3, "n": 2}), ("tr(X^2)", "X", {}, 2),
    ("det(X)", "X", {}, 2), ("det(X)", "X", {}, 3), ("logdet(X)", "X", {}, 2), ("tr(inv(X)*A)", "X", {}, 2),
    ("a'*inv(X)*b", "X", {"a": "n", "b": "n"}, 2), ("inv(X)*y", "y", {}, 2), ("inv(X)", "X", {}, 2),
    ("exp(A*x)", "x", {}, {"m": 3, "n": 2}), ("sum(exp(A*x))", "x", {}, 2), ("log(sum(exp(x)))", "x", {}, 3),
    ("softmax(x)", "x", {}, 2), ("sigmoid(w'*x)", "w", {}, 3), ("log(1 + exp(-t*w'*x))", "w", {"t": ""}, 2),
    ("tanh(A*x)", "x", {}, 2), ("norm2(x)", "x", {}, 3), ("norm2(x)^3", "x", {}, 2), ("x/norm2(x)", "x", {}, 2),
    ("norm1(x)", "x", {}, 2), ("x.*y", "x", {}, 3), ("x./y", "y", {}, 2), ("sum(x.*log(x))", "x", {}, 2),
    ("A*X*B", "X", {}, {"m": 1, "n": 2, "k": 2, "p": 2}), ("kron(x, y)", "x", {}, 2), ("vec(X*Y)", "X", {}, 2),
    ("diag(x)*A*y", "x", {}, {"n": 2, "m": 3}), ("x*y'", "x", {}, {"m": 2, "n": 3}), ("X*y*t", "t", {"t": ""}, 2),
    ("t^2*A + exp(t)*B", "t", {"t": ""}, 2), ("(x'*x)^2", "x", {}, 2), ("x'*x*y", "x", {}, 2), ("x'*A*x/(x'*x)", "x", {}, 2),
    ("sqrt(x'*x + 1)", "x", {}, 2), ("v[1]^2*v[2]", "v", {}, 2), ("v'*A*v", "v[1]", {}, 2), ("X", "X", {}, 2),
    ("inner(A, X)", "X", {}, {"m": 2, "n": 3}), ("a^t*x'*x", "t", {"t": "", "a": ""}, 2), ("sum(sqrt(x))", "x", {}, 2),
    ("relu(A*x)", "x", {}, 2), ("sum(relu(A*x - y).^2)", "x", {}, 2), ("sum(abs(A*x - y))", "x", {}, 2),
    ("softplus(x)", "x", {}, 2), ("norm2(X - A*B)^2", "A", {}, {"m": 2, "n": 2, "k": 1}),
    ("[a, b; c, d]*x", "x", {}, 2), ("x'*vector(1)/n", "x", {"x": "n"}, 3), ("sin(x)'*cos(x)", "x", {}, 2),
]  # fmt: skip
FORMS = [("a'*X*b", "symmetric"), ("tr(X*A*X)", "symmetric"), ("det(X)", "symmetric"), ("a'*X*b", "diagonal"),
         ("a'*X*b", "skew")]  # fmt: skip
LAYOUTS = ("denominator", "numerator")


def point(names, sizes, seed=1):
    """Positive random values at the sizes chosen."""
    random = np.random.default_rng(seed)
    found = {}
    for name, symbol in names.items():
        found[name] = random.uniform(0.3, 1.5, [size_of(dim, sizes) for dim in symbol.axes])
        facts = symbol.value[1]
        if "diagonal" in facts:
            found[name] = np.diag(np.diag(found[name]))
        elif "symmetric" in facts or "skew" in facts:
            found[name] = (found[name] + (-1 if "skew" in facts else 1) * found[name].T) / 2
    return found


def size_of(dim, sizes):
    return measure(dim, sizes)


def all_sizes(nodes, chosen):
    names = {name for node in postorder(*nodes) for dim in (node.rows, node.cols) for name in symbols(dim)}
    return {name: chosen if isinstance(chosen, int) else chosen.get(name, 2) for name in names}


def value(node, values, sizes):
    """As a matrix."""
    if node.op == "D":
        return jax_derivative(node.args[0], list(node.args[1:]), node.value, values, sizes)
    if node.op == "mul" and any(arg.op == "D" for arg in node.args):
        return np.prod([value(arg, values, sizes) for arg in node.args if arg.is_scalar]) * value(
            node.args[-1], values, sizes)  # fmt: skip
    return np.asarray(jaxeval.evaluate(node, values, sizes), dtype=float)


def jax_derivative(function, variables, layout, values, sizes, part=""):
    """The derivative by JAX as it is laid out."""
    bases = [v.args[0] if v.op == "entry" else v for v in variables]
    array = jaxeval.jacobian(function, [base.value[0] for base in bases], sizes)(values)
    out = [size_of(dim, sizes) for dim in function.axes]
    array = np.asarray(array)
    shapes = []
    axis = len(out)
    for v, base in zip(variables, bases):
        if v.op == "entry":
            for place, dim in zip(v.value, (base.rows, base.cols)):
                if dim != 1:
                    array = np.take(array, place - 1, axis=axis)
            shapes.append([])
        else:
            shapes.append([size_of(dim, sizes) for dim in base.axes])
            axis += len(base.axes)
    if part:
        flip = array.swapaxes(-1, -2)
        array = {"symmetric": (array + flip) / 2, "skew": (array - flip) / 2,
                 "diagonal": array * np.eye(array.shape[-1])}[part]  # fmt: skip
    return laid_out(array, out, [s for s in shapes if s], layout)


def laid_out(array, out, shapes, layout):
    turn = layout == "numerator"
    if not shapes:
        column = array.reshape(-1, 1) if len(out) < 2 else array
        return column if turn or len(out) != 1 else column.T
    if len(shapes) == 1 and not out:
        G = array.reshape(-1, 1) if array.ndim == 1 else array
        return G.T if turn else G
    if len(shapes) == 2 and not out and len(shapes[0]) == len(shapes[1]) == 1:
        return array
    if len(shapes) == 1 and len(out) == len(shapes[0]) == 1:
        return array.T if layout == "denominator" else array
    last = int(np.prod(shapes[-1]))
    return array.reshape(-1, last, order="F")


def check(told, values, sizes):
    """Every line has the value of its left side; returns the values of the lines."""
    found = []
    for part in told.parts:
        before = None
        for line in part.lines:
            if line.left is not None:
                before = value(line.left, values, sizes)
            if isinstance(line.right, Written):
                continue
            now = value(line.right, values, sizes)
            assert now.shape == before.shape
            np.testing.assert_allclose(now, before, rtol=1e-9, atol=1e-9)
            before = now
            found.append(now)
    return found


def parsed(formula, variables, shapes, layout="denominator", **more):
    return wrt.diff(formula, *variables.split(), shapes=shapes, layout=layout, **more)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("formula", "variables", "shapes", "sizes"), FORMULAS)
def test_every_line_has_the_value_of_the_one_before(formula, variables, shapes, sizes, layout):
    d = parsed(formula, variables, shapes, layout)
    function = d.formula.node
    told = by_components(function, d.variables, layout, d._shown, sizes)
    numbers = all_sizes([function, *d.variables], sizes)
    values = point(free_symbols(function, *d.variables), numbers)
    found = check(told, values, numbers)
    expected = jax_derivative(function, list(d.variables), layout, values, numbers)
    np.testing.assert_allclose(found[-1], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("formula", "form"), FORMS)
def test_variables_of_a_special_form(formula, form):
    d = parsed(formula, "X", {"a": "n", "b": "n"}, assume={"X": form})
    told = by_components(d.formula.node, d.variables, "denominator", d._shown, 3)
    numbers = all_sizes([d.formula.node], 3)
    values = point(free_symbols(d.formula.node), numbers)
    found = [value(line.right, values, numbers) for line in told.lines]
    expected = jax_derivative(d.formula.node, list(d.variables), "denominator", values, numbers, form)
    np.testing.assert_allclose(found[-1], expected, rtol=1e-9, atol=1e-9)
    gathered = next(part for part in told.parts if part.say[0].startswith("Gathered"))
    plain = jax_derivative(d.formula.node, list(d.variables), "denominator", values, numbers)
    np.testing.assert_allclose(value(gathered.lines[0].right, values, numbers), plain, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(value(gathered.lines[1].right, values, numbers), expected, rtol=1e-9, atol=1e-9)


PROOFS = [
    ("(A*B)'", "B'*A'", {"A": "m n", "B": "n k"}, {"m": 2, "n": 3, "k": 1}),
    ("inv(A)*A", "eye(n)", {"A": "n n"}, 2), ("det(A*B)", "det(A)*det(B)", {"A": "n n", "B": "n n"}, 2),
    ("tr(A*B)", "tr(B*A)", {"A": "m n", "B": "n m"}, {"m": 3, "n": 2}), ("inv(A*B)", "inv(B)*inv(A)", {"A": "n n", "B": "n n"}, 2),
    ("kron(A, B)'", "kron(A', B')", {"A": "m n", "B": "k p"}, 2), ("tr(A)^2 - tr(A^2)", "2*det(A)", {"A": "2 2"}, 2),
    ("vec(A*X*B)", "kron(B', A)*vec(X)", {"A": "m n", "X": "n k", "B": "k p"}, {"m": 2, "n": 2, "k": 1, "p": 2}),
    ("diag(x)*y", "x.*y", {"x": "n", "y": "n"}, 3), ("norm2(x + y)^2", "x'*x + 2*x'*y + y'*y", {"x": "n", "y": "n"}, 2),
    ("D(v'*A*v, v)", "(A' + A)*v", {"A": "n n", "v": "n"}, 2), ("D(v'*u, v)", "u", {"u": "n", "v": "n"}, 2),
    ("(A' + A)*v", "D(v'*A*v, v)", {"A": "n n", "v": "n"}, 3), ("2*D(v'*v, v)", "4*v", {"v": "n"}, 2),
    ("D(tr(A*X), X)", "A'", {"A": "n m", "X": "m n"}, {"m": 3, "n": 2}), ("sigmoid(-x)", "vector(1) - sigmoid(x)", {"x": "n"}, 2),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "shapes", "sizes"), PROOFS)
def test_both_sides_come_to_the_same(left, right, shapes, sizes):
    first, second = wrt.parse(left, shapes=shapes).node, wrt.parse(right, shapes=shapes).node
    told = prove_by_components(first, second, sizes)
    numbers = all_sizes([first, second], sizes)
    values = point(free_symbols(first, second), numbers)
    end = check(told, values, numbers)[-1]
    for side in (first, second):
        np.testing.assert_allclose(end, value(side, values, numbers), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("left", "right"), [("A*B", "B*A"), ("inv(A + B)", "inv(A) + inv(B)"), ("tr(A*B)", "tr(A)*tr(B)"),
                                             ("D(v'*A*v, v)", "2*A*v"), ("exp(A)*exp(B)", "exp(A + B)")])  # fmt: skip
def test_what_is_false_is_not_told(left, right):
    shapes = {"A": "n n", "B": "n n", "v": "n"}
    with pytest.raises(wrt.WrtError) as caught:
        prove_by_components(wrt.parse(left, shapes=shapes).node, wrt.parse(right, shapes=shapes).node)
    assert caught.value.code == "E-components-differ"


@pytest.mark.parametrize(("left", "right", "shapes"), [
    ("det(A*B)", "det(B*A)", {"A": "m n", "B": "n m"}), ("X*inv(X'*X)*X'", "eye(n)", {"X": "n p"}),
])  # fmt: skip
def test_what_is_true_of_square_matrices_only_is_not_told(left, right, shapes):
    with pytest.raises(wrt.WrtError) as caught:
        prove_by_components(wrt.parse(left, shapes=shapes).node, wrt.parse(right, shapes=shapes).node)
    assert caught.value.code == "E-components-differ"


def test_a_wrong_answer_is_not_told():
    d = parsed("v'*A*v", "v", {})
    with pytest.raises(wrt.WrtError) as caught:
        by_components(
            d.formula.node, d.variables, "denominator", wrt.parse("2*A*v", shapes={"A": "n n", "v": "n"}).node
        )
    assert caught.value.code == "E-components-differ"


def test_what_is_too_long_says_so():
    d = parsed("det(X)*tr(inv(X)*A)", "X", {})
    with pytest.raises(wrt.WrtError) as caught:
        by_components(d.formula.node, d.variables, "denominator", d._shown, 4)
    assert caught.value.code == "E-too-large" and "smaller size" in caught.value.help


@pytest.mark.parametrize("size", [0, 5, -1])
def test_sizes_are_one_to_four(size):
    d = parsed("v'*u", "v", {})
    with pytest.raises(wrt.WrtError) as caught:
        by_components(d.formula.node, d.variables, "denominator", d._shown, size)
    assert caught.value.code == "E-size"


def text(shown):
    return shown.text if isinstance(shown, Written) else writers.text(shown)


def test_the_proof_of_the_worksheet():
    shapes = {"A": "n n", "v": "n"}
    told = prove_by_components(
        wrt.parse("D(v'*A*v, v)", shapes=shapes).node, wrt.parse("(A' + A)*v", shapes=shapes).node
    )
    gradient = "[2*A[1,1]*v[1] + A[2,1]*v[2] + A[1,2]*v[2]; A[2,1]*v[1] + A[1,2]*v[1] + 2*A[2,2]*v[2]]"
    assert [text(line.right) for line in told.lines] == [
        "[v[1]; v[2]]",
        "[A[1,1], A[1,2]; A[2,1], A[2,2]]",
        "[A[1,1], A[2,1]; A[1,2], A[2,2]]",
        "[v[1], v[2]]*[A[1,1], A[1,2]; A[2,1], A[2,2]]*[v[1]; v[2]]",
        "[A[1,1]*v[1] + A[2,1]*v[2], A[1,2]*v[1] + A[2,2]*v[2]]*[v[1]; v[2]]",
        "A[1,1]*v[1]^2 + A[2,1]*v[1]*v[2] + A[1,2]*v[1]*v[2] + A[2,2]*v[2]^2",
        "2*A[1,1]*v[1] + A[2,1]*v[2] + A[1,2]*v[2]",
        "A[2,1]*v[1] + A[1,2]*v[1] + 2*A[2,2]*v[2]",
        gradient,
        "[2*A[1,1], A[1,2] + A[2,1]; A[1,2] + A[2,1], 2*A[2,2]]*[v[1]; v[2]]",
        gradient,
    ]


def test_the_vector_derivatives_of_the_worksheet():
    d = parsed("norm2(y - z)^2", "z", {})
    told = by_components(d.formula.node, d.variables, "denominator", d._shown)
    assert [text(line.right) for line in told.lines][2:6] == [
        "norm2([y[1] - z[1]; y[2] - z[2]])^2",
        "(y[1] - z[1])^2 + (y[2] - z[2])^2",
        "-2*(y[1] - z[1])",
        "-2*(y[2] - z[2])",
    ]
    d = parsed("x.^2", "x", {"x": "3"}, "numerator")
    told = by_components(d.formula.node, d.variables, "numerator", d._shown)
    assert [text(line.right) for line in told.lines][-2:] == ["[2*x[1], 0, 0; 0, 2*x[2], 0; 0, 0, 2*x[3]]"] * 2
    table = next(line.right for line in told.lines if isinstance(line.right, Written))
    assert table.text.startswith("[∂y[1]/∂x[1], ∂y[1]/∂x[2], ∂y[1]/∂x[3]; ∂y[2]/∂x[1]")


def test_the_table_of_partial_derivatives_follows_the_layout():
    for layout, expected in (("numerator", "[∂y[1]/∂x[1], ∂y[1]/∂x[2]; ∂y[2]/∂x[1], ∂y[2]/∂x[2]]"),
                             ("denominator", "[∂y[1]/∂x[1], ∂y[2]/∂x[1]; ∂y[1]/∂x[2], ∂y[2]/∂x[2]]")):  # fmt: skip
        d = parsed("A*x", "x", {}, layout)
        told = by_components(d.formula.node, d.variables, layout, d._shown)
        assert [line.right.text for line in told.lines if isinstance(line.right, Written)] == [expected]


@pytest.mark.parametrize("bad", ["1*", "+ -", "--", "- -", "*1*", "^1*"])
def test_nothing_is_written_clumsily(bad):
    for formula, variables, shapes, sizes in FORMULAS[:20]:
        d = parsed(formula, variables, shapes)
        for line in by_components(d.formula.node, d.variables, "denominator", d._shown, sizes).lines:
            assert bad not in text(line.right).replace("]1*", "")
