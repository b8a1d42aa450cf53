"""Refutation: exact evaluation at points that honour the facts, and small readable counterexamples."""
