"""Which names of a formula are samples, x_i in a sum over i, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping

from wrt.expr.declare import Declarations, Shape
from wrt.expr.dims import Dim
from wrt.syntax.tree import Tree, names_in, postorder


def family(name: str, index: str) -> str:
    """x of x_i; empty for a name without that index."""
    base, _, letters = name.rpartition("_")
    return base if letters == index else ""


def sample_sums(root: Tree) -> list[Tree]:
    return [tree for tree in postorder(root) if tree.head in ("samples", "stacked")]


def bases(tree: Tree) -> dict[str, str]:
    """The names of samples in a sum, by the letters before the index: x of x_i."""
    return {name: base for name in sorted(names_in(tree.args[0])) if (base := family(name, tree.value.letter))}


def is_of_entries(tree: Tree, root: Tree, declared: Declarations) -> bool:
    r"""Whether `\sum_i x_i` is the sum of the entries of x.

    Not where vectors x_i were declared, or another sum of the formula is over samples x_i.
    """
    if not _is_entry(tree):
        return False
    others = {base for other in sample_sums(root) if not _is_entry(other) for base in bases(other).values()}
    found = bases(tree)
    vectors = [name for name, base in found.items() if _shape(name, base, count(tree, declared), declared) != (1, 1)]
    return not vectors and others.isdisjoint(found.values())


def _shape(name: str, base: str, n: Dim, declared: Declarations) -> Shape:
    """The shape of a sample as it was declared, or as the array of all n samples has it."""
    return declared.shapes.get(name) or _in_array(base, n, declared.shapes) or (1, 1)


def _in_array(base: str, n: Dim, shapes: Mapping[str, Shape]) -> Shape | None:
    """The shape of one sample, as the array of all n samples tells it."""
    for stem in stems_of(base):
        one = _of_one(shapes[stem], n) if stem in shapes else None
        if one is not None:
            return one
    return None


def _is_entry(tree: Tree) -> bool:
    """Whether what is summed is x_i or a power of it, and x_i is not typeset as a vector."""
    if tree.head != "samples":
        return False
    body = tree.args[0]
    leaf = body.args[0] if body.head == "pow" and body.args[1].head == "num" else body
    return leaf.head == "name" and leaf.hint != "vector" and bool(family(leaf.value, tree.value.letter))


def sum_of_entries(tree: Tree) -> Tree:
    r"""`\sum_i x_i^2` as the sum of the squared entries of x."""
    body = tree.args[0]
    leaf = body.args[0] if body.head == "pow" else body
    whole = Tree("name", (), leaf.span, family(leaf.value, tree.value.letter), "vector")
    inside = Tree("hpow", (whole, body.args[1]), body.span) if body.head == "pow" else whole
    return Tree("call", (inside,), tree.span, "sum")


def declared_for(root: Tree, declared: Declarations) -> Declarations:
    """What is declared, and the sizes of samples and how many there are as far as their arrays tell."""
    sums = sample_sums(root)
    if not sums:
        return declared
    shapes, counts, like = dict(declared.shapes), set(declared.counts), dict[str, str]()
    first: dict[str, str] = {}
    for tree in sums:
        found, n = bases(tree), count(tree, declared)
        if is_of_entries(tree, root, declared):
            (base,) = found.values()
            if (
                (tree.value.upper or len(declared.counts) == 1)
                and shapes.setdefault(base, (n, 1)) == (n, 1)
                and isinstance(n, str)
            ):
                counts.add(n)
            continue
        if isinstance(n, str):
            counts.add(n)
        for name, base in found.items():
            if first.setdefault(base, name) != name:
                like[name] = first[base]
            one = _in_array(base, n, shapes)
            if one is not None:
                shapes.setdefault(name, one)
    return declared._replace(shapes=shapes, counts=frozenset(counts), like=tuple(like.items()))


def count(tree: Tree, declared: Declarations) -> Dim:
    """How many samples a sum is over: what it says, else what the arrays of samples say, else a size that is free."""
    upper = tree.value.upper
    if upper:
        return int(upper) if upper.isdecimal() else upper
    for stem in [stem for base in bases(tree).values() for stem in stems_of(base)]:
        rows = declared.shapes.get(stem, (1, 1))[0]
        if rows != 1:
            return rows
    if len(declared.counts) == 1:
        return next(iter(declared.counts))
    taken = {dim for shape in declared.shapes.values() for dim in shape}
    return next(name for name in ("n", "N", *(f"n{i}" for i in range(1, len(taken) + 2))) if name not in taken)


def array_of(base: str, numbers: bool) -> str:
    """The name that the array of all samples has by convention: X of the vectors x_i, y of the numbers y_i."""
    return base if numbers else base[0].upper() + base[1:]


def stems_of(base: str) -> tuple[str, ...]:
    """Where the samples of a name may stand: y_i in y, x_i in X."""
    return array_of(base, numbers=True), array_of(base, numbers=False), f"{base}_all"


def _of_one(whole: Shape, n: Dim) -> Shape | None:
    """The shape of one sample of n that stand in the rows, else in the columns, of an array."""
    rows, cols = whole
    return (cols, 1) if rows == n else (rows, 1) if cols == n else None
