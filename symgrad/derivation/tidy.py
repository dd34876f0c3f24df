"""What a lecturer does between two derivatives: cancel numbers (½·2), and keep the one term of a sum that is left.

Each takes a line and gives a line that is equal to it; none looks inside a derivative that is still to be worked out
or inside the argument of a function, where the formula stays as it was written.
"""

from __future__ import annotations

import sympy as sp

from symgrad.derivation.alike import alike
from symgrad.expressions import (
    BINDERS,
    MINUS_ONE,
    ONE,
    ZERO,
    Determinant,
    Element,
    Partial,
    add,
    bound_letters,
    coefficient_and_rest,
    expanded,
    has,
    mul,
    power,
    rebuild,
    replace,
    summed,
    total,
    walk,
)

# -- numbers ----------------------------------------------------------------------------------------------


def cancel(line: sp.Expr) -> sp.Expr:
    """Collect the numbers of every product in front, cancel them and equal factors, pull numbers out of sums.

    Equal terms are added up: w + w = 2w.
    """
    if isinstance(line, sp.Piecewise):
        return rebuild(line, tuple(sp.Tuple(cancel(value), condition) for value, condition in line.args))
    if isinstance(line, (sp.Add, sp.Mul, sp.Sum)):
        args = tuple(cancel(arg) if isinstance(arg, sp.Expr) else arg for arg in line.args)
        if args != line.args:
            line = rebuild(line, args)
    if isinstance(line, sp.Sum):
        front, inside = _constants_out_of(line)
        return cancel(mul(*front, summed(inside, *line.limits))) if front else _repeated(line)
    if isinstance(line, sp.Add):
        return _equal_terms(line)
    return _product(line) if isinstance(line, sp.Mul) else line


def shorten(line: sp.Expr) -> sp.Expr:
    """Multiply out where that makes a result shorter, and only there.

    Fractions that cancel completely against a common factor: (−y/p + (1 − y)/(1 − p)) p(1 − p) = p − y; what all terms
    share comes out: y(1 − p)x − (1 − y)px = (y − p)x.  This is for results that are read: the longer form is the one to
    compute with, since p − y has no digits left where p is y up to rounding.
    """
    if not isinstance(line, (sp.Add, sp.Mul, sp.Sum)):
        return line
    args = tuple(shorten(arg) if isinstance(arg, sp.Expr) else arg for arg in line.args)
    if args != line.args:
        line = rebuild(line, args)
    if isinstance(line, sp.Add):
        line = _common_factors(line)
    elif isinstance(line, sp.Mul):
        line = _multiplied_out(single_factors(line)) or line
    return cancel(line)


def _constants_out_of(line: sp.Sum) -> tuple[list[sp.Expr], sp.Expr]:
    """The factors of a sum's term that no summation index is in (2, 1/m), and the term without them.

    A factor with indices of its own comes out only if that leaves fewer letters inside: Σⱼ yⱼ pᵢ is pᵢ Σⱼ yⱼ, but in
    Σᵢ wⱼ xᵢ gᵢⱼ everything stays together, as in Xᵀ(…).
    """
    factors = line.function.args if isinstance(line.function, sp.Mul) else (line.function,)
    bound = set(line.bound_symbols)
    outside = [factor for factor in factors if not factor.free_symbols & bound and not has(factor, Partial)]
    inside: set[str] = set().union(*(_index_letters(f) for f in factors if f not in outside))
    front = [factor for factor in outside if not _index_letters(factor) or _index_letters(factor) - inside]
    if not front or len(front) == len(factors):
        return [], line.function
    return front, mul(*[factor for factor in factors if factor not in front])


def _repeated(line: sp.Sum) -> sp.Expr:
    """Σᵢ c over i = 1 … n is n c where i does not occur."""
    inside = line.function.free_symbols
    idle = [limit for limit in line.limits if limit[0] not in inside]
    if not idle or has(line.function, Partial):
        return line
    rest = total(line.function, *[limit for limit in line.limits if limit not in idle])
    return mul(*[limit[2] if limit[1] == 1 else limit[2] - limit[1] + 1 for limit in idle], rest)


def _index_letters(expr: sp.Expr) -> set[str]:
    """The letters at the indices of ``expr`` that no sum inside it binds."""
    bound = {symbol.name for symbol in bound_letters(expr)}
    found = {
        symbol.name
        for node in walk(expr)
        if isinstance(node, (sp.Indexed, Element))
        for index in node.indices
        for symbol in index.free_symbols
    }
    return found - bound


def _equal_terms(line: sp.Add) -> sp.Expr:
    """w + w = 2w; terms that differ by a number only are added up, the first keeps its place."""
    parts = [coefficient_and_rest(term) for term in line.args]
    coefficients: dict[tuple[sp.Expr, ...], sp.Rational] = {}
    for coefficient, rest in parts:
        if rest not in coefficients:
            rest = next((known for known in coefficients if alike(known, rest)), rest)
        coefficients[rest] = coefficients.get(rest, ZERO) + coefficient
    if len(coefficients) == len(parts):
        return line
    return add(*[mul(coefficient, *rest) for rest, coefficient in coefficients.items()])


