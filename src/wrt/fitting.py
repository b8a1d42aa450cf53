"""`fit`: an objective, its unknowns and data read; the minimum in closed form where there is one, else step by step."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from wrt.api import Assume, Shapes, facts_of, variable_of
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.expr.declare import Declarations, declare
from wrt.expr.elaborate import Elaborated, elaborate
from wrt.expr.node import Node, free_symbols
from wrt.expression import Expression
from wrt.fit.result import Fit
from wrt.fit.symbols import declarations, names_in, row_name, rows_of
from wrt.guard import guarded
from wrt.minimise import judgement
from wrt.minimise import stationary as s
from wrt.minimise.needs import facts_with
from wrt.minimise.problem import Problem, problem
from wrt.minimise.writing import Writer
from wrt.minimizing import asked, constraint, equations
from wrt.syntax.reader import parse_name, read
from wrt.work.normal import normal

SQUARE = 3000  # rows up to which a square matrix is looked at for symmetry and definiteness
MEMORY = 2 << 20  # bytes of a block: it stays in the cache


@guarded
def fit(objective: str, variable: str | Sequence[str], data: Any, *, columns: Mapping[str, Any] | None = None,
        constants: Mapping[str, Any] | None = None, subject_to: str | Sequence[str] = (), intercept: bool | str = False,
        encode: bool = False, shapes: Shapes = None, assume: Assume = None, start: Mapping[str, Any] | None = None,
        block_bytes: int = MEMORY, checkpoint: str | os.PathLike[str] | None = None,
        progress: Callable[[int, int | None], None] | None = None, dask: Any = None) -> Fit:  # fmt: skip
    """The values of the unknowns at which an objective is least for given data.

    `data`: arrays by name, a table of pandas, polars or pyarrow, or files (CSV, Parquet, Arrow, npy, npz) of any size,
    which are read in blocks of `block_bytes`.  `columns` says which columns a symbol stands for, `constants` holds the
    symbols that are no rows, `intercept` puts a column of ones into a matrix (named, or the only one), `encode` turns
    text into columns of 0 and 1.  `start` is where an iteration begins.  `checkpoint` is a file that lets a run that
    was interrupted go on.  `progress` is called with the number of rows read and of all rows (or None).  `dask` is the
    address of a Dask cluster ("tcp://127.0.0.1:8786") or a client of one; its workers then read and add up the rows,
    and data may be Dask arrays by name or a Dask data frame.

    Closed forms are computed from sums over rows that the formula asks for; least squares go over to QR where normal
    equations would lose digits.  Raises `WrtError` for data that cannot be read and objectives without a minimum.

    >>> found = fit("n*lam - sum(x)*log(lam)", "lam", {"x": [2.0, 3, 7]}, assume={"lam": "positive"})
    >>> float(found.values["lam"])
    4.0
    """
    given = equations(subject_to)
    with _connected(dask) as cluster:
        posed = _Posed(objective, variable, data, columns, constants, given, intercept, encode, shapes, assume, cluster)
        return posed.solved(given, start or {}, block_bytes, checkpoint, progress)


def _connected(dask: Any) -> AbstractContextManager[Any]:
    if dask is None:
        return nullcontext()
    from wrt.fit.cluster import connected

    return connected(dask)


class _Posed:
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
        from wrt.fit.data import open_data

        self.text, named = asked(objective)
        self.tree = read(self.text)
        given = [variable] if isinstance(variable, str) else list(variable)
        self.variables = [parse_name(name) for name in given] or list(named)
        if not self.variables:
            raise WrtError("E-variables", "which symbol is to be fitted?", help='fit(objective, "theta", data)')
        self.names = list(
            dict.fromkeys([*names_in(self.tree), *(name for g in subject_to for name in names_in(read(g)))])
        )
        for name in self.variables:
            if name not in self.names:
                from difflib import get_close_matches

                near = get_close_matches(name, self.names, 1, 0.5)
                raise WrtError("E-unknown-variable", f"{name} does not occur in the objective", source=self.text,
                               help=f"did you mean {near[0]}?" if near else None)  # fmt: skip
        self.constants = {parse_name(name): value for name, value in (constants or {}).items()}
        in_columns = {parse_name(name): entry for name, entry in (columns or {}).items()}
        wanted = [name for name in self.names if name not in self.variables and name not in self.constants]
        wanted = [name for name in wanted if name not in ("n", "N") or _has(data, name) or name in in_columns]
        ones = _with_ones(intercept, wanted)
        self.cluster, self.data = cluster, data
        self.how: dict[str, Any] = {
            "columns": in_columns or None,
            "symbols": tuple(wanted),
            "encode": encode,
            "intercept": ones,
        }
        self.source = open_data(self._first(), **self.how)
        self.declared = declare(shapes, assume)
        self._declare()

    def _first(self) -> Any:
        """The data, or the first part of a collection, by which the others are known."""
        if self.cluster is None:
            if type(self.data).__module__.split(".")[0] in ("dask", "dask_expr"):
                raise WrtError("E-fit-cluster", "a Dask collection is fitted on a cluster", help='dask="tcp://..."')
            return self.data
        from wrt.fit.cluster import is_collection, partitions

        self.collection = is_collection(self.data)
        if self.collection and self.how["encode"]:
            raise WrtError("E-unsupported", "text in a Dask collection is not encoded", help="encode it in Dask")
        return self.cluster.compute(partitions(self.data)[0]).result() if self.collection else self.data

    collection = False

    def _declare(self) -> None:
        """Shapes and facts of the symbols that data or constants give."""
        import numpy as np

        sizes = {name: tuple(size) for name, size in self.source.shapes.items() if name in self.names}
        for name, value in self.constants.items():
            sizes[name] = np.shape(value)
        table = self.source.rows if -1 not in [size[0] for size in sizes.values() if size] else -1
        arrays = all(labels is None for labels in self.source.names.values())
        self.row_count = rows_of(sizes) if arrays else table
        self.in_memory = arrays and self.cluster is None
        self.row = row_name(self.names, [*sizes])
        self.by_rows = [name for name, size in sizes.items()
                        if name in self.source.shapes and size and size[0] in (self.row_count, -1)]  # fmt: skip
        self.sizes = sizes
        facts = dict(self.declared.facts)
        for name, size in sizes.items():
            if name not in self.by_rows:
                self.constants.setdefault(name, self.source.whole(name) if name in self.source.shapes else None)
                facts[name] = facts.get(name, frozenset()) | _facts_of(self.constants[name])
            elif self.in_memory and len(size) == 2 and size[0] == size[1] <= SQUARE:
                facts[name] = facts.get(name, frozenset()) | _facts_of(self.source.whole(name))
        self.declared = self.declared._replace(facts=facts)

    def elaborated(self) -> tuple[Elaborated, Declarations]:
        """The objective in shapes; columns and rows that are equally many may have to be the same."""
        error: WrtError | None = None
        for joined in (False, True):
            shapes = declarations(self.sizes, self.row_count, self.row, self.names, joined)
            declared = self.declared._replace(shapes={**shapes, **self.declared.shapes})
            try:
                return elaborate(self.tree, declared, self.text, "denominator", tuple(self.variables)), declared
            except WrtError as failure:
                failure.source = failure.source or self.text
                if failure.code.startswith("E-shape"):
                    told = [f"{name} is {'×'.join(map(str, size)) or 'a number'}" for name, size in self.sizes.items()]
                    failure.notes = (*failure.notes, "in the data " + ", ".join(told))
                error = error or failure
        assert error is not None
        raise error

    def solved(self, subject_to: Sequence[str], start: Mapping[str, Any], block_bytes: int, checkpoint: Any,
               progress: Any) -> Fit:  # fmt: skip
        from wrt.fit.data import rows_per_block
        from wrt.fit.estimate import Task
        from wrt.fit.passes import Passes

        found, declared = self.elaborated()
        facts = facts_of(declared, found, "denominator")
        expression = Expression(found.node, facts, found.guessed)
        unknowns = [variable_of(name, found.symbols, expression, None) for name in self.variables]
        self._check_values(found.symbols)
        constraints = [constraint(given, declared, found.symbols, unknowns) for given in subject_to]
        posed = problem(expression.node, unknowns, constraints, facts)
        judged = s.find(posed)
        widths = {name: self.source.widths[name] for name in self.by_rows}
        question = repr(
            (self.text, self.variables, subject_to, sorted(self.sizes.items()), _fingerprint(self.constants))
        )
        size = rows_per_block(widths, block_bytes)
        passes: Any = Passes(self.source, self.by_rows, size, progress, checkpoint, question)
        if self.cluster is not None:
            passes = self._on_cluster(size, progress)
        if not self.by_rows:
            raise WrtError("E-fit-data", "no symbol of the objective has rows", help='data are {"y": y, "X": X}')
        arrays = self._arrays if self.in_memory else None
        task = Task(self.row, self._known(found), facts_with(facts, judged.needs), passes, arrays)
        result = self._estimated(posed, judged, task, start)
        passes.finish()
        result.rows = passes.rows or self.row_count
        if self.cluster is not None:
            result.method += f", on {len(self.cluster.nthreads())} workers"
        return result

    def _on_cluster(self, size: int, progress: Any) -> Any:
        from wrt.fit.cluster import ClusterPasses, parts_of

        rows = None if self.collection else self.source.rows or self.row_count
        parts = parts_of(self.data, rows if rows != -1 else None, self.by_rows, self.cluster)
        return ClusterPasses(self.cluster, parts, self.how, self.by_rows, size, progress)

    def _arrays(self) -> dict[str, Any]:
        """All rows at once, and how many there are."""
        return {**{name: self.source.whole(name) for name in self.by_rows}, self.row: self.row_count}

    def _known(self, found: Elaborated) -> dict[str, Any]:
        """Constants as arrays, and the sizes that the data tell by name."""
        import numpy as np

        known: dict[str, Any] = {name: np.asarray(value, dtype=float) for name, value in self.constants.items()}
        for name, size in self.sizes.items():
            axes = found.symbols[name].axes if name in found.symbols else ()
            known |= {str(dim): length for dim, length in zip(axes, size, strict=False) if dim != self.row}
        return known

    def _check_values(self, symbols: Mapping[str, Node]) -> None:
        for name in symbols:
            if name in self.names and name not in self.sizes and name not in self.variables:
                raise WrtError("E-value-missing", f"no value is given for {name}",
                               help=f'constants={{"{name}": ...}}, or a column for it')  # fmt: skip

    def _estimated(self, posed: Problem, judged: s.Found, task: Any, start: Mapping[str, Any]) -> Fit:
        from wrt.fit.estimate import by_formula, by_squares
        from wrt.fit.squares import squares

        kind = judged.kind.partition(",")[0]
        if kind in (s.MAXIMUM, s.SADDLE, s.UNBOUNDED, s.NONE) or judged.kind.endswith(s.BELOW):
            raise WrtError("E-fit-kind", f"the objective has no minimum: {judgement.conclusion(judged, posed)}")
        unknowns = posed.unknowns
        labels = self._labels(posed)
        parts = squares(normal(posed.objective), unknowns, task.rows) if not posed.constraints else None
        if parts is not None and any(part.by_rows for part in parts):
            values, found, told = by_squares(parts, unknowns, task, labels)
            least = told.residual_sum if len(parts) > 1 else None
            return Fit(values, f"closed form, by {found.method}", self._formula(posed, judged), least,
                       warnings=found.warnings, names=labels, squares=told)  # fmt: skip
        if judged.stages:
            values = by_formula(judged.stages, task)
            kept = {u.value[0]: values[u.value[0]] for u in unknowns}
            warnings = [] if kind == s.MINIMUM else [judgement.conclusion(judged, posed)]
            warnings += [f"{u.value[0]} is not positive definite for these data" for u in unknowns
                         if "spd" in u.value[1] and not _is_definite(kept[u.value[0]])]  # fmt: skip
            return Fit(kept, "closed form", self._formula(posed, judged), warnings=warnings, names=labels)
        return self._stepwise(posed, task, start, labels)

    def _stepwise(
        self, posed: Problem, task: Any, start: Mapping[str, Any], labels: Mapping[str, Sequence[str]]
    ) -> Fit:
        from wrt.fit.estimate import by_steps, smooth

        if posed.constraints:
            raise WrtError("E-unsupported", "constraints without a closed form are not supported")
        rough = smooth(posed.objective)
        if rough is not None:
            raise WrtError("E-unsupported", f"{rough} has no derivative everywhere: such objectives are not fitted yet",
                           help="norm2(w)^2 and softplus are smooth")  # fmt: skip
        values, found = by_steps(posed.objective, posed.unknowns, task, start)
        warnings = [] if found.converged else [f"not converged: {found.message}"]
        if found.flat:
            warnings.append("the objective is flat at the point that was reached: its minimum may lie at infinity")
        return Fit(values, f"iteration, {found.method}", "", found.value, warnings=warnings, names=labels,
                   steps=found.steps)  # fmt: skip

    def _formula(self, posed: Problem, judged: s.Found) -> str:
        write = Writer(posed.lagrangian)
        stages = {stage.root.unknown: stage for stage in judged.stages}
        lines = []
        for unknown in posed.unknowns:
            stage = stages.get(unknown)
            if stage is not None:
                stacked = stage.root.vec and stage.value is stage.root.matrix
                name = f"vec({unknown.value[0]})" if stacked else unknown.value[0]
                lines.append(f"{name} = {text(write(stage.root.value if stacked else stage.value))}")
        return "; ".join(lines)

    def _labels(self, posed: Problem) -> dict[str, list[str]]:
        """Names of the coefficients: those of the columns of the one matrix that is as wide."""
        found = {}
        for unknown in posed.unknowns:
            if len(unknown.axes) == 1:
                for name, labels in self.source.names.items():
                    symbol = free_symbols(posed.objective).get(name)
                    if labels and symbol is not None and symbol.cols == unknown.rows:
                        found[unknown.value[0]] = list(labels)
        return found


def _with_ones(intercept: bool | str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The symbol whose matrix gets a column of ones."""
    if not intercept:
        return ()
    if isinstance(intercept, str):
        return (parse_name(intercept),)
    capital = [name for name in wanted if name[:1].isupper()]
    if len(capital) != 1:
        raise WrtError("E-fit-intercept", "which matrix gets the column of ones?", help='intercept="X"')
    return (capital[0],)


