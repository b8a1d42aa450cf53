"""The rules as data: statements in the tool's own syntax, with conditions and sources.  No engine here."""
