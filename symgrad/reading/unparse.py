"""A syntax tree back to the LaTeX it could have been read from: for names made of formulas, such as ``f(2 w)``.

Reading what comes out gives the same tree again, brackets aside.  ``text`` raises ``ReadError`` for a construct that
stands in no argument of a function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.errors import ReadError
from symgrad.functions import BY_SPELLING
from symgrad.reading import syntax as s

#: how tightly a text binds: a sum, a product, a power, something that needs no brackets anywhere
SUM, PRODUCT, POWER, ATOM = range(4)

Written = tuple[str, int]


def text(node: s.Node) -> str:
    """The LaTeX of a tree."""
    return _written(node)[0]


def _written(node: s.Node) -> Written:
    try:
        write = WRITE[type(node)]
    except KeyError:
        raise ReadError(
            "this cannot stand in the argument of a function that the text defines.",
            node.origin,
            remedy="Give it a name of its own, in a line before.",
        ) from None
    return write(node)


def _at_least(node: s.Node, level: int) -> str:
    written, binds = _written(node)
    return written if binds >= level else f"({written})"


def _name(node: s.Name) -> Written:
    pieces = [
        (script.origin.start, f"{mark}{{{script.text}}}" if len(script.text) > 1 else f"{mark}{script.text}")
        for mark, script in (("_", node.sub), ("^", node.sup))
        if script is not None
    ]
    scripts = "".join(piece for _, piece in sorted(pieces, key=lambda piece: piece[0]))
    # a power behind x^{(i)} would be a second superscript
    return node.base + "'" * node.primes + scripts, POWER if node.sup is not None or node.primes else ATOM


def _plus(node: s.Plus) -> Written:
    pieces: list[str] = []
    for sign, term in node.terms:
        mark = "-" if sign < 0 else "+" if pieces else ""
        pieces.append(f"{mark} {_at_least(term, PRODUCT)}" if pieces else mark + _at_least(term, PRODUCT))
    return " ".join(pieces), SUM


def _times(node: s.Times) -> Written:
    pieces = [_at_least(node.factors[0], POWER)]
    for sign, factor in zip(node.signs, node.factors[1:], strict=True):
        written = _at_least(factor, POWER)
        bare = not sign and isinstance(factor, (s.Number, s.Power)) and written[0].isdigit()
        pieces += [sign] * bool(sign) + [f"({written})" if bare else written]
    return " ".join(pieces), PRODUCT


def _power(node: s.Power) -> Written:
    odot = r"\odot " if node.elementwise else ""
    return f"{_at_least(node.base, ATOM)}^{{{odot}{text(node.exponent)}}}", POWER


def _call(node: s.Call) -> Written:
    inside = ", ".join(text(argument) for argument in node.arguments)
    if node.function == "abs":
        return rf"\left| {inside} \right|", ATOM
    function = node.function
    if function.isalpha() and (function in BY_SPELLING or function == "softmax"):
        function = rf"\operatorname{{{function}}}"
    base = f"_{{{text(node.sub)}}}" if node.sub is not None else ""
    return f"{function}{chr(39) * node.primes}{base}({inside})", ATOM


def _sum(node: s.BigSum) -> Written:
    if node.conditions:
        raise ReadError(
            "a sum with a condition cannot stand in the argument of a function that the text defines.",
            node.origin,
            remedy="Give it a name of its own, in a line before.",
        )
    bounds = []
    for bound in node.bounds:
        below = bound.letter if bound.low is None else f"{bound.letter}={text(bound.low)}"
        above = "" if bound.high is None else f"^{{{text(bound.high)}}}"
        bounds.append(f"{node.operator}_{{{below}}}{above}")
    return f"{' '.join(bounds or [node.operator])} {_at_least(node.body, PRODUCT)}", SUM


def _element(node: s.Element) -> Written:
    # A name without scripts takes the index itself, another one only in brackets: (h_1)_{i}.
    bare = isinstance(node.body, s.Name) and node.body.sub is None and not node.body.primes
    body = _written(node.body)[0]
    return f"{body if bare or isinstance(node.body, s.Call) else f'({body})'}_{{{node.script.text}}}", ATOM


def _norm(node: s.Norm) -> Written:
    below = f"_{{{node.kind}}}" if node.kind else ""
    return rf"\left\| {text(node.body)} \right\|{below}", ATOM


WRITE: dict[type[s.Node], Callable[[Any], Written]] = {
    s.Name: _name,
    s.Number: lambda node: (node.text, ATOM),
    s.Ones: lambda _: (r"\mathbf{1}", ATOM),
    s.Plus: _plus,
    s.Times: _times,
    s.Quotient: lambda node: (rf"\frac{{{text(node.top)}}}{{{text(node.bottom)}}}", POWER),
    s.Power: _power,
    s.Root: lambda node: (
        rf"\sqrt{f'[{text(node.degree)}]' if node.degree is not None else ''}{{{text(node.body)}}}",
        ATOM,
    ),
    s.Call: _call,
    s.BigSum: _sum,
    s.Transposed: lambda node: (rf"{_at_least(node.body, ATOM)}^\top", POWER),
    s.Norm: _norm,
    s.Trace: lambda node: (rf"\operatorname{{tr}}({text(node.body)})", ATOM),
    s.Determinant: lambda node: (rf"\det({text(node.body)})", ATOM),
    s.Diagonal: lambda node: (rf"\operatorname{{diag}}({text(node.body)})", ATOM),
    s.Eye: lambda _: (r"\mathbf{I}", ATOM),
    s.Element: _element,
    s.Extreme: lambda node: (rf"\{node.which}({', '.join(map(text, node.arguments))})", ATOM),
}
