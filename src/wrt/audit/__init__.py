"""Re-checks certificates and decides equality of terms by index algebra; it imports nothing of the engine."""

from wrt.audit.check import check, equal, missing
from wrt.audit.places import Rejected

__all__ = ["Rejected", "check", "equal", "missing"]
