"""Walks over a loss: several optimizers over its contours (B18), and one with several learning rates (C4).

In: a model, its data, who walks and from where.  Out: figures.  The numbers come from ``symgrad.plot.walks``; here they
are drawn: over two parameters as contours, over one as the curve of the loss.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from symgrad.errors import OptionError, worded
from symgrad.model import Model
from symgrad.plot.canvas import COLOURS, DASHES, GREY, MARKS, Say, beside, count, page, shown, spans, spoken
from symgrad.plot.walks import Optimizers, Plane, Walk, Walker, check_steps, plane, walkers
from symgrad.training import stable_rate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: points of the grid the contours are computed on, along each parameter; lines of equal loss
GRID, LEVELS = 61, 14
#: what is around the walks, as a part of their extent
MARGIN = 0.18
#: how high the losses below the walks are followed, as a multiple of the one at the start
CEILING = 1e4

#: the optimizers that the lecture compares (B9, B12–B17)
LECTURE = (
    "gradient_descent",
    "momentum_averaging",
    "nag_lecture",
    "adagrad_lecture",
    "rmsprop_lecture",
    "adadelta_lecture",
    "adam",
)


def paths(
    model: Model,
    data: Mapping[str, Any],
    *,
    optimizers: Optimizers = LECTURE,
    along: Sequence[str] | str | None = None,
    start: Mapping[str, Any] | None = None,
    steps: int = 60,
    seed: int = 0,
    lang: str = "en",
) -> Figure:
    """The paths of several optimizers over the contours of one loss, all from the same start.

    ``optimizers`` are names, or a dict from labels to names or to options: ``{"slow": {"optimizer":
    "gradient_descent", "learning_rate": 0.01}, "one sample": {"optimizer": "gradient_descent", "batch_size": 1}}``.
    Without a learning rate each takes the one, out of 0.001, 0.003, …, 3, with the lowest mean loss on its way.
    ``along`` names the two parameters (``"w b"``, ``"w[1] w[2]"``); others are held at the start.  ``start`` gives
    parameters, those not given are drawn with ``seed``.  Raises ``OptionError`` and ``DataError`` as
    ``fit`` does.  Source: B18.
    """
    ground, walks = walked(model, data, optimizers, along, start, steps, seed, lang)
    with page(lang, 10, 6) as (figure, say):
        draw_paths(figure, ground, walks, say)
    return figure


def walked(
    model: Model,
    data: Mapping[str, Any],
    optimizers: Optimizers,
    along: Sequence[str] | str | None,
    start: Mapping[str, Any] | None,
    steps: int,
    seed: int,
    lang: str,
) -> tuple[Plane, tuple[Walk, ...]]:
    """The plane of two parameters and everybody's walk on it."""
    lang = spoken(lang)
    check_steps(steps)
    who = walkers(optimizers)
    ground = plane(model, data, along=along, start=start, seed=seed)
    if len(ground.along) != 2:
        raise OptionError(
            worded("contours need two parameters, not only {written}.", written=ground.along[0].written),
            remedy="learning_rates draws a loss over one parameter.",
        )
    return ground, tuple(each.walk(ground, steps, seed, lang) for each in who)


def draw_paths(
    figure: Figure, ground: Plane, walks: Sequence[Walk], say: Say
) -> tuple[Axes, list[Any], list[Any]]:
    """Contours, walks, legend; returns the axes, the walks' lines and the marks over them."""
    axes = figure.add_subplot()
    window = extent(walks)
    filled = contours(axes, ground, window)
    lines = [trail(axes, walk, number) for number, walk in enumerate(walks)]
    marks = ends(axes, walks, say)
    axes.set_title(say("paths"))
    colourbar(figure, axes, filled, say)
    held(axes, ground, say, -0.13)
    beside(figure, *axes.get_legend_handles_labels())
    return axes, lines, marks


def held(axes: Axes, ground: Plane, say: Say, height: float) -> None:
    """Below the axes: which parameters do not move."""
    if ground.held:
        names = ", ".join(_with_value(key, ground.data[key]) for key in ground.held)
        axes.text(0, height, say("held", names=names), transform=axes.transAxes, color=GREY, fontsize=9)


def _with_value(key: str, value: Any) -> str:
    return shown(key) if np.ndim(value) else f"{shown(key)} = {value:.3g}"


def extent(walks: Sequence[Walk]) -> np.ndarray:
    """((low, high) of each parameter): what is shown.  A walk that climbs above the start's loss is followed only so
    far; the rest of it leaves the picture.
    """
    start = walks[0].points[0]
    near = [start[None]]
    for walk in walks:
        near.append(walk.points[walk.losses <= 3 * max(abs(walk.losses[0]), 1e-300)])
    points = np.concatenate(near)
    low, high = points.min(axis=0), points.max(axis=0)
    # A walk along one axis only still has an area around it.
    width = np.maximum(high - low, max(0.35 * float((high - low).max()), 1e-3))
    middle = (low + high) / 2
    reach = width * (0.5 + MARGIN)
    return np.stack([middle - reach, middle + reach], axis=1)


