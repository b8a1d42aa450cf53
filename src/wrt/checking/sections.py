"""A document as what is to be checked: sections with items, in each the declarations and the statements in order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from wrt.checking.attached import Attached
from wrt.checking.minimised import is_objective
from wrt.checking.ones import declared_ones
from wrt.checking.reading.clauses import Clause, minimisers
from wrt.checking.reading.declared import (
    Declared,
    declared_names,
    layout_in,
    name_of,
    names,
    read_formula,
    read_words,
    supposed,
    without_membership,
)
from wrt.checking.reading.diagonals import undotted
from wrt.checking.reading.factored import read_factors
from wrt.checking.reading.pieces import Piece
from wrt.checking.reading.plain_words import read_plain
from wrt.checking.reading.sentence import CONCLUDES
from wrt.checking.reading.stated import sentence_before, stated
from wrt.checking.reading.told import read_sentences
from wrt.checking.statements import EQUALS, FUNCTION, Section, Statement, mentions

DOTS = re.compile(r"\\(?:[cvdl]?dots|dotsc|dotsb)(?![a-z])|\.\.\.|…|⋯|⋮")
LIST = re.compile(
    rf"=\s*(?:\\left)?\s*(?:[(\[]|\\?\{{|\\begin|[^=]*,).*(?:{DOTS.pattern})|(?:{DOTS.pattern}).*=", re.DOTALL
)
GIVEN = re.compile(
    r"\b(?:subject to|such that|s\.t\.|constraints?|suppose(?: that)?|assume(?: that)?|assuming(?: that)?"
    r"|given(?: that)?|provided(?: that)?|setting|set|under|(?:we|it is|is) know[ns]?(?: that)?"
    r"|by (?:assumption|hypothesis),?)\s*:?\s*\Z",
    re.IGNORECASE,
)
PUT = re.compile(
    r"\b(?:let(?: us)?(?: define| denote| set| put| write)?|define|denote(?: by)?|write|introduce|put|substitut\w+"
    r"|writing|putting|defining|denoting)\s*:?\s*\Z",
    re.IGNORECASE,
)
POSED = re.compile(
    r"(?:\b(?:equations?|systems?|recursions?|models?|KKT|stationarity|optimality)\b|\b(?:solves?|solving|satisf(?:y|ies|ying)|obeys?)\b)[^.;]*\Z",
    re.IGNORECASE,
)
NEAR = 200  # characters before an equation in which it is called one
INEQUALITY = re.compile(r"\\(?:leq?|geq?|leqslant|geqslant|lt|gt)(?![A-Za-z])|[<>≤≥]")
WHERE = re.compile(r"\b(?:where|with|and where|for which)\s*\Z", re.IGNORECASE)
WITH = re.compile(r"\b(?:with|where|when|if|for which|since)\s*\Z", re.IGNORECASE)
LETTERS = re.compile(r"\s*[A-Za-z]{2,}\s*")  # Av, a product
BE = re.compile(r"\b(?:with|let|define|denote)\s*\Z", re.IGNORECASE)
IF = re.compile(r"\b(?:if|when|where|since|with|assum\w+|suppose|let|for|because|as)\b[^.;]*\Z", re.IGNORECASE)
NUMBER = re.compile(
    r"[\s\\,;:!.]*(?:-?\s*(?:\\?[A-Za-z]+\s*){1,2}|\d+|\\(?:mathbf|boldsymbol|bm)\s*\{?[01]\}?|I(?:_\{?\w+\}?)?)[\s.,;]*"
)
MENTIONED = re.compile(
    r"\b(?:for|case|when|with|of|size|where|index|from|at|(?:start|initiali[sz])\w*)\s*\Z", re.IGNORECASE
)
SMALL = re.compile(r"\s*\\?[A-Za-z]+\s*=\s*\d+\s*\Z")
HAS_SHAPE = re.compile(
    r"\s*(?:has|have|is of|is|of)\s+(?:the\s+|a\s+)?(?:shape|size|dimensions?)\s*:?\s*\Z", re.IGNORECASE
)
IS_SHAPE = re.compile(
    r"\s*(?:is|has to be|must be|should be|becomes)\s+"
    r"(?P<shape>(?:a |an )?(?:\S+\s){0,2}?(?:row|column)\s+vector|a scalar)",
    re.IGNORECASE,
)
ANEW = re.compile(r"\b(?:any|every|arbitrary|general|not|otherwise|unless|without|drop\w*)\b", re.IGNORECASE)
BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec|bf)\s*\{?\s*(\\?[A-Za-z]+)\s*\}?(?!\s*_)")
ENTRY = re.compile(r"(?<![\\A-Za-z{])(\\[a-z]+|[a-z])_\{?(\d)\}?(?!\d)")


def sections(pieces: Sequence[Piece]) -> list[Section]:
    """The sections of a document."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.kind == "heading":
            found.append([])
        found[-1].append(piece)
    return [_section(part) for part in found if part]


