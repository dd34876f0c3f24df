r"""Slips of the printed number itself: two digits the wrong way round, a decimal point or a power of ten moved.

Goes in: a printed number and the values it should have.  Comes out: the ``Edit`` of the number that makes it right.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from symgrad.notes.chains import signed
from symgrad.notes.edits import written
from symgrad.notes.evidence import Edit
from symgrad.notes.numbers import Value
from symgrad.notes.rounding import cells, fit
from symgrad.reading import syntax

#: how far a decimal point may have moved
FAR = 3
#: with fewer digits a moved point says nothing
DIGITS = 2

_DIGITS = re.compile(r"\d[\d.,{}\\]*\d|\d")
_POWER = re.compile(r"\^\{(-?\d+)\}")


def misprint(printed: syntax.Node, values: Iterable[Value], *, about: bool) -> Edit | None:
    """The edit of a printed number that gives one of the ``values``, in the order of these."""
    found = signed(printed)
    if found is None:
        return None
    sign, number = found
    minus = "-" if sign < 0 else ""
    others = [*_exchanged(number), *_moved(number)]
    for value in values:
        for kind, other in others:
            node = syntax.Plus(number.origin, ((sign, other),))
            if fit(node, value, about=about) in ("exact", "rounded"):
                return Edit(kind, minus + number.text, minus + other.text)  # type: ignore[arg-type]
    return None


def components(printed: syntax.Grid, value: Value, *, about: bool) -> tuple[Edit, ...]:
    """The edits of single numbers of a vector or matrix that give ``value``, each ``of`` its place: "2" or "2, 1".

    Where every number differs and not all of them by a misprint, it is the whole that differs.
    """
    pairs = cells(printed, value)
    if pairs is None:
        return ()
    width = len(printed.rows[0])
    found = []
    for number, (cell, right) in enumerate(pairs):
        if fit(cell, right, about=about) is not None:
            continue
        row, column = divmod(number, width)
        place = f"{row + 1}, {column + 1}" if width > 1 else str(row + 1)
        edit = misprint(cell, (right,), about=about) or _turned(cell, right, about)
        found.append(Edit("component", written(cell), "", place) if edit is None else replace(edit, of=place))
    whole = len(found) == len(pairs) and any(edit.kind == "component" for edit in found)
    return () if whole else tuple(found)


def _turned(printed: syntax.Node, value: Value, about: bool) -> Edit | None:
    """The number with its other sign, if that is right."""
    found = signed(printed)
    if found is None:
        return None
    sign, number = found
    other = syntax.Plus(number.origin, ((-sign, number),))
    texts = [("-" if each < 0 else "") + number.text for each in (sign, -sign)]
    return Edit("sign", *texts) if fit(other, value, about=about) is not None else None


def significant(printed: syntax.Node) -> int:
    """How many digits a printed number has, from the first that is not 0."""
    found = signed(printed)
    return 0 if found is None else len(_digits(found[1]).lstrip("0"))


def _digits(number: syntax.Number) -> str:
    match = _DIGITS.match(number.text)
    return "" if match is None else re.sub(r"\D", "", match.group())


def _exchanged(number: syntax.Number) -> Iterator[tuple[str, syntax.Number]]:
    """The number with two neighbouring digits exchanged; a 0 in front stays there."""
    match = _DIGITS.match(number.text)
    if match is None:
        return
    places = [place for place in range(match.end()) if number.text[place].isdigit()]
    before = int(_digits(number))
    for a, b in itertools.pairwise(places):
        text = list(number.text)
        text[a], text[b] = text[b], text[a]
        if text[a] == text[b] or ("0" in (text[places[0]], number.text[places[0]]) and a == places[0]):
            continue
        after = "".join(text)
        value = (
            number.value * int("".join(after[place] for place in places)) / before if before else Fraction(0)
        )
        yield "transposed", replace(number, value=value, text=after)


def _moved(number: syntax.Number) -> Iterator[tuple[str, syntax.Number]]:
    """The number with its point, or its power of ten, elsewhere."""
    if len(_digits(number).strip("0")) < DIGITS:
        return
    power = _POWER.search(number.text)
    for by in sorted(range(-FAR, FAR + 1), key=abs):
        if by and power is not None:
            text = number.text[: power.start(1)] + str(int(power[1]) + by) + number.text[power.end(1) :]
            yield "point", replace(number, value=number.value * Fraction(10) ** by, text=text)
        elif by and re.fullmatch(r"[\d.]+(\\%)?", number.text):
            yield (
                "point",
                replace(number, value=number.value * Fraction(10) ** by, text=_shifted(number.text, by)),
            )


def _shifted(text: str, by: int) -> str:
    """1.23 with its point moved ``by`` places to the right: 12.3, 0.123."""
    digits, percent = text.removesuffix(r"\%"), text.endswith(r"\%")
    before, _, after = digits.partition(".")
    whole = before + after
    at = len(before) + by
    whole = "0" * max(1 - at, 0) + whole + "0" * max(at - len(whole), 0)
    at = max(at, 1)
    left = whole[:at].lstrip("0") or "0"
    right = whole[at:]
    return left + ("." + right if right else "") + (r"\%" if percent else "")
