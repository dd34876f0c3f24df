r"""Reading a lecture page: Markdown that GitHub renders, with a model, its given numbers and the printed claims.

Goes in: a Markdown file.  Front matter: ``title: {en: …, ko: …}`` and ``ids: [B6]``.  A block of mathematics
means something to symgrad when an HTML comment stands right above it; ``symgrad.notes.directives`` lists them.
``model`` begins a section: what follows is about that model.  Comes out: ``Page``, with a ``Section`` for each
model.  Nothing on a page is executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from symgrad.errors import DataError, ModelError, OptionError, Origin, ReadError, choices, worded
from symgrad.exact import environment
from symgrad.model import Model
from symgrad.notes.blocks import Block, cut, split_front_matter
from symgrad.notes.directives import Directive, read_directive
from symgrad.notes.facts import Fact, fact, refuse_contradiction
from symgrad.notes.matter import front_matter
from symgrad.notes.names import name_in
from symgrad.notes.page import Acknowledged, Page, Printed, Section, Training
from symgrad.notes.rows import Row, assignments, rows, table
from symgrad.notes.values import Value, columns, lengths, literal, meant
from symgrad.reading import read
from symgrad.reading.parser import name_key
from symgrad.symmetry import refuse_asymmetric


def read_page(path: str | Path) -> Page:
    """Read a page from a file.  Raises ``ReadError`` with file, line and column for whatever is not right on it."""
    try:
        text = Path(path).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(
            worded("{path} is not UTF-8 text (byte {error}).", path=path, error=error.start),
            remedy="Save it as UTF-8.",
        ) from None
    except OSError as error:
        raise ReadError(
            worded("cannot read {path}: {error}.", path=path, error=error.strerror), reason="undefined"
        ) from None
    return parse_page(text, source=str(path))


def parse_page(text: str, *, source: str = "") -> Page:
    """Read a page from its text; ``source`` is what messages call it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start, end, rest = split_front_matter(text, source)
    titles, ids, known = front_matter(text, start, end, source)
    blocks = cut(text, rest, source)
    sections = tuple(_sections(text, blocks, ids, source))
    if not sections:
        raise ReadError(
            worded("{page} has no model.", page=source or "the page"),
            remedy='Write <!-- symgrad: model parameters="..." --> above the block with the definitions.',
        )
    return Page(
        source, text, MappingProxyType(titles), ids, sections, blocks, (*known, *_known(text, blocks, source))
    )


def _known(text: str, blocks: tuple[Block, ...], source: str) -> Iterator[Acknowledged]:
    """The findings that comments acknowledge, wherever they stand."""
    for block in blocks:
        directive = read_directive(text, block, source) if block.kind == "comment" else None
        if directive is not None and directive.word.name == "acknowledge":
            options = directive.options
            yield Acknowledged(options["id"], options["reason"], directive.places["id"])


# -- sections ---------------------------------------------------------------------------------------------


@dataclass
class _Draft:
    """A section while it is being read."""

    name: str
    model: Model
    target: str
    origin: Origin
    given: dict[str, Value] = field(default_factory=dict)
    formulas: list[Row] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    training: Training | None = None
    facts: list[Fact] = field(default_factory=list)

    def finished(self) -> Section:
        """The section.  Raises ``ReadError`` for given numbers whose lengths contradict each other."""
        section = Section(
            self.name,
            self.model,
            self.target,
            MappingProxyType(self.given),
            tuple(self.formulas),
            tuple(self.printed),
            self.training,
            self.origin,
            tuple(self.facts),
        )
        refuse_contradiction(section.facts, section.given)
        if section.inputs is not None:
            try:
                environment(self.model, section.inputs)
                refuse_asymmetric(self.model, section.inputs)
            except DataError as error:
                raise ReadError(error.problem, self.origin, remedy=error.remedy) from None
        return section


