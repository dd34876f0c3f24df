"""How ``symgrad train`` runs: the options of a run on the command line, and what ``symgrad.fit`` is given for them.

Only click is imported until a run begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symgrad.errors import OptionError

if TYPE_CHECKING:
    from symgrad.model import Model
    from symgrad.training import Fit

Command = TypeVar("Command", bound=Callable[..., Any])

#: exit statuses: the loss rose or diverged, Ctrl-C
FAILED, INTERRUPTED = 1, 130

_SETTINGS = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=NUMBER",
    help="A further option of the optimizer, beta_1=0.8; may be repeated.",
)
_OPTIONS = (
    _SETTINGS,
    click.option("--batch-size", type=click.IntRange(1), help="Samples in a step; all of them if left out."),
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
)


_MODULE = (
    click.option("--optimizer", metavar="NAME", help="Write the whole training with this optimizer."),
    click.option("--learning-rate", type=float, help="[default: the optimizer's]"),
    _SETTINGS,
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


def for_fit(
    model: Model,
    *,
    settings: Sequence[str],
    batch_size: int | None,
    no_shuffle: bool,
    validation: str | None,
    patience: int | None,
    checkpoint: str | None,
    checkpoint_every: int,
    resume: bool,
    dtype: str,
) -> dict[str, Any]:
    """The keyword options of ``symgrad.fit``.  Raises ``OptionError`` for what cannot be one."""
    if resume and not checkpoint:
        raise OptionError("--resume goes on from a checkpoint.", remedy="Say which: --checkpoint run.npz.")
    return {
        **dict(_setting(text) for text in settings),
        "batch_size": batch_size,
        "shuffle": not no_shuffle,
        "validation": None if validation is None else _validation(validation, model),
        "patience": patience,
        "checkpoint": checkpoint,
        "checkpoint_every": checkpoint_every,
        "resume": resume,
        "dtype": dtype,
    }


def _setting(text: str) -> tuple[str, float]:
    name, equals, number = text.partition("=")
    try:
        if not equals or not name.strip().isidentifier():
            raise ValueError
        return name.strip(), float(number)
    except ValueError:
        raise OptionError(f"--set has {text!r}.", remedy="Write it as beta_1=0.8.") from None


def _validation(text: str, model: Model) -> float | Mapping[str, Any]:
    try:
        return float(text)
    except ValueError:
        from symgrad.cli.tables import open_table

        return open_table(text).values(model)


def source(
    model: Model, *, optimizer: str | None, learning_rate: float | None, settings: Sequence[str]
) -> str:
    """The NumPy source of loss and gradient, or of the whole training where there is an optimizer."""
    chosen = dict(_setting(text) for text in settings)
    if learning_rate is not None:
        chosen["learning_rate"] = learning_rate
    if optimizer is None:
        if chosen:
            raise OptionError(
                f"{', '.join(chosen)} belongs to an optimizer.", remedy="Say which: --optimizer adam."
            )
        from symgrad.api import compile

        return compile(model).source
    from symgrad.optimizers import optimizer as optimizer_named
    from symgrad.stepper import stepper_source

    rule = optimizer_named(optimizer)
    return stepper_source(model, rule, rule.values(chosen))


def to_write(fit: Fit, patience: int | None) -> Mapping[str, Any]:
    """The parameters for a file: the best where there is something to judge them by, else those reached."""
    return fit.best if fit.validation or patience else fit.params


def status(fit: Fit) -> int:
    """The exit status of a run."""
    if fit.reason == "interrupted":
        return INTERRUPTED
    return 0 if fit.ok else FAILED
