r"""What stands around the formulas of lines and is no part of them: lists, numbers, Markdown, arrows, remarks.

In: the lines as they were written.  Out: the same lines with spaces for such marks, every other character in its place.
A mark that may be a part of the formula (a minus, a factor in brackets) is one only where the lines go together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from symgrad.checking.prose import leads_on, without_words

_FENCE = re.compile(r"\s*```\s*(?:[A-Za-z]+\s*)?$")
#: ## Gradient, Solution:
_TITLE = re.compile(
    r"\s*(?:#{1,6}\s+[A-Za-z가-힣]{2,}(?:\s+[A-Za-z가-힣]+)*(?:\s+\d+)?\s*:?"
    r"|(?:\*\*)?(?i:(?:the\s+)?(?:solution|answer|derivation|proof|steps|work)|풀이|정답|답|증명)"
    r"(?:\s*:?\s*\*\*\s*:?|\s*:))\s*$"
)
#: - x and * x, 1. x and 1) x, (1) x, ① x
_BULLET = re.compile(r"\s*(-|[*•])\s+(?=\S)")
_NUMBER = re.compile(r"\s*(\d{1,2})[.)]\s+(?=\*\*|[^\s=*/^+.)])")
_ROUND = re.compile(r"\s*\((\d{1,2})\)\s+(?=\*\*|[^\s=*/^+\-·×(.)])(?!\\cdot|\\times)")
#: u' = …, dL/da = …, ∂L/∂a = …
_OF_DERIVATIVE = re.compile(
    r"[\s$]*(?:[A-Za-z]'|\([^()]*\)\s*'|d[A-Za-z]\w{0,2}\s*/\s*d|\\d?frac\s*\{\s*(?:d|\\mathrm\s*\{?d|\\partial|∂)|∂|\\partial)"
)
#: (1) (x^2)' = 2x
_ROUND_IN_FRONT = re.compile(r"\s*\((\d{1,2})\)\s+(?=\([^()]*\)\s*'|[^\s=*/^+\-·×(.)])(?!\\cdot|\\times)")
_CIRCLED = re.compile(r"\s*([①-⑳])[\s.:)]*(?=\S)")
_ONE = re.compile(r"\s*(1)[.)]\s+(?=\*\*|[^\s\d=*/^+.)])")
#: (a) x and (i) x, a) x, > x
_LETTER = re.compile(r"\s*\(([a-j])\)\s+(?=\*\*|[^\s=*/^+.)])(?!\\cdot|\\times)")
_ROMAN = re.compile(r"\s*\((i{1,3}|iv|vi{0,3}|ix|x)\)\s+(?=\*\*|[^\s=*/^+.)])(?!\\cdot|\\times)")
_HALF_ROUND = re.compile(r"\s*([a-j]|i{1,3}|iv|vi{0,3})\)\s+(?=\*\*|[^\s=*/^+.)])")
#: (b) and 2. in front of a derivative by itself: the part of the exercise
_PART = re.compile(
    r"\s*(\((?:\d{1,2}|[a-j]|i{1,3})\)|(?:\d{1,2}|[a-j])[.)])\s+"
    r"(?=\\[dt]?frac\s*\{\s*(?:\\partial|∂|\\mathrm\{d\}|d)|\\partial|∂|\\nabla|∇|d[A-Za-z]\s*/\s*d)"
)
_QUOTED = re.compile(r"\s*(>)\s+(?=\S)")
#: … (1) and … ① behind a formula
_ROUND_BEHIND = re.compile(
    r"(?<=[^\s=*/^+\-·×(.…⋯])(?:\s*+(?:[…⋯]|·{3,}+|\.{3,}+|-{2,}+|\\q?quad)\s*+|\s++)\((\d{1,2})\)[\s.]*$"
)
#: … \qquad (1): nobody multiplies that far away
_FAR_BEHIND = re.compile(r"\\q?quad\s*\(\d{1,2}\)[\s.$]*\Z")
_CIRCLED_BEHIND = re.compile(
    r"(?<=[^\s.…⋯·\-])\s*+(?:(?:[…⋯]|·{3,}+|\.{3,}+|-{2,}+|\\[cl]?dots|\\q?quad)\s*+)?([①-⑳])[\s.]*$"
)
#: signs that only lead to a formula
_ARROW = re.compile(r"\s*(?:=>|==>|-+>|→|⟶|⟹|⟾|➔|➜|▶|∴|⇒)\s*(?=[^\s=])")
#: what goes on from the line before
_GOES_ON = re.compile(
    r"\s*(?:[*`$]|\\[\[(]|\\(?:boxed|fbox|underline)\{)*\s*&?\s*(?:=|≈|\\approx|⇒|∴|→|->|\\Rightarrow|\\implies|\\therefore)"
)
_WORDS = r"[A-Za-z가-힣]+(?:[ ,'’-]+[A-Za-z가-힣]+)*"
#: **…** around all of a line, and around words that head it
_AROUND = tuple(
    re.compile(rf"(\s*){mark}(?=[^\s*`])(.*[^\s*`]){mark}(\s*+(?:[.,]\s*+)?)$")
    for mark in (r"\*\*\*", r"\*\*", r"\*", "``", "`")
)
#: one side of an equation by itself: dL/dw = **…**
_LEFT = re.compile(r"(\s*)(\*\*|`)(?=\S)((?:(?!\2)[^=])*[^\s*`])\2(?=\s*=)")
_RIGHT = re.compile(r"(.*[=:]\s*)(\*\*|`)(?=[^\s*`])((?:(?!\2).)*[^\s*`])\2(\s*+(?:[.,]\s*+)?)$")
_HEAD = re.compile(rf"(\s*)\*\*({_WORDS}(?:\s+\d+)?\s*(?::\*\*|\*\*\s*:))(?=\s*\S)")
#: // the chain rule, # the chain rule
_REMARK = re.compile(rf"(?<=\S)\s+(?://+|#+)\s*({_WORDS})[\s.!]*$")
#: (chain rule) behind a formula
_BEHIND = re.compile(
    r"(?<=[\w)}\]'*`$])\s+[(\[]((?:by |using |from |with )?[a-z]+(?:[ -][a-z]+)*)[)\]][\s.]*$", re.IGNORECASE
)
#: by the chain rule, and (by (1)) of an equation before
_RULE = re.compile(
    r"(?<=\S),?\s+(?:by|using)\s+(?:the\s+)?(?:chain|product|quotient|power|sum)\s+rule[\s.]*$", re.IGNORECASE
)
_FROM = re.compile(r"(?<=\S),?\s+\(?(?:by|using|from)\s+(?:\(\d\)|[①-⑳])\)?[\s.]*$", re.IGNORECASE)
#: ∎ and ✓ behind a formula
_ENDED = re.compile(
    r"(?<=.)(?:[∎□■✓✔]|\\(?:black)?square(?![A-Za-z])|\\qed(?![A-Za-z])|\\Box(?![A-Za-z]))(?=[\s.$`]*$)"
)
#: \text{ (by the chain rule)}, \text{.}: what is in it is looked at as if it stood there by itself
_IN_TEXT = re.compile(
    rf"\\text\s*\{{(\s*(?:[(\[]{_WORDS}[)\]]|by\s+(?:the\s+)?(?i:chain|product|quotient|power|sum)\s+rule)?[\s.,]*)\}}"
    r"(?=[\s.$]*$)"
)
_GAP = re.compile(r"(?:\\q?quad|\\[,;:!])(?=\s*$)")
#: spaces and columns
_APART = re.compile(r"(?:\\q?quad|\\[,;:! ]|[&\s])$")
#: words of what was done, one of which makes a bracket a remark: (derivative) may be a factor
_DONE = frozenset([
    "applied", "apply", "applying", "by", "collect", "collecting", "definition", "differentiate",
    "differentiated", "differentiating", "distribute", "expand", "expanded", "expanding", "factored",
    "factoring", "linearity", "rearrange", "rearranged", "rule", "rules", "simplified", "simplify",
    "simplifying", "simplification", "substitute", "substituted", "substituting", "substitution", "using",
])  # fmt: skip
#: words beside them
_BESIDE = frozenset([
    "again", "and", "answer", "chain", "constant", "derivative", "final", "from", "in", "inner", "into",
    "law", "of", "outer", "power", "product", "quotient", "result", "sum", "the", "this", "to", "with",
])  # fmt: skip
_PRIME = re.compile(r"(?<=[A-Za-z0-9)}\]])\s*\^\s*(?:\{\s*\\prime\s*\}|\\prime(?![A-Za-z]))")
_SIDES = re.compile(r":=|=|←|\\leftarrow")
#: one of these stands in a line by itself that has any mark: most answers have none, and are looked at no further
_ANY = re.compile(
    r"\A\s*\(?\w{1,2}[.)]\s|quad\s*\(|[#*`:>∎□■✓✔①-⑳→⟶⟹⟾➔➜▶∴⇒]|//|\\(?:prime|underline|fbox|text|qed|Box|(?:black)?square)"
    r"|\s[(\[]?[^\W\d_]{2}"  # remarks are words with a space before them
)


#: rows of an environment, and words in front of one
_ENVIRONMENT = r"(?:align|aligned|alignat|gather|gathered|split|equation|eqnarray|multline)\*?"
_ROWS = re.compile(rf"(\n|\\\\|\\(?:begin|end)\s*\{{{_ENVIRONMENT}\}})")
_OTHER_ROWS = re.compile(rf"\\begin\s*\{{(?!{_ENVIRONMENT}\}})")
_LEADING = re.compile(r"\s*\\text\s*\{([^{}\\]*)\}(?=\s*\S)")


def without_marks_in_rows(text: str, known: str) -> str:
    """A text of several lines without what is no part of its formulas, every character in its place."""
    if "\\\\" not in text or _OTHER_ROWS.search(text):
        return "\n".join(without_marks(text.split("\n"), known))
    parts = _ROWS.split(text)
    parts[::2] = without_marks(parts[::2], known)
    parts[::2] = map(_without_words, parts[::2])
    return "".join(parts)


def _without_words(row: str) -> str:
    """A row without the words around its formula, every character in its place."""
    found = _LEADING.match(row)
    row = _blank(row, found if found and leads_on(found[1]) else None)
    formula, _ = without_words(row)
    if not formula.strip() or formula not in row:
        return row
    return (" " * row.index(formula) + formula).ljust(len(row))


def without_marks(lines: Sequence[str], known: str) -> tuple[str, ...]:
    """The lines with spaces for what is no part of their formulas; words of ``known`` (the question) stay."""
    if len(lines) == 1 and _ANY.search(lines[0]) is None:
        return (lines[0],)
    found = tuple(_blank(line, _FENCE.match(line) or _TITLE.match(line)) for line in lines)
    found = tuple(map(_boxed, found))
    found = _without_list(found)
    found = _without_numbers_behind(found)
    for _ in range(2):  # **2x** // so, and **2x // so**
        found = tuple(map(_without_end, found))
        found = tuple(_blank(line, _RULE.search(line) or _FROM.search(line)) for line in found)
        formulas = (_REMARK.sub("", _BEHIND.sub("", line)) for line in found)
        names = frozenset(word.lower() for text in (known, *formulas) for word in _words(text))
        found = tuple(_without_remark(line, names) for line in found)
        found = tuple(_blank(line, _ARROW.match(line)) for line in found)
        found = tuple(_without_wrapping(line) for line in found)
    found = _without_numbers_behind(found)
    return tuple(_PRIME.sub(lambda sign: "'".ljust(len(sign[0])), line) for line in found)


def _blank(line: str, found: re.Match[str] | None) -> str:
    """The line with spaces for a mark."""
    if found is None:
        return line
    return line[: found.start()] + " " * (found.end() - found.start()) + line[found.end() :]


_BOX = re.compile(r"[\s$]*\\boxed\s*\{")
_BEHIND_BOX = re.compile(r"[\s$.,]*$")


def _boxed(line: str) -> str:
    """Other boxes as \\boxed, $`…`$ as $…$, and none around a whole line."""
    if r"\fbox{$" in line:
        line = line.replace(r"\fbox{$", r"\boxed{").replace("$}", " }")
    line = line.replace(r"\underline", r"\boxed    ").replace("$`", "$ ").replace("`$", " $")
    found = _BOX.match(line) if r"\boxed" in line else None
    if found is None:
        return line
    depth = 1
    for place in range(found.end(), len(line)):
        depth += (line[place] == "{") - (line[place] == "}")
        if not depth:
            break
    if depth or not _BEHIND_BOX.match(line, place + 1):
        return line
    return (
        found[0].replace(r"\boxed", "      ").replace("{", " ")
        + line[found.end() : place]
        + " "
        + line[place + 1 :]
    )


def _without_end(line: str) -> str:
    """The line without ∎ behind it, and with what \\text{…} at its end says as plain words."""
    if not line.isascii() or "\\" in line:
        line = _blank(line, _ENDED.search(line))
        while (gap := _GAP.search(line)) is not None:
            line = _blank(line, gap)
    if "\\text" not in line:
        return line
    found = _IN_TEXT.search(line)
    said = {word.lower() for word in _words(found[1])} if found is not None else set()
    if found is None or (said and _DONE.isdisjoint(said)):
        return line
    before = line[: found.start()]
    while (gap := _APART.search(before)) is not None:
        before = before[: gap.start()]
    return (before.ljust(found.start(1)) + found[1]).ljust(found.end()) + line[found.end() :]


def _is_circled(mark: str) -> bool:
    return "①" <= mark <= "⑳"


def _place(mark: str) -> int:
    return ord(mark) - ord("①") + 1 if _is_circled(mark) else int(mark)


def _in_order(marks: Iterable[str]) -> bool:
    return all(_place(mark) == place for place, mark in enumerate(marks, 1))


def _lettered(marks: list[str]) -> bool:
    return marks == list("abcdefghij"[: len(marks)])


def _roman(marks: list[str]) -> bool:
    return marks == ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][: len(marks)]


def _names_apart(lines: Iterable[str]) -> bool:
    """Whether they are equations, not all about one thing: what stands before them is no part of their left sides."""
    sides = [_SIDES.split(line)[0].strip() if _SIDES.search(line) else "" for line in lines]
    return all(sides) and len(set(sides)) > (len(sides) > 1)


def _are_equations(lines: Iterable[str]) -> bool:
    """Whether each says what something is: (1) and (2) in front of them in order are no factors."""
    return all(map(_SIDES.search, lines))


def _are_derivatives(lines: list[str], others: list[str]) -> bool:
    """Whether they say what several derivatives are, of which the lines without a mark say nothing."""
    said = {_SIDES.split(line)[0].strip() for line in others}
    if any(_SIDES.split(line)[0].strip() in said for line in lines):
        return False
    return len(lines) > 1 and _names_apart(lines) and all(map(_OF_DERIVATIVE.match, lines))


def _always(lines: Iterable[str]) -> bool:
    return True


#: a mark, the fewest of them, what they are, and what the lines behind them must be where they could be a part of them;
#: 1 as a factor says nothing else than 1 as a number, and no formula begins with * or ① or >, or closes a bracket first
_LISTS: tuple[tuple[re.Pattern[str], int, Callable[[list[str]], bool], Callable[[list[str]], bool]], ...] = (
    (_BULLET, 1, lambda marks: len(set(marks)) == 1 and marks[0] != "-", _always),
    (_BULLET, 2, lambda marks: set(marks) == {"-"}, _names_apart),
    (_NUMBER, 2, _in_order, _always),
    (_ONE, 1, _always, _always),
    (_ROUND, 2, _in_order, _are_equations),
    (_ROUND_IN_FRONT, 2, _in_order, _names_apart),
    (_ROUND, 1, _in_order, _names_apart),
    (_CIRCLED, 1, _in_order, _always),
    (_LETTER, 2, _lettered, _names_apart),
    (_ROMAN, 2, _roman, _names_apart),
    (_HALF_ROUND, 1, lambda marks: _lettered(marks) or _roman(marks), _always),
    (_QUOTED, 1, _always, _always),
    (_PART, 1, lambda marks: len(marks) == 1, _names_apart),
)


def _without_list(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines without the marks of a list, which every line has that does not go on from the one before it.

    Between several results there may be other lines.
    """
    for pattern, fewest, fits, behind in _LISTS:
        found = [pattern.match(line) for line in lines]
        marked = [mark for mark in found if mark is not None]
        unmarked = [line for line, mark in zip(lines, found, strict=True) if mark is None and line.strip()]
        circled = pattern is _CIRCLED  # no formula has such a sign
        if len(marked) < fewest or not fits([mark[1] for mark in marked]):
            continue
        formulas = [mark.string[mark.end() :] for mark in marked]
        if (
            not circled
            and not all(map(_GOES_ON.match, unmarked))
            and not _are_derivatives(formulas, unmarked)
        ):
            continue
        if behind(formulas):
            return tuple(_blank(line, mark) for line, mark in zip(lines, found, strict=True))
    return lines


