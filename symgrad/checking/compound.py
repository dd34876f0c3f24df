"""``w -= ηg`` for w = w − ηg, and what the new value is called: an update has no left side of its own.

In: a text, or the trees of a reference.  Out: the text with = and the sign of what is taken, to be put into its tree.
"""

from __future__ import annotations

import re
from dataclasses import replace as changed

import sympy as sp

from symgrad.expressions import bases, key_of
from symgrad.reading import syntax as s
from symgrad.reading.names import plain

#: what a learning rate is called
RATES = frozenset(
    {r"\eta", r"\alpha", r"\epsilon", r"\varepsilon", r"\gamma", r"\mu", r"\rho", r"\lambda", "lr"}
)
_COMPOUND = re.compile(r"[^=+−-]{1,60}(?P<sign>[-+−])=(?!=)")


def compound(text: str) -> tuple[str, int] | None:
    """``w -= …`` with a plain = in its place, and the sign of what follows; ``None`` for any other text."""
    found = _COMPOUND.match(text)
    if found is None:
        return None
    at = found.start("sign")
    return f"{text[:at]} {text[at + 1 :]}", 1 if found["sign"] == "+" else -1


def stepped(statement: s.Statement, sign: int) -> s.Statement:
    """``w = w ± g`` for the ``w = g`` that ``compound`` made of ``w ±= g``."""
    if not isinstance(statement, s.Relation):
        return statement
    name, *steps = statement.sides
    sides = (s.Plus(step.origin, ((1, name), (sign, step))) for step in steps)
    return changed(statement, sides=(name, *sides))


def without_own_label(label: s.Node | None, tree: s.Node) -> s.Node | None:
    """No left side for ``w := w − …``: what is asked for is the new value, whatever it is called."""
    if label is None or not isinstance(tree, s.Plus):
        return label
    return None if any(sign == 1 and term == label for sign, term in tree.terms) else label


def is_updated(expr: sp.Expr, node: s.Node) -> bool:
    """Whether ``node`` is the w of w − ηg, a number or a vector."""
    if not isinstance(expr, sp.Add) or not isinstance(node, s.Name):
        return False
    terms = [key_of(term) for term in expr.args if isinstance(term, (sp.Symbol, sp.Indexed))]
    return node.key in terms or plain(node.key) in map(plain, terms)


def is_step(expr: sp.Expr) -> bool:
    """Whether it looks like w − ηg: a name by itself, and something that learning rates are called."""
    named = isinstance(expr, sp.Add) and any(isinstance(term, (sp.Symbol, sp.Indexed)) for term in expr.args)
    return named and not RATES.isdisjoint(bases(expr))


def is_number_away(expr: sp.Expr, other: sp.Expr) -> bool:
    """Whether the other is w − 0.4, a number away from the w of w − ηg."""
    if not isinstance(expr, sp.Add) or not isinstance(other, sp.Add):
        return False
    names = [term for term in other.args if isinstance(term, sp.Symbol)]
    return len(names) == 1 and bases(other) == {names[0].name} and names[0] in expr.args


__all__ = ["RATES", "compound", "is_number_away", "is_step", "is_updated", "stepped", "without_own_label"]
