"""Where expressions are defined: the conditions one side needs and the other does not.

In: the conditions noted while both sides were brought to normal form.  Out: ``Condition``s such as x ≠ 3 and x > 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace as changed

import sympy as sp

from symgrad.equality.converter import UNLESS, Converter
from symgrad.equality.field import Polynomial, TooLarge
from symgrad.equality.generators import GiveUp, LogAbs, Root, WholePower
from symgrad.equality.signs import Signs
from symgrad.equality.verdict import Condition
from symgrad.expressions import applied, everything, free_symbols, power, transform

Noted = list[tuple[Polynomial, str]]
#: terms of a condition that somebody could still read
LONGEST = 40
#: nodes of what somebody could still read: one generator may stand for ten thousand terms
NODES = 2000
#: conditions of more terms, or of a higher degree, are not looked at where something is 0
LARGEST = 500
_FLIPPED = {"!=": "!=", ">": "<", ">=": "<="}
#: what is assumed → what cannot hold with it
_EXCLUDES = {
    "=": ("!=", ">", "<"), "!=": ("=",), ">": ("<=", "<", "="), "<": (">=", ">", "="), ">=": ("<",), "<=": (">",)
}  # fmt: skip


def differences(normal: Converter, first: Signs, left: Noted, right: Noted) -> list[Condition]:
    """What one side needs and the other does not; ``first`` are the signs known before either was converted."""
    found: dict[str, Condition] = {}
    for needed, given in ((left, right), (right, left)):
        if not needed:
            continue
        signs = first.copy()
        nonzero = {f"{p} {relation}" for p, relation in given if relation.startswith(UNLESS)}
        for p, relation in given:
            if relation != "!=":
                signs.learn(p, "+" if relation == ">" else "0+")
            if relation in ("!=", ">"):
                nonzero |= {str(factor) for factor, _ in normal.field.factors(p)[1]}
        for p, relation in needed:
            if _holds_at_zero(normal.signs, p, relation):
                continue
            for part, wanting in _missing(normal, signs, nonzero, p, relation):
                missing = condition(normal, part, wanting)
                found.setdefault(missing.latex, missing)
    return list(found.values())


def _holds_at_zero(signs: Signs, p: Polynomial, relation: str) -> bool:
    """Whether a condition holds because of what is 0: 1 + sin x > 0 where sin x = 0."""
    if max(len(p), p.total_degree()) > LARGEST:
        return False
    for zero in signs.zeros:
        p = divmod(p, zero)[1]
    if not p.is_constant() or p.is_zero() or relation.startswith(UNLESS):
        return False
    return relation == "!=" or p.leading_coefficient() > 0


def _missing(
    normal: Converter, signs: Signs, nonzero: set[str], p: Polynomial, relation: str
) -> list[tuple[Polynomial, str]]:
    """The parts of a condition that do not follow, with their relations."""
    sign, _ = signs.of_quotient(p, normal.field.ctx.constant(1))
    if f"{p} {relation}" in nonzero or sign == "+" or (sign == "0+" and relation == ">="):
        return []
    factors = normal.field.factors(p)[1]
    if relation == "!=" or sign == "0+":
        parts = [f for f, _ in factors if str(f) not in nonzero and signs.of(f) not in ("+", "-")]
        if relation == "!=" or not parts or len(factors) > 1 or factors[0][1] % 2 == 0:
            return [(f, "!=") for f in parts]
    return [(p, ">" if relation.startswith(UNLESS) else relation)]


def condition(normal: Converter, p: Polynomial, relation: str) -> Condition:
    """A polynomial's condition, solved for the name if there is only one, to the first power."""
    if len(p) > LONGEST:
        raise TooLarge("a condition with too many terms to be read.")
    occurring = normal.generators.occurring(p)
    slope = p.leading_coefficient()
    if len(occurring) == 1 and p.total_degree() == 1 and len(p) <= 2:
        generator = normal.generators.all[occurring[0]]
        rest = p - slope * normal.field.gens[generator.number]
        end = sp.S.Zero if rest.is_zero() else normal.generators.expr(-rest / slope)
        return Condition(readable(generator.expr), relation if slope > 0 else _FLIPPED[relation], end)
    if slope < 0:
        return Condition(readable(normal.generators.expr(-p)), _FLIPPED[relation])
    return Condition(readable(normal.generators.expr(p)), relation)


# -- several cases ------------------------------------------------------------------------------------------------


def together(
    asked: Sequence[tuple[tuple[Condition, ...], Sequence[Condition]]],
    holds: Callable[[int, Condition], bool],
) -> tuple[Condition, ...]:
    """The conditions of all cases, ``asked``: what each assumes, and what it asks for.

    A condition stands by itself where every other case asks for it as well, is none, or it ``holds`` there (by the
    case's number); else its case is told with it.
    """
    shut = [any(_opposes(c, given) for c in conditions) for given, conditions in asked]
    found: dict[str, Condition] = {}
    for given, conditions in asked:
        for needed in conditions:
            own = tuple(each for each in given if not _opposes(needed, (each,)))
            free = not own or all(
                shut[number] or needed in others or holds(number, needed)
                for number, (_, others) in enumerate(asked)
            )
            told = needed if free else changed(needed, given=own)
            found.setdefault(told.latex, told)
    return _merged(found.values())


def _opposes(needed: Condition, given: tuple[Condition, ...]) -> bool:
    """Whether a condition says that a case is none: x ≥ 0 in the case x < 0."""
    return any(
        (needed.left, needed.right) == (each.left, each.right) and needed.relation in _EXCLUDES[each.relation]
        for each in given
    )


def _merged(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """x ≥ 0 and x ≠ 0 as x > 0."""
    table: dict[tuple[sp.Expr, sp.Expr], set[str]] = {}
    found: list[Condition] = []
    for needed in conditions:
        if needed.given:
            found.append(needed)
        else:
            table.setdefault((needed.left, needed.right), set()).add(needed.relation)
    for (left, right), relations in table.items():
        for strict, parts in ((">", {">=", "!="}), ("<", {"<=", "!="})):
            if strict in relations or parts <= relations:
                relations = (relations - parts) | {strict}
        found.extend(Condition(left, relation, right) for relation in sorted(relations))
    return tuple(found)


def readable(expr: sp.Expr) -> sp.Expr:
    """What is ``shown``.  Raises ``GiveUp`` for what nobody could read."""
    if len(everything(expr)) > NODES:
        raise GiveUp("a condition that is too long to be read.")
    return shown(expr)


def shown(expr: sp.Expr) -> sp.Expr:
    """Summation letters by ordinary names, logarithms and roots as functions have them; nothing is evaluated."""
    letters = sorted((s for s in expr.atoms(sp.Symbol) if s.name.startswith("#")), key=str)
    taken = free_symbols(expr)
    free = [c for c in "ijklnpq" if sp.Symbol(c) not in taken]
    table = {old: sp.Symbol(new) for old, new in zip(letters, free, strict=False)}

    def ordinary(node: sp.Basic) -> sp.Basic:
        if isinstance(node, LogAbs):
            return applied(sp.log, *node.args)
        if isinstance(node, Root):
            return power(node.args[0], 1 / node.args[1])
        if isinstance(node, WholePower):
            return power(*node.args)
        return node.xreplace(table) if isinstance(node, sp.Indexed) else table.get(node, node)

    return transform(expr, ordinary)
