"""What an audit found, kept between runs: only a page that changed, or symgrad itself, makes it work again.

Goes in: a page and its claims.  Comes out: a JSON file in the user's cache directory, named after the content of the
page and of symgrad's own source.  It may be deleted at any time; one that cannot be read is passed over.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import mpmath

from symgrad import __version__
from symgrad.errors import Origin
from symgrad.notes import Claim, Page

#: an entry nobody has asked for in so many days is deleted
DAYS = 30
#: the modules whose frozen dataclasses may stand in a claim; they are put together again from their fields
_MODULES = ("symgrad.notes.", "symgrad.reading.syntax")


class CannotKeep(TypeError):
    """A claim holds something that has no form in JSON."""


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


def key(page: Page) -> str:
    """The name of a page's entry: what it says, what it is called, and what judged it."""
    parts = (_judges(), page.source, page.text)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _judges() -> str:
    """symgrad's version and source, and the versions of what it computes with."""
    import sympy

    root = Path(__file__).parent.parent
    digest = hashlib.sha256(f"{__version__} {sympy.__version__} {mpmath.__version__}".encode())
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def load(page: Page) -> tuple[Claim, ...] | None:
    """The claims kept for a page; ``None`` where there are none that can be read."""
    path = directory() / f"{key(page)}.json"
    try:
        claims = decoded(path.read_text(encoding="utf-8"), page)
        os.utime(path)
    except (OSError, ValueError, TypeError, KeyError, LookupError, AttributeError, RecursionError):
        return None
    return claims


def save(page: Page, text: str) -> None:
    """Keep ``encoded`` claims; a directory that cannot be written is no reason to stop."""
    with suppress(OSError):
        folder = directory()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=folder, delete=False, encoding="utf-8", suffix=".new"
        ) as file:
            file.write(text)
        os.replace(file.name, folder / f"{key(page)}.json")
        old = time.time() - DAYS * 86400
        for path in folder.iterdir():
            if path.stat().st_mtime < old:
                path.unlink()


# -- claims as JSON ------------------------------------------------------------------------------------------------


def encoded(claims: tuple[Claim, ...]) -> str:
    """Claims as JSON, with every digit.  Raises ``CannotKeep`` for a value that is not known here."""
    texts: dict[str, int] = {}
    body = [_encode(claim, texts) for claim in claims]
    return json.dumps({"texts": list(texts), "claims": body}, separators=(",", ":"))


def decoded(text: str, page: Page) -> tuple[Claim, ...]:
    """The inverse; the text of the page itself is not kept twice in memory."""
    record = json.loads(text)
    texts = [page.text if each == page.text else each for each in record["texts"]]
    claims = tuple(_decode(each, texts) for each in record["claims"])
    if not all(isinstance(claim, Claim) for claim in claims):
        raise TypeError("an entry holds something other than claims.")
    return claims


@cache
def _classes() -> Mapping[str, type]:
    return {
        _name(value): value
        for name, module in list(sys.modules.items())
        if name.startswith(_MODULES)
        for value in vars(module).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == name
    }


def _name(kind: type) -> str:
    return f"{kind.__module__.removeprefix('symgrad.')}.{kind.__name__}"


def _encode(value: Any, texts: dict[str, int]) -> Any:
    """Plain values as they are, all others as ``[kind, …]``."""
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, tuple):
        return ["()", *(_encode(each, texts) for each in value)]
    if isinstance(value, Fraction):
        return ["/", str(value.numerator), str(value.denominator)]
    if isinstance(value, mpmath.mpf):
        return ["mpf", *map(str, value._mpf_)]
    if isinstance(value, float):
        return ["float", value.hex()]
    if isinstance(value, Origin):
        at = texts.setdefault(value.text, len(texts))
        return ["Origin", at, value.start, value.end, value.source, value.first_line]
    if isinstance(value, Mapping):
        return ["{}", *([_encode(key, texts), _encode(each, texts)] for key, each in value.items())]
    if type(value).__name__ == "fmpq":
        return ["fmpq", str(value.p), str(value.q)]
    if type(value).__name__ == "arb":
        return ["arb", *(str(part) for half in (value.mid(), value.rad()) for part in half.man_exp())]
    name = _name(type(value))
    if name in _classes():
        fields = {
            each.name: _encode(getattr(value, each.name), texts)
            for each in dataclasses.fields(value)
            if each.init
        }
        return ["=", name, fields]
    raise CannotKeep(f"a claim holds a {name}.")


def _decode(value: Any, texts: list[str]) -> Any:
    if isinstance(value, list):
        kind, *parts = value
        return _DECODERS[kind](parts, texts)
    if isinstance(value, dict):
        raise TypeError("an entry is built otherwise.")
    return value


def _arb(parts: list[Any], texts: list[str]) -> Any:
    import flint

    middle, exponent, radius, radius_exponent = map(int, parts)
    return flint.arb((middle, exponent), (radius, radius_exponent))


def _fmpq(parts: list[Any], texts: list[str]) -> Any:
    import flint

    return flint.fmpq(int(parts[0]), int(parts[1]))


_DECODERS: Mapping[str, Any] = {
    "()": lambda parts, texts: tuple(_decode(each, texts) for each in parts),
    "/": lambda parts, texts: Fraction(int(parts[0]), int(parts[1])),
    "mpf": lambda parts, texts: mpmath.mp.make_mpf(
        (int(parts[0]), _mantissa(parts[1]), int(parts[2]), int(parts[3]))
    ),
    "float": lambda parts, texts: float.fromhex(parts[0]),
    "arb": _arb,
    "fmpq": _fmpq,
    "Origin": lambda parts, texts: Origin(texts[parts[0]], *parts[1:]),
    "{}": lambda parts, texts: {_decode(key, texts): _decode(each, texts) for key, each in parts},
    "=": lambda parts, texts: _classes()[parts[0]](
        **{name: _decode(each, texts) for name, each in parts[1].items()}
    ),
}


def _mantissa(text: str) -> Any:
    """A mantissa in the integers mpmath computes with here."""
    return mpmath.libmp.MPZ(int(text))
