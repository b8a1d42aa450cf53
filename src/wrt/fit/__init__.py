"""Estimates from data: an objective, an unknown, rows of numbers."""
