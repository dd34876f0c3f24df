"""The first page of a folder of documents: every page with what was found on it, by lecture, and links to it all.

Goes in: audits, and the lectures' titles by the letter of their ids.  Comes out: HTML, to be put beside the documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from symgrad.documents.content import languages
from symgrad.documents.contents import order
from symgrad.documents.templates import source, template
from symgrad.documents.verdicts import sign, tone
from symgrad.documents.web import note_anchor
from symgrad.documents.words import both
from symgrad.notes import Audit
from symgrad.rendering.templates import source as shared

#: the file that a folder opens with
NAME = "index.html"


def names(pages: Sequence[str]) -> dict[str, str]:
    """The document of each page, by the page's file name."""
    return {Path(page).name: Path(page).with_suffix(".html").name for page in pages}


def document(audits: Sequence[Audit], lang: str, lectures: Mapping[str, Mapping[str, str]]) -> str:
    """The whole file."""
    spoken = languages(lang)
    ordered = sorted(audits, key=lambda audit: order(audit.page.ids[0]))
    groups: list[dict[str, Any]] = []
    for audit in ordered:
        letter = order(audit.page.ids[0])[0]
        if not groups or groups[-1]["letter"] != letter:
            titles = lectures.get(letter, {})
            shown = " · ".join(dict.fromkeys(titles[each] for each in spoken if each in titles))
            groups.append({"letter": letter, "title": shown, "pages": []})
        groups[-1]["pages"].append(_row(audit, spoken))
    open_findings = sum(len(audit.open) for audit in audits)
    count = sum(len(audit.claims) for audit in audits)
    key = "folder_findings" if open_findings else "folder_agrees"
    return template("index.html").render(
        lang=spoken[0],
        title=both("folder", spoken, pages=len(audits)),
        summary=[both(key, (each,), claims=count, open=open_findings, pages=len(audits)) for each in spoken],
        tone="bad" if open_findings else "good",
        heads=[both(each, spoken) for each in ("page", "ids", "claims", "findings", "known", "notes")],
        groups=groups,
        made_by=both("made_by", spoken),
        style=Markup(shared("fragment.css") + shared("page.css") + source("lecture.css")),
    )


def _row(audit: Audit, spoken: Sequence[str]) -> dict[str, Any]:
    file = names([audit.page.source])[Path(audit.page.source).name]
    found = [
        {
            "href": f"{file}#{note_anchor(claim)}",
            "id": claim.id,
            "sign": sign(claim),
            "tone": tone(claim),
            "known": claim.acknowledged is not None,
        }
        for claim in audit.findings
    ]
    return {
        "href": file,
        "title": " · ".join(dict.fromkeys(audit.page.title(each) for each in spoken)),
        "ids": ", ".join(audit.page.ids),
        "claims": len(audit.claims),
        "open": [each for each in found if not each["known"]],
        "known": [each for each in found if each["known"]],
        "notes": len(audit.notes),
    }
