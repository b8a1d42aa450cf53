"""All identities written down for these tests, by topic."""

from __future__ import annotations

from correct import identities_false, identities_functions, identities_hard, identities_own, identities_traps

TOPICS = {
    "algebra": identities_own.TRUE_ALGEBRA,
    "quadratic": identities_own.TRUE_QUADRATIC,
    "entrywise": identities_functions.TRUE_ENTRYWISE,
    "derivatives": identities_functions.TRUE_DERIVATIVES,
    "false": identities_false.FALSE,
    "powers": identities_traps.POWERS,
    "sizes": identities_traps.SIZES,
    "facts": identities_traps.FACTS,
    "facts under derivatives": identities_traps.DERIVATIVES,
    "hard": identities_hard.HARD,
}
ALL = [row for rows in TOPICS.values() for row in rows]
