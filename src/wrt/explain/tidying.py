"""Expressions as written made fit to be read: products flat, numbers in front, transposes carried out, no idle zeros.

Nothing is collected or reordered here: a line keeps the order in which it came about.
"""

from __future__ import annotations

from fractions import Fraction

from wrt.expr import build as b
from wrt.expr.node import Node, make, postorder
from wrt.work.normal import normal

VANISHING = frozenset(("neg", "div", "hdiv", "tr", "T", "sum", "diag", "diagpart", "vec", "entry"))
PLAIN = ("num", "sym", "dim", "const")
SHORT = 2
SIGNED = frozenset(("had", "hdiv", "div", "tr", "sum"))
STILL = frozenset(("D", "differential"))  # what stands below is a question, not yet part of the answer


def tidy(root: Node) -> Node:
    """Products within products flat, numbers multiplied, factors 0 and 1 carried out."""
    done: dict[Node, Node] = {}
    for node in postorder(root, closed=STILL):
        if not node.args or node.op in STILL:
            done[node] = node
        elif node.op == "add" and is_symmetrised(node):
            done[node] = _kept(done[node.args[0]])
        else:
            done[node] = _tidied(node, [done[arg] for arg in node.args])
    return done[root]


def is_symmetrised(node: Node) -> bool:
    """Whether a sum is A + A' of a product that is its own transpose: that is left for the next line to see."""
    if node.op != "add" or len(node.args) != 2 or node.args[1].op != "T" or node.args[1].args[0] is not node.args[0]:
        return False
    inner = node.args[0]
    return inner.op == "mul" and turned(tidy(inner)) is tidy(inner)


def _kept(x: Node) -> Node:
    return make("add", (x, make("T", (x,), None, x.cols, x.rows)), None, x.rows, x.cols)


def _tidied(node: Node, args: list[Node]) -> Node:
    if node.op == "mul":
        return _product(node, args)
    if (node.op in VANISHING and b.is_zero(args[0])) or (node.op in ("had", "kron") and any(map(b.is_zero, args))):
        return b.zero(node.rows, node.cols)
    if node.op == "tr" and args[0].is_scalar:
        return args[0]
    if node.op == "neg":
        return _negated(node, args[0])
    if node.op in SIGNED:
        negative = [arg.op == "neg" for arg in args[: 1 if node.op == "div" else None]]
        if any(negative):
            bare = _tidied(node, [arg.args[0] if arg.op == "neg" else arg for arg in args[: len(negative)]]
                           + args[len(negative) :])  # fmt: skip
            return minus(bare) if sum(negative) % 2 else bare
    if node.op in ("div", "hdiv"):
        return _quotient(node, args)
    if node.op == "T":
        return turned(args[0])
    if node.op == "add":
        return _sum(node, args)
    if node.op in ("pow", "hpow") and args[1] is b.ONE:
        return args[0]
    if node.op == "pow" and args[0].op == "sqrt" and args[1] is b.num(2):
        return args[0].args[0]
    return _with(node, args)


def _negated(node: Node, inner: Node) -> Node:
    """-(-a - b) is a + b."""
    if inner.op == "add" and inner.args[0].op == "neg":
        return make("add", tuple([minus(x) for x in inner.args]), None, node.rows, node.cols)
    return minus(inner)


def _quotient(node: Node, args: list[Node]) -> Node:
    """A factor that stands above and below left out."""
    above, below = args
    if below is b.ONE:
        return above
    if above is below and node.op == "div":
        return b.ONE
    if above.op == "mul" and node.op == "div" and below in above.args:
        place = above.args.index(below)
        rest = above.args[:place] + above.args[place + 1 :]
        return rest[0] if len(rest) == 1 else make("mul", rest, None, node.rows, node.cols)
    if above.op == below.op == "mul" and above.args[0].op == "num" and above.args[0] is below.args[0]:
        return _quotient(node, [_freed(above), _freed(below)])
    return _with(node, args)


def _with(node: Node, args: list[Node]) -> Node:
    return node if tuple(args) == node.args else make(node.op, tuple(args), node.value, node.rows, node.cols)


