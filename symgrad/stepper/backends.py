"""What carries steps out: one row for each backend, with the form of step it makes and the extra that installs it.

In: a backend's name.  Out: its row, or an ``OptionError`` that says which there are, or what to install.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from symgrad.dialects import JaxCode, TorchCode
from symgrad.errors import OptionError, choices, worded
from symgrad.model import Model
from symgrad.printer import ArrayCode
from symgrad.stepper.compiled import compiled_form
from symgrad.stepper.engines import jax_engine, torch_engine
from symgrad.stepper.forms import Making, form_of
from symgrad.stepper.state import State, Values, Whole
from symgrad.stepper.traced import Traced
from symgrad.stepper.update import Update


@dataclass(frozen=True)
class Backend:
    """``library`` is the package it needs, the extra has the backend's own name; ``code`` prints programs for it."""

    name: str
    library: str
    form: Making
    code: type[ArrayCode] | None = None


def _jax(model: Model, update: Update, state: State, data: Values) -> Whole:
    return Traced(jax_engine(), model, update, state, data)


def _torch(model: Model, update: Update, state: State, data: Values) -> Whole:
    return Traced(torch_engine(), model, update, state, data)


BACKENDS: dict[str, Backend] = {
    row.name: row
    for row in (
        Backend("numpy", "numpy", form_of),
        Backend("numba", "numba", compiled_form),
        Backend("jax", "jax", _jax, JaxCode),
        Backend("torch", "torch", _torch, TorchCode),
    )
}


def code_for(name: str) -> type[ArrayCode] | None:
    """How a backend's programs are printed; ``None`` for NumPy's own.  Raises ``OptionError`` where there are none."""
    row = backend_named(name)
    if row.code is None and name != "numpy":
        raise OptionError(
            worded("{name} carries out steps of training, it has no programs of its own.", name=name),
            remedy=choices("", [row.name for row in BACKENDS.values() if row.code or row.name == "numpy"]),
        )
    return row.code


def backend_named(name: str) -> Backend:
    """The row.  Raises ``OptionError`` for a name that is none, and where the library is not installed."""
    row = BACKENDS.get(name) if isinstance(name, str) else None
    if row is None:
        raise OptionError(
            worded("no backend called {name}.", name=repr(name)), remedy=choices(str(name), tuple(BACKENDS))
        )
    if find_spec(row.library) is None:
        raise OptionError(
            worded(
                "the backend {name} needs {library}, which is not installed.",
                name=repr(name),
                library=row.library,
            ),
            remedy=worded("Install it: pip install 'symgrad[{name}]'.", name=name),
        )
    return row