def contours(axes: Axes, ground: Plane, window: np.ndarray) -> Any:
    """Filled contours of the loss in the window, darker where it is higher."""
    across, up = (np.linspace(low, high, GRID) for low, high in window)
    heights = ground.loss(np.stack(np.meshgrid(across, up), axis=-1))
    levels = levels_of(heights)
    shades = [str(shade) for shade in np.linspace(0.97, 0.66, len(levels) - 1)]
    shown_heights = np.ma.masked_invalid(heights)
    filled = axes.contourf(across, up, shown_heights, levels=levels, colors=shades)
    axes.contour(across, up, shown_heights, levels=levels, colors="white", linewidths=0.8)
    axes.grid(visible=False)
    axes.set_xlim(*window[0])
    axes.set_ylim(*window[1])
    axes.set_xlabel(shown(ground.along[0].latex), fontsize=13)
    axes.set_ylabel(shown(ground.along[1].latex), fontsize=13)
    return filled


def levels_of(heights: np.ndarray) -> np.ndarray:
    """Where the lines of equal loss run: closer together near the lowest loss, as the walks get slower there."""
    finite = heights[np.isfinite(heights)]
    low, high = float(finite.min()), float(finite.max())
    if not high > low:
        raise OptionError("the loss is the same everywhere around the start: there are no contours to draw.")
    levels = low + (high - low) * np.linspace(0, 1, LEVELS + 1) ** 2.5
    levels[-1] = high + 1e-9 * (high - low)
    return levels


def colourbar(figure: Figure, axes: Axes, filled: Any, say: Say) -> None:
    """What the shades mean, in a few round numbers."""
    bar = figure.colorbar(filled, ax=axes, pad=0.02, aspect=32, spacing="uniform")
    ticks = filled.levels[::2]
    bar.set_ticks(ticks, labels=[f"{tick:.3g}" for tick in ticks])
    bar.set_label(say("loss"))
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0)