def _section(pieces: list[Piece]) -> Section:
    title = pieces[0].text if pieces[0].kind == "heading" else ""
    section = Section(title)
    item = 0
    heads: tuple[str, ...] = ()
    formulas, defined = _mathematics(pieces)
    attached = Attached(section.statements)
    for at, piece in enumerate(pieces):
        here = section.of(item)
        begin = len(section.statements)
        if piece.kind == "item":
            item += 1
            section.listed.add(item)
        elif piece.kind == "plain" and read_plain(piece.text, here):
            pass
        elif piece.kind in ("words", "plain"):
            if ANEW.search(piece.text):
                section.listed.discard(item)
            if GENERAL.search(piece.text) and here.conditional:
                item += 1
                section.declared[item] = here = here.general()
            here.layout = layout_in(piece.text) or here.layout
            if not _is_sentence(pieces, at - 1) or GENERAL.search(piece.text):
                read_sentences(_sentences(pieces, at), formulas, defined, here)
        elif piece.kind == "inline":
            if not _is_sentence(pieces, at - 1):
                read_sentences(_sentences(pieces, at), formulas, defined, here)
            section.statements += _inline(pieces, at, item, here)
        elif piece.kind == "display":
            section.statements += _display(pieces, at, item, here, defined)
        elif piece.kind == "table" and piece.cells:
            if not at or pieces[at - 1].kind != "table":
                heads = tuple([cell for cell, _ in piece.cells])
            else:
                section.statements.append(
                    Statement("row", piece.text, piece.place, item, cells=piece.cells, heads=heads)
                )
        attached.after(piece, begin)
    _entries_of_bold(section, pieces)
    declared_ones(section)
    for item, here in section.declared.items():
        equations = [*(f"{name}^T {name} = I" for name in here.settled()), *here.equations]
        begins = next((at for at, one in enumerate(section.statements) if one.item == item), 0)
        section.statements[begins:begins] = [Statement("formula", equation, pieces[0].place, item, True, True)
                                             for equation in equations]  # fmt: skip
    return section


def _mathematics(pieces: Sequence[Piece]) -> tuple[str, set[str]]:
    """All formulas of a section, and the names that one of them defines."""
    rows = [row for piece in pieces if piece.kind in ("inline", "display") for row, _ in piece.rows]
    lefts = [name_of(EQUALS.split(row)[0]) for row in rows if EQUALS.search(row) and not supposed(row)]
    return " ".join(rows), set(filter(None, lefts))


def _is_sentence(pieces: Sequence[Piece], at: int) -> bool:
    return at >= 0 and pieces[at].kind in ("words", "inline")


def _sentences(pieces: Sequence[Piece], at: int) -> Sequence[Piece]:
    """Words and inline formulas that follow one another, up to where what is said is general again."""
    end = at + 1
    while end < len(pieces) and _is_sentence(pieces, end) and not GENERAL.search(pieces[end].text):
        end += 1
    return pieces[at:end]


GENERAL = re.compile(
    r"\b(?:in general|otherwise|(?:for )?any (?:other|square|matrix)|(?:is|are|be) not|is(?:n't| no)\b"
    r"|(?:for|of) (?:a |an |any )?(?:general|arbitrary)|no longer|not necessarily"
    r"|(?:drop|without) (?:this|the|that) (?:assumption|condition))\b",
    re.IGNORECASE,
)
CONCLUDED = re.compile(rf"{CONCLUDES}|\bit\s+(?!and\b)\w[^,]*,\s*\Z", re.IGNORECASE)
SUPPOSED = re.compile(r"(?:\A|[.;:!?]\s)\s*(?:suppose|assume|assuming|given|if)\b[^.;:!?]*\Z", re.IGNORECASE)


