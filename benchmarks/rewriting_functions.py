"""Rules for exponentials, activations, logarithms, roots, |x| and what has cases."""

from __future__ import annotations

import random
from collections.abc import Mapping

from benchmarks.formulas import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Tree,
    add,
    fn,
    mul,
    names,
    neg,
    sqrt,
    tree,
    walk,
)
from benchmarks.rewriting_facts import Facts, Rule, cases, size


def exponential(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """e^{a + b} = e^a e^b, e^a = 1/e^{−a} = (e^{a/2})²."""
    if u.head != "exp":
        return None
    inner = u.args[0]
    made = [1 / fn("exp", neg(inner)), fn("exp", inner / 2) ** 2, fn("exp", 2 * inner) * fn("exp", -inner)]
    if inner.head == "add":
        made += [mul(*(fn("exp", term) for term in inner.args))] * 3
    return rng.choice(made)


def exponentials_together(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """e^a e^b = e^{a + b}, e^a/e^b = e^{a − b}."""
    if u.head == "div" and u.args[0].head == u.args[1].head == "exp":
        return fn("exp", u.args[0].args[0] - u.args[1].args[0])
    if u.head != "mul":
        return None
    found = [factor for factor in u.args if factor.head == "exp"]
    if len(found) < 2:
        return None
    others = [factor for factor in u.args if factor.head != "exp"]
    return mul(*others, fn("exp", add(*(factor.args[0] for factor in found))))


def sigmoid(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """σ(u) = 1/(1 + e^{−u}) = e^u/(1 + e^u) = 1 − σ(−u) = (1 + tanh(u/2))/2."""
    if u.head != "sigma":
        return None
    inner = u.args[0]
    grown = fn("exp", inner)
    return rng.choice([
        1 / (1 + fn("exp", neg(inner))), grown / (1 + grown), grown / (grown + 1), 1 - fn("sigma", neg(inner)),
        (1 + fn("tanh", inner / 2)) / 2, HALF + HALF * fn("tanh", inner / 2),
    ])  # fmt: skip


def sigmoid_back(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """1 − σ(u) = σ(−u), 1/(1 + e^u) = σ(−u)."""
    if u.head == "add" and len(u.args) == 2 and u.args[0] == ONE:
        if u.args[1].head == "neg" and u.args[1].args[0].head == "sigma":
            return fn("sigma", neg(u.args[1].args[0].args[0]))
    if u.head == "div" and u.args[1].head == "add" and len(u.args[1].args) == 2:
        one, grown = u.args[1].args
        if one == ONE and grown.head == "exp":
            return mul(u.args[0], fn("sigma", neg(grown.args[0])))
    return None


def hyperbolic(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """tanh, sinh and cosh by exponentials and by σ."""
    if u.head not in ("tanh", "sinh", "cosh"):
        return None
    p, r = fn("exp", u.args[0]), fn("exp", neg(u.args[0]))
    if u.head == "cosh":
        return rng.choice([(p + r) / 2, HALF * p + HALF * r])
    if u.head == "sinh":
        return (p - r) / 2
    twice = fn("exp", -2 * u.args[0])
    return rng.choice([
        2 * fn("sigma", 2 * u.args[0]) - 1, (p - r) / (p + r), (1 - twice) / (1 + twice),
        fn("sinh", u.args[0]) / fn("cosh", u.args[0]), neg(fn("tanh", neg(u.args[0]))),
    ])  # fmt: skip


def soft_plus(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """softplus and log(1 + e^u), in stable forms."""
    inner = None
    if u.head == "softplus":
        inner = u.args[0]
    elif u.head == "log" and u.args[0].head == "add" and len(u.args[0].args) == 2:
        one, grown = u.args[0].args
        inner = grown.args[0] if one == ONE and grown.head == "exp" else None
    if inner is None:
        return None
    return rng.choice([
        fn("log", 1 + fn("exp", inner)), inner + fn("log", 1 + fn("exp", neg(inner))),
        fn("relu", inner) + fn("log", 1 + fn("exp", neg(fn("abs", inner)))), neg(fn("log", fn("sigma", neg(inner)))),
        fn("max", inner, ZERO) + fn("softplus", neg(fn("abs", inner))),
    ])  # fmt: skip


def logarithm(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """log ab, log a/b, log aⁿ, log √a, log e^a, log σ for positive parts."""
    if u.head != "log":
        return None
    inner = u.args[0]
    if inner.head == "mul" and all(map(facts.positive, inner.args)):
        return add(*(fn("log", factor) for factor in inner.args))
    if inner.head == "div" and all(map(facts.positive, inner.args)):
        return fn("log", inner.args[0]) - fn("log", inner.args[1])
    if inner.head == "pow" and facts.positive(inner.args[0]):
        return mul(inner.args[1], fn("log", inner.args[0]))
    if inner.head == "sqrt" and facts.positive(inner.args[0]):
        return mul(HALF, fn("log", inner.args[0]))
    if inner.head == "exp":
        return inner.args[0]
    if inner.head == "sigma":
        return rng.choice(
            [neg(fn("softplus", neg(inner.args[0]))), inner.args[0] - fn("softplus", inner.args[0])]
        )
    if facts.positive(inner):
        return rng.choice(
            [neg(fn("log", 1 / inner)), mul(HALF, fn("log", inner**2)), 2 * fn("log", sqrt(inner))]
        )
    return None


def logarithms_together(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """log a + log b = log ab."""
    if u.head != "add" or [part.head for part in u.args].count("log") < 2:
        return None
    logs = [part for part in u.args if part.head == "log"][:2]
    others = [part for part in u.args if part not in logs]
    return add(fn("log", mul(logs[0].args[0], logs[1].args[0])), *others) if len(set(logs)) == 2 else None


def shifted_log_sum(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """log Σ e^{z_k} = c + log Σ e^{z_k − c}."""
    if u.head != "log" or u.args[0].head != "sum" or u.args[0].args[3].head != "exp":
        return None
    letter, low, high, body = u.args[0].args
    shift = tree(rng.choice((1, 2, -1)))
    return shift + fn("log", Tree("sum", (letter, low, high, fn("exp", body.args[0] - shift))))


def shifted_softmax(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """e^{z_j}/Σ e^{z_k} with a number taken from every z; or 1/Σ e^{z_k − z_j}."""
    if (
        u.head != "div"
        or u.args[0].head != "exp"
        or u.args[1].head != "sum"
        or u.args[1].args[3].head != "exp"
    ):
        return None
    letter, low, high, body = u.args[1].args
    inner = u.args[0].args[0]
    if letter in names(inner):
        return None
    shift = tree(rng.choice((1, 3, -2)))
    over = Tree("sum", (letter, low, high, fn("exp", body.args[0] - shift)))
    back = Tree("sum", (letter, low, high, fn("exp", body.args[0] - inner)))
    return rng.choice([fn("exp", inner - shift) / over, 1 / back])


def root(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """√a = a^{1/2} = a/√a, √ab = √a √b, a = √a √a for positive parts."""
    if u.head == "sqrt":
        inner = u.args[0]
        made = [inner**HALF]
        if facts.positive(inner):
            made += [inner / sqrt(inner), fn("exp", HALF * fn("log", inner))]
        if inner.head in ("mul", "div") and all(map(facts.positive, inner.args)):
            made += [Tree(inner.head, tuple(sqrt(part) for part in inner.args))] * 2
        return rng.choice(made)
    if u.head == "name" and facts.positive(u) and u.args[0] not in "mnK":
        return rng.choice([sqrt(u) ** 2, sqrt(u**2), fn("exp", fn("log", u))])
    return None


def root_below(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """1/√a = a^{−1/2} = √a/a; 1/(√a + b) = (√a − b)/(a − b²)."""
    if u.head != "div":
        return None
    below = u.args[1]
    if below.head == "sqrt":
        return mul(u.args[0], below.args[0] ** -HALF)
    if (
        below.head == "add"
        and len(below.args) == 2
        and below.args[0].head == "sqrt"
        and facts.positive(below.args[1])
    ):
        r, rest = below.args[0], below.args[1]
        return mul(u.args[0], r - rest) / (r.args[0] - rest**2)
    return None


def power_of_positive(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """a^{p} = e^{p log a}, a^{3/2} = a √a, for a > 0."""
    if u.head != "pow" or not facts.positive(u.args[0]):
        return None
    base, exponent = u.args
    if exponent.head == "num" and exponent.args[0].denominator == 2 and exponent.args[0] > 1:
        return mul(base ** int(exponent.args[0] - HALF.args[0]), sqrt(base))
    return fn("exp", mul(exponent, fn("log", base)))


def kink(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """|u|, ReLU, max and min by one another and by cases."""
    if u.head == "abs":
        inner = u.args[0]
        return rng.choice([
            fn("max", inner, neg(inner)), sqrt(inner**2), cases(inner, r"\ge", inner, ZERO, neg(inner)),
            cases(neg(inner), "<", inner, ZERO, inner), fn("abs", neg(inner)), fn("sgn", inner) * inner,
            fn("relu", inner) + fn("relu", neg(inner)),
        ])  # fmt: skip
    if u.head == "relu":
        inner = u.args[0]
        return rng.choice([
            fn("max", inner, ZERO), (inner + fn("abs", inner)) / 2, cases(inner, ">", inner, ZERO, ZERO),
            inner - fn("min", inner, ZERO),
        ])  # fmt: skip
    if u.head in ("max", "min"):
        p, r = u.args
        other, sign = ("min", 1) if u.head == "max" else ("max", -1)
        return rng.choice([
            fn(u.head, r, p), neg(fn(other, neg(p), neg(r))), (p + r + sign * fn("abs", p - r)) / 2,
            cases(p, r"\ge" if sign > 0 else "<", p, r, r), p + r - fn(other, p, r),
        ])  # fmt: skip
    return None


def cases_turned(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """The cases in the other order."""
    if u.head != "cases":
        return None
    then, sign, left, right, otherwise = u.args
    opposite = {">": r"\le", r"\ge": "<", "<": r"\ge", r"\le": ">"}[sign]
    return rng.choice([
        cases(otherwise, opposite, left, right, then),
        cases(then, {">": "<", "<": ">", r"\ge": r"\le", r"\le": r"\ge"}[sign], right, left, otherwise),
    ])  # fmt: skip


def of_sign(u: Tree, facts: Facts, rng: random.Random) -> Tree | None:
    """|uv| = |u||v|, |u|² = u²."""
    if u.head == "abs" and u.args[0].head == "mul":
        return mul(*(fn("abs", factor) for factor in u.args[0].args))
    if (
        u.head == "pow"
        and u.args[1] == TWO
        and size(u.args[0]) < 8
        and not any(node.head in ("abs", "sum") for node in walk(u.args[0]))
    ):
        return fn("abs", u.args[0]) ** 2
    return None


FUNCTIONS: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        exponential, exponentials_together, sigmoid, sigmoid_back, hyperbolic, soft_plus, logarithm,
        logarithms_together, shifted_log_sum, shifted_softmax, root, root_below, power_of_positive,
        kink, cases_turned, of_sign,
    )
}  # fmt: skip
