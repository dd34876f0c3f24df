"""A ``train`` directive as read: the data, the start, and what it says about the run.

Goes in: the directive, the table below it if there is one, and the numbers given above.  Comes out: ``Training``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from symgrad.errors import ReadError, choices, worded
from symgrad.model import Model
from symgrad.notes.blocks import Block
from symgrad.notes.directives import METHODS, Directive
from symgrad.notes.names import name_in
from symgrad.notes.page import Training
from symgrad.notes.rows import Row, table
from symgrad.notes.samples import samples
from symgrad.notes.values import Value, columns, floats, literal, meant
from symgrad.optimizers import NAMES
from symgrad.optimizers import optimizer as row_of

#: the optimizer of a train block that names none
PLAIN = "gradient_descent"


def training_of(
    model: Model,
    given: Mapping[str, Value],
    text: str,
    directive: Directive,
    block: Block | None,
    source: str,
) -> Training:
    """How the page wants ``model`` trained.  Raises ``ReadError`` with its place for what does not fit."""
    options = directive.options
    optimizer = _optimizer(directive)
    label = options.get("label", "y")
    needed = (*model.data, *model.constants, *([label] if optimizer == "perceptron" else []))
    numbers: Mapping[str, Value] = given
    if block is not None and block.kind == "table":
        lines = table(text, block, source)
        below = samples(model, lines, label) if optimizer == "perceptron" else columns(model, lines)
        numbers = {**given, **below}
    missing = [key for key in needed if key not in numbers]
    if missing:
        raise ReadError(
            worded("training needs numbers for {missing}.", missing=", ".join(missing)),
            directive.origin,
            remedy="Put a table with these columns below, or give them in a given block above.",
        )
    start = {key: numbers[key] for key in model.parameters if key in numbers}
    return Training(
        MappingProxyType(
            {key: floats(numbers[key]) for key in (*needed, *model.sizes) if key in numbers},
        ),
        MappingProxyType({key: floats(value) for key, value in start.items()})
        if len(start) == len(model.parameters)
        else None,
        _rate(model, given, text, directive, source),
        int(options["epochs"]),
        optimizer,
        int(options.get("seed", "0")),
        directive.origin,
        int(options["batch_size"]) if "batch_size" in options else None,
        label,
    )


def _optimizer(directive: Directive) -> str:
    """The optimizer's name.  Raises ``ReadError`` for one that does not exist, and for a learning rate it has not."""
    name = directive.options.get("optimizer", PLAIN)
    if name in METHODS:
        has_rate = name == "perceptron"
    elif name in NAMES:
        has_rate = any(each.spelling == "learning_rate" for each in row_of(name).hyperparameters)
    else:
        raise ReadError(
            worded("no optimizer called {name}.", name=repr(name)),
            directive.places["optimizer"],
            remedy=choices(name, (*NAMES, *METHODS)),
        )
    if "learning_rate" in directive.options and not has_rate:
        raise ReadError(
            worded("{name} has no learning rate.", name=name),
            directive.places["learning_rate"],
            remedy="Take the option learning_rate out.",
        )
    return name


def _rate(
    model: Model, given: Mapping[str, Value], text: str, directive: Directive, source: str
) -> float | None:
    """The learning rate: a number as written, or a given name's; ``None`` where the page leaves it out."""
    if "learning_rate" not in directive.options:
        return None
    rate, place = directive.options["learning_rate"], directive.places["learning_rate"]
    step = literal(rate)
    if step is None:
        row = Row(rate, place.start, text, source)
        step = given.get(meant(model, name_in(row, 0, len(rate))))
    if not isinstance(step, Fraction) or step <= 0:
        raise ReadError(
            worded("the learning rate {rate} is neither a positive number nor a given name.", rate=rate),
            place,
        )
    return float(step)
