"""Paths that grow: the picture of ``paths``, one frame for every few updates, as a GIF or as a web page.

In: what ``paths`` takes.  Out: a ``Film``.  Its web page is one file that fetches nothing: the picture as SVG, the
walks as polylines over it, a button and a slider; without JavaScript it shows the whole walks.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

import numpy as np

from symgrad.model import Model
from symgrad.plot.canvas import Say, matplotlib, page, spoken
from symgrad.plot.contours import LECTURE, draw_paths, walked
from symgrad.plot.walks import Optimizers, Walk
from symgrad.plot.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: a GIF has about so many frames, so many of them a second; the last one stays for a while
FRAMES, RATE, STAYS = 60, 12, 2.5


@dataclass(frozen=True)
class Film:
    """A picture of walks that can be shown up to any update: ``gif()`` and ``html()``, or ``sg.plot.save``."""

    figure: Figure
    axes: Axes
    lines: tuple[Any, ...]
    marks: tuple[Any, ...]
    caption: Any
    walks: tuple[Walk, ...]
    captions: tuple[str, ...]
    lang: str
    title: str

    @property
    def steps(self) -> int:
        """The number of updates of the longest walk."""
        return max(len(walk.points) for walk in self.walks) - 1

    def frames(self) -> Iterator[np.ndarray]:
        """The pictures up to some updates, as arrays of RGBA; only the lines are drawn again for each."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        canvas = FigureCanvasAgg(self.figure)
        with self._without_walks():
            canvas.draw()
            empty = canvas.copy_from_bbox(self.figure.bbox)
        try:
            for step in self.moments():
                canvas.restore_region(empty)
                for line, walk in zip(self.lines, self.walks, strict=True):
                    line.set_data(*walk.points[: step + 1].T)
                    self.axes.draw_artist(line)
                for mark in self.marks:
                    self.axes.draw_artist(mark)
                self.caption.set_text(self.captions[step])
                self.figure.draw_artist(self.caption)
                yield np.asarray(canvas.buffer_rgba()).copy()
        finally:
            self.caption.set_text("")
            for line, walk in zip(self.lines, self.walks, strict=True):
                line.set_data(*walk.points.T)

    def moments(self) -> list[int]:
        """The updates that get a frame."""
        return np.unique(np.linspace(0, self.steps, min(self.steps, FRAMES) + 1).round().astype(int)).tolist()

    def gif(self) -> bytes:
        """An animated GIF that begins again at its end."""
        from PIL import Image

        images = [Image.fromarray(frame[..., :3]) for frame in self.frames()]
        # One palette for all frames, from the last one, which has every colour in it; white stays white.
        palette = images[-1].quantize(255, Image.Quantize.MAXCOVERAGE)
        palette.putpalette([*(palette.getpalette() or [])[: 255 * 3], 255, 255, 255])
        first, *others = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
        duration = [round(1000 / RATE)] * len(others) + [round(1000 * STAYS)]
        file = io.BytesIO()
        first.save(file, "GIF", save_all=True, append_images=others, duration=duration, loop=0)
        return file.getvalue()

    def html(self) -> str:
        """A web page of its own."""
        drawing = io.StringIO()
        with matplotlib().rc_context({"svg.hashsalt": "symgrad"}), self._without_walks():
            self.figure.savefig(drawing, format="svg", metadata={"Date": None})
        svg = drawing.getvalue()
        svg = re.sub(r' (?:width|height)="[0-9.]+pt"', "", svg[svg.index("<svg") :], count=2)
        template = files("symgrad.plot").joinpath("film.html").read_text(encoding="utf-8")
        return Template(template).substitute(
            lang=self.lang,
            title=escape(self.title),
            svg=svg.replace("</svg>", self._overlay() + "</svg>"),
            steps=self.steps,
            play=word("play", self.lang),
            updates=word("steps", self.lang),
            captions=json.dumps(self.captions, ensure_ascii=False).replace("</", "<\\/"),
        )

    def _repr_html_(self) -> str:
        width, height = (round(inches * 96) for inches in self.figure.get_size_inches())
        page = escape(self.html(), quote=True)
        return f'<iframe width="{width}" height="{height + 60}" style="border:0" srcdoc="{page}"></iframe>'

    def _without_walks(self) -> _Hidden:
        return _Hidden(self.lines)

    def _overlay(self) -> str:
        """The walks in the coordinates of the SVG."""
        height, scale = self.figure.bbox.height, 72 / self.figure.dpi
        x0, y0, x1, y1 = self.axes.bbox.extents
        window = f'x="{x0 * scale:.2f}" y="{(height - y1) * scale:.2f}"'
        window += f' width="{(x1 - x0) * scale:.2f}" height="{(y1 - y0) * scale:.2f}"'
        drawn = [f'<clipPath id="window"><rect {window}/></clipPath><g clip-path="url(#window)" fill="none">']
        for line, walk in zip(self.lines, self.walks, strict=True):
            pixels = self.axes.transData.transform(walk.points)
            points = " ".join(f"{x * scale:.2f},{(height - y) * scale:.2f}" for x, y in pixels)
            x, y = points.rsplit(" ", 1)[-1].split(",")
            drawn.append(
                f'<g class="walk"><title>{escape(walk.label)}</title>'
                f'<polyline points="{points}" stroke="#fff" stroke-width="3.2"/>'
                f'<polyline points="{points}" stroke="{line.get_color()}" stroke-width="1.8"/>'
                f'<circle cx="{x}" cy="{y}" r="4.2" fill="{line.get_color()}" stroke="#fff"/></g>'
            )
        return "".join(drawn) + "</g>"


class _Hidden:
    """The lines are not drawn inside the ``with``."""

    def __init__(self, lines: Sequence[Any]) -> None:
        self.lines = lines

    def __enter__(self) -> None:
        for line in self.lines:
            line.set_visible(False)

    def __exit__(self, *problem: object) -> None:
        for line in self.lines:
            line.set_visible(True)


def animation(
    model: Model,
    data: Mapping[str, Any],
    *,
    optimizers: Optimizers = LECTURE,
    along: Sequence[str] | str | None = None,
    start: Mapping[str, Any] | None = None,
    steps: int = 60,
    seed: int = 0,
    lang: str = "en",
) -> Film:
    """The picture of ``paths``, moving; everything is given as there.  Source: B18."""
    ground, walks = walked(model, data, optimizers, along, start, steps, seed, lang)
    with page(lang, 10, 6) as (figure, say):
        axes, lines, marks = draw_paths(figure, ground, walks, say)
        film = film_of(figure, axes, lines, marks, walks, say, lang)
    return film


def film_of(
    figure: Figure,
    axes: Axes,
    lines: Sequence[Any],
    marks: Sequence[Any],
    walks: Sequence[Walk],
    say: Say,
    lang: str,
) -> Film:
    """A drawn picture as a film; the points of ``walks`` are where its lines run."""
    longest = max(len(walk.points) for walk in walks)
    captions = tuple(say("step", step=str(step)) for step in range(longest))
    caption = figure.text(0.985, 0.03, "", ha="right", fontsize=13)
    title = axes.get_title()
    return Film(
        figure, axes, tuple(lines), tuple(marks), caption, tuple(walks), captions, spoken(lang), title
    )
