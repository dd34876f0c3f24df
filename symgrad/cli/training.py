"""How ``symgrad train`` runs: the options of a run on the command line, and what ``symgrad.fit`` is given for them.

Newton's method, the line search and the perceptron are no rows of the table of optimizers: ``carried_out`` gives them
the options they have.  Only click is imported until a run begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symgrad.errors import OptionError, worded

if TYPE_CHECKING:
    from symgrad.descent import Descent, Perceptron
    from symgrad.model import Model
    from symgrad.optimizers import UpdateRule
    from symgrad.training import Fit

Command = TypeVar("Command", bound=Callable[..., Any])

#: exit statuses: the loss rose or diverged, Ctrl-C
FAILED, INTERRUPTED = 1, 130

_SETTINGS = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=NUMBER",
    help="A further option of the optimizer, beta_1=0.8, or a symbol of its equations; may be repeated.",
)
_OPTIONS = (
    _SETTINGS,
    click.option(
        "--schedule",
        "schedules",
        multiple=True,
        metavar="SPEC",
        help='How the learning rate changes: "cosine steps=1000", "step_decay factor=0.5 every=100", '
        '"exponential factor=0.99", "warm_up steps=50"; may be repeated, the next one takes the last one\'s rate.',
    ),
    click.option(
        "--batch-size",
        type=click.IntRange(1),
        help="Samples in a step. [default: the page's, or all of them]",
    ),
    click.option("--no-shuffle", is_flag=True, help="Take the samples of a batch in their order."),
    click.option(
        "--validation", metavar="FILE|SHARE", help="Validation data, or the share that is set aside, 0.2."
    ),
    click.option(
        "--patience", type=click.IntRange(1), help="Stop after so many epochs without a lower loss."
    ),
    click.option(
        "--checkpoint", type=click.Path(dir_okay=False), help="Keep the run in this file as it goes on."
    ),
    click.option(
        "--checkpoint-every",
        type=click.IntRange(1),
        default=1000,
        show_default=True,
        help="Steps between checkpoints.",
    ),
    click.option("--resume", is_flag=True, help="Go on from the checkpoint, if it is there."),
    click.option(
        "--dtype",
        type=click.Choice(("float64", "float32")),
        default="float64",
        show_default=True,
        help="Precision.",
    ),
    click.option(
        "--backend",
        metavar="NAME",
        default="numpy",
        show_default=True,
        help="What carries the steps out: numpy, or numba, jax, torch where they are installed.",
    ),
    click.option(
        "--no-hoist",
        is_flag=True,
        help="Go over all samples in every step, even where their sums could stand outside the loop.",
    ),
    click.option(
        "--label",
        metavar="NAME",
        help="For perceptron: what the labels are called. [default: the page's, or y]",
    ),
)


_MODULE = (
    click.option("--optimizer", metavar="NAME", help="Write the whole training with this optimizer."),
    click.option("--learning-rate", type=float, help="[default: the optimizer's]"),
    _SETTINGS,
    click.option(
        "--backend",
        metavar="NAME",
        default="numpy",
        show_default=True,
        help="The library loss and gradient are written for: numpy, jax or torch.",
    ),
)


def _all(options: Sequence[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


#: the options of a run, and those of a written training module, for a command
options = _all(_OPTIONS)
module_options = _all(_MODULE)


def suited(planned: Mapping[str, Any], optimizer: str | None) -> dict[str, Any]:
    """What a page says about a run, for another optimizer: its learning rate only where that one has any."""
    if optimizer is None or optimizer == planned.get("optimizer"):
        return dict(planned)
    return {key: value for key, value in planned.items() if key != "learning_rate" or _takes_rate(optimizer)}


def _takes_rate(optimizer: str) -> bool:
    from symgrad.descent import METHODS
    from symgrad.optimizers import optimizer as optimizer_named
    from symgrad.optimizers import written_out

    if written_out(optimizer):
        return False  # equations have their own α
    if optimizer in METHODS:
        return "learning_rate" in METHODS[optimizer].options
    return any(each.spelling == "learning_rate" for each in optimizer_named(optimizer).hyperparameters)


def _rule(optimizer: str, settings: dict[str, Any]) -> tuple[UpdateRule, dict[str, Any]]:
    """The row, and the settings that are left for it: those of equations go into the row itself."""
    from symgrad.optimizers import optimizer as optimizer_named
    from symgrad.optimizers import written_out

    if written_out(optimizer):
        return optimizer_named(optimizer, **settings), {}
    return optimizer_named(optimizer), settings


def refuse_mixed(method: str | None, planned: str | None, label: str | None) -> None:
    """A perceptron's samples for another method, or a label without a perceptron."""
    if method == "perceptron":
        return
    if planned == "perceptron":
        raise OptionError(
            "the page's model is of one sample of a perceptron.",
            remedy="Leave --optimizer out, or write a model with a sum over the samples.",
        )
    if label is not None:
        raise OptionError(
            "--label is for a perceptron.", remedy="Take it out, or add --optimizer perceptron."
        )


