r"""dz for ∂L/∂z, as programs and lectures on networks write it; dL/dw(w) and ∂L(w)/∂w for ∂L/∂w; names that mislead.

In: the tree of a line or an answer, and the question.  Out: the tree with derivatives where those stand, and whether a
name on the left (Δw, ŷ, g_b) usually stands for something else than the gradient that was asked for.  ``dz = x dw`` is
the differential of z where z is made of w, and stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace as changed
from itertools import pairwise

from symgrad.checking.compound import is_step, is_updated
from symgrad.checking.question import Question
from symgrad.checking.verdict import Refused
from symgrad.expressions import bases, key_of
from symgrad.model import Model
from symgrad.reading import parse_names
from symgrad.reading import syntax as s
from symgrad.reading.substitution import rebuilt

#: how d is written upright
_UPRIGHT = (r"\mathrm{d}", r"\text{d}", r"\mathrm d")
#: what a loss is called
LOSSES = frozenset("LJECF")
#: dLdw
_BOTH = re.compile(r"d([A-Za-z])d([A-Za-z]{1,4})\Z")
_ACCENT = re.compile(r"\\(hat|tilde|bar)\{(.+)\}\Z")


def with_differentials(question: Question, tree: s.Statement, own: Collection[str] = ()) -> s.Statement:
    """The statement with ∂L/∂z for dz, and without what ∇L is of; ``own`` are names that lines define."""
    if not any(map(_may_be, tree.everything)):
        return tree
    model = question.model
    factors = None if model is not None else {*question.known, *own}
    tree = _on_sides(tree, lambda left: _left(question, left), lambda side: _uncalled(side, factors))
    if model is None:
        return _on_sides(tree, None, lambda side: _in_words(side, own)) if own else tree
    if model.names[model.target].axes or "d" in own:
        return tree
    read = _Differentials(model, own)
    if "d" not in model.names:
        after = _on_sides(tree, read.node, read.node)
        return tree if read.is_total(after) else after
    if model.names["d"].role != "size":
        return tree
    after = _on_sides(tree, read.node, None)
    if after != tree and _on_sides(after, None, read.node) != after:
        place = next(part for part in tree.everything if isinstance(part, s.Name) and part.key == "d")
        raise Refused(
            "is this d the name that is declared, or a derivative?",
            place.origin,
            remedy=r"Write \mathrm{d} or \partial for the derivative.",
        )
    return after


Change = Callable[[s.Node], s.Node]


def _on_sides(tree: s.Statement, left: Change | None, right: Change | None) -> s.Statement:
    """The statement with its left side changed, and what stands right of it, or all of an expression."""

    def same(side: s.Node) -> s.Node:
        return side

    left, right = left or same, right or same
    if isinstance(tree, s.Relation):
        return changed(tree, sides=(left(tree.sides[0]), *map(right, tree.sides[1:])))
    if isinstance(tree, s.Assign):
        return changed(tree, target=left(tree.target), value=right(tree.value))
    return changed(tree, body=right(tree.body)) if isinstance(tree, s.Formula) else tree


def _may_be(part: s.Node) -> bool:
    kind = type(part)
    if kind is s.Name:
        return part.base[:1] == "d" or part.base in _UPRIGHT  # type: ignore[attr-defined]
    return kind is s.Nabla or kind is s.Derived


# -- what a derivative is of -----------------------------------------------------------------------------------------


def _left(question: Question, left: s.Node) -> s.Node:
    """dL/dw for dL/dw(w), and for ∂L(w)/∂w."""
    if isinstance(left, s.Times) and len(left.factors) == 2 and not left.signs[0]:
        derived, of = left.factors
        called = _may_be_called(derived) and _is_called(left, derived, of)
        if called and isinstance(of, (s.Name, s.Listed)) and _is_by(derived, of):
            left = derived
            if isinstance(left, s.Nabla) and left.by is None and isinstance(of, s.Name) and question.model:
                return changed(left, by=of)
    if isinstance(left, s.Derived):
        body = question.uncalled(left.body)
        return left if body is left.body else changed(left, body=body)
    return left


def _uncalled(side: s.Node, factors: Collection[str] | None) -> s.Node:
    """∇L for ∇L(w), and dL/dw for dL/dw(w) unless ``factors`` is ``None``.

    That are the names with which (w) is a factor: u' (w) + u is the derivative of uw where a line says what u is.
    """

    def is_function(part: s.Node) -> bool:
        if not isinstance(part, s.Derived) or not _may_be_called(part):
            return isinstance(part, s.Nabla) and _may_be_called(part)
        body = part.body
        other = not isinstance(body, s.Name) or body.base in LOSSES
        return factors is not None and (other or body.key not in factors)  # type: ignore[attr-defined]

    def change(part: s.Node) -> s.Node | None:
        if not isinstance(part, s.Times):
            return None
        for n, (one, two) in enumerate(pairwise(part.factors)):
            called = is_function(one) and isinstance(two, s.Name) and not part.signs[n]
            if called and _is_called(part, one, two) and _is_by(one, two):
                return _uncalled(_with(part, n, one), factors)
        return None

    after: s.Node = rebuilt(side, change) if any(map(is_function, side.everything)) else side
    return after


def called(tree: s.Statement) -> s.Statement:
    """The statement with du/dx for du/dx(x), also where lines say what u is."""
    return _on_sides(tree, None, lambda side: _uncalled(side, frozenset()))


def _may_be_called(derived: s.Node) -> bool:
    """Whether it is dL/dw or d(w^2)/dw: what is in a bracket behind (d/dw)(w^2) or dw/dw is a factor."""
    if isinstance(derived, s.Derived) and derived.by[0].origin.start > derived.body.origin.start:
        return derived.body not in derived.by  # it stands above what it is taken by
    if not isinstance(derived, (s.Derived, s.Nabla)) or not isinstance(derived.body, s.Name):
        return False
    by = derived.by if isinstance(derived, s.Derived) else (derived.by,)
    return derived.body not in by


def _with(part: s.Times, n: int, one: s.Node, count: int = 2) -> s.Node:
    """The product with one factor in the place of ``count``."""
    factors = (*part.factors[:n], one, *part.factors[n + count :])
    signs = (*part.signs[:n], *part.signs[n + count - 1 :])
    return one if len(factors) == 1 else changed(part, factors=factors, signs=signs)


def _is_called(product: s.Node, one: s.Node, two: s.Node) -> bool:
    between = product.origin.text[one.origin.end : two.origin.start].replace(r"\left", "").strip()
    return between == "(" or (not between and isinstance(two, s.Listed))


def _is_by(derived: s.Node, of: s.Node) -> bool:
    """Whether what stands in the bracket is what the derivative is taken by: no factor."""
    by = (
        derived.by
        if isinstance(derived, s.Derived)
        else (derived.by,)
        if isinstance(derived, s.Nabla)
        else ()
    )
    named = of.items if isinstance(of, s.Listed) else (of,)
    return by == (None,) or any(one == two for one in by for two in named)


# -- dz ----------------------------------------------------------------------------------------------------------


class _Differentials:
    """Puts ∂L/∂z for dz."""

    def __init__(self, model: Model, own: Collection[str]) -> None:
        self.model, self.own = model, own
        self.target = parse_names(model.names[model.target].key)[0]

    def node(self, tree: s.Node) -> s.Node:
        after: s.Node = rebuilt(tree, self._change)
        return after

    def _change(self, part: s.Node) -> s.Node | None:
        if isinstance(part, s.Name):
            return self._word(part)
        if isinstance(part, s.Times):
            return self._product(part)
        return None

    def _word(self, name: s.Name) -> s.Node | None:
        """dw and dLdw, read as one name."""
        if name.key != name.base or name.base in self.model.names or name.base in self.own:
            return None
        if name.base[:1] == "d" and name.base[1:] in self.model.names:
            return self._by(name, s.Name(name.origin, name.base[1:]))
        both = _BOTH.match(name.base)
        if both is None or both[2] not in self.model.names:
            return None
        return s.Derived(name.origin, s.Name(name.origin, both[1]), (s.Name(name.origin, both[2]),))

    def _product(self, part: s.Times) -> s.Node | None:
        """d z, d L_{dw} and d L_d w, read as names side by side."""
        for n, (one, two) in enumerate(pairwise(part.factors)):
            if not (isinstance(one, s.Name) and isinstance(two, s.Name)) or part.signs[n]:
                continue
            if one.key != "d" and one.key not in _UPRIGHT:
                continue
            three = part.factors[n + 2] if len(part.factors) > n + 2 and not part.signs[n + 1] else None
            below = two.sub.text if two.sub is not None else ""
            if below == "d" and isinstance(three, s.Name) and three.key in self.model.names:
                derived = s.Derived(one.origin, s.Name(two.origin, two.base), (three,))
                return self.node(_with(part, n, derived, 3))
            beside = self._beside(one, two)
            if beside is not None:
                return self.node(_with(part, n, beside))
        return None

    def _beside(self, sign: s.Name, name: s.Name) -> s.Node | None:
        if name.key in self.model.names or name.base in self.model.names:
            by = name if name.key in self.model.names or name.base in self._axes() else None
            if by is not None:
                return self._by(sign, by)
        items = name.sub.items if name.sub is not None and name.sup is None else ()
        below = "".join(item.text for item in items)
        if below[:1] == "d" and below[1:] in self.model.names:
            return s.Derived(sign.origin, s.Name(name.origin, name.base), (s.Name(name.origin, below[1:]),))
        return None

    def _axes(self) -> set[str]:
        return {key for key, name in self.model.names.items() if name.axes}

    def _by(self, at: s.Name, name: s.Name) -> s.Node | None:
        return None if name.key == self.target.key else s.Derived(at.origin, self.target, (name,))

    def is_total(self, tree: s.Statement) -> bool:
        """Whether it is ``dz = x dw``: on the right the differential of something that the left side is made of."""
        if not isinstance(tree, s.Relation):
            return False
        left, *right = tree.sides
        told = [key for side in right for part in side.everything if (key := self._put(part))]
        if isinstance(left, s.Name) and left.base == f"d{self.target.key}":
            return True  # dL = g dw
        key = self._put(left)
        return bool(key and told) and not set(self._made_of(key)).isdisjoint(told)

    def _put(self, part: s.Node) -> str:
        """What a derivative is taken by that this wrote, "" for anything else."""
        if isinstance(part, s.Derived) and part.body.origin is self.target.origin:
            return part.by[0].key
        return ""

    def _made_of(self, key: str) -> Iterator[str]:
        for definition in self.model.definitions:
            if definition.name == key:
                for name in sorted(bases(definition.expr) - {key}):
                    yield name
                    yield from self._made_of(name)


def _in_words(side: s.Node, own: Collection[str]) -> s.Node:
    """The dw that a line defined, in η dw, which is read as a product."""

    def change(part: s.Node) -> s.Node | None:
        for n, (one, two) in enumerate(pairwise(part.factors) if isinstance(part, s.Times) else ()):
            names = isinstance(one, s.Name) and isinstance(two, s.Name)
            if (
                names
                and isinstance(part, s.Times)
                and not part.signs[n]
                and f"{_key(one)}{_key(two)}" in words
            ):
                return _in_words(_with(part, n, s.Name(one.origin, f"{_key(one)}{_key(two)}")), own)
        return None

    words = {word for word in own if word[:1] == "d" and len(word) > 1} if "d" not in own else set()
    after: s.Node = rebuilt(side, change) if words else side
    return after


def _key(node: s.Node) -> str:
    return node.key if isinstance(node, s.Name) else ""


# -- names that usually stand for something else -----------------------------------------------------------------


def misleads(question: Question, label: s.Node) -> bool:
    """Whether what stands on the left usually is something else: Δw, ŷ of a given y, g_b, and dL/dw of an update.

    The bar of w is its derivative in some books.  Where no derivative is asked for, x̄ and Δy may be what is.
    """
    model, partial = question.model, question.partial
    step = model is None and is_step(question.expr)
    derived = partial is not None or isinstance(question.label, (s.Derived, s.Nabla))
    if not (step or derived):
        return False
    if not isinstance(label, s.Name):
        return step and isinstance(label, (s.Derived, s.Nabla)) and isinstance(label.body, s.Name)
    if label.key in question.known:
        return False
    if step and (label.primes == 1 and not is_updated(question.expr, changed(label, primes=0))):
        return label.base in LOSSES
    if label.base.startswith(r"\Delta") and label.base != r"\Delta":
        return True
    accent = _ACCENT.match(label.base)
    if accent is not None:
        wrt = None if partial is None else key_of(partial.wrt)
        return derived and accent[2] in question.known and (accent[1], accent[2]) != ("bar", wrt)
    if model is None or partial is None:
        return step and label.key == label.base and label.base[:1] == "d" and label.base[1:] in question.known
    if label.base == f"d{model.target}":
        return True
    if label.sub is None or label.base == model.target:
        return False
    parameters = {key for key, name in model.names.items() if name.role == "parameter"}
    return label.sub.text in parameters - {key_of(partial.wrt)}


def whole_gradient(question: Question, left: s.Node) -> s.Node:
    """``\\nabla_w L`` for ``\\nabla L``, where w is all that there is to differentiate by."""
    model, partial = question.model, question.partial
    if model is None or partial is None or not isinstance(left, s.Nabla) or left.by is not None:
        return left
    parameters = [key for key, name in model.names.items() if name.role == "parameter"]
    wrt = key_of(partial.wrt)
    return changed(left, by=parse_names(model.names[wrt].key)[0]) if parameters == [wrt] else left


__all__ = ["called", "misleads", "whole_gradient", "with_differentials"]
