"""Activations with their derivatives (B4), and what a chain of them does to the gradient (B8).

In: rows of ``symgrad.functions``.  Out: figures.  Every value comes from a program that symgrad generated: h_i = f(z_i)
and S = Σ h_i, so that ∂S/∂z_i = f'(z_i); and a chain of layers h_l = f(w_l h_{l−1}), whose ∂h_L/∂w_l passes
through L − l + 1 of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from symgrad.errors import OptionError, choices, worded
from symgrad.expressions import mul, total
from symgrad.functions import BY_SPELLING, FAMILIES, FUNCTIONS, FunctionRow
from symgrad.model import Definition, Model, Name
from symgrad.plot.canvas import COLOURS, DASHES, GREY, MARKS, beside, count, page, shown
from symgrad.program import compile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: the stretch of z that is shown, and how close to a kink its two sides are drawn
REACH, BESIDE = 4.0, 1e-9


#: the slope that a PReLU is drawn with: what it begins with (He et al., 2015)
SLOPE = sp.Rational(1, 4)


@dataclass(frozen=True)
class Curve:
    """What a panel shows: a title in LaTeX, f, and where f has no derivative."""

    title: str
    f: Callable[[sp.Expr], sp.Expr]
    kinks: tuple[sp.Expr, ...] = ()

    @classmethod
    def of(cls, row: FunctionRow) -> Curve:
        """A row's."""
        return cls(f"{row.latex}(z)", lambda z: row.symbol(z, evaluate=False), row.kinks)


def _prelu(z: sp.Expr) -> sp.Expr:
    return FAMILIES["PReLU"](z, SLOPE)


def curves() -> Iterator[Curve]:
    """Every activation; behind the ReLU with a fixed slope the one with a slope that is learned."""
    for row in FUNCTIONS:
        if row.activation:
            yield Curve.of(row)
        if row.name == "leaky_relu":
            title = rf"\operatorname{{PReLU}}(z),\ \alpha = {float(SLOPE):g}"
            yield Curve(title, _prelu, row.kinks)


