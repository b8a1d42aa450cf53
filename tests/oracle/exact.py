"""Linear algebra in fractions."""


def exactly_shortest(columns, target):
    """The shortest minimiser by fractions: of |D*u - t|, with columns that depend exactly."""
    independent = []
    for column in columns:
        if rank_of([*independent, column]) > len(independent):
            independent.append(column)
    basis = independent
    # every column is a combination of the basis: columns = basis * C, u = C' (C C')^-1 z with z the solution in the basis
    gram = [[dot(a, b) for b in basis] for a in basis]
    C = [solve(gram, [dot(b, column) for b in basis]) for column in columns]
    z = solve(gram, [dot(b, target) for b in basis])
    outer = [[sum(c[i] * c[j] for c in C) for j in range(len(basis))] for i in range(len(basis))]
    s = solve(outer, z)
    return [float(sum(c[i] * s[i] for i in range(len(basis)))) for c in C]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def solve(matrix, right):
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(len(rows)):
        pivot = next(k for k in range(i, len(rows)) if rows[k][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k in range(len(rows)):
            if k != i:
                rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i], strict=True)]
    return [row[-1] for row in rows]


def rank_of(columns):
    rows, rank = [list(column) for column in columns], 0
    for place in range(len(rows[0])):
        pivot = next((k for k in range(rank, len(rows)) if rows[k][place] != 0), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for k in range(rank + 1, len(rows)):
            factor = rows[k][place] / rows[rank][place]
            rows[k] = [x - factor * y for x, y in zip(rows[k], rows[rank], strict=True)]
        rank += 1
    return rank
