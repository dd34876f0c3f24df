"""Proving by normal form, with as many cases as |x|, max, sign, cases and indices ask for.

In: two expressions, what their names stand for, constraints.  Out: a ``Proof``, or ``None``.  A case is what has been
put in for names (x = 0, k = j) and which signs are assumed; the cases cover every point.  The case f = 0 is dropped
where both sides are continuous, since f ≠ 0 is dense.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from dataclasses import replace as changed
from functools import cached_property
from itertools import product
from math import prod

import sympy as sp

from symgrad.equality.clock import Clock
from symgrad.equality.converter import Nowhere
from symgrad.equality.declared import Declared
from symgrad.equality.domains import condition, differences, readable, together
from symgrad.equality.field import Polynomial, Quotient, TooLarge
from symgrad.equality.generators import FinerUnit, Generators, GiveUp, NeedSame, NeedSign
from symgrad.equality.normal import Normal
from symgrad.equality.signs import Signs
from symgrad.equality.verdict import Condition
from symgrad.expressions import bases, everything, free_symbols
from symgrad.functions import step

MOST_CASES, MOST_TRIES = 60, 8
#: names with few values are put in if there are no more combinations than this
MOST_VALUES = 16
#: lengths of axes that may be looked at element by element
_PLACES = tuple(map(sp.Integer, range(1, MOST_VALUES + 1)))
#: sizes of the table of generators: the smaller, the quicker
SIZES = (7, 15, 31, 96)

#: what is asked for in a case in which neither side has a value
NOWHERE: list[Condition] = []
#: a sign as a relation to 0, a relation seen from the other side, and the signs that say that one holds
_RELATIONS = {"+": ">", "-": "<", "0": "=", "0+": ">=", "0-": "<="}
_FLIPPED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_SEEN = {
    "!=": ("+", "-"), ">": ("+",), ">=": ("+", "0+", "0"), "<": ("-",), "<=": ("-", "0-", "0"), "=": ("0",)
}  # fmt: skip

#: what may jump where its argument changes sign
_JUMPS = (sp.sign, sp.Piecewise, step, sp.KroneckerDelta)


@dataclass(frozen=True)
class Proof:
    """What was used, and what must hold for both sides to be defined where only one needs it."""

    name: str
    domain: tuple[Condition, ...]


@dataclass(frozen=True)
class Case:
    """Put in for names, signs assumed (expression, ``"+"``, ``"-"`` or ``"0"``), indices that differ.

    A ``limit`` of other cases is equal because they are: all that is asked is where the sides are defined.
    """

    put_in: tuple[tuple[sp.Expr, sp.Expr], ...] = ()
    signs: tuple[tuple[sp.Expr, str], ...] = ()
    different: tuple[tuple[sp.Expr, sp.Expr], ...] = ()
    limit: bool = False


@dataclass
class Problem:
    """Two expressions to compare, and everything known about their names."""

    left: sp.Expr
    right: sp.Expr
    declared: Declared
    clock: Clock
    constraints: tuple[sp.Equality, ...] = ()
    units: dict[str, int] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> frozenset[sp.Basic]:
        """What the sides are made of."""
        return frozenset(everything(self.left)).union(everything(self.right))

    @cached_property
    def kinds(self) -> frozenset[type[sp.Basic]]:
        """Which kinds of nodes these are."""
        return frozenset(map(type, self.nodes))

    @cached_property
    def jumps(self) -> bool:
        """Whether a side may jump where a sign changes."""
        return any(issubclass(kind, _JUMPS) for kind in self.kinds)

    @cached_property
    def gaps(self) -> bool:
        """Whether a side may have no value where something is 0."""
        return any(map(_may_have_gaps, self.nodes))

    @cached_property
    def demands(self) -> tuple[tuple[tuple[sp.Expr, bool], ...], ...]:
        """What stands under logarithms and roots of each side, and whether it must not be 0."""
        if not any(map(_demands, self.nodes)):
            return (), ()
        return tuple(_demanding(self.left)), tuple(_demanding(self.right))

    @cached_property
    def halves(self) -> bool:
        """Whether x_{2k} or x_{2k-1} occurs."""
        if sp.Indexed not in self.kinds:
            return False
        places = {place for node in self.nodes if isinstance(node, sp.Indexed) for place in node.indices}
        return any(
            term.as_coeff_Mul()[0] == 2
            for place in places
            if not place.is_Symbol
            for term in sp.Add.make_args(sp.expand(place))
        )

    @cached_property
    def parts(self) -> int:
        """About how many generators it takes: names, elements, and what is neither a sum nor a product of them."""
        made = 0
        for node in self.nodes:
            if isinstance(node, sp.Pow):
                made += isinstance(node.args[1], sp.Integer)
            else:
                made += isinstance(node, (sp.Add, sp.Mul, sp.Number, sp.Tuple))
        return len(self.nodes) - made

    def normal(self, case: Case, size: int) -> Normal:
        """A fresh normal form with the case's assumptions and the constraints."""
        generators = Generators(self.declared, self.clock, size)
        normal = Normal(
            generators,
            Signs(generators),
            self.units,
            different_letters=set(case.different),
            jumps=self.jumps,
            halves=self.halves,
        )
        for name, value in reversed(case.put_in):  # a later one may stand in the value of an earlier one
            normal.assigned[name] = normal.quietly(value)
            normal.memo.clear()
        for expr, sign in reversed(case.signs):  # a later one may have been needed to convert an earlier one
            num, _ = normal.field.canonical(normal.quietly(expr))
            normal.signs.learn(num, sign)
        for gap in self.declared.ranges:
            if isinstance(gap, sp.Symbol) and gap not in normal.assigned:  # a size, which is 1 or more
                continue
            num, den = normal.field.canonical(normal.quietly(gap))
            if den.is_constant() and normal.signs.of(num) is None:
                normal.signs.learn(num, "0+")
        for constraint in self.constraints:
            left, right = (normal.quietly(side) for side in constraint.args)
            _use(normal, normal.field.sub(left, right))
        normal.memo, normal.conditions = {}, []
        return normal


