"""Edits that make one mistake in a formula: a sign, a factor, an index, 10⁻⁹, a function for another."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction

from benchmarks.formulas import (
    ONE,
    TWO,
    ZERO,
    Tree,
    add,
    at,
    mul,
    name,
    neg,
    tree,
)
from benchmarks.rewriting_facts import Facts, Rule, cases


def wrong_sign(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """One term with the other sign."""
    if u.head != "add":
        return None
    place = rng.randrange(len(u.args))
    return add(*u.args[:place], neg(u.args[place]), *u.args[place + 1 :])


def wrong_factor(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """2u, u/2, 3u, −u."""
    return mul(tree(rng.choice((2, 3, Fraction(1, 2), -1))), u) if u.head not in ("num", "neg") else None


def wrong_number(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """A number one more or less."""
    return tree(u.args[0] + rng.choice((1, -1))) if u.head == "num" else None


def term_dropped(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """A term left out."""
    if u.head != "add":
        return None
    place = rng.randrange(len(u.args))
    return add(*u.args[:place], *u.args[place + 1 :])


def factor_dropped(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """A factor left out."""
    if u.head != "mul":
        return None
    place = rng.randrange(len(u.args))
    return mul(*u.args[:place], *u.args[place + 1 :])


def denominator_dropped(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a for a/b."""
    return u.args[0] if u.head == "div" else None


def turned_over(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """b/a for a/b."""
    return u.args[1] / u.args[0] if u.head == "div" and u.args[0] != ZERO else None


def tiny_term(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """u + 10⁻⁹."""
    return u + tree(Fraction(1, 10 ** rng.choice((6, 9, 12)))) if u.head not in ("num", "neg") else None


def tiny_factor(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """(1 + 10⁻⁹) u."""
    return mul(1 + tree(Fraction(1, 10**9)), u) if u.head not in ("num", "neg") else None


def wrong_exponent(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """An exponent one more or less, or left out."""
    if u.head != "pow" or u.args[1].head != "num":
        return None
    return rng.choice([u.args[0] ** (u.args[1].args[0] + 1), u.args[0]])


def another_name(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """x for w."""
    if u.head != "name" or u.args[0] not in "wxybcauv":
        return None
    return name(rng.choice([other for other in "wxyb" if other != u.args[0]]))


def another_index(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """x_1 for x_i, A_{ji} for A_{ij}."""
    if u.head != "at":
        return None
    if len(u.args) == 3 and rng.random() < 0.5:
        return at(u.args[0], u.args[2], u.args[1])
    return at(u.args[0], ONE, *u.args[2:])


def another_function(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """tanh for σ, min for max, …"""
    other = {
        "sigma": "tanh", "tanh": "sigma", "max": "min", "min": "max", "sin": "cos", "cos": "sin", "relu": "abs",
        "abs": "relu", "softplus": "relu", "sinh": "cosh", "cosh": "sinh",
    }.get(u.head)  # fmt: skip
    return Tree(other, u.args) if other else None


def argument_sign(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """f(−u) for f(u)."""
    heads = ("sigma", "exp", "tanh", "relu", "softplus", "sin", "sgn")
    return Tree(u.head, (neg(u.args[0]),)) if u.head in heads else None


def square_of_sum(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """(Σ a)² for Σ a²."""
    if u.head != "sum" or u.args[3].head != "pow":
        return None
    return Tree("sum", (*u.args[:3], u.args[3].args[0])) ** u.args[3].args[1]


def sum_of_squares(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ a² for (Σ a)²."""
    if u.head != "pow" or u.args[0].head != "sum":
        return None
    inner = u.args[0].args
    return Tree("sum", (*inner[:3], inner[3] ** u.args[1]))


def one_less(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ up to m − 1, or from 2."""
    if u.head != "sum" or u.args[1] != ONE or u.args[2].head != "name":
        return None
    letter, low, high, body = u.args
    return (
        Tree("sum", (letter, low, high - 1, body))
        if rng.random() < 0.5
        else Tree("sum", (letter, TWO, high, body))
    )


def termwise_power(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a² + b² for (a + b)²."""
    if u.head != "pow" or u.args[0].head != "add":
        return None
    return add(*(term ** u.args[1] for term in u.args[0].args))


def termwise_function(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """f(a) + f(b) for f(a + b)."""
    heads = ("exp", "log", "sqrt", "sigma", "abs", "relu", "tanh")
    if u.head not in heads or u.args[0].head != "add":
        return None
    return add(*(Tree(u.head, (term,)) for term in u.args[0].args))


def fractions_termwise(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a/b + a/c for a/(b + c)."""
    if u.head != "div" or u.args[1].head != "add":
        return None
    return add(*(u.args[0] / term for term in u.args[1].args))


def delta_left_out(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """1 or 0 for δ."""
    return rng.choice([ONE, ZERO]) if u.head == "delta" else None


def border_moved(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """The cases exchanged, or another border."""
    if u.head != "cases":
        return None
    then, sign, left, right, otherwise = u.args
    return rng.choice(
        [cases(otherwise, sign, left, right, then), cases(then, sign, left, right + 1, otherwise)]
    )


def absolute_forgotten(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """u for |u|, √u² ."""
    return u.args[0] if u.head in ("abs", "sgn") else None


EDITS: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        wrong_sign, wrong_factor, wrong_number, term_dropped, factor_dropped, denominator_dropped,
        turned_over, tiny_term, tiny_factor, wrong_exponent, another_name, another_index,
        another_function, argument_sign, square_of_sum, sum_of_squares, one_less, termwise_power,
        termwise_function, fractions_termwise, delta_left_out, border_moved, absolute_forgotten,
    )
}  # fmt: skip
