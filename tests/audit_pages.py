"""Pages nobody has seen: a network or a line with random numbers, worked out here by other means than symgrad's, as a
careful person prints it (from exact values) or a person with a calculator (from the numbers printed before).

``page(seed)`` is a clean page as lines; ``slips(seed)`` are copies of it with one slip each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from typing import Any

import mpmath

DIGITS = 40


@dataclass(frozen=True)
class Ex:
    """An expression: ``op`` of ``args``; a name or a number is an ``op`` without any."""

    op: str
    args: tuple[Any, ...] = ()


def n(name: str) -> Ex:
    return Ex("name", (name,))


def c(number: int) -> Ex:
    return Ex("number", (number,))


def add(*terms: Ex) -> Ex:
    return Ex("+", terms)


def sub(a: Ex, b: Ex) -> Ex:
    return Ex("-", (a, b))


def mul(*factors: Ex) -> Ex:
    return Ex("*", factors)


def sq(a: Ex) -> Ex:
    return Ex("sq", (a,))


def call(function: str, a: Ex) -> Ex:
    return Ex(function, (a,))


FUNCTIONS = {
    "sigma": (r"\sigma", lambda z: 1 / (1 + mpmath.exp(-z))),
    "tanh": (r"\tanh", mpmath.tanh),
}


def value(ex: Ex, env: Mapping[str, Any]) -> Any:
    if ex.op == "name":
        return env[ex.args[0]]
    if ex.op == "number":
        return mpmath.mpf(ex.args[0])
    if ex.op in FUNCTIONS:
        return FUNCTIONS[ex.op][1](value(ex.args[0], env))
    parts = [value(arg, env) for arg in ex.args]
    if ex.op == "+":
        return mpmath.fsum(parts)
    if ex.op == "-":
        return parts[0] - parts[1]
    if ex.op == "sq":
        return parts[0] ** 2
    return mpmath.fprod(parts)


def latex(ex: Ex, shown: Mapping[str, str], level: int = 0) -> str:
    """``shown`` says what is printed for each name: itself, or its number."""
    if ex.op in ("name", "number"):
        text = shown[ex.args[0]] if ex.op == "name" else str(ex.args[0])
        return f"({text})" if text.startswith("-") and level else text
    if ex.op in FUNCTIONS:
        return rf"{FUNCTIONS[ex.op][0]}({latex(ex.args[0], shown)})"
    if ex.op == "sq":
        return f"{latex(ex.args[0], shown, 3)}^2"
    if ex.op == "*":
        text = r" \cdot ".join(latex(arg, shown, 2 if k else 1) for k, arg in enumerate(ex.args))
        return f"({text})" if level > 2 else text
    sign = " + " if ex.op == "+" else " - "
    text = sign.join(
        latex(arg, shown, 1 if k and ex.op == "-" else (1 if k else 0)) for k, arg in enumerate(ex.args)
    )
    return f"({text})" if level > 0 else text


@dataclass(frozen=True)
class Line:
    """A printed line: what it is about, its formula, whether the numbers are put in, its number; ``block`` is where."""

    left: str
    key: str
    formula: Ex
    put_in: bool
    block: int
    text: str = ""
    number: str = ""
    spare: tuple[str, ...] = ()  # what else somebody might print without being wrong


@dataclass
class Page:
    """A page as blocks of lines, and what it takes to print one of them anew."""

    head: str
    lines: list[Line]
    kinds: list[str]
    shown: dict[str, str]
    digits: int
    states: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[dict[str, str]] = field(default_factory=list)

    def text(self, changed: Mapping[int, str] | None = None) -> str:
        """The Markdown; ``changed`` are other texts for some lines."""
        changed = changed or {}
        parts = [self.head]
        for block, kind in enumerate(self.kinds):
            rows = [changed.get(k, line.text) for k, line in enumerate(self.lines) if line.block == block]
            body = " \\\\\n".join(rows)
            parts.append(
                f'<!-- symgrad: {kind} id="G1" -->\n$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$\n'
            )
        return "\n".join(parts)


def decimal(number: Any, places: int, *, cut: bool = False) -> str:
    with mpmath.workdps(DIGITS):
        scaled = abs(mpmath.mpf(number)) * mpmath.mpf(10) ** places
        whole = int(mpmath.floor(scaled)) if cut else int(mpmath.floor(scaled + mpmath.mpf("0.5")))
    text = str(whole).rjust(places + 1, "0")
    return ("-" if number < 0 and whole else "") + f"{text[:-places]}.{text[-places:]}"


def short(number: Any) -> str:
    """A given number, as short as it is."""
    text = decimal(number, 4).rstrip("0")
    return text + "0" if text.endswith(".") else text


def given(draw: Random, *, positive: bool = False) -> Any:
    whole = draw.randint(11, 99)
    sign = 1 if positive or draw.random() < 0.75 else -1
    return mpmath.mpf(sign * whole) / 100


class Writer:
    """Prints lines one after the other, as one of the two persons does."""

    def __init__(
        self, draw: Random, env: dict[str, Any], shown: dict[str, str], digits: int, calculator: bool
    ) -> None:
        self.draw, self.exact, self.shown, self.digits, self.calculator = draw, env, shown, digits, calculator
        self.printed: dict[str, str] = {key: short(env[key]) for key in env}
        self.onward = dict(env)
        self.lines: list[Line] = []

    def line(self, key: str, formula: Ex, block: int, *, left: str = "", update: bool = False) -> Line:
        with mpmath.workdps(DIGITS):
            exact, onward = value(formula, self.exact), value(formula, self.onward)
            put_in = self.draw.random() < 0.6
            used = onward if self.calculator else exact
            number = decimal(used, self.digits)
            arithmetic = value(formula, {name: mpmath.mpf(text) for name, text in self.printed.items()})
        sides = [latex(formula, self.shown)]
        if put_in:
            sides.append(latex(formula, self.printed))
        sign = ":=" if update else "="
        near = r"\approx" if self.draw.random() < 0.7 else "="
        text = f"{left or self.shown[key]} &{sign} {' = '.join(sides)} {near} {number}"
        spare = [exact, onward, *([arithmetic] if put_in else [])]
        legal = tuple(decimal(each, self.digits, cut=cut) for each in spare for cut in (False, True))
        line = Line(left or self.shown[key], key, formula, put_in, block, text, number, legal)
        self.lines.append(line)
        if not update:
            self.exact[key], self.onward[key], self.printed[key] = exact, mpmath.mpf(number), number
        return line


def network(seed: int, *, small: bool = False) -> Page:
    """A network with one output, a forward pass, backpropagation, an update of everything, a second forward pass; a
    ``small`` one goes forward and back once, through two nodes.
    """
    draw = Random(seed)
    inputs, hidden = (1, 2) if small else (draw.randint(2, 3), draw.randint(2, 3))
    act = draw.choice(["sigma", "tanh"])
    digits, calculator = draw.randint(4, 6), draw.random() < 0.5
    env: dict[str, Any] = {}
    shown: dict[str, str] = {}

    def named(key: str, latex_: str) -> str:
        shown[key] = latex_
        return key

    with mpmath.workdps(DIGITS):
        for i in range(1, inputs + 1):
            env[named(f"x{i}", f"x_{i}")] = given(draw)
        env[named("y", "y")] = mpmath.mpf(draw.choice([0, 1]))
        weights = [(j, i) for j in range(1, hidden + 1) for i in range(1, inputs + 1)]
        for k, (j, i) in enumerate(weights, 1):
            env[named(f"w{j}{i}", f"w_{k}")] = given(draw)
        for j in range(1, hidden + 1):
            env[named(f"v{j}", f"v_{j}")] = given(draw)
        env[named("rate", r"\alpha")] = mpmath.mpf(draw.choice([1, 2, 5])) / 10
    parameters = [f"w{j}{i}" for j, i in weights] + [f"v{j}" for j in range(1, hidden + 1)]
    names = {f"a{j}": f"a_{j}" for j in range(1, hidden + 1)} | {
        f"h{j}": f"h_{j}" for j in range(1, hidden + 1)
    }
    shown.update(names | {"z": "z", "p": r"\hat{y}", "E": "E"})
    definitions = [
        *(
            (f"a{j}", add(*(mul(n(f"w{j}{i}"), n(f"x{i}")) for i in range(1, inputs + 1))))
            for j in range(1, hidden + 1)
        ),
        *((f"h{j}", call(act, n(f"a{j}"))) for j in range(1, hidden + 1)),
        ("z", add(*(mul(n(f"v{j}"), n(f"h{j}")) for j in range(1, hidden + 1)))),
        ("p", call("sigma", n("z"))),
        ("E", sq(sub(n("y"), n("p")))),
    ]

    def partial(what: str, by: str) -> str:
        return rf"\frac{{\partial {shown[what]}}}{{\partial {shown[by]}}}"

    slope = {"sigma": lambda h: mul(h, sub(c(1), h)), "tanh": lambda h: sub(c(1), sq(h))}[act]
    for what, by in (("E", "p"), ("p", "z"), *((f"h{j}", f"a{j}") for j in range(1, hidden + 1))):
        shown[f"d{what}/d{by}"] = partial(what, by)
    for key in parameters:
        shown[f"dE/d{key}"] = partial("E", key)
    writer = Writer(draw, dict(env), shown, digits, calculator)
    kinds = ["claims", "claims"] if small else ["claims", "claims", "update", "claims"]
    for key, formula in definitions:
        writer.line(key, formula, 0)
    writer.line("dE/dp", mul(c(-2), sub(n("y"), n("p"))), 1)
    writer.line("dp/dz", mul(n("p"), sub(c(1), n("p"))), 1)
    for j in range(1, hidden + 1):
        writer.line(f"dh{j}/da{j}", slope(n(f"h{j}")), 1)
    for j in range(1, hidden + 1):
        writer.line(f"dE/dv{j}", mul(n("dE/dp"), n("dp/dz"), n(f"h{j}")), 1)
    for j, i in weights:
        chain = mul(n("dE/dp"), n("dp/dz"), n(f"v{j}"), n(f"dh{j}/da{j}"), n(f"x{i}"))
        writer.line(f"dE/dw{j}{i}", chain, 1)
    before = dict(writer.exact)
    said = dict(writer.printed)
    new = {}
    for key in parameters if not small else ():
        new[key] = writer.line(key, sub(n(key), mul(n("rate"), n(f"dE/d{key}"))), 2, update=True)
    with mpmath.workdps(DIGITS):
        for key, line in new.items():
            writer.exact[key] = value(line.formula, before)
            writer.onward[key], writer.printed[key] = mpmath.mpf(line.number), line.number
    for key, formula in definitions if not small else ():
        writer.line(key, formula, 3)
    model = " \\\\\n".join(f"{shown[key]} &= {latex(formula, shown)}" for key, formula in definitions)
    rows = ", & ".join(f"{shown[key]} &= {short(number)}" for key, number in env.items())
    head = (
        "---\ntitle: {en: A network}\nids: [G1]\n---\n"
        f'<!-- symgrad: model parameters="{" ".join(shown[k] for k in parameters)}" '
        f'data="{" ".join(shown[f"x{i}"] for i in range(1, inputs + 1))} y" target="E" -->\n'
        f"$$\n\\begin{{aligned}}\n{model}\n\\end{{aligned}}\n$$\n"
        f"<!-- symgrad: given -->\n$$\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n$$\n"
    )
    return Page(
        head, writer.lines, kinds, shown, digits, [before, dict(writer.exact)], [said, dict(writer.printed)]
    )


# -- a line through samples: the slips of sums ------------------------------------------------------------------


def regression(seed: int) -> tuple[str, dict[str, tuple[str, str]]]:
    """A page on a line through samples, its update under its method's name, and slips: kind → (printed, planted)."""
    draw = Random(seed)
    count, digits = draw.randint(3, 5), draw.randint(4, 6)
    with mpmath.workdps(DIGITS):
        xs = [given(draw) for _ in range(count)]
        ys = [given(draw) for _ in range(count)]
        w, b, rate = given(draw), given(draw), mpmath.mpf(draw.choice([1, 2, 5])) / 10
        residuals = [w * x + b - y for x, y in zip(xs, ys, strict=True)]
        loss = mpmath.fsum(r * r for r in residuals) / count
        slopes = (
            2 * mpmath.fsum(r * x for r, x in zip(residuals, xs, strict=True)) / count,
            2 * sum(residuals) / count,
        )
        moved = w - rate * slopes[0], b - rate * slopes[1]
    table = "\n".join(f"| {short(x)} | {short(y)} |" for x, y in zip(xs, ys, strict=True))
    k = draw.randint(1, count)
    mean = r"\frac{1}{n} \sum_{i=1}^{n} (h_i - y_i)^2"
    slope = r"\frac{2}{n} \sum_{i=1}^{n} (h_i - y_i) x_i"
    element = f"h_{k} = w x_{k} + b"
    by_b = r"\frac{2}{n} \sum_{j=1}^{n} (h_j - y_j)"
    text = rf"""---
title: {{en: A line}}
ids: [G1]
---
<!-- symgrad: model parameters="w b" data="x y" constants="\alpha" shapes="x: n; y: n" target="L" -->
$$
h_i = w x_i + b \\
L = {mean}
$$
<!-- symgrad: given -->
| $x_i$ | $y_i$ |
|---|---|
{table}

<!-- symgrad: given -->
$$
w = {short(w)}, \quad b = {short(b)}, \quad \alpha = {short(rate)}
$$
<!-- symgrad: claims id="G1" -->
$$
{element} \approx {decimal(w * xs[k - 1] + b, digits)} \\
L = {mean} \approx {decimal(loss, digits)} \\
\frac{{\partial L}}{{\partial w}} = {slope} \approx {decimal(slopes[0], digits)} \\
\frac{{\partial L}}{{\partial b}} = {by_b} \approx {decimal(slopes[1], digits)}
$$
<!-- symgrad: update id="G1" method="gradient_descent" -->
$$
w := w - \alpha \frac{{\partial L}}{{\partial w}} \approx {decimal(moved[0], digits)} \\
b := b - \alpha \frac{{\partial L}}{{\partial b}} \approx {decimal(moved[1], digits)}
$$
"""
    planted = {
        "element out of range": (element, element.replace(f"x_{k}", f"x_{count + 1}")),
        "sum out of range": (r"\sum_{j=1}^{n}", rf"\sum_{{j=1}}^{{{count + 1}}}"),
        "limit and divisor": (
            r"{\partial w} = " + slope,
            r"{\partial w} = " + slope.replace(r"{n} \sum", r"{N} \sum"),
        ),
        "inner derivative left out": (r"(h_i - y_i) x_i \approx", r"(h_i - y_i) \approx"),
        "sign of an update": (r"b - \alpha", r"b + \alpha"),
        "derivative by another": (
            r"w - \alpha \frac{\partial L}{\partial w}",
            r"w - \alpha \frac{\partial L}{\partial b}",
        ),
        "rate left out": (r"w - \alpha \frac", r"w - \frac"),
    }
    return text, planted


