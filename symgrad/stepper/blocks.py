"""A loss that is a sum over samples, block by block: L = Σ over blocks, and so are its gradients.

In: a model whose data share a sample axis of length N.  Out: the model of one block's share, in which N as a *number*
(in 1/N) is a constant of its own, the number of all samples, and what does not depend on the samples counts in
proportion to the block; or ``None`` where the loss is no such sum (a variance of the batch, a product of two sums).
"""

from __future__ import annotations

import sympy as sp

from symgrad.expressions import BINDERS, MINUS_ONE, add, bases, key_of, mul, power, rebuild, walk
from symgrad.model import Definition, Model, Name
from symgrad.stepper.samples import sample_size


class _NotASum(Exception):
    """The loss is no sum over samples."""


def block_model(model: Model, target: str) -> tuple[Model, str] | None:
    """One block's model and the constant that is the number of all samples, or ``None``."""
    size = sample_size(model)
    if size is None:
        return None
    everything = next(key for key in (f"{size}_{{all}}", f"{size}_{{all samples}}") if key not in model.names)
    shares = _Shares(model, sp.Symbol(size), sp.Symbol(everything))
    try:
        made = [shares.of(definition) for definition in model.through(target)]
    except _NotASum:
        return None
    if target not in shares.sums:
        return None
    used = {definition.name for definition in made}
    names: dict[str, Name] = {
        key: name for key, name in model.names.items() if name.role != "definition" or key in used
    }
    names[everything] = Name(everything, "constant")
    return Model(tuple(made), names, {}, model.text_read), everything


class _Shares:
    """Rewrites definitions; ``sums`` are the names that are sums over samples."""

    def __init__(self, model: Model, size: sp.Symbol, everything: sp.Symbol) -> None:
        self.model, self.size, self.everything = model, size, everything
        self.share = mul(size, power(everything, MINUS_ONE))
        self.sums: set[str] = set()
        self.each: set[str] = {key for key in model.data if size in model[key].axes}

    def of(self, definition: Definition) -> Definition:
        """The definition for one block."""
        places = self.model[definition.name].axes.count(self.size)
        if places > 1:
            raise _NotASum
        if places:
            if self._sums_samples(definition.expr) or bases(definition.expr) & self.sums:
                raise _NotASum
            self.each.add(definition.name)
            return Definition(
                definition.name, definition.index, self._numbers(definition.expr), definition.origin
            )
        expr = definition.expr
        if self._varies(expr):
            expr = self._sum(expr)
            self.sums.add(definition.name)
        return Definition(definition.name, definition.index, self._numbers(expr), definition.origin)

    def _varies(self, expr: sp.Basic) -> bool:
        return bool(bases(expr) & (self.each | self.sums)) or self._sums_samples(expr)

    def _sums_samples(self, expr: sp.Basic) -> bool:
        return any(
            isinstance(n, BINDERS) and any(lim[2] == self.size for lim in n.limits) for n in walk(expr)
        )

    def _sum(self, expr: sp.Expr) -> sp.Expr:
        """The same with what does not vary in a sum counted in proportion."""
        if isinstance(expr, (sp.Symbol, sp.Indexed)) and key_of(expr) in self.sums:
            return expr
        if isinstance(expr, sp.Add):
            return add(*[self._sum(term) if self._varies(term) else mul(_SHARE, term) for term in expr.args])
        if isinstance(expr, sp.Mul):
            varying = [place for place, factor in enumerate(expr.args) if self._varies(factor)]
            if len(varying) != 1:
                raise _NotASum
            factors = list(expr.args)
            factors[varying[0]] = self._sum(factors[varying[0]])
            return mul(*factors)
        if isinstance(expr, sp.Sum):
            over = [limit for limit in expr.limits if limit[2] == self.size]
            if not over:
                return expr.func(self._sum(expr.function), *expr.limits)
            if len(over) == 1 and not self._sums_samples(expr.function):
                if not bases(expr.function) & self.sums:
                    return expr
        raise _NotASum

    def _numbers(self, expr: sp.Basic) -> sp.Expr:
        """The number of samples as a number is that of all of them; in the limits of a sum it is the block's."""
        if expr == self.size:
            return self.everything
        if expr == _SHARE:
            return self.share
        if not expr.args or isinstance(expr, (sp.Indexed, sp.IndexedBase)):
            return expr
        if isinstance(expr, BINDERS):
            return expr.func(self._numbers(expr.function), *expr.limits)
        return rebuild(expr, tuple(self._numbers(arg) for arg in expr.args))


_SHARE = sp.Dummy("share")
