"""Numbers against a model, checked once before anything runs.

In: a model, its parameters and its data as given by a person: numbers, lists, arrays, columns of a table; names in any
spelling that reads to the same name.  Out: ``Bound``: plain dicts keyed by the model's own names, floats and float
arrays, and the sizes (m, N, …) they have.  Everything that does not fit is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from symgrad.errors import DataError, choices
from symgrad.model import Model, Name
from symgrad.reading.spelling import spelled
from symgrad.symmetry import refuse_asymmetric, refuse_trained

Value = float | np.ndarray


@dataclass(frozen=True)
class Bound:
    """Checked numbers: what ``Program.value_and_grad`` takes, and the length behind every size."""

    params: dict[str, Value]
    data: dict[str, Value]
    sizes: dict[str, int]


def bind(model: Model, params: Mapping[str, Any], data: Mapping[str, Any]) -> Bound:
    """Check ``params`` (every parameter) and ``data`` (all data and constants; sizes may be given too).

    Raises ``DataError`` naming what is missing, unknown, given twice, not a number, NaN or infinite, empty, or of
    a shape that contradicts the model or another array.
    """
    return _bound(model, params, data, model.parameters)


def bind_some(model: Model, params: Mapping[str, Any], data: Mapping[str, Any]) -> Bound:
    """The same where parameters may be missing: training draws those, and needs the sizes for it.

    Raises ``ModelError`` where a parameter is a symmetric matrix, which training would not keep so.
    """
    refuse_trained(model)
    return _bound(model, params, data, ())


def _bound(
    model: Model, params: Mapping[str, Any], data: Mapping[str, Any], required: Sequence[str]
) -> Bound:
    inputs = (*model.data, *model.constants)
    _refuse_swapped(model, params, data)
    given = _named("parameter", params, model.parameters, inputs)
    fixed = _named("data", data, (*inputs, *model.sizes), model.parameters)
    _refuse_missing(model, "parameter", required, given)
    _refuse_missing(model, "data", inputs, fixed)
    sizes: dict[str, tuple[int, str]] = {}
    for key in model.sizes:
        if key in fixed:
            sizes[key] = _count(key, fixed.pop(key)), key
    values = {key: _value(model[key], number) for key, number in (*fixed.items(), *given.items())}
    for key, value in values.items():
        _fit(model[key], value, sizes)
    refuse_asymmetric(model, values)
    return Bound(
        {key: values[key] for key in model.parameters if key in values},
        {key: values[key] for key in inputs},
        {key: length for key, (length, _) in sizes.items()},
    )


def _named(
    role: str, numbers: Mapping[str, Any], allowed: Sequence[str], elsewhere: Sequence[str]
) -> dict[str, Any]:
    """The numbers under the model's own keys."""
    if not isinstance(numbers, Mapping):
        raise DataError(
            f"the {_plural(role)} are a {type(numbers).__name__}.", remedy="Give a dict {name: value}."
        )
    found: dict[str, Any] = {}
    for spelling, number in numbers.items():
        key = _key(spelling, allowed)
        if key is None:
            if _key(spelling, elsewhere) is not None:
                other = "data" if role == "parameter" else "parameters"
                raise DataError(f"{spelling} stands among the {_plural(role)} but belongs to the {other}.")
            free = [each for each in allowed if each not in numbers]
            meant = _near(str(spelling), free)
            raise DataError(
                f"the model has no {role} {spelling!r}.",
                remedy=f"Did you mean {meant}?"
                if meant
                else choices(str(spelling), tuple(allowed))
                if allowed
                else "",
            )
        if key in found:
            raise DataError(f"{key} is given twice, the second time as {spelling!r}.")
        found[key] = number
    return found


def _key(spelling: object, allowed: Sequence[str]) -> str | None:
    if not isinstance(spelling, str):
        return None
    key = spelled(spelling, allowed)
    return key if key in allowed else None


def _near(spelling: str, allowed: Sequence[str]) -> str | None:
    """The one name that is the same but for capitals, braces and underscores."""
    same = [key for key in allowed if _loose(key) == _loose(spelling)]
    return same[0] if len(same) == 1 else None


def _loose(key: str) -> str:
    return "".join(character for character in key.casefold() if character not in "_{}\\ ")


def _refuse_swapped(model: Model, params: object, data: object) -> None:
    """``loss(data, params)``: every name stands in the other dict."""
    if not (isinstance(params, Mapping) and isinstance(data, Mapping) and params and data):
        return
    inputs = (*model.data, *model.constants, *model.sizes)
    if all(_key(key, inputs) for key in params) and all(_key(key, model.parameters) for key in data):
        raise DataError(
            f"the parameters and the data are swapped: {', '.join(params)} are data,"
            f" {', '.join(data)} are parameters.",
            remedy="The parameters come first: (params, data).",
        )


