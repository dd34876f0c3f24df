"""What the HTML comments above a page's blocks may say: ``<!-- symgrad: claims id="B6a" -->``.

Goes in: a comment with its place.  Comes out: ``Directive(word, options, …)``.  ``DIRECTIVES`` is the whole
vocabulary; a word, an option or a mark outside it is an error that underlines the place, never ignored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from symgrad.errors import Origin, ReadError, choices, worded
from symgrad.notes.blocks import Block

PREFIX = "symgrad:"


@dataclass(frozen=True)
class Option:
    """One option of a directive; ``pattern`` is what its value looks like, ``sample`` shows it in messages."""

    name: str
    pattern: str
    sample: str
    required: bool = False


@dataclass(frozen=True)
class Word:
    """One kind of block: its options, and whether the block below it is read (``train`` may stand alone).

    ``first`` is the option that is written right behind the word, without its name and quotes.
    """

    name: str
    meaning: str
    options: tuple[Option, ...] = ()
    alone: bool = False
    first: str = ""


#: what an optimizer may be besides a row of the table: the methods of ``symgrad.descent``
METHODS = ("newton", "line_search", "perceptron")

_NAMES = r"\S+(\s+\S+)*"
_WHOLE = r"[0-9]{1,9}"

DIRECTIVES: tuple[Word, ...] = (
    Word(
        "model",
        "the definitions; what follows, up to the next model, is about them",
        (
            Option("parameters", _NAMES, "w b"),
            Option("data", _NAMES, "x y"),
            Option("constants", _NAMES, r"\lambda"),
            Option("shapes", r"[^:;]+:[^:;]+(;[^:;]+:[^:;]+)*", "X: m n; w: n"),
            Option("target", r"\S+", "L"),
            Option("name", r"[\w-]+", "two-features"),
        ),
    ),
    Word("given", "numbers: name = value, or a table with a name over each column"),
    Word(
        "claims",
        "what is printed: each line a chain of =, \\approx, :=",
        (
            Option("id", r"[\w.-]+", "B6a", required=True),
            Option("method", r"\w+", "rmsprop"),
            Option("induction", r"[\w-]+", "first-layer"),
            Option("over", r"[A-Za-z]", "l"),
        ),
    ),
    Word(
        "update",
        "claims whose := also take effect, all at once, below the block",
        (
            Option("id", r"[\w.-]+", "B6g", required=True),
            Option("method", r"\w+", "gradient_descent"),
            Option("rule", r"[\w.-]+", "B6f"),
        ),
    ),
    Word(
        "acknowledge",
        "a finding of the audit that is known: the slide is wrong",
        (
            Option("id", r"\S+", "B6a-4.2", required=True),
            Option("reason", r".*\S.*", "the slide cuts off", required=True),
        ),
        alone=True,
        first="id",
    ),
    Word(
        "train",
        "how to train the model; the table below it is the data, without one the given numbers are",
        (
            Option("epochs", _WHOLE, "100", required=True),
            Option("learning_rate", r"\S+", "0.1"),
            Option("optimizer", r"\w+", "gradient_descent"),
            Option("batch_size", r"[1-9][0-9]{0,8}", "2"),
            Option("seed", _WHOLE, "0"),
            Option("label", r"\S+", "y"),
        ),
        alone=True,
    ),
)

BY_WORD: Mapping[str, Word] = MappingProxyType({word.name: word for word in DIRECTIVES})


@dataclass(frozen=True)
class Directive:
    """A directive as written; ``places`` says where each option's value stands."""

    word: Word
    options: Mapping[str, str]
    places: Mapping[str, Origin]
    origin: Origin


_OPTION = re.compile(r'\s*(?P<name>[^\s="]+)\s*(?P<equals>=?)\s*(?P<value>"[^"]*"?)?')


