"""The derivative as a limit of difference quotients, line by line (C1): h → 0, Δx → 0, x → a, and from both sides.

In: a model whose target is a formula in one name x, and which of the limits.  Out: a ``Derivation`` whose lines
are the difference quotient, what makes its denominator cancel (expanding, factoring, a common denominator,
rationalising, eᵘ⁺ᵛ = eᵘeᵛ, a difference of sines, a logarithm of a quotient), and the limit.  f(p) and f(q) are the two
values in the quotient, d = p − q its denominator.  Every line is compared with the one before it in numbers of many
digits, and the result with the rules of ``symgrad.derivation``.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from symgrad.errors import ModelError, OptionError, UnsupportedError, choices, worded
from symgrad.exact import as_written
from symgrad.expressions import Partial, add, mul, replace, transform
from symgrad.limits.checking import check
from symgrad.limits.families import FAMILIES
from symgrad.limits.quotient import FORMS, Quotient
from symgrad.limits.work import Work, settled
from symgrad.model import Model
from symgrad.scope import Scope
from symgrad.steps import Derivation, Step

#: the rules of this module, in the order of their words
LIMIT_RULES = (
    "limit_definition", "limit_sum", "limit_constant", "limit_expand", "limit_terms", "limit_factor",
    "limit_common", "limit_rationalise", "limit_exponential", "limit_sine", "limit_logarithm", "limit_sign",
    "limit_cancel", "limit_known_exponential", "limit_known_sine", "limit_known_logarithm", "limit_put",
    "limit_any_point", "limit_from_right", "limit_from_left",
)  # fmt: skip


def derive_by_limit(
    model: Model, wrt: str, *, target: str | None = None, form: str = "h", at: object = None
) -> Derivation:
    """∂target/∂wrt as a limit, line by line (C1).

    ``form`` is ``"h"``: lim (f(x+h) − f(x))/h; ``"delta"``: the same with Δx; ``"point"``: lim (f(x) − f(a))/(x − a) as
    x → a; ``"symmetric"``: lim (f(x+h) − f(x−h))/2h.  ``at`` is a number to take it at (every x without it).  Sums of
    constants times polynomials, powers 1/xⁿ, √u, eᵘ, sin u, cos u, log u with u = kx + c, and |x| are worked out; the
    result is NaN for |x| at 0, where the limits from the right and from the left differ.  Raises
    ``UnsupportedError`` for other formulas, ``OptionError`` for another form, ``ModelError`` for a name with axes.
    """
    if form not in FORMS:
        raise OptionError(
            worded("no form of the limit called {form}.", form=repr(form)), remedy=choices(form, tuple(FORMS))
        )
    target = model.target if target is None else target
    if model[wrt].axes or model[target].axes or model[wrt].role == "size":
        raise ModelError("a derivative is taken as a limit for one number by one number.")
    x, f = model[wrt].at(), _in_terms_of(model, target, wrt)
    make, letters = FORMS[form]
    letter = _letter(model, wrt, f, letters)
    place = x if at is None else _number(at)
    quotient = make(x, place, letter)
    work = Work(f, x, quotient, _left(model, target, wrt, quotient, x))
    result = _through(work)
    if at is None and form == "point" and result is not sp.nan:
        result = replace(result, {quotient.at: x})
        work.steps.append(
            Step("limit_any_point", work.line, result, result, left=Partial(sp.Symbol(target), x))
        )
    found = Derivation(model, target, wrt, "limit", Partial(model[target].at(), x), tuple(work.steps), result)
    check(found, quotient, f)
    return found


def _left(model: Model, target: str, wrt: str, quotient: Quotient, x: sp.Expr) -> sp.Expr:
    """∂L/∂x, or L'(a) at a point."""
    if quotient.at == x:
        return Partial(model[target].at(), x)
    return sp.Symbol(f"{target}'({quotient.at})")


def _number(at: object) -> sp.Expr:
    value: Fraction = as_written(at)
    return sp.Rational(value.numerator, value.denominator)


def _letter(model: Model, wrt: str, f: sp.Expr, letters: tuple[str, ...]) -> sp.Symbol:
    taken = {*model.names, *(symbol.name for symbol in f.free_symbols if isinstance(symbol, sp.Symbol))}
    free = [letter.replace("{x}", wrt) for letter in letters if letter.replace("{x}", wrt) not in taken]
    if not free:
        raise ModelError(
            worded("{letters} is a name of the model already.", letters=letters[0]),
            remedy="Take another form.",
        )
    return sp.Symbol(free[0])


def _in_terms_of(model: Model, target: str, wrt: str) -> sp.Expr:
    """The target with every definition put in that depends on ``wrt``."""
    scope = Scope.total(model, model[wrt].at())
    return transform(  # type: ignore[no-any-return]
        scope.unfold(model[target].at()),
        lambda node: _in_terms_of(model, node.name, wrt) if scope.is_dependent(node) else node,  # type: ignore[attr-defined,arg-type]
    )


def _through(work: Work) -> sp.Expr:
    """All lines; the result."""
    limit = work.quotient.limit
    work.step("limit_definition", work.left, limit(work.of(work.f)))
    parts = work.parts()
    sum_of_limits = add(*[mul(c, limit(work.of(g))) for c, g in parts])
    work.step("limit_sum" if len(parts) > 1 else "limit_constant", work.line, sum_of_limits)
    for _, g in parts:
        for apply in FAMILIES:
            if apply(work, g):
                break
        else:
            raise UnsupportedError(
                worded(
                    "the derivative of {function} as a limit is not worked out: polynomials, 1/x, "
                    "roots, exp, sin, cos, log and |x| are.",
                    function=g,
                ),
                remedy="sg.derive has rules for everything else.",
            )
    if work.steps[-1].rule == "limit_from_left":
        return sp.nan
    work.step("cancel", work.line, settled(work.line))
    return work.line


__all__ = ["FORMS", "LIMIT_RULES", "derive_by_limit"]
