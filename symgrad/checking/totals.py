r"""du = 2x dx: the differential of a name, by those of the names that it is made of.

In: the text of a line, and what names are made of.  Out: the text of \frac{du}{dx} = 2x where one number's differential
is a factor of one term; any other such line is refused, and a line that is none stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from symgrad.checking.verdict import Refused
from symgrad.errors import Origin

_D = r"(?:\\mathrm\s*\{\s*d\s*\}|\\text\s*\{\s*d\s*\}|d)\s*"
_NAME = r"\\?[A-Za-z]+(?:_(?:[A-Za-z0-9]|\{[A-Za-z0-9]+\}))?"
_TOTAL = re.compile(rf"[\s$&]*{_D}({_NAME})\s*=(?!=)(.*)", re.DOTALL)
_FACTOR = re.compile(rf"(?<![A-Za-z\\])(?:(?<=[\s,;!)}}0-9])|\A){_D}({_NAME})(?![A-Za-z])")


def without_differentials(
    text: str, inside: Callable[[str], set[str]], is_term: Callable[[str], bool], *, arrays: bool
) -> str:
    """The line as one about a derivative, or as it is.

    ``inside`` gives the names that a name is made of, ``is_term`` says whether a text is one term, ``arrays`` whether
    there are vectors, whose derivatives have a layout that a differential does not tell.  Raises ``Refused`` where
    nobody can say which derivative is meant.
    """
    found = _TOTAL.match(text)
    if found is None:
        return text
    made_of = inside(found[1])
    told = [one for one in _FACTOR.finditer(found[2]) if one[1] in made_of]
    if not told:
        return text
    factor = found[2][: told[0].start()].rstrip(" ,;!\\")
    alone = len(told) == 1 and not found[2][told[0].end() :].strip(" $.,")
    if arrays or not alone or not is_term(factor or "1"):
        raise Refused(
            "a differential is no derivative.",
            Origin(text, told[0].start() + found.start(2), told[0].end() + found.start(2)),
            remedy="Write what the derivative is: du/dx = 2x.",
            reason="wrong_type",
        )
    return rf"\frac{{d {found[1]}}}{{d {told[0][1]}}} = {factor or '1'}"


__all__ = ["without_differentials"]
