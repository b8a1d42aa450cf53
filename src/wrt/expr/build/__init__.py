"""Builders: each makes an expression in normal form from operands in normal form.

The normal form is what equal expressions have in common without any rule that a reader would want to see: sums and
products are flat and in canonical order, numbers are collected, transposes are pushed in.  The builders of one file
call those of the others, so the files import each other as modules.
"""

from wrt.expr.build.chains import dot
from wrt.expr.build.counts import dim_number
from wrt.expr.build.entrywise import HALF, fn, had, hpow, softmax
from wrt.expr.build.functionals import norm1, norm2, sum_
from wrt.expr.build.leaves import (
    MINUS_ONE,
    ONE,
    ZERO,
    Rational,
    basis,
    commutation,
    differential_of,
    eye,
    is_number,
    is_zero,
    num,
    ones,
    rational,
    sym,
    zero,
)
from wrt.expr.build.matrices import det, inv, logdet, mpow, pinv, tr
from wrt.expr.build.powers import is_positive, pow_
from wrt.expr.build.products import chain_of, is_dot, mul
from wrt.expr.build.shaping import block, diag, diagpart, entry, kron, vec
from wrt.expr.build.sums import add, neg, scale, split, sub
from wrt.expr.build.transpose import T

__all__ = [
    "HALF",
    "MINUS_ONE", "ONE", "ZERO", "Rational", "T", "add", "basis", "block", "chain_of", "commutation", "det", "diag",
    "diagpart", "differential_of", "dim_number", "dot", "entry", "eye", "fn", "had", "hpow", "inv", "is_dot",
    "is_number", "is_positive", "is_zero", "kron", "logdet", "mpow", "mul", "neg", "norm1", "norm2", "num", "ones",
    "pinv", "pow_", "rational", "scale", "softmax", "split", "sub", "sum_", "sym", "tr", "vec", "zero",
]  # fmt: skip