def read_directive(
    text: str, block: Block, source: str, words: Mapping[str, Word] = BY_WORD
) -> Directive | None:
    """The directive in a comment block, ``None`` for an ordinary comment; ``words`` is the vocabulary.

    Raises ``ReadError`` for an unknown word or option, a missing or repeated option and a value that does not
    fit.
    """
    content = block.inside(text)
    if not content.lstrip().startswith(PREFIX):
        if re.match(r"\s*symgrad\b", content, re.IGNORECASE):
            raise ReadError(
                "this comment looks like a directive but does not begin with 'symgrad:'.",
                Origin(text, block.body, block.stop, source),
                remedy='Write it like <!-- symgrad: claims id="B6a" -->.',
            )
        return None
    position = block.body + content.index(PREFIX) + len(PREFIX)
    found = re.compile(r"\s*([^\s=\"]*)").match(text, position, block.stop)
    assert found is not None
    origin = Origin(text, found.start(1), max(found.end(1), found.start(1) + 1), source)
    if found.group(1) not in words:
        raise ReadError(
            worded("no directive called {found}.", found=repr(found.group(1))),
            origin,
            remedy=choices(found.group(1), tuple(words)),
        )
    word = words[found.group(1)]
    first = _first(word, text, found.end(), block.stop, source)
    options, places = _options(word, text, first[1].end if first else found.end(), block.stop, source)
    if first is not None:
        options, places = {word.first: first[0], **options}, {word.first: first[1], **places}
    for option in word.options:
        if option.required and option.name not in options:
            raise ReadError(
                worded("{word} needs the option {option}.", word=word.name, option=option.name),
                origin,
                remedy=worded(
                    'Write {word} {option}="{sample}".',
                    word=word.name,
                    option=option.name,
                    sample=option.sample,
                ),
            )
    return Directive(word, MappingProxyType(options), MappingProxyType(places), origin)


def _first(word: Word, text: str, position: int, stop: int, source: str) -> tuple[str, Origin] | None:
    """The option that stands right behind the word without its name, if the word has one."""
    found = re.compile(r"\s*([^\s=\"]+)(?=\s|$)(?!\s*=)").match(text, position, stop) if word.first else None
    return None if found is None else (found[1], Origin(text, found.start(1), found.end(1), source))


def _options(
    word: Word, text: str, position: int, stop: int, source: str
) -> tuple[dict[str, str], dict[str, Origin]]:
    allowed = {option.name: option for option in word.options}
    options: dict[str, str] = {}
    places: dict[str, Origin] = {}
    while text[position:stop].strip():
        found = _OPTION.match(text, position, stop)
        if found is None:
            start = position + len(text[position:stop]) - len(text[position:stop].lstrip())
            raise ReadError(
                "expected an option.", Origin(text, start, start + 1, source), remedy='Write name="value".'
            )
        name, origin = found["name"], Origin(text, found.start("name"), found.end("name"), source)
        if name not in allowed:
            remedy = (
                choices(name, tuple(allowed))
                if allowed
                else worded("{word} takes no options.", word=word.name)
            )
            raise ReadError(
                worded("{word} has no option {name}.", word=word.name, name=repr(name)), origin, remedy=remedy
            )
        value = found["value"] or ""
        if not found["equals"] or len(value) < 2 or not value.endswith('"'):
            raise ReadError(
                worded("the option {name} needs a value in double quotes.", name=name),
                origin,
                remedy=worded('Write {name}="{sample}".', name=name, sample=allowed[name].sample),
            )
        if name in options:
            raise ReadError(
                worded("the option {name} stands twice.", name=name), origin, remedy="Take one of them out."
            )
        places[name] = Origin(text, found.start("value") + 1, found.end("value") - 1, source)
        options[name] = value[1:-1].strip()
        if not re.fullmatch(allowed[name].pattern, options[name]):
            raise ReadError(
                worded("{value} is no value for {name}.", value=repr(options[name]), name=name),
                places[name],
                remedy=worded('Write for example {name}="{sample}".', name=name, sample=allowed[name].sample),
            )
        position = found.end()
    return options, places
