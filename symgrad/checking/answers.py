"""One item to its verdict: looked at, read with the question's names, judged, and explained if it is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import perf_counter
from typing import Any

import sympy as sp

from symgrad.checking.asking import ask
from symgrad.checking.explain import Wrongs, explain, naming, prepared
from symgrad.checking.hygiene import MAX_LINES, looked_at
from symgrad.checking.introduced import spread
from symgrad.checking.item import Item, Variable, item, variable
from symgrad.checking.judge import Explain, invalid, judged
from symgrad.checking.lines import judged_lines
from symgrad.checking.markings import without_marks, without_marks_in_rows
from symgrad.checking.numerals import in_figures
from symgrad.checking.prose import equations, without_words
from symgrad.checking.question import Question
from symgrad.checking.sentences import as_equation
from symgrad.checking.shapes import data_of
from symgrad.checking.spelt import as_named, with_functions
from symgrad.checking.spoken import refuse_open_sums, with_own_names
from symgrad.checking.unbraced import with_pairs
from symgrad.checking.updates import update_of, with_new
from symgrad.checking.verdict import Named, Refused, Verdict
from symgrad.checking.words import say
from symgrad.equality.clock import Clock, OutOfTime
from symgrad.errors import OptionError, SymgradError, worded
from symgrad.exact import as_written
from symgrad.model import Model
from symgrad.reading.limits import watched
from symgrad.reading.syntax import Relation, Statement
from symgrad.steps import Derivation

__all__ = ["check", "check_item", "check_row"]


def check(
    reference: str | Model | Derivation,
    answer: str | Sequence[str],
    *,
    wrt: str | None = None,
    variables: Mapping[str, Any] | None = None,
    definitions: Mapping[str, str] | None = None,
    constants: Mapping[str, Any] | str = "",
) -> Verdict:
    """The verdict on an answer, in this process; see ``symgrad.api.check``."""
    known = {key: variable(row, key) for key, row in (variables or {}).items()}
    said = dict(definitions or {})
    for key, number in constants.items() if isinstance(constants, Mapping) else ():
        if number is not None:
            said[key] = str(as_written(number))
    for key in constants.split() if isinstance(constants, str) else ():
        known.setdefault(key, Variable())
    lines = (answer,) if isinstance(answer, str) else tuple(answer)
    asked = Item("", lines, several=len(lines) > 1, wrt=wrt, variables=known, definitions=said)
    if isinstance(reference, Derivation):
        asked = replace(
            asked, model=True, prepared=reference.model, target=reference.target, wrt=reference.wrt
        )
    elif isinstance(reference, Model):
        if wrt is None:
            raise OptionError("a model needs wrt: what its derivative is taken by.")
        asked = replace(asked, model=True, prepared=reference)
    else:
        asked = replace(asked, reference=reference, model=wrt is not None)
    return check_item(asked)


def check_row(row: object) -> Verdict:
    """The verdict on one object of ``symgrad check --jsonl``; never raises for what stands in it."""
    start = perf_counter()
    try:
        asked = item(row)
    except SymgradError as error:
        return invalid(error).timed(_since(start))
    return check_item(asked)


def check_item(asked: Item) -> Verdict:
    """The verdict on an item."""
    start = perf_counter()
    clock = Clock(asked.deadline)
    try:
        with watched(clock.check):
            verdict = _checked(asked, clock)
    except OutOfTime:
        verdict = Verdict("undecided", None, text=say("undecided"))
    except RecursionError:
        verdict = invalid(Refused("the answer is nested too deeply.", reason="resource"))
    except SymgradError as error:
        verdict = invalid(error)
    return verdict.timed(_since(start))


def _since(start: float) -> float:
    return (perf_counter() - start) * 1000


def _checked(asked: Item, clock: Clock) -> Verdict:
    if len(asked.answer) > MAX_LINES:
        raise Refused(worded("more than {max_lines} lines.", max_lines=MAX_LINES), reason="resource")
    if not asked.model:
        asked = replace(asked, reference=in_figures(asked.reference, asked.reference))
        spelt = with_functions(asked)
        asked = asked if spelt == asked.reference else replace(asked, reference=spelt)
    texts = with_pairs(asked, as_named(asked, tuple(looked_at(line) for line in asked.answer)))
    texts = tuple("\n".join(as_equation(line, asked) for line in text.split("\n")) for text in texts)
    texts = _marks_off(asked, texts)
    texts = *texts[:-1], *(_last_in_figures(text, asked.reference) for text in texts[-1:])
    texts = texts if asked.several else tuple(map(_formula, texts))
    update = None if asked.model else update_of(asked.reference, _said(asked), texts)
    texts = texts if update is None else update.texts
    try:
        kept = _kept(asked, texts)
    except SymgradError as error:
        return invalid(error, "invalid_question")
    question = kept.question if kept.question.item is asked else replace(kept.question, item=asked)
    if update is None or not update.new:
        return _verdict(kept, question, texts, clock)
    as_old = _verdict(kept, question, update.as_old, clock)
    return with_new(question, update, as_old, lambda asked: _verdict(kept, asked, texts, clock))


def _verdict(kept: _Kept, question: Question, texts: tuple[str, ...], clock: Clock) -> Verdict:
    several = question.item.several
    for text in texts:
        refuse_open_sums(question, text)
    written = texts if several or "\n" not in texts[0] else tuple(texts[0].split("\n"))
    lines = [spread(question, text) for text in written]
    if len(lines) == 1 and not several:
        lines = [(part,) for part in lines[0]]
    if several or len(lines) > 1:
        question, parts = with_own_names(question, tuple(part for line in lines for part in line))
        lines = _as_before(lines, parts)
    named = _explainer(kept, question, clock)
    if several or len(written) < len(lines) or any(len(line) > 1 for line in lines):
        return judged_lines(question, lines, clock, named)
    text = "\n".join(part for (part,) in lines)
    if text.count("=") > 1 and len(lines) == 1 and len(equations(text)) > 1:
        return judged_lines(question, lines, clock, named)
    try:
        trees = question.trees(text)
    except SymgradError:
        spoken = [line for line in lines if line[0].strip()]
        if len(spoken) < 2 or r"\begin" in text:
            raise
        return judged_lines(question, spoken, clock, named)
    if len(trees) > 1 or _is_chain(trees[0]):
        return judged_lines(question, [(line,) for line in _lines(text, trees)], clock, named)
    return judged(question, trees[0], clock, explain=named)


def _as_before(lines: Sequence[Sequence[str]], parts: Sequence[str]) -> list[tuple[str, ...]]:
    """The parts in lines as long as those."""
    rest = iter(parts)
    return [tuple(islice(rest, len(line))) for line in lines]


def _marks_off(asked: Item, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts without what is no part of their formulas, line by line, every character in its place."""
    known = _said(asked)
    sigma = any("Σ" in text for text in texts)
    if sigma and not re.search(r"Σ|\\Sigma|(?<![A-Za-z])Sigma", known + "".join(texts).replace("Σ", "")):
        texts = tuple(text.replace("Σ", "∑") for text in texts)  # the letter for the sign
    if asked.several:
        return without_marks(texts, known)
    return tuple(without_marks_in_rows(text, known) for text in texts)


