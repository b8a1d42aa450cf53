"""Facts: what is assumed of a symbol or inferred for an expression. Three-valued: True, False or None (unknown)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wrt.expr import build as b
from wrt.expr.node import Node, make, postorder

# what each fact brings with it
IMPLIES: dict[str, tuple[str, ...]] = {
    "symmetric": (),
    "skew": (),
    "diagonal": ("symmetric",),
    "invertible": ("full_column_rank", "full_row_rank"),
    "spd": ("symmetric", "psd", "invertible"),
    "psd": ("symmetric",),
    "negative_definite": ("symmetric", "invertible"),
    "indefinite": ("symmetric",),
    "orthogonal": ("invertible",),
    "idempotent": (),
    "full_column_rank": (),
    "full_row_rank": (),
    "rank_deficient": (),
    "positive": ("nonnegative", "nonzero"),
    "nonnegative": (),
    "nonzero": (),
    "binary": ("nonnegative",),
    "sums_to_one": ("positive",),
    "probability": ("positive",),
    "unit": ("not zero",),
    "not zero": (),
}
ALIASES = {"nonsingular": "invertible", "positive_definite": "spd", "positive_semidefinite": "psd",
           "skew_symmetric": "skew",
           "antisymmetric": "skew", "non_negative": "nonnegative"}  # fmt: skip
SQUARE = frozenset(("symmetric", "skew", "diagonal", "invertible", "spd", "psd", "negative_definite", "indefinite",
                    "orthogonal", "idempotent"))  # fmt: skip
EXCLUDES = {"invertible": "rank_deficient", "psd": "negative_definite", "spd": "indefinite"}


def closure(facts: Iterable[str]) -> frozenset[str]:
    """The facts with everything that follows from them.

    >>> sorted(closure(["diagonal"]))
    ['diagonal', 'symmetric']
    """
    todo, found = list(facts), set()
    while todo:
        fact = todo.pop()
        if fact not in found:
            found.add(fact)
            todo += IMPLIES.get(fact, ())
    return frozenset(found)


class Facts:
    """Inference over expressions in normal form, with facts that were assumed of whole expressions."""

    def __init__(
        self, assumed: dict[Node, frozenset[str]] | None = None, commuting: Iterable[tuple[Node, Node]] = ()
    ) -> None:
        self.assumed = assumed or {}
        self.commuting = tuple(commuting)
        self.known: dict[Node, frozenset[str]] = {}

    def of(self, root: Node) -> frozenset[str]:
        """All that is known to be true of an expression."""
        known = self.known
        if root not in known:
            for node in postorder(root):
                if node not in known:
                    known[node] = closure(self._infer(node) | self.assumed.get(node, frozenset()))
        return known[root]

    def holds(self, node: Node, fact: str) -> bool | None:
        """Whether a fact holds: True, False, or None where nobody knows."""
        found = self.of(node)
        if fact in found:
            return True
        if any(fact == excluded and cause in found for cause, excluded in EXCLUDES.items()):
            return False
        if fact == "not zero" and "nonzero" in found:
            return True
        return None

    def _infer(self, node: Node) -> set[str]:
        rule = RULES.get(node.op)
        facts = set(rule(self, node)) if rule is not None else set()
        if node.rows == node.cols and node.rows != 1 and node.op != "sym" and b.T(node) is node:
            facts.add("symmetric")
        return facts

    def all(self, nodes: Iterable[Node], fact: str) -> bool:
        return all(fact in self.of(node) for node in nodes)


def _common(self: Facts, nodes: Iterable[Node], names: Iterable[str]) -> set[str]:
    nodes = list(nodes)
    return {name for name in names if all(name in self.of(node) for node in nodes)}


def _symbol(self: Facts, node: Node) -> set[str]:
    return set(node.value[1])


def _number(self: Facts, node: Node) -> set[str]:
    return {"positive"} if node.value > 0 else {"nonnegative"} if node.value == 0 else {"nonzero"}


def _transpose(self: Facts, node: Node) -> set[str]:
    swap = {"full_column_rank": "full_row_rank", "full_row_rank": "full_column_rank"}
    return {swap.get(fact, fact) for fact in self.of(node.args[0])}


def _sum(self: Facts, node: Node) -> set[str]:
    facts = _common(self, node.args, ("psd", "diagonal", "skew", "nonnegative", "negative_definite"))
    if "psd" in facts and any("spd" in self.of(arg) for arg in node.args):
        facts.add("spd")
    if "nonnegative" in facts and any("positive" in self.of(arg) for arg in node.args):
        facts.add("positive")
    if any(arg.op == "eye" for arg in node.args) and len(node.args) == 2:
        facts |= _complement(self, next(arg for arg in node.args if arg.op != "eye"))
    if any(arg.op == "ones" for arg in node.args) and len(node.args) == 2:
        number, other = b.split(next(arg for arg in node.args if arg.op != "ones"))
        if number == -1 and not {"binary", "probability"}.isdisjoint(self.of(other)):
            facts.add("nonnegative")
    return facts


def _complement(self: Facts, other: Node) -> set[str]:
    """eye - P is a projection where P is one: u*u'/(u'*u), B*inv(B'*B)*B'."""
    number, kernel = b.split(b.neg(other))
    scalars, chain = b.chain_of(kernel)
    if len(chain) == 1 and chain[0].op == "ones":
        chain = (b.ones(chain[0].rows), b.ones(1, chain[0].cols))
    count = len(chain) // 2
    halves = count > 0 and all(b.T(chain[i]) is chain[-1 - i] for i in range(count))
    if not halves:
        return set()
    half = b.mul(*chain[:count])
    scalar = b.mul(b.num(number), *scalars)
    if len(chain) % 2 == 0:  # number*B*B' with B'*B = 1/number
        gram = b.mul(b.T(half), half)
        one = b.eye(gram.rows) if not gram.is_scalar else b.ONE
        return {"psd", "symmetric", "idempotent"} if b.mul(scalar, gram) is one else set()
    middle = chain[count]
    inverse = middle.op == "mpow" and middle.value == -1 and middle.args[0] is b.mul(b.T(half), half)
    return {"psd", "symmetric", "idempotent"} if inverse and scalar is b.ONE else set()


def _product(self: Facts, node: Node) -> set[str]:
    inward = _sign_inward(node) if node.args[0].op == "num" and node.args[0].value < 0 else None
    return _factors(self, node) | (set() if inward is None else self.of(inward))


def _factors(self: Facts, node: Node) -> set[str]:
    scalars, chain = b.chain_of(node)
    if b.is_dot(node):
        return _quadratic(self, node.args)
    sign = _common(self, scalars, ("positive", "nonnegative", "nonzero"))
    if not chain:
        return sign
    facts = _chain(self, chain)
    if scalars:
        keeps = {"symmetric", "diagonal", "skew"}
        if "nonzero" in sign:
            keeps |= {"invertible", "full_column_rank", "full_row_rank", "nonzero", "indefinite", "not zero"}
        if "positive" in sign:
            keeps |= {"spd", "positive", "negative_definite"}
        if "nonnegative" in sign:
            keeps |= {"psd", "nonnegative"}
        if len(scalars) == 1 and scalars[0].op == "num" and scalars[0].value < 0 and "spd" in facts:
            return {"negative_definite"}
        facts &= keeps
    return facts


def _sign_inward(node: Node) -> Node | None:
    """-c*(P - I) as c*(I - P): the sign of a product in its first difference, where it has one."""
    number, *factors = node.args
    for place, factor in enumerate(factors):
        inner = factor.args[0] if factor.op == "sum" else factor
        if inner.op != "add":
            continue
        turned = make("add", tuple([b.neg(arg) for arg in inner.args]), None, inner.rows, inner.cols)
        if factor.op == "sum":
            turned = make("sum", (turned,), None, 1, 1)
        rest = (*factors[:place], turned, *factors[place + 1 :])
        size = () if number.value == -1 else (b.num(-number.value),)
        return make("mul", (*size, *rest), None, node.rows, node.cols) if size or len(rest) > 1 else turned
    return None


def _quadratic(self: Facts, chain: tuple[Node, ...]) -> set[str]:
    """x'*A*x with A positive (semi)definite."""
    half, middle = _halves(chain)
    if half is None:
        return _common(self, chain, ("positive", "nonnegative"))
    definite = middle is None or "spd" in self.of(middle)
    if (
        definite
        and self.all(half[:-1], "full_column_rank")
        and not {"not zero", "nonzero"}.isdisjoint(self.of(half[-1]))
    ):
        return {"positive"}
    return {"nonnegative"} if middle is None or "psd" in self.of(middle) else set()


def _chain(self: Facts, chain: tuple[Node, ...]) -> set[str]:
    facts = (
        set(self.of(chain[0]))
        if len(chain) == 1
        else _common(self, chain, ("full_column_rank", "full_row_rank", "orthogonal", "nonnegative"))
    )
    if len(chain) > 1 and all(factor.rows == factor.cols for factor in chain):
        facts |= _common(self, chain, ("invertible",))
    half, middle = _halves(chain)
    if half is not None and len(chain) > 1 and (middle is None or "psd" in self.of(middle)):
        facts.add("psd")
        if (middle is None or "spd" in self.of(middle)) and self.all(half, "full_column_rank"):
            facts.add("spd")
    return facts


def _halves(chain: tuple[Node, ...]) -> tuple[tuple[Node, ...] | None, Node | None]:
    """B'*C*B as its right half B and its middle C (None where there is none); no half where it has another form."""
    count = len(chain) // 2
    right = chain[len(chain) - count :]
    if any(b.T(chain[i]) is not right[count - 1 - i] for i in range(count)) or count == 0:
        return None, None
    return right, chain[count] if len(chain) % 2 else None


def _matrix_power(self: Facts, node: Node) -> set[str]:
    inner = self.of(node.args[0])
    facts = inner & {"symmetric", "spd", "invertible", "diagonal", "orthogonal", "psd"}
    if node.value < 0:
        facts |= {"invertible"}
    if node.value % 2 == 0 and "symmetric" in inner:
        facts |= {"spd"} if "invertible" in inner or node.value < 0 else {"psd"}
    if node.value % 2 and "negative_definite" in inner:
        facts |= {"negative_definite"}
    return set(facts)


def _entrywise(self: Facts, node: Node) -> set[str]:
    inner = self.of(node.args[0])
    name = node.value
    if name in ("exp", "sigmoid", "softplus", "cosh"):
        return {"positive", "probability"} if name == "sigmoid" else {"positive"}
    if name == "abs":
        return {"positive"} if "nonzero" in inner else {"nonnegative"}
    if name == "relu":
        return {"positive"} if "positive" in inner else {"nonnegative"}
    if name in ("sinh", "tanh", "arctan", "sign"):
        return set(inner & {"positive", "nonnegative", "nonzero"})
    return set()


def _power(self: Facts, node: Node) -> set[str]:
    inner, exponent = self.of(node.args[0]), node.args[1]
    if "positive" in inner:
        return {"positive"}
    if exponent.op == "num" and type(exponent.value) is int and exponent.value % 2 == 0:
        return {"positive"} if "nonzero" in inner or exponent.value < 0 else {"nonnegative"}
    facts = (
        {"nonnegative"}
        if "nonnegative" in inner or (exponent.op == "num" and type(exponent.value) is not int)
        else set()
    )
    return facts | ({"nonzero"} if "nonzero" in inner else set())


def _total(self: Facts, node: Node) -> set[str]:
    """The sum of all entries: 1'*A*1."""
    inner = self.of(node.args[0])
    found = _common(self, node.args, ("positive", "nonnegative"))
    return found | ({"positive"} if "spd" in inner else {"nonnegative"} if "psd" in inner else set())


def _kronecker(self: Facts, node: Node) -> set[str]:
    facts = _common(self, node.args, ("spd", "psd", "invertible", "orthogonal", "symmetric", "diagonal"))
    signs = ["spd" if "spd" in self.of(arg) else "negative_definite" for arg in node.args]
    if all(sign in self.of(arg) for sign, arg in zip(signs, node.args, strict=True)):
        facts.add("negative_definite" if signs.count("negative_definite") % 2 else "spd")
    return facts


def _hadamard(self: Facts, node: Node) -> set[str]:
    found = _common(self, node.args, ("positive", "nonnegative", "nonzero", "psd", "diagonal"))
    others = [arg for arg in node.args if arg.op != "eye"]
    if len(others) == 1 < len(node.args):  # A.*eye is diag(diag(A))
        found |= _of_diagonal(self.of(b.diagpart(others[0])))
    return found


def _diag(self: Facts, node: Node) -> set[str]:
    return _of_diagonal(self.of(node.args[0]))


def _diagonal_part(self: Facts, node: Node) -> set[str]:
    inner = self.of(node.args[0])
    if not inner.isdisjoint(("spd", "positive")):
        return {"positive"}
    return {"nonnegative"} if not inner.isdisjoint(("psd", "nonnegative")) else set()


def _of_diagonal(inner: frozenset[str]) -> set[str]:
    """What a diagonal matrix is when its diagonal is so."""
    facts = {"diagonal"}
    for cause, effect in (("positive", "spd"), ("nonnegative", "psd"), ("nonzero", "invertible")):
        if cause in inner:
            facts.add(effect)
    return facts


def _norm(self: Facts, node: Node) -> set[str]:
    return {"positive"} if self.holds(node.args[0], "not zero") else {"nonnegative"}


def _trace_or_det(self: Facts, node: Node) -> set[str]:
    inner = self.of(node.args[0])
    if "spd" in inner:
        return {"positive"}
    if node.op == "det" and "invertible" in inner:
        return {"nonzero"}
    return {"nonnegative"} if "psd" in inner else set()


RULES: dict[str, Callable[[Facts, Node], set[str]]] = {
    "sym": _symbol,
    "num": _number,
    "dim": lambda self, node: {"positive"},
    "const": lambda self, node: {"positive"},
    "eye": lambda self, node: {"spd", "orthogonal", "diagonal", "not zero"},
    "ones": lambda self, node: {"positive", "not zero", *(("psd", "symmetric") if node.rows == node.cols else ())},
    "zero": lambda self, node: {"nonnegative"},
    "basis": lambda self, node: {"nonnegative", "unit"},
    "commutation": lambda self, node: {"orthogonal"},
    "T": _transpose,
    "add": _sum,
    "mul": _product,
    "mpow": _matrix_power,
    "fn": _entrywise,
    "pow": _power,
    "hpow": _power,
    "had": _hadamard,
    "diag": _diag,
    "norm1": _norm,
    "norm2": _norm,
    "tr": _trace_or_det,
    "det": _trace_or_det,
    "sum": _total,
    "vec": lambda self, node: _common(self, node.args, ("positive", "nonnegative", "nonzero")),
    "softmax": lambda self, node: {"positive", "sums_to_one"},
    "diagpart": _diagonal_part,
    "kron": _kronecker,
}
