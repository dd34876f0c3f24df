r"""Update rules as they are written: w_{t+1} = w_t − ηg, w_{new} = w_{old} − ηg, w^+ = w − ηg.

In: a reference that is an update (w − ηg, or w := w − ηg) and the texts of an answer.  Out: the texts with w for the
new w on the left and for the old one on the right, every character in its place.  Which marks belong together is a
table; where the question has such names itself, or a right side has w beside w_t, nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed

from symgrad.checking.explain import named, said
from symgrad.checking.names import Defined
from symgrad.checking.question import Question
from symgrad.checking.verdict import Verdict
from symgrad.checking.words import joined, say
from symgrad.reading import parse_names

#: the mark of a new value → those of the old one beside it
PAIRS: dict[str, tuple[str, ...]] = {
    "new": ("old", "prev", "cur", "curr", "current", "now"),
    "next": ("old", "prev", "cur", "curr", "current", "now"),
    "updated": ("old", "prev", "cur", "curr", "current"),
    "after": ("before",),
    "1": ("0",),
    "2": ("1",),
    "+": (),
    "'": (),
    "새": ("옛", "헌", "기존", "이전", "현재"),
    "새로운": ("기존", "이전", "현재"),
    "다음": ("기존", "이전", "현재"),
    "갱신": ("기존", "이전", "현재"),
}
#: bases of what is trained besides, whose new value does not belong on the right either
WEIGHTS = frozenset({"w", "b", "W", "B", "v", "u", "V", "U", r"\theta", r"\beta", r"\phi"})

_GREEK = {"θ": r"\theta", "β": r"\beta", "φ": r"\phi", "ω": r"\omega"}
_GREEK |= {key[1:]: key for key in _GREEK.values()}
_WORDS = "|".join(sorted({w for new, old in PAIRS.items() for w in (new, *old) if len(w) > 1}, key=len)[::-1])
_NAME = (
    r"(?:\\(?:mathbf|boldsymbol|bm|vec)\s*(?:\{\s*\\?[A-Za-z]+\s*\}|[A-Za-z])|\\[A-Za-z]+"
    r"|(?<![A-Za-z\\])(?:theta|beta|phi|omega)(?![A-Za-z])|[A-Za-zθβφω])"
)
_SCRIPT = r"(?:\s*[_^]\s*(?:\{[^{}]{1,12}\}|[A-Za-z0-9]))?"
_SIGN = r"\s*(?::=|=|\\leftarrow(?![A-Za-z])|\\gets(?![A-Za-z])|←|<-)\s*"
#: a sub- or superscript behind a name
_MARK = re.compile(
    r"(?<=[A-Za-zθβφω}\d])\s*(?:(?P<sign>[_^])\s*(?:\{(?P<braced>[^{}]{0,20}(?:\{[^{}]{0,20}\})?[^{}]{0,20})\}"
    rf"|(?P<bare>(?:{_WORDS})(?![A-Za-z])|\([^()]{{1,8}}\)|[A-Za-z0-9+]))|(?P<prime>['’′]))"
)
#: w := w − …, or w − … alone
_REFERENCE = re.compile(rf"\s*\$*\s*(?:{_NAME}{_SCRIPT}{_SIGN})?(?P<base>{_NAME}{_SCRIPT})\s*[-+−]")
_LEFT = re.compile(rf"(?:[^=:←<]|:(?!=)){{1,90}}?(?=[\s&]*{_SIGN}[^=])")
_SAYS = re.compile(
    r"=|←|→|↦|⟵|<-|\\(?:to|gets|mapsto|longmapsto|leftarrow|rightarrow|longleftarrow|coloneqq)(?![A-Za-z])"
)
#: other arrows that lead from the name to its new value
_ARROW = re.compile(
    r"(?P<left>[^=:←<→↦]{1,60}?)"
    r"(?P<sign>\\(?:to|mapsto|longmapsto|rightarrow|longleftarrow|coloneqq)(?![A-Za-z])|→|↦|⟵)[^=]*\Z"
)
_BASE = re.compile(rf"{_NAME}{_SCRIPT}\Z")
_FONT = re.compile(r"\\(?:text|mathrm|mathit|mathbf|boldsymbol|bm|vec|rm|bf)(?![A-Za-z])")
_STEP = re.compile(r"([a-zτ])(\+1|-1)?\Z")
#: what a derivative is taken by, and Δw
_BY = re.compile(
    rf"(?:(?<![A-Za-z])d|\\partial(?![A-Za-z])|∂|\\Delta(?![A-Za-z])|Δ|(?:\\nabla|∇)\s*_?)\s*\{{?\s*{_NAME}"
)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_OUTSIDE = re.compile(r"[\s{}$&]+|\\[,;:! ]")


@dataclass(frozen=True)
class Update:
    """An answer with one name for the old value.

    ``as_old`` has it for new values on the right too, of which ``texts`` has the base with a prime; ``new`` are those
    bases, the updated one's first, or "" where that is not there; ``place`` is one of them as it was written.
    """

    texts: tuple[str, ...]
    as_old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class _Mark:
    """A script: where the name and where the script stands, the name, the kind (``_``, ``^``, ``^(``, …), its text."""

    head: int
    start: int
    end: int
    base: str
    kind: str
    text: str


def update_of(reference: str, known: str, texts: tuple[str, ...]) -> Update | None:
    """The texts of an update with one name for what is updated; ``None`` where they are read as they are.

    ``known`` is everything that the question says.
    """
    if not any(map(_SAYS.search, texts)):
        return None
    asked = _REFERENCE.match(reference)
    if asked is None:
        return None
    base = _bare(asked["base"])
    letters = tuple(_with_equals(base, text) for text in _as_letters(base, texts))
    return (_of_marks(base, known, letters) if any(map(_MARK.search, letters)) else None) or (
        Update(letters) if letters != texts else None
    )


def _as_letters(base: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts with θ for theta, which on a left side would be a name of its own."""
    word = base[1:]
    if word not in _GREEK or not any(word in text for text in texts):
        return texts
    letter = next(key for key, value in _GREEK.items() if value == base)
    plain = re.compile(rf"(?<![A-Za-z\\]){word}(?![A-Za-z])")
    return tuple(plain.sub(letter.ljust(len(word)), text) for text in texts)


def _with_equals(base: str, text: str) -> str:
    """``w = w − …`` for ``w → w − …``."""
    found = _ARROW.match(text)
    if found is None or re.match(rf"{re.escape(base)}(?:[_^']|\Z)", _bare(found["left"])) is None:
        return text
    return text[: found.start("sign")] + "=".ljust(len(found["sign"])) + text[found.end("sign") :]


def _of_marks(base: str, known: str, texts: tuple[str, ...]) -> Update | None:
    lines = [_Line(text) for text in texts]
    new = next((line.new(base) for line in lines if line.new(base) is not None), None)
    if new is None or _is_taken(new, known, texts):
        return None
    plain, as_old, place = [], [], ""
    ahead: dict[str, None] = {}
    for line in lines:
        left = [
            mark for mark in line.marks if mark.end <= line.left and _same(mark, new) and mark.base == base
        ]
        old = [mark for mark in line.marks if mark.base and mark.kind == new.kind and mark.text in _olds(new)]
        after = [mark for mark in line.marks if mark.head >= line.left and _same(mark, new)]
        after = [mark for mark in after if mark.base == base or mark.base.split("_")[0] in WEIGHTS]
        beside = line.has(base, [*old, *after])
        carried = any(mark.base == base for mark in old)
        if carried and beside:
            return None
        if any(mark.base == base for mark in after) and not (carried or beside):
            return None  # w_1 = w_1 − …
        off = _put(line.text, [*left, *old], "")
        plain.append(_put(off, after, "'"))
        as_old.append(_put(off, after, ""))
        ahead.update(dict.fromkeys(mark.base for mark in after))
        place = place or next((line.text[mark.head : mark.end] for mark in after), "")
    if not ahead:
        return Update(tuple(plain))
    first = base if base in ahead else ""
    return Update(tuple(plain), tuple(as_old), (first, *(key for key in ahead if key != first)), place)


class _Line:
    """A text, the names with scripts in it, and where its left side ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.marks = tuple(_marks(text))
        found = _LEFT.match(text)
        self.left = found.end() if found is not None else 0

    def new(self, base: str) -> _Mark | None:
        """The mark of a new value that ends the left side; ``w_t`` is one beside ``w_{t-1}``, ``w^1`` is a power."""
        for mark in self.marks:
            if mark.end == self.left and mark.base == base and not (mark.kind == "^" and mark.text.isdigit()):
                step = _STEP.match(mark.text)
                return mark if mark.text in PAIRS or (step is not None and step[2] != "-1") else None
        return None

    def has(self, base: str, marks: Sequence[_Mark]) -> bool:
        """Whether the base stands on the right without a mark, other than as what a derivative is taken by."""
        letters = list(self.text)
        for mark in marks:
            start = mark.head if mark.base == base else mark.start
            letters[start : mark.end] = "|" * (mark.end - start)
        text = "".join(letters)
        text = _BY.sub("|", _FONT.sub("", text[self.left :]))
        if base.startswith("\\"):
            plain = "|".join(re.escape(key) for key, value in _GREEK.items() if value == base)
            found = re.search(rf"{re.escape(base)}(?![A-Za-z])" + (f"|{plain}" if plain else ""), text)
            return found is not None
        return base in _OUTSIDE.sub("", _COMMAND.sub("|", text))


def _marks(text: str) -> Iterator[_Mark]:
    for found in _MARK.finditer(text):
        start = max(0, found.start() - 24)
        head = _BASE.search(text[start : found.start()].rstrip())
        base, at = (_bare(head[0]), start + head.start()) if head is not None else ("", found.start())
        if found["prime"]:
            yield _Mark(at, found.start(), found.end(), base, "'", "'")
            continue
        if found["sign"] == "_" and (found["bare"] or "").startswith("("):
            yield _Mark(at, found.start(), found.end(), base, "_", _bare(found["bare"])[1:-1])
            continue
        inside = _bare(found["braced"] if found["braced"] is not None else found["bare"])
        around = inside[0] if len(inside) > 2 and inside[0] + inside[-1] in ("()", "[]") else ""
        text_inside = inside[1:-1] if around else inside
        yield _Mark(at, found.start(), found.end(), base, found["sign"] + around, text_inside)


def _bare(text: str) -> str:
    """Without fonts, spaces and braces, Greek letters as commands."""
    bare = _OUTSIDE.sub("", _FONT.sub("", text))
    head = next((key for key in _GREEK if bare.startswith(key)), "")
    return _GREEK[head] + bare[len(head) :] if head else bare


def _same(mark: _Mark, new: _Mark) -> bool:
    return (mark.kind, mark.text) == (new.kind, new.text)


def _olds(new: _Mark) -> tuple[str, ...]:
    step = None if new.text in PAIRS else _STEP.match(new.text)
    if step is None:
        return PAIRS[new.text]
    return (step[1],) if step[2] else (f"{step[1]}-1",)


def _is_taken(new: _Mark, known: str, texts: tuple[str, ...]) -> bool:
    """Whether the question has names with such marks, or their letter is an index of a sum or a name."""
    said_there = {new.text, *_olds(new)}
    if any(mark.text in said_there and mark.kind == new.kind for mark in _marks(known)):
        return True
    step = None if new.text in PAIRS else _STEP.match(new.text)
    if step is None:
        return False
    letter = re.compile(rf"(?<![A-Za-z\\]){step[1]}(?![A-Za-z])")
    runs = re.compile(rf"(?:\\sum|\\prod|∑|Σ|sum)(?:\\limits)?\s*_\s*[{{(]?\s*{step[1]}(?![A-Za-z])")
    return letter.search(known) is not None or any(map(runs.search, texts))


def _put(text: str, marks: Sequence[_Mark], sign: str) -> str:
    """The text with the sign for the marks, every other character in its place."""
    letters = list(text)
    for mark in marks:
        letters[mark.start : mark.end] = sign.ljust(mark.end - mark.start)
    return "".join(letters)


# -- what the new value is, where it stands on the right -----------------------------------------------------------


def with_new(
    question: Question, update: Update, as_old: Verdict, judge: Callable[[Question], Verdict]
) -> Verdict:
    """The verdict on an answer with new values on the right: of w_{t+1} it is known what it is, it is asked for.

    ``as_old`` is the verdict with the old ones in their place; where that is right, the mistake has a name.
    """
    own, *others = (changed(parse_names(base)[0], primes=1) if base else None for base in update.new)
    if as_old.accept:
        keys = (name.key for name in others if name is not None)
        question = changed(question, known=question.known.union(keys))
    if own is not None and question.tree is not None:
        question = changed(question, table=(Defined(own, question.tree), *question.table))
    found = judge(question)
    if found.accept:  # w_{t+1} = w_t + (w_{t+1} − w_t)
        return changed(found, accept=None, note="undone", text=say("undone"))
    if found.status != "different" or not as_old.accept:
        return found
    mistake = named("updated_weight_used", update.place)
    return changed(found, mistake=mistake, text=joined(say("different"), said(mistake)))


__all__ = ["PAIRS", "Update", "update_of", "with_new"]
