"""The same expressions for JAX and PyTorch: ``JaxCode`` and ``TorchCode``, classes below ``printer.ArrayCode``.

In: trees of ``symgrad.arrays``.  Out: text for ``jax.numpy``, or for ``torch``, in which no array is changed in place.
Only what the libraries spell in another way than NumPy stands here.  PyTorch's functions take tensors and not plain
numbers: what is a plain number there (a size, log 2, the number of a step) is worked out by ``math``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from symgrad.arrays import ArrayNode, LargestExponent
from symgrad.codenodes import AsFloat, Entry, Length
from symgrad.expressions import Maximum, Minimum
from symgrad.printer import ArrayCode, ScalarCode


class _Functional(ArrayCode):
    """Inputs are arrays of the library already, and the loss stays one."""

    functional = True

    def _print_ArrayEntry(self, expr: Entry) -> str:
        return self._print_Entry(expr)

    def _print_AsFloat(self, expr: AsFloat) -> str:
        return self.doprint(expr.args[0])


class JaxCode(_Functional):
    """``jax.numpy``: what is printed can be traced, so ``jit``, ``vmap`` and sharding apply to it."""

    prefix = "jnp"
    imports = "import jax.numpy as jnp\nimport jax.scipy.special"
    native = {**ArrayCode.native, sp.erf: "erf", sp.erfc: "erfc"}

    def namespace(self) -> dict[str, Any]:
        """``jnp`` and ``jax``.  Raises ``ImportError`` without JAX."""
        import jax.numpy
        import jax.scipy.special

        return {"jnp": jax.numpy, "jax": jax}

    def library(self, name: str) -> str:
        return f"jax.scipy.special.{name}" if name in ("erf", "erfc") else super().library(name)


class TorchCode(_Functional):
    """``torch``: tensors of any device, new ones on the device and in the precision of those given."""

    prefix = "torch"
    imports = "import math\n\nimport torch"
    native = {
        **{key: name for key, name in ArrayCode.native.items() if key not in (Maximum, Minimum)},
        sp.atan: "atan",
        sp.erf: "erf",
        sp.erfc: "erfc",
    }

    def __init__(self, names: dict[str, str] | None = None) -> None:
        super().__init__(names)
        #: names of plain numbers
        self.numbers: set[sp.Basic] = set()
        #: a tensor whose precision and device new tensors take
        self.like = "z"

    def namespace(self) -> dict[str, Any]:
        """``torch`` and ``math``.  Raises ``ImportError`` without PyTorch."""
        import torch

        return {"torch": torch, "math": math}

    def given(self, numbers: Iterable[sp.Symbol], *, like: str) -> None:
        """Names that are plain numbers wherever they occur, and a tensor whose kind new tensors have."""
        self.numbers |= set(numbers)
        self.like = like

    def prepare(self, schedule: Sequence[tuple[sp.Symbol, sp.Basic]]) -> None:
        """Which names are plain numbers, and the first that is a tensor."""
        entries = [name for name, expr in schedule if isinstance(expr, Entry)]
        self.like = str(entries[0]) if entries else self.like
        for name, expr in schedule:
            if isinstance(expr, Length) or self._is_number(expr):
                self.numbers.add(name)

    def _is_number(self, expr: sp.Basic) -> bool:
        return (
            not isinstance(expr, Entry)
            and expr.free_symbols <= self.numbers
            and not expr.has(ArrayNode, Length, Entry)
        )

    def _number(self, expr: sp.Basic) -> str:
        return _MathCode(self.names).doprint(expr)

    def _print_Function(self, expr: sp.Function) -> str:
        return self._number(expr) if self._is_number(expr) else str(super()._print_Function(expr))

    _print_exp = _print_log = _print_sin = _print_cos = _print_tan = _print_tanh = _print_Function
    _print_atan = _print_Abs = _print_sign = _print_floor = _print_log1p = _print_expm1 = _print_Function

    def _print_Pow(self, expr: sp.Pow, rational: bool = False) -> str:
        return self._number(expr) if self._is_number(expr) else str(super()._print_Pow(expr))

    def _real_power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        return f"torch.pow({self.doprint(base)}, {self.doprint(exponent)})"

    def _bound(self, side: str, function: str, expr: sp.Expr) -> str:
        """The larger (smaller) of two; where one is a number it bounds the other."""
        if self._is_number(expr):
            return self._number(expr)
        first, second = expr.args
        if self._is_bound(first):
            first, second = second, first
        if self._is_bound(second):
            return f"torch.clamp({self.doprint(first)}, {side}={self.doprint(second)})"
        return f"torch.{function}({self.doprint(first)}, {self.doprint(second)})"

    def _is_bound(self, expr: sp.Expr) -> bool:
        return isinstance(expr, LargestExponent) or self._is_number(expr)

    def _print_Maximum(self, expr: Maximum) -> str:
        return self._bound("min", "maximum", expr)

    def _print_Minimum(self, expr: Minimum) -> str:
        return self._bound("max", "minimum", expr)

    def _print_LargestExponent(self, expr: LargestExponent) -> str:
        tensors = [arg for arg in expr.args if not self._is_number(arg)]
        kind = f"{self.doprint(tensors[0])}.dtype" if tensors else f"{self.like}.dtype"
        return f"math.log(torch.finfo({kind}).max/2)"

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        if all(self._is_number(condition) for _, condition in expr.args):
            text = ""
            for branch, condition in expr.args:
                if condition == sp.true:
                    return f"({text}{self.doprint(branch)})"
                text += f"{self.doprint(branch)} if {self.doprint(condition)} else "
            return f"({text}math.nan)"
        *pairs, (last, condition) = expr.args
        text = self._branch(last)
        if condition != sp.true:
            text = f"torch.where({self.doprint(condition)}, {text}, math.nan)"
        for branch, condition in reversed(pairs):
            text = f"torch.where({self.doprint(condition)}, {self._branch(branch)}, {text})"
        return text

    def _branch(self, expr: sp.Expr) -> str:
        """A branch as a tensor: a plain number would be one of single precision."""
        return (
            f"{self.like}.new_tensor({self.doprint(expr)})" if self._is_number(expr) else self.doprint(expr)
        )

    # -- the nodes of symgrad.arrays ------------------------------------------------------------------------

    def _print_MaxOver(self, expr: sp.Expr) -> str:
        return self._reduction("amax", expr)

    def _backwards(self, text: str, axes: list[int], rank: int) -> str:
        return f"{text}.flip({', '.join(map(str, axes))})"

    def _print_Permute(self, expr: sp.Expr) -> str:
        return f"{self._subject(expr.args[0])}.permute({', '.join(map(str, expr.args[1]))})"

    def _print_Tensordot(self, expr: sp.Expr) -> str:
        return str(super()._print_Tensordot(expr)).replace(", axes=([", ", dims=([")

    def _print_Diagonal(self, expr: sp.Expr) -> str:
        return f"torch.diagonal({self.doprint(expr.args[0])}, dim1={expr.args[1]}, dim2={expr.args[2]})"

    def _print_Spread(self, expr: sp.Expr) -> str:
        array, sizes = expr.args
        shape = ", ".join(self.doprint(size) for size in sizes) + ("," if len(sizes) == 1 else "")
        if self._is_number(array):
            return f"{self.like}.new_full(({shape}), {self.doprint(array)})"
        return f"{self._subject(array)}.expand(({shape}))"

    def _print_Eye(self, expr: sp.Expr) -> str:
        size = self.doprint(expr.args[0])
        return f"torch.eye({size}, dtype={self.like}.dtype, device={self.like}.device)"

    def _print_Positions(self, expr: sp.Expr) -> str:
        size = self.doprint(expr.args[0])
        return f"torch.arange(1, {size} + 1, dtype={self.like}.dtype, device={self.like}.device)"


class _MathCode(ScalarCode):
    """``math`` with its name in front."""

    native = {**ScalarCode.native, log1p: "log1p", expm1: "expm1"}

    def library(self, name: str) -> str:
        return name if name == "abs" else f"math.{name}"
