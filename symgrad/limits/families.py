"""What makes the denominator of a difference quotient cancel, one way for each family of functions.

In: the derivation so far and a function g of x.  Out: whether g is of the family; if it is, its lines are written.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from symgrad.derivation.tidy import cancel
from symgrad.errors import UnsupportedError, worded
from symgrad.expressions import MINUS_ONE, ONE, ZERO, LimitOf, add, div, mul, power, sub
from symgrad.limits.work import Work, is_polynomial
from symgrad.steps import Step

TWO, HALF = sp.Integer(2), sp.Rational(1, 2)

#: a polynomial of a higher degree is not expanded by anybody
MAX_DEGREE = 12


def _slope(u: sp.Expr, x: sp.Expr) -> sp.Expr | None:
    """k if u = kx + c."""
    if not u.has(x) or not is_polynomial(u, x):
        return None
    found = sp.Poly(sp.expand(u), x)
    return found.coeff_monomial(x) if found.degree() == 1 else None


def _expanded(expr: sp.Expr, first: sp.Symbol, x: sp.Expr) -> sp.Expr:
    """The powers multiplied out: the lowest power of ``first`` and the highest of x first."""

    def place(term: sp.Expr) -> tuple[object, ...]:
        degrees = [sp.degree(term, letter) if term.has(letter) else 0 for letter in (first, x)]
        return degrees[0] if first != x else 0, -degrees[1], sp.default_sort_key(term)

    return add(*sorted(sp.Add.make_args(_evaluated(expr)), key=place))


def _evaluated(expr: sp.Expr) -> sp.Expr:
    """A polynomial multiplied out and added up by SymPy."""
    return sp.Add(*sp.Add.make_args(sp.expand(expr)))


def _polynomial(work: Work, g: sp.Expr) -> bool:
    if not is_polynomial(g, work.x):
        return False
    if g.has(work.x) and sp.degree(sp.expand(g), work.x) > MAX_DEGREE:
        raise UnsupportedError(
            worded("a polynomial of a degree above {max_degree} is not expanded.", max_degree=MAX_DEGREE)
        )
    _numerator(work, work.of(g), work.value(g, work.quotient.p), work.value(g, work.quotient.q))
    return True


def _numerator(work: Work, body: sp.Expr, high: sp.Expr, low: sp.Expr, below: Sequence[sp.Expr] = ()) -> None:
    """(high − low)/d, polynomials (and factors ``below`` that do not go to 0): the factor d is found and cancelled."""
    q, top = work.quotient, sub(high, low)
    rest = sp.cancel(_evaluated(top) / _evaluated(q.d))
    short = _expanded(rest, q.letter, work.x)
    if q.point == 0 and q.letter != work.x:
        if not below:
            parts = [_expanded(part, q.letter, work.x) for part in (high, low)]
            body = work.change("limit_expand", body, div(sub(*parts), q.d))
        body = work.change("limit_terms", body, div(_expanded(top, q.letter, work.x), mul(q.d, *below)))
    else:
        body = work.change("limit_factor", body, div(mul(q.d, short), mul(q.d, *below)))
    work.finish(work.change("limit_cancel", body, div(short, mul(*below)) if below else short))


def _reciprocal(work: Work, g: sp.Expr) -> bool:
    """1/uⁿ with a polynomial u."""
    if not isinstance(g, sp.Pow) or not isinstance(g.exp, sp.Integer) or not g.exp.is_negative:
        return False
    if not is_polynomial(g.base, work.x):
        return False
    low = power(g.base, -g.exp)
    first, second = work.value(low, work.quotient.p), work.value(low, work.quotient.q)
    body = work.change(
        "limit_common", work.of(g), div(sub(second, first), mul(work.quotient.d, first, second))
    )
    _numerator(work, body, second, first, [first, second])
    return True


def _root(work: Work, g: sp.Expr) -> bool:
    """√u, u = kx + c."""
    if not isinstance(g, sp.Pow) or g.exp != HALF or (k := _slope(g.base, work.x)) is None:
        return False
    q = work.quotient
    first, second = work.value(g, q.p), work.value(g, q.q)
    both = add(first, second)
    body = work.change(
        "limit_rationalise",
        work.of(g),
        div(sub(first.base, second.base), mul(q.d, both)),
    )
    body = work.change("limit_cancel", body, div(sp.expand(k), both))
    work.finish(body)
    return True


def _known(work: Work, body: sp.Expr, rest: sp.Expr, known: sp.Expr, rules: tuple[str, str]) -> None:
    """lim rest·known = lim rest · lim known, and the known one is 1."""
    limit = work.quotient.limit
    body = work.change(rules[0], body, mul(rest, known))
    work.step(rules[1], limit(body), limit(rest))
    work.finish(rest)


def _inner(work: Work, g: sp.Expr) -> tuple[sp.Expr, sp.Expr, sp.Expr, sp.Expr] | None:
    """k, u(p), u(q) and u(p) − u(q) of a function of u = kx + c."""
    k = _slope(g.args[0], work.x)
    if k is None:
        return None
    q = work.quotient
    return k, work.value(g.args[0], q.p), work.value(g.args[0], q.q), cancel(mul(k, q.d))


def _exponential(work: Work, g: sp.Expr) -> bool:
    if not isinstance(g, sp.exp) or (inner := _inner(work, g)) is None:
        return False
    k, _, low, gap = inner
    known = div(sub(sp.exp(gap, evaluate=False), ONE), gap)
    rest = cancel(mul(k, sp.exp(low, evaluate=False)))
    _known(work, work.of(g), rest, known, ("limit_exponential", "limit_known_exponential"))
    return True


def _halved(gap: sp.Expr) -> sp.Expr:
    """h of 2h, h/2 of h."""
    half = _evaluated(gap / 2)
    return (
        half if all(term.as_coeff_Mul()[0].is_integer for term in sp.Add.make_args(half)) else div(gap, TWO)
    )


def _sine(work: Work, g: sp.Expr) -> bool:
    """sin P − sin Q = 2 cos((P+Q)/2) sin((P−Q)/2), cos P − cos Q = −2 sin((P+Q)/2) sin((P−Q)/2)."""
    if not isinstance(g, (sp.sin, sp.cos)) or (inner := _inner(work, g)) is None:
        return False
    k, high, low, gap = inner
    half = _halved(gap)
    if low.has(work.quotient.letter):
        middle = work.value(g.args[0], work.quotient.at)  # x − h and x + h have x in their middle
    elif work.quotient.letter == work.x:
        middle = div(add(high, low), TWO)
    else:
        middle = add(low, half)
    other = (
        sp.cos(middle, evaluate=False)
        if isinstance(g, sp.sin)
        else mul(MINUS_ONE, sp.sin(middle, evaluate=False))
    )
    known = div(sp.sin(half, evaluate=False), half)
    _known(work, work.of(g), cancel(mul(k, other)), known, ("limit_sine", "limit_known_sine"))
    return True


def _logarithm(work: Work, g: sp.Expr) -> bool:
    """log P − log Q = log(1 + (P−Q)/Q)."""
    if not isinstance(g, sp.log) or (inner := _inner(work, g)) is None:
        return False
    k, _, low, gap = inner
    share = div(gap, low)
    known = div(sp.log(add(ONE, share), evaluate=False), share)
    _known(work, work.of(g), div(k, low), known, ("limit_logarithm", "limit_known_logarithm"))
    return True


def _absolute(work: Work, g: sp.Expr) -> bool:
    """|x|: away from 0 the sign stays what it is near x; at 0 the two sides are taken by themselves."""
    if not isinstance(g, sp.Abs) or g.args[0] != work.x:
        return False
    q = work.quotient
    if q.at != 0:
        sign = sp.sign(q.at, evaluate=q.at.is_number)
        body = work.change("limit_sign", work.of(g), mul(sign, sub(q.p, q.q), power(q.d, MINUS_ONE)))
        work.change("limit_cancel", body, sign)
        work.finish(sign)
        return True
    body = work.of(g)
    if q.p != q.letter or q.q != 0:  # |h| − |−h| is 0: the symmetric quotient does not see the kink
        body = work.change("limit_terms", body, mul(ZERO, ONE))
        work.finish(body)
        return True
    if work.line != q.limit(body):
        raise UnsupportedError(
            "the sides of |x| at 0 are shown for |x| by itself.", remedy="Take |x| out of the sum."
        )
    short = div(sp.Abs(q.letter), q.letter)
    work.change("limit_terms", body, short)
    for rule, side, value in (("limit_from_right", 1, ONE), ("limit_from_left", -1, MINUS_ONE)):
        left = LimitOf(short, q.letter, q.point, side)
        work.steps.append(Step(rule, left, value, value, left=left, about={"x": q.at}))
    return True


#: tried in this order
FAMILIES = (_polynomial, _reciprocal, _root, _exponential, _sine, _logarithm, _absolute)
