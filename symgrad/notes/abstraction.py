"""Parts of two expressions as names: what is equal whatever stands in their place is equal.

Goes in: expressions with inverses, determinants, or sums that both of them have.  Comes out: the same with a name for
each, so that ``symgrad.equality`` need not look into them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp

from symgrad.expressions import (
    BINDERS,
    Determinant,
    Element,
    LogDeterminant,
    OfMatrix,
    mul,
    rebuild,
    replace,
    transform,
)

Letters = tuple[sp.Symbol, ...]


def common_sums(left: sp.Expr, right: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The two sides with a name for each sum that both have, with the letters of the sums around it as indices."""
    names: dict[sp.Basic, str] = {}
    found: list[set[sp.Basic]] = []
    for side in (left, right):
        seen: set[sp.Basic] = set()

        def note(node: sp.Sum, around: Letters, seen: set[sp.Basic] = seen) -> sp.Basic:
            seen.add(_form(node, around)[0])
            return node

        _sums(side, (), note)
        found.append(seen)
    both = found[0] & found[1]

    def named(node: sp.Sum, around: Letters) -> sp.Basic:
        form, letters = _form(node, around)
        if form not in both:
            return node
        name = names.setdefault(form, f"sum {len(names)}")
        return sp.IndexedBase(name)[letters] if letters else sp.Symbol(name)

    return _sums(left, (), named), _sums(right, (), named)


def same_limits(left: sp.Expr, right: sp.Expr) -> tuple[sp.Expr, sp.Expr] | None:
    """The terms of two sums over the same range, their letters made the same: where they are equal, the sums are."""
    first, last = (_as_sum(side) for side in (left, right))
    if first is None or last is None:
        return None
    (one, (letter, *ends)), (other, (second, *far_ends)) = first, last
    same = sp.Symbol("#term")
    return (replace(one, {letter: same}), replace(other, {second: same})) if ends == far_ends else None


def _as_sum(expr: sp.Expr) -> tuple[sp.Expr, tuple[sp.Expr, ...]] | None:
    """One sum over one letter, its factors inside."""
    factors = expr.args if isinstance(expr, sp.Mul) else (expr,)
    sums = [factor for factor in factors if isinstance(factor, sp.Sum)]
    if len(sums) != 1 or len(sums[0].limits) != 1:
        return None
    rest = [factor for factor in factors if factor is not sums[0]]
    return mul(*rest, sums[0].function), tuple(sums[0].limits[0])


def _sums(expr: sp.Basic, around: Letters, change: Callable[[sp.Sum, Letters], sp.Basic]) -> sp.Expr:
    """Apply ``change`` to sums from the outside in, until it gives something else."""
    if isinstance(expr, sp.Sum):
        changed = change(expr, around)
        if changed != expr:
            return changed
    if not expr.args or isinstance(expr, (sp.Indexed, sp.IndexedBase)):
        return expr
    if isinstance(expr, BINDERS):
        around = (*around, *(limit[0] for limit in expr.limits))
    args = tuple(_sums(arg, around, change) for arg in expr.args)
    return expr if args == expr.args else rebuild(expr, args)


def _form(node: sp.Sum, around: Letters) -> tuple[sp.Basic, Letters]:
    """The sum whatever its letters are called, and those of ``around`` that occur, in the order they do."""
    slots: dict[sp.Basic, sp.Symbol] = {}

    def renamed(expr: sp.Basic, bound: Mapping[sp.Basic, sp.Symbol]) -> sp.Basic:
        if expr in bound:
            return bound[expr]
        if expr in around:
            return slots.setdefault(expr, sp.Symbol(f"#outside {len(slots)}"))
        if isinstance(expr, BINDERS):
            bound = {
                **bound,
                **{
                    limit[0]: sp.Symbol(f"#inside {len(bound) + number}")
                    for number, limit in enumerate(expr.limits)
                },
            }
        if not expr.args or isinstance(expr, sp.IndexedBase):
            return expr
        args = tuple(renamed(arg, bound) for arg in expr.args)
        return expr if args == expr.args else rebuild(expr, args)

    form = renamed(node, {})
    return form, tuple(letter for letter in slots if isinstance(letter, sp.Symbol))


def without_matrices(expr: sp.Expr) -> sp.Expr:
    """Inverses and determinants as names: what is equal for any array in their place is equal for them."""

    def change(node: sp.Basic) -> sp.Basic:
        if isinstance(node, Element):
            name = _name_of(node.matrix)
            return node if name is None else sp.IndexedBase(f"inverse of {name}")[node.indices]
        if isinstance(node, (Determinant, LogDeterminant)):
            name = _name_of(node)
            return node if name is None else sp.Symbol(f"{type(node).__name__} of {name}")
        return node

    abstract: sp.Expr = transform(expr, change)
    return abstract


def _name_of(matrix: OfMatrix) -> str | None:
    """A matrix of a name's own elements, by that name, transposed or not; ``None`` for any other one."""
    row, column, body = matrix.row, matrix.column, matrix.function
    if not isinstance(body, sp.Indexed) or set(body.indices) != {row, column} or len(body.indices) != 2:
        return None
    return str(body.base.label) if body.indices == (row, column) else f"transposed {body.base.label}"
