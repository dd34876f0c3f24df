"""Names given back: σ(a) in a line is written h once h names it.

In: a line and definitions.  Out: an equal line with names in it, and which definitions were used.  Nothing is looked
for inside a derivative that is still to be worked out.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from symgrad.derivation.tidy import bars_of, base_and_count, cancel, reciprocal, single_factors
from symgrad.expressions import BINDERS, Partial, add, mul, power, rebuild, replace
from symgrad.model import Definition


def fold(line: sp.Expr, definitions: Iterable[Definition]) -> tuple[sp.Expr, tuple[Definition, ...]]:
    """Write what a definition names by its name; also says which definitions were used.

    Only what is more than a sum of terms gets its name back (σ(a), a softmax's quotient): wx + b in a line has been
    put in on purpose.
    """
    used = []
    for definition in reversed(tuple(definitions)):
        if isinstance(definition.expr, (sp.Add, sp.Symbol, sp.Indexed, sp.Number)) or _tiny(definition.expr):
            continue
        folded = _fold_one(line, definition)
        if folded != line:
            line = folded
            used.append(definition)
    return line, tuple(used)


def _tiny(expr: sp.Expr) -> bool:
    """A product such as w x is not given its name back: it may stand for anything."""
    return isinstance(expr, sp.Mul) and all(
        isinstance(factor, (sp.Symbol, sp.Indexed, sp.Number)) for factor in expr.args
    )


def _fold_one(line: sp.Expr, definition: Definition) -> sp.Expr:
    if isinstance(line, Partial) or not line.args or isinstance(line, (sp.Indexed, sp.Symbol)):
        return line
    matched = unify(definition.expr, line, set(definition.index), {})
    if matched is not None and all(index in matched for index in definition.index):
        return _named(definition, matched)
    args = tuple(_fold_one(arg, definition) if isinstance(arg, sp.Expr) else arg for arg in line.args)
    if args != line.args:
        line = rebuild(line, args)
    if isinstance(line, sp.Mul) and (isinstance(definition.expr, sp.Mul) or reciprocal(definition.expr)):
        return _fold_quotient(line, definition)
    return line


def _fold_quotient(line: sp.Mul, definition: Definition) -> sp.Expr:
    """Factors that make the definition, also where a common denominator has to be given to each term first."""
    folded = _fold_factors(line, definition)
    sums = next((factor for factor in line.args if isinstance(factor, sp.Add)), None)
    if folded != line or sums is None or not any(reciprocal(factor) for factor in line.args):
        return folded
    others = [factor for factor in line.args if factor is not sums]
    terms = [cancel(mul(term, *others)) for term in sums.args]
    parts = [_fold_factors(term, definition) if isinstance(term, sp.Mul) else term for term in terms]
    done = all(part != term and not bars_of(part) for part, term in zip(parts, terms, strict=True))
    return add(*parts) if done else line


def _named(definition: Definition, matched: dict[sp.Basic, sp.Basic]) -> sp.Expr:
    if not definition.index:
        return definition.symbol
    return sp.IndexedBase(definition.name)[tuple(matched[index] for index in definition.index)]


def _fold_factors(line: sp.Mul, definition: Definition) -> sp.Expr:
    """Some of the factors make the definition: e^{z_i}·(Σe^z)⁻²·e^{z_j} holds p_i·p_j."""
    pattern = single_factors(definition.expr) if isinstance(definition.expr, sp.Mul) else [definition.expr]
    while isinstance(line, sp.Mul):
        factors = single_factors(line)
        found = _subset(pattern, factors, set(definition.index), {}, [])
        if found is None:
            return line
        taken, matched = found
        if not all(index in matched for index in definition.index):
            return line
        name = _named(definition, matched)
        rest = [factor for position, factor in enumerate(factors) if position not in taken]
        again = next((k for k, factor in enumerate(rest) if base_and_count(factor)[0] == name), None)
        if again is None:
            rest.insert(min(taken), name)
        else:
            rest[again] = power(name, base_and_count(rest[again])[1] + 1)
        line = mul(*rest)
    return line


def _subset(
    pattern: list[sp.Expr],
    factors: list[sp.Expr],
    variables: set[sp.Basic],
    matched: dict[sp.Basic, sp.Basic],
    taken: list[int],
) -> tuple[list[int], dict[sp.Basic, sp.Basic]] | None:
    if not pattern:
        return taken, matched
    tried: list[sp.Expr] = []
    for position, factor in enumerate(factors):
        # Factors that are equal are tried once: x·x·x… would be gone through in every order.
        if position in taken or factor in tried:
            continue
        tried.append(factor)
        attempt = unify(pattern[0], factor, variables, matched)
        if attempt is not None:
            found = _subset(pattern[1:], factors, variables, attempt, [*taken, position])
            if found is not None:
                return found
    return None


def unify(
    pattern: sp.Basic, expr: sp.Basic, variables: set[sp.Basic], matched: dict[sp.Basic, sp.Basic]
) -> dict[sp.Basic, sp.Basic] | None:
    """The values of the index ``variables`` that make ``pattern`` the same as ``expr``, or None."""
    if pattern in variables:
        if pattern in matched:
            return matched if matched[pattern] == expr else None
        return {**matched, pattern: expr} if isinstance(expr, (sp.Symbol, sp.Integer)) else None
    if type(pattern) is not type(expr) or len(pattern.args) != len(expr.args):
        return None
    if not pattern.args:
        return matched if pattern == expr else None
    if isinstance(pattern, BINDERS):
        variables = variables | {limit[0] for limit in pattern.limits}
    if isinstance(pattern, sp.Indexed) and pattern.base != expr.base:
        return None
    found: dict[sp.Basic, sp.Basic] | None = matched
    for left, right in zip(pattern.args, expr.args, strict=True):
        if found is None:
            return None
        found = unify(left, right, variables, found)
    return found


def instance(definition_index: tuple[sp.Symbol, ...], expr: sp.Expr, index: tuple[sp.Expr, ...]) -> sp.Expr:
    """``expr``, written with ``definition_index``, at another index."""
    table: dict[sp.Basic, sp.Basic] = {
        old: new for old, new in zip(definition_index, index, strict=True) if old != new
    }
    moved: sp.Expr = replace(expr, table) if table else expr
    return moved
