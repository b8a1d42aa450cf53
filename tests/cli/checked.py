"""Documents to check, and `wrt check` as the tests call it."""

from cli.command import run as command

RIGHT = "(A + B)*x = A*x + B*x\n"
WRONG = "D(x'*A*x, x) = A*x + A'*x\n= 2*A*x\n"
OPEN = "x'*x >= 0\n"
FIT = "J = norm2(y - X*theta)^2\nD(J, theta) = -2*X'*y + 2*X'*X*theta\n0 = X'*X*theta - X'*y\ntheta = inv(X'*X)*X'*y\n"
DOCUMENT = r"""# Gradient

Let $A$ be an $n \times n$ matrix.

$$
\begin{aligned}
\frac{\partial}{\partial \mathbf{x}} \mathbf{x}^T A \mathbf{x} &= A\mathbf{x} + A^T\mathbf{x} \\
 &= 2A\mathbf{x}
\end{aligned}
$$
"""


def run(capsys, *words):
    return command(capsys, "check", *words)
