"""All the rules by topic, in the order in which they are read."""

from wrt.rules import (
    blocks,
    derivatives,
    determinants,
    differentials,
    entrywise,
    hadamard,
    inverses,
    kronecker,
    norms,
    products,
    projections,
    scalars,
    structure,
    sums_inverted,
    traces,
    transposes,
)
from wrt.rules.rule import Rule

TOPICS: dict[str, tuple[Rule, ...]] = {
    "Derivatives": derivatives.RULES,
    "Differentials": differentials.RULES,
    "Transposes": transposes.RULES,
    "Sums, products and powers": products.RULES,
    "Scalars": scalars.RULES,
    "Inverses": inverses.RULES,
    "Inverses of sums": sums_inverted.RULES,
    "Traces": traces.RULES,
    "Determinants": determinants.RULES,
    "Kronecker products and vec": kronecker.RULES,
    "Entrywise products, diag and sum": hadamard.RULES,
    "Entrywise functions": entrywise.RULES,
    "Norms and quadratic forms": norms.RULES,
    "Facts as equations": structure.RULES,
    "Projections, centering and the pseudoinverse": projections.RULES,
    "Blocks and entries": blocks.RULES,
}
