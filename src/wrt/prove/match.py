"""Matching: the ways in which a rule's side fits an expression, and the instance that fits.

Products match up to grouping (a symbol of a rule takes one factor or several in a row), sums up to order (a symbol may
take what is left over).  Symbols of a rule stand for anything of their shape, its sizes for any sizes, consistently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wrt.expr import build as b
from wrt.expr.dims import Dim, plus, times
from wrt.expr.node import Node, free_symbols, make, postorder
from wrt.prove.words import poly, product_of, turned

MAX_TERMS = 7


class Instance(NamedTuple):
    """What the symbols and the sizes of a rule stand for."""

    symbols: dict[str, Node]
    dims: dict[str, Dim]


NONE = Instance({}, {})


def matches(pattern: Node, node: Node, found: Instance = NONE) -> Iterator[Instance]:
    """Every way in which the pattern is the node."""
    for instance in _match(pattern, node, found):
        if _apart(pattern, instance):
            yield instance


def _apart(pattern: Node, instance: Instance) -> bool:
    """What a derivative is taken by is a variable, and the other symbols do not contain it."""
    for node in postorder(pattern):
        if node.op not in ("D", "differential"):
            continue
        if 1 in instance.dims.values():
            return False  # a derivative by a vector of length 1 has other axes
        names = {arg.value[0] for arg in node.args[1:] if arg.op == "sym"}
        for name in names:
            variable = instance.symbols[name]
            base = variable.args[0] if variable.op == "entry" else variable
            if base.op != "sym":
                return False
            if any(base in free_symbols(x).values() for other, x in instance.symbols.items() if other not in names):
                return False
    return True


def _match(pattern: Node, node: Node, found: Instance) -> Iterator[Instance]:
    op = pattern.op
    if op == "sym":
        yield from _bind(pattern, node, found)
    elif op == "T" and pattern.args[0].op == "sym":
        yield from _match_transpose(pattern.args[0], node, found)
    elif op == "mul":
        yield from _match_product(pattern, node, found)
    elif op == "add":
        yield from _match_sum(pattern, node, found)
    elif op in ("dim", "num", "const"):
        if (op == node.op and pattern.value == node.value) or (
            op == "dim" and found.dims.get(pattern.value) == (node.value if node.op in ("dim", "num") else None)
        ):
            yield found
    elif op == node.op and len(pattern.args) == len(node.args) and (pattern.value == node.value or op == "D"):
        dims = _sizes(pattern, node, found.dims)
        if dims is not None:
            yield from _match_all(pattern.args, node.args, Instance(found.symbols, dims))
            if op == "had" and len(pattern.args) == 2:
                yield from _match_all(pattern.args, node.args[::-1], Instance(found.symbols, dims))


def _match_all(patterns: Sequence[Node], nodes: Sequence[Node], found: Instance) -> Iterator[Instance]:
    if not patterns:
        yield found
        return
    for instance in _match(patterns[0], nodes[0], found):
        yield from _match_all(patterns[1:], nodes[1:], instance)


def _bind(symbol: Node, node: Node, found: Instance) -> Iterator[Instance]:
    name = symbol.value[0]
    known = found.symbols.get(name)
    if known is not None:
        if known is node or (known.axes == node.axes and poly(known).same(poly(node))):
            yield found
        return
    dims = _sizes(symbol, node, found.dims)
    if dims is not None and (node.is_scalar or not symbol.is_scalar):
        yield Instance({**found.symbols, name: node}, dims)


def _sizes(pattern: Node, node: Node, dims: dict[str, Dim]) -> dict[str, Dim] | None:
    """The sizes with those of a pattern set to those of a node; None where they do not agree."""
    for wanted, size in ((pattern.rows, node.rows), (pattern.cols, node.cols)):
        if isinstance(wanted, str):
            if dims.get(wanted, size) != size:
                return None
            dims = {**dims, wanted: size}
        elif (isinstance(wanted, int) and wanted != size) or (
            not isinstance(wanted, int | str) and _known(wanted, dims) and resized(wanted, dims) != size
        ):
            return None
    return dims


def _known(dim: Dim, dims: dict[str, Dim]) -> bool:
    return (
        all(_known(part, dims) for part in dim[1:]) if isinstance(dim, tuple) else isinstance(dim, int) or dim in dims
    )


def _match_transpose(symbol: Node, node: Node, found: Instance) -> Iterator[Instance]:
    known = found.symbols.get(symbol.value[0])
    if known is not None or node.op == "T" or node.rows == 1:
        yield from _bind(symbol, turned(node), found)


def _match_product(pattern: Node, node: Node, found: Instance) -> Iterator[Instance]:
    """Scalars first (one symbol takes them all), then the factors from left to right; -x is (-1)*x."""
    scalars, chain = parts_of(pattern)
    if node.op == "neg" and scalars:
        inner = node.args[0].args if node.args[0].op == "mul" else node.args
        node = make("mul", (b.num(-1), *inner), None, node.rows, node.cols)
    given, factors = parts_of(node)
    if pattern.is_scalar and not chain:
        if not factors:
            yield from _match_scalars(scalars, given, found)
        return
    if len(chain) > len(factors):
        return
    for instance in _match_scalars(scalars, given, found):
        yield from _match_chain(chain, factors, instance)


def parts_of(node: Node) -> tuple[list[Node], list[Node]]:
    """Scalar factors and the chain of the others; a row times a column within is a scalar, a scalar alone is one."""
    if node.op != "mul":
        return ([node], []) if node.is_scalar else ([], [node])
    scalars: list[Node] = []
    chain: list[Node] = []
    for place, factor in enumerate(node.args):
        if factor.is_scalar:
            scalars.append(factor)
            continue
        chain.append(factor)
        if factor.cols == 1 and chain[0].rows == 1 and (scalars or place + 1 < len(node.args)):
            scalars.append(product_of(chain, 1, 1))
            chain = []
    return scalars, chain


def _match_scalars(patterns: Sequence[Node], given: Sequence[Node], found: Instance) -> Iterator[Instance]:
    if not patterns:
        if not given:
            yield found
        return
    first, *rest = patterns
    if not rest:
        if given:
            yield from _match(first, product_of(list(given), 1, 1), found)
        return
    for i, factor in enumerate(given):
        for instance in _match(first, factor, found):
            yield from _match_scalars(rest, [*given[:i], *given[i + 1 :]], instance)


def _match_chain(patterns: Sequence[Node], factors: Sequence[Node], found: Instance) -> Iterator[Instance]:
    if not patterns:
        if not factors:
            yield found
        return
    first, *rest = patterns
    free = first.op == "sym" or (first.op == "T" and first.args[0].op == "sym")
    longest = len(factors) - len(rest) if free else 1
    for count in range(1, longest + 1):
        segment = product_of(list(factors[:count]), factors[0].rows, factors[count - 1].cols)
        if first.op == "T" and free:
            ways = _bind(first.args[0], turned(segment), found)
        else:
            ways = _match(first, segment, found)
        for instance in ways:
            yield from _match_chain(rest, factors[count:], instance)


def _match_sum(pattern: Node, node: Node, found: Instance) -> Iterator[Instance]:
    terms = list(node.args) if node.op == "add" else [node]
    if len(terms) > MAX_TERMS or len(pattern.args) > len(terms):
        return
    dims = _sizes(pattern, node, found.dims)
    if dims is None:
        return
    fixed = sorted(pattern.args, key=lambda arg: arg.op == "sym")  # what has a form first, what takes the rest last
    yield from _match_terms(fixed, terms, Instance(found.symbols, dims))


def _match_terms(patterns: Sequence[Node], terms: list[Node], found: Instance) -> Iterator[Instance]:
    first, *rest = patterns
    if not rest:
        whole = terms[0] if len(terms) == 1 else make("add", tuple(terms), None, terms[0].rows, terms[0].cols)
        if len(terms) == 1 or first.op == "sym":
            yield from _match_term(first, whole, found)
        return
    for i, term in enumerate(terms):
        for instance in _match_term(first, term, found):
            yield from _match_terms(rest, terms[:i] + terms[i + 1 :], instance)


def _match_term(pattern: Node, term: Node, found: Instance) -> Iterator[Instance]:
    if pattern.op == "neg":
        if term.op == "neg":
            yield from _match(pattern.args[0], term.args[0], found)
        return
    yield from _match(pattern, term, found)


def resized(dim: Dim, dims: dict[str, Dim]) -> Dim:
    """A size of a rule with what its names stand for."""
    if isinstance(dim, str):
        return dims.get(dim, dim)
    if isinstance(dim, tuple):
        return (plus if dim[0] == "+" else times)(*[resized(part, dims) for part in dim[1:]])
    return dim


def instantiate(side: Node, instance: Instance) -> Node:
    """A side of a rule with its symbols replaced, as written."""
    done: dict[Node, Node] = {}
    dims = instance.dims
    for node in postorder(side):
        if node.op == "sym":
            done[node] = instance.symbols[node.value[0]]
            continue
        rows, cols = resized(node.rows, dims), resized(node.cols, dims)
        if node.op == "dim":
            done[node] = b.dim_number(resized(node.value, dims))
        elif node.op == "eye":
            done[node] = b.eye(rows)
        elif node.op == "commutation":
            done[node] = b.commutation(*[resized(dim, dims) for dim in node.value])
        else:
            args = tuple([done[arg] for arg in node.args])
            done[node] = make(node.op, args, node.value, rows, cols)
    return done[side]


def sized(symbols: list[Node], instance: dict[str, Node]) -> Instance:
    """An instance with the sizes that its expressions show, or that it names."""
    named = {name: node.value for name, node in instance.items() if node.op in ("dim", "num")}
    shown = [(symbol, instance[symbol.value[0]]) for symbol in symbols if symbol.value[0] in instance]
    pairs = [pair for symbol, node in shown for pair in ((symbol.rows, node.rows), (symbol.cols, node.cols))]
    return Instance(instance, named | {wanted: size for wanted, size in pairs if isinstance(wanted, str)})


def bindings(sides: Sequence[Node], instance: Instance) -> tuple[tuple[str, Node], ...]:
    """What the symbols of a rule stand for, and the sizes that no symbol shows."""
    symbols = free_symbols(*sides).values()
    shown = {dim for symbol in symbols for dim in (symbol.rows, symbol.cols)}
    sizes = [(name, b.dim_number(size)) for name, size in instance.dims.items() if name not in shown]
    return (*instance.symbols.items(), *sizes)
