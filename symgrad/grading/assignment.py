"""Reading an assignment: a Markdown page whose comments say what the questions are.

In: a page with a title in its front matter and, for each question, ``<!-- symgrad: question id="1" points="10" … -->``
above a block of mathematics: a model with ``wrt``, or else the right answer.  Below it may stand ``variables``,
``given``, ``definitions``, ``constraints``, ``rubric`` and the teacher's ``key``.  Out: ``Assignment``.  ``WORDS`` is
the whole vocabulary; ``symgrad new hw.md --assignment`` writes a page that explains it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from symgrad.checking.item import item as as_item
from symgrad.errors import Origin, ReadError, SymgradError, worded
from symgrad.exact import as_written
from symgrad.grading.fields import FIELDS, cells, formulas, lonely
from symgrad.grading.questions import Assignment, Question, Rubric, as_number
from symgrad.grading.rubric import rubric
from symgrad.notes.blocks import Block, cut, split_front_matter
from symgrad.notes.directives import BY_WORD, Directive, Option, Word, read_directive
from symgrad.notes.matter import LANGUAGES, entries

_MODEL = {option.name: option for option in BY_WORD["model"].options}
_NUMBER = r"[0-9]{1,4}(\.[0-9]{1,4})?"
_PLACES = r"[0-9]{1,2}"

WORDS: tuple[Word, ...] = (
    Word(
        "question",
        "a question; what follows, up to the next one, belongs to it",
        (
            Option("id", r"[\w.()-]{1,40}", "1", required=True),
            Option("points", _NUMBER, "10", required=True),
            Option("wrt", r"\S+", "w"),
            Option("parameters", _MODEL["parameters"].pattern, "w b"),
            Option("data", _MODEL["data"].pattern, "x y"),
            Option("constants", _MODEL["constants"].pattern, r"\lambda"),
            Option("shapes", _MODEL["shapes"].pattern, _MODEL["shapes"].sample),
            Option("decimals", _PLACES, "3"),
            Option("significant_figures", _PLACES, "3"),
            Option("deadline", _NUMBER, "2"),
            Option("follow_through", "yes|no", "yes"),
        ),
    ),
    Word("variables", "a table: name, domain, and for data with indices their lengths"),
    Word("given", "numbers to put in: name = value, or a table with name and value"),
    Word("definitions", "what further names mean, one a line"),
    Word("constraints", "what holds besides, one a line"),
    Word("rubric", "a table: when, points"),
    Word("key", "the teacher's own answer", (Option("reason", r".*\S.*", "the slide's form"),)),
)
BY_NAME: Mapping[str, Word] = {word.name: word for word in WORDS}
MATTER = ("title", "lang", "follow_through", "deadline")
_SAMPLE = "Write title: {en: ..., ko: ...}."
#: what students see of the blocks below a comment
_SHOWN = ("given", "definitions", "constraints")


def read_assignment(path: str | Path) -> Assignment:
    """Read an assignment from a file.  Raises ``ReadError`` with file, line and column of what is not right."""
    try:
        text = Path(path).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(
            worded("{path} is not UTF-8 text (byte {error}).", path=path, error=error.start),
            remedy="Save it as UTF-8.",
        ) from None
    return parse_assignment(text, source=str(path))


def parse_assignment(text: str, *, source: str = "") -> Assignment:
    """Read an assignment from its text; ``source`` is what messages call it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start, end, rest = split_front_matter(text, source)
    matter = entries(text, start, end, source, MATTER, _SAMPLE)
    title, language = _title(matter, text, rest, source)
    if matter.get("follow_through", True) not in (True, False, "yes", "no"):
        at = max(text.find("follow_through", start, end), start)
        raise ReadError(
            worded(
                "{value} is no value for {name}.", value=repr(matter["follow_through"]), name="follow_through"
            ),
            Origin(text, at, at + len("follow_through"), source),
            remedy="Write follow_through: yes or follow_through: no.",
        )
    drafts = _drafts(text, cut(text, rest, source), matter, source)
    if not drafts:
        raise ReadError(
            worded("{page} has no question.", page=source or "the page"),
            remedy='Write <!-- symgrad: question id="1" points="10" wrt="w" --> above the block with the model.',
        )
    return Assignment(title, language, tuple(draft.made() for draft in drafts), text, source)


def _title(matter: Mapping[str, Any], text: str, rest: int, source: str) -> tuple[dict[str, str], str]:
    place = Origin(text, 0, 3, source)
    titles = matter.get("title")
    titles = dict.fromkeys(LANGUAGES, titles) if isinstance(titles, str) else titles
    if (
        not isinstance(titles, dict)
        or not titles
        or not all(lang in LANGUAGES and isinstance(title, str) for lang, title in titles.items())
    ):
        raise ReadError("the front matter needs a title, in en, in ko or in both.", place, remedy=_SAMPLE)
    language = matter.get("lang", "ko" if re.search("[가-힣]", text[rest:]) else "en")
    if language not in LANGUAGES:
        raise ReadError(
            worded("no language is called {language}.", language=repr(language)),
            place,
            remedy="Write lang: ko or lang: en.",
        )
    first = next(iter(titles.values()))
    return {lang: titles.get(lang, first) for lang in LANGUAGES}, language


