"""The public functions, one screen: read, derive, compile, verify, fit, check, audit.

Each names the stages in order and leaves the work to the module that carries it.  Modules are imported when a
function is called, so that reading a formula does not wait for templates and training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.checking import Verdict
    from symgrad.descent import Descent, Perceptron
    from symgrad.model import Model
    from symgrad.notes import Audit, Page
    from symgrad.optimizers import UpdateRule
    from symgrad.program import Program
    from symgrad.steps import Derivation, Strategy
    from symgrad.training import Epoch, Fit
    from symgrad.verification import Verification
    from symgrad.verification.cost import Cost

Names = str | tuple[str, ...] | list[str]


def read(
    text: str,
    *,
    parameters: Names = (),
    data: Names = (),
    constants: Names | Mapping[str, Any] = (),
    shapes: Mapping[str, Any] | None = None,
    reader: str = "symgrad",
) -> Model:
    """Read LaTeX (or plain text) as a model: one definition a line, the last one is the target.

    ``parameters``, ``data`` and ``constants`` are names as written, in one string separated by spaces or in a list;
    ``constants={"\\lambda": 0.1}`` keeps a number in the model, a constant without one is given with the data;
    ``shapes`` gives the axes of matrices and vectors: ``{"X": "m n", "w": "n"}``; of a matrix that is its own transpose
    ``{"A": "n n symmetric"}``.  ``reader="latex2sympy2"`` uses the second, independent reader (an extra).

    Raises ``ReadError`` with the place underlined, ``ModelError`` for definitions that do not fit together.
    """
    from symgrad.errors import OptionError
    from symgrad.reading import read

    if not isinstance(text, str):
        raise OptionError(
            f"read takes text, not a {type(text).__name__}.", remedy='Write sg.read("L = (y - w x)^2", ...).'
        )
    if shapes is not None and not isinstance(shapes, Mapping):
        raise OptionError(
            f"shapes is a dict, not a {type(shapes).__name__}.", remedy='Write shapes={"X": "m n", "w": "n"}.'
        )
    return read(
        text,
        parameters=_spaced("parameters", parameters),
        data=_spaced("data", data),
        constants=constants if isinstance(constants, Mapping) else _spaced("constants", constants),
        shapes=shapes or {},
        reader=reader,
    )


def _spaced(option: str, names: Names) -> str:
    """Names in one string.  Raises ``OptionError`` for what is neither a string nor a list of strings."""
    if isinstance(names, str):
        return names
    if isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names):
        return " ".join(names)
    from symgrad.errors import OptionError

    raise OptionError(
        f"{option} are names, not {names!r}.", remedy=f'Write {option}="w b" or {option}=["w", "b"].'
    )


def _refuse_unread(function: str, model: object) -> None:
    """A formula's text, or anything else that is no model."""
    from symgrad.errors import OptionError
    from symgrad.model import Model

    if not isinstance(model, Model):
        raise OptionError(
            f"{function} takes a model, not a {type(model).__name__}.",
            remedy="Read it first: model = sg.read(text, parameters=..., data=...).",
        )


def _refuse_several(option: str, name: object) -> None:
    """A list where one name is meant."""
    from symgrad.errors import OptionError

    if name is not None and not isinstance(name, str):
        raise OptionError(
            f"{option} is one name, not {name!r}.",
            remedy="Take one name at a time: [sg.derive(model, name) for name in model.parameters].",
        )


def _refuse_no_dict(option: str, numbers: object) -> None:
    from symgrad.errors import DataError

    if numbers is not None and not isinstance(numbers, Mapping):
        raise DataError(f"{option} is a {type(numbers).__name__}.", remedy="Give a dict {name: value}.")


def derive(
    model: Model, wrt: str, *, target: str | None = None, strategy: Strategy | None = None
) -> Derivation:
    """∂target/∂wrt, step by step.

    ``strategy`` is ``"board"`` (line by line, as at the blackboard) or ``"backprop"`` (adjoints, last name first);
    without it the one that suits the model is taken.  Raises ``ModelError`` for a name that the model does not have.
    """
    from symgrad.derivation import derive
    from symgrad.reading.spelling import spelled

    _refuse_unread("derive", model)
    _refuse_several("wrt", wrt)
    _refuse_several("target", target)
    wrt = spelled(wrt, model.names) if wrt is not None else wrt
    target = spelled(target, model.names) if target is not None else None
    return derive(model, wrt, target=target, strategy=strategy)


