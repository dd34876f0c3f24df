"""What stands in a program but in no formula: lookups, results, passes in place; and Python names for LaTeX names."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable

import sympy as sp
from sympy.printing.precedence import PRECEDENCE

# -- what only code has ---------------------------------------------------------------------------------


class CodeNode(sp.Expr):
    """Base of what stands in a program but in no formula."""

    is_commutative = True
    precedence = PRECEDENCE["Atom"]


class Entry(CodeNode):
    """``Entry(params, key)``: the value under a name in a dict."""


class ArrayEntry(Entry):
    """The same as an array, also when a list was given."""


class Length(CodeNode):
    """``Length(X, 0)``: how long an axis of an array is."""


class Result(CodeNode):
    """``Result(value, (key, gradient), …)``: what ``value_and_grad`` returns."""


class Table(CodeNode):
    """``Table((key, value), …)``: a dict of values."""


class AsFloat(CodeNode):
    """A Python float out of an array library's number."""


class Steps(CodeNode):
    """``Steps(a, first, second, …)``: a = first, then each further expression of a into a itself."""


class bounded_exp(sp.Function):
    """e^z, cut off below the largest number of the precision in use."""


class Grouped(CodeNode):
    """A product that is worked out before it meets other factors: e^{−z} may be huge, e^{−z} σ(z) is not."""


class Raw(sp.Symbol):
    """A name of a model as it was written, printed as a string."""


# -- identifiers ----------------------------------------------------------------------------------------

_ACCENT = re.compile(r"\\(hat|bar|tilde|dot|ddot|vec|check|widehat|widetilde|overline)\s*(\{[^{}]*\}|\w)")
_STYLE = re.compile(r"\\(mathbf|mathrm|mathit|mathcal|mathsf|boldsymbol|operatorname|text|bm)\s*")
_LIBRARIES = frozenset({"np", "jnp", "torch", "math"})
RESERVED = _LIBRARIES | {"params", "data", "loss", "value_and_grad", "values", "array", "float", "nan"}


def identifier(key: str) -> str:
    r"""A readable Python name: ``\hat{y}`` → ``y_hat``, ``W^{[1]}`` → ``W_1``, ``x'`` → ``x_prime``."""
    text = re.sub(r"\(.*\)$", "", key) or key
    text = _STYLE.sub("", text)
    for _ in range(3):
        text = _ACCENT.sub(lambda found: f"{found[2].strip('{}')}_{found[1].removeprefix('wide')}", text)
    text = text.replace("'", "_prime").replace(r"\prime", "_prime")
    text = re.sub(r"[^\w]+", "_", text)
    text = re.sub(r"_+", "_", text).strip("_")
    text = text if text.isidentifier() else f"v_{text}".rstrip("_")
    return f"{text}_" if keyword.iskeyword(text) or hasattr(builtins, text) else text


def identifiers(keys: Iterable[str], *, taken: Iterable[str] = ()) -> dict[str, str]:
    """key → identifier, all different, none of them ``taken`` or reserved; the order of ``keys`` decides."""
    used = set(RESERVED) | set(taken)
    found: dict[str, str] = {}
    for key in keys:
        if key in found:
            continue
        plain = identifier(key)
        chosen, number = plain, 2
        while chosen in used:
            chosen, number = f"{plain}_v{number}", number + 1
        used.add(chosen)
        found[key] = chosen
    return found
