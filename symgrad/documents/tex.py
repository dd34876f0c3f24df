r"""A document in LaTeX for XeLaTeX: the page's words and formulas, what was found below its line, steps, a long table.

Goes in: ``Content``.  Comes out: a whole file that compiles as it is (with kotex where there is Korean), or with
``fragment=True`` what another document takes by ``\input``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from symgrad.documents.content import Content, Derived, Display, Item, Printed, Words, in_matrices
from symgrad.documents.displays import Cell, Line, Piece
from symgrad.documents.pictures import FOR_TEX, alone
from symgrad.documents.pictures import pictures as in_block
from symgrad.documents.prose import CLAIM, HANGUL, MINUS, formula_in_language
from symgrad.documents.templates import template
from symgrad.documents.texpage import figure, formula, words
from symgrad.documents.textable import ragged, shares, width
from symgrad.documents.texwords import quoted, text
from symgrad.documents.verdicts import TEX_SIGNS, opinion, sign, summary, told, tone
from symgrad.documents.words import both, word
from symgrad.notes import Claim
from symgrad.rendering import latex as rendering
from symgrad.rendering.breaking import wrapped
from symgrad.rendering.latex import PAGE
from symgrad.rendering.words.phrases import phrase

#: a verdict's colour in the table
_COLOURS = {"bad": r"\color{symgradbad}", "minor": r"\color{symgradminor}"}

#: displays of so many lines are not broken between two pages, nor derivations of so many rows
TOGETHER, STEPS_TOGETHER = 6, 4


def document(
    content: Content,
    *,
    notation: str = "names",
    detail: str = "outer",
    fragment: bool = False,
    folder: Path | None = None,
) -> str:
    """The whole file, or what ``\\input`` takes.  Pictures are looked for from ``folder`` (the page's, if left out)."""
    written = _Tex(content, {"notation": notation, "detail": detail}, folder)
    columns, rows = written.numbers()
    parts = {
        "title": text(quoted(content.title)),
        "ids": text(written.say("lectures", ids=", ".join(content.page.ids))),
        "summary": written.summary(),
        "findings": written.findings(),
        "findings_word": text(written.say("findings")),
        "numbers_word": text(written.say("numbers")),
        "columns": columns,
        "items": written.body(),
        "numbers": rows,
    }
    made = template("fragment.tex" if fragment else "lecture.tex")
    shown = made.render(parts, korean=False)
    return made.render(parts, korean=True) if HANGUL.search(shown) else shown


class _Tex:
    """One document being written."""

    def __init__(self, content: Content, options: Mapping[str, str], folder: Path | None = None) -> None:
        self.content = content
        self.options = options
        self.folder = folder
        self.ids = {claim.id for claim in content.audit.claims} if content.audit else set()

    def say(self, key: str, **values: object) -> str:
        return both(key, self.content.languages, **values)

    def body(self) -> list[str]:
        """The items in order; words stay with the display that they lead up to, in each language."""
        shown = [self.item(item) for item in self.content.items]
        for place, item in enumerate(self.content.items):
            next_ones = self.content.items[place + 1 : place + 1 + len(self.content.languages)]
            leads_up = any(isinstance(each, Display) for each in next_ones)
            if isinstance(item, Words) and leads_up and isinstance(next_ones[0], Words | Display):
                shown[place] += "\n\\nopagebreak"
        return shown

    def item(self, item: Item) -> str:
        if isinstance(item, Words):
            return figure(item, self.content.page.source, self.folder) or words(item)
        if isinstance(item, Derived):
            return self.derived(item)
        return self.display(item)

    # -- mathematics --------------------------------------------------------------------------------------------

    def display(self, shown: Display) -> str:
        r"""An ``align*``; what was found about a line stands right below it, between the lines."""
        inside = ""
        below = any(_room(printed.line) > PAGE - 4 for printed in shown.lines)
        last = len(shown.lines)
        for number, printed in enumerate(shown.lines, 1):
            inside += " \\\\*\n".join(f"  {row}" for row in self.rows(printed, bool(shown.role), below))
            said = "".join(self.finding(claim) for claim in printed.claims if told(claim, self.content.audit))
            if number == last:
                display = _displayed(f"\\begin{{align*}}\n{inside}\n\\end{{align*}}", held=bool(said))
                return f"{display}\n" + (said and rf"\symgradafter{{}}{said}")
            end = "\\\\*" if said or last <= TOGETHER or number in (1, last - 1) else "\\\\"
            inside += f" {end}\n  \\symgradbetween{{{said}}}\n" if said else f" {end}\n"
        return inside

    def rows(self, printed: Printed, numbered: bool, below: bool) -> list[str]:
        r"""A line as the author broke it at ``&``; one that is wider than the page over several rows.  With ``below``
        its remarks come in rows of their own.
        """
        line = printed.line
        remarks = [piece for cell in line.cells if below and cell.remark for piece in cell.pieces]
        if remarks:
            line = replace(line, cells=tuple(cell for cell in line.cells if cell.pieces and not cell.remark))
            if len(line.cells) < 2:  # a line that goes on has nothing left of its sign
                line = replace(line, cells=(Cell(()), *line.cells))
            rows = self.rows(replace(printed, line=line), numbered, False)
            return [*rows, *(rf"&\qquad {self.piece(remark, printed)}" for remark in remarks)]
        mark = rf" \symgradline{{{line.number}}}" if numbered else ""
        if _room(line) <= PAGE - 4:
            cells = [
                r" \quad ".join(
                    " ".join(self.piece(piece, printed) for piece in group) for group in cell.groups
                )
                for cell in line.cells
            ]
            return [" & ".join(cells if len(cells) > 1 else ["", *cells]) + mark]
        groups = [group for cell in line.cells for group in cell.groups]
        rows = self.filled(groups, printed) if len(groups) > len(line.cells) else self.broken(printed)
        return [rows[0] + mark, *rows[1:]]

    def filled(self, groups: Sequence[tuple[Piece, ...]], printed: Printed) -> list[str]:
        """Short statements beside each other, as many as fit into a row."""
        rows: list[str] = []
        room = 0
        for group in groups:
            taken = sum(width(piece.latex) + 2 for piece in group) + 3
            shown = " ".join(self.piece(piece, printed) for piece in group)
            if taken <= room:
                rows[-1] += rf" \quad {shown}"
            else:
                rows.append(f"& {shown}")
                room = PAGE - 4
            room -= taken
        return rows

    def broken(self, printed: Printed) -> list[str]:
        """The sides below each other, each broken again where it is still too wide."""
        pieces = [piece for cell in printed.line.cells for piece in cell.pieces]
        left = pieces.pop(0) if printed.line.cells[0].pieces and len(pieces) > 1 else None
        room = PAGE - (width(left.latex) if left else 0) - 8
        rows: list[str] = []
        for piece in pieces:
            made = wrapped(piece.latex, room) if width(piece.latex) > room else [piece.latex]
            shown = [self.marked(formula(made[0]), piece, printed), *map(formula, made[1:])]
            rows += [rf"&{shown[0]}", *(rf"&\quad {each}" for each in shown[1:])]
        rows[0] = (self.piece(left, printed) + " " if left else "") + rows[0]
        return rows

    def piece(self, piece: Piece, printed: Printed) -> str:
        return self.marked(formula(piece.latex), piece, printed)

    def marked(self, shown: str, piece: Piece, printed: Printed) -> str:
        claim = printed.claim(piece)
        if claim is None or not told(claim, self.content.audit):
            return shown
        relation = re.match(r"\s*(\\mathrel\{:=\}|=|\\approx|≈|\\leftarrow|\\gets|\\equiv)?\s*", shown)
        assert relation is not None
        sides = shown[relation.end() :]
        return rf"{relation[0]}\symgradmark{{{tone(claim)}}}{{{sides}}}{{{TEX_SIGNS[sign(claim)]}}}"

    def finding(self, claim: Claim) -> str:
        said = r"\\ ".join(self.sentence(claim, lang) for lang in self.content.languages)
        return rf"\symgradfinding{{{tone(claim)}}}{{{claim.id}}}{{{said}}}"

    def sentence(self, claim: Claim, lang: str) -> str:
        assert self.content.audit is not None
        found = opinion(claim, self.content.audit, lang)
        said = rf"\textbf{{{TEX_SIGNS[found.sign]} {text(found.word)}}} {_remark(found.remark, self.ids)}"
        if found.formula is not None:
            said += f" {text(word('should_be', lang))}: ${found.formula.latex}$"
        return said

    # -- steps ----------------------------------------------------------------------------------------------------

    def derived(self, item: Derived) -> str:
        """The steps, each line once with its reasons; below them the result in matrices, or the numbers put in."""
        shown = []
        for number, derivation in enumerate(item.derivations):
            section = rendering.section(derivation, self.content.languages, self.options)
            steps = _displayed(_together(section.body), held=bool(section.notes))
            shown.append("\n".join([rf"\symgradsteps{{{section.heading}}}", steps, *section.notes]))
            matrices = in_matrices(derivation)
            if matrices is not None:
                left, right = matrices
                notes = [
                    rendering.layout_named(derivation, lang) + r"\par" for lang in self.content.languages
                ]
                display = f"\\begin{{align*}}\n  {left} &= {right}\n\\end{{align*}}"
                shown.append("\n".join([self.below("in_matrices"), _displayed(display, held=True), *notes]))
            if item.worked:
                display = rendering.worked(item.worked[number], environment="align*")
                shown.append(self.below("in_numbers") + "\n" + _displayed(display))
        return "\n\n".join(shown)

    def below(self, key: str) -> str:
        """A heading within the steps."""
        words = " · ".join(dict.fromkeys(phrase(key, lang) for lang in self.content.languages))
        return rf"\symgradsteps{{{text(words)}}}"

    # -- what was found ---------------------------------------------------------------------------------------------

    def summary(self) -> list[str]:
        audit = self.content.audit
        if audit is None:
            return []
        return [text(words) for lang in self.content.languages for _, words in summary(audit, lang)]

    def findings(self) -> list[str]:
        if self.content.audit is None:
            return []
        return [
            rf"\symgradlink{{{claim.id}}}{{{claim.id}}}: ${self.claimed(claim)}$ \\ "
            + r" \\ ".join(self.sentence(claim, lang) for lang in self.content.languages)
            for claim in self.content.audit.findings
        ]

    def claimed(self, claim: Claim) -> str:
        return formula(formula_in_language(claim.claim, self.content.lang))

    def numbers(self) -> tuple[list[tuple[str, str]], list[list[str]]]:
        """The long table: its columns, each with its width and its head, and its rows.  A column that has nothing to
        show is left out.
        """
        audit = self.content.audit
        if audit is None:
            return [], []
        lines = {id(claim): printed.line for printed in self.content.printed for claim in printed.claims}
        claims = [
            (claim, [opinion(claim, audit, lang) for lang in self.content.languages])
            for claim in audit.claims
        ]
        said = {
            "computed": any(found[0].exact for _, found in claims),
            "remark": any(each.remark for _, found in claims for each in found),
        }
        columns = shares({key for key, something in said.items() if something})
        rows: list[dict[str, str]] = []
        for claim, found in claims:
            line = lines.get(id(claim))
            number = str(claim.origin.line if line is None else line.number)  # as in the margin
            value = text(found[0].exact)
            rows.append(
                {
                    "item": rf"\symgradfit{{{text(claim.id)}}}",
                    "line": number if line is None else rf"\symgradlink{{line-{line.number}}}{{{number}}}",
                    "printed": ragged(
                        formula_in_language(claim.claim, self.content.lang), columns["printed"]
                    ),
                    "verdict": _COLOURS.get(tone(claim), "")
                    + r" \newline ".join(f"{TEX_SIGNS[each.sign]} {text(each.word)}" for each in found),
                    "computed": value if " " in value or not value else rf"\symgradfit{{{value}}}",
                    "remark": r" \newline ".join(
                        _remark(each.remark, self.ids) for each in found if each.remark
                    ),
                }
            )
        # In shares of the line, so that a fragment fits where it is put in.
        less = 2 * (len(columns) - 1) / len(columns)
        return [
            (
                rf"\dimexpr{share:.4f}\linewidth-{less:.4f}\tabcolsep\relax",
                r" \newline ".join(text(word(key, lang)) for lang in self.content.languages),
            )
            for key, share in columns.items()
        ], [[row[key] for key in columns] for row in rows]


def _displayed(display: str, *, held: bool = False) -> str:
    """A display that begins a paragraph; one that is ``held`` stays with what comes after it."""
    if held:
        end = display.rindex("\n\\end{")
        display = rf"{display[:end]} \symgradhold{display[end:]}\symgradrelease"
    return f"\\symgraddisplay\n{display}"


def _together(body: str) -> str:
    """A derivation of few rows stands on one page; of a longer one no line stands alone."""
    lines = body.split(" \\\\\n")
    few = len(re.findall(r" \\\\\*?\n", body)) < STEPS_TOGETHER
    ends = [
        " \\\\*\n" if few or number in (1, len(lines) - 1) else " \\\\\n" for number in range(1, len(lines))
    ]
    return lines[0] + "".join(end + line for end, line in zip(ends, lines[1:], strict=True))


def _remark(words: str, ids: Container[str] = ()) -> str:
    """A sentence with formulas in it: a proper minus, no new row before a sign, and links to the claims it names."""
    latex = ""
    for part in CLAIM.split(quoted(words)):
        said = text(part if part in ids else MINUS.sub("\N{MINUS SIGN}", part))
        latex += rf"\symgradlink{{{said}}}{{{said}}}" if part in ids else said
    # A formula without blanks may end a row behind its signs.
    return re.sub(r"(?<=[=+])(?=[^\s=~])", r"\\allowbreak{}", _TIED.sub("~", latex))


#: a blank before a sign, and one behind a relation with a number
_TIED = re.compile(
    r" (?=(?:[=+]|\\ensuremath\{(?:-|\\approx|\\le|\\ge|\\ne)\}) )|(?<==) (?=\\ensuremath\{-\}\d)"
)


def _room(line: Line) -> int:
    """About how many characters wide a line is."""
    return sum(width(piece.latex) + 2 for cell in line.cells for piece in cell.pieces)


def pictures(content: Content) -> dict[str, Path]:
    """The pictures that the document takes in, by the names it calls them without a folder."""
    shown = [item for item in content.items if isinstance(item, Words) and alone(item.tokens)]
    found = [each for item in shown for each in in_block(item.tokens, content.page.source)]
    return {each.name: each.path for each in found if each.path.suffix.lower() in FOR_TEX and each.data}
