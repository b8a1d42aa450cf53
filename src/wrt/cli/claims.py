"""`wrt prove`: the verdict on a claim, then the proof, the counterexample, or the evidence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, TypeAlias

from wrt.claims import Claim, read_claim
from wrt.cli import BAD_INPUT, DONE, NO, NO_ANSWER, records
from wrt.cli.arguments import Usage
from wrt.cli.formulas import shapes
from wrt.cli.steps import TERMINAL, depth, needed, size, written
from wrt.derivation import Derivation, Line, Part, Shown, Written
from wrt.diagnostics import WrtError
from wrt.documents.record import record
from wrt.emit import writers
from wrt.expr.node import Node
from wrt.expression import shape_of
from wrt.prove.derivatives import conventions
from wrt.proving import prove
from wrt.refute.counterexample import Counterexample, number
from wrt.refute.counterexample import written as write_value
from wrt.refute.linear import Matrix
from wrt.verdict import Verdict

CODES = {True: DONE, False: NO, None: NO_ANSWER}
SPACES = {
    "projected": "derivatives within the space of the variable",
    "unconstrained": "unconstrained derivatives",
    "entries": "derivatives by the free entries",
}


def run_prove(options: SimpleNamespace) -> int:
    """Judge one claim, or each line of standard input; the exit code."""
    options.shapes = shapes(options.shape)
    options.by = options.by or (bool(options.size) and "components")
    options.size = size(options.size)
    if options.claim == "-":
        from wrt.cli.lines import batch, json_line

        if options.certificate:
            raise Usage("--certificate is for one claim", "every line has its certificate already")
        return batch("claims", lambda line, number: json_line(lambda: _record(line, None, options), line=number))
    if options.json or options.format == "json":
        from wrt.cli.lines import json_line

        line, code = json_line(lambda: _record(options.claim, options.right, options))
        print(line)
        return code
    return _print(options)


def _judged(left: str, right: str | None, options: SimpleNamespace) -> tuple[Verdict, Claim | None]:
    """The verdict, and how the claim was read; None where its sizes clash."""
    verdict = prove(left, right, options.shapes, options.assume, options.layout)
    if verdict.method == "shapes":
        return verdict, None
    return verdict, read_claim(left, right, options.shapes, options.assume, options.layout)


def _print(options: SimpleNamespace) -> int:
    verdict, claim = _judged(options.claim, options.right, options)
    if claim is not None and not options.plain:
        records.note_guesses(claim.guessed, claim.symbols)
    proof, problem = _proof(verdict, claim, options)
    stream = sys.stderr if options.certificate == "-" else sys.stdout
    print(_plain(verdict, proof, options) if options.plain else _written(verdict, claim, proof, options), file=stream)
    if problem is not None:
        print(problem, file=sys.stderr)
    if options.certificate:
        _certify(verdict, options.certificate)
    return CODES[verdict.holds] if problem is None else BAD_INPUT


def _certify(verdict: Verdict, target: str) -> None:
    if verdict.certificate is None:
        print("note: no certificate is written, since the claim is not proved", file=sys.stderr)
        return
    from wrt.cli.files import write_certificate

    write_certificate(verdict.certificate, target)


# ---- the proof in the telling that is wanted


Proof: TypeAlias = tuple[Derivation | None, WrtError | None]


def _proof(verdict: Verdict, claim: Claim | None, options: SimpleNamespace) -> Proof:
    """The proof; where it cannot be told as wanted, why."""
    if not verdict.holds or (options.plain and not (options.steps or options.depth or options.by)):
        return None, None
    try:
        return _told(verdict, claim, options), None
    except WrtError as error:
        return None, error


def _told(verdict: Verdict, claim: Claim | None, options: SimpleNamespace) -> Derivation | None:
    if options.by in (False, "rules") or claim is None:
        return verdict.derivation
    from wrt.explain.components import prove_by_components
    from wrt.explain.indices import prove_by_indices

    parts: list[Part] = []
    for link in pairwise(claim.sides):
        left, right = dict(conventions(*link))[verdict.convention]
        if options.by == "components":
            parts += prove_by_components(left, right, options.size).parts
        else:
            parts += prove_by_indices(left, right).parts
    return Derivation(tuple(parts))


# ---- for people


def _written(verdict: Verdict, claim: Claim | None, proof: Derivation | None, options: SimpleNamespace) -> str:
    stated = _stated(verdict, claim)
    if options.format not in TERMINAL:
        whole = Derivation((*_opening(verdict, stated, claim), *(proof.parts if proof else ())))
        title = verdict.word if options.format.endswith(("page", "document")) else ""
        return written(whole, options, title).rstrip("\n")
    shown = " = ".join(getattr(writers, options.format)(side) for side in stated) or verdict.claim
    lines = [f"{verdict.word}: {shown}", *_remarks(verdict)]
    return "\n".join([*lines, "", written(proof, options)] if proof else lines)


def _plain(verdict: Verdict, proof: Derivation | None, options: SimpleNamespace) -> str:
    return verdict.word if proof is None else f"{verdict.word}\n\n{written(proof, options)}".rstrip("\n")


def _stated(verdict: Verdict, claim: Claim | None) -> tuple[Node, ...]:
    """The equation that was judged: the claim, or the link of a chain that decides; none where it has no reading."""
    if claim is None:
        return ()
    links = pairwise(claim.sides)
    return next((link for link in links if " = ".join(map(writers.text, link)) == verdict.claim), claim.sides)


def _remarks(verdict: Verdict) -> Iterator[str]:
    if verdict.counterexample is not None:
        yield from _aligned(verdict.counterexample)
    elif verdict.reason:
        yield f"  {'reason' if verdict.holds is False else 'evidence'}: {verdict.reason}"
    if verdict.convention and verdict.holds:
        yield f"  convention: {verdict.convention} ({SPACES[verdict.convention]})"
    for assumption in verdict.assumptions:
        yield f"  uses: {assumption}"
    for condition in verdict.conditions:
        yield f"  if: {condition}"
    if verdict.holds is False:
        yield from (f"  true if: {extra}" for extra in verdict.true_if)
    yield from (f"  note: {note}" for note in verdict.notes)


def _aligned(found: Counterexample) -> Iterator[str]:
    """Sizes, values and both sides, a line each."""
    sign = "=" if found.exact else "≈"
    rows = [(name, "=", str(value)) for name, value in found.sizes.items()]
    rows += [(name, "=", write_value(value)) for name, value in found.values.items()]
    rows += [("left", sign, write_value(found.left)), ("right", sign, write_value(found.right))]
    width = max(len(name) for name, _, _ in rows)
    return (f"  {name:>{width}} {sign} {value}" for name, sign, value in rows)


# ---- on a page


def _opening(verdict: Verdict, stated: tuple[Node, ...], claim: Claim | None) -> Iterator[Part]:
    """The verdict as sentences, and a counterexample as equations."""
    shown = Written(*[" = ".join(map(write, stated)) for write in (writers.text, writers.latex, writers.unicode)])
    words: list[str | Shown] = [f"{verdict.word}:", shown if stated else verdict.claim, "."]
    if verdict.holds:
        words += needed(verdict.conditions)
        words += [f"Meant are {SPACES[verdict.convention]}."] if verdict.convention else []
    elif verdict.counterexample is None:
        words.append(f"{verdict.reason[:1].upper()}{verdict.reason[1:]}.")
    yield Part((), tuple(words))
    if verdict.counterexample is not None and claim is not None:
        yield Part(tuple(_equations(verdict.counterexample, stated, claim)), ("A counterexample:",))
    if verdict.holds is False and verdict.true_if:
        yield Part((), (f"True if {', or if '.join(verdict.true_if)}.",))


def _equations(found: Counterexample, sides: tuple[Node, ...], claim: Claim) -> Iterator[Line]:
    for name, value in found.sizes.items():
        yield Line(Written(*[str(value)] * 3), Written(name, name, name))
    for name, rows in found.values.items():
        yield Line(_value(rows), claim.symbols[name])
    for side, rows in zip(sides, (found.left, found.right), strict=False):
        yield Line(_value(rows), side)


def _value(rows: Matrix) -> Written:
    """A value in each notation."""
    shown = write_value(rows)
    if len(rows) == len(rows[0]) == 1:
        return Written(shown, shown, shown)
    cells = r" \\ ".join(" & ".join(map(number, row)) for row in rows)
    return Written(shown, rf"\begin{{bmatrix}} {cells} \end{{bmatrix}}", shown)


# ---- for programs


def _record(left: str, right: str | None, options: SimpleNamespace) -> tuple[dict[str, Any], int]:
    verdict, claim = _judged(left, right, options)
    found = verdict.to_json()
    proof = _told(verdict, claim, options) if verdict.holds else None
    found["derivation"] = None if proof is None else record(proof, depth(options))
    if claim is not None:
        found["layout"] = options.layout
        found["symbols"] = {name: list(shape_of(node)) for name, node in claim.symbols.items()}
        found["guessed"] = sorted(claim.guessed)
    if options.certificate:
        _certify(verdict, options.certificate)
    return found, CODES[verdict.holds]
