"""Derivations as documents: for the terminal, Markdown, LaTeX, Typst, HTML and JSON.

`wrt.documents.writers.write` is the one way in; nothing here knows how a derivation is found.
"""
