r"""Names that the lines of an answer give to something, as the reader has to know them before it reads.

In: the lines and the question.  Out: the lines and the question with such names.  A word that a line defines
(``error = wx + b - y``) is one name and no product of letters; p that a line defines is a factor in p(1 - p); e that a
line defines is no longer Euler's number, and gets a letter that means nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symgrad.checking.prose import without_words
from symgrad.checking.question import Question
from symgrad.checking.verdict import Refused
from symgrad.errors import Origin, SymgradError
from symgrad.expressions import BINDERS, walk
from symgrad.functions import BY_SPELLING
from symgrad.reading import name_key
from symgrad.reading.known import ELSEWHERE, MISSING
from symgrad.reading.tokens import GREEK_WORDS
from symgrad.reading.vocabulary import SPECIAL_WORDS

#: name = …
_HEAD = re.compile(
    r"[\s$&]*((?:\\(?:hat|bar|tilde)\s*(?:\{\s*[A-Za-z]\s*\}|[A-Za-z])|[A-Za-z]+|[ŷẑâ])(?:_(?:[A-Za-z]+|\d|\{[A-Za-z0-9]+\}))?)"
    r"\s*(?::=|=)(?!=)(.*)",
    re.DOTALL,
)
#: what a word below a letter says about its looks
_ACCENTS = ("hat", "bar", "tilde")
#: e ^ with what makes it a power of a name: a number, a transpose
_POWER = re.compile(r"\s*\^\s*(?:\d|T|\\top|\\prime|\{\s*(?:\d+|T|\\top|\\prime)\s*\})")
#: a Σ without anything below it, and an index behind it
_OPEN_SUM = re.compile(
    r"(?:\\sum(?:\\limits)?|∑)(?![A-Za-z])(?=\s*(?:\\[,:;!]\s*)?[^\s_^₀-₟ᵢⱼ])(?=[^\n]*_\s*\{?\s*[a-z])"
)
#: 기울기 = 9, 기울기: 9
_GRADIENT = re.compile(
    r"\A\s*(?:기울기|그래디언트|그라디언트|그레이디언트|경사|미분값|미분계수|도함수)(?:\s*값)?(?:은|는)?\s*(?:=|:(?=[^=]*\Z))"
)
_RUN = re.compile(r"(?<![\\A-Za-z])[A-Za-z]+")
#: letters that may stand for e, one character for one, so that every place stays where it is
_FOR_E = "ϵεruvqsk"
#: what has Euler's number for its value
_E_I = re.compile(r"e_\{?[a-z]\}?")
#: e by itself, the vector of all e_i
_E = re.compile(r"(?<![A-Za-z\\])[a-z]?e(?![A-Za-z]|\s*[_^](?!\s*\{?\s*(?:T|\\top)))")
_EULER = re.compile(r"lim|!|exp\s*(?:\\left)?\(?\{?\s*1\s*[)}\\]|dots|\.\.\.|…")
_PROSE = re.compile(r"(?:we|be)\s+(?:get|have|obtain|know|find|can|the|a)\b", re.IGNORECASE)


def with_own_names(question: Question, texts: tuple[str, ...]) -> tuple[Question, tuple[str, ...]]:
    """The question that knows the names of the lines, and the lines.

    Raises ``Refused`` where e is a name in one place and the number in another.
    """
    texts = _with_gradient(question, texts)
    heads = [found[1] for text in texts if (found := _said(text)) is not None]
    known = {*question.names.values, *question.names.functions, *question.known}
    if "e" not in known and (
        "e" in heads or (any(map(_E_I.fullmatch, heads)) and any(map(_E.search, texts)))
    ):
        texts = _without_euler(question, texts, known)
    values = [
        key
        for name in sorted({*heads})
        if (key := _value(name, texts, known)) is not None and key not in known
    ]
    if not values:
        return question, texts
    return replace(question, names=question.names.with_more(values=values)), texts


def _with_gradient(question: Question, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The lines with L' for 기울기, where an update is asked for, whose gradient it is; else it is the answer."""
    if question.model is not None or not any(map(_GRADIENT.match, texts)):
        return texts
    name = next((letter for letter in "LJEC" if letter not in question.known), "L")
    return tuple(_GRADIENT.sub(lambda head: f"{name}'".ljust(len(head[0]) - 1) + "=", text) for text in texts)


def _value(name: str, texts: tuple[str, ...], known: set[str]) -> str | None:
    """The key of a name that the reader has to know as a value."""
    base, _, below = name.partition("_")
    below = below.strip("{}")
    if (len(base) == 1 and len(below) < 2) or below in _ACCENTS or not base.isascii() or "\\" in base:
        return _key(name) if _is_factor(name, texts) else None
    if below:  # y_i is an element, y_pred is a name
        return f"{base}_{{{below}}}" if len(below) > 2 and len(base) == 1 else None
    word = base
    taken = word in BY_SPELLING or word in SPECIAL_WORDS or word in MISSING or word in ELSEWHERE
    if len(word) < 3 or taken or word in GREEK_WORDS or all(letter in known for letter in word):
        return None
    if word.startswith("d") and (word[1:] in known or any(word[1:] == _head(text) for text in texts)):
        return None  # dyhat is the derivative by yhat
    return word


