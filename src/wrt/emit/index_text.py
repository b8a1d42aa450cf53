"""The derivative of a formula entry by entry, in index notation, with any number of axes.

    ∂Y[i,j]/∂X[k,l] = A[i,k]*B[l,j]

An index that is not on the left is summed over its range, in each term in which it occurs.  In a pair of indices, on an
axis of length m*n, the last runs fastest: kron(A, B)[(i,k),(j,l)] = A[i,j]*B[k,l] and vec(X)[(j,i)] = X[i,j].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, count

from wrt.emit import writers
from wrt.emit.present import Presenter, as_typed, occurrence, present
from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols, make, postorder
from wrt.index.canonical import canonical
from wrt.index.form import Definition, Factor, Form, Index, Pair, Place, Term, atoms, positions, sizes_written
from wrt.index.linear import Fresh
from wrt.index.lower import lower
from wrt.index.project import project
from wrt.index.write import Latex, Left, Text, write
from wrt.work.derive import differential
from wrt.work.normal import normal, substitute
from wrt.work.spaces import PROJECTED, UNCONSTRAINED, plain, space

LARGE = 60  # an expression of as many nodes inside an atom gets a name of its own
# what needs no parentheses where an index or a power is attached
CLOSED = frozenset(("sym", "fn", "tr", "det", "logdet", "sum", "norm1", "norm2", "normF", "inv", "pinv", "sqrt",
                    "softmax", "diag", "const", "dim", "block", "entry"))  # fmt: skip
CLOSED_LATEX = frozenset(("sym", "norm1", "norm2", "normF", "const", "dim", "block", "entry"))


def index_form(function: Node, variables: Sequence[Node], convention: str = PROJECTED) -> str:
    """The derivative of an expression as written by one or two variables, entry by entry, as text.

    Raises NoRule where an operator has no rule.
    """
    form = signed(index_derivative(function, variables, convention), function)
    spelling = Spelling(function, variables, form, latex=False)
    lines, summed = write(form, spelling.left, Text(spelling.atom, spelling.letter), spelling.taken)
    lines += spelling.large
    if summed:
        lines.append(f"(summed over {', '.join(summed)})")
    if any(isinstance(at, Pair) for at in positions(form)):
        lines.append("(in a pair of indices the last runs fastest)")
    return "\n".join(lines)


def index_latex(function: Node, variables: Sequence[Node], convention: str = PROJECTED) -> str:
    r"""The same as LaTeX: `\frac{\partial Y_{ij}}{\partial X_{kl}} = A_{ik} \, B_{lj}`."""
    form = signed(index_derivative(function, variables, convention), function)
    spelling = Spelling(function, variables, form, latex=True)
    lines, _ = write(form, spelling.left, Latex(spelling.atom, spelling.letter), spelling.taken)
    lines += spelling.large
    return lines[0] if len(lines) == 1 else "\\begin{gathered}\n" + " \\\\\n".join(lines) + "\n\\end{gathered}"


def index_derivative(function: Node, variables: Sequence[Node], convention: str = PROJECTED) -> Form:
    """The derivative as data: its sides are the axes of the function, then those of each variable."""
    bases = [variable.args[0] if variable.op == "entry" else variable for variable in variables]
    own = {symbol: plain(symbol) for symbol in free_symbols(function, *bases).values() if symbol in bases}
    back = {bare: symbol for symbol, bare in own.items() if bare is not symbol}
    change: Node | None = normal(function, {symbol: bare for symbol, bare in own.items() if bare is not symbol})
    assert change is not None
    if change.rows == 1 and change.cols != 1:
        change = b.T(change)
    fresh = Fresh()
    output = fresh(change.rows), fresh(change.cols)
    seeds: dict[Node, tuple[Place, Place]] = {}
    places: list[tuple[Place, Place]] = []
    for order, (variable, base) in enumerate(zip(variables, bases, strict=True)):
        seed, axes = _seed(variable, own[base], order, fresh)
        places.append(axes)
        if seed.op == "d":
            seeds[seed] = axes
        if change is not None:
            change = differential(change, own[base], seed)
    sides = [output, *places]
    terms: list[Term] = []
    where: list[Definition] = []
    if change is not None:
        terms, where = lower(substitute(change, back) if back else change, output, seeds, fresh)
    for variable, (k, l) in zip(variables, places, strict=True):  # noqa: E741
        terms = _confined(terms, variable, k, l, convention)
    written = tuple([tuple([at for at in side if at is not None]) for side in sides])
    return canonical(Form(written, tuple(terms), tuple(where)), fresh)


def _seed(variable: Node, bare: Node, order: int, fresh: Fresh) -> tuple[Node, tuple[Place, Place]]:
    """What stands for the differential of a variable, and its place on the left.

    It is dX at free indices, 1 for a scalar, a basis matrix for an entry.
    """
    if variable.op == "entry":
        base, (i, j) = variable.args[0], variable.value
        row = b.basis(base.rows, i) if base.rows != 1 else b.ONE
        col = b.basis(base.cols, j) if base.cols != 1 else b.ONE
        return b.mul(row, b.T(col)), (None, None)
    if not variable.axes:
        return b.ONE, (None, None)
    name, facts = bare.value
    return make("d", (), (f"{name}@{order + 1}", facts), bare.rows, bare.cols), (fresh(bare.rows), fresh(bare.cols))


def _confined(terms: list[Term], variable: Node, k: Place, l: Place, convention: str) -> list[Term]:  # noqa: E741
    form = space(variable)
    if form is None or convention == UNCONSTRAINED or not isinstance(k, Index) or not isinstance(l, Index):
        return terms
    return project(terms, k, l, form, convention != PROJECTED)


def signed(form: Form, function: Node) -> Form:
    """The form with every sum among the atoms in the sign in which it reads best: `1 - x^2`, not `x^2 - 1`."""
    presenter = Presenter(occurrence([function]), {})
    turned: set[Node] = set()
    for atom in atoms(form):
        if atom.op == "add":
            presenter.exact(atom)
            if presenter.done[atom][0] < 0:
                turned.add(atom)
    where = tuple([Definition(d.atom, d.at, tuple([_turned(term, turned) for term in d.terms])) for d in form.where])
    return Form(form.sides, tuple([_turned(term, turned) for term in form.terms]), where)


def _turned(term: Term, turned: set[Node]) -> Term:
    coefficient = term.coefficient
    factors = []
    for factor in term.factors:
        if factor.atom in turned and isinstance(factor.power, int):
            coefficient = -coefficient if factor.power % 2 else coefficient
            factors.append(Factor(b.neg(factor.atom), factor.at, factor.power))
        else:
            factors.append(factor)
    return Term(coefficient, tuple(factors), term.summed)


class Spelling:
    """How the atoms of one derivative are spelled; large parts get names, with their definitions in `large`."""

    def __init__(self, function: Node, variables: Sequence[Node], form: Form, latex: bool) -> None:
        self.spell = writers.latex if latex else writers.text
        self.closed = CLOSED_LATEX if latex else CLOSED
        forms: dict[Node, Node] = {}
        normal(function, forms)
        self.order, self.typed = occurrence([function]), as_typed(forms)
        self.taken = set(free_symbols(function, *variables)) | sizes_written(form)
        self.left = Left(self._new(("fghe", "yzwuv", "YZWUV")[len(function.axes)]), tuple(map(self.spell, variables)))
        starts = {name[0] for name in self.taken}
        self.letter = next(letter for letter in "GKLHQR" if letter not in starts or letter == "R")
        self.large: list[str] = []
        self.short: dict[Node, Node] = {}
        for atom in sorted(atoms(form), key=lambda node: node.size):
            self._shorten(atom)

    def _new(self, names: Iterable[str]) -> str:
        """A name that nothing else has: the first of those wanted, else a numbered one."""
        wanted = list(names)
        name = next(name for name in chain(wanted, map(f"{wanted[0]}{{}}".format, count(1))) if name not in self.taken)
        self.taken.add(name)
        return name

    def _shorten(self, root: Node) -> None:
        """A name for every part that would be large with the names that there are."""
        for node in postorder(root):
            if node in self.short:
                continue
            args = tuple([self.short[arg] for arg in node.args])
            short = make(node.op, args, node.value, node.rows, node.cols)
            if short.size >= LARGE:
                name = self._new(("P", "Q", "R"))
                self.large.append(f"{name} = {self.spell(present(short, self.order, self.typed))}")
                short = b.sym(name, node.rows, node.cols)
            self.short[node] = short

    def atom(self, node: Node) -> tuple[str, bool]:
        """An atom as text, and whether it needs parentheses."""
        shown = present(self.short[node], self.order, self.typed)
        return self.spell(shown), shown.op not in self.closed
