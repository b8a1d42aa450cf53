"""Derivations made by hand, for every writer: ordinary ones, and ones that are hard to set."""

import wrt
from wrt.derivation import Derivation, Line, Part, Use, Written
from wrt.expr.node import make

REGRESSION = {"X": "N p", "y": "N", "theta": "p", "J": ""}
TWO = {"z": "2", "A": "2 2", "J": ""}
INVERSE = {"A": "n n", "U": "n k", "C": "k k", "V": "k n"}
HOSTILE = 'expand (50% & <b>"more"</b> of $x_1$ #1 ~^\\ {é} * [a](b) `c` → α 中 // @x'
NUMBER = Written("n", "n", "n")


def formula(text, **shapes):
    return wrt.parse(text, shapes={name: shape for name, shape in shapes.items() if name in text}).node


def regression():
    of = lambda text: formula(text, **REGRESSION)
    start = Derivation((Part((
        Line(of("(y - X*theta)'*(y - X*theta)"), of("norm2(y - X*theta)^2"), "norm", "norm2(v)^2 = v'*v"),
        Line(of("y'*y - 2*y'*X*theta + theta'*X'*X*theta"), None, "multiply_out",
             inner=Derivation((Part((Line(of("theta'*X'"), of("(X*theta)'"), "transpose", "(A*B)' = B'*A'"),)),))),
    )),))  # fmt: skip
    return Derivation((Part((
        Line(of("D(norm2(y - X*theta)^2, theta)"), of("D(J, theta)"), "definition_of_J"),
        Line(of("D(y'*y - 2*y'*X*theta + theta'*X'*X*theta, theta)"), None, "expand", inner=start),
        Line(of("-2*X'*y + (X'*X + X'*X)*theta"), None, "quadratic_form", "D(v'*A*v, v) = (A + A')*v"),
        Line(of("2*X'*(X*theta - y)"), None, "collect", "", ("X'*X is symmetric",)),
    ), ("The gradient of", of("norm2(y - X*theta)^2"), "by", of("theta"), ", by rules.")),))  # fmt: skip


def components():
    of = lambda text: formula(text, **TWO)
    gathered = "[2*A[1,1]*z[1] + (A[1,2] + A[2,1])*z[2]; (A[1,2] + A[2,1])*z[1] + 2*A[2,2]*z[2]]"
    sums = Written("sum[i,j] z[i]*A[i,j]*z[j]", r"\sum_{i=1}^{n} \sum_{j} z_{i} \, A_{ij} \, z_{j}", "∑ᵢⱼ zᵢ Aᵢⱼ zⱼ")
    return Derivation((
        Part((
            Line(of("z'*A*z"), of("J"), "definition"),
            Line(of("[z[1], z[2]]*[A[1,1], A[1,2]; A[2,1], A[2,2]]*[z[1]; z[2]]"), None, "written_out"),
            Line(of("A[1,1]*z[1]^2 + (A[1,2] + A[2,1])*z[1]*z[2] + A[2,2]*z[2]^2"), None, "multiply_out"),
        ), ("Written out for", Written("n = 2", "n = 2", "n = 2"), ":")),
        Part((
            Line(of("2*A[1,1]*z[1] + (A[1,2] + A[2,1])*z[2]"), of("D(J, z[1])"), "power", "D(c*a^2, a) = 2*c*a"),
            Line(of("(A[1,2] + A[2,1])*z[1] + 2*A[2,2]*z[2]"), of("D(J, z[2])"), "power"),
        ), ("The partial derivatives are",)),
        Part((
            Line(of(gathered), of("D(J, z)"), "gathered"),
            Line(of("(A + A')*z"), None, "read_backwards"),
        )),
        Part((Line(sums, of("z'*A*z"), "index_form"),), ("For every", NUMBER, "with sums:")),
    ))  # fmt: skip


def inverse():
    of = lambda text: formula(text, **INVERSE)
    core, known = "inv(C) + V*inv(A)*U", ("A is invertible", "C is invertible")
    left = f"(A + U*C*V)*(inv(A) - inv(A)*U*inv({core})*V*inv(A))"
    out = f"eye - U*inv({core})*V*inv(A) + U*C*V*inv(A) - U*C*V*inv(A)*U*inv({core})*V*inv(A)"
    use = Use("inverse", (("B", of(core)),), of("A"))
    return Derivation((
        Part((
            Line(of(out), of(left), "multiply_out", "A*(B + C) = A*B + A*C", known),
            Line(of(f"eye + U*C*V*inv(A) - U*C*({core})*inv({core})*V*inv(A)"), None, "collect", "A*B + A*C = A*(B + C)"),
            Line(of("eye"), None, "inverse", "B*inv(B) = eye", (f"{core} is invertible", *known), uses=(use,)),
        ), (HOSTILE,)),
        Part((Line(formula("inv(A)*B", A="n n", B="n m"), formula("X"), "theorem_2"),), ("Second part:",)),
    ))  # fmt: skip


def wide():
    entries = ", ".join(f"A[1,{j}]*z[{j}] + B[{j},2]^2/3" for j in range(1, 7))
    matrix = formula(f"[{entries}; {entries.replace('A[1', 'A[3')}]", z="9", A="9 9", B="9 9")
    total = " + ".join(f"a{i}*X{i}'*X{i}" for i in range(1, 16))
    vectors = " + ".join(f"a{i}*w'*x{i}" for i in range(1, 16))
    product = "*".join(f"(X{i} + Y{i})" for i in range(1, 20))
    long = "D(A*B*C*D*E*F*G, G) = " + " + ".join(["A*B*C*D*E*F*G"] * 6)
    rows = (
        Line(matrix, formula("Z"), "a_matrix", long),
        Line(formula(f"({total})/2*w"), None, "fraction", "d(A*B) = dA*B + A*dB", inner=components()),
        Line(formula(f"D({vectors}, w)"), None, "derivative", inner=inverse()),
        Line(formula(product), None, "no rule is called <like> this & that_one"),
    )
    return Derivation((Part(rows, ("Wide formulas,", NUMBER, "of them.")),))


def differentials():
    product = formula("A*B")
    left = make("differential", (product, product), None, product.rows, product.cols)
    hole = make("hole", (), None, product.rows, product.cols)
    odd = "sqrt(norm2(x))*x./y + exp(x).*y + x_hat.*sigmoid(x) + learning_rate*x + theta1*softmax(x)"
    conditions = ("no entry of x is 0", "1 + v'*u is positive", "it is known", "A, B commute")
    return Derivation((Part((
        Line(make("add", (hole, left), None, product.rows, product.cols), left, "d", "d(A*d(B)) = dA*dB + A*d(d(B))"),
        Line(formula(odd), None, "rule_without_statement"),
        Line(formula("kron(A, B)*vec(X)"), None, "kron", "vec(A*X*B') = kron(B, A)*vec(X)"),
        Line(formula("logdet(X) + norm1(x)/abs(a)"), None, "odd", "f(g(x)) == ??", conditions),
    )),))  # fmt: skip


EXAMPLES = {made.__name__: made() for made in (regression, components, inverse, wide, differentials)}
EXAMPLES["empty"] = Derivation((Part((), ("Nothing to show.",)),))
