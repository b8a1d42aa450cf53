"""Random claims: known identities of random expressions in random surroundings, whole or with one small mistake.

`prove` may leave a claim open.  It is wrong if it proves what NumPy finds false, or refutes by numbers that NumPy does
not confirm.
"""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest

import wrt
from correct import claim_values as values
from correct.identities_rows import Row
from correct.test_identity_table import misled, prove

CHUNKS, EACH = 24, 44
DERIVATIVES = 12  # by chunk and layout
LEAVES = {
    ("m", "n"): "A C", ("n", "k"): "B", ("n", "n"): "E F S Q P K L R", ("m", "m"): "G M",
    ("n", ""): "x y z", ("m", ""): "u v", ("", ""): "a b",
}  # fmt: skip
FACTS = {"S": "symmetric", "Q": "orthogonal", "P": "idempotent", "K": "skew", "L": "diagonal", "R": "invertible",
         "M": "spd", "z": "binary", "b": "positive"}  # fmt: skip
SHAPES = {name: " ".join(shape).strip() for shape, held in LEAVES.items() for name in held.split()}

# left, right, rows and columns of the result, those of X, Y, Z ("": 1); p, q, r are any of the sizes
SCHEMES = [line.split("|") for line in """
(X*Y)' | Y'*X' | p r | pq qr
(X + Y)' | Y' + X' | p q | pq pq
(X - Y)' | -Y' + X' | p q | pq pq
(X .* Y)' | Y' .* X' | p q | pq pq
X*(Y + Z) | X*Y + X*Z | p r | pq qr qr
(X - Y)*Z | X*Z - Y*Z | p r | pq pq qr
(X*Y)*Z | X*(Y*Z) | p s | pq qr rs
2*X | X + X | p q | pq
X - 3*Y | -(3*Y - X) | p q | pq pq
tr(X*Y) | tr(Y*X) | | pq qp
tr(X') | tr(X) | | pp
tr(X + Y) | tr(Y) + tr(X) | | pp pp
tr(X'*Y) | sum(X .* Y) | | pq pq
vec(X)'*vec(Y) | tr(Y'*X) | | pq pq
norm2(X)^2 | tr(X*X') | | pq
norm2(X - Y)^2 | norm2(X)^2 - 2*tr(X'*Y) + norm2(Y)^2 | | pq pq
det(X*Y) | det(Y)*det(X) | | pp pp
det(X') | det(X) | | pp
det(2*X*X) | det(2*X)*det(X) | | pp
det(eye + X*Y) | det(eye + Y*X) | | pq qp
det(inv(X)) | 1/det(X) | | pp
inv(X*Y) | inv(Y)*inv(X) | p p | pp pp
inv(X') | inv(X)' | p p | pp
inv(inv(X)) | X | p p | pp
inv(2*X) | inv(X)/2 | p p | pp
X*inv(X) | eye | p p | pp
inv(X)*Y*inv(Y) | inv(X) | p p | pp pp
inv(eye + X) | eye - X*inv(eye + X) | p p | pp
inv(eye + X*Y)*X | X*inv(eye + Y*X) | p q | pq qp
inv(X) - inv(Y) | inv(X)*(Y - X)*inv(Y) | p p | pp pp
X*inv(X + Y)*Y | Y*inv(X + Y)*X | p p | pp pp
kron(X, Y)' | kron(X', Y') | none | pq rs
vec(X*Y*Z) | kron(Z', X)*vec(Y) | none | pq qr rs
vec(X + Y) | vec(Y) + vec(X) | none | pq pq
kron(X, Y + Z) | kron(X, Z) + kron(X, Y) | none | pq rs rs
inv(kron(X, Y)) | kron(inv(X), inv(Y)) | none | pp qq
X .* (Y + Z) | X .* Y + Z .* X | p q | pq pq pq
diag(X)*Y | X .* Y | p | p p
diag(X + Y) | diag(Y) + diag(X) | p p | p p
diag(X*Y') | X .* Y | p | p p
diag(diag(X)) | X .* eye | p p | pp
X'*Y | Y'*X | | p p
X'*Y*Z | Z'*Y'*X | | p pq q
X*Y'*Z | (Y'*Z)*X | p | p q q
(X*Y')' | Y*X' | q p | p q
X + X' | (X + X')' | p p | pp
exp(X + Y) | exp(Y) .* exp(X) | p q | pq pq
exp(X)' | exp(X') | q p | pq
abs(-X) | abs(X) | p q | pq
abs(X) .* abs(X) | X .* X | p q | pq
sum(X') | sum(X) | | pq
sum(softmax(X)) | 1 | | p
softmax(X + a*vector(1)) | softmax(X) | p | p
sigmoid(-X) | vector(1) - sigmoid(X) | p | p
relu(X) - relu(-X) | X | p q | pq
sqrt(X^2) | abs(X) | | -
log(exp(X)) | X | | -
(X + Y)^2 | X^2 + 2*X*Y + Y^2 | | - -
X/Y + Y/X | (X^2 + Y^2)/(X*Y) | | - -
S' | S | n n |
inv(S)' | inv(S) | n n |
X'*S*Y | Y'*S*X | | n n
Q'*Q*X | X | n p | np
inv(Q) | Q' | n n |
norm2(Q*X) | norm2(X) | | n
tr(Q*X*Q') | tr(X) | | nn
P*P*X | P*X | n p | np
(eye - P)*(eye - P) | eye - P | n n |
K' | -K | n n |
X'*K*X | 0*a | | n
tr(S*K) | 0*a | |
L*X | diag(diag(L))*X | n p | np
L' | L | n n |
z .* z | z | n |
M*inv(M') | eye | m m |
X*inv(X'*X)*X'*X | X | p q | pq
logdet(M*M) | 2*logdet(M) | |
b^(1/2)*b^(1/2) | b | |
""".strip().splitlines()]  # fmt: skip