def _use(normal: Normal, zero: Quotient) -> None:
    """A constraint says what one generator is: a sum if there is one, else a name."""
    num, _ = normal.field.canonical(zero)
    declared = normal.generators.declared
    candidates = sorted(
        normal.generators.occurring(num), key=lambda n: (normal.generators.all[n].kind != "sum", -n)
    )
    for number in candidates:
        if num.degrees()[number] != 1:
            continue
        slope = num.derivative(number)
        if slope.is_constant():
            gen = normal.field.gens[number]
            rest = num - slope * gen
            normal.generators.known[number] = normal.field.polynomial(-rest / slope.leading_coefficient())
            generator = normal.generators.all[number]
            letters = [s for s in sorted(free_symbols(generator.expr), key=str) if s.name in declared.letters]
            if generator.kind == "sum" and len(letters) == 1:
                normal.generators.patterns.append((letters[0], generator))
            return
    raise GiveUp("a constraint that cannot be solved for a name.")


def prove(problem: Problem) -> Proof | None:
    """A proof that both sides are equal wherever both are defined; ``None`` if none is found."""
    return _proof(problem, [Case()], set())


def prove_by_values(problem: Problem) -> Proof | None:
    """The same, with every value put in for names that have a few only."""
    few = {key: domain.values for key, domain in problem.declared.numbers.items() if domain.values}
    count = prod(map(len, few.values()))
    if not few or count > MOST_VALUES:
        return None
    names = [sp.Symbol(key) for key in few]
    chosen = product(*([sp.Rational(v.numerator, v.denominator) for v in values] for values in few.values()))
    return _proof(
        problem, [Case(put_in=tuple(zip(names, values, strict=True))) for values in chosen], {"cases"}
    )


def prove_by_elements(problem: Problem) -> Proof | None:
    """The same, element by element, where the indices run over a few places only."""
    declared = problem.declared
    ends = {sp.Symbol(key): size for key, size in declared.letters.items() if size in _PLACES}
    if declared.supposed:  # nobody says that there are only these
        return None
    if not ends or prod(map(int, ends.values())) > MOST_VALUES:
        return None
    places = product(*(range(1, int(size) + 1) for size in ends.values()))
    cases = [Case(put_in=tuple(zip(ends, map(sp.Integer, place), strict=True))) for place in places]
    return _proof(problem, cases, {"cases"})


def _proof(problem: Problem, waiting: list[Case], used: set[str]) -> Proof | None:
    """Every case that is waiting, and those that they fall into."""
    asked: list[tuple[Case, list[Condition]]] = []
    done = 0
    while waiting:
        done += 1
        if done > MOST_CASES:
            return None
        case = waiting.pop()
        try:
            found = settle(problem, case, used)
        except NeedSign as need:
            used.add("cases")
            waiting.extend(_by_sign(problem, case, need.expr))
            continue
        except NeedSame as need:
            used.add("cases")
            waiting.extend(_by_index(case, need))
            continue
        except (GiveUp, TooLarge):
            return None
        if found is None:
            return None
        if found is not NOWHERE:
            asked.append((case, found))
    try:
        return Proof(_name(used), _together(problem, asked))
    except GiveUp:  # what they ask for is too long
        return None