def for_fit(
    model: Model,
    chosen: Mapping[str, Any],
    *,
    settings: Sequence[str],
    schedules: Sequence[str],
    batch_size: int | None,
    no_shuffle: bool,
    validation: str | None,
    patience: int | None,
    checkpoint: str | None,
    checkpoint_every: int,
    resume: bool,
    dtype: str,
    backend: str,
    no_hoist: bool,
) -> dict[str, Any]:
    """The keyword options of ``symgrad.fit``: ``chosen`` (``batch_size`` among them) and those of the command line.

    Raises ``OptionError`` for what cannot be one.
    """
    if resume and not checkpoint:
        raise OptionError("--resume goes on from a checkpoint.", remedy="Say which: --checkpoint run.npz.")
    rule, left = _rule(chosen.get("optimizer", "gradient_descent"), dict(map(_setting, settings)))
    return {
        **left,
        **{key: value for key, value in chosen.items() if key != "label"},
        "optimizer": rule,
        "learning_rate": scheduled(rule, chosen.get("learning_rate"), schedules),
        "shuffle": not no_shuffle,
        "validation": None if validation is None else _validation(validation, model),
        "patience": patience,
        "checkpoint": checkpoint,
        "checkpoint_every": checkpoint_every,
        "resume": resume,
        "dtype": dtype,
        "backend": backend,
        "hoist": not no_hoist,
    }


def scheduled(rule: UpdateRule, rate: float | None, schedules: Sequence[str]) -> Any:
    """The learning rate as the schedules named change it, one after the other; ``rate`` where none is named.

    Without a rate the optimizer's usual one is the first.  Raises ``OptionError`` for a schedule that does not exist.
    """
    if not schedules:
        return rate
    from inspect import Parameter, signature

    from symgrad.errors import choices
    from symgrad.optimizers import schedules as table

    known = ("step_decay", "exponential", "cosine", "warm_up")
    changing: Any = rule.values({} if rate is None else {"learning_rate": rate}).get("learning_rate")
    if changing is None:
        raise OptionError(
            worded("{name} has no learning rate to change.", name=rule.name), remedy="Take --schedule out."
        )
    for text in schedules:
        name, *settings = text.split()
        if name not in known:
            raise OptionError(
                worded("no schedule called {name}.", name=repr(name)), remedy=choices(name, known)
            )
        allowed = {
            key: item
            for key, item in signature(getattr(table, name)).parameters.items()
            if item.kind is Parameter.KEYWORD_ONLY
        }
        given = dict(_setting(setting, "--schedule") for setting in settings)
        needed = [
            key for key, item in allowed.items() if item.default is Parameter.empty and key not in given
        ]
        strange = [key for key in given if key not in allowed]
        if needed or strange:
            problem = (
                worded("the schedule {name} needs {needed}.", name=name, needed=needed[0])
                if needed
                else worded(
                    "the schedule {name} has no option {strange}.", name=name, strange=repr(strange[0])
                )
            )
            example = " ".join([name, *(f"{key}={_SAMPLES[key]}" for key in allowed)])
            raise OptionError(
                problem,
                remedy=worded('Write it as "{example}".', example=example),
            )
        whole = {
            key: int(value) if key in _WHOLE and value == int(value) else value
            for key, value in given.items()
        }
        changing = getattr(table, name)(changing, **whole)
    return changing


