"""Functions and constants in a formula: which names are known, how many arguments they take, the shapes they give."""

from __future__ import annotations

from collections.abc import Callable

from wrt.diagnostics import Span, WrtError
from wrt.expr.declare import Declarations, Shape
from wrt.expr.dims import Dim, plus, times
from wrt.expr.inference import Failure, Inference, Rule, whole_number
from wrt.expr.ops import TABLE
from wrt.expr.scope import Choice
from wrt.expr.sizes import describe
from wrt.syntax.tree import Tree

NOT_CALLED = frozenset("add sub neg mul div pow mpow T had hdiv hpow entry block diagpart".split())
CALLS = {name: name for name in TABLE if name not in NOT_CALLED}
ALIASES = {"trace": "tr", "Tr": "tr", "ln": "log", "transpose": "T", "bars": "bars"}
CALLS |= ALIASES
OF_ARRAYS = frozenset(("det", "logdet", "tr", "inv", "pinv", "softmax", "diag", "vec", "sum"))
NORMS = frozenset(("norm1", "norm2", "normF"))
MAX_SHOWN = 500
EXAMPLES = {
    "kron": "kron(A, B)",
    "inner": "inner(x, y)",
    "eye": "eye(n)",
    "ones": "ones(n) or ones(m, n)",
    "zeros": "zeros(n) or zeros(m, n)",
    "commutation": "commutation(m, n)",
    "vector": "vector(1)",
    "matrix": "matrix(1)",
    "basis": "basis(1) or basis(1, n)",
    "size": "size(A)",
}
MATRIX_FUNCTION = "functions of a matrix as a whole are not supported", "exp, log, sqrt ... act on each entry"
COMPLEX = "complex numbers are not supported: everything is real", None
EXTREME = "maxima and minima are not supported", None
ABSENT: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(("expm", "logm", "sqrtm", "sinm", "cosm", "powm"), MATRIX_FUNCTION),
    **dict.fromkeys(("conj", "real", "imag", "Re", "Im", "ctranspose", "adjoint"), COMPLEX),
    **dict.fromkeys(("max", "min", "argmax", "argmin", "maximum", "minimum"), EXTREME),
    "rank": ("the rank is not supported", None),
    "mean": ("there is no function mean", "the mean of a vector of length n is sum(x)/n"),
    "norm": ("there is no function norm", "the norms are norm2, norm1 and normF"),
    "dot": ("there is no function dot", "the product of two vectors is x'*y"),
    "outer": ("there is no function outer", "the outer product of two vectors is x*y'"),
    "log2": ("there is no function log2", "its value is log(x)/log(2)"),
    "log10": ("there is no function log10", "its value is log(x)/log(10)"),
    "normInf": ("the maximum norm is not supported", "the norms are norm2, norm1 and normF"),
}


def check_calls(order: list[Tree], choice: Choice, declared: Declarations, source: str) -> None:
    """Every function has a name that is known, every derivative a variable: asked before any size is."""
    for tree in order:
        head = tree.head
        if head == "call":
            if tree.value not in CALLS and tree.value not in CONSTANTS:
                raise _unknown_function(tree, declared, source)
        elif head == "D":
            _check_variables(tree, choice, source)


def check_names(names: list[str], order: list[Tree], source: str) -> None:
    """No undeclared name is that of a function, which would lack its argument."""
    for name in names:
        if name in CALLS:
            span = next((tree.span for tree in order if tree.head == "name" and tree.value == name), None)
            message = f"{name} is a function: its argument is missing"
            raise WrtError("E-function-name", message, span, help=f"write {_example(name)}", source=source)


def _check_variables(tree: Tree, choice: Choice, source: str) -> None:
    for arg in tree.args[1:]:
        variable = choice.target(arg)
        base = choice.target(variable.args[0]) if variable.head == "entry" else variable
        if base.head != "name":
            raise WrtError(
                "E-variable",
                "a derivative is taken with respect to a symbol or an entry of one",
                variable.span,
                source=source,
            )
    if not 2 <= len(tree.args) <= 3:
        message = (
            "a derivative needs a variable" if len(tree.args) == 1 else "there are at most two derivatives at a time"
        )
        help_ = r"name it: \nabla_x f" if "\\nabla" in source else "write D(f, x) or D(f, x, y)"
        raise WrtError("E-arity", message, tree.span, help=help_, source=source)


