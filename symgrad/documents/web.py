r"""A document as one HTML file: the page's words, its formulas in MathML, what was found at its place, steps that open.

Goes in: ``Content``.  Comes out: HTML that fetches nothing, in light and dark, on a phone and on A4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from markupsafe import Markup, escape

from symgrad.documents.content import Content, Derived, Display, Item, Printed, Words, in_matrices
from symgrad.documents.displays import Cell, Line, Piece, parts
from symgrad.documents.prose import CLAIM, MINUS, formula_in_language, heading
from symgrad.documents.templates import source, template
from symgrad.documents.verdicts import Opinion, opinion, sign, summary, told, tone
from symgrad.documents.webpage import formula, in_line, remark, words
from symgrad.documents.words import both, word
from symgrad.notes import Claim
from symgrad.rendering import webparts
from symgrad.rendering.templates import source as shared
from symgrad.rendering.webparts import signs

#: the words that the template names
_NAMED = ("numbers", "open_steps", "close_steps", "contents", "line", "computed", "from")
#: characters of a formula in a column of the table
COLUMN = 16
#: columns of a line with one relation and words behind it, ``a &= b && \\text{…}``: on a phone they go below it
SIDES = 4
#: relations and a minus between two terms; what they stand between is not set in two lines
_BETWEEN = re.compile(r" ([=≈≤≥≠−]) ")


def document(
    content: Content,
    *,
    notation: str = "names",
    detail: str = "outer",
    others: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The whole file; ``notation`` and ``detail`` are those of derivations, ``others`` the documents of other pages by
    their file names, to which links to those pages then lead.
    """
    return _Web(content, notation, detail, others).document()


