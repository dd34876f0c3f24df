"""What lines suppose: i = k, x > 0 일 때, otherwise; what they claim after it is claimed where that holds.

In: the text of a line and what reads its parts.  Out: a ``Supposed``, and the rest of the line.  Where something is
supposed two expressions are compared with 0 put in wherever it does not hold, which proves or refutes it where it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from symgrad.checking.question import Question, sizes_in
from symgrad.equality import Domain, compare
from symgrad.errors import SymgradError
from symgrad.expressions import ONE, ZERO, bases, free_symbols, mul, piecewise, sub, walk
from symgrad.reading import syntax as s

_TEXT = re.compile(r"\\(?:text|textrm|mbox)\s*\{([^{}\\]*)\}")
#: (i), 1., Case 2:
_NUMBERED = r"^\s*(?:\(?(?:[ivx]+|\d+)[).]\s*)?(?:case\s*\(?(?:\d+|[ivx]+)?\)?\s*[:.]\s*)?"
_IF = re.compile(
    _NUMBERED + r"(?:if|when|for|in\s+case|in\s+the\s+case|suppose(?:\s+that)?|assume(?:\s+that)?|case)\s+"
    r"(?P<condition>[^:,]+?)\s*(?:[:,]|\bthen\b|$)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_PARTICLE = r"(?:에는|에|는)?"
_IF_KOREAN = re.compile(
    _NUMBERED + r"(?:만약\s*|만일\s*)?(?P<condition>[^가-힣]+?)\s*"
    r"(?:일\s*때|인\s*경우|일\s*경우|이면|이라면|라면|에서)"
    + _PARTICLE
    + r"(?![가-힣])\s*[:,]?\s*(?P<rest>.*)$"
)
_ELSE = re.compile(
    _NUMBERED
    + r"(?:otherwise|else|그\s*외(?:의\s*경우)?|아니면|나머지(?:\s*경우)?|그렇지\s*않으면)"
    + _PARTICLE
    + r"(?![가-힣A-Za-z])\s*[:,]?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_ELSE_BEHIND = re.compile(
    r"^(?P<rest>.+?)(?:\\q?quad|[\s,])*(?<![A-Za-z\\])(?:otherwise|else)[\s.]*$", re.IGNORECASE
)
_BEHIND = re.compile(
    r"^(?P<rest>.+?)(?:\\q?quad|[\s,])*(?:\(\s*(?:if|when|for|단)?[\s,]*(?P<bracketed>[^()가-힣]+?)\s*(?:일\s*때|인\s*경우)?\s*\)"
    r"|\b(?:if|when|for)\s+(?P<condition>[^(),가-힣]+?))\s*$",
    re.IGNORECASE,
)
#: …, i ≠ j behind a formula
_LETTERS = re.compile(
    r"(?P<rest>.*)(?:,|\\q?quad)\s*(?P<condition>[a-z]\s*(?:=|\\neq?(?![a-z])|≠|!=)\s*[a-z])[\s.]*$"
)
_COLON = re.compile(_NUMBERED + r"(?P<condition>[^:]+?)\s*:(?!=)\s*(?P<rest>.+)$", re.IGNORECASE)
_ALONE = re.compile(_NUMBERED + r"(?P<condition>.+?)\s*[:,]?\s*$", re.IGNORECASE)

_AND = re.compile(r",|\\land(?![A-Za-z])|\\wedge(?![A-Za-z])|\band\b|그리고|이고")
_ORDERED = ("<", ">", r"\le", r"\ge", r"\ne")
_CLOSED: Mapping[type[sp.Basic], Callable[[sp.Basic], sp.Basic]] = {
    sp.StrictGreaterThan: lambda strict: sp.GreaterThan(*strict.args, evaluate=False),
    sp.StrictLessThan: lambda strict: sp.LessThan(*strict.args, evaluate=False),
    sp.Unequality: lambda _: sp.true,
}
#: what functions without a kink are made of, that continue from one interval to the next
_ANALYTIC = (
    *(sp.Number, sp.NumberSymbol, sp.Symbol, sp.Indexed, sp.IndexedBase, sp.Tuple),
    *(sp.Add, sp.Mul, sp.Sum, sp.exp, sp.sin, sp.cos),
)
_ANALYTIC_FUNCTIONS = ("sigma", "tanh")


@dataclass(frozen=True)
class Condition:
    """A relation of values, or two index letters that are the same (or ``apart``)."""

    holds: sp.Basic
    apart: bool = False

    @property
    def of_letters(self) -> bool:
        """Whether it is about index letters."""
        return isinstance(self.holds, sp.KroneckerDelta)


@dataclass(frozen=True)
class Supposed:
    """What is supposed (``None``: whatever the ``others`` are not), and what was supposed by the lines before it.

    ``within`` is the case that this is a case of.
    """

    condition: Condition | None
    others: tuple[Condition, ...] = ()
    within: Supposed | None = None

    @property
    def of_letters(self) -> bool:
        """Whether it is about index letters."""
        return any(one is not None and one.of_letters for one in (self.condition, *self.others))

    @property
    def letters(self) -> tuple[sp.Symbol, ...]:
        """The index letters that it is about."""
        rows = (self.condition, *self.others)
        found = (letter for one in rows if one is not None and one.of_letters for letter in one.holds.args)
        return tuple(dict.fromkeys(found))

    def inside(self, outer: Supposed) -> Supposed:
        """This as a case of the case ``outer``: of the others only those that were said after that."""
        since = self.others.index(outer.condition) + 1 if outer.condition in self.others else 0
        return Supposed(self.condition, self.others[since:], outer)

    def under(self, expr: sp.Expr) -> sp.Expr:
        """The expression where this holds, 0 elsewhere."""
        expr = expr if self.within is None else self.within.under(expr)
        rows = (
            [(self.condition, True)]
            if self.condition is not None
            else [(other, False) for other in self.others]
        )
        for condition, wanted in rows:
            if condition.of_letters:
                same = condition.holds
                expr = mul(same if wanted is not condition.apart else sub(ONE, same), expr)
            elif wanted:
                expr = piecewise((expr, condition.holds), (ZERO, True))
            else:
                expr = piecewise((ZERO, condition.holds), (expr, True))
        return expr


def covers(every: Sequence[Supposed], question: Question, deadline: float) -> bool:
    """Whether the cases leave nothing out but the ends of ranges, such as x = 0 between x > 0 and x < 0.

    Of a name with separate values, such as y in {0, 1}, an end is a whole case; so is h = 0 for h = max(0, z).
    """
    letters = [_of_letters(one) for one in every if one.of_letters]
    if letters:
        return any(
            a is not None and b is not None and a.holds == b.holds and a.apart != b.apart
            for a in letters
            for b in letters
        )
    whole: sp.Expr = ZERO
    for one in reversed(every):
        whole = _or_else(one, whole, question, deadline)
    return _compared(whole, ONE, question, deadline) == "equal"


def never_holds(supposed: Supposed, question: Question, deadline: float) -> bool:
    """Whether it is proved that this holds nowhere: anything at all would be right there."""
    return _compared(supposed.under(ONE), ZERO, question, deadline) == "equal"


def holds_somewhere(supposed: Supposed, question: Question, deadline: float) -> bool:
    """Whether a point was found where this holds."""
    return _compared(supposed.under(ONE), ZERO, question, deadline) == "different"


def _compared(one: sp.Expr, other: sp.Expr, question: Question, deadline: float) -> str:
    return compare(
        one,
        other,
        domains=question.domains,
        constraints=question.constraints,
        deadline=deadline,
        relation=False,
    ).status


def _of_letters(supposed: Supposed) -> Condition | None:
    """The condition on letters, otherwise as what the one case before it is not."""
    if supposed.condition is not None:
        return supposed.condition
    if len(supposed.others) != 1:
        return None
    (first,) = supposed.others
    return Condition(first.holds, not first.apart)


def _or_else(one: Supposed, rest: sp.Expr, question: Question, deadline: float) -> sp.Expr:
    """1 where the case holds or ends, else ``rest``."""
    if one.condition is not None:
        here = piecewise((ONE, _closed(one.condition, question, deadline)), (rest, True))
    else:
        here = piecewise(*((rest, other.holds) for other in one.others), (ONE, True))
    if one.within is None:
        return here
    outer = _or_else(one.within, ZERO, question, deadline)
    return piecewise((here, sp.Eq(outer, ONE, evaluate=False)), (rest, True))


def _closed(condition: Condition, question: Question, deadline: float) -> sp.Basic:
    """The condition with the ends of its range, where they are a thin set: the zeros of an analytic function."""
    holds = condition.holds
    if isinstance(holds, sp.And):
        return sp.And(*(_closed(Condition(part), question, deadline) for part in holds.args), evaluate=False)
    close = _CLOSED.get(type(holds))
    if close is None:
        return holds
    keys = bases(holds)
    tied = any(keys & bases(each) for each in question.constraints)
    counted = keys & sizes_in(question.expr)
    domains = [question.domains.get(key, Domain()) for key in sorted(keys)]
    if tied or counted or any(domain.whole or domain.values for domain in domains):
        return holds
    gap = sub(*holds.args)
    thin = (
        all(_is_analytic(node) for node in walk(gap))
        and _compared(gap, ZERO, question, deadline) == "different"
    )
    return close(holds) if thin else holds


def _is_analytic(node: sp.Basic) -> bool:
    """Whether a function built of such nodes vanishes everywhere once it does on an interval."""
    if isinstance(node, sp.Pow):
        return node.exp.is_Integer or not free_symbols(node.base)
    return isinstance(node, _ANALYTIC) or getattr(node.func, "__name__", "") in _ANALYTIC_FUNCTIONS


def split(
    text: str, read: Callable[[str], s.Statement | None], said: Callable[[s.Relation], Condition | None]
) -> Iterator[tuple[Condition | None, str]]:
    """What a line may suppose (``None`` for otherwise), with the rest of the line: the likeliest reading first."""
    # x<-1 is no arrow here
    plain = _TEXT.sub(r" \1 ", text).replace("$", " ").replace("<-", "< -")
    found = _ELSE.match(plain) or _ELSE_BEHIND.match(plain)
    if found is not None:
        yield None, found["rest"]
        return
    for pattern, with_word in (
        (_IF, True),
        (_IF_KOREAN, True),
        (_BEHIND, True),
        (_LETTERS, False),
        (_COLON, False),
        (_ALONE, False),
    ):
        found = pattern.match(plain)
        if found is None:
            continue
        groups = found.groupdict()
        several = _AND.split(groups.get("condition") or groups.get("bracketed") or "")
        if len(several) > 1:
            trees = [read(part) for part in several]
            if not with_word and all(map(_is_equation, trees)):
                continue  # dL/dw = …, dL/db = …
            both = _all_of(trees, said)
            if both is not None:
                yield both, groups.get("rest") or ""
                return
            continue
        tree = read(several[0])
        if not isinstance(tree, s.Relation):
            continue
        if all(sign in _ORDERED or (sign == "=" and len(tree.signs) == 1) for sign in tree.signs):
            worded = (with_word and not groups.get("bracketed")) or (pattern is _COLON and _sets(tree))
            if tree.equation and not worded and letters_of(tree, lambda _: False) is None:
                continue  # nearly every line is an equation: what it says is not looked at here
            try:
                condition = said(tree)
            except SymgradError:
                continue
            if condition is not None and (worded or not tree.equation or condition.of_letters):
                yield condition, groups.get("rest") or ""
                return


def _is_equation(tree: s.Statement | None) -> bool:
    """An equation of anything but index letters."""
    return isinstance(tree, s.Relation) and tree.equation and letters_of(tree, lambda _: False) is None


def _sets(tree: s.Relation) -> bool:
    """x = 0 and x = y: a name that is said to be a number, or another one."""
    return isinstance(tree.sides[0], s.Name) and isinstance(tree.sides[-1], (s.Name, s.Number))


def _all_of(
    trees: Sequence[s.Statement | None], said: Callable[[s.Relation], Condition | None]
) -> Condition | None:
    """x > 0 and y > 0; ``None`` where one of them is no such thing."""
    found = []
    for tree in trees:
        if not isinstance(tree, s.Relation) or not all(
            sign in _ORDERED or sign == "=" for sign in tree.signs
        ):
            return None
        try:
            one = said(tree)
        except SymgradError:
            return None
        if one is None or one.of_letters:
            return None
        found.append(one.holds)
    return Condition(sp.And(*found, evaluate=False))


def letters_of(tree: s.Relation, known: Callable[[s.Name], bool]) -> Condition | None:
    """i = k or i ≠ k of two letters that are no names."""
    if len(tree.sides) != 2 or tree.signs[0] not in ("=", r"\ne"):
        return None
    names = [
        side for side in tree.sides if isinstance(side, s.Name) and side.sub is None and side.sup is None
    ]
    if (
        len(names) != 2
        or any(known(name) or len(name.key) != 1 for name in names)
        or names[0].key == names[1].key
    ):
        return None
    return Condition(sp.KroneckerDelta(*(sp.Symbol(name.key) for name in names)), tree.signs[0] != "=")


__all__ = ["Condition", "Supposed", "covers", "holds_somewhere", "letters_of", "never_holds", "split"]
