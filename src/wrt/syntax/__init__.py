"""Reading: text and LaTeX into one syntax tree with places.  No sizes, no meaning: those come later."""

from wrt.syntax.notation import looks_like_latex
from wrt.syntax.reader import parse_name, read
from wrt.syntax.text import read_text
from wrt.syntax.tree import Tree, postorder, show

__all__ = ["Tree", "looks_like_latex", "parse_name", "postorder", "read", "read_text", "show"]
