r"""Functions that a page introduces by the way: ``g(z) = \frac{1}{1 + e^{-z}}``, and from there on ``g(0)``, ``g'(z)``.

Goes in: a section.  Comes out: the section with these functions in its model, and the lines that introduce them.  The
name in the brackets is a constant of the model if nothing else is called so; otherwise another letter stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from symgrad.errors import Origin, SymgradError
from symgrad.functions import BY_SPELLING
from symgrad.model import Definition, Model, Name
from symgrad.notes.edits import written
from symgrad.notes.forms import functions_of
from symgrad.notes.names import name_node
from symgrad.notes.page import Section
from symgrad.notes.rows import Row
from symgrad.reading import expression, names_of_model, parse, syntax
from symgrad.reading.substitution import rebuilt

_LETTER = r"(?:[A-Za-z]|\\[a-z]+)(?:_(?:\w|\{\w+\}))?"
_HEAD = re.compile(
    rf"\s*({_LETTER})\s*(?:\\left\s*)?\(\s*({_LETTER}(?:\s*,\s*{_LETTER})*)\s*(?:\\right\s*)?\)\s*(?:=|:=)"
)
#: letters for the argument where its own is something else
_OTHERS = (r"\zeta", r"\xi", r"\chi", r"\tau", r"\kappa")


def with_functions(section: Section) -> tuple[Section, dict[int, tuple[str, Mapping[str, str]]]]:
    """The section with the functions that its claims introduce; start of a line → function, and what its arguments
    are called.
    """
    found: dict[int, tuple[str, Mapping[str, str]]] = {}
    rows = [row for block in section.printed if not block.effect for row in block.rows]
    lefts = {row.text.partition("=")[0].strip(" :") for row in rows}
    for row in rows:
        head = _HEAD.match(row.text)
        if head is None or not _free(head[1], section, [each for each, _ in found.values()]):
            continue
        own = _arguments(head, section, lefts)
        model = None if own is None else _defined(row, head, section.model, own)
        if own is not None and model is not None:
            section = replace(section, model=model)
            found[row.start] = head[1], own
    return section, found


def _free(name: str, section: Section, found: Collection[str]) -> bool:
    model = section.model
    called = {
        each.template.partition("(")[0].strip() for each in model.names.values() if "(" in each.template
    }
    taken = (*model.names, *functions_of(model), *section.given, *found, *called)
    return name not in taken and name not in BY_SPELLING


def _arguments(head: re.Match[str], section: Section, lefts: set[str]) -> dict[str, str] | None:
    """What stands for each argument: its own name, if that is called so nowhere else."""
    found: dict[str, str] = {}
    said = _said(section)
    for each in (each.strip() for each in head[2].split(",")):
        taken = each in section.model.names or each in section.given or each in lefts
        others = (other for other in _OTHERS if other not in said and other not in found.values())
        name = next(others, None) if taken else each
        if name is None:
            return None
        found[each] = name
    return found


def _said(section: Section) -> str:
    """All formulas of a section: prose, and the sections beside it, are about other things."""
    cells = [cell for block in section.printed for line in block.table for cell in line]
    printed = [row for block in section.printed for row in block.rows]
    rows = [row.text for row in (*section.formulas, *printed, *cells)]
    return " ".join([section.model.text_read, *section.model.names, *section.given, *rows])


def renamed(node: syntax.Node, own: Mapping[str, str]) -> syntax.Node:
    """A tree with the arguments of a function called otherwise."""

    def change(part: syntax.Node) -> syntax.Node | None:
        key = part.key if isinstance(part, syntax.Name) else ""
        return name_node(own[key], part) if own.get(key, key) != key else None

    changed: syntax.Node = rebuilt(node, change)
    return changed


def _defined(row: Row, head: re.Match[str], model: Model, own: Mapping[str, str]) -> Model | None:
    """The model with the function, if its formula is one of single numbers."""
    function = head[1]
    end = re.search(r"=|\\approx|≈", row.text[head.end() :])
    body = row.text[head.end() : head.end() + end.start() if end is not None else len(row.text)]
    names = {key: Name(key, "constant") for key in own.values()}
    try:
        known = replace(model, names={**model.names, **names})
        (statement,) = parse(body, replace(names_of_model(known), undeclared="value"))
        if not isinstance(statement, syntax.Formula):
            return None

        node = renamed(statement.body, own)
        expr, index = expression(node, known)
        if index:
            return None
        text = f"{function}({', '.join(own.values())}) = {written(node)}"
        origin = row.origin(0, head.end() + len(body))
        if list(own) != list(own.values()):
            origin = Origin(text, 0, len(text), row.source)
        definition = Definition(function, (), expr, origin)
        return replace(
            known,
            names={**known.names, function: Name(function, "definition")},
            definitions=(*model.definitions, definition),
        )
    except (SymgradError, ValueError, StopIteration):
        return None
