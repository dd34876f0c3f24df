"""One answer against its question: read, put on the question's letters, compared; a number as a number.

In: a ``Question`` and an answer's text.  Out: a ``Verdict``.  Nothing raised on purpose gets out: what cannot be read
is ``invalid``, with its reason and place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace as replaced
from itertools import combinations, islice
from typing import Any

import sympy as sp

from symgrad.balls import digits, nearest, rounded
from symgrad.checking import numeric
from symgrad.checking.compound import is_number_away, is_updated
from symgrad.checking.differentials import misleads, whole_gradient, with_differentials
from symgrad.checking.explain import named, said
from symgrad.checking.kinks import OffKinks
from symgrad.checking.lettering import as_derived, is_order_unsaid, lettered, letters_of, ordered
from symgrad.checking.names import Defined, put_in
from symgrad.checking.question import Meaning, Question, renamed
from symgrad.checking.set_to_zero import for_a_person, set_side
from symgrad.checking.symmetric import with_symmetric
from symgrad.checking.taken_by import is_element
from symgrad.checking.vectors import fits, number_by_number, written_out
from symgrad.checking.verdict import ACCEPT, Failure, Named, NumberVerdict, Refused, Verdict
from symgrad.checking.within import compared
from symgrad.checking.words import joined, say
from symgrad.equality import Condition
from symgrad.equality import Verdict as Compared
from symgrad.equality.clock import Clock
from symgrad.errors import ModelError, SymgradError, told
from symgrad.expressions import Partial, bases, has, key_of, replace
from symgrad.model import Model, Name
from symgrad.reading import expression
from symgrad.reading import syntax as s
from symgrad.reading.substitution import rebuilt
from symgrad.rendering.plain import expression as plain
from symgrad.rendering.plain import unicode_line, unicode_name
from symgrad.symmetry import symmetrised

_NO_NAMES: Mapping[str, Name] = {}


def invalid(error: SymgradError) -> Verdict:
    """The verdict on what cannot be read."""
    failure = Failure.of(error)
    return Verdict("invalid", None, text=say("invalid", message=failure.message), error=failure)


#: changes of a product that are tried
MOST_CHANGES = 24
#: how many digits of two values are shown: more only where fewer are the same
MORE_DIGITS = (numeric.SHOWN, 25, 50, 100, 300)

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
    if numeric.is_numeric(question, node):
        return _number(question, numeric.judge(question, node))
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
    turned = renamed(expr, question.index, question.index[::-1])
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
    for part in s.descend(node):
        if isinstance(part, s.Transposed):
            yield "transposed_matrix", part, part.body
        elif isinstance(part, (s.Name, s.Plus)):
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
        turned = renamed(expr, question.index, question.index[::-1])
        if not against(question, turned, clock, relation=False).is_equal:
            return None
        found = against(question, expr, clock, relation=False)
    except SymgradError:
        return None
    mistake = named("transposed_matrix", node.origin.fragment)
    verdict = _different(found)
    return replaced(verdict, mistake=mistake, text=joined(verdict.text, said(mistake)))


def _exchanged(tree: s.Node, place: s.Node, instead: s.Node) -> s.Node:
    """The tree with this very node replaced."""
    changed: s.Node = rebuilt(tree, lambda here: instead if here is place else None)
    return changed


def sides(tree: s.Statement) -> tuple[s.Node | None, s.Node]:
    """What an answer says it is the value of, and the value.  Raises ``Refused`` for anything but = between."""
    if isinstance(tree, s.Formula):
        return None, tree.body
    if isinstance(tree, s.Assign):
        return tree.target, tree.value
    if isinstance(tree, s.Relation) and all(sign in ("=", r"\equiv", r"\approx") for sign in tree.signs):
        if len(tree.sides) == 2:
            return primed(tree.sides[0]), tree.sides[1]
        raise Refused("several equals signs: give the lines as lines.", tree.origin, reason="wrong_type")
    raise Refused("an answer is an expression or an equation.", tree.origin, reason="wrong_type")


def primed(label: s.Node) -> s.Node:
    """f' for f'(x) on a left side, which is read as a product where nobody said that f is a function."""
    if isinstance(label, s.Call) and label.function.endswith("'"):
        base = label.function.rstrip("'")
        primes = len(label.function) - len(base)
        of = label.arguments[0] if len(label.arguments) == 1 else None
        if primes == 1 and isinstance(of, s.Name):
            return s.Derived(label.origin, s.Name(label.origin, base), (of,))
        return s.Name(label.origin, base, primes=primes)
    if isinstance(label, s.Times) and len(label.factors) == 2 and not any(label.signs):
        function, argument = label.factors
        if isinstance(function, s.Name) and function.primes and isinstance(argument, s.Name):
            return function
    return label


def seconds_left(clock: Clock) -> float:
    """Seconds until the deadline, never none at all."""
    return max(0.01, clock.left())


def against(question: Question, expr: sp.Expr, clock: Clock, *, relation: bool = True) -> Compared:
    """The comparison with the right answer, numbers put in where there are some."""
    reference = question.expr
    if question.item.given:
        numbers = numeric.given(question)
        if not bases(expr) - {letter.name for letter in question.index}:
            reference = numeric.with_numbers(reference, numbers)
        elif question.model is None and is_number_away(reference, expr):
            reference, expr = (numeric.with_numbers(side, numbers) for side in (reference, expr))
    found = _compared(question, reference, expr, clock, relation=relation)
    if question.kinks and not found.is_equal:
        off = OffKinks(question.kinks, question.domains, clock)
        sides = off(reference), off(expr)
        if off.touched:
            apart = _compared(question, *sides, clock, relation=False)
            if apart.is_equal:
                return replaced(apart, status="equal_where_defined", domain=(*apart.domain, *off.conditions))
    return with_symmetric(found, question.symmetric)


def at_the_numbers(question: Question, expr: sp.Expr, clock: Clock) -> bool:
    """Whether that is right with the numbers that are given, some of which stand in it already: 3x for (wx+b-y)x."""
    if not question.item.given or not bases(expr) < bases(question.expr):
        return False
    numbers = numeric.given(question)
    reference, put = numeric.with_numbers(question.expr, numbers), numeric.with_numbers(expr, numbers)
    if (bases(reference) | bases(put)) - {letter.name for letter in question.index}:
        return False
    return _compared(question, reference, put, clock, relation=False).is_equal


def _compared(
    question: Question, reference: sp.Expr, expr: sp.Expr, clock: Clock, *, relation: bool
) -> Compared:
    return compared(
        question,
        symmetrised(reference, question.symmetric),
        symmetrised(expr, question.symmetric),
        deadline=seconds_left(clock),
        relation=relation,
    )


def in_any_order(question: Question, meaning: Meaning, node: s.Node, clock: Clock) -> Question:
    """The question with the letters of the answer in the order that makes it right, if one but the first does."""
    return ordered(
        question, meaning, node, lambda expr: against(question, expr, clock, relation=False).is_equal
    )


def verdict_on(question: Question, found: Compared, expr: sp.Expr) -> Verdict:
    """The comparison as a verdict with words."""
    if found.status == "different":
        return _different(found)
    domain = r" \text{ and } ".join(condition.latex for condition in found.domain)
    text = say(found.status, domain=_where(found.domain)) if found.domain else say(found.status)
    return Verdict(found.status, ACCEPT[found.status], found.proof, domain, text=text)


def _where(conditions: tuple[Condition, ...]) -> str:
    """Conditions in words, those of a case with their case."""
    said: dict[str, list[str]] = {"ko": [], "en": []}
    for needed in conditions:
        here = unicode_line(replaced(needed, given=()).latex)
        case = ", ".join(unicode_line(each.latex) for each in needed.given)
        said["ko"].append(f"{case}일 때 {here}" if case else here)
        said["en"].append(f"{here} if {case}" if case else here)
    return told(
        {
            lang: ("; " if any(c.given for c in conditions) else ", ").join(parts)
            for lang, parts in said.items()
        }
    )


def _different(found: Compared) -> Verdict:
    example = found.counterexample
    assert example is not None
    if example.right is None:
        raise Refused("the answer has no value where the question has one.", reason="undefined")
    if example.left is None:
        raise Refused("the reference has no value anywhere it was tried.", reason="undefined")
    at = {key: _rational(value) for key, value in example.at.items()}
    left, right = _both_shown(example.left, example.right)
    shown: dict[str, Any] = {"at": at, "reference": left, "answer": right}
    where = ", ".join(f"{unicode_name(key)} = {_flat(value)}" for key, value in at.items())
    sentence = (
        say("counterexample", at=where, reference=shown["reference"], answer=shown["answer"]) if where else {}
    )
    return Verdict(
        "different",
        False,
        counterexample=shown,
        relation=_relation(found),
        text=joined(say("different"), sentence),
    )


def _relation(found: Compared) -> str | dict[str, str] | None:
    related = found.relation
    if related is None:
        return None
    if related.factor is not None:
        return "sign" if related.factor is sp.S.NegativeOne else {"factor": plain(related.factor, _NO_NAMES)}
    assert related.difference is not None
    return {"difference": str(related.difference)}


def _rational(value: Any) -> Any:
    return [_rational(part) for part in value] if isinstance(value, (tuple, list)) else str(value)


def _flat(value: Any) -> str:
    return "(" + ", ".join(map(_flat, value)) + ")" if isinstance(value, list) else str(value)


def _both_shown(left: Any, right: Any) -> tuple[str, str]:
    """Two values that differ, with as many digits as it takes to see that."""
    for count in MORE_DIGITS:
        texts = _shown(left, count), _shown(right, count)
        if texts[0] != texts[1]:
            break
    return texts


def _shown(value: Any, count: int) -> str:
    """The first digits of a value; of one that may be 0 the decimals, of an astronomical one a power of ten; of one
    that is hardly known (the sign of what may be 0) between what it lies.
    """
    text = digits(value, count) or nearest(value, count) or rounded(value, count)
    if text is not None:
        return text
    known = value.str(count, radius=False)
    if any(figure in known for figure in "123456789"):
        return known
    low, high = (float(end) for end in (value.lower(), value.upper()))
    return f"[{low:.3g}, {high:.3g}]"


# -- the left side of an equation ---------------------------------------------------------------------------------


def wrong_label(
    question: Question, label: s.Node, clock: Clock, table: Iterable[Defined] = ()
) -> Verdict | None:
    """``None`` where the left side is what was asked for; else the verdict, of which one is that nobody can say."""
    if misleads(question, label):
        return Verdict("undecided", None, note="left_name", text=say("left_name"))
    if question.partial is not None:
        return _wrong_partial(question, label, clock, table)
    if question.label is not None:
        if label == primed(question.label) or letters_of(label, question.label, question.index) is not None:
            return None  # ∂L/∂w and dL/dw are one, and so are ∂L/∂w_k and ∂L/∂w_j
        if as_derived(label) == as_derived(question.label):
            return None  # ∇_w L and ∂L/∂w
        if isinstance(question.label, (s.Derived, s.Nabla)):
            if isinstance(label, (s.Derived, s.Nabla)) and not _spelled_out(question, label, table):
                return other_left_side()
            if isinstance(label, s.Name) and not _means_something(question, label, table):
                other = (
                    label.base[1:] if label.base[:1] == "d" and isinstance(question.label, s.Derived) else ""
                )
                by = [name.key for name in question.label.by] if other else []  # type: ignore[union-attr]
                # a name of one's own: g = …; db, where dL/dw is asked for
                return other_left_side() if other in question.known and other not in by else None
    elif isinstance(label, (s.Derived, s.Nabla)) and not _spelled_out(question, label, table):
        return None  # nothing is said about what it is called
    elif (isinstance(label, (s.Name, s.Call)) and not _means_something(question, label, table)) or is_update(
        question, label
    ):
        return None
    expr = question.aligned(question.meaning(label, table), label)
    if expr is None:
        return other_left_side()
    return _claim(question, expr, clock)


def is_update(question: Question, label: s.Node) -> bool:
    """Whether the left side is the name that is updated: w = w − ηg, w = 1.62."""
    return question.model is None and is_updated(question.expr, label)


def other_left_side() -> Verdict:
    """The left side is not what was asked for."""
    return Verdict("different", False, note="left_side", text=joined(say("different"), say("left_side")))


def _claim(question: Question, expr: sp.Expr, clock: Clock) -> Verdict | None:
    found = against(question, expr, clock, relation=False)
    if found.is_equal:
        return None
    verdict = verdict_on(question, found, expr)
    note = "left_side"
    return Verdict(
        verdict.status, verdict.accept, counterexample=verdict.counterexample, note=note,
        text=joined(verdict.text, say("left_side")),
    )  # fmt: skip


def _wrong_partial(
    question: Question, label: s.Node, clock: Clock, table: Iterable[Defined]
) -> Verdict | None:
    model, partial = question.model, question.partial
    assert model is not None
    assert partial is not None
    if (
        isinstance(label, s.Name)
        and label.primes == 1
        and s.Name(label.origin, label.base).key == model.target
    ):
        return None  # L' is by what was asked for
    try:
        expr, index = expression(put_in(label, (*table, *question.table)), model)
    except SymgradError:
        if isinstance(label, (s.Name, s.Call)):
            return (
                other_left_side() if _by_another(label, model, partial) else None
            )  # a name of one's own: g = …
        derived = as_derived(label)
        if isinstance(derived, s.Derived) and isinstance(derived.body, s.Name):
            if derived.body.key not in model.names:  # dJ/dw, whatever the model calls it
                by = [name for name in derived.by if key_of(partial.wrt) in (name.key, name.base)]
                return None if len(derived.by) == len(by) == 1 else other_left_side()
        raise
    if isinstance(expr, Partial):
        moved: dict[sp.Basic, sp.Basic] = dict(zip(index, question.index, strict=False))
        if replace(expr, moved) == partial:
            return None
        if is_element(expr, partial):
            return Verdict("undecided", None, note="element", text=say("element"))
    aligned = question.aligned(question.meaning(label, table), label)
    if aligned is None:
        return other_left_side()
    return _claim(question, aligned, clock)


def _by_another(label: s.Node, model: Model, partial: Partial) -> bool:
    """L_b, the derivative by b, where that by w is asked for."""
    if not isinstance(label, s.Name) or label.sub is None or label.base != model.target:
        return False
    by = {item.text for item in label.sub.items}
    return by <= model.names.keys() and by != {key_of(partial.wrt)}


def _spelled_out(question: Question, label: s.Derived | s.Nabla, table: Iterable[Defined]) -> bool:
    """d/dx[x³]: the derivative of an expression, not of a name that may be anything."""
    return not isinstance(label.body, s.Name) and _means_something(question, label, table)


def _means_something(question: Question, label: s.Node, table: Iterable[Defined]) -> bool:
    try:
        question.meaning(label, table)
    except SymgradError:
        return False
    return True


# -- a number -----------------------------------------------------------------------------------------------------


def _number(question: Question, found: NumberVerdict) -> Verdict:
    item = question.item
    asked = bool(item.given) or item.decimals is not None or item.significant_figures is not None
    text = say(found.verdict, should_be=found.should_be)
    if found.verdict == "exact" or (found.verdict == "rounded" and asked):
        return Verdict("equal", True, proof=f"number: {found.verdict}", number=found, text=text)
    accept = _ACCEPTED.get(found.verdict, False)
    if found.verdict == "rounded":
        accept, text = None, say("rounded_unasked")
    return Verdict("different", accept, number=found, text=text)


#: what a person decides: it follows from rounded numbers
_ACCEPTED: Mapping[str, bool | None] = {"follows_from_rounded": None}

__all__ = ["Explain", "against", "invalid", "judged", "sides", "verdict_on", "wrong_label"]
