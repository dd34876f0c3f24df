"""What can be read, and is yet asked about: as it stands it would say something else than is meant."""

from __future__ import annotations

import sympy as sp

from symgrad.checking.shapes import Shapes
from symgrad.checking.verdict import Refused
from symgrad.errors import worded
from symgrad.reading import syntax as s


def refuse_outside(index: tuple[sp.Symbol, ...], node: s.Node) -> None:
    """Σ_i x_i − y_i: the letter behind the sum shows that brackets are missing, or that it is the wrong one."""
    summed_over = {
        bound.letter for part in s.descend(node) if isinstance(part, s.BigSum) for bound in part.bounds
    }
    for letter in index:
        if letter.name in summed_over:
            raise Refused(
                worded("{letter} stands outside of its sum.", letter=letter.name),
                node.origin,
                remedy="Put what is summed in brackets: a sum ends at + and -.",
                reason="wrong_type",
            )


def refuse_transposed(tree: s.Node, shapes: Shapes) -> None:
    """Without shapes every name is a number, and with X = Xᵀ what is wrong would count as right."""
    for part in s.descend(tree):
        if not isinstance(part, s.Transposed):
            continue
        if isinstance(part.body, s.Grid):
            continue  # its elements are numbers
        names = [name for name in s.descend(part.body) if isinstance(name, s.Name)]
        if names and not any({name.key, name.base} & shapes.keys() for name in names):
            raise Refused(
                worded("{name} is transposed, and nothing says what shape it has.", name=names[0].key),
                part.origin,
                remedy="Give the shapes of vectors and matrices: X is m × n.",
                reason="wrong_type",
            )
