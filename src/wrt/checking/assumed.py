"""What was assumed of the symbols of a document, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from wrt.checking.paper import Paper
from wrt.expr.dims import write as write_dim
from wrt.expr.facts import closure


def sentences(paper: Paper) -> Iterator[str]:
    """What was taken for the symbols, guessed or declared in the words."""
    for array in sorted(paper.numbers_stand_for):
        beside = "1 beside a matrix" if array == "the identity" else "a number beside a vector"
        yield f"{beside} stands for {array}"
    yield from (stacked.words for stacked in paper.samples.values())
    for name, variable in paper.variables.items():
        yield f"the gradient of {name} is taken by {variable} where nothing else is said"
    for name, (rows, cols) in paper.declared.shapes.items():
        a_sample = name[-2:] in ("_i", "_j", "_k") and name not in paper.seen
        if name in paper.definitions or name in paper.first.shapes or a_sample:
            continue
        if (rows, cols) == (1, 1):
            what = "a scalar"
        elif cols == 1:
            what = f"a vector of length {write_dim(rows)}"
        else:
            what = f"a matrix, {write_dim(rows)}×{write_dim(cols)}"
        known = paper.declared.facts.get(name, frozenset())
        implied = {fact for stronger in known for fact in closure([stronger]) if fact != stronger}
        facts = " and ".join(sorted(known - implied))
        yield f"{name} is {what}" + (f" ({facts.replace('_', ' ')})" if facts else "")
