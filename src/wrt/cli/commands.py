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
    """An argument by its place; `many` is "" for one, "?" for one or none, "*" for any number, "+" for one or more."""

    name: str
    help: str
    many: str = ""
    choices: tuple[str, ...] = ()


class Command(NamedTuple):
    """A command: a line about it, examples, arguments, options; `symbols`: any --NAME VALUE gives a symbol a value."""

    help: str
    examples: str
    positionals: tuple[Positional, ...]
    options: tuple[Option, ...]
    symbols: bool = False


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
SUBJECT_TO = Option(
    ("-c", "--subject-to"), "an equation that has to hold (repeatable)", "EQUATION", repeat=True, key="subject_to"
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


# formats of derivations in which no answer stands alone
DOCUMENTS = ("latex-document", "markdown", "typst", "html", "html-page")
ONLY_STEPS = frozenset(DOCUMENTS)
STEPS = Option(("-S", "--steps"), "show how the answer comes about", key="steps")
DEPTH = Option(("--depth",), "how far steps are opened into smaller ones", "LEVELS", ("1", "2", "3"), key="depth")
SIZE = Option(("--size",), "with --by components: how large sizes are taken (2; or n:3,m:2)", "SIZE", key="size")
CERTIFICATE = Option(
    ("--certificate",),
    "write the certificate, which `wrt verify` checks (- for standard output)",
    "FILE",
    key="certificate",
)


def by(*choices: str) -> Option:
    return Option(("--by",), "how it is told (by rules if nothing is said)", "WAY", choices, key="by")


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
  wrt diff "norm2(y - X*theta)^2" theta -S       how it comes about, rule by rule
  wrt diff "v'*A*v" v --by components            written out for 2×2, --by indices for every size
  wrt diff "v'*A*v" v -S -f latex-document       a page for LaTeX
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
            STEPS,
            DEPTH,
            by("rules", "differentials", "components", "indices"),
            SIZE,
            CERTIFICATE,
            format_("text", "unicode", "latex", "index", "numpy", "json", *DOCUMENTS),
            JSON,
            PLAIN,
            *COMMON,
        ),
    ),
    "prove": Command(
        "prove or refute an equation, for all sizes",
        """
  wrt prove "inv(A*B) = inv(B)*inv(A)"           proved, with the proof
  wrt prove "(A*B)' = A'*B'" -s A:n,n -s B:n,n   refuted, with a counterexample and what would make it true
  wrt prove "A*B" "(B*A)'" -a A:symmetric -a B:symmetric
  wrt prove "D(v'*A*v, v) = (A + A')*v"          a derivative
  wrt prove '(\\mathbf{x}^T A)^T = A^T \\mathbf{x}'
  wrt prove "tr(A*B) = tr(B*A)" -s A:m,n --by indices
  wrt prove "inv(A*B) = inv(B)*inv(A)" --certificate proof.json
  wrt prove - < claims.txt                       one claim a line, one JSON line each""",
        (
            Positional("claim", "an equation, or its left side; - reads one claim a line from standard input"),
            Positional("right", "the right side", "?"),
        ),
        (
            layout(),
            SHAPE,
            ASSUME,
            Option(("-S", "--steps"), "show the proof (it is left out with --plain only)", key="steps"),
            DEPTH,
            by("rules", "components", "indices"),
            SIZE,
            CERTIFICATE,
            format_("text", "unicode", "latex", "json", *DOCUMENTS),
            JSON,
            Option(("-q", "--plain"), "print Proved, Refuted or Undecided alone", key="plain"),
            NO_COLOR,
            HELP,
        ),
    ),
    "minimize": Command(
        "find the minimiser of an objective in closed form, and say what kind of point it is",
        """
  wrt minimize "norm2(y - X*theta)^2/N" theta    least squares, with the condition that it needs
  wrt minimize "norm2(y - X*w)^2 + lam*norm2(w)^2" w -a lam:positive
  wrt minimize "norm2(x - a)^2" x --subject-to "A*x = b"
  wrt minimize "w'*S*w" w -c "sum(w) = 1" -a S:spd
  wrt minimize "norm2(y - X*w - b*vector(1))^2" w b -s b:      several unknowns
  wrt minimize '\\min_{\\mathbf{w}} \\|\\mathbf{y} - X\\mathbf{w}\\|^2'
  wrt minimize "norm2(y - X*theta)^2" theta -S   how it comes about
  wrt minimize "norm2(y - X*theta)^2" theta -f numpy
  wrt minimize - theta < objectives.txt          one objective a line, one JSON line each""",
        (
            Positional("objective", "text or LaTeX; - reads lines `objective` or `objective ; unknowns`"),
            Positional("variables", "what it is minimised over, one or several", "*"),
        ),
        (
            Option(("-w", "--wrt"), "an unknown (the same as naming it)", "NAME", repeat=True, key="wrt"),
            SUBJECT_TO,
            SHAPE,
            ASSUME,
            STEPS,
            DEPTH,
            format_("text", "unicode", "latex", "numpy", "json", *DOCUMENTS),
            JSON,
            PLAIN,
            *COMMON,
        ),
    ),
    "fit": Command(
        "fit the unknowns of an objective to data",
        """
  wrt fit "norm2(y - X*theta)^2" theta houses.csv --y price --X area,rooms,age --intercept
  wrt fit "norm2(y - X*w)^2/n + lam*norm2(w)^2" w data.parquet --y y --X x1..x20 --lam 0.1
  wrt fit "norm2(y - X*theta)^2" theta --y y.npy --X X.npy
  wrt fit "n*lam - sum(x)*log(lam)" lam counts.csv --x calls -a lam:positive
  wrt fit "sum(softplus(X*w)) - t'*X*w" w data.csv --t bought --X age,income --intercept
  wrt fit "norm2(y - X*theta)^2" theta big.parquet --y y --X x1..x20 --checkpoint run.npz
  wrt fit "norm2(y - X*theta)^2" theta parts/ --y y --X x1..x20 --dask tcp://127.0.0.1:8786""",
        (
            Positional("objective", "text or LaTeX"),
            Positional("variables", "the unknown; several with commas between them"),
            Positional("data", "files, or a directory of Parquet files (none where symbols name .npy files)", "*"),
        ),
        (
            Option(("-i", "--intercept"), "put a column of ones into the matrix", key="intercept"),
            Option(("--encode",), "turn columns of text into columns of 0 and 1", key="encode"),
            SUBJECT_TO,
            SHAPE,
            ASSUME,
            Option(("--checkpoint",), "a file by which an interrupted run can go on", "FILE", key="checkpoint"),
            Option(("--dask",), "the address of a Dask cluster that reads and adds up the rows", "ADDRESS", key="dask"),
            Option(("--block",), "the megabytes of a block of rows (2)", "MB", default="2", key="block"),
            Option(("-o", "--output"), "write the values to a file (.npz or .json)", "FILE", key="output"),
            Option(("--plot",), "plot the residuals of least squares (.png, .svg, .pdf)", "FILE", key="plot"),
            format_("text", "json"),
            JSON,
            PLAIN,
            NO_COLOR,
            HELP,
        ),
        symbols=True,
    ),
    "check": Command(
        "check a written derivation line by line: which line is wrong, and why",
        """
  wrt check notes.md                             every formula of a document, in the order in which it stands
  wrt check a.tex b.ipynb                        LaTeX, Markdown, notebooks, plain text with a formula a line
  wrt check homework/                            a table: each document and the first line that is wrong in it
  printf '%s\\n' "D(x'*A*x, x) = A*x + A'*x" "= 2*A*x" | wrt check
  wrt check notes.md --must-start "J = norm2(y - X*theta)^2" --must-end "inv(X'*X)*X'*y"
  wrt check notes.md -o report.html              a page with typeset formulas, which opens without a network
  wrt check notes/ -f github                     annotations for GitHub; -f junit for other services""",
        (
            Positional(
                "file",
                "documents (.md, .tex, .txt, .ipynb), or directories of them; - or none for standard input",
                "*",
            ),
        ),
        (
            layout()._replace(default="", help="how derivatives are laid out, whatever the document says"),
            SHAPE,
            ASSUME,
            Option(("--must-start",), "the derivation has to start from this", "LINE", key="must_start"),
            Option(("--must-end",), "it has to end in this answer", "ANSWER", key="must_end"),
            Option(
                ("--must-contain",), "this has to stand in it (repeatable)", "FORMULA", repeat=True, key="must_contain"
            ),
            Option(
                ("-f", "--format"),
                "how to write the report (as the ending of the output says, else for the terminal)",
                "FORMAT",
                ("terminal", "text", "markdown", "html", "json", "junit", "github"),
                key="format",
            ),
            Option(("-o", "--output"), "write the report to a file", "FILE", key="output"),
            JSON,
            Option(("--timeout",), "the time that a line may take (30)", "SECONDS", default="30", key="timeout"),
            Option(("-v", "--verbose"), "say by which rules and facts a line is right", key="verbose"),
            Option(("-q", "--plain"), "print the sum alone: 1 of 7 lines is wrong", key="plain"),
            NO_COLOR,
            HELP,
        ),
    ),
    "verify": Command(
        "check certificates of proofs again, without trusting what made them",
        """
  wrt verify proof.json
  wrt prove "tr(A*B) = tr(B*A)" --certificate - | wrt verify -""",
        (Positional("file", "certificates as JSON; - for standard input", "+"),),
        (JSON, Option(("-q", "--plain"), "print verified or rejected alone", key="plain"), NO_COLOR, HELP),
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
  wrt diff "norm2(y - X*theta)^2" theta -S     how it comes about, rule by rule
  wrt prove "inv(A*B) = inv(B)*inv(A)"         a proof, or a counterexample
  wrt minimize "norm2(y - X*theta)^2" theta    the least-squares solution, with its condition
  wrt check notes.md                           which line of a derivation is wrong, and why
  wrt parse "X*theta - y"                      how a formula is understood
  wrt rules "inv(A*B)"                         the rules about it
  wrt rules --table                            the table of shortcuts"""
