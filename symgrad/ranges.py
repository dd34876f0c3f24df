"""Where an index such as i + 1 or m − i + 1 goes while its letters run over their ranges.

In: a place (a sum of letters, sizes and whole numbers) and the ends of the letters' ranges.  Out: its ends.  A size
stands for a whole number of at least 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symgrad.expressions import BINDERS, walk

#: letter → (first, last)
Spans = Mapping[sp.Basic, tuple[sp.Expr, sp.Expr]]


def extent(place: sp.Expr, spans: Spans) -> tuple[sp.Expr, sp.Expr] | None:
    """The least and the greatest value of a place; ``None`` for one that is not linear in a letter.

    A letter's ends may have other letters in them: ``j`` from ``i + 1`` to m.
    """
    if isinstance(place, (sp.Integer, sp.Symbol)):  # nearly every place is one of these
        ends = spans.get(place)
        if ends is None:
            return place, place
        if not (_moves(ends[0], spans) or _moves(ends[1], spans)):
            return ends
    least = most = sp.expand(place)
    for _ in range(len(spans) + 1):
        least_of, most_of = _ends(least, spans, 0), _ends(most, spans, 1)
        if least_of is None or most_of is None:
            return None
        if (least_of, most_of) == (least, most):
            return least, most
        least, most = least_of, most_of
    return None


def _moves(end: sp.Expr, spans: Spans) -> bool:
    """Whether a letter with a range of its own stands in an end."""
    if isinstance(end, (sp.Integer, sp.Symbol)):
        return end in spans
    return not end.free_symbols.isdisjoint(spans.keys())


def _ends(place: sp.Expr, spans: Spans, side: int) -> sp.Expr | None:
    """One round: every letter at the end of its range that makes the place least (0) or greatest (1)."""
    letters = sorted(place.free_symbols & spans.keys(), key=str)
    if not letters:
        return place  # as the last round left it
    # a letter with another one in its ends goes first, so that i + 1 ≤ j keeps them together
    inner = [x for x in letters if any(end.free_symbols & spans.keys() for end in spans[x])] or letters
    result = place
    for letter in inner:
        slope = _slope(place, letter)
        if not slope.is_Integer:
            return None
        result = result - slope * letter + slope * spans[letter][side if slope > 0 else 1 - side]
    return sp.expand(result)


def _slope(place: sp.Expr, letter: sp.Symbol) -> sp.Expr:
    terms = [term for term in sp.Add.make_args(place) if letter in term.free_symbols]
    slope, rest = terms[0].as_coeff_Mul()
    return slope if len(terms) == 1 and rest == letter else sp.diff(place, letter)


def moved_letters(expr: sp.Basic) -> frozenset[sp.Basic]:
    """The letters of places such as i + 1: not every value of theirs is one of the axis."""
    return frozenset().union(
        *(
            place.free_symbols
            for node in walk(expr)
            for place in (node.indices if isinstance(node, sp.Indexed) else ())
            if not isinstance(place, (sp.Symbol, sp.Integer))
        )
    )


def is_partial(expr: sp.Basic) -> bool:
    """Whether a sum runs over a part of an axis, or a place is moved: then no sample stands by itself."""
    limits = (limit for node in walk(expr) if isinstance(node, BINDERS) for limit in node.limits)
    whole = all(low == 1 and isinstance(high, (sp.Symbol, sp.Integer)) for _, low, high in limits)
    return not whole or bool(moved_letters(expr))


def never_negative(expr: sp.Expr) -> bool:
    """Whether a polynomial in sizes is certainly at least 0: every size is 1 and something."""
    expanded = sp.expand(expr)
    if isinstance(expanded, sp.Integer):
        return bool(expanded >= 0)
    sizes = sorted(expanded.free_symbols, key=str)
    try:
        poly = sp.Poly(expanded.xreplace({size: size + 1 for size in sizes}), *sizes)
    except sp.PolynomialError:
        return False
    return all(coefficient.is_Integer and coefficient >= 0 for coefficient in poly.coeffs())