def _together(problem: Problem, asked: list[tuple[Case, list[Condition]]]) -> tuple[Condition, ...]:
    """What the cases ask for, each with its case where it does not hold in another one anyway."""
    if not any(conditions for _, conditions in asked):
        return ()
    cases = [case for case, _ in asked]
    return together(
        [(_assumed(case), conditions) for case, conditions in asked],
        lambda number, condition: _holds(problem, cases[number], condition),
    )


def _assumed(case: Case) -> tuple[Condition, ...]:
    """What a case assumes."""
    signs = [_of_sign(expr, _RELATIONS[sign]) for expr, sign in case.signs]
    values = [Condition(name, "=", value) for name, value in case.put_in]
    return (*signs, *values, *(Condition(a, "!=", b) for a, b in case.different))


def _of_sign(expr: sp.Expr, relation: str) -> Condition:
    """expr against 0, solved for its name where it has one name and numbers."""
    name, value = _solved(expr)
    if name is None or value is None or not value.is_Rational:
        return Condition(readable(expr), relation)
    falls = expr.coeff(name) < 0
    return Condition(name, _FLIPPED.get(relation, relation) if falls else relation, value)


def _holds(problem: Problem, case: Case, condition: Condition) -> bool:
    """Whether a condition is seen to hold throughout a case."""
    try:
        normal = problem.normal(case, SIZES[-1])
        gap = normal.quietly(condition.left - condition.right)
        sign, _ = normal.signs.of_quotient(*normal.field.canonical(gap))
    except (GiveUp, NeedSign, NeedSame, TooLarge, FinerUnit):
        return False
    return sign in _SEEN[condition.relation]


def _name(used: set[str]) -> str:
    """What the proof is called: its strongest means."""
    for name in ("cases", "sums", "logarithms", "roots"):
        if name in used:
            return {"logarithms": "logarithms and roots", "roots": "logarithms and roots"}.get(name, name)
    return "normal form"


def settle(problem: Problem, case: Case, used: set[str]) -> list[Condition] | None:
    """Whether the sides are equal in one case: the conditions, or ``None`` if they are not seen to be equal."""
    size, *larger = [size for size in SIZES if size >= problem.parts] or SIZES[-1:]
    tries = 0
    while tries < MOST_TRIES:
        try:
            return _compared(problem, case, used, size)
        except FinerUnit:
            tries += 1
        except TooLarge:
            if not larger:
                raise
            size, *larger = larger
    raise GiveUp("too many tries.")


def _compared(problem: Problem, case: Case, used: set[str], size: int) -> list[Condition] | None:
    normal = problem.normal(case, size)
    before = normal.declared = normal.signs.copy()
    found: list[tuple[Quotient, list[tuple[Polynomial, str]]] | None] = []
    demand: tuple[Polynomial, str] | None = None
    known: dict[sp.Basic, Quotient] = {}
    for side, demands in zip((problem.left, problem.right), problem.demands, strict=True):
        # Each side is converted with what it itself demands, so that what only the other demands is seen.
        normal.signs = before.copy()
        _learn_domain(normal, demands)
        try:
            # What both have in common is converted once, where no sign has been learned that it may rest on.
            found.append(normal.side(side, known if normal.signs.known == before.known else None))
            if normal.signs.known == before.known:
                known = normal.without_conditions()
        except Nowhere as nowhere:
            found.append(None)
            demand = nowhere.demand or demand
    left, right = found
    if left is None or right is None:
        # Where a side has no value there is nothing to be equal, only a domain to tell.
        if left is right:
            return NOWHERE if case.signs or case.put_in else None
        return [condition(normal, *demand)] if demand else _excluded(problem, case, size)
    difference = normal.field.reduced(normal.field.sub(left[0], right[0]).num)
    if not (
        case.limit
        or difference.is_zero()
        or any(normal.field.divided(difference, f)[1].is_zero() for f in normal.signs.zeros)
    ):
        return None
    used |= normal.used
    return differences(normal, before, left[1], right[1])


def _excluded(problem: Problem, case: Case, size: int) -> list[Condition] | None:
    """What a case in which a side has no value leaves: the opposite of the last of what it assumes without which both
    sides have one.
    """
    if case.put_in:
        name, value = case.put_in[-1]
        return [] if case.limit else [Condition(name, "!=", value)]
    if not case.signs:
        return None
    expr, sign = case.signs[-1]
    for place, (one, now) in reversed(list(enumerate(case.signs))):
        above, below = case.signs[:place], case.signs[place + 1 :]
        others = (changed(case, signs=(*above, (one, other), *below)) for other in "+-" if other != now)
        if any(_have_values(problem, other, size) for other in others):
            expr, sign = one, now
            break
    return [_of_sign(expr, {"+": "<=", "-": ">=", "0": "!="}[sign])]


