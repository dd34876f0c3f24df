"""LaTeX or plain text to models and expressions.

``read`` gives a ``Model``; ``parse`` gives syntax trees; ``expression`` gives the meaning of one formula with the names
of a model.  Reading order: limits → known → tokens → syntax → literals → names → statements → scripts → brackets →
indicators → vocabulary → postfix → calls → operands → sums → series → operators → parser → spelling → table → sizes →
products → leaves → matrix_meaning → sum_meaning → meaning → unparse → substitution → dummies → finish → declarations
→ lines → assembly → formula → second.
"""

from __future__ import annotations

from collections.abc import Mapping

from symgrad.errors import OptionError, choices, worded
from symgrad.model import Model
from symgrad.reading.assembly import read_model, read_model_second
from symgrad.reading.declarations import Shape, declared
from symgrad.reading.formula import expression, lengths, lies_down, names_of_model, spelled
from symgrad.reading.limits import too_deep
from symgrad.reading.parser import name_key, parse, parse_names

#: reader= → how a text becomes a model
READERS = {"symgrad": read_model, "latex2sympy2": read_model_second}

__all__ = [
    "expression", "lengths", "lies_down", "name_key", "names_of_model", "parse", "parse_names", "read", "spelled",
]  # fmt: skip


def read(
    text: str,
    *,
    parameters: str = "",
    data: str = "",
    constants: str | Mapping[str, object] = "",
    shapes: Mapping[str, Shape] | None = None,
    functions: str = "",
    reader: str = "symgrad",
    source: str = "",
    first_line: int = 1,
) -> Model:
    """The model that a text of definitions describes; the last definition is its target.

    Definitions are separated by new lines, ``\\\\`` or ``;``.  ``parameters``, ``data`` and ``constants`` are names
    as they are written, separated by white space or commas; ``constants={"\\lambda": 0.1}`` keeps the number in the
    model; ``shapes`` maps names to sizes (``{"X": "N D"}``).
    ``reader="latex2sympy2"`` has right sides read by that library (scalar formulas only).
    Raises ``ReadError`` for text that cannot be read and ``ModelError`` for definitions that make no model.
    """
    given = declared(parameters, data, constants, shapes, functions)
    if reader not in READERS:
        raise OptionError(
            worded("no reader called {reader}.", reader=repr(reader)), remedy=choices(reader, tuple(READERS))
        )
    with too_deep(text):
        return READERS[reader](text, given, source=source, first_line=first_line)
