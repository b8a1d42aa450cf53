"""The one table of operators for both notations: how each is spelled, how tightly it binds, and its head in the tree.

Adding a spelling means adding it here; both lexers and the engine read these tables and hold no symbols of their own.
Whether a name is a function, and what it means, is decided by later rooms: `FUNCTIONS` only helps the readers to say
`log(X)` where somebody wrote `log X`.
"""

from __future__ import annotations

from typing import NamedTuple

# Binding powers, loosest first.  Operators of one power form a run that is read from left to right.
EQUATION = 10
SUM = 20
DERIVATIVE = 22  # \frac{\partial}{\partial x} takes the whole product that follows, but not a sum
INNER = 25  # A : B C is A : (B C)
APPLIED = 28  # \log x y is \log(x y): a function without parentheses takes the factors beside it
PRODUCT = 30
SIGN = 40
TIGHT = 100  # settled as soon as its operand is complete: exponents, \log\det(X)


class Operator(NamedTuple):
    """An infix operator: its head in the tree, its binding power, its spellings."""

    head: str
    power: int
    text: tuple[str, ...]
    latex: tuple[str, ...]


OPERATORS = (
    Operator("equation", EQUATION, ("=", "=="), ("=", "==", ":=", r"\equiv", r"\triangleq", r"\coloneqq")),
    Operator("add", SUM, ("+",), ("+",)),
    Operator("sub", SUM, ("-", "−", "–"), ("-", "−", "–")),
    Operator("inner", INNER, (), (":", r"\colon")),
    Operator("mul", PRODUCT, ("*", "@", "·", "⋅", "×", "∗"), ("*", r"\cdot", r"\times", r"\ast", "·", "⋅", "×")),
    Operator("hadamard", PRODUCT, (".*", "⊙", "∘"), (r"\odot", r"\circ", "⊙", "∘")),
    Operator("div", PRODUCT, ("/",), ("/", r"\div")),
    Operator("hdiv", PRODUCT, ("./", "⊘"), (r"\oslash", "⊘")),
    Operator("kron", PRODUCT, ("⊗",), (r"\otimes", "⊗")),
    Operator("pow", TIGHT, ("^",), ("^",)),
    Operator("hpow", TIGHT, (".^",), ()),
)

TEXT_INFIX = {spelling: op for op in OPERATORS for spelling in op.text}
LATEX_INFIX = {spelling: op for op in OPERATORS for spelling in op.latex}

# Head of a product whose factors are multiplied entry by entry or in blocks, so that its grouping matters.
GROUPED = frozenset({"hadamard", "hdiv", "kron"})

TEXT_TRANSPOSE = ("'", "’", "′", "ᵀ", "⊤", ".T", ".'", "^⊤")
LATEX_TRANSPOSE = (r"\top", r"\intercal", r"\prime", r"\transp", "⊤", "ᵀ")
TRANSPOSE_MARK = "⊤"  # the name that stands for a transpose sign in an exponent

FUNCTIONS = frozenset(
    """inv pinv det logdet tr sum norm1 norm2 normF diag vec kron vector matrix ones zeros commutation basis size
    exp log sin cos tan arcsin arccos arctan sinh cosh tanh abs sign relu sqrt sigmoid softmax softplus""".split()
)

OF_EACH_ENTRY = frozenset("sin cos tan sinh cosh tanh sigmoid".split())  # `tanh^2 x` is a power of each entry

LATEX_FUNCTIONS = {name: name for name in FUNCTIONS} | {
    "ln": "log",
    "Tr": "tr",
    "trace": "tr",
    "Trace": "tr",
    "Det": "det",
    "Diag": "diag",
    "diagonal": "diag",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "sgn": "sign",
    "ReLU": "relu",
    "sigm": "sigmoid",
    "logistic": "sigmoid",
}

NORMS = {"": "norm2", "2": "norm2", "F": "normF", "1": "norm1"}
