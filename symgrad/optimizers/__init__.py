r"""Optimizers, every one from its equations: LaTeX, code, state and documentation are computed from the same row.

``optimizer("adam")`` is a row of the table; ``optimizer(r"v := \beta v + (1-\beta) g;\; w := w - \alpha v", beta=0.9,
alpha=0.01)`` one of your own.  Reading order: updaterule (what a row is) → equations (text to a row) → table (the rows)
→ modifications (weight decay, clipping) → schedules (learning rates in t).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from symgrad.errors import OptionError, choices, worded
from symgrad.optimizers.equations import custom
from symgrad.optimizers.modifications import (
    clipped_by_norm,
    clipped_by_value,
    with_l2,
    with_weight_decay,
)
from symgrad.optimizers.table import NAMES, row
from symgrad.optimizers.updaterule import (
    GRADIENT,
    GRADIENT_NORM,
    PARAMETER,
    TIME,
    Hyperparameter,
    UpdateRule,
)

__all__ = [
    "BY_NAME",
    "ELSEWHERE",
    "GRADIENT",
    "GRADIENT_NORM",
    "NAMES",
    "OPTIMIZERS",
    "PARAMETER",
    "TIME",
    "Hyperparameter",
    "UpdateRule",
    "clipped_by_norm",
    "clipped_by_value",
    "optimizer",
    "with_l2",
    "with_weight_decay",
    "written_out",
]

#: every row, and every row by its name; read when they are asked for: a run needs one row only
OPTIMIZERS: tuple[UpdateRule, ...]
BY_NAME: Mapping[str, UpdateRule]


#: methods that are no row, and how they are called
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "newton": "sg.descend(model, data)",
        "line_search": 'sg.descend(model, data, direction="gradient")',
        "perceptron": "sg.perceptron(model, data)",
    }
)


def written_out(what: object) -> bool:
    """Whether this is the text of equations, not a name."""
    return isinstance(what, str) and any(sign in what for sign in ("=", r"\leftarrow", "←"))


def optimizer(what: str, *, name: str = "custom", **values: float) -> UpdateRule:
    r"""The row called ``what``, or the rule that the equations ``what`` say.

    ``values`` become the usual values of its hyperparameters.  Equations are separated by ``;``, new lines or ``\\``;
    w is the parameter, g its gradient, t the number of the step, and every symbol that no line assigns is a
    hyperparameter and needs a value.  Raises ``OptionError`` for a name or an option that does not exist, ``ReadError``
    (with the place underlined) for equations that are no update.
    """
    if written_out(what):
        return custom(what, values, name=name, reference="equations of one's own")
    if what in ELSEWHERE:
        raise OptionError(
            worded("{what} is no update from a gradient.", what=what),
            remedy=worded("Write {elsewhere}.", elsewhere=ELSEWHERE[what]),
        )
    if what not in NAMES:
        raise OptionError(
            worded("no optimizer called {what}.", what=repr(what)),
            remedy=worded(
                '{choices} Or write its equations: optimizer(r"w := w - \\alpha g", alpha=0.1).',
                choices=choices(str(what), NAMES),
            ),
        )
    found = row(what)
    return found.usually(**values) if values else found


def __getattr__(name: str) -> Any:
    """``OPTIMIZERS`` and ``BY_NAME``."""
    if name == "OPTIMIZERS":
        return tuple(row(each) for each in NAMES)
    if name == "BY_NAME":
        return MappingProxyType({each: row(each) for each in NAMES})
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
