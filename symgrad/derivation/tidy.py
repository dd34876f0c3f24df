"""What a lecturer does between two derivatives: cancel numbers (½·2), keep the one term of a sum that is left, and
write σ(a) as h once h names it.

Each takes a line and gives a line that is equal to it; none looks inside a derivative that is still to be worked out
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
    add,
    mul,
    power,
    rebuild,
    replace,
    total,
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
    """The factors of a sum's term that no summation index is in (2, 1/m), and the term without them."""
    factors = line.function.args if isinstance(line.function, sp.Mul) else (line.function,)
    bound = set(line.bound_symbols)
    front = [factor for factor in factors if not factor.free_symbols & bound and not factor.has(Partial)]
    if not front or len(front) == len(factors):
        return [], line.function
    return front, mul(*[factor for factor in factors if factor not in front])


def _reciprocal(factor: sp.Basic) -> bool:
    return isinstance(factor, sp.Pow) and isinstance(factor.exp, sp.Integer) and factor.exp < 0


def _product(line: sp.Mul) -> sp.Expr:
    numbers: list[sp.Rational] = []
    bottoms: list[sp.Expr] = []  # what stands under the fraction bar, numbers apart
    others: list[sp.Expr] = []
    numbers_below = False
    for factor in line.args:
        if isinstance(factor, sp.Rational):
            numbers.append(factor)
        elif isinstance(factor, sp.Pow) and factor.exp is sp.S.NegativeOne:
            below = factor.base.args if isinstance(factor.base, sp.Mul) else (factor.base,)
            numbers_below = numbers_below or any(isinstance(part, sp.Rational) for part in below)
            numbers.extend(1 / part for part in below if isinstance(part, sp.Rational))
            bottoms.extend(part for part in below if not isinstance(part, sp.Rational))
        else:
            others.append(factor)
    cancelled = _cancel_equal(others, bottoms)
    in_front = not numbers or line.args[0] in numbers or numbers_below
    if len(numbers) <= 1 and not cancelled and in_front:
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


# -- Kronecker deltas -------------------------------------------------------------------------------------


def sift(line: sp.Expr) -> sp.Expr:
    """Σⱼ δⱼₖ f(j) = f(k): of a sum over elements that are independent of each other one term remains."""
    if isinstance(line, (sp.Indexed, sp.Symbol, Partial)) or not line.args or not line.has(sp.KroneckerDelta):
        return line
    args = tuple(sift(arg) if isinstance(arg, sp.Expr) else arg for arg in line.args)
    if args != line.args:
        line = rebuild(line, args)
    return _sift_sum(line) if isinstance(line, sp.Sum) else line


def _sift_sum(line: sp.Sum) -> sp.Expr:
    bound = set(line.bound_symbols)
    terms = _terms_with_delta(line.function, bound)
    if len(terms) > 1:
        return add(*[sift(sp.Sum(term, *line.limits)) for term in terms])
    factors = terms[0].args if isinstance(terms[0], sp.Mul) else (terms[0],)
    for factor in factors:
        if not isinstance(factor, sp.KroneckerDelta) or not bound & set(factor.args):
            continue
        index = next(arg for arg in factor.args if arg in bound)
        other = factor.args[1] if factor.args[0] == index else factor.args[0]
        body = replace(mul(*[f for f in factors if f is not factor]), {index: other})
        return sift(total(body, *[limit for limit in line.limits if limit[0] != index]))
    return line


def _terms_with_delta(body: sp.Expr, bound: set[sp.Symbol]) -> list[sp.Expr]:
    """The term of a sum, multiplied out just as far as a delta over a summation index needs it."""
    if isinstance(body, sp.Add):
        return [term for part in body.args for term in _terms_with_delta(part, bound)]
    if not isinstance(body, sp.Mul):
        return [body]
    for position, factor in enumerate(body.args):
        if isinstance(factor, sp.Add) and any(
            bound & set(delta.args) for delta in factor.atoms(sp.KroneckerDelta)
        ):
            before, after = body.args[:position], body.args[position + 1 :]
            products = [mul(*before, term, *after) for term in factor.args]
            return [term for part in products for term in _terms_with_delta(part, bound)]
    return [body]


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
