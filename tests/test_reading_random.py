"""Random formulas: written in LaTeX in a random style and read again, they have the value they had."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_values import Read

from symgrad.reading import expression
from symgrad.reading.names import Names

NAMES = Names(frozenset(["x", "y", "w_1", r"\hat{y}", r"\alpha", "v_{t-1}", "h"]))


@dataclass(frozen=True)
class Written:
    """A formula: its LaTeX, its value, how tightly it binds (0 sum, 1 product, 2 factor, 3 atom)."""

    text: str
    value: float
    binds: int

    def at_least(self, level: int, round_: bool = True) -> str:
        brackets = ("(", ")") if round_ else (r"\left[", r"\right]")
        return self.text if self.binds >= level else f"{brackets[0]}{self.text}{brackets[1]}"


def value_of(key: str) -> float:
    return Read({}).value(sp.Symbol(key))


names = st.sampled_from(sorted(NAMES.values)).map(lambda key: Written(key, value_of(key), 3))
numbers = st.builds(
    lambda whole, part: Written(f"{whole}.{part}", float(Fraction(f"{whole}.{part}")), 3),
    st.integers(0, 12),
    st.integers(1, 99),
)


def sums(left: Written, right: Written, minus: bool) -> Written:
    sign = "-" if minus else "+"
    value = left.value - right.value if minus else left.value + right.value
    return Written(f"{left.text} {sign} {right.at_least(1)}", value, 0)


def products(left: Written, right: Written, style: str) -> Written:
    one, other = left.at_least(1), right.at_least(2)
    if style == "" and (one[-1].isdigit() or other[0].isdigit()):
        style = r"\cdot"  # 2 3 is no product anybody writes
    return Written(f"{one} {style} {other}", left.value * right.value, 1)


def fractions(top: Written, bottom: Written) -> Written:
    value = bottom.value if abs(bottom.value) > 1e-3 else 1.0
    text = bottom.text if abs(bottom.value) > 1e-3 else "1"
    return Written(rf"\frac{{{top.text}}}{{{text}}}", top.value / value, 3)


def powers(base: Written, exponent: int) -> Written:
    return Written(f"{base.at_least(3, round_=False)}^{{{exponent}}}", base.value**exponent, 2)


def functions(name: str, inside: Written) -> Written:
    f = {"tanh": math.tanh, "sin": math.sin, "cos": math.cos}[name]
    return Written(rf"\{name}\left({inside.text}\right)", f(inside.value), 3)


def negatives(inside: Written) -> Written:
    return Written(f"-{inside.at_least(1)}", -inside.value, 0)


def grown(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    return st.one_of(
        st.builds(sums, inner, inner, st.booleans()),
        st.builds(products, inner, inner, st.sampled_from(["", r"\cdot", "*", r"\times"])),
        st.builds(fractions, inner, inner),
        st.builds(powers, inner, st.integers(2, 3)),
        st.builds(functions, st.sampled_from(["tanh", "sin", "cos"]), inner),
        st.builds(negatives, inner),
    )


FORMULAS = st.recursive(st.one_of(names, numbers), grown, max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(FORMULAS)
def test_read_back(formula: Written) -> None:
    expr, index = expression(formula.text, NAMES)
    assert index == ()
    assert math.isclose(Read({}).value(expr), formula.value, rel_tol=1e-7, abs_tol=1e-7)


@settings(max_examples=50, deadline=None)
@given(FORMULAS, st.sampled_from(["(", ")", "{", "}", r"\frac", "^"]))
def test_one_sign_too_many_is_refused(formula: Written, extra: str) -> None:
    from symgrad.errors import SymgradError

    try:
        expression(formula.text + extra, NAMES)
    except SymgradError:
        return
    raise AssertionError(f"{formula.text}{extra} was read")
