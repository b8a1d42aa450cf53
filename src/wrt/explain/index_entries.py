"""The entries of an expression as written, as sums over named indices: (A*x)[i] = Σ_j A[i,j]*x[j].

Sums, products and what rearranges are taken apart everywhere and multiplied out; inverses, determinants and functions
of anything but symbols stay as they are, with their entries: inv(X)[i,j].
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from wrt.diagnostics import NoRule, WrtError
from wrt.expr import build as b
from wrt.expr.build import Rational, rational
from wrt.expr.node import Node
from wrt.index.canonical import canonical
from wrt.index.deltas import eliminate
from wrt.index.form import DELTA, Definition, Factor, Form, Index, Place, Position, Term, delta, rename, replace
from wrt.index.linear import MONOMIAL, SPREAD, Fresh, Product
from wrt.index.lower import atom_factor
from wrt.work.normal import normal

MAX_TERMS = 200
MOST = 4  # higher powers are not multiplied out
NORMS = frozenset(("norm2", "normF"))
Side = tuple[Place, ...]


def entries(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Term]:
    """The entry at (row, col) as terms, with the factors of a product in its order."""
    if node.is_scalar:
        row = col = None
    match node.op:
        case "num":
            return [Term(rational(node.value), ())] if node.value != 0 else []
        case "neg":
            return [scaled(term, -1) for term in entries(node.args[0], row, col, fresh)]
        case "div":
            return _divided(node.args[0], node.args[1], row, col, fresh, None, None)
        case "hdiv":
            return _divided(node.args[0], node.args[1], row, col, fresh, row, col)
        case "mul":
            return _chain(node.args, row, col, fresh)
        case "had":
            return times(*[entries(arg, row, col, fresh) for arg in node.args])
        case "inner":
            x, y = node.args
            p, q = fresh(x.rows), fresh(x.cols)
            return summed(times(entries(x, p, q, fresh), entries(y, p, q, fresh)), p, q)
        case "pow" | "hpow":
            found = _power(node, row, col, fresh)
            if found is not None:
                return found
        case "D":
            return entries(normal(node), row, col, fresh)
        case _ if node.op in MONOMIAL or node.op in SPREAD:
            rule = MONOMIAL.get(node.op) or SPREAD[node.op]
            return [term for product in rule(node, row, col, fresh) for term in _product(product, fresh)]
    return [Term(1, (atom_factor(normal(node), row, col),))]


def _product(product: Product, fresh: Fresh) -> list[Term]:
    """A product of entries and deltas, multiplied out."""
    deltas = tuple([delta(p, q) for p, q in product.deltas if p is not None and q is not None and p != q])
    inner = times(*[entries(piece.node, piece.row, piece.col, fresh) for piece in product.pieces])
    return summed(times(inner, [Term(1, deltas)]), *product.summed)


def times(*parts: Sequence[Term]) -> list[Term]:
    """Products of every term with every other; E-too-large where they are too many."""
    result = [Term(1, ())]
    for part in parts:
        if len(result) * len(part) > MAX_TERMS:
            raise WrtError("E-too-large", f"written with indices, there are more than {MAX_TERMS} terms")
        result = [Term(rational(x.coefficient * y.coefficient), (*x.factors, *y.factors), (*x.summed, *y.summed))
                  for x in result for y in part]  # fmt: skip
    return result


def summed(terms: Sequence[Term], *over: Place) -> list[Term]:
    new = tuple([index for index in over if isinstance(index, Index)])
    return [Term(term.coefficient, term.factors, (*new, *term.summed)) for term in terms]


def scaled(term: Term, number: int | Fraction) -> Term:
    return Term(rational(number * term.coefficient), term.factors, term.summed)


def _chain(args: Sequence[Node], row: Place, col: Place, fresh: Fresh) -> list[Term]:
    """A product, grouped from the left: x'*x*y is the scalar x'*x times y."""
    segments: list[list[Node]] = [[]]
    for arg in args:
        if not arg.is_scalar and segments[-1] and _is_closed(segments[-1]):
            segments.append([])
        segments[-1].append(arg)
    parts = []
    for segment in segments:
        wide = [arg for arg in segment if not arg.is_scalar]
        closed = _is_closed(segment)
        inner = [fresh(arg.cols) for arg in wide[:-1]]
        ends = [None if closed else row, *inner, None if closed else col]
        factors, k = [], 0
        for arg in segment:
            if arg.is_scalar:
                factors.append(entries(arg, None, None, fresh))
            else:
                factors.append(entries(arg, ends[k], ends[k + 1], fresh))
                k += 1
        found = times(*factors)
        parts.append(summed(found, *inner))
    return times(*parts)


def _is_closed(segment: Sequence[Node]) -> bool:
    """Whether a product of matrices is a scalar."""
    wide = [arg for arg in segment if not arg.is_scalar]
    return bool(wide) and bool(wide[0].rows == 1 and wide[-1].cols == 1)


def _divided(x: Node, y: Node, row: Place, col: Place, fresh: Fresh, i: Place, j: Place) -> list[Term]:
    """x over y, which stays whole."""
    below = normal(y)
    above = entries(x, row, col, fresh)
    if below.op == "num":
        return [scaled(term, 1 / Fraction(below.value)) for term in above]
    factor = atom_factor(below, None if below.is_scalar else i, None if below.is_scalar else j)
    over = Factor(factor.atom, factor.at, rational(-factor.power))
    return times(above, [Term(1, (over,))])


def _power(node: Node, row: Place, col: Place, fresh: Fresh) -> list[Term] | None:
    """Small whole powers as products; the square of a norm as a sum of squares."""
    base, exponent = node.args
    if exponent.op != "num" or type(exponent.value) is not int or not 1 <= exponent.value <= MOST:
        return None
    if base.op in NORMS and exponent.value % 2 == 0:
        return times(*[_square(base.args[0], fresh) for _ in range(exponent.value // 2)])
    if node.op == "pow" and not base.is_scalar:
        return _chain([base] * exponent.value, row, col, fresh)
    found = entries(base, row, col, fresh)
    if len(found) == 1 and len(found[0].factors) == 1 and not found[0].summed:
        (factor,) = found[0].factors
        number = rational(Fraction(found[0].coefficient) ** exponent.value)
        return [Term(number, (Factor(factor.atom, factor.at, rational(factor.power * exponent.value)),))]
    return times(*[entries(base, row, col, fresh) for _ in range(exponent.value)])


def _square(x: Node, fresh: Fresh) -> list[Term]:
    """The sum of the squares of the entries; a sum stays together: Σ_i (y - z)[i]^2."""
    p, q = fresh(x.rows), fresh(x.cols)
    inner = normal(x)
    if inner.op == "add" or (inner.op == "mul" and b.split(inner)[1].op == "add"):
        found = atom_factor(inner, p, q)
        return summed([Term(1, (Factor(found.atom, found.at, 2),))], p, q)
    return summed(times(entries(x, p, q, fresh), entries(x, p, q, fresh)), p, q)


# ---- comparing


def contracted(terms: Sequence[Term]) -> list[Term]:
    """The terms with their deltas eliminated."""
    return [found for found in map(eliminate, terms) if found is not None]


def opened(terms: Sequence[Term], fresh: Fresh) -> list[Term]:
    """The terms with every atom taken apart that can be."""
    found: list[Term] = []
    for term in terms:
        parts: list[Sequence[Term]] = []
        for factor in term.factors:
            power = factor.power
            whole = isinstance(power, int) and 1 <= power <= MOST
            parts += [_entry_of(factor, fresh) for _ in range(int(power))] if whole else [[Term(1, (factor,))]]
        found += [Term(rational(term.coefficient * t.coefficient), t.factors, (*term.summed, *t.summed))
                  for t in times(*parts)]  # fmt: skip
    return found


def _entry_of(factor: Factor, fresh: Fresh) -> list[Term]:
    atom = factor.atom
    if atom.op in ("delta", "named"):
        return [Term(1, (factor,))]
    if atom.op == "softmax":  # exp(x)[i] over the sum of them
        e = b.fn("exp", atom.args[0])
        return [Term(1, (Factor(e, factor.at), Factor(b.sum_(e), (), -1)))]
    if atom.op == "fn" and atom.value == "sigmoid" and b.split(atom.args[0])[0] < 0:  # 1 less that of the opposite
        return [Term(1, ()), Term(-1, (Factor(b.fn("sigmoid", b.neg(atom.args[0])), factor.at),))]
    if atom.op == "fn" and atom.args[0].op == "diagpart":  # sin(diag(X))[i] is sin(X)[i,i]
        return [Term(1, (atom_factor(b.fn(atom.value, atom.args[0].args[0]), factor.at[0], factor.at[0]),))]
    places = iter(factor.at)
    row = next(places) if atom.rows != 1 else None
    col = next(places) if atom.cols != 1 else None
    return entries(atom, row, col, fresh)


def meet(sides: Sequence[Sequence[Place]], left: Sequence[Term], right: Sequence[Term], fresh: Fresh) -> bool:
    """Whether two sums have the same canonical form, so that they are equal for every size."""
    free = tuple([tuple([at for at in side if at is not None]) for side in sides])
    forms = []
    for terms in (left, right):
        once = opened(terms, fresh)
        form = canonical(Form(free, tuple(contracted(opened(once, fresh)))), fresh)
        aligned = tuple([_aligned(term) for term in form.terms])
        forms.append(canonical(Form(form.sides, aligned), fresh))
    return forms[0] == forms[1]


def _aligned(term: Term) -> Term:
    """Where a delta says that two free indices are the same, the other factors have the first: x[k]*δ[i,k]."""
    bound: dict[Index, Position] = {}
    for factor in term.factors:
        p, q = factor.at if factor.atom is DELTA else (0, 0)
        p, q = replace(p, bound), replace(q, bound)
        if isinstance(p, Index) and isinstance(q, Index) and p != q:
            first, second = sorted((p, q), key=lambda index: index.number)
            bound[second] = first
    others = rename(Term(1, tuple([f for f in term.factors if f.atom is not DELTA])), bound)
    deltas = [f for f in term.factors if f.atom is DELTA]
    return Term(term.coefficient, (*others.factors, *deltas), term.summed)


def collected(terms: Sequence[Term]) -> list[Term]:
    """Terms that are the same, but for the order of their factors, added."""
    found: dict[object, Term] = {}
    for term in terms:
        key = frozenset(gathered(term.factors)), frozenset(term.summed)
        known = found.get(key)
        number = term.coefficient + (known.coefficient if known else 0)
        found[key] = Term(rational(number), (known or term).factors, (known or term).summed)
    return [term for term in found.values() if term.coefficient != 0]


def gathered(factors: Sequence[Factor]) -> list[Factor]:
    """Equal entries as powers, where the first stands."""
    powers: dict[tuple[Node, tuple[Position, ...]], Rational] = {}
    for factor in factors:
        key = factor.atom, factor.at
        powers[key] = powers.get(key, 0) + factor.power
    return [Factor(atom, at, rational(power)) for (atom, at), power in powers.items() if power != 0]


def with_indices(form: Form, sides: Sequence[Sequence[Place]], fresh: Fresh) -> list[Term]:
    """The terms of a form whose sides are plain indices, with other indices in their place."""
    where: Sequence[Definition] = form.where
    bound: dict[Index, Place] = {}
    for old, new in zip(form.sides, sides, strict=True):
        for p, q in zip(old, [at for at in new if at is not None], strict=True):
            if not isinstance(p, Index) or where:
                raise NoRule("E-no-rule", "there is no short rule with indices for a part of the formula")
            bound[p] = q
    terms = []
    for term in form.terms:
        own = {index: fresh(index.size) for index in term.summed}
        moved = {index: Index(-1 - index.number, index.size) for index in (*bound, *own)}  # aside, so that none meet
        there = {aside: bound[index] if index in bound else own[index] for index, aside in moved.items()}
        away = rename(term, dict(moved))
        back = rename(away, {index: at for index, at in there.items() if at is not None})
        terms.append(Term(term.coefficient, back.factors, tuple([own[index] for index in term.summed])))  # type: ignore[misc]
    return terms
