"""Re-checks certificates and decides equality of terms by index algebra; it imports nothing of the engine.

A term is nested lists (`wrt.certificate.term`).  Read the four modules in this order: `places` (sizes, how axes are
divided, places on them), `algebra` (sums of products in canonical form), `terms` (what each operator means in indices,
derivatives), `check` (facts, rules instantiated, certificates).  What is trusted is this:

- what each operator means (`OPERATORS`, `LEAVES`, `DEFINED`), sums over indices, powers of one base: exponents add;
- exp(a + b) = exp(a)*exp(b), exp(log(x)) = x, b^e = exp(e*log(b)) for an e that is no number, which functions are odd,
  even or positive (`ODD`, `EVEN`, `POSITIVE`), inv(E)' = inv(E'), pinv(E)' = pinv(E'), det(E') = det(E);
- the slopes of functions (`SLOPES`), the product rule, d inv(E) = -inv(E)*dE*inv(E), d det(E) = det(E)*tr(inv(E)*dE),
  d log|det(E)| = tr(inv(E)*dE);
- sizes are at least 1, numbers are real, and x^e for an e that is not an integer is defined for x >= 0 only;
- the rules handed to `check`, each for all sizes and wherever its conditions hold, and what facts imply (`IMPLIES`).

"Equal" means equal wherever both sides are defined (x/x = 1).  So that a step cannot lose or gain points unseen, all
that is written between the sides of a claim must be defined where the sides are, or have its conditions listed.
A rule whose conditions could bind the variable itself (symmetry, not invertibility) is not used under a derivative.
Work is bounded: what is too large or malformed is `Rejected`, never accepted.
"""

from wrt.kernel.check import check, equal, missing
from wrt.kernel.places import Rejected

__all__ = ["Rejected", "check", "equal", "missing"]
