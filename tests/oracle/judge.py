"""Judges an answer of `wrt` against an oracle, at several points and sizes: compact, right, refused or wrong."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

import wrt
from oracle import jaxeval
from oracle.expected import laid_out, projected
from oracle.points import Point, Sizes, facts_by_name, points

RELATIVE, ABSOLUTE = 1e-7, 1e-9
Truth = Callable[[Point, Sizes], np.ndarray]


class NoUsablePoint(Exception):
    """The oracle has no finite answer of moderate size anywhere: the question is at fault."""


class Question(NamedTuple):
    """What is asked of `wrt.diff`."""

    formula: str
    variables: tuple[str, ...]
    shapes: Mapping[str, str]
    assume: Mapping[str, Any] | None = None
    layout: str = "denominator"


class Outcome(NamedTuple):
    """compact (right, and in matrix notation), right, refused or wrong, with the reason of the last two."""

    verdict: str
    reason: str = ""
    answer: str = ""


def judge(question: Question, truth: Truth, assignments: Sequence[Sizes], count: int = 2, seed: int = 0,
          printed: Sequence[str] = ("text",)) -> Outcome:  # fmt: skip
    """The verdict on the array, on the value as laid out and on what is printed, at `count` points for each size.

    `printed` says which of "text" and "latex" are read again and evaluated.
    """
    try:
        answer = wrt.diff(question.formula, *question.variables, shapes=question.shapes, assume=question.assume,
                          layout=question.layout)  # fmt: skip
        text = answer.text
        for sizes in assignments:
            for point, expected in _usable_points(question, truth, sizes, count, seed):
                reason = _mistake(question, answer, point, sizes, expected, printed)
                if reason:
                    return Outcome("wrong", f"{reason}, sizes {sizes}", text)
    except NoUsablePoint:
        raise
    except wrt.WrtError as error:
        return Outcome("refused", str(error))
    except Exception as error:  # a crash is a wrong answer, to be reported beside the others
        return Outcome("wrong", f"{type(error).__name__}: {error}")
    return Outcome("compact" if answer.compact else "right", "", text)


def within(question: Question, found: np.ndarray, widths: Sequence[int]) -> np.ndarray:
    """A derivative within the spaces in which the variables are assumed to lie."""
    facts = facts_by_name(question.assume)
    return projected(found, [facts.get(name, frozenset()) for name in question.variables], widths)


def close(found: Any, expected: np.ndarray) -> bool:
    """Whether two arrays agree in shape, and in value to double precision on the scale of the expected one."""
    found = np.asarray(found)
    if found.shape != expected.shape:
        return False
    scale = np.max(np.abs(expected), initial=0.0)
    return bool(np.all(np.abs(found - expected) <= ABSOLUTE + RELATIVE * scale))


def _usable_points(
    question: Question, truth: Truth, sizes: Sizes, count: int, seed: int
) -> Iterator[tuple[Point, np.ndarray]]:
    """Points where the oracle's answer exists and is not near a singularity, with that answer."""
    found = 0
    for point in islice(points(question.shapes, question.assume, sizes, seed), 20 * count):
        try:
            expected = truth(point, sizes)
        except np.linalg.LinAlgError:  # the oracle's, not the engine's
            continue
        if np.all(np.isfinite(expected)) and np.max(np.abs(expected), initial=0.0) < 1e6:
            yield point, expected
            found += 1
            if found == count:
                return
    if not found:
        raise NoUsablePoint(question)


def _mistake(
    question: Question, answer: Any, point: Point, sizes: Sizes, expected: np.ndarray, printed: Sequence[str]
) -> str:
    """What is wrong with an answer at a point, or ""."""
    widths = [point[name].ndim for name in question.variables]
    expected = within(question, expected, widths)
    page, form = laid_out(expected, widths, question.layout)
    values: dict[str, Any] = {**sizes, **point}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {"array": answer.array(**values), "numpy": answer.numpy()(**values)}
    for name, x in found.items():
        wanted = expected if name == "array" else page
        if not close(x, wanted):
            return f"{name} {_difference(np.asarray(x), wanted)}"
    for name in printed:
        try:
            reread, shown = _reread(question, getattr(answer, name), point, sizes)
        except wrt.WrtError as error:
            return f"{name} does not read back: {error}"
        if not close(reread, page):
            return f"{name} read again {_difference(reread, page)}"
        if shown != form:
            return f"{name} is a {shown}, not a {form}"
    return ""


def _reread(question: Question, written: str, point: Point, sizes: Sizes) -> tuple[np.ndarray, str]:
    """The value of the printed answer, read again, and whether it is a scalar, row, column or matrix."""
    node = wrt.parse(written, shapes=question.shapes, assume=question.assume).node
    forms = {(True, True): "scalar", (True, False): "row", (False, True): "column", (False, False): "matrix"}
    return jaxeval.value(node, point, sizes), forms[node.rows == 1, node.cols == 1]


def _difference(found: np.ndarray, expected: np.ndarray) -> str:
    if found.shape != expected.shape:
        return f"has shape {found.shape}, not {expected.shape}"
    worst = np.unravel_index(np.argmax(np.abs(found - expected)), expected.shape)
    return f"differs at {tuple(map(int, worst))}: {found[worst]:.6g}, not {expected[worst]:.6g}"
