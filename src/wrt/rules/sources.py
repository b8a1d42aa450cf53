"""Where the rules are stated: the books by their short names."""

COOKBOOK = "Petersen and Pedersen, The Matrix Cookbook (2012)"
MAGNUS = "Magnus and Neudecker, Matrix Differential Calculus (3rd edition, 2019)"
HORN = "Horn and Johnson, Matrix Analysis (2nd edition, 2013)"
TOPICS_IN_HORN = "Horn and Johnson, Topics in Matrix Analysis (1991)"
GOLUB = "Golub and Van Loan, Matrix Computations (4th edition, 2013)"
HENDERSON = "Henderson and Searle, On deriving the inverse of a sum of matrices (1981)"
PENROSE = "Penrose, A generalized inverse for matrices (1955)"
PEREYRA = "Golub and Pereyra, The differentiation of pseudo-inverses (1973)"
BISHOP = "Bishop, Pattern Recognition and Machine Learning (2006)"
GOODFELLOW = "Goodfellow, Bengio and Courville, Deep Learning (2016)"
HANDBOOK = "Abramowitz and Stegun, Handbook of Mathematical Functions (1964)"
REGRESSION = "Seber and Lee, Linear Regression Analysis (2nd edition, 2003)"
ALGEBRA = "algebra of matrices"
WORKSHEET = "the table of shortcuts"
DEFINITION = "definition"


def cookbook(equation: int) -> str:
    """An equation of the Matrix Cookbook."""
    return f"{COOKBOOK}, eq. ({equation})"
