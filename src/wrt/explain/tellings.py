"""The ways to tell how a derivative comes about, under their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wrt.certificate import inlined
from wrt.derivation import Derivation, Later, Line, Part
from wrt.diagnostics import WrtError
from wrt.emit.writers import shown
from wrt.explain.differentials import by_differentials
from wrt.explain.rules import by_rules, turns
from wrt.explain.verify import verified
from wrt.expr.facts import Facts
from wrt.expr.layout import kind
from wrt.expr.node import Node, make
from wrt.prove.known import Known
from wrt.work.derive import derivative, lay_out
from wrt.work.normal import normal
from wrt.work.spaces import UNCONSTRAINED, space

TELLINGS = ("rules", "differentials", "components", "indices")
Sizes = Mapping[str, int] | int
Forms = dict[Node, Node]


def explain(function: Node, variables: Sequence[Node], layout: str, convention: str, answer: Node, facts: Facts,
            by: str = "rules", sizes: Sizes = 2) -> Derivation:  # fmt: skip
    """The derivation of a derivative in one of `TELLINGS`; `answer` is the derivative as laid out and written."""
    if by not in TELLINGS:
        raise WrtError("E-telling", f"there is no telling {by!r}", help="one of " + ", ".join(TELLINGS))
    if by == "components":
        from wrt.explain.components import by_components

        return by_components(function, variables, layout, answer, sizes, convention)
    if by == "indices":
        from wrt.explain.indices import by_indices

        if len(variables) > 1:
            raise WrtError("E-telling", "second derivatives are told by rules, differentials or components")
        return by_indices(function, variables[0], layout, answer, convention)
    parts: list[Part] = []
    forms: dict[Node, Node] = {}
    for place, variable in enumerate(variables):
        last = place + 1 == len(variables)
        laid = layout if len(variables) == 1 else _of_stage(place, function, variables)
        wanted = answer if last else _written(function, variable, laid, convention)
        told = _first(function, variable, laid, convention, wanted, facts, by, forms)
        say: tuple[str | Node, ...] = () if len(variables) == 1 else ("The derivative by ", variable, " is")
        parts += _introduced(told.parts, say)
        function = inlined(wanted)
    return verified(Derivation(tuple(parts)), facts, forms)


def _of_stage(place: int, function: Node, variables: Sequence[Node]) -> str:
    """The layout of a stage of a second derivative, whose rows are by the first variable."""
    if place == 0:
        return "denominator" if function.is_scalar else "numerator"
    return "mixed" if variables[0].axes else "numerator"


def _introduced(parts: tuple[Part, ...], say: tuple[str | Node, ...]) -> tuple[Part, ...]:
    if not say:
        return parts
    first, *rest = parts
    return (Part(first.lines, (*say, *first.say)), *rest)


def _written(function: Node, variable: Node, layout: str, convention: str) -> Node:
    plain = derivative(function, [variable], convention)
    return shown(lay_out(plain, function, [variable], layout), function)


def _first(function: Node, variable: Node, layout: str, convention: str, answer: Node, facts: Facts,
           by: str, forms: Forms) -> Derivation:  # fmt: skip
    """One derivative; for a confined variable the unconstrained one comes first."""
    if variable.op == "entry":
        return _by_entry(function, variable, layout, answer, facts, by, forms)
    confined = space(variable) if convention != UNCONSTRAINED else None
    free = _written(function, variable, layout, UNCONSTRAINED) if confined else answer
    derived = make("D", (function, variable), layout, free.rows, free.cols)
    told = _told(function, variable, layout, derived, free, facts, by, forms)
    if confined is None:
        return told
    say = ("Within the ", f"{confined} matrices the derivative is") if convention == "projected" else (
        "By the free entries of a ", f"{confined} matrix the derivative is")  # fmt: skip
    return Derivation((*told.parts, Part((Line(answer, rule=f"{confined} part"),), ("".join(say),))))


def _by_entry(function: Node, variable: Node, layout: str, answer: Node, facts: Facts, by: str,
              forms: Forms) -> Derivation:  # fmt: skip
    """The derivative by one entry as an entry of the derivative by the whole."""
    base, (i, j) = variable.args[0], variable.value
    whole = _written(function, base, layout, UNCONSTRAINED)
    derived = make("D", (function, base), layout, whole.rows, whole.cols)
    told = _told(function, base, layout, derived, whole, facts, by, forms)
    by_entry = make("D", (function, variable), layout, answer.rows, answer.cols)
    if not function.is_scalar:
        return Derivation((*told.parts, Part((Line(answer, by_entry, "the columns that belong to the entry"),))))
    place = (j, i) if turns(function, base, layout) else (i, j)
    entry = make("entry", (whole,), place, 1, 1)
    lines = [Line(entry, by_entry, "entry of the derivative")]
    if entry is not answer:
        lines.append(Line(answer, rule="collected"))
    return Derivation((*told.parts, Part(tuple(lines), ("so that",))))


def _told(function: Node, variable: Node, layout: str, derived: Node, answer: Node, facts: Facts,
          by: str, forms: Forms) -> Derivation:  # fmt: skip
    forms[derived] = normal(inlined(answer), forms)  # what the engine has derived
    if by == "differentials" or kind((function.rows, function.cols), [(variable.rows, variable.cols)]) == "vec":
        return by_differentials(function, variable, layout, derived, answer)

    def detail(part: Node, by_what: Node, laid: str, result: Node) -> Later:
        asked = make("D", (part, by_what), laid, result.rows, result.cols)
        return Later(lambda: verified(by_differentials(part, by_what, laid, asked, result), facts))

    def whole() -> Derivation:
        return by_differentials(function, variable, layout, derived, answer)

    return by_rules(derived, answer, _known(facts, derived, forms), shown, detail, whole)


def _known(facts: Facts, derived: Node, forms: Forms) -> Known:
    """What a telling may take for granted; that x is not zero is known of its norm too."""
    known = Known(facts, [derived])
    known.memo = forms
    norms = [make("norm2", (x,), None, 1, 1) for what, x in known.domain if what == "not zero"]
    assumed = {normal(norm, forms): frozenset(("nonzero", "positive")) for norm in norms}
    known.all = Facts({**known.all.assumed, **assumed}, facts.commuting)
    return known