def derive_by_limit(
    model: Model, wrt: str, *, target: str | None = None, form: str = "h", at: object = None
) -> Derivation:
    """∂target/∂wrt as the limit of a difference quotient, line by line (C1), each line checked in numbers.

    ``form`` is ``"h"`` or ``"delta"`` ((f(x+h) − f(x))/h), ``"point"`` ((f(x) − f(a))/(x − a)) or ``"symmetric"``;
    ``at`` a number to take it at.  Polynomials, 1/xⁿ, √x, eˣ, sin, cos, log of kx + c and |x| are worked out, the
    result NaN where the limits from the two sides differ.  Raises ``UnsupportedError`` for other formulas.
    """
    from symgrad.limits import derive_by_limit
    from symgrad.reading.spelling import spelled

    _refuse_unread("derive_by_limit", model)
    _refuse_several("wrt", wrt)
    _refuse_several("target", target)
    target = spelled(target, model.names) if target is not None else None
    return derive_by_limit(model, spelled(wrt, model.names), target=target, form=form, at=at)


def derive_stable(
    model: Model, wrt: str, *, target: str | None = None, strategy: Strategy | None = None
) -> Derivation:
    """``derive`` on the forms the generated code computes with; each rewrite of a definition is a step in front.

    For example log(1 − σ(z)) as −softplus(z), which neither overflows nor cancels.  Raises what ``derive`` raises.
    """
    from dataclasses import replace

    from symgrad.stability import stabilize

    _refuse_unread("derive_stable", model)
    stable, rewrites = stabilize(model)
    derivation = derive(stable, wrt, target=target, strategy=strategy)
    return replace(derivation, steps=(*rewrites, *derivation.steps))


def compile(model: Model, *, target: str | None = None, backend: str = "numpy") -> Program:
    """The model as NumPy code: ``.loss(params, data)``, ``.value_and_grad(params, data)``, ``.source``.

    ``backend="jax"`` or ``"torch"`` prints the same definitions and derived adjoints for that library.  Its functions
    take and return the library's own arrays, so that what it does with functions (``jit``, ``vmap``, devices, sharding)
    applies to them.  Raises ``OptionError`` for a backend that has no such code or is not installed.
    """
    from symgrad.program import compile
    from symgrad.reading.spelling import spelled
    from symgrad.stepper.backends import code_for

    _refuse_unread("compile", model)
    _refuse_several("target", target)
    target = spelled(target, model.names) if target is not None else None
    return compile(model, target=target, code=code_for(backend))


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
    from symgrad.reading.spelling import renamed, spelled_all
    from symgrad.verification import verify

    _refuse_unread("verify", model)
    _refuse_no_dict("at", at)
    at = renamed(at, model.names) if at is not None else None
    if wrt is not None:
        _spaced("wrt", wrt)
        wrt = spelled_all(wrt, model.names)
    return verify(model, at=at, wrt=wrt, steps=steps, seed=seed, points=points)


def cost(
    model: Model, sizes: Mapping[str, int], *, per_second: float = 850_000_000, measure: bool = False
) -> Cost:
    """What differentiating by differences would cost, counted from the model; see ``symgrad.verification.cost``."""
    from symgrad.reading.spelling import renamed
    from symgrad.verification.cost import cost

    _refuse_unread("cost", model)
    _refuse_no_dict("sizes", sizes)
    return cost(model, renamed(sizes, model.sizes), per_second=per_second, measure=measure)


