"""A feedback sheet in Markdown that GitHub and learning platforms show; what came from outside has no signs in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symgrad.grading.reports import outside
from symgrad.grading.reports.lines import MOST_LINES, Line
from symgrad.grading.reports.sheet import Answer, Failure, Sheet
from symgrad.grading.reports.sheet_html import got, heading
from symgrad.grading.reports.words import OUTCOMES, SIGNS, Text, Voice, said

#: a formula between dollars has these characters and no others
_PLAIN_MATH = re.compile(r"[A-Za-z0-9\\{}^_()\[\]+\-=/.,:;!'&\s∂]*")

_ELEMENT = re.compile(r"<(?=[A-Za-z/!?])")
_PICTURE = re.compile(r"!(?=\[)")
_OTHER_LINK = re.compile(r"\]([(:])(?!\s*https?://)")


def document(sheet: Sheet, voice: Voice) -> str:
    """The whole file."""
    title = outside.markdown(outside.visible(voice.joined(sheet.assignment.title)))
    blocks = [
        f"# {outside.markdown(sheet.name)}",
        f"{title} · {voice.word('feedback')}",
        f"**{voice.word('total')}: {sheet.marks} / {sheet.assignment.points}**",
    ]
    if sheet.open:
        blocks += _each(voice, said("so_far", count=sheet.open))
    for answer in sheet.answers:
        blocks += answered(answer, voice)
    return "\n\n".join([*blocks, "---", voice.word("made_by")]) + "\n"


def answered(view: Answer, voice: Voice) -> Iterator[str]:
    """The blocks of one question."""
    sign, _ = OUTCOMES[view.outcome]
    title = _heading(heading(view.number, view.question))
    yield f"## {title}: {sign} {voice.word(view.outcome)}, {got(view, voice)}"
    yield _prompt(view.question.prompt)
    yield f"**{voice.word('your_work')}**"
    if view.lines and view.record is not None:
        yield "\n".join(_line(line, voice) for line in view.lines)
        if len(view.record.lines) > MOST_LINES:
            yield from _each(voice, said("more_lines", count=len(view.record.lines) - MOST_LINES))
    elif view.outcome == "missing":
        yield from _each(voice, said("nothing"))
    for text in view.why:
        yield from _each(voice, text)
    for failure in view.failures:
        yield from _failure(failure, voice)
    if view.example is not None:
        values = {key: f"**{getattr(view.example, key)}**" for key in ("answer", "reference")}
        yield f"**{voice.word('differs')}**"
        at = math(r",\ ".join(view.example.at))
        told = said(view.example.key, at=at, **values)
        yield from (text for _, text in voice.each(told))
    if view.mistake is not None:
        yield f"**{voice.word('hints')}**"
        for number, hint in enumerate(view.mistake.hints, 1):
            if number == 1:
                yield from _each(voice, hint)
                if view.mistake.place:
                    yield f"{voice.word('place')}: {math(view.mistake.place)}"
            else:
                yield from _folded(voice, voice.word("more_hint", number=number), hint)
        name = {lang: said("maybe", name=name)[lang] for lang, name in view.mistake.name.items()}
        yield from _folded(voice, voice.word("its_name"), name)
        if view.mistake.follow_up:
            yield f"**{voice.word('follow_up')}**"
            yield from _each(voice, view.mistake.follow_up)
    if view.right:
        yield f"**{voice.word('right_answer')}**"
        yield math(view.right)


def math(latex: str) -> str:
    """A formula between dollars; as code where it has a sign that Markdown or HTML could take for its own."""
    shown = " ".join(latex.split())
    return f"${shown}$" if _PLAIN_MATH.fullmatch(shown) else outside.code(outside.visible(shown))


def _heading(text: str) -> str:
    parts = text.split("$")
    if len(parts) % 2 == 0:
        return outside.markdown(text)
    return " ".join(math(part) if n % 2 else outside.markdown(part) for n, part in enumerate(parts)).strip()


def _prompt(text: str) -> str:
    """The teacher's own Markdown, quoted: no element or picture, no link but to a web page, no line outside."""
    shown = outside.visible(text, keep="\n\t").strip()
    shown = _OTHER_LINK.sub(r"]\\\1", _ELEMENT.sub("&lt;", _PICTURE.sub("", shown)))
    return "\n".join(f"> {line}".rstrip() for line in shown.split("\n"))


def _line(line: Line, voice: Voice) -> str:
    sign, _ = SIGNS.get(line.mark, ("", ""))
    lead = f"{outside.markdown(line.words)} " if line.words else ""
    shown = lead + math(line.latex) if line.latex else outside.code(line.text)
    if line.cut:
        shown += f" {voice.word('longer', count=line.cut)}"
    return f"{line.number}. {shown}" + (f" — {sign} {voice.word(f'line_{line.mark}')}" if line.mark else "")


def _each(voice: Voice, text: Text) -> Iterator[str]:
    """A sentence in each language, its signs made harmless."""
    yield from (outside.markdown(words) for _, words in voice.each(text))


def _folded(voice: Voice, title: str, text: Text) -> Iterator[str]:
    yield f"<details><summary>{title}</summary>"
    yield from _each(voice, text)
    yield "</details>"


def _failure(failure: Failure, voice: Voice) -> Iterator[str]:
    for lang in voice.languages:
        one = Voice((lang,))
        parts = [] if failure.line is None else [one.word("error_in_line", number=failure.line)]
        parts.append(failure.words[lang])
        if failure.place:
            parts.append(one.word("error_place", place=outside.code(failure.place)))
        if failure.message.get(lang):
            parts.append(outside.markdown(failure.message[lang]))
        yield " ".join(parts)
