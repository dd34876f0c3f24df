"""The tables of pairs: what is equal is proved, what is different is refuted with a counterexample."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from equality_pairs import RIGHT, WRONG, built

from symgrad.equality import Domain, Verdict, compare


def judged(row: tuple[Any, ...], *, exchanged: bool = False) -> Verdict:
    """The verdict on a row of a table."""
    left, right = built(row[0]), built(row[1])
    domains: dict[str, Domain | str] = {}
    for key, given in (row[2] if len(row) > 2 else {}).items():
        if isinstance(given, tuple):
            given = Domain(values=tuple(map(Fraction, given)))
        domains[key] = Domain(whole=True, low=Fraction(1)) if given == sp.S.One else given
    constraints = [built(make) for make in (row[3] if len(row) > 3 else ())]
    if exchanged:
        left, right = right, left
    return compare(left, right, domains=domains, constraints=constraints, deadline=20)


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_equal_is_proved(name: str) -> None:
    verdict = judged(RIGHT[name])
    assert verdict.is_equal, verdict


@pytest.mark.parametrize("name", WRONG)
def test_what_is_different_is_refuted(name: str) -> None:
    verdict = judged(WRONG[name])
    assert verdict.status == "different", verdict
    assert verdict.counterexample is not None


@pytest.mark.slow
def test_the_order_of_the_sides_does_not_matter() -> None:
    assert all(judged(row, exchanged=True).is_equal for row in RIGHT.values())
    assert all(judged(row, exchanged=True).status == "different" for row in WRONG.values())
