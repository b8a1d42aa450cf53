"""Expressions: nodes with shapes, their normal forms, the operator table, facts, and the way from the syntax tree."""
