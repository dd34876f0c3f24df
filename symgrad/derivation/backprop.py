"""Backpropagation: from the last definition to the first, each name gets its adjoint ∂E/∂name.

For each place where a name occurs in a definition u: the adjoint of u times the local derivative ∂u/∂(that place),
summed over the indices the place does not have.  The local derivatives come from the board; no Kronecker deltas, no
growth: the cost is one short derivation per place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from symgrad.derivation.board import Board
from symgrad.derivation.tidy import cancel, sift
from symgrad.errors import ModelError, worded
from symgrad.expressions import (
    ONE,
    Local,
    Partial,
    add,
    bound_letters,
    key_of,
    letters,
    mul,
    replace,
    total,
    walk,
)
from symgrad.functions import BY_SYMBOL, row_of
from symgrad.model import Definition, Model, Name, fresh_letters
from symgrad.scope import Scope, letters_taken, without_clash
from symgrad.steps import Adjoint, Step


@dataclass(frozen=True)
class Contribution:
    """What the definition of ``user`` adds to the adjoint of a name it mentions.

    ``value`` = Σ adjoint(user)·local with the adjoint's index letters; ``chain`` is the same with the local
    derivative as ``Local(user, place)``; ``steps`` are the board's lines for ``local``.
    """

    user: Definition
    place: sp.Symbol | sp.Indexed
    local: sp.Expr
    value: sp.Expr
    chain: sp.Expr
    steps: tuple[Step, ...]
    conventions: tuple[tuple[sp.Expr, sp.Expr], ...]


@dataclass(frozen=True)
class Pass:
    """One backward pass: the adjoints in the order computed, each with its contributions."""

    model: Model
    target: str
    adjoints: tuple[Adjoint, ...]
    contributions: dict[str, tuple[Contribution, ...]]

    def by_name(self) -> dict[str, Adjoint]:
        """name → adjoint."""
        return {adjoint.name: adjoint for adjoint in self.adjoints}


def backward(model: Model, target: str, wrt: Sequence[str]) -> Pass:
    """The adjoints of everything between ``target`` and the names ``wrt``, last to first, ``wrt`` at the end.

    Raises ``ModelError`` if the target is not a single number.
    """
    if model[target].axes:
        raise ModelError(
            worded("{target} is not a single number, so it has no gradient.", target=target),
            remedy="Differentiate a loss, for example a sum over its elements.",
        )
    needed = model.through(target)
    wanted = set(wrt)
    varying = {d.name for d in needed if wanted & model.depends[d.name]}
    reached: dict[str, Adjoint] = {}
    contributions: dict[str, tuple[Contribution, ...]] = {}
    between = [d.name for d in reversed(needed[:-1]) if d.name in varying or d.name in wanted]
    inputs = [name for name in wrt if name not in model.by_name]
    users = _users(needed)
    deltas = _delta_keys(model, users)
    for name in (*between, *inputs):
        index = _letters(model, name)
        parts = []
        for user in users.get(name, ()):
            if user.name == target or user.name in reached:
                parts.append(_contribute(model, target, user, name, index))
        expr = add(*[part.value for part in parts])
        at = model[name].at(*index)
        partial = Partial(sp.Symbol(target), at)
        delta = Name(deltas[name], "definition", model[name].axes).at(*index) if name in deltas else None
        reached[name] = Adjoint(name, index, partial, expr, delta)
        contributions[name] = tuple(parts)
    return Pass(model, target, tuple(reached.values()), contributions)


def _users(definitions: Sequence[Definition]) -> dict[str, list[Definition]]:
    """name → the definitions that mention it, last first."""
    users: dict[str, list[Definition]] = {}
    for definition in reversed(definitions):
        seen: set[str] = set()
        for node in walk(definition.expr):
            if isinstance(node, (sp.Symbol, sp.Indexed)) and key_of(node) not in seen:
                seen.add(key_of(node))
                users.setdefault(key_of(node), []).append(definition)
    return users


def _letters(model: Model, name: str) -> tuple[sp.Symbol, ...]:
    """The letters of a name's adjoint: its own, all different."""
    index = model.index_of(name)
    return index if len(set(index)) == len(index) else tuple(fresh_letters(set(model.names)))


def _contribute(
    model: Model, target: str, user: Definition, name: str, index: tuple[sp.Symbol, ...]
) -> Contribution:
    """What ``user`` passes back to ``name``: Σ adjoint(user)·∂user/∂name."""
    expr = without_clash(_terms_with(name, user.expr), set(index), letters_taken(model))
    places = _places(expr, name)
    if len(places) == 1:
        position = _outside_letters(places[0], user, index)
        scope = Scope.own(model, places[0], position)
    else:
        position = _common_position(model, user, expr, places, index)
        scope = Scope.own_all(model, model[name].at(*position))
    board = Board(scope, [user])
    local = board.work_out(Partial(expr, scope.wrt))
    adjoint = ONE if user.name == target else Partial(sp.Symbol(target), user.symbol)
    sizes = zip(user.index, model[user.name].axes, strict=True)
    limits = [(letter, 1, size) for letter, size in sizes if letter not in position]

    def settle(factor: sp.Expr) -> sp.Expr:
        return _onto(total(mul(adjoint, factor), *limits), position, index, model)

    return Contribution(
        user,
        scope.wrt,
        local,
        cancel(sift(settle(local))),
        settle(Local(user.symbol, scope.wrt)),
        tuple(board.steps),
        tuple(board.conventions),
    )


#: a definition with more terms than this is differentiated without the terms that do not have the name
LONG_SUM = 12


