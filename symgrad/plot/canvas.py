"""What every picture stands on: matplotlib when it is needed, fonts, colours, and the names of a model on an axis.

Goes in: the language and a size in inches.  Comes out: a ``matplotlib.figure.Figure`` of its own (no pyplot, so no
window and no list of open figures), and ``say``, which speaks the language the fonts can write.  Colours are those of
Okabe and Ito, which people with colour blindness tell apart; lines differ in dash or mark as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from symgrad.errors import MissingExtraError
from symgrad.plot.words import word
from symgrad.rendering.plain import unicode_name
from symgrad.rendering.words import check_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9")
MARKS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", (0, (6, 2)), (0, (2, 1.2)), (0, (6, 2, 1.5, 2)), (0, (4, 1, 1, 1, 1, 1)))
GREY = "#666666"

#: fonts with Hangul, the first one installed is taken (Windows, macOS, Linux)
KOREAN_FONTS = (
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "NanumBarunGothic",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Noto Sans CJK JP",
    "Source Han Sans KR",
    "NanumSquareRound",
    "NanumSquare",
    "Noto Serif CJK KR",
    "Noto Serif CJK JP",
    "NanumMyeongjo",
    "NanumGothicCoding",
    "UnDotum",
    "Baekmuk Dotum",
)

Say = Callable[..., str]


def matplotlib() -> Any:
    """The library.  Raises ``MissingExtraError`` when it is not installed."""
    try:
        import matplotlib
    except ImportError:
        raise MissingExtraError("matplotlib", "plot") from None
    return matplotlib


@cache
def korean_font() -> str | None:
    """The name of an installed font with Hangul, if there is one."""
    matplotlib()
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    return next((name for name in KOREAN_FONTS if name in installed), None)


def spoken(lang: str) -> str:
    """The language a picture can have: English in the place of Korean where no font with Hangul is installed.

    Raises ``OptionError`` for another language, ``MissingExtraError`` without matplotlib.
    """
    check_language(lang)
    return lang if lang != "ko" or korean_font() else "en"


def style(lang: str) -> dict[str, Any]:
    """Settings of a picture."""
    font = korean_font() if lang == "ko" else None
    return {
        "font.family": [*([font] if font else []), "DejaVu Sans"],
        "font.size": 10.5,
        "axes.titlesize": 11.5,
        "figure.titlesize": 14,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": GREY,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#dddddd",
        "grid.linewidth": 0.7,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "xtick.labelcolor": "black",
        "ytick.labelcolor": "black",
        "lines.linewidth": 2.0,
        "legend.frameon": False,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "figure.dpi": 100,
        "svg.hashsalt": "symgrad",
        "svg.fonttype": "path",
        "text.usetex": False,
    }


@contextmanager
def page(lang: str, width: float, height: float) -> Iterator[tuple[Figure, Say]]:
    """An empty figure and the words for it; what is drawn inside takes the style on.

    Korean words need a font with Hangul: where none is installed the picture's words are English.  Raises
    ``OptionError`` for another language, ``MissingExtraError`` without matplotlib.
    """
    library = matplotlib()
    shown = spoken(lang)
    from matplotlib.figure import Figure

    with library.rc_context(style(shown)):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, lambda key, **values: word(key, shown, **values)
        for axes in figure.axes:
            # Fonts with Hangul may lack the minus sign.  How many ticks there is room for depends on their size: as
            # long as it comes from this style, whoever draws the figure later without it gets other ticks.
            size = library.rcParams["font.size"]
            axes.tick_params(which="both", labelfontfamily="DejaVu Sans", labelsize=size)
        # The ticks are made now, so that they have this style whoever saves the figure; then everything stays in place.
        figure.draw_without_rendering()
        figure.set_layout_engine("none")


def shown(latex: str) -> str:
    """A name for a label: as mathematics where matplotlib can set it, else in Unicode."""
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(f"${latex}$")
    except ValueError:
        return unicode_name(latex)
    return f"${latex}$"


def spans(numbers: Any, ratio: float = 100.0) -> bool:
    """Whether a logarithmic axis is right: all numbers positive, over more than two powers of ten."""
    return bool(min(numbers) > 0 and max(numbers) / min(numbers) > ratio)


def count(axes: Axes) -> None:
    """Whole numbers along the horizontal axis."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def beside(figure: Figure, handles: Any, labels: Any) -> None:
    """A legend to the right of the axes, where it covers no data."""
    figure.legend(handles, labels, loc="outside right upper", handlelength=2.6)
