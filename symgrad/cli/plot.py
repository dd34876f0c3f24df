"""``symgrad plot``: pictures of a page's model, or of symgrad's own functions, written to a file.

A command takes a page (or bare LaTeX with its data) as ``symgrad train`` does; the file's suffix says the format.
matplotlib is the extra ``plot``; without it every command says so.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from symgrad.cli import LANGUAGE, PAGE, asked, bare, language, section, spoken_language, tell
from symgrad.errors import OptionError, worded

Command = TypeVar("Command", bound=Callable[..., Any])

#: equations, then settings that belong to no line of theirs
_SPEC = re.compile(r"(.*?[^\s;])((?:\s+[A-Za-z]\w*=\S+)*)\s*", re.DOTALL)


class Pictures(click.Group):
    """Drawing takes seconds: a terminal is told so, in the language of the command."""

    def invoke(self, ctx: click.Context) -> Any:
        if not sys.stderr.isatty() or {"-h", "--help"} & {*ctx.args}:
            return super().invoke(ctx)
        from symgrad.cli.writing import busy

        ctx.meta.setdefault(LANGUAGE, asked(ctx.args))
        with busy("drawing"):
            return super().invoke(ctx)


@click.group(cls=Pictures)
def plot() -> None:
    """Draw pictures: loss curves, paths of optimizers, surfaces, learning rates, activations, vanishing gradients."""


def target(name: str, formats: str) -> Callable[[Command], Command]:
    """``-o``, with the file that is written when it is left out; a wrong suffix is refused before anything runs."""

    def checked(context: click.Context, option: click.Parameter, path: str) -> str:
        from symgrad.plot.files import MOVING, STILL, format_of

        format_of(path, [*STILL, *(MOVING if "GIF" in formats else ())])
        return path

    return click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False),
        default=name,
        show_default=True,
        callback=checked,
        help=f"The picture's file: {formats}.",
    )


def of_page(command: Command) -> Command:
    """Options of the pictures that are about a page's model."""
    options = [
        click.argument("page", type=PAGE),
        click.option(
            "--data",
            "table",
            type=click.Path(exists=True, dir_okay=False),
            help="CSV with a column for each name (or .npz); the page's own data if left out.",
        ),
        click.option(
            "--start", type=click.Path(exists=True, dir_okay=False), help="Initial parameters, JSON."
        ),
        click.option("--seed", type=int, default=0, show_default=True, help="Seed of what start leaves out."),
        section,
        bare(data=False),
        language,
    ]
    for option in reversed(options):
        command = option(command)
    return command


along = click.option(
    "--along", metavar="NAMES", help='The parameters to move along, "w b" or "w[1] w[2]"; others are held.'
)


walkers = click.option(
    "--optimizer",
    multiple=True,
    metavar="SPEC",
    help='A name or equations, with options: "adam learning_rate=0.1 batch_size=1", '
    r'"w := w - \alpha g alpha=0.1". [default: those the lecture compares]',
)


def steps(count: int) -> Callable[[Command], Command]:
    """``--steps``."""
    return click.option(
        "--steps", type=click.IntRange(1), default=count, show_default=True, help="Updates to show."
    )


# -- about a page's model ---------------------------------------------------------------------------------------


