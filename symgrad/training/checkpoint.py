"""A run on disk: written whole or not at all, read back to the last bit.

In: arrays by name and what the run is.  Out: one NPZ file without pickles: the arrays numbered, and a header (JSON in
bytes) with their names and an identity, which says whether a checkpoint belongs to a run.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from symgrad.errors import DataError, worded

_FORMAT = 1


def write(path: str | Path, arrays: Mapping[str, Any], identity: Mapping[str, str]) -> None:
    """Write to a temporary file beside ``path`` and rename it: a kill at any time leaves the old file or the new."""
    path = Path(path)
    header = {"format": _FORMAT, "names": list(arrays), "identity": dict(identity)}
    packed: dict[str, Any] = {
        f"array_{number}": np.asarray(value) for number, value in enumerate(arrays.values())
    }
    packed["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **packed)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read(path: str | Path, identity: Mapping[str, str]) -> dict[str, Any]:
    """The arrays by name.  Raises ``DataError`` for what is no checkpoint, and for one of another run."""
    try:
        with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
            header = json.loads(bytes(file["header"]).decode())
            arrays = {name: file[f"array_{number}"] for number, name in enumerate(header["names"])}
            found, version = header["identity"], header["format"]
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        raise DataError(worded("{path} is no checkpoint.", path=path), remedy="Give another file.") from None
    if version != _FORMAT:
        raise DataError(worded("{path} is a checkpoint of another version of symgrad.", path=path))
    different = [what for what in identity if found.get(what) != identity[what]]
    if different:
        raise DataError(
            worded(
                "{path} belongs to another run: {different} is different."
                if len(different) == 1
                else "{path} belongs to another run: {different} are different.",
                path=path,
                different=_list(different),
            ),
            remedy="Give the run's own options and data, or another file, or start from its parameters with params=.",
        )
    return arrays


def _list(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return worded("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])


def digest(*parts: object) -> str:
    """The same for parts that print the same."""
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def fingerprint(values: Mapping[str, Any]) -> str:
    """The same for the same names, shapes and numbers."""
    digest = blake2b(digest_size=16)
    for key in sorted(values):
        array = np.ascontiguousarray(values[key])
        digest.update(f"{key}|{np.shape(values[key])}|{array.dtype.str}|".encode())
        digest.update(array.reshape(-1).view(np.uint8).data)
    return digest.hexdigest()
