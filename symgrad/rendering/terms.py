"""Sums, products and powers as every printer writes them: which parentheses, signs, fractions and dots they need.

In: an expression, the table of names and a ``Notation``.  Out: pieces.  How any other node is shown, the class above
(``printing.Printer``) says.  The order is the order written; nothing is evaluated, cancelled or sorted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import sympy as sp

from symgrad.expressions import Partial
from symgrad.functions import BY_SYMBOL
from symgrad.model import Name
from symgrad.rendering.changes import Place
from symgrad.rendering.notation import Kind, Notation, Piece

_POWERED_CALLS = (sp.sin, sp.cos, sp.tan, sp.tanh, sp.log)
ATOMIC = ("name", "number", "call", "group")


@dataclass(frozen=True)
class _Item:
    """Factors ``first..last`` of a product as one piece; a derivative never moves into a numerator."""

    piece: Piece
    first: int
    last: int
    stays: bool = False


@dataclass(frozen=True)
class Terms:
    """What a printer of expressions over ``names`` in ``notation`` knows of sums and products; ``place`` is the part to
    mark.
    """

    notation: Notation
    names: Mapping[str, Name]
    place: Place | None = None

    def show(self, expr: sp.Basic, at: tuple[int, ...] = ()) -> Piece:
        """The piece for ``expr``, which stands at the place ``at`` of the whole."""
        raise NotImplementedError

    def within(self, expr: sp.Basic, at: tuple[int, ...]) -> Piece:
        """A piece that can be a factor or carry an exponent."""
        piece = self.show(expr, at)
        return piece if piece.kind in ATOMIC and not piece.signed else self.notation.group(piece)

    def terms(self, expr: sp.Add, at: tuple[int, ...] = ()) -> list[str]:
        """The terms of a sum with their signs, in order: ``["a", "- b", "+ c"]``."""
        shown: list[str] = []
        marked = self._slice(at)
        minus = self.notation.minus
        for number, term in enumerate(expr.args):
            piece = self.show(term, (*at, number))
            if isinstance(term, sp.Add):
                piece = self.notation.group(piece)
            if not piece.signed:
                text = piece.text if not shown else f"+ {piece.text}"
            else:
                text = piece.text if not shown else f"{minus} {piece.text[len(minus) :].lstrip()}"
            shown.append(text)
        if marked:
            start, stop = marked
            whole = " ".join(shown[start:stop])
            sign = re.match(rf"(\+ |{re.escape(minus)} ?)?", whole)[0]  # type: ignore[index]
            shown[start:stop] = [sign + self.notation.mark(Piece(whole[len(sign) :], "add")).text]
        return shown

    def factors(self, expr: sp.Mul, at: tuple[int, ...] = ()) -> tuple[bool, list[Piece]]:
        """Whether the product starts with a minus, and its factors with parentheses where they need them."""
        args = expr.args
        negative = isinstance(args[0], sp.Rational) and args[0].is_negative and len(args) > 1
        items: list[_Item] = []
        run = 0
        for number, factor in enumerate(args):
            spot = (*at, number)
            if number == 0 and negative:
                if factor is sp.S.NegativeOne:
                    continue
                factor = -factor
            if divides(factor):
                inside = _Item(self.denominator(factor, spot), number, number)
                gathered = items[run:]
                top = self._joined(gathered) if gathered else integer(self, 1)
                first = gathered[0].first if gathered else number
                items[run:] = [_Item(self.notation.fraction(top, inside.piece), first, number, True)]
                run = len(items)
                continue
            piece = self.show(factor, spot)
            stays = isinstance(factor, Partial) or (
                isinstance(factor, sp.Rational) and piece.kind == "fraction"
            )
            items.append(_Item(piece, number, number, stays))
            if stays:
                run = len(items)
        return negative, self._guarded(items, self._slice(at))

    def _guarded(self, items: list[_Item], marked: tuple[int, int] | None) -> list[Piece]:
        """The factors with their parentheses, those in ``marked`` joined to one marked piece."""
        guarded: list[Piece] = []
        for number, item in enumerate(items):
            piece = item.piece
            last = number == len(items) - 1
            alone = len(items) == 1
            if (
                (piece.kind == "add" and not alone)
                or (piece.signed and number)
                or (piece.kind == "open" and not last)
            ):
                piece = self.notation.group(piece)
            guarded.append(piece)
        if marked is None:
            return guarded
        start, stop = marked
        inside = [n for n, item in enumerate(items) if item.last >= start and item.first < stop]
        if not inside:
            return guarded
        low, high = inside[0], inside[-1] + 1
        joined = join(self.notation, guarded[low:high])
        guarded[low:high] = [self.notation.mark(joined)]
        return guarded

    def _joined(self, items: list[_Item]) -> Piece:
        if len(items) == 1:
            return items[0].piece
        return join(self.notation, self._guarded(items, None))

    def _slice(self, at: tuple[int, ...]) -> tuple[int, int] | None:
        place = self.place
        if place is None or place.stop is None or place.path != at:
            return None
        return place.start, place.stop

    def denominator(self, factor: sp.Pow, at: tuple[int, ...]) -> Piece:
        """What stands below the line for a factor that divides."""
        exponent = -factor.exp
        if exponent is sp.S.One:
            return self.show(factor.base, (*at, 0))
        return raised(self, factor.base, exponent, at)


def join(notation: Notation, factors: Sequence[Piece]) -> Piece:
    """Factors side by side."""
    if len(factors) == 1:
        return factors[0]
    text = factors[0].text
    for left, right in pairwise(factors):
        text += notation.between(left, right) + right.text
    kind: Kind = "open" if factors[-1].kind == "open" else "product"
    return Piece(text, kind, factors[0].signed, factors[0].bare if factors[0].bare != factors[0].text else "")


def integer(printer: Terms, value: int) -> Piece:
    """A whole number with its sign."""
    minus = printer.notation.minus
    return Piece(f"{minus if value < 0 else ''}{abs(value)}", "number", value < 0)


def divides(expr: sp.Basic) -> bool:
    """Whether a factor goes below the line."""
    return isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Rational) and bool(expr.exp.is_negative)


def raised(printer: Terms, base: sp.Expr, exponent: sp.Expr, at: tuple[int, ...]) -> Piece:
    """A power or a root."""
    notation = printer.notation
    if isinstance(exponent, sp.Rational) and exponent.p == 1 and exponent.q != 1:
        return notation.root(printer.show(base, (*at, 0)), int(exponent.q))
    if isinstance(exponent, sp.Rational) and exponent.q != 1:
        raised = Piece(f"{exponent.p}/{exponent.q}", "fraction")
    else:
        raised = printer.show(exponent, (*at, 1))
    if isinstance(base, _POWERED_CALLS) and isinstance(exponent, sp.Integer):
        argument = printer.show(base.args[0], (*at, 0, 0))
        return notation.call(BY_SYMBOL[base.func].latex, [argument], raised)
    return notation.power(printer.within(base, (*at, 0)), raised)
