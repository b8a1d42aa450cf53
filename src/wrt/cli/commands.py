"""The commands and their options, as one table: arguments, help and the completion scripts are made from it."""

from __future__ import annotations

from typing import NamedTuple


class Option(NamedTuple):
    """An option: without `metavar` it is a switch; `repeat` collects the values."""

    flags: tuple[str, ...]
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    default: str | bool = False
    repeat: bool = False
    key: str = ""


class Positional(NamedTuple):
    """An argument by its place; `many` is "" for one, "?" for one or none, "*" for any number."""

    name: str
    help: str
    many: str = ""
    choices: tuple[str, ...] = ()


class Command(NamedTuple):
    """A command: a line about it, examples, arguments, options."""

    help: str
    examples: str
    positionals: tuple[Positional, ...]
    options: tuple[Option, ...]


HELP = Option(("-h", "--help"), "show this help", key="help")
SHAPE = Option(
    ("-s", "--shape", "--var"),
    "declare a symbol: A:m,n a matrix, x:n a vector, t: a scalar (repeatable)",
    "NAME:SIZES",
    repeat=True,
    key="shape",
)
ASSUME = Option(
    ("-a", "--assume"),
    'assume a fact of a symbol or a formula: A:symmetric, "X\'*X: invertible" (repeatable)',
    "WHAT:FACT",
    repeat=True,
    key="assume",
)
PLAIN = Option(("-q", "--plain"), "print the answer alone", key="plain")
VERBOSE = Option(("-v", "--verbose"), "say on standard error how the formula was understood", key="verbose")
NO_COLOR = Option(("--no-color",), "no colour in messages (NO_COLOR does the same)", key="no_color")
JSON = Option(("--json",), "the same as --format json", key="json")
COMMON = (VERBOSE, NO_COLOR, HELP)


def layout(*more: str) -> Option:
    return Option(
        ("-l", "--layout"),
        "how derivatives are laid out" + (", or both numerator and denominator" if more else ""),
        "LAYOUT",
        ("denominator", "numerator", "mixed", *more),
        "denominator",
        key="layout",
    )


def format_(*choices: str) -> Option:
    return Option(("-f", "--format"), "how to write the answer", "FORMAT", choices, choices[0], key="format")


COMMANDS = {
    "diff": Command(
        "differentiate a formula",
        """
  wrt diff "v'*A*v" v                            the gradient, as a column
  wrt diff "v'*A*v" v --layout both              in numerator and in denominator layout
  wrt diff "v'*A*v" v --assume A:symmetric       with what is known of A
  wrt diff "norm2(y - X*theta)^2/N" theta        the gradient of the regression objective
  wrt diff "norm2(X*w - y)^2" w w                a Hessian: name two variables
  wrt diff '\\mathbf{x}^T A \\mathbf{x}' x         LaTeX is recognised by itself
  wrt diff '\\frac{\\partial}{\\partial \\mathbf{x}} A \\mathbf{x}'
  wrt diff "A*X*B" X -s A:m,n -s X:n,p           with sizes of your own
  wrt diff - x < formulas.txt                    one formula a line, one JSON line each""",
        (
            Positional(
                "formula", "text or LaTeX; - reads lines `formula` or `formula ; variables` from standard input"
            ),
            Positional(
                "variables",
                "what to differentiate by: one, two for a second derivative; none where the "
                "formula is itself a derivative, D(f, x)",
                "*",
            ),
        ),
        (
            Option(
                ("-w", "--wrt"), "a variable (the same as naming it after the formula)", "NAME", repeat=True, key="wrt"
            ),
            layout("both"),
            SHAPE,
            ASSUME,
            Option(
                ("--convention",),
                "for a variable assumed symmetric or diagonal: the derivative within that space, the unconstrained "
                "one, or by the free entries",
                "CONVENTION",
                ("projected", "unconstrained", "entries"),
                "projected",
                key="convention",
            ),
            format_("text", "unicode", "latex", "index", "numpy", "json"),
            JSON,
            PLAIN,
            *COMMON,
        ),
    ),
    "parse": Command(
        "show how a formula is understood",
        """
  wrt parse "X*theta - y"                     the formula and the shape of every symbol
  wrt parse '\\|\\mathbf{y} - X\\theta\\|_2^2'    the same from LaTeX
  wrt parse "tr(A*B)" --format latex""",
        (Positional("formula", "text or LaTeX; - reads one formula a line from standard input"),),
        (layout(), SHAPE, ASSUME, format_("text", "unicode", "latex", "json"), JSON, PLAIN, *COMMON),
    ),
    "rules": Command(
        "list the rules, or find some by name or by shape",
        """
  wrt rules                            all rules by topic
  wrt rules inv mul                    those with both words in their names
  wrt rules "inv(A*B)"                 those with a part of this form, whatever its symbols are called
  wrt rules "inv(A + ...)"             ... stands for anything
  wrt rules --table                    the table of shortcuts, in both layouts, with dimensions
  wrt rules --format markdown          the reference page""",
        (Positional("query", "words of a name, or a formula", "*"),),
        (
            Option(("--table",), "the table of shortcuts", key="table"),
            format_("unicode", "text", "latex", "markdown", "json"),
            JSON,
            *COMMON,
        ),
    ),
    "completion": Command(
        "print a completion script for a shell",
        """
  source <(wrt completion bash)                               in .bashrc
  source <(wrt completion zsh)                                in .zshrc, after compinit
  wrt completion fish > ~/.config/fish/completions/wrt.fish""",
        (Positional("shell", "bash, zsh or fish", "", ("bash", "zsh", "fish")),),
        (NO_COLOR, HELP),
    ),
}

EXAMPLES = """
  wrt diff "v'*A*v" v                          (A + A')*v
  wrt diff "v'*A*v" v --assume A:symmetric     2*A*v
  wrt diff "norm2(y - X*theta)^2/N" theta      the gradient of the regression objective
  wrt diff '\\mathbf{x}^T A \\mathbf{x}' x       from LaTeX
  wrt parse "X*theta - y"                      how a formula is understood
  wrt rules "inv(A*B)"                         the rules about it
  wrt rules --table                            the table of shortcuts"""
