"""What a result shows, before it is known where: a ``Sheet`` of sentences, tables, code and curves.

In: a verification, an audit, a fit, a program, a derivation in numbers.  Out: a ``Sheet``; text, web pages, LaTeX and
JSON each know how to show one.  One function per kind of value, named after its class in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

import mpmath
import sympy as sp

from symgrad.derivation import derive
from symgrad.model import Name
from symgrad.rendering import findings, mathematics, plain
from symgrad.rendering.words import Speaker
from symgrad.rendering.words.phrases import phrase


@dataclass(frozen=True)
class Formula:
    """Mathematics, in LaTeX and in Unicode; ``about`` if it is only nearly what stands before it."""

    latex: str
    text: str
    about: bool = False


@dataclass(frozen=True)
class Verdict:
    """A cell that says whether something holds; ``None`` is neither."""

    holds: bool | None
    words: str


@dataclass(frozen=True)
class Figure:
    """A cell with a number, already rounded."""

    shown: str


Cell = str | Formula | Verdict | Figure


@dataclass(frozen=True)
class Table:
    """Rows below heads; one with a ``title`` is long and stays folded until it is asked for."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence; ``holds`` says whether it is good news, bad news or neither."""

    words: str
    holds: bool | None = None


@dataclass(frozen=True)
class Kink:
    """A convention at a kink, said by a speaker of the form of output."""

    function: sp.Expr
    value: sp.Expr
    names: Mapping[str, Name]


@dataclass(frozen=True)
class Code:
    """Source code."""

    source: str


@dataclass(frozen=True)
class Curve:
    """Numbers over 0, 1, 2, …"""

    values: tuple[float, ...]
    across: str
    up: str


@dataclass(frozen=True)
class Equations:
    """Lines of sides that are equal: left = a = b."""

    lines: tuple[tuple[Formula, ...], ...]


Block = Table | Sentence | Kink | Code | Curve | Equations


@dataclass(frozen=True)
class Sheet:
    """A titled sequence of blocks; ``ok`` is the verdict on the whole, where there is one; ``page`` is the title of the
    page of notes it is about.
    """

    title: str
    blocks: tuple[Block, ...]
    ok: bool | None = None
    page: str = ""


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
        heads = _heads(lang, "gradient", "compared", "worst_error", "order", "complex_step", "verdict")
        rows = tuple(_gradient(check, value.target, lang) for check in value.gradients)
        blocks.append(Table(heads, rows))
        if any(check.directions for check in value.gradients):
            blocks.append(
                Sentence(
                    say(
                        "confidence",
                        percent=f"{100 * value.confidence:.4g}",
                        size=scientific(value.detectable),
                        evaluations=str(value.loss_evaluations),
                    )
                )
            )
    if value.steps:
        heads = _heads(lang, "derivative", "way", "lines_checked", "worst_error", "verdict")
        blocks.append(Table(heads, tuple(_derivations(value, lang))))
    wrong = [check for check in value.steps if not check.ok]
    if wrong:
        heads = _heads(lang, "line", "rule", "expected", "got")
        blocks.append(Table(heads, tuple(_step(check, names, lang) for check in wrong)))
    if value.values:
        worst = max(value.values, key=lambda check: (not check.ok, check.error))
        words = "values_hold" if all(check.ok for check in value.values) else "values_fail"
        blocks.append(
            Sentence(
                say(words, count=str(len(value.values)), error=scientific(worst.error)),
                words == "values_hold",
            )
        )
    blocks += [Kink(function, kink, names) for function, kink in value.conventions]
    blocks += [Sentence(say("unchecked_because", what=what)) for what in value.unchecked]
    return Sheet(phrase("verification", lang), tuple(blocks), value.ok)


def _heads(lang: str, *keys: str) -> tuple[str, ...]:
    return tuple(phrase(key, lang) for key in keys)


def _gradient(check: Any, target: str, lang: str) -> tuple[Cell, ...]:
    compared = (
        phrase("directions", lang, count=str(check.directions))
        if check.directions
        else phrase("entry" if check.entries == 1 else "entries", lang, count=str(check.entries))
    )
    return (
        _derivative(target, check.name),
        compared,
        Figure(scientific(check.error)),
        Figure("" if check.order is None else f"{check.order:.2f}"),
        Figure("" if check.complex_error is None else scientific(check.complex_error)),
        _verdict(check.ok, lang),
    )


