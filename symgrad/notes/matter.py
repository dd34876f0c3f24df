"""A page's front matter: its title in English and Korean, and the ids of the lectures it covers.

Goes in: the stretch of YAML at the top of a page.  Comes out: titles by language, ids, and the findings the page
acknowledges.  YAML is read by ``safe_load``, without anchors, aliases and tags.
"""

from __future__ import annotations

import yaml

from symgrad.errors import Origin, ReadError, choices, worded
from symgrad.notes.page import Acknowledged

LANGUAGES = ("en", "ko")
ENTRIES = ("title", "ids", "acknowledge")


def front_matter(
    text: str, start: int, end: int, source: str
) -> tuple[dict[str, str], tuple[str, ...], tuple[Acknowledged, ...]]:
    """Titles, ids, and what is acknowledged.  Raises ``ReadError`` with the place of what is not right."""
    whole = Origin(text, 0, 3, source)
    sample = "Write title: {en: ..., ko: ...} and ids: [B6, ...]."
    matter = entries(text, start, end, source, ENTRIES, sample)
    titles, ids = matter.get("title"), matter.get("ids")
    if (
        not isinstance(titles, dict)
        or "en" not in titles
        or not all(lang in LANGUAGES and isinstance(title, str) for lang, title in titles.items())
    ):
        raise ReadError("the front matter needs a title in en, and may have one in ko.", whole, remedy=sample)
    if not isinstance(ids, list) or not ids or not all(isinstance(each, str) for each in ids):
        raise ReadError("the front matter needs ids, a list of words.", whole, remedy=sample)
    return titles, tuple(ids), _acknowledged(matter, text, start, end, source)


def entries(
    text: str, start: int, end: int, source: str, allowed: tuple[str, ...], sample: str
) -> dict[str, object]:
    """The YAML's entries, every one of them allowed; ``sample`` is what a message says to write."""
    whole = Origin(text, 0, 3, source)
    try:
        for token in yaml.scan(text[start:end]):
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)):
                at = start + token.start_mark.index
                raise ReadError(
                    "anchors, aliases and tags have no place in a page's front matter.",
                    Origin(text, at, at + 1, source),
                    remedy=sample,
                    reason="unsafe",
                )
        matter = yaml.safe_load(text[start:end])
    except yaml.MarkedYAMLError as error:
        at = start + (error.problem_mark.index if error.problem_mark else 0)
        place = Origin(text, at, at + 1, source)
        raise ReadError(
            worded("the front matter is not YAML: {problem}.", problem=error.problem), place, remedy=sample
        ) from None
    except yaml.YAMLError as error:
        raise ReadError(
            worded("the front matter is not YAML: {error}.", error=error), whole, remedy=sample
        ) from None
    if not isinstance(matter, dict):
        raise ReadError("the front matter says nothing.", whole, remedy=sample)
    for key in matter:
        if key not in allowed:
            at = max(text.find(str(key), start, end), start)
            place = Origin(text, at, at + len(str(key)), source)
            remedy = choices(str(key), allowed)
            raise ReadError(
                worded("the front matter has no entry {key}.", key=repr(key)), place, remedy=remedy
            )
    return matter


def _acknowledged(
    matter: dict[str, object], text: str, start: int, end: int, source: str
) -> tuple[Acknowledged, ...]:
    """``acknowledge: {B6a-4.2: the slide cuts off}``."""
    known = matter.get("acknowledge", {})
    if not isinstance(known, dict) or not all(
        isinstance(id, str) and isinstance(reason, str) for id, reason in known.items()
    ):
        at = max(text.find("acknowledge", start, end), start)
        raise ReadError(
            "acknowledge needs the ids of claims, each with a reason in words.",
            Origin(text, at, at + len("acknowledge"), source),
            remedy='Write for example acknowledge: {B6a-4.2: "the slide cuts off"}.',
        )
    found = []
    for id, reason in known.items():
        at = max(text.find(id, start, end), start)
        found.append(Acknowledged(id, reason, Origin(text, at, at + len(id), source)))
    return tuple(found)
