r"""A page to start from: what a lecture page needs, with a comment at each thing.

Goes in: a title and a language.  Comes out: Markdown that symgrad reads and finds nothing wrong with.
"""

from __future__ import annotations

from symgrad.documents.templates import source


def starting_page(title: str, lang: str, kind: str = "starting") -> str:
    """The page's text; its comments are in the language, its title in both.  ``kind``: starting or assignment."""
    name = f"{kind}.ko.md" if lang == "ko" else f"{kind}.en.md"
    quoted = title.replace("\\", "").replace('"', "'")
    return source(name).replace("TITLE", " ".join(quoted.split()))
