"""NumPy code for an expression in normal form: one function of keyword arguments.

Vectors are 1-D arrays whether they stand as rows or columns.  A chain is multiplied from the side where a vector is; an
inverse in a chain is a solve, and a matrix that is solved with more than once is factorised once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from keyword import iskeyword

from wrt.emit.present import LEAVES
from wrt.emit.stable import stable
from wrt.expr.build import chain_of
from wrt.expr.dims import Dim, symbols
from wrt.expr.facts import Facts
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator

MAX_INLINE = 60
HELPERS = {
    "sigmoid": ("def sigmoid(x):", "    return 0.5 * (1 + np.tanh(0.5 * x))"),
    "log_cosh": (
        "def log_cosh(x):",
        "    x = np.abs(x)",
        "    small = np.log1p(2 * np.sinh(np.minimum(x, 1) / 2) ** 2)",
        "    return np.where(x < 1, small, x + np.log1p(np.exp(-2 * x)) - np.log(2))",
    ),
    "softmax": ("def softmax(x):", "    e = np.exp(x - np.max(x))", "    return e / np.sum(e)"),
    "commutation": (
        "def commutation(m, n):",
        '    return np.eye(m * n).reshape(m, n, m * n, order="F").transpose(1, 0, 2).reshape(m * n, m * n, order="F")',
    ),
}


def numpy_code(root: Node, arguments: Sequence[Node], name: str = "f", facts: Facts | None = None,
               names: Mapping[str, str] | None = None) -> str:  # fmt: skip
    """Source of a NumPy function `name` of the given symbols (and of dimensions that they do not tell)."""
    return _Coder(facts or Facts(), names or {}).function(stable(root), arguments, name)


TAKEN = frozenset(("np", "derivative", "f", "solve", "cho_factor", "cho_solve", "lu_factor", "lu_solve", *HELPERS))


def legal(name: str) -> str:
    """The name as Python and the generated code allow it: `in` is `in_`, `np` is `np_`."""
    return f"{name}_" if iskeyword(name) or name in TAKEN else name


class _Coder:
    def __init__(self, facts: Facts, names: Mapping[str, str]) -> None:
        self.facts = facts
        self.names = names
        self.lines: list[str] = []
        self.code: dict[Node, str] = {}
        self.helpers: set[str] = set()
        self.factors: dict[tuple[Node, bool], str] = {}
        self.scipy: set[str] = set()
        self.solves: Counter[Node] = Counter()

    def function(self, root: Node, arguments: Sequence[Node], name: str) -> str:
        uses: Counter[Node] = Counter()
        for node in postorder(root):
            uses.update(node.args)
            self._count_solves(node)
        for node in postorder(root):
            self._place(node, uses[node])
        result = self.code[root]
        names = list(map(self.symbol, arguments))
        lookups, missing = self.sizes(root, arguments)
        body = [f"{arg} = np.asarray({arg}, dtype=float)" for arg in names]
        body += [*lookups, *self.lines, f"return {result}"]
        head = ["import numpy as np", *[f"from scipy.linalg import {', '.join(sorted(self.scipy))}"] * bool(self.scipy)]
        for helper in sorted(self.helpers):
            head += ["", "", *HELPERS[helper]]
        parameters = ", ".join(["*", *names, *missing]) if names or missing else ""
        return "\n".join([*head, "", "", f"def {name}({parameters}):", *["    " + line for line in body], ""])

    def _count_solves(self, node: Node) -> None:
        if node.op == "mul":
            chain = chain_of(node)[1] or node.args
            if len(chain) > 1:
                self.solves.update(base for base, _ in map(_inverse_of, chain) if base is not None)

    def _place(self, node: Node, uses: int) -> None:
        """Code for a node: in line where it is short or used once, else a variable of its own."""
        code = self._spell(node)
        simple = node.op in LEAVES or code.isidentifier()
        if not simple and (uses > 1 or len(code) > MAX_INLINE) and not self._only_solved(node):
            name = f"_{len(self.lines) + 1}"
            self.lines.append(f"{name} = {code}")
            code = name
        self.code[node] = code

    def _only_solved(self, node: Node) -> bool:
        return _inverse_of(node)[0] is not None

    def _spell(self, node: Node) -> str:
        if node.op in RULES:
            return RULES[node.op](self, node)
        record = None if node.op == "fn" and node.value in HELPERS else operator(node.op, node.value)
        template = f"{node.value}({{0}})" if record is None else record.numpy
        for helper in HELPERS:
            if template.startswith(helper + "("):
                self.helpers.add(helper)
        return template.format(*[self.code[arg] for arg in node.args])

    # products

    def product(self, node: Node) -> str:
        scalars, chain = chain_of(node)
        if not chain and not (scalars and scalars[0] is not node):
            scalars, chain = [], node.args
        parts = [_tight(self.code[factor]) for factor in scalars]
        if chain:
            parts.append(self._chain(list(chain)) if len(chain) > 1 else _tight(self.code[chain[0]]))
        return " * ".join(parts)

    def _chain(self, chain: list[Node]) -> str:
        segments: list[list[Node]] = [[]]
        for factor in chain:
            segments[-1].append(factor)
            if factor.cols == 1:
                segments.append([])
        codes = [self._segment(segment) for segment in segments if segment]
        return f"np.outer({codes[0]}, {codes[1]})" if len(codes) == 2 else f"({codes[0]})"

    def _segment(self, segment: list[Node]) -> str:
        """A chain without a break, from its vector outward; without one, from the first matrix that is at hand."""
        vector = 1 in (segment[0].rows, segment[-1].cols)
        start = len(segment) - 1 if segment[-1].cols == 1 else 0
        if not vector:
            start = next((k for k, factor in enumerate(segment) if self._at_hand(factor)), len(segment) - 1)
        code = self.code[segment[start]]
        for factor in segment[start + 1 :]:
            code = self._right(code, factor, vector)
        for factor in reversed(segment[:start]):
            code = self._left(factor, code, vector)
        return code

    def _at_hand(self, factor: Node) -> bool:
        """Whether a factor is a matrix that neither a solve nor a scaling of rows or columns stands for."""
        return factor.op != "diag" and not self._only_solved(factor)

    def _left(self, factor: Node, code: str, vector: bool) -> str:
        """factor times what stands to its right."""
        base, turned = _inverse_of(factor)
        if base is not None:
            return self._solve(base, turned, code)
        if factor.op == "diag":
            inner = _tight(self.code[factor.args[0]])
            return f"{inner} * {_tight(code)}" if vector else f"{inner}[:, None] * {_tight(code)}"
        return f"{_tight(self.code[factor])} @ {_tight(code)}"

    def _right(self, code: str, factor: Node, vector: bool) -> str:
        """What stands to the left, times factor."""
        base, turned = _inverse_of(factor)
        if base is not None:
            return (
                self._solve(base, not turned, code)
                if vector
                else f"{self._solve(base, not turned, _tight(code) + '.T')}.T"
            )
        if factor.op == "diag":
            return f"{_tight(code)} * {_tight(self.code[factor.args[0]])}"
        return f"{_tight(code, left=True)} @ {_tight(self.code[factor])}"

    def _solve(self, base: Node, turned: bool, code: str) -> str:
        spd = "spd" in self.facts.of(base)
        if self.solves[base] > 1:
            name = self._factor(base, spd)
            if spd:
                return f"cho_solve({name}, {code})"
            return f"lu_solve({name}, {code}, trans={int(turned)})"
        if spd:
            self.scipy.add("solve")
            return f'solve({self.code[base]}, {code}, assume_a="pos")'
        matrix = _tight(self.code[base]) + ".T" if turned else self.code[base]
        return f"np.linalg.solve({matrix}, {code})"

    def _factor(self, base: Node, spd: bool) -> str:
        key = (base, spd)
        if key not in self.factors:
            self.scipy |= {"cho_factor", "cho_solve"} if spd else {"lu_factor", "lu_solve"}
            self.factors[key] = f"factor{len(self.factors)}"
            self.lines.append(f"{self.factors[key]} = {'cho_factor' if spd else 'lu_factor'}({self.code[base]})")
        return self.factors[key]

    # the rest

    def symbol(self, node: Node) -> str:
        name = node.value[0]
        return self.names.get(name) or legal(name)

    def sizes(self, root: Node, arguments: Iterable[Node]) -> tuple[list[str], list[str]]:
        """Lines that look up the dimensions that are needed, and the names of those that no argument tells."""
        needed = sizes_needed(root)
        found: dict[str, str] = {}
        for symbol in arguments:
            for axis, dim in enumerate(symbol.axes):
                if isinstance(dim, str):
                    found.setdefault(dim, f"{self.symbol(symbol)}.shape[{axis}]")
        return [f"{legal(dim)} = {found[dim]}" for dim in needed if dim in found], [
            legal(dim) for dim in needed if dim not in found
        ]

    def number(self, node: Node) -> str:
        value = node.value
        if isinstance(value, Fraction):
            return f"({value.numerator} / {value.denominator})"
        return str(value) if value >= 0 else f"({value})"

    def sum(self, node: Node) -> str:
        return "(" + " + ".join(self.code[arg] for arg in node.args) + ")"

    def hadamard(self, node: Node) -> str:
        return "(" + " * ".join(_tight(self.code[arg]) for arg in node.args) + ")"

    def power(self, node: Node) -> str:
        base, exponent = (_tight(self.code[arg]) for arg in node.args)
        if node.args[1].op == "num" and node.args[1].value == Fraction(1, 2):
            return f"np.sqrt({self.code[node.args[0]]})"
        return f"{base} ** {exponent if exponent.startswith('(') or exponent.isdigit() else '(' + exponent + ')'}"

    def matrix_power(self, node: Node) -> str:
        base = self.code[node.args[0]]
        if node.value == -1 and (self.solves[node.args[0]] or "spd" in self.facts.of(node.args[0])):
            return self._solve(node.args[0], False, f"np.eye(len({base}))")
        return f"np.linalg.inv({base})" if node.value == -1 else f"np.linalg.matrix_power({base}, {node.value})"

    def transpose(self, node: Node) -> str:
        code = self.code[node.args[0]]
        return code if 1 in (node.rows, node.cols) else f"{_tight(code)}.T"

    def vec(self, node: Node) -> str:
        return f'{_tight(self.code[node.args[0]])}.reshape(-1, order="F")'

    def trace(self, node: Node) -> str:
        """tr(A*B) is the sum of A.*B'."""
        chain = chain_of(node.args[0])[1]
        if (
            len(chain) > 1
            and all(_inverse_of(factor)[0] is None for factor in chain)
            and all(f.op != "diag" for f in chain)
        ):
            left, right = self.code[chain[0]], self._segment(list(chain[1:]))
            return f"np.sum({_tight(left)} * ({right}).T)"
        return f"np.trace({self.code[node.args[0]]})"

    def kron(self, node: Node) -> str:
        shaped = [_as_matrix(arg, self.code[arg]) for arg in node.args]
        code = shaped[0]
        for other in shaped[1:]:
            code = f"np.kron({code}, {other})"
        return f"{code}.reshape(-1)" if 1 in (node.rows, node.cols) else code

    def entry(self, node: Node) -> str:
        x = node.args[0]
        indices = [str(i - 1) for i, size in zip(node.value, (x.rows, x.cols), strict=True) if size != 1]
        return f"{_tight(self.code[x])}[{', '.join(indices)}]"

    def block(self, node: Node) -> str:
        cols = node.value[1]
        cells = [_as_matrix(arg, self.code[arg]) for arg in node.args]
        rows = ["[" + ", ".join(cells[i : i + cols]) + "]" for i in range(0, len(cells), cols)]
        code = f"np.block([{', '.join(rows)}])"
        return f"{code}.reshape(-1)" if 1 in (node.rows, node.cols) else code

    def commutation(self, node: Node) -> str:
        self.helpers.add("commutation")
        return f"commutation({_size(node.value[0])}, {_size(node.value[1])})"


