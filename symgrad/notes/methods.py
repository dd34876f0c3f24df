r"""An update rule as printed against the method it is named after: which term differs.

Goes in: the lines of a block and the name of a method (a row of ``symgrad.optimizers``, or a family of rows such as
``rmsprop``).  Comes out: for each line what it is compared with, and the terms that differ.  Names are matched by the
order of the lines, m_t and m_{t-1} by their subscripts or, without them, by whether their own line has come; the
gradient is g however it is written.  A derivative of anything but the loss (∂L²/∂w) is no gradient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import permutations
from random import Random
from typing import Any

from symgrad.balls import BALLS
from symgrad.errors import DataError, Origin, ReadError, UnsupportedError
from symgrad.exact import Arithmetic
from symgrad.notes.edits import written
from symgrad.notes.evaluation import evaluated
from symgrad.notes.methodrows import rows_of
from symgrad.notes.rounding import same
from symgrad.optimizers.equations import LOSSES
from symgrad.reading import syntax
from symgrad.reading.names import Names
from symgrad.reading.parser import parse
from symgrad.reading.substitution import rebuilt

Value = Any

#: random points two lines are compared at
POINTS = 4
#: at most so many names are matched in every order
FREE = 4
_STEP = re.compile(r"t(?:-1|\+1)?\Z")


@dataclass(frozen=True)
class Compared:
    """A printed line against the method's: the terms only one of them has; ``line`` is the method's line."""

    method: str
    line: str
    identical: bool = False
    printed: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the line is the method's."""
        return not self.printed and not self.instead


@dataclass(frozen=True)
class _Line:
    """An assignment: the letter it gives, its right side."""

    left: str
    body: syntax.Node
    text: str


@dataclass
class _Reading:
    """The lines of a rule with every name as a letter and a time: ``v`` before its line is ``v@old``."""

    lines: list[_Line]
    parameters: frozenset[str]
    letters: dict[str, None] = field(default_factory=dict)

    def canonical(self, number: int) -> syntax.Node:
        """The right side of a line."""
        return self._of(self.lines[number].body, number)

    def _of(self, node: syntax.Node, number: int) -> syntax.Node:
        def change(part: syntax.Node) -> syntax.Node | None:
            if isinstance(part, (syntax.Derived, syntax.Nabla)):
                return _token(self._gradient(part, number), part.origin)
            if isinstance(part, syntax.Name):
                return self._name(part, number)
            return None

        found: syntax.Node = rebuilt(node, change)
        return found

    def _name(self, part: syntax.Name, number: int) -> syntax.Node:
        letter, step = _letter_and_step(part)
        if letter in ("g", r"\mathbf{g}"):
            return _token("gradient", part.origin)
        if part.sup is not None and part.sup.text == "t":
            base = replace(part, sup=None)
            return syntax.Power(part.origin, self._name(base, number), _token("time", part.origin))
        if letter in self.parameters:
            letter = "parameter"
        own = next((k for k, line in enumerate(self.lines) if line.left == letter), None)
        if own is None:
            self.letters.setdefault(letter)
            return _token(f"free {letter}", part.origin)
        old = step == -1 if step is not None else number <= own
        return _token(f"{'old' if old else 'new'} {own}", part.origin)

    def _gradient(self, part: Any, number: int) -> str:
        body = part.body
        by = (part.by,) if isinstance(part, syntax.Nabla) else part.by
        for each in by:
            if each is not None and self.parameters and _letter_and_step(each)[0] not in self.parameters:
                return "derivative by " + each.key
        if isinstance(body, syntax.Call) and body.function in LOSSES and len(body.arguments) == 1:
            place = self._of(body.arguments[0], number)
            own = next((k for k, line in enumerate(self.lines) if line.left == "parameter"), None)
            if own is not None and own >= number and place == _token(f"old {own}", place.origin):
                return "gradient"
            return "gradient at " + repr(place)
        name = body.key if isinstance(body, syntax.Name) else ""
        return "gradient" if name in LOSSES else "derivative of " + written(body)


def _token(text: str, origin: Origin) -> syntax.Name:
    return syntax.Name(origin, text)


def _letter_and_step(name: syntax.Name) -> tuple[str, int | None]:
    """``E[g^2]_{t-1}`` → its letter and −1; scripts of a component (w_i) say nothing."""
    items = name.sub.items if name.sub is not None else ()
    step = None
    kept = []
    for item in items:
        if _STEP.match(item.text):
            step = {"t": 0, "t-1": -1, "t+1": 1}[item.text]
        elif item.text not in ("i", "j", "ij"):
            kept.append(item)
    sub = replace(name.sub, items=tuple(kept)) if name.sub is not None and kept else None
    sup = None if name.sup is not None and name.sup.text == "t" else name.sup
    return replace(name, sub=sub, sup=sup).key, step


def _lines(lines: Sequence[str], known: frozenset[str]) -> _Reading:
    statements = parse(";".join(lines), Names(values=known, functions=frozenset(LOSSES), undeclared="value"))
    found = []
    parameters: dict[str, None] = {}
    for statement in statements:
        if isinstance(statement, syntax.Assign):
            left, body = statement.target, statement.value
        elif isinstance(statement, syntax.Relation) and len(statement.sides) >= 2:
            left, body = statement.sides[0], statement.sides[1]
        else:
            raise ReadError("a method is made of assignments.", statement.origin)
        if not isinstance(left, syntax.Name):
            raise ReadError("the left side of an assignment is one name.", left.origin)
        letter, step = _letter_and_step(left)
        updates = step is None and any(
            isinstance(part, syntax.Name) and _letter_and_step(part)[0] == letter
            for part in syntax.descend(body)
        )
        if updates and (
            len(statements) == 1 or letter.lower().lstrip("\\").startswith(("w", "theta", "mathbf{w"))
        ):
            parameters[letter] = None
            letter = "parameter"
        found.append(_Line(letter, body, " ".join(statement.origin.fragment.split())))
    return _Reading(found, frozenset(parameters))


