"""What an audit found, kept between runs: only a section that changed, or symgrad itself, makes it work again.

Goes in: a section of a page, and what it takes from those above it.  Comes out: a JSON file in the user's cache
directory, named after the content of the section's comments, formulas and tables and of symgrad's own source; the prose
around them may change.  It may be deleted at any time; one that cannot be read is passed over.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import mpmath

from symgrad import __version__
from symgrad.errors import Origin
from symgrad.notes import Page, Section
from symgrad.notes.blocks import Block
from symgrad.notes.carried import Carried, Judged
from symgrad.notes.sections import judged

#: an entry nobody has asked for in so many days is deleted
DAYS = 30
#: what an entry is called, and one that was not written to its end
_ENTRY = re.compile(r"[0-9a-f]{64}\.json|tmp\w+\.new")
#: the modules whose frozen dataclasses may stand in a claim; they are put together again from their fields
_MODULES = ("symgrad.notes.", "symgrad.reading.syntax")


class CannotKeep(TypeError):
    """A claim holds something that has no form in JSON, or is about another part of the page."""


class NotKept(LookupError):
    """There is no entry that can be read."""


def directory() -> Path:
    """Where the platform keeps what can be made again, or the directory that ``SYMGRAD_CACHE`` names."""
    if os.environ.get("SYMGRAD_CACHE"):
        return Path(os.environ["SYMGRAD_CACHE"])
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "symgrad" / "audits"


@dataclass(frozen=True)
class Kept:
    """The entries of one page's sections; ``places`` has the blocks of each by the section's name, without prose."""

    page: Page
    places: Mapping[str, Place]

    @classmethod
    def of(cls, page: Page) -> Kept:
        """The entries there may be for a page."""
        begins = [section.origin.start for section in page.sections[1:]]
        blocks: list[list[Block]] = [[] for _ in page.sections]
        for block in page.blocks:
            if block.kind != "prose":
                blocks[bisect_left(begins, block.end)].append(block)
        places = (Place(page, tuple(each)) for each in blocks)
        return cls(page, dict(zip((section.name for section in page.sections), places, strict=True)))

    def key(self, section: Section, seen: Carried) -> str:
        """The name of a section's entry: what it says, what it takes from above, what it is called, and what judges."""
        page, place = self.page, self.places[section.name]
        carried = json.dumps(_encode(seen, lambda _: None), separators=(",", ":"))
        parts = (_judges(), page.source, *place.texts, carried)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def load(self, section: Section, seen: Carried) -> Judged:
        """What was found before.  Raises ``NotKept``."""
        try:
            path = directory() / f"{self.key(section, seen)}.json"
            found = self.decoded(section, path.read_text(encoding="utf-8"))
            os.utime(path)
        except (
            OSError,
            ValueError,
            TypeError,
            KeyError,
            LookupError,
            ImportError,
            AttributeError,
            RecursionError,
        ) as error:
            raise NotKept(section.name) from error
        return found

    def judged(self, section: Section, seen: Carried) -> Judged:
        """What was found before, or is found now and kept."""
        try:
            return self.load(section, seen)
        except NotKept:
            found = judged(section, seen)
        with suppress(CannotKeep):
            text = self.encoded(section, found)
            _write(f"{self.key(section, seen)}.json", text)
            # The radius of a ball is rounded up once more when it is read: now as later.
            found = self.decoded(section, text)
        return found

    def encoded(self, section: Section, found: Judged) -> str:
        """What was found as JSON, with every digit.  Raises ``CannotKeep``."""
        return json.dumps(_encode(found, self.places[section.name].within), separators=(",", ":"))

    def decoded(self, section: Section, text: str) -> Judged:
        """The inverse, wherever on the page the section's blocks stand now."""
        found = _decode(json.loads(text), self.places[section.name])
        if not isinstance(found, Judged):
            raise TypeError("an entry holds something else.")
        return found


