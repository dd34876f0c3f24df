"""What a derivative is taken by: w, also where w_k is written; the letters that W_{kl} has for the axes of W.

In: ``wrt`` as it was written, and the statements or the model.  Out: the key of a name, or letters.
"""

from __future__ import annotations

import sympy as sp

from symgrad.model import Model
from symgrad.reading import name_key, parse_names
from symgrad.reading import syntax as s
from symgrad.reading.lines import summed
from symgrad.reading.table import is_letter


def whole(wrt: str, model: Model) -> str:
    """The name a derivative is taken by: w_k is w, where the model knows w.

    Beside p_i it is w for another letter than i: nothing says whether ∂p_i/∂w_i is one element or all of them.
    """
    key = name_key(wrt)
    if key in model.names:
        return key
    taken = _of_target(model)
    names = [name for name in parse_names(wrt) if _letters_below(name)]
    if taken and names and not set(taken).isdisjoint(_letters_below(names[0])):
        return key
    return names[0].base if names and names[0].base in model.names else key


def letters_asked(wrt: str, index: tuple[sp.Symbol, ...], model: Model) -> tuple[str, ...]:
    """The letters that a derivative by W_{kl} has for the axes of W, behind those of what is differentiated."""
    below = [letter for name in parse_names(wrt) for letter in _letters_below(name)]
    below = [*_of_target(model), *below] if below else below
    return tuple(below) if len(set(below)) == len(below) == len(index) else ()


def _of_target(model: Model) -> tuple[str, ...]:
    """i of p_i, which is differentiated."""
    definition = model.by_name.get(model.target)
    return tuple(letter.name for letter in definition.index) if definition is not None else ()


def _letters_below(name: s.Name) -> list[str]:
    """The indices of x_k and w_{jk}, which stand for any place; none where there is anything else."""
    if name.sub is None or name.sup is not None or not all(map(is_letter, name.sub.items)):
        return []
    return [item.text for item in name.sub.items]


def taken_by(statements: tuple[s.Statement, ...], wrt: str) -> str:
    """The key of what the derivative is taken by: for w_k it is w, of which w_i is an element where i is summed."""
    key = name_key(wrt)
    letters = summed(statements)
    bases_here = {name.base for name in parse_names(wrt) if _letters_below(name)}
    for part in (part for st in statements for part in s.descend(st) if isinstance(part, s.Name)):
        if part.base in bases_here and not letters.isdisjoint(_letters_below(part)):
            return part.base
    return key
