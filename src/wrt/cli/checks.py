"""`wrt check`: derivations from files judged line by line, and the report in the form that is wanted."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

from wrt.checking.check import check
from wrt.checking.faces.overview import total
from wrt.checking.faces.plain import visible
from wrt.checking.faces.view import Checked, Look, summary
from wrt.checking.faces.writers import ENDINGS, write
from wrt.checking.report import Report
from wrt.cli import BAD_INPUT, BUG, DONE, INTERRUPTED, NO, NO_ANSWER, coloured, report_bug, wants_colour
from wrt.cli.arguments import Usage
from wrt.cli.formulas import shapes
from wrt.cli.sources import STANDARD_INPUT, UNREADABLE, sources, text_of
from wrt.cli.steps import room_for_a_line
from wrt.cli.watch import Watch, onlooker
from wrt.diagnostics import WrtError

WORST = (INTERRUPTED, BUG, BAD_INPUT, NO, NO_ANSWER, DONE)  # of several files, the first of these is the exit code


def run_check(options: SimpleNamespace) -> int:
    """Check every file and write the report; 0 all right, 1 something wrong, 2 bad input, 3 something undecided."""
    options.format = _format(options)
    try:
        options.shapes = shapes(options.shape)
        _settled(options)
    except WrtError as error:
        if options.format != "json":
            raise
        from wrt.cli.lines import SCHEMA, dump

        print(dump({"schema": SCHEMA, "ok": False, "error": error.to_json()}))
        return BAD_INPUT
    names = sources(options.file)
    _keep_inputs(names, options.output)
    codes, files = _checked(names, options)
    _write(files, options)
    lines = sum(len(file.report) for file in files if file.report is not None)
    return next(code for code in WORST if code in codes) if lines or BAD_INPUT in codes else NO_ANSWER


def _format(options: SimpleNamespace) -> str:
    """What was said, else what the ending of the output says."""
    if options.json:
        return "json"
    return options.format or ENDINGS.get(Path(options.output or "").suffix.lower(), "terminal")


def _settled(options: SimpleNamespace) -> None:
    """What is the same for all files is right, or refused once."""
    try:
        options.seconds = float(options.timeout)
    except ValueError:
        options.seconds = 0.0
    if not 0 < options.seconds < float("inf"):
        raise Usage(f"{options.timeout!r} is no number of seconds", "--timeout 60")
    options.fixed_layout = bool(options.layout)
    options.layout = options.layout or "denominator"
    check([], options.shapes, options.assume, options.layout)
    Report().require(*_required(options), options.shapes, options.assume)


def _required(options: SimpleNamespace) -> tuple[str | None, str | None, list[str]]:
    return options.must_start or None, options.must_end or None, options.must_contain


def _keep_inputs(names: Sequence[str], output: str) -> None:
    """A report is not written over what it reports on."""
    if output and output != "-" and any(_same(name, output) for name in names):
        raise Usage(f"the output {output} is one of the files to be checked", "--output another file")


def _same(name: str, output: str) -> bool:
    try:
        return name != "-" and Path(name).samefile(output)
    except (OSError, ValueError):
        return False


# ---- checking


def _checked(names: Sequence[str], options: SimpleNamespace) -> tuple[set[int], list[Checked]]:
    """Every file with its report, and the exit codes of all."""
    watch = Watch(options.seconds, onlooker())
    codes: set[int] = set()
    files: list[Checked] = []
    for name in names:
        code, file = _file(name, watch, options)
        codes.add(code)
        files.append(file)
        if code == INTERRUPTED:
            break
    return codes, files


def _file(name: str, watch: Watch, options: SimpleNamespace) -> tuple[int, Checked]:
    shown = STANDARD_INPUT if name == "-" else name
    try:
        text = text_of(name, needed=not options.file)
        report, ended = watch.checked(visible(shown), lambda: _report(text, name, options))
    except WrtError as error:
        _complain(shown, error, options)
        return BAD_INPUT, Checked(shown, None, error)
    code = INTERRUPTED if isinstance(ended, KeyboardInterrupt) else report.exit_code
    if isinstance(ended, Exception):
        code = report_bug(ended)
    return code, Checked(shown, report)


def _report(text: str, name: str, options: SimpleNamespace) -> Report:
    report = check(text, options.shapes, options.assume, options.layout, name="" if name == "-" else name,
                   fixed_layout=options.fixed_layout)  # fmt: skip
    return report.require(*_required(options), options.shapes, options.assume)


def _complain(name: str, error: WrtError, options: SimpleNamespace) -> None:
    """An error of a file on standard error, whatever the report says."""
    head = "" if name in error.message or error.code == UNREADABLE else f"{visible(name)}: "
    message = "\n".join(map(visible_row, f"{head}{error}".split("\n")))
    print(coloured(message) if wants_colour(sys.stderr) and not options.no_color else message, file=sys.stderr)


def visible_row(row: str) -> str:
    """A row of a message, with the spaces before its carets."""
    start = len(row) - len(row.lstrip(" "))
    return " " * start + "  ".join(map(visible, row[start:].split("  ")))


# ---- writing


def _write(files: Sequence[Checked], options: SimpleNamespace) -> None:
    """The report on standard output, or in a file and its sum on standard error."""
    look = _look(options)
    people = options.format in ("terminal", "text")
    shown = list(files) if look.table or not people else [file for file in files if file.report is not None]
    written = "\n".join(_parts(shown, options.format, look)) if shown else ""
    if not options.output or options.output == "-":
        print(written, end="\n" if written else "")
        return
    try:
        Path(options.output).write_text(written + "\n", "utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise WrtError(UNREADABLE, f"cannot write {options.output}: {why}") from None
    if not options.plain:
        first = files[0].report
        words = summary(first) if len(files) == 1 and first is not None else total(files)
        print(f"{words} ({visible(options.output)})", file=sys.stderr)


def _parts(files: Sequence[Checked], format: str, look: Look) -> Iterator[str]:  # noqa: A002
    yield write(files, format, look)
    if format in ("terminal", "text") and len(files) > 1 and not look.table:
        yield ("\n" if not look.plain else "") + total(files)


def _look(options: SimpleNamespace) -> Look:
    """How it is to be written, for the place where it goes."""
    here = not options.output or options.output == "-"
    terminal = options.format == "terminal"
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return Look(
        width=room_for_a_line() if here and terminal else None,
        colour=here and terminal and not options.no_color and wants_colour(sys.stdout),
        verbose=options.verbose,
        table=any(word != "-" and Path(word).is_dir() for word in options.file) and not options.verbose,
        plain=options.plain,
        marks=not here or _writes("✓✗·", encoding),
    )


def _writes(signs: str, encoding: str) -> bool:
    try:
        signs.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
