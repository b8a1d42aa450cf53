"""Whole outputs as they should read."""

from documents.examples import EXAMPLES
from wrt.documents.writers import write

TERMINAL = r"""Regression

The gradient of ‖y − Xθ‖² by θ, by rules.
∂J/∂θ = ∂‖y − Xθ‖²/∂θ                definition of J
      = ∂(yᵀy − 2yᵀXθ + θᵀXᵀXθ)/∂θ   expand
        │ ‖y − Xθ‖² = (y − Xθ)ᵀ(y − Xθ)      by ‖v‖² = vᵀv
        │           = yᵀy − 2yᵀXθ + θᵀXᵀXθ   multiply out
        │         │ (Xθ)ᵀ = θᵀXᵀ   by (AB)ᵀ = BᵀAᵀ
      = −2Xᵀy + (XᵀX + XᵀX)θ         by ∂(vᵀAv)/∂v = (A + Aᵀ)v
      = 2Xᵀ(Xθ − y)                  collect (XᵀX is symmetric)"""


TEXT = r"""expand (50% & <b>"more"</b> of $x_1$ #1 ~^\ {é} * [a](b) `c` → α 中 // @x
(A + U*C*V)*(inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A))
= eye - U*inv(inv(C) + V*inv(A)*U)*V*inv(A)     by A*(B + C) = A*B + A*C (A is
       + U*C*V*inv(A)                           invertible, C is invertible)
       - U*C*V*inv(A)*U*
       inv(inv(C) + V*inv(A)*U)*V*inv(A)
= eye + U*C*V*inv(A)                            by A*B + A*C = A*(B + C)
       - U*C*(inv(C) + V*inv(A)*U)*
       inv(inv(C) + V*inv(A)*U)*V*inv(A)
= eye(n)                                        by B*inv(B) = eye (inv(C) +
                                                V*inv(A)*U is invertible, A is
                                                invertible, C is invertible)

Second part:
X = inv(A)*B   theorem 2"""


MARKDOWN = r"""The gradient of $\lVert \mathbf{y} - X \boldsymbol{\theta} \rVert_{2}^{2}$ by $\boldsymbol{\theta}$, by rules.

$$
\begin{aligned}
\frac{\partial J}{\partial \boldsymbol{\theta}} &= \frac{\partial \lVert \mathbf{y} - X \boldsymbol{\theta} \rVert_{2}^{2}}{\partial \boldsymbol{\theta}} && \text{definition of J} \\
&= \frac{\partial (\mathbf{y}^\top \mathbf{y} - 2 \mathbf{y}^\top X \boldsymbol{\theta} + \boldsymbol{\theta}^\top X^\top X \boldsymbol{\theta})}{\partial \boldsymbol{\theta}} && \text{expand} \\
&= -2 X^\top \mathbf{y} + (X^\top X + X^\top X) \boldsymbol{\theta} && \text{by}\ {\textstyle \frac{\partial \mathbf{v}^\top A \mathbf{v}}{\partial \mathbf{v}} = (A + A^\top) \mathbf{v}} \\
&= 2 X^\top (X \boldsymbol{\theta} - \mathbf{y}) && \text{collect}\ \text{(}{\textstyle X^\top X}\ \text{is symmetric}\text{)}
\end{aligned}
$$
"""


LATEX = r"""\begingroup\allowdisplaybreaks\renewcommand{\arraystretch}{1.25}\setlength{\jot}{5pt}

The gradient of $\lVert \mathbf{y} - X \boldsymbol{\theta} \rVert_{2}^{2}$ by $\boldsymbol{\theta}$, by rules.
\begin{alignat*}{2}
\frac{\partial J}{\partial \boldsymbol{\theta}} &= \frac{\partial \lVert \mathbf{y} - X \boldsymbol{\theta} \rVert_{2}^{2}}{\partial \boldsymbol{\theta}} &&\qquad \text{\small definition of J} \\
 &= \frac{\partial (\mathbf{y}^\top \mathbf{y} - 2 \mathbf{y}^\top X \boldsymbol{\theta} + \boldsymbol{\theta}^\top X^\top X \boldsymbol{\theta})}{\partial \boldsymbol{\theta}} &&\qquad \text{\small expand (1)} \\
 &= -2 X^\top \mathbf{y} + (X^\top X + X^\top X) \boldsymbol{\theta} &&\qquad \text{\small by $\frac{\partial \mathbf{v}^\top A \mathbf{v}}{\partial \mathbf{v}} = (A + A^\top) \mathbf{v}$} \\
 &= 2 X^\top (X \boldsymbol{\theta} - \mathbf{y}) &&\qquad \text{\small collect ($X^\top X$ is symmetric)}
\end{alignat*}
\begin{list}{}{\setlength{\leftmargin}{1.8em}}\item\relax
Step (1) in detail:
\begin{alignat*}{2}
\lVert \mathbf{y} - X \boldsymbol{\theta} \rVert_{2}^{2} &= (\mathbf{y} - X \boldsymbol{\theta})^\top (\mathbf{y} - X \boldsymbol{\theta}) &&\qquad \text{\small by $\lVert \mathbf{v} \rVert_{2}^{2} = \mathbf{v}^\top \mathbf{v}$} \\
 &= \mathbf{y}^\top \mathbf{y} - 2 \mathbf{y}^\top X \boldsymbol{\theta} + \boldsymbol{\theta}^\top X^\top X \boldsymbol{\theta} &&\qquad \text{\small multiply out}
\end{alignat*}
\end{list}
\endgroup"""


TYPST = r"""#set page(margin: 2.2cm)
#set text(size: 10pt)
#set math.mat(gap: 0.5em)
#show math.equation.where(block: true): set align(left)
#show math.equation.where(block: true): set block(breakable: true)
#let beyond(it) = context { box(it); h(-measure(it).width) }

The gradient of $lr(‖ upright(bold(y)) - X bold(θ) ‖)_(2)^(2)$ by $bold(θ)$, by rules.

$ frac(∂ J, ∂ bold(θ)) &= frac(∂ lr(‖ upright(bold(y)) - X bold(θ) ‖)_(2)^(2), ∂ bold(θ)) & wide & #text(size: 0.9em)[definition of J] \
   &= frac(∂ \( upright(bold(y))^(⊤) upright(bold(y)) - 2 upright(bold(y))^(⊤) X bold(θ) + bold(θ)^(⊤) X^(⊤) X bold(θ) \), ∂ bold(θ)) & wide & #text(size: 0.9em)[expand] \
   &= - 2 X^(⊤) upright(bold(y)) + \( X^(⊤) X + X^(⊤) X \) bold(θ) & wide & #text(size: 0.9em)[by $frac(∂ upright(bold(v))^(⊤) A upright(bold(v)), ∂ upright(bold(v))) = \( A + A^(⊤) \) upright(bold(v))$] \
   &= 2 X^(⊤) \( X bold(θ) - upright(bold(y)) \) & wide & #text(size: 0.9em)[collect ($X^(⊤) X$ is symmetric)] $
"""


def test_terminal():
    assert write(EXAMPLES["regression"], "unicode", depth=3, width=90, title="Regression") == TERMINAL


def test_text():
    assert write(EXAMPLES["inverse"], "text", width=80) == TEXT


def test_markdown():
    assert write(EXAMPLES["regression"], "markdown") == MARKDOWN


def test_latex():
    assert write(EXAMPLES["regression"], "latex", depth=2) == LATEX


def test_typst():
    assert write(EXAMPLES["regression"], "typst") == TYPST
