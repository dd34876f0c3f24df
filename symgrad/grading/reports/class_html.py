"""The report about a class as one HTML file that fetches nothing; it links to the sheets beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from symgrad.grading.record import REVIEWS
from symgrad.grading.reports import alike, outside, pieces, results
from symgrad.grading.reports.alike import Group, Shared
from symgrad.grading.reports.results import UNNAMED, Class, LineRow, MistakeRow, Row
from symgrad.grading.reports.sheet import Answer, Sheet, mistake_name
from symgrad.grading.reports.sheet_html import failed, got, heading
from symgrad.grading.reports.words import OUTCOMES, Voice, said

#: the histogram: its width and height, room on the left and above, the base line
WIDTH, HEIGHT, LEFT, TOP, BASE = 640, 220, 34, 22, 172
#: of the width of a bin
BAR = 0.82
#: characters of an answer in a list
SHORT = 160


def document(found: Class, voice: Voice, *, folder: str, suffix: str = ".html") -> str:
    """The whole file; sheets are in ``folder`` beside it."""
    return _ClassReport(found, voice, folder, suffix).document()


class _ClassReport:
    """One report being written."""

    def __init__(self, found: Class, voice: Voice, folder: str, suffix: str) -> None:
        self.found, self.voice, self.folder, self.suffix = found, voice, folder, suffix

    def document(self) -> str:
        found, voice = self.found, self.voice
        groups = alike.groups(found.sheets)
        return pieces.page(
            "class.html",
            voice,
            title=outside.visible(voice.joined(found.assignment.title)),
            cards=self.cards(),
            chart=self.chart(),
            questions=[self.question(row) for row in found.questions],
            hardest=self.hardest(),
            outcomes=[(tone, voice.word(outcome)) for outcome, (_, tone) in OUTCOMES.items()],
            signs=[(sign, voice.word(outcome)) for outcome, (sign, _) in OUTCOMES.items()],
            numbers=[str(row.number) for row in found.questions],
            mistakes=[self.mistake(row) for row in found.mistakes],
            by_line=[self.lines(row) for row in found.by_line],
            groups=[self.group(group) for group in groups[: alike.MOST_GROUPS]],
            more_groups=max(0, len(groups) - alike.MOST_GROUPS),
            look=[self.look(sheet, answer) for sheet, answer in found.to_look_at],
            by_hand=[self.by_hand(sheet, answer) for sheet, answer in found.by_hand],
            students=[self.student(sheet) for sheet in found.sheets],
        )

    def link(self, sheet: Sheet, answer: Answer | None = None) -> str:
        place = f"#{answer.anchor}" if answer is not None else ""
        return f"{quote(self.folder)}/{quote(sheet.file)}{self.suffix}{place}"

    def cards(self) -> list[dict[str, str]]:
        found, word = self.found, self.voice.word
        out_of = f"/ {found.assignment.points}"
        return [
            {"label": word("students"), "value": str(len(found.sheets)), "more": ""},
            {"label": word("settled"), "value": str(len(found.settled)), "more": f"/ {len(found.sheets)}"},
            {"label": word("mean_settled"), "value": results.shown(found.mean), "more": out_of},
            {"label": word("median_settled"), "value": results.shown(found.median), "more": out_of},
            {"label": word("to_look_at"), "value": str(len(found.to_look_at)), "more": ""},
        ]

    def chart(self) -> dict[str, Any]:
        bins = self.found.bins
        most = max(1, *(each.settled + each.open for each in bins))
        step = (WIDTH - LEFT) / len(bins)
        scale = (BASE - TOP) / most
        tick = max(1, -(-most // 5))
        bars = []
        for number, each in enumerate(bins):
            x = LEFT + step * (number + (1 - BAR) / 2)
            settled, waiting = each.settled * scale, each.open * scale
            count = each.settled + each.open
            bars.append(
                {
                    "x": round(x, 1),
                    "middle": round(x + step * BAR / 2, 1),
                    "settled": round(settled, 1),
                    "settled_y": round(BASE - settled, 1),
                    "open": round(waiting, 1),
                    "open_y": round(BASE - settled - waiting, 1),
                    "count": count,
                    "title": self.voice.word("bin", low=each.low, high=each.high, count=count),
                }
            )
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "base": BASE,
            "bar": round(step * BAR, 1),
            "bars": bars,
            "any_open": any(each.open for each in bins),
            "ticks": [{"count": n, "y": round(BASE - n * scale, 1)} for n in range(tick, most + 1, tick)],
            "edges": [
                {
                    "percent": 100 * n // len(bins),
                    "x": round(LEFT + step * n - (10 if n == len(bins) else 0), 1),
                }
                for n in range(len(bins) + 1)
            ],
        }

    def question(self, row: Row) -> dict[str, Any]:
        total = sum(count for _, count in row.outcomes) or 1
        present = [(outcome, count) for outcome, count in row.outcomes if count]
        return {
            "title": self.title(row),
            "points": row.question.points,
            "mean": results.shown(row.mean),
            "right": results.percent(row.right),
            "label": ", ".join(f"{self.voice.word(outcome)} {count}" for outcome, count in present),
            "parts": [
                {"tone": OUTCOMES[outcome][1], "width": round(100 * count / total, 2)}
                for outcome, count in present
            ],
        }

    def hardest(self) -> Markup | None:
        row = self.found.hardest
        if row is None:
            return None
        title = self.title(row)
        mean, points = Markup(results.shown(row.mean)), Markup(row.question.points)
        return pieces.filled(self.voice, "hardest", title=title, mean=mean, points=points)

    def title(self, row: Row | LineRow | Answer) -> Markup:
        return pieces.heading(heading(row.number, row.question))

    def people(self, sheets: tuple[Sheet, ...], answer: Answer | None = None) -> list[tuple[str, str]]:
        return [(self.link(sheet, answer), sheet.name) for sheet in sheets]

    def mistake(self, row: MistakeRow) -> dict[str, Any]:
        name = said("unnamed") if row.id == UNNAMED else mistake_name(row.id)
        return {
            "name": pieces.sentences(self.voice, name),
            "counts": row.counts,
            "count": row.count,
            "width": round(100 * row.count / max(each.count for each in self.found.mistakes), 2),
            "tone": "other" if row.id == UNNAMED else "one",
            "students": self.people(row.sheets),
        }

    def lines(self, row: LineRow) -> dict[str, Any]:
        most = max(row.first_wrong)
        return {
            "title": self.title(row),
            "works": self.voice.word("of_derivations", count=row.works),
            "lines": [
                {
                    "name": self.voice.word("line_number", number=number),
                    "count": count,
                    "width": round(100 * count / most, 2),
                }
                for number, count in enumerate(row.first_wrong, 1)
            ],
        }

    def group(self, group: Group) -> dict[str, Any]:
        return {
            "students": self.people(group.sheets, group.shared[0].answer),
            "shared": [self.shared(each) for each in group.shared],
        }

    def shared(self, shared: Shared) -> dict[str, Any]:
        mistake = results.mistake_of(shared.answer)
        several = len(shared.answer.lines) > 1
        line = shared.answer.lines[-1]
        answer = (
            pieces.formula(line.latex) if line.latex else Markup("<code>{}</code>").format(line.text[:SHORT])
        )
        return {
            "question": self.title(shared.answer),
            "answer": answer,
            "alike": self.voice.word("all_lines" if shared.lines and several else "same_answer"),
            "by": self.voice.word("shared_by", count=shared.count, answered=shared.answered),
            "name": self.voice.joined(mistake_name(mistake)) if mistake else "",
        }

    def look(self, sheet: Sheet, answer: Answer) -> dict[str, Any]:
        record = answer.record
        review = record.review if record is not None and record.review else "missing"
        details = [failed(failure, self.voice) for failure in answer.failures]
        if record is not None and not details and review != "missing":
            details = [pieces.sentences(self.voice, text) for text in answer.why]
        return {
            "student": sheet.name,
            "link": self.link(sheet, answer),
            "question": self.title(answer),
            "kind": self.voice.joined(REVIEWS[review]),
            "details": details,
            "source": outside.name(record.source) if record is not None and record.source else "",
        }

    def by_hand(self, sheet: Sheet, answer: Answer) -> dict[str, Any]:
        return {
            "student": sheet.name,
            "link": self.link(sheet, answer),
            "question": self.title(answer),
            "got": got(answer, self.voice),
            "why": [pieces.sentences(self.voice, text) for text in answer.why[:1]],
        }

    def student(self, sheet: Sheet) -> dict[str, Any]:
        return {
            "name": sheet.name,
            "link": self.link(sheet),
            "total": sheet.marks,
            "open": sheet.open,
            "cells": [
                {
                    "sign": OUTCOMES[each.outcome][0],
                    "tone": OUTCOMES[each.outcome][1],
                    "outcome": self.voice.word(each.outcome),
                    "marks": "" if each.outcome in ("open", "missing") else each.marks,
                }
                for each in sheet.answers
            ],
        }
