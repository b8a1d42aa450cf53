"""The record of a proof: proved with a derivation, refuted with a counterexample, or undecided with the evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wrt.derivation import Derivation
from wrt.guard import guarded


@dataclass
class Verdict:
    """What is known of a claim; never a bool, since it may be open.

    `conditions` are what it needs besides what was assumed, `assumptions` what of that the proof made use of.

    >>> import wrt
    >>> verdict = wrt.prove("(A*B)' = B'*A'")
    >>> verdict.holds, str(verdict)
    (True, "Proved: (A*B)' = B'*A'")
    """

    claim: str
    holds: bool | None
    method: str
    reason: str = ""
    conditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    counterexample: Any = None
    agreed: int = 0
    notes: tuple[str, ...] = ()
    convention: str = ""
    standing: str = ""  # what a line of a derivation is that claims nothing: Definition, Given, Not understood
    certificate: dict[str, Any] | None = None
    tell: Callable[[], Derivation | None] = field(default=lambda: None, repr=False)
    ask_missing: Callable[[], tuple[str, ...]] = field(default=lambda: (), repr=False)

    @cached_property
    @guarded
    def derivation(self) -> Derivation | None:
        """The proof, line by line; None where there is none."""
        return self.tell()

    @cached_property
    @guarded
    def true_if(self) -> tuple[str, ...]:
        """The usual assumptions under which a refuted claim would hold."""
        return self.ask_missing()

    @property
    def word(self) -> str:
        """Proved, Refuted or Undecided; or what the line is that claims nothing."""
        return self.standing or {True: "Proved", False: "Refuted", None: "Undecided"}[self.holds]

    def __bool__(self) -> bool:
        raise TypeError("a verdict may be undecided: ask for `verdict.holds`, which is True, False or None")

    def __str__(self) -> str:
        parts = [f"{self.word}: {self.claim}"]
        if self.conditions:
            parts.append(f"if {', '.join(self.conditions)}")
        if self.reason:
            parts.append(self.reason)
        return "; ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON data."""
        from wrt.documents.record import record

        return {
            "claim": self.claim,
            "verdict": self.word,
            "holds": self.holds,
            "method": self.method,
            "reason": self.reason,
            "conditions": list(self.conditions),
            "assumptions": list(self.assumptions),
            "convention": self.convention,
            "notes": list(self.notes),
            "counterexample": None if self.counterexample is None else self.counterexample.to_json(),
            "true_if": list(self.true_if),
            "agreed": self.agreed,
            "derivation": None if self.derivation is None else record(self.derivation),
            "certificate": self.certificate,
        }