def _common_factors(line: sp.Add) -> sp.Expr:
    """y(1 − p)x − (1 − y)px = (y − p)x: what all terms share in front, if the rest multiplied out is shorter."""
    if len(line.args) > MAX_TERMS or line.has(Partial, *BINDERS):
        return line
    factors = [list(sp.Mul.make_args(term)) for term in line.args]
    common = [f for f in factors[0] if not f.is_Number and all(f in others for others in factors[1:])]
    rest = add(*[mul(*[f for f in own if f not in common]) for own in factors])
    if not any(isinstance(node, sp.Add) for term in sp.Add.make_args(rest) for node in term.args):
        return line
    short = _positive_first(expanded(rest))
    if _nodes(short) + len(common) >= _nodes(line):
        return line
    return mul(short, *common)


def _nodes(expr: sp.Basic) -> int:
    return sum(1 for _ in walk(expr))


def reciprocal(factor: sp.Basic) -> bool:
    return isinstance(factor, sp.Pow) and isinstance(factor.exp, sp.Integer) and factor.exp < 0


def _product(line: sp.Mul) -> sp.Expr:
    """Numbers in front (below the first fraction bar, if one is there), equal factors above and below struck out."""
    numbers: list[sp.Rational] = []
    factors: list[sp.Expr] = []
    numbers_below = False
    for factor in single_factors(line):
        if isinstance(factor, sp.Rational):
            numbers.append(factor)
        elif reciprocal(factor):
            below = factor.base.args if isinstance(factor.base, sp.Mul) else (factor.base,)
            found = [part for part in below if isinstance(part, sp.Rational) and part != 0]
            numbers_below = numbers_below or bool(found)
            numbers.extend(1 / part for part in found)
            rest = mul(*[part for part in below if part not in found])
            factors.extend([power(rest, MINUS_ONE)] if rest is not sp.S.One else [])
        else:
            factors.append(factor)
    struck = _strike_out(factors)
    struck = _twice_below(factors) or struck
    struck = _determinants(factors) or struck
    in_front = not numbers or line.args[0] in numbers or numbers_below
    if len(numbers) <= 1 and not struck and in_front:
        return line
    coefficient = sp.Integer(1)
    for number in numbers:
        coefficient *= number
    bar = next((position for position, factor in enumerate(factors) if reciprocal(factor)), None)
    if bar is not None and coefficient.q != 1:
        factors[bar] = power(mul(sp.Integer(coefficient.q), factors[bar].base), MINUS_ONE)
        coefficient = sp.Integer(coefficient.p)
    return mul(coefficient, *_squares_below(factors))


def _strike_out(factors: list[sp.Expr]) -> bool:
    """Take out of ``factors`` what stands above and below a fraction bar; whether anything did."""
    struck = False
    for bar in [factor for factor in factors if reciprocal(factor)]:
        for part in bar.base.args if isinstance(bar.base, sp.Mul) else (bar.base,):
            above = next((f for f in factors if base_and_count(f)[0] == part and not reciprocal(f)), None)
            if above is None:
                continue
            base, count = base_and_count(above)
            factors[factors.index(above)] = power(base, count - 1)
            left = mul(
                *[p for p in (bar.base.args if isinstance(bar.base, sp.Mul) else (bar.base,)) if p != part]
            )
            position = factors.index(bar)
            bar = power(left, MINUS_ONE) if left is not sp.S.One else ONE
            factors[position] = bar
            struck = True
            if bar is sp.S.One:
                break
    factors[:] = [factor for factor in factors if factor is not sp.S.One]
    return struck


def _twice_below(factors: list[sp.Expr]) -> bool:
    """1/(1/y) is y, where it has a value; whether there was one."""
    twice = [isinstance(f, sp.Pow) and f.exp is MINUS_ONE and reciprocal(f.base) for f in factors]
    factors[:] = [
        power(f.base.base, -f.base.exp) if below else f for f, below in zip(factors, twice, strict=True)
    ]
    return any(twice)


def _determinants(factors: list[sp.Expr]) -> bool:
    """Powers of the same determinant become one: (det A)² det A = (det A)³; whether any did."""
    found = [f for f in factors if isinstance(base_and_count(f)[0], Determinant)]
    bases = list(dict.fromkeys(base_and_count(f)[0] for f in found))
    if len(bases) == len(found):
        return False
    for base in bases:
        same = [f for f in found if base_and_count(f)[0] == base]
        place = factors.index(same[0])
        factors[:] = [f for f in factors if base_and_count(f)[0] != base]
        factors.insert(place, power(base, sum((base_and_count(f)[1] for f in same), ZERO)))
    return True


def base_and_count(factor: sp.Expr) -> tuple[sp.Expr, sp.Integer]:
    """wⁿ as (w, n) for a whole n > 0, anything else as itself, once."""
    if isinstance(factor, sp.Pow) and isinstance(factor.exp, sp.Integer) and factor.exp > 0:
        return factor.base, factor.exp
    return factor, ONE


