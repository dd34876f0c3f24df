"""What a verification, a fit, a program or a derivation in numbers shows: one function per kind of value.

In: the value.  Out: a ``Sheet``.  Each function is named after the value's class in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isnan
from typing import Any

import mpmath

from symgrad.model import Name
from symgrad.rendering import cells, plain
from symgrad.rendering.blocks import (
    Block,
    Cell,
    Code,
    Curve,
    Equations,
    Figure,
    Formula,
    Kink,
    Sentence,
    Sheet,
    Table,
)
from symgrad.rendering.words.methods import called
from symgrad.rendering.words.phrases import phrase

# -- one function per kind of value -------------------------------------------------------------------------


def verification(value: Any, lang: str) -> Sheet:
    """Gradients, values and steps with their errors, failures first."""
    names = value.model.names

    def say(key: str, **values: str) -> str:
        return phrase(key, lang, **values)

    checks = len(value.values) + len(value.gradients) + len(value.steps)
    failed = len(value.failures)
    key = "all_hold" if value.ok else "some_fail" if failed else "not_all_compared"
    summary = say(key, failed=str(failed), checks=str(checks))
    blocks: list[Block] = [Sentence(summary, value.ok)]
    if value.gradients:
        heads = cells.heads(lang, "gradient", "compared", "worst_error", "order", "complex_step", "verdict")
        rows = tuple(_gradient(check, value.target, lang) for check in value.gradients)
        blocks.append(Table(heads, rows))
        if any(check.directions for check in value.gradients):
            blocks.append(
                Sentence(
                    say(
                        "confidence",
                        percent=f"{100 * value.confidence:.4g}",
                        size=cells.scientific(value.detectable),
                        evaluations=str(value.loss_evaluations),
                    )
                )
            )
    if value.steps:
        heads = cells.heads(lang, "derivative", "way", "lines_checked", "worst_error", "verdict")
        blocks.append(Table(heads, tuple(_derivations(value, lang))))
    wrong = [check for check in value.steps if not check.ok]
    if wrong:
        heads = cells.heads(lang, "line", "rule", "expected", "got")
        blocks.append(Table(heads, tuple(_step(check, names, lang) for check in wrong)))
    if value.values:
        worst = max(value.values, key=lambda check: (not check.ok, check.error))
        words = "values_hold" if all(check.ok for check in value.values) else "values_fail"
        blocks.append(
            Sentence(
                say(words, count=str(len(value.values)), error=cells.scientific(worst.error)),
                words == "values_hold",
            )
        )
    blocks += [Kink(function, kink, names) for function, kink in value.conventions]
    blocks += [Sentence(say("unchecked_because", what=what)) for what in value.unchecked]
    return Sheet(phrase("verification", lang), tuple(blocks), value.ok)


def _gradient(check: Any, target: str, lang: str) -> tuple[Cell, ...]:
    compared = (
        phrase("directions", lang, count=str(check.directions))
        if check.directions
        else phrase("entry" if check.entries == 1 else "entries", lang, count=str(check.entries))
    )
    return (
        cells.derivative(target, check.name),
        compared,
        Figure(cells.scientific(check.error)),
        Figure("" if check.order is None else f"{check.order:.2f}"),
        Figure("" if check.complex_error is None else cells.scientific(check.complex_error)),
        cells.verdict(check.ok, lang),
    )


def _derivations(value: Any, lang: str) -> list[tuple[Cell, ...]]:
    grouped: dict[tuple[str, str, str], list[Any]] = {}
    for check in value.steps:
        grouped.setdefault((check.target, check.wrt, check.strategy), []).append(check)
    return [
        (
            cells.derivative(target, wrt),
            phrase(strategy, lang),
            Figure(str(len(checks))),
            Figure(cells.scientific(max(check.error for check in checks))),
            cells.verdict(all(check.ok for check in checks), lang),
        )
        for (target, wrt, strategy), checks in grouped.items()
    ]


def _step(check: Any, names: Mapping[str, Name], lang: str) -> tuple[Cell, ...]:
    return (
        cells.formula(check.line, names, lang),
        check.rule,
        Figure(f"{check.expected:.6g}"),
        Figure(f"{check.got:.6g}"),
    )


def fit(value: Any, lang: str) -> Sheet:
    """Why training stopped, the loss over the epochs, the parameters reached."""
    first, last = value.history[0], value.history[-1]
    left = {} if value.left is None else value.left
    sentence = phrase(
        "stopped_domain" if left else f"stopped_{value.reason}",
        lang,
        epochs=str(value.epochs_run),
        first=f"{first:.6g}",
        last=f"{last:.6g}",
        rate=f"{value.learning_rate:g}",
        best=str(value.best_epoch),
        place=", ".join(
            f"{plain.unicode_name(key)} = {cells.in_words(number)}" for key, number in left.items()
        ),
    )
    used = called(value.optimizer, lang)
    if isnan(value.learning_rate):
        optimizer = phrase("optimizer_named", lang, name=used)
    else:
        optimizer = phrase("optimizer_was", lang, optimizer=used, rate=f"{value.learning_rate:g}")
    blocks: list[Block] = [Sentence(sentence, value.ok)]
    if value.stable_rate is not None:
        blocks.append(Sentence(phrase("stable_rate", lang, rate=f"{value.stable_rate:.6g}")))
    if value.validation:
        loss = f"{value.validation[value.best_epoch]:.6g}"
        blocks.append(Sentence(phrase("validation_was", lang, best=str(value.best_epoch), loss=loss)))
    blocks += [
        Sentence(optimizer),
        Curve(tuple(value.history), phrase("epoch", lang), phrase("loss", lang)),
        parameters(value.params, lang),
    ]
    return Sheet(phrase("fit", lang), tuple(blocks))


def parameters(params: Mapping[str, Any], lang: str) -> Table:
    """The parameters reached."""
    rows = tuple((cells.written(key), cells.array(number)) for key, number in params.items())
    return Table(cells.heads(lang, "parameter", "value"), rows)


def program(value: Any, lang: str) -> Sheet:
    """The generated source."""
    return Sheet(phrase("program", lang), (Code(value.source),))


def worked(value: Any, lang: str) -> Sheet:
    """Each line as symbols = numbers put in = value."""
    names = value.names
    lines: list[tuple[Formula, ...]] = []
    for line in value.lines:
        written = [line.left, line.symbols, *([] if line.numbers is None else [line.numbers])]
        value_shown = replace(cells.grid(line.shown), about=not _is_exact(line.value, line.shown))
        sides = [*(cells.formula(side, names, lang) for side in written), value_shown]
        lines.append(tuple(side for n, side in enumerate(sides) if not n or side.latex != sides[n - 1].latex))
    return Sheet(phrase("worked", lang), (Equations(tuple(lines)),))


def _is_exact(value: Any, shown: Any) -> bool:
    """Whether a printed number is the value itself, not a rounded one."""
    if isinstance(value, tuple):
        return all(_is_exact(each, text) for each, text in zip(value, shown, strict=True))
    with mpmath.workdps(40):
        return bool(abs(mpmath.mpf(shown) - value) <= mpmath.mpf(10) ** -30 * (1 + abs(value)))
