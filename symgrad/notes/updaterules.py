"""The lines of an update rule against the method they are said to be, as claims.

Goes in: a block with a ``method`` and what its section is judged by.  Comes out: a claim for each line.  A line is
compared as it is written (``methods``).  Where that differs and the method is one step w − αg, it is compared with the
model's own gradient: ``w - \\alpha \\frac{1}{m} \\sum_i (h_i - y_i) x_i``, or a column of parameters at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.bench import Bench, Fields, unjudged
from symgrad.notes.chains import Chain, chain
from symgrad.notes.claims import Claim
from symgrad.notes.columns import component
from symgrad.notes.forms import inner
from symgrad.notes.judge import compare
from symgrad.notes.methodrows import one_line
from symgrad.notes.methods import Compared, compared
from symgrad.notes.names import name_node
from symgrad.notes.page import Printed, Section
from symgrad.notes.proofs import proved
from symgrad.notes.values import meant
from symgrad.optimizers.equations import LOSSES
from symgrad.optimizers.table import Row
from symgrad.reading import syntax
from symgrad.reading.names import Names


def against_method(
    block: Printed, lines: Sequence[Chain], section: Section, bench: Bench, first: int
) -> list[Claim]:
    """A claim for each line of a block; ``lines`` are as the model reads them (none for equations by themselves).

    ``first`` is how many lines of this id came before.
    """
    names = Names(functions=frozenset(LOSSES), undeclared="value")
    written = [chain(row, names) for row in block.rows]
    columns = any(isinstance(line.sides[0].node, syntax.Grid) for line in written)
    said = [f"{line.sides[0].text} := {line.sides[1].text}" for line in written]
    found: Sequence[Compared | None] = () if columns else compared(said, block.method)
    found = found or [None] * len(written)
    claims = []
    for number, (line, each) in enumerate(zip(written, found, strict=True)):
        other = f"{block.method} has another number of lines."
        fields: Fields = unjudged(other, "lines_of_method", method=block.method)
        if each is not None:
            fields = _fields(each)
        if lines and (each is None or not each.identical):
            fields = _by_gradient(lines[number], section, bench, block.method) or fields
        side = line.sides[1]
        id = f"{block.id}-{first + number + 1}.1"
        text = f"{line.sides[0].text} {line.signs[0]} {side.text}"
        claims.append(Claim(id, block.id, side.origin, text, side.text, "formula", **fields))
    return claims


def _fields(each: Compared) -> Fields:
    same = "proved" if each.identical else "agrees"
    about = {"method": each.method, "printed": ", ".join(each.printed), "instead": ", ".join(each.instead)}
    return {"verdict": same if each.same else "differs_from_method", "about": {**about, "line": each.line}}


def _by_gradient(line: Chain, section: Section, bench: Bench, method: str) -> Fields | None:
    """The line against w − α ∂L/∂w of the model; ``None`` where it is not of this kind, or another one."""
    rule = one_line(method)
    if rule is None or not bench.points:
        return None
    target, body = inner(line.sides[0].node), inner(line.sides[1].node)
    rows = [(target, body)]
    if isinstance(target, syntax.Grid):
        rows = [(row[0], component(body, number)) for number, row in enumerate(target.rows)]
    verdicts = []
    for left, right in rows:
        if not isinstance(left, syntax.Name) or meant(section.model, left) not in section.model.parameters:
            return None
        found = max(
            (_step(left, right, rate, section, bench) for rate in _rates(right, section, bench)), default=0
        )
        if not found:
            return _other(left, rule, isinstance(target, syntax.Grid))
        verdicts.append(found)
    return {
        "verdict": "proved" if min(verdicts) > 1 else "agrees",
        "about": {"method": rule.name, "printed": "", "instead": "", "line": rule.equations},
    }


def _other(left: syntax.Name, rule: Row, column: bool) -> Fields | None:
    """A row of a column that is not its parameter's step."""
    if not column:
        return None
    about = {"method": rule.name, "row": " ".join(left.origin.fragment.split()), "line": rule.equations}
    return {"verdict": "differs_from_method", "about": about}


def _rates(right: syntax.Node, section: Section, bench: Bench) -> Iterator[syntax.Name]:
    """What may be the learning rate: the constants and the page's further names that occur."""
    known = (*section.model.constants, *bench.points[0].extra)
    there = dict.fromkeys(part.key for part in syntax.descend(right) if isinstance(part, syntax.Name))
    for key in there:
        if key in known:
            yield name_node(key, right)


def _step(left: syntax.Name, right: syntax.Node, rate: syntax.Name, section: Section, bench: Bench) -> int:
    """Whether the line is the parameter minus its gradient times the rate: 2 proved, 1 at every point tried, 0 not."""
    gradient = syntax.Derived(right.origin, name_node(section.target, right), (left,))
    step = syntax.Times(right.origin, (rate, gradient), ("",))
    reference = syntax.Plus(right.origin, ((1, left), (-1, step)))
    try:
        points, difference = compare(reference, right, bench.points)
    except (ReadError, UnsupportedError, DataError):
        return 0
    if difference is not None or not points:
        return 0
    return 2 if proved(reference, right, bench.points[0], section.facts) else 1
