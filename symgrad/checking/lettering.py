"""Which letter of an answer stands for which axis: its left side says so, ∂L/∂W_{kl} where ∂L/∂W_{ij} is asked for.

Without a left side the letters of the question keep their meaning, and letters of one's own go by the order they come
in, or by any other that makes the answer right: nothing says which is which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace as changed
from itertools import islice, permutations

import sympy as sp

from symgrad.checking.names import Defined, put_in
from symgrad.checking.question import Meaning, Question, index_of, renamed
from symgrad.errors import SymgradError
from symgrad.expressions import Partial, replace
from symgrad.reading import expression
from symgrad.reading import syntax as s
from symgrad.reading.table import is_letter

#: orders of an answer's own letters that are tried
MOST_ORDERS = 6


def lettered(question: Question, label: s.Node | None, table: Iterable[Defined] = ()) -> Question:
    """The question with the letters that a left side has for its axes; the same where it says nothing."""
    if label is None or len(question.index) < 2:
        return question
    if question.partial is not None:
        letters = _of_partial(question, label, table)
    else:
        given = renaming(label, question.label, question.index)
        letters = tuple(given.get(letter.name, letter.name) for letter in question.index) if given else ()
    return changed(question, letters=letters) if letters else question


def _of_partial(question: Question, label: s.Node, table: Iterable[Defined]) -> tuple[str, ...]:
    assert question.model is not None
    try:
        found, _ = expression(put_in(label, (*table, *question.table)), question.model)
    except SymgradError:
        return ()
    if not isinstance(found, Partial):
        return ()
    index = index_of(found)
    if len(set(index)) != len(question.index) or len(index) != len(question.index):
        return ()
    same = replace(found, dict(zip(index, question.index, strict=True))) == question.partial
    return tuple(str(letter) for letter in index) if same else ()


def as_derived(label: s.Node) -> s.Node:
    """``\\nabla_w L`` as ∂L/∂w."""
    if isinstance(label, s.Nabla) and label.by is not None and label.order == 1:
        return s.Derived(label.origin, label.body, (label.by,))
    return label


def renaming(label: s.Node, other: s.Node | None, index: tuple[sp.Symbol, ...]) -> dict[str, str] | None:
    """The letters of one derivative for those of another that are in ``index``; ``None`` if more is different."""
    label, other = as_derived(label), other if other is None else as_derived(other)
    if not isinstance(label, s.Derived) or not isinstance(other, s.Derived):
        return None
    ours, theirs = (label.body, *label.by), (other.body, *other.by)
    if len(ours) != len(theirs):
        return None
    running, found = {letter.name for letter in index}, dict[str, str]()
    for one, two in zip(ours, theirs, strict=True):
        if not (isinstance(one, s.Name) and isinstance(two, s.Name)):
            if one != two:
                return None
        elif not _name_fits(one, two, running, found):
            return None
    return found if len(set(found.values())) == len(found) else None


def _name_fits(one: s.Name, two: s.Name, running: set[str], found: dict[str, str]) -> bool:
    if (one.base, one.primes) != (two.base, two.primes):
        return False
    if one.sub is None and one.sup is None:  # ∇_w L has the indices of w
        return all(item.text in running for script in (two.sub, two.sup) if script for item in script.items)
    for script, other in ((one.sub, two.sub), (one.sup, two.sup)):
        if script is None or other is None:
            if script is not other:
                return False
        elif (script.around, len(script.items)) != (other.around, len(other.items)):
            return False
        else:
            pairs = zip(script.items, other.items, strict=True)
            if not all(_item_fits(item, its, running, found) for item, its in pairs):
                return False
    return True


def _item_fits(item: s.Item, other: s.Item, running: set[str], found: dict[str, str]) -> bool:
    if other.text not in running:
        return item == other
    return is_letter(item) and found.setdefault(other.text, item.text) == item.text


def ordered(
    question: Question, meaning: Meaning, node: s.Node, is_right: Callable[[sp.Expr], bool]
) -> Question:
    """The question with the letters of an answer's own in another order than they come in, if that makes it right."""
    expr, index = meaning
    names = {letter.name for letter in index}
    written = {part.text for part in s.descend(node) if isinstance(part, s.Item)}
    known = names == set(question.letters) or set(index) == set(question.index)
    if known or len(index) < 2 or len(index) != len(question.index) or not names <= written:
        return question
    for order in islice(permutations(index), 1, MOST_ORDERS):
        if is_right(renamed(expr, order, question.index)):
            return changed(question, letters=tuple(letter.name for letter in order))
    return question


__all__ = ["as_derived", "lettered", "ordered", "renaming"]