def _product(node: Node, args: list[Node]) -> Node:
    if any(b.is_zero(arg) for arg in args):
        return b.zero(node.rows, node.cols)
    flat: list[Node] = []
    negative = False
    for place, arg in enumerate(args):
        sign = arg.op == "neg"
        negative ^= sign
        inner = arg.args[0] if sign else arg
        if inner.op == "mul" and inner.args[0].op == "num":
            flat.append(inner.args[0])
            inner = _freed(inner)
        joins = inner.op == "mul" and (_opens_flat(inner, flat, place + 1 == len(args)))
        flat += inner.args if joins else (inner,)
    numbers = [part.value for part in flat if part.op == "num"]
    if len(numbers) > 1 or (numbers and (flat[0].op != "num" or numbers[0] < 0)):
        total: b.Rational = 1
        for number in numbers:
            total = total * number
        negative ^= total < 0
        flat = [b.num(-total if total < 0 else total), *[part for part in flat if part.op != "num"]]
    if len(flat) > 1 and flat[0] is b.ONE:
        flat = flat[1:]
    if len(flat) > 1 and flat[0].op == "num" and flat[1].op == "div" and flat[1].args[0] is b.ONE:
        flat = [make("div", (flat[0], flat[1].args[1]), None, 1, 1), *flat[2:]]  # 2*(1/N) is 2/N
    whole = [part for part in flat if part.op != "eye"]
    if (whole and not all(part.is_scalar for part in whole)) or node.is_scalar:
        flat = whole or [b.ONE]  # an identity does nothing beside a matrix
    made = flat[0] if len(flat) == 1 else make("mul", tuple(flat), None, node.rows, node.cols)
    return minus(made) if negative else made


def _opens_flat(inner: Node, before: list[Node], last: bool) -> bool:
    """Whether a product within a product needs no brackets: a scalar product only at the end of numbers and names."""
    if not inner.is_scalar or all(part.is_scalar for part in inner.args):
        return True
    return last and all(part.op in PLAIN or (part.op == "div" and part.args[1].op in PLAIN) for part in before)


def _sum(node: Node, args: list[Node]) -> Node:
    """Sums within sums opened; a term that stands there twice once, with a 2."""
    flat: list[Node] = []
    for arg in args:
        if arg.op == "neg" and arg.args[0].op == "add":
            flat += [minus(x) for x in arg.args[0].args]
        else:
            flat += arg.args if arg.op == "add" else (arg,)
    if all(_is_number(x) for x in flat):
        return b.add(*[x if x.op == "num" else b.neg(x.args[0]) for x in flat])
    if len(flat) == 2 and flat[0] is flat[1]:
        return _product(make("mul", (b.num(2), flat[0]), None, node.rows, node.cols), [b.num(2), flat[0]])
    return flat[0] if len(flat) == 1 else make("add", tuple(flat), None, node.rows, node.cols)


def _is_number(x: Node) -> bool:
    return x.op == "num" or (x.op == "neg" and x.args[0].op == "num")


def minus(x: Node) -> Node:
    """-x as one writes it."""
    return x.args[0] if x.op == "neg" else make("neg", (x,), None, x.rows, x.cols)


def turned(x: Node) -> Node:
    """The transpose as one writes it: carried into products, kept at sums and inverses."""
    if x.is_scalar or x.op in ("diag", "eye") or (x.op in ("sym", "inv", "add") and _is_symmetric(x)):
        return x
    if x.op == "T":
        return x.args[0]
    if x.op == "mul":
        front = [part for part in x.args if part.is_scalar]
        chain = [turned(part) for part in reversed(x.args) if not part.is_scalar]
        return make("mul", (*front, *chain), None, x.cols, x.rows)
    if x.op in ("neg", "div"):
        return make(x.op, (turned(x.args[0]), *x.args[1:]), None, x.cols, x.rows)
    if x.op == "zero":
        return b.zero(x.cols, x.rows)
    return make("T", (x,), None, x.cols, x.rows)


def _is_symmetric(x: Node) -> bool:
    form = normal(x)
    return b.T(form) is form


def without_zeros(root: Node, keep_first: bool = False) -> Node:
    """Zeros in sums left out; with `keep_first` one that begins the sum as a whole stays before a minus sign."""
    kept = _head(root) if keep_first else None
    done: dict[Node, Node] = {}
    for node in postorder(root, closed=STILL):
        args = [done[arg] for arg in node.args] if node.op not in STILL else list(node.args)
        if node.op == "add" and any(b.is_zero(arg) for arg in args):
            stays = node is kept and args[1].op == "neg" and len(args) > SHORT  # 0 - A + B, but -A
            left = [arg for i, arg in enumerate(args) if not b.is_zero(arg) or (i == 0 and stays)]
            if len(left) < 2:
                done[node] = left[0] if left else b.zero(node.rows, node.cols)
            else:
                done[node] = make("add", tuple(left), None, node.rows, node.cols)
        else:
            done[node] = node if node.op in STILL or is_symmetrised(node) else _tidied(node, args)
    return done[root]


