"""Pairs drawn from the lectures' world, their truth known by mpmath: no wrong one accepted, no right one rejected."""

from __future__ import annotations

import random

import mpmath
import pytest

from benchmarks import pairs as generator
from benchmarks.families import FAMILIES
from benchmarks.formulas import Tree, at, fn, latex, name, neg, total, tree, value
from benchmarks.pairs import Pair, pairs
from symgrad.checking import check_row

x, i, m = name("x"), name("i"), name("m")


def judged(count: int, seed: int) -> dict[str, list[Pair]]:
    """The pairs that were judged in each way that is worth telling."""
    found: dict[str, list[Pair]] = {"accepted": [], "rejected": [], "neither": []}
    for pair in pairs(count, seed):
        verdict = check_row({**pair.item(), "deadline": 10})
        if verdict.accept is None and (verdict.error is None or verdict.error.reason != "undefined"):
            found["neither"].append(pair)
        elif verdict.accept and not pair.equal:
            found["accepted"].append(pair)
        elif not verdict.accept and pair.equal:
            found["rejected"].append(pair)
    return found


def test_a_few_pairs() -> None:
    assert judged(9, seed=5) == {"accepted": [], "rejected": [], "neither": []}


@pytest.mark.slow
def test_many_pairs() -> None:
    found = judged(400, seed=6)
    assert (found["accepted"], found["rejected"]) == ([], [])
    assert len(found["neither"]) < 12, found["neither"]


def test_pairs_are_the_same_every_time() -> None:
    assert [*pairs(8, 1)] == [*pairs(8, 1)]
    assert [*pairs(8, 1)] != [*pairs(8, 2)]
    assert [pair.equal for pair in pairs(8, 1)] == [True, False] * 4


def test_a_rule_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def square_forgotten(u: Tree, facts: object, rng: random.Random) -> Tree | None:
        return u.args[0] if u.head == "pow" else None

    monkeypatch.setattr(generator, "RULES", {"square_forgotten": square_forgotten})
    with pytest.raises(AssertionError, match="square_forgotten"):
        list(pairs(200, 0))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (2 * (x - 1) ** 2, r"2 \left(x - 1\right)^{2}"),
        (x - neg(x), "x + x"),
        (total("i", m, at("x", i) + 1) * x, r"\left(\sum_{i=1}^{m} \left(x_{i} + 1\right)\right) x"),
        (fn("exp", x) ** 2 / 3, r"\frac{\left(e^{x}\right)^{2}}{3}"),
        (x * tree(-2), r"x \left(-2\right)"),
        (neg(x + 1), r"-\left(x + 1\right)"),
    ],
)
def test_formulas_are_written_as_they_are_meant(formula: Tree, expected: str) -> None:
    assert latex(formula) == expected


def test_values() -> None:
    formula = total("i", m, (at("x", i) - 1) ** 2) / m + fn("abs", name("y"))
    data = {"x": [mpmath.mpf(number) for number in (1, 2, 4)], "m": mpmath.mpf(3), "y": mpmath.mpf(-2)}
    assert value(formula, data) == mpmath.mpf(10) / 3 + 2
    with pytest.raises(ArithmeticError):
        value(fn("log", name("y")), data)


def test_every_family_has_points() -> None:
    for name_, made in FAMILIES.items():
        rng = random.Random(name_)
        family = made(rng)
        assert generator.agree(family.tree, family.tree, family, rng) is True