def _said(asked: Item) -> str:
    """Every name of the question."""
    names = (*asked.variables, *asked.shapes, *asked.definitions, asked.wrt or "")
    return " ".join((asked.reference, asked.parameters, asked.data, asked.constants, *names))


def _last_in_figures(text: str, asked: str) -> str:
    """The text with the number in its last line as the reader knows numbers."""
    *before, last = text.rstrip().split("\n")
    return "\n".join((*before, in_figures(last, asked)))


#: ≈ 0.690, as = 0.690
_LEADS = re.compile(r"\A([\s$&]*+)([≈≃≒]|\\(?:approx|simeq)(?![A-Za-z]))")


def _formula(text: str) -> str:
    """One line without the words around its formula, every character of which stays where it is."""
    formula, _ = without_words(text)
    if "\n" in text or not formula.strip() or formula not in text:
        return text
    start = text.index(formula)
    return " " * start + _LEADS.sub(lambda led: led[1].ljust(len(led[0])), formula, count=1)


def _lines(text: str, trees: tuple[Statement, ...]) -> tuple[str, ...]:
    """Line by line as it was written; inside an environment, statement by statement."""
    if "\n" not in text or r"\begin" in text:
        return tuple(tree.origin.fragment for tree in trees)
    return tuple(line for line in text.splitlines() if line.strip())


def _is_chain(tree: Statement) -> bool:
    return isinstance(tree, Relation) and len(tree.sides) > 2


@dataclass
class _Kept:
    """A question, and the wrong answers planted for it once the first wrong one comes."""

    question: Question
    wrongs: Wrongs | None = None


#: questions by what is asked, the last ones only: a class answers one question many times
_QUESTIONS: dict[tuple[Any, ...], _Kept] = {}
_MOST_QUESTIONS = 64


def _kept(asked: Item, texts: tuple[str, ...]) -> _Kept:
    written = (asked.reference,) if asked.prepared is None else ()
    for text in (*written, *asked.definitions.values(), *asked.constraints):
        looked_at(text)
    # Data with indices in an answer say how the reference is read.
    shapes = None if asked.model else data_of(asked, texts)
    key = (asked.question, () if shapes is None else tuple(sorted(shapes.items())))
    kept = _QUESTIONS.get(key)
    if kept is None:
        if len(_QUESTIONS) >= _MOST_QUESTIONS:
            del _QUESTIONS[next(iter(_QUESTIONS))]
        kept = _QUESTIONS[key] = _Kept(ask(asked, texts, shapes=shapes))
    return kept


def _explainer(kept: _Kept, question: Question, clock: Clock) -> Explain:
    def named(expr: sp.Expr) -> Named | None:
        try:
            with naming(clock) as own:
                if kept.wrongs is None:
                    kept.wrongs = prepared(question, own)
                return explain(question, expr, kept.wrongs, own)
        except (SymgradError, RecursionError, OutOfTime):
            return None  # the refutation stands without a name

    return named
