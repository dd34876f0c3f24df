r"""The largest stable learning rate of gradient descent, 2/λ_max, for losses whose Hessian is constant.

In: a model and its data.  Out: 2/λ_max, or ``None``.  The gradient is derived, then the derivative of Σ v ∂L/∂w: the
Hessian times v, as code of its own.  The Hessian is constant when nothing in the second derivation reaches a parameter,
through whatever names.  Source: C4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from symgrad.arguments import Value
from symgrad.derivation import adjoints
from symgrad.errors import SymgradError
from symgrad.expressions import ZERO, Partial, add, bases, key_of, mul, total, transform
from symgrad.model import Definition, Model, Name, fresh_letters
from symgrad.program import compile

#: with more numbers than this the largest eigenvalue is iterated to, not taken from the whole Hessian
DENSE = 256
ITERATIONS = 500

Values = Mapping[str, Value]


def stable_rate(model: Model, params: Values, data: Values) -> float | None:
    """2/λ_max; ``None`` where the Hessian is not constant, not derivable, or has no positive eigenvalue."""
    try:
        twice = directional(model)
        if not is_constant(twice.model):
            return None
        count = sum(int(np.size(params[key])) for key in model.parameters)
        with np.errstate(all="ignore"):
            largest = _largest_eigenvalue(_times(model, twice, params, data), count)
    except SymgradError:
        return None
    return 2 / largest if np.isfinite(largest) and largest > 0 else None


@dataclass(frozen=True)
class Twice:
    """The model whose target is Σ v ∂L/∂w; ``along`` maps each parameter w to its v, which is data."""

    model: Model
    along: Mapping[str, str]


def directional(model: Model) -> Twice:
    """Σ v ∂L/∂w over all parameters that L depends on, from the derived gradient."""
    taken = set(model.names)
    bar = _keys(r"\bar{#}", model, taken)
    along = _keys(r"v_{#}", model, taken)
    names = dict(model.names)
    definitions = list(model.through(model.target))
    terms = []
    defined_for: list[str] = []
    target = sp.Symbol(model.target)

    def named(node: sp.Basic) -> sp.Basic:
        if isinstance(node, Partial) and node.what == target:
            index = node.wrt.indices if isinstance(node.wrt, sp.Indexed) else ()
            return names[bar[key_of(node.wrt)]].at(*index)
        return node

    for adjoint in adjoints(model):
        key, axes = adjoint.name, model[adjoint.name].axes
        names[bar[key]] = Name(bar[key], "definition", axes)
        definitions.append(Definition(bar[key], adjoint.index, transform(adjoint.expr, named)))
        if key in model.parameters:
            defined_for.append(key)
            names[along[key]] = Name(along[key], "data", axes)
            fresh = fresh_letters({symbol.name for symbol in model.ranges} | names.keys())
            letters = tuple(next(fresh) for _ in axes)
            term = mul(names[along[key]].at(*letters), names[bar[key]].at(*letters))
            limits = [(letter, 1, axis) for letter, axis in zip(letters, axes, strict=True)]
            terms.append(total(term, *limits) if limits else term)
    whole = _unused("S", taken)
    names[whole] = Name(whole, "definition")
    definitions.append(Definition(whole, (), add(*terms) if len(terms) > 1 else terms[0] if terms else ZERO))
    defined = {definition.name for definition in definitions}
    kept = {key: name for key, name in names.items() if name.role != "definition" or key in defined}
    used = {key: name for key, name in along.items() if key in defined_for}
    return Twice(Model(tuple(definitions), kept, model.ranges), used)


def is_constant(twice: Model) -> bool:
    """True when the second derivatives of ``directional`` reach no parameter."""
    second = {adjoint.name: adjoint.expr for adjoint in adjoints(twice)}
    parameters = set(twice.parameters)
    pending = [second[key] for key in twice.parameters if key in second]
    seen: set[str] = set()
    while pending:
        expr = pending.pop()
        partials: list[str] = []

        def apart(node: sp.Basic, found: list[str] = partials) -> sp.Basic:
            if isinstance(node, Partial):
                found.append(key_of(node.wrt))
                return sp.Integer(1)
            return node

        used = bases(transform(expr, apart)) & twice.names.keys()
        if used & parameters or any(twice.depends.get(key, frozenset()) & parameters for key in used):
            return False
        for key in partials:
            if key in second and key not in seen:
                seen.add(key)
                pending.append(second[key])
    return True


def _keys(pattern: str, model: Model, taken: set[str]) -> dict[str, str]:
    found = {}
    for key in (*model.parameters, *(definition.name for definition in model.definitions)):
        found[key] = _unused(pattern.replace("#", key), taken)
    return found


def _unused(key: str, taken: set[str]) -> str:
    while key in taken:
        key += "'"
    taken.add(key)
    return key


def _times(model: Model, twice: Twice, params: Values, data: Values) -> Callable[[np.ndarray], np.ndarray]:
    """The Hessian times a vector of all parameters' numbers."""
    program = compile(twice.model)

    def times(vector: np.ndarray) -> np.ndarray:
        pieces: dict[str, Any] = {}
        at = 0
        for key in model.parameters:
            size, shape = int(np.size(params[key])), np.shape(params[key])
            pieces[key] = vector[at : at + size].reshape(shape) if shape else float(vector[at])
            at += size
        along = {name: pieces[key] for key, name in twice.along.items()}
        _, found = program.value_and_grad(params, {**data, **along})
        return np.concatenate([np.ravel(found[key]) for key in model.parameters])

    return times


def _largest_eigenvalue(times: Callable[[np.ndarray], np.ndarray], count: int) -> float:
    """The largest (not the largest in size) eigenvalue of a symmetric matrix that is only multiplied with."""
    if count <= DENSE:
        hessian = np.array([times(unit) for unit in np.eye(count)])
        return float(np.linalg.eigvalsh(hessian)[-1])
    extreme = _power_iteration(times, count)
    if extreme >= 0:
        return extreme
    return extreme + _power_iteration(lambda vector: times(vector) - extreme * vector, count)


def _power_iteration(times: Callable[[np.ndarray], np.ndarray], count: int) -> float:
    """The eigenvalue that is largest in size."""
    vector = np.random.default_rng(0).normal(size=count)
    vector /= np.linalg.norm(vector)
    value = 0.0
    for _ in range(ITERATIONS):
        product = times(vector)
        before, value = value, float(vector @ product)
        length = float(np.linalg.norm(product))
        if not length or abs(value - before) <= 1e-12 * abs(value):
            break
        vector = product / length
    return value
