"""The ``symgrad`` command: what each command takes; ``MODULES`` says where what it does stands.

Only click is imported before a command runs, so that ``--help`` answers at once.  Exit status: 0 when everything holds,
1 when a verification fails, 2 for input that cannot be read and for options that do not exist.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, TypeVar

import click

from symgrad import __version__
from symgrad.cli import training
from symgrad.errors import SymgradError, spoken, worded

#: command -> the module that carries it out, loaded when it runs
MODULES: Mapping[str, str] = {
    "derive": "commands",
    "verify": "commands",
    "code": "commands",
    "cost": "running",
    "train": "running",
    "audit": "auditing",
}

Command = TypeVar("Command", bound=Callable[..., Any])

LANGUAGES = ("ko", "en")
#: where the language of a command is kept for its error messages
LANGUAGE = "symgrad.language"
#: the forms a whole page takes
DOCUMENTS = ("html", "latex", "document", "pdf", "markdown", "notebook")


class Symgrad(click.Group):
    """Errors on purpose become a message on the error output and exit status 2, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        lang = asked(ctx.args)
        try:
            return super().invoke(ctx)
        except SymgradError as problem:
            click.echo(f"symgrad: {problem.text(spoken_language())}", err=True)
            ctx.exit(2)
        except BrokenPipeError:  # whoever read has seen enough: click ends without a word
            raise
        except OSError as problem:
            tell(worded("{problem}: {path}", problem=problem.strerror, path=problem.filename))
            ctx.exit(2)
        except click.UsageError as problem:
            if lang != "ko":
                raise
            from symgrad.cli.usage import korean

            raise korean(problem) from None


def spoken_language() -> str:
    """The language of the command that runs, the environment's where none does."""
    context = click.get_current_context(silent=True)
    return (context.meta if context else {}).get(LANGUAGE) or environment_language()


def tell(message: str) -> None:
    """A note for the person, on the error output, in the command's language."""
    click.echo(f"symgrad: {spoken(message, spoken_language())}", err=True)


def asked(arguments: Sequence[str]) -> str:
    """The language that a command line asks for, also one that cannot be understood."""
    line = " ".join(arguments).replace("--lang=", "--lang ")
    named = line.partition("--lang ")[2].split()
    return named[0] if named and named[0] in LANGUAGES else environment_language()


