"""`verify`: certificates checked again by the kernel, and that they prove what their text says.

The engine is used for two things only: to read the text of the claim, and to read the rules that are trusted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from wrt import kernel, rulebook
from wrt.certificate import Term, term
from wrt.claims import Claim, read_claim
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.expression import shape_of
from wrt.prove.certify import declared
from wrt.prove.derivatives import conventions
from wrt.prove.unterm import node
from wrt.work.conditions import describe

REJECTED, FORMAT = "E-certificate", "E-certificate-format"
MAX_LENGTH, MAX_LINKS = 10_000_000, 100  # characters, and equations in a chain
KEYS = frozenset(("text", "symbols", "assume", "layout"))
HELP = "wrt prove CLAIM --certificate FILE writes one"


class Verified(NamedTuple):
    """What a certificate proves: the claim, under which conditions, and the rules that are taken for true.

    `shapes` and `assume` are part of the claim; `convention` says how its derivatives by symmetric, skew or diagonal
    matrices are meant.
    """

    claim: str
    conditions: tuple[str, ...]
    rules: tuple[str, ...]
    shapes: dict[str, tuple[str | int, ...]]
    assume: dict[str, str]
    layout: str
    convention: str


def verify(certificate: Mapping[str, Any] | str) -> Verified:
    """Check a certificate (a dict, or JSON) without trusting what made it.

    The kernel checks each line; then the text of the claim is read, and must mean what was proved.  Raises `WrtError`:
    E-certificate with the reason where the certificate is rejected, E-certificate-format for what is none.

    >>> import wrt
    >>> found = verify(wrt.prove("inv(A*B) = inv(B)*inv(A)").certificate)
    >>> found.claim, found.conditions, found.rules
    ('inv(A*B) = inv(B)*inv(A)', ('A is invertible', 'B is invertible'), ('inv_mul',))
    """
    try:
        return _verified(_plain(certificate))
    except RecursionError:
        raise _rejected("it is nested too deeply") from None


def _verified(found: dict[str, Any]) -> Verified:
    stated = _stated(found)
    claim = _claim(stated)
    proofs = found.get("chain", [found])
    rules: dict[str, None] = {}
    conditions: dict[str, None] = {}
    for proof in proofs:
        _check_facts(proof, claim)
        names = list(dict.fromkeys(_rules(proof)))
        conditions |= dict.fromkeys(map(_condition, _checked(proof, names)))
        rules |= dict.fromkeys(names)
    convention = _matching(claim, [_last(proof) for proof in proofs])
    return Verified(
        claim=" = ".join(map(text, claim.sides)),
        conditions=tuple(conditions),
        rules=tuple(rules),
        shapes={name: shape_of(symbol) for name, symbol in claim.symbols.items()},
        assume={about: " ".join(facts) for about, facts in stated["assume"].items()},
        layout=stated["layout"],
        convention=convention,
    )


# ---- reading


def _plain(certificate: Any) -> dict[str, Any]:
    """The certificate as plain data, whether it came as that or as JSON, alone or within the record of an answer."""
    if not isinstance(certificate, str):
        try:  # numbers that only look like whole numbers, tuples, cycles: as they would arrive from a file
            certificate = json.dumps(certificate)
        except (TypeError, ValueError, RecursionError):
            raise _none("a certificate is plain JSON data") from None
    found = _json(certificate)
    if isinstance(found, dict) and "wrt" not in found and "chain" not in found and "certificate" in found:
        found = found["certificate"]
        if found is None:
            raise _none("this answer has no certificate")
    if not isinstance(found, dict):
        raise _none("a certificate is a JSON object")
    proofs = found.get("chain", [found])
    if not isinstance(proofs, list) or not proofs or not all(_is_proof(proof) for proof in proofs):
        raise _none("there is no proof in it")
    if len(proofs) > MAX_LINKS:
        raise _none(f"a chain of more than {MAX_LINKS} equations")
    return found


def _json(source: str) -> Any:
    if len(source) > MAX_LENGTH:
        raise _none(f"longer than {MAX_LENGTH} characters")
    try:
        return json.loads(source, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        raise _none("nested too deeply") from None
    except json.JSONDecodeError as error:
        raise _none(f"not JSON ({error.msg}, line {error.lineno})") from None
    except ValueError as error:  # a number of thousands of digits
        raise _none(f"not JSON ({error})"[:100]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _none("a key stands twice in one object")
    return found


def _constant(word: str) -> Any:
    raise _none(f"{word} is no number of JSON")


def _is_proof(proof: Any) -> bool:
    return isinstance(proof, dict) and type(proof.get("wrt")) is int and isinstance(proof.get("theorems"), list)


def _stated(found: dict[str, Any]) -> dict[str, Any]:
    """What it says that it proves."""
    stated = found.get("claim")
    if not isinstance(stated, dict) or set(stated) != KEYS:
        raise _none("it does not state its claim")
    symbols, assume = stated["symbols"], stated["assume"]
    if not all(isinstance(stated[key], str) for key in ("text", "layout")):
        raise _none("the claim is no text")
    if not isinstance(symbols, dict) or not all(isinstance(sizes, str) for sizes in symbols.values()):
        raise _none("the shapes of the claim are not understood")
    if not isinstance(assume, dict) or not all(map(_is_words, assume.values())):
        raise _none("the assumptions of the claim are not understood")
    return stated


def _is_words(facts: Any) -> bool:
    return isinstance(facts, list) and all(isinstance(fact, str) for fact in facts)


def _claim(stated: dict[str, Any]) -> Claim:
    try:
        return read_claim(stated["text"], None, stated["symbols"], stated["assume"], stated["layout"])
    except WrtError as error:
        raise _none(f"its claim cannot be read: {error.message}") from None


def _none(reason: str) -> WrtError:
    return WrtError(FORMAT, f"this is not a certificate: {reason}", help=HELP)


def _rejected(reason: str) -> WrtError:
    return WrtError(REJECTED, f"the certificate is rejected: {reason}")


# ---- checking


def _rules(proof: dict[str, Any]) -> Iterator[str]:
    """The names of the rules that a proof uses; what has another form the kernel refuses."""
    for theorem in proof["theorems"]:
        for line in _listed(theorem, "lines"):
            for use in _listed(line, "uses"):
                if isinstance(use, dict) and "rule" in use:
                    if not isinstance(use["rule"], str):
                        raise _rejected("a rule is used by its name")
                    yield use["rule"]


def _listed(data: Any, key: str) -> list[Any]:
    found = data.get(key, []) if isinstance(data, dict) else []
    return found if isinstance(found, list) else []


def _checked(proof: dict[str, Any], names: Sequence[str]) -> list[Any]:
    """The conditions under which the kernel accepts a proof, given the rules of the book."""
    try:
        rules = {name: rulebook.terms(rulebook.find(name)) for name in names}
        return list(kernel.check({key: part for key, part in proof.items() if key != "claim"}, rules))
    except WrtError as error:
        raise _rejected(error.message) from None
    except kernel.Rejected as error:
        raise _rejected(str(error)) from None


def _check_facts(proof: dict[str, Any], claim: Claim) -> None:
    """A proof assumes nothing that the claim does not say."""
    given = {_key(row) for row in declared(list(claim.symbols.values()), claim.facts)}
    assumed = proof.get("facts", [])
    for row in assumed if isinstance(assumed, list) else [assumed]:
        if _key(row) not in given:
            raise _rejected("it assumes what the claim does not state")


def _key(data: Any) -> str:
    return json.dumps(data)


def _last(proof: dict[str, Any]) -> tuple[Term, Term]:
    theorem = proof["theorems"][-1]
    return theorem["left"], theorem["right"]


def _matching(claim: Claim, proved: Sequence[tuple[Term, Term]]) -> str:
    """The convention in which the text means what was proved; one for the whole claim.

    The terms should be the same; what is only written in another way is equal by index algebra.
    """
    readings = [(convention, list(map(term, sides))) for convention, sides in conventions(*claim.sides)]
    for same in (_identical, _equal):
        for convention, stated in readings:
            links = list(pairwise(stated))
            if len(links) == len(proved) and all(
                same(side, other)
                for link, theorem in zip(links, proved, strict=True)
                for side, other in zip(link, theorem, strict=True)
            ):
                return convention
    raise _rejected("it proves something else than its text says")


def _identical(stated: Term, proved: Term) -> bool:
    return _key(stated) == _key(proved)


def _equal(stated: Term, proved: Term) -> bool:
    try:
        return kernel.equal(stated, proved)
    except kernel.Rejected:  # too large to be compared
        return False


def _condition(row: Sequence[Any]) -> str:
    """A condition as a sentence."""
    fact, *about = row
    try:
        nodes = list(map(node, about))
    except KeyError:
        return f"{fact}: {_key(about)}"
    if fact == "commute":
        return f"{' and '.join(map(text, nodes))} commute"
    return describe(fact, text(nodes[0]), nodes[0].is_scalar)