def _tight(code: str, left: bool = False) -> str:
    """Code that can stand beside an operator."""
    depth = 0
    for place, char in enumerate(code):
        depth += (char in "([") - (char in ")]")
        if char == " " and depth == 0 and not (left and "+" not in code and "-" not in code and " * " not in code):
            return f"({code})"
        if place == 0 and char == "-":
            return f"({code})"
    return code


def _as_matrix(node: Node, code: str) -> str:
    """Code whose value has two axes."""
    if node.is_scalar:
        return f"np.reshape({code}, (1, 1))"
    if node.cols == 1:
        return f"{_tight(code)}[:, None]"
    return f"{_tight(code)}[None, :]" if node.rows == 1 else code


def _inverse_of(node: Node) -> tuple[Node | None, bool]:
    """M and False for inv(M), M and True for inv(M)'; None else."""
    inner = node.args[0] if node.op == "T" else node
    if inner.op == "mpow" and inner.value == -1:
        return inner.args[0], node.op == "T"
    return None, False


def _size(dim: Dim) -> str:
    if not isinstance(dim, tuple):
        return legal(dim) if isinstance(dim, str) else str(dim)
    return "(" + f" {dim[0]} ".join(_size(part) for part in dim[1:]) + ")"


def sizes_needed(root: Node) -> list[str]:
    """The dimensions whose value the code of an expression needs."""
    needed: dict[str, None] = {}
    for node in postorder(root):
        dims = [node.value] if node.op == "dim" else node.value if node.op == "commutation" else ()
        if node.op in ("eye", "ones", "zero", "basis"):
            dims = [node.rows, node.cols]
        needed.update(dict.fromkeys(sorted(name for dim in dims for name in symbols(dim))))
    return list(needed)


RULES: dict[str, Callable[[_Coder, Node], str]] = {
    "sym": _Coder.symbol,
    "num": _Coder.number,
    "dim": lambda coder, node: _size(node.value),
    "const": lambda coder, node: f"np.{node.value}",
    "eye": lambda coder, node: f"np.eye({_size(node.rows)})",
    "ones": lambda coder, node: (
        f"np.ones({_size(node.rows) if node.cols == 1 else f'({_size(node.rows)}, {_size(node.cols)})'})"
    ),
    "zero": lambda coder, node: "np.zeros((" + "".join(_size(dim) + ", " for dim in node.axes) + "))",
    "basis": lambda coder, node: f"np.eye({_size(node.rows)})[{node.value - 1}]",
    "commutation": _Coder.commutation,
    "add": _Coder.sum,
    "mul": _Coder.product,
    "had": _Coder.hadamard,
    "pow": _Coder.power,
    "hpow": _Coder.power,
    "mpow": _Coder.matrix_power,
    "T": _Coder.transpose,
    "tr": _Coder.trace,
    "vec": _Coder.vec,
    "kron": _Coder.kron,
    "entry": _Coder.entry,
    "block": _Coder.block,
}
