"""Sums over samples, written without an index."""
