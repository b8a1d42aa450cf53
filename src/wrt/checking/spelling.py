r"""How a writer spells letters and transposes in LaTeX, so that a corrected line looks like the lines around it.

A letter is spelled as it was most often: `y`, `\mathbf{y}`, `\vec y`.  A letter that was not written keeps the typeface
of `wrt`, as does a correction that would else be read as something else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from wrt.checking.applied import Side
from wrt.checking.sides import BOLD, SQUARED
from wrt.diagnostics import WrtError
from wrt.emit import writers
from wrt.expr.node import Node, free_symbols
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree, postorder, show

OWN_MARK = r"^\top"
BARS = re.compile(r"\\[lr]Vert")
NORM = re.compile(r"(\\[lr]Vert|\\\|)_\{2\}")
EXPONENT = re.compile(r"\^\{(-?\w)\}")
UPRIGHT = r"\mathrm{d}"
LETTER = r"(?:T|\\top|\\intercal|t|\\prime|\\(?:mathsf|mathrm|text|textsf|mathbf|rm|sf)\s*(?:\{\s*T\s*\}|T))"
MARK = re.compile(rf"(?:\^\s*(?:\{{\s*(?P<minus>-?)\s*(?P<letter>{LETTER})\s*\}}|{LETTER})|')\s*\Z")


class Spelling:
    """The writer's spellings, from the sides of what was written in LaTeX."""

    def __init__(self, sides: Iterable[Side]) -> None:
        sides = list(sides)
        sources = {side.source for side in sides}
        self.bars = any(r"\|" in source for source in sources) and not any(map(BARS.search, sources))
        self.two = any("_2" in source or "_{2}" in source for source in sources)
        self.upright = any(UPRIGHT in side.source for side in sides)
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        marks: Counter[str] = Counter()
        for side in sides:
            for tree in _named(side.tree):
                found[tree.value][side.source[tree.span.start : tree.span.end]] += _stands_for(tree, side.source)
            marks.update(_marks(side))
        likely = {name: spellings.most_common(1)[0] for name, spellings in found.items()}
        self.names = {name: spelling for name, (spelling, count) in likely.items() if count}
        self.bold = any(map(BOLD.search, sources))
        self.mark = marks.most_common(1)[0][0] if marks else OWN_MARK

    def latex(self, node: Node) -> str:
        """An expression as the writer would write it."""
        return re.sub(rf"_\{{(?:\\mathrm\{{{SQUARED}\}}|{SQUARED})\}}", "^2", self._spelled(node))

    def _spelled(self, node: Node) -> str:
        own = writers.latex(node)
        meant = _meant(own)
        barred = _meant(self._barred(own)) == meant
        letters = {} if self.bold else {name: name for name in free_symbols(node) if len(name) == 1}
        for names in ({**letters, **self.names}, {}):
            for mark in dict.fromkeys((self.mark, OWN_MARK)):
                text = _remarked(writers.latex(node, names), mark).replace(r"\,", " ")
                for spelling in names.values():
                    if "^" in spelling:  # a power of W^{(1)}
                        text = text.replace(f"{spelling}^", f"({spelling})^")
                if _meant(text) == meant:
                    text = self._barred(text) if barred else text
                    return text if self.upright else text.replace(UPRIGHT, "d")
        return own

    def plain(self, node: Node) -> str:
        """An expression in a text without commands: letters side by side where that needs none."""
        written = EXPONENT.sub(r"^\1", self.latex(node))
        return written if "\\" not in written else writers.text(node)

    def _barred(self, text: str) -> str:
        r"""The norms as the writer sets them: `\|x\|`, with a 2 or without."""
        text = text if self.two else NORM.sub(r"\1", text)
        return re.sub(r"\\lVert\s*|\s*\\rVert", r"\\|", text) if self.bars else text


def _named(root: Tree) -> list[Tree]:
    """The names in a formula; not those of entries, which stand in plain letters."""
    inner = {id(tree.args[0]) for tree in postorder(root) if tree.head == "entry"}
    return [tree for tree in postorder(root) if tree.head == "name" and id(tree) not in inner]


def _stands_for(tree: Tree, source: str) -> bool:
    """Whether what stands at the place of a name is read as that name by itself."""
    try:
        alone = read(source[tree.span.start : tree.span.end], latex=True)
    except WrtError:
        return False
    same = (alone.head, alone.value) == ("name", tree.value)
    return same and alone.hint in (tree.hint, tree.hint or "scalar")  # where nothing is bold the typeface was left out


def _marks(side: Side) -> Iterator[str]:
    """The transpose marks in a formula."""
    for tree in postorder(side.tree):
        if tree.head == "transpose":
            found = MARK.search(side.source[: tree.span.end])
            if found is not None and found["minus"]:
                yield f"^{found['letter']}"
            elif found is not None and found.start() >= tree.args[0].span.end:
                yield found.group().strip()


def _remarked(text: str, mark: str) -> str:
    r"""The formula with another transpose mark; `A^{-\top}` takes it too where it is a letter."""
    if mark.startswith("^"):
        letter = mark[2:-1] if mark.startswith("^{") else mark[1:].strip()
        text = text.replace(r"^{-\top}", f"^{{-{letter}}}")
    return text.replace(OWN_MARK, mark)


def _meant(text: str) -> str | None:
    """What a formula is read as; None where it is not read."""
    try:
        return show(read(text, latex=True))
    except (WrtError, RecursionError):
        return None