# -- one question ---------------------------------------------------------------------------------------------


@dataclass
class _Draft:
    """A question while it is being read."""

    directive: Directive
    title: str
    prompt: list[str]
    item: dict[str, Any] = field(default_factory=dict)
    rubric: Rubric = field(default_factory=Rubric)
    follow_through: bool = True
    key: tuple[str, ...] = ()
    acknowledged: str = ""

    @property
    def points(self) -> Fraction:
        return as_written(self.directive.options["points"])

    def made(self) -> Question:
        """The question.  Raises ``ReadError`` where an item made of it would be refused."""
        options, origin = self.directive.options, self.directive.origin
        try:
            as_item({**self.item, "answer": "0"})
        except SymgradError as error:
            problem = getattr(error, "problem", None) or str(error)
            raise ReadError(
                worded("question {id}: {problem}", id=options["id"], problem=problem), origin
            ) from None
        return Question(
            options["id"], self.title or options["id"], "\n\n".join(filter(None, self.prompt)).strip(),
            as_number(self.points), self.item, self.rubric, self.follow_through, self.key, self.acknowledged,
            origin.line,
        )  # fmt: skip


def _drafts(text: str, blocks: tuple[Block, ...], matter: Mapping[str, Any], source: str) -> list[_Draft]:
    drafts: list[_Draft] = []
    heading = ""
    prose: list[str] = []
    inside = False  # below a question's comment, and no heading since
    above: Directive | None = None
    seen: set[str] = set()
    for block in blocks:
        shown = text[block.start : block.end].strip()
        directive = read_directive(text, block, source, BY_NAME) if block.kind == "comment" else None
        if above is not None:
            if directive is not None or block.kind not in ("math", "table"):
                raise lonely(above)
            draft, word = drafts[-1], above.word.name
            _take(draft, above, text, block, source)
            if word in _SHOWN or (word == "question" and "model" in draft.item):
                draft.prompt.append(shown)
            above = None
        elif directive is not None:
            if directive.word.name == "question":
                drafts.append(_begun(directive, heading, prose, matter))
                prose, seen, inside = [], set(), True
            elif not drafts:
                raise ReadError(
                    worded("{word} stands before the first question.", word=directive.word.name),
                    directive.origin,
                )
            elif directive.word.name in seen:
                raise ReadError(
                    worded("this question has {word} twice.", word=directive.word.name), directive.origin
                )
            seen.add(directive.word.name)
            above = directive
        elif block.kind == "prose" and (found := re.match(r"#{1,6}\s+(.*)", shown)):
            heading, prose, inside = found[1].strip("# \t"), [], False
        elif block.kind != "comment":
            (drafts[-1].prompt if inside else prose).append(shown)
    if above is not None:
        raise lonely(above)
    _refuse_doubles(drafts)
    return drafts


def _refuse_doubles(drafts: list[_Draft]) -> None:
    seen: dict[str, Directive] = {}
    for draft in drafts:
        identity = plain_id(draft.directive.options["id"])
        if identity in seen:
            raise ReadError(
                worded("two questions are called {id}.", id=repr(draft.directive.options["id"])),
                draft.directive.places["id"],
            )
        seen[identity] = draft.directive


def plain_id(identity: str) -> str:
    """An id as it is compared: ``Q1``, ``q 1`` and ``문제 1.`` are all ``1``."""
    text = re.sub(r"[\s.:)(\]\[*_#-]+", "", identity.casefold())
    bare = re.sub(r"^(?:questions?|problems?|exercises?|문제|문항|질문|q|제)(?=.)", "", text)
    return re.sub(r"(?<=.)(?:번문제|번|문항|문제)$", "", bare)


def _begun(directive: Directive, heading: str, prose: list[str], matter: Mapping[str, Any]) -> _Draft:
    options = directive.options
    if as_number(as_written(options["points"])) <= 0:
        raise ReadError("a question is worth more than nothing.", directive.places["points"])
    item: dict[str, Any] = {
        name: options[name] for name in ("wrt", "parameters", "data", "constants") if name in options
    }
    if "shapes" in options:
        pairs = (part.split(":", 1) for part in options["shapes"].split(";"))
        item["shapes"] = {name.strip(): axes.strip() for name, axes in pairs}
    item |= {name: int(options[name]) for name in ("decimals", "significant_figures") if name in options}
    deadline = options.get("deadline", matter.get("deadline"))
    if deadline is not None:
        item["deadline"] = float(deadline) if isinstance(deadline, str) else deadline
    carried = options.get("follow_through", matter.get("follow_through", True))
    return _Draft(directive, heading, prose, item, follow_through=carried in (True, "yes"))


def _take(draft: _Draft, above: Directive, text: str, block: Block, source: str) -> None:
    """What the block below a comment says."""
    word = above.word.name
    if word == "rubric":
        draft.rubric = rubric(cells(above, text, block, source), draft.points)
    elif word == "key":
        draft.key = tuple(row.text for row in formulas(above, text, block, source))
        draft.acknowledged = above.options.get("reason", "")
    elif word == "question":
        name = "model" if "wrt" in draft.item else "reference"
        draft.item[name] = "\n".join(row.text for row in formulas(above, text, block, source))
    else:
        draft.item[word] = FIELDS[word](above, text, block, source)
