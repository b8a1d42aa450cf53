"""Derivations with indices: every line, read as it is printed and summed by brute force, is the derivative of JAX."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest

import wrt
from explain.test_components import all_sizes, laid_out, point, value
from oracle import jaxeval
from oracle.points import measure
from wrt.derivation import Written
from wrt.emit import writers
from wrt.explain.indices import by_indices, entry_form, prove_by_indices
from wrt.expr.node import free_symbols

SIZES = {"m": 3, "n": 2, "k": 4, "p": 2, "q": 3}
SQUARE = {"A": "n n", "B": "n n", "X": "n n", "a": "n", "b": "n"}
FORMULAS = [
    ("v'*A*v", "v", {}), ("norm2(y - z)^2", "z", {}), ("x.^2", "x", {}), ("v'*u", "v", {}), ("u'*v", "v", {}),
    ("v'*v", "v", {}), ("v", "v", {}), ("v'", "v", {}), ("t*v", "v", {"t": ""}), ("A*v", "v", {}), ("v'*A", "v", {}),
    ("norm2(y - X*w)^2/N", "w", {}), ("y'*y - 2*w'*X'*y + w'*X'*X*w", "w", {}), ("tr(A*X*B)", "X", {}),
    ("norm2(y - X*w)^2 + a*norm2(w)^2", "w", {}), ("tr(X'*A*X)", "X", {}), ("tr(X*X')", "X", {}), ("tr(X^2)", "X", {}),
    ("tr(X^3)", "X", {}), ("det(X)", "X", {}), ("logdet(X)", "X", {}), ("tr(inv(X)*A)", "X", {}),
    ("a'*inv(X)*b", "X", SQUARE), ("inv(X)*y", "y", {}), ("inv(X)", "X", {}), ("exp(A*x)", "x", {}),
    ("sum(exp(A*x))", "x", {}), ("log(sum(exp(x)))", "x", {}), ("softmax(x)", "x", {}), ("sigmoid(w'*x)", "w", {}),
    ("tanh(A*x)", "x", {}), ("norm2(x)", "x", {}), ("x.*y", "x", {}), ("sum(x.*log(x))", "x", {}), ("A*X*B", "X", {}),
    ("diag(x)*A*y", "x", {}), ("x*y'", "x", {}), ("X*y*t", "t", {"t": ""}), ("t^2*A + exp(t)*B", "t", {"t": ""}),
    ("x'*x*y", "x", {}), ("sqrt(x'*x + 1)", "x", {}), ("X", "X", {}), ("X'", "X", {}), ("A.*X", "X", {}),
    ("inner(A, X)", "X", {}), ("vec(A*X)", "X", {}), ("kron(A, X)", "X", {}), ("kron(x, y)", "x", {}),
    ("sum(X)", "X", {}), ("norm2(X - A*B)^2", "A", {}), ("a'*X'*X*b", "X", {"a": "n", "b": "n", "X": "m n"}),
    ("(x - y)'*A*(x - y)", "x", {}), ("sum((A*x - y).^2)", "x", {}), ("v'*A*v", "A", {}), ("x/n", "x", {"x": "n"}),
    ("norm2(A*x)^2*t", "x", {"t": ""}), ("diag(X)", "X", {}), ("v'*A*v", "v[1]", {}), ("relu(A*x)'*y", "x", {}),
    ("x'*A*x/(x'*x)", "x", {}), ("x'*y/(1 + x'*A*x)", "x", {}), ("(x'*A*x)^2", "x", {}), ("(A*x)./(B*x)", "x", {}),
]  # fmt: skip


# ---- reading what is printed


class Reader:
    """The value of a printed sum at given letters; what stands between brackets with letters is an entry."""

    def __init__(self, text, symbols, values, sizes):
        self.text, self.symbols, self.values, self.sizes = text, symbols, values, sizes
        self.ranges = {}

    def evaluate(self, text, letters):
        """A sum: its terms are split at signs outside of brackets."""
        text = text.strip()
        total, start, sign, depth = 0.0, 0, 1, 0
        for place, char in enumerate(text + " + "):
            depth += (char in "([") - (char in ")]")
            around = (text + " + ")[max(place - 1, 0) : place + 2]
            if depth == 0 and (around in (" + ", " - ") or (place == 0 and char == "-")):
                if text[start:place].strip():
                    total += sign * self.term(text[start:place].strip(), letters)
                sign, start = (-1 if char == "-" else 1), place + 1
        return total

    def term(self, text, letters):
        if text.startswith("Σ_"):
            name, rest = text[2:].split(" ", 1)
            return sum(self.term(rest, {**letters, name: i}) for i in range(1, self.range(name) + 1))
        number = re.match(r"(\d+)\*Σ", text)
        if number:
            return int(number[1]) * self.term(text[len(number[1]) + 1 :], letters)
        result, sign = 1.0, "*"
        for piece, following in split(text):
            found = self.factor(piece, letters)
            result = result * found if sign == "*" else result / found
            sign = following
        return result

    def factor(self, text, letters):
        base, power = split_power(text)
        entry = re.fullmatch(r"(.*?)\[((?:[a-z0-9,]|\([a-z,]+\))+)\]", base, re.DOTALL)
        if base.startswith("sqrt(") and not entry and has_indices(base):
            return self.evaluate(base[5:-1], letters) ** (0.5 * power)
        if base.startswith("(") and base.endswith(")") and has_indices(base) and not entry:
            return self.evaluate(base[1:-1], letters) ** power
        if not entry:
            return float(np.squeeze(self.matrix(base))) ** power
        at = self.positions(entry[2], letters)
        if entry[1] == "δ":
            return float(at[0] == at[1])
        whole = np.squeeze(self.matrix(entry[1]))
        return float(whole[tuple(i - 1 for i in at)]) ** power

    def positions(self, text, letters):
        found = []
        for part in re.findall(r"\([a-z,]+\)|[a-z]\d*|\d+", text):
            names = re.findall(r"[a-z]\d*", part)
            if part.startswith("("):
                place = 0
                for name in names:
                    place = place * self.range(name) + letters[name] - 1
                found.append(place + 1)
            else:
                found.append(letters[part] if names else int(part))
        return found

    def range(self, name):
        """The size of a letter: that of an axis of an expression at which it stands."""
        if name not in self.ranges:
            for at in re.finditer(r"\[([^\[\]]*\b" + name + r"\b[^\[\]]*)\]", self.text):
                base = base_before(self.text, at.start())
                parts = re.findall(r"\([a-z0-9,]+\)|[a-z]\d*|\d+", at[1])
                if name in parts and base != "δ":
                    shape = [size for size in np.atleast_2d(self.matrix(base)).shape if size != 1] or [1]
                    self.ranges[name] = shape[parts.index(name)]
                    break
            else:  # only in a delta beside a pair
                pair = re.search(r"δ\[" + name + r",\(([a-z,]+)\)\]", self.text)
                self.ranges[name] = int(np.prod([self.range(part) for part in pair[1].split(",")]))
        return self.ranges[name]

    def matrix(self, text):
        text = text[1:-1] if text.startswith("[") and text.endswith("]") else text
        shapes = {name: " ".join(map(str, node.axes)) for name, node in self.symbols.items()}
        return value(wrt.parse(text, shapes=shapes).node, self.values, self.sizes)


def has_indices(text):
    return bool(re.search(r"\[[a-z][,\]]|Σ|δ", text))


def base_before(text, end):
    """The expression to which an index is attached."""
    start = end
    while start and (text[start - 1].isalnum() or text[start - 1] in "δ_)]'"):
        start -= 1
        if text[start] in ")]":
            depth = 1
            while depth:
                start -= 1
                depth += (text[start] in ")]") - (text[start] in "([")
            if text[start] == "[":
                break
    return text[start:end]


def split(text):
    """Factors outside of brackets, each with the sign after it."""
    depth, start, found = 0, 0, []
    for place, char in enumerate(text + "*"):
        depth += (char in "([") - (char in ")]")
        if depth == 0 and char in "*/":
            found.append((text[start:place], char))
            start = place + 1
    return found


def split_power(text):
    found = re.fullmatch(r"(.*[\]\)A-Za-z])\^\(?(-?[\d/]+)\)?", text, re.DOTALL)
    if not found or found[1].count("(") != found[1].count(")"):
        return text, 1
    top, _, bottom = found[2].partition("/")
    return found[1], int(top) / int(bottom or 1)


def text(shown):
    return shown.text if isinstance(shown, Written) else writers.text(shown)


def letters_of(left):
    """The free letters on the left of a derivative: those of the function, those of the variable."""
    top, _, bottom = left.rpartition("/∂")
    last = re.compile(r"\[((?:[a-z],?|\([a-z,]+\),?)+)\]$")
    return [re.findall("[a-z]", found[1]) if (found := last.search(side.rstrip(")"))) else [] for side in (top, bottom)]


def sums_of(told, function, variables, sizes, values):
    """Each line of the derivative as an array with the axes of the function, then those of the variable."""
    lines = [line for part in told.parts if part.say[0].startswith("The derivative") for line in part.lines]
    symbols = free_symbols(function, *variables)
    out, by = letters_of(text(lines[0].left))
    reader = Reader(
        "   ".join(text(line.right) for line in told.lines) + "  " + text(lines[0].left), symbols, values, sizes
    )
    axes = [measure(dim, sizes) for node in (function, *variables) for dim in node.axes]
    if len(axes) == len(out + by):
        reader.ranges = dict(zip(out + by, axes))
    else:
        reader.ranges = dict(pair_ranges(function, out, sizes)) | dict(zip(by, axes[-len(by) :]))
    for line in lines:
        yield text(line.right), np.array([
            reader.evaluate(text(line.right), dict(zip(out + by, at)))
            for at in product(*[range(1, reader.range(name) + 1) for name in out + by])
        ]).reshape(axes)  # fmt: skip


def pair_ranges(function, out, sizes):
    """Letters in pairs: on an axis of length m*n there are two, the last runs fastest."""
    parts = function.args if function.op == "kron" else (function.args[0],)
    dims = ([arg.rows for arg in parts] + [arg.cols for arg in parts] if function.op == "kron"
            else [parts[0].cols, parts[0].rows])  # fmt: skip
    return zip(out, [measure(dim, sizes) for dim in dims if dim != 1])


@pytest.mark.parametrize("layout", ["denominator", "numerator"])
@pytest.mark.parametrize(("formula", "variable", "shapes"), FORMULAS)
def test_every_line_is_the_derivative(formula, variable, shapes, layout):
    d = wrt.diff(formula, variable, shapes=shapes, layout=layout)
    function = d.formula.node
    told = by_indices(function, d.variables[0], layout, d._shown)
    sizes = all_sizes([function, *d.variables], SIZES)
    values = point(free_symbols(function, *d.variables), sizes)
    base = d.variables[0].args[0] if d.variables[0].op == "entry" else d.variables[0]
    expected = np.asarray(jaxeval.jacobian(function, [base.value[0]], sizes)(values))
    if base is not d.variables[0]:
        expected = expected[..., d.variables[0].value[0] - 1]
    count = 0
    for shown, found in sums_of(told, function, d.variables, sizes, values):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9, err_msg=shown)
        count += 1
    assert count


@pytest.mark.parametrize("form", ["symmetric", "skew", "diagonal"])
def test_variables_of_a_special_form(form):
    d = wrt.diff("a'*X*b", "X", shapes=SQUARE, assume={"X": form})
    function = d.formula.node
    told = by_indices(function, d.variables[0], "denominator", d._shown)
    sizes = {"n": 3}
    values = point(free_symbols(function), sizes)
    G = np.outer(values["a"], values["b"])
    expected = {"symmetric": (G + G.T) / 2, "skew": (G - G.T) / 2, "diagonal": G * np.eye(3)}[form]
    found = list(sums_of(told, function, d.variables, sizes, values))
    np.testing.assert_allclose(found[-1][1], expected, err_msg=found[-1][0])
    np.testing.assert_allclose(found[-2][1], expected, err_msg=found[-2][0])


PROOFS = [
    ("(A*B)'", "B'*A'", {"A": "m n", "B": "n k"}), ("tr(A*B)", "tr(B*A)", {"A": "m n", "B": "n m"}),
    ("A*(B + C)", "A*B + A*C", {"A": "m n", "B": "n k", "C": "n k"}), ("x'*y", "y'*x", {"x": "n", "y": "n"}),
    ("vec(A*X*B)", "kron(B', A)*vec(X)", {"A": "m n", "X": "n k", "B": "k p"}), ("diag(x)*y", "x.*y", {"x": "n", "y": "n"}),
    ("tr(A*diag(x))", "diag(A)'*x", {"A": "n n", "x": "n"}), ("norm2(X)^2", "tr(X'*X)", {"X": "m n"}),
    ("norm2(x - y)^2", "x'*x - 2*x'*y + y'*y", {"x": "n", "y": "n"}), ("kron(A, B)'", "kron(A', B')", {"A": "m n", "B": "k p"}),
    ("A*B*C", "A*(B*C)", {"A": "m n", "B": "n k", "C": "k p"}), ("tr(A)", "tr(A')", {"A": "n n"}),
    ("x'*(A.*B)*y", "tr(diag(x)*A*diag(y)*B')", {"A": "m n", "B": "m n", "x": "m", "y": "n"}),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "shapes"), PROOFS)
def test_both_sides_are_the_same_sum(left, right, shapes):
    first, second = wrt.parse(left, shapes=shapes).node, wrt.parse(right, shapes=shapes).node
    told = prove_by_indices(first, second)
    sizes = all_sizes([first, second], SIZES)
    symbols = free_symbols(first, second)
    values = point(symbols, sizes)
    expected = np.squeeze(value(first, values, sizes))
    for part in told.parts:
        free = (
            re.findall("[a-z]", re.search(r"(\[[a-z,()]+\])?$", text(part.lines[0].left))[0]) if expected.ndim else []
        )
        for line in part.lines:
            reader = Reader("  ".join(text(other.right) for other in told.lines), symbols, values, sizes)
            ranges = [reader.range(name) for name in free]
            found = np.array([reader.evaluate(text(line.right), dict(zip(free, at)))
                              for at in product(*[range(1, n + 1) for n in ranges])])  # fmt: skip
            np.testing.assert_allclose(found, expected.reshape(-1), rtol=1e-9, err_msg=text(line.right))
    assert text(told.parts[0].lines[-1].right) == text(told.parts[1].lines[-1].right)


@pytest.mark.parametrize(("left", "right"), [("A*B", "B*A"), ("tr(A*B)", "tr(A)*tr(B)"), ("D(v'*A*v, v)", "2*A*v"),
                                             ("A'", "A"), ("A.*B", "A*B")])  # fmt: skip
def test_what_is_false_is_not_told(left, right):
    shapes = {"A": "n n", "B": "n n", "v": "n"}
    with pytest.raises(wrt.WrtError) as caught:
        prove_by_indices(wrt.parse(left, shapes=shapes).node, wrt.parse(right, shapes=shapes).node)
    assert caught.value.code == "E-indices-differ"


def test_the_general_case_of_the_worksheet():
    shapes = {"A": "n n", "v": "n"}
    told = prove_by_indices(wrt.parse("D(v'*A*v, v)", shapes=shapes).node, wrt.parse("(A + A')*v", shapes=shapes).node)
    assert [text(line.right) for line in told.lines] == [
        "Σ_i Σ_j v[i]*A[i,j]*v[j]",
        "Σ_i Σ_j (δ[i,k]*A[i,j]*v[j] + v[i]*A[i,j]*δ[j,k])",
        "Σ_j A[k,j]*v[j] + Σ_i v[i]*A[i,k]",
        "[A*v][k] + [A'*v][k]",
        "[(A + A')*v][k]",
    ]
    assert told.parts[0].lines[0].right.unicode == "Σᵢ Σⱼ vᵢ Aᵢⱼ vⱼ"
    assert told.parts[0].lines[0].right.latex == r"\sum_{i} \sum_{j} v_{i} \, A_{ij} \, v_{j}"


def test_an_entry_of_any_expression():
    shapes = {"A": "m n", "B": "n k", "x": "k"}
    assert entry_form(wrt.parse("A*B*x", shapes=shapes).node).text == "Σ_j Σ_k A[i,j]*B[j,k]*x[k]"


def test_the_layouts_of_this_test_are_those_of_the_tool():
    array = np.arange(6.0).reshape(2, 3)
    assert laid_out(array, [2], [[3]], "numerator").shape == (2, 3)
    assert laid_out(array, [2], [[3]], "denominator").shape == (3, 2)