def _derivations(value: Any, lang: str) -> list[tuple[Cell, ...]]:
    grouped: dict[tuple[str, str, str], list[Any]] = {}
    for check in value.steps:
        grouped.setdefault((check.target, check.wrt, check.strategy), []).append(check)
    return [
        (
            _derivative(target, wrt),
            phrase(strategy, lang),
            Figure(str(len(checks))),
            Figure(scientific(max(check.error for check in checks))),
            _verdict(all(check.ok for check in checks), lang),
        )
        for (target, wrt, strategy), checks in grouped.items()
    ]


def _step(check: Any, names: Mapping[str, Name], lang: str) -> tuple[Cell, ...]:
    return (
        _formula(check.line, names, lang),
        check.rule,
        Figure(f"{check.expected:.6g}"),
        Figure(f"{check.got:.6g}"),
    )


def audit(value: Any, lang: str) -> Sheet:
    """Every printed formula and number with its verdict; what does not hold comes with what should stand there."""
    found, known, noted = len(value.findings), len(value.findings) - len(value.open), len(value.notes)
    count = str(len(value.claims))
    key = "page_agrees" if not found else "page_known" if not value.open else "page_findings"
    said = phrase(key, lang, count=count, found=str(found), known=str(known))
    blocks: list[Block] = [Sentence(said, not value.open)]
    if noted:
        blocks.append(Sentence(phrase("page_notes", lang, noted=str(noted))))
    unjudged = sum(not claim.judged for claim in value.claims)
    if unjudged:
        blocks.append(Sentence(phrase("page_unjudged", lang, count=str(unjudged))))
    heads = _heads(lang, "lecture", "source_line", "on_the_page", "verdict", "should_be", "remark")
    shown = [claim for claim in value.claims if not claim.holds or claim in value.notes]
    if shown:
        blocks.append(Table(heads, tuple(claim_row(claim, value.page, lang) for claim in shown)))
    rows = tuple(claim_row(claim, value.page, lang) for claim in value.claims)
    blocks.append(Table(heads, rows, phrase("all_claims", lang, count=count)))
    return Sheet(phrase("audit", lang), tuple(blocks), value.ok, value.page.title(lang))


def claim_row(claim: Any, page: Any, lang: str) -> tuple[Cell, ...]:
    """A claim as the cells of a table: id, line, what is printed, verdict, what should stand there, why."""
    neither = not claim.judged or claim.noted or claim.acknowledged is not None
    return (
        claim.id,
        Figure(str(claim.origin.line)),
        _written(claim.claim),
        Verdict(None if neither else claim.holds, findings.word(claim, lang)),
        _should_be(claim, page, lang),
        _remark(claim, lang),
    )


def _should_be(claim: Any, page: Any, lang: str) -> Cell:
    """The number that should stand there, or the formula; empty where what is printed is right."""
    if claim.holds and not (claim.noted and claim.kind == "number"):
        return ""
    if "sign" in claim.about:
        return ""
    return Figure(claim.should_be) if claim.difference is None else _derived(claim, page, lang)


_DERIVATIVE = re.compile(r"\\frac\{\\partial ?(?P<what>.+)\}\{\\partial ?(?P<wrt>.+)\}")


def _derived(claim: Any, page: Any, lang: str) -> Cell:
    """What symgrad has for the left side of a formula that differs: a derivative, or a name's definition."""
    model = next(
        section.model for section in page.sections for block in section.printed if block.id == claim.block
    )
    left = re.split(r"=|\\approx|≈", claim.claim)[0].strip().removesuffix(":")
    asked = _DERIVATIVE.fullmatch(left)
    if asked and asked["what"] in model.by_name and asked["wrt"] in model.names:
        return _formula(derive(model, asked["wrt"], target=asked["what"]).result, model.names, lang)
    if left in model.by_name:
        return _formula(model.by_name[left].expr, model.names, lang)
    return _number(claim.exact)


def _remark(claim: Any, lang: str) -> str:
    """Why a claim has its verdict, with a point at which to try a formula that does not hold."""
    said = findings.explanation(claim, lang)
    if claim.difference is None or claim.put_in or "sign" in claim.about:
        return said
    point = findings.point(claim)
    sides = {
        "right": findings.value_of(claim.difference.left),
        "wrong": findings.value_of(claim.difference.right),
    }
    return " ".join([phrase("try_at", lang, point=point, **sides), said]).strip()


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
        place=", ".join(f"{plain.unicode_name(key)} = {_in_words(number)}" for key, number in left.items()),
    )
    used = value.optimizer.replace("_", " ")
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
    rows = tuple((_written(key), _array(number)) for key, number in params.items())
    return Table(_heads(lang, "parameter", "value"), rows)


