"""What a lecturer does between two derivatives: cancel numbers (½·2), and write σ(a) as h once h names it.

Both take a line and give a line that is equal to it; neither looks inside a derivative that is still to be worked out
or inside the argument of a function, where the formula stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from symgrad.expressions import (
    BINDERS,
    MINUS_ONE,
    ONE,
    Partial,
    mul,
    power,
    rebuild,
    replace,
)
from symgrad.model import Definition

# -- numbers ----------------------------------------------------------------------------------------------


def cancel(line: sp.Expr) -> sp.Expr:
    """Collect the numbers of every product in front, cancel them and equal factors, pull numbers out of sums."""
    if isinstance(line, (sp.Add, sp.Mul, sp.Sum)):
        args = tuple(cancel(arg) if isinstance(arg, sp.Expr) else arg for arg in line.args)
        if args != line.args:
            line = rebuild(line, args)
    if isinstance(line, sp.Sum):
        front, inside = _constants_out_of(line)
        return cancel(mul(*front, sp.Sum(inside, *line.limits))) if front else line
    return _product(line) if isinstance(line, sp.Mul) else line


def _constants_out_of(line: sp.Sum) -> tuple[list[sp.Expr], sp.Expr]:
    """Numbers and plain reciprocals (2, 1/m) in front of a sum's term, and the term without them."""
    factors = line.function.args if isinstance(line.function, sp.Mul) else (line.function,)
    bound = set(line.bound_symbols)
    front = [f for f in factors if (isinstance(f, sp.Rational) or _reciprocal(f)) and not f.free_symbols & bound]
    front = [f for f in front if not f.has(sp.Indexed)]
    if not front or len(front) == len(factors):
        return [], line.function
    return front, mul(*[factor for factor in factors if factor not in front])


def _reciprocal(factor: sp.Basic) -> bool:
    return isinstance(factor, sp.Pow) and isinstance(factor.exp, sp.Integer) and factor.exp < 0


def _product(line: sp.Mul) -> sp.Expr:
    numbers: list[sp.Rational] = []
    bottoms: list[sp.Expr] = []  # what stands under the fraction bar, numbers apart
    others: list[sp.Expr] = []
    fraction_bars = 0
    for factor in line.args:
        if isinstance(factor, sp.Rational):
            numbers.append(factor)
        elif isinstance(factor, sp.Pow) and factor.exp is sp.S.NegativeOne:
            below = factor.base.args if isinstance(factor.base, sp.Mul) else (factor.base,)
            numbers.extend(1 / part for part in below if isinstance(part, sp.Rational))
            rest = [part for part in below if not isinstance(part, sp.Rational)]
            fraction_bars += bool(rest)
            bottoms.extend(rest)
        else:
            others.append(factor)
    cancelled = _cancel_equal(others, bottoms)
    settled = (len(numbers) <= 1 and fraction_bars <= 1) and not cancelled
    in_front = not numbers or line.args[0] in numbers or fraction_bars == 1 and abs(numbers[0]) < 1
    if settled and in_front:
        return line
    coefficient = mul_numbers(numbers)
    top, under = sp.Integer(coefficient.p), sp.Integer(coefficient.q)
    if not bottoms:
        return mul(coefficient, *others)
    sign = MINUS_ONE if top < 0 else ONE
    return mul(sign * abs(top), power(mul(under, *bottoms), MINUS_ONE), *others)


def mul_numbers(numbers: Iterable[sp.Rational]) -> sp.Rational:
    """The exact product of rationals."""
    value: sp.Rational = ONE
    for number in numbers:
        value *= number
    return value


def _cancel_equal(others: list[sp.Expr], bottoms: list[sp.Expr]) -> bool:
    """Strike out factors that stand above and below (in place); powers lose one."""
    struck = False
    for below in list(bottoms):
        for position, above in enumerate(others):
            base, exponent = above.as_base_exp() if isinstance(above, sp.Pow) else (above, ONE)
            if base == below and isinstance(exponent, sp.Integer) and exponent > 0:
                others[position] = power(base, exponent - 1)
                bottoms.remove(below)
                struck = True
                break
    others[:] = [factor for factor in others if factor is not sp.S.One]
    return struck


# -- names ------------------------------------------------------------------------------------------------


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
    if isinstance(line, sp.Mul) and isinstance(definition.expr, sp.Mul):
        return _fold_factors(line, definition)
    return line


def _named(definition: Definition, matched: dict[sp.Basic, sp.Basic]) -> sp.Expr:
    if not definition.index:
        return definition.symbol
    return sp.IndexedBase(definition.name)[tuple(matched[index] for index in definition.index)]


def _fold_factors(line: sp.Mul, definition: Definition) -> sp.Expr:
    """Some of the factors make the definition: e^{z_i}·(Σe^z)⁻²·e^{z_j} holds p_i·p_j."""
    pattern = _single_factors(definition.expr)
    while isinstance(line, sp.Mul):
        factors = _single_factors(line)
        found = _subset(pattern, factors, set(definition.index), {}, [])
        if found is None:
            return line
        taken, matched = found
        if not all(index in matched for index in definition.index):
            return line
        rest = [factor for position, factor in enumerate(factors) if position not in taken]
        rest.insert(min(taken) - sum(t < min(taken) for t in taken), _named(definition, matched))
        line = mul(*rest)
    return line


def _single_factors(product: sp.Expr) -> list[sp.Expr]:
    """The factors, with a square below the fraction bar as two."""
    factors: list[sp.Expr] = []
    for factor in product.args:
        if _reciprocal(factor) and factor.exp < -1:
            factors.extend([power(factor.base, MINUS_ONE)] * -int(factor.exp))
        else:
            factors.append(factor)
    return factors


def _subset(
    pattern: list[sp.Expr],
    factors: list[sp.Expr],
    variables: set[sp.Basic],
    matched: dict[sp.Basic, sp.Basic],
    taken: list[int],
) -> tuple[list[int], dict[sp.Basic, sp.Basic]] | None:
    if not pattern:
        return taken, matched
    for position, factor in enumerate(factors):
        if position in taken:
            continue
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
