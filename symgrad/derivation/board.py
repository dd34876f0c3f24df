"""Outside-in, as at the board: every line rewrites the outermost derivative by one rule.

In: a line with derivatives in it and a scope.  Out: the steps to a line without any.  The engine knows no rule: it goes
through the table, and between two rules it cancels numbers and gives named things their names back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sympy as sp

from symgrad.derivation.folding import fold
from symgrad.derivation.tidy import cancel, sift
from symgrad.errors import UnsupportedError, worded
from symgrad.expressions import BINDERS, Maximum, Minimum, Partial, replace, walk
from symgrad.functions import BY_SYMBOL, row_of
from symgrad.model import Definition
from symgrad.rules import RULES, Rule
from symgrad.scope import Scope
from symgrad.steps import Step

#: a derivation at the board longer than this is not read by anybody; backpropagation is for those
MAX_STEPS = 300


@dataclass
class Board:
    """The steps so far; with ``names_stay`` derivatives of dependent names are left as they are."""

    scope: Scope
    definitions: Sequence[Definition] = ()
    rules: Sequence[Rule] = RULES
    names_stay: bool = False
    steps: list[Step] = field(default_factory=list)
    conventions: list[tuple[sp.Expr, sp.Expr]] = field(default_factory=list)

    def work_out(self, line: sp.Expr) -> sp.Expr:
        """Apply rules until no derivative is left but those in ``names_stay``.

        Raises ``UnsupportedError`` for an expression no rule fits, and for a derivation that gets too long.
        """
        line = self.tidy(line)
        while (pending := self._next(line)) is not None:
            if len(self.steps) >= MAX_STEPS:
                raise UnsupportedError(
                    worded(
                        "the derivation at the board takes more than {max_steps} lines.", max_steps=MAX_STEPS
                    ),
                    remedy='Use strategy="backprop".',
                )
            line = self.tidy(self._apply(line, pending))
        return line

    def _pending(self, line: sp.Expr) -> list[Partial]:
        return [
            node
            for node in walk(line)
            if isinstance(node, Partial) and not (self.names_stay and self.scope.is_dependent(node.what))
        ]

    def _next(self, line: sp.Expr) -> Partial | None:
        """What is constant goes first, then the outermost derivative."""
        pending = self._pending(line)
        constant = [node for node in pending if not self.scope.varies(node.what)]
        return next(iter(constant or pending), None)

    def _apply(self, line: sp.Expr, pending: Partial) -> sp.Expr:
        rule, after, substeps = self._rewrite(pending, line)
        changed: dict[sp.Basic, sp.Basic] = {pending: after}
        about = {"wrt": pending.wrt, **self._about(pending.what, rule)}
        # The same rule at several places of the line is one step, as people write it.
        for node in self._pending(line):
            if node not in changed and node.wrt == pending.wrt:
                other, value, _ = self._rewrite(node, line)
                if other is rule:
                    changed[node] = value
                    self._about(node.what, rule)
        line = replace(line, changed)
        self.steps.append(Step(rule.name, pending, after, line, substeps=substeps, about=about))
        return line

    def _rewrite(self, pending: Partial, line: sp.Expr) -> tuple[Rule, sp.Expr, tuple[Step, ...]]:
        scope = self.scope.inside(_sums_around(line, pending) or set())
        for rule in self.rules:
            if rule.apply is not None:
                after = rule.apply(pending.what, scope)
                if after is not None:
                    return rule, after, ()
            elif rule.opens is not None and rule.opens(pending.what, self.scope):
                small = self._small()
                after = small.work_out(pending)
                self.conventions.extend(small.conventions)
                return rule, after, tuple(small.steps)
        raise UnsupportedError(
            worded(
                "no rule for the derivative of {what} ({kind}) with respect to {wrt}.",
                what=pending.what,
                kind=type(pending.what).__name__,
                wrt=pending.wrt,
            )
        )

    def _small(self) -> Board:
        """A board for the small lines inside one line: no names are put in there."""
        rules = [rule for rule in self.rules if rule.opens is None and rule.name != "substitute"]
        return Board(self.scope, self.definitions, rules, names_stay=True)

    def tidy(self, line: sp.Expr) -> sp.Expr:
        """Sift, cancel, fold until nothing changes; each is a step of its own if it changes the line."""
        while (tidier := self._tidied(line)) != line:
            line = tidier
        return line

    def _tidied(self, line: sp.Expr) -> sp.Expr:
        sifted = sift(line)
        if sifted != line:
            self.steps.append(Step("pick", line, sifted, sifted))
            line = sifted
        cancelled = cancel(line)
        if cancelled != line:
            self.steps.append(Step("cancel", line, cancelled, cancelled))
            line = cancelled
        folded, used = fold(line, self.definitions)
        if folded != line:
            about = {"name": used[0].symbol, "definition": used[0].expr}
            self.steps.append(Step("fold", line, folded, folded, about=about))
            line = cancel(folded)
        return line

    def _about(self, u: sp.Expr, rule: Rule) -> dict[str, sp.Expr]:
        """What the words for this step mention."""
        if rule.name == "substitute":
            name = next(node for node in walk(u) if self.scope.is_dependent(node))
            return {"name": name, "definition": self.scope.unfold(name)}
        if rule.name == "function" and u.func in BY_SYMBOL:
            row = row_of(u)
            about: dict[str, sp.Expr] = {"function": u}
            if row.at_kink is not None:
                about["kink"], about["at_kink"] = row.kinks[0], row.at_kink
                self._convention(u, row.at_kink)
            return about
        if isinstance(u, (Maximum, Minimum)):
            at_kink = sp.Integer(0) if not all(self.scope.varies(arg) for arg in u.args) else sp.nan
            self._convention(u, at_kink)
            return {"function": u, "at_kink": at_kink}
        if isinstance(u, sp.Piecewise):
            self._convention(u, sp.nan)
            return {"function": u}
        return {}

    def _convention(self, u: sp.Expr, value: sp.Expr) -> None:
        if (u, value) not in self.conventions:
            self.conventions.append((u, value))


def _sums_around(line: sp.Basic, place: sp.Basic) -> set[sp.Symbol] | None:
    """The letters of the sums around ``place`` in ``line``; ``None`` if it is not in there."""
    if line == place:
        return set()
    found: set[sp.Symbol] | None = None
    for part in line.args:
        inner = _sums_around(part, place)
        if inner is not None:
            found = (found or set()) | inner
    if found is not None and isinstance(line, BINDERS):
        found = found | set(line.bound_symbols)
    return found
