"""∂target/∂wrt, step by step: at the board (outside-in) or by backpropagation (adjoint by adjoint).

In: a model and names.  Out: a ``Derivation`` whose result is computed by the same walk as its steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import sympy as sp

from symgrad.derivation.backprop import Contribution, Pass, backward, count_paths, put_in
from symgrad.derivation.board import Board
from symgrad.derivation.by_symmetry import by_symmetry
from symgrad.derivation.tidy import cancel, shorten
from symgrad.errors import ModelError, OptionError, choices, worded
from symgrad.expressions import ONE, ZERO, Local, Partial, add, key_of, mul, replace, walk
from symgrad.model import Model, fresh_letters
from symgrad.scope import Scope
from symgrad.steps import Adjoint, Derivation, Step, Strategy

STRATEGIES = ("board", "backprop")

#: up to this many paths from the target to the parameter are written out side by side (A9 has two)
MAX_PATHS = 4

#: a result with more nodes than this stays in terms of the adjoints on the way
MAX_NODES = 400


def derive(model: Model, wrt: str, *, target: str | None = None, strategy: str | None = None) -> Derivation:
    """Derive ∂target/∂wrt; ``target`` is the model's last definition unless it is named.

    ``strategy`` is ``"board"`` or ``"backprop"``; by default the board is used while at most one name lies between
    (D2), backpropagation otherwise (B6).  Raises ``ModelError`` for a name the model does not have,
    ``UnsupportedError`` for an expression there is no rule for.
    """
    target = model.target if target is None else target
    if model[wrt].role == "size":
        raise ModelError(worded("{wrt} is the number of something; there is no derivative by it.", wrt=wrt))
    model.through(target)
    if strategy is None:
        strategy = "board" if _names_between(model, target, wrt) <= 1 else "backprop"
    if strategy not in STRATEGIES:
        raise OptionError(
            worded("no strategy called {strategy}.", strategy=repr(strategy)),
            remedy=choices(strategy, STRATEGIES),
        )
    left = _left(model, target, wrt)
    if target == wrt or wrt not in model.depends[target]:
        return _without_occurrence(model, target, wrt, cast(Strategy, strategy), left)
    walks = {"board": _at_the_board, "backprop": _by_backpropagation}
    return walks[strategy](model, target, wrt, left)


def adjoints(
    model: Model, target: str | None = None, wrt: Sequence[str] | None = None
) -> tuple[Adjoint, ...]:
    """∂target/∂name for every name between the target and ``wrt`` (default: the parameters), in the order computed."""
    target = model.target if target is None else target
    return backward(model, target, model.parameters if wrt is None else wrt).adjoints


def _left(model: Model, target: str, wrt: str) -> Partial:
    index = model.index_of(target)
    letters = model.index_of(wrt)
    if set(index) & set(letters) or len(set(letters)) < len(letters):
        fresh = fresh_letters({symbol.name for symbol in index} | set(model.names))
        letters = tuple(next(fresh) for _ in letters)
    return Partial(model[target].at(*index), model[wrt].at(*letters))


def _names_between(model: Model, target: str, wrt: str) -> int:
    on_the_way = [
        definition.name
        for definition in model.through(target)
        if definition.name != target and wrt in model.depends[definition.name]
    ]
    return len(on_the_way)


def _without_occurrence(model: Model, target: str, wrt: str, strategy: Strategy, left: Partial) -> Derivation:
    if target == wrt:
        step = Step("variable", left, ONE, ONE, about={"wrt": left.wrt})
        return Derivation(model, target, wrt, strategy, left, (step,), ONE)
    step = Step("does_not_occur", left, ZERO, ZERO, about={"wrt": left.wrt, "target": left.what})
    return Derivation(model, target, wrt, strategy, left, (step,), ZERO, occurs=False)


# -- at the board -----------------------------------------------------------------------------------------


def _at_the_board(model: Model, target: str, wrt: str, left: Partial) -> Derivation:
    scope = Scope.total(model, left.wrt)
    board = Board(scope, model.definitions)
    line = Partial(scope.unfold(left.what), left.wrt)
    first = Step("definition", left, line, line, about={"name": left.what, "wrt": left.wrt})
    result = board.work_out(line)
    short = shorten(result)
    if short != result:
        board.steps.append(Step("cancel", result, short, short))
        result = short
    for step in _symmetry(model, result, left):
        board.steps.append(step)
        result = step.line
    return Derivation(
        model,
        target,
        wrt,
        "board",
        left,
        (first, *board.steps),
        result,
        conventions=tuple(board.conventions),
    )


def _symmetry(model: Model, result: sp.Expr, left: Partial) -> Iterator[Step]:
    """A step for each matrix whose symmetry changes the result."""
    index = (*getattr(left.what, "indices", ()), *getattr(left.wrt, "indices", ()))
    known: list[str] = []
    for key in [key for key in model.names if key in model.symmetric]:
        known.append(key)
        short = by_symmetry(result, frozenset(known), index)
        if short != result:
            yield Step("symmetric", result, short, short, left, about={"name": sp.Symbol(key)})
            result = short


# -- by backpropagation -----------------------------------------------------------------------------------


def _by_backpropagation(model: Model, target: str, wrt: str, left: Partial) -> Derivation:
    passed = backward(model, target, [wrt])
    conventions = tuple(
        dict.fromkeys(
            convention
            for parts in passed.contributions.values()
            for part in parts
            for convention in part.conventions
        )
    )
    plain = all(not model[name].axes for name in (*passed.by_name(), target))
    few = count_paths(passed)[wrt] <= MAX_PATHS
    steps, result = _paths(passed, wrt) if plain and few else _adjoint_by_adjoint(passed, wrt)
    adjoint_left = passed.by_name()[wrt].partial
    for step in _symmetry(model, result, adjoint_left):
        steps, result = (*steps, step), step.line
    return Derivation(
        model, target, wrt, "backprop", adjoint_left, steps, result, passed.adjoints, conventions
    )


def _paths(passed: Pass, wrt: str) -> tuple[tuple[Step, ...], sp.Expr]:
    """The chain rule written out along every path, each factor worked out, then put together."""
    left = passed.by_name()[wrt].partial
    chain = add(*_products(passed, wrt))
    rule = "paths" if isinstance(chain, sp.Add) else "chain"
    steps = [Step(rule, left, chain, chain, about={"wrt": left.wrt})]
    values: dict[sp.Basic, sp.Basic] = {}
    for factor in [node for node in walk(chain) if isinstance(node, Local)]:
        if factor not in values:
            part = _part_of(passed, factor)
            values[factor] = part.local
            steps.append(
                Step("local", factor, part.local, part.local, factor, part.steps, _local_about(factor))
            )
    together = replace(chain, values)
    steps.append(Step("collect", chain, together, together))
    tidied = shorten(cancel(together))
    if tidied != together:
        steps.append(Step("cancel", together, tidied, tidied))
    return tuple(steps), tidied


def _products(passed: Pass, name: str) -> list[sp.Expr]:
    """∂E/∂ŷ·∂ŷ/∂a₃·… for every path from the target to ``name``."""
    products = []
    for part in passed.contributions[name]:
        factor = Local(part.user.symbol, part.place)
        if part.user.name == passed.target:
            products.append(factor)
        else:
            products.extend(mul(path, factor) for path in _products(passed, part.user.name))
    return products


def _part_of(passed: Pass, factor: Local) -> Contribution:
    return next(part for part in passed.contributions[key_of(factor.wrt)] if part.user.symbol == factor.what)


def _adjoint_by_adjoint(passed: Pass, wrt: str) -> tuple[tuple[Step, ...], sp.Expr]:
    """One step a name, from the last to ``wrt``; a layer's δ is named and used from then on."""
    steps: list[Step] = []
    deltas: dict[str, Adjoint] = {}
    found = passed.by_name()
    for adjoint in passed.adjoints:
        chain = add(*[part.chain for part in passed.contributions[adjoint.name]])
        rule = "paths" if isinstance(chain, sp.Add) else "chain"
        about = {"wrt": adjoint.partial.wrt}
        written = with_deltas(chain, deltas)
        substeps = [Step(rule, adjoint.partial, chain, written, adjoint.partial, about=about)]
        for part in passed.contributions[adjoint.name]:
            factor = Local(part.user.symbol, part.place)
            substeps.append(
                Step("local", factor, part.local, part.local, factor, part.steps, _local_about(factor))
            )
        line = with_deltas(adjoint.expr, deltas)
        steps.append(
            Step(
                "adjoint", chain, line, line, adjoint.partial, tuple(substeps), {"name": adjoint.partial.wrt}
            )
        )
        if adjoint.delta is not None:
            deltas[adjoint.name] = adjoint
            steps.append(
                Step(
                    "delta",
                    adjoint.partial,
                    adjoint.delta,
                    adjoint.delta,
                    adjoint.partial,
                    about={"name": adjoint.partial.wrt, "delta": adjoint.delta},
                )
            )
    last = found[wrt]
    line = steps[-1].line
    if _small_enough(passed, wrt):
        whole = shorten(cancel(put_in(last.expr, found, passed.model)))
        if whole != line:
            steps.append(Step("collect", line, whole, whole, last.partial))
            line = whole
    return tuple(steps), line