def trail(axes: Axes, walk: Walk, number: int) -> Any:
    """One walk as a line with a mark for each of some updates; returns the line."""
    from matplotlib.patheffects import Normal, Stroke

    colour = COLOURS[number % len(COLOURS)]
    (line,) = axes.plot(
        *walk.points.T,
        color=colour,
        marker=MARKS[number % len(MARKS)],
        markersize=4.5,
        markevery=max(1, len(walk.points) // 25),
        linewidth=1.8,
        label=walk.label,
        path_effects=[Stroke(linewidth=3.4, foreground="white"), Normal()],
        zorder=3,
    )
    return line


def ends(axes: Axes, walks: Sequence[Walk], say: Say) -> list[Any]:
    """The common start, and the point with the lowest loss that anybody reached."""
    best = min(walks, key=lambda walk: walk.losses.min())
    lowest = best.points[int(best.losses.argmin())]
    common: dict[str, Any] = {"linestyle": "none", "markeredgecolor": "black", "zorder": 5}
    return [
        *axes.plot(
            *walks[0].points[:1].T, marker="o", markersize=10, color="white", label=say("start"), **common
        ),
        *axes.plot(
            *lowest[:, None], marker="*", markersize=16, color="#F0E442", label=say("lowest"), **common
        ),
    ]


# -- the learning rate ----------------------------------------------------------------------------------------


def learning_rates(
    model: Model,
    data: Mapping[str, Any],
    *,
    rates: Sequence[float] | None = None,
    optimizer: str = "gradient_descent",
    along: Sequence[str] | str | None = None,
    start: Mapping[str, Any] | None = None,
    steps: int = 30,
    seed: int = 0,
    lang: str = "en",
) -> Figure:
    """What the learning rate does: the walk over the loss for each rate, and the loss after every update below.

    Without ``rates`` there are three, from the curvature λ of the loss at the start: 0.1/λ is too small, 1/λ right and
    2.1/λ too large where the loss is a quadratic form.  ``along`` names one or two parameters; others are held at the
    start.  What is said about a rate is what its walk did.  Source: C4.
    """
    check_steps(steps)
    ground = plane(model, data, along=along, start=start, seed=seed)
    chosen = tuple(rates) if rates is not None else usual_rates(ground)
    if not 1 <= len(chosen) <= 5:
        raise OptionError(
            worded("a picture has room for one to five learning rates, not {count}.", count=len(chosen))
        )
    rule = walkers(optimizer)[0].rule
    walks = [
        Walker(f"α = {rate:.3g}", rule, {"learning_rate": rate}).walk(ground, steps, seed) for rate in chosen
    ]
    verdicts = judged(chosen, walks)
    with page(lang, 3.9 * max(len(walks), 2), 7.2) as (figure, say):
        grid = figure.add_gridspec(2, len(walks), height_ratios=(1.25, 1))
        window = extent(walks)
        first: Axes | None = None
        for number, (walk, verdict) in enumerate(zip(walks, verdicts, strict=True)):
            axes = figure.add_subplot(grid[0, number])
            if len(ground.along) == 2:
                contours(axes, ground, window)
            else:
                section(axes, ground, window[0], say)
            trail_on(axes, ground, walk, number)
            axes.set_title(f"{walk.label}\n{say(verdict)}", linespacing=1.4)
            if first is not None:
                axes.set_ylabel("")
            first = first or axes
        below = figure.add_subplot(grid[1, :])
        for number, walk in enumerate(walks):
            below.plot(
                walk.losses,
                color=COLOURS[number],
                linestyle=DASHES[number],
                marker=MARKS[number],
                markersize=4,
                label=walk.label,
            )
        everything = np.concatenate([walk.losses for walk in walks])
        if spans(everything):
            below.set_yscale("log")
            # A walk that climbs for good would press the others flat.
            below.set_ylim(everything.min() / 2, min(2 * everything.max(), CEILING * walks[0].losses[0]))
        count(below)
        below.set_xlabel(say("steps"))
        below.set_ylabel(say("loss"))
        held(below, ground, say, -0.22)
        figure.suptitle(say("learning_rates"))
        beside(figure, *below.get_legend_handles_labels())
    return figure


def usual_rates(ground: Plane) -> tuple[float, ...]:
    """Too small, right and too large for a quadratic form with the loss's largest curvature at the start."""
    steepest = curvature(ground)
    if not steepest > 0:
        raise OptionError(
            "the loss does not curve upwards at the start, so no learning rates follow from it.",
            remedy="Give some: rates=(0.01, 0.1, 1).",
        )
    return (0.1 / steepest, 1 / steepest, 2.1 / steepest)


def curvature(ground: Plane) -> float:
    """The largest eigenvalue of the Hessian at the start: derived where it is constant, else from central differences
    of the generated gradient.
    """
    stable = stable_rate(ground.model, ground.params(ground.start), ground.data)
    if stable is not None:
        return 2 / stable
    gradient = []
    for unit in np.eye(len(ground.along)):
        reach = 1e-5 * max(1.0, float(np.abs(ground.start).max()))
        sides = [ground.gradient(ground.start + side * reach * unit) for side in (1, -1)]
        gradient.append((sides[0] - sides[1]) / (2 * reach))
    hessian = np.array(gradient)
    return float(np.linalg.eigvalsh((hessian + hessian.T) / 2).max())


def judged(rates: Sequence[float], walks: Sequence[Walk]) -> tuple[str, ...]:
    """A word for what each walk did: the one that ends lowest is right, one that climbed is too large."""
    climbed = [walk.left or not walk.losses[-1] <= walk.losses[0] for walk in walks]
    descended = [number for number, up in enumerate(climbed) if not up]
    best = min(descended, key=lambda number: walks[number].losses[-1]) if descended else None
    words = []
    for number, rate in enumerate(rates):
        if climbed[number]:
            words.append("too_large")
        elif best is None or number == best:
            words.append("right")
        else:
            words.append("too_small" if rate < rates[best] else "large")
    return tuple(words)


def section(axes: Axes, ground: Plane, window: np.ndarray, say: Say) -> None:
    """The loss over one parameter, as a curve."""
    across = np.linspace(window[0], window[1], 4 * GRID)
    axes.plot(across, ground.loss(across[:, None]), color=GREY, linewidth=1.5)
    axes.set_xlim(*window)
    axes.set_xlabel(shown(ground.along[0].latex), fontsize=13)
    axes.set_ylabel(say("loss"))


def trail_on(axes: Axes, ground: Plane, walk: Walk, number: int) -> None:
    """A walk over the contours, or on the curve."""
    if len(ground.along) == 2:
        trail(axes, walk, number)
        axes.plot(*walk.points[:1].T, "o", markersize=9, color="white", markeredgecolor="black", zorder=5)
        return
    low, high = axes.get_ylim()
    axes.plot(
        walk.points[:, 0], walk.losses, color=COLOURS[number], marker=MARKS[number], markersize=5, linewidth=1
    )
    axes.plot(
        walk.points[:1, 0],
        walk.losses[:1],
        "o",
        markersize=9,
        color="white",
        markeredgecolor="black",
        zorder=5,
    )
    axes.set_ylim(low, high)
