"""A report as a page, or as a part of one: formulas in MathML, signs with words beside them; no script, no address.

Nothing hangs on colour alone: each line says in words what it is.  The source of a formula is what a pointer shows, and
what stands there where the formula cannot be set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from wrt.checking.faces.overview import overview
from wrt.checking.faces.plain import visible
from wrt.checking.faces.style import FRAGMENT, PAGE, STYLE
from wrt.checking.faces.typeset import typeset
from wrt.checking.faces.view import Checked, Look, Note, Row, assumptions, complaint, rows, summary
from wrt.checking.report import Report
from wrt.syntax.notation import looks_like_latex

SKELETON = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main class="wrt-check">
{body}
</main>
</body>
</html>"""


def page(files: Sequence[Checked], look: Look) -> str:
    """The files on one page; several have a table of all of them first."""
    several = len(files) > 1 or look.table
    names = [visible(file.name) for file in files]
    title = "Checked derivations" if several else names[0] or "Checked derivation"
    parts = [f"<h1>{escape(title)}</h1>"]
    parts += [_table(files)] if several else []
    parts += [_file(file, look, f"file{at}" if several else "") for at, file in enumerate(files, 1)]
    return SKELETON.format(title=escape(title), style=PAGE + STYLE, body="\n".join(parts))


def fragment(report: Report) -> str:
    """A report as a part of another page, such as a notebook."""
    body = "\n".join(_report(report, Look(), ""))
    return f'<style>\n{FRAGMENT}{STYLE}</style>\n<section class="wrt-check">\n{body}\n</section>'


def _file(file: Checked, look: Look, key: str) -> str:
    heading = [f'<h2 id="{key}">{escape(visible(file.name))}</h2>'] if key else []
    if file.report is None:
        said = escape(complaint(file.error)) if file.error else ""
        return "\n".join([*heading, f'<p class="sum bad">{said}</p>'])
    return "\n".join([*heading, *_report(file.report, look, key)])


def _report(report: Report, look: Look, key: str) -> Iterator[str]:
    words = summary(report)
    tone = {0: "good", 1: "bad"}.get(report.exit_code, "open")
    yield f'<p class="sum {tone}">{escape(words[0].upper() + words[1:])}.</p>'
    said = assumptions(report)
    if said:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in said)
        yield f'<details class="assumed" open><summary>Assumed</summary><ul>{items}</ul></details>'
    if look.plain:
        return
    latex = any(looks_like_latex(line.source) for line in report.lines)
    found = list(rows(report, look))
    if found:
        inner = "\n".join(_row(row, latex, key) for row in found)
        yield f'<ol class="lines" role="list">\n{inner}\n</ol>'


def _row(row: Row, latex: bool, key: str) -> str:
    tone = row.state.replace(" ", "-")
    number = f'<span class="number">{row.at}</span>'
    gutter = (
        f'{number}<span class="sign" aria-hidden="true">{row.sign}</span><span class="word">{escape(row.word)}</span>'
    )
    lead = f'<span class="lead">{escape(row.lead)}</span> ' if row.lead else ""
    notes = "".join(f"<li>{_note(note, latex)}</li>" for note in row.notes)
    below = f'<ul class="notes">{notes}</ul>' if notes else ""
    shown = _formula(row.source, latex or bool(row.lead and looks_like_latex(row.source)))
    return f'<li class="{tone}"><div class="gutter">{gutter}</div><div class="body">{lead}{shown}{below}</div></li>'


def _formula(source: str, latex: bool) -> str:
    """A formula with its source as a tooltip; the source itself where it cannot be set."""
    found = typeset(source, latex)
    if not found:
        return f'<code class="raw">{escape(source)}</code>'
    first, *more = found
    below = "".join(f'<span class="more">{piece}</span>' for piece in more)
    return f'<span class="formula" title="{escape(source)}">{first}{below}</span>'


def _note(note: Note, latex: bool) -> str:
    shown = _formula(note.text, latex) if note.formula else escape(note.text)
    return f'<span class="label">{escape(note.label)}</span> {shown}'


def _table(files: Sequence[Checked]) -> str:
    head, *body, total = overview(files)
    titles = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = []
    for at, row in enumerate(body, 1):
        cells = [f'<th scope="row"><a href="#file{at}">{escape(row[0])}</a></th>']
        cells += [f"<td>{escape(cell)}</td>" for cell in row[1:]]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    inner = "\n".join(lines)
    return (
        f'<p class="sum">{escape(total[0])}.</p>\n<div class="scroll"><table>\n<thead><tr>{titles}</tr></thead>\n'
        f"<tbody>\n{inner}\n</tbody>\n</table></div>"
    )
