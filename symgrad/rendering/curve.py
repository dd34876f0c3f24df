"""A curve as an SVG drawing inside a web page: the loss over the epochs.

In: numbers over 0, 1, 2, …  Out: an ``<svg>`` element that takes its colours from the page.  The vertical axis is
logarithmic where all numbers are positive and span more than two powers of ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 66, 14, 14, 40
#: more points than this are thinned out, the first and last kept
POINTS = 600


def curve(values: Sequence[float], *, across: str, up: str) -> str:
    """The drawing; ``across`` and ``up`` name the axes."""
    if len(values) < 2:
        return ""
    logarithmic = min(values) > 0 and max(values) / min(values) > 100
    heights = [log10(value) for value in values] if logarithmic else list(values)
    low, high = min(heights), max(heights)
    if high - low < 1e-12 * max(abs(low), abs(high), 1e-300):
        low, high = low - 0.5, high + 0.5
    ticks = _powers(low, high) if logarithmic else _ticks(low, high)
    low, high = min(low, *ticks), max(high, *ticks)
    last = len(values) - 1

    def x(number: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * number / last

    def y(height: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (height - low) / (high - low)

    step = max(1, ceil(len(values) / POINTS))
    chosen = [*range(0, last, step), last]
    path = " ".join(f"{'M' if n == 0 else 'L'}{x(n):.1f} {y(heights[n]):.1f}" for n in chosen)
    grid = "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" stroke-opacity=".18"/>'
        for tick in ticks
    )
    labels = "".join(
        f'<text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{_label(tick, logarithmic)}</text>'
        for tick in ticks
    )
    bottom = "".join(
        f'<text x="{x(tick):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:g}</text>'
        for tick in _ticks(0, last)
        if tick == int(tick)
    )
    return (
        f'<svg role="img" aria-label="{escape(up)}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-size="12" font-family="inherit" fill="currentColor" stroke="none">'
        f'<g stroke="currentColor" stroke-width="1">{grid}</g>{labels}{bottom}'
        f'<path d="{path}" fill="none" stroke="var(--curve, #1a73e8)" stroke-width="2" stroke-linejoin="round"/>'
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 4}" text-anchor="middle">{escape(across)}</text>'
        f'<text transform="translate(14 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(up)}</text></svg>"
    )


def _ticks(low: float, high: float) -> list[float]:
    """Four to eight round numbers that cover the range from inside."""
    if high <= low:
        return [low]
    rough = (high - low) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [step * n for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def _powers(low: float, high: float) -> list[float]:
    first, last = floor(low), ceil(high)
    step = max(1, ceil((last - first) / 7))
    return [float(power) for power in range(first, last + 1, step)]


def _label(tick: float, logarithmic: bool) -> str:
    if not logarithmic:
        return f"{tick:.6g}"
    return f"{10.0**tick:g}" if -3 <= tick <= 4 else f"1e{int(tick)}"
