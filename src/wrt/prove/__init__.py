"""Proofs: equations between expressions shown by named rules, for every dimension.  Nothing is decided by sampling."""
