"""Re-checks certificates and decides equality of terms by index algebra; it imports nothing of the engine.

A term is nested lists (`wrt.certificate.term`).  `lower` writes each entry of it as a sum of products of entries with
bound (summed) indices, in a canonical form; two terms are equal where these are the same.  What is trusted is this:

- what each operator means in indices (`LOWER`), the product rule of sums, and powers of one base: exponents add;
- the derivatives of the functions (`SLOPES`), d inv(E) = -inv(E)*dE*inv(E), d det(E) = det(E)*tr(inv(E)*dE),
  d log|det(E)| = tr(inv(E)*dE), d(b^e) = e*b^(e-1)*db + log(b)*b^e*de;
  inv(E)' = inv(E'), pinv(E)' = pinv(E'), det(E') = det(E), which functions are odd, even or positive (`ODD`, `EVEN`);
- sizes are at least 1, numbers are real, and x^e for an e that is not an integer is defined for x >= 0 only;
- the rules handed to `check`, each for all sizes and wherever its conditions hold;
- what facts imply (`IMPLIES`) and which expressions have them (`_infer`).

"Equal" means equal wherever both sides are defined (x/x = 1).  So that a step cannot lose or gain points unseen, all
that is written between the sides of a claim must be defined where the sides are, or have its conditions listed.
A rule whose conditions could bind the variable itself (symmetry, not invertibility) is not used under a derivative.
Work is bounded: what is too large or malformed is `Rejected`, never accepted.
"""

from wrt.kernel.axes import Rejected
from wrt.kernel.check import check, missing
from wrt.kernel.equality import equal

__all__ = ["Rejected", "check", "equal", "missing"]
