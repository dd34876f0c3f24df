r"""Update equations as text, read into an ``UpdateRule``.

In: ``v := \beta v + (1-\beta) g;\; w := w - \alpha v`` and what its hyperparameters are.  Out: the rule.  A name with
the subscript t is what its line gives, with t−1 what it was a step before (``m_t``, ``m_{t-1}``; so are t+1 and t, new
and old); without either, it is the old value until its own line.  In ``\beta_1^t`` the t is a power.  The gradient is
``g``, ``\nabla L`` or ``\frac{\partial L}{\partial w}``; ``L(w - \beta v)`` in it says where it is taken, in a
line of its own too: ``g_t = \nabla L(w_{t-1})``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from dataclasses import replace as with_fields
from typing import Any

import sympy as sp

from symgrad.errors import OptionError, Origin, ReadError, SymgradError, choices, worded
from symgrad.optimizers.updaterule import (
    GRADIENT,
    GRADIENT_NORM,
    PARAMETER,
    TIME,
    Hyperparameter,
    UpdateRule,
)
from symgrad.reading import expression, parse
from symgrad.reading import syntax as s
from symgrad.reading.names import Names, plain

#: letters a loss is called by; applied, they say where the gradient is taken
LOSSES = ("L", "J", "C", "c", "E", "f", r"\ell", r"\mathcal{L}")
PARAMETERS = ("w", "W", r"\theta", r"\mathbf{w}")
GRADIENTS = ("g", r"\mathbf{g}")
LEARNING_RATES = (r"\alpha", r"\eta", "lr")
#: words in a script, and letters of a component, that say nothing about the step
_COMPONENTS = ("i", "j", "ij")
_STEP = re.compile(r"t(?P<back>[+-]\d{1,3})?\Z")
_OLD_AND_NEW = {"old": 0, "new": 1}
#: what has no meaning for one element by itself
_WHOLE = (s.BigSum, s.Transposed, s.Trace, s.Grid, s.Ones, s.Element, s.Listed, s.Norm, s.Limit, s.At)
#: how a keyword may be spelled other than as its symbol
_SAME = {"eps": "epsilon", "lr": "learningrate", "lamda": "lambda"}


@dataclass(frozen=True)
class Equation:
    """One line: the name it assigns, the step that name is of, its right side."""

    left: str
    step: int | None
    body: s.Node
    origin: Origin


@dataclass
class _Uses:
    """What the lines use, as they are read in order."""

    old: dict[str, None] = field(default_factory=dict)
    free: dict[str, s.Name] = field(default_factory=dict)
    at: s.Node | None = None
    before: set[str] = field(default_factory=set)


def rule_from_text(
    text: str,
    hyperparameters: tuple[Hyperparameter, ...],
    *,
    name: str,
    reference: str,
    start: Mapping[str, str] | None = None,
) -> UpdateRule:
    """The rule that ``text`` says.

    ``start`` has the first value of states that do not begin at zero.  Raises ``ReadError`` with the place underlined.
    """
    known = {str(item.symbol) for item in hyperparameters}
    assignments, uses = _read(text, known)
    missing = next((name for key, name in uses.free.items() if key not in known), None)
    if missing is not None:
        raise ReadError(
            worded("{key} has no value and no line.", key=missing.key),
            missing.origin,
            remedy=worded(
                "Give its value ({key}=…), or a line {key_two} = ….",
                key=_spelled(missing.key),
                key_two=missing.key,
            ),
            reason="unknown_symbol",
        )
    everything = Names(frozenset({*known, "t"}))
    try:
        return UpdateRule(
            name,
            tuple((sp.Symbol(left), right) for left, right in assignments),
            hyperparameters,
            tuple(sp.Symbol(key) for key in uses.old if key != str(PARAMETER)),
            reference,
            at=PARAMETER if uses.at is None else _meaning(uses.at, (*known, *uses.old)),
            start=tuple(
                (sp.Symbol(key), expression(value, everything)[0]) for key, value in (start or {}).items()
            ),
        )
    except ReadError:
        raise
    except SymgradError as error:
        raise ReadError(str(error), Origin(text, 0, len(text.rstrip()))) from None


def custom(text: str, values: Mapping[str, float], *, name: str, reference: str) -> UpdateRule:
    r"""The rule of equations whose hyperparameters are whatever is not assigned, with ``values`` as usual values.

    ``values`` are spelled like the symbols: ``beta=0.9`` for \beta, ``beta_1`` or ``beta1`` for \beta_1.  \alpha (or
    \eta) is the learning rate and may be called so.  Raises ``ReadError`` for a symbol without a value and
    ``OptionError`` for a value without a symbol.
    """
    words = {word for word in values if len(word) > 1 and word.isalpha()}
    _, uses = _read(text, words)
    rate = next((key for key in LEARNING_RATES if key in uses.free), None)
    spelled = {key: "learning_rate" if key == rate else _spelled(key) for key in uses.free}
    by_sound = {_sound(_spelled(key)): key for key in uses.free}
    if rate is not None:
        by_sound["learningrate"] = rate
    given: dict[str, float] = {}
    for word, value in values.items():
        key = by_sound.get(_sound(word))
        if key is None:
            raise OptionError(
                worded("the equations have no {word}.", word=word),
                remedy=choices(word, tuple(spelled.values())) if spelled else "",
            )
        if key in given:
            raise OptionError(worded("{spelled} is given twice.", spelled=spelled[key]))
        given[key] = value
    rows = tuple(_hyperparameter(spelled[key], key, given[key]) for key in uses.free if key in given)
    return rule_from_text(text, rows, name=name, reference=reference)


def _hyperparameter(spelling: str, key: str, value: float) -> Hyperparameter:
    """A learning rate is positive, a decay lies in [0, 1), anything else is 0 or more."""
    if spelling == "learning_rate":
        return Hyperparameter(spelling, sp.Symbol(key), value, scheduled=True)
    decay = key.startswith((r"\beta", r"\rho", r"\gamma"))
    return Hyperparameter(
        spelling, sp.Symbol(key), value, high=1.0 if decay else float("inf"), includes_low=True
    )


def _spelled(key: str) -> str:
    """A symbol as a word: ``\\beta_1`` → ``beta_1``, ``\\bar{\\rho}`` → ``bar_rho``."""
    return re.sub(r"_+", "_", re.sub(r"\W+", "_", key)).strip("_").replace("varepsilon", "epsilon")


def _sound(word: str) -> str:
    bare = word.replace("_", "").lower()
    return _SAME.get(bare, bare)


# -- lines ------------------------------------------------------------------------------------------------


def _read(text: str, known: set[str]) -> tuple[list[tuple[str, sp.Expr]], _Uses]:
    """The assignments in SymPy, and what they use."""
    statements = parse(text, Names(frozenset(known), frozenset(LOSSES), undeclared="value"))
    equations = [_equation(statement) for statement in statements]
    steps: dict[str, int | None] = {}
    for equation in equations:
        if equation.left in steps:
            raise ReadError(
                worded("{left} is assigned twice.", left=equation.left),
                equation.origin,
                remedy="Give the second value a name of its own.",
            )
        steps[equation.left] = equation.step
    uses = _Uses()
    assignments = []
    for equation in equations:
        body = _renamed(equation.body, steps, uses)
        if equation.left == str(GRADIENT):  # g_t = ∂L(…)/∂w says where the gradient is taken, and no more
            continue
        assignments.append((equation.left, _meaning(body, (*steps, *uses.free))))
        uses.before.add(equation.left)
    if str(PARAMETER) not in steps:
        raise ReadError(
            "no line updates the parameter w.",
            Origin(text, 0, len(text.rstrip())),
            remedy=r"Write for example w := w - \alpha g.",
        )
    return assignments, uses


def _equation(statement: s.Statement) -> Equation:
    if isinstance(statement, s.Assign):
        left, body = statement.target, statement.value
    elif isinstance(statement, s.Relation) and statement.signs == ("=",):
        left, body = statement.sides
    else:
        raise ReadError(
            "an optimizer is made of assignments.", statement.origin, remedy=r"Write w := w - \alpha g."
        )
    if not isinstance(left, s.Name):
        raise ReadError("the left side of an assignment is one name.", left.origin)
    key, step = _key_and_step(left)
    gradient = key == str(GRADIENT) and isinstance(body, (s.Derived, s.Nabla))
    if key in (str(GRADIENT), str(TIME)) and not gradient:
        raise ReadError(
            worded("{key} is given and cannot be assigned.", key=key),
            left.origin,
            remedy="Take another letter.",
        )
    return Equation(key, step, body, left.origin)


def _key_and_step(name: s.Name) -> tuple[str, int | None]:
    """``m_{1,t-1}`` → ``("m_1", -1)``; the parameter's and the gradient's many ways of writing → w and g."""
    step: int | None = None
    kept: list[s.Item] = []
    items = name.sub.items if name.sub is not None else ()
    if name.sub is not None and name.sub.text in _OLD_AND_NEW:  # w_{new} without \\text
        step, items = _OLD_AND_NEW[name.sub.text], ()
    for item in items:
        match = _STEP.match(item.text)
        if match is not None:
            step = int(match["back"] or 0)
        elif plain(item.text) in _OLD_AND_NEW:
            step = _OLD_AND_NEW[plain(item.text)]
        else:
            kept.append(item)
    sub = with_fields(name.sub, items=tuple(kept)) if name.sub is not None and kept else None
    bare = with_fields(name, sub=sub)
    component = sub is None or sub.text in _COMPONENTS
    if name.sup is None and not name.primes and component:
        if name.base in PARAMETERS:
            return str(PARAMETER), step
        if name.base in GRADIENTS:
            return str(GRADIENT), step
    return bare.key, step


# -- right sides ------------------------------------------------------------------------------------------


def _renamed(node: s.Node, steps: Mapping[str, int | None], uses: _Uses) -> s.Node:
    """The tree with every name as its symbol, every gradient as g."""
    if isinstance(node, (s.Derived, s.Nabla)):
        return _gradient(node, steps, uses)
    if isinstance(node, s.Norm) and isinstance(node.body, s.Name):
        if _key_and_step(node.body)[0] == str(GRADIENT) and node.kind in ("", "2"):
            return _name(node.origin, str(GRADIENT_NORM))
    if isinstance(node, _WHOLE):
        raise ReadError(
            "an update works on each element by itself.",
            node.origin,
            remedy=r"The one thing about all of them it may use is \|g\|, the length of the whole gradient.",
        )
    if isinstance(node, s.Name):
        return _name(node.origin, _symbol(node, steps, uses))
    changed = {
        entry.name: _inside(getattr(node, entry.name), steps, uses)
        for entry in fields(node)
        if entry.name != "origin"
    }
    return with_fields(node, **changed)


def _inside(value: Any, steps: Mapping[str, int | None], uses: _Uses) -> Any:
    if isinstance(value, s.Node):
        return _renamed(value, steps, uses)
    if isinstance(value, tuple):
        return tuple(_inside(part, steps, uses) for part in value)
    return value


def _name(origin: Origin, key: str) -> s.Name:
    return s.Name(origin, key)


def _gradient(node: s.Derived | s.Nabla, steps: Mapping[str, int | None], uses: _Uses) -> s.Name:
    by = node.by if isinstance(node, s.Derived) else (() if node.by is None else (node.by,))
    body = node.body
    if len(by) > 1 or any(_key_and_step(name)[0] != str(PARAMETER) for name in by):
        raise ReadError("an optimizer knows one derivative, that of the loss by w.", node.origin)
    place = None
    if isinstance(body, s.Call) and body.function in LOSSES and len(body.arguments) == 1 and not body.primes:
        place = body.arguments[0]
    elif not isinstance(body, s.Name):
        raise ReadError(
            "an optimizer knows one derivative, that of the loss by w.",
            body.origin,
            remedy=r"Write g, \frac{\partial L}{\partial w}, or powers of it: g^2.",
        )
    if place is not None and not (
        isinstance(place, s.Name)
        and _key_and_step(place)[0] == str(PARAMETER)
        and str(PARAMETER) not in uses.before
    ):
        point = _renamed(place, steps, uses)
        if uses.at is not None and uses.at != point:
            raise ReadError(
                "the gradient is taken at one point only.",
                place.origin,
                remedy="Two points cost two gradients.",
            )
        new = next(
            (part for part in s.descend(point) if isinstance(part, s.Name) and part.key in uses.before), None
        )
        if new is not None:
            raise ReadError(
                worded("the gradient is taken before any line; {key} is not known yet.", key=new.key),
                new.origin,
                remedy="Write the line with the gradient first, or the old value.",
            )
        uses.at = point
    return _name(node.origin, str(GRADIENT))


def _symbol(name: s.Name, steps: Mapping[str, int | None], uses: _Uses) -> str:
    """The symbol a name stands for; refuses a value that is not there yet, or no more."""
    key, step = _key_and_step(name)
    if key == str(TIME):
        return key
    if key == str(GRADIENT):
        if step not in (None, 0):
            raise ReadError(
                "only the gradient of this step is known.",
                name.origin,
                remedy="Keep the old one under a name of its own.",
            )
        return key
    if key not in steps:
        if step is None or step == 0:
            uses.free.setdefault(key, with_fields(name, base=key, sub=None, sup=None, primes=0))
            return key
        raise ReadError(
            worded("nothing assigns {key}, so that it has no value a step before.", key=key),
            name.origin,
            remedy=worded("Add a line for {key}_t.", key=key),
            reason="undefined",
        )
    done = key in uses.before
    if step is not None:
        back = (steps[key] or 0) - step
        if back not in (0, 1):
            raise ReadError("only the last step is remembered.", name.origin, remedy="Add a state for it.")
        if back == 0 and not done:
            raise ReadError(
                worded("{key} is used before its line.", key=name.key),
                name.origin,
                remedy=worded("Write its line above this one, or {key} with t-1 for its old value.", key=key),
                reason="undefined",
            )
        if back == 1 and done:
            raise ReadError(
                worded("the old value of {key} is gone: its line stands above.", key=key),
                name.origin,
                remedy="Move this line up, or keep the old value under a name of its own.",
                reason="undefined",
            )
    if not done:
        uses.old.setdefault(key)
    return key


def _meaning(body: s.Node, names: Iterator[str] | tuple[str, ...]) -> sp.Expr:
    """A renamed tree in SymPy."""
    given = (PARAMETER, GRADIENT, TIME, GRADIENT_NORM)
    expr, index = expression(body, Names(frozenset((*names, *(str(symbol) for symbol in given)))))
    if index:
        raise ReadError("an update works on each element by itself.", body.origin)
    return expr
