"""The public functions: the contract that code outside the project relies on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wrt.derivative import Derivative
from wrt.diagnostics import WrtError
from wrt.expr.declare import Declarations, declare
from wrt.expr.elaborate import Elaborated, elaborate
from wrt.expr.facts import Facts
from wrt.expr.layout import check_layout
from wrt.expr.node import Node, free_symbols, make, postorder
from wrt.expression import Expression
from wrt.guard import guarded
from wrt.syntax.reader import parse_name, read
from wrt.work.derive import derivative
from wrt.work.normal import normal
from wrt.work.spaces import check_convention, space

# facts that confine a variable to a set on which no derivative is projected
CONFINED = frozenset(("orthogonal", "idempotent", "unit", "sums_to_one"))
Shapes = Mapping[str, Any] | None
Assume = Mapping[str, Any] | Iterable[str] | None


@guarded
def parse(
    formula: str | Expression, shapes: Shapes = None, assume: Assume = None, layout: str = "denominator"
) -> Expression:
    """Read a formula (text or LaTeX) and settle its shapes.

    `shapes` maps names to "" (scalar), "n" (vector) or "m n" (matrix); `assume` maps names or formulas to facts.
    Raises `WrtError` with the place where the formula cannot be read or its sizes do not agree.

    >>> parse("X*theta - y", shapes={"X": "N p"}).shape
    ('N',)
    """
    check_layout(layout)
    if is_sympy(formula):
        return _from_sympy(formula, assume)
    if isinstance(formula, Expression):
        return formula
    declared = declare(shapes, assume)
    found = read_formula(formula, declared, layout)
    return Expression(found.node, facts_of(declared, found, layout), found.guessed)


@guarded
def diff(formula: str | Expression, *variables: str | Expression, shapes: Shapes = None, assume: Assume = None,
         layout: str = "denominator", convention: str = "projected") -> Derivative:  # fmt: skip
    """The derivative of a formula with respect to one variable, or the second derivative with respect to two.

    `layout` is "denominator", "numerator" or "mixed".  For a variable that is assumed symmetric, skew or diagonal,
    `convention` says which derivative is meant: "projected" (within that space), "unconstrained", or "entries"
    (by the free entries).  Without variables the formula itself must be a derivative (`D(f, x)`, or in LaTeX).

    >>> diff("norm2(y - X*theta)^2/N", "theta").text
    "2*X'*(X*theta - y)/N"
    """
    check_layout(layout)
    check_convention(convention)
    if is_sympy(formula):
        formula = _from_sympy(formula, assume)
    variables = tuple([_from_sympy(v, assume) if is_sympy(v) else v for v in variables])
    samples: tuple[str, ...] = ()  # in what arrays the samples of a sum stand
    if isinstance(formula, Expression):
        expression, known = formula, free_symbols(formula.node)
    else:
        declared = declare(shapes, assume)
        names = tuple(_base_name(v) for v in variables)
        found = read_formula(formula, declared, layout, names)
        expression, known = Expression(found.node, facts_of(declared, found, layout), found.guessed), found.symbols
        samples = tuple([stacked.words for stacked in found.samples.values()])
    if not variables:
        if expression.node.op == "D" and not isinstance(formula, Expression):
            layout = expression.node.value  # `\partial f / \partial x^T` says its own
        expression, wanted = _inner_derivative(expression)
        occurring = free_symbols(expression.node)
        for name in free_symbols(*wanted):
            if name not in occurring:
                _must_be_declared(name, occurring, shapes)
    else:
        wanted = [variable_of(variable, known, expression, shapes) for variable in variables]
    if not 1 <= len(wanted) <= 2:
        raise WrtError("E-variables", f"a derivative is taken with respect to one or two variables, not {len(wanted)}")
    plain = derivative(expression.node, wanted, convention)
    notes = (*samples, *_notes(expression.node, wanted, convention))
    return Derivative(expression, wanted, plain, layout, convention, notes)


def is_sympy(value: Any) -> bool:
    """Whether a value is an expression of SymPy (which is not imported to find out)."""
    return type(value).__module__.startswith("sympy.")


def _from_sympy(expr: Any, assume: Assume) -> Expression:
    from wrt.sympy_bridge import from_sympy

    return from_sympy(expr, assume)


def read_formula(formula: str, declared: Declarations, layout: str, extra: tuple[str, ...] = ()) -> Elaborated:
    """The expression that a formula stands for; an error of shapes comes with a correction where there is one."""
    if not isinstance(formula, str):
        raise WrtError("E-formula", f'{repr(formula)[:60]} is not a formula, a string such as "x\'*A*x"')
    try:
        return elaborate(read(formula), declared, formula, layout, extra)
    except WrtError as error:
        error.source = error.source or formula
        if error.help is None and error.code.startswith("E-shape") and error.source == formula:
            error.help = _correction(formula, error, declared, layout, extra)
        raise
    except RecursionError:
        raise WrtError("E-too-deep", "the formula is nested too deeply", source=formula) from None


def _correction(
    formula: str, error: WrtError, declared: Declarations, layout: str, extra: tuple[str, ...]
) -> str | None:
    from wrt.suggest import correction  # only for errors

    found = correction(formula, error, lambda text: elaborate(read(text), declared, text, layout, extra))
    return None if found is None else f"did you mean {found} ?"


def facts_of(declared: Declarations, found: Elaborated, layout: str) -> Facts:
    """The facts of whole formulas, read with the shapes that the main formula settled, and the pairs that commute."""
    if not declared.formulas and not declared.commuting:
        return Facts()
    shapes = declared.shapes | {name: (node.rows, node.cols) for name, node in found.symbols.items()}
    known = declared._replace(shapes=shapes)
    assumed = {normal(read_formula(text, known, layout).node): facts for text, facts in declared.formulas}
    pairs = [tuple([read_formula(name, known, layout).node for name in pair]) for pair in declared.commuting]
    return Facts(assumed, [(first, second) for first, second in pairs])


def _base_name(variable: str | Expression) -> str:
    if not isinstance(variable, str | Expression):
        raise WrtError("E-variable", f"a variable is given by its name, not by {variable!r}", help='diff("x\'*x", "x")')
    if isinstance(variable, Expression):
        node = variable.node
        while node.args:
            node = node.args[0]
        return str(node.value[0])
    return parse_name(variable.partition("[")[0])


def variable_of(variable: str | Expression, known: Mapping[str, Node], expression: Expression, shapes: Shapes) -> Node:
    """The symbol (or entry of one) that a variable names."""
    if isinstance(variable, Expression):
        return variable.node
    name = _base_name(variable)
    occurring = free_symbols(expression.node)
    stem = name.rstrip("0123456789")
    if name not in occurring and stem in occurring and occurring[stem].cols == 1 and stem in _declared_names(shapes):
        variable, name = f"{stem}[{name[len(stem) :]}]", stem  # x_1 is an entry of a declared x
    if name not in known or name not in occurring:
        _must_be_declared(name, occurring, shapes)
    symbol = known[name]
    if "[" not in variable:
        return symbol
    shape = {name: " ".join(map(str, symbol.axes))}
    entry = parse(variable, shapes=shape).node
    return make("entry", (symbol,), entry.value, 1, 1)


def _declared_names(shapes: Shapes) -> set[str]:
    return {parse_name(declared) for declared in shapes or ()}


def _must_be_declared(name: str, occurring: Mapping[str, Node], shapes: Shapes) -> None:
    """A derivative by what does not occur is 0 only where somebody said that it exists; else it is a slip."""
    if name not in _declared_names(shapes):
        from difflib import get_close_matches

        near = get_close_matches(name, occurring, 1, 0.5) or list(occurring)[:1]
        raise WrtError("E-unknown-variable", f"{name} does not occur in the formula",
                       help=f"did you mean {near[0]}?" if near else None,
                       notes=(f"declare a shape for {name} if its derivative is meant to be 0",))  # fmt: skip


def _inner_derivative(expression: Expression) -> tuple[Expression, list[Node]]:
    """The function and variables of a formula that is itself a derivative."""
    node = expression.node
    if node.op != "D":
        raise WrtError("E-variables", "with respect to what?", help="name a variable, or give a formula D(f, x)")
    function, *variables = node.args
    if function.op == "D" and len(variables) == 1 and len(function.args) == 2:
        function, variables = function.args[0], [function.args[1], variables[0]]
    return Expression(function, expression.facts_of, expression.guessed), variables


def _notes(formula: Node, variables: list[Node], convention: str) -> list[str]:
    notes = []
    for node in postorder(formula):
        if node.op in ("fn", "sqrt") and len(node.axes) == 2 and node.rows == node.cols:
            name = node.value or node.op
            notes.append(f"{name} acts on each entry; it is not the {name} of the matrix")
        if node.op == "D" and any(space(variable) for variable in node.args[1:]):
            notes.append("a derivative inside the formula is the unconstrained one")
    for variable in variables:
        bound = CONFINED.intersection(variable.value[1] if variable.op == "sym" else ())
        notes += [f"{variable.value[0]} is {fact}: this is the unconstrained derivative" for fact in sorted(bound)]
        form = space(variable)
        name = variable.value[0] if variable.op == "sym" else ""
        if form and convention == "projected":
            notes.append(f"{name} is {form}: this is the derivative within the {form} matrices")
        elif form and convention == "entries":
            notes.append(f"{name} is {form}: this is the derivative by its free entries")
        elif form:
            notes.append(f"{name} is {form}: this is the unconstrained derivative")
    return list(dict.fromkeys(notes))
