"""The public functions, one screen: read, derive, compile, verify, fit, audit.

Each names the stages in order and leaves the work to the module that carries it.  Modules are imported when a
function is called, so that reading a formula does not wait for templates and training.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.model import Model
    from symgrad.notes import Audit, Page
    from symgrad.optimizers import UpdateRule
    from symgrad.program import Program
    from symgrad.steps import Derivation, Strategy
    from symgrad.training import Fit
    from symgrad.verification import Verification

Names = str | tuple[str, ...] | list[str]


def read(
    text: str,
    *,
    parameters: Names = (),
    data: Names = (),
    constants: Names | Mapping[str, Any] = (),
    shapes: Mapping[str, str] | None = None,
    reader: str = "symgrad",
) -> Model:
    """Read LaTeX (or plain text) as a model: one definition a line, the last one is the target.

    ``parameters``, ``data`` and ``constants`` are names as written, in one string separated by spaces or in a list;
    ``constants={"\\lambda": 0.1}`` keeps a number in the model, a constant without one is given with the data;
    ``shapes`` gives the axes of matrices and vectors: ``{"X": "m n", "w": "n"}``.  ``reader="latex2sympy2"`` uses the
    second, independent reader (an extra).  Raises ``ReadError`` with the place underlined, ``ModelError`` for
    definitions that do not fit together.
    """
    from symgrad.reading import read

    return read(
        text,
        parameters=_spaced(parameters),
        data=_spaced(data),
        constants=constants if isinstance(constants, Mapping) else _spaced(constants),
        shapes=shapes or {},
        reader=reader,
    )


def _spaced(names: Names) -> str:
    return names if isinstance(names, str) else " ".join(names)


def derive(
    model: Model, wrt: str, *, target: str | None = None, strategy: Strategy | None = None
) -> Derivation:
    """∂target/∂wrt, step by step.

    ``strategy`` is ``"board"`` (line by line, as at the blackboard) or ``"backprop"`` (adjoints, last name first);
    without it the one that suits the model is taken.  Raises ``ModelError`` for a name that the model does not have.
    """
    from symgrad.derivation import derive

    return derive(model, wrt, target=target, strategy=strategy)


def compile(model: Model, *, target: str | None = None) -> Program:
    """The model as NumPy code: ``.loss(params, data)``, ``.value_and_grad(params, data)``, ``.source``."""
    from symgrad.program import compile

    return compile(model, target=target)


def verify(
    model: Model,
    *,
    at: Mapping[str, Any] | None = None,
    wrt: Names | None = None,
    steps: bool = True,
    seed: int = 0,
    points: int = 3,
) -> Verification:
    """Check every step, every gradient and the generated code with numbers; see ``symgrad.verification.verify``."""
    from symgrad.verification import verify

    return verify(model, at=at, wrt=wrt, steps=steps, seed=seed, points=points)


def fit(
    model: Model,
    data: Mapping[str, Any],
    *,
    optimizer: str = "gradient_descent",
    learning_rate: float = 0.1,
    epochs: int = 100,
    params: Mapping[str, Any] | None = None,
    seed: int = 0,
    tolerance: float = 1e-12,
    progress: bool | None = None,
    **options: float,
) -> Fit:
    """Train the model's parameters on data; see ``symgrad.training.fit``."""
    from symgrad.training import fit

    return fit(
        model,
        data,
        optimizer=optimizer,
        learning_rate=learning_rate,
        epochs=epochs,
        params=params,
        seed=seed,
        tolerance=tolerance,
        progress=progress,
        **options,
    )


def optimizer(what: str, *, name: str = "custom", **values: float) -> UpdateRule:
    r"""An optimizer by its name, or by its equations: ``sg.optimizer(r"w := w - \alpha g", alpha=0.1)``.

    ``values`` are its hyperparameters' usual values.  See ``symgrad.optimizers.optimizer``.
    """
    from symgrad.optimizers import optimizer

    return optimizer(what, name=name, **values)


def audit(page: Page | str | Path) -> Audit:
    """Check every formula and number on a page of lecture notes, given as a ``Page`` or as a file's path."""
    from symgrad.notes import audit, read_page

    return audit(read_page(page) if isinstance(page, (str, Path)) else page)