def _spaces(found: re.Match[str]) -> str:
    """As long as what was found, its dollars kept."""
    return "".join(sign if sign == "$" else " " for sign in found[0])


def _without_numbers_behind(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines without the numbers of equations at their ends; one (1) alone and near may be a factor."""
    lines = tuple(_FAR_BEHIND.sub(_spaces, line) for line in lines)
    for pattern, fewest in ((_CIRCLED_BEHIND, 1), (_ROUND_BEHIND, 2)):
        found = [pattern.search(line) for line in lines]
        marked = [mark for mark in found if mark is not None]
        if len(marked) < fewest or not _in_order(mark[1] for mark in marked):
            continue
        if fewest == 1 or _names_apart(mark.string[: mark.start()] for mark in marked):
            return tuple(_blank(line, mark) for line, mark in zip(lines, found, strict=True))
    return lines


#: `…` in a line with words, and **…** behind words or in front of Korean; f`(x) has a prime
_QUOTES = re.compile(r"(?<![\w)}\]'`])`([^`]+)`(?![A-Za-z0-9(`])")
_BOLD = re.compile(r"(?<![^\s,:])\*\*(?=[^\s*])([^*]*[^\s*])\*\*(?=\s*[.,]?\s*(?:[가-힣].*)?$)")


def _without_wrapping(line: str) -> str:
    if "`" in line:
        line = _QUOTES.sub(r" \1 ", line)
    if "**" in line:
        line = _BOLD.sub(r"  \1  ", line)
    head = _HEAD.match(line)
    if head is not None:
        return f"{head[1]}  {head[2].replace('**', '  ')}{line[head.end() :]}"
    for pattern in (_LEFT, _RIGHT):
        found = pattern.match(line)
        if found is not None:
            gap = " " * len(found[2])
            line = f"{found[1]}{gap}{found[3]}{gap}{line[found.end(3) + len(gap) :]}"
    for pattern in _AROUND:
        found = pattern.match(line)
        if found is not None and not ("`" in found[2] or found[2].startswith("*")):
            return (
                line[: found.start(2)].replace("*", " ").replace("`", " ")
                + found[2].ljust(len(line) - found.start(2) - len(found[3]))
                + found[3]
            )
    return line


def _without_remark(line: str, names: frozenset[str]) -> str:
    """The line without words behind it that say what was done; a word that stands elsewhere may be a name."""
    for pattern in (_REMARK, _BEHIND):
        found = pattern.search(line)
        if found is None:
            continue
        said = {word.lower() for word in _words(found[1])}
        single = {letter for name in names if len(name) < 4 for letter in name}
        long = {word for word in said if len(word) > 2 or not word.isascii()}
        if pattern is _BEHIND and (_DONE.isdisjoint(said) or not said <= _DONE | _BESIDE):
            continue
        if long and names.isdisjoint(long) and not any(map(single.issuperset, long)):
            return _blank(line, found)
    return line


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z가-힣]+", text)


__all__ = ["without_marks", "without_marks_in_rows"]
