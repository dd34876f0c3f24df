"""Which letter of an answer stands for which axis: its left side says so, ∂L/∂W_{kl} where ∂L/∂W_{ij} is asked for.

Without a left side the letters of the question keep their meaning, and letters of one's own go by the order they come
in, or by any other that makes the answer right: nothing says which is which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace as changed
from itertools import islice, permutations

import sympy as sp

from symgrad.checking.asking import index_of
from symgrad.checking.names import Defined, put_in
from symgrad.checking.question import Meaning, Question, renamed
from symgrad.errors import SymgradError
from symgrad.expressions import Partial, replace
from symgrad.model import Model
from symgrad.reading import expression, parse_names
from symgrad.reading import syntax as s
from symgrad.reading.table import is_letter

#: orders of an answer's own letters that are tried
MOST_ORDERS = 6


def lettered(question: Question, label: s.Node | None, table: Iterable[Defined] = ()) -> Question:
    """The question with the letters that a left side has for its axes; the same where it says nothing."""
    if label is None or not question.index:
        return question
    if question.partial is not None:
        said: tuple[str, ...] | None = _of_partial(question, label, table)
    elif question.label is not None:
        said = letters_of(label, question.label, question.index)
    else:
        said = _of_question(question, label)
    return changed(question, said=said) if said else question


def _of_question(question: Question, label: s.Node) -> tuple[str, ...]:
    """The question's own letters where all of them stand on a left side that is compared with nothing: ∂L/∂w_j."""
    if not isinstance(as_derived(label), s.Derived):
        return ()
    written = {part.text for part in s.descend(label) if isinstance(part, s.Item)}
    letters = tuple(letter.name for letter in question.index)
    return letters if written.issuperset(letters) else ()


def _of_partial(question: Question, label: s.Node, table: Iterable[Defined]) -> tuple[str, ...]:
    assert question.model is not None
    try:
        found, _ = expression(
            put_in(_of_target(question.model, label), (*table, *question.table)), question.model
        )
    except SymgradError:
        return ()
    if not isinstance(found, Partial):
        return ()
    index = index_of(found)
    if len(set(index)) != len(question.index) or len(index) != len(question.index):
        return ()
    written = {part.text for part in s.descend(label) if isinstance(part, s.Item)}
    if not written.issuperset(letter.name for letter in index):
        return ()  # ∂L/∂W says nothing of letters
    same = replace(found, dict(zip(index, question.index, strict=True))) == question.partial
    return tuple(str(letter) for letter in index) if same else ()


def _of_target(model: Model, label: s.Node) -> s.Node:
    """∂f/∂x_k as ∂L/∂x_k where the model calls L what the answer calls f."""
    derived = as_derived(label)
    if not isinstance(derived, s.Derived) or not isinstance(derived.body, s.Name):
        return label
    if derived.body.key in model.names or model.names[model.target].axes:
        return label
    return s.Derived(label.origin, parse_names(model.target)[0], derived.by)


def as_derived(label: s.Node) -> s.Node:
    """``\\nabla_w L`` as ∂L/∂w."""
    if isinstance(label, s.Nabla) and label.by is not None and label.order == 1:
        return s.Derived(label.origin, label.body, (label.by,))
    return label


def letters_of(label: s.Node, other: s.Node | None, index: tuple[sp.Symbol, ...]) -> tuple[str, ...] | None:
    """The letters of a left side for those of ``other`` that are in ``index``; ``None`` if more is different.

    ∂L/∂w_k for ∂L/∂w_j, and ∂L/∂W_{ij} where ∂L/∂W was asked for; nothing for ∇_w L, which has the indices of w.
    """
    ours, theirs = _parts(label), _parts(other)
    if not ours or len(ours) != len(theirs):
        return None
    fits = _Fits({letter.name for letter in index})
    if not all(map(fits.part, ours, theirs)):
        return None
    if fits.added:
        return tuple(fits.added) if not fits.found and len(set(fits.added)) == len(index) else None
    if len(set(fits.found.values())) < len(fits.found):
        return None
    return tuple(fits.found[letter.name] for letter in index) if len(fits.found) == len(index) else ()


def _parts(label: s.Node | None) -> tuple[s.Node, ...]:
    label = label if label is None else as_derived(label)
    if isinstance(label, s.Derived):
        return (label.body, *label.by)
    return (label,) if isinstance(label, s.Name) else ()


class _Fits:
    """Compares names letter by letter: ``found`` are those for the letters that run, ``added`` those for none."""

    def __init__(self, running: set[str]) -> None:
        self.running = running
        self.found: dict[str, str] = {}
        self.added: list[str] = []

    def part(self, one: s.Node, two: s.Node) -> bool:
        if not (isinstance(one, s.Name) and isinstance(two, s.Name)):
            return one == two
        if (one.base, one.primes) != (two.base, two.primes):
            return False
        if one.sub is None and one.sup is None and two.sub is not None and two.sup is None:
            return all(item.text in self.running for item in two.sub.items)
        return self._script(one.sub, two.sub) and self._script(one.sup, two.sup)

    def _script(self, script: s.Script | None, other: s.Script | None) -> bool:
        if script is None or other is None:
            if script is not None and not script.around:
                self.added += [item.text for item in script.items]
                return all(map(is_letter, script.items))
            return script is other
        if (script.around, len(script.items)) != (other.around, len(other.items)):
            return False
        return all(map(self._item, script.items, other.items))

    def _item(self, item: s.Item, other: s.Item) -> bool:
        if other.text not in self.running:
            return item == other
        return is_letter(item) and self.found.setdefault(other.text, item.text) == item.text


def is_order_unsaid(question: Question, meaning: Meaning, node: s.Node) -> bool:
    """Whether the reference is x_j d_i and nothing more, and this a matrix: does i count its rows, or j?"""
    letters = [letter.name for letter in question.index]
    if question.model is not None or question.tree is None or question.label is not None:
        return False
    if len(letters) != 2 or letters == sorted(letters) or question.said:
        return False
    written, ours = (
        {part.text for part in s.descend(tree) if isinstance(part, s.Item)} for tree in (question.tree, node)
    )
    return written.issuperset(letters) and ours.isdisjoint(letter.name for letter in meaning[1])


def ordered(
    question: Question, meaning: Meaning, node: s.Node, is_right: Callable[[sp.Expr], bool]
) -> Question:
    """The question with the letters of an answer's own in another order than they come in, if that makes it right."""
    expr, index = meaning
    names = {letter.name for letter in index}
    written = {part.text for part in s.descend(node) if isinstance(part, s.Item)}
    known = names in (set(question.said), set(question.letters)) or set(index) == set(question.index)
    if known or len(index) < 2 or len(index) != len(question.index) or not names <= written:
        return question
    for order in islice(permutations(index), 1, MOST_ORDERS):
        if is_right(renamed(expr, order, question.index, question.known)):
            return changed(question, letters=tuple(letter.name for letter in order))
    return question


__all__ = ["as_derived", "is_order_unsaid", "lettered", "letters_of", "ordered"]
