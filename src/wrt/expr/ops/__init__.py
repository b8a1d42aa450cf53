"""The operator table: every operator, one record each.

To add an operator, write its record in the file of its family and a row in `tests/expr/test_ops.py`.
"""

from wrt.expr.ops import algebra, arrays, functions, matrices
from wrt.expr.ops.record import Operator

TABLE: dict[str, Operator] = {
    record.name: record for family in (algebra, functions, matrices, arrays) for record in family.OPERATORS
}
ENTRYWISE = functions.ENTRYWISE


def operator(op: str, value: object = None) -> Operator | None:
    """The record of a node's operator (`op` and `value` of the node); None for leaves."""
    return TABLE.get(value if op == "fn" else op)  # type: ignore[call-overload, no-any-return]
