"""What a model refuses: names used before they are defined, indices without a range, axes of different lengths.

In: a model as it is made.  Out: nothing, or a ``ModelError`` that names the thing, the place and the remedy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from symgrad.errors import ModelError, choices, worded
from symgrad.expressions import BINDERS, bases, bound_letters, key_of
from symgrad.ranges import Spans, extent, never_negative

if TYPE_CHECKING:
    from symgrad.model.definitions import Model
    from symgrad.model.names import Definition


def refuse_nonsense(model: Model) -> None:
    """Raises ``ModelError``."""
    if not model.definitions:
        raise ModelError("a model needs at least one definition, for example L = (y - w x)^2.")
    defined: set[str] = set()
    everything = {definition.name for definition in model.definitions}
    for definition in model.definitions:
        _refuse_names(model, definition, defined, everything)
        _refuse_indices(model, definition)
        defined.add(definition.name)


def _refuse_names(model: Model, definition: Definition, defined: set[str], everything: set[str]) -> None:
    name, origin = definition.name, definition.origin
    if name in defined:
        raise ModelError(
            worded("{name} is defined twice.", name=name), origin, remedy="Give one of the two another name."
        )
    if name not in model.names:
        raise ModelError(worded("{name} is defined but stands in no table of names.", name=name), origin)
    if model.names[name].role != "definition":
        role = model.names[name].role
        raise ModelError(
            worded("{name} is declared as {role} and defined as well.", name=name, role=role),
            origin,
            remedy=worded(
                "Take {name} out of the declared names, or its definition out of the model.", name=name
            ),
        )
    indices = set(definition.index) | bound_letters(definition.expr) | model.ranges.keys()
    for key in sorted(bases(definition.expr)):
        if sp.Symbol(key) in indices and key not in model.names:
            continue
        if key == name:
            raise ModelError(
                worded("{name} is defined by itself.", name=name),
                origin,
                remedy=worded(
                    "An update such as {name} := {name} - ... belongs to an optimizer, not to a model.",
                    name=name,
                ),
            )
        if key in everything and key not in defined:
            raise ModelError(
                worded("{name} uses {key} before {key} is defined.", name=name, key=key),
                origin,
                remedy=worded("Move the definition of {key} above that of {name}.", key=key, name=name),
            )
        if key not in model.names:
            raise ModelError(
                worded("{key} in the definition of {name} is not declared.", key=key, name=name),
                origin,
                remedy=worded(
                    "Declare it as a parameter, as data or as a constant. {near}",
                    near=choices(key, tuple(model.names)),
                ),
            )


def _refuse_indices(model: Model, definition: Definition) -> None:
    name, origin = definition.name, definition.origin
    axes = model.names[name].axes
    if len(axes) != len(definition.index):
        raise ModelError(
            worded(
                "{name} has {needed} axes but {given} indices.",
                name=name,
                needed=len(axes),
                given=len(definition.index),
            ),
            origin,
        )
    ranges: dict[sp.Symbol, sp.Expr] = dict(zip(definition.index, axes, strict=True))
    _check(
        model,
        definition,
        definition.expr,
        ranges,
        {letter: (sp.S.One, size) for letter, size in ranges.items()},
    )


def _check(
    model: Model, definition: Definition, expr: sp.Basic, ranges: dict[sp.Symbol, sp.Expr], spans: Spans
) -> None:
    origin = definition.origin
    if isinstance(expr, BINDERS):
        inner = dict(ranges)
        for index, low, high in reversed(expr.limits):
            if index in ranges:
                raise ModelError(
                    worded("the index {index} of a sum is already in use around that sum.", index=index),
                    origin,
                    remedy="Give the sum another index letter.",
                )
            inner[index] = high
            spans = {**spans, index: (low, high)}
        _check(model, definition, expr.function, inner, spans)
        return
    if isinstance(expr, sp.Indexed):
        key = key_of(expr)
        axes = model.names[key].axes
        if len(axes) != len(expr.indices):
            raise ModelError(
                worded(
                    "{key} has {needed} axes but is used with {given} indices in the definition of {definition}.",
                    key=key,
                    needed=len(axes),
                    given=len(expr.indices),
                    definition=definition.name,
                ),
                origin,
            )
        for position, (index, size) in enumerate(zip(expr.indices, axes, strict=True), 1):
            _check_position(definition, key, position, index, size, ranges, spans)
        return
    if isinstance(expr, sp.Symbol) and expr.name in model.names and model.names[expr.name].axes:
        raise ModelError(
            worded(
                "{expr} has {needed} axes but is used without an index in the definition of {definition}.",
                expr=expr.name,
                needed=len(model.names[expr.name].axes),
                definition=definition.name,
            ),
            origin,
        )
    for arg in expr.args:
        _check(model, definition, arg, ranges, spans)


def _check_position(
    definition: Definition,
    key: str,
    position: int,
    index: sp.Expr,
    size: sp.Expr,
    ranges: dict[sp.Symbol, sp.Expr],
    spans: Spans,
) -> None:
    origin = definition.origin
    if isinstance(index, sp.Integer):
        if isinstance(size, sp.Integer) and not 1 <= index <= size:
            raise ModelError(
                worded(
                    "{key} has no element {index}: its axis {position} is {size} long.",
                    key=key,
                    index=index,
                    position=position,
                    size=size,
                ),
                origin,
            )
        return
    low, high = spans.get(index, (sp.S.One, index))
    if low != 1 or not (high.is_Symbol or high.is_Integer) or (index not in ranges and index == size):
        _check_reach(definition, key, position, index, size, spans)
        return
    if index not in ranges:
        raise ModelError(
            worded(
                "the index {index} of {key} in the definition of {definition} has no range.",
                index=index,
                key=key,
                definition=definition.name,
            ),
            origin,
            remedy=worded(
                r"Sum over it (\sum_{{index}}) or put it on the left side ({definition}_{index} = ...).",
                index=index,
                definition=definition.name,
            ),
        )
    if ranges[index] != size:
        raise ModelError(
            worded(
                "in the definition of {definition} the index {index} runs over {range},"
                " but axis {position} of {key} has size {size}.",
                definition=definition.name,
                index=index,
                range=ranges[index],
                position=position,
                key=key,
                size=size,
            ),
            origin,
            remedy="Check the shapes, and whether a transpose is missing.",
        )


def _check_reach(
    definition: Definition, key: str, position: int, index: sp.Expr, size: sp.Expr, spans: Spans
) -> None:
    """Refuse x_{i+1} where it may go past an end of its axis."""
    ends = extent(index, spans)
    if ends is None or not never_negative(ends[0] - 1) or not never_negative(size - ends[1]):
        where = (
            worded("from {first} to {last}", first=ends[0], last=ends[1]) if ends is not None else "somewhere"
        )
        raise ModelError(
            worded(
                "in the definition of {definition} the index {index} of {key} goes {where},"
                " but its axis {position} from 1 to {size}.",
                definition=definition.name,
                index=index,
                key=key,
                where=where,
                position=position,
                size=size,
            ),
            definition.origin,
            remedy="Check the limits of the sum.",
        )
