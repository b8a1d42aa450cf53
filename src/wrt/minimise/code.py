"""NumPy and SciPy source for a solution: systems are solved, named equations by the routine that is made for them."""

from __future__ import annotations

from wrt.emit.numpy_code import legal, numpy_code
from wrt.expr.dims import Dim
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols
from wrt.solve.root import Root


def solving_code(root: Root, value: Node, facts: Facts) -> str:
    """A function with the name of the unknown, of keyword arrays."""
    name = legal(root.unknown.value[0])
    arguments = list(free_symbols(value).values())
    if not root.vec or value is not root.matrix or not free_symbols(root.value):
        return numpy_code(value, arguments, name, facts)
    names = ", ".join(legal(symbol.value[0]) for symbol in arguments)
    if root.form:
        return "\n".join([_sides(root, arguments, facts), "", "", *_sylvester(root, name, names)])
    arguments = list(free_symbols(root.value).values())
    source = numpy_code(root.value, arguments, f"vec_{name}", facts)
    passed = ", ".join(f"{legal(s.value[0])}={legal(s.value[0])}" for s in arguments)
    shape = ", ".join(_size(dim, arguments) for dim in (root.unknown.rows, root.unknown.cols))
    body = f'    return vec_{name}({passed}).reshape(({shape}), order="F")'
    return "\n".join([source, "", f"def {name}(*, {names}):", body, ""])


def _sides(root: Root, arguments: list[Node], facts: Facts) -> str:
    """Functions for A, B and C of A*X + X*B = C."""
    sources = []
    for side, part in zip(("left", "right", "constant"), root.parts, strict=True):
        own = list(free_symbols(part).values())
        sources.append(numpy_code(part, own, side, facts).strip())
    head = ["import numpy as np", "from scipy.linalg import solve_sylvester"]
    bodies = [source.replace("import numpy as np", "").strip() for source in sources]
    return "\n".join(head) + "\n\n\n" + "\n\n\n".join(bodies)


def _sylvester(root: Root, name: str, names: str) -> list[str]:
    calls = []
    for side, part in zip(("left", "right", "constant"), root.parts, strict=True):
        passed = ", ".join(f"{legal(n)}={legal(n)}" for n in free_symbols(part))
        calls.append(f"{side}({passed})")
    return [f"def {name}(*, {names}):", f"    return solve_sylvester({', '.join(calls)})", ""]


def _size(dim: Dim, arguments: list[Node]) -> str:
    for symbol in arguments:
        for axis, other in enumerate(symbol.axes):
            if other == dim:
                return f"np.shape({legal(symbol.value[0])})[{axis}]"
    return str(dim)