def part(random, rows, cols, depth):
    """A random expression of a shape, in brackets where it is more than a name."""
    names = LEAVES.get((rows, cols), "").split()
    flipped = LEAVES.get((cols, rows), "").split() if cols != rows else []
    if depth == 0 or random.random() < 0.35:
        choices = [*names, *[f"{name}'" for name in flipped]]
        if choices:
            return random.choice(choices)
    kind = random.randrange(6)
    make = lambda r, c: part(random, r, c, max(depth - 1, 0))
    if kind == 0 or depth <= -2:
        return (
            f"({make(rows, cols)} {random.choice('+-')} {make(rows, cols)})"
            if names or flipped
            else product(random, rows, cols, depth)
        )
    if kind == 1 and (rows or cols):
        return f"({make(rows, cols)} .* {make(rows, cols)})" if names or flipped else product(random, rows, cols, depth)
    if kind == 2:
        return f"({random.choice(['2', 'a', '-1', 'b'])}*{make(rows, cols)})"
    if kind == 3 and (rows or cols):
        return f"({make(cols, rows)})'"
    return product(random, rows, cols, depth)


def product(random, rows, cols, depth):
    if not rows and not cols:
        return random.choice(["(x'*E*y)", "tr(E*F)", "(a - 2*b)", "(u'*A*x)", "(x'*z)", "tr(C'*A)", "(a*b)"])
    ways = {
        "mn": ["A", "C", "(G*A)", "(C*E)", "u*x'"], "nm": ["A'", "(E*C')", "(x*v')"], "nk": ["B", "(F*B)", "(E'*B)"],
        "kn": ["B'", "(B'*F)"], "km": ["(B'*A')", "(C*B)'"], "mk": ["(A*B)", "(C*E*B)"], "kk": ["(B'*B)", "(B'*E*B)"],
        "mm": ["(A*C')", "(G*M)", "(A*E*A')", "(u*v')"], "nn": ["(E*F)", "(A'*C)", "(x*y')", "(S*E)", "diag(x)", "inv(R)", "(Q*E)"],
        "n": ["(E*x)", "(A'*u)", "(S*y)", "(K*x)", "exp(x)"], "m": ["(A*x)", "(G*u)", "tanh(v)"], "k": ["(B'*x)", "(B'*A'*u)"],
    }  # fmt: skip
    if not rows:
        return f"{product(random, cols, rows, depth)}'"
    return random.choice(ways[rows + cols])


