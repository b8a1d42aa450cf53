"""Front matter of a Markdown document: what it says of shapes, facts and the layout.

---
layout: numerator
shapes: {X: N p, y: N}
assume:
X: full_column_rank
---
"""

from __future__ import annotations

import re

from wrt.checking.reading.declared import Declared

BLOCK = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
PAIR = re.compile(r"\s*[\"']?(?P<key>[^:\"'{}]+?)[\"']?\s*:\s*[\"']?(?P<value>[^\"'{}]*?)[\"']?\s*\Z")


def front_matter(text: str) -> tuple[Declared, str]:
    """What the front matter says, and the text with as many empty lines in its place."""
    block = BLOCK.match(text)
    said = Declared()
    if block is None:
        return said, text
    part = ""
    for line in block.group(1).split("\n"):
        if line.lstrip().startswith("#") or not line.strip():
            continue
        pair = re.match(r"(?P<key>\w+)\s*:\s*(?P<value>.*)", line)
        if pair and not line[0].isspace():
            part, value = pair["key"].lower(), pair["value"].strip()
            if part == "layout":
                said.layout = value.strip("\"'").lower()
            for item in re.split(r",\s*(?=[^:,]+:)", value.strip("{}")) if value.startswith("{") else ():
                _take(said, part, item)
        else:
            _take(said, part, line.strip().removeprefix("- "))
    return said, "\n" * block.group().count("\n") + text[block.end() :]


def _take(said: Declared, part: str, item: str) -> None:
    pair = PAIR.match(item)
    if pair is None:
        return
    if part in ("shapes", "shape", "vars"):
        said.shapes[pair["key"]] = pair["value"]
    elif part in ("assume", "assumptions", "facts"):
        for fact in re.split(r"[\s,]+", pair["value"].strip("[]")):
            if fact:
                said.add_fact(pair["key"], fact)
