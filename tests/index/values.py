"""The value of an index form by loops, and of its atoms by NumPy; no code is shared with the builders of `wrt`."""

import itertools

import numpy as np

FUNCTIONS = {
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "softplus": lambda x: np.logaddexp(x, 0),
}  # fmt: skip


def length(dim, sizes):
    if isinstance(dim, int):
        return dim
    if isinstance(dim, str):
        return sizes[dim]
    parts = [length(part, sizes) for part in dim[1:]]
    return sum(parts) if dim[0] == "+" else int(np.prod(parts))


def evaluate(form, values, sizes):
    """The form as an array with one axis for each position on the left."""
    known = dict(values)
    todo = list(form.where)
    while todo:  # a definition may use others
        for found in list(todo):
            needs = {f.atom.value for term in found.terms for f in term.factors if f.atom.op == "named"}
            if all(("named", number) in known for number in needs):
                known["named", found.atom.value] = total((found.at,), found.terms, known, sizes)
                todo.remove(found)
    return total(form.sides, form.terms, known, sizes)


def total(sides, terms, known, sizes):
    left = [at for side in sides for at in side]
    shape = [width(at, sizes) for at in left]
    free = sorted({index for at in left for index in inside(at)}, key=lambda index: index.number)
    result = np.zeros(shape)
    for term in terms:
        every = [*free, *term.summed]
        assert len(set(every)) == len(every)
        grids = np.meshgrid(*[np.arange(length(i.size, sizes)) for i in every], indexing="ij", sparse=True)
        place = dict(zip(every, grids, strict=True))
        product = np.full([length(i.size, sizes) for i in every], float(term.coefficient))
        for factor in term.factors:
            assert {i for at in factor.at for i in inside(at)} <= set(every)
            at = [where(position, place, sizes) for position in factor.at]
            if factor.atom.op == "delta":
                product = product * ((at[0] == at[1]) * 1.0) ** factor.power
                continue
            name = ("named", factor.atom.value)
            atom = known[name] if name in known else squeezed(factor.atom, known, sizes)
            product = product * atom[tuple(at)] ** float(factor.power)
        product = product.sum(axis=tuple(range(len(free), len(every))))
        for point in itertools.product(*[range(n) for n in product.shape]):
            at = dict(zip(free, point, strict=True))
            result[tuple(where(position, at, sizes) for position in left)] += product[point]
    return result


def inside(position):
    """The indices of a position."""
    match type(position).__name__:
        case "Index":
            return [position]
        case "Pair":
            return [index for part in position.parts for index in inside(part)]
        case "Shift":
            return inside(position.part)
    return []


def where(position, place, sizes):
    """A position counted from 0, for given values of the indices."""
    match type(position).__name__:
        case "Index":
            return place[position]
        case "Pair":
            found = 0
            for part, size in zip(position.parts, position.sizes, strict=True):
                found = found * length(size, sizes) + where(part, place, sizes)
            return found
        case "Shift":
            return length(position.offset, sizes) + where(position.part, place, sizes)
    return position - 1


def width(position, sizes):
    match type(position).__name__:
        case "Index":
            return length(position.size, sizes)
        case "Pair":
            return int(np.prod([length(size, sizes) for size in position.sizes]))
    raise AssertionError(position)


def squeezed(node, values, sizes):
    """The array of an atom, without axes of length 1 that are not there."""
    found = matrix(node, values, sizes)
    assert found.shape == (length(node.rows, sizes), length(node.cols, sizes)), node
    return found.reshape([n for n, dim in zip(found.shape, (node.rows, node.cols), strict=True) if dim != 1])


def matrix(node, values, sizes):
    """The value of an expression in normal form as a two-dimensional array."""
    m, n = length(node.rows, sizes), length(node.cols, sizes)
    args = [matrix(arg, values, sizes) for arg in node.args]
    x = args[0] if args else None
    scalars = [arg for arg in args if arg.shape == (1, 1)]
    match node.op:
        case "sym":
            return np.asarray(values[node.value[0]], dtype=float).reshape(m, n)
        case "num":
            return np.array([[float(node.value)]])
        case "dim":
            return np.array([[float(length(node.value, sizes))]])
        case "const":
            return np.array([[np.pi]])
        case "eye":
            return np.eye(m)
        case "ones":
            return np.ones((m, n))
        case "zero":
            return np.zeros((m, n))
        case "basis":
            return np.eye(m)[:, [node.value - 1]]
        case "commutation":
            p, q = (length(dim, sizes) for dim in node.value)
            return np.eye(m)[np.arange(m).reshape(p, q, order="F").reshape(-1)]
        case "add":
            return sum(args)
        case "mul":
            wide = [arg for arg in args if arg.shape != (1, 1)]
            result = np.prod(scalars) if scalars else 1.0
            return result * (np.linalg.multi_dot(wide) if len(wide) > 1 else wide[0] if wide else np.ones((1, 1)))
        case "had":
            return np.prod(args, axis=0)
        case "T":
            return x.T
        case "pow" | "hpow":
            return x ** args[1]
        case "mpow":
            return np.linalg.matrix_power(x, node.value)
        case "fn":
            return FUNCTIONS.get(node.value, getattr(np, node.value, None))(x)
        case "softmax":
            return np.exp(x) / np.exp(x).sum()
        case "diag":
            return np.diag(x.reshape(-1))
        case "diagpart":
            return np.diagonal(x).reshape(-1, 1)
        case "vec":
            return x.reshape(-1, 1, order="F")
        case "kron":
            result = np.ones((1, 1))
            for arg in args:
                result = np.kron(result, arg)
            return result
        case "block":
            rows, cols = node.value
            return np.block([args[r * cols : (r + 1) * cols] for r in range(rows)])
        case "entry":
            return x[node.value[0] - 1 :, node.value[1] - 1 :][:1, :1]
        case "sum" | "tr" | "det" | "logdet" | "norm1" | "norm2":
            return np.array([[SCALARS[node.op](x)]])
        case "pinv":
            return np.linalg.pinv(x)
    raise AssertionError(node.op)


SCALARS = {
    "sum": np.sum, "tr": np.trace, "det": np.linalg.det, "logdet": lambda x: np.linalg.slogdet(x)[1],
    "norm1": lambda x: np.sum(np.abs(x)), "norm2": np.linalg.norm,
}  # fmt: skip