def size(random, letter, chosen):
    if letter in "nm":
        return letter
    return chosen.setdefault(letter, random.choice("mnk" if letter != "p" else "mn"))


def instance(random):
    """Both sides of an identity of random expressions, and the shape; None for one that takes no surroundings."""
    left, right, result, needed = [field.strip() for field in [*random.choice(SCHEMES), "", ""][:4]]
    chosen = {}
    given = {}
    for name, shape in zip("XYZ", needed.split()):
        dims = [size(random, letter, chosen) for letter in shape if letter != "-"]
        given[name] = part(random, *[*dims, "", ""][:2], random.choice((0, 0, 1, 2)))
    fill = lambda side: re.sub(r"\b[XYZ]\b", lambda found: f"({given[found[0]]})", side)
    dims = (
        None if result == "none" else tuple([*[size(random, letter, chosen) for letter in result.split()], "", ""][:2])
    )
    return fill(left), fill(right), dims


def surrounded(random, left, right, dims):
    """Both sides within the same surroundings."""
    for _ in range(random.choice((0, 1, 1, 2))):
        if dims is None:
            return left, right
        rows, cols = dims
        other = part(random, rows, cols, 1)
        if dims == ("", ""):
            around = random.choice([f"(_) + {other}", f"{other} - (_)", f"{other}*(_)", "(_)^2", "exp(_)", "(_)*x"])
            dims = ("n", "") if around.endswith("*x") else dims
        else:
            around = random.choice([f"(_) + {other}", f"{other} - (_)", f"(_) .* {other}", "(_)'", f"tr({other}'*(_))",
                                    "norm2(_)^2", "tanh(_)", "sum(_)", "a*(_)"])  # fmt: skip
            if around == "(_)'":
                dims = (cols, rows)
            elif around[:2] in ("tr", "no", "su"):
                dims = ("", "")
        left, right = around.replace("_", left), around.replace("_", right)
    return left, right


# ---- mistakes


def mutated(random, text):
    """The text with one small mistake; it need not have a meaning."""
    kinds = {
        "transpose": (r"'", ""), "add a transpose": (r"\b([ACEFGBSQPKL])\b(?!')", r"\1'"), "sign": (r" - ", " + "),
        "minus": (r" \+ ", " - "), "number": (r"\b2\b", "3"), "factor": (r"\*\b[A-Zxyab]\b'?", ""), "first": (r"\b[A-Zab]'?\*", ""),
        "swap": (r"\b([A-Z]'?)\*([A-Z]'?)", r"\2*\1"), "entrywise": (r" \.\* ", "*"), "inverse": (r"inv\(", "("),
        "term": (r" [+-] \(?\b[A-Zxy]\b\)?", ""), "name": (r"\bx\b", "y"), "other": (r"\bE\b", "F"),
    }  # fmt: skip
    found = [(place, new) for old, new in kinds.values() for place in re.finditer(old, text)]
    if not found:
        return f"2*({text})"
    place, new = random.choice(found)
    return text[: place.start()] + place.expand(new) + text[place.end() :]


def rows(seed, count):
    """Claims that can be read, each with what it says."""
    random = Random(seed)
    while count:
        left, right, dims = instance(random)
        left, right = surrounded(random, left, right, dims)
        if random.random() < 0.5:
            right = mutated(random, right)
        row = declared(f"{left} = {right}", "denominator")
        if readable(row):
            count -= 1
            yield row


