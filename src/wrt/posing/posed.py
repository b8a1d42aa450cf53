"""Objective and data put together: axes by the formula, constants by their values, passes over the rows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wrt.api import Assume, Shapes, facts_of, variable_of
from wrt.constrained import check_constraint, read_after
from wrt.diagnostics import WrtError
from wrt.expr.declare import Declarations, declare
from wrt.expr.elaborate import Elaborated, elaborate
from wrt.expr.node import Node
from wrt.expression import Expression
from wrt.fit import claims
from wrt.fit.arguments import check_used, names_of, numbers
from wrt.fit.cluster import KEPT_PARTS, ClusterPasses, Part, is_collection, partitions, parts_of
from wrt.fit.data import Source, open_data, rows_per_block
from wrt.fit.fingerprint import fingerprint
from wrt.fit.passes import EVERY, Kept, Passes
from wrt.fit.result import Fit
from wrt.fit.roles import Roles, roles
from wrt.fit.roles import shown as said_of
from wrt.fit.symbols import declarations, names_in, row_name
from wrt.fit.task import Task
from wrt.minimise import stationary as s
from wrt.minimise.needs import facts_with
from wrt.minimise.problem import problem
from wrt.minimizing import asked
from wrt.posing.samples import in_matrix_notation
from wrt.posing.ways import estimated
from wrt.syntax.names import canonical
from wrt.syntax.reader import parse_name, read

SQUARE = 3000  # rows up to which a square matrix is looked at for symmetry and definiteness


class Posed:
    """Objective and data put together: shapes by the data, constants by their values."""

    def __init__(
        self,
        objective: str,
        variable: str | Sequence[str],
        data: Any,
        columns: Any,
        constants: Any,
        subject_to: Sequence[str],
        intercept: bool | str,
        encode: bool,
        shapes: Shapes,
        assume: Assume,
        cluster: Any = None,
    ) -> None:
        given_text, named = asked(objective)
        self.text = in_matrix_notation(given_text, shapes, assume)
        self.given = tuple(subject_to)
        self.trees = [read(self.text), *[read(g) for g in subject_to if isinstance(g, str)]]
        self.variables = names_of(variable) or list(named)
        if not self.variables:
            raise WrtError("E-variables", "which symbol is to be fitted?", help='fit(objective, "theta", data)')
        self.constants = numbers(constants or {}, "constants")
        in_columns = {parse_name(name): entry for name, entry in (columns or {}).items()}
        keys = {str(name): name for name in data} if isinstance(data, Mapping) else {}
        valued = {*self.constants, *in_columns, *keys}
        self.names = list(dict.fromkeys(name for tree in self.trees for name in names_in(tree, valued)))
        self._check_names(in_columns, keys)
        # W_1 and lambda are W1 and lam in formulas
        aliases = {
            canonical(key): key for key in keys if key.isidentifier() and key.isascii() and key not in self.names
        }
        in_columns |= {
            name: key for name, key in aliases.items() if name in self.names and name not in {*keys, *in_columns}
        }
        wanted = [name for name in self.names if name not in self.variables and name not in self.constants]
        wanted = [name for name in wanted if name not in ("n", "N") or name in keys or name in in_columns]
        self.warnings: list[str] = []
        if keys and not columns:
            spare = [key for key in keys if key not in wanted and key not in in_columns.values()]
            self.warnings += [f"{key} is among the data, and the problem does not speak of it" for key in spare]
        ones = _with_ones(intercept, wanted)
        self.cluster, self.data = cluster, data
        self.how: dict[str, Any] = {
            "columns": in_columns or None,
            "symbols": tuple(wanted),
            "encode": encode,
            "intercept": ones,
        }
        self.declared = declare(shapes, assume)
        self.source: Source = open_data(self._first(), **self.how)
        self._declare()

    def _check_names(self, in_columns: Mapping[str, Any], keys: Mapping[str, Any]) -> None:
        for name in self.variables:
            if name not in self.names:
                from difflib import get_close_matches

                near = get_close_matches(name, self.names, 1, 0.5)
                raise WrtError("E-unknown-variable", f"{name} does not occur in the objective", source=self.text,
                               help=f"did you mean {near[0]}?" if near else None)  # fmt: skip
            if name in keys or name in in_columns or name in self.constants:
                raise WrtError("E-fit-argument", f"{name} is the unknown, and has a value in the data or constants",
                               help="start={...} says where an iteration begins")  # fmt: skip
        check_used(self.constants, self.names, "constants", self.text)
        check_used(in_columns, self.names, "columns", self.text)
        for name in self.constants:
            if name in keys or name in in_columns:
                raise WrtError("E-fit-argument", f"{name} is given among the data and in constants")

    def _first(self) -> Any:
        """The data, or the first part of a collection, by which the others are known."""
        if self.cluster is None:
            if type(self.data).__module__.split(".")[0] in ("dask", "dask_expr"):
                raise WrtError("E-fit-cluster", "a Dask collection is fitted on a cluster", help='dask="tcp://..."')
            return self.data
        self.collection = is_collection(self.data)
        if self.collection and self.how["encode"]:
            raise WrtError("E-unsupported", "text in a Dask collection is not encoded", help="encode it in Dask")
        return self.cluster.compute(partitions(self.data)[0]).result() if self.collection else self.data

    collection = False

    def _declare(self) -> None:
        """The axes of what has values, which of them are the rows, and the facts that values show."""
        found = self._roles()
        if found is None:
            raise self._refused()
        self.roles = found
        differ = found.lengths()
        if differ:
            raise self._refused("the sizes do not agree: " + said_of(differ))
        there = [name for name in self.source.shapes if name in self.names]
        table = any(labels is not None for labels in self.source.names.values()) and not isinstance(self.data, Mapping)
        rows = found.rows(there, table=table)
        if rows is None:
            raise WrtError("E-fit-data", "no symbol of the objective has rows", help='data are {"y": y, "X": X}')
        if found.lengths():
            raise self._refused("the sizes do not agree: " + said_of(found.lengths()))
        for name in self.how["intercept"]:
            if not found.has_coefficients(name):
                raise WrtError("E-fit-intercept", f"a column of ones in {name} would have no coefficient",
                               help='intercept="X" names the matrix that stands before the unknown')  # fmt: skip
        late = [name for name in self.constants if self.sizes[name] and found.axes(name)[0] == rows]
        if late:
            self._have_rows(late)
            return
        self.by_rows = [name for name in there if self.sizes[name] and found.axes(name)[0] == rows]
        lengths = [self.sizes[name][0] for name in self.by_rows]
        self.row_count = None if -1 in lengths else lengths[0]
        self.in_memory = self.cluster is None and not table and self.row_count is not None
        values = {*self.sizes, *self.variables}
        self.row = rows if isinstance(rows, str) else row_name(self.names, values)
        across = [name for name in self.sizes if rows in found.axes(name)[name in self.by_rows :]]
        self.at_once = bool(across)  # a block of rows would meet all rows
        if across and not self.in_memory:
            raise WrtError("E-fit-blocks", f"{across[0]} has the rows as columns: all rows are needed at once",
                           help="data that fit into memory are given as arrays")  # fmt: skip
        shapes = found.declarations(rows, self.row, [*self.names, self.row])
        self.declared = self.declared._replace(shapes={**shapes, **self.declared.shapes}, facts=self._facts())

    def _roles(self) -> Roles | None:
        self.sizes = {name: tuple(size) for name, size in self.source.shapes.items() if name in self.names}
        self.sizes |= {name: value.shape for name, value in self.constants.items()}
        texts = [self.text, *self.given]
        found = roles(self.trees, texts, self.declared, self.sizes, self.variables)
        if found is not None:
            return found
        alone = [name for name, labels in self.source.names.items()
                 if name[:1].isupper() and labels is not None and self.source.widths[name] is None]  # fmt: skip
        if not alone:
            return None
        # one column is a vector, but X may have to be a matrix
        columns = dict(self.how["columns"] or {})
        self.how["columns"] = {**columns, **{name: [columns.get(name, name)] for name in alone}}
        self.source = open_data(self._first(), **self.how)
        self.sizes |= {name: tuple(self.source.shapes[name]) for name in alone}
        return roles(self.trees, texts, self.declared, self.sizes, self.variables)

    def _have_rows(self, names: Sequence[str]) -> None:
        """Constants that have rows are data."""
        if not isinstance(self.data, Mapping):
            raise WrtError("E-fit-data", f"{names[0]} has rows: it is no constant", help="put it among the data")
        self.data = {**self.data, **{name: self.constants.pop(name) for name in names}}
        self.how["symbols"] = (*self.how["symbols"], *names)
        self.source = open_data(self._first(), **self.how)
        self._declare()

    def _facts(self) -> dict[str, frozenset[str]]:
        """Facts of the symbols that have values: what is assumed is looked at, what shows is added."""
        facts = dict(self.declared.facts)
        for name, size in self.sizes.items():
            square = len(size) == 2 and self.roles.axes(name)[0] == self.roles.axes(name)[1]
            if name not in self.by_rows:
                value = self.constants.setdefault(name, self.source.whole(name) if name in self.source.shapes else None)
                claims.check_constant(name, facts.get(name, ()), value)
                found = claims.facts_of(value)
            elif self.in_memory and square and size[0] <= SQUARE:
                found = claims.facts_of(self.source.whole(name))
            else:
                continue
            facts[name] = facts.get(name, frozenset()) | (found if len(size) < 2 or square else frozenset())
        return facts

    def _refused(self, note: str | None = None) -> WrtError:
        """The error of a formula that does not fit the sizes of the data, with its place."""
        rows = max((size[0] for size in self.sizes.values() if size), default=None)
        shapes = declarations(self.sizes, rows, row_name(self.names, {*self.sizes, *self.variables}), self.names)
        told = [f"{name} is {'×'.join('n' if k == -1 else str(k) for k in size) or 'a number'}"
                for name, size in self.sizes.items()]  # fmt: skip
        notes = (*([] if note is None else [note]), "in the data " + ", ".join(told))
        try:
            self._elaborated(self.declared._replace(shapes={**shapes, **self.declared.shapes}))
        except WrtError as error:
            if error.code.startswith("E-shape"):
                error.notes = (*error.notes, *notes)
            return error
        return WrtError("E-fit-sizes", note or "the formula does not fit the data", source=self.text, notes=notes[-1:])

    def _elaborated(self, declared: Declarations) -> Elaborated:
        try:
            return elaborate(self.trees[0], declared, self.text, "denominator", tuple(self.variables))
        except WrtError as failure:
            failure.source = failure.source or self.text
            raise

    def solved(self, subject_to: Sequence[str], start: Mapping[str, Any], block_bytes: int, checkpoint: Any,
               progress: Any) -> Fit:  # fmt: skip
        found, declared = self._elaborated(self.declared), self.declared
        self.start = numbers(start, "start")
        check_used(self.start, self.variables, "start", self.text)
        facts = facts_of(declared, found, "denominator")
        expression = Expression(found.node, facts, found.guessed)
        unknowns = [variable_of(name, found.symbols, expression, None) for name in self.variables]
        self._check_values(found.symbols)
        constraints = read_after(subject_to, declared, found.symbols, None)
        for given, condition in zip(subject_to, constraints, strict=True):
            check_constraint(given, condition, unknowns)
        posed = problem(expression.node, unknowns, constraints, facts)
        judged = s.find(posed)
        passes = self._passes(block_bytes, checkpoint, progress)
        arrays = self._arrays if self.in_memory else None
        at_once = self.at_once or any(self.row in (unknown.rows, unknown.cols) for unknown in posed.unknowns)
        task = Task(self.row, self._known(found), facts_with(facts, judged.needs), passes, arrays, at_once)
        result = estimated(posed, judged, task, self.start, self.source.names)
        passes.finish()
        result.warnings[:0] = self.warnings
        result.rows = passes.rows or self.row_count
        if self.cluster is not None:
            result.method += f", on {len(self.cluster.nthreads())} workers"
        return result

    def _passes(self, block_bytes: int, checkpoint: Any, progress: Any) -> Any:
        """Passes over the rows: here, or on a cluster."""
        size = rows_per_block({name: self.source.widths[name] for name in self.by_rows}, block_bytes)
        if self.at_once and self.row_count is not None:
            size = max(size, self.row_count)
        told = {name: facts for name, facts in self.declared.facts.items() if name in self.by_rows}
        look = claims.RowClaims(told) if told else None
        parts: list[Part] = []
        if self.cluster is not None:
            rows = None if self.collection else self.row_count
            wanted = None if checkpoint is None else KEPT_PARTS
            parts = parts_of(self.data, rows, self.by_rows, self.cluster, wanted)
        question = self._question(checkpoint, size)
        if self.cluster is None:
            return Passes(self.source, self.by_rows, size, progress, checkpoint, question, look=look)
        kept = None if checkpoint is None else Kept(Path(checkpoint), question, EVERY)
        return ClusterPasses(self.cluster, parts, self.how, self.by_rows, size, progress, look, kept)

    def _question(self, checkpoint: Any, size: int) -> str:
        """What a checkpoint belongs to: the data and the question, here or on a cluster."""
        if checkpoint is None:
            return ""
        if not isinstance(checkpoint, str | os.PathLike):
            raise WrtError("E-fit-argument", f"checkpoint is the path of a file, not {checkpoint!r}")
        if self.cluster is not None and self.collection:
            raise WrtError("E-unsupported", "a Dask collection cannot be known again: there is no checkpoint for it",
                           help="files and arrays have one; Dask does lost work again")  # fmt: skip
        asked = (self.text, self.variables, self.given, self.how, self.constants, self.start, self.sizes,
                 self.cluster is not None, *self.declared)  # fmt: skip
        return fingerprint(self.data, self.source, self.by_rows, size, asked)

    def _arrays(self) -> dict[str, Any]:
        """All rows at once, and how many there are."""
        return {**{name: self.source.whole(name) for name in self.by_rows}, self.row: self.row_count}

    def _known(self, found: Elaborated) -> dict[str, Any]:
        """Constants as arrays, and the sizes that the data tell by name."""
        known: dict[str, Any] = {name: np.asarray(value, dtype=float) for name, value in self.constants.items()}
        for name, size in self.sizes.items():
            axes = found.symbols[name].axes if name in found.symbols else ()
            known |= {str(dim): length for dim, length in zip(axes, size, strict=False) if dim != self.row}
        if self.in_memory:
            known[self.row] = self.row_count
        return known

    def _check_values(self, symbols: Mapping[str, Node]) -> None:
        for name in symbols:
            if name in self.names and name not in self.sizes and name not in self.variables:
                raise WrtError("E-value-missing", f"no value is given for {name}",
                               help=f'constants={{"{name}": ...}}, or a column for it')  # fmt: skip


def _with_ones(intercept: bool | str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The symbol whose matrix gets a column of ones."""
    if not intercept:
        return ()
    if isinstance(intercept, str):
        return (parse_name(intercept),)
    if intercept is not True:
        raise WrtError("E-fit-intercept", f"intercept is a symbol or True, not {intercept!r}", help='intercept="X"')
    capital = [name for name in wanted if name[:1].isupper()]
    if len(capital) != 1:
        raise WrtError("E-fit-intercept", "which matrix gets the column of ones?", help='intercept="X"')
    return (capital[0],)
