r"""What stands in a document, before it is known in which form: the page's blocks, with what was found at its place.

Goes in: a page, its audit if there is one, and which derivatives to show.  Comes out: ``Content``: words, displays of
mathematics with their claims, derivations, in the order of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from markdown_it.token import Token

from symgrad.documents import displays, pictures, prose
from symgrad.documents.displays import Line, Piece
from symgrad.documents.sources import Source, sources
from symgrad.errors import SymgradError
from symgrad.notes import Audit, Claim, Page, Section
from symgrad.notes.blocks import Block
from symgrad.notes.directives import Directive, read_directive
from symgrad.rendering import matrix
from symgrad.steps import Derivation
from symgrad.worked import Worked


@dataclass(frozen=True)
class Words:
    """A block of Markdown: a paragraph, a heading, a list, code, a table of words."""

    tokens: tuple[Token, ...]
    source: str


@dataclass(frozen=True)
class Printed:
    """A printed line with the claims on it; ``sources`` are the lines its values come from."""

    line: Line
    claims: tuple[Claim, ...] = ()
    sources: tuple[tuple[str, Line], ...] = ()

    def claim(self, piece: Piece) -> Claim | None:
        """The claim a side of the line makes."""
        at = [claim for claim in self.claims if piece.start <= claim.origin.start < piece.end]
        return next((claim for claim in at if not claim.holds), at[0] if at else None)


@dataclass(frozen=True)
class Display:
    """A block of mathematics with the comment above it that says what it means, where there is one."""

    directive: Directive | None
    lines: tuple[Printed, ...]
    source: str

    @property
    def role(self) -> str:
        """The word of the comment; empty without one."""
        return "" if self.directive is None else self.directive.word.name


@dataclass(frozen=True)
class Derived:
    """Derivations shown at a place of the page, of one section's model; ``worked`` are those put in numbers."""

    section: Section
    derivations: tuple[Derivation, ...]
    worked: tuple[Worked, ...] = ()


Item = Words | Display | Derived


@dataclass(frozen=True)
class Content:
    """A document; ``lang`` is "ko", "en" or "both"."""

    page: Page
    lang: str
    items: tuple[Item, ...]
    audit: Audit | None = None
    languages: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "languages", languages(self.lang))

    @property
    def title(self) -> str:
        """The page's title; in both languages, the one and the other."""
        return " · ".join(dict.fromkeys(self.page.title(lang) for lang in self.languages))

    @property
    def printed(self) -> tuple[Printed, ...]:
        """Every printed line of mathematics, in order."""
        return tuple(line for item in self.items if isinstance(item, Display) for line in item.lines)


def languages(lang: str) -> tuple[str, ...]:
    """``("ko", "en")`` for "both"."""
    return ("ko", "en") if lang == "both" else (lang,)


#: which derivations a display brings with it
Chooser = Callable[[Section, Display], Derived | None]


def content(page: Page, lang: str, *, audit: Audit | None, choose: Chooser) -> Content:
    """The document of a page."""
    blocks = tuple(_blocks(page))
    places = _places(page, blocks, audit)
    items: list[Item] = []
    told: list[str] = []  # for each item: the language it is said in, where its words are in one of the two
    section: Section | None = None
    env = prose.references(page.text)
    spoken = "all"  # the language that the words are said to be in
    previous = ""  # the kind of the block before, where that is in English
    for directive, block in blocks:
        if directive is not None and directive.word.name == "model":
            section = next(each for each in page.sections if each.origin == directive.origin)
        if block.kind == "math":
            shown = _in_language(_display(page, directive, block, places), lang)
            made = choose(section, shown) if section is not None else None
            items += [shown] if made is None else [shown, made]
            told += [""] * (len(items) - len(told))
            previous = ""
            continue
        if block.kind == "comment":
            spoken = prose.language_from_here(page.text, block, page.source) or spoken
            previous = ""
            continue
        if spoken not in ("all", lang) and lang != "both":
            continue
        text = prose.in_language(page.text[block.start : block.end], lang)
        text = pictures.in_language(text, page.source, lang)
        tokens = prose.tokens(text, env)
        if not items and prose.heading(tokens) == 1:  # the title, which the document has above
            continue
        kind, korean = prose.kind(tokens), prose.is_korean(tokens)
        if korean and kind == previous:  # the same again in Korean
            previous = ""
            if lang == "en":
                continue
            if lang == "ko":
                items.pop()
                told.pop()
            else:
                told[-1:] = ["en", "ko"]
        else:
            previous = kind if kind in prose.TOLD_TWICE and not korean else ""
        items.append(Words(tokens, text))
        told += [spoken if spoken != "all" else ""] * (len(items) - len(told))
    return Content(page, lang, tuple(_korean_first(items, told)), audit)