def _is_supposed(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the sentence that an inline formula stands in begins with "Suppose" or "If"."""
    words: list[str] = []
    for piece in reversed(pieces[max(0, at - 12) : at]):
        if piece.kind not in ("words", "inline"):
            break
        words.append(piece.text if piece.kind == "words" else "it")
    sentence = " ".join(reversed(words))
    found = SUPPOSED.search(sentence)
    return found is not None and not CONCLUDED.search(sentence[found.start() :])


LISTED = re.compile(r"\s*(?:,|and|, and|or|&)\s*")
LET = re.compile(r"\b(?:let|suppose|assume|for|given|where|with)\s*\Z", re.IGNORECASE)
SUPPOSES = re.compile(r"\b(?:let|suppose|assume|with)\s*\Z", re.IGNORECASE)
AND = re.compile(r"\band\s*\Z", re.IGNORECASE)
OF_ALL = re.compile(r"\s*,?\s*(?:be|are|both|all|have)\b", re.IGNORECASE)
PLURAL = re.compile(r"\b(?:matrices|vectors|scalars|numbers|constants|weights)\s*\Z", re.IGNORECASE)
ONE = re.compile(r"\b(?:matrix|vector|scalar|number|constant|weight)\s*\Z", re.IGNORECASE)


def _around(pieces: Sequence[Piece], at: int) -> tuple[str, str]:
    """The words before and behind a piece; those around the list of which a name is one."""
    first, last = _list(pieces, at)
    before, after = _words(pieces, first - 1), _words(pieces, last + 1)
    names_only = all(name_of(piece.text) for piece in pieces[first : last + 1 : 2])
    of_all = PLURAL.search(before) or (names_only and not ONE.search(before))
    if first < at and not of_all:
        before = _words(pieces, at - 1)
    return before, after if names_only or last == at or OF_ALL.match(after) else _words(pieces, at + 1)


def _list(pieces: Sequence[Piece], at: int) -> tuple[int, int]:
    """Where the list of inline formulas begins and ends that one stands in: `A`, `B` and `C`."""
    first = last = at
    while LISTED.fullmatch(_words(pieces, first - 1)) and _is_listed(pieces, first - 2):
        first -= 2
    while LISTED.fullmatch(_words(pieces, last + 1)) and _is_listed(pieces, last + 2):
        last += 2
    return first, last


def _is_listed(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a name or a declaration stands at a place."""
    inline = 0 <= at < len(pieces) and pieces[at].kind == "inline" and not EQUALS.search(pieces[at].text)
    return inline and bool(declared_names(pieces[at].text))


def _words(pieces: Sequence[Piece], at: int) -> str:
    """The words at a place; empty where something else stands there, or nothing."""
    return pieces[at].text if 0 <= at < len(pieces) and pieces[at].kind in ("words", "plain") else ""


def _inline(pieces: Sequence[Piece], at: int, item: int, here: Declared) -> Iterator[Statement]:
    before, after = _around(pieces, at)
    *first, (last, place) = pieces[at].rows
    listed = at > 1 and LISTED.fullmatch(_words(pieces, at - 1)) and pieces[at - 2].kind == "inline"
    said = pieces[at - 2].text if listed else ""
    for formula, where in first:
        yield from _said(pieces, at, formula, where, item, here, before, "", said)
        before, said = "", f"{said} {formula}"
    yield from _said(pieces, at, last, place, item, here, before, after, said)


def _said(pieces: Sequence[Piece], at: int, formula: str, place: tuple[int, int], item: int, here: Declared,
          before: str, after: str, said: str) -> Iterator[Statement]:  # fmt: skip
    """What one equation of an inline formula says, with the words around it and what was `said` in it before."""
    formula = without_membership(formula.strip().rstrip(".,;:"), here)
    formula = undotted(stated(pieces, at, formula), here)
    if read_formula(formula, here):
        read_words(before, [formula], after, here)
        return
    fact = supposed(formula)
    listed = (
        LISTED.fullmatch(before) and at > 1 and pieces[at - 2].kind == "inline" and LET.search(_words(pieces, at - 3))
    )
    if fact and (IF.search(before) or listed):
        here.add_fact(*fact)
        return
    if not EQUALS.search(formula):
        if (_is_inequality(formula) or is_objective(formula)) and not DOTS.search(formula):
            yield Statement("formula", formula, place, item, inline=True)
        yield from _shape_claim(pieces, at, item, after)
        if names(formula):
            read_words(before, [formula], after, here)
        return
    read_factors(sentence_before(pieces, at), formula, after, here)
    if LIST.search(formula) or (SMALL.match(formula) and MENTIONED.search(before)):
        return
    given = _is_given(before, formula) or _is_supposed(pieces, at) or bool(listed and _goes_on(pieces, at, formula))
    where = bool(WHERE.search(before)) or mentions(said, name_of(EQUALS.split(formula)[0]))
    function = FUNCTION.match(formula) if PUT.search(before) else None
    anew = name_of(function["name"]) if function else ""
    posed = _is_posed(before)
    *sought, (formula, _) = minimisers(Clause(formula, 0))
    for clause in sought:
        yield Statement("formula", clause.text, place, item, inline=True)
    yield Statement("formula", formula, place, item, inline=True, given=given, posed=posed, where=where, anew=anew)


def _is_posed(before: str) -> bool:
    """Whether the words before an equation call it one, that is to be solved."""
    return POSED.search(before[-NEAR:]) is not None


def _goes_on(pieces: Sequence[Piece], at: int, formula: str) -> bool:
    """Whether an equation that is no definition goes on with what a list lets be: "Let A be .. and A^2 = A"."""
    left, *right = EQUALS.split(formula)
    unnamed = not name_of(left) and not FUNCTION.match(formula)
    supposes = AND.search(_words(pieces, at - 1)) and SUPPOSES.search(_words(pieces, at - 3))
    return unnamed and bool(supposes or NUMBER.fullmatch(right[-1]))


def _is_inequality(formula: str) -> bool:
    """Whether a formula compares what is more than a letter and a number."""
    sides = INEQUALITY.split(formula)
    return len(sides) > 1 and not all(name_of(side) or side.strip().isdecimal() or not side.strip() for side in sides)


def _shape_claim(pieces: Sequence[Piece], at: int, item: int, after: str) -> Iterator[Statement]:
    """`E` has shape `3 \\times 3`; a derivative is a row vector."""
    piece = pieces[at]
    if HAS_SHAPE.match(after) and at + 2 < len(pieces) and pieces[at + 2].kind == "inline":
        yield Statement("shape", piece.text, piece.place, item, inline=True, claim=pieces[at + 2].text)
    elif (said := IS_SHAPE.match(after)) and not names(piece.text):
        yield Statement("shape", piece.text, piece.place, item, inline=True, claim=said["shape"])


def _display(
    pieces: Sequence[Piece], at: int, item: int, here: Declared, defined: Collection[str]
) -> Iterator[Statement]:
    before, _ = _around(pieces, at)
    said = ""
    for formula, place in pieces[at].rows:
        if read_formula(formula, here):
            continue
        fact = supposed(formula) if said else None
        if fact and fact[0] not in defined:  # f = .., A = A^T
            here.add_fact(*fact)
            continue
        row = undotted(stated(pieces, at, without_membership(formula, here)), here)
        read_factors(sentence_before(pieces, at), row, _words(pieces, at + 1), here)
        kind = "dots" if DOTS.search(row) else "formula"
        where = bool(WHERE.search(before)) or mentions(said, name_of(EQUALS.split(row)[0]))
        posed = _is_posed(before) and not said
        *sought, (row, _) = minimisers(Clause(row, 0))
        for clause in sought:
            yield Statement("formula", clause.text, place, item)
        yield Statement(kind, row, place, item, given=_is_given(before, row), posed=posed, where=where)
        said = row if place[0] == pieces[at].rows[0][1][0] else ""


def _is_given(before: str, formula: str) -> bool:
    """Whether the words before a formula say that it is so: "Assume that", and "Let" before `name = ..`."""
    left, *rest = EQUALS.split(formula)
    if WITH.search(before) and not name_of(left) and rest and NUMBER.fullmatch(rest[-1]):
        return True  # with 1'y = 1
    named = name_of(left) and not LETTERS.fullmatch(left)
    if BE.search(before) and not named and not FUNCTION.match(formula):
        return True  # let u'u = 1, with A v = lambda v
    return bool(GIVEN.search(before) or (PUT.search(before) and name_of(left)))


def _entries_of_bold(section: Section, pieces: Sequence[Piece]) -> None:
    """z is a vector with two entries where a section has a bold z, and z_1 and z_2 besides."""
    by_item: dict[int, list[str]] = {}
    for statement in section.statements:
        if statement.kind != "row" and not DOTS.search(statement.text):
            by_item.setdefault(statement.item, []).append(statement.text)
    whole = " ".join(text for texts in by_item.values() for text in texts)
    bold = set(BOLD.findall(whole)) | {
        name for piece in pieces if piece.kind == "inline" for name in BOLD.findall(piece.text)
    }
    for item, texts in by_item.items():
        last: dict[str, int] = {}
        for name, index in ENTRY.findall(" ".join(texts)):
            last[name] = max(last.get(name, 0), int(index))
        here = section.of(item)
        for name, size in last.items():
            if name in bold and size > 1:
                for plain in names(name):
                    here.shapes.setdefault(plain, str(size))