def _terms_with(name: str, expr: sp.Expr) -> sp.Expr:
    """``expr`` or, of a long written-out sum, the terms with ``name``: nobody writes the zeros of the others."""
    if not isinstance(expr, sp.Add) or len(expr.args) <= LONG_SUM:
        return expr
    return add(*[term for term in expr.args if _places(term, name)])


def _places(expr: sp.Expr, name: str) -> list[sp.Symbol | sp.Indexed]:
    """The different ways in which ``name`` is written in ``expr``, left to right."""
    found: list[sp.Symbol | sp.Indexed] = []
    for node in walk(expr):
        if isinstance(node, (sp.Symbol, sp.Indexed)) and key_of(node) == name and node not in found:
            found.append(node)
    return found


def _common_position(
    model: Model, user: Definition, expr: sp.Expr, places: Sequence[sp.Indexed], index: tuple[sp.Symbol, ...]
) -> tuple[sp.Expr, ...]:
    """Letters for one element of a name that is written in several ways in ``expr``.

    An axis that has the same free letter of the user everywhere keeps it; elsewhere the adjoint's own letter, or a
    fresh one if the user has that letter itself.
    """
    taken = letters(expr) | letters_taken(model) | {symbol.name for symbol in (*user.index, *index)}
    fresh = fresh_letters(taken)
    position: list[sp.Expr] = []
    for axis, own in enumerate(index):
        written = {place.indices[axis] for place in places}
        if len(written) == 1 and written <= set(user.index):
            position.append(written.pop())
        else:
            position.append(own if own not in user.index else next(fresh))
    return tuple(position)


def _outside_letters(
    place: sp.Symbol | sp.Indexed, user: Definition, index: tuple[sp.Symbol, ...]
) -> tuple[sp.Expr, ...]:
    """What the indices of a place are called outside the user's sums.

    A free index of the user keeps its letter; a summed one takes the adjoint's own letter (a fresh one if the user has
    that letter itself).
    """
    if isinstance(place, sp.Symbol):
        return ()
    chosen: list[sp.Expr] = []
    for position, own in zip(place.indices, index, strict=True):
        if position in user.index or not isinstance(position, sp.Symbol):
            chosen.append(position)
        elif own not in user.index and own not in chosen:
            chosen.append(own)
        else:
            taken = {s.name for s in (*user.index, *index, *bound_letters(user.expr))}
            chosen.append(next(fresh_letters(taken | {str(letter) for letter in chosen})))
    return tuple(chosen)


def _onto(
    value: sp.Expr, position: tuple[sp.Expr, ...], index: tuple[sp.Symbol, ...], model: Model
) -> sp.Expr:
    """``value``, written for the element at ``position``, as the array with ``index``.

    A position that repeats a letter or is a fixed number touches only some elements: those keep a Kronecker delta.
    """
    table: dict[sp.Basic, sp.Basic] = {}
    deltas: list[sp.Expr] = []
    for letter, own in zip(position, index, strict=True):
        if isinstance(letter, sp.Symbol) and letter not in table:
            table[letter] = own
        else:
            deltas.append(sp.KroneckerDelta(own, table.get(letter, letter), evaluate=False))
    moving = {old: new for old, new in table.items() if old != new}
    if moving:
        value = without_clash(
            value, {new for new in moving.values() if isinstance(new, sp.Symbol)}, letters_taken(model)
        )
        value = replace(value, moving)
    return mul(value, *deltas)


def _delta_keys(model: Model, users: dict[str, list[Definition]]) -> dict[str, str]:
    """name → the key of its layer's δ, for the names that go into an activation and into nothing else."""
    names = [
        name
        for name, mentions in users.items()
        if name in model.by_name
        and all(_is_activation(user.expr) and key_of(user.expr.args[0]) == name for user in mentions)
    ]
    short = {name: _delta_key(name) for name in names}
    counts = Counter(short.values())
    return {
        name: key if counts[key] == 1 and key not in model.names else rf"\delta_{{{name}}}"
        for name, key in short.items()
    }


def _is_activation(expr: sp.Expr) -> bool:
    return (
        expr.func in BY_SYMBOL
        and row_of(expr).activation
        and isinstance(expr.args[0], (sp.Symbol, sp.Indexed))
    )


def _delta_key(name: str) -> str:
    """a_3 → δ_3, z^{[2]} → δ^{[2]}, A → δ_A."""
    for mark in ("^", "_"):
        if mark in name:
            return rf"\delta{name[name.index(mark) :]}"
    return rf"\delta_{{{name}}}" if len(name) > 1 else rf"\delta_{name}"


def put_in(expr: sp.Expr, found: dict[str, Adjoint], model: Model) -> sp.Expr:
    """Replace the adjoints of names in ``expr`` by what they are, innermost last."""
    table: dict[sp.Basic, sp.Basic] = {}
    for node in walk(expr):
        if isinstance(node, Partial) and not isinstance(node, Local) and key_of(node.wrt) in found:
            adjoint = found[key_of(node.wrt)]
            value = put_in(adjoint.expr, found, model)
            outside = {s for s in expr.free_symbols if isinstance(s, sp.Symbol)} | bound_letters(expr)
            value = without_clash(value, outside - set(adjoint.index), letters_taken(model))
            at = node.wrt.indices if isinstance(node.wrt, sp.Indexed) else ()
            moves: dict[sp.Basic, sp.Basic] = {
                old: new for old, new in zip(adjoint.index, at, strict=True) if old != new
            }
            table[node] = replace(value, moves) if moves else value
    return replace(expr, table) if table else expr


def count_paths(passed: Pass) -> dict[str, int]:
    """name → the number of ways from the target back to it."""
    ways = {passed.target: 1}
    for adjoint in passed.adjoints:
        ways[adjoint.name] = sum(ways[part.user.name] for part in passed.contributions[adjoint.name])
    return ways
