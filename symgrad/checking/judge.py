"""One answer against its question: read, put on the question's letters, compared; a number as a number.

In: a ``Question`` and an answer's text.  Out: a ``Verdict``.  Nothing raised on purpose gets out: what cannot be read
is ``invalid``, with its reason and place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace as replaced
from itertools import combinations, islice

import sympy as sp

from symgrad.checking import numeric
from symgrad.checking.comparing import against, at_the_numbers, in_any_order, verdict_on
from symgrad.checking.differentials import whole_gradient, with_differentials
from symgrad.checking.explain import named, said
from symgrad.checking.left_sides import other_left_side, sides, wrong_label
from symgrad.checking.lettering import is_order_unsaid, lettered
from symgrad.checking.names import Defined, put_in
from symgrad.checking.question import Meaning, Question, renamed
from symgrad.checking.set_to_zero import for_a_person, set_side
from symgrad.checking.vectors import fits, number_by_number, written_out
from symgrad.checking.verdict import Failure, Named, NumberVerdict, Verdict
from symgrad.checking.words import joined, say
from symgrad.equality.clock import Clock
from symgrad.errors import ModelError, SymgradError
from symgrad.expressions import Partial, has
from symgrad.reading import syntax as s
from symgrad.reading.substitution import rebuilt


def invalid(error: SymgradError, said: str = "invalid") -> Verdict:
    """The verdict on what cannot be read; ``said`` is the row of words that says so."""
    failure = Failure.of(error)
    return Verdict("invalid", None, text=say(said, message=failure.message), error=failure)


#: changes of a product that are tried
MOST_CHANGES = 24

#: what names the mistake in a wrong answer
Explain = Callable[[sp.Expr], Named | None]


def judged(
    question: Question,
    tree: s.Statement,
    clock: Clock,
    table: Iterable[Defined] = (),
    explain: Explain | None = None,
) -> Verdict:
    """The verdict on one statement; a wrong one is explained by ``explain``.  Raises what the reader raises."""
    label, node = sides(with_differentials(question, tree))
    zero = set_side(question, label, node)
    if zero is not None:
        verdict = _judged_value(question, zero, clock, table, explain)
        related_to = verdict.relation == "sign" or "factor" in (verdict.relation or ())
        return for_a_person() if verdict.accept or related_to else verdict
    doubt: Verdict | None = None
    if label is not None:
        label = whole_gradient(question, numeric.anywhere(question, label))
        if question.partial is not None and isinstance(label, s.Name) and label.primes > 1:
            return other_left_side()
        wrong = wrong_label(question, label, clock, table)
        if wrong is not None and wrong.note != "left_name":
            return wrong
        doubt = wrong
        question = lettered(question, label, table)
    verdict = _judged_value(question, node, clock, table, explain)
    return doubt if doubt is not None and verdict.accept else verdict


def _judged_value(
    question: Question, node: s.Node, clock: Clock, table: Iterable[Defined], explain: Explain | None
) -> Verdict:
    """The verdict on what stands on the right."""
    found = numeric.judge(question, node) if numeric.is_numeric(question, node) else None
    if found is not None:
        return _number(question, found)
    node = written_out(question, node)
    numbers = number_by_number(question, node)
    if numbers is not None:
        return _number(question, numbers)
    try:
        meaning = question.meaning(node, table)
    except ModelError as error:
        verdict = not_fitting(question, node, error, clock, table)
        if verdict is None:
            raise
        return verdict
    expr = question.aligned(meaning, node)
    if expr is None or not fits(question, node, table):
        return Verdict("different", False, note="shape", text=joined(say("different"), say("shape")))
    verdict = verdict_on(question, against(question, expr, clock), expr)
    if verdict.status == "different" and len(question.index) > 1:
        other = in_any_order(question, meaning, node, clock)
        if other is not question:
            expr = other.aligned(meaning, node) or expr
            verdict = verdict_on(question, against(question, expr, clock), expr)
    if verdict.accept and question.is_turned(node, table):
        return lying(node)
    if verdict.accept and is_undone(question, node, table):
        return replaced(verdict, accept=None, note="undone", text=say("undone"))
    if verdict.status != "different":
        return verdict
    if numeric.may_be_rounded(question, node):
        return Verdict("undecided", None, text=say("undecided"))
    if at_the_numbers(question, expr, clock):
        return Verdict("agrees", None, text=say("partly_in_numbers"))
    if which_row(question, meaning, node, expr, clock):
        return Verdict("undecided", None, note="which_row", text=say("which_row"))
    mistake = explain(expr) if explain is not None else None
    if mistake is None:
        whole = matrix_transposed(question, node, expr, clock)
        return whole or replaced(verdict, text=joined(verdict.text, related(verdict)))
    return replaced(verdict, mistake=mistake, text=joined(verdict.text, said(mistake)))


def which_row(question: Question, meaning: Meaning, node: s.Node, expr: sp.Expr, clock: Clock) -> bool:
    """Whether a matrix is right once it is transposed, where nothing says which index of the reference comes first."""
    if not is_order_unsaid(question, meaning, node):
        return False
    turned = renamed(expr, question.index, question.index[::-1], question.known)
    return against(question, turned, clock, relation=False).is_equal


def lying(place: s.Node, error: SymgradError | None = None, *, name: str = "transposed_matrix") -> Verdict:
    """The verdict on what is right but for a transpose, or the order of a product; ``error`` says what does not fit."""
    mistake = named(name, place.origin.fragment)
    shapes = say("shape") if error is None else say("shapes", message=getattr(error, "problem", str(error)))
    text = joined(say("different"), shapes, said(mistake))
    return Verdict("different", False, mistake=mistake, note="shape", text=text)


def is_undone(question: Question, node: s.Node, table: Iterable[Defined] = ()) -> bool:
    """Whether a derivative is left to work out: dL/dw itself, or a name for it, is no answer to what dL/dw is.

    Where the right answer has derivatives that nothing is known of, an answer may have them.
    """
    if has(question.expr, Partial):
        return False
    for part in s.descend(node):
        if isinstance(part, (s.Derived, s.Nabla)):
            return True
        if isinstance(part, s.Name) and part.primes and _is_primed(part, question):
            return True
    # A prime behind a name of one's own may be left: what it says was said.
    rows = [row for row in (*table, *question.table) if isinstance(row.head, s.Call) or not row.head.primes]
    return bool(rows) and any(
        isinstance(part, (s.Derived, s.Nabla)) for part in s.descend(put_in(node, rows))
    )


def _is_primed(name: s.Name, question: Question) -> bool:
    """L' where L is what is differentiated."""
    return question.model is not None and s.Name(name.origin, name.base).key in question.model.names


