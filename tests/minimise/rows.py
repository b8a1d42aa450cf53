"""Objectives with what an expert would answer; the same objective in JAX judges the values.

Each row: name, objective, unknowns, shapes, assumptions, constraints, objective in jax.numpy, constraints in jax.numpy,
kind, answer as it should be printed ("" where any right one will do).
"""

from typing import Any, NamedTuple


class Row(NamedTuple):
    name: str
    objective: str
    unknowns: str
    shapes: dict[str, str]
    assume: dict[str, Any]
    subject_to: tuple[str, ...]
    jax: str
    jax_constraints: tuple[str, ...]
    kind: str
    text: str


def row(name, objective, unknowns, shapes, jax, kind="minimum", text="", assume=None, subject_to=(), constraints=()):
    shapes = {pair.split(":")[0]: pair.split(":")[1].replace(",", " ") for pair in shapes.split()}
    assume = {pair.split(":")[0]: pair.split(":")[1] for pair in (assume or "").split()}
    return Row(name, objective, unknowns, shapes, assume, tuple(subject_to), jax, tuple(constraints), kind, text)


TALL = "X:full_column_rank"
ROWS = [
    # least squares and its relatives
    row("ols", "norm2(y - X*theta)^2/N", "theta", "y:n X:n,p theta:p N:", "jnp.sum((y-X@theta)**2)/N",
        text="inv(X'*X)*X'*y", assume=TALL + " N:positive"),
    row("ols-expanded", "theta'*X'*X*theta - 2*y'*X*theta + y'*y", "theta", "y:n X:n,p theta:p",
        "theta@X.T@X@theta-2*y@X@theta+y@y", text="inv(X'*X)*X'*y", assume=TALL),
    row("ols-columns", "norm2(y - X'*w)^2", "w", "y:n X:p,n w:p", "jnp.sum((y-X.T@w)**2)", text="inv(X*X')*X*y",
        assume="X:full_row_rank"),
    row("ridge", "norm2(y - X*w)^2 + lam*norm2(w)^2", "w", "y:n X:n,p w:p lam:", "jnp.sum((y-X@w)**2)+lam*jnp.sum(w**2)",
        text="inv(X'*X + lam*eye)*X'*y", assume="lam:positive"),
    row("ridge-mean", "norm2(y - X*w)^2/N + lam*norm2(w)^2", "w", "y:n X:n,p w:p lam: N:",
        "jnp.sum((y-X@w)**2)/N+lam*jnp.sum(w**2)", text="inv(X'*X + N*lam*eye)*X'*y", assume="lam:positive N:positive"),
    row("ridge-by-size", "norm2(y - X*w)^2/n + lam*norm2(w)^2", "w", "y:n X:n,p w:p lam:",
        "jnp.sum((y-X@w)**2)/len(y)+lam*jnp.sum(w**2)", text="inv(X'*X + lam*n*eye)*X'*y", assume="lam:positive"),
    row("ridge-toward", "norm2(y - X*w)^2 + lam*norm2(w - m)^2", "w", "y:n X:n,p w:p m:p lam:",
        "jnp.sum((y-X@w)**2)+lam*jnp.sum((w-m)**2)", text="inv(X'*X + lam*eye)*(X'*y + lam*m)", assume="lam:positive"),
    row("tikhonov", "norm2(A*x - b)^2 + norm2(G*x)^2", "x", "A:m,n b:m G:k,n x:n",
        "jnp.sum((A@x-b)**2)+jnp.sum((G@x)**2)", text="inv(A'*A + G'*G)*A'*b", assume="A:full_column_rank"),
    row("gls", "(y - X*b)'*inv(S)*(y - X*b)", "b", "y:n X:n,p b:p S:n,n", "(y-X@b)@jnp.linalg.solve(S,y-X@b)",
        text="inv(X'*inv(S)*X)*X'*inv(S)*y", assume=TALL + " S:spd"),
    row("weighted", "sum(w.*(y - X*t).^2)", "t", "w:n t:p X:n,p y:n", "jnp.sum(w*(y-X@t)**2)",
        text="inv(X'*diag(w)*X)*X'*(w.*y)", assume=TALL + " w:positive"),
    row("multi-response", "normF(Y - X*B)^2", "B", "Y:n,k X:n,p B:p,k", "jnp.sum((Y-X@B)**2)", text="inv(X'*X)*X'*Y",
        assume=TALL),
    row("multi-ridge", "normF(Y - X*B)^2 + lam*normF(B)^2", "B", "Y:n,k X:n,p B:p,k lam:",
        "jnp.sum((Y-X@B)**2)+lam*jnp.sum(B**2)", text="inv(X'*X + lam*eye)*X'*Y", assume="lam:positive"),
    row("multi-ridge-right", "normF(Y - B*X)^2 + lam*normF(B)^2", "B", "Y:k,n X:p,n B:k,p lam:",
        "jnp.sum((Y-B@X)**2)+lam*jnp.sum(B**2)", text="Y*X'*inv(X*X' + lam*eye)", assume="lam:positive"),
    row("kernel-ridge", "norm2(y - K*a)^2 + lam*a'*K*a", "a", "y:n K:n,n a:n lam:", "jnp.sum((y-K@a)**2)+lam*a@K@a",
        text="inv(K + lam*eye)*y", assume="K:spd lam:positive"),
    row("map", "norm2(y - X*t)^2/(2*s) + (t - m)'*inv(P)*(t - m)/2", "t", "y:n X:n,p t:p m:p P:p,p s:",
        "jnp.sum((y-X@t)**2)/(2*s)+0.5*(t-m)@jnp.linalg.solve(P,t-m)", assume="P:spd s:positive",
        text="inv(X'*X + s*inv(P))*(X'*y + s*inv(P)*m)"),
    row("two-estimates", "(x - a)'*A*(x - a) + (x - b)'*B*(x - b)", "x", "x:n a:n b:n A:n,n B:n,n",
        "(x-a)@A@(x-a)+(x-b)@B@(x-b)", text="inv(A + B)*(A*a + B*b)", assume="A:spd B:spd"),
    row("unit-square-root", "norm2(A*x - b)", "x", "A:m,n b:m x:n", "jnp.linalg.norm(A@x-b)", assume="A:full_column_rank",
        text="inv(A'*A)*A'*b", kind="minimum"),
    # matrix unknowns
    row("als-left", "normF(R - U*V')^2", "U", "R:m,n U:m,k V:n,k", "jnp.sum((R-U@V.T)**2)", text="R*V*inv(V'*V)",
        assume="V:full_column_rank"),
    row("als-right", "normF(R - U*V')^2 + lam*normF(V)^2", "V", "R:m,n U:m,k V:n,k lam:",
        "jnp.sum((R-U@V.T)**2)+lam*jnp.sum(V**2)", text="R'*U*inv(U'*U + lam*eye)", assume="lam:positive"),
    row("both-sides", "normF(A*X*B - C)^2", "X", "A:m,n X:n,k B:k,p C:m,p", "jnp.sum((A@X@B-C)**2)",
        text="inv(A'*A)*A'*C*B'*inv(B*B')", assume="A:full_column_rank B:full_row_rank"),
    row("both-sides-ridge", "normF(A*X*B - C)^2 + lam*normF(X)^2", "X", "A:m,n X:n,k B:k,p C:m,p lam:",
        "jnp.sum((A@X@B-C)**2)+lam*jnp.sum(X**2)", assume="lam:positive",
        text="vec(X) = inv(kron(B*B', A'*A) + lam*eye)*vec(A'*C*B')"),
    row("sylvester", "tr(X'*A*X)/2 + tr(X*B*X')/2 - tr(C'*X)", "X", "A:n,n B:m,m C:n,m X:n,m",
        "jnp.trace(X.T@A@X)/2+jnp.trace(X@B@X.T)/2-jnp.trace(C.T@X)", assume="A:spd B:spd",
        text="vec(X) = inv(kron(eye(m), A) + kron(B, eye(n)))*vec(C)"),
    row("quadratic-trace", "tr(X*A*X'*B) - 2*tr(C*X)", "X", "X:m,n A:n,n B:m,m C:n,m",
        "jnp.trace(X@A@X.T@B)-2*jnp.trace(C@X)", text="inv(B)*C'*inv(A)", assume="A:spd B:spd"),
    row("kalman-gain", "tr((eye - K*H)*P*(eye - K*H)' + K*R*K')", "K", "K:n,m H:m,n P:n,n R:m,m",
        "jnp.trace((jnp.eye(len(P))-K@H)@P@(jnp.eye(len(P))-K@H).T+K@R@K.T)", text="P*H'*inv(H*P*H' + R)",
        assume="P:spd R:spd"),
    row("kalman-update", "(x - a)'*inv(P)*(x - a) + (z - H*x)'*inv(R)*(z - H*x)", "x", "x:n a:n z:m H:m,n P:n,n R:m,m",
        "(x-a)@jnp.linalg.solve(P,x-a)+(z-H@x)@jnp.linalg.solve(R,z-H@x)", assume="P:spd R:spd",
        text="inv(inv(P) + H'*inv(R)*H)*(inv(P)*a + H'*inv(R)*z)"),
    row("nearest-symmetric", "normF(X - A)^2", "X", "X:n,n A:n,n", "jnp.sum(((X+X.T)/2-A)**2)", text="(A + A')/2",
        assume="X:symmetric"),
    # likelihoods
    row("gauss-mean", "tr((X - vector(1)*mu')*P*(X - vector(1)*mu')')/2", "mu", "X:n,d mu:d P:d,d",
        "0.5*jnp.trace((X-mu)@P@(X-mu).T)", text="X'*vector(1)/n", assume="P:spd"),
    row("gauss-covariance", "n*logdet(S)/2 + tr(inv(S)*A)/2", "S", "S:d,d A:d,d n:",
        "(lambda S: n*jnp.linalg.slogdet(S)[1]/2+jnp.trace(jnp.linalg.solve(S,A))/2)((S+S.T)/2)", text="A/n", assume="S:spd A:spd n:positive"),
    row("gauss-precision", "tr(P*A)/2 - n*logdet(P)/2", "P", "P:d,d A:d,d n:",
        "(lambda P: jnp.trace(P@A)/2-n*jnp.linalg.slogdet(P)[1]/2)((P+P.T)/2)", text="n*inv(A)", assume="P:spd A:spd n:positive"),
    row("gauss-variance", "n*log(v)/2 + norm2(x - m*vector(1))^2/(2*v)", "v", "v: x:n m:",
        "len(x)*jnp.log(v)/2+jnp.sum((x-m)**2)/(2*v)", text="norm2(x - m*vector(1))^2/n", assume="v:positive"),
    row("gauss-deviation", "n*log(s) + norm2(x)^2/(2*s^2)", "s", "s: x:n", "len(x)*jnp.log(s)+jnp.sum(x**2)/(2*s**2)",
        assume="s:positive"),
    row("regression-variance", "n*log(v)/2 + norm2(y - X*b)^2/(2*v)", "b v", "v: b:p y:n X:n,p",
        "len(y)*jnp.log(v)/2+jnp.sum((y-X@b)**2)/(2*v)", assume="v:positive " + TALL,
        text="b = inv(X'*X)*X'*y; v = norm2(y - X*b)^2/n"),
    row("poisson", "n*lam - sum(x)*log(lam)", "lam", "lam: x:n", "len(x)*lam-jnp.sum(x)*jnp.log(lam)", text="sum(x)/n",
        assume="lam:positive x:positive"),
    row("exponential", "lam*sum(x) - n*log(lam)", "lam", "lam: x:n", "lam*jnp.sum(x)-len(x)*jnp.log(lam)", text="n/sum(x)",
        assume="lam:positive x:positive"),
    row("bernoulli", "-k*log(p) - (m - k)*log(1 - p)", "p", "p: k: m:", "-k*jnp.log(p)-(m-k)*jnp.log(1-p)", text="k/m",
        assume="p:probability k:probability m:positive"),
    row("bernoulli-sample", "-sum(x)*log(p) - (n - sum(x))*log(1 - p)", "p", "p: x:n",
        "-jnp.sum(x)*jnp.log(p)-(len(x)-jnp.sum(x))*jnp.log(1-p)", text="sum(x)/n", assume="p:probability x:probability"),
    row("geometric", "-n*log(p) - sum(x)*log(1 - p)", "p", "p: x:n", "-len(x)*jnp.log(p)-jnp.sum(x)*jnp.log(1-p)",
        text="n/(sum(x) + n)", assume="p:probability x:positive"),
    row("gamma-rate", "b*sum(x) - n*a*log(b)", "b", "a: b: x:n", "b*jnp.sum(x)-len(x)*a*jnp.log(b)", text="a*n/sum(x)",
        assume="a:positive b:positive x:positive"),
    # constraints
    row("constrained-ls", "norm2(y - X*theta)^2", "theta", "y:n X:n,p theta:p C:m,p d:m", "jnp.sum((y-X@theta)**2)",
        assume=TALL + " C:full_row_rank", subject_to=["C*theta = d"], constraints=["C@theta-d"],
        text="inv(X'*X)*(X'*y - C'*inv(C*inv(X'*X)*C')*(C*inv(X'*X)*X'*y - d))"),
    row("minimum-norm", "norm2(x)^2", "x", "x:n A:m,n b:m", "jnp.sum(x**2)", text="A'*inv(A*A')*b",
        assume="A:full_row_rank", subject_to=["A*x = b"], constraints=["A@x-b"]),
    row("projection", "norm2(x - a)^2", "x", "x:n a:n A:m,n b:m", "jnp.sum((x-a)**2)", text="a - A'*inv(A*A')*(A*a - b)",
        assume="A:full_row_rank", subject_to=["A*x = b"], constraints=["A@x-b"]),
    row("minimum-variance", "w'*S*w", "w", "w:n S:n,n", "w@S@w", text="inv(S)*vector(1)/sum(inv(S))", assume="S:spd",
        subject_to=["sum(w) = 1"], constraints=["jnp.sum(w)-1"]),
    row("two-constraints", "w'*S*w/2", "w", "w:n S:n,n mu:n r:", "w@S@w/2", assume="S:spd",
        subject_to=["sum(w) = 1", "mu'*w = r"], constraints=["jnp.sum(w)-1", "mu@w-r"]),
    row("broyden", "normF(X - J)^2", "X", "X:m,n J:m,n s:n y:m", "jnp.sum((X-J)**2)", subject_to=["X*s = y"],
        constraints=["X@s-y"], text="J - (J*s - y)*s'/(s'*s)"),
    row("entropy", "sum(p.*log(p)) - c'*p", "p", "p:n c:n", "jnp.sum(p*jnp.log(p))-c@p", text="softmax(c)",
        assume="p:positive", subject_to=["sum(p) = 1"], constraints=["jnp.sum(p)-1"]),
    row("entropy-flat", "sum(p.*log(p))", "p", "p:n", "jnp.sum(p*jnp.log(p))", text="ones(n)/n",
        assume="p:sums_to_one", constraints=["jnp.sum(p)-1"]),
    row("multinomial", "-sum(k.*log(p))", "p", "p:n k:n", "-jnp.sum(k*jnp.log(p))", text="k/sum(k)",
        assume="p:positive k:positive", subject_to=["sum(p) = 1"], constraints=["jnp.sum(p)-1"]),
    row("sphere", "c'*x", "x", "x:n c:n", "c@x", subject_to=["norm2(x)^2 = 1"], constraints=["jnp.sum(x**2)-1"]),
    # steps of algorithms, proximal operators, entry by entry
    row("newton", "f + g'*s + s'*H*s/2", "s", "f: g:n s:n H:n,n", "f+g@s+s@H@s/2", text="-inv(H)*g", assume="H:spd"),
    row("gauss-newton", "norm2(r + J*s)^2", "s", "r:m J:m,n s:n", "jnp.sum((r+J@s)**2)", text="-inv(J'*J)*J'*r",
        assume="J:full_column_rank"),
    row("levenberg-marquardt", "norm2(r + J*s)^2 + mu*norm2(s)^2", "s", "r:m J:m,n s:n mu:",
        "jnp.sum((r+J@s)**2)+mu*jnp.sum(s**2)", text="-inv(J'*J + mu*eye)*J'*r", assume="mu:positive"),
    row("line-search", "(x + t*p)'*A*(x + t*p)/2 - b'*(x + t*p)", "t", "t: x:n p:n A:n,n b:n",
        "(x+t*p)@A@(x+t*p)/2-b@(x+t*p)", assume="A:spd"),
    row("prox-quadratic", "x'*A*x/2 + b'*x + norm2(x - v)^2/(2*t)", "x", "x:n v:n b:n A:n,n t:",
        "x@A@x/2+b@x+jnp.sum((x-v)**2)/(2*t)", text="inv(t*A + eye)*(v - t*b)", assume="A:psd t:positive"),
    row("prox-log", "norm2(x - v)^2/(2*t) - sum(log(x))", "x", "x:n v:n t:", "jnp.sum((x-v)**2)/(2*t)-jnp.sum(jnp.log(x))",
        text="(v + sqrt(v.^2 + 4*t*vector(1)))/2", assume="x:positive t:positive"),
    row("prox-metric", "b'*x + (x - v)'*P*(x - v)/2", "x", "x:n v:n b:n P:n,n", "b@x+(x-v)@P@(x-v)/2", text="v - inv(P)*b",
        assume="P:spd"),
    row("entrywise-exp", "sum(exp(x)) - c'*x", "x", "x:n c:n", "jnp.sum(jnp.exp(x))-c@x", text="log(c)",
        assume="c:positive"),
    row("entrywise-weights", "norm2(w.*x - b)^2", "x", "x:n w:n b:n", "jnp.sum((w*x-b)**2)", text="b./w",
        assume="w:nonzero"),
    row("entrywise-matrix", "sum(W.*(X - A).^2)", "X", "X:m,n W:m,n A:m,n", "jnp.sum(W*(X-A)**2)", text="A",
        assume="W:positive"),
    # several unknowns
    row("intercept", "norm2(y - X*w - b*vector(1))^2", "w b", "y:n X:n,p w:p b:", "jnp.sum((y-X@w-b)**2)",
        assume=TALL, text="w = inv(X'*(X - vector(1)*vector(1)'*X/n))*X'*(y - sum(y)*vector(1)/n); b = sum(y - X*w)/n"),
    row("mean-and-covariance", "n*logdet(S)/2 + tr((X - vector(1)*m')*inv(S)*(X - vector(1)*m')')/2", "m S",
        "X:n,d m:d S:d,d", "(lambda S: len(X)*jnp.linalg.slogdet(S)[1]/2+jnp.trace((X-m)@jnp.linalg.inv(S)@(X-m).T)/2)((S+S.T)/2)",
        assume="S:spd X:full_column_rank"),
    row("two-blocks", "norm2(y - A*u - B*v)^2 + lam*norm2(u)^2 + mu*norm2(v)^2", "u v", "y:n A:n,p B:n,q u:p v:q lam: mu:",
        "jnp.sum((y-A@u-B@v)**2)+lam*jnp.sum(u**2)+mu*jnp.sum(v**2)", assume="lam:positive mu:positive"),
    # other kinds
    row("saddle", "x'*A*x/2 - b'*x", "x", "x:n A:n,n b:n", "x@A@x/2-b@x", kind="saddle, unbounded below",
        text="inv(A)*b", assume="A:indefinite"),
    row("maximum", "-norm2(y - X*w)^2", "w", "y:n X:n,p w:p", "-jnp.sum((y-X@w)**2)", kind="maximum, unbounded below",
        text="inv(X'*X)*X'*y", assume=TALL),
    row("concave", "x'*A*x", "x", "x:n A:n,n", "x@A@x", kind="maximum, unbounded below", text="zeros(n)",
        assume="A:negative_definite"),
    row("concave-likelihood", "n*log(q) - q*sum(x)", "q", "q: x:n", "len(x)*jnp.log(q)-q*jnp.sum(x)",
        kind="maximum, unbounded below", text="n/sum(x)", assume="q:positive x:positive"),
    row("undecided", "x'*A*x/2 - b'*x", "x", "x:n A:n,n b:n", "x@A@x/2-b@x", kind="stationary point",
        text="2*inv(A + A')*b"),
    row("rank-one", "(a'*x - c)^2", "x", "a:n x:n c:", "(a@x-c)**2", kind="not unique"),
    row("rank-deficient", "norm2(y - X*t)^2", "t", "y:n X:n,p t:p", "jnp.sum((y-X@t)**2)", kind="not unique",
        text="pinv(X)*y", assume="X:rank_deficient"),
    row("wide", "norm2(y - X*t)^2", "t", "y:3 X:3,5 t:5", "jnp.sum((y-X@t)**2)", kind="not unique", text="pinv(X)*y"),
    row("double-well", "(t^2 - a)^2", "t", "t: a:", "(t**2-a)**2", kind="not unique", text="sqrt(a)", assume="a:positive"),
]  # fmt: skip

