"""Formulas for fuzzing: those of the lectures, cut, spliced, nested and salted, and such as can be read."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: what tries to run, to fill the memory, to hide or to end the reading
HOSTILE = (
    r"\input{/etc/passwd}", r"\write18{ls}", r"\def\x{\x}\x", r"\catcode`\@=11",
    r"\csname end\endcsname", "__import__('os')", "exec(1)", "lambda: 0", "os.system('ls')", "{{7*7}}",
    "${7*7}", "%n%s", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "9" * 400, "1e999999",
    "10^{10^{10}}", "x^{x^{x^{x}}}", "9!!!!", r"\sum_{i=1}^{10^{12}} i", r"\prod_{i=1}^{99999} i^i",
    "(" * 60, ")" * 60, "{" * 60, r"\frac" * 30, r"\left(" * 20, "\x00", "\x1b[2J", "\u202e", "\u200b",
    "\ufeff", "\ud800", "ｘ", "х", "𝚡", r"\frac{1}{0}", r"\log(-1)", r"\sqrt{-1}", "0^0", "0^{-1}",
    r"\infty-\infty", r"\begin{cases}", r"\end{cases}", "&", r"\\", "%", "#", "~", "$$",
    r"\begin{pmatrix}1&2\\3\end{pmatrix}", r"x_{i_{j_{k}}}", "x''''", r"\frac{d^9}{dx^9}", r"\partial",
    r"\nabla", r"\lim_{h\to0}", r"\max_{i}", r"\int x dx", r"\det A", r"A^{-1}", r"A^\top", r"\left.",
    r"\right|_{x=0}", "=", "==", ":=", "≈", r"\approx", "<", r"\le",
)  # fmt: skip
#: characters put anywhere
LETTERS = "xywbmnij0123456789+-*/^_=(){}[]|\\!'.,;:&<>~ \n\t√∑∂σ²⁻½·−×가θ"
#: what is put around a formula, once or many times
AROUND = (
    (r"\left(", r"\right)"), ("{", "}"), (r"\frac{1}{", "}"), ("e^{", "}"),
    (r"\sqrt{", "}"), (r"\sigma(", ")"), ("|", "|"),
)  # fmt: skip
DOMAINS = ("R", "Z", "(0,inf)", "[0,1]", "(-6,6)", "(1,0)", "[", "", "nonsense", "(-inf,inf)", "[0,1e999]")
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]+|\d+|\s+|.", re.S)


@cache
def corpus() -> tuple[str, ...]:
    """Formulas as they are written: those to be read, and those of our own pages."""
    given = json.loads((ROOT / "tests/data/reading_corpus.json").read_text(encoding="utf-8"))
    found = [text for text in _texts(given) if 0 < len(text) < 300]
    for page in sorted((ROOT / "derivations").glob("*.md")):
        found += re.findall(r"\$\$\s*(.{1,300}?)\s*\$\$", page.read_text(encoding="utf-8"), re.S)
    return tuple(dict.fromkeys(found))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def formula(draw: random.Random) -> str:
    """A formula of the corpus after none to a few changes."""
    text = draw.choice(corpus())
    for _ in range(draw.choice((0, 1, 1, 2, 3, 6))):
        text = draw.choice(CHANGES)(text, draw)[:5000]
    return text


def cut(text: str, draw: random.Random) -> str:
    tokens = TOKEN.findall(text)
    first = draw.randrange(len(tokens) + 1)
    return "".join(tokens[:first] + tokens[first + draw.choice((1, 1, 2, 5)) :])


def repeat(text: str, draw: random.Random) -> str:
    tokens = TOKEN.findall(text)
    first = draw.randrange(len(tokens) + 1)
    last = first + draw.choice((1, 2, 4))
    return "".join(tokens[:last] + tokens[first:last] * draw.choice((1, 1, 2, 20)) + tokens[last:])


def swap(text: str, draw: random.Random) -> str:
    tokens = TOKEN.findall(text) or [""]
    one, other = draw.randrange(len(tokens)), draw.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]
    return "".join(tokens)


def splice(text: str, draw: random.Random) -> str:
    tokens, others = TOKEN.findall(text), TOKEN.findall(draw.choice(corpus()))
    place, start = draw.randrange(len(tokens) + 1), draw.randrange(len(others))
    return "".join(tokens[:place] + others[start : start + draw.choice((1, 3, 9))] + tokens[place:])


def salt(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text) + 1)
    return text[:place] + draw.choice(HOSTILE) + text[place:]


def letter(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text) + 1)
    return text[:place] + draw.choice(LETTERS) + text[place + draw.choice((0, 1)) :]


def renumber(text: str, draw: random.Random) -> str:
    numbers = ("0", "-1", "1e400", "0.1", "1/3", "7" * draw.choice((3, 30, 300)))
    return re.sub(r"\d+", lambda _: draw.choice(numbers), text, count=draw.choice((1, 3)))


def nest(text: str, draw: random.Random) -> str:
    left, right = draw.choice(AROUND)
    times = draw.choice((1, 1, 2, 5, 50))
    return left * times + text + right * times


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    cut, repeat, swap, splice, salt, letter, letter, renumber, nest,
)  # fmt: skip

# -- formulas that can be read -------------------------------------------------------------------------------------

#: leaves, and what is built of two formulas
LEAVES = ("x", "w", "b", "x", "w", "0", "1", "2", "3", "-1", "0.5", "10", r"\pi", "e", "100", r"\frac{1}{3}")
BUILT = (
    "{0}+{1}", "{0}-{1}", "({0})({1})", r"\frac{{{0}}}{{{1}}}", "({0})^2", "({0})^{{{1}}}", "({0})^{{-1}}",
    "e^{{{0}}}", r"\log({0})", r"\sqrt{{{0}}}", r"\sigma({0})", r"\tanh({0})", r"\sin({0})", r"\cos({0})",
    "|{0}|", r"\max({0}, {1})", r"\mathrm{{ReLU}}({0})", r"({0}) \cdot ({1})", "-({0})", r"\min(0, {0})",
    r"\sum_{{i=1}}^{{3}} ({0})", r"\sum_{{i=1}}^{{m}} ({0}) y_i", r"\frac{{1}}{{m}} \sum_{{i=1}}^{{m}} (y_i-{0})^2",
    r"\log(1+e^{{{0}}})", r"\frac{{d}}{{dx}} \left({0}\right)", r"\mathrm{{sign}}({0})", r"({0})^{{1/2}}",
    r"\mathbb{{1}}[{0} > {1}]", r"\begin{{cases}} {0} & {1} \ge 0 \\ 1 & \text{{otherwise}} \end{{cases}}",
)  # fmt: skip
#: the same value written otherwise, at least where both are defined, and slips
REWRITTEN = (
    "{0}", "({0})+0", "2({0})-({0})", r"\frac{{2({0})}}{{2}}", "-(-({0}))", r"\frac{{({0})^2}}{{{0}}}",
    r"\log(e^{{{0}}})", r"\sqrt{{({0})^2}}", r"e^{{\log({0})}}", r"\max({0}, {0})", "({0})+x-x",
    r"\frac{{x({0})}}{{x}}",
    r"\sum_{{k=1}}^{{1}} ({0})", "({0})^1", r"\frac{{1}}{{1/({0})}}", r"|{0}|", "2({0})", "-({0})", "({0})+10^{{-30}}",
    "({0})(1+10^{{-20}})", r"({0})\frac{{m}}{{m}}", r"\frac{{d}}{{dw}}(w ({0}))",
)  # fmt: skip


def built(draw: random.Random, depth: int = 4) -> str:
    """A formula that can be read, of a few names."""
    if depth == 0 or draw.random() < 0.2:
        return draw.choice(LEAVES)
    return draw.choice(BUILT).format(built(draw, depth - 1), built(draw, draw.randrange(depth)))