def _sections(text: str, blocks: tuple[Block, ...], ids: tuple[str, ...], source: str) -> Iterator[Section]:
    draft: _Draft | None = None
    names: set[str] = set()
    waiting: list[Printed] = []  # a method's equations need no model
    for position, block in enumerate(blocks):
        directive = read_directive(text, block, source) if block.kind == "comment" else None
        if directive is None or directive.word.name == "acknowledge":
            continue
        below = blocks[position + 1] if position + 1 < len(blocks) else None
        below = below if below is not None and below.kind in ("math", "table") else None
        if below is None and not directive.word.alone:
            raise ReadError(
                worded("no block of mathematics stands below this {word}.", word=directive.word.name),
                directive.origin,
                remedy="Put the $$ block right below the comment.",
            )
        if directive.word.name == "model":
            if draft is not None:
                yield draft.finished()
            draft = _model(text, directive, below, source)
            draft.printed += waiting
            waiting.clear()
            if draft.name in names:
                raise ReadError(
                    worded("two models of this page are called {draft}.", draft=repr(draft.name)),
                    directive.places.get("name", directive.origin),
                    remedy='Give one of them another name="...".',
                )
            names.add(draft.name)
        elif draft is None and "method" in directive.options:
            waiting.append(_block(text, directive, below, ids, source))
        elif draft is None:
            raise ReadError(
                worded("{word} stands above the first model.", word=directive.word.name),
                directive.origin,
                remedy="Put the model block first.",
            )
        else:
            _READ[directive.word.name](draft, text, directive, below, ids, source)
    if draft is not None:
        yield draft.finished()


def _model(text: str, directive: Directive, block: Block | None, source: str) -> _Draft:
    lines = rows(text, _mathematics(block, directive), source)
    if not lines:
        raise ReadError("this model has no definitions.", directive.origin)
    options = directive.options
    joined = " \n".join(line.text.replace("\n", " ") for line in lines)
    shapes = {}
    for entry in options.get("shapes", "").split(";"):
        key, _, shape = entry.partition(":")
        if key.strip():
            shapes[key.strip()] = shape.strip()
    moved = _Moved(lines)
    try:
        model = read(
            joined,
            parameters=options.get("parameters", ""),
            data=options.get("data", ""),
            constants=options.get("constants", ""),
            shapes=shapes,
        )
    except (ReadError, ModelError) as error:
        raise moved.error(error, directive.origin) from None
    except OptionError as error:
        place = directive.places.get("shapes", directive.origin)
        raise ReadError(error.problem, place, remedy=error.remedy) from None
    model = replace(
        model,
        definitions=tuple(replace(each, origin=moved.origin(each.origin)) for each in model.definitions),
        text_read="\n".join(" ".join(line.text.split()) for line in lines),
    )
    target = _key(options["target"]) if "target" in options else model.target
    if target not in model.by_name:
        raise ReadError(
            worded("the model does not define {target}.", target=target),
            directive.places["target"],
            remedy=choices(target, tuple(model.by_name)),
            reason="undefined",
        )
    return _Draft(options.get("name", target), model, target, directive.origin)


def _key(name: str) -> str:
    """A name's canonical key, or the text itself where it is no name (and will not be found)."""
    try:
        return name_key(name)
    except ReadError:
        return name


@dataclass(frozen=True)
class _Moved:
    """Places in lines that were put together, translated back to the page."""

    rows: tuple[Row, ...]

    def origin(self, inner: Origin | None) -> Origin | None:
        """Where a stretch of the joined text stands on the page."""
        if inner is None:
            return None
        begin = 0
        for row in self.rows:
            if inner.start <= begin + len(row.text):
                return row.origin(
                    inner.start - begin, max(inner.start, min(inner.end, begin + len(row.text))) - begin
                )
            begin += len(row.text) + 2
        return self.rows[-1].origin(len(self.rows[-1].text))

    def error(self, error: ReadError | ModelError, instead: Origin) -> ReadError | ModelError:
        """The same error with its place on the page."""
        place = self.origin(error.origin) or instead
        if isinstance(error, ReadError):
            return ReadError(error.problem, place, remedy=error.remedy, reason=error.reason)
        return ModelError(error.problem, place, remedy=error.remedy)


def _mathematics(block: Block | None, directive: Directive) -> Block:
    if block is None or block.kind != "math":
        raise ReadError(
            worded("{word} needs a block of mathematics below it.", word=directive.word.name),
            directive.origin,
        )
    return block


def _given(
    draft: _Draft, text: str, directive: Directive, block: Block | None, ids: tuple[str, ...], source: str
) -> None:
    assert block is not None
    if block.kind == "table":
        for key, value in columns(draft.model, table(text, block, source)).items():
            _enter(draft, key, value, directive.origin)
        return
    for row in [part for line in rows(text, block, source) for part in _parts(draft.model, line)]:
        stated = fact(draft.model, row)
        if stated is not None:
            draft.facts.append(stated)
            continue
        left, _, right = row.text.partition("=")
        if not right.strip():
            raise ReadError(
                "expected name = number.",
                row.origin(),
                remedy="Write for example x_1 = 0.5, each on a line of its own or with commas between.",
            )
        key = meant(draft.model, name_in(row, 0, len(left)))
        value = literal(right)
        if value is None and key in draft.model.names:
            raise ReadError(
                worded("{value} is no number.", value=right.strip()),
                row.origin(len(left) + 1),
                remedy=worded(
                    "{key} belongs to the model: give it a number, a list of numbers or a small matrix.",
                    key=key,
                ),
            )
        if value is None:
            draft.formulas.append(row)
        else:
            _enter(draft, key, value, row.origin())


