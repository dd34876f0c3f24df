"""Reports of a graded class: a feedback sheet per student (HTML, Markdown), one report about the class (HTML).

In: an assignment and its records.  Out: files.  ``sheet`` is what a sheet says and ``lines`` how each line stands;
``results`` and ``alike`` are the numbers of a class; ``sheet_html``, ``sheet_markdown`` and ``class_html`` give them a
form.  The same records give the same bytes, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from symgrad.errors import DataError, OptionError, choices, worded
from symgrad.grading.questions import Assignment
from symgrad.grading.record import Record, file_names
from symgrad.grading.reports import class_html, sheet_html, sheet_markdown
from symgrad.grading.reports.results import Class
from symgrad.grading.reports.sheet import sheets
from symgrad.grading.reports.words import Voice

#: form → suffix of a sheet and what writes it
FORMATS = {"html": (".html", sheet_html.document), "markdown": (".md", sheet_markdown.document)}
#: the class's report, and the folder of the sheets beside it
CLASS, FOLDER = "class.html", "sheets"

__all__ = ["CLASS", "FOLDER", "FORMATS", "write"]


def write(
    assignment: Assignment,
    records: Sequence[Record],
    out: Path | str,
    *,
    languages: Sequence[str] = ("ko",),
    formats: Sequence[str] = ("html", "markdown"),
    show_answer: bool = False,
    files: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Write ``out/class.html`` and a sheet per student into ``out/sheets``; the paths, the class's report first.

    ``languages``: one, or several in the same file.  ``show_answer``: the right answers, too.  ``files``: student →
    file name without suffix (``record.file_names`` by default).  Raises ``OptionError`` for an unknown language or
    format, ``DataError`` for records of another assignment or two of one student and question.
    """
    voice = Voice(tuple(languages))
    for form in formats:
        if form not in FORMATS:
            raise OptionError(
                worded("no format is called {form}.", form=repr(form)), remedy=choices(form, tuple(FORMATS))
            )
    _checked(assignment, records)
    names = files if files is not None else file_names(record.student for record in records)
    for student, name in names.items():
        if Path(name).name != name or name.startswith(".") or "\\" in name or not name.isprintable():
            raise DataError(
                worded("{name} is no file name for {student}.", name=repr(name), student=repr(student))
            )
    everyone = sheets(assignment, records, names, show_answer=show_answer)
    folder = Path(out) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    linked = FORMATS[formats[0] if formats and "html" not in formats else "html"][0]
    written = [Path(out) / CLASS]
    report = class_html.document(Class(assignment, everyone), voice, folder=FOLDER, suffix=linked)
    written[0].write_text(report, encoding="utf-8", newline="\n")
    for sheet in everyone:
        for form in dict.fromkeys(formats):
            suffix, document = FORMATS[form]
            path = folder / f"{sheet.file}{suffix}"
            path.write_text(document(sheet, voice), encoding="utf-8", newline="\n")
            written.append(path)
    return tuple(written)


def _checked(assignment: Assignment, records: Sequence[Record]) -> None:
    known = {question.id for question in assignment.questions}
    seen: set[tuple[str, str]] = set()
    for record in records:
        if record.question not in known:
            raise DataError(
                worded("the assignment has no question {question}.", question=repr(record.question))
            )
        if (record.student, record.question) in seen:
            raise DataError(
                worded(
                    "two records of {student} for question {question}.",
                    student=repr(record.student),
                    question=repr(record.question),
                )
            )
        seen.add((record.student, record.question))
