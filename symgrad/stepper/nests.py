"""Loops over the elements of arrays, those next to each other joined into one.

In: ``Nest`` values and plain lines in the order in which they are carried out.  Out: lines of text.  In a joined loop
an element that was just computed is a local name; an array that nothing else reads is not stored at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symgrad.arrays.shapes import Shape

Index = tuple[str, ...]


@dataclass(frozen=True)
class Nest:
    """For every index of ``shape``: ``out[index] = value``, or without ``out`` the lines of ``body``; ``before`` are
    lines in front that touch nothing but what ``body`` collects into, whose names are ``collected``."""

    shape: Shape
    body: tuple[str, ...] = ()
    out: str = ""
    value: str = ""
    before: tuple[str, ...] = ()
    collected: str = ""

    @property
    def text(self) -> str:
        return "\n".join((self.value, *self.body))


Item = str | Nest


def letters(rank: int) -> Index:
    """The names of the indices of a loop."""
    return tuple(f"at_{axis}" for axis in range(rank))


def at(name: str, index: Index) -> str:
    """An element."""
    return f"{name}[{', '.join(index)}]" if index else name


def joined(items: Sequence[Item], kept: frozenset[str]) -> tuple[list[str], frozenset[str]]:
    """The lines, and the arrays that are never stored; those of ``kept`` are, whoever reads them."""
    groups = list(_groups(items))
    texts = [_mentions(group) for group in groups]
    unstored: set[str] = set()
    for place, group in enumerate(groups):
        if isinstance(group, list):
            others = set().union(*(names for other, names in enumerate(texts) if other != place))
            unstored |= {nest.out for nest in group if nest.out and nest.out not in others | kept}
    lines: list[str] = []
    for group in groups:
        lines += [group] if isinstance(group, str) else _loop(group, unstored)
    return lines, frozenset(unstored)


def _groups(items: Sequence[Item]) -> Iterator[str | list[Nest]]:
    group: list[Nest] = []
    for item in items:
        if group and not (isinstance(item, Nest) and _fits(item, group)):
            yield group
            group = []
        if isinstance(item, Nest):
            group.append(item)
        else:
            yield item
    if group:
        yield group


def _fits(nest: Nest, group: Sequence[Nest]) -> bool:
    """Does it read of the group's arrays only the element at hand?"""
    if nest.shape != group[0].shape:
        return False
    here = at("", letters(len(nest.shape)))
    return not any(
        re.search(rf"\b{re.escape(made.collected)}\b", nest.text)
        if made.collected
        else re.search(rf"\b{re.escape(made.out)}\b(?!{re.escape(here)})", nest.text)
        for made in group
    )


def _mentions(group: str | list[Nest]) -> set[str]:
    """The names in a line, or those that a loop reads."""
    text = group if isinstance(group, str) else "\n".join(nest.text for nest in group)
    return set(re.findall(r"\w+", text))


def _loop(group: Sequence[Nest], unstored: set[str]) -> list[str]:
    shape = group[0].shape
    index = letters(len(shape))
    lines = [line for nest in group for line in nest.before]
    for depth, (letter, size) in enumerate(zip(index, shape, strict=True)):
        lines.append("    " * depth + f"for {letter} in range({size}):")
    local = {at(nest.out, index): f"{nest.out}_here" for nest in group if nest.out}
    pattern = re.compile("|".join(rf"\b{re.escape(element)}" for element in local) or "(?!)")
    for nest in group:
        body = list(nest.body)
        if nest.out:
            element = at(nest.out, index)
            body = [f"{local[element]} = {pattern.sub(lambda found: local[found[0]], nest.value)}"]
            if nest.out not in unstored:
                body.append(f"{element} = {local[element]}")
        else:
            body = [pattern.sub(lambda found: local[found[0]], line) for line in body]
        lines += ["    " * len(shape) + line for line in body]
    return lines
