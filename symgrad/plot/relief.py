"""Walks over a loss seen from the side: the well-known picture of optimizers on a surface (B18), still and moving.

In: what ``paths`` takes, and from where one looks.  Out: a Figure, or a ``Film``.  matplotlib draws the surface in
three dimensions; the walks are projected here and drawn over it as plain lines, so that no piece of one is lost in the
surface and ``Film`` can let them grow as over contours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from symgrad.errors import OptionError, worded
from symgrad.model import Model
from symgrad.plot import contours
from symgrad.plot.canvas import GREY, Say, beside, page, shown
from symgrad.plot.contours import LECTURE, ends, extent, held, trail, walked
from symgrad.plot.film import Film, film_of
from symgrad.plot.walks import Optimizers, Plane, Walk

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: how high one stands, and how far from straight before the walks, both in degrees
ELEVATION, ASIDE = 48.0, 35.0
#: the surface ends where the loss is so many times the highest one on a walk
CEILING = 1.3
#: the box's height, as a part of its width; how much finer the grid is than that of the contours
HEIGHT, FINER = 0.62, 2
#: width and height in inches
SIZE = (10, 6.2)


def surface(
    model: Model,
    data: Mapping[str, Any],
    *,
    optimizers: Optimizers = LECTURE,
    along: Sequence[str] | str | None = None,
    start: Mapping[str, Any] | None = None,
    steps: int = 60,
    seed: int = 0,
    azimuth: float | None = None,
    elevation: float = ELEVATION,
    lang: str = "en",
) -> Figure:
    """The paths of several optimizers on the surface of one loss; everything is given as to ``paths``.

    ``azimuth`` and ``elevation`` say from where one looks, in degrees; without an azimuth the walks come towards the
    reader.  Source: B18.
    """
    ground, walks = walked(model, data, optimizers, along, start, steps, seed, lang)
    with page(lang, *SIZE) as (figure, say):
        draw_surface(figure, ground, walks, say, azimuth, elevation)
    return figure


def surface_animation(
    model: Model,
    data: Mapping[str, Any],
    *,
    optimizers: Optimizers = LECTURE,
    along: Sequence[str] | str | None = None,
    start: Mapping[str, Any] | None = None,
    steps: int = 60,
    seed: int = 0,
    azimuth: float | None = None,
    elevation: float = ELEVATION,
    lang: str = "en",
) -> Film:
    """The picture of ``surface``, moving; everything is given as there.  Source: B18."""
    ground, walks = walked(model, data, optimizers, along, start, steps, seed, lang)
    with page(lang, *SIZE) as (figure, say):
        axes, lines, marks, projected = draw_surface(figure, ground, walks, say, azimuth, elevation)
        film = film_of(figure, axes, lines, marks, projected, say, lang)
    return film


def draw_surface(
    figure: Figure,
    ground: Plane,
    walks: Sequence[Walk],
    say: Say,
    azimuth: float | None,
    elevation: float,
) -> tuple[Axes, list[Any], list[Any], tuple[Walk, ...]]:
    """The surface, the walks on it, the legend; returns the axes, lines, marks, and the walks as they are drawn."""
    if not 0 < elevation <= 90:
        raise OptionError(
            worded(
                "elevation is {elevation}; it must be greater than 0 and at most 90 degrees.",
                elevation=repr(elevation),
            )
        )
    axes: Any = figure.add_subplot(projection="3d", computed_zorder=False)
    window = extent(walks)
    across, up = (np.linspace(low, high, FINER * (contours.GRID - 1) + 1) for low, high in window)
    places = np.stack(np.meshgrid(across, up), axis=-1)
    heights = ground.loss(places)
    high = min(ceiling(walks, window), float(heights.max()))
    axes.set(xlim=window[0], ylim=window[1], zlim=(float(heights.min()), high))
    axes.set_box_aspect((1, 1, HEIGHT), zoom=1.0)
    axes.view_init(elev=elevation, azim=facing(walks, window) if azimuth is None else azimuth)
    _relief(axes, places, heights, high)
    projected = tuple(_projected(axes, walk, window, high) for walk in walks)
    lines = [_flat(axes, trail, walk, number) for number, walk in enumerate(projected)]
    marks = _flat(axes, ends, projected, say)
    _frame(axes, ground, say)
    axes.set_title(say("surface"))
    _flat(axes, held, ground, say, -0.04)
    beside(figure, [*lines, *marks], [line.get_label() for line in (*lines, *marks)])
    return axes, lines, marks, projected


def ceiling(walks: Sequence[Walk], window: np.ndarray) -> float:
    """How high the surface goes at most: a little above the highest point of a walk in the window."""
    highest = max(walk.losses[_inside(walk.points, window)].max() for walk in walks)
    lowest = min(walk.losses.min() for walk in walks)
    return float(lowest + CEILING * (highest - lowest))


def _inside(points: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Which points stand in the window."""
    return np.all((points >= window[:, 0]) & (points <= window[:, 1]), axis=1)


