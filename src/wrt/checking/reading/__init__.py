"""Documents as people write them: where their formulas are, in Markdown, LaTeX, plain text and notebooks.

Nothing is judged here and no formula is read; `pieces` is the way in.
"""