def _has(data: Any, name: str) -> bool:
    return isinstance(data, Mapping) and name in data


def _fingerprint(constants: Mapping[str, Any]) -> str:
    import hashlib

    import numpy as np

    digest = hashlib.sha256()
    for name in sorted(constants):
        digest.update(name.encode() + np.asarray(constants[name], dtype=float).tobytes())
    return digest.hexdigest()


def _facts_of(value: Any) -> frozenset[str]:
    """Facts that a constant shows: signs, symmetry, definiteness."""
    import numpy as np

    from wrt.expr.facts import closure

    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return frozenset()
    facts: list[str] = []
    if array.size and np.all(array > 0) and array.ndim < 2:
        facts.append("positive")
    elif array.size and np.all(array >= 0) and array.ndim < 2:
        facts.append("nonnegative")
    if array.ndim == 2 and array.shape[0] == array.shape[1] and np.array_equal(array, array.T):
        low = float(np.min(np.linalg.eigvalsh(array)))
        top = float(np.max(np.abs(array)))
        facts.append("spd" if low > 1e-12 * top else "psd" if low >= 0 else "symmetric")
    return closure(facts)


def _is_definite(value: Any) -> bool:
    import numpy as np

    low, high = np.linalg.eigvalsh((value + value.T) / 2)[[0, -1]]
    return bool(low > 1e-14 * max(high, 0.0) and high > 0)
