"""Pictures of a page: files in its folder, read so that a document can hold them.

Goes in: what stands in ``![words](path)`` on a page.  Comes out: a ``Picture``; ``None`` for an address, which is
never fetched and stays a link.  A path that leaves the page's folder, or a file that is no picture, is an error.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it.token import Token

from symgrad.errors import ReadError, worded

#: suffix -> media type, and what such a file begins with
KINDS: Mapping[str, tuple[str, re.Pattern[bytes]]] = {
    ".png": ("image/png", re.compile(rb"\x89PNG\r\n")),
    ".jpg": ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ".jpeg": ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ".gif": ("image/gif", re.compile(rb"GIF8")),
    ".webp": ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ".svg": ("image/svg+xml", re.compile(rb"\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)", re.IGNORECASE)),
}
#: what TeX can set
FOR_TEX = (".png", ".jpg", ".jpeg")
#: largest file that is put into a document, in bytes
LARGEST = 10_000_000
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")


@dataclass(frozen=True)
class Picture:
    """A picture in the page's folder; ``name`` is its path from there, ``address`` what the page calls it."""

    name: str
    path: Path
    address: str

    @property
    def data(self) -> bytes:
        """The file's bytes.  Raises ``ReadError`` for a file that is too large or not what its suffix says."""
        size = self.path.stat().st_size
        if size > LARGEST:
            raise _unfit(
                self.name,
                worded(
                    "has {size} bytes; a picture has at most {largest}",
                    size=f"{size:,}",
                    largest=f"{LARGEST:,}",
                ),
            )
        found = self.path.read_bytes()
        if not KINDS[self.path.suffix.lower()][1].match(found):
            raise _unfit(self.name, worded("is no {suffix} file", suffix=self.path.suffix.lower()))
        return found

    @property
    def media_type(self) -> str:
        """For example ``image/png``."""
        return KINDS[self.path.suffix.lower()][0]

    @property
    def base64(self) -> str:
        """The bytes as text."""
        return base64.b64encode(self.data).decode("ascii")

    @property
    def uri(self) -> str:
        """The picture itself as an address."""
        return f"data:{self.media_type};base64,{self.base64}"

    def beside(self, folder: Path) -> str:
        """Its path from a folder."""
        return Path(os.path.relpath(self.path, folder.resolve())).as_posix()


def picture(address: str, page: str) -> Picture | None:
    """The picture at a path of a page whose file is ``page``; ``None`` for an address, or for a page without a file.

    Raises ``ReadError`` where the path leaves the page's folder, or no picture is there.
    """
    if _ADDRESS.match(address) or page in ("", "-", "<stdin>"):
        return None
    folder = Path(page).resolve().parent
    path = (folder / address).resolve()
    if not path.is_relative_to(folder):
        raise _unfit(address, "lies outside of the page's folder")
    if path.suffix.lower() not in KINDS:
        raise _unfit(address, worded("is no picture; those end in {kinds}", kinds=", ".join(KINDS)))
    if not path.is_file():
        raise _unfit(address, "is not there")
    return Picture(path.relative_to(folder).as_posix(), path, address)


def pictures(tokens: Sequence[Token], page: str) -> Iterator[Picture]:
    """The pictures in a block of words."""
    for token in tokens:
        if token.type == "image":
            found = picture(str(token.attrs.get("src", "")), page)
            if found is not None:
                yield found
        yield from pictures(token.children or (), page)


_IN_WORDS = re.compile(r"(?P<before>!\[[^\]]*\]\()(?P<path>[^()\s]+)(?P<after>\))")


def in_language(text: str, page: str, lang: str) -> str:
    """A block of words with the pictures in its language, ``pictures/walks.ko.png`` for ``pictures/walks.png``, where
    they are there.
    """
    if lang == "both" or page in ("", "-", "<stdin>"):
        return text

    def chosen(found: re.Match[str]) -> str:
        path = Path(found["path"])
        own = path.with_suffix(f".{lang}{path.suffix}").as_posix()
        there = not _ADDRESS.match(own) and (Path(page).parent / own).is_file()
        return found["before"] + (own if there else found["path"]) + found["after"]

    return _IN_WORDS.sub(chosen, text)


def alone(tokens: Sequence[Token]) -> Token | None:
    """The picture that is all of its paragraph."""
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    inside = tokens[1].children or []
    return inside[0] if len(inside) == 1 and inside[0].type == "image" else None


def _unfit(name: str, why: str) -> ReadError:
    return ReadError(
        worded("the picture {name} {why}.", name=name, why=why),
        remedy="Put the file into the page's folder, or write its address as a link.",
    )
