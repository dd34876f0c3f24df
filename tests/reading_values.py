"""Two independent evaluators for the corpus: of SymPy expressions as read, and of the ``expected`` notation.

Both know only Python floats.  A name's value is a number made from its letters; a function without a definition gives a
number made from its name and its arguments; sums run over small ranges.  Nothing of symgrad's own evaluation is used.
"""

from __future__ import annotations

import ast
import hashlib
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp

from symgrad.expressions import Maximum, Minimum, Partial
from symgrad.functions import relu, sigma

SIZES = {"m": 3, "n": 4}
UNWRITTEN = 5  # the range of a sum without bounds


def number(*what: Any) -> float:
    """A number between 0.2 and 0.9 that depends on everything given."""
    text = repr([round(w, 8) + 0.0 if isinstance(w, float) else w for w in what])
    digest = hashlib.sha256(text.encode()).digest()
    return 0.2 + 0.7 * int.from_bytes(digest[:6], "big") / 256**6


def bare(key: str) -> str:
    """``\\hat{y}_1`` → ``haty_1``, as the corpus writes it."""
    text = key.replace("\\", "").replace("{", "").replace("}", "")
    return re.sub(r"[\[\]^]", "", text) if text.startswith("E[") else text


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def derived(f: Callable[[float], float], wrt: str) -> float:
    """A number for ∂f/∂wrt: made from values of f, so that it also sees what a derivative would forget."""
    return number("D", float(f(0.3)), float(f(0.7)), wrt)


# -- what was read ----------------------------------------------------------------------------------------


class Read:
    """Values of SymPy nodes; ``at`` holds values of symbols that were set: indices, and names moved by a derivative."""

    def __init__(self, at: Mapping[str, float]) -> None:
        self.at = dict(at)

    def size(self, expr: sp.Expr) -> int:
        return int(expr) if expr.is_Integer else SIZES.get(str(expr), UNWRITTEN)

    def with_value(self, symbol: sp.Symbol, value: float) -> Read:
        return Read({**self.at, symbol.name: value})

    def value(self, e: Any) -> float:
        if isinstance(e, sp.Rational):
            return e.p / e.q
        if isinstance(e, sp.Symbol):
            return self.at.get(e.name, SIZES.get(e.name, number(bare(e.name))))
        if isinstance(e, sp.Indexed):
            return number(bare(str(e.base.label)), *[int(self.value(i)) for i in e.indices])
        if isinstance(e, sp.Add):
            return math.fsum(map(self.value, e.args))
        if isinstance(e, sp.Mul):
            return math.prod(map(self.value, e.args))
        if isinstance(e, sp.Pow):
            return self.value(e.base) ** self.value(e.exp)
        if isinstance(e, sp.Sum):
            return self.summed(e)
        if isinstance(e, Partial):
            return self.partial(e)
        if isinstance(e, sp.Piecewise):
            return next(self.value(v) for v, c in e.args if c == sp.true or self.holds(c))
        if isinstance(e, sp.KroneckerDelta):
            return float(self.value(e.args[0]) == self.value(e.args[1]))
        if isinstance(e, sp.Limit):
            body, variable, point, _ = e.args
            near = [self.with_value(variable, h).value(body) for h in (0.1, -0.2)]
            return number("lim", *near, self.value(point))
        arguments = [self.value(a) for a in e.args]
        if type(e) in KNOWN:
            return KNOWN[type(e)](*arguments)
        name = str(e.func)
        if name.startswith(r"\nabla "):
            return number("nabla", number(name.removeprefix(r"\nabla "), *arguments))
        return number(name, *arguments)

    def summed(self, e: sp.Sum) -> float:
        *inner, (letter, low, high) = e.limits
        body = sp.Sum(e.function, *inner) if inner else e.function
        return math.fsum(self.with_value(letter, k).value(body) for k in range(int(low), self.size(high) + 1))

    def partial(self, e: Partial) -> float:
        wrt = bare(str(e.wrt))
        if isinstance(e.what, sp.Symbol):
            return number("D", bare(str(e.what)), wrt)
        if isinstance(e.what, (Partial, sp.core.function.AppliedUndef)):
            kind = "D" if isinstance(e.what, Partial) else "nabla_"
            return number(kind, self.value(e.what), wrt)
        return derived(lambda x: self.with_value(e.wrt, x).value(e.what), wrt)

    def holds(self, c: Any) -> bool:
        left, right = map(self.value, c.args)
        return bool(c.func(left, right))


KNOWN: dict[Any, Callable[..., float]] = {
    sp.exp: math.exp,
    sp.log: math.log,
    sp.tanh: math.tanh,
    sp.sin: math.sin,
    sp.cos: math.cos,
    sp.Abs: abs,
    sigma: logistic,
    relu: lambda z: max(0.0, z),
    Maximum: max,
    Minimum: min,
}


# -- what was expected ------------------------------------------------------------------------------------

Value = Any


