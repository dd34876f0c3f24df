"""What a derivative is taken by: w, also where w_k is written; the letters that W_{kl} has for the axes of W; w_1.

In: ``wrt`` as it was written, and the statements or the model.  Out: the key of a name, or letters; for one element
the derivative with its numbers in the place of letters.
"""

from __future__ import annotations

import sympy as sp

from symgrad.expressions import Partial, key_of, letters, rename_bound, replace
from symgrad.model import Model, fresh_letters
from symgrad.reading import expression, name_key, parse_names
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
    names = [name for name in parse_names(wrt) if _places_below(name)]
    if taken and names and not set(taken).isdisjoint(_letters_below(names[0])):
        return key
    return names[0].base if names and names[0].base in model.names else key


def letters_asked(wrt: str, index: tuple[sp.Symbol, ...], model: Model) -> tuple[str, ...]:
    """The letters that a derivative by W_{kl} has for the axes of W, behind those of what is differentiated."""
    below = [letter for name in parse_names(wrt) for letter in _letters_below(name)]
    below = [*_of_target(model), *below] if below else below
    return tuple(below) if len(set(below)) == len(below) == len(index) else ()


def at_element(wrt: str, model: Model, named: sp.Expr, left: Partial) -> tuple[sp.Expr, Partial]:
    """∂L/∂w_1 of ∂L/∂w: what it is, and the derivative itself; both as they are where ``wrt`` has no number below it.

    Raises what the reader raises for an element that there is not.
    """
    if not any(map(str.isdigit, wrt)) or name_key(wrt) in model.names:
        return named, left
    names = parse_names(wrt)
    if not names or not any(map(_is_number, _places_below(names[0]))):
        return named, left
    element, _ = expression(names[0], model)
    places = getattr(element, "indices", ())
    moved = {
        letter: place
        for letter, place in zip(getattr(left.wrt, "indices", ()), places, strict=True)
        if place.is_Integer
    }
    fresh = fresh_letters(letters(named) | set(model.names))
    return replace(rename_bound(named, {*moved}, fresh), moved), Partial(left.what, replace(left.wrt, moved))


def is_element(expr: Partial, asked: Partial) -> bool:
    """∂L/∂w_1 where ∂L/∂w is asked for: it may be right, and is not all."""
    same = [key_of(one) == key_of(two) for one, two in ((expr.what, asked.what), (expr.wrt, asked.wrt))]
    ours, theirs = (
        [place for part in (one.what, one.wrt) for place in getattr(part, "indices", ())]
        for one in (expr, asked)
    )
    return all(same) and any(place.is_Integer for place in ours) and all(map(_is_any, theirs))


def _is_any(place: sp.Basic) -> bool:
    """Whether an index is a letter, which stands for every place."""
    return not place.is_Integer


def _is_number(item: s.Item) -> bool:
    return item.text.isdigit()


def _places_below(name: s.Name) -> tuple[s.Item, ...]:
    """The indices of x_k, w_{jk}, w_1 and W_{1k}; none where there is anything else."""
    if name.sub is None or name.sup is not None:
        return ()
    return name.sub.items if all(is_letter(item) or _is_number(item) for item in name.sub.items) else ()


def _of_target(model: Model) -> tuple[str, ...]:
    """i of p_i, which is differentiated."""
    definition = model.by_name.get(model.target)
    return tuple(letter.name for letter in definition.index) if definition is not None else ()


def _letters_below(name: s.Name) -> list[str]:
    """The indices of x_k and w_{jk}, which stand for any place; none where there is anything else."""
    items = _places_below(name)
    return [item.text for item in items] if all(map(is_letter, items)) else []


def taken_by(statements: tuple[s.Statement, ...], wrt: str) -> str:
    """The key of what the derivative is taken by: for w_k and w_1 it is w, with w_i an element where i is summed."""
    key = name_key(wrt)
    running = summed(statements)
    bases_here = {name.base for name in parse_names(wrt) if _places_below(name)}
    for part in (part for st in statements for part in s.descend(st) if isinstance(part, s.Name)):
        if part.base in bases_here and not running.isdisjoint(_letters_below(part)):
            return part.base
    return key