def related(verdict: Verdict) -> dict[str, str]:
    """What a factor or difference says, in words; nothing where there is none."""
    relation = verdict.relation
    if relation is None:
        return {}
    if isinstance(relation, str):
        return say(relation)
    ((key, value),) = relation.items()
    return say(key, value=value)


def not_fitting(
    question: Question, node: s.Node, error: ModelError, clock: Clock, table: Iterable[Defined] = ()
) -> Verdict | None:
    """The verdict on a product whose shapes do not fit, where one change makes it right.

    That is one transpose more or less, or two factors the other way round; ``None`` where it takes more.
    """
    for name, part, instead in islice(_one_change(node), MOST_CHANGES):
        tree = _exchanged(node, part, instead)
        try:
            expr = question.aligned(question.meaning(tree, table), tree)
            right = expr is not None and against(question, expr, clock, relation=False).is_equal
        except SymgradError:
            continue
        if right:
            return lying(part, error, name=name)
    return None


def _one_change(node: s.Node) -> Iterator[tuple[str, s.Node, s.Node]]:
    """A mistake's name, a place, and what belongs there."""
    by = {id(name) for part in s.descend(node) if isinstance(part, s.Derived) for name in part.by}
    for part in s.descend(node):
        if isinstance(part, s.Transposed):
            yield "transposed_matrix", part, part.body
        elif isinstance(part, (s.Name, s.Plus)) and id(part) not in by:
            yield "transposed_matrix", part, s.Transposed(part.origin, part)
    for part in s.descend(node):
        if not isinstance(part, s.Times):
            continue
        for first, second in combinations(range(len(part.factors)), 2):
            factors = list(part.factors)
            factors[first], factors[second] = factors[second], factors[first]
            yield "wrong_order", part, s.Times(part.origin, tuple(factors), part.signs)


def matrix_transposed(question: Question, node: s.Node, expr: sp.Expr, clock: Clock) -> Verdict | None:
    """The verdict on a matrix that is right once it is transposed (the other layout, if it is a derivative)."""
    if len(question.index) != 2:
        return None
    try:
        turned = renamed(expr, question.index, question.index[::-1], question.known)
        if not against(question, turned, clock, relation=False).is_equal:
            return None
        found = against(question, expr, clock, relation=False)
    except SymgradError:
        return None
    mistake = named("transposed_matrix", node.origin.fragment)
    verdict = verdict_on(question, found, expr)
    return replaced(verdict, mistake=mistake, text=joined(verdict.text, said(mistake)))


def _exchanged(tree: s.Node, place: s.Node, instead: s.Node) -> s.Node:
    """The tree with this very node replaced."""
    changed: s.Node = rebuilt(tree, lambda here: instead if here is place else None)
    return changed


def _number(question: Question, found: NumberVerdict) -> Verdict:
    asked = numeric.is_asked(question)
    text = say(found.verdict, should_be=found.should_be)
    if found.verdict == "exact" or (found.verdict == "rounded" and asked):
        return Verdict("equal", True, proof=f"number: {found.verdict}", number=found, text=text)
    accept = _ACCEPTED.get(found.verdict, False)
    if found.verdict == "rounded":
        accept, text = None, say("rounded_unasked")
    return Verdict("different", accept, number=found, text=text)


#: what a person decides: it follows from rounded numbers
_ACCEPTED: Mapping[str, bool | None] = {"follows_from_rounded": None}
