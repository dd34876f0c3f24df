r"""A document in LaTeX for XeLaTeX: the page's words and formulas, what was found below its line, steps, a long table.

Goes in: ``Content``.  Comes out: a whole file that compiles as it is (with kotex where there is Korean), or with
``fragment=True`` what another document takes by ``\input``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from symgrad.documents.content import Content, Derived, Display, Item, Printed, Words, in_matrices
from symgrad.documents.displays import Cell, Line, Piece
from symgrad.documents.pictures import FOR_TEX, alone
from symgrad.documents.pictures import pictures as in_block
from symgrad.documents.prose import HANGUL, formula_in_language
from symgrad.documents.templates import template
from symgrad.documents.texpage import figure, formula, words
from symgrad.documents.texwords import text
from symgrad.documents.verdicts import TEX_SIGNS, opinion, sign, summary, told, tone
from symgrad.documents.words import both, word
from symgrad.notes import Claim
from symgrad.rendering import latex as rendering
from symgrad.rendering.breaking import wrapped
from symgrad.rendering.latex import PAGE
from symgrad.rendering.plain import width_of_latex
from symgrad.rendering.words.phrases import phrase

#: a verdict's colour in the table
_COLOURS = {"bad": r"\color{symgradbad}", "minor": r"\color{symgradminor}"}

#: displays of so many lines are not broken between two pages
TOGETHER = 6

#: the columns of the table: the key of each head, and its width beside the others; 0 is left out
_HEADS = ("item", "line", "printed", "verdict", "computed", "remark")
_VALUE = _HEADS.index("computed")
_WIDTHS = (15, 8, 54, 20, 21, 37)
_WIDTHS_WITHOUT_VALUES = (15, 8, 58, 22, 0, 54)


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
    body = [written.item(item) for item in content.items]
    columns, rows = written.numbers()
    return template("fragment.tex" if fragment else "lecture.tex").render(
        korean=bool(HANGUL.search(content.page.text)) or "ko" in content.languages,
        title=text(content.title),
        ids=text(written.say("lectures", ids=", ".join(content.page.ids))),
        summary=written.summary(),
        findings=written.findings(),
        findings_word=text(written.say("findings")),
        numbers_word=text(written.say("numbers")),
        columns=columns,
        items=body,
        numbers=rows,
    )


class _Tex:
    """One document being written."""

    def __init__(self, content: Content, options: Mapping[str, str], folder: Path | None = None) -> None:
        self.content = content
        self.options = options
        self.folder = folder

    def say(self, key: str, **values: object) -> str:
        return both(key, self.content.languages, **values)

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
        for number, printed in enumerate(shown.lines, 1):
            inside += " \\\\*\n".join(f"  {row}" for row in self.rows(printed, bool(shown.role), below))
            said = "".join(self.finding(claim) for claim in printed.claims if told(claim, self.content.audit))
            if number == len(shown.lines):
                return f"\\symgraddisplay\n\\begin{{align*}}\n{inside}\n\\end{{align*}}\n" + (
                    said and rf"\symgradafter{{}}{said}"
                )
            end = "\\\\*" if said or len(shown.lines) <= TOGETHER else "\\\\"
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
            width = sum(_width(piece.latex) + 2 for piece in group) + 3
            shown = " ".join(self.piece(piece, printed) for piece in group)
            if width <= room:
                rows[-1] += rf" \quad {shown}"
            else:
                rows.append(f"& {shown}")
                room = PAGE - 4
            room -= width
        return rows

    def broken(self, printed: Printed) -> list[str]:
        """The sides below each other, each broken again where it is still too wide."""
        pieces = [piece for cell in printed.line.cells for piece in cell.pieces]
        left = pieces.pop(0) if printed.line.cells[0].pieces and len(pieces) > 1 else None
        room = PAGE - (_width(left.latex) if left else 0) - 8
        rows: list[str] = []
        for piece in pieces:
            made = wrapped(piece.latex, room) if _width(piece.latex) > room else [piece.latex]
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
        said = rf"\textbf{{{TEX_SIGNS[found.sign]} {text(found.word)}}} {_breakable(text(found.remark))}"
        if found.formula is not None:
            said += f" {text(word('should_be', lang))}: ${found.formula.latex}$"
        return said

    # -- steps ----------------------------------------------------------------------------------------------------

    def derived(self, item: Derived) -> str:
        """The steps, each line once with its reasons; below them the result in matrices, or the numbers put in."""
        shown = []
        for number, derivation in enumerate(item.derivations):
            section = rendering.section(derivation, self.content.languages, self.options)
            steps = "\\symgraddisplay\n" + _together(section.body)
            shown.append("\n".join([rf"\symgradsteps{{{section.heading}}}", steps, *section.notes]))
            matrices = in_matrices(derivation)
            if matrices is not None:
                left, right = matrices
                notes = [
                    rendering.layout_named(derivation, lang) + r"\par" for lang in self.content.languages
                ]
                display = "\\symgraddisplay\n\\begin{align*}\n  " + f"{left} &= {right}" + "\n\\end{align*}"
                shown.append("\n".join([self.below("in_matrices"), display, *notes]))
            if item.worked:
                display = "\\symgraddisplay\n" + rendering.worked(item.worked[number], environment="align*")
                shown.append(self.below("in_numbers") + "\n" + display)
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
        """The long table: its columns, each with its width and its head, and its rows.  Where nothing has a value,
        there is no column of values.
        """
        audit = self.content.audit
        if audit is None:
            return [], []
        lines = {id(claim): printed.line for printed in self.content.printed for claim in printed.claims}
        rows = []
        for claim in audit.claims:
            found = [opinion(claim, audit, lang) for lang in self.content.languages]
            line = lines.get(id(claim))
            number = str(claim.origin.line if line is None else line.number)  # as in the margin
            rows.append(
                [
                    text(claim.id),
                    number if line is None else rf"\symgradlink{{line-{line.number}}}{{{number}}}",
                    _ragged(formula_in_language(claim.claim, self.content.lang)),
                    _COLOURS.get(tone(claim), "")
                    + r" \newline ".join(f"{TEX_SIGNS[each.sign]} {text(each.word)}" for each in found),
                    text(found[0].exact),
                    r" \newline ".join(text(each.remark) for each in found if each.remark),
                ]
            )
        widths = _WIDTHS if any(row[_VALUE] for row in rows) else _WIDTHS_WITHOUT_VALUES
        heads = [
            r" \newline ".join(text(word(key, lang)) for lang in self.content.languages) for key in _HEADS
        ]
        kept = [place for place, width in enumerate(widths) if width]
        # In shares of the line, so that a fragment fits where it is put in.
        share = {place: widths[place] / sum(widths) for place in kept}
        less = 2 * (len(kept) - 1) / len(kept)
        return [
            (rf"\dimexpr{share[place]:.4f}\linewidth-{less:.4f}\tabcolsep\relax", heads[place])
            for place in kept
        ], [[row[place] for place in kept] for row in rows]


def _together(body: str) -> str:
    """A derivation of few lines stands on one page."""
    return body.replace(" \\\\\n", " \\\\*\n") if body.count(" \\\\\n") < TOGETHER else body


def _breakable(words: str) -> str:
    """Words in which a formula without blanks may end a row behind its signs."""
    return re.sub(r"(?<=[=+])(?=[^\s=])", r"\\allowbreak{}", words)


_MATRIX = re.compile(r"\\begin\{(\w*matrix|cases)\}(.*?)\\end\{\1\}", re.DOTALL)


def _width(latex: str) -> int:
    """About how many characters wide a formula is; of a matrix its widest row counts."""

    def widest(match: re.Match[str]) -> str:
        return max(match[2].split(r"\\"), key=width_of_latex)

    return width_of_latex(_MATRIX.sub(widest, latex))


def _room(line: Line) -> int:
    """About how many characters wide a line is."""
    return sum(_width(piece.latex) + 2 for cell in line.cells for piece in cell.pieces)


#: characters of a formula in the column of the table that shows what is printed
COLUMN = 34


def _set_width(latex: str) -> int:
    """About how many characters wide a formula is with the room that TeX leaves around its signs."""
    return width_of_latex(latex) + len(_SIGN.findall(latex)) // 2 + 2


_SIGN = re.compile(r"(?<=[\w)}])\s*(?:[-+*=]|\\(?:cdot|times|odot)(?![A-Za-z]))")


def _ragged(claim: str) -> str:
    """A claim in a narrow column: broken before its relation, and where that is not enough, between its factors; what
    cannot be broken is made smaller.
    """
    sides = re.split(r"\s+(?=:?=\s|≈|\\approx)", claim)
    rows = [row for side in sides for row in wrapped(side, COLUMN)]
    if sum(map(_set_width, rows)) <= COLUMN:
        rows = [" ".join(rows)]
    return r" \newline ".join(rf"\symgradfit{{${formula(row)}$}}" for row in rows)


def pictures(content: Content) -> dict[str, Path]:
    """The pictures that the document takes in, by the names it calls them without a folder."""
    shown = [item for item in content.items if isinstance(item, Words) and alone(item.tokens)]
    found = [each for item in shown for each in in_block(item.tokens, content.page.source)]
    return {each.name: each.path for each in found if each.path.suffix.lower() in FOR_TEX and each.data}
