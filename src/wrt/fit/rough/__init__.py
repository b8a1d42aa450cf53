"""Objectives with kinks: absolute values and norms that are not squared, as far as they can be minimised surely."""
