r"""The key a person means: ``w_{3}`` and ``w_3``, ``\hat y`` and ``\hat{y}``, ``\mathbf{X}`` and X are one name.

For where users hand names in (derive, compile, the numbers of a program); inside, names are keys already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from symgrad.errors import DataError, ReadError, worded
from symgrad.reading.names import plain
from symgrad.reading.parser import name_key, parse_names
from symgrad.reading.tokens import GREEK_WORDS


def spelled(spelling: str, keys: Collection[str]) -> str:
    """The one of ``keys`` that reads to the same name as ``spelling``; ``spelling`` itself where there is none."""
    if spelling in keys:
        return spelling
    try:
        key = name_key(spelling)
    except ReadError:  # no name, but perhaps the key of a function: g(2 w)
        key = spelling
    if key not in keys and key in GREEK_WORDS:
        key = "\\" + key
    if key in keys:
        return key
    bare = "".join(plain(key).split())
    found = [other for other in keys if "".join(plain(other).split()) == bare]
    return found[0] if len(found) == 1 else spelling


def spelled_all(names: str | Iterable[str], keys: Collection[str]) -> list[str]:
    """Several names, in a list or in one string with spaces or commas between them."""
    if not isinstance(names, str):
        return [spelled(name, keys) for name in names]
    if spelled(names, keys) in keys:
        return [spelled(names, keys)]
    try:
        return [spelled(name.key, keys) for name in parse_names(names)]
    except ReadError:
        return [spelled(name, keys) for name in names.split()]


def renamed(numbers: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """The numbers under the keys that their names mean.  Raises ``DataError`` for a name that is given twice."""
    found: dict[str, Any] = {}
    for spelling, number in numbers.items():
        key = spelled(spelling, keys) if isinstance(spelling, str) else spelling
        if key in found:
            raise DataError(
                worded(
                    "{key} is given twice, the second time as {spelling}.", key=key, spelling=repr(spelling)
                )
            )
        found[key] = number
    return found