class _Web:
    """One document being written."""

    def __init__(self, content: Content, notation: str, detail: str, others: Mapping[str, str]) -> None:
        self.content = content
        self.others = others
        self.notation, self.detail = notation, detail
        self.languages = content.languages
        self.lang = self.languages[0]
        headings = [item for item in content.items if isinstance(item, Words) and heading(item.tokens)]
        self.parts = {id(item): f"part-{number}" for number, item in enumerate(headings, 1)}
        self.ids = frozenset(claim.id for claim in content.audit.claims) if content.audit else frozenset()

    def document(self) -> str:
        content = self.content
        findings = [] if content.audit is None else [self.finding(c) for c in content.audit.findings]
        return template("lecture.html").render(
            lang=self.lang,
            title=content.title,
            ids=self.say("lectures", ids=", ".join(content.page.ids)),
            style=Markup(shared("fragment.css") + shared("page.css") + source("lecture.css")),
            summary=self.summary(),
            findings=findings,
            open_findings=content.audit is not None and content.audit.open,
            contents=self.contents(),
            items=[self.item(item) for item in content.items],
            numbers=self.numbers(),
            made_by=self.say("made_by"),
            words={
                "findings": self.say("findings" if content.audit and content.audit.open else "all_known"),
                **{key: self.say(key) for key in _NAMED},
            },
            heads={
                key: Markup("<br>").join(word(key, lang) for lang in self.languages)
                for key in ("item", "line", "printed", "verdict", "computed", "remark", "from")
            },
        )

    def say(self, key: str, **values: object) -> Markup:
        return escape(both(key, self.languages, **values))

    # -- the page ---------------------------------------------------------------------------------------------

    def item(self, item: Item) -> Markup:
        if isinstance(item, Words):
            shown = words(item.tokens, self.content.page.source, self.others)
            return (
                Markup('<div id="{}">{}</div>').format(part, shown)
                if (part := self.parts.get(id(item)))
                else shown
            )
        if isinstance(item, Derived):
            return self.derived(item)
        return self.display(item)

    def display(self, shown: Display) -> Markup:
        columns = max(len(line.line.cells) for line in shown.lines) if shown.lines else 1
        rows = []
        for printed in shown.lines:
            rows.append(self.row(shown, printed, columns))
            rows += [self.note(claim, columns) for claim in printed.claims if told(claim, self.content.audit)]
        words = any(cell.remark for printed in shown.lines for cell in printed.line.cells)
        kind = " ".join(
            filter(None, ["display", shown.role, "remarked" if words and columns <= SIDES else ""])
        )
        return Markup('<div class="scroll"><table class="{}"><tbody>{}</tbody></table></div>').format(
            kind, Markup("\n").join(rows)
        )

    def row(self, shown: Display, printed: Printed, columns: int) -> Markup:
        line = printed.line
        cells = [self.cell(cell, number, printed, columns) for number, cell in enumerate(line.cells)]
        cells += [Markup("<td></td>")] * (columns - len(line.cells))
        at = Markup('<a href="#{0}">{1}</a>').format(anchor(line), line.number) if shown.role else Markup("")
        return Markup(
            '<tr id="{}" class="line"><td class="at">{}</td>{}<td class="from">{}</td></tr>'
        ).format(anchor(line), at, Markup("").join(cells), self.sources(printed))

    def sources(self, printed: Printed) -> Markup:
        """Links to the lines that the values come from, one for each line."""
        names: dict[Line, list[str]] = {}
        for name, line in printed.sources:
            names.setdefault(line, []).append(name)
        links = [
            Markup('<a href="#{}" title="{}">{}</a>').format(
                anchor(line),
                self.say("value_from", name=", ".join(found), line=line.number),
                line.number,
            )
            for line, found in sorted(names.items(), key=lambda each: each[0].number)
        ]
        return Markup("←&nbsp;") + Markup(" ").join(links) if links else Markup("")

    def cell(self, cell: Cell, number: int, printed: Printed, columns: int) -> Markup:
        if cell.remark:
            return Markup('<td class="remark">{}</td>').format(
                Markup(" ").join(remark(piece.latex) for piece in cell.pieces)
            )
        kind = "left" if number % 2 == 0 and columns > 1 else "right"
        groups = [
            Markup('<span class="group">{}</span>').format(
                Markup("<wbr>").join(self.piece(piece, printed) for piece in group)
            )
            for group in cell.groups
        ]
        return Markup('<td class="{}">{}</td>').format(kind, Markup(" ").join(groups))

    def piece(self, piece: Piece, printed: Printed) -> Markup:
        shown = Markup("<wbr>").join(formula(part, block=True) for part in parts(piece.latex))
        claim = printed.claim(piece)
        if claim is None or self.content.audit is None:
            return Markup('<span class="side">{}</span>').format(shown)
        mark = sign(claim)
        if not told(claim, self.content.audit):
            found = opinion(claim, self.content.audit, self.lang)
            link = Markup("")
            if tone(claim) == "minor":  # what is underlined says where it is explained
                link = Markup('<a class="mark" href="#{}">{}</a>').format(claim_anchor(claim.id), mark)
            return Markup('<span class="side {}" title="{} {}">{}{}</span>').format(
                tone(claim), mark, found.word, shown, link
            )
        return Markup('<span class="side {}">{}<a class="mark" href="#{}">{}</a></span>').format(
            tone(claim), shown, note_anchor(claim), mark
        )

    def note(self, claim: Claim, columns: int) -> Markup:
        """What is wrong, below the line it stands on."""
        said = [
            Markup('<p lang="{}">{}</p>').format(lang, self.sentence(found, lang))
            for lang, found in self.opinions(claim)
        ]
        return Markup('<tr class="found {}" id="{}"><td></td><td colspan="{}">{}</td></tr>').format(
            tone(claim), note_anchor(claim), columns + 1, Markup("").join(said)
        )

    def opinions(self, claim: Claim) -> list[tuple[str, Opinion]]:
        assert self.content.audit is not None
        return [(lang, opinion(claim, self.content.audit, lang)) for lang in self.languages]

    def sentence(self, found: Opinion, lang: str) -> Markup:
        said = Markup("<b>{} {}</b> {}").format(found.sign, found.word, self.remark(found.remark))
        if found.formula is not None:
            said += Markup(" {}: {}").format(word("should_be", lang), formula(found.formula.latex))
        return said

    def remark(self, words: str) -> Markup:
        """A remark, the claims that it names as links."""
        shown = Markup("")
        for number, part in enumerate(CLAIM.split(words)):
            known = number % 2 and part in self.ids
            link = Markup('<a href="#{}">{}</a>').format(claim_anchor(part), part)
            shown += link if known else sentence(part)
        return shown

    # -- steps --------------------------------------------------------------------------------------------------

    def derived(self, item: Derived) -> Markup:
        """Steps that open; below them the result in matrices, or the numbers put in."""
        shown = []
        for number, derivation in enumerate(item.derivations):
            part = webparts.derivation(derivation, self.languages, self.notation, self.detail)
            body = part.body
            if matrices := in_matrices(derivation):
                body += webparts.in_matrices(derivation, matrices, self.languages)
            if item.worked:
                body += webparts.in_numbers(item.worked[number], self.languages)
            shown.append(
                Markup('<details class="how"><summary>{}</summary>{}</details>').format(part.heading, body)
            )
        return Markup("\n").join(shown)

    # -- what was found -------------------------------------------------------------------------------------------

    def summary(self) -> list[tuple[str, Markup]]:
        """Sentences with the tone of each."""
        if self.content.audit is None:
            return []
        return [
            (kind, Markup('<span lang="{}">{}</span>').format(lang, words))
            for lang in self.languages
            for kind, words in summary(self.content.audit, lang)
        ]

    def contents(self) -> list[dict[str, Any]]:
        """The headings, each with how much was found below it."""
        rows: list[dict[str, Any]] = []
        for item in self.content.items:
            if isinstance(item, Words) and id(item) in self.parts:
                shown = in_line(item.tokens[1])
                rows.append(
                    {"anchor": self.parts[id(item)], "title": shown, "found": [], "level": item.tokens[0].tag}
                )
            elif isinstance(item, Display) and rows:
                rows[-1]["found"] += [
                    {"anchor": note_anchor(claim), "tone": tone(claim), "sign": sign(claim)}
                    for printed in item.lines
                    for claim in printed.claims
                    if not claim.holds and self.content.audit is not None
                ]
        return rows

    def finding(self, claim: Claim) -> dict[str, Any]:
        return {
            "anchor": note_anchor(claim),
            "id": claim.id,
            "tone": tone(claim),
            "printed": Markup("<wbr>").join(
                formula(side) for side in sides(formula_in_language(claim.claim, self.content.lang))
            ),
            "said": [
                Markup('<span lang="{}">{}</span>').format(lang, self.sentence(found, lang))
                for lang, found in self.opinions(claim)
            ],
        }

    def numbers(self) -> list[dict[str, Any]]:
        """The rows of the table of everything that was judged."""
        if self.content.audit is None:
            return []
        lines = {id(claim): printed for printed in self.content.printed for claim in printed.claims}
        rows = []
        for claim in self.content.audit.claims:
            found = self.opinions(claim)
            printed = lines.get(id(claim))
            rows.append(
                {
                    "id": claim.id,
                    "row": claim_anchor(claim.id),
                    # the number in the margin: a line that goes on over several of the file has its first
                    "line": claim.origin.line if printed is None else printed.line.number,
                    "anchor": "" if printed is None else anchor(printed.line),
                    "printed": Markup("<wbr>").join(
                        formula(part)
                        for side in sides(formula_in_language(claim.claim, self.content.lang))
                        for part in parts(side, COLUMN)
                    ),
                    "tone": found[0][1].tone,
                    "verdict": Markup("<br>").join(f"{each.sign} {each.word}" for _, each in found),
                    "value": signs(found[0][1].exact),
                    "remark": Markup("<br>").join(
                        self.remark(each.remark) for _, each in found if each.remark
                    ),
                    "from": "" if printed is None else self.sources(printed),
                }
            )
        return rows


def sentence(words: str) -> Markup:
    """Words with formulas in them: a proper minus, and no new line at ``=``, in a quotient of two differentials or
    before what is taken away.
    """
    together = _BETWEEN.sub("\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", MINUS.sub("−", words))
    return signs(together.replace("/∂", "/\N{WORD JOINER}∂"))


def sides(claim: str) -> list[str]:
    """A chain cut before its relations, so that it may be set over several lines."""
    return re.split(r"\s+(?=:?=\s|\\approx)", _RELATION.sub(lambda found: _RELATIONS[found[0]], claim))


#: relations as claims have them, and what they are in LaTeX
_RELATIONS = {"≈": r"\approx ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne "}
_RELATION = re.compile("|".join(_RELATIONS))


def anchor(line: Line) -> str:
    """The place of a line in the document."""
    return f"L{line.number}"


def claim_anchor(id: str) -> str:
    """The row of a claim in the table of everything."""
    return f"row-{id}"


def note_anchor(claim: Claim) -> str:
    """The place of what is said about a claim."""
    return f"claim-{claim.id}"
