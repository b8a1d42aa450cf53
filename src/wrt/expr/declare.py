"""Declarations: shapes and assumptions as people give them (`{"x": "n", "A": "m n"}`, `{"A": "symmetric"}`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from wrt.diagnostics import WrtError
from wrt.expr.dims import Dim
from wrt.expr.facts import ALIASES, IMPLIES, closure
from wrt.syntax.reader import parse_name

Shape = tuple[Dim, Dim]
NAME = re.compile(r"[^\W\d]\w*\Z")


class Declarations(NamedTuple):
    """What was declared: shapes by name, facts by name, facts of whole formulas, and pairs that commute."""

    shapes: dict[str, Shape]
    facts: dict[str, frozenset[str]]
    formulas: tuple[tuple[str, frozenset[str]], ...]
    commuting: tuple[tuple[str, str], ...]

    @property
    def dims(self) -> set[str]:
        """The names that stand for dimensions."""
        return {dim for shape in self.shapes.values() for dim in shape if isinstance(dim, str)} - set(self.shapes)


def declare(shapes: Mapping[str, Any] | None, assume: Mapping[str, Any] | Iterable[str] | None) -> Declarations:
    """Read the `shapes` and `assume` arguments of the public functions."""
    known = {parse_name(name): _shape(name, shape) for name, shape in (shapes or {}).items()}
    facts: dict[str, frozenset[str]] = {}
    formulas: list[tuple[str, frozenset[str]]] = []
    commuting: list[tuple[str, str]] = []
    for key, given in _pairs(assume):
        words = _words(given)
        if "commute" in words:
            left, _, right = key.partition(",")
            commuting.append((left.strip(), right.strip()))
            continue
        found = closure(_fact(word, key) for word in words)
        if _is_name(key):
            facts[parse_name(key)] = facts.get(parse_name(key), frozenset()) | found
        else:
            formulas.append((key, found))
    return Declarations(known, facts, tuple(formulas), tuple(commuting))


def _is_name(key: str) -> bool:
    return bool(NAME.match(key.strip())) or key.strip().startswith("\\")


def _pairs(assume: Mapping[str, Any] | Iterable[str] | None) -> list[tuple[str, Any]]:
    """The assumptions as pairs; a list holds strings "A: symmetric" or "A symmetric"."""
    if assume is None:
        return []
    if isinstance(assume, Mapping):
        return list(assume.items())
    pairs = []
    for item in [assume] if isinstance(assume, str) else assume:
        if isinstance(item, tuple):
            pairs.append((str(item[0]), item[1]))
            continue
        key, sign, words = str(item).rpartition(":")
        if not sign:
            key, _, words = str(item).strip().rpartition(" ")
        if not key.strip():
            raise WrtError("E-assume", f"cannot read the assumption {item!r}", help='write "A: symmetric"')
        pairs.append((key.strip(), words))
    return pairs


def _words(given: Any) -> list[str]:
    if isinstance(given, str):
        return [word for word in re.split(r"[\s,]+", given.strip()) if word]
    return [word for item in given for word in _words(item)]


def _fact(word: str, key: str) -> str:
    fact = word.strip().lower().replace("-", "_")
    fact = ALIASES.get(fact, fact)
    if fact not in IMPLIES:
        from difflib import get_close_matches

        near = get_close_matches(fact, [*IMPLIES, *ALIASES, "commute"], 1)
        help_ = f'did you mean "{near[0]}"?' if near else "known: " + ", ".join(sorted(IMPLIES))
        raise WrtError("E-fact", f"{word!r}, assumed of {key}, is not a fact that wrt knows", help=help_)
    return fact


def _shape(name: str, given: Any) -> Shape:
    """A shape from "m n", "n", "", a number, or a sequence of these."""
    if isinstance(given, int) and not isinstance(given, bool):
        given = (given,)
    parts = re.split(r"[\s,x×]+(?![^(]*\))", given.strip(" ()")) if isinstance(given, str) else list(given)
    sizes = [_size(name, str(part)) for part in parts if str(part) != ""]
    if len(sizes) > 2:
        raise WrtError("E-shape", f"{name} is declared with {len(sizes)} axes; at most 2 are supported",
                       help=f'"{name}": "m n" declares an m×n matrix')  # fmt: skip
    return (*sizes, 1, 1)[:2] if len(sizes) < 2 else (sizes[0], sizes[1])


def _size(name: str, text: str) -> Dim:
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    if NAME.match(text):
        return text
    raise WrtError("E-shape", f"{text!r} is not a size (declared for {name})",
                   help=f'a size is a name or a positive number: "{name}": "m 3"')  # fmt: skip
