"""Equations that are linear in the unknown, whatever operators they are written with.

An equation E(u) = 0 is linear where its derivative M = ∂vec(E)/∂vec(u)' does not contain u; then it says
M*vec(u) = -vec(E(0)).  The form of M tells how it is solved in matrix notation: a matrix itself for a vector u, a
Kronecker product kron(Q', P) for P*U*Q, a sum of two for A*U + U*B.  (Magnus and Neudecker, Matrix Differential
Calculus, chapters 2 and 9.)
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, Protocol

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols, postorder
from wrt.solve.root import Equation, Need, Root
from wrt.work.derive import derivative
from wrt.work.expand import expanded
from wrt.work.factor import factor_sum
from wrt.work.normal import substitute
from wrt.work.simplify import simplify
from wrt.work.terms import take_apart

PIECED = frozenset(("sign", "abs", "relu"))


class Knowledge(Protocol):
    """What is known of the symbols: their facts, and what follows of ranks."""

    facts: Facts

    def is_singular(self, matrix: Node) -> bool:
        """Whether a square matrix is invertible nowhere."""

    def vanishes(self, node: Node) -> bool | None:
        """Whether an expression is 0 everywhere; None where nobody knows."""

    def is_consistent(self, matrix: Node, right: Node) -> bool:
        """Whether matrix*u = right has a solution everywhere."""


class Affine(NamedTuple):
    """matrix*vec(u) + vec(constant)."""

    matrix: Node
    constant: Node


def affine(equation: Node, unknown: Node) -> Affine | None:
    """The two parts of an equation that is linear in the unknown; None for any other."""
    matrix = derivative(equation, [unknown], "unconstrained")
    if occurs(unknown, matrix) or _is_pieced(equation, unknown):
        return None
    constant = substitute(equation, {unknown: b.zero(unknown.rows, unknown.cols)})
    return Affine(_multiple(matrix), shortest(constant))


def _multiple(matrix: Node) -> Node:
    """(1 - t)*I where it is I - t*I: a number to divide by."""
    outside, whole = b.split(matrix)
    terms = [b.split(term) for term in whole.args] if whole.op == "add" else []
    parts = [(number, *b.chain_of(kernel)) for number, kernel in terms]
    if not parts or any(len(chain) != 1 or chain[0].op != "eye" for _, _, chain in parts):
        return matrix
    factor = b.add(*[b.mul(b.num(number), *scalars) for number, scalars, _ in parts])
    return b.scale(outside, b.mul(factor, parts[0][2][0]))


def _is_pieced(equation: Node, unknown: Node) -> bool:
    """Whether the unknown stands in a function whose derivative is constant on pieces only."""
    return any(node.op == "fn" and node.value in PIECED and occurs(unknown, node) for node in postorder(equation))


def solve_affine(equation: Node, unknown: Node, known: Knowledge) -> list[Root]:
    """The solution of `equation = 0` with an inverse, or a pseudoinverse where the matrix is never invertible.

    None where the equation is no square system of that form, or has no solution.
    """
    found = affine(equation, unknown)
    if found is None or b.is_zero(found.matrix):
        return []
    matrix, right = cleared(found.matrix, b.neg(found.constant))
    if matrix.rows != matrix.cols:
        return []
    if len(unknown.axes) == 2:
        return _matrix_unknown(matrix, right, unknown, known)
    told = _told(b.mul(matrix, unknown), right, matrix)
    if unknown.axes and known.is_singular(matrix):
        return _flat(matrix, right, unknown, told, known)
    return [Root(unknown, shortest(b.mul(_inverse(matrix), right)), _needs(matrix), told)]


def _flat(matrix: Node, right: Node, unknown: Node, told: tuple[Equation, ...], known: Knowledge) -> list[Root]:
    """M*u = c with a singular M: where c lies in its range, pinv(M)*c and more."""
    if not known.is_consistent(matrix, right) or not {"symmetric", "skew"}.isdisjoint(unknown.value[1]):
        return []
    if known.vanishes(matrix):  # the equation says nothing
        value = b.zero(unknown.rows, unknown.cols)
        return [Root(unknown, value, (), told, free=b.eye(matrix.rows))]
    inverse = _outer_pinv(matrix)
    needs: tuple[Need, ...] = ()
    if inverse is None:
        inverse = b.pinv(matrix)
    else:
        needs = tuple([("not zero", b.T(x) if x.rows == 1 else x) for x in b.chain_of(matrix)[1]])
    value = simplify(shorter_pinv(b.mul(inverse, right), known.facts))
    held = _held(matrix, known.facts) or b.mul(inverse, matrix)
    return [Root(unknown, value, needs, told, free=b.sub(b.eye(matrix.rows), held))]


def _held(matrix: Node, facts: Facts) -> Node | None:
    """The projection pinv(B)*B on the rows of B'*B, also as a factor of I ⊗ B'*B; None for other matrices."""
    kernel = b.split(matrix)[1]
    if kernel.op == "kron" and len(kernel.args) == 2 and kernel.args[0].op == "eye":
        inner = _held(kernel.args[1], facts)
        return b.kron(kernel.args[0], inner) if inner is not None else None
    chain = b.chain_of(kernel)[1]
    squared = len(chain) == 2 and b.T(chain[0]) is chain[1]
    return b.mul(_pinv(chain[1], facts), chain[1]) if squared else None


def _pinv(B: Node, facts: Facts) -> Node:
    """The pseudoinverse, B'*inv(B*B') where B has full row rank."""
    return b.mul(b.T(B), b.inv(b.mul(B, b.T(B)))) if "full_row_rank" in facts.of(B) else b.pinv(B)


def _outer_pinv(matrix: Node) -> Node | None:
    """The pseudoinverse v*u'/((u'*u)*(v'*v)) of u*v'."""
    scalars, chain = b.chain_of(matrix)
    if len(chain) != 2 or chain[0].cols != 1 or scalars:
        return None
    u, v = chain[0], b.T(chain[1])
    return b.mul(b.pow_(b.mul(b.mul(b.T(u), u), b.mul(b.T(v), v)), b.MINUS_ONE), v, b.T(u))


def shorter_pinv(node: Node, facts: Facts) -> Node:
    """pinv(B'*B)*B' and B'*pinv(B*B') as pinv(B)."""
    scalars, chain = b.chain_of(node)
    for i, pair in enumerate(pairwise(chain)):
        for inverse, beside, side in ((*pair, 0), (*pair[::-1], 1)):
            inner = inverse.args[0].args if inverse.op == "pinv" and inverse.args[0].op == "mul" else ()
            if len(inner) == 2 and inner[side] is beside and b.T(beside) is inner[1 - side]:
                rest = b.mul(*chain[:i], _pinv(b.T(beside), facts), *chain[i + 2 :])
                return shorter_pinv(b.mul(*scalars, rest), facts)
    return node


def cleared(matrix: Node, right: Node) -> tuple[Node, Node]:
    """Both sides without the number and the denominators that the left side has in common."""
    factor = b.num(1)
    centred = any(node.op == "ones" for node in postorder(matrix))  # eye - 1*1'/n stays as it is
    for base, power in denominators(matrix).items():
        if centred and base.op == "dim":
            continue
        factor = b.mul(factor, b.pow_(base, b.num(power)))
    matrix = shortest(b.mul(factor, matrix))
    number, matrix = _content(_gathered(matrix))
    return matrix, shortest(b.scale(1 / Fraction(number), b.mul(factor, right)))


def _gathered(matrix: Node) -> Node:
    """s*eye + t*eye as (s + t)*eye."""
    terms = [take_apart(term) for term in matrix.args] if matrix.op == "add" else []
    if not terms or any([factor.op for factor in term.chain] != ["eye"] for term in terms):
        return matrix
    return b.mul(b.add(*[term._replace(chain=()).node for term in terms]), terms[0].chain[0])


def shortest(value: Node) -> Node:
    """The form in which the fewest symbols stand: v - inv(P)*b, not inv(P)*(P*v - b)."""
    forms = [value, simplify(value)]
    opened = expanded(value)
    if opened is not None:
        forms += [simplify(opened), factor_sum(opened), opened]
    return min(forms, key=lambda form: (leaves(form), form.size))


def leaves(root: Node) -> int:
    """How many symbols and numbers stand in the expression when it is written out."""
    count: dict[Node, int] = {}
    for node in postorder(root):
        count[node] = sum([count[arg] for arg in node.args]) or int(node.op != "num")
    return count[root]


def _content(matrix: Node) -> tuple[b.Rational, Node]:
    """A number taken out: the factor in front, else what makes the coefficients whole and without common divisor."""
    number, kernel = b.split(matrix)
    if kernel.op != "add":
        return number, kernel
    inner = [Fraction(take_apart(term).number) for term in kernel.args]
    common = Fraction(1)
    for fraction in inner:
        common = max(common, Fraction(fraction.denominator))
    return number / common if common != 1 else number, b.scale(common, kernel) if common != 1 else kernel


def denominators(matrix: Node) -> dict[Node, int]:
    """The scalars below, each with the highest power in which it stands there."""
    _, kernel = b.split(matrix)
    found: dict[Node, int] = {}
    todo = [kernel]
    while todo:
        node = todo.pop()
        if node.op == "add":
            todo += node.args
            continue
        for base, exponent in take_apart(node).scalars.items():
            if isinstance(exponent, int) and exponent < 0:
                found[base] = max(found.get(base, 0), -exponent)
        todo += [factor for factor in take_apart(node).chain if factor.op == "add"]
    return found


def _told(left: Node, right: Node, matrix: Node) -> tuple[Equation, ...]:
    return () if matrix.op == "eye" or matrix is b.ONE else (Equation(left, right, "the unknown on one side"),)


def _needs(*matrices: Node) -> tuple[Need, ...]:
    return tuple([("nonzero" if M.is_scalar else "invertible", M) for M in matrices if M.op not in ("eye", "num")])


def _matrix_unknown(matrix: Node, right: Node, unknown: Node, known: Knowledge) -> list[Root]:
    """P*U*Q = C, A*U + U*B = C, or the general case through vec."""
    pair = kronecker(matrix, unknown)
    if pair is not None:
        return _between(*pair, right, unknown, _told(b.mul(pair[0], unknown, pair[1]), right, matrix), known)
    lifted = Equation(b.mul(matrix, b.vec(unknown)), b.vec(right), "vec(A*X*B) = kron(B', A)*vec(X)")
    if known.is_singular(matrix):
        return [
            replace(root, vec=root.value.rows != unknown.rows)
            for root in _flat(matrix, b.vec(right), unknown, (lifted,), known)
        ]
    value = b.mul(b.inv(matrix), b.vec(right))
    sides = sylvester(matrix, unknown)
    if sides is None:
        return [Root(unknown, value, _needs(matrix), (lifted,), vec=True)]
    A, B = sides
    name = "Lyapunov equation" if B is b.T(A) else "Sylvester equation"
    left = b.add(b.mul(A, unknown), b.mul(unknown, B))
    steps = (Equation(left, right, f"a {name}"), lifted)
    return [Root(unknown, value, _needs(matrix), steps, vec=True, form=name, parts=(A, B, right))]


def _between(P: Node, Q: Node, right: Node, unknown: Node, told: tuple[Equation, ...], known: Knowledge) -> list[Root]:
    """P*U*Q = C."""
    singular = [not M.is_scalar and M.op != "eye" and known.is_singular(M) for M in (P, Q)]
    if not any(singular):
        return [Root(unknown, shortest(b.mul(_inverse(P), right, _inverse(Q))), _needs(P, Q), told)]
    lifted = b.kron(b.T(Q), P)
    if not known.is_consistent(lifted, b.vec(right)):
        return []
    left, after = (b.pinv(M) if flat else _inverse(M) for M, flat in zip((P, Q), singular, strict=True))
    value = simplify(shorter_pinv(b.mul(left, right, after), known.facts))
    free = b.sub(b.eye(lifted.rows), _held(lifted, known.facts) or b.mul(b.pinv(lifted), lifted))
    return [Root(unknown, value, (), told, free=free)]


def _inverse(M: Node) -> Node:
    return b.pow_(M, b.MINUS_ONE) if M.is_scalar else b.inv(M)


def kronecker(matrix: Node, unknown: Node) -> tuple[Node, Node] | None:
    """P and Q where the matrix is that of P*U*Q: a Kronecker product, or a sum of such with one factor in common."""
    terms = [_pair(term, unknown) for term in (matrix.args if matrix.op == "add" else (matrix,))]
    pairs = [pair for pair in terms if pair is not None]
    if len(pairs) < len(terms):
        return None
    scalar, P, Q = pairs[0]
    if len(pairs) == 1:
        return (P, b.mul(scalar, Q)) if P.op == "eye" else (b.mul(scalar, P), Q)
    if all(other is Q for _, _, other in pairs):
        return simplify(b.add(*[b.mul(s, left) for s, left, _ in pairs])), Q
    if all(other is P for _, other, _ in pairs):
        return P, simplify(b.add(*[b.mul(s, right) for s, _, right in pairs]))
    return None


def _pair(term: Node, unknown: Node) -> tuple[Node, Node, Node] | None:
    """s, P and Q where the matrix is that of s*P*U*Q."""
    number, kernel = b.split(term)
    scalars, chain = b.chain_of(kernel)
    scalar = b.mul(b.num(number), *(scalars if chain else []))
    if len(chain) != 1:
        return None
    if chain[0].op == "eye":
        return scalar, b.eye(unknown.rows), b.eye(unknown.cols)
    if chain[0].op != "kron" or len(chain[0].args) != 2:
        return None
    right, left = chain[0].args
    if left.rows != unknown.rows or right.rows != unknown.cols or left.rows != left.cols or right.rows != right.cols:
        return None
    return scalar, left, b.T(right)


def sylvester(matrix: Node, unknown: Node) -> tuple[Node, Node] | None:
    """A and B where the matrix is that of A*U + U*B."""
    lefts: list[Node] = []
    rights: list[Node] = []
    for term in matrix.args if matrix.op == "add" else ():
        pair = kronecker(term, unknown)
        if pair is None:
            return None
        P, Q = pair
        if Q.op == "eye":
            lefts.append(P)
        elif P.op == "eye":
            rights.append(Q)
        else:
            return None
    return (b.add(*lefts), b.add(*rights)) if lefts and rights else None


def occurs(symbol: Node, node: Node) -> bool:
    """Whether a symbol occurs in an expression."""
    return free_symbols(node).get(symbol.value[0]) is symbol
