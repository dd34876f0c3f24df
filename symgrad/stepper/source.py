"""A training module as text: generated functions, and the glue of ``standalone``, with nothing but NumPy.

In: a model, a row and its numbers.  Out: ``stepper_source``: a module with ``train(params, data, …)``; its docstring
has the model, the shapes and the derivative of every parameter, beside the code they became.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.printing.str import StrPrinter

from symgrad.derivation import adjoints
from symgrad.expressions import Local, Partial, transform
from symgrad.model import Model
from symgrad.optimizers import UpdateRule
from symgrad.program import described
from symgrad.stepper import standalone
from symgrad.stepper.algebra import fewest_passes
from symgrad.stepper.elementwise import placing, updating
from symgrad.stepper.flat import BLOCK_BYTES, FEWEST
from symgrad.stepper.forms import gradient_and_part, hoisting_of
from symgrad.stepper.gradient import gradient_of
from symgrad.stepper.samples import sample_size
from symgrad.stepper.scalar import is_scalar, loop_of
from symgrad.stepper.update import Update, update_of

_GLUE = (standalone.batches, standalone.views, standalone.pieces_of, standalone.trained_arrays)
#: what a generated function is called with, for whoever reads the module
_SIGNATURES = {
    "def gradient(params, data, into, work):": """def gradient(
    params: list[np.ndarray], data: list[Any], into: list[np.ndarray], work: list[np.ndarray]
) -> float:
    \"\"\"The loss; its derivatives go into ``into``; ``work`` is room for what is on the way.\"\"\"
""",
    "def sums(data):": """def sums(data: list[Any]) -> tuple[Any, ...]:
    \"\"\"The coefficients of the polynomial; those of blocks of samples add up.\"\"\"
""",
    "def polynomial(params, data, into, work):": """def polynomial(
    params: list[np.ndarray], data: list[Any], into: list[np.ndarray], work: list[np.ndarray]
) -> float:
    \"\"\"The loss from the sums; its derivatives go into ``into``.\"\"\"
""",
    "def run(steps, t, values, data):": """def run(
    steps: int, t: int, values: tuple[float, ...], data: tuple[float, ...]
) -> tuple[list[float], tuple[float, ...]]:
    \"\"\"The loss before each of ``steps`` steps, and the parameters and the optimizer's state after them.\"\"\"
""",
    "def update(t, norm_of_g, pieces):": """def update(
    t: int, norm_of_g: float, pieces: list[tuple[np.ndarray, ...]]
) -> None:
    \"\"\"Step t of the optimizer, in place; a piece is a slice of every flat array.\"\"\"
""",
    "def place(t, norm_of_g, pieces):": """def place(
    t: int, norm_of_g: float, pieces: list[tuple[np.ndarray, ...]]
) -> None:
    \"\"\"Where the gradient of step t is taken.\"\"\"
""",
}
_PLAIN = StrPrinter({"order": "none"})
_TRAIN_NUMBERS = '''def train(
    params: Mapping[str, float], data: Mapping[str, float], *, epochs: int = 100
) -> tuple[dict[str, float], list[float]]:
    """The parameters after ``epochs`` steps of {rule}, and the loss before each."""
    return trained_numbers(run, FACTS, params, data, epochs)
'''
_TRAIN_ARRAYS = '''def train(
    params: Mapping[str, Any],
    data: Mapping[str, Any],
    *,
    epochs: int = 100,
    batch_size: int | None = None,
    seed: int = 0,
) -> tuple[dict[str, Any], list[float]]:
    """The parameters after ``epochs`` passes of {rule}, and the loss before each step.

    A step uses all samples, or ``batch_size`` of them, shuffled with ``seed``.
    """
{hoisting}    return trained_arrays(gradient, update, {place}, FACTS, params, data, epochs, batch_size, seed)
'''

_HOISTED = """    if HOIST and batch_size is None:
        functions = {{
            "sums": sums, "polynomial": polynomial, "run": {run}, "gradient": gradient, "update": update,
            "place": {place},
        }}
        found = trained_hoisted(functions, FACTS, SHORT, params, data, epochs)
        if found is not None:
            return found