def _unknown_function(tree: Tree, declared: Declarations, source: str) -> WrtError:
    name = tree.value
    start = tree.span.start
    cut = source.find("(", start)
    span = Span(start, cut) if start < cut < tree.span.end and source[cut - 1] not in " \\" else tree.span
    if name in ABSENT:
        message, note = ABSENT[name]
        return WrtError("E-unsupported", message, span, notes=(note,) if note else (), source=source)
    near, meant = _near(name), None
    if near is None and _may_be_factor(name, declared) and span is not tree.span:
        meant = f"{source[:cut]}*{source[cut:]}"
    elif near is not None and source.startswith(name, start):
        meant = source[:start] + near + source[start + len(name) :]
    shown = f"did you mean {meant} ?" if meant and len(meant) < MAX_SHOWN else None
    notes = (
        () if meant or "\\" in source else (f"the functions are {', '.join(sorted(CALLS.keys() - ALIASES.keys()))}",)
    )
    return WrtError(
        "E-unknown-function", f"{name} is not a function that wrt knows", span, help=shown, notes=notes, source=source
    )


def _near(name: str) -> str | None:
    """The known function whose name is nearest."""
    from difflib import get_close_matches

    lower = {known.lower(): known for known in [*CALLS, *CONSTANTS] if known not in ("bars", "Tr")}
    near = get_close_matches(name.lower(), lower, 1, 0.7) if len(name) > 1 else []
    return lower[near[0]] if near else None


def _may_be_factor(name: str, declared: Declarations) -> bool:
    """Whether parentheses after this name may stand for a product: `a(x + 1)`."""
    return name in declared.shapes or len(name.rstrip("0123456789")) == 1 or not name.isascii()


def call_shape(self: Inference, tree: Tree) -> Shape:
    """The shape of a function's value."""
    name = tree.value
    if name in CONSTANTS:
        return CONSTANTS[name](self, tree)
    operands = self.choice.operands(tree)
    shapes = [self.shape[operand] for _, operand in operands]
    record = TABLE[CALLS[name]] if name != "bars" else TABLE["det"]
    low, high = record.arity if isinstance(record.arity, tuple) else (record.arity, record.arity)
    if len(shapes) < low or (high and len(shapes) > high):
        raise _wrong_arity(tree, f"{low}" if low == high else f"at least {low}", len(shapes))
    if name == "bars":
        return _bars(self, tree, shapes[0])
    if name in OF_ARRAYS and shapes[0] == (1, 1) and self.all_guessed_scalars(operands[0][1], surprising=True):
        raise Failure(tree, "E-shape-argument", f"{name} is taken of a vector or matrix")
    if name in NORMS and shapes[0] == (1, 1) and self.all_guessed_scalars(operands[0][1]):
        raise Failure(tree, "E-shape-argument", "a norm is taken of a vector or matrix")
    if tree.hint == "norm2" and 1 not in self.find(operands[0][1]):
        raise Failure(
            tree,
            "E-unsupported",
            "the spectral norm (subscript 2, of a matrix) is not supported",
            by_shape=False,
            note="the Frobenius norm is normF(A), in LaTeX \\|A\\|_F",
        )
    return record.shape(self.sizes, shapes)


def _wrong_arity(tree: Tree, count: str, given: int) -> Failure:
    return Failure(
        tree,
        "E-arity",
        f"{tree.value} takes {count} argument{'s' * (count != '1')}, not {given}",
        by_shape=False,
        help_=f"write {_example(tree.value)}",
    )


def _example(name: str) -> str:
    return EXAMPLES.get(name, f"{name}(A)" if name in OF_ARRAYS - {"softmax"} else f"{name}(x)")


