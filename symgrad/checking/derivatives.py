"""Derivatives in an expression worked out, and definitions of a model put in.

In: an expression with ``Partial`` nodes and the model whose names it uses (or none).  Out: an expression without
either.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from symgrad.balls import HIGHEST, too_high
from symgrad.checking.verdict import Refused
from symgrad.derivation.outright import derivative, scope_of
from symgrad.errors import worded
from symgrad.expressions import Partial, everything, has, key_of, letters, replace, walk
from symgrad.model import Definition, Model
from symgrad.reading.limits import go_on
from symgrad.scope import letters_taken, without_clash

#: nodes of an expression with everything put in
LARGEST = 6000


def worked_out(expr: sp.Expr, model: Model | None) -> sp.Expr:
    """The expression with every derivative in it worked out, innermost first."""
    while pending := _undone(expr):
        go_on()
        node = next(p for p in reversed(pending) if not has(p.what, Partial))
        if isinstance(node.what, (sp.Symbol, sp.Indexed)) and node.what != node.wrt:
            defined = model is not None and key_of(node.what) in model.by_name
            if not defined:
                raise Refused(
                    worded(
                        "∂{what}/∂{wrt} is written, but nothing says what {what} is.",
                        what=node.what,
                        wrt=node.wrt,
                    ),
                    reason="unknown_symbol",
                )
        scope = scope_of(node.wrt, model, letters(expr))
        expr = replace(expr, {node: derivative(node.what, scope)})
        _refuse_long(expr, "with its derivatives worked out")
    return expr


def _undone(expr: sp.Expr) -> list[Partial]:
    """The derivatives in an expression, outermost first."""
    return [node for node in walk(expr) if isinstance(node, Partial)] if has(expr, Partial) else []


def in_full(expr: sp.Expr, definitions: Iterable[Definition], taken: frozenset[str]) -> sp.Expr:
    """The expression with the definitions put in, last ones first.

    Raises ``Refused`` where that gets too long, and for a name that has indices and none here: Σ up to p, of a p_k.
    """
    for definition in reversed(tuple(definitions)):
        go_on()
        uses = [
            node
            for node in everything(expr)
            if isinstance(node, (sp.Symbol, sp.Indexed)) and key_of(node) == definition.name
        ]
        if not uses:
            continue
        outside = {sp.Symbol(letter) for letter in letters(expr)}
        table: dict[sp.Basic, sp.Basic] = {}
        for node in uses:
            body = without_clash(definition.expr, outside, taken)
            places = node.indices if isinstance(node, sp.Indexed) else ()
            if len(places) != len(definition.index):
                message = worded("{name} stands here without its indices.", name=definition.name)
                raise Refused(message, reason="wrong_type")
            moved = dict(zip(definition.index, places, strict=True))
            table[node] = replace(body, {old: new for old, new in moved.items() if old != new})
        expr = replace(expr, table)
        _refuse_long(expr, "with its definitions put in")
        refuse_too_high(expr)
    return expr


def refuse_too_high(expr: sp.Expr) -> None:
    """Raise ``Refused`` for e^{e^{100}}, where names have been put in."""
    if too_high(expr) is not None:
        raise Refused(
            worded("an exponent larger than {max_exponent}.", max_exponent=HIGHEST), reason="resource"
        )


def _refuse_long(expr: sp.Expr, when: str) -> None:
    if len(everything(expr)) > LARGEST:
        raise Refused(worded("{when} this is too long.", when=when), reason="resource")


def full(expr: sp.Expr, model: Model | None) -> sp.Expr:
    """The expression over a model's parameters and data alone."""
    return expr if model is None else in_full(expr, model.definitions, letters_taken(model))
