r"""A document in Markdown that GitHub shows: the page as it is, what was found below its block, steps, a table.

Goes in: ``Content``.  Comes out: Markdown.  The page's own blocks are passed on unchanged in the document's language,
without the comments that only symgrad reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from symgrad.documents.content import Content, Derived, Display, Item, Words, in_matrices
from symgrad.documents.pictures import Picture, pictures
from symgrad.documents.verdicts import opinion, summary, told
from symgrad.documents.words import both, word
from symgrad.notes import Claim
from symgrad.rendering import latex, plain
from symgrad.rendering.words import phrases
from symgrad.steps import Derivation
from symgrad.worked import Worked


def document(
    content: Content, *, notation: str = "names", detail: str = "outer", folder: Path | None = None
) -> str:
    """The whole file; pictures are looked for from ``folder`` (the page's, if left out)."""
    languages = content.languages
    options = {"notation": notation, "detail": detail}
    parts = [f"# {content.title}", both("lectures", languages, ids=", ".join(content.page.ids))]
    audit = content.audit
    if audit is not None:
        parts += [f"**{words}**" for lang in languages for _, words in summary(audit, lang)]

    def beside(found: Picture) -> str:
        return found.address if folder is None else found.beside(folder)

    parts += [item(content, each, options, beside) for each in content.items]
    if audit is not None:
        parts += [f"## {both('numbers', languages)}", _table(content)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def item(content: Content, shown: Item, options: Mapping[str, str], address: Callable[[Picture], str]) -> str:
    """One block of the page, or the steps below it; ``address`` says where a picture of the page's folder is."""
    if isinstance(shown, Words):
        source = shown.source
        for found in pictures(shown.tokens, content.page.source):
            source = source.replace(f"]({found.address}", f"]({address(found)}")
        return source
    if isinstance(shown, Derived):
        numbers = shown.worked or (None,) * len(shown.derivations)
        pairs = zip(shown.derivations, numbers, strict=True)
        return "\n\n".join(_steps(content, derivation, put_in, options) for derivation, put_in in pairs)
    return "\n\n".join([shown.source.strip("\n"), *findings(content, shown)])


def findings(content: Content, shown: Display) -> list[str]:
    """What was found in a block, as quotations."""
    return [
        "\n>\n".join(
            f"> `{claim.id}` ${_math(claim.claim)}$ ({word('line', lang)} {claim.origin.line}): "
            + _sentence(content, claim, lang)
            for lang in content.languages
        )
        for printed in shown.lines
        for claim in printed.claims
        if told(claim, content.audit)
    ]


def _sentence(content: Content, claim: Claim, lang: str) -> str:
    assert content.audit is not None
    found = opinion(claim, content.audit, lang)
    said = f"**{found.sign} {found.word}** {found.remark}"
    if found.formula is not None:
        said += f" {word('should_be', lang)}: ${_math(found.formula.latex)}$"
    return said


def _steps(
    content: Content, derivation: Derivation, numbers: Worked | None, options: Mapping[str, Any]
) -> str:
    """The steps in a block that opens, each line once with its reasons; the result in matrices, the numbers put in."""
    headings = dict.fromkeys(heading(derivation, lang) for lang in content.languages)
    inside = [f"$$\n{latex.steps(derivation, content.languages, **options)}\n$$"]
    matrices = in_matrices(derivation)
    if matrices is not None:
        named = " ".join(latex.layout_named(derivation, lang) for lang in content.languages)
        inside += [f"$$\n{matrices[0]} = {matrices[1]}\n$$", named]
    if numbers is not None:
        inside.append(f"$$\n{latex.worked(numbers)}\n$$")
    shown = "\n\n".join(inside)
    return f"<details><summary>{' · '.join(headings)}</summary>\n\n{shown}\n\n</details>"


def heading(derivation: Derivation, lang: str) -> str:
    """What is derived, in words."""
    names = derivation.model.names
    say = replace(latex.speaker(names, lang), show=lambda expr: plain.expression(expr, names, lang=lang))
    return phrases.heading(say, derivation.left)


def _table(content: Content) -> str:
    audit = content.audit
    assert audit is not None
    heads = [
        both(key, content.languages) for key in ("item", "line", "printed", "verdict", "computed", "remark")
    ]
    rows = ["| " + " | ".join(heads) + " |", "|---|--:|---|---|--:|---|"]
    for claim in audit.claims:
        found = [opinion(claim, audit, lang) for lang in content.languages]
        cells = [
            claim.id,
            str(claim.origin.line),
            f"${_math(claim.claim)}$",
            "<br>".join(f"{each.sign} {each.word}" for each in found),
            found[0].exact,
            "<br>".join(each.remark for each in found if each.remark),
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _math(latex: str) -> str:
    """A formula in a cell of a table, where ``|`` would end the cell."""
    bare = latex.replace("≈", r"\approx ")
    return " ".join(bare.replace(r"\|", r"\Vert ").replace("|", r"\vert ").split())
