"""Rules that rewrite sums, products and quotients of numbers, and angles."""

from __future__ import annotations

import random
from collections.abc import Mapping

from benchmarks.formulas import (
    HALF,
    ONE,
    TWO,
    Tree,
    add,
    fn,
    mul,
    neg,
    tree,
    walk,
)
from benchmarks.rewriting_facts import Facts, Rule, bound, size, two


def commute(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a + b = b + a, ab = ba."""
    if u.head not in ("add", "mul"):
        return None
    parts = list(u.args)
    rng.shuffle(parts)
    return Tree(u.head, tuple(parts))


def expand(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a (b + c) = ab + ac."""
    if u.head != "mul":
        return None
    for number, factor in enumerate(u.args):
        if factor.head == "add":
            rest = (*u.args[:number], *u.args[number + 1 :])
            return add(*(mul(*rest, term) for term in factor.args))
    return None


def power_as_product(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """uⁿ = u uⁿ⁻¹."""
    if u.head != "pow" or u.args[1].head != "num":
        return None
    n = u.args[1].args[0]
    if n.denominator != 1 or n < 2:
        return None
    return mul(u.args[0], u.args[0] if n == 2 else u.args[0] ** (n - 1))


def product_as_power(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """u u = u²."""
    if u.head != "mul":
        return None
    for number, factor in enumerate(u.args):
        if factor in u.args[number + 1 :]:
            place = u.args.index(factor, number + 1)
            rest = [part for p, part in enumerate(u.args) if p not in (number, place)]
            return mul(factor**2, *rest)
    return None


def binomial(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """(a + b)² = a² + 2ab + b²."""
    if u.head != "pow" or u.args[1] != TWO or u.args[0].head != "add":
        return None
    p, r = u.args[0].args[0], add(*u.args[0].args[1:])
    return add(p**2, mul(TWO, p, r), r**2)


def square_of_the_opposite(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """(a − b)² = (b − a)²."""
    if u.head != "pow" or u.args[1] != TWO or u.args[0].head != "add":
        return None
    return add(*(neg(term) for term in reversed(u.args[0].args))) ** 2


def difference_of_squares(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """1 − u² = (1 − u)(1 + u)."""
    if u.head == "add" and len(u.args) == 2 and u.args[0] == ONE and u.args[1].head == "neg":
        square = u.args[1].args[0]
        if square.head == "pow" and square.args[1] == TWO:
            return mul(1 - square.args[0], 1 + square.args[0])
    return None


def factor_out(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """ab + ac = a (b + c)."""
    if u.head != "add":
        return None
    first, second = two(u.args, rng)
    left, right = (part.args if part.head == "mul" else (part,) for part in (u.args[first], u.args[second]))
    for common in left:
        if common in right:
            rest = []
            for side in (left, right):
                place = side.index(common)
                rest.append(mul(*side[:place], *side[place + 1 :]) if len(side) > 1 else ONE)
            others = [part for p, part in enumerate(u.args) if p not in (first, second)]
            return add(mul(common, add(*rest)), *others)
    return None


def sign_out(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a − b = −(b − a)."""
    return neg(add(*(neg(term) for term in u.args))) if u.head == "add" else None


def sign_through(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """−(a + b) = −a − b, −(ab) = (−a) b, −(a/b) = (−a)/b."""
    if u.head != "neg":
        return None
    inner = u.args[0]
    if inner.head == "add":
        return add(*(neg(term) for term in inner.args))
    if inner.head == "mul":
        return mul(neg(inner.args[0]), *inner.args[1:])
    return neg(inner.args[0]) / inner.args[1] if inner.head == "div" else mul(tree(-1), inner)


def add_nothing(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """u = u + v − v for a part v of u."""
    if u.head in ("num", "sum"):
        return None
    part = rng.choice([node for node in walk(u) if not bound(node)] or [ONE])
    return add(u, part, neg(part)) if size(part) < 6 and part.head != "num" else None


def times_one(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """u = uv/v for v > 0."""
    part = rng.choice([node for node in walk(u) if facts.positive(node)] or [ONE])
    if part.head == "num" or bound(part) or size(part) > 8 or u.head == "num":
        return None
    return mul(u, part) / part


def half_and_half(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """u = u/2 + u/2."""
    return add(u / 2, mul(HALF, u)) if size(u) < 12 and u.head != "num" else None


def fraction_of_number(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """A number as a sum or a quotient."""
    if u.head != "num" or abs(u.args[0]) > 20:
        return None
    n = u.args[0]
    return rng.choice([tree(3 * n) / 3, tree(n - 1) + 1 if n.denominator == 1 else tree(2 * n) / 2])


def common_denominator(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a/b + c/d = (ad + cb)/(bd)."""
    if u.head != "add":
        return None
    first, second = two(u.args, rng)
    (p, r), (s, t) = (_fraction(u.args[place]) for place in (first, second))
    if r == t == ONE:
        return None
    others = [part for number, part in enumerate(u.args) if number not in (first, second)]
    made = add(p, s) / r if r == t else add(mul(p, t), mul(s, r)) / mul(r, t)
    return add(made, *others)


def _fraction(u: Tree) -> tuple[Tree, Tree]:
    if u.head == "neg":
        top, below = _fraction(u.args[0])
        return neg(top), below
    return (u.args[0], u.args[1]) if u.head == "div" else (u, ONE)


def split_fraction(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """(a + b)/c = a/c + b/c."""
    if u.head != "div" or u.args[0].head != "add":
        return None
    return add(*(term / u.args[1] for term in u.args[0].args))


def negative_power(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a/b = a b⁻¹."""
    return mul(u.args[0], u.args[1] ** -1) if u.head == "div" and u.args[1].head != "pow" else None


def quotient_of_product(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """ab/c = a (b/c), a (b/c) = ab/c."""
    if u.head == "div" and u.args[0].head == "mul":
        return mul(*u.args[0].args[:-1], u.args[0].args[-1] / u.args[1])
    if u.head == "mul":
        for number, factor in enumerate(u.args):
            if factor.head == "div":
                return mul(*u.args[:number], factor.args[0], *u.args[number + 1 :]) / factor.args[1]
    return None


def double_fraction(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a/b = (a/c)/(b/c) for c > 0."""
    if u.head != "div":
        return None
    part = rng.choice([node for node in walk(u) if facts.positive(node) and not bound(node)] or [ONE])
    return (u.args[0] / part) / (u.args[1] / part) if part.head != "num" and size(part) < 6 else None


def angle(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """Addition theorems, sin² + cos² = 1."""
    sin, cos = (lambda p: fn("sin", p)), (lambda p: fn("cos", p))
    if u.head == "pow" and u.args[1] == TWO and u.args[0].head in ("sin", "cos"):
        inner = u.args[0].args[0]
        return 1 - (cos(inner) if u.args[0].head == "sin" else sin(inner)) ** 2
    if u.head in ("sin", "cos") and u.args[0].head == "add" and len(u.args[0].args) == 2:
        p, r = u.args[0].args
        return sin(p) * cos(r) + cos(p) * sin(r) if u.head == "sin" else cos(p) * cos(r) - sin(p) * sin(r)
    if u.head == "sin":
        return neg(sin(neg(u.args[0])))
    return 2 * cos(u.args[0] / 2) ** 2 - 1 if u.head == "cos" else None


ALGEBRA: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        commute, expand, power_as_product, product_as_power, binomial, square_of_the_opposite,
        difference_of_squares, factor_out, sign_out, sign_through, add_nothing, times_one,
        half_and_half, fraction_of_number, common_denominator, split_fraction, negative_power,
        quotient_of_product, double_fraction, angle,
    )
}  # fmt: skip
