"""MathML for a web page, from LaTeX, through latex2mathml; what it gets wrong is put right here.

In: our LaTeX, or a formula from a page of notes.  Out: a ``<math>`` element that browsers set without any script.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_ABOVE_AND_BELOW = {"msubsup": "munderover", "msub": "munder", "msup": "mover"}
_IDENTIFIERS = "∂⊤∞"
_BIG = "∑∏"
#: what else has its limits below it in a display
_LIMITS = ("lim", "max", "min", "argmax", "argmin", "sup", "inf")
_SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")
_PRIMES = ("′", "″", "‴")
_BARS = ("|", "‖", "∥")
_CLOSING = (")", "]", "}", "|", "!", "′")
#: what stands on the left and on the right of a matrix
_LEFT, _RIGHT = ("(", "[", "{", *_BARS), (")", "]", "}", *_BARS)
#: letters that reach below the line
_DESCENDING = unicodedata.normalize("NFKC", "fgjpqyQβγζημξρφχψς")
#: how far a root reaches at least above the line, in em: over a low letter its sign would else hang far below it
ROOT = ".66em"
#: the room at the sides of a matrix
CLOSE = ".1em"
#: letters that TeX sets upright
_CAPITALS = "ΓΔΘΛΞΠΣΥΦΨΩ"
#: what latex2mathml sets above a letter -> the accent that fits over one
_ACCENTS = {"^": "ˆ", "¯": "¯", "~": "˜", "˙": "˙", "→": "→"}


@lru_cache(maxsize=4096)
def mathml(latex: str, *, block: bool = False) -> str:
    """The ``<math>`` element; in display style with ``block``.

    What latex2mathml cannot read is shown as its source, marked as code, rather than lost.
    """
    try:
        root = convert_to_element(latex)
    except Exception:
        return f"<code>{html.escape(latex)}</code>"
    for element in _every(root):
        element.text = html.unescape(element.text) if element.text else element.text
    for repair in _REPAIRS:
        for element in _every(root):
            repair(element)
    attributes = {"xmlns": NAMESPACE} | ({"displaystyle": "true"} if block else {})
    root.attrib.clear()
    root.attrib.update(attributes)
    if block:
        _limits_above_and_below(root)
    return ElementTree.tostring(root, encoding="unicode")


def _every(root: Element) -> Iterator[Element]:
    yield from list(root.iter())


def _identifiers(element: Element) -> None:
    """max, ReLU and ∂ are identifiers: as operators they would get space on both sides."""
    text = element.text or ""
    if element.tag == "mo" and ((text.isascii() and text.isalpha()) or (text and text in _IDENTIFIERS)):
        element.tag = "mi"
        element.attrib.clear()


def _capitals(element: Element) -> None:
    """Greek capitals are upright, as in TeX: a lone letter would be italic."""
    if element.tag == "mi" and element.text and element.text in _CAPITALS and not element.attrib:
        element.set("mathvariant", "normal")


def _matrices(element: Element) -> None:
    """A matrix has brackets of its own: in one row with others they would grow as tall as the tallest."""
    if len(element) <= 3:
        return
    parts = list(element)
    for before, table, after in zip(parts, parts[1:], parts[2:], strict=False):
        if table.tag == "mtable" and before.text in _LEFT and after.text in _RIGHT:
            row = Element("mrow")
            element.insert(list(element).index(before), row)
            for part in (before, table, after):
                element.remove(part)
                row.append(part)


def _functions(element: Element) -> None:
    """A thin space around the name of a function: y log p, not ylogp; what stands below or above it is close."""
    if element.tag in _SCRIPTS:
        return
    parts = list(element)
    for number, child in enumerate(parts):
        if not _is_a_word(_name_of(child)):
            continue
        style = []
        if number and _ends_a_factor(parts[number - 1]) and not _is_a_word(_name_of(parts[number - 1])):
            style.append("margin-inline-start: .1667em")
        if number + 1 < len(parts) and parts[number + 1].tag != "mo":
            style.append("margin-inline-end: .1667em")
        if style:
            child.set("style", "; ".join(style))


def _name_of(element: Element) -> str:
    """The word an element begins with, also below an exponent: sin of sin²."""
    while element.tag in ("msup", "msub", "msubsup") and len(element):
        element = element[0]
    return (element.text or "") if element.tag == "mi" else ""


def _is_a_word(name: str) -> bool:
    return name.isascii() and name.isalpha() and len(name) > 1


def _ends_a_factor(element: Element) -> bool:
    return element.tag != "mo" or ((element.text or "") in _CLOSING and element.get("form") != "prefix")


def _accents(element: Element) -> None:
    """An accent is an accent and keeps its size."""
    if element.tag == "mover" and (element[-1].text or "") in _ACCENTS:
        element.set("accent", "true")
        element[-1].set("stretchy", "false")
        element[-1].text = _ACCENTS[element[-1].text or ""]


def _subscripts(element: Element) -> None:
    """A subscript of p stands as high as one of x: TeX lowers none for the letter it belongs to."""
    if element.tag not in ("msub", "msubsup"):
        return
    letter = base = element[0]
    while (letter.tag == "mrow" and len(letter) == 1) or letter.get("accent"):
        letter = letter[0]
    text = unicodedata.normalize("NFKC", letter.text or "")  # also the letters of \\mathbf
    if letter.tag == "mi" and text and text in _DESCENDING:
        padded = Element("mpadded", depth="0")
        element.remove(base)
        element.insert(0, padded)
        padded.append(base)


def _roots(element: Element) -> None:
    """The bar of a root is not below the height of a capital."""
    if element.tag == "msqrt":
        element.insert(0, Element("mspace", width="0", height=ROOT))


def _signs(element: Element) -> None:
    """A minus after "(", "=" or a dot belongs to what follows; only between two terms it has space around it."""
    before: Element | None = None
    for child in element:
        if child.tag == "mo" and child.text in ("−", "-", "+"):
            if before is None or _awaits(before):
                child.set("form", "prefix")
        before = child


def _awaits(element: Element) -> bool:
    """Whether a sign behind it belongs to what follows."""
    if element.tag != "mo" or element.get("form") == "postfix":
        return False
    return element.get("form") == "prefix" or (element.text or "") not in _CLOSING


def _primes(element: Element) -> None:
    """A prime is raised by itself: as an exponent it would be raised twice."""
    if element.tag == "msup" and (element[-1].text or "") in _PRIMES:
        element.tag = "mrow"
        element[-1].tag = "mo"
        element[-1].attrib.update(form="postfix", lspace="0", rspace="0")


def _bars(element: Element) -> None:
    """Bars come in pairs, the first of which opens: |w| is no w between two signs."""
    found = [child for child in element if _bar_of(child) is not None]
    if len(found) % 2 or any(child.tag == "mtable" for child in element):
        return
    for number, child in enumerate(found):
        bar = _bar_of(child)
        assert bar is not None
        bar.attrib.update(
            form="postfix" if number % 2 else "prefix", lspace="0", rspace="0", stretchy="false"
        )


def _bar_of(element: Element) -> Element | None:
    """The bar that an element is or, below its exponent, begins with."""
    while element.tag in ("msup", "msub", "msubsup") and len(element):
        element = element[0]
    bar = element.tag == "mo" and element.text in _BARS and element.get("form") is None
    return element if bar else None


def _slashes(element: Element) -> None:
    """No space around the slash of a/b."""
    if element.tag == "mo" and element.text == "/":
        element.attrib.update(lspace="0", rspace="0")


def _thousands(element: Element) -> None:
    """79{,}400 is one number."""
    number: Element | None = None
    for child in list(element):
        if number is not None and _is_lone_comma(child):
            number.text = (number.text or "") + ","
            element.remove(child)
        elif number is not None and child.tag == "mn" and (number.text or "").endswith(","):
            number.text = (number.text or "") + (child.text or "")
            element.remove(child)
        else:
            number = child if child.tag == "mn" else None


def _is_lone_comma(element: Element) -> bool:
    return element.tag == "mrow" and [child.text for child in element] == [","]


def _columns(element: Element) -> None:
    """Browsers align columns and set them apart by style, not by MathML's own attributes; there is no room at the sides
    of a table, and none between the sides of lines one below the other.
    """
    if element.tag != "mtable":
        return
    close = element.get("columnspacing") == "0em"
    for row in element:
        for number, cell in enumerate(row):
            style = []
            if cell.get("columnalign"):
                style.append(f"text-align: {cell.attrib.pop('columnalign')}")
            if close or not number:
                style.append(f"padding-inline-start: {CLOSE}")
            if close or number == len(row) - 1:
                style.append(f"padding-inline-end: {CLOSE}")
            if style:
                cell.set("style", "; ".join(style))


def _lone_sum(element: Element) -> None:
    """A Σ by itself in a sentence is a letter."""
    if element.tag == "math":
        inside = [child for child in element.iter() if child.tag != "mrow" and child is not element]
        if len(inside) == 1 and (inside[0].text or "") in _BIG:
            inside[0].tag = "mi"


_REPAIRS: tuple[Callable[[Element], None], ...] = (
    _identifiers,
    _capitals,
    _accents,
    _primes,
    _matrices,
    _bars,
    _functions,  # behind the bars: it asks which of them open
    _signs,
    _slashes,
    _thousands,
    _columns,
    _lone_sum,
    _subscripts,  # behind what asks for the letter below a subscript
    _roots,
)


def _limits_above_and_below(root: Element) -> None:
    for element in _every(root):
        bases = (*_BIG, *(_LIMITS if element.tag == "msub" else ()))
        if element.tag in _ABOVE_AND_BELOW and (element[0].text or "") in bases:
            element.tag = _ABOVE_AND_BELOW[element.tag]