def program(value: Any, lang: str) -> Sheet:
    """The generated source."""
    return Sheet(phrase("program", lang), (Code(value.source),))


def worked(value: Any, lang: str) -> Sheet:
    """Each line as symbols = numbers put in = value."""
    names = value.names
    lines: list[tuple[Formula, ...]] = []
    for line in value.lines:
        written = [line.left, line.symbols, *([] if line.numbers is None else [line.numbers])]
        value_shown = replace(grid(line.shown), about=not _is_exact(line.value, line.shown))
        sides = [*(_formula(side, names, lang) for side in written), value_shown]
        lines.append(tuple(side for n, side in enumerate(sides) if not n or side.latex != sides[n - 1].latex))
    return Sheet(phrase("worked", lang), (Equations(tuple(lines)),))


def _is_exact(value: Any, shown: Any) -> bool:
    """Whether a printed number is the value itself, not a rounded one."""
    if isinstance(value, tuple):
        return all(_is_exact(each, text) for each, text in zip(value, shown, strict=True))
    with mpmath.workdps(40):
        return bool(abs(mpmath.mpf(shown) - value) <= mpmath.mpf(10) ** -30 * (1 + abs(value)))


def grid(shown: Any) -> Formula:
    """A printed number, vector or matrix; more than two axes are only hinted at."""
    if isinstance(shown, str):
        return Formula(shown, shown)
    if all(isinstance(item, str) for item in shown):
        return Formula("(" + r",\; ".join(shown) + ")", "(" + ", ".join(shown) + ")")
    if all(isinstance(item, tuple) and all(isinstance(cell, str) for cell in item) for item in shown):
        rows = r" \\ ".join(" & ".join(line) for line in shown)
        text = ", ".join("(" + ", ".join(line) + ")" for line in shown)
        return Formula(rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}", f"({text})")
    return Formula(r"\dots", "…")


def _formula(expr: sp.Expr, names: Mapping[str, Name], lang: str) -> Formula:
    return Formula(mathematics.expression(expr, names, lang=lang), plain.expression(expr, names, lang=lang))


def _derivative(target: str, wrt: str) -> Formula:
    latex = rf"\frac{{\partial {target}}}{{\partial {wrt}}}"
    return Formula(latex, f"∂{plain.unicode_name(target)}/∂{plain.unicode_name(wrt)}")


def _written(latex: str) -> Formula:
    """A formula as somebody wrote it."""
    latex = latex.replace("&", "").replace("≈", r"\approx ").strip()
    spaced = re.sub(r"\s*(:=|(?<!:)=|≈|≔)\s*", r" \1 ", plain.unicode_name(latex))
    return Formula(latex, spaced)


# -- numbers ------------------------------------------------------------------------------------------------


def scientific(number: float) -> str:
    """``3.1e-12``, ``0`` for nothing at all."""
    return "0" if number == 0 else f"{number:.1e}".replace("e-0", "e-").replace("e+0", "e+")


def _verdict(ok: bool, lang: str) -> Verdict:
    return Verdict(ok, phrase("passed" if ok else "failed", lang))


def _number(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return Figure(", ".join(str(getattr(_number(item), "shown", "")) for item in value))
    return Figure(f"{float(value):.6g}")


#: an array with more elements than this is told by its shape
MANY = 12


def _in_words(value: Any) -> str:
    return f"({_array(value)})" if getattr(value, "ndim", 0) else f"{float(value):.6g}"


def _array(value: Any) -> Cell:
    if getattr(value, "ndim", 0) == 0:
        return Figure(f"{float(value):.6g}")
    if value.size > MANY:
        shape = " × ".join(str(length) for length in value.shape)
        return f"{shape}, {float(value.min()):.3g} … {float(value.max()):.3g}"
    rows = value.tolist() if value.ndim == 2 else [value.tolist()]
    return "; ".join(", ".join(f"{number:.5g}" for number in row) for row in rows)


def chained(sides: Sequence[Formula]) -> str:
    r"""``= a = b \approx 0.63`` in LaTeX."""
    return " ".join((r"\approx " if side.about else "= ") + side.latex for side in sides)


def speak(kink: Kink, speaker: Callable[[Mapping[str, Name], str], Speaker], lang: str) -> str:
    """The convention's sentence in the form of output that ``speaker`` belongs to."""
    return speaker(kink.names, lang).convention(kink.function, kink.value)
