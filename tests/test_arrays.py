"""Index notation into whole-array code: the code that comes out, and its values against loops over the indices."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from symgrad.arrays import lower
from symgrad.errors import UnsupportedError
from symgrad.exponentials import written_out
from symgrad.expressions import (
    LogSumExp,
    Maximum,
    Partial,
    add,
    div,
    mul,
    neg,
    power,
    sub,
    total,
)
from symgrad.functions import apply
from symgrad.model import Name
from symgrad.printer import ArrayCode

i, j, k, l, p = sp.symbols("i j k l p")  # noqa: E741 (index letters)
N, D, M, s = sp.symbols("N D M s")
SIZES = {"N": 4, "D": 3, "M": 2}
SHAPES = {
    "X": (N, D),
    "W": (D, M),
    "A": (N, N),
    "B": (N, D),
    "T": (N, D, M),
    "u": (N,),
    "r": (N,),
    "v": (D,),
    "b": (M,),
}
RANGES = {i: N, l: N, j: D, p: D, k: M}
NAMES = {key: Name(key, "data", axes) for key, axes in SHAPES.items()}
NAMES |= {"s": Name("s", "data"), **{key: Name(key, "size") for key in SIZES}}
X, W, A, B, T, u, r, v, b = (sp.IndexedBase(key) for key in SHAPES)
HALF = sp.Rational(1, 2)
TWO = sp.Integer(2)


def numbers() -> dict[str, object]:
    """Positive numbers, so that logarithms and roots of everything exist."""
    random = np.random.default_rng(7)
    arrays = {key: random.uniform(0.2, 1.5, [SIZES[str(a)] for a in axes]) for key, axes in SHAPES.items()}
    return {**arrays, "s": 0.7, **SIZES}


VALUES = numbers()
FUNCTIONS = {"exp": math.exp, "log": math.log, "tanh": math.tanh, "Maximum": max, "Abs": abs}


def by_loops(expr: sp.Basic, at: dict[sp.Symbol, int]) -> float:
    """The value of an expression at one place, by loops over the indices: an independent road."""
    if isinstance(expr, sp.Number):
        return float(expr)
    if isinstance(expr, sp.Symbol):
        return at[expr] if expr in at else VALUES[expr.name]
    if isinstance(expr, sp.Indexed):
        place = tuple(int(at.get(index, index)) - 1 for index in expr.indices)
        return float(VALUES[str(expr.base.label)][place])
    if isinstance(expr, (sp.Sum, LogSumExp)):
        ranges = [range(1, int(SIZES.get(str(high), high)) + 1) for _, _, high in expr.limits]
        letters = [limit[0] for limit in expr.limits]
        terms = [
            by_loops(expr.function, {**at, **dict(zip(letters, p, strict=True))}) for p in product(*ranges)
        ]
        return math.fsum(terms) if isinstance(expr, sp.Sum) else math.log(math.fsum(map(math.exp, terms)))
    if isinstance(expr, sp.KroneckerDelta):
        return float(at.get(expr.args[0], expr.args[0]) == at.get(expr.args[1], expr.args[1]))
    if isinstance(expr, sp.Piecewise):
        branch = next(e for e, c in expr.args if c == sp.true or by_loops(c.lhs, at) > by_loops(c.rhs, at))
        return by_loops(branch, at)
    values = [by_loops(arg, at) for arg in expr.args]
    if isinstance(expr, sp.Add):
        return math.fsum(values)
    if isinstance(expr, sp.Mul):
        return math.prod(values)
    if isinstance(expr, sp.Pow):
        return values[0] ** values[1]
    return FUNCTIONS[type(expr).__name__](*values)


def code_of(expr: sp.Expr, axes: tuple[sp.Symbol, ...], *, full: bool = True) -> str:
    sizes = [RANGES[axis] for axis in axes] if full else None
    return ArrayCode().doprint(written_out(lower(expr, axes, NAMES, sizes=sizes)))


def agree(expr: sp.Expr, axes: tuple[sp.Symbol, ...]) -> None:
    code = code_of(expr, axes)
    value = np.asarray(eval(code, {"np": np, **VALUES}))
    shape = [SIZES[str(RANGES[axis])] for axis in axes]
    assert list(value.shape) == shape, code
    expected = np.empty(shape)
    for place in product(*map(range, shape)):
        expected[place] = by_loops(expr, {axis: p + 1 for axis, p in zip(axes, place, strict=True)})
    np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-13, err_msg=code)


def over(body: sp.Expr, *letters: sp.Symbol) -> sp.Expr:
    return total(body, *[(letter, 1, RANGES[letter]) for letter in letters])


def sigma(z: sp.Expr) -> sp.Expr:
    return apply("sigma", z)


ROWS = [
    (add(over(X[i, j] * W[j, k], j), b[k]), (i, k), "X @ W + b"),
    (over(X[i, j] * v[j], j), (i,), "X @ v"),
    (over(mul(sub(over(mul(X[i, j], v[j]), j), u[i]), X[i, p]), i), (p,), "X.T @ (X @ v - u)"),
    (over(mul(u[i], r[i]), i), (), "u @ r"),
    (mul(div(sp.Integer(1), N), over(power(sub(u[i], r[i]), TWO), i)), (), "1/N*np.sum((u - r)**2)"),
    (over(mul(X[i, j], T[i, j, k]), i, j), (k,), "np.tensordot(T, X, axes=([0, 1], [0, 1]))"),
    (over(mul(X[i, j], X[i, p]), i), (j, p), "X.T @ X"),
    (over(mul(X[i, j], B[l, j]), j), (i, l), "X @ B.T"),
    (mul(u[i], v[j]), (i, j), "np.outer(u, v)"),
    (mul(v[j], u[i]), (i, j), "np.outer(u, v)"),
    (mul(X[i, j], u[i]), (i, j), "X*u[:, None]"),
    (mul(X[i, j], v[j]), (i, j), "X*v"),
    (X[i, j], (j, i), "X.T"),
    (mul(X[i, sp.Integer(2)], s), (i,), "s*X[:, 1]"),
    (over(A[i, i], i), (), "np.sum(np.diagonal(A, axis1=0, axis2=1))"),
    (over(X[i, j], i), (j,), "np.sum(X, axis=0)"),
    (over(add(mul(u[i], v[j]), u[i]), j), (i,), "np.sum(v)*u + D*u"),
    (over(s, i), (), "s*N"),
    (over(mul(sp.KroneckerDelta(i, l, evaluate=False), u[l]), l), (i,), "u"),
    (mul(sp.KroneckerDelta(i, l, evaluate=False), u[l]), (i, l), "np.eye(N, dtype=np.int8)*u"),
    (mul(sp.KroneckerDelta(j, sp.Integer(2), evaluate=False), s), (j,), "s*np.eye(D, dtype=np.int8)[1]"),
    (over(mul(u[i], X[i, j], B[i, p]), i), (j, p), "(u[:, None]*X).T @ B"),
    (sub(mul(TWO, s), mul(s, sub(s, u[i]))), (i,), "2*s - s*(s - u)"),
    (over(mul(X[i, j], W[j, k], b[k]), j, k), (i,), "X @ (W @ b)"),
    (power(X[i, j], HALF), (i, j), "np.sqrt(X)"),
    (mul(s, power(add(sp.Integer(1), u[i]), sp.Integer(-2))), (i,), "s/(1 + u)**2"),
    (mul(i, u[i]), (i,), "np.arange(1, N + 1)*u"),
    (sub(X[i, j], mul(TWO, u[i])), (i, j), "X + (-2*u)[:, None]"),
    (sub(X[i, j], u[i]), (i, j), "X - u[:, None]"),
    (
        over(
            mul(
                add(mul(X[i, sp.Integer(1)], sp.KroneckerDelta(p, sp.Integer(1), evaluate=False)), v[p]), u[i]
            ),
            i,
        ),
        (p,),
        "(X[:, 0] @ u)*np.eye(D, dtype=np.int8)[0] + np.sum(u)*v",
    ),
]


@pytest.mark.parametrize(("expr", "axes", "code"), ROWS, ids=[row[2] for row in ROWS])
def test_rows(expr: sp.Expr, axes: tuple[sp.Symbol, ...], code: str) -> None:
    assert code_of(expr, axes) == code
    agree(expr, axes)


VALUE_ROWS = [
    (LogSumExp(mul(X[i, j], s), (j, 1, D)), (i,)),
    (LogSumExp(mul(X[i, j], s), (i, 1, N)), (j,)),
    (LogSumExp(X[i, j], (j, 1, D), (i, 1, N)), ()),
    (LogSumExp(u[i], (j, 1, D)), (i,)),
    (LogSumExp(T[i, j, k], (j, 1, D)), (k, i)),
    (sp.Piecewise((X[i, j], X[i, j] > u[i]), (neg(v[j]), True), evaluate=False), (j, i)),
    (sp.Piecewise((1, X[i, j] > u[i]), (0, True), evaluate=False), (i, j)),
    (Maximum(X[i, j], v[j]), (i, j)),
    (T[i, j, k], (k, i, j)),
    (mul(T[i, j, k], u[i], b[k]), (j, k, i)),
    (over(mul(T[i, j, k], X[i, p], W[j, k]), j, k), (p, i)),
    (over(mul(A[i, l], X[l, j], W[j, k], b[k], u[i]), i, l, j, k), ()),
    (over(mul(X[i, j], B[l, j], A[l, i]), i, l, j), ()),
    (over(mul(over(u[i], i), over(r[i], i)), j), ()),
    (over(over(mul(X[i, j], over(mul(W[j, k], b[k]), k)), j), i), ()),
    (s, (i, j)),
    (u[i], (i, j)),
    (power(sub(X[i, j], mul(u[i], v[j])), TWO), (j, i)),
    (over(power(sub(X[i, j], B[l, j]), TWO), j), (i, l)),
    (mul(A[i, i], u[i]), (i,)),
    (T[i, sp.Integer(1), k], (k, i)),
    (over(mul(sp.KroneckerDelta(j, sp.Integer(2), evaluate=False), X[i, j]), j), (i,)),
]


@pytest.mark.parametrize(("expr", "axes"), VALUE_ROWS, ids=[str(row[0]) for row in VALUE_ROWS])
def test_values(expr: sp.Expr, axes: tuple[sp.Symbol, ...]) -> None:
    agree(expr, axes)


# -- random expressions -------------------------------------------------------------------------------------


@st.composite
def expressions(draw: st.DrawFn, scope: tuple[sp.Symbol, ...], depth: int = 4) -> sp.Expr:
    """Index notation over the names above, free in letters of ``scope`` only."""
    kinds = ["leaf", "leaf", "product", "product", "sum", "square", "function", "over", "over"]
    kind = draw(st.sampled_from(kinds if depth else ["leaf"]))
    again = expressions(scope, depth - 1) if depth else None
    if kind == "leaf":
        options: list[sp.Expr] = [sp.Symbol("s"), sp.Rational(1, 2)]
        for key, axes in SHAPES.items():
            places = [[x for x in scope if RANGES[x] == axis] for axis in axes]
            options += [sp.IndexedBase(key)[place] for place in product(*places)]
        return draw(st.sampled_from(options))
    if kind == "product":
        return mul(*draw(st.lists(again, min_size=2, max_size=3)))
    if kind == "sum":
        return (
            sub(*draw(st.tuples(again, again)))
            if draw(st.booleans())
            else add(*draw(st.tuples(again, again)))
        )
    if kind == "square":
        return power(draw(again), TWO)
    if kind == "function":
        return sp.tanh(draw(again), evaluate=False)
    letters = [x for x in RANGES if x not in scope]
    if not letters:
        return draw(again)
    letter = draw(st.sampled_from(letters))
    inner = draw(expressions((*scope, letter), depth - 1))
    if any(letter in other for other in _bound(inner)):
        return inner if letter not in inner.free_symbols else over(inner, letter)
    return over(inner, letter)


def _bound(expr: sp.Basic) -> list[list[sp.Symbol]]:
    return [node.bound_symbols for node in sp.preorder_traversal(expr) if isinstance(node, sp.Sum)]


@given(st.data())
def test_random_expressions(data: st.DataObject) -> None:
    axes = data.draw(st.sampled_from([(), (i,), (j,), (i, j), (j, i), (i, l), (k, j), (i, j, k)]))
    agree(data.draw(expressions(axes)), axes)


# -- what must not be -----------------------------------------------------------------------------------------


def test_no_array_larger_than_needed() -> None:
    """A product under a sum is a matrix product even when a vector is added inside the sum."""
    code = code_of(over(add(mul(X[i, j], W[j, k]), v[j]), j), (i, k))
    assert "@" in code
    assert "None, :, None" not in code


@pytest.mark.parametrize("node", [Partial(sp.Symbol("s"), sp.Symbol("s")), sp.Integral(s, s)])
def test_unknown_nodes_are_named(node: sp.Expr) -> None:
    with pytest.raises(UnsupportedError, match=type(node).__name__):
        lower(mul(TWO, node), (), NAMES)


def test_a_planted_transpose_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ArrayCode, "_print_Transpose", lambda self, expr: self.doprint(expr.args[0]))
    with pytest.raises((AssertionError, ValueError)):
        agree(over(mul(A[l, i], u[l]), l), (i,))


def test_planted_missing_parentheses_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ArrayCode, "parenthesize", lambda self, item, level, strict=False: self.doprint(item))
    with pytest.raises(AssertionError):
        agree(mul(s, sub(u[i], r[i])), (i,))
