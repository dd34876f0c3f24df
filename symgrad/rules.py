"""The rules of differentiation: an ordered table, read top to bottom, first match wins.

A rule turns one derivative ``∂u/∂w`` into an expression with smaller derivatives, or says that it does not apply
(``None``).  It knows no engine, no line and no language: ``name`` is the vocabulary for words and tests,
``statement`` the rule as it stands in a textbook (c does not depend on w).  A rule with ``opens`` is one line at the
board that consists of smaller ones: the engine works it out with the rules that do not open, and those are its small
lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from symgrad.errors import SymgradError
from symgrad.expressions import (
    BINDERS,
    MINUS_ONE,
    ONE,
    ZERO,
    Determinant,
    Element,
    LogDeterminant,
    LogSumExp,
    MatrixInverse,
    Maximum,
    Minimum,
    OfMatrix,
    Partial,
    add,
    mul,
    neg,
    piecewise,
    power,
    replace,
    sub,
    total,
    walk,
)
from symgrad.functions import BY_SYMBOL, row_of, step
from symgrad.scope import Scope

Apply = Callable[[sp.Expr, Scope], sp.Expr | None]


@dataclass(frozen=True)
class Rule:
    """``apply(u, scope)`` is what ∂u/∂w becomes, or ``None``; a rule that ``opens`` only says whether it applies."""

    name: str
    statement: str
    apply: Apply | None = None
    opens: Callable[[sp.Expr, Scope], bool] | None = None

    def __post_init__(self) -> None:
        if (self.apply is None) == (self.opens is None):
            raise SymgradError(f"the rule {self.name} needs either apply or opens.")


def d(u: sp.Expr, scope: Scope) -> sp.Expr:
    """∂u/∂w still to be worked out; ∂w/∂w = 1 is written at once, as everybody does."""
    return ONE if u == scope.wrt else Partial(u, scope.wrt)


# -- leaves -----------------------------------------------------------------------------------------------


def constant(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """What does not change has derivative 0."""
    return None if scope.varies(u) else ZERO


def variable(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂w/∂w = 1; elements of one array are independent of each other."""
    if not isinstance(u, (sp.Symbol, sp.Indexed)) or not scope.matches(u):
        return None
    if not isinstance(u, sp.Indexed):
        return ONE
    pairs = zip(u.indices, scope.wrt.indices, strict=True)
    return mul(*[sp.KroneckerDelta(a, b) for a, b in pairs if a != b])