def explained(model: Model, error: Exception, params: Any, data: Any) -> Exception:
    """What to raise instead of an error that generated code ran into: the ``DataError`` that says which number does
    not fit, or the error itself where every number fits.
    """
    try:
        bind(model, params, data)
    except DataError as problem:
        return problem
    return error


def _plural(role: str) -> str:
    return "parameters" if role == "parameter" else role


def _refuse_missing(model: Model, role: str, required: Sequence[str], given: Mapping[str, Any]) -> None:
    missing = [key for key in required if key not in given]
    if not missing:
        return
    without = [key for key in missing if model[key].role == "constant"]
    if without and len(without) == len(missing):
        (key, *more) = without
        raise DataError(
            f"the constant{'s' * bool(more)} {', '.join(without)} {'have' if more else 'has'} no number.",
            remedy=f'Give it with the data, or in the model: sg.read(..., constants={{"{_escaped(key)}": 0.1}}).',
        )
    what = "data" if role == "data" else "value for the parameter" + "s" * (len(missing) > 1)
    have = f"Given: {', '.join(given)}." if given else ""
    raise DataError(f"no {what} {'for ' * (role == 'data')}{', '.join(missing)}.", remedy=have)


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\")


# -- one value --------------------------------------------------------------------------------------------


def _count(key: str, number: Any) -> int:
    array = _array(key, number)
    if array.shape or array != int(array) or array < 1:
        raise DataError(f"{key} counts something, so it is a whole number from 1 on, not {number!r}.")
    return int(array)


def _value(name: Name, number: Any) -> Value:
    array = _array(name.key, number)
    if array.ndim != len(name.axes):
        needs = f"has shape {_shape(name.axes)}" if name.axes else "is one number"
        raise DataError(f"{name.key} {needs}, but the value given has shape {array.shape}.")
    if not array.size:
        raise DataError(f"{name.key} is empty: its shape is {array.shape}.")
    finite = np.isfinite(array)
    if not finite.all():
        place = np.unravel_index(int(np.argmin(finite)), array.shape) if array.ndim else ()
        where = f" at [{', '.join(str(int(p)) for p in place)}] (counted from 0)" if place else ""
        shown = "NaN" if np.isnan(array[place]) else "infinite"
        count = int(array.size - finite.sum())
        more = f", {count} such values in all" if count > 1 else ""
        raise DataError(f"{name.key} is {shown}{where}{more}.", remedy="Fill in or drop these samples first.")
    return array if array.ndim else float(array)


def _array(key: str, number: Any) -> np.ndarray:
    """The number(s) as an array of floats; single and double precision stay what they are."""
    try:
        array = np.asarray(number)
    except ValueError:
        raise DataError(f"{key} has rows of different lengths.") from None
    if array.dtype.kind in "OUS":
        array = _from_objects(key, array)
    if array.dtype.kind == "c":
        raise DataError(f"{key} is complex; symgrad's numbers are real.")
    if array.dtype.kind not in "fiub":
        raise DataError(f"{key} holds {array.dtype}, not numbers.")
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def _from_objects(key: str, array: np.ndarray) -> np.ndarray:
    """Fractions and Decimals become floats; text and None are refused."""
    flat = array.reshape(-1).tolist()
    for place, item in enumerate(flat):
        if isinstance(item, (str, bytes)) or not hasattr(item, "__float__"):
            where = f" (element {place}, counted from 0)" if array.ndim else ""
            raise DataError(f"{key} holds {item!r}{where}, which is no number.")
    return np.array([float(item) for item in flat]).reshape(array.shape)


# -- shapes -----------------------------------------------------------------------------------------------


def _shape(axes: Sequence[sp.Expr]) -> str:
    inner = ", ".join(str(axis) for axis in axes)
    return f"({inner},)" if len(axes) == 1 else f"({inner})"


def _fit(name: Name, value: Value, sizes: dict[str, tuple[int, str]]) -> None:
    """Enter the lengths of one array into ``sizes``; refuse what contradicts them."""
    for axis, length in zip(name.axes, np.shape(value), strict=True):
        if isinstance(axis, sp.Integer):
            if length != axis:
                problem = (
                    f"{name.key} has shape {_shape(name.axes)}, but the value given has {np.shape(value)}."
                )
                raise DataError(problem)
            continue
        known, first = sizes.setdefault(str(axis), (length, name.key))
        if known != length:
            source = (
                f"{axis} = {known} was given"
                if first == str(axis)
                else f"the size {axis} is {known} in {first}"
            )
            raise DataError(
                f"{source} but {length} in {name.key} (shapes: {name.key} {_shape(name.axes)}).",
                remedy=f"Give {first} and {name.key} the same length along {axis}.",
            )