def _korean_first(items: Sequence[Item], told: Sequence[str]) -> Iterator[Item]:
    """The same items; English with the same in Korean right below it comes after that."""
    runs = [
        (lang, [item for _, item in run])
        for lang, run in groupby(zip(told, items, strict=True), key=lambda pair: pair[0])
    ]
    while runs:
        lang, run = runs.pop(0)
        if lang == "en" and runs and runs[0][0] == "ko":
            yield from runs.pop(0)[1]
        yield from run


def _blocks(page: Page) -> Iterator[tuple[Directive | None, Block]]:
    """The blocks that show something or say in which language, each with the directive above it."""
    above: Directive | None = None
    for block in page.blocks:
        if block.kind == "comment":
            above = read_directive(page.text, block, page.source)
            if above is None:
                yield None, block
            continue
        # One that may stand alone has a table below it or nothing.
        fits = (
            above
            if block.kind == "table" or (above and block.kind == "math" and not above.word.alone)
            else None
        )
        yield fits, block
        above = None


@dataclass(frozen=True)
class _Places:
    """What was found, by the place on the page it belongs to."""

    claims: tuple[Claim, ...]
    sources: Mapping[int, tuple[Source, ...]]
    lines: tuple[Line, ...]

    def line(self, at: int) -> Line:
        """The line of the page that the place is on."""
        return next(line for line in self.lines if line.start <= at <= line.end)

    def printed(self, line: Line) -> Printed:
        """A line with what belongs to it."""
        claims = tuple(claim for claim in self.claims if line.start <= claim.origin.start < line.end)
        found: dict[str, Line] = {}
        for start, used in self.sources.items():
            if line.start <= start < line.end:
                found.update({name: self.line(at) for name, at in used})
        return Printed(line, claims, tuple((name, each) for name, each in found.items() if each != line))


def _places(page: Page, blocks: Sequence[tuple[Directive | None, Block]], audit: Audit | None) -> _Places:
    claims = audit.claims if audit is not None else ()
    lines = tuple(
        line for _, block in blocks if block.kind == "math" for line in displays.lines(page.text, block)
    )
    given: dict[int, list[Block]] = {}
    number = -1
    for directive, block in blocks:
        number += directive is not None and directive.word.name == "model"
        if directive is not None and directive.word.name == "given":
            given.setdefault(number, []).append(block)
    found: dict[int, tuple[Source, ...]] = {}
    for number, section in enumerate(page.sections):
        found.update(sources(section, given.get(number, ()), page, claims))
    return _Places(claims, found, lines)


def _display(page: Page, directive: Directive | None, block: Block, places: _Places) -> Display:
    shown = tuple(places.printed(line) for line in displays.lines(page.text, block))
    return Display(directive, shown, page.text[block.start : block.end])


def _in_language(shown: Display, lang: str) -> Display:
    """A display with its remarks in one of the languages."""

    def said(piece: Piece) -> Piece:
        return replace(piece, latex=prose.formula_in_language(piece.latex, lang))

    def row(line: Line) -> Line:
        cells = tuple(
            replace(cell, groups=tuple(tuple(map(said, group)) for group in cell.groups))
            for cell in line.cells
        )
        return replace(line, cells=cells)

    lines = tuple(
        replace(
            printed,
            line=row(printed.line),
            sources=tuple((name, row(line)) for name, line in printed.sources),
        )
        for printed in shown.lines
    )
    return replace(shown, lines=lines, source=prose.formula_in_language(shown.source, lang))


def in_matrices(derivation: Derivation) -> tuple[str, str] | None:
    """LaTeX of both sides of a gradient by an array, in matrices with shapes; ``None`` where it has no such form."""
    known = derivation.model.names.get(derivation.wrt)
    if known is None or not known.axes:
        return None
    try:
        return matrix.with_shapes(derivation)
    except SymgradError:
        return None
