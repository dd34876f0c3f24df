"""A derivation as a whole: the first wrong line, what is carried on from there, and mistakes that cancel.

In: the question and the texts of the lines.  Out: a ``Verdict`` with one ``LineVerdict`` a line (``walk``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace as changed

from symgrad.checking.carried import as_said
from symgrad.checking.comparing import seconds_left
from symgrad.checking.explain import explain as explain_by
from symgrad.checking.explain import named, naming, prepared, said
from symgrad.checking.judge import Explain, is_undone, related
from symgrad.checking.mistakes import BY_ID
from symgrad.checking.question import Question
from symgrad.checking.supposed import covers
from symgrad.checking.verdict import Failure, LineVerdict, Named, Verdict
from symgrad.checking.walk import GOOD, Walk, bare
from symgrad.checking.words import joined, say
from symgrad.equality.clock import Clock, OutOfTime
from symgrad.errors import SymgradError

__all__ = ["bare", "judged_lines"]


def judged_lines(
    question: Question,
    texts: Sequence[Sequence[str]],
    clock: Clock,
    explain: Explain | None = None,
) -> Verdict:
    """The verdict on a derivation: that on its last value, with every line's own; a line is its clauses."""
    walk = Walk(question, clock, explain, clauses=[part for parts in texts for part in parts])
    lines = tuple(walk.line(parts, at_end=number == len(texts)) for number, parts in enumerate(texts, 1))
    lines = tuple(
        changed(line, status="part", follows=None, kind="words") if n in walk.used else line
        for n, line in enumerate(lines, 1)
    )
    lines = tuple(walk.judged_later.get(n, line) for n, line in enumerate(lines, 1))
    final = walk.last_verdict
    right = final is not None and final.status in GOOD
    if not walk.labelled and not right:
        # Nothing says that a true equation is about something else than the result after it.
        lines = tuple(
            changed(line, status="different", kind="value") if walk.leads_to_result(n) else line
            for n, line in enumerate(lines, 1)
        )
    wrong = [n for n, line in enumerate(lines, 1) if line.status == "different" or line.follows is False]
    number = wrong[0] if wrong else None
    if final is not None and final.status in GOOD:
        # A right case makes up for no wrong one.
        final = next((verdict for _, verdict in walk.cases if verdict.status not in GOOD), final)
    if final is None:
        error = next((line.error for line in lines if line.error is not None), None)
        error = error or Failure("wrong_type", None, "no line says what was asked for.")
        return Verdict("invalid", None, lines=lines, text=say("invalid", message=error.message), error=error)
    last = next((line for line in reversed(lines) if line.kind != "words"), None)
    if final.status not in GOOD and last is not None and last.error is not None:
        # What was not read may be the result; no line before it is.
        text = say("invalid", message=last.error.message)
        return Verdict("invalid", None, lines=lines, text=text, error=last.error)
    node = walk.last_node
    if node is not None and walk.derived and final.status in GOOD:
        node = as_said(node, walk.derived)
        final = walk.judged_anew(node) or final
    notes = list(_notes(final, lines, number, walk.values))
    if "cancelled" in notes and _only_expressions(walk, lines, wrong):
        notes = ["first_wrong_line", "parts"]
    notes += [note for note in _notes_on_asides(walk) if right and note not in notes]
    open_cases = bool(walk.cases) and final.status in GOOD and not _covered(walk)
    notes += ["cases_missing"] if open_cases else []
    doubtful = walk.doubtful and final.status in GOOD
    notes += ["after_cases"] if doubtful else []
    undone = bool(final.accept) and node is not None and is_undone(question, node, walk.unfinished())
    undone = undone or (final.status in GOOD and any(verdict.note == "undone" for _, verdict in walk.cases))
    notes += ["undone"] if undone else []
    notes += [final.note] if final.note in ("case_never", "case_of_which") else []
    notes += ["set_to_zero"] if walk.zero and final.status in GOOD else []
    # g = 5x behind the value may be meant as the answer.
    notes += ["name_at_end"] if walk.unused and final.status in GOOD else []
    # A right last line after a wrong one, or one that cannot be read, is for a person.
    unread = any(line.status == "invalid" for line in lines)
    unclear = number is not None or open_cases or doubtful or undone or walk.unused or unread or walk.zero
    unclear = unclear or "parts" in notes or "aside_at_end" in notes
    # What is wrong after a line that nobody read may rest on what that line introduced.
    resting = number is not None and any(line.status == "invalid" for line in lines[: number - 1])
    accept = None if (final.accept and unclear) or resting else final.accept
    mistake = final.mistake or _mistake(walk)
    texts_said = [
        {} if open_cases or doubtful or undone else final.text,
        *(say(note, number=str(number)) for note in notes if note != final.note),
    ]
    if number is not None and walk.after_right and walk.claim is None:
        texts_said.append(say("after_right"))
    if final.mistake is None:  # else its own text says it
        texts_said += [said(mistake) if mistake is not None else related(final)]
    return changed(
        final, accept=accept, lines=lines, first_wrong_line=number, note=" ".join(notes), mistake=mistake,
        text=joined(*texts_said),
    )  # fmt: skip


def _notes(final: Verdict, lines: tuple[LineVerdict, ...], number: int | None, values: int) -> Iterator[str]:
    if number is None:
        if len(lines) == 1 and values == 1:
            yield "copied"
        return
    yield "first_wrong_line"
    after = [line for line in lines[number:] if line.kind == "value"]
    if final.status in GOOD:
        yield "cancelled"
    elif after and all(line.follows for line in after):
        yield "carried"


def _notes_on_asides(walk: Walk) -> Iterator[str]:
    """What a person must look at for: true equations of which nothing says that they are not meant as the answer."""
    if walk.asides and not walk.labelled and not walk.used:
        yield "parts"
    if walk.aside_at_end:
        yield "aside_at_end"


def _only_expressions(walk: Walk, lines: tuple[LineVerdict, ...], wrong: list[int]) -> bool:
    """Whether nothing that is wrong claims to be what was asked for: expressions alone, and the step from them."""
    alone = {number for number, _ in walk.parts}
    last = len(lines)
    return len(alone) > 1 and all(n in alone or (n == last and lines[n - 1].status in GOOD) for n in wrong)


def _covered(walk: Walk) -> bool:
    return covers([supposed for supposed, _ in walk.cases], walk.question, seconds_left(walk.clock))


def _mistake(walk: Walk) -> Named | None:
    """The mistake in the first wrong line: in a claim's derivative, or in a value of what was asked for."""
    if walk.claim is not None and walk.claim.partial is not None:
        claim = walk.claim
        question = changed(walk.question, expr=claim.right, named=claim.right, partial=claim.partial)
        try:
            with naming(walk.clock) as clock:
                return explain_by(question, claim.written, prepared(question, clock), clock)
        except (SymgradError, RecursionError, OutOfTime):
            return None
    if walk.first_wrong is None or walk.explain is None:
        return None
    found = walk.explain(walk.first_wrong)
    if found is None or not walk.after_right:
        return found
    # Nothing was differentiated any more: of the names only those of slips in rewriting.
    names = [name for name in (found.id, *found.alternatives) if BY_ID[name].rewriting]
    if not names:
        return None
    return named(names[0], found.step, found.confidence, tuple(names[1:]))