@plot.command()
@of_page
@click.option(
    "--optimizer",
    multiple=True,
    metavar="SPEC",
    help='A name or equations, with options: "adam beta_1=0.8". [default: the page\'s, or gradient_descent]',
)
@click.option(
    "--learning-rate",
    type=float,
    multiple=True,
    help="One curve for each. [default: the page's, or the optimizer's]",
)
@click.option("--epochs", type=click.IntRange(0), help="[default: the page's, or 100]")
@target("loss.png", "PNG, SVG or PDF")
def loss(
    optimizer: Sequence[str],
    learning_rate: Sequence[float],
    epochs: int | None,
    seed: int,
    lang: str,
    output: str,
    **given: Any,
) -> None:
    """The loss of every epoch, a curve for every optimizer and learning rate named."""
    from symgrad import api
    from symgrad.cli.training import suited
    from symgrad.plot import loss

    source, data, start = chosen(lang=lang, **given)
    plan = source.training
    options: dict[str, Any] = {
        "epochs": epochs if epochs is not None else plan.epochs if plan else 100,
        "seed": seed,
        "progress": False,  # the whole command says that it draws
    }
    planned = {"learning_rate": plan.learning_rate, "optimizer": plan.optimizer} if plan else {}
    fits = []
    for text in optimizer or (planned.get("optimizer", "gradient_descent"),):
        row = spec(text)
        named = isinstance(row["optimizer"], str)  # equations have their own α
        usual = suited(planned, row["optimizer"]).get("learning_rate") if named else None
        rates = learning_rate or (row.pop("learning_rate", usual),)
        fits += [
            api.fit(source.aimed, data, params=start, **{**options, **row, "learning_rate": rate})
            for rate in rates
        ]
    _write(loss(fits, lang=lang), output)


@plot.command()
@of_page
@walkers
@along
@steps(60)
@target("paths.png", "PNG, SVG or PDF; GIF or HTML for the animation")
def paths(output: str, **options: Any) -> None:
    """The paths of several optimizers over the contours of one loss, from the same start."""
    from symgrad.plot import animation, paths

    _write(_walks(paths, animation, output, **options), output)


@plot.command()
@of_page
@walkers
@along
@steps(60)
@click.option(
    "--azimuth", type=float, help="From where one looks, in degrees. [default: the walks come nearer]"
)
@click.option(
    "--elevation", type=float, default=48, show_default=True, help="How high one stands, in degrees."
)
@target("surface.png", "PNG, SVG or PDF; GIF or HTML for the animation")
def surface(output: str, **options: Any) -> None:
    """The paths of several optimizers on the surface of one loss."""
    from symgrad.plot import surface, surface_animation

    _write(_walks(surface, surface_animation, output, **options), output)


@plot.command()
@of_page
@click.option(
    "--rate", type=float, multiple=True, help="A learning rate. [default: three, from the curvature]"
)
@click.option(
    "--optimizer",
    metavar="NAME|EQUATIONS",
    default="gradient_descent",
    show_default=True,
    help="Who walks; the rates are --rate.",
)
@along
@steps(30)
@target("learning-rates.png", "PNG, SVG or PDF")
def learning_rates(
    rate: Sequence[float],
    optimizer: str,
    along: str | None,
    steps: int,
    seed: int,
    lang: str,
    output: str,
    **given: Any,
) -> None:
    """The same walk with learning rates that are too small, right and too large."""
    from symgrad.plot import learning_rates

    source, data, start = chosen(lang=lang, **given)
    picture = learning_rates(
        source.aimed,
        data,
        rates=rate or None,
        optimizer=optimizer,
        along=along,
        start=start,
        steps=steps,
        seed=seed,
        lang=lang,
    )
    _write(picture, output)


def _walks(
    still: Callable[..., Any],
    moving: Callable[..., Any],
    output: str,
    *,
    optimizer: Sequence[str],
    lang: str,
    along: str | None,
    steps: int,
    seed: int,
    azimuth: float | None = None,
    elevation: float | None = None,
    **given: Any,
) -> Any:
    """The picture of walks, or the film where the file is one."""
    from symgrad.plot.files import MOVING

    source, data, start = chosen(lang=lang, **given)
    said: dict[str, Any] = {"azimuth": azimuth, "elevation": elevation}
    options = {key: value for key, value in said.items() if value is not None}
    if optimizer:
        options["optimizers"] = [spec(text) for text in optimizer]
    draw = moving if output.lower().endswith(MOVING) else still
    return draw(source.aimed, data, along=along, start=start, steps=steps, seed=seed, lang=lang, **options)


