"""A name that a page introduces, as a variable: ∂L/∂r where a line says r = w x + b - y.

Goes in: a model that defines r, and what the page wrote in terms of it.  Comes out: the model in which r is given and
what is written in terms of it is defined so; where the formula of r stands in a definition, it is r.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as changed

import sympy as sp

from symgrad.expressions import bases, bound_letters, replace, transform
from symgrad.model import Definition, Model, Name


def with_variable(model: Model, key: str, told: Mapping[str, Definition]) -> Model:
    """The model with the definition of ``key`` taken out; ``told`` are definitions in terms of it."""
    own = model.by_name[key]
    found = [told.get(each.name) or _folded(each, own) for each in model.definitions if each.name != key]
    ordered: list[Definition] = []
    names = {**model.names, key: Name(key, "data", model.names[key].axes, model.names[key].template)}
    waiting = {each.name for each in found}
    while found:  # what a definition is made of stands before it
        ready = [each for each in found if not (bases(each.expr) & waiting - {each.name})]
        if not ready:
            return model
        ordered += ready
        waiting -= {each.name for each in ready}
        found = [each for each in found if each.name in waiting]
    return changed(model, definitions=tuple(ordered), names=names)


def _folded(definition: Definition, own: Definition) -> Definition:
    """A definition with the formula of a name put back as the name."""
    if len(own.index) > 1 or own.expr.is_Atom:
        return definition
    forms: dict[sp.Basic, sp.Basic] = {own.expr: sp.Symbol(own.name)}
    if own.index:
        letters = (*definition.index, *sorted(bound_letters(definition.expr), key=str))
        base = sp.IndexedBase(own.name)
        forms = {replace(own.expr, {own.index[0]: letter}): base[letter] for letter in letters}
    return changed(definition, expr=transform(definition.expr, lambda node: forms.get(node, node)))