def compared(lines: Sequence[str], method: str) -> tuple[Compared, ...]:
    """Each printed line against the row of the method that most of them agree with.

    A method of one line updates several parameters, a line each; else there are as many lines as the method has, or
    nothing is compared.
    """
    best: tuple[Compared, ...] = ()
    for row in rows_of(method):
        known = frozenset(str(item.symbol) for item in row.hyperparameters)
        theirs = [line.strip() for line in re.split(r"[;\n]", row.equations) if line.strip()]
        right = _lines(theirs, known)
        if len(theirs) == 1:
            found = tuple(_against(_lines([line], known), right, row.name)[0] for line in lines)
        elif len(theirs) == len(lines):
            found = _against(_lines(lines, known), right, row.name)
        else:
            continue
        if not best or _apart(found) < _apart(best):
            best = found
    return best


def _apart(found: tuple[Compared, ...]) -> tuple[int, int]:
    """In how many lines, and in how many terms, printed lines are not the method's."""
    return sum(not each.same for each in found), sum(len(each.printed) + len(each.instead) for each in found)


def _against(left: _Reading, right: _Reading, method: str) -> tuple[Compared, ...]:
    mine = [left.canonical(k) for k in range(len(left.lines))]
    theirs = [right.canonical(k) for k in range(len(right.lines))]
    best: tuple[Compared, ...] = ()
    for names in _matched(list(left.letters), list(right.letters)):
        tables = list(_tables(names, [*mine, *theirs]))
        renamed = [_renamed(each, names) for each in mine]
        found = tuple(
            _line(a, b, tables, method, left.lines[k], right.lines[k])
            for k, (a, b) in enumerate(zip(renamed, theirs, strict=True))
        )
        if not best or _apart(found) < _apart(best):
            best = found
    return best


def _renamed(node: syntax.Node, names: Mapping[str, str]) -> syntax.Node:
    """A line with the letters of the other one for its hyperparameters."""

    def change(part: syntax.Node) -> syntax.Node | None:
        if isinstance(part, syntax.Name) and part.key.removeprefix("free ") in names:
            return _token("free " + names[part.key.removeprefix("free ")], part.origin)
        return None

    found: syntax.Node = rebuilt(node, change)
    return found


def _matched(left: list[str], right: list[str]) -> Iterator[dict[str, str]]:
    """Ways to match the letters of hyperparameters: the same are the same, the others in every order."""
    mine = [letter for letter in left if letter not in right][:FREE]
    theirs = [letter for letter in right if letter not in left][:FREE]
    for order in permutations(theirs, min(len(mine), len(theirs))):
        yield dict(zip(mine, order, strict=False))


def _tables(names: Mapping[str, str], nodes: list[syntax.Node]) -> Iterator[dict[str, Value]]:
    """Random numbers in (0, 1) for every token."""
    tokens = dict.fromkeys(
        part.key for node in nodes for part in syntax.descend(node) if isinstance(part, syntax.Name)
    )
    for seed in range(POINTS):
        draw = Random(seed)
        values = {token: BALLS.number(Fraction(draw.randint(100, 900), 1000)) for token in tokens}
        values["time"] = BALLS.number(Fraction(2 + seed))
        for letter, other in names.items():
            if f"free {other}" in values:
                values[f"free {letter}"] = values[f"free {other}"]
        yield values


def _line(
    mine: syntax.Node,
    theirs: syntax.Node,
    tables: list[dict[str, Value]],
    method: str,
    printed: _Line,
    right: _Line,
) -> Compared:
    if _equal(mine, theirs, tables):
        return Compared(method, right.text, mine == theirs)
    left_terms, right_terms = _terms(mine, printed.body), _terms(theirs, right.body)
    rest = list(right_terms)
    extra = []
    for node, text in left_terms:
        twin = next((pair for pair in rest if _equal(node, pair[0], tables)), None)
        if twin is None:
            extra.append(text)
        else:
            rest.remove(twin)
    return Compared(method, right.text, False, tuple(extra), tuple(text for _, text in rest))


def _terms(node: syntax.Node, shown: syntax.Node) -> list[tuple[syntax.Node, str]]:
    if isinstance(node, syntax.Plus) and isinstance(shown, syntax.Plus):
        return [
            (syntax.Plus(term.origin, ((sign, term),)), ("-" if sign < 0 else "") + _quoted(original))
            for (sign, term), (_, original) in zip(node.terms, shown.terms, strict=True)
        ]
    return [(node, _quoted(shown))]


def _quoted(node: syntax.Node) -> str:
    return " ".join(node.origin.fragment.split())


def _equal(
    left: syntax.Node, right: syntax.Node, tables: list[dict[str, Value]], with_: Arithmetic = BALLS
) -> bool:
    try:
        return all(same(evaluated(left, table, with_), evaluated(right, table, with_)) for table in tables)
    except (ReadError, UnsupportedError, DataError):
        return False