# objectives without a value: name, objective, unknowns, shapes, assumptions, kind
WITHOUT = [
    ("linear", "c'*x", "x", {"c": "n", "x": "n"}, {}, "unbounded"),
    ("linear-matrix", "tr(C'*X)", "X", {"C": "m n", "X": "m n"}, {}, "unbounded"),
    ("flat-direction", "(a'*x)^2 - b'*x", "x", {"a": "n", "b": "n", "x": "n"}, {}, "unbounded"),
    (
        "logistic",
        "sum(log(vector(1) + exp(X*w))) - t'*X*w",
        "w",
        {"t": "n", "X": "n p", "w": "p"},
        {},
        "no closed form",
    ),
    ("softmax", "log(sum(exp(X*w))) - c'*w + norm2(w)^2", "w", {"X": "n p", "c": "p", "w": "p"}, {}, "no closed form"),
    (
        "lasso",
        "norm2(y - X*w)^2 + lam*norm1(w)",
        "w",
        {"y": "n", "X": "n p", "w": "p", "lam": ""},
        {"lam": "positive"},
        "no closed form",
    ),
    ("absolute", "sum(abs(x))", "x", {"x": "n"}, {}, "no closed form"),
    ("relu", "sum(relu(x)) - c'*x", "x", {"x": "n", "c": "n"}, {}, "no closed form"),
    ("both-factors", "normF(R - U*V')^2", "U V", {"R": "m n", "U": "m k", "V": "n k"}, {}, "no closed form"),
    ("rayleigh", "x'*A*x/(x'*x)", "x", {"x": "n", "A": "n n"}, {"A": "symmetric"}, "no closed form"),
    ("exponential", "exp(t)", "t", {"t": ""}, {}, "no stationary point"),
    ("quartic", "norm2(x)^4 - c'*x", "x", {"x": "n", "c": "n"}, {}, "no closed form"),
    ("transcendental", "exp(t) + t^2", "t", {"t": ""}, {}, "no closed form"),
]
