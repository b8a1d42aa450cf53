"""Reading: text and LaTeX into one syntax tree with places.  No sizes, no meaning: those come later.

The errors of this room:

========================  ==========================================================================================
E-syntax-empty            there is no formula
E-syntax-missing-operand  an operator, bracket or command lacks what it acts on
E-syntax-unclosed         a bracket is not closed, or is closed by another
E-syntax-unopened         something closes that was not opened
E-syntax-character        a character or sign that has no meaning (at this place)
E-syntax-command          a LaTeX command that is not known, or is without its argument
E-syntax-juxtaposition    two factors side by side in text, or a function without parentheses
E-syntax-number           a number too long to be meant, or two side by side
E-syntax-power            `a^b^c`
E-syntax-superscript      a superscript that is not a power: `(A B)^{(1)}`, `\\exp^{-1}`
E-syntax-subscript        a subscript that is not a name, a number or indices
E-syntax-bars             `|X|` in text: determinant or absolute value
E-syntax-block            rows of unequal length
E-syntax-separator        a comma or semicolon where nothing is listed
E-syntax-equation         an equation inside brackets
E-syntax-where            definitions that are none
E-syntax-derivative       a derivative without its variable, or of unclear order
E-syntax-lines            several lines where one formula is expected
E-syntax-ambiguous        products with too many readings within readings
E-syntax-name             a formula where a name is expected
E-unsupported             mathematics that is not supported: inequalities, integrals, other norms, ...
E-too-deep, E-too-large   no formula is nested so deep, or so long
========================  ==========================================================================================
"""

from wrt.syntax.notation import looks_like_latex
from wrt.syntax.reader import parse_name, read
from wrt.syntax.text import read_text
from wrt.syntax.tree import Tree, postorder, show

__all__ = ["Tree", "looks_like_latex", "parse_name", "postorder", "read", "read_text", "show"]