def declared(claim, layout):
    inside = set(re.findall(r"\b[A-Za-z]\b", claim))
    shapes = {name: shape for name, shape in SHAPES.items() if name in inside}
    return Row(claim, True, shapes, {name: [FACTS[name]] for name in shapes if name in FACTS}, layout)


def readable(row):
    try:
        return bool(values.read(row).sides)
    except wrt.WrtError:
        return False


# ---- judging


def problem(row, verdict):
    """What NumPy says against a verdict; None if nothing."""
    if verdict.holds is False:
        return misled(row, verdict) if verdict.counterexample is not None else None
    if verdict.holds and disproved(row):
        return f"{verdict}, but NumPy says otherwise; {row.shapes} {row.assume}"
    return None


def disproved(row):
    """Whether the sides differ at several random points: one could be rounding."""
    claim = values.read(row)
    by_convention = []
    for convention in values.CONVENTIONS if "D(" in row.claim else values.CONVENTIONS[:1]:
        against = compared = 0
        for sizes, point in values.drawn(claim, row.assume):
            try:
                compared += 1
                against += not values.holds_at(claim, sizes, point, convention)
            except values.NotHere:
                compared -= 1
        by_convention.append(against > 0.3 * compared)
    return all(by_convention)


def judge(claims, name, record_property):
    bad = []
    for row in claims:
        verdict = prove(row)
        against = problem(row, verdict)
        record_property(name, "wrong" if against else "refused" if verdict.holds is None else "right")
        bad += [against] if against else []
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_identities(chunk, record_property):
    judge(rows(f"identities {chunk}", EACH), "random identities", record_property)


# ---- derivatives

SCALARS = ["x'*E*x", "norm2(E*x - y)^2", "tr(E*F)", "x'*S*y", "(x'*y)^2", "sum(exp(E*x))", "norm2(x)", "a*x'*L*x",
           "log(b)*x'*x", "x'*K*y", "tr(A'*G*A)", "u'*A*x", "logdet(M)", "det(R)", "y'*inv(R)*x", "tr(inv(R)*E)",
           "log(sum(exp(x)))", "sum(tanh(F*x))", "norm2(A - C)^2", "x'*E*F*y", "exp(a*x'*y)", "(u'*A*x)/(x'*x)"]  # fmt: skip
VECTORS = ["E*x", "x*(x'*y)", "S*x + y", "tanh(E*x)", "A'*u + a*x", "x .* y", "softmax(x)", "x/norm2(x)", "R'*x*b"]


@cache
def derivative(function, variable, layout):
    facts = {name: fact for name, fact in FACTS.items() if re.search(rf"\b{name}\b", function)}
    shapes = {name: shape for name, shape in SHAPES.items() if re.search(rf"\b{name}\b", f"{function} {variable}")}
    try:
        return wrt.diff(function, variable, shapes=shapes, assume=facts, layout=layout).text
    except wrt.WrtError:
        return None


def derivatives(seed, layout, count):
    random = Random(seed)
    while count:
        function = random.choice(SCALARS if random.random() < 0.7 else VECTORS)
        if random.random() < 0.4:
            function = f"{function} - {random.choice(SCALARS if function in SCALARS else VECTORS)}"
        inside = [
            name
            for name in SHAPES
            if re.search(rf"\b{name}\b", function) and (function[0] in "xatulnd(s" or SHAPES[name] in ("n", ""))
        ]
        variable = random.choice(inside)
        answer = derivative(function, variable, layout)
        if answer is None or "where" in answer:
            continue
        if random.random() < 0.6:
            answer = mutated(random, answer)
        row = declared(f"D({function}, {variable}) = {answer}", layout)
        if readable(row):
            count -= 1
            yield row


@pytest.mark.parametrize("layout", ["denominator", "numerator", "mixed"])
@pytest.mark.parametrize("chunk", range(4))
def test_random_derivatives(chunk, layout, record_property):
    judge(derivatives(f"derivatives {chunk}", layout, DERIVATIVES), "random derivatives claimed", record_property)