def _bars(self: Inference, tree: Tree, shape: Shape) -> Shape:
    """|X| is the determinant of a matrix and the absolute value of a scalar."""
    if self.sizes.find(shape[0]) != 1 and self.sizes.find(shape[1]) == 1:
        raise Failure(
            tree,
            "E-bars",
            "bars around a vector may mean its norm or the absolute values of its entries",
            help_="write \\|x\\| or \\operatorname{abs}(x)",
        )
    return TABLE["det"].shape(self.sizes, [shape])


def size_of(self: Inference, tree: Tree) -> Dim:
    """A size written as an argument: a number, a name, sums and products of these."""
    if tree.head == "num" and type(tree.value) is int and tree.value >= 1:
        return tree.value
    if tree.head == "name":
        if tree.value in self.shapes and self.shapes[tree.value] != (1, 1):
            what = describe(self.sizes, self.shapes[tree.value])
            raise Failure(tree, "E-size", f"{tree.value} is {what}, and a size is wanted here", by_shape=False)
        return tree.value
    if tree.head in ("mul", "add"):
        return (times if tree.head == "mul" else plus)(*[size_of(self, arg) for arg in tree.args])
    raise Failure(tree, "E-size", "a size is a name or a positive whole number", by_shape=False, help_="write n or 3")


def _sized(low: int, high: int, make: Callable[[list[Dim]], Shape]) -> Rule:
    def rule(self: Inference, tree: Tree) -> Shape:
        if not low <= len(tree.args) <= high:
            count = ("one size", "two sizes")[high - 1] if low == high else "one or two sizes"
            raise Failure(
                tree, "E-arity", f"{tree.value} takes {count}", by_shape=False, help_=f"write {EXAMPLES[tree.value]}"
            )
        return make([size_of(self, arg) for arg in tree.args])

    return rule


def _filled(matrix: bool) -> Rule:
    def rule(self: Inference, tree: Tree) -> Shape:
        if len(tree.args) != 1 or tree.args[0].head != "num":
            raise Failure(
                tree,
                "E-arity",
                f"{tree.value} takes one number, which fills it",
                by_shape=False,
                help_=f"write {tree.value}(1)",
            )
        shape = (self.sizes.fresh("m" if matrix else "n"), self.sizes.fresh("n") if matrix else 1)
        self.loose.append(shape)
        return shape

    return rule


def _basis(self: Inference, tree: Tree) -> Shape:
    number = whole_number(tree.args[0])
    if len(tree.args) > 2 or number is None:
        raise Failure(
            tree,
            "E-arity",
            "basis takes the number of the vector and, if need be, its length",
            by_shape=False,
            help_="write basis(1, n)",
        )
    length = size_of(self, tree.args[1]) if len(tree.args) == 2 else self.sizes.fresh("n")
    if number < 1 or (isinstance(length, int) and number > length):
        raise Failure(tree.args[0], "E-index", index_message(number, length), by_shape=False)
    if len(tree.args) == 1:
        self.loose.append((length, 1))
    return (length, 1)


def index_message(index: int, size: Dim) -> str:
    return f"the index {index} is outside 1..{size}" if isinstance(size, int) else "indices are counted from 1"


def _size(self: Inference, tree: Tree) -> Shape:
    if len(tree.args) != 1:
        raise _wrong_arity(tree, "1", len(tree.args))
    return (1, 2)


def _grid(sizes: list[Dim]) -> Shape:
    return (sizes[0], sizes[1] if len(sizes) > 1 else 1)


CONSTANTS: dict[str, Rule] = {
    "eye": _sized(1, 1, lambda sizes: (sizes[0], sizes[0])),
    "ones": _sized(1, 2, _grid),
    "zeros": _sized(1, 2, _grid),
    "commutation": _sized(2, 2, lambda sizes: (times(*sizes), times(*sizes))),
    "vector": _filled(False),
    "matrix": _filled(True),
    "basis": _basis,
    "size": _size,
}
