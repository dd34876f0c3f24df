"""The coefficients of a hoisted loss as one generated function of the data.

In: a model, its ``Hoisted`` form.  Out: ``Sums``: the text of ``sums(data)`` and the function, which takes the arrays
as they are and gives the coefficients in order.  Those of a block's share of a loss add up over the blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import sympy as sp

from symgrad.codenodes import Length
from symgrad.forms import paired
from symgrad.model import Model
from symgrad.printer import ArrayCode
from symgrad.schedule import share
from symgrad.stepper.polynomial import Hoisted
from symgrad.writer import Writer


@dataclass(frozen=True)
class Sums:
    """``run(data) → coefficients``; ``inputs`` are the keys of ``data`` in order."""

    text: str
    inputs: tuple[str, ...]
    run: Callable[..., tuple[Any, ...]]


def sums_of(model: Model, hoisted: Hoisted) -> Sums:
    """The function.  Raises ``UnsupportedError`` for what has no code."""
    writer = Writer(model, scalar=False, given=(*model.data, *model.constants))
    body, results = [], []
    for item in hoisted.coefficients:
        name = sp.Symbol(writer.reserve(item.key.replace("{", "").replace("}", "")))
        body.append((name, writer.lowered(item.expr, item.index)))
        results.append(name)
    fresh = (sp.Symbol(f"t_{n}") for n in count(1) if f"t_{n}" not in writer.used)
    schedule = share(paired(body, writer.cut), fresh)
    entries = writer.entries(body, (sp.Symbol("data"),))
    printer = ArrayCode()
    namespace: dict[str, Any] = {"np": np}
    writer.print_helpers([*entries, *schedule], printer, namespace)
    identifier = {writer.identifier[key]: key for key in (*model.data, *model.constants)}
    inputs = [str(name) for name, _ in entries if str(name) in identifier]
    lines = [
        *([f"{', '.join(inputs)}{',' * (len(inputs) == 1)} = data"] if inputs else []),
        *(
            f"{name} = {printer.doprint(expr)}"
            for name, expr in (*entries, *schedule)
            if isinstance(expr, Length) or str(name) not in identifier
        ),
        f"return {', '.join(map(str, results))}{',' * (len(results) == 1)}",
    ]
    text = "def sums(data):\n" + "\n".join(f"    {line}" for line in lines)
    exec(compile(text, "<symgrad sums>", "exec"), namespace)  # text of our own printers
    helpers = "".join(f"{helper.text.strip()}\n\n\n" for helper in writer.helpers.values())
    keys = tuple(identifier[name] for name in inputs)
    return Sums(f"import numpy as np\n\n\n{helpers}{text}\n", keys, namespace["sums"])