def fit(
    model: Model,
    data: Mapping[str, Any],
    *,
    params: Mapping[str, Any] | None = None,
    optimizer: str | UpdateRule = "gradient_descent",
    learning_rate: Any = None,
    epochs: int = 100,
    batch_size: int | None = None,
    shuffle: bool = True,
    seed: int = 0,
    dtype: Any = "float64",
    validation: Mapping[str, Any] | float | None = None,
    patience: int | None = None,
    tolerance: float = 1e-12,
    callbacks: Sequence[Callable[[Epoch], Any]] = (),
    backend: str = "numpy",
    hoist: bool = True,
    checkpoint: str | Path | None = None,
    checkpoint_every: int = 1000,
    resume: bool = False,
    progress: bool | None = None,
    **options: float,
) -> Fit:
    """Train the model's parameters on data; see ``symgrad.training.fit`` for every option."""
    from symgrad.training import fit

    _refuse_unread("fit", model)
    _refuse_no_dict("params", params)
    return fit(
        model,
        data,
        params=params,
        optimizer=optimizer,
        learning_rate=learning_rate,
        epochs=epochs,
        batch_size=batch_size,
        shuffle=shuffle,
        seed=seed,
        dtype=dtype,
        validation=validation,
        patience=patience,
        tolerance=tolerance,
        callbacks=callbacks,
        backend=backend,
        hoist=hoist,
        checkpoint=checkpoint,
        checkpoint_every=checkpoint_every,
        resume=resume,
        progress=progress,
        **options,
    )


def descend(
    model: Model,
    data: Mapping[str, Any],
    *,
    params: Mapping[str, Any] | None = None,
    direction: str = "newton",
    steps: int = 100,
    tolerance: float = 1e-10,
    seed: int = 0,
) -> Descent:
    """Newton's method (the Hessian is derived) or ``direction="gradient"``, with a line search in every step.

    For models with few parameters; see ``symgrad.descent.descend``.
    """
    from symgrad.descent import descend

    _refuse_unread("descend", model)
    _refuse_no_dict("params", params)
    return descend(
        model, data, params=params, direction=direction, steps=steps, tolerance=tolerance, seed=seed
    )


def perceptron(
    model: Model,
    data: Mapping[str, Any],
    *,
    params: Mapping[str, Any] | None = None,
    label: str = "y",
    learning_rate: float = 0.1,
    passes: int = 100,
    seed: int = 0,
) -> Perceptron:
    """Perceptron learning, sample by sample until all are right; see ``symgrad.descent.perceptron``."""
    from symgrad.descent import perceptron

    _refuse_unread("perceptron", model)
    _refuse_no_dict("params", params)
    return perceptron(
        model, data, params=params, label=label, learning_rate=learning_rate, passes=passes, seed=seed
    )


def optimizer(what: str, *, name: str = "custom", **values: float) -> UpdateRule:
    r"""An optimizer by its name, or by its equations: ``sg.optimizer(r"w := w - \alpha g", alpha=0.1)``.

    ``values`` are its hyperparameters' usual values.  See ``symgrad.optimizers.optimizer``.
    """
    from symgrad.optimizers import optimizer

    return optimizer(what, name=name, **values)


def check(
    reference: str | Model | Derivation,
    answer: str | Sequence[str],
    *,
    wrt: str | None = None,
    variables: Mapping[str, Any] | None = None,
    definitions: Mapping[str, str] | None = None,
    constants: Mapping[str, Any] | str = "",
) -> Verdict:
    r"""Is an answer right?  ``sg.check("2x(wx-y)", "2wx^2 - 2xy")`` is ``equal``, proved.

    ``reference`` is the right answer, or a model (or its text) with ``wrt``, or a derivation.  ``answer`` is an
    expression, an equation, or several lines.  ``variables`` gives names their domains (``{"x": "(0,inf)"}``, ``R``,
    ``Z``, or ``{"domain": "Z", "range": [1, 12]}``; real if not listed), ``definitions`` what further names mean
    (``{"u": "u = wx+b"}``), ``constants`` further names, with or without a number.  An answer that cannot be read is
    ``invalid``, with the reason; the work stops undecided after two seconds.
    """
    from symgrad.checking import check

    return check(
        reference, answer, wrt=wrt, variables=variables, definitions=definitions, constants=constants
    )


def audit(page: Page | str | Path) -> Audit:
    """Check every formula and number on a page of lecture notes, given as a ``Page`` or as a file's path."""
    from symgrad.errors import OptionError
    from symgrad.notes import Page, audit, read_page

    if not isinstance(page, (Page, str, Path)):
        raise OptionError(f"audit takes a page or a path, not a {type(page).__name__}.")
    return audit(read_page(page) if isinstance(page, (str, Path)) else page)
