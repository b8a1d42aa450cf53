"""Declarations: shapes and assumptions as people give them (`{"x": "n", "A": "m n"}`, `{"A": "symmetric"}`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from wrt.diagnostics import WrtError
from wrt.expr.dims import Dim, write
from wrt.expr.facts import ALIASES, EXCLUDES, IMPLIES, SQUARE, closure
from wrt.syntax.reader import parse_name

Shape = tuple[Dim, Dim]
NAME = re.compile(r"[^\W\d]\w*\Z")
SHAPES_HELP = 'shapes={"c": "", "x": "n", "A": "m n"} declares a scalar, a vector and a matrix'
ASSUME_HELP = 'assume={"A": "symmetric"} or assume=["A: symmetric"]'


class Declarations(NamedTuple):
    """What was declared: shapes by name, facts by name, facts of whole formulas, and pairs that commute."""

    shapes: dict[str, Shape]
    facts: dict[str, frozenset[str]]
    formulas: tuple[tuple[str, frozenset[str]], ...]
    commuting: tuple[tuple[str, str], ...]
    counts: frozenset[str] = frozenset()  # sizes that no shape needs to mention: how far a sum goes
    like: tuple[tuple[str, str], ...] = ()  # names with the shape of another one
    kinds: Mapping[str, str] = MappingProxyType({})  # "vector" or "array" (no number) where no shape is known

    @property
    def dims(self) -> set[str]:
        """The names that stand for dimensions."""
        named = {dim for shape in self.shapes.values() for dim in shape if isinstance(dim, str)}
        return (named | self.counts) - set(self.shapes)


def declare(shapes: Mapping[str, Any] | None, assume: Mapping[str, Any] | Iterable[str] | None) -> Declarations:
    """Read the `shapes` and `assume` arguments of the public functions."""
    known = _shapes(shapes)
    facts: dict[str, frozenset[str]] = {}
    formulas: list[tuple[str, frozenset[str]]] = []
    commuting: list[tuple[str, str]] = []
    for key, given in _pairs(assume):
        words = _words(given, key)
        if "commute" in words:
            commuting.append(_pair(key))
            continue
        named = [_fact(word, key) for word in words]
        found = closure(named)
        if _is_name(key):
            name = parse_name(key)
            found |= facts.get(name, frozenset())
            _check_facts(name, named, found, known.get(name))
            facts[name] = found
        else:
            formulas.append((key, found))
    return Declarations(known, facts, tuple(formulas), tuple(commuting))


# ---- shapes


def _shapes(shapes: Mapping[str, Any] | None) -> dict[str, Shape]:
    if shapes is None:
        return {}
    if not isinstance(shapes, dict | Mapping):
        raise WrtError(
            "E-shape", f"shapes go by name; {shapes!r} does not say of what it is the shape", help=SHAPES_HELP
        )
    known = {parse_name(name): _shape(name, shape) for name, shape in shapes.items()}
    for name, shape in known.items():
        for dim in shape:
            if dim in known and known[dim] != (1, 1):
                raise WrtError(
                    "E-shape",
                    f"{dim} is a size in the shape of {name}, and declared as an array itself",
                    help=f"give the size in the shape of {name} another name",
                )
    return known


def _shape(name: str, given: Any) -> Shape:
    """A shape from "m n", "n", "", a number, or a sequence of these."""
    if isinstance(given, str):
        parts: list[Any] = re.split(r"\s+x\s+|(?<=\d)x(?=\d)|[\s,×]+", given.strip(" ()"))
    elif isinstance(given, int):
        parts = [given]
    elif isinstance(given, Iterable):
        parts = list(given)
    else:
        raise WrtError("E-shape", f"{given!r} is not a shape (declared for {name})", help=SHAPES_HELP)
    sizes = [_size(name, part) for part in parts if part != ""]
    if len(sizes) > 2:
        raise WrtError(
            "E-shape",
            f"{name} is declared with {len(sizes)} axes; at most 2 are supported",
            help=f'"{name}": "m n" declares an m×n matrix',
        )
    if len(sizes) == 2 and sizes[0] == 1 and sizes[1] != 1:
        raise WrtError(
            "E-shape-row",
            f"{name} is declared as a row; a row is the transpose of a vector",
            help=f'declare "{name}": "{sizes[1]}" and write {name}\'',
        )
    return (*sizes, 1, 1)[:2] if len(sizes) < 2 else (sizes[0], sizes[1])


def _size(name: str, part: Any) -> Dim:
    text = str(part)
    if isinstance(part, str) and NAME.match(part):
        return part
    if not isinstance(part, bool) and text.isascii() and text.isdecimal() and len(text) < 19 and int(text) >= 1:
        return int(text)
    raise WrtError(
        "E-shape",
        f"{text} is not a size (declared for {name}): a size is a name or a positive whole number",
        help=f'"{name}": "n" or "{name}": "m 3"',
    )


# ---- assumptions


def _is_name(key: str) -> bool:
    return bool(NAME.match(key.strip())) or key.strip().startswith("\\")


def _pairs(assume: Mapping[str, Any] | Iterable[str] | None) -> list[tuple[str, Any]]:
    """The assumptions as pairs; a list holds strings "A: symmetric" or "A symmetric"."""
    if assume is None:
        return []
    if isinstance(assume, dict | Mapping):
        return [(_key(key), given) for key, given in assume.items()]
    if not isinstance(assume, Iterable):
        raise WrtError("E-assume", f"{assume!r} is not an assumption", help=ASSUME_HELP)
    pairs: list[tuple[str, Any]] = []
    items: Iterable[Any] = assume
    for item in [assume] if isinstance(assume, str) else items:
        if isinstance(item, tuple) and len(item) == 2:
            pairs.append((_key(item[0]), item[1]))
            continue
        key, sign, words = str(item).rpartition(":")
        if not sign:
            key, _, words = str(item).strip().rpartition(" ")
        if not key.strip():
            raise WrtError("E-assume", f"{item!r} does not say of what it is assumed", help=ASSUME_HELP)
        pairs.append((key.strip(), words))
    return pairs


def _key(key: Any) -> str:
    if not isinstance(key, str) or not key.strip():
        raise WrtError("E-assume", f"assumptions go by name or formula, not by {key!r}", help=ASSUME_HELP)
    return key


def _words(given: Any, key: str) -> list[str]:
    if isinstance(given, str):
        return [word for word in re.split(r"[\s,]+", given.strip()) if word]
    if isinstance(given, list | Iterable) and all(isinstance(item, str) for item in given):
        return [word for item in given for word in _words(item, key)]
    raise WrtError("E-fact", f"{given!r}, assumed of {key}, is not a fact that wrt knows", help=ASSUME_HELP)


def _pair(key: str) -> tuple[str, str]:
    left, _, right = (part.strip() for part in key.partition(","))
    if not left or not right:
        raise WrtError("E-assume", f"{key} alone does not commute: name the two", help='assume={"A, B": "commute"}')
    return left, right


def _fact(word: str, key: str) -> str:
    fact = word.strip().lower().replace("-", "_")
    fact = ALIASES.get(fact, fact)
    if fact not in IMPLIES:
        from difflib import get_close_matches

        near = get_close_matches(fact, [*IMPLIES, *ALIASES, "commute"], 1)
        help_ = (
            f'did you mean "{near[0]}"?'
            if near
            else "known: " + ", ".join(sorted(known for known in IMPLIES if " " not in known))
        )
        raise WrtError("E-fact", f"{word!r}, assumed of {key}, is not a fact that wrt knows", help=help_)
    return fact


def _check_facts(name: str, named: list[str], facts: frozenset[str], shape: Shape | None) -> None:
    """Facts that contradict each other or the shape are refused."""
    for fact, other in EXCLUDES.items():
        if fact in facts and other in facts:
            said = " and ".join(_spoken(next((n for n in named if f in closure([n])), f)) for f in (fact, other))
            raise WrtError("E-fact", f"{name} cannot be {said} at once", help="leave one of them out")
    square = [fact for fact in [*named, *sorted(facts)] if fact in SQUARE]
    if shape and square and shape[0] != shape[1]:
        written = " by ".join(write(dim) for dim in shape)
        raise WrtError(
            "E-fact",
            f"{name} is declared {written}, and only a square matrix is {_spoken(square[0])}",
            help=f'"{name}": "n n" declares a square matrix',
        )


def _spoken(fact: str) -> str:
    return fact.replace("_", " ")
