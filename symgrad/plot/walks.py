"""The loss over one or two parameters, and the walks of optimizers on it: numbers only, no picture.

In: a model, its data, the parameters to move along, as written: ``w``, or ``w[2]`` for an element of a vector (counted
from 1, as in the formulas).  Out: a ``Plane``, on which every other parameter is held at its start, and ``Walk``s on
it, stepped by the same generated code that trains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Any

import numpy as np

from symgrad.arguments import bind_some
from symgrad.errors import DataError, OptionError, ReadError, choices, worded
from symgrad.model import Model
from symgrad.optimizers import UpdateRule
from symgrad.optimizers import optimizer as optimizer_named
from symgrad.plot.words import word
from symgrad.program import Program, compile
from symgrad.reading.parser import name_key
from symgrad.rendering.words.methods import called
from symgrad.stepper import Batch, Stepper
from symgrad.training import initial
from symgrad.training.sampling import sampling_of

#: learning rates tried where none is given
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)

Options = Mapping[str, Any]
Optimizers = Sequence[str | UpdateRule] | Mapping[str, str | UpdateRule | Options]


@dataclass(frozen=True)
class Place:
    """One number among the parameters: a name, and where in it (counted from 0)."""

    key: str
    index: tuple[int, ...] = ()

    @property
    def written(self) -> str:
        """As a person names it: w, or w[2]."""
        return f"{self.key}[{','.join(str(n + 1) for n in self.index)}]" if self.index else self.key

    @property
    def latex(self) -> str:
        """As it is written: w, or w_{2} for an element."""
        if not self.index:
            return self.key
        inner = "".join(str(number + 1) for number in self.index)
        return rf"({self.key})_{{{inner}}}" if "_" in self.key else f"{self.key}_{{{inner}}}"


@dataclass(frozen=True)
class Walk:
    """Where an optimizer was: ``points`` of shape (updates + 1, numbers), and the loss at each of them.

    ``left`` says that it went on to numbers that are no longer finite; the points end before that.
    """

    label: str
    points: np.ndarray
    losses: np.ndarray
    left: bool = False


@dataclass(frozen=True)
class Plane:
    """A loss over the numbers ``along``, which are all the parameters ``model`` has left.

    ``start`` are their values in that order, ``shapes`` the shapes of the names they belong to; ``held`` are the
    parameters that do not move, which are constants here and stand among the data; ``sizes`` are the
    lengths behind m, N, …
    """

    model: Model
    program: Program
    data: Mapping[str, Any]
    along: tuple[Place, ...]
    start: np.ndarray
    shapes: Mapping[str, tuple[int, ...]]
    held: tuple[str, ...]
    sizes: Mapping[str, int]

    def params(self, point: np.ndarray) -> dict[str, Any]:
        """The moving parameters at a point."""
        found: dict[str, Any] = {}
        for place, value in zip(self.along, point.tolist(), strict=True):
            if place.index:
                found.setdefault(place.key, np.empty(self.shapes[place.key]))[place.index] = value
            else:
                found[place.key] = value
        return found

    def point(self, params: Mapping[str, Any]) -> np.ndarray:
        """The inverse of ``params``."""
        return _numbers(params, self.along)

    def loss(self, points: np.ndarray) -> np.ndarray:
        """The loss at points of shape (…, numbers); infinite where it cannot be computed."""
        flat = points.reshape(-1, len(self.along))
        with np.errstate(all="ignore"):
            losses = [self._at(point) for point in flat]
        return np.array(losses).reshape(points.shape[:-1])

    def gradient(self, point: np.ndarray) -> np.ndarray:
        """The derivatives by the numbers along which it goes."""
        _, gradient = self.program.value_and_grad(self.params(point), self.data)
        return _numbers(gradient, self.along)

    def _at(self, point: np.ndarray) -> float:
        try:
            return float(self.program.loss(self.params(point), self.data))
        except (OverflowError, ZeroDivisionError, ValueError):
            return float("inf")

    def walk(
        self,
        label: str,
        rule: UpdateRule,
        chosen: Options,
        steps: int,
        *,
        batch_size: int | None = None,
        seed: int = 0,
    ) -> Walk:
        """``steps`` updates from the start; with ``batch_size`` each from so many samples, shuffled with ``seed``."""
        stepper = Stepper(self.model, rule, chosen, self.params(self.start), self.data)
        batches = _batches(self, batch_size, seed)
        points, losses = [self.start], [self._at(self.start)]
        with np.errstate(all="ignore"):
            for _ in range(steps):
                try:
                    stepper.step(next(batches))
                except OverflowError:
                    break
                point = self.point(stepper.params)
                loss = self._at(point)
                if not np.isfinite([*point, loss]).all():
                    break
                points.append(point)
                losses.append(loss)
        return Walk(label, np.array(points), np.array(losses), left=len(points) <= steps)


def _numbers(params: Mapping[str, Any], along: Sequence[Place]) -> np.ndarray:
    return np.array([float(np.asarray(params[place.key])[place.index]) for place in along])


def _batches(plane: Plane, size: int | None, seed: int) -> Iterator[Batch]:
    """The batches that training takes with this seed, epoch after epoch, for ever."""
    sampling = sampling_of(plane.model, plane.sizes, size, True, seed)
    return chain.from_iterable(sampling.batches(epoch) for epoch in count(1))


# -- from a model to a plane ----------------------------------------------------------------------------------


def plane(
    model: Model,
    data: Mapping[str, Any],
    *,
    along: Sequence[str] | str | None,
    start: Mapping[str, Any] | None,
    seed: int,
) -> Plane:
    """The loss over the parameters named; over all of them when nothing is named and they are two numbers at most.

    Raises ``OptionError`` for a name that is no parameter and when some elements of a vector would move and others
    not, ``DataError`` for data that do not fit.
    """
    bound = bind_some(model, start or {}, data)
    params = {**initial(model, bound.sizes, seed=seed, but=bound.params), **bound.params}
    everything = [
        Place(key, index) for key in model.parameters for index in np.ndindex(np.shape(params[key]))
    ]
    named = along.split() if isinstance(along, str) else along
    chosen = [_place(name, everything) for name in named] if named else everything
    if not 1 <= len(chosen) <= 2 or len(set(chosen)) < len(chosen):
        raise OptionError(
            worded("a picture has room for one or two parameters, not {count}.", count=len(chosen))
            if len(set(chosen)) == len(chosen)
            else worded("{written} is named twice.", written=chosen[0].written),
            remedy=worded(
                'Name two to move along, for example along="{names}"; the others are held.',
                names=" ".join(place.written for place in everything[:2]),
            ),
        )
    moving = {place.key for place in chosen}
    missing = [place for place in everything if place.key in moving and place not in chosen]
    if missing:
        raise OptionError(
            worded(
                "{written} would have to stand still while the rest of {key} moves.",
                written=missing[0].written,
                key=missing[0].key,
            ),
            remedy="Write the elements as parameters of their own (w_1, w_2), or name all of them.",
        )
    held = tuple(key for key in model.parameters if key not in moving)
    names = {
        key: replace(name, role="constant") if key in held else name for key, name in model.names.items()
    }
    part = replace(model, names=names)
    here = _numbers(params, chosen)
    given = {**bound.data, **{key: params[key] for key in held}}
    shapes = {key: np.shape(params[key]) for key in moving}
    found = Plane(part, compile(part), given, tuple(chosen), here, shapes, held, bound.sizes)
    if not np.isfinite(found.loss(here)):
        raise DataError("the loss at the start is not a finite number.", remedy="Start elsewhere (start=).")
    return found


def _place(name: str, everything: Sequence[Place]) -> Place:
    """A parameter as a person writes it."""
    found = re.fullmatch(r"(.+?)(?:\[([0-9]+(?:,[0-9]+)*)\])?", str(name).replace(" ", ""))
    key, index = (found[1], found[2]) if found else (str(name), None)
    with suppress(ReadError):
        key = name_key(key)
    place = Place(key, tuple(int(number) - 1 for number in index.split(",")) if index else ())
    if place in everything:
        return place
    raise OptionError(
        worded("the model has no parameter {name} that is one number.", name=repr(name)),
        remedy=choices(str(name), tuple(each.written for each in everything)),
    )


# -- who walks --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walker:
    """An optimizer with its options: ``label`` is what the picture calls it, without one its name and numbers."""

    label: str
    rule: UpdateRule
    options: Options
    batch_size: int | None = None

    def walk(self, plane: Plane, steps: int, seed: int, lang: str = "en") -> Walk:
        """Its walk; where no learning rate is given, the one of ``RATES`` with the lowest mean loss."""
        adjustable = "learning_rate" in (item.spelling for item in self.rule.hyperparameters)
        tried = RATES if adjustable and "learning_rate" not in self.options else (None,)
        best: Walk | None = None
        for rate in tried:
            options = self.options if rate is None else {**self.options, "learning_rate": rate}
            chosen = self.rule.values(options)
            label = self.label or _called(self.rule, chosen, self.batch_size, lang)
            walk = plane.walk(label, self.rule, chosen, steps, batch_size=self.batch_size, seed=seed)
            if best is None or (walk.left, walk.losses.mean()) < (best.left, best.losses.mean()):
                best = walk
        assert best is not None
        return best


def _called(rule: UpdateRule, chosen: Options, batch_size: int | None, lang: str) -> str:
    label = called(rule.name, lang)
    if "learning_rate" in chosen:
        rate = chosen["learning_rate"]
        label += f", α = {rate:g}" if isinstance(rate, (int, float)) else f", α = {rate}"
    return word("batch", lang, label=label, size=str(batch_size)) if batch_size else label


def walkers(optimizers: Optimizers) -> tuple[Walker, ...]:
    """Names or rows, in a list or by label; ``{label: {"optimizer": "adam", "learning_rate": 0.1}}`` gives options.

    Further options are the optimizer's own; ``batch_size`` takes so many samples for each update.  Raises
    ``OptionError`` for an optimizer or an option that does not exist.
    """
    if isinstance(optimizers, (str, UpdateRule)):
        optimizers = [optimizers]
    pairs = optimizers.items() if isinstance(optimizers, Mapping) else (("", each) for each in optimizers)
    found = [_walker(label, given) for label, given in pairs]
    if not found:
        raise OptionError(
            "there is no optimizer to draw.", remedy='Name some: optimizers=["gradient_descent"].'
        )
    return tuple(found)


def _walker(label: str, given: str | UpdateRule | Options) -> Walker:
    options: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {"optimizer": given}
    named = options.pop("optimizer", label)
    rule = named if isinstance(named, UpdateRule) else optimizer_named(named)
    batch_size = options.pop("batch_size", None)
    rule.values(options)
    return Walker(label, rule, options, batch_size)


def check_steps(steps: int) -> None:
    """Raise ``OptionError`` for a number of updates that is none."""
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)) or not 1 <= steps <= 10_000:
        raise OptionError(
            worded("steps is {steps}; it must be a whole number from 1 to 10000.", steps=repr(steps))
        )