def _replaced(root: Node, part: Node, by: Node) -> Node:
    if root is part:
        return by
    args = tuple([_replaced(arg, part, by) if arg.op in OUTER or arg is part else arg for arg in root.args])
    return _with(root, list(args))


OUTER = ("neg", "div", "mul")


def _head(root: Node) -> Node | None:
    """The sum that an expression is, up to scalars in front and below."""
    while root.op in OUTER:
        rest = [arg for arg in root.args if arg.op not in ("num", "dim")] if root.op == "mul" else [root.args[0]]
        terms = [arg for arg in rest if arg.op == "add"]
        if root.op == "mul" and (len(terms) != 1 or not all(arg.is_scalar or arg is terms[0] for arg in rest)):
            return None
        root = terms[0] if root.op == "mul" else rest[0]
    return root if root.op == "add" else None


def doubled(root: Node) -> tuple[Node, Node] | None:
    """A + A' of products that are their own transposes as 2*A, and the first of them."""
    found = [node for node in postorder(root, closed=STILL) if is_symmetrised(node)]
    if not found:
        return None
    twice = {node: _product(node, [b.num(2), node.args[0]]) for node in found}
    return tidy(_exchanged(root, twice)), found[0].args[0]


def _exchanged(root: Node, new: dict[Node, Node]) -> Node:
    done: dict[Node, Node] = dict(new)
    for node in postorder(root, closed=STILL):
        if node not in done:
            done[node] = node if node.op in STILL else _with(node, [done[arg] for arg in node.args])
    return done[root]


def common_number(root: Node) -> tuple[Node, int] | None:
    """A sum whose terms share a number, with the number in front of all."""
    outer = _head(root)
    if outer is None:
        return None
    whole = without_zeros(outer)
    terms = whole.args if whole.op == "add" else ()
    numbers = {_number(term) for term in terms}
    if len(terms) < 2 or len(numbers) != 1 or numbers == {1}:
        return None
    (number,) = numbers
    inner = make("add", tuple([_freed(term) for term in terms]), None, root.rows, root.cols)
    return _led(number, _replaced(root, outer, inner)), number


def _number(term: Node) -> int:
    """The whole number in front of a term."""
    inner = term.args[0] if term.op == "neg" else term
    first = inner.args[0] if inner.op == "mul" else inner
    return first.value if first.op == "num" and type(first.value) is int else 1


def _freed(term: Node) -> Node:
    if term.op == "neg":
        return minus(_freed(term.args[0]))
    rest = term.args[1:]
    return rest[0] if len(rest) == 1 else make("mul", rest, None, term.rows, term.cols)


def _led(number: int, root: Node) -> Node:
    """number*root; (1/N)*E becomes (2/N)*E."""
    if root.op == "mul" and root.args[0].op == "div" and root.args[0].args[0] is b.ONE:
        above = make("div", (b.num(number), root.args[0].args[1]), None, 1, 1)
        return make("mul", (above, *root.args[1:]), None, root.rows, root.cols)
    if root.op == "div":
        return make("div", (_led(number, root.args[0]), root.args[1]), None, root.rows, root.cols)
    return tidy(make("mul", (b.num(number), root), None, root.rows, root.cols))


def like_terms(root: Node, forms: dict[Node, Node]) -> Node:
    """A sum in which terms of one normal form, such as x'*S*y and y'*S*x of a symmetric S, stand once."""
    totals: dict[Node, b.Rational] = {}
    first: dict[Node, tuple[b.Rational, Node]] = {}
    for term in root.args:
        number, kernel = b.split(normal(term, forms))
        unit, _ = first.setdefault(kernel, (number, term))
        totals[kernel] = totals.get(kernel, 0) + b.rational(Fraction(number) / unit)
    if len(totals) == len(root.args):
        return root
    terms = [_times(total, first[kernel][1]) for kernel, total in totals.items() if total]
    return terms[0] if len(terms) == 1 else make("add", tuple(terms), None, root.rows, root.cols)


def _times(total: b.Rational, term: Node) -> Node:
    """A term several times."""
    if total < 0:
        return minus(_times(-total, term))
    if term.op == "neg":
        return minus(_times(total, term.args[0]))
    return tidy(make("mul", (b.num(total), term), None, term.rows, term.cols))
