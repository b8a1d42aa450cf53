"""The error that a person sees when sizes do not agree: the place, and where each of the sizes came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wrt.diagnostics import Label, Span, WrtError
from wrt.expr.dims import Dim
from wrt.expr.inference import Failure, Inference
from wrt.expr.sizes import Unknown, describe
from wrt.syntax.tree import Tree

MAX_LABELS = 4
MAX_SHOWN = 500
PRODUCTS = frozenset(("mul", "hadamard", "hdiv", "kron", "div"))


def explained(failure: Failure, inference: Inference, source: str) -> WrtError:
    """The error for a failure of one attempt."""
    labels: dict[Span, Label] = {}
    for place, operand in enumerate(failure.operands):
        if operand not in inference.shape:
            continue
        if operand.span != failure.tree.span and not _is_symbol(operand, inference) and operand.head != "num":
            labels[operand.span] = Label(operand.span, describe(inference.sizes, inference.find(operand)))
        for label in _origins(
            operand, _met(failure, place, inference.sizes.find), len(failure.operands) == 2 and place == 0, inference
        ):
            labels.setdefault(label.span, label)
    shown = sorted(labels.values(), key=lambda label: (label.span.start, -label.span.end))[:MAX_LABELS]
    return WrtError(
        failure.code,
        failure.message,
        failure.tree.span,
        tuple(shown),
        failure.help or _rewritten(failure, source),
        (failure.note,) if failure.note else (),
        source=source,
    )


def _rewritten(failure: Failure, source: str) -> str | None:
    if failure.rewrite is None or len(source) > MAX_SHOWN:
        return None
    span, text = failure.rewrite
    return f"did you mean {source[: span.start]}{text}{source[span.end :]} ?"


def _met(failure: Failure, place: int, find: Callable[[Dim], Dim]) -> tuple[Dim, ...]:
    """The sizes of one operand that met those of the other."""
    if len(failure.operands) != 2 or len(failure.conflict) % 2:
        return failure.conflict
    half = len(failure.conflict) // 2
    pairs = zip(failure.conflict[:half], failure.conflict[half:], strict=True)
    return tuple([pair[place] for pair in pairs if find(pair[0]) != find(pair[1])])


def _is_symbol(tree: Tree, inference: Inference) -> bool:
    return tree.head == "name" and tree.value in inference.shapes


def _origins(operand: Tree, met: tuple[Dim, ...], last: bool, inference: Inference) -> Iterator[Label]:
    """Where the sizes of an operand come from: the symbol that has them, and the place that gave them to it."""
    find = inference.sizes.find
    leaves = [tree for tree in _leaves(operand, inference) if _is_symbol(tree, inference)]
    if last:
        leaves.reverse()
    wanted = list(dict.fromkeys(dim for dim in map(find, met) if dim != 1))
    carriers = [
        next((leaf for leaf in leaves if dim in map(find, inference.shapes[leaf.value])), None) for dim in wanted
    ]
    for leaf in dict.fromkeys([operand] if operand in leaves else carriers):
        if leaf is not None:
            declared = leaf.value in inference.declared.shapes
            shape = describe(inference.sizes, inference.shapes[leaf.value])
            yield Label(
                leaf.span, f"{leaf.value} is {shape} (declared)" if declared else f"{leaf.value} is taken for {shape}"
            )
            yield from _settled_at(leaf, wanted, inference)


def _leaves(root: Tree, inference: Inference) -> Iterator[Tree]:
    """The names below a tree, each once, in the order in which they are written."""
    stack, seen = [root], {root}
    while stack:
        tree = stack.pop()
        operands = [operand for _, operand in inference.choice.operands(tree)]
        if not operands:
            yield tree
        for operand in reversed(operands):
            if operand not in seen:
                seen.add(operand)
                stack.append(operand)


def _settled_at(leaf: Tree, wanted: list[Dim], inference: Inference) -> Iterator[Label]:
    """The place that gave a symbol, whose size was open, one of the sizes in question."""
    rows, cols = inference.shapes[leaf.value]
    for dim, what in ((rows, "rows" if inference.sizes.find(cols) != 1 else "length"), (cols, "columns")):
        size = inference.sizes.find(dim)
        if not isinstance(dim, Unknown) or size not in wanted or isinstance(size, Unknown):
            continue
        last = dim
        while isinstance(last.name, Unknown):
            last = last.name
        place = last.place
        if place is None:
            continue
        span = place.span if isinstance(place, Tree) else place[0].span | place[1].span
        shown = inference.sizes.show(size)
        yield Label(span, f"{leaf.value} gets {f'its length {shown}' if what == 'length' else f'{shown} {what}'} here")


def both_readings(either: Tree, source: str) -> str:
    """A note that shows how a product can be grouped."""
    shown = " or as ".join(_grouped(reading, source) for reading in either.args[:2])
    return f"the product can be read as {shown}; the sizes fit neither"


def _grouped(tree: Tree, source: str) -> str:
    """A product with parentheses around the products in it."""
    if tree.head not in PRODUCTS:
        return source[tree.span.start : tree.span.end]
    left, right = (_as_factor(arg, source) for arg in tree.args)
    return left + source[tree.args[0].span.end : tree.args[1].span.start] + right


def _as_factor(tree: Tree, source: str) -> str:
    written = source[tree.span.start : tree.span.end]
    in_brackets = written[:1] in ("(", "[", "{") and written[-1:] in (")", "]", "}")
    return f"({_grouped(tree, source)})" if tree.head in PRODUCTS and not in_brackets else written
