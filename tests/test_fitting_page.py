"""What `docs/fitting.md` shows is what Python prints; run this file as a script to put the present output in."""

import contextlib
import doctest
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "fitting.md"
PYTHON = re.compile(r"(?<=```python\n).*?(?=```)", re.DOTALL)


def evaluated(text):
    """The statements of the page as one session, each with what it prints."""
    scope = {}
    for example in doctest.DocTestParser().get_examples("\n".join(PYTHON.findall(text))):
        stream = io.StringIO()
        with contextlib.redirect_stdout(stream):
            exec(compile(example.source, "page", "single"), scope)
        yield example, stream.getvalue()


def test_the_page_shows_what_is_printed():
    found = list(evaluated(PAGE.read_text()))
    assert [(e.source, e.want) for e, _ in found] == [(e.source, output) for e, output in found]


def refresh():
    text = PAGE.read_text()
    found = iter(list(evaluated(text)))
    for block in PYTHON.findall(text):
        count = len(re.findall(r"^>>> ", block, flags=re.MULTILINE))
        shown = ""
        for example, output in (next(found) for _ in range(count)):
            first, *rest = example.source.splitlines()
            shown += "\n".join([f">>> {first}", *(f"... {line}" for line in rest)]) + "\n" + output
        text = text.replace(block, shown)
    PAGE.write_text(text)


if __name__ == "__main__":
    refresh()
