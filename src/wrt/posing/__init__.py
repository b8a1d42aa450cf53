"""A problem of fitting: an objective and data put together, and which way leads to its minimum."""
