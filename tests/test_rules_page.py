"""The reference page is what `wrt rules --format markdown` prints; run this file as a script to write it anew."""

import contextlib
import io
from pathlib import Path

from wrt.cli import main

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
HEAD = """# The rules

Every step of a derivation and of a proof names one of these rules. A statement is in the text syntax; its symbols stand
for any expressions of their sizes, and hold for all sizes. "where" lists what must be known for the rule to hold.
Derivatives are stated in denominator layout and shown in both; what they are taken by occurs in no other symbol.
In differentials dA is the differential of A, whatever A depends on.

`wrt rules` lists them, `wrt rules inv mul` finds them by name, `wrt rules "inv(A*B)"` by shape. This page is generated:
`python tests/test_rules_page.py` writes it anew.

"""


def page():
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        main(["rules", "--format", "markdown"])
    return HEAD + stream.getvalue()


def test_the_page_is_fresh():
    assert PAGE.read_text() == page()


if __name__ == "__main__":
    PAGE.write_text(page())
