"""From an objective to its stationary point, and what kind of point it is; no formula is read here."""
