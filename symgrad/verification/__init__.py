"""Checking a model's derivations, gradients and code with numbers, by roads that do not share what they check.

* values: the generated code against mpmath, from the model as it was read;
* gradients: the generated code's gradients against differences of its loss and against complex steps;
* steps: every line of every derivation against its left side, evaluated through the generated code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import mpmath
import numpy as np
import sympy as sp

from symgrad import exact
from symgrad.derivation import STRATEGIES, derive
from symgrad.errors import ModelError, OptionError, UnsupportedError, worded
from symgrad.model import Model
from symgrad.program import Program, compile
from symgrad.steps import Derivation
from symgrad.verification.bench import Bench, forward_of
from symgrad.verification.gradients import DETECTABLE, GradientChecker
from symgrad.verification.points import candidates, inputs_of, sizes_from, small_sizes
from symgrad.verification.report import GradientCheck, StepCheck, ValueCheck, Verification
from symgrad.verification.small import with_short_axes
from symgrad.verification.steps import StepChecker, failing

__all__ = ["GradientCheck", "StepCheck", "ValueCheck", "Verification", "verify"]

#: a value of the code may differ from mpmath's by this much of the largest element
VALUE_TOLERANCE = 1e-11
#: points given by the caller are used for the steps too when their arrays have no more elements than this
SMALL_POINT = 60

Checked = TypeVar("Checked")


def verify(
    model: Model,
    *,
    at: Mapping[str, Any] | None = None,
    wrt: str | Sequence[str] | None = None,
    steps: bool = True,
    seed: int = 0,
    points: int = 3,
) -> Verification:
    """Check the model's values, gradients and derivation steps at ``points`` random points.

    ``at`` gives numbers for some or all of the model's inputs, in their shapes: the first point has them, and every
    point their sizes.  ``wrt`` are the names to differentiate by (the parameters unless said otherwise).
    ``steps=False`` leaves the derivations out (they grow with the square of the depth).  Points are drawn inside the
    model's domain and away from its kinks.  With many parameters gradients are compared along random directions, at
    one point.  A target that is an array has a Jacobian and no code: its derivation at the board is checked line by
    line, each line against differences of the target.  What breaks while it is checked is no reason to stop: it is
    named in ``Verification.unchecked``.

    Raises ``DataError`` for numbers that do not fit, ``UnsupportedError`` when no point can be found where the model
    has a value.
    """
    if isinstance(points, bool) or not isinstance(points, int) or points < 1:
        raise OptionError(
            worded("points is {points}; it must be a whole number, 1 or more.", points=repr(points))
        )
    model, names = _differentiated(model, wrt)
    small = with_short_axes(model)
    number = not model[model.target].axes
    if not steps and not number:
        raise OptionError(
            worded(
                "{target} is not a single number: its derivative is checked by its steps.",
                target=model.target,
            )
        )
    walks = STRATEGIES if number else ("board",)
    derivations, unchecked = _derivations(small, names, walks) if steps else ((), [])
    sizes = small_sizes(model, sizes_from(model, at or {}))
    rng = np.random.default_rng(seed)

    program = compile(model) if number else None
    found = []
    if program is not None:
        gradient = GradientChecker(model, program, names, sizes)
        found = _at_points(
            model,
            sizes,
            at or {},
            rng,
            1 if gradient.many else points,
            unchecked,
            "the gradients",
            lambda bench: gradient.check(bench.values, rng),
        )

    short = small is model and sum(np.size(value) for value in (at or {}).values()) <= SMALL_POINT
    given = (at or {}) if short else {}
    sizes = small_sizes(small, sizes_from(small, given))
    checker = StepChecker(small, small.target, derivations)
    lines = _at_points(small, sizes, given, rng, points, unchecked, "the steps", checker.check)
    values = _at_points(
        small,
        sizes,
        given,
        rng,
        1,
        unchecked,
        "the values",
        lambda bench: _values(small, bench, compile(small) if number and small is not model else program),
    )
    return Verification(
        model,
        model.target,
        values[0] if values else (),
        _worst([each.checks for each in found]),
        _worst(lines),
        _conventions(derivations),
        min((each.confidence for each in found), default=0.0),
        DETECTABLE,
        sum(each.loss_evaluations for each in found),
        points,
        seed,
        tuple(dict.fromkeys((*unchecked, *checker.unchecked))),
        names,
    )


def _differentiated(model: Model, wrt: str | Sequence[str] | None) -> tuple[Model, tuple[str, ...]]:
    """The model with exactly the names of ``wrt`` as parameters, so that the code has gradients by them."""
    if wrt is None:
        return model, model.parameters
    names = tuple(wrt.split()) if isinstance(wrt, str) and wrt not in model.names else wrt
    names = (names,) if isinstance(names, str) else tuple(names)
    for name in names:
        if model[name].role in ("definition", "size"):
            raise ModelError(
                worded(
                    "{name} is a {role} of the model, so the code has no gradient by it.",
                    name=name,
                    role=model[name].role,
                ),
                remedy=worded("Take parameters or data: {names}.", names=", ".join(inputs_of(model))),
            )
    table = {
        key: replace(name, role="parameter") if key in names else name for key, name in model.names.items()
    }
    return Model(model.definitions, table, model.ranges, model.text_read), names


def _derivations(
    model: Model, names: Sequence[str], walks: Sequence[str]
) -> tuple[tuple[Derivation, ...], list[str]]:
    """The walks for every name; a walk that does not exist for a name is reported."""
    found, unchecked = [], []
    for name in names:
        for strategy in walks:
            try:
                found.append(derive(model, name, strategy=strategy))
            except Exception as problem:
                unchecked.append(failing(f"∂/∂{name} by {strategy}", problem))
    return tuple(found), unchecked


def _conventions(derivations: Sequence[Derivation]) -> tuple[tuple[sp.Expr, sp.Expr], ...]:
    """(function, value at its kink), each function once, whatever it is applied to."""
    found: dict[tuple[object, sp.Expr], tuple[sp.Expr, sp.Expr]] = {}
    for derivation in derivations:
        for function, value in derivation.conventions:
            found.setdefault((function.func, value), (function, value))
    return tuple(found.values())


def _at_points(
    model: Model,
    sizes: Mapping[str, int],
    given: Mapping[str, Any],
    rng: np.random.Generator,
    points: int,
    unchecked: list[str],
    what: str,
    check: Callable[[Bench], Checked],
) -> list[Checked]:
    """``check`` at the point given, if it is whole, and at random ones.

    Points outside the model's domain and points at a kink are drawn again; a check that breaks is left out.
    """
    forward = forward_of(model, model.target)
    found: list[Checked] = []
    first = {key: _number(value) for key, value in given.items()}
    whole = len(first) == len(inputs_of(model))
    reason = "some name has no finite value"
    for number, drawn in enumerate(_draws(model, sizes, rng)):
        if len(found) == points:
            break
        use_given = bool(first) and not found and (number == 0 or not whole)
        bench = Bench(model, model.target, sizes, {**drawn, **first} if use_given else drawn, forward)
        if not bench.finite():
            if use_given and whole:
                unchecked.append("the numbers given: the model has no finite value there")
            continue
        try:
            found.append(check(bench))
        except UnsupportedError as problem:
            reason = str(problem)
            if use_given and whole:
                unchecked.append(f"the numbers given: {problem}")
        except Exception as problem:
            unchecked.append(failing(what, problem))
            return found
    if len(found) < points:
        raise UnsupportedError(
            worded(
                "{found} found at which every name of the model has a value and no kink is "
                "near (at the last one tried: {reason}).",
                found=worded("only {count} of {points} points were", count=len(found), points=points)
                if found
                else "no point was",
                reason=reason.rstrip("."),
            ),
            remedy="Give numbers inside the model's domain with at=.",
        )
    return found


def _draws(model: Model, sizes: Mapping[str, int], rng: np.random.Generator) -> Iterator[dict[str, Any]]:
    return candidates(model, sizes, rng)


def _number(value: Any) -> Any:
    array = np.asarray(value, dtype=float)
    return array if array.ndim else float(array)


def _values(model: Model, bench: Bench, program: Program | None) -> tuple[ValueCheck, ...]:
    """Every definition and the program's loss against mpmath, which reads the model and not the code."""
    inputs = {key: bench.values[key] for key in inputs_of(model)}
    params = {key: inputs[key] for key in model.parameters}
    data = {key: inputs[key] for key in (*model.data, *model.constants)}
    with mpmath.workdps(30):
        expected = exact.evaluate(model, inputs, digits=30)
    got = dict(bench.values)
    if program is not None:
        got |= {**program.values(params, data), model.target: program.loss(params, data)}
    checks = []
    for definition in model.through(model.target):
        right = np.array(_floats(expected[definition.name]), dtype=float)
        for value in (got[definition.name], bench.values[definition.name]):
            scale = float(np.max(np.abs(right)))
            gap = float(np.max(np.abs(np.broadcast_to(value, right.shape) - right)))
            error = gap / scale if scale > 0 else gap
            checks.append(ValueCheck(definition.name, error, error <= VALUE_TOLERANCE))
    return tuple(max(checks[i : i + 2], key=lambda check: check.error) for i in range(0, len(checks), 2))


def _floats(value: Any) -> Any:
    return [_floats(item) for item in value] if isinstance(value, tuple) else float(value)


def _worst(rounds: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """The same checks at several points: of each the worst, those left out left out."""
    made = ([check for check in same if check is not None] for same in zip(*rounds, strict=True))
    return tuple(max(same, key=lambda check: (not check.ok, check.error)) for same in made if same)
