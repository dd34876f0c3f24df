"""One item of ``symgrad check --jsonl`` as a value: the reference, the answer, and what is said about their names.

In: an object as it was read from JSON.  Out: ``Item``, with every field of the right kind.  Raises ``Refused`` that
names the field.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from symgrad.checking.verdict import Refused
from symgrad.equality import Domain
from symgrad.errors import SymgradError, worded
from symgrad.exact import as_written
from symgrad.model import Model

DEADLINE = 2.0
LONGEST_DEADLINE = 60.0
#: entries of one field of an item
MOST_ENTRIES = 500


@dataclass(frozen=True)
class Variable:
    """The domain of a name, and its lengths if it is data with indices."""

    domain: Domain = field(default_factory=Domain)
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """A question and an answer to it.  ``prepared`` is a model that was read already, ``target`` what is derived."""

    reference: str
    answer: tuple[str, ...]
    several: bool = False
    wrt: str | None = None
    model: bool = False
    parameters: str = ""
    data: str = ""
    constants: str = ""
    shapes: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    constraints: tuple[str, ...] = ()
    given: Mapping[str, Fraction] = field(default_factory=dict)
    decimals: int | None = None
    significant_figures: int | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    deadline: float = DEADLINE
    identity: Any = None
    prepared: Model | None = None
    target: str | None = None

    @property
    def question(self) -> tuple[Any, ...]:
        """What two items about the same question have in common."""
        parts: tuple[Mapping[str, Any], ...] = (self.shapes, self.definitions)
        variables = tuple((key, row.domain, row.axes) for key, row in self.variables.items())
        return (
            variables, self.reference, self.wrt, self.model, self.parameters, self.data, self.constants,
            *(tuple(sorted(part.items())) for part in parts), self.constraints, self.prepared, self.target,
            tuple(sorted(self.given)),
        )  # fmt: skip


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise Refused(
            worded("{name} is text, not a {name_two}.", name=name, name_two=type(value).__name__),
            reason="wrong_type",
        )
    return value


def _object(value: Any, name: str) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise Refused(
            worded("{name} is an object, not a {name_two}.", name=name, name_two=type(value).__name__),
            reason="wrong_type",
        )
    _refuse_many(value, name)
    return value


def _refuse_many(value: Sized, name: str) -> None:
    if len(value) > MOST_ENTRIES:
        raise Refused(
            worded("{name} has more than {most_entries} entries.", name=name, most_entries=MOST_ENTRIES),
            reason="resource",
        )


def _texts(value: Any, name: str) -> dict[str, str]:
    _object(value, name)
    return {_text(key, name): _text(given, f"{name}.{key}") for key, given in value.items()}


def _names(value: Any, name: str) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(_text(part, name) for part in value)
    return _text(value, name)


def _whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 40:
        raise Refused(worded("{name} is a whole number from 0 to 40.", name=name), reason="wrong_type")
    return value


def _seconds(value: Any, name: str) -> float:
    right = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not right or not 0 < value <= LONGEST_DEADLINE:
        raise Refused(
            worded(
                "{name} is a number of seconds, at most {longest_deadline}.",
                name=name,
                longest_deadline=f"{LONGEST_DEADLINE:g}",
            ),
            reason="wrong_type",
        )
    return float(value)


def _numbers(value: Any, name: str) -> dict[str, Fraction]:
    _object(value, name)
    try:
        return {_text(key, name): as_written(number) for key, number in value.items()}
    except SymgradError as error:
        raise Refused(worded("{name}: {error}", name=name, error=error), reason="wrong_type") from None


def _listed(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise Refused(worded("{name} is a list of texts.", name=name), reason="wrong_type")
    _refuse_many(value, name)
    return tuple(_text(part, name) for part in value)


_domain = lru_cache(maxsize=256)(Domain.read)


def variable(value: Any, name: str) -> Variable:
    """``"(0,inf)"``, or ``{"domain": "Z", "range": [1, 12], "type": "indexed", "length": "m"}``."""
    if isinstance(value, Variable):
        return value
    if isinstance(value, Domain):
        return Variable(value)
    row = {"domain": value} if isinstance(value, str) else value
    if not isinstance(row, Mapping):
        raise Refused(worded("{name} is a domain or an object with one.", name=name), reason="wrong_type")
    unknown = sorted(set(row) - {"domain", "range", "type", "length"})
    if unknown:
        raise Refused(
            worded("{name} has no field {unknown}.", name=name, unknown=repr(unknown[0])), reason="wrong_type"
        )
    try:
        domain = _domain(_text(row.get("domain", "R"), f"{name}.domain"))
        if "range" in row:
            low, high = (as_written(end) for end in row["range"])
            domain = Domain(whole=domain.whole, low=low, high=high)
    except (SymgradError, TypeError, ValueError) as error:
        raise Refused(worded("{name}: {error}", name=name, error=error), reason="wrong_type") from None
    length = row.get("length", "n" if row.get("type") == "indexed" else "")
    return Variable(domain, tuple(str(length).replace(",", " ").split()))


def _variables(value: Any, name: str) -> dict[str, Variable]:
    _object(value, name)
    return {_text(key, name): variable(row, f"{name}.{key}") for key, row in value.items()}


#: field → how its value is looked at
FIELDS: Mapping[str, Any] = {
    "reference": _text,
    "wrt": _text,
    "parameters": _names,
    "data": _names,
    "constants": _names,
    "shapes": _texts,
    "variables": _variables,
    "definitions": _texts,
    "constraints": _listed,
    "given": _numbers,
    "decimals": _whole,
    "significant_figures": _whole,
    "shown": _texts,
    "deadline": _seconds,
}


def item(row: Any) -> Item:
    """The item; unknown fields are passed over.  Raises ``Refused`` for one that is missing or of the wrong kind."""
    if not isinstance(row, Mapping):
        raise Refused("an item is an object.", reason="wrong_type")
    values = {name: look(row[name], name) for name, look in FIELDS.items() if row.get(name) is not None}
    if row.get("format") not in (None, "latex", "plain"):
        raise Refused("format is latex or plain.", reason="wrong_type")
    if row.get("model") is not None:
        values |= {"reference": _text(row["model"], "model"), "model": True}
    values.setdefault("model", values.get("wrt") is not None)
    if "reference" not in values:
        raise Refused("an item needs a reference, or a model and wrt.", reason="wrong_type")
    if values["model"] and "wrt" not in values:
        raise Refused("a model needs wrt: what its derivative is taken by.", reason="wrong_type")
    if ("answer" in row) == ("lines" in row):
        raise Refused("an item has an answer or lines.", reason="empty")
    several = "lines" in row
    answer = _listed(row["lines"], "lines") if several else (_text(row["answer"], "answer"),)
    return Item(answer=answer, several=several, identity=row.get("id"), **values)
