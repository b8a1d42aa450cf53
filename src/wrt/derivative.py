"""The record of a derivative: what was asked, the answer in every notation, its conditions, its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from wrt.diagnostics import NoRule, WrtError
from wrt.emit import writers
from wrt.expr.dims import Dim, symbols, value
from wrt.expr.dims import write as write_dim
from wrt.expr.layout import kind
from wrt.expr.node import Node, free_symbols
from wrt.expression import Expression, shape_of
from wrt.guard import guarded
from wrt.steps import Steps
from wrt.work.conditions import conditions, describe
from wrt.work.derive import lay_out


class Derivative:
    """A derivative in a layout.

    >>> import wrt
    >>> d = wrt.diff("v'*A*v", "v")
    >>> d.text, d.layout, d.shape
    ("(A + A')*v", 'denominator', ('n',))
    """

    def __init__(self, formula: Expression, variables: Sequence[Node], plain: Node, layout: str, convention: str,
                 notes: Sequence[str] = ()) -> None:  # fmt: skip
        self.formula = formula
        self.variables = tuple(variables)
        self.plain = plain
        self.layout = layout
        self.convention = convention
        self.notes = tuple(notes)
        self.node = lay_out(plain, formula.node, self.variables, layout)

    @property
    def kind(self) -> str:
        """gradient, jacobian, hessian, tangent, matrix, scalar, or vec (a matrix ∂vec(Y)/∂vec(X)')."""
        function = self.formula.node
        return kind((function.rows, function.cols), [(v.rows, v.cols) for v in self.variables])

    @cached_property
    @guarded
    def _shown(self) -> Node:
        return writers.shown(self.node, self.formula.node)

    @cached_property
    @guarded
    def text(self) -> str:
        """The answer in the text syntax; `wrt.parse` reads it back."""
        return writers.text(self._shown)

    @cached_property
    @guarded
    def latex(self) -> str:
        return writers.latex(self._shown)

    @cached_property
    @guarded
    def unicode(self) -> str:
        return writers.unicode(self._shown)

    @property
    def shape(self) -> tuple[str | int, ...]:
        """The shape as laid out: () scalar, ("n",) column, (1, "n") row, ("m", "n") matrix."""
        return shape_of(self.node)

    @property
    def axes(self) -> tuple[str | int, ...]:
        """The axes of the array: those of the output, then those of each variable."""
        return tuple(dim if isinstance(dim, int) else write_dim(dim) for dim in self._axes)

    @property
    def _axes(self) -> tuple[Dim, ...]:
        return tuple(dim for node in (self.formula.node, *self.variables) for dim in node.axes)

    @property
    def compact(self) -> bool:
        """Whether the answer is in matrix notation, without indices."""
        return True

    @cached_property
    @guarded
    def conditions(self) -> tuple[str, ...]:
        """What the answer needs to be true."""
        formula = self.formula.node
        found = conditions(formula, self.node, self.variables, self.formula.facts_of)
        shown = [(what, written or writers.shown(operand, formula), operand) for what, operand, written in found]
        return tuple(
            dict.fromkeys(describe(what, writers.text(node), operand.is_scalar) for what, node, operand in shown)
        )

    @cached_property
    def steps(self) -> Steps:
        """The derivation by rules, line by line: `print(d.steps)`."""
        return self.explain()

    @guarded
    def explain(self, by: str = "rules", size: Mapping[str, int] | int = 2) -> Steps:
        """The derivation by "rules", "differentials", "components" (of vectors of length `size`) or "indices".

        >>> import wrt
        >>> print(wrt.diff("v'*A*v", "v").explain("differentials").write("text"))
        D(v'*A*v, v)
        <BLANKLINE>
        d(v'*A*v) = dv'*A*v + v'*A*dv   by d(A*B) = dA*B + A*dB
                  = v'*(A + A')*dv      a scalar is its own transpose, collected
        <BLANKLINE>
        so that
        D(v'*A*v, v) = (A + A')*v   read off
        """
        from wrt.explain.tellings import explain

        told = explain(self.formula.node, self.variables, self.layout, self.convention, self._shown,
                       self.formula.facts_of, by, size)  # fmt: skip
        return Steps(told, f"D({', '.join([self.formula.text, *map(writers.text, self.variables)])})")

    @cached_property
    @guarded
    def certificate(self) -> dict[str, Any]:
        """A proof, checked by the kernel, that the answer is the derivative: plain JSON data for `wrt verify`.

        Raises NoRule where none was found.
        """
        from wrt.prove.derivatives import asked
        from wrt.prove.proof import Proof
        from wrt.prove.stated import claim_entry

        answer = self._shown
        shape = answer.rows, answer.cols
        derived = asked(self.formula.node, self.variables, self.layout, self.convention, shape)
        proof = Proof((derived, answer), self.formula.facts_of)
        found = proof.quick() or proof.deep()
        if found is None:
            raise NoRule("E-no-rule", f"no proof was found that the derivative is {self.text}")
        return {"claim": claim_entry(proof.sides, self.formula.facts_of)} | found.certificate

    @property
    @guarded
    def index(self) -> str:
        """The derivative entry by entry, in index notation."""
        from wrt.emit.index_text import index_form

        return index_form(self.formula.node, self.variables, self.convention)

    @guarded
    def numpy(self) -> Callable[..., Any]:
        """A function of keyword arrays that gives the value as laid out; vectors are 1-D arrays."""
        from wrt.evaluate import compile_numpy

        return compile_numpy(self.node, self._known, self.formula.facts_of)

    @guarded
    def array(self, **values: Any) -> Any:
        """The derivative as a NumPy array: the axes of the output, then those of each variable, whatever the layout."""
        from wrt.evaluate import compile_numpy, read_sizes

        flat = compile_numpy(self.plain, self._known, self.formula.facts_of)(**values)
        if len(self._axes) <= 2 and self.kind != "vec":
            return flat
        sizes = read_sizes({symbol.value[0]: symbol for symbol in self._known}, values)
        sizes |= {
            name: int(values[name])
            for dim in self._axes
            for name in symbols(dim)
            if name not in sizes and name in values
        }
        return flat.reshape([value(dim, sizes) for dim in self._axes], order="F")

    @property
    def _known(self) -> list[Node]:
        return list(free_symbols(self.formula.node, *self.variables).values())

    @guarded
    def code(self, target: str = "numpy") -> str:
        """Source code of a function that gives the value as laid out."""
        if target != "numpy":
            raise WrtError("E-target", f"there is no target {target!r}", help='"numpy"')
        from wrt.emit.numpy_code import numpy_code

        return numpy_code(self.node, list(free_symbols(self.node).values()), "derivative", self.formula.facts_of)

    @guarded
    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON data."""
        return {
            "formula": self.formula.text,
            "wrt": [writers.text(variable) for variable in self.variables],
            "text": self.text,
            "latex": self.latex,
            "unicode": self.unicode,
            "layout": self.layout,
            "kind": self.kind,
            "shape": list(self.shape),
            "axes": list(self.axes),
            "compact": self.compact,
            "conditions": list(self.conditions),
            "notes": list(self.notes),
            "symbols": self.formula.to_json()["symbols"],
            "guessed": sorted(self.formula.guessed),
        }

    def __repr__(self) -> str:
        return f"Derivative({self.text!r}, layout={self.layout!r})"

    def __str__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str:
        return f"$${self.latex}$$"
