"""Writers: expressions as people read them (text, Unicode, LaTeX, indices) and as code."""
