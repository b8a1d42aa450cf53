"""Equations solved for an unknown, in matrix notation."""
