"""Rules for sums over data: renamed, taken apart, put together, exchanged, shifted."""

from __future__ import annotations

import random
from collections.abc import Mapping

from benchmarks.formulas import (
    ONE,
    TWO,
    ZERO,
    Tree,
    add,
    mul,
    name,
    names,
    neg,
    put,
    total,
    walk,
)
from benchmarks.rewriting_facts import Facts, Rule, two

_LETTERS = ("i", "k", "l", "q", "r", "p")


def renamed(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ_i = Σ_k."""
    if u.head != "sum":
        return None
    letter, low, high, body = u.args
    new = rng.choice([other for other in _LETTERS if other not in names(u)] or [letter])
    return Tree("sum", (new, low, high, put(body, {name(letter): name(new)})))


def termwise(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ (a + b) = Σ a + Σ b."""
    if u.head != "sum" or u.args[3].head != "add":
        return None
    letter, low, high, body = u.args
    return add(*(
        neg(Tree("sum", (letter, low, high, term.args[0]))) if term.head == "neg"
        else Tree("sum", (letter, low, high, term)) for term in body.args
    ))  # fmt: skip


def together(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ a + Σ b = Σ (a + b)."""
    if u.head != "add":
        return None
    first, second = two(u.args, rng)
    p, r = u.args[first], u.args[second]
    if not (p.head == r.head == "sum") or p.args[1:3] != r.args[1:3]:
        return None
    if p.args[0] in names(r.args[3]) and p.args[0] != r.args[0]:
        return None
    body = p.args[3] + put(r.args[3], {name(r.args[0]): name(p.args[0])})
    others = [part for number, part in enumerate(u.args) if number not in (first, second)]
    return add(Tree("sum", (*p.args[:3], body)), *others)


def constant_out(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ c a = c Σ a."""
    if u.head != "sum" or u.args[3].head not in ("mul", "div", "neg"):
        return None
    letter, low, high, body = u.args
    if body.head == "neg":
        return neg(Tree("sum", (letter, low, high, body.args[0])))
    if body.head == "div":
        if letter in names(body.args[1]):
            return None
        return Tree("sum", (letter, low, high, body.args[0])) / body.args[1]
    outside = [factor for factor in body.args if letter not in names(factor)]
    inside = [factor for factor in body.args if letter in names(factor)]
    return mul(*outside, Tree("sum", (letter, low, high, mul(*inside)))) if outside and inside else None


def constant_in(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """c Σ a = Σ c a."""
    if u.head == "neg" and u.args[0].head == "sum":
        return Tree("sum", (*u.args[0].args[:3], neg(u.args[0].args[3])))
    if u.head == "div" and u.args[0].head == "sum" and u.args[0].args[0] not in names(u.args[1]):
        return Tree("sum", (*u.args[0].args[:3], u.args[0].args[3] / u.args[1]))
    if u.head != "mul":
        return None
    for number, factor in enumerate(u.args):
        rest = mul(*u.args[:number], *u.args[number + 1 :])
        if factor.head == "sum" and factor.args[0] not in names(rest):
            return Tree("sum", (*factor.args[:3], mul(rest, factor.args[3])))
    return None


def exchanged(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ_i Σ_j = Σ_j Σ_i."""
    if u.head != "sum" or u.args[3].head != "sum":
        return None
    outer, inner = u.args, u.args[3].args
    return Tree("sum", (*inner[:3], Tree("sum", (*outer[:3], inner[3]))))


def product_of_sums(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ a · Σ b = Σ Σ ab, and the square of a sum."""
    if u.head == "pow" and u.args[1] == TWO and u.args[0].head == "sum":
        first = second = u.args[0]
        rest: list[Tree] = []
    elif u.head == "mul" and [factor.head for factor in u.args].count("sum") == 2:
        first, second = (factor for factor in u.args if factor.head == "sum")
        rest = [factor for factor in u.args if factor.head != "sum"]
    else:
        return None
    free = [letter for letter in _LETTERS if letter not in names(u)]
    letter = free[0] if free else "r"
    moved = put(second.args[3], {name(second.args[0]): name(letter)})
    inner = Tree("sum", (letter, *second.args[1:3], mul(first.args[3], moved)))
    return mul(*rest, Tree("sum", (*first.args[:3], inner)))


def number_into_sum(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """c = 1/m Σ c for a name c."""
    if u.head != "name" or u.args[0] not in ("b", "c", "w"):
        return None
    return total("r", name("m"), u) / name("m")


def last_term(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ up to m is Σ up to m − 1 and the term at m."""
    if u.head != "sum" or u.args[1] != ONE or u.args[2].head != "name":
        return None
    letter, low, high, body = u.args
    if any(node.head in ("sum", "delta") for node in walk(body)):
        return None
    if rng.random() < 0.5:
        return Tree("sum", (letter, low, high - 1, body)) + put(body, {name(letter): high})
    return put(body, {name(letter): ONE}) + Tree("sum", (letter, TWO, high, body))


def shifted(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Σ from 1 to m of a_i is Σ from 0 to m − 1 of a_{i+1}."""
    if u.head != "sum" or u.args[1] != ONE or any(node.head in ("sum", "delta") for node in walk(u.args[3])):
        return None
    letter, _, high, body = u.args
    return Tree("sum", (letter, ZERO, high - 1, put(body, {name(letter): name(letter) + 1})))


SUMS: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        renamed, termwise, together, constant_out, constant_in, exchanged, product_of_sums,
        number_into_sum, last_term, shifted,
    )
}  # fmt: skip