def facing(walks: Sequence[Walk], window: np.ndarray) -> float:
    """The azimuth from which the walks come nearer, seen a little from the side."""
    best = min(walks, key=lambda walk: walk.losses.min())
    across, up = (best.points[int(best.losses.argmin())] - best.points[0]) / np.ptp(window, axis=1)
    return float(np.degrees(np.arctan2(up, across)) + ASIDE)


def _relief(axes: Any, places: np.ndarray, heights: np.ndarray, high: float) -> None:
    """The surface up to ``high`` in the light of a lamp; where it goes higher it is cut off."""
    level = np.minimum(heights, high)
    light = _light(level / np.ptp(level), len(heights), axes.azim)
    # A little area is drawn where one of its corners is low enough.
    low = heights <= high
    cut = ~(low[:-1, :-1] | low[1:, :-1] | low[:-1, 1:] | low[1:, 1:])
    shades = np.repeat(light[:-1, :-1, None], 4, axis=2)
    shades[..., 3] = np.where(cut, 0.0, 1.0)
    drawn = axes.plot_surface(
        *np.moveaxis(places, -1, 0),
        level,
        facecolors=shades,
        shade=False,
        rcount=len(heights),
        ccount=len(heights),
        linewidth=0,
        antialiased=False,
        zorder=1,
    )
    # thousands of little areas: as a picture in SVG and PDF
    drawn.set_rasterized(True)


def _light(level: np.ndarray, count: int, azimuth: float) -> np.ndarray:
    """How bright every place is, from 0.62 to 0.97: the slope towards a lamp to the left of who looks."""
    up, across = np.gradient(level * count * HEIGHT)
    normal = np.stack([-across, -up, np.ones_like(up)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    towards = np.radians(azimuth - 60)
    lamp = np.array([np.cos(towards), np.sin(towards), 1.2])
    brightness = normal @ (lamp / np.linalg.norm(lamp))
    return np.asarray(0.62 + 0.35 * np.clip(brightness, 0, 1))


def _projected(axes: Any, walk: Walk, window: np.ndarray, high: float) -> Walk:
    """The walk in the plane of the picture, up to where it leaves the box."""
    from mpl_toolkits.mplot3d.proj3d import proj_transform

    there = _inside(walk.points, window) & (walk.losses <= high)
    stop = len(there) if there.all() else max(1, int(there.argmin()))
    across, up, _ = proj_transform(*walk.points[:stop].T, walk.losses[:stop], axes.get_proj())
    return replace(walk, points=np.stack([across, up], axis=1), losses=walk.losses[:stop])


class _Flat:
    """The plane of a three-dimensional picture: what is drawn here has two coordinates."""

    def __init__(self, axes: Any) -> None:
        self.axes, self.transAxes = axes, axes.transAxes

    def plot(self, *numbers: Any, **look: Any) -> list[Any]:
        """As ``Axes.plot`` for one line."""
        from matplotlib.lines import Line2D

        line = Line2D(*numbers, transform=self.axes.transData, **look)
        self.axes.add_artist(line)
        return [line]

    def text(self, across: float, up: float, words: str, **look: Any) -> None:
        """As ``Axes.text``."""
        self.axes.text2D(across, up, words, **look)


def _flat(axes: Any, draw: Any, *what: Any) -> Any:
    return draw(_Flat(axes), *what)


def _frame(axes: Any, ground: Plane, say: Say) -> None:
    """Labels and quiet walls."""
    from matplotlib.ticker import MaxNLocator

    axes.set_xlabel(shown(ground.along[0].latex), fontsize=13, labelpad=6)
    axes.set_ylabel(shown(ground.along[1].latex), fontsize=13, labelpad=6)
    axes.set_zlabel(say("loss"), labelpad=12)
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.set_pane_color((1, 1, 1, 0))
        axis.line.set_color(GREY)
        axis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