def _squares_below(factors: list[sp.Expr]) -> list[sp.Expr]:
    """Equal fraction bars become a power again: 1/S · 1/S = 1/S²."""
    merged: list[sp.Expr] = []
    for factor in factors:
        if reciprocal(factor) and factor in factors[: len(merged)]:
            position = next(
                (k for k, m in enumerate(merged) if reciprocal(m) and m.base == factor.base), None
            )
            if position is not None:
                merged[position] = power(factor.base, merged[position].exp - 1)
                continue
        merged.append(factor)
    return merged


#: a sum is multiplied out only while it stays this small
MAX_TERMS = 8


def _multiplied_out(factors: list[sp.Expr]) -> sp.Expr | None:
    """The product without its fractions, if every fraction in one of its sums cancels against another factor."""
    for sums in [factor for factor in factors if isinstance(factor, sp.Add)]:
        bars = {bar.base for term in sums.args for bar in bars_of(term)}
        others = [factor for factor in factors if factor is not sums]
        if not bars or not all(bars_of(term) for term in sums.args) or not bars <= set(others):
            continue
        used = [factor for factor in others if factor in bars]
        terms = add(*[cancel(mul(term, *used)) for term in sums.args])
        if any(bars_of(term) for term in terms.args) or terms.has(Partial) or terms.has(*BINDERS):
            return None
        short = expanded(terms)
        shorter = len(sp.Add.make_args(short)) <= len(sums.args) <= MAX_TERMS
        first = factors.index(sums)
        kept = [(short if k == first else factor) for k, factor in enumerate(factors) if factor not in used]
        if shorter:
            return mul(*[_positive_first(factor) if factor is short else factor for factor in kept])
    return None


def bars_of(term: sp.Expr) -> list[sp.Pow]:
    return [factor for factor in sp.Mul.make_args(term) if reciprocal(factor)]


def single_factors(product: sp.Expr) -> list[sp.Expr]:
    """The factors, with a square below the fraction bar as two."""
    factors: list[sp.Expr] = []
    for factor in product.args:
        if reciprocal(factor) and factor.exp < -1:
            factors.extend([power(factor.base, MINUS_ONE)] * -int(factor.exp))
        else:
            factors.append(factor)
    return factors


def _positive_first(expr: sp.Expr) -> sp.Expr:
    """p − y rather than −y + p."""
    if not isinstance(expr, sp.Add):
        return expr
    terms = sorted(
        expr.args, key=lambda term: (bool(coefficient_and_rest(term)[0] < 0), sp.default_sort_key(term))
    )
    return add(*terms)


# -- Kronecker deltas -------------------------------------------------------------------------------------


def sift(line: sp.Expr) -> sp.Expr:
    """Σⱼ δⱼₖ f(j) = f(k): of a sum over elements that are independent of each other one term remains."""
    if isinstance(line, (sp.Indexed, sp.Symbol, Partial)) or not has(line, sp.KroneckerDelta):
        return line
    args = tuple(sift(arg) if isinstance(arg, sp.Expr) else arg for arg in line.args)
    if args != line.args:
        line = rebuild(line, args)
    if isinstance(line, sp.Add):
        return _common_delta(line)
    return _sift_sum(line) if isinstance(line, sp.Sum) else line


def _common_delta(line: sp.Add) -> sp.Expr:
    """A delta that every term has comes out, so that a sum further out can use it."""
    factors = [sp.Mul.make_args(term) for term in line.args]
    common = [f for f in factors[0] if isinstance(f, sp.KroneckerDelta) and all(f in own for own in factors)]
    if not common:
        return line
    rest = [mul(*[factor for factor in own if factor not in common]) for own in factors]
    return mul(add(*rest), *common)


def _sift_sum(line: sp.Sum) -> sp.Expr:
    bound = set(line.bound_symbols)
    terms = _terms_with_delta(line.function, bound)
    if len(terms) > 1:
        return add(*[sift(summed(term, *line.limits)) for term in terms])
    factors = terms[0].args if isinstance(terms[0], sp.Mul) else (terms[0],)
    for factor in factors:
        if not isinstance(factor, sp.KroneckerDelta) or not bound & set(factor.args):
            continue
        index = next(arg for arg in factor.args if arg in bound)
        other = factor.args[1] if factor.args[0] == index else factor.args[0]
        if not _reaches(line, index, other):
            continue
        body = replace(mul(*[f for f in factors if f is not factor]), {index: other})
        return sift(total(body, *[limit for limit in line.limits if limit[0] != index]))
    return line


def _reaches(line: sp.Sum, index: sp.Symbol, other: sp.Basic) -> bool:
    """Whether the index of a sum takes every value the other one has: a part of a range does not."""
    low, high = next((low, high) for letter, low, high in line.limits if letter == index)
    return bool(
        low == 1 and isinstance(high, (sp.Symbol, sp.Integer)) and isinstance(other, (sp.Symbol, sp.Integer))
    )


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