def substitute(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """Put in definitions: for a name by itself, and where it makes a sum affine in w (h(x) − y → wx + b − y)."""
    if scope.is_dependent(u):
        return Partial(scope.unfold(u), scope.wrt)
    if not isinstance(u, sp.Add):
        return None
    table: dict[sp.Basic, sp.Basic] = {
        term: scope.unfold(term) for term in u.args if scope.is_dependent(term)
    }
    if not table:
        return None
    unfolded: sp.Expr = replace(u, table)
    return Partial(unfolded, scope.wrt) if _affine(unfolded, scope) else None


# -- one line that consists of smaller ones ---------------------------------------------------------------


def _affine(u: sp.Basic, scope: Scope) -> bool:
    """u = c₀ + c₁w with c₀, c₁ constant, w itself or one element of it (no definition in between)."""
    return _affine_in(u, scope, scope.matches)


def _affine_in(u: sp.Basic, scope: Scope, leaf: Callable[[sp.Basic], bool]) -> bool:
    if not scope.varies(u) or leaf(u):
        return True
    if isinstance(u, sp.Add):
        return all(_affine_in(term, scope, leaf) for term in u.args)
    if isinstance(u, sp.Mul):
        varying = [factor for factor in u.args if scope.varies(factor)]
        return len(varying) == 1 and _affine_in(varying[0], scope, leaf)
    if isinstance(u, sp.Sum):
        return _picked(u, scope) is not None and _affine_in(u.function, scope, leaf)
    return False


def linear(u: sp.Expr, scope: Scope) -> bool:
    """A sum, or a constant times w, that is affine in w or in names that depend on w: only the coefficients stay."""
    if not isinstance(u, (sp.Add, sp.Mul, sp.Sum)) or not scope.varies(u):
        return False
    return _affine_in(u, scope, lambda v: scope.matches(v) or scope.is_dependent(v))


# -- structure --------------------------------------------------------------------------------------------


def constant_factor(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂(c·v) = c·∂v."""
    if not isinstance(u, sp.Mul):
        return None
    constants = [factor for factor in u.args if not scope.varies(factor)]
    varying = [factor for factor in u.args if scope.varies(factor)]
    return mul(*constants, d(mul(*varying), scope)) if constants else None


def sum_rule(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂(v₁ + v₂) = ∂v₁ + ∂v₂."""
    if not isinstance(u, sp.Add):
        return None
    return add(*[_signed(term, scope) for term in u.args])


def _signed(term: sp.Expr, scope: Scope) -> sp.Expr:
    if isinstance(term, sp.Mul) and term.args[0] is MINUS_ONE:
        return neg(d(mul(*term.args[1:]), scope))
    return d(term, scope)


def _picked(u: sp.Basic, scope: Scope) -> tuple[sp.Expr, list[sp.Tuple]] | None:
    """The one term of a sum that contains this element of w, and the limits that stay; None if there is no such."""
    if not isinstance(u, BINDERS) or not isinstance(scope.wrt, sp.Indexed):
        return None
    # A letter that runs over a part of its axis only does not take every value: it keeps a Kronecker delta.
    bound = {
        letter for letter, low, high in u.limits if low == 1 and isinstance(high, (sp.Symbol, sp.Integer))
    }
    occurrences = [n for n in walk(u.function) if isinstance(n, sp.Indexed) and scope.matches(n)]
    if any(scope.is_dependent(node) for node in walk(u.function)) or not occurrences:
        return None
    if any(node.indices != occurrences[0].indices for node in occurrences):
        return None
    summed = [p for p in zip(occurrences[0].indices, scope.wrt.indices, strict=True) if p[0] in bound]
    table: dict[sp.Basic, sp.Basic] = dict(summed)
    if not table or len({*table.values()}) != len(summed) or len(table) != len(summed):
        return None  # the diagonal W_kk is not one term: it keeps a Kronecker delta
    kept = [limit for limit in u.limits if limit[0] not in table]
    moved = {old: new for old, new in table.items() if old != new}
    inner: sp.Expr = replace(u.function, moved) if moved else u.function
    return inner, kept


def pick(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """Of Σⱼ only the term with this element of w remains."""
    if not isinstance(u, sp.Sum):
        return None
    picked = _picked(u, scope)
    if picked is None:
        return None
    inner, kept = picked
    return Partial(total(inner, *kept), scope.wrt)


def sum_over(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂Σ = Σ∂."""
    if not isinstance(u, sp.Sum):
        return None
    return total(d(u.function, scope), *u.limits)


def quotient(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂(f/g) = (∂f·g − f·∂g)/g², both varying."""
    if not isinstance(u, sp.Mul):
        return None
    below = [factor for factor in u.args if _is_reciprocal(factor) and scope.varies(factor)]
    above = [factor for factor in u.args if factor not in below]
    if not below or not scope.varies(mul(*above)):
        return None
    f, g = mul(*above), mul(*[factor.base for factor in below])
    top = sub(mul(d(f, scope), g), mul(f, d(g, scope)))
    return mul(top, power(g, sp.Integer(-2)))


def _is_reciprocal(factor: sp.Basic) -> bool:
    return isinstance(factor, sp.Pow) and factor.exp is sp.S.NegativeOne


def product(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂(fg) = ∂f·g + f·∂g, for any number of factors."""
    if not isinstance(u, sp.Mul):
        return None
    terms = []
    for position, factor in enumerate(u.args):
        if scope.varies(factor):
            others = (*u.args[:position], *u.args[position + 1 :])
            terms.append(mul(d(factor, scope), *others))
    return add(*terms)


# -- chain rule: outer part first, then the inner derivative ----------------------------------------------


def power_of_variable(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂wⁿ/∂w = n wⁿ⁻¹."""
    return power_rule(u, scope) if isinstance(u, sp.Pow) and u.base == scope.wrt else None


def power_rule(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂vⁿ = n vⁿ⁻¹ ∂v, n constant."""
    if not isinstance(u, sp.Pow) or scope.varies(u.exp):
        return None
    n = u.exp
    return mul(n, power(u.base, n - 1 if n.is_Number else sub(n, ONE)), d(u.base, scope))


def exponential(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂eᵛ = eᵛ ∂v; ∂aᵛ = aᵛ log a ∂v."""
    if isinstance(u, sp.exp):
        return mul(u, d(u.args[0], scope))
    if isinstance(u, sp.Pow) and not scope.varies(u.base):
        return mul(u, sp.log(u.base, evaluate=False), d(u.exp, scope))
    return None


def general_power(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂vᵗ = vᵗ ∂(t log v), both varying (v > 0)."""
    if not isinstance(u, sp.Pow):
        return None
    return mul(u, d(mul(u.exp, sp.log(u.base, evaluate=False)), scope))


def function(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂f(v) = f'(v) ∂v, f' from the function's row."""
    if u.func not in BY_SYMBOL:
        return None
    return mul(row_of(u).derivative(u.args[0]), d(u.args[0], scope))


def log_sum_exp(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂ log Σ e^{vⱼ} = Σⱼ e^{vⱼ − logΣ} ∂vⱼ."""
    if not isinstance(u, LogSumExp):
        return None
    picked = _picked(u, scope)
    inner, kept = picked if picked else (u.function, list(u.limits))
    outside = {symbol for symbol in inner.free_symbols if isinstance(symbol, sp.Symbol)}
    share = sp.exp(sub(inner, scope.without_clash(u, outside)), evaluate=False)
    return total(mul(share, d(inner, scope)), *kept)


# -- matrices ---------------------------------------------------------------------------------------------


def inverse(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂(A⁻¹)ₖₗ = −Σᵢⱼ (A⁻¹)ₖᵢ ∂Aᵢⱼ (A⁻¹)ⱼₗ."""
    if not isinstance(u, Element):
        return None
    matrix, row, column = u.args
    matrix = scope.without_clash(matrix, {*matrix.bound_symbols} & {row, column})
    other = _apart(matrix, scope)
    left, right = Element(other, row, matrix.row), Element(other, matrix.column, column)
    return neg(total(mul(left, d(matrix.function, scope), right), *matrix.limits))


def determinant(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂det A = det A · Σᵢⱼ (A⁻¹)ⱼᵢ ∂Aᵢⱼ (Jacobi's formula)."""
    return mul(u, _of_logarithm(u, scope)) if isinstance(u, Determinant) else None


def log_determinant(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂ log det A = Σᵢⱼ (A⁻¹)ⱼᵢ ∂Aᵢⱼ."""
    return _of_logarithm(u, scope) if isinstance(u, LogDeterminant) else None


def _of_logarithm(u: OfMatrix, scope: Scope) -> sp.Expr:
    element = Element(_apart(u, scope), u.column, u.row)
    return total(mul(element, d(u.function, scope)), *u.limits)


def _apart(u: OfMatrix, scope: Scope) -> MatrixInverse:
    """The inverse of u's matrix with letters of its own: u's letters run in the sum around it."""
    whole = MatrixInverse(u.function, *u.limits)
    renamed: MatrixInverse = scope.without_clash(whole, {*whole.bound_symbols})  # type: ignore[assignment]
    return renamed


def of_inverse(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """det(A⁻¹) = 1/det A and log det(A⁻¹) = −log det A before they are differentiated."""
    of = u.args[0] if isinstance(u, sp.log) else u
    if not isinstance(of, (Determinant, LogDeterminant)) or not isinstance(of.function, Element):
        return None
    if {*of.function.indices} != {of.row, of.column}:
        return None
    matrix = of.function.matrix
    inside = type(of)(matrix.function, *matrix.limits)
    if isinstance(u, Determinant):
        return Partial(power(inside, MINUS_ONE), scope.wrt)
    return Partial(neg(sp.log(inside, evaluate=False) if isinstance(u, sp.log) else inside), scope.wrt)


def log_of_absolute(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂ log|v| = ∂v/v."""
    if not isinstance(u, sp.log) or not isinstance(u.args[0], sp.Abs):
        return None
    (v,) = u.args[0].args
    return mul(power(v, MINUS_ONE), d(v, scope))


# -- kinks ------------------------------------------------------------------------------------------------


def maximum(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂max(a, b) = step(a−b) ∂a + (1 − step(a−b)) ∂b: where both are equal, the constant's (else the second's)."""
    if not isinstance(u, Maximum):
        return None
    a, b = u.args
    return _choose(a, b, scope, sub)


def minimum(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """∂min(a, b) likewise."""
    if not isinstance(u, Minimum):
        return None
    a, b = u.args
    return _choose(a, b, scope, lambda v, t: sub(t, v))


def _choose(a: sp.Expr, b: sp.Expr, scope: Scope, ahead: Callable[[sp.Expr, sp.Expr], sp.Expr]) -> sp.Expr:
    """``ahead(a, b)`` > 0 is where a is chosen; the constant one comes second."""
    if not scope.varies(a):
        a, b = b, a
    first = step(ahead(a, b))
    terms = [mul(first, d(a, scope))]
    if scope.varies(b):
        terms.append(mul(sub(ONE, first), d(b, scope)))
    return add(*terms)


def case_by_case(u: sp.Expr, scope: Scope) -> sp.Expr | None:
    """Case by case; at a boundary the case that holds there gives the derivative."""
    if not isinstance(u, sp.Piecewise):
        return None
    return piecewise(*[(d(value, scope), condition) for value, condition in u.args])


RULES: tuple[Rule, ...] = (
    Rule("constant", r"\frac{\partial c}{\partial w} = 0", constant),
    Rule("variable", r"\frac{\partial w}{\partial w} = 1", variable),
    Rule(
        "substitute",
        r"u = f(w) \;\Rightarrow\; \frac{\partial u}{\partial w} = \frac{\partial f(w)}{\partial w}",
        substitute,
    ),
    Rule("linear", r"\frac{\partial}{\partial w}(c_1 w + c_0) = c_1", opens=linear),
    Rule(
        "constant_factor",
        r"\frac{\partial}{\partial w}(c\,u) = c\,\frac{\partial u}{\partial w}",
        constant_factor,
    ),
    Rule(
        "sum",
        r"\frac{\partial}{\partial w}(u + v) = \frac{\partial u}{\partial w} + \frac{\partial v}{\partial w}",
        sum_rule,
    ),
    Rule("pick", r"\frac{\partial}{\partial w_j}\sum_k u_k(w_k) = \frac{\partial u_j}{\partial w_j}", pick),
    Rule(
        "sum_over",
        r"\frac{\partial}{\partial w}\sum_i u_i = \sum_i \frac{\partial u_i}{\partial w}",
        sum_over,
    ),
    Rule("power_of_variable", r"\frac{\partial}{\partial w} w^n = n\,w^{n-1}", power_of_variable),
    Rule("power", r"\frac{\partial}{\partial w} u^n = n\,u^{n-1}\,\frac{\partial u}{\partial w}", power_rule),
    Rule("exponential", r"\frac{\partial}{\partial w} e^u = e^u\,\frac{\partial u}{\partial w}", exponential),
    Rule(
        "general_power",
        r"\frac{\partial}{\partial w} u^v = u^v\,\frac{\partial}{\partial w}(v \log u)",
        general_power,
    ),
    Rule(
        "quotient",
        r"\frac{\partial}{\partial w}\frac{u}{v}"
        r" = \frac{\frac{\partial u}{\partial w} v - u \frac{\partial v}{\partial w}}{v^2}",
        quotient,
    ),
    Rule(
        "product",
        r"\frac{\partial}{\partial w}(u v)"
        r" = \frac{\partial u}{\partial w} v + u \frac{\partial v}{\partial w}",
        product,
    ),
    Rule(
        "log_sum_exp",
        r"\frac{\partial}{\partial w} \log\sum_j e^{u_j}"
        r" = \sum_j \frac{e^{u_j}}{\sum_k e^{u_k}} \frac{\partial u_j}{\partial w}",
        log_sum_exp,
    ),
    Rule(
        "inverse",
        r"\frac{\partial}{\partial w} (A^{-1})_{kl}"
        r" = -\sum_{i,j} (A^{-1})_{ki} \frac{\partial A_{ij}}{\partial w} (A^{-1})_{jl}",
        inverse,
    ),
    Rule(
        "of_inverse",
        r"\det(A^{-1}) = \frac{1}{\det A}, \quad \log\det(A^{-1}) = -\log\det A",
        of_inverse,
    ),
    Rule(
        "determinant",
        r"\frac{\partial}{\partial w} \det A"
        r" = \det A \sum_{i,j} (A^{-1})_{ji} \frac{\partial A_{ij}}{\partial w}",
        determinant,
    ),
    Rule(
        "log_determinant",
        r"\frac{\partial}{\partial w} \log\det A"
        r" = \sum_{i,j} (A^{-1})_{ji} \frac{\partial A_{ij}}{\partial w}",
        log_determinant,
    ),
    Rule(
        "log_of_absolute",
        r"\frac{\partial}{\partial w} \log|u| = \frac{1}{u}\,\frac{\partial u}{\partial w}",
        log_of_absolute,
    ),
    Rule(
        "maximum",
        r"\frac{\partial}{\partial w}\max(u, c)"
        r" = \frac{\partial u}{\partial w} \text{ if } u > c, \text{ else } 0",
        maximum,
    ),
    Rule(
        "minimum",
        r"\frac{\partial}{\partial w}\min(u, c)"
        r" = \frac{\partial u}{\partial w} \text{ if } u < c, \text{ else } 0",
        minimum,
    ),
    Rule(
        "piecewise",
        r"\frac{\partial}{\partial w}\begin{cases} u & A \\ v & \text{else} \end{cases}"
        r" = \begin{cases} \frac{\partial u}{\partial w} & A \\"
        r" \frac{\partial v}{\partial w} & \text{else} \end{cases}",
        case_by_case,
    ),
    Rule("function", r"\frac{\partial}{\partial w} f(u) = f'(u)\,\frac{\partial u}{\partial w}", function),
)

BY_NAME = {rule.name: rule for rule in RULES}

#: rules that are not about one derivative: what the walks do between two of them
WALKS: tuple[str, ...] = (
    "definition",
    "cancel",
    "fold",
    "chain",
    "paths",
    "local",
    "adjoint",
    "delta",
    "collect",
    "symmetric",
    "does_not_occur",
)