"""
_SWITCH = """# The loss is a polynomial in the parameters whose coefficients are sums over the data.  With HOIST
# these are taken once (sums), and steps over all samples are steps on the polynomial, as long as it agrees with the
# loss over the samples.  False: every step goes over the samples.
HOIST = True"""
_HOISTING_GLUE = (standalone.trained_numbers, standalone.sums_and_slopes, standalone.trained_hoisted)


def stepper_source(model: Model, rule: UpdateRule, chosen: Mapping[str, Any]) -> str:
    """The text of a module that trains ``model`` by ``rule`` with NumPy alone (plain numbers: without it).

    ``chosen`` maps every hyperparameter's spelling to a number or an expression in t.  Raises ``UnsupportedError``
    for what has no code.
    """
    update = fewest_passes(update_of(rule, chosen))
    head = f'r"""Training by {rule.name}.  {_about(model, rule, chosen)}"""\n\nfrom __future__ import annotations\n'
    made = _numbers(model, update) if is_scalar(model, model.target) else _arrays(model, update)
    return head + "\n" + made


def _about(model: Model, rule: UpdateRule, chosen: Mapping[str, Any]) -> str:
    lines = [
        described(model, model.target),
        "The derivatives, by backpropagation (i, j, … count from 1):",
        "",
    ]
    for adjoint in adjoints(model, target=model.target, wrt=model.parameters):
        name = f"{adjoint.name}[{', '.join(map(str, adjoint.index))}]" if adjoint.index else adjoint.name
        lines.append(f"    ∂{model.target}/∂{name} = {_PLAIN.doprint(transform(adjoint.expr, _named))}")
    lines += ["", f"The update ({rule.reference}), for every parameter w with gradient g:", ""]
    lines += [f"    {left} := {_PLAIN.doprint(right)}" for left, right in rule.assignments]
    numbers = ", ".join(f"{key} = {value}" for key, value in chosen.items())
    return "\n".join(lines) + (f"\n\nwith {numbers}.\n" if numbers else "\n")


def _named(node: sp.Basic) -> sp.Basic:
    """∂E/∂w as a name that is printed like that."""
    if isinstance(node, Partial) and not isinstance(node, Local):
        return sp.Symbol(f"∂{node.what}/∂{node.wrt}")
    return node


def _numbers(model: Model, update: Update) -> str:
    loop = loop_of(model, model.target, update)
    facts = {"parameters": model.parameters, "inputs": loop.given, "start": update.start}
    imports = "from collections.abc import Callable, Mapping\n"
    imports, body = _imports(imports, [loop.text], ("Any",))
    glue = inspect.getsource(standalone.trained_numbers)
    train = _TRAIN_NUMBERS.format(rule=update.rule.name)
    return _joined(imports, f"FACTS: dict[str, Any] = {facts!r}", *body, glue, train)


def _arrays(model: Model, update: Update) -> str:
    _, everything, gradient = gradient_and_part(model)
    size = sample_size(model)
    ahead = update.at != update.parameter
    row, place = updating(update), placing(update) if ahead else None
    facts = {
        "parameters": model.parameters,
        "inputs": gradient.inputs,
        "start": update.start,
        "buffers": (row.buffers, place.buffers if place else 0),
        "axes": {key: _plain(name.axes) for key, name in model.names.items() if name.axes},
        "sampled": tuple(key for key in model.data if size and model[key].axes),
        "size": size or "",
        "everything": everything,
        "work": tuple(_plain(shape) for _, shape in gradient.work),
        "block": FEWEST,
        "bytes": BLOCK_BYTES,
    }
    generated = [gradient.text, row.text, *([place.text] if place else [])]
    switch: list[str] = []
    glue: list[Callable[..., Any]] = [*_GLUE]
    hoisting, placed = "", "place" if place else "None"
    if made := hoisting_of(model):
        polynomial = gradient_of(made.short.model, model.target)
        scalar = is_scalar(made.short.model, model.target)
        short = {
            "given": made.sums.inputs,
            **facts,
            "inputs": tuple(item.key for item in made.short.coefficients),
            "axes": {key: _plain(name.axes) for key, name in made.short.model.names.items() if name.axes},
            "sampled": (),
            "size": "",
            "everything": "",
            "work": tuple(_plain(shape) for _, shape in polynomial.work),
        }
        if polynomial.inputs == short["inputs"]:
            generated += [made.sums.text, polynomial.text.replace("def gradient(", "def polynomial(")]
            generated += [loop_of(made.short.model, model.target, update).text] if scalar else []
            glue += _HOISTING_GLUE
            switch = [_SWITCH, f"SHORT: dict[str, Any] = {short!r}"]
            hoisting = _HOISTED.format(run="run" if scalar else "None", place=placed)
    imports = "from collections.abc import Callable, Iterator, Mapping\n"
    maths = (*row.imported, *(place.imported if place else ()))
    imports, body = _imports(imports, generated, ("Any",), maths)
    train = _TRAIN_ARRAYS.format(rule=update.rule.name, place=placed, hoisting=hoisting)
    copied = [inspect.getsource(function) for function in glue]
    return _joined(imports, f"FACTS: dict[str, Any] = {facts!r}", *switch, *body, *copied, train)


def _plain(axes: tuple[sp.Expr, ...]) -> tuple[str | int, ...]:
    return tuple(int(axis) if isinstance(axis, sp.Integer) else str(axis) for axis in axes)


def _imports(
    first: str, texts: list[str], typing: tuple[str, ...], maths: tuple[str, ...] = ()
) -> tuple[str, list[str]]:
    """All imports at the top, and the texts without theirs."""
    names = dict.fromkeys(maths)
    numpy, bodies = False, []
    for text in texts:
        kept = []
        for line in text.splitlines():
            if line.startswith("from math import "):
                names |= dict.fromkeys(line.removeprefix("from math import ").split(", "))
            elif line == "import numpy as np":
                numpy = True
            else:
                kept.append(_SIGNATURES.get(line, line).rstrip("\n"))
        bodies.append("\n".join(kept))
    lines = first + (f"from math import {', '.join(sorted(names))}\n" if names else "")
    lines += f"from typing import {', '.join(typing)}\n" + ("\nimport numpy as np\n" if numpy else "")
    return lines, bodies


def _joined(*parts: str) -> str:
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"