# -- slips ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slip:
    """A page with one slip: of what kind, on which line of the Markdown, and the line as planted."""

    kind: str
    text: str
    line: int
    planted: str


def slips(page: Page, seed: int) -> Iterator[Slip]:
    """One slip of each kind that the page has room for, each at a random place."""
    draw = Random(seed)
    for kind, make in KINDS.items():
        places = list(range(len(page.lines)))
        draw.shuffle(places)
        for place in places:
            planted = make(page, place, draw)
            if planted is not None and planted != page.lines[place].text:
                # The same line may stand on the page twice; a mark shows where this one is.
                before, _, _ = page.text({place: "planted here"}).partition("planted here")
                yield Slip(kind, page.text({place: planted}), before.count("\n") + 1, planted)
                break


def _with_number(line: Line, number: str) -> str | None:
    """The line with another number, unless somebody might print that without being wrong."""
    if number in line.spare or Fraction(number) in map(Fraction, line.spare):
        return None
    return line.text[: len(line.text) - len(line.number)] + number


def wrong_digit(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    digits = [k for k, letter in enumerate(line.number) if letter.isdigit()]
    at = draw.choice(digits)
    digit = str((int(line.number[at]) + draw.randint(1, 9)) % 10)
    return _with_number(line, line.number[:at] + digit + line.number[at + 1 :])


def swapped_digits(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    at = draw.randint(line.number.index(".") + 1, len(line.number) - 2)
    swapped = line.number[:at] + line.number[at + 1] + line.number[at] + line.number[at + 2 :]
    return _with_number(line, swapped)


def number_sign(page: Page, place: int, draw: Random) -> str | None:
    number = page.lines[place].number
    return _with_number(
        page.lines[place], number.removeprefix("-") if number.startswith("-") else "-" + number
    )


def _recomputed(page: Page, place: int, formula: Ex, changed: Mapping[str, Any] | None = None) -> str | None:
    """The line with the number of another formula, or of the same with other values."""
    line = page.lines[place]
    with mpmath.workdps(DIGITS):
        number = value(formula, {**page.states[line.block == 3], **(changed or {})})
    return _with_number(line, decimal(number, page.digits))


def computed_with_a_neighbour(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    env = page.states[line.block == 3]
    pairs = [
        (name, other)
        for name in names_in(line.formula)
        for other in env
        if other != name and other.rstrip("0123456789") == name.rstrip("0123456789") and "/" not in name
    ]
    if not pairs:
        return None
    name, other = draw.choice(pairs)
    return _recomputed(page, place, line.formula, {name: env[other]})


def computed_with_a_factor_left_out(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    if line.formula.op != "*" or len(line.formula.args) < 2:
        return None
    k = draw.randrange(len(line.formula.args))
    rest = line.formula.args[:k] + line.formula.args[k + 1 :]
    return _recomputed(page, place, rest[0] if len(rest) == 1 else Ex("*", rest))


def computed_with_the_old_parameter(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    names = [name for name in names_in(line.formula) if name[0] in "wv"]
    if line.block != 3 or not names:
        return None
    name = draw.choice(names)
    return _recomputed(page, place, line.formula, {name: page.states[0][name]})


def computed_with_an_updated_parameter(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    names = [name for name in names_in(line.formula) if name[0] == "v"]
    if line.block != 1 or not names:
        return None
    name = draw.choice(names)
    return _recomputed(page, place, line.formula, {name: page.states[1][name]})


def computed_with_an_earlier_value(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    names = [name for name in names_in(line.formula) if name[0] in "ahzp"]
    if line.block != 3 or not names:
        return None
    name = draw.choice(names)
    return _recomputed(page, place, line.formula, {name: page.states[0][name]})


def names_in(ex: Ex) -> list[str]:
    if ex.op == "name":
        return [ex.args[0]]
    return [name for arg in ex.args if isinstance(arg, Ex) for name in names_in(arg)]


def _formula_of(page: Page, place: int) -> str:
    return latex(page.lines[place].formula, page.shown)


def _other_formula(page: Page, place: int, formula: Ex) -> str:
    return page.lines[place].text.replace(_formula_of(page, place), latex(formula, page.shown), 1)


def formula_with_a_factor_left_out(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    if line.formula.op != "*" or line.block == 2:
        return None
    k = draw.randrange(len(line.formula.args))
    rest = line.formula.args[:k] + line.formula.args[k + 1 :]
    return _other_formula(page, place, rest[0] if len(rest) == 1 else Ex("*", rest))


def formula_with_another_sign(page: Page, place: int, draw: Random) -> str | None:
    formula = page.lines[place].formula
    if formula.op == "-" and page.lines[place].block != 2:
        return _other_formula(page, place, Ex("+", formula.args))
    if formula.op == "+" and len(formula.args) == 2:
        return _other_formula(page, place, Ex("-", formula.args))
    return None


def formula_with_a_neighbour(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    names = [name for name in names_in(line.formula) if name[0] in "wvxh"]
    if not names or line.block == 2:
        return None
    name = draw.choice(names)
    others = [k for k in page.states[0] if k != name and k[0] == name[0] and "/" not in k and k[1:].isdigit()]
    if not others or not name[1:].isdigit():
        return None
    return _other_formula(page, place, renamed(line.formula, name, draw.choice(others)))


def renamed(ex: Ex, name: str, other: str) -> Ex:
    if ex.op == "name":
        return Ex("name", (other if ex.args[0] == name else ex.args[0],))
    return replace(
        ex, args=tuple(renamed(arg, name, other) if isinstance(arg, Ex) else arg for arg in ex.args)
    )


def undefined_name(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    name = draw.choice(names_in(line.formula))
    shown = {**page.shown, name: draw.choice(["q", "u_1", r"\theta", "w_{99}", "x_{9}"])}
    return line.text.replace(_formula_of(page, place), latex(line.formula, shown), 1)


def operator_in_the_numbers(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    if not line.put_in or line.formula.op not in ("*", "+"):
        return None
    printed = page.numbers[line.block == 3] if line.block != 2 else page.numbers[0]
    before = latex(line.formula, printed)
    if before not in line.text:
        return None
    args = line.formula.args
    op = {"*": "+", "+": "-"}[line.formula.op]
    joined = Ex(op, args[:2])
    other = joined if len(args) == 2 else Ex(line.formula.op, (joined, *args[2:]))
    with mpmath.workdps(DIGITS):
        env = {name: mpmath.mpf(text) for name, text in printed.items()}
        if abs(value(other, env) - value(line.formula, env)) < mpmath.mpf(10) ** -(page.digits - 2):
            return None
    return line.text.replace(before, latex(other, printed), 1)


def another_value_put_in(page: Page, place: int, draw: Random) -> str | None:
    line = page.lines[place]
    printed = page.numbers[line.block == 3] if line.block != 2 else page.numbers[0]
    before = latex(line.formula, printed)
    names = [name for name in names_in(line.formula) if name[0] in "wvxh"]
    if not line.put_in or not names or before not in line.text:
        return None
    name = draw.choice(names)
    others = [k for k in page.states[0] if k[0] == name[0] and printed[k] != printed[name] and "/" not in k]
    if not others or "/" in name:
        return None
    after = latex(line.formula, {**printed, name: printed[draw.choice(others)]})
    return line.text.replace(before, after, 1)


KINDS = {
    make.__name__: make
    for make in (
        wrong_digit,
        swapped_digits,
        number_sign,
        computed_with_a_neighbour,
        computed_with_a_factor_left_out,
        computed_with_the_old_parameter,
        computed_with_an_updated_parameter,
        computed_with_an_earlier_value,
        formula_with_a_factor_left_out,
        formula_with_another_sign,
        formula_with_a_neighbour,
        undefined_name,
        operator_in_the_numbers,
        another_value_put_in,
    )
}


def count(pages: int) -> tuple[int, int, int, list[str]]:
    """How many slips were planted, missed, and how many clean lines were accused, on so many pages of each sort; and
    which.
    """
    from audit_kinds import KINDS as FURTHER

    from symgrad.notes import audit, parse_page

    planted = missed = accused = 0
    told = []
    for seed in range(pages):
        page = network(seed)
        clean, found = regression(seed)
        pages_now = [Slip("clean", page.text(), 0, ""), Slip("clean", clean, 0, "")]
        several = list(slips(page, seed))
        pages_now += [several[seed % len(several)]]
        pages_now.append(_with_slip(clean, found, seed))
        clean, found = FURTHER[seed % len(FURTHER)](seed)
        pages_now += [Slip("clean", clean, 0, ""), _with_slip(clean, found, seed // len(FURTHER))]
        for slip in pages_now:
            lines = {claim.origin.line for claim in audit(parse_page(slip.text)).findings}
            planted += slip.kind != "clean"
            if slip.kind != "clean" and slip.line not in lines:
                missed += 1
                told.append(f"missed {slip.kind} on page {seed}: {slip.planted}")
            for line in sorted(lines - {slip.line}):
                accused += 1
                told.append(
                    f"accused line {line} of page {seed} ({slip.kind}): {slip.text.splitlines()[line - 1]}"
                )
    return planted, missed, accused, told


def _with_slip(clean: str, found: Mapping[str, tuple[str, str]], number: int) -> Slip:
    """The page with one of its slips."""
    kind = list(found)[number % len(found)]
    before, after = found[kind]
    return Slip(kind, clean.replace(before, after, 1), clean[: clean.index(before)].count("\n") + 1, after)


if __name__ == "__main__":
    import sys

    planted, missed, accused, told = count(int(sys.argv[1]))
    print("\n".join([*told, f"{planted} slips planted, {missed} missed; {accused} clean lines accused"]))
    sys.exit(bool(missed or accused))
