r"""Names as they are written on a page: which key of the model is meant, and with which indices.

``x_{i1}`` may be a name of its own, or the element (i, 1) of x; ``x_1^{(i)}`` the i-th of x_1.  The longest key
wins.
"""

from __future__ import annotations

from dataclasses import replace

from symgrad.errors import ReadError, worded
from symgrad.notes.rows import Row
from symgrad.reading import syntax
from symgrad.reading.names import Names
from symgrad.reading.parser import name_key, parse


def name_in(row: Row, begin: int, end: int) -> syntax.Name:
    """The name a stretch of a row is.  Raises ``ReadError`` with its place on the page for anything else."""
    text = row.text[begin:end]
    try:
        (statement,) = parse(text.strip().replace("\n", " "), Names(squares_of(text), undeclared="value"))
    except (ReadError, ValueError):
        statement = None
    if isinstance(statement, syntax.Formula) and isinstance(statement.body, syntax.Name):
        return statement.body
    begin += len(text) - len(text.lstrip())
    raise ReadError(
        worded("{text} is not a name.", text=text.strip() or "nothing"),
        row.origin(begin, begin + max(len(text.strip()), 1)),
        remedy="A name is a letter with its accents and indices, such as w_1 or \\hat{y}.",
    )


def squares_of(text: str) -> frozenset[str]:
    r"""The name that is a square, if the text is one: ``\sigma^2``."""
    try:
        name = name_key(text)
    except ReadError:
        return frozenset()
    return frozenset({name} if name.endswith("^2") else ())


def readings(node: syntax.Name) -> list[tuple[str, tuple[str, ...]]]:
    """``(key, indices)``: the ways a name with scripts can be meant, the whole as one key first."""
    found: list[tuple[str, tuple[str, ...]]] = [(node.key, ())]
    sub = tuple(item.text for item in node.sub.items) if node.sub is not None else ()
    sup = tuple(item.text for item in node.sup.items) if node.sup is not None else ()
    base = node.base + "'" * node.primes
    if sup:
        found.append((syntax.Name(node.origin, node.base, node.sub, None, node.primes).key, sup))
    if sub:
        found.append((syntax.Name(node.origin, node.base, None, node.sup, node.primes).key, sub))
        if len(sub) == 1 and sub[0].isdigit() and len(sub[0]) > 1:
            found.append((found[-1][0], tuple(sub[0])))  # x_{21} is row 2, column 1
    if sub and sup:
        found.append((base, (*sup, *sub)))
    return found


def template(node: syntax.Name, index: tuple[str, ...]) -> str:
    """The name with ``#1``, ``#2`` in place of its indices."""
    text = node.key
    scripts = [script for script in (node.sup, node.sub) if script is not None]
    number = 0
    for script in scripts:
        items = tuple(item.text for item in script.items)
        if index[number : number + len(items)] == items:
            marks = "".join(f"#{number + k + 1}" for k in range(len(items)))
            text = text.replace(script.text, script.text.replace("".join(items), marks))
            number += len(items)
    return text


def bare(text: str) -> str:
    """Without braces and blanks, to compare two ways of writing."""
    return text.replace("{", "").replace("}", "").replace(" ", "")


def name_node(key: str, node: syntax.Node) -> syntax.Name:
    """The tree of a name of the model, standing where ``node`` does."""
    (statement,) = parse(key, Names(frozenset({key}), undeclared="value"))
    assert isinstance(statement, syntax.Formula)
    assert isinstance(statement.body, syntax.Name)
    return replace(statement.body, origin=node.origin)
