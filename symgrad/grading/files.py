"""The files of a folder or an archive of submissions: the text ones' bytes, and why the others are refused.

In: a path.  Out: ``File(parts, data)`` and ``Refused(source, reason)``, in the order of their names.  Nothing is
unpacked to the disk, no link is followed, no name is trusted, and no more is read than a person can have written.
"""

from __future__ import annotations

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from symgrad.errors import DataError, worded
from symgrad.grading.texts import LABEL, LONGEST
from symgrad.grading.words import say

SUFFIXES = (".md", ".markdown", ".tex", ".txt")
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")
#: files of one class, folders inside each other, bytes of all of them together
MOST_FILES, DEEPEST, MOST_BYTES = 50_000, 8, 1 << 28
#: how many times larger than packed a file may be
MOST_RATIO = 200
#: what zipfile raises where bytes were changed: in its tables, in a name that says it is UTF-8, in what is packed
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, UnicodeDecodeError)
_IGNORED = ("__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class File:
    """A text file: the parts of its name below the folder, and its bytes."""

    parts: tuple[str, ...]
    data: bytes

    @property
    def source(self) -> str:
        """What messages call it."""
        return "/".join(self.parts)


@dataclass(frozen=True)
class Refused:
    """What was not read, and why; ``parts`` is its name where that says whose it is."""

    source: str
    reason: Mapping[str, str]
    parts: tuple[str, ...] = ()
    student: str = ""


def folder(path: Path) -> Iterator[File | Refused]:
    """The files below a folder."""
    yield from _counted(_below(path, ()))


def _counted(found: Iterator[File | Refused]) -> Iterator[File | Refused]:
    size = 0
    for number, each in enumerate(found):
        size += len(each.data) if isinstance(each, File) else 0
        if number >= MOST_FILES or size > MOST_BYTES:
            raise DataError(
                worded(
                    "more than {most_files} files or {size} MB were handed in.",
                    most_files=MOST_FILES,
                    size=MOST_BYTES >> 20,
                ),
                remedy="Grade them in several parts.",
            )
        yield each


def _refused(parts: tuple[str, ...], why: str) -> Refused:
    return Refused("/".join(parts), say(why), parts)


def _below(path: Path, above: tuple[str, ...]) -> Iterator[File | Refused]:
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError:
        yield _refused(above, "unreadable")
        return
    for entry in entries:
        parts = (*above, _shown(entry.name))
        if _ignored(entry.name):
            continue
        if entry.is_symlink():
            yield _refused(parts, "link")
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), parts) if len(parts) < DEEPEST else [_refused(parts, "deep")]
        elif not entry.is_file(follow_symlinks=False):
            yield _refused(parts, "special")
        else:
            why = _kind(entry.name)
            yield _refused(parts, why) if why else _opened(entry.path, parts)


def _opened(path: str, parts: tuple[str, ...]) -> File | Refused:
    try:
        # It may have become a link or a pipe since it was looked at.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return _refused(parts, "special")
            data = file.read(LONGEST + 1)
    except OSError:
        return _refused(parts, "unreadable")
    return File(parts, data) if len(data) <= LONGEST else _refused(parts, "long")


def _ignored(name: str) -> bool:
    """What systems leave in folders."""
    return name.startswith(".") or name in _IGNORED


def _kind(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in ARCHIVES:
        return "nested"
    return "" if suffix in SUFFIXES else "suffix"


def _shown(name: str) -> str:
    """A name of the file system as text, composed as keyboards write it."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


# -- archives -----------------------------------------------------------------------------------------------------


def archive(path: Path) -> Iterator[File | Refused]:
    """The files in a zip archive.  A single folder around everybody's files is taken off."""
    try:
        with zipfile.ZipFile(path) as opened:
            if len(opened.infolist()) > MOST_FILES:
                raise DataError(
                    worded("{path} has more than {most_files} files.", path=path, most_files=MOST_FILES)
                )
            infos = sorted(((_name(info), info) for info in opened.infolist()), key=lambda pair: pair[0])
            found = list(_counted(_member(opened, name, info) for name, info in infos if _wanted(name)))
    except (*_DAMAGED, OSError) as error:
        raise DataError(worded("{path} cannot be unpacked: {error}.", path=path, error=error)) from None
    yield from _without_wrapper(found, unicodedata.normalize("NFC", path.stem))


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: Korean Windows writes CP949 and does not say so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp949"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name)


def _wanted(name: str) -> bool:
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return not name.endswith("/") and not any(map(_ignored, parts))


def _member(opened: zipfile.ZipFile, name: str, info: zipfile.ZipInfo) -> File | Refused:
    parts = tuple(part for part in name.split("/") if part != ".")
    if not parts or {"", ".."} & set(parts) or "\\" in name or "\0" in name or ":" in parts[0]:
        return Refused(repr(name)[1:-1], say("outside"))
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return _refused(parts, "link")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return _refused(parts, "special")
    if len(parts) > DEEPEST:
        return _refused(parts, "deep")
    why = _kind(name)
    if why:
        return _refused(parts, why)
    if info.flag_bits & 1:
        return _refused(parts, "encrypted")
    if info.file_size > LONGEST:
        return _refused(parts, "bomb" if info.file_size > MOST_RATIO * max(info.compress_size, 1) else "long")
    try:
        with opened.open(info) as file:
            data = file.read(LONGEST + 1)  # what the archive says of sizes may be false
    except (*_DAMAGED, OSError, RuntimeError):
        return _refused(parts, "damaged")
    return File(parts, data) if len(data) <= LONGEST else _refused(parts, "bomb")


def _without_wrapper(found: list[File | Refused], stem: str) -> Iterator[File | Refused]:
    tops = {each.parts[0] for each in found if each.parts}
    inner = all(len(each.parts) > 1 for each in found if each.parts)
    deeper = any(len(each.parts) > 2 for each in found)
    names = [PurePosixPath(each.parts[-1]).stem for each in found if isinstance(each, File)]
    # Files that are not called like questions are not one student's.
    several = len(names) > 1 and not any(LABEL.match(name) for name in names)
    wrapped = len(tops) == 1 and inner and (deeper or several or tops == {stem})
    for each in found:
        if wrapped and each.parts:
            parts = each.parts[1:]
            yield (
                File(parts, each.data) if isinstance(each, File) else Refused(each.source, each.reason, parts)
            )
        else:
            yield each