_SAMPLES = {"steps": "1000", "every": "100", "factor": "0.5", "to": "0.001"}
_WHOLE = ("steps", "every")


def carried_out(
    name: str, model: Model, data: Mapping[str, Any], params: Mapping[str, Any], chosen: Mapping[str, Any]
) -> Any:
    """Train by a method of ``symgrad.descent``; ``chosen`` are the options the page and the command line give.

    Raises ``OptionError`` for an option on the command line that the method does not have.
    """
    from symgrad.descent import METHODS

    method = METHODS[name]
    context = click.get_current_context()
    written = {str(item.name): item.opts[0] for item in context.command.params}
    for key, option in written.items():
        said = context.get_parameter_source(key) is click.core.ParameterSource.COMMANDLINE
        if said and key not in (*_ALWAYS, *method.options):
            has = ", ".join(written[each] for each in method.options)
            raise OptionError(
                worded("{name} has no option {option}.", name=name, option=option),
                remedy=worded("Its options are {has}.", has=has),
            )
    options = {called: chosen[key] for key, called in method.options.items() if key in chosen}
    return method.run(model, data, params=params, **options)


#: what every way of training takes: where the model, the data and the start come from, and where results go
_ALWAYS = (
    *("page", "section", "parameters", "constants", "shapes", "table", "sizes", "start"),
    *("optimizer", "parameters_out", "to", "lang", "output"),
)


def _setting(text: str, option: str = "--set") -> tuple[str, float]:
    name, equals, number = text.partition("=")
    try:
        if not equals or not name.strip().isidentifier():
            raise ValueError
        return name.strip(), float(number)
    except ValueError:
        raise OptionError(
            worded("{option} has {text}.", option=option, text=repr(text)), remedy="Write it as beta_1=0.8."
        ) from None


def _validation(text: str, model: Model) -> float | Mapping[str, Any]:
    try:
        return float(text)
    except ValueError:
        from symgrad.cli.tables import open_table

        return open_table(text).values(model)


def source(
    model: Model, *, optimizer: str | None, learning_rate: float | None, settings: Sequence[str], backend: str
) -> str:
    """The source of loss and gradient, or of the whole training (with NumPy) where there is an optimizer."""
    chosen = {} if learning_rate is None else {"learning_rate": learning_rate}
    if optimizer is None:
        belongs = [*(_setting(text)[0] for text in settings), *chosen]
        if belongs:
            raise OptionError(
                worded("{belongs} belongs to an optimizer.", belongs=", ".join(belongs)),
                remedy="Say which: --optimizer adam.",
            )
        from symgrad.api import compile

        return compile(model, backend=backend).source
    if backend != "numpy":
        raise OptionError(
            worded("the training of a module is written with NumPy, not with {backend}.", backend=backend),
            remedy=worded(
                "Leave out --optimizer, or train with it: symgrad train --backend {backend}.", backend=backend
            ),
        )
    from symgrad.stepper import stepper_source

    rule, left = _rule(optimizer, dict(map(_setting, settings)))
    return stepper_source(model, rule, rule.values({**chosen, **left}))


def to_write(found: Fit | Descent | Perceptron, patience: int | None) -> Mapping[str, Any]:
    """The parameters for a file: the best where there is something to judge them by, else those reached."""
    judged = getattr(found, "validation", ()) or patience
    return getattr(found, "best", found.params) if judged else found.params


def status(found: Fit | Descent | Perceptron) -> int:
    """The exit status of a run."""
    if getattr(found, "reason", "") == "interrupted":
        return INTERRUPTED
    return 0 if found.ok else FAILED