class Expected:
    """Values of the ``expected`` notation, parsed by ``ast`` and never evaluated by Python."""

    ALIAS = {"yh": "haty", "E_": "E", "N_": "N"}
    OPERATIONS: dict[type, Callable[[Value, Value], Value]] = {
        ast.Add: lambda a, b: a + b,
        ast.Sub: lambda a, b: a - b,
        ast.Mult: lambda a, b: a @ b if np.ndim(a) and np.ndim(b) else a * b,
        ast.Div: lambda a, b: a / b,
        ast.Pow: lambda a, b: a**b,
    }
    FUNCTIONS: dict[str, Callable[..., Value]] = {
        "exp": math.exp,
        "log": math.log,
        "tanh": math.tanh,
        "sqrt": math.sqrt,
        "Abs": abs,
        "Max": max,
        "T": np.transpose,
        "NORM": lambda a: float(np.linalg.norm(a)),
    }

    def __init__(
        self, tree: ast.AST, shapes: Mapping[str, str], at: Mapping[str, float] | None = None
    ) -> None:
        self.shapes = {name: tuple(SIZES[size] for size in shape.split()) for name, shape in shapes.items()}
        self.raw_shapes = shapes
        self.at = dict(at or {})
        self.indexed = indexed_names(tree)

    def moved(self, name: str, value: float) -> Expected:
        other = Expected(ast.Module([], []), self.raw_shapes, {**self.at, name: value})
        other.indexed = self.indexed
        return other

    def named(self, name: str) -> Value:
        name = self.ALIAS.get(name, name)
        if name in self.at:
            return self.at[name]
        if name in SIZES:
            return SIZES[name]
        if name in self.shapes:
            return np.array(
                [number(name, *(k + 1 for k in index)) for index in np.ndindex(*self.shapes[name])]
            ).reshape(self.shapes[name])
        if name in ("xi", "yi"):
            return number(name[0], int(self.at["i"]))
        base, _, letter = name.rpartition("_")
        if base in self.indexed and len(letter) == 1 and letter.isalpha():
            return number(base, int(self.at.get(letter, 2)))
        return number(name)

    def value(self, node: Any) -> Value:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self.named(node.id)
        if isinstance(node, ast.UnaryOp):
            return -self.value(node.operand)
        if isinstance(node, ast.BinOp):
            return self.OPERATIONS[type(node.op)](self.value(node.left), self.value(node.right))
        assert isinstance(node, ast.Call), ast.dump(node)
        if isinstance(node.func, ast.Call):  # f('J')(w, b)
            return self.applied(node.func.args[0].value, [self.value(a) for a in node.args])
        name = node.func.id
        if hasattr(self, f"of_{name}"):
            return getattr(self, f"of_{name}")(*node.args)
        arguments = [self.value(a) for a in node.args]
        return self.FUNCTIONS[name](*arguments) if name in self.FUNCTIONS else self.applied(name, arguments)

    def applied(self, name: str, arguments: list[Value]) -> Value:
        if name in ("sigma", "sigmoid"):
            return logistic(*arguments)
        if name == "ReLU":
            return max(0.0, *arguments)
        if name.startswith("nabla_"):
            return number("nabla_", *arguments, name.removeprefix("nabla_"))
        return number("f" if name == "h_f" else name, *arguments)

    def of_s(self, name: ast.Constant) -> Value:
        return self.named(name.value)

    def of_SUM(self, body: Any, letter: ast.Name, low: Any = None, high: Any = None) -> Value:
        first = 1 if low is None else self.value(low)
        last = UNWRITTEN if high is None else self.value(high)
        return math.fsum(self.moved(letter.id, k).value(body) for k in range(first, int(last) + 1))

    def of_D(self, body: Any, by: Any) -> Value:
        name = self.name_of(by)
        if isinstance(body, ast.Name) or (isinstance(body, ast.Call) and body.func.id == "s"):
            return number("D", self.name_of(body), name)
        if isinstance(body, ast.Call) and body.func.id == "D":
            return number("D", self.value(body), name)
        return derived(lambda x: self.moved(name, x).value(body), name)

    def name_of(self, node: Any) -> str:
        name = node.id if isinstance(node, ast.Name) else node.args[0].value
        return self.ALIAS.get(name, name)

    def of_FP(self, name: ast.Constant, argument: Any) -> Value:
        x = self.value(argument)
        return logistic(x) * (1 - logistic(x)) if name.value == "sigma" else number(f"{name.value}'", x)

    def of_LIM(self, body: Any, variable: Any, point: Any) -> Value:
        near = [self.moved(self.name_of(variable), h).value(body) for h in (0.1, -0.2)]
        return number("lim", *near, float(self.value(point)))

    def of_Piecewise(self, *branches: ast.Tuple) -> Value:
        for branch in branches:
            value, condition = branch.elts
            left, right = self.value(condition.left), self.value(condition.comparators[0])
            if {ast.Gt: left > right, ast.LtE: left <= right, ast.Lt: left < right, ast.GtE: left >= right}[
                type(condition.ops[0])
            ]:
                return self.value(value)
        raise AssertionError("no branch holds")

    def of_Matrix(self, rows: ast.List) -> Value:
        return np.array([[float(self.value(cell)) for cell in row.elts] for row in rows.elts]).squeeze()


def indexed_names(tree: ast.AST) -> set[str]:
    """Names that carry a summation index somewhere in the formula."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "SUM":
            letter = node.args[1].id
            for part in ast.walk(node.args[0]):
                if isinstance(part, ast.Constant) and str(part.value).endswith(f"_{letter}"):
                    found.add(str(part.value)[: -len(letter) - 1])
    return found