def sampled(f: Callable[[sp.Expr], sp.Expr], z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """f(z) and f'(z) at every element of ``z``, by the generated code."""
    i, n = sp.symbols("i n")
    h, argument = sp.IndexedBase("h")[i], sp.IndexedBase("z")[i]
    definitions = (
        Definition("h", (i,), f(argument)),
        Definition("S", (), total(h, (i, 1, n))),
    )
    names = {
        "z": Name("z", "parameter", (n,)),
        "h": Name("h", "definition", (n,)),
        "S": Name("S", "definition"),
        "n": Name("n", "size"),
    }
    program = compile(Model(definitions, names))
    _, gradient = program.value_and_grad({"z": z}, {})
    # An identity or a constant slope may come back as one number.
    values = np.broadcast_to(program.values({"z": z}, {})["h"], z.shape)
    return values, np.broadcast_to(gradient["z"], z.shape)


def activations(*, lang: str = "en") -> Figure:
    """Every activation and its derivative, kinks marked with the value taken there; one panel each."""
    drawn = list(curves())
    columns = 4
    with page(lang, 12, 2.9 * -(-len(drawn) // columns) + 0.9) as (figure, say):
        panels = list(figure.subplots(-(-len(drawn) // columns), columns, squeeze=False).flat)
        for curve, axes in zip(drawn, panels, strict=False):
            _panel(axes, curve)
        for axes in panels[len(drawn) :]:
            axes.remove()
        figure.suptitle(say("activations"))
        legend = _keys(say("function"), say("derivative"), say("kink"))
        figure.legend(handles=legend, loc="outside lower center", ncols=3, handlelength=2.8)
    return figure


def _panel(axes: Axes, curve: Curve) -> None:
    kinks = [float(kink) for kink in curve.kinks]
    sides = [kink + side for kink in kinks for side in (-BESIDE, 0, BESIDE)]
    z = np.unique([*np.linspace(-REACH, REACH, 401), *sides])
    values, slopes = sampled(curve.f, z)
    axes.axhline(0, color=GREY, linewidth=0.7)
    axes.axvline(0, color=GREY, linewidth=0.7)
    for number, (heights, label) in enumerate(((values, "function"), (slopes, "derivative"))):
        axes.plot(z, broken(z, heights, kinks), color=COLOURS[number], linestyle=DASHES[number], label=label)
    if kinks:
        axes.plot(
            kinks,
            slopes[np.isin(z, kinks)],
            "o",
            color=COLOURS[1],
            markeredgecolor="black",
            markersize=7,
            zorder=4,
            label="kink",
        )
    axes.set_title(shown(curve.title))
    axes.set_xlim(-REACH, REACH)
    axes.set_ylim(-1.4, 2.2)
    axes.set_xlabel("$z$")


def broken(z: np.ndarray, heights: np.ndarray, kinks: Sequence[float]) -> np.ndarray:
    """The heights without those at a kink where both sides differ: a line through them is interrupted there."""
    found = heights.copy()
    for kink in kinks:
        at = int(np.searchsorted(z, kink))
        if abs(heights[at + 1] - heights[at - 1]) > 1e-6:
            found[at] = np.nan
    return found


def _keys(function: str, derivative: str, kink: str) -> list[object]:
    from matplotlib.lines import Line2D

    return [
        Line2D([], [], color=COLOURS[0], linestyle=DASHES[0], label=function),
        Line2D([], [], color=COLOURS[1], linestyle=DASHES[1], label=derivative),
        Line2D([], [], color=COLOURS[1], marker="o", linestyle="none", markeredgecolor="black", label=kink),
    ]


# -- the vanishing gradient -----------------------------------------------------------------------------------


def vanishing(
    activation: str | Sequence[str] = ("sigma", "relu"), *, layers: int = 20, lang: str = "en"
) -> Figure:
    """|∂h_L/∂w| of the weight that lies 1, 2, …, ``layers`` layers before the output of a chain of layers.

    Every layer is h_l = f(w_l h_{l−1}) with w_l = 1 and h_0 = 1.  Where the slope of f stays below 1 the bound
    (max |f'|)^L is drawn: (1/4)^L for σ.  Raises ``OptionError`` for a name that is no activation and for
    ``layers`` below 2.  Source: B8.
    """
    rows = [_activation(name) for name in ([activation] if isinstance(activation, str) else activation)]
    if not rows:
        raise OptionError("there is no activation to draw.")
    if isinstance(layers, bool) or not isinstance(layers, int) or not 2 <= layers <= 200:
        raise OptionError(
            worded("layers is {layers}; it must be a whole number from 2 to 200.", layers=repr(layers))
        )
    depth = np.arange(1, layers + 1)
    with page(lang, 9, 5) as (figure, say):
        axes = figure.add_subplot()
        for number, row in enumerate(rows):
            colour = COLOURS[number % len(COLOURS)]
            sizes = backwards(row, layers)
            if not sizes.any():
                raise OptionError(
                    worded(
                        "the gradient of {name} is 0: there is nothing to see of it on a logarithmic axis.",
                        name=row.name,
                    )
                )
            axes.plot(
                depth,
                sizes,
                color=colour,
                marker=MARKS[number % len(MARKS)],
                markersize=5,
                label=shown(row.latex),
            )
            steepest = _steepest(row)
            if steepest < 1:
                axes.plot(
                    depth,
                    steepest**depth,
                    color=colour,
                    linestyle=DASHES[2],
                    linewidth=1.5,
                    label=say("bound", bound=_power(steepest)),
                )
        axes.set_yscale("log")
        count(axes)
        axes.set_xlabel(say("layers"))
        axes.set_ylabel(say("gradient"))
        axes.set_title(say("vanishing"))
        beside(figure, *axes.get_legend_handles_labels())
    return figure


def backwards(row: FunctionRow, layers: int) -> np.ndarray:
    """|∂h_L/∂w_l| for l = L, L−1, …, 1 with L = ``layers``, by the generated code of the chain."""
    definitions, names = [], {"x": Name("x", "data")}
    before: sp.Expr = sp.Symbol("x")
    for layer in range(1, layers + 1):
        weight, here = f"w_{{{layer}}}", f"h_{{{layer}}}"
        names[weight] = Name(weight, "parameter")
        names[here] = Name(here, "definition")
        inner = mul(sp.Symbol(weight), before)
        definitions.append(Definition(here, (), row.symbol(inner, evaluate=False)))
        before = sp.Symbol(here)
    model = Model(tuple(definitions), names)
    _, gradient = compile(model).value_and_grad(dict.fromkeys(model.parameters, 1.0), {"x": 1.0})
    return np.array([abs(float(gradient[key])) for key in reversed(model.parameters)])


def _activation(name: str) -> FunctionRow:
    row = BY_SPELLING.get(name)
    if row is None or not row.activation:
        known = tuple(row.name for row in FUNCTIONS if row.activation)
        raise OptionError(
            worded("no activation called {name}.", name=repr(name)), remedy=choices(str(name), known)
        )
    return row


def _steepest(row: FunctionRow) -> float:
    """The largest slope of f, looked for at 0 and on both sides of it."""
    return float(np.max(np.abs(sampled(Curve.of(row).f, np.linspace(-20, 20, 4001))[1])))


def _power(base: float) -> str:
    whole = round(1 / base)
    return rf"$(1/{whole})^L$" if abs(base * whole - 1) < 1e-12 else f"${base:.3g}^L$"
