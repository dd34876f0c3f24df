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

from symgrad.errors import DataError, choices, worded
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
            worded("the {role} are a {kind}.", role=_plural(role), kind=type(numbers).__name__),
            remedy="Give a dict {name: value}.",
        )
    found: dict[str, Any] = {}
    for spelling, number in numbers.items():
        key = _key(spelling, allowed)
        if key is None:
            if _key(spelling, elsewhere) is not None:
                other = "data" if role == "parameter" else "parameters"
                raise DataError(
                    worded(
                        "{spelling} stands among the {role} but belongs to the {other}.",
                        spelling=spelling,
                        role=_plural(role),
                        other=other,
                    )
                )
            free = [each for each in allowed if each not in numbers]
            meant = _near(str(spelling), free)
            raise DataError(
                worded("the model has no {role} {spelling}.", role=role, spelling=repr(spelling)),
                remedy=worded("Did you mean {meant}?", meant=meant)
                if meant
                else choices(str(spelling), tuple(allowed))
                if allowed
                else "",
            )
        if key in found:
            raise DataError(
                worded(
                    "{key} is given twice, the second time as {spelling}.", key=key, spelling=repr(spelling)
                )
            )
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
            worded(
                "the parameters and the data are swapped: {params} are data, {data} are parameters.",
                params=", ".join(params),
                data=", ".join(data),
            ),
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
            worded(
                "the constants {without} have no number."
                if more
                else "the constant {without} has no number.",
                without=", ".join(without),
            ),
            remedy=worded(
                'Give it with the data, or in the model: sg.read(..., constants={"{key}": 0.1}).',
                key=_escaped(key),
            ),
        )
    problem = (
        "no value for the parameter {missing}."
        if len(missing) == 1
        else "no value for the parameters {missing}."
    )
    raise DataError(
        worded("no data for {missing}." if role == "data" else problem, missing=", ".join(missing)),
        remedy=worded("Given: {given}.", given=", ".join(given)) if given else "",
    )


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\")


# -- one value --------------------------------------------------------------------------------------------


def _count(key: str, number: Any) -> int:
    array = _array(key, number)
    if array.shape or array != int(array) or array < 1:
        raise DataError(
            worded(
                "{key} counts something, so it is a whole number from 1 on, not {number}.",
                key=key,
                number=repr(number),
            )
        )
    return int(array)


def _value(name: Name, number: Any) -> Value:
    array = _array(name.key, number)
    if array.ndim != len(name.axes):
        problem = "{key} has shape {axes}, but the value given has shape {shape}."
        if not name.axes:
            problem = "{key} is one number, but the value given has shape {shape}."
        axes = {"axes": _shape(name.axes)} if name.axes else {}
        raise DataError(worded(problem, key=name.key, shape=array.shape, **axes))
    if not array.size:
        raise DataError(worded("{key} is empty: its shape is {shape}.", key=name.key, shape=array.shape))
    finite = np.isfinite(array)
    if not finite.all():
        place = np.unravel_index(int(np.argmin(finite)), array.shape) if array.ndim else ()
        index = ", ".join(str(int(p)) for p in place)
        where = worded(" at [{index}] (counted from 0)", index=index) if place else ""
        shown = "NaN" if np.isnan(array[place]) else "infinite"
        count = int(array.size - finite.sum())
        more = worded(", {count} such values in all", count=count) if count > 1 else ""
        raise DataError(
            worded("{key} is {shown}{where}{more}.", key=name.key, shown=shown, where=where, more=more),
            remedy="Fill in or drop these samples first.",
        )
    return array if array.ndim else float(array)


def _array(key: str, number: Any) -> np.ndarray:
    """The number(s) as an array of floats; single and double precision stay what they are."""
    try:
        array = np.asarray(number)
    except ValueError:
        raise DataError(worded("{key} has rows of different lengths.", key=key)) from None
    if array.dtype.kind in "OUS":
        array = _from_objects(key, array)
    if array.dtype.kind == "c":
        raise DataError(worded("{key} is complex; symgrad's numbers are real.", key=key))
    if array.dtype.kind not in "fiub":
        raise DataError(worded("{key} holds {dtype}, not numbers.", key=key, dtype=array.dtype))
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def _from_objects(key: str, array: np.ndarray) -> np.ndarray:
    """Fractions and Decimals become floats; text and None are refused."""
    flat = array.reshape(-1).tolist()
    for place, item in enumerate(flat):
        if isinstance(item, (str, bytes)) or not hasattr(item, "__float__"):
            where = worded(" (element {place}, counted from 0)", place=place) if array.ndim else ""
            raise DataError(
                worded(
                    "{key} holds {item}{where}, which is no number.", key=key, item=repr(item), where=where
                )
            )
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
                problem = worded(
                    "{key} has shape {axes}, but the value given has {shape}.",
                    key=name.key,
                    axes=_shape(name.axes),
                    shape=np.shape(value),
                )
                raise DataError(problem)
            continue
        known, first = sizes.setdefault(str(axis), (length, name.key))
        if known != length:
            source = (
                worded("{axis} = {known} was given", axis=axis, known=known)
                if first == str(axis)
                else worded("the size {axis} is {known} in {first}", axis=axis, known=known, first=first)
            )
            raise DataError(
                worded(
                    "{source} but {length} in {key} (shapes: {key} {axes}).",
                    source=source,
                    length=length,
                    key=name.key,
                    axes=_shape(name.axes),
                ),
                remedy=worded(
                    "Give {first} and {key} the same length along {axis}.",
                    first=first,
                    key=name.key,
                    axis=axis,
                ),
            )
