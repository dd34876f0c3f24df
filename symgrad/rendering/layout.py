"""What stands in which row, the same for every form of output: the lines of a derivation, and what a model's names are.

In: a ``Derivation`` or a ``Model``.  Out: ``Row`` values (left side where it is new, line, changed place, step, small
rows) and ``Listing`` values (names by role, indices with their ranges, vectors that are added to every row).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sympy as sp

from symgrad.errors import OptionError, choices
from symgrad.expressions import Partial, walk
from symgrad.model import Definition, Model, Name, default_template
from symgrad.rendering.changes import Place, changed_place
from symgrad.rendering.printing import is_hidden
from symgrad.steps import Derivation, Step

NOTATIONS = ("names", "index", "matrix")
DETAILS = ("outer", "all")


@dataclass(frozen=True)
class Row:
    """One line: ``left`` (``None`` where it repeats the line above) equals ``line``, because of ``step``."""

    left: sp.Expr | None
    line: sp.Expr
    place: Place | None
    step: Step
    rows: tuple[Row, ...] = ()


def rows(derivation: Derivation) -> tuple[Row, ...]:
    """The lines of a derivation, the small lines inside them."""
    return _rows(derivation.steps, derivation.left)


def _rows(steps: Sequence[Step], own_left: sp.Expr) -> tuple[Row, ...]:
    shown: list[Row] = []
    left_before: sp.Expr | None = None
    line_before: sp.Expr | None = None
    for step in steps:
        left = own_left if step.left is None else step.left
        if left.args == step.line.args and isinstance(left, Partial) and isinstance(step.line, Partial):
            continue  # ∂E/∂ŷ = ∂E/∂ŷ: the first adjoint's chain is the adjoint itself
        same = left == left_before
        place = changed_place(line_before, step.line) if same and line_before is not None else None
        small = _rows(_with_opening(step), step.before) if step.substeps else ()
        shown.append(Row(None if same else left, step.line, place, step, small))
        left_before, line_before = left, step.line
    return tuple(shown)


def _with_opening(step: Step) -> tuple[Step, ...]:
    """The small steps of a local derivative start with the definition that is differentiated."""
    first = step.substeps[0]
    if step.rule != "local" or not isinstance(step.before, Partial) or not isinstance(first.before, Partial):
        return step.substeps
    about = {"name": step.before.what, "wrt": step.before.wrt}
    return (Step("definition", step.before, first.before, first.before, about=about), *step.substeps)


def flat(shown: Sequence[Row], detail: str, depth: int = 0) -> list[tuple[int, Row]]:
    """Rows with their depth, the small ones below the line they belong to (``detail="all"``) or left out."""
    if detail not in DETAILS:
        raise OptionError(f"no detail called {detail!r}.", remedy=choices(detail, DETAILS))
    found: list[tuple[int, Row]] = []
    for row in shown:
        found.append((depth, row))
        if detail == "all" and (len(row.rows) > 1 or any(small.rows for small in row.rows)):
            found.extend(flat(row.rows, detail, depth + 1))
    return found


def names_in(model: Model, notation: str) -> Mapping[str, Name]:
    """The table of names a notation is printed with: as written, or every name with its indices below."""
    if notation not in NOTATIONS:
        raise OptionError(f"no notation called {notation!r}.", remedy=choices(notation, NOTATIONS))
    if notation != "index":
        return model.names
    return {
        key: replace(name, template=default_template(key, len(name.axes)))
        for key, name in model.names.items()
    }


# -- what a model's names are ---------------------------------------------------------------------------------

#: roles in the order they are listed, with the key of their heading
ROLES = (("parameter", "parameters"), ("data", "data"), ("constant", "constants"))


@dataclass(frozen=True)
class Index:
    """An index and how far it runs; ``size`` is ``None`` where the formula gave no bound."""

    symbol: sp.Symbol
    size: sp.Expr | None


def indices(model: Model) -> tuple[Index, ...]:
    """The indices of a model in the order they are first met, each with its range."""
    return tuple(Index(symbol, None if is_hidden(size) else size) for symbol, size in model.ranges.items())


def sizes(model: Model) -> tuple[str, ...]:
    """The names of sizes that were written by somebody."""
    return tuple(key for key in model.sizes if not key.startswith("n_{"))


def added_to_every(definition: Definition) -> tuple[tuple[sp.Indexed, str], ...]:
    """The vectors in a definition that are added to every row (or column) of a matrix."""
    if len(definition.index) != 2:
        return ()
    first, second = definition.index
    phrases: dict[tuple[sp.Basic, ...], str] = {(second,): "every_row", (first,): "every_column"}
    return tuple(
        (term, phrases[term.indices])
        for node in walk(definition.expr)
        if isinstance(node, sp.Add)
        for term in node.args
        if isinstance(term, sp.Indexed) and term.indices in phrases
    )
