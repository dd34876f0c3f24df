"""A statement for every l, proved by induction: the base and the step are claims of the page, each proved.

Goes in: a line for l that is proved in a model which defines what comes from l − 1, and the statements proved so far.
Comes out: the line's claims, saying what the induction rests on, or what it lacks.  The hypothesis must be one of the
model's definitions: for ``H^{[l]} = X A^{[l]} + c^{[l]}`` it is ``H^{[l-1]} = X A^{[l-1]} + c^{[l-1]}``; for
``|d^{[l]}| \\le B^{[l]}`` it is ``B^{[l-1]} = |d^{[l-1]}| + s^2`` with any number s, which is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from symgrad.errors import ReadError, choices, worded
from symgrad.notes.carried import Statement
from symgrad.notes.chains import Chain
from symgrad.notes.claims import Claim, Remark
from symgrad.notes.forms import inner
from symgrad.notes.names import name_node
from symgrad.notes.page import Printed, Section
from symgrad.reading import syntax
from symgrad.reading.substitution import rebuilt

#: the model's name → what was proved about it
Proved = dict[str, list[Statement]]


def statement(line: Chain, claims: Sequence[Claim]) -> Statement | None:
    """What a line says, if all of it is proved."""
    if not claims or any(claim.verdict != "proved" for claim in claims):
        return None
    if any(sign in (":=", "≈") for sign in line.signs):
        return None
    weak = next((sign for sign in line.signs if sign != "="), "=")
    sign = next((sign for sign in line.signs if sign in "<>"), weak)
    return Statement(inner(line.sides[0].node), sign, inner(line.sides[-1].node), claims[-1].id)


def by_induction(
    block: Printed, found: Statement | None, claims: list[Claim], section: Section, definitions: Sequence[Chain],
    proved: Mapping[str, Sequence[Statement]],
) -> list[Claim]:  # fmt: skip
    """The claims of a line that is said to hold for every ``block.over``; one that is not proved stays what it is."""
    if block.induction not in proved:
        raise ReadError(
            worded("no model above is called {induction}.", induction=block.induction),
            block.origin,
            remedy=choices(block.induction, tuple(proved)),
            reason="undefined",
        )
    if found is None:
        return claims
    first = _at(found, block.over, "1")
    base = next((each for each in proved[block.induction] if each.said == first.said), None)
    before = _at(found, block.over, f"{block.over}-1")
    remark: Remark
    if base is None:
        remark = "no_value_induction_base", {"letter": block.over, "model": block.induction}
    elif not _assumed(before, section, definitions, found):
        remark = "no_value_induction_hypothesis", {"letter": block.over}
    else:
        remark = "by_induction", {"letter": block.over, "ids": base.id}
        return [*claims[:-1], replace(claims[-1], remarks=(*claims[-1].remarks, remark))]
    reason = "the induction is not complete."
    last = replace(claims[-1], verdict="defined", judged=False, reason=reason, remarks=(remark,))
    return [*claims[:-1], last]


def _at(found: Statement, letter: str, place: str) -> Statement:
    """The statement with another number, or one less, for the letter."""
    left, right = (_with(side, letter, place) for side in (found.left, found.right))
    return Statement(left, found.sign, right)


def _with(node: syntax.Node, letter: str, place: str) -> syntax.Node:
    alone = rf"(?<![A-Za-z\\]){re.escape(letter)}(?![A-Za-z])"

    def change(part: syntax.Node) -> syntax.Node | None:
        if not isinstance(part, syntax.Name):
            return None
        if part.key == letter:
            one = syntax.Number(part.origin, Fraction(1), "1")
            return one if place == "1" else syntax.Plus(part.origin, ((1, part), (-1, one)))
        base, *scripts = re.split(r"(?=[_^])", part.key, maxsplit=1)
        written = "".join(scripts)
        moved = re.sub(rf"([_^]){alone}", rf"\1{{{place}}}", written)
        moved = re.sub(alone, place, moved) if moved == written else moved
        return name_node(base + moved, part) if moved != written else None

    found: syntax.Node = rebuilt(node, change)
    return found


def _assumed(before: Statement, section: Section, definitions: Sequence[Chain], found: Statement) -> bool:
    """Whether the model takes the statement for l − 1 as a definition."""
    small, sign, large = before.said
    for line in definitions:
        left, right = inner(line.sides[0].node), inner(line.sides[-1].node)
        if sign == "=" and (left, right) == (small, large):
            return True
        if sign == "≤" and left == large and isinstance(right, syntax.Plus) and len(right.terms) == 2:
            (one, first), (other, slack) = right.terms
            if (one, other, first) == (1, 1, small) and _any_square(slack, section, definitions, line, found):
                return True
    return False


def _any_square(
    node: syntax.Node, section: Section, definitions: Sequence[Chain], own: Chain, found: Statement
) -> bool:
    """Whether it is s² of a number s that stands nowhere else."""
    if not isinstance(node, syntax.Power) or not isinstance(node.base, syntax.Name):
        return False
    model, name = section.model, node.base
    square = isinstance(node.exponent, syntax.Number) and node.exponent.value == 2
    elsewhere = [side.node for line in definitions if line is not own for side in line.sides]
    trees = (*elsewhere, found.left, found.right)
    free = name.key in (*model.parameters, *model.data) and not model.names[name.key].axes
    return square and free and not any(name in list(syntax.descend(tree)) for tree in trees)
