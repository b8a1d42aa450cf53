"""Whether a rule holds at random points: exactly where it is rational, else to sixty digits."""

import random
from fractions import Fraction
from zlib import crc32

from rules.draws import DRAW, HOLDS, NoPoint, draw, identity, polynomial, sizes_of, small
from wrt import rulebook
from wrt.expr.dims import symbols as dims_in
from wrt.expr.dims import value as measure
from wrt.expr.node import free_symbols, postorder
from wrt.refute.decimals import Decimals
from wrt.refute.fields import RATIONAL, NotRational, Undefined
from wrt.refute.values import evaluate

DECIMALS = Decimals(60)
# what is drawn for symbols without conditions: anything, then what logarithms and arcsines take
STEP = Fraction(1, 10**12)
FREE = (small, small, DRAW[frozenset(["positive"])], DRAW[frozenset(["probability"])])


class Claim:
    """A rule with what a point of it needs: symbols, sizes and conditions."""

    def __init__(self, rule, dropped=None):
        self.left, self.right, conditions = rulebook.sides(rule)
        self.conditions = [c for i, c in enumerate(conditions) if i != dropped]
        nodes = [self.left, self.right, *(node for _, *about in conditions for node in about)]
        self.symbols = free_symbols(*nodes)
        self.dropped = None if dropped is None else conditions[dropped]
        self.lenient = dropped is not None  # a condition that has no value cannot be asked for
        found = (dim for node in postorder(*nodes) for dim in (node.rows, node.cols))
        self.dims = sorted({name for dim in found for name in dims_in(dim)})
        self.facts, self.pairs, self.others = {}, [], []
        for fact, *about in self.conditions:
            if fact == "commute":
                self.pairs.append([node.value[0] for node in about])
            elif about[0].op == "sym":
                self.facts.setdefault(about[0].value[0], []).append(fact)
            else:
                self.others.append((fact, about[0]))

    def sizes(self, count=2):
        return sizes_of(self.dims, count)

    def point(self, sizes, rng, tries=200, free=small):
        """A point at which the conditions hold."""
        for _ in range(tries):
            point = {
                name: draw(measure(node.rows, sizes), measure(node.cols, sizes), self.facts.get(name, ()), rng, free)
                for name, node in self.symbols.items()
            }
            for a, b in self.pairs:
                if rng.randrange(3):
                    point[b] = polynomial(point[a], rng)
                else:
                    factor = Fraction(rng.randint(1, 3))
                    point[a] = [[factor * x for x in row] for row in identity(len(point[b]))]
            if all(HOLDS[fact](point[name]) for name, facts in self.facts.items() for fact in facts) and all(
                self.other_holds(fact, node, point, sizes) for fact, node in self.others
            ):
                return point
        raise NoPoint(self.conditions)

    def has(self, condition, point, sizes):
        """Whether a condition holds at a point at which it may have no value."""
        fact, *about = condition
        try:
            return HOLDS[fact](*[value(node, point, sizes)[0] for node in about])
        except Undefined:
            return False

    def other_holds(self, fact, node, point, sizes):
        try:
            found, _ = value(node, point, sizes)
        except Undefined:
            return self.lenient
        return HOLDS[fact](found)

    def outcome(self, point, sizes):
        """equal, different, undefined (one side or both)."""
        found = []
        for side in (self.left, self.right):
            try:
                found.append(value(side, point, sizes))
            except Undefined:
                found.append(None)
        if self.left.op == "D" and found[0] is None and found[1] is not None:
            return "equal" if self.slopes_agree(point, sizes, found[1]) else "different"
        if None in found:
            return "undefined" if found == [None, None] else "undefined on one side"
        return "equal" if same(*found) else "different"

    def slopes_agree(self, point, sizes, expected):
        """Whether a gradient says how the function grows to both sides, where the rule for its parts has no value.

        The square of a norm is smooth at 0, the norm itself is not.
        """
        function, variable = self.left.args
        if not function.is_scalar:
            return False
        name = variable.value[0]
        for i, row in enumerate(point[name]):
            for j, x in enumerate(row):
                for step in (STEP, -STEP):
                    moved = [list(r) for r in point[name]]
                    moved[i][j] = x + step
                    if not self.slope_is(expected[0][i][j], function, point, {**point, name: moved}, step, sizes):
                        return False
        return True

    def slope_is(self, slope, function, here, there, step, sizes):
        try:
            ((before,),), ((after,),) = (value(function, point, sizes)[0] for point in (here, there))
        except Undefined:
            return False
        with DECIMALS.context():
            found = (_decimal(after) - _decimal(before)) / _decimal(step)
            return abs(found - _decimal(slope)) < 10**-9


def value(node, point, sizes):
    """The value and the field in which it is one."""
    try:
        return evaluate(node, point, sizes, RATIONAL), RATIONAL
    except NotRational:
        with DECIMALS.context():
            decimals = {name: [[DECIMALS.number(Fraction(x)) for x in row] for row in A] for name, A in point.items()}
        return evaluate(node, decimals, sizes, DECIMALS), DECIMALS


def same(left, right):
    (A, field), (B, other) = left, right
    if (len(A), len(A[0])) != (len(B), len(B[0])):
        return False
    if field is RATIONAL and other is RATIONAL:
        return A == B
    with DECIMALS.context():
        pairs = [(_decimal(x), _decimal(y)) for r, s in zip(A, B) for x, y in zip(r, s)]
        return all(DECIMALS.same(x, y) for x, y in pairs)


def _decimal(x):
    return DECIMALS.number(Fraction(x)) if isinstance(x, int | Fraction) else x


def holds(rule):
    """What goes wrong with a rule at points where its conditions hold, "" if nothing does; and where it was tried."""
    claim, rng, tried = Claim(rule), random.Random(crc32(rule.name.encode())), []
    for sizes in claim.sizes():
        try:
            points = [claim.point(sizes, rng, free=free) for free in FREE]
        except NoPoint:
            continue
        outcomes = [(claim.outcome(point, sizes), point) for point in points]
        wrong = next(((found, point) for found, point in outcomes if found not in ("equal", "undefined")), None)
        if wrong:
            return f"{wrong[0]} at {wrong[1]}, sizes {sizes}", tried
        if any(found == "equal" for found, _ in outcomes):
            tried.append(sizes)
    return "", tried


def breaks(rule, dropped, tries=150):
    """Whether without one of its conditions a rule fails somewhere, or has no value."""
    claim, rng = Claim(rule, dropped), random.Random(crc32(rule.name.encode()) + dropped)
    small = [dict.fromkeys(claim.dims, k) for k in (1, 2)]
    for sizes in [*small, *claim.sizes(2)]:
        for _ in range(tries):
            try:
                point = claim.point(sizes, rng, 20)
            except NoPoint:
                break
            if not claim.has(claim.dropped, point, sizes) and claim.outcome(point, sizes) != "equal":
                return True
    return False