def _said(text: str) -> re.Match[str] | None:
    """What a line gives a name: the name, and what it is."""
    return _HEAD.match(without_words(text)[0])


def _head(text: str) -> str:
    found = _said(text)
    return found[1] if found is not None else ""


def _key(name: str) -> str | None:
    try:
        return name_key(name)
    except SymgradError:
        return None


def _is_factor(name: str, texts: tuple[str, ...]) -> bool:
    """p in p(1 - p): every bracket behind it has the name itself inside, which no argument of a function p has."""
    name = re.escape(name)
    before = re.compile(rf"(?<!\\)(?<![A-Za-z\\]{{2}}){name}\s*(?:\\left\s*)?\(")
    found = [_inside(text, use.end()) for text in texts for use in before.finditer(text)]
    itself = re.compile(rf"(?<![A-Za-z\\]){name}(?![A-Za-z(])")
    return bool(found) and all(re.search(r"[+\-−]", inside) and itself.search(inside) for inside in found)


def _inside(text: str, start: int) -> str:
    depth = 1
    for place in range(start, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if not depth:
            return text[start:place]
    return text[start:]


# -- Σ -----------------------------------------------------------------------------------------------------------


def refuse_open_sums(question: Question, text: str) -> None:
    """Refuse Σ x_i where the question's sums run from somewhere else, or have several ranges: which is not said."""
    found = _OPEN_SUM.search(text)
    if found is None:
        return
    limits = {limit[1:] for node in walk(question.expr) if isinstance(node, BINDERS) for limit in node.limits}
    if len(limits) > 1 or any(low != 1 for low, _ in limits):
        raise Refused(
            "a sum over what?",
            Origin(text, found.start(), found.end()),
            remedy=r"Write the index: \sum_{i=1}^{m} … or \sum_i …",
        )


# -- e -----------------------------------------------------------------------------------------------------------


def _without_euler(question: Question, texts: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    """The lines with another letter for an e that one of them defines by names of the question, and that is used."""
    ours = {key for key in known if len(key) == 1} | {head for text in texts if len(head := _head(text)) == 1}
    bodies = [found[2] for text in texts if (found := _said(text)) is not None and _is_e(found[1])]
    readable = all(_is_read(question, body) for body in bodies)
    if not readable or any(_EULER.search(body) or not _says(body, ours - {"e"}) for body in bodies):
        return texts
    places = [_places(text, ours | {"d", "e", "T"}) for text in texts]
    if sum(map(len, places)) < 2:
        return texts  # the last line may call its value what it likes
    asked = question.item.reference
    powers = (
        bool(_places(asked, ours | {"d", "e", "T"})) or re.search(r"(?<![A-Za-z\\])e\s*\^", asked) is not None
    )
    for text, here in zip(texts, places, strict=True):
        for place in here:
            power = text[place + 1 :].lstrip().startswith("^") and not _is_power(text, place + 1, known)
            if power or powers:
                raise Refused(
                    "is e the number here, or the name that a line defines?",
                    Origin(text, place, place + 1),
                    remedy=r"Write \exp(…) for its powers, or give the name another letter.",
                    reason="unknown_symbol",
                )
    everything = question.item.reference + "".join(texts)
    instead = next((letter for letter in _FOR_E if letter not in everything and letter not in known), None)
    if instead is None:
        return texts
    return tuple(_put(text, here, instead) for text, here in zip(texts, places, strict=True))


def _is_e(name: str) -> bool:
    return name == "e" or _E_I.fullmatch(name) is not None


def _is_read(question: Question, body: str) -> bool:
    try:
        return len(question.trees(body.strip(" $&\\,;.\n"))) > 0
    except SymgradError:
        return False


def _is_power(text: str, place: int, known: set[str]) -> bool:
    """e^2 and e^T, which are powers and transposes of a name; e^T of a T that is given may be the exponential."""
    found = _POWER.match(text, place)
    return found is not None and not ("T" in found[0] and "T" in known)


def _says(body: str, names: set[str]) -> bool:
    """Whether a name of the question stands in it."""
    return any(names.issuperset(run) for run in _RUN.findall(body))


def _places(text: str, letters: set[str]) -> list[int]:
    """Where e is a factor: in a run of letters that are all names, and no word."""
    return [
        run.start() + place
        for run in _RUN.finditer(text)
        if letters.issuperset(run[0]) and run[0] not in BY_SPELLING and not _PROSE.match(text, run.start())
        for place, letter in enumerate(run[0])
        if letter == "e" and not text[: run.start()].endswith((r"\mathrm{", r"\text{"))
    ]


def _put(text: str, places: list[int], instead: str) -> str:
    letters = list(text)
    for place in places:
        letters[place] = instead
    return "".join(letters)


__all__ = ["refuse_open_sums", "with_own_names"]
