"""What an audit says about one claim, in words: why it has its verdict, and what should stand there.

In: a claim.  Out: a few sentences in Korean or English.  The sentences are ``symgrad.rendering.words.verdicts``'; which
of them are said is decided here, a function for each verdict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from symgrad.errors import spoken
from symgrad.notes.decimals import telling
from symgrad.rendering import plain
from symgrad.rendering.words import check_language
from symgrad.rendering.words.languages import one_language
from symgrad.rendering.words.methods import method
from symgrad.rendering.words.particles import particle
from symgrad.rendering.words.verdicts import REMARKS, VERDICTS

_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")
#: digits shown of a value in a sentence
SHOWN = 6

Said = tuple[str, Mapping[str, str]]


def word(claim: Any, lang: str) -> str:
    """The verdict, in a word or two."""
    check_language(lang)
    return VERDICTS[claim.verdict if claim.judged else "unjudged"][lang != "ko"]


def explanation(claim: Any, lang: str) -> str:
    """Why the claim has its verdict, what should stand there, what follows from it."""
    said = list(_said(claim, lang))
    if claim.leads_to:
        said.append(("leads_to", {"ids": ", ".join(claim.leads_to)}))
    if claim.acknowledged is not None:
        said.append(("acknowledged", {"reason": one_language(claim.acknowledged, lang)}))
    return " ".join(dict.fromkeys(say(key, lang, values) for key, values in said))


def say(key: str, lang: str, values: Mapping[str, str]) -> str:
    """A sentence with its values put in, formulas in Unicode."""
    check_language(lang)
    sentence = REMARKS[key][lang != "ko"]

    def put_in(match: re.Match[str]) -> str:
        value = spoken(values[match[1]], lang)
        shown = (
            value
            if match[1]
            in ("reason", "point", "place", "edit", "edits", "sources", "ids", "method", "values", "model")
            else formula(value)
        )
        if key.endswith("_method"):
            shown = shown if match[1] in ("method", "row") else _spaced(shown)
        return shown + (particle(match[2], value.replace(r"\%", "퍼센트").rstrip(")}…")) if match[2] else "")

    said = _PLACEHOLDER.sub(put_in, sentence)
    begins = sentence.startswith("{method}")  # a method's name, never a letter of the page
    return said[:1].upper() + said[1:] if begins else said


def formula(latex: str) -> str:
    """Mathematics as somebody wrote it, in Unicode."""
    return plain.unicode_name(latex.replace("&", "").replace(r"\approx", "≈").replace(r"\%", "%"))


def value_of(value: Any) -> str:
    """A number, vector or matrix in a sentence; large ones only hinted at."""
    if isinstance(value, tuple):
        inside = [value_of(item) for item in value[:4]]
        return "(" + ", ".join([*inside, *(["…"] if len(value) > 4 else [])]) + ")"
    return f"{float(value):.{SHOWN}g}"


def _said(claim: Any, lang: str) -> Iterator[Said]:
    if claim.finding:
        yield claim.finding, claim.about
    elif not claim.judged:
        yield from claim.remarks or (("not_computed", {"reason": claim.reason}),)
    else:
        yield from _VERDICTS[claim.verdict](claim, lang)
        yield from claim.remarks


# -- one function for each verdict ----------------------------------------------------------------------------


def _exact(claim: Any, lang: str) -> Iterator[Said]:
    yield ("holds_here" if claim.points and claim.kind == "formula" else "exact"), {}


def _rounded(claim: Any, lang: str) -> Iterator[Said]:
    yield "rounded", {"exact": exactly(claim)}


def _truncated(claim: Any, lang: str) -> Iterator[Said]:
    cut = [each for each in claim.put_in if each.standing == "truncated"]
    for each in cut:
        yield "put_in_truncated", {"printed": each.printed, "value": value_of(each.value)}
    if not cut:
        yield "truncated", {"exact": exactly(claim), "should": claim.should_be}
        if claim.line is not None and claim.line_text == claim.printed:
            yield "line_gives_it", {}


def _follows(claim: Any, lang: str) -> Iterator[Said]:
    if claim.kind in ("arithmetic", "mixed"):
        yield "follows_put_in", {}
        return
    values = {"exact": exactly(claim), "should": claim.should_be}
    sources = ", ".join(_source(each) for each in claim.follows)
    if sources:
        yield "follows", {**values, "sources": sources}
    else:
        yield "follows_line", values


def _source(printed: Any) -> str:
    where = f" ({printed.id})" if printed.id else ""
    shown = "" if formula(printed.name) == formula(printed.text) else f"{formula(printed.name)} ≈ "
    return f"{shown}{formula(printed.text)}{where}"


def _wrong(claim: Any, lang: str) -> Iterator[Said]:
    wrong = [each for each in claim.put_in if not each.holds]
    for each in wrong:
        values = {"formula": each.formula, "printed": each.printed, "value": value_of(each.value)}
        yield ("another_number" if each.formula == values["value"] else "put_in"), values
    if not wrong and claim.exact is not None:
        if claim.kind == "number":
            yield "wrong", {"should": claim.should_be, "exact": exactly(claim)}
        else:
            yield "exactly", {"exact": value_of(claim.exact)}
    if claim.given is not None and value_of(claim.given) != value_of(claim.exact):
        yield "given", {"given": _as_printed(claim, value_of(claim.given))}
    if claim.line is not None and claim.kind == "number":
        yield "line_gives", {"line": _as_printed(claim, value_of(claim.line))}
    yield from _edits(claim, lang)


def _disagree(claim: Any, lang: str) -> Iterator[Said]:
    if claim.kind == "number" and claim.line is not None:
        right = claim.should_be == claim.printed
        yield ("only_line" if right else "line_gives"), {"line": _as_printed(claim, value_of(claim.line))}
        if not right:
            yield "wrong", {"should": claim.should_be, "exact": exactly(claim)}
        yield from _edits(claim, lang)
        return
    yield from _wrong(claim, lang)


def _refuted(claim: Any, lang: str) -> Iterator[Said]:
    if "sign" in claim.about:
        sides = {"left": value_of(claim.difference.left), "right": value_of(claim.difference.right)}
        equal = sides["left"] == sides["right"]
        yield ("equal_there" if equal else "other_way"), {**sides, "point": point(claim)}
    yield from _edits(claim, lang)


def _proved(claim: Any, lang: str) -> Iterator[Said]:
    if "sign" in claim.about:
        yield "always", {}
    elif claim.about:
        yield "like_method", {"method": _method(claim, lang)}
    else:
        yield "proved", {}


def _agrees(claim: Any, lang: str) -> Iterator[Said]:
    if "sign" in claim.about:
        yield "holds_at", {"points": str(claim.points)}
    elif claim.about:
        yield "like_method", {"method": _method(claim, lang)}
    else:
        yield "agrees", {"points": str(claim.points)}


def _differs_from_method(claim: Any, lang: str) -> Iterator[Said]:
    values = {**claim.about, "method": _method(claim, lang)}
    if "row" in values:
        yield "row_differs_from_method", values
        return
    key = "differs_from_method" if values["printed"] and values["instead"] else "lacks_from_method"
    yield key if values["instead"] else "more_than_method", values


def _defined(claim: Any, lang: str) -> Iterator[Said]:
    yield "defined", {}


_VERDICTS: Mapping[str, Callable[[Any, str], Iterator[Said]]] = {
    "exact": _exact,
    "rounded": _rounded,
    "truncated": _truncated,
    "follows_from_rounded": _follows,
    "wrong": _wrong,
    "line_and_value_disagree": _disagree,
    "refuted": _refuted,
    "proved": _proved,
    "agrees": _agrees,
    "differs_from_method": _differs_from_method,
    "defined": _defined,
}


def _method(claim: Any, lang: str) -> str:
    return method(str(claim.about["method"]), lang)


_OPERATOR = re.compile(r"(?<=[^\s+\-=:({\[,])\s*(:=|[-+=])\s*(?=\S)")


def _spaced(shown: str) -> str:
    """A formula in a sentence with space around its signs; those of subscripts are other characters."""
    return _OPERATOR.sub(r" \1 ", shown)


def exactly(claim: Any) -> str:
    """The exact value with two digits more than printed, or more where they decide."""
    # a line of numbers alone has no exact value but its own arithmetic
    value = claim.line if claim.exact is None else claim.exact
    if isinstance(value, tuple):
        return value_of(value)
    return _as_printed(claim, telling(value, claim.places))


#: a printed number with commas between its thousands
_GROUPS = re.compile(r"\d(?:,|\{,\})\d{3}(?!\d)")


def _as_printed(claim: Any, number: str) -> str:
    """The digits before the point in threes, where the page prints them so."""
    whole, point, rest = number.partition(".")
    if not _GROUPS.search(claim.printed) or not whole.lstrip("-").isdigit():
        return number
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", whole) + point + rest


def point(claim: Any) -> str:
    """The point at which one can try a claim that does not hold."""
    return ", ".join(
        f"{plain.unicode_name(key)} = {value_of(value)}" for key, value in claim.difference.point.items()
    )


# -- edits ----------------------------------------------------------------------------------------------------


def edit(found: Any, lang: str) -> str:
    """An edit as the beginning of a sentence."""
    key = found.kind
    if (key == "left_out" and found.after) or (found.after and key in ("old", "updated", "earlier")):
        key = "replaced"
    return say(key, lang, {"before": found.before, "after": found.after, "of": found.of})


def _edits(claim: Any, lang: str) -> Iterator[Said]:
    if not claim.edits or not claim.pinned:
        return
    first, *more = claim.edits
    if first.of and first.kind in _OF_COMPONENTS:
        yield from _components(claim, lang)
        return
    if first.kind in ("transposed", "point"):
        yield first.kind, {"before": first.before, "after": first.after}
        return
    if claim.kind == "number":
        yield "gives_printed", {"edit": edit(first, lang)}
        if more:
            yield "also", {"edits": "; ".join(_short(each) for each in more)}
        return
    wrong = {each.printed for each in claim.put_in if not each.holds}
    for each in claim.edits[: 2 if claim.kind != "formula" else 1]:
        of_value = each.before in wrong or each.kind in ("old", "updated", "earlier", "neighbour")
        if claim.kind != "formula" and of_value:
            put = next((leaf.printed for leaf in claim.put_in if leaf.formula == each.before), each.before)
            yield "gives_put_in", {"edit": edit(each, lang), "printed": put}
        else:
            yield "makes_right", {"edit": edit(each, lang)}


#: the slips of one number of a vector or matrix
_OF_COMPONENTS = ("transposed", "point", "sign", "component")
#: so many wrong numbers of one matrix are named
_NAMED = 3


def _components(claim: Any, lang: str) -> Iterator[Said]:
    for each in claim.edits[:_NAMED]:
        place = say("in_matrix" if "," in each.of else "in_vector", lang, {"place": each.of})
        yield f"component_{each.kind}", {"place": place, "before": each.before, "after": each.after}
    if len(claim.edits) > _NAMED:
        yield "component_more", {"count": str(len(claim.edits) - _NAMED)}


def _short(found: Any) -> str:
    after = formula(found.after) or formula(found.of) or "–"
    return f"{formula(found.before)} → {after}"