def _small_enough(passed: Pass, wrt: str) -> bool:
    """Whether the result with everything put in stays readable."""
    nodes: dict[str, int] = {}
    for adjoint in passed.adjoints:
        own = sum(1 for _ in walk(adjoint.expr))
        nodes[adjoint.name] = own + sum(
            nodes.get(key_of(node.wrt), 0) for node in walk(adjoint.expr) if isinstance(node, Partial)
        )
    return nodes[wrt] <= MAX_NODES


def with_deltas(expr: sp.Expr, deltas: dict[str, Adjoint]) -> sp.Expr:
    """``expr`` with ∂E/∂a written δ where δ has been named."""
    table: dict[sp.Basic, sp.Basic] = {}
    for node in walk(expr):
        if isinstance(node, Partial) and not isinstance(node, Local) and key_of(node.wrt) in deltas:
            delta = deltas[key_of(node.wrt)].delta
            if isinstance(delta, sp.Indexed):
                table[node] = delta.base[node.wrt.indices]
            elif delta is not None:
                table[node] = delta
    return replace(expr, table) if table else expr


def _local_about(factor: Local) -> dict[str, sp.Expr]:
    return {"what": factor.what, "wrt": factor.wrt}


__all__ = ["STRATEGIES", "adjoints", "derive", "with_deltas"]
