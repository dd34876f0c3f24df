r"""Names that a line explains beside what it says with them: 2(ŷ - y)x where ŷ = wx + b; …, r_i = wx_i + b - y_i.

In: a line and the question.  Out: its clauses, the definitions first, where one of them gives a name that the question
does not have and that another one uses; else the line as it is.  Names that are used a line before they are defined
are looked up in the lines after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from symgrad.checking.names import Defined, refuse_loose_letters
from symgrad.checking.names import defined as definition
from symgrad.checking.prose import without_words
from symgrad.checking.question import Question
from symgrad.checking.spoken import with_own_names
from symgrad.errors import SymgradError
from symgrad.reading import syntax as s

#: clauses of a line
MOST_CLAUSES = 8

_WORDS = "where|with|let|then|for|if|when|given|using|so|and|here|hence|thus|therefore|set|put|define|setting|letting"
#: words between a formula and what its names mean; any other says something else
_KOREAN = re.compile(
    r"여기(?:에?서)?|[이그]?때|단|다만|그러면|그럼|따라서|그래서|즉|그리고|또한?|정?답은?|결과는|의|에|대해|에서|경우|미분하면|구하면"
    r"|(?:이?라고?|으?로|[을를이가은는])?(?:(?:정의|치환)?[하두쓰]면|놓으면|(?:정의|치환)?[하두놓쓰]자|할|(?:정의|치환)?한다(?:면)?|둔다|놓는다)?때?"
    r"|일때?|이?라면|이면|인데?|이?[고며다]|입니다|이?므로|이?에요|예요"
)
#: what stands below a Σ, and dL/dw = …: nearly every answer with a sign of equality has no other
_BELOW = re.compile(r"_\{[^{}]*\}")
_LABEL = re.compile(
    r"[\s$&]*(?:\\d?frac\s*\{\s*(?:d|\\partial|∂|\\mathrm)|d[A-Za-z]\s*/|∂|\\partial|\\nabla|∇)[^=,;가-힣]*="
)
#: u를 … 라 하면, u는 …, where u is …
_IS = (" is ", "은 ", "는 ", "을 ", "를 ")
_SAYS = re.compile(
    r"(?<![A-Za-z\\])((?:\\(?:hat|bar|tilde)\s*\{?\s*[A-Za-z]\}?|[A-Za-z]+|[ŷẑâ])(?:_(?:[A-Za-z0-9]|\{[A-Za-z0-9]+\}))?\$?)"
    r"(?:\s*[은는을를](?=\s)|\s+is(?=\s))"
)
_HINT = re.compile(
    rf"(?<!\\)[,;∵]|\.\s|[가-힣]|\\because|[(\[][^()\[\]]*=|(?<![A-Za-z\\])(?:{_WORDS})(?![A-Za-z])",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<equal>=)|(?P<stop>(?<!\\)[,;∵]|\.(?=\s)|\\because(?![A-Za-z]))|(?P<korean>[가-힣]+(?:\s+[가-힣]+)*)"
    rf"|(?<![A-Za-z\\])(?P<word>{_WORDS})(?![A-Za-z])",
    re.IGNORECASE,
)
_DOTS = r"(?:\\[lc]?dots|\.\.\.|…|⋯)"
_RUNS = (
    r"\b(?:for\s+)?(?:all|each|every)\s+[a-z]\b(?!\s*=)|\\forall\s*[a-z]\b|모든\s*[a-z]\s*에\s*대해서?"
    rf"|\b[a-z]\s*=\s*1\s*,(?:\s*2\s*,)?\s*{_DOTS}\s*,\s*[A-Za-z]\b"
)
#: where an index runs: for all i; i = 1, …, m
_RANGE = re.compile(rf"\(\s*(?:{_RUNS})\s*\)|(?:,\s*)?(?:{_RUNS})")
_TEXT = re.compile(r"\\(?:text|textrm|mbox|mathrm)\s*\{([^{}\\]*)\}")
_LEADS = re.compile(rf"(?:{_WORDS})\Z", re.IGNORECASE)
#: what is around a clause and no part of it
_IN_FRONT = re.compile(r"(?:[\s$&~,;]|\\q?quad(?![A-Za-z]))+")
_BEHIND = (r"\qquad", r"\quad", r"\left", r"\right", "\\")
#: what stands on the left of no definition
_NO_NAME = re.compile(r"/|\\d?frac|\\nabla|\\partial|∂|∇")


def spread(question: Question, text: str) -> tuple[str, ...]:
    """The clauses of a line, definitions first, every character in its place; the line itself where it has one."""
    if "\n" in text:
        return (text,)
    spoken = text
    if any(word in text for word in _IS):
        text = _SAYS.sub(lambda found: found[1] + "=".center(len(found[0]) - len(found[1])), text)
    if "=" not in text:
        return (spoken,)
    outside = _BELOW.sub("", text)
    signs = outside.count("=")
    if not signs or (signs == 1 and _LABEL.match(outside)) or _HINT.search(outside) is None:
        return (spoken,)
    plain = _RANGE.sub(lambda found: " " * len(found[0]), _TEXT.sub(_bare, text))
    clauses = _clauses(plain)
    alone = len(clauses) == 1 and (text != spoken or plain.lstrip().startswith(("(", "[", r"\left(")))
    if len(clauses) < 2 and not alone:
        return (spoken,)
    try:
        question, shown = with_own_names(question, tuple(clauses))
    except SymgradError:
        return (spoken,)
    heads = [_head(question, clause) for clause in shown]
    if alone:  # (ŷ = wx + b), ŷ를 wx + b라 하자
        return tuple(clauses) if heads[0] is not None else (spoken,)
    new = {
        n: head
        for n, head in enumerate(heads)
        if head is not None and any(_uses(question, head, clause) for clause in _others(shown, n))
    }
    said = [n for n, clause in enumerate(shown) if n not in new and _is_said_again(question, clause)]
    if not (new or said) or len({*map(_named, new.values())}) < len(new):
        return (spoken,)
    rest = [clauses[n] for n in (*said, *(n for n in range(len(clauses)) if n not in new and n not in said))]
    if sum("=" not in clause for clause in rest) > 1:
        return (spoken,)
    return (*(clauses[n] for n in _in_order(question, new, shown)), *rest)


def _others(clauses: Sequence[str], own: int) -> Iterator[str]:
    return (clause for n, clause in enumerate(clauses) if n != own)


def _bare(found: re.Match[str]) -> str:
    """What stands in \\text{…}, if it is words that lead on."""
    words = re.sub(r"[,.()]", " ", found[1]).split()
    lead = all(_KOREAN.fullmatch(word) or _LEADS.match(word) for word in words)
    return found[1].rjust(len(found[0]) - 1) + " " if lead else found[0]


def _clauses(text: str) -> list[str]:
    """What stands between commas, words that lead on, and brackets with an equation; nothing for other words."""
    found: list[str] = []
    start, depth, opened, equal = 0, 0, 0, False
    for mark in _MARK.finditer(text):
        kind, then = mark.lastgroup, mark.end()
        if kind == "open":
            depth += 1
            opened, equal = (mark.start(), False) if depth == 1 else (opened, equal)
            continue
        if kind == "equal":
            equal = True
            continue
        depth -= kind == "close"
        if depth < 0 or len(found) > MOST_CLAUSES:
            return []
        if depth or (kind == "close" and not (equal and text[opened] in "([")):
            continue
        if kind == "korean" and not all(map(_KOREAN.fullmatch, mark[0].split())):
            return []
        if kind == "close":
            inside = _clauses(text[opened + 1 : mark.start()])
            found += [*_trimmed(text, start, opened), *(" " * (opened + 1) + clause for clause in inside)]
        else:
            found += _trimmed(text, start, mark.start())
        start = then
    found += _trimmed(text, start, len(text))
    return found if not depth and len(found) <= MOST_CLAUSES else []


def _trimmed(text: str, start: int, end: int) -> tuple[str, ...]:
    """A clause, in its place; nothing if it is empty."""
    lead = _IN_FRONT.match(text, start, end)
    start = lead.end() if lead is not None else start
    while True:
        body = text[start:end].rstrip(" \t$&~,;.:!")
        body = next((body.removesuffix(sign) for sign in _BEHIND if body.endswith(sign)), body)
        if len(body) == end - start:
            return (" " * start + body,) if body else ()
        end = start + len(body)


def _head(question: Question, clause: str) -> s.Name | s.Call | None:
    """What a clause defines: a name that the question does not have."""
    left, sign, _ = clause.partition("=")
    tree = _tree(question, clause) if sign and _NO_NAME.search(left) is None else None
    head = _equation(tree)[0] if tree is not None and _equation(tree) else None
    return head if isinstance(head, (s.Name, s.Call)) and is_new(question, head) else None


def _is_said_again(question: Question, clause: str) -> bool:
    """Whether a clause says what a name is that the model defines, on the way to what is asked for."""
    tree = _tree(question, clause) if question.model is not None and "=" in clause else None
    sides = _equation(tree) if tree is not None else ()
    if question.model is None or not sides or not isinstance(sides[0], s.Name) or sides[0].primes:
        return False
    keys = {sides[0].key, sides[0].base}
    return question.model.target not in keys and not keys.isdisjoint(question.model.by_name)


def _equation(tree: s.Statement) -> tuple[s.Node, ...]:
    if isinstance(tree, s.Assign):
        return tree.target, tree.value
    return tree.sides if isinstance(tree, s.Relation) and tree.equation else ()


def is_new(question: Question, head: s.Node) -> bool:
    """Whether a left side is a name, or a function of names, that the question says nothing of."""
    if isinstance(head, s.Call):
        if head.primes or head.function.endswith("'") or head.sub is not None:
            return False
        if not all(isinstance(part, s.Name) for part in head.arguments):
            return False
        if not is_new(question, s.Name(head.origin, head.function)):
            return False
    elif not isinstance(head, s.Name) or head.primes:
        return False
    if head == question.label:
        return False
    try:
        question.meaning(head)
    except SymgradError:
        return True
    return False


def _tree(question: Question, clause: str) -> s.Statement | None:
    try:
        statements = question.trees(clause)
    except SymgradError:
        return None
    return statements[0] if len(statements) == 1 else None


def _named(head: s.Name | s.Call) -> str:
    return head.function if isinstance(head, s.Call) else head.key


def _uses(question: Question, head: s.Name | s.Call, clause: str) -> bool:
    tree = _tree(question, clause)
    if tree is None or isinstance(head, s.Call):
        return (head.function if isinstance(head, s.Call) else head.base.strip("{}")[-1:]) in clause
    sides = _equation(tree)
    own = sides[0] if sides else None
    return any(
        isinstance(part, s.Name) and part != own and (part.key == head.key or part.base == head.base)
        for part in s.descend(tree)
    )


def _in_order(question: Question, new: dict[int, s.Name | s.Call], clauses: Sequence[str]) -> Iterator[int]:
    """Definitions behind those that they use; as they come where they go round in a circle."""
    left = dict(new)
    while left:
        waiting = {
            n
            for n in left
            if any(_uses(question, head, clauses[n]) for other, head in left.items() if other != n)
        }
        chosen = next((n for n in left if n not in waiting), next(iter(left)))
        del left[chosen]
        yield chosen


def definitions_in(question: Question, clauses: Sequence[str]) -> list[Defined]:
    """The definitions of names that the question does not have; of a name that has two, none."""
    rows: dict[str, Defined | None] = {}
    for clause in clauses:
        tree = _tree(question, _formula(clause)) if "=" in clause else None
        sides = _equation(tree) if tree is not None else ()
        if tree is not None and len(sides) == 2 and is_new(question, sides[0]):
            row = definition(tree, indexed=bool(question.shapes) or question.model is not None)
            rows[row.key] = row if rows.get(row.key, row) == row else None
    return [row for row in rows.values() if row is not None]


def looked_up(
    question: Question, defined: Sequence[Defined], text: str, others: Iterable[Defined]
) -> list[Defined]:
    """Those of the definitions in other lines that say what the names of one are, and what those are made of."""
    rows = {row.key: row for row in others}
    line = _tree(question, _formula(text))
    called = {key for key, row in rows.items() if isinstance(row.head, s.Call) and f"{key}(" in text}
    wanted = _names(line) if line is not None else called
    known = {row.key for row in defined}
    found: list[Defined] = []
    for _ in range(MOST_CLAUSES):
        more = [row for key, row in rows.items() if key in wanted - known]
        if not more:
            break
        found += more
        known |= {row.key for row in more}
        wanted = {name for row in more for name in _names(row.body)}
    try:
        for row in found:
            refuse_loose_letters(row, question.meaning(row.body, (*found, *defined))[1])
    except SymgradError:
        return []
    return found


def _formula(text: str) -> str:
    return without_words(text)[0].strip(" $&\\,;.")


def _names(node: s.Node | s.Statement) -> set[str]:
    parts = list(s.descend(node))
    names = {name for part in parts if isinstance(part, s.Name) for name in (part.key, part.base)}
    return names | {part.function for part in parts if isinstance(part, s.Call)}


__all__ = ["definitions_in", "looked_up", "spread"]
