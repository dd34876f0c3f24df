"""What else reads text from outside, and what each may raise: a table of targets for the fuzzer.

``failing`` draws an input for a target, runs it, and says what is wrong: anything raised that is not ``SymgradError``,
a side effect, or more time than the target may take.
"""

from __future__ import annotations

import io
import json
import random
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import fuzzing
from fuzzing_formulas import CHANGES, ROOT, cut, formula, letter

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.grading.assignment import parse_assignment
from symgrad.grading.submissions import collect
from symgrad.notes import audit, parse_page


@cache
def pages() -> tuple[str, ...]:
    """Our own pages, the shorter ones."""
    found = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "derivations").glob("*.md"))]
    return tuple(sorted(found, key=len)[:20])


@cache
def assignments() -> tuple[str, ...]:
    """Assignments to begin with."""
    from symgrad.documents.starting import starting_page

    titles = {"en": "Homework", "ko": "과제"}
    return tuple(starting_page(titles[lang], lang, "assignment") for lang in titles)


def changed(text: str, draw: random.Random) -> str:
    """A page with a few of its lines, formulas, directives or characters changed."""
    for _ in range(draw.choice((1, 1, 2, 4))):
        lines = text.split("\n")
        place = draw.randrange(len(lines))
        kind = draw.random()
        if kind < 0.2:
            del lines[place]
        elif kind < 0.35:
            lines.insert(place, lines[draw.randrange(len(lines))])
        elif kind < 0.5:
            other = draw.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        elif kind < 0.6:
            lines[place] = re.sub(r"\S+", lambda _: formula(draw), lines[place], count=1)
        else:
            lines[place] = draw.choice(CHANGES)(lines[place], draw)
        text = "\n".join(lines)
    return text[:60_000]


def _model(draw: random.Random) -> str:
    lines = [
        f"{draw.choice(('a', 'b', 'h(x)', 'L', 'a_1', 'p_k'))} = {formula(draw)}"
        for _ in range(draw.randrange(3))
    ]
    return "\n".join((*lines, formula(draw)))


def _read(text: str) -> None:
    model = sg.read(text)
    for key in list(model.parameters)[:1]:
        sg.derive(model, key)


def _page(text: str) -> None:
    parse_page(text, source="page.md")


def _audit(text: str) -> None:
    audit(parse_page(text, source="page.md"))


def _assignment(text: str) -> None:
    parse_assignment(text, source="assignment.md")


#: a name as a submission may have it, in a folder, an archive or a table
NAMES = (
    "kim", "김민수", "../../etc/passwd", "/etc/passwd", "a\\..\\b", "CON", "x" * 300, "=1+1", "@x", "\u202egnp",
    "<b>kim</b>", "", ".", "..", "a/b/c/d/e/f/g/h/i/j", "kim\nlee", "\ud800", "kim_12_assignsubmission_file_",
)  # fmt: skip


def _submitted(draw: random.Random) -> tuple[str, Any]:
    kind = draw.choice((".csv", ".jsonl", ".zip", ".tsv"))
    rows = [
        (
            draw.choice(NAMES),
            draw.choice(("1", "Q1", "문제 1", "9", "", formula(draw))),
            formula(draw),
        )
        for _ in range(draw.randrange(6))
    ]
    if kind == ".jsonl":
        keys = ("name", "question", "answer")
        given = [dict(zip(keys, row, strict=True)) for row in rows]
        text = "\n".join(json.dumps(draw.choice((row, row, row, [row], {}, None))) for row in given)
        return kind, _bytes(draw.choice((text, letter(text, draw))))
    if kind == ".zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the same name twice
            for name, heading, body in rows:
                member = f"{name}{draw.choice(('.md', '.tex', '.txt', '/1.md', '.exe', ''))}" or "x"
                archive.writestr(
                    member.encode("utf-8", "replace").decode(), _bytes(f"# {heading}\n${body}$\n")
                )
        data = bytearray(made.getvalue())
        for _ in range(draw.choice((0, 0, 1, 3))):
            data[draw.randrange(len(data))] = draw.randrange(256)
        return kind, bytes(data)
    sign = "," if kind == ".csv" else "\t"
    head = draw.choice(
        ("name,question,answer", "student,1", "Full name,Response 1", "", "name,name,question")
    )
    text = "\n".join((head.replace(",", sign), *(sign.join(f'"{part}"' for part in row) for row in rows)))
    return kind, _bytes(draw.choice((text, text, letter(text, draw), cut(text, draw))))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _collect(given: tuple[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"submissions{given[0]}")
        path.write_bytes(given[1])
        with fuzzing.watching():
            collect(one_assignment(), path)


@cache
def one_assignment() -> Any:
    return parse_assignment(assignments()[0])


@dataclass(frozen=True)
class Target:
    """``draw`` makes an input, ``run`` takes it and may raise ``SymgradError`` alone, in at most ``seconds``."""

    name: str
    draw: Callable[[random.Random], Any]
    run: Callable[[Any], None]
    seconds: float = 5.0
    watched: bool = True


TARGETS: tuple[Target, ...] = (
    Target("read", _model, _read, 10),
    Target("page", lambda draw: changed(draw.choice(pages()), draw), _page),
    Target("audit", lambda draw: changed(draw.choice(pages()[:12]), draw), _audit, 60),
    Target("assignment", lambda draw: changed(draw.choice(assignments()), draw), _assignment),
    Target("submissions", _submitted, _collect, watched=False),
)
BY_NAME = {target.name: target for target in TARGETS}


def failing(target: Target, seed: int) -> tuple[str, Any] | None:
    """What is wrong with the outcome for this seed, and the input; ``None`` if nothing is."""
    given = target.draw(random.Random(seed))
    said = fuzzing.outcome(lambda: target.run(given), target.seconds, SymgradError, watched=target.watched)
    return None if said is None else (said, given)
