r"""Which derivations a document shows, and where: those asked for, or each derivative that the page claims something
about.

Goes in: a section and a display of its page.  Comes out: ``Derived``, or ``None`` where there is nothing to show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from symgrad.derivation import derive
from symgrad.documents.content import Chooser, Derived, Display
from symgrad.errors import SymgradError
from symgrad.limits import derive_by_limit
from symgrad.model import Model
from symgrad.notes import Section
from symgrad.reading.parser import name_key
from symgrad.steps import Derivation
from symgrad.worked import Worked

_DERIVATIVE = re.compile(r"\\frac\s*\{\\partial ?(?P<what>.+?)\}\s*\{\\partial ?(?P<wrt>.+?)\}$")
#: f'(x) or f'(3), and what its limit is taken over
_PRIMED = re.compile(r"(?P<what>\w+)(?:'|\^\{?\\prime\}?)\s*\((?P<at>[^()]+)\)$")
_LIMIT = re.compile(r"\\lim_\s*\{(?P<letter>[^{}]*?)\s*\\to\s*(?P<to>[^{}]*?)\s*\}")
#: places that the numbers put in are rounded to
DIGITS = 4


def below_models(chosen: Mapping[str, Sequence[Derivation]]) -> Chooser:
    """Derivations below the definitions of their model, by the model's name; in numbers too where the page has them."""

    def choose(section: Section, shown: Display) -> Derived | None:
        made = tuple(chosen.get(section.name, ())) if shown.role == "model" else ()
        if not made:
            return None
        return Derived(section, made, _in_numbers(section, made))

    return choose


def _in_numbers(section: Section, made: Sequence[Derivation]) -> tuple[Worked, ...]:
    """Each with the page's numbers put in; none where the page lacks one, or a step has no value."""
    if section.inputs is None:
        return ()
    try:
        return tuple(each.at(section.inputs, digits=DIGITS) for each in made)
    except SymgradError:
        return ()


def where_claimed() -> Chooser:
    """Each derivative that a page claims something about, below the block where it first does; one that is claimed as a
    limit is derived as one.
    """
    done: set[tuple[object, ...]] = set()

    def choose(section: Section, shown: Display) -> Derived | None:
        if shown.role not in ("claims", "update"):
            return None
        found = []
        for printed in shown.lines:
            pieces = [piece.latex for cell in printed.line.cells for piece in cell.pieces] or [""]
            asked = _asked(section.model, pieces)
            formulas = (*((d.name, d.expr) for d in section.model.definitions), section.model.symmetric)
            # The same formulas with other numbers are derived once.
            if asked is None or (formulas, *asked) in done:
                continue
            done.add((formulas, *asked))
            made = _derivation(section.model, *asked)
            if made is not None and len(made.steps) > 1:
                found.append(made)
        return Derived(section, tuple(found)) if found else None

    return choose


def _asked(model: Model, pieces: Sequence[str]) -> tuple[str, ...] | None:
    """What is derived by what, and for a limit its form and the place it is taken at."""
    by_name = _DERIVATIVE.match(pieces[0])
    if by_name is not None:
        return _key(by_name["what"]), _whole(model, _key(by_name["wrt"]))
    primed = _PRIMED.match(pieces[0])
    limit = next(filter(None, map(_LIMIT.search, pieces[1:])), None)
    if primed is None or limit is None or len(model.parameters) != 1:
        return None
    (wrt,) = model.parameters
    at = "" if primed["at"].strip() == wrt else primed["at"].strip()
    form = "delta" if limit["letter"].startswith(r"\Delta") else "point" if limit["to"] != "0" else "h"
    return _key(primed["what"]), wrt, form, at


def _key(name: str) -> str:
    try:
        return name_key(name)
    except SymgradError:
        return name


def _whole(model: Model, key: str) -> str:
    """The array that an element belongs to: W of W_{dk}."""
    base = re.sub(r"_(?:\{[^{}]*\}|\w)$", "", key)
    return base if key not in model.names and base in model.names and model.names[base].axes else key


def _derivation(model: Model, what: str, wrt: str, form: str = "", at: str = "") -> Derivation | None:
    """``None`` for what is no derivative of a name of the model by another one."""
    if what not in model.by_name or wrt not in model.names:
        return None
    try:
        if form:
            return derive_by_limit(model, wrt, target=what, form=form, at=int(at) if at else None)
        return derive(model, wrt, target=what)
    except (SymgradError, ValueError):
        return None  # the audit says what it thinks of the line
