"""Loss curves: fits go in, one line each comes out; 0 stands for the loss before the first epoch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from symgrad.errors import OptionError, worded
from symgrad.plot.canvas import COLOURS, DASHES, beside, count, page, spans, spoken
from symgrad.rendering.words.methods import called

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from symgrad.training import Fit


def loss(fits: Fit | Iterable[Fit] | Mapping[str, Fit], *, lang: str = "en") -> Figure:
    """The loss of every epoch, of one fit or of several (named by the keys of a dict).

    Where there are validation samples their loss is a thinner line of the same colour.  The axis is logarithmic where
    all losses are positive and span more than two powers of ten.  Raises ``OptionError`` when there is no fit.
    """
    named = _named(fits, spoken(lang))
    with page(lang, 9, 4.5) as (figure, say):
        axes = figure.add_subplot()
        for number, (label, fit) in enumerate(named.items()):
            look: dict[str, Any] = {
                "color": COLOURS[number % len(COLOURS)],
                "linestyle": DASHES[number % len(DASHES)],
            }
            mark = "o" if len(fit.history) < 3 else None
            axes.plot(range(len(fit.history)), fit.history, marker=mark, label=label, **look)
            if fit.validation:
                shown = say("validation", label=label)
                axes.plot(
                    range(len(fit.validation)),
                    fit.validation,
                    marker=mark,
                    alpha=0.55,
                    linewidth=1.3,
                    label=shown,
                    **look,
                )
        if spans([value for fit in named.values() for value in (*fit.history, *fit.validation)]):
            axes.set_yscale("log")
        count(axes)
        axes.margins(x=0.01)
        axes.set_xlabel(say("epoch"))
        axes.set_ylabel(say("loss"))
        axes.set_title(say("loss_curves"))
        if len(axes.get_lines()) > 1:
            beside(figure, *axes.get_legend_handles_labels())
    return figure


def _named(fits: Fit | Iterable[Fit] | Mapping[str, Fit], lang: str) -> dict[str, Fit]:
    """Label → fit; fits without a name are called by what they were trained with, numbered where that is the same."""
    if isinstance(fits, Mapping):
        found = dict(fits)
        _refuse_others(found.values())
    else:
        several: list[Any] = [fits] if hasattr(fits, "history") else list(fits)
        _refuse_others(several)
        labels = [_called(fit, lang) for fit in several]
        found = {
            label if labels.count(label) == 1 else f"{label} ({number})": fit
            for number, (label, fit) in enumerate(zip(labels, several, strict=True), 1)
        }
    if not found:
        raise OptionError("there is no fit to draw.", remedy="Give sg.plot.loss what sg.fit returned.")
    return found


def _called(fit: Fit, lang: str) -> str:
    name = called(fit.optimizer, lang)
    return name if isnan(fit.learning_rate) else f"{name}, α = {fit.learning_rate:g}"


def _refuse_others(fits: Iterable[Any]) -> None:
    for fit in fits:
        if not hasattr(fit, "history"):
            raise OptionError(
                worded("a {kind} is not what sg.fit returns.", kind=type(fit).__name__),
                remedy="Give a fit, a list of fits or a dict {name: fit}.",
            )