def _parts(model: Model, line: Row) -> tuple[Row, ...]:
    """The assignments of a line; a fact is one line, commas and all."""
    return (line,) if fact(model, line) is not None else assignments(line)


def _enter(draft: _Draft, key: str, value: Value, origin: Origin) -> None:
    if key in draft.model.numbers:
        raise ReadError(
            worded("{key} has its number in the model already.", key=key),
            origin,
            remedy="Take one of the two out.",
        )
    if key in draft.given:
        raise ReadError(worded("{key} is given twice.", key=key), origin, remedy="Take one of the two out.")
    name = draft.model.names.get(key)
    if name is not None and name.role == "definition":
        raise ReadError(
            worded("{key} is defined by the model, so it is not given.", key=key),
            origin,
            remedy="Make it a claim.",
        )
    if name is not None and len(name.axes) != len(lengths(value)):
        raise ReadError(
            worded(
                "{key} has {needed} axes, the value given has {given}.",
                key=key,
                needed=len(name.axes),
                given=len(lengths(value)),
            ),
            origin,
        )
    draft.given[key] = value


def _printed(
    draft: _Draft, text: str, directive: Directive, block: Block | None, ids: tuple[str, ...], source: str
) -> None:
    draft.printed.append(_block(text, directive, block, ids, source))


def _block(
    text: str, directive: Directive, block: Block | None, ids: tuple[str, ...], source: str
) -> Printed:
    id = directive.options["id"]
    if not any(re.fullmatch(re.escape(each) + r"([a-z].*)?", id) for each in ids):
        raise ReadError(
            worded("the id {id} belongs to none of this page's ids.", id=id),
            directive.places["id"],
            remedy=worded("The front matter says ids: [{ids}].", ids=", ".join(ids)),
        )
    if block is not None and block.kind == "table":
        return _table(text, directive, block, source)
    lines = rows(text, _mathematics(block, directive), source)
    if not lines:
        raise ReadError("this block has no lines.", directive.origin)
    if "rule" in directive.options:
        raise ReadError("a rule is for a table, whose lines are steps.", directive.places["rule"])
    method = directive.options.get("method", "")
    if method:
        from symgrad.notes.methodrows import rows_of

        rows_of(method, directive.places["method"])
    induction, over = (directive.options.get(option, "") for option in ("induction", "over"))
    if bool(induction) != bool(over):
        raise ReadError(
            "an induction has the model of its first case, and the letter it runs over.",
            directive.places["induction" if induction else "over"],
            remedy='Write induction="first-layer" over="l".',
        )
    return Printed(id, lines, directive.word.name == "update", directive.origin, method, induction, over)


def _table(text: str, directive: Directive, block: Block, source: str) -> Printed:
    """A table of claims; the lines of an update's table are steps of a rule."""
    options = directive.options
    effect = directive.word.name == "update"
    for option in ("method", "induction", "over"):
        if option in options:
            raise ReadError(
                worded("a table has no {option}.", option=option),
                directive.places[option],
                remedy="Take it out.",
            )
    if effect and "rule" not in options:
        raise ReadError(
            "an update above a table needs the rule that takes effect between its lines.",
            directive.origin,
            remedy='Write update id="B6g" rule="B6f", where block B6f shows it with :=, or make it claims.',
        )
    cells = table(text, block, source)
    return Printed(options["id"], (), effect, directive.origin, table=cells, rule=options.get("rule", ""))


def _train(
    draft: _Draft, text: str, directive: Directive, block: Block | None, ids: tuple[str, ...], source: str
) -> None:
    from symgrad.notes.trainings import training_of

    if draft.training is not None:
        raise ReadError("this model has two train blocks.", directive.origin, remedy="Take one of them out.")
    draft.training = training_of(draft.model, draft.given, text, directive, block, source)


_READ = {"given": _given, "claims": _printed, "update": _printed, "train": _train}
