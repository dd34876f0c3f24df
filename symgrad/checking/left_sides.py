"""What the left side of an answer's equation says, and whether that was asked for.

In: a ``Question`` and the tree of an equation.  Out: its two sides; ``None`` for a left side that is right, else the
verdict on it.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from symgrad.checking.comparing import against, verdict_on
from symgrad.checking.compound import is_updated
from symgrad.checking.differentials import misleads
from symgrad.checking.lettering import as_derived, letters_of
from symgrad.checking.names import Defined, put_in
from symgrad.checking.question import Question
from symgrad.checking.taken_by import is_element
from symgrad.checking.verdict import Refused, Verdict
from symgrad.checking.words import joined, say
from symgrad.equality.clock import Clock
from symgrad.errors import SymgradError
from symgrad.expressions import Partial, key_of, replace
from symgrad.model import Model
from symgrad.reading import expression
from symgrad.reading import syntax as s


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
        between = label.origin.text[function.origin.end : argument.origin.start].replace(r"\left", "")
        if (
            isinstance(function, s.Name)
            and function.primes
            and isinstance(argument, s.Name)
            and between.strip()[:1] in ("(", "[")
        ):
            return function  # u'v is a product
    return label


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
