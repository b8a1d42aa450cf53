"""From formulas to numbers: the kinks as weights and matrices, those of rows gathered over all blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.fit.passes import State
from wrt.fit.rough.kinks import Kink, designs, refused, touches
from wrt.fit.streamed import compiled
from wrt.fit.task import Task

ENTRIES = 50_000_000  # numbers of a linear programme's matrix that are held
NOT_FINITE = "a weight, or an expression in a norm, is not a finite number for these data"


class Entries(NamedTuple):
    """The entries A*u + b of a kink, and what is put on those above and below 0."""

    A: Any
    b: Any
    up: Any
    down: Any


def has_rows(node: Node, task: Task) -> bool:
    """Whether an expression has an axis of rows, over which blocks come."""
    return not task.at_once and task.rows in (node.rows, node.cols)


def weight(kink: Kink, task: Task) -> float:
    """The factor of a kink; raises E-fit-kind where it is negative."""
    found = task.number(kink.factor)
    if not np.isfinite(found):
        raise WrtError("E-fit-values", NOT_FINITE)
    if found < 0:
        raise WrtError("E-fit-kind", f"the factor of a norm is {found:g}: with a negative one there is no sure minimum")
    return found


def linear(kink: Kink, unknowns: Sequence[Node], sizes: Sequence[int], task: Task) -> Entries:
    """A kink of a linear expression, with its weights, as numbers."""
    found = designs(kink.inside, unknowns)
    if found is None:
        raise refused(kink.written, "is not linear in the unknowns, and stands in a function without derivative")
    factor = weight(kink, task)
    matrices, constant = found
    if has_rows(kink.inside, task):
        A, at_zero, weights = _of_rows(kink, matrices, constant, sizes, task)
    else:
        tall = task.length(kink.inside)
        known = task.constants
        blocks = [np.zeros((tall, size)) if matrix is None else _matrix(task.function(matrix)(known), tall, size)
                  for matrix, size in zip(matrices, sizes, strict=True)]  # fmt: skip
        A = np.hstack(blocks)
        at_zero = np.broadcast_to(np.ravel(task.function(constant)(known), order="F"), tall)
        weights = np.ones(tall) if kink.weights is None else np.ravel(task.function(kink.weights)(task.constants))
    weights = weights * factor
    if not all(np.all(np.isfinite(part)) for part in (A, at_zero, weights)):
        raise WrtError("E-fit-values", NOT_FINITE)
    if np.any(weights < 0):
        raise WrtError("E-fit-kind", "an absolute value has a negative weight: there is no sure minimum")
    down = np.zeros_like(weights) if kink.kind == "relu" else weights
    return Entries(A, at_zero, weights, down)


def _matrix(value: Any, rows: int, cols: int) -> Any:
    array = np.asarray(value, dtype=float)
    return array if array.shape == (rows, cols) else np.ravel(array, order="F").reshape(rows, cols)


def _of_rows(kink: Kink, matrices: Sequence[Node | None], constant: Node, sizes: Sequence[int],
             task: Task) -> tuple[Any, Any, Any]:  # fmt: skip
    """The matrix, the constant and the weights of a column of rows, from all blocks."""
    if len(kink.inside.axes) != 1:
        raise refused(kink.written, "is a matrix of rows in a function without derivative")
    row = kink.inside.rows == 1
    parts = [None if m is None else prepared(m, task) for m in matrices]
    fixed = prepared(b.T(constant) if row else constant, task)
    turned = None if kink.weights is None else kink.weights if kink.weights.cols == 1 else b.T(kink.weights)
    weights = None if turned is None else prepared(turned, task)

    def add(state: State, values: Mapping[str, Any]) -> None:
        length = len(next(iter(values.values())))
        found = [np.zeros((length, size)) if part is None else np.reshape(part(values), (length, size))
                 for part, size in zip(parts, sizes, strict=True)]  # fmt: skip
        one = np.ones(length) if weights is None else np.ravel(weights(values))
        block = np.column_stack(
            [*found, np.broadcast_to(np.ravel(fixed(values)), length), np.broadcast_to(one, length)]
        )
        if sum(part.size for part in state.values()) + block.size > ENTRIES:
            raise WrtError("E-fit-size", "absolute values of rows are fitted in memory, and there are too many rows",
                           help="log(cosh(..)) is nearly the absolute value and is fitted block by block")  # fmt: skip
        state[str(len(state))] = block

    found = task.passes.run(add, _joined)
    whole = np.concatenate([found[str(i)] for i in range(len(found))])
    return whole[:, :-2], whole[:, -2], whole[:, -1]


def _joined(first: State, second: State) -> State:
    """The blocks of two parts, numbered on."""
    return {**first, **{str(len(first) + int(name)): block for name, block in second.items()}}


def prepared(formula: Node, task: Task) -> Callable[[Mapping[str, Any]], Any]:
    """A formula of rows as a function of a block."""
    if not touches(formula, task.rows):
        value = compiled(formula, task.facts)(task.constants)
        return lambda values: value
    return task.by_block(formula)
