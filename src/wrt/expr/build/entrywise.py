"""Entrywise products, powers and functions in normal form; sigmoid and softmax are recognised by their definitions.

`had` is to vectors and matrices what the scalar part of `mul` is to scalars: a product of entrywise powers in canonical
order.  Scalar factors and transposes stand outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import wrt.expr.build.powers as powers
import wrt.expr.build.products as products
import wrt.expr.build.transpose as transpose
from wrt.expr.build import shaping, sums
from wrt.expr.build.leaves import ONE, ZERO, Rational, num, ones, zero
from wrt.expr.node import Node, make

HALF = Fraction(1, 2)

ODD = frozenset(("sin", "tan", "arcsin", "arctan", "tanh", "sinh", "sign"))
EVEN = frozenset(("cos", "cosh", "abs"))
ZERO_AT_ZERO = ("sin", "tan", "tanh", "sinh", "arcsin", "arctan", "abs", "sign", "relu")
AT_ZERO: dict[str, Rational] = dict.fromkeys(ZERO_AT_ZERO, 0)
AT_ZERO |= {"exp": 1, "cos": 1, "cosh": 1, "sigmoid": HALF}


def had(*factors: Node) -> Node:
    """The entrywise product of factors of one shape."""
    first = factors[0]
    rows, cols = first.rows, first.cols
    if first.is_scalar:
        return products.mul(*factors)
    if rows == 1:
        return transpose.T(had(*map(transpose.T, factors)))
    scalars: list[Node] = []
    exponents: dict[Node, Node | Rational] = {}
    todo = list(factors)
    while True:
        for factor in todo:
            outer, inner = _outside(factor)
            scalars += outer
            if inner.op == "zero":
                return zero(rows, cols)
            for part in _factors(inner):
                if part.op != "ones":
                    base, exponent = split_power(part)
                    before = exponents.get(base)
                    exponents[base] = exponent if before is None else powers.add_exponents(before, exponent)
        recognise_sigmoid(exponents)
        _absorb_relu(exponents)
        parts: list[Node] = []
        todo = []
        for base, exponent in exponents.items():
            if exponent != 0:
                part = hpow(base, exponent)
                plain = exponent == 1 or split_power(part)[0] is base
                (parts if plain else todo).append(part)
        if not todo:
            break
        todo += parts  # a power that came out as something else may meet its like
        exponents = {}
    if not parts:
        body = ones(rows, cols)
    elif len(parts) == 1:
        body = parts[0]
    else:
        body = _diagonal_product(parts) or _scaled(parts) or _oriented_had(parts)
    return products.mul(*scalars, body) if scalars else body


def _factors(inner: Node) -> Iterable[Node]:
    """The factors of an entrywise product, also of a transposed one."""
    if inner.op == "T" and inner.args[0].op == "had":
        return map(transpose.T, inner.args[0].args)
    return inner.args if inner.op == "had" else (inner,)


def _outside(factor: Node) -> tuple[list[Node], Node]:
    """The scalar factors of an operand, and what is left of it."""
    if factor.op != "mul" or not factor.args[0].is_scalar:
        return [], factor
    outer, chain = products.chain_of(factor)
    return outer, chain[0] if len(chain) == 1 else make("mul", chain, None, factor.rows, factor.cols)


def split_power(part: Node) -> tuple[Node, Node | Rational]:
    """An entrywise factor as base and exponent; the exponent is a number where it is one."""
    inner = part.args[0] if part.op == "T" else part
    if inner.op == "hpow":
        base, exponent = inner.args
        return (base if inner is part else transpose.T(base)), exponent.value if exponent.op == "num" else exponent
    return part, 1


def _diagonal_product(parts: list[Node]) -> Node | None:
    """A product with a diagonal matrix is diagonal: `eye .* A` is `diag(diag(A))`."""
    if all(part.op not in ("eye", "diag") for part in parts):
        return None
    return shaping.diag(had(*map(shaping.diagpart, parts)))


def _scaled(parts: list[Node]) -> Node | None:
    """Rows and columns times numbers: `A .* (x*vector(1)')` is `diag(x)*A`."""
    rows: list[Node] = []
    cols: list[Node] = []
    rest: list[Node] = []
    for part in parts:
        first, last = part.args if part.op == "mul" and len(part.args) == 2 else (part, part)
        if first.cols != 1 or last.rows != 1 or "ones" not in (first.op, transpose.T(last).op):
            rest.append(part)
        elif first.op == "ones":
            cols.append(transpose.T(last))
        else:
            rows.append(first)
    if not rest or not (rows or cols):
        return None
    left = [shaping.diag(had(*rows))] if rows else []
    right = [shaping.diag(had(*cols))] if cols else []
    return products.mul(*left, had(*rest), *right)


def _oriented_had(parts: list[Node]) -> Node:
    parts.sort(key=lambda node: node.rank)
    node = make("had", tuple(parts), None, parts[0].rows, parts[0].cols)
    if node.cols == 1 or node.flips == 0:
        return node
    number: Rational = 1
    kernels: list[Node] = []
    for part in parts:
        value, kernel = sums.split(transpose.T(part))
        number = number * value
        kernels.append(kernel)
    kernels.sort(key=lambda part: part.rank)
    mirrored = make("had", tuple(kernels), None, node.cols, node.rows)
    chosen = transpose.oriented(node, mirrored)
    return node if chosen is node else sums.scale(number, chosen)


def hpow(base: Node, exponent: Node | Rational) -> Node:
    """Entrywise power with a scalar exponent."""
    if isinstance(exponent, Node) and exponent.op == "num":
        exponent = exponent.value
    if base.is_scalar:
        return powers.pow_(base, exponent)
    if exponent == 0:
        return ones(base.rows, base.cols)
    if exponent == 1 or base.op == "ones" or (base.op == "basis" and type(exponent) is int and exponent > 0):
        return base
    if base.op == "zero" and not isinstance(exponent, Node) and exponent > 0:
        return base
    if base.op == "T" and base.args[0].rows != 1:
        return transpose.T(hpow(base.args[0], exponent))
    if base.rows == 1 and transpose.T(base).op != "T":
        return transpose.T(hpow(transpose.T(base), exponent))
    outer, inner = _outside(base)
    if outer and (powers.is_integer(exponent) or (len(outer) == 1 and outer[0].op == "num" and outer[0].value > 0)):
        return products.mul(*[powers.pow_(part, exponent) for part in outer], hpow(inner, exponent))
    if base.op == "had" and powers.is_integer(exponent):
        return had(*[hpow(part, exponent) for part in base.args])
    if base.op == "hpow" and powers.is_integer(exponent):
        return hpow(base.args[0], powers.multiply_exponents(split_power(base)[1], exponent))
    known = known_power(base, exponent)
    return known if known is not None else transpose.turned("hpow", (base, powers.as_node(exponent)), None)


def known_power(base: Node, exponent: Node | Rational) -> Node | None:
    """1/(1 + exp(-z)) is sigmoid(z), and a whole power of a step is the step."""
    if type(exponent) is not int:
        return None
    if (
        base.op == "fn"
        and base.value == "relu"
        and exponent > 0
        and base.args[0].op == "fn"
        and base.args[0].value == "sign"
    ):
        return base
    if exponent < 0 and base.op == "add" and len(base.args) == 2:
        one, other = base.args
        if other is ONE or other.op == "ones":
            one, other = other, one
        if (one is ONE or one.op == "ones") and other.op == "fn" and other.value == "exp":
            root = fn("sigmoid", sums.neg(other.args[0]))
            return root if exponent == -1 else hpow(root, -exponent)
    return None


def recognise_sigmoid(exponents: dict[Node, Node | Rational]) -> None:
    """exp(z)*sigmoid(-z) is sigmoid(z), inside a product given as exponents by base."""
    for base in [base for base in exponents if base.op == "fn" and base.value == "exp"]:
        count = exponents.get(base)
        mirror = fn("sigmoid", sums.neg(base.args[0]))
        times = exponents.get(mirror)
        if type(count) is int and type(times) is int and count > 0 and times > 0:
            used = min(count, times)
            image = fn("sigmoid", base.args[0])
            for part, change in ((base, -used), (mirror, -used), (image, used)):
                exponents[part] = powers.add_exponents(exponents.get(part, 0), change)
                if exponents[part] == 0:
                    del exponents[part]


def _absorb_relu(exponents: dict[Node, Node | Rational]) -> None:
    """relu(z) .* relu(sign(z)) is relu(z), and so is relu(z) .* sign(z)."""
    for base in [base for base in exponents if base.op == "fn" and base.value == "relu"]:
        sign = fn("sign", base.args[0])
        for part in (sign, fn("relu", sign)):
            count = exponents.get(part)
            if type(count) is int and count > 0 and part is not base:
                del exponents[part]


def recognise_softmax(scalars: dict[Node, Node | Rational], chain: list[Node]) -> list[Node]:
    """exp(z)/sum(exp(z)) is softmax(z), wherever exp(z) stands in the chain of a product."""
    for base in [
        base for base in scalars if base.op == "sum" and base.args[0].op == "fn" and base.args[0].value == "exp"
    ]:
        exponential = base.args[0]
        if exponential.cols != 1:
            continue
        image = softmax(exponential.args[0])
        for place, factor in enumerate(chain):
            count = scalars.get(base)
            if type(count) is not int or count >= 0:
                break
            swapped = _swap_factor(factor, exponential, image)
            if swapped is not None:
                chain = [*chain[:place], swapped, *chain[place + 1 :]]
                scalars[base] = count + 1
                if count == -1:
                    del scalars[base]
    return chain


def _swap_factor(factor: Node, old: Node, new: Node) -> Node | None:
    """The factor with `old` replaced where it is one of the entrywise factors."""
    if factor is old:
        return new
    if factor.op in ("T", "diag"):
        inner = _swap_factor(factor.args[0], old, new)
        return None if inner is None else (transpose.T if factor.op == "T" else shaping.diag)(inner)
    if factor.op == "had" and old in factor.args:
        return had(new, *[part for part in factor.args if part is not old])
    return None


def softmax(z: Node) -> Node:
    """exp(z)/sum(exp(z)) for a vector z; a constant shift changes nothing."""
    if z.rows == 1 and z.cols != 1:
        return transpose.T(softmax(transpose.T(z)))
    if z.is_scalar:
        return ONE
    return make("softmax", (z,), None, z.rows, z.cols)


def fn(name: str, x: Node) -> Node:
    """A function of a scalar, entrywise on vectors and matrices."""
    if name == "sqrt":
        return hpow(x, HALF)
    if x.op == "num":
        return _at_number(name, x)
    if x.op == "zero" and name in AT_ZERO:
        return products.mul(num(AT_ZERO[name]), ones(x.rows, x.cols))
    if x.op == "zero" and name == "softplus":
        return products.mul(fn("log", num(2)), ones(x.rows, x.cols))
    if x.op == "T":
        return transpose.T(fn(name, x.args[0]))
    if x.rows == 1 and x.cols != 1:
        return transpose.T(fn(name, transpose.T(x)))
    if x.axes and (same := _one_value(x)) is not None:
        return products.mul(fn(name, same), ones(x.rows, x.cols))
    if name == "abs" and powers.is_positive(x):
        return x
    if (name in ODD or name in EVEN) and sums.split(x)[0] < 0:
        inner = fn(name, sums.neg(x))
        return sums.neg(inner) if name in ODD else inner
    if name == "log":
        special = _log_of(x)
        if special is not None:
            return special
    if name == "relu" and x.op == "fn" and x.value == "relu":
        return x
    if name in ("sign", "relu") and x.op == "fn" and x.value in ("exp", "sigmoid", "softplus"):
        return ones(x.rows, x.cols) if name == "sign" else x
    return transpose.turned("fn", (x,), name)


def _one_value(x: Node) -> Node | None:
    """c of c*ones."""
    number, kernel = sums.split(x)
    scalars, chain = products.chain_of(kernel)
    return sums.scale(number, products.mul(ONE, *scalars)) if len(chain) == 1 and chain[0].op == "ones" else None


def _log_of(x: Node) -> Node | None:
    """log(exp(z)) is z, and log(1 + exp(z)) is softplus(z)."""
    if x.op == "fn" and x.value == "exp":
        return x.args[0]
    if x.op == "add" and len(x.args) == 2:
        one, other = x.args
        if other is ONE or other.op == "ones":
            one, other = other, one
        if (one is ONE or one.op == "ones") and other.op == "fn" and other.value == "exp":
            return fn("softplus", other.args[0])
    return None


def _at_number(name: str, x: Node) -> Node:
    if x is ZERO and name in AT_ZERO:
        return num(AT_ZERO[name])
    if name == "log" and x is ONE:
        return ZERO
    if name == "abs":
        return num(abs(x.value))
    if name == "sign":
        return num((x.value > 0) - (x.value < 0))
    if name == "relu":
        return x if x.value > 0 else ZERO
    return make("fn", (x,), name, 1, 1)
