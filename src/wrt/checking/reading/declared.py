r"""What the words of a document declare: `x \in \mathbb{R}^n`, `f : \mathbb{R}^n \to \mathbb{R}`, "A is symmetric".

Sizes, facts and layouts are given as the arguments of the public functions have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from wrt.diagnostics import WrtError
from wrt.expr.facts import SQUARE
from wrt.syntax.reader import parse_name

REALS = (r"(?:\\(?:mathbb|mathbf|mathrm|Bbb)\s*\{?\s*(?P<space>[RS])\s*\}?|\\R(?![a-z])|\\Re(?![a-z])|ℝ"
         r"|(?<![\w\\])R(?=\s*\^))")  # fmt: skip
SUB = r"(?:_\{?\s*(?P<sign>\+{1,2}|>\s*0|\\geq?\s*0)\s*\}?)?"
SIZE = r"(?:\s*\^\s*(?:\{(?P<sizes>[^{}]*)\}|(?P<size>\w|\\[a-z]+))|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵐᵏˣᴺᴹᴰᵖᵈ×\s]*))?"
SPACE = REALS + SUB + SIZE + r"(?:_\{?\s*(?P<after>\+{1,2})\s*\}?)?"
MEMBER = re.compile(r"(?P<names>[^=<>:]+?)\s*(?:\\in(?![a-z])|∈)\s*" + SPACE + r"\s*\Z", re.DOTALL)
IN = re.compile(r"\\in(?![a-z])|∈")
RANK = re.compile(
    r"\s*\\?(?:(?:operatorname\*?|mathrm|text)\s*\{\s*)?(?:rank|rk)\s*\}?\s*(?:\\left)?[({]?\s*(?P<name>\\?[A-Za-z]+)\s*"
    r"(?:\\right)?[)}]?\s*=\s*(?P<size>\w+)\s*[.,;]?\Z"
)
ONE_SPACE = re.compile(SPACE)
ONES = r"\\(?:mathbf|boldsymbol|bm|mathbb|vec|mathds)\s*(?:\{\s*1\s*\}|1)"
MAP = re.compile(r"\s*(?P<name>\\?\w+|\\[a-z]+\{\w+\})\s*(?::|\\colon(?![a-z]))(?P<rest>.*(?:\\(?:rightarrow|to|mapsto"
                 r"|longrightarrow)(?![a-z])|→|->).*)", re.DOTALL)  # fmt: skip
ARROW = re.compile(r"\\(?:rightarrow|to|longrightarrow)(?![a-z])|→|->")
ORDER = re.compile(r"(?P<name>.+?)\s*(?:\\(?P<word>succeq|succ|prec|geqslant|geq?|ge|gt|neq?)(?![a-z])"
                   r"|(?P<sign>[>≥≠≻⪰]|>=|!=))\s*(?:\\mathbf\{)?0\}?\s*\Z")  # fmt: skip
TRANSPOSE = r"(?:\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf\{T\}|\\prime)\s*\}?|'|ᵀ)"
LONGEST_FACT = 500  # characters of an equation that states a fact
SYMMETRIC = re.compile(rf"(?P<a>.+?)\s*=\s*(?P<b>.+?){TRANSPOSE}\s*\Z")
TURNED = re.compile(rf"(?P<a>.+?){TRANSPOSE}\s*=\s*(?P<b>[^=]+?)\s*\Z")
SKEW = re.compile(rf"(?P<a>.+?){TRANSPOSE}\s*=\s*-\s*(?P<b>[^=]+?)\s*\Z")
ORTHOGONAL = re.compile(rf"(?P<a>.+?){TRANSPOSE}\s*(?P<b>.+?)\s*=\s*(?:I(?:_\{{?\w+\}}?)?|eye|\\mathbf\{{I\}})\s*\Z")
FACTS = (
    ("positive semi-?definite|p\\.?s\\.?d\\.?", "psd"),
    ("(?:symmetric )?positive[- ]definite|s\\.?p\\.?d\\.?|p\\.d\\.", "spd"),
    ("negative[- ]definite", "negative_definite"), ("skew[- ]symmetric|antisymmetric", "skew"),
    (r"(?<!cross[- ])(?:covariance|(?:precision|gram|kernel) matrix)", "psd"), ("symmetric", "symmetric"),
    ("diagonal", "diagonal"), ("invertible|non-?singular|regular", "invertible"),
    ("orthogonal|orthonormal", "orthogonal"), ("idempotent|projection", "idempotent"),
    ("full (?:column )?rank(?! deficient)", "full_column_rank"),
    ("full row rank", "full_row_rank"), ("nonnegative|non-negative", "nonnegative"), ("nonzero|non-zero", "nonzero"),
    ("positive", "positive"), ("unit(?: vector| norm| length)?", "unit"), ("binary", "binary"),
)  # fmt: skip
FACT = "|".join(f"(?P<f{i}>{words})" for i, (words, _) in enumerate(FACTS))
LINKS = (r"(?:[\s,(]|is|are|be|being|a|an|the|both|all|assumed|taken|to|also|has|have|of|with|always|some|known|real"
         r"|square|entrywise|denotes?|prior|posterior|sample|data|noise)*")  # fmt: skip
AFTER = re.compile(rf"\A{LINKS}\b(?:{FACT})\b", re.IGNORECASE)
MORE = re.compile(rf"\A\s*(?:,|and|,\s*and)\s*(?:{FACT})\b", re.IGNORECASE)
THINGS = r"(?:matri(?:x|ces)|vectors?|scalars?|numbers?|constants?|weights?|covariances?|multipliers?|hessian|kernel)"
BEFORE = re.compile(rf"\b(?:{FACT})\b\)?(?:\s+(?:\w+\s+){{0,2}}?{THINGS})?\s*\Z", re.IGNORECASE)
LISTED_BEFORE = re.compile(rf"\b(?:{FACT})\s*(?:,\s*and|,|and)\s*\Z", re.IGNORECASE)
NEGATED = re.compile(r"\b(?:not|n't|never|neither|nor|need not|unless|if)\b", re.IGNORECASE)
SAMPLES = re.compile(
    r"(?P<base>\\?[A-Za-z]+(?:\{\\?\w+\})?)_\{?1\}?\s*,.*(?:\\[lcd]?dots|\.\.\.|…).*_\{?(?P<count>[A-Za-z])\}?\s*\Z",
    re.DOTALL,
)
CONDITION = re.compile(r"\b(?:if|when|whenever|for|suppose|assume|assuming)\b[^.;:!?]*\Z", re.IGNORECASE)
WITHDRAWN = re.compile(
    r"\b(?:not|n't|never|neither|without|unless|whether|even if|no longer|drop\w*|fails?|general|arbitrary)\b",
    re.IGNORECASE,
)
ASKED = re.compile(r"\b(?:is|are|does|do|can|must)\s*\Z", re.IGNORECASE)
LAYOUT = re.compile(r"\b(numerator|denominator|mixed)[- ]layout\b", re.IGNORECASE)
NOT_USED = re.compile(r"\b(?:not|never|unlike|instead of|rather than)\b|n't\b", re.IGNORECASE)
USES = re.compile(
    r"\b(?:use|using|uses|assum\w+|in|with|adopt\w*|follow\w*|convention|layout is|layout:|take)\b", re.IGNORECASE
)
SPLIT = re.compile(r",|\\quad|\\,|\\text\{\s*and\s*\}|(?<![a-z])and(?![a-z])")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵐᵏᴺᴹᴰᵖᵈ", "0123456789nmkNMDpd")


@dataclass
class Declared:
    """Shapes, facts and kinds by name, what functions go between, and the layout; empty where nothing is said."""

    shapes: dict[str, str] = field(default_factory=dict)
    facts: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # vector or array, of names whose shape is not said
    maps: dict[str, tuple[str, str]] = field(default_factory=dict)
    equations: list[str] = field(default_factory=list)  # what the words say of several names: A and B commute
    ones: set[str] = field(default_factory=set)  # letters that stand for the vector of ones, as they are written
    length: str = ""  # of the vector of ones
    layout: str = ""
    counts: set[str] = field(default_factory=set)  # how many samples there are: N of x_1, ..., x_N
    conditional: set[tuple[str, str]] = field(default_factory=set)  # facts that are said on a condition

    def general(self) -> Declared:
        """What holds where the conditions are dropped."""
        facts = {name: [fact for fact in known if (name, fact) not in self.conditional]
                 for name, known in self.facts.items()}  # fmt: skip
        return replace(self, shapes=dict(self.shapes), facts=facts, conditional=set())

    def under(self, stem: Declared) -> Declared:
        """Together with what stands before the list of which this is an item, of names that it does not declare."""
        own = {*self.shapes, *self.facts}
        shapes = {name: shape for name, shape in stem.shapes.items() if name not in own} | self.shapes
        facts = {name: known for name, known in stem.facts.items() if name not in own} | self.facts
        return replace(self, shapes=shapes, facts=facts, counts=stem.counts | self.counts)

    def add_fact(self, name: str, fact: str) -> None:
        known = self.facts.setdefault(name, [])
        if fact not in known:
            known.append(fact)

    def settled(self) -> list[str]:
        """Facts fitted to the shapes; the names of matrices that are not square and have orthonormal columns."""
        columns = []
        for name, known in self.facts.items():
            sizes = self.shapes.get(name, "1 1").split()
            if len(sizes) == 1:  # words beside a list may speak of another part of it
                known[:] = [fact for fact in known if fact not in SQUARE]
            elif len(sizes) == 2 and sizes[0] != sizes[1] and "orthogonal" in known:
                known.remove("orthogonal")
                columns.append(name)
            elif len(sizes) == 2 and sizes[0] != sizes[1] and "diagonal" in known:
                known.remove("diagonal")
        return columns


def read_formula(formula: str, found: Declared) -> bool:
    """What a formula declares; whether it does and says nothing else."""
    member = MEMBER.match(formula.strip())
    if member:
        shape, facts = _space(member)
        if shape is None:
            return False
        if re.fullmatch(rf"\s*(?:{ONES}|1)\s*", member["names"]):
            found.length = shape
        samples = SAMPLES.search(member["names"])
        if samples and (base := name_of(samples["base"])):
            found.shapes |= {f"{base}_{letter}": shape for letter in "ijk"}
            found.counts.add(samples["count"])
        for name in names(member["names"]):
            found.shapes[name] = shape
            for fact in facts:
                found.add_fact(name, fact)
        return True
    rank = RANK.match(formula)
    if rank:
        name, size = name_of(rank["name"]), size_of(rank["size"])
        sizes = found.shapes.get(name, "").split()
        if len(sizes) == 2 and size in sizes:
            found.add_fact(name, "full_column_rank" if size == sizes[1] else "full_row_rank")
        return bool(name)
    arrow = MAP.match(formula)
    if arrow:
        sides = ARROW.split(arrow["rest"])
        shapes = [_space(space)[0] for side in sides if (space := ONE_SPACE.search(side))]
        name = name_of(arrow["name"])
        if name and len(shapes) == 2 and shapes[0] is not None and shapes[1] is not None:
            found.maps[name] = (shapes[0], shapes[1])
        return True
    order = ORDER.match(formula.strip())
    if order:
        return _ordered(order, found)
    return False


def without_membership(formula: str, found: Declared) -> str:
    r"""An equation `C = A B \in \mathbb{R}^{n \times n}` without its last part, which declares C."""
    ends = list(IN.finditer(formula))
    left, equals, _ = formula.partition("=")
    space = ONE_SPACE.fullmatch(formula[ends[-1].end() :].strip(" .,;")) if ends and equals else None
    shape, facts = _space(space) if space else (None, [])
    if shape is None or ends[-1].start() < len(left):
        return formula
    name = name_of(left)
    if name:
        found.shapes.setdefault(name, shape)
        for fact in facts:
            found.add_fact(name, fact)
    return re.sub(r"(?:\\[,;: ]|\\quad)\Z", "", formula[: ends[-1].start()].rstrip())


def _ordered(order: re.Match[str], found: Declared) -> bool:
    """`\\lambda > 0`, `A \\succ 0`."""
    sign = order["word"] or order["sign"]
    fact = {
        "succ": "spd", "≻": "spd", "succeq": "psd", "⪰": "psd", "prec": "negative_definite", ">": "positive",
        "gt": "positive", "ge": "nonnegative", "geq": "nonnegative", "geqslant": "nonnegative", "≥": "nonnegative",
        ">=": "nonnegative", "ne": "nonzero", "neq": "nonzero", "≠": "nonzero", "!=": "nonzero",
    }[sign]  # fmt: skip
    written = names(order["name"])
    for name in written:
        found.add_fact(name, fact)
    return bool(written)


def supposed(formula: str) -> tuple[str, str] | None:
    """A fact that an equation states: `A = A^T`, `Q^T Q = I`; None for another equation."""
    if len(formula) > LONGEST_FACT:
        return None
    for pattern, fact in ((SYMMETRIC, "symmetric"), (TURNED, "symmetric"), (SKEW, "skew"), (ORTHOGONAL, "orthogonal")):
        found = pattern.match(formula.strip())
        if found:
            first, second = name_of(found["a"]), name_of(found["b"])
            if first and first == second:
                return first, fact
    return None


def _space(found: re.Match[str]) -> tuple[str | None, list[str]]:
    """The shape that a space of numbers says, and the facts."""
    raised = (found["raised"] or "").translate(SUPERSCRIPTS)
    sizes = [size_of(part) for part in re.split(r"\\times|×|,|x(?=\s)", found["sizes"] or found["size"] or raised)]
    sizes = [size for size in sizes if size]
    facts = []
    sign = (found["sign"] or found["after"] or "").replace(" ", "")
    if found["space"] == "S":
        sizes = sizes * 2 if len(sizes) == 1 else sizes
        facts = [{"+": "psd", "++": "spd"}.get(sign, "symmetric")]
    elif sign:
        facts = ["positive" if sign in ("++", ">0") else "nonnegative"]
    if len(sizes) > 2 or not all(re.fullmatch(r"\w+", size) for size in sizes):
        return None, []
    if len(sizes) == 2 and sizes[1] == "1":
        sizes = sizes[:1]
    return " ".join(size for size in sizes if size != "1" or len(sizes) > 1), facts


def size_of(part: str) -> str:
    part = part.strip().strip("{}").strip()
    if part.isdecimal():
        return part
    return name_of(part) or part


def names(written: str) -> list[str]:
    """The names of `A, B` or `x_1 and x_2`."""
    found = [name_of(part) for part in SPLIT.split(written)]
    return [name for name in found if name]


def declared_names(written: str) -> list[str]:
    r"""The names of `A, B` or of `x \in \mathbb{R}^n`."""
    return names(re.split(r"\\in(?![a-z])|∈", written)[0])


def name_of(written: str) -> str:
    """The name that a formula is; empty for another formula."""
    written = written.strip().strip("$").strip()
    if not written or len(written) > 60:
        return ""
    try:
        return parse_name(written)
    except WrtError:
        return ""


def read_words(before: str, formulas: Sequence[str], after: str, found: Declared) -> None:
    """What the words around a formula say of it: "let A be symmetric", "an invertible matrix A"."""
    about = [name for formula in formulas for name in declared_names(formula)]
    if not about or (not after and not before) or WITHDRAWN.search(re.split(r"[.;:!](?:\s|\Z)", before)[-1]):
        return
    if ASKED.search(before) and "?" in after:
        return
    for fact in [*_facts_after(after), *_facts_before(before)]:
        for name in about:
            found.add_fact(name, fact)
            if CONDITION.search(before):
                found.conditional.add((name, fact))


def _facts_after(words: str) -> Iterator[str]:
    sentence = re.split(r"[.;:](?:\s|\Z)", words)[0]
    match = AFTER.match(sentence)
    if match is None or NEGATED.search(sentence[: match.end()]):
        return
    while match:
        yield from _named(match)
        sentence = sentence[match.end() :]
        match = MORE.match(sentence)


def _facts_before(words: str) -> Iterator[str]:
    sentence = re.split(r"[.;:](?:\s|\Z)", words)[-1]
    match = BEFORE.search(sentence)
    while match and not NEGATED.search(sentence[: match.start()]):
        yield from _named(match)
        sentence = sentence[: match.start()]
        match = LISTED_BEFORE.search(sentence)


def _named(match: re.Match[str]) -> Iterator[str]:
    for i, (_, fact) in enumerate(FACTS):
        if match[f"f{i}"]:
            yield fact


def layout_in(words: str) -> str:
    """The layout that a sentence asks for; empty where it asks for none or speaks of several."""
    if NOT_USED.search(words):
        return ""
    found = {match.group(1).lower() for match in LAYOUT.finditer(words)}
    return found.pop() if len(found) == 1 and USES.search(words) else ""