# -- about symgrad's functions ----------------------------------------------------------------------------------


@plot.command()
@language
@target("activations.png", "PNG, SVG or PDF")
def activations(lang: str, output: str) -> None:
    """Every activation and its derivative, kinks marked."""
    from symgrad.plot import activations

    _write(activations(lang=lang), output)


@plot.command()
@click.option(
    "--activation", multiple=True, metavar="NAME", default=("sigma", "relu"), show_default=True, help="Which."
)
@click.option("--layers", type=int, default=20, show_default=True, help="Layers of the chain.")
@language
@target("vanishing.png", "PNG, SVG or PDF")
def vanishing(activation: Sequence[str], layers: int, lang: str, output: str) -> None:
    """The gradient on its way back through a chain of layers."""
    from symgrad.plot import vanishing

    _write(vanishing(activation, layers=layers, lang=lang), output)


# -- reading and writing ----------------------------------------------------------------------------------------


def chosen(
    *,
    page: str,
    table: str | None,
    start: str | None,
    section: str | None,
    parameters: str | None,
    constants: str | None,
    shapes: str | None,
    lang: str,
) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """The source, its data and its start: the files named, else what the page gives."""
    from symgrad.cli.numbers import load_with, read_parameters, refuse_missing
    from symgrad.cli.sources import Names, load
    from symgrad.cli.tables import open_table

    names = Names(parameters, None, constants, shapes)
    columns = open_table(table) if table else None
    if columns is not None and (names or page.endswith(".tex")):
        sources: tuple[Any, ...] = (load_with(columns, page, names),)
    else:
        sources = load(page, names, section)
    source = next((each for each in sources if each.training), sources[0])
    data = source.data
    if columns is not None:
        data = {key: value for key, value in data.items() if key not in source.aimed.data}
        data |= columns.values(source.aimed)
    if start:
        begin = read_parameters(start)
    elif source.training:
        begin = dict(source.training.params or {})
    else:
        inputs = source.inputs or {}
        begin = {key: inputs[key] for key in source.aimed.parameters if key in inputs}
    refuse_missing(source, data, begin, table, lang)
    return source, data, begin


def spec(text: str) -> dict[str, Any]:
    r"""``"adam learning_rate=0.1 batch_size=1"`` or ``"w := w - \alpha g alpha=0.1"`` as options.

    The symbols of equations go into their row; a learning rate among them is the one that is drawn.  Raises
    ``OptionError`` for what is no number, or no optimizer.
    """
    from symgrad.optimizers import optimizer, written_out
    from symgrad.optimizers.table import NAMES

    name, *words = text.split() or [""]
    if name not in NAMES and (parts := _SPEC.fullmatch(text)) and written_out(parts[1]):
        name, words = parts[1], parts[2].split()
    found: dict[str, Any] = {}
    for setting in words:
        key, _, value = setting.partition("=")
        try:
            found[key] = int(value) if key == "batch_size" else float(value)
        except ValueError:
            raise OptionError(
                worded(
                    "{setting} in the optimizer {text} sets no number.",
                    setting=repr(setting),
                    text=repr(text),
                ),
                remedy='Write it as "adam learning_rate=0.1".',
            ) from None
    if not written_out(name):
        return {"optimizer": name, **found}
    chosen = {"batch_size": found.pop("batch_size")} if "batch_size" in found else {}
    rule = optimizer(name, **found)
    rate = {key: value for key, value in rule.values({}).items() if key == "learning_rate"}
    return {"optimizer": rule, **rate, **chosen}


def _write(picture: Any, output: str) -> None:
    from symgrad.plot import save
    from symgrad.plot.canvas import spoken

    if spoken(spoken_language()) != spoken_language():
        tell("no font with Hangul is installed, so the picture's words are English.")
    tell(worded("wrote {path}", path=save(picture, output)))