def environment_language() -> str:
    """Korean where the environment's language is Korean, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return "ko" if os.environ[variable].lower().startswith("ko") else "en"
    return "en"


def _remembered(ctx: click.Context, _option: click.Parameter, lang: str) -> str:
    """Errors speak the command's language, or the environment's where the command speaks both."""
    ctx.meta[LANGUAGE] = lang if lang in LANGUAGES else environment_language()
    return lang


def run(name: str, **options: Any) -> None:
    """Carry a command out and leave with its exit status."""
    command = getattr(import_module(f"symgrad.cli.{MODULES[name]}"), name)
    room = import_module("symgrad.rendering.room")
    # What goes to a file is as wide as it is in a pipe.
    with room.limited(room.of_terminal() if options.get("output") is None else None):
        status = command(**options)
    click.get_current_context().exit(status)


# -- options several commands share -------------------------------------------------------------------------

PAGE = click.Path(exists=True, dir_okay=False, allow_dash=True)
PAGES = click.Path(exists=True, allow_dash=True)

language = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=environment_language,
    callback=_remembered,
    is_eager=True,
    show_default="the environment's LANG",
    help="Language of the words.",
)
languages = click.option(
    "--lang",
    type=click.Choice((*LANGUAGES, "both")),
    default=environment_language,
    callback=_remembered,
    is_eager=True,
    show_default="the environment's LANG",
    help="Language of the words; both of them in a document.",
)
fragment = click.option(
    "--fragment", is_flag=True, help="With --to latex: what \\input takes, no whole document."
)
output = click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to this file.")
section = click.option("--model", "section", metavar="NAME", help="Which model of a page with several.")


def form(*allowed: str) -> Callable[[Command], Command]:
    """``--to``: what comes out."""
    return click.option(
        "--to", "to", type=click.Choice(allowed), default="text", show_default=True, help="What to write."
    )


def bare(data: bool = True) -> Callable[[Command], Command]:
    """Options that say what the names in a file with bare LaTeX are."""
    options = [
        click.option("--parameters", metavar="NAMES", help='For bare LaTeX: its parameters, "w b".'),
        *([click.option("--data", metavar="NAMES", help='For bare LaTeX: its data, "x y".')] if data else []),
        click.option(
            "--constants", metavar="NAMES", help=r'For bare LaTeX: its constants, "N" or "\lambda=0.1".'
        ),
        click.option("--shapes", metavar="SHAPES", help='For bare LaTeX: axes, "X: m n; w: n".'),
    ]

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


# -- commands -------------------------------------------------------------------------------------------------


@click.group(cls=Symgrad, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symgrad")
def main() -> None:
    """Gradients derived step by step, every step checked; training code in NumPy.

    PAGE is a Markdown page with a model (see derivations/), a file with bare LaTeX when --parameters is given,
    or - for the standard input.
    """


@main.command()
@click.argument("page", type=PAGE)
@click.option(
    "--wrt", multiple=True, metavar="NAME", help="Differentiate by this name; every parameter if left out."
)
@click.option("--target", metavar="NAME", help="What is differentiated; the last definition if left out.")
@click.option(
    "--strategy",
    type=click.Choice(("board", "backprop", "limit")),
    help="Outside in, adjoint by adjoint, or from the limit of the difference quotient.",
)
@click.option(
    "--notation",
    type=click.Choice(("names", "index", "matrix")),
    default="names",
    show_default=True,
    help="As written, with every index, or in matrices.",
)
@click.option("--detail", type=click.Choice(("outer", "all")), default="outer", help="Small steps too.")
@form("text", "json", *DOCUMENTS)
@fragment
@section
@bare()
@languages
@output
def derive(**options: Any) -> None:
    """Derive a gradient step by step.

    --to html, latex, pdf, markdown or notebook writes the page with the steps in it; without --to, the steps alone.
    """
    run("derive", **options)


@main.command()
@click.argument("pages", type=PAGES, nargs=-1, required=True)
@click.option("--wrt", multiple=True, metavar="NAME", help="Only by this name; every parameter if left out.")
@click.option("--no-steps", is_flag=True, help="Only values and gradients, not the lines of the derivations.")
@click.option("--points", type=click.IntRange(1), default=3, show_default=True, help="Random points.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the random points.")
@form("text", "html", "json")
@section
@bare()
@language
@output
def verify(**options: Any) -> None:
    """Check every step, every gradient and the generated code; exit status 1 when something fails."""
    run("verify", **options)


@main.command()
@click.argument("page", type=PAGE)
@click.option("--sizes", metavar="SIZES", help='Lengths of the axes, "N=56000 D=784".')
@click.option(
    "--per-second",
    type=click.FloatRange(0, min_open=True),
    default=850e6,
    show_default=True,
    help="Multiplications a second.",
)
@click.option("--no-measure", is_flag=True, help="Count only.")
@form("text", "html", "json")
@section
@bare()
@language
@output
def cost(**options: Any) -> None:
    """Count what differentiating by differences would cost, and measure the generated gradient beside it."""
    run("cost", **options)


@main.command()
@click.argument("page", type=PAGE)
@click.option(
    "--data",
    "table",
    type=click.Path(exists=True, dir_okay=False),
    help="CSV (or Parquet, NPZ, NPY) with a column for each name; the page's own data if left out.",
)
@click.option("--sizes", metavar="SIZES", help='Lengths of axes that the data do not have, "h=8".')
@click.option("--start", type=click.Path(exists=True, dir_okay=False), help="Initial parameters, JSON.")
@click.option("--epochs", type=click.IntRange(0), help="[default: the page's, or 100]")
@click.option("--learning-rate", type=float, help="[default: the page's, or the optimizer's]")
@click.option(
    "--optimizer",
    metavar="NAME|EQUATIONS",
    help=r"A row of the table (adam, momentum, ...), or newton, line_search, perceptron; or equations, "
    r"'w := w - \alpha g' with --set alpha=0.1. [default: the page's, or gradient_descent]",
)
@click.option(
    "--seed", type=int, help="Seed of the initial parameters and of the batches. [default: the page's, or 0]"
)
@click.option("--tolerance", type=float, help="Stop when nothing changes by more than this.")
@click.option("--out", "parameters_out", type=click.Path(dir_okay=False), help="Write the parameters, JSON.")
@training.options
@form("text", "html", "json")
@section
@bare(data=False)
@language
@output
def train(**options: Any) -> None:
    """Train the model; exit status 1 when the loss rises or diverges (or a perceptron still errs), 130 on Ctrl-C."""
    run("train", **options)


@main.command()
@click.argument("page", type=PAGE)
@training.module_options
@section
@bare()
@output
def code(**options: Any) -> None:
    """Print the NumPy source of the loss and its gradient, or of the training with --optimizer."""
    run("code", **options)


@main.command()
@click.argument("pages", type=PAGES, nargs=-1, required=True)
@form("text", "json", "sarif", *DOCUMENTS)
@fragment
@click.option("--no-cache", is_flag=True, help="Neither take nor keep what was found before.")
@languages
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    help="Write to this file; documents of several pages into this directory.",
)
def audit(**options: Any) -> None:
    """Check every formula and number on pages; a directory stands for the pages in it.

    Exit status 1 when something is wrong that its page does not acknowledge. --to html, latex, pdf, markdown or
    notebook writes the page with what was found at its place; of several pages into the directory -o names, with an
    index.html that links to them.
    """
    run("audit", **options)


@main.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--check", is_flag=True, help="Write nothing; exit status 1 when the table there is another one."
)
@language
def contents(**options: Any) -> None:
    """Write the table of lectures, ids, pages and verdicts into the README.md of a directory of pages.

    It stands between the comments <!-- contents --> and <!-- end of contents -->; lectures.yaml gives the
    lectures their titles by the letter of their ids.
    """
    from symgrad.cli.auditing import contents

    click.get_current_context().exit(contents(**options))


@main.command()
@click.argument("page", type=click.Path(dir_okay=False))
@click.option(
    "--title", metavar="TITLE", help="What the page is called; made of the file's name if left out."
)
@click.option("--assignment", is_flag=True, help="A page with questions for symgrad grade.")
@language
def new(**options: Any) -> None:
    """Write a page to start from, with a comment at each thing."""
    from symgrad.cli.starting import new

    click.get_current_context().exit(new(**options))


@main.command()
@click.argument("page", type=PAGE, required=False)
@language
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    default="build/demo.html",
    show_default=True,
    help="Where the report goes.",
)
def demo(**options: Any) -> None:
    """The whole job on the lecture page on backpropagation: derive, verify, compare, train, report."""
    from symgrad.cli.demo import demo

    click.get_current_context().exit(demo(**options))


# These commands use the options above.
main.add_command(import_module("symgrad.cli.plot").plot)
main.add_command(import_module("symgrad.cli.check").check)
main.add_command(import_module("symgrad.cli.practice").practice)
main.add_command(import_module("symgrad.cli.grade").grade)