@dataclass(frozen=True)
class Place:
    """Where a section's blocks stand on its page."""

    page: Page
    blocks: tuple[Block, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What they say."""
        return tuple(self.page.text[block.start : block.end] for block in self.blocks)

    def within(self, origin: Origin) -> list[Any]:
        """A stretch of the page by the number of its block, and where in it it begins and ends; others as they are."""
        if origin.text != self.page.text:
            return [origin.text, origin.start, origin.end, origin.source, origin.first_line]
        number = bisect_right([block.start for block in self.blocks], origin.start) - 1
        block = self.blocks[max(number, 0)]
        if not block.start <= origin.start <= origin.end <= block.end:
            raise CannotKeep("a claim is about another part of the page.")
        return [number, origin.start - block.start, origin.end - block.start]

    def origin(self, where: list[Any]) -> Origin:
        """The inverse."""
        if len(where) > 3:
            return Origin(*where)
        number, start, end = where
        first = self.blocks[number].start
        return Origin(self.page.text, first + start, first + end, self.page.source)


@cache
def _judges() -> str:
    """symgrad's version and source, and the versions of what it computes with."""
    import flint
    import sympy

    root = Path(__file__).parent.parent
    versions = (__version__, sympy.__version__, mpmath.__version__, flint.__version__)
    digest = hashlib.sha256(" ".join(versions).encode())
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(name: str, text: str) -> None:
    """Keep an entry; a directory that cannot be written is no reason to stop."""
    with suppress(OSError):
        folder = directory()
        folder.mkdir(parents=True, exist_ok=True)
        _tidy(folder)
        with tempfile.NamedTemporaryFile(
            "w", dir=folder, delete=False, encoding="utf-8", suffix=".new"
        ) as file:
            file.write(text)
        os.replace(file.name, folder / name)


@cache
def _tidy(folder: Path) -> None:
    """Delete the entries nobody has asked for in a long time, once; the directory may have other files."""
    old = time.time() - DAYS * 86400
    for path in folder.iterdir():
        with suppress(OSError):
            if _ENTRY.fullmatch(path.name) and path.stat().st_mtime < old:
                path.unlink()


# -- what was found as JSON ----------------------------------------------------------------------------------------


def _name(kind: type) -> str:
    return f"{kind.__module__.removeprefix('symgrad.')}.{kind.__name__}"


def _may_stand(kind: type) -> bool:
    return dataclasses.is_dataclass(kind) and kind.__module__.startswith(_MODULES)


@cache
def _class(name: str) -> type:
    """The inverse of ``_name``; its module is loaded where an entry is the first to need it."""
    module, _, own = f"symgrad.{name}".rpartition(".")
    found = getattr(import_module(module), own) if module.startswith(_MODULES) else None
    if not isinstance(found, type) or not _may_stand(found):
        raise TypeError("an entry holds something else.")
    return found


def _encode(value: Any, place: Callable[[Origin], Any]) -> Any:
    """Plain values as they are, all others as ``[kind, …]``; ``place`` says where on the page an origin is."""
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, tuple):
        return ["()", *(_encode(each, place) for each in value)]
    if isinstance(value, Fraction):
        return ["/", str(value.numerator), str(value.denominator)]
    if isinstance(value, mpmath.mpf):
        return ["mpf", *map(str, value._mpf_)]
    if isinstance(value, float):
        return ["float", value.hex()]
    if isinstance(value, Origin):
        return ["@", place(value)]
    if isinstance(value, Mapping):
        return ["{}", *([_encode(key, place), _encode(each, place)] for key, each in value.items())]
    if type(value).__name__ == "fmpq":
        return ["fmpq", str(value.p), str(value.q)]
    if type(value).__name__ == "arb" and not value.is_finite():
        return ["arb", str(value)]  # all the same to what asks: nothing is known
    if type(value).__name__ == "arb":
        return ["arb", *(str(part) for half in (value.mid(), value.rad()) for part in half.man_exp())]
    if _may_stand(type(value)):  # what two equal values may differ in is left out, where that is possible
        fields = {
            each.name: _encode(getattr(value, each.name), place)
            for each in dataclasses.fields(value)
            if each.init and (each.compare or each.default is dataclasses.MISSING)
        }
        return ["=", _name(type(value)), fields]
    raise CannotKeep(f"a claim holds a {_name(type(value))}.")


def _decode(value: Any, place: Place) -> Any:
    if isinstance(value, list):
        kind, *parts = value
        return _DECODERS[kind](parts, place)
    if isinstance(value, dict):
        raise TypeError("an entry is built otherwise.")
    return value


def _arb(parts: list[Any], place: Place) -> Any:
    import flint

    if len(parts) == 1:
        return flint.arb(parts[0])
    middle, exponent, radius, radius_exponent = map(int, parts)
    return flint.arb((middle, exponent), (radius, radius_exponent))


def _fmpq(parts: list[Any], place: Place) -> Any:
    import flint

    return flint.fmpq(int(parts[0]), int(parts[1]))


_DECODERS: Mapping[str, Any] = {
    "()": lambda parts, place: tuple(_decode(each, place) for each in parts),
    "/": lambda parts, place: Fraction(int(parts[0]), int(parts[1])),
    "mpf": lambda parts, place: mpmath.mp.make_mpf(
        (int(parts[0]), _mantissa(parts[1]), int(parts[2]), int(parts[3]))
    ),
    "float": lambda parts, place: float.fromhex(parts[0]),
    "arb": _arb,
    "fmpq": _fmpq,
    "@": lambda parts, place: place.origin(parts[0]),
    "{}": lambda parts, place: {_decode(key, place): _decode(each, place) for key, each in parts},
    "=": lambda parts, place: _class(parts[0])(
        **{name: _decode(each, place) for name, each in parts[1].items()}
    ),
}


def _mantissa(text: str) -> Any:
    """A mantissa in the integers mpmath computes with here."""
    return mpmath.libmp.MPZ(int(text))