def _have_values(problem: Problem, case: Case, size: int) -> bool:
    """Whether both sides are seen to have a value in a case."""
    try:
        normal = problem.normal(case, size)
        before = normal.signs.copy()
        for side, demands in zip((problem.left, problem.right), problem.demands, strict=True):
            normal.signs = before.copy()
            _learn_domain(normal, demands)
            normal.side(side, None)
    except (Nowhere, NeedSign, NeedSame, GiveUp, TooLarge, FinerUnit):
        return False
    return True


def _learn_domain(normal: Normal, demands: Iterable[tuple[sp.Expr, bool]]) -> None:
    """A side is only looked at where it is defined: log u, not in a case, says u > 0 from the start."""
    for part, strict in demands:
        try:
            num, den = normal.field.canonical(normal.quietly(part))
            if not normal.generators.letters(num) and den.is_constant() and not num.is_zero():
                if normal.signs.of(num) is None:
                    _learn(normal, num, strict)
        except (GiveUp, NeedSign, NeedSame, TooLarge):
            continue


def _learn(normal: Normal, num: Polynomial, strict: bool) -> None:
    _, missing = normal.signs.of_quotient(num, normal.field.ctx.constant(1))
    normal.signs.learn(num, "+" if strict else "0+")
    if len(missing) == 1 and len(normal.field.factors(num)[1]) == 1:
        content, factors = normal.field.factors(num)
        if factors[0][1] % 2:
            found = "+" if strict else "0+"
            normal.signs.learn(missing[0] if content > 0 else -missing[0], found)


def _demanding(expr: sp.Basic) -> Iterable[tuple[sp.Expr, bool]]:
    """What stands under logarithms and roots, outside of cases and sums."""
    if isinstance(expr, (sp.Piecewise, sp.Sum, sp.Indexed)):
        return
    for arg in expr.args:
        yield from _demanding(arg)
    if _demands(expr):
        yield expr.args[0], isinstance(expr, sp.log) or bool(expr.args[1].p < 0)


def _demands(node: sp.Basic) -> bool:
    """A logarithm or a root."""
    if isinstance(node, sp.Pow):
        exponent = node.args[1]
        return isinstance(exponent, sp.Rational) and exponent.q != 1
    return isinstance(node, sp.log)


# -- telling cases apart ----------------------------------------------------------------------------------


def _by_sign(problem: Problem, case: Case, expr: sp.Expr) -> list[Case]:
    """The cases f > 0, f < 0 and, where it matters, f = 0; of whole numbers, those that there are."""
    whole = _only_whole(problem, expr)
    possible = [
        sign
        for sign, never in (("+", "<="), ("-", ">="))
        if not (whole and _holds(problem, case, Condition(expr, never)))
    ]
    cases = [changed(case, signs=(*case.signs, (expr, sign))) for sign in possible]
    name, value = _solved(expr)
    if name is not None and value is not None:
        cases.append(changed(case, put_in=(*case.put_in, (name, value))))
    elif problem.jumps or whole:
        cases.append(changed(case, signs=(*case.signs, (expr, "0"))))
    elif problem.gaps:
        cases.append(changed(case, signs=(*case.signs, (expr, "0")), limit=True))
    return cases


def _solved(expr: sp.Expr) -> tuple[sp.Expr | None, sp.Expr | None]:
    """f = 0 as name = value, for a name with a number before it that occurs nowhere else in f."""
    for term in sp.Add.make_args(expr):
        coefficient, name = term.as_coeff_Mul()
        if isinstance(name, (sp.Symbol, sp.Indexed)):
            rest = expr - term
            if not rest.has(name):
                return name, sp.expand(-rest / coefficient)
    return None, None


def _may_have_gaps(node: sp.Basic) -> bool:
    if isinstance(node, sp.Pow):
        return not (isinstance(node.exp, sp.Rational) and node.exp >= 0)
    return isinstance(node, (sp.log, sp.tan))


def _only_whole(problem: Problem, expr: sp.Expr) -> bool:
    """Whether f takes only separate values, so that f ≠ 0 is not dense."""
    domains = [problem.declared.domain(key) for key in sorted(bases(expr))]
    return all(domain.whole or domain.values for domain in domains)


def _by_index(case: Case, need: NeedSame) -> list[Case]:
    left, right = need.left, need.right
    if not isinstance(right, sp.Symbol):
        left, right = right, left
    if not isinstance(right, sp.Symbol):
        raise GiveUp("indices that cannot be told apart.")
    return [
        changed(case, different=(*case.different, (need.left, need.right))),
        changed(case, put_in=(*case.put_in, (right, left))),
    ]
